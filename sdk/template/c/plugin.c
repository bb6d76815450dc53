/*
 * @NAME@: what a log says of patches
 *
 * A line of the log is a time, a word, a patch and, after "failed", a code:
 *
 *     2026-03-03T21:41:55Z failed KB5034449 0x80070643
 *
 * The cursor is the place of the first line that was not read. A log that is
 * shorter than that was replaced and is read from its start.
 */
#define _DEFAULT_SOURCE /* timegm, strtok_r */
#include <patchlore/plugin.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LINE_LIMIT = 4000 }; /* bytes; a longer line is set aside */

#ifndef CHECKPOINT_LINES /* the test takes a smaller number */
#define CHECKPOINT_LINES 500
#endif

struct source {
	const plore_host *host;
	const char *path;  /* of the log */
	const char *asset; /* whose log it is */
};

/* Where reading goes on. */
struct place {
	uint64_t offset; /* in bytes */
	uint64_t line;   /* lines before it */
};

/* ---- A line ------------------------------------------------------------- */

/* The log's words, and the kind of event that each stands for. */
static const struct {
	const char *word, *kind;
} words[] = {
    {"found", "item.detected"},
    {"installed", "deploy.installed"},
    {"failed", "deploy.failed"},
    {"removed", "deploy.rolled_back"},
};

static const char *const kinds[] = {"item.detected", "deploy.installed",
    "deploy.failed", "deploy.rolled_back", NULL};

static const char *
kind_of(const char *word)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].word, word) == 0)
			return words[i].kind;
	return NULL;
}

static int
parse_time(const char *text, int64_t *ms)
{
	struct tm tm = {0};
	char again[32];

	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2dZ", &tm.tm_year, &tm.tm_mon,
		&tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec) != 6)
		return 0;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	*ms = (int64_t)timegm(&tm) * 1000;
	/* A day that does not exist has become another one by now. */
	return strftime(again, sizeof again, "%Y-%m-%dT%H:%M:%SZ", &tm) > 0 &&
	       strcmp(again, text) == 0;
}

/* Turn a line into an event, whose strings then point into it. NULL, or why it
 * is none. */
static const char *
parse_line(char *text, plore_event *event)
{
	char *rest = NULL;
	const char *time = strtok_r(text, " ", &rest);
	const char *word = strtok_r(NULL, " ", &rest);

	event->patch = strtok_r(NULL, " ", &rest);
	event->code = strtok_r(NULL, " ", &rest);
	if (event->patch == NULL)
		return "expected a time, a word and a patch";
	if (!parse_time(time, &event->time_ms))
		return "expected a time such as 2026-03-03T21:41:55Z";
	event->kind = kind_of(word);
	if (event->kind == NULL)
		return "expected found, installed, failed or removed";
	return NULL;
}

/* ---- The log ------------------------------------------------------------ */

/* Read a line; what is past LINE_LIMIT is counted and not kept. 0 where there
 * is no whole one: the last may still be being written, and waits for the next
 * run. */
static int
next_line(FILE *file, char text[LINE_LIMIT + 1], uint64_t *used)
{
	size_t length = 0;
	int c;

	*used = 1; /* the end of the line */
	while ((c = getc(file)) != EOF && c != '\n') {
		if (length < LINE_LIMIT)
			text[length++] = c == '\0' ? ' ' : (char)c;
		(*used)++;
	}
	text[length] = '\0';
	return c == '\n';
}

static int32_t
set_aside(
    struct source *source, uint64_t line, const char *reason, const char *input)
{
	const char *slash = strrchr(source->path, '/');
	char where[PLORE_MAX_NAME + 1];

	snprintf(where, sizeof where, "%.200s:%" PRIu64,
	    slash == NULL ? source->path : slash + 1, line);
	return source->host->reject(source->host, where, reason, input);
}

/* One bad line costs that line. */
static int32_t
take_line(struct source *source, char *text, uint64_t used, uint64_t line)
{
	plore_event event = {.size = sizeof event, .asset = source->asset};
	char input[LINE_LIMIT + 1];
	const char *reason;
	int32_t result;

	memcpy(input, text, strlen(text) + 1); /* parse_line cuts it up */
	reason = used > LINE_LIMIT + 1 ? "the line is too long"
	                               : parse_line(text, &event);
	if (reason != NULL)
		return set_aside(source, line, reason, input);
	result = source->host->emit(source->host, &event);
	return result == PLORE_E_ARGUMENT ? PLORE_OK : result;
}

static int32_t
checkpoint(struct source *source, const struct place *place)
{
	char cursor[64];

	snprintf(cursor, sizeof cursor, "%" PRIu64 " %" PRIu64, place->offset,
	    place->line);
	source->host->progress(source->host, place->offset, 0, NULL);
	return source->host->checkpoint(source->host, cursor);
}

static int32_t
read_log(struct source *source, FILE *file, struct place *place)
{
	const plore_host *host = source->host;
	char text[LINE_LIMIT + 1];
	int32_t result = PLORE_OK;
	uint64_t used;

	while (result == PLORE_OK && next_line(file, text, &used)) {
		place->offset += used;
		place->line++;
		result = take_line(source, text, used, place->line);
		if (result == PLORE_OK && place->line % CHECKPOINT_LINES == 0) {
			result = checkpoint(source, place);
			if (result == PLORE_OK && host->stopping(host))
				result = PLORE_E_STOPPED;
		}
	}
	if (result == PLORE_OK && ferror(file)) {
		host->fail(host, "the log cannot be read to its end");
		result = PLORE_E_FAILED;
	}
	return result == PLORE_OK ? checkpoint(source, place) : result;
}

/* Go to where the cursor says, or stay at the start. */
static void
seek(struct source *source, FILE *file, const char *cursor, struct place *place)
{
	struct place there;

	if (cursor == NULL || sscanf(cursor, "%" SCNu64 " %" SCNu64,
				  &there.offset, &there.line) != 2)
		return;
	if (fseeko(file, 0, SEEK_END) == 0 &&
	    (uint64_t)ftello(file) >= there.offset &&
	    fseeko(file, (off_t)there.offset, SEEK_SET) == 0) {
		*place = there;
		return;
	}
	source->host->log(source->host, PLORE_LOG_WARN,
	    "the log is shorter than it was and is read from its start");
	rewind(file);
}

/* ---- What patchlore calls ----------------------------------------------- */

static int32_t
source_open(const plore_host *host, void **self)
{
	struct source *source = calloc(1, sizeof *source);

	if (source == NULL) {
		host->fail(host, "out of memory");
		return PLORE_E_FAILED;
	}
	source->host = host;
	source->path = host->option(host, "path", 0);
	source->asset = host->option(host, "asset", 0);
	*self = source;
	return PLORE_OK;
}

static int32_t
source_collect(void *self, const plore_request *request)
{
	struct source *source = self;
	struct place place = {0, 0};
	char sentence[PLORE_MAX_TEXT + 1];
	FILE *file = fopen(source->path, "rb");
	int32_t result;

	if (file == NULL) {
		snprintf(sentence, sizeof sentence, "cannot read %.3000s: %s",
		    source->path, strerror(errno));
		source->host->fail(source->host, sentence);
		return PLORE_E_ACCESS;
	}
	seek(source, file, request->cursor, &place);
	result = read_log(source, file, &place);
	fclose(file);
	return result;
}

static void
source_close(void *self)
{
	free(self);
}

/* ---- The descriptor ----------------------------------------------------- */

static const plore_option options[] = {
    {"path", "the log", NULL, PLORE_PATH, PLORE_REQUIRED},
    {"asset", "the machine whose log it is", NULL, PLORE_TEXT, PLORE_REQUIRED},
    {0}};

static const plore_plugin plugin = {
    .size = sizeof plugin,
    .evidence = PLORE_BY_LOG,
    .id = "@ID@", /* your domain backwards, then the name; for ever */
    .name = "@NAME@ log",
    .version = "0.1.0",
    .summary = "reads the log of @NAME@",
    .license = "MIT", /* yours to choose */
    .kinds = kinds,
    .options = options,
    .open = source_open,
    .collect = source_collect,
    .close = source_close,
};

PLORE_PLUGINS(&plugin);
