/*
 * epss.c - the scores of each day, kept where they moved
 *
 * A day has a quarter of a million scores, of which next to none moves. Told
 * are those that came into another band than on the day before; with step=10
 * the bands are tenths, the lowest of which is not told of anew. So the file
 * before the first that is new is read once more, to know where each score was;
 * and what is told of a file follows from it and the one before it alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <patchlore/plugin.h>

#include "kit/files.h"
#include "kit/lines.h"
#include "kit/marks.h"
#include "kit/tell.h"
#include "plugins/epss/day.h"

enum {
	LINE_LIMIT = 4096,
	HUNDREDTH = EPSS_MILLION / 100,
};

struct source {
	const plore_host *host;
	uint32_t step; /* millionths of a band; 0: each score is told */
	char meaning[32];
	struct kit_marks before,
	    now;               /* the bands, of those not in the lowest */
	const char *last_path; /* the file that before is of; NULL: none */
};

/* A file while it is read. */
struct reading {
	struct source *source;
	struct kit_files *files; /* NULL: for its bands alone */
	const struct kit_file *file;
	struct kit_lines *lines;
	struct epss_day day;
	uint64_t events;
};

static const char *const kinds[] = {"vuln.signal", NULL};

static const plore_option options[] = {
    {"path", "a day's scores in CSV, packed or not, or a folder of such files",
	NULL, PLORE_PATH, PLORE_REQUIRED | PLORE_REPEATED},
    {"step",
	"tell a score where it passed a multiple of so many hundredths since "
	"the file before, 0 to 100; 0: tell each score of each day",
	"10", PLORE_NUMBER, 0},
    {0}};

/* ---- Open --------------------------------------------------------------- */

static void
epss_close(void *self)
{
	struct source *source = self;

	kit_marks_free(&source->before);
	kit_marks_free(&source->now);
	free(source);
}

static int32_t
epss_open(const plore_host *host, void **self)
{
	struct source *source = calloc(1, sizeof *source);
	const char *step = host->option(host, "step", 0);
	long hundredths;

	if (source == NULL)
		return PLORE_E_FAILED;
	hundredths = strtol(step, NULL, 10);
	if (hundredths < 0 || hundredths > 100) {
		host->fail(host, "step: expected a number from 0 to 100");
		free(source);
		return PLORE_E_CONFIG;
	}
	source->host = host;
	source->step = (uint32_t)hundredths * HUNDREDTH;
	snprintf(source->meaning, sizeof source->meaning, "1 %ld", hundredths);
	*self = source;
	return PLORE_OK;
}

/* ---- Rows --------------------------------------------------------------- */

static int32_t
reject(const struct reading *reading, uint64_t number, const char *reason,
    const char *input)
{
	if (reading->files == NULL)
		return PLORE_OK; /* it was told when that file was read */
	return kit_reject(
	    reading->source->host, reading->file->name, number, reason, input);
}

static int32_t
emit(struct reading *reading, const struct epss_row *row)
{
	const plore_host *host = reading->source->host;
	plore_attr attrs[3] = {{"epss", row->score, PLORE_PUBLIC, 0}};
	plore_event event = {.size = sizeof event,
	    .time_ms = reading->day.time_ms,
	    .after_ms = reading->day.after_ms,
	    .kind = "vuln.signal",
	    .vuln = row->cve,
	    .attrs = attrs,
	    .attr_count = 1};

	if (row->percentile != NULL)
		attrs[event.attr_count++] = (plore_attr){
		    "epss_percentile", row->percentile, PLORE_PUBLIC, 0};
	if (reading->day.model[0] != '\0')
		attrs[event.attr_count++] = (plore_attr){
		    "epss_model", reading->day.model, PLORE_PUBLIC, 0};
	reading->events++;
	return kit_emit(host, &event);
}

static const char *
damage_of(const struct reading *reading)
{
	return reading->files != NULL ? kit_files_error(reading->files)
	                              : kit_lines_error(reading->lines);
}

/* Put the row into its band, and tell of it where that is another one. */
static int32_t
take_row(struct reading *reading, const struct epss_row *row)
{
	struct source *source = reading->source;
	uint8_t band =
	    source->step == 0 ? 0 : (uint8_t)(row->millionths / source->step);

	if (band > 0 && kit_marks_add(&source->now, row->cve, band) < 0)
		return kit_fail(source->host, PLORE_E_FAILED,
		    "too many scores to remember; give a larger step");
	if (reading->files == NULL)
		return PLORE_OK;
	if (source->step != 0 &&
	    band == kit_marks_of(&source->before, row->cve))
		return PLORE_OK;
	return emit(reading, row);
}

static int32_t
take_line(struct reading *reading, struct kit_line *line)
{
	uint64_t told = reading->events;
	struct epss_row row;
	char shown[100];
	const char *flaw;
	int32_t result;

	if (line->length == 0)
		return PLORE_OK;
	snprintf(shown, sizeof shown, "%s", line->text);
	flaw = line->truncated ? "a line of more than 4096 bytes"
	                       : epss_row_read(line->text, &row);
	if (flaw == NULL)
		result = take_row(reading, &row);
	else
		result = reject(reading, line->number, flaw, shown);
	return result == PLORE_OK && reading->files != NULL
	           ? kit_files_pause(reading->files, reading->events - told)
	           : result;
}

static int32_t
take_rows(struct reading *reading)
{
	struct kit_line line;
	int32_t result = PLORE_OK;
	int more = 0;

	while (result == PLORE_OK &&
	       (more = kit_lines_next(reading->lines, &line)) > 0)
		result = take_line(reading, &line);
	if (result == PLORE_OK && more < 0)
		result = reject(reading, kit_lines_number(reading->lines),
		    damage_of(reading), "the file is damaged from here on");
	return result;
}

/* ---- Files -------------------------------------------------------------- */

/* The lines before the first row. NULL, or why the file has no scores. */
static const char *
read_head(struct reading *reading)
{
	struct kit_line line;
	int dated = epss_day_of_name(reading->file->name, &reading->day) == 0;
	int more;

	while ((more = kit_lines_next(reading->lines, &line)) > 0 &&
	       line.text[0] == '#') {
		if (strstr(line.text, "score_date:") != NULL)
			dated = 1;
		if (epss_day_of_comment(line.text, &reading->day) < 0)
			return "expected a score_date such as "
			       "2023-03-07T00:00:00+0000";
	}
	if (more < 0)
		return damage_of(reading);
	if (more == 0 || !epss_is_header(line.text))
		return "expected a first row cve,epss,percentile";
	if (!dated)
		return "there is no score_date in it; put the day into the "
		       "file's name, as in epss_scores-2021-04-14.csv";
	return NULL;
}

static int32_t
read_lines(struct reading *reading)
{
	const char *flaw = read_head(reading);

	kit_marks_free(&reading->source->now);
	if (flaw != NULL)
		return reading->files == NULL
		           ? PLORE_OK
		           : kit_files_refuse(reading->files,
				 kit_lines_number(reading->lines) - 1, flaw);
	return take_rows(reading);
}

/* What was now is before, from then on. */
static void
keep_bands(struct source *source)
{
	struct kit_marks bands = source->before;

	source->before = source->now;
	source->now = bands;
}

/* Take the rows of a document, or those of a file for its bands alone. */
static int32_t
read_scores(struct source *source, struct kit_files *files,
    const struct kit_file *file, struct kit_lines *lines)
{
	struct reading reading = {
	    .source = source, .files = files, .file = file, .lines = lines};
	int32_t result = lines == NULL ? PLORE_E_FAILED : read_lines(&reading);

	kit_lines_close(lines);
	if (result == PLORE_OK)
		keep_bands(source);
	return result;
}

/* Have the bands of the file before, if it was not read just now. */
static int32_t
read_before(struct source *source, const struct kit_file *file)
{
	const struct kit_file before = {
	    .path = file->before, .name = file->before};
	struct kit_lines *lines;
	char error[512];

	if (source->step == 0 || !file->is_first ||
	    (source->last_path != NULL && file->before != NULL &&
		strcmp(source->last_path, file->before) == 0))
		return PLORE_OK;
	kit_marks_free(&source->before);
	if (file->before == NULL)
		return PLORE_OK;
	lines = kit_lines_open(file->before, LINE_LIMIT, error, sizeof error);
	if (lines != NULL)
		return read_scores(source, NULL, &before, lines);
	return kit_fail(source->host, PLORE_E_ACCESS, "%s", error);
}

static int32_t
read_file(void *self, struct kit_files *files, const struct kit_file *file)
{
	struct source *source = self;
	int32_t result = read_before(source, file);

	if (result == PLORE_OK)
		result = read_scores(source, files, file,
		    kit_lines_new(kit_files_read, files, LINE_LIMIT));
	source->last_path = file->path;
	return result;
}

static int
is_wanted(const char *name)
{
	return kit_files_ends(name, ".csv");
}

static int32_t
epss_collect(void *self, const plore_request *request)
{
	struct source *source = self;
	const struct kit_files_plan plan = {.host = source->host,
	    .wanted = is_wanted,
	    .meaning = source->meaning,
	    .take = read_file,
	    .self = source};
	int32_t result = kit_files_collect(&plan, request);

	source->last_path = NULL;
	return result;
}

static const plore_plugin epss = {
    .size = sizeof epss,
    .evidence = PLORE_BY_LOG,
    .id = "org.first.epss",
    .name = "Exploit prediction scores",
    .version = "0.1.0",
    .summary = "reads the EPSS scores of each day",
    .license = "Apache-2.0",
    .kinds = kinds,
    .options = options,
    .open = epss_open,
    .collect = epss_collect,
    .close = epss_close,
};

PLORE_PLUGINS(&epss);
