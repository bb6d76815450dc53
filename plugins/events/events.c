/*
 * events.c - native events: one JSON object a line, plain or compressed
 *
 * A file that grew is read on from where it was left. One that is no longer
 * the file that was read is read from its start, which does no harm, because
 * the same event counts once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/event_line.h"
#include "kit/kinds.h"
#include "kit/lines.h"
#include "kit/tell.h"
#include "plugins/events/files.h"

enum { LINE_LIMIT = 1024 * 1024, CHECKPOINT_LINES = 10000, SHOWN = 500 };

enum { LEFT = 1 }; /* next to the results of the header, which are not > 0 */

struct source {
	const plore_host *host;
	const char *asset; /* for events that name none, or NULL */
	struct events_files files;
};

static const plore_option options[] = {
    {"path",
	"a file of native events or a folder of *.jsonl files, packed or not",
	NULL, PLORE_PATH, PLORE_REQUIRED | PLORE_REPEATED},
    {"asset", "whose events these are, where a line names nobody", NULL,
	PLORE_TEXT, 0},
    {0}};

static int32_t
events_open(const plore_host *host, void **self)
{
	struct source *source = calloc(1, sizeof *source);

	if (source == NULL)
		return PLORE_E_FAILED;
	source->host = host;
	source->asset = host->option(host, "asset", 0);
	*self = source;
	return PLORE_OK;
}

static void
events_close(void *self)
{
	struct source *source = self;

	events_files_free(&source->files);
	free(source);
}

/* ---- One line ----------------------------------------------------------- */

static int32_t
set_aside(struct source *source, const char *path, uint64_t number,
    const char *reason, const char *input)
{
	const char *slash = strrchr(path, '/');

	return kit_reject(source->host, slash == NULL ? path : slash + 1,
	    number, reason, input);
}

/* The reader unescapes in place, so what is shown of a bad line is put by
 * before. It never ends within a character. */
static void
keep_shown(char shown[SHOWN + 1], const struct kit_line *line)
{
	size_t length = line->length;

	if (length > SHOWN) {
		length = SHOWN;
		while (length > 0 &&
		       ((unsigned char)line->text[length] & 0xc0) == 0x80)
			length--;
	}
	memcpy(shown, line->text, length);
	shown[length] = '\0';
}

static int
is_blank(const struct kit_line *line)
{
	return line->text[strspn(line->text, " \t\r")] == '\0';
}

/* The reason why a line is no event, or NULL. */
static const char *
flaw_of(const struct kit_line *line, struct kit_event_line *out)
{
	if (line->truncated)
		return "longer than 1 MiB";
	if (line->had_nul)
		return "a NUL in the line; expected JSON text";
	if (kit_event_line_read(out, line->text, line->length) < 0)
		return out->error;
	return NULL;
}

/* PLORE_OK, or LEFT for a last line that is still being written, or an error.
 * A line without an end that is an event already is taken, since no beginning
 * of one is; packed files are whole and have no such line. */
static int32_t
take_line(struct source *source, const struct events_file *file,
    const struct kit_line *line, int may_grow)
{
	struct kit_event_line parsed;
	char shown[SHOWN + 1];
	const char *flaw;

	if (is_blank(line))
		return PLORE_OK;
	keep_shown(shown, line);
	flaw = flaw_of(line, &parsed);
	if (flaw != NULL && may_grow && !line->ended)
		return LEFT;
	if (flaw != NULL)
		return set_aside(source, file->path, line->number, flaw, shown);
	kit_default_asset(&parsed.event, source->asset);
	return kit_emit(source->host, &parsed.event);
}

/* ---- One file ----------------------------------------------------------- */

/* Store what was read so far, and where. */
static int32_t
checkpoint(struct source *source, struct events_file *file,
    const struct kit_lines *lines)
{
	char cursor[PLORE_MAX_CURSOR + 1];

	kit_lines_place(lines, &file->place);
	if (events_files_cursor(&source->files, cursor, sizeof cursor) < 0) {
		source->host->fail(source->host,
		    "the places in so many files do not fit into a cursor; "
		    "use several sources, or move old files away");
		return PLORE_E_CONFIG;
	}
	return source->host->checkpoint(source->host, cursor);
}

static void
tell_progress(struct source *source, const struct kit_lines *lines,
    const struct events_file *file)
{
	uint64_t done, total;

	kit_lines_progress(lines, &done, &total);
	source->host->progress(source->host, done, total, file->path);
}

static void
tell(struct source *source, const char *path, const char *what)
{
	char text[512];

	snprintf(text, sizeof text, "%.300s: %s", path, what);
	source->host->log(source->host, PLORE_LOG_WARN, text);
}

static int32_t
read_lines(
    struct source *source, struct events_file *file, struct kit_lines *lines)
{
	int may_grow = !kit_lines_packed(lines);
	struct kit_line line;
	int more;

	while ((more = kit_lines_next(lines, &line)) > 0) {
		int32_t result = take_line(source, file, &line, may_grow);

		if (result == LEFT) {
			kit_lines_unread(lines, &line);
			tell(source, file->path,
			    "the last line is unfinished and is left for the "
			    "next run");
			break;
		}
		if (result == PLORE_OK && line.number % CHECKPOINT_LINES == 0) {
			tell_progress(source, lines, file);
			result = checkpoint(source, file, lines);
		}
		if (result != PLORE_OK)
			return result;
	}
	if (more < 0) {
		int32_t result = set_aside(source, file->path,
		    kit_lines_number(lines), kit_lines_error(lines),
		    "the file is damaged from here on");

		if (result != PLORE_OK)
			return result;
	}
	return checkpoint(source, file, lines);
}

static int32_t
read_file(struct source *source, struct events_file *file)
{
	char error[512];
	struct kit_lines *lines =
	    kit_lines_open(file->path, LINE_LIMIT, error, sizeof error);
	int32_t result;

	if (lines == NULL)
		return kit_fail(source->host, PLORE_E_ACCESS, "%s", error);
	if (file->known && kit_lines_resume(lines, &file->place) == 0)
		tell(source, file->path,
		    "not the file that it was (replaced, changed or cut "
		    "short); it is read again from its start");
	result = read_lines(source, file, lines);
	kit_lines_close(lines);
	return result;
}

/* ---- All files ---------------------------------------------------------- */

/* Folders are looked through each time, for files that are new. */
static int32_t
list_files(struct source *source)
{
	const plore_host *host = source->host;
	char error[512];
	const char *path;

	for (uint32_t i = 0; (path = host->option(host, "path", i)) != NULL;
	     i++)
		if (events_files_add(
			&source->files, path, error, sizeof error) < 0)
			return kit_fail(host, PLORE_E_CONFIG, "%s", error);
	if (source->files.count == 0)
		tell(source, host->option(host, "path", 0),
		    "there is no file with \".jsonl\" in its name");
	return PLORE_OK;
}

static int32_t
events_collect(void *self, const plore_request *request)
{
	struct source *source = self;
	int32_t result;

	events_files_free(&source->files);
	result = list_files(source);
	events_files_resume(&source->files, request->cursor);
	for (size_t i = 0; result == PLORE_OK && i < source->files.count; i++)
		result = read_file(source, &source->files.list[i]);
	return result;
}

static const plore_plugin events = {
    .size = sizeof events,
    .evidence = PLORE_BY_LOG,
    .id = "org.patchlore.events",
    .name = "Native events",
    .version = "0.1.0",
    .summary = "reads events in patchlore's own form, one JSON object a line",
    .license = "Apache-2.0",
    .kinds = kit_kinds,
    .options = options,
    .open = events_open,
    .collect = events_collect,
    .close = events_close,
};

PLORE_PLUGINS(&events);
