/*
 * events.c - native events: one JSON object a line, plain or compressed
 *
 * A file that grew is read on from where it was left; one that is shorter, or
 * has no line's end there, was replaced and is read from its start, which does
 * no harm because the same event counts once.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/lines.h"
#include "plugins/events/files.h"
#include "plugins/events/line.h"

enum { LINE_LIMIT = 1024 * 1024, CHECKPOINT_LINES = 10000, SHOWN = 500 };

struct source {
	const plore_host *host;
	const char *asset; /* for events that name none, or NULL */
	struct events_files files;
	uint64_t emitted, enough; /* events of this collect; 0: no end */
};

static const char *const kinds[] = {"asset.changed", "asset.merged",
    "asset.retired", "asset.seen", "decision.approved", "decision.deferred",
    "decision.rejected", "deploy.agent_lost", "deploy.cancelled",
    "deploy.downloaded", "deploy.effective", "deploy.failed",
    "deploy.installed", "deploy.offered", "deploy.reboot_required",
    "deploy.rebooted", "deploy.rolled_back", "deploy.scheduled",
    "deploy.started", "deploy.timed_out", "deploy.uninstalled",
    "exception.expired", "exception.granted", "exception.revoked",
    "feedback.vote", "incident.linked", "incident.opened", "incident.resolved",
    "item.detected", "item.not_applicable", "item.not_found", "item.reopened",
    "item.still_present", "mitigation.applied", "mitigation.removed",
    "patch.hold_lifted", "patch.hold_placed", "patch.known_issue",
    "patch.released", "patch.revised", "patch.superseded", "patch.withdrawn",
    "product.failed", "product.installed", "product.removed", "scan.completed",
    "test.failed", "test.passed", "test.started", "triage.done",
    "verify.failed", "verify.passed", "vuln.kev_added", "vuln.published",
    "vuln.rescored", "vuln.signal", NULL};

static const plore_option options[] = {
    {"path", "a file of native events, or a folder of *.jsonl files", NULL,
	PLORE_PATH, PLORE_REQUIRED | PLORE_REPEATED},
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
	char where[PLORE_MAX_NAME + 1];

	snprintf(where, sizeof where, "%.200s:%" PRIu64,
	    slash == NULL ? path : slash + 1, number);
	return source->host->reject(source->host, where, reason, input);
}

/* The reader unescapes in place, so what is shown of a bad line is set aside
 * before; it never ends within a character. */
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

/* Catalogue entries hold for all machines and never get the default. */
static int
wants_asset(const plore_event *event)
{
	return event->asset == NULL && strncmp(event->kind, "patch.", 6) != 0 &&
	       strncmp(event->kind, "vuln.", 5) != 0;
}

static int
is_blank(const struct kit_line *line)
{
	return line->text[strspn(line->text, " \t\r")] == '\0';
}

static int32_t
take_line(struct source *source, const char *path, struct kit_line *line)
{
	static const char mark[] = "\xef\xbb\xbf"; /* some editors begin so */
	struct event_line parsed;
	char shown[SHOWN + 1];
	int32_t result;

	if (line->offset == 0 && strncmp(line->text, mark, 3) == 0) {
		line->text += 3;
		line->length -= 3;
	}
	if (is_blank(line))
		return PLORE_OK;
	keep_shown(shown, line);
	if (line->truncated)
		return set_aside(
		    source, path, line->number, "longer than 1 MiB", shown);
	if (event_line_read(&parsed, line->text, line->length) < 0)
		return set_aside(
		    source, path, line->number, parsed.error, shown);
	if (wants_asset(&parsed.event))
		parsed.event.asset = source->asset;
	source->emitted++;
	result = source->host->emit(source->host, &parsed.event);
	return result == PLORE_E_ARGUMENT ? PLORE_OK : result;
}

/* A last line without an end may still be being written: it is read if it is
 * an event already, and else left for the next run. */
static int
is_unfinished(const struct kit_line *line)
{
	struct event_line parsed;
	char *copy;
	int result;

	if (line->ended || line->truncated || is_blank(line))
		return 0;
	copy = malloc(line->length + 1);
	if (copy == NULL)
		return 1;
	memcpy(copy, line->text, line->length + 1);
	result = event_line_read(&parsed, copy, line->length);
	free(copy);
	return result < 0;
}

/* ---- One file ----------------------------------------------------------- */

/* Store where the file was left. A line without an end is not counted, for
 * the end that comes later would count it again. */
static int32_t
checkpoint(struct source *source, struct events_file *file,
    const struct kit_lines *lines, int unended)
{
	char cursor[PLORE_MAX_CURSOR + 1];

	file->offset = kit_lines_offset(lines);
	file->number = kit_lines_number(lines) - (unended ? 1 : 0);
	if (events_files_cursor(&source->files, cursor, sizeof cursor) < 0) {
		source->host->fail(source->host,
		    "the positions in so many files do not fit into a cursor; "
		    "move old files away or use several sources");
		return PLORE_E_CONFIG;
	}
	return source->host->checkpoint(source->host, cursor);
}

static int
has_enough(const struct source *source)
{
	return source->enough != 0 && source->emitted >= source->enough;
}

/* Every so many lines: show life, store what was read, ask whether to stop. */
static int32_t
pause_reading(struct source *source, struct events_file *file,
    const struct kit_lines *lines)
{
	const plore_host *host = source->host;
	uint64_t done, total;
	int32_t result;

	kit_lines_progress(lines, &done, &total);
	host->progress(host, done, total, file->path);
	result = checkpoint(source, file, lines, 0);
	if (result == PLORE_OK && host->stopping(host))
		return PLORE_E_STOPPED;
	return result;
}

/* A file that is broken from here on (a packed one, as a rule) keeps what was
 * read before; when it is whole it is read on from there. */
static int32_t
tell_damage(struct source *source, const struct events_file *file,
    const struct kit_lines *lines)
{
	char reason[512];

	snprintf(reason, sizeof reason, "the file is damaged from here on: %s",
	    kit_lines_error(lines));
	return set_aside(
	    source, file->path, kit_lines_number(lines), reason, "");
}

static int32_t
read_lines(
    struct source *source, struct events_file *file, struct kit_lines *lines)
{
	struct kit_line line = {.ended = 1};
	int32_t result = PLORE_OK;
	uint64_t count = 0;
	int more;

	while ((more = kit_lines_next(lines, &line)) > 0) {
		if (!kit_lines_packed(lines) && is_unfinished(&line)) {
			kit_lines_unread(lines, &line);
			line.ended = 1;
			source->host->log(source->host, PLORE_LOG_INFO,
			    "the last line is unfinished and is left for the "
			    "next run");
			break;
		}
		result = take_line(source, file->path, &line);
		if (result == PLORE_OK && ++count % CHECKPOINT_LINES == 0 &&
		    line.ended)
			result = pause_reading(source, file, lines);
		if (result != PLORE_OK)
			return result;
		if (has_enough(source))
			break;
	}
	if (more < 0)
		result = tell_damage(source, file, lines);
	if (result != PLORE_OK)
		return result;
	return checkpoint(source, file, lines, !line.ended);
}

/* Go to where a plain file was left. The byte before is the end of a line, or
 * the last of a line that had none yet; anything else, and the file is not
 * the one that was read. */
static int
seek_plain(struct kit_lines *lines, const struct events_file *file)
{
	struct kit_line line;

	if (kit_lines_seek(lines, file->offset - 1, file->number) < 0 ||
	    kit_lines_next(lines, &line) != 1)
		return -1;
	if (line.length == 0)
		return kit_lines_seek(lines, file->offset, file->number);
	if (line.length > 1 || strchr("} \t\r", line.text[0]) == NULL)
		return -1;
	return kit_lines_seek(lines, kit_lines_offset(lines),
	    file->number + (line.ended ? 1 : 0));
}

static int
seek_to(struct kit_lines *lines, const struct events_file *file)
{
	if (file->offset == 0)
		return 0;
	if (!kit_lines_packed(lines))
		return seek_plain(lines, file);
	return kit_lines_seek(lines, file->offset, file->number);
}

/* NULL where the file cannot be read, which the host is told. */
static struct kit_lines *
open_lines(struct source *source, const char *path)
{
	char error[512];
	struct kit_lines *lines =
	    kit_lines_open(path, LINE_LIMIT, error, sizeof error);

	if (lines == NULL)
		source->host->fail(source->host, error);
	return lines;
}

static int32_t
read_file(struct source *source, struct events_file *file)
{
	struct kit_lines *lines = open_lines(source, file->path);
	char text[512];
	int32_t result;

	if (lines != NULL && seek_to(lines, file) < 0) {
		snprintf(text, sizeof text,
		    "%.300s is not the file that it was (replaced, or cut "
		    "short) and is read again from its start",
		    file->path);
		source->host->log(source->host, PLORE_LOG_WARN, text);
		file->offset = 0;
		file->number = 1;
		kit_lines_close(lines);
		lines = open_lines(source, file->path);
	}
	if (lines == NULL)
		return PLORE_E_ACCESS;
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

	events_files_free(&source->files);
	for (uint32_t i = 0; (path = host->option(host, "path", i)) != NULL;
	     i++)
		if (events_files_add(
			&source->files, path, error, sizeof error) < 0) {
			host->fail(host, error);
			return PLORE_E_ACCESS;
		}
	if (source->files.count == 0)
		host->log(host, PLORE_LOG_WARN,
		    "there is no *.jsonl file in the folders given");
	return PLORE_OK;
}

static int32_t
events_check(void *self)
{
	struct source *source = self;
	int32_t result = list_files(source);

	for (size_t i = 0; result == PLORE_OK && i < source->files.count; i++) {
		struct kit_lines *lines =
		    open_lines(source, source->files.list[i].path);

		if (lines == NULL)
			result = PLORE_E_ACCESS;
		kit_lines_close(lines);
	}
	return result;
}

static int32_t
events_collect(void *self, const plore_request *request)
{
	struct source *source = self;
	int32_t result = list_files(source);

	source->emitted = 0;
	source->enough = PLORE_HAS(plore_request, request, max_events)
	                     ? request->max_events
	                     : 0;
	events_files_resume(&source->files,
	    PLORE_HAS(plore_request, request, cursor) ? request->cursor : NULL);
	for (size_t i = 0; result == PLORE_OK && i < source->files.count &&
			   !has_enough(source);
	     i++)
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
    .kinds = kinds,
    .options = options,
    .open = events_open,
    .check = events_check,
    .collect = events_collect,
    .close = events_close,
};

PLORE_PLUGINS(&events);
