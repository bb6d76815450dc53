/*
 * events.c - native events: one JSON object a line, plain or compressed
 *
 * The cursor has a line for each file: offset and line number of the first
 * line that was not read, and the path. A file that grew is read on from
 * there; one that is shorter was replaced and is read from its start.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/event_line.h"
#include "kit/lines.h"

enum { LINE_LIMIT = 1024 * 1024, CHECKPOINT_LINES = 10000 };

struct source {
	const plore_host *host;
	const char *asset; /* for events that name none, or NULL */
	char cursor[PLORE_MAX_CURSOR + 1]; /* of the files read so far */
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
    {"path", "a file of native events, plain or compressed", NULL, PLORE_PATH,
	PLORE_REQUIRED | PLORE_REPEATED},
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
	free(self);
}

/* Where the cursor says that a file was left; 0 and line 1 by default. */
static void
resume_at(
    const char *cursor, const char *path, uint64_t *offset, uint64_t *number)
{
	size_t length = strlen(path);

	*offset = 0;
	*number = 1;
	while (cursor != NULL && *cursor != '\0') {
		const char *end = cursor + strcspn(cursor, "\n");
		int begin = 0;
		uint64_t o, n;

		if (sscanf(cursor, "%" SCNu64 " %" SCNu64 " %n", &o, &n,
			&begin) == 2 &&
		    begin > 0 &&
		    (size_t)(end - cursor) - (size_t)begin == length &&
		    memcmp(cursor + begin, path, length) == 0) {
			*offset = o;
			*number = n;
			return;
		}
		cursor = *end == '\n' ? end + 1 : end;
	}
}

/* A checkpoint behind the lines read so far. With keep, the file is finished
 * and its place stays in the cursor of the next one. */
static int32_t
checkpoint(struct source *source, const struct kit_lines *lines,
    const char *path, int keep)
{
	char cursor[PLORE_MAX_CURSOR + 1];
	int length = snprintf(cursor, sizeof cursor,
	    "%s%" PRIu64 " %" PRIu64 " %s\n", source->cursor,
	    kit_lines_offset(lines), kit_lines_number(lines), path);

	if (length < 0 || (size_t)length >= sizeof cursor) {
		source->host->fail(source->host,
		    "so many paths do not fit "
		    "into a cursor; use several sources");
		return PLORE_E_CONFIG;
	}
	if (keep)
		memcpy(source->cursor, cursor, (size_t)length + 1);
	return source->host->checkpoint(source->host, cursor);
}

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

/* The reader unescapes in place, so what is shown of a bad line is what it
 * began with. */
enum { SHOWN = 500 };

static int32_t
take_line(struct source *source, const char *path, const struct kit_line *line)
{
	struct kit_event_line parsed;
	char shown[SHOWN + 1];
	int32_t result;

	if (line->text[strspn(line->text, " \t")] == '\0')
		return PLORE_OK;
	snprintf(shown, sizeof shown, "%.*s", SHOWN, line->text);
	if (line->truncated)
		return set_aside(
		    source, path, line->number, "longer than 1 MiB", shown);
	if (kit_event_line_read(&parsed, line->text, line->length) < 0)
		return set_aside(
		    source, path, line->number, parsed.error, shown);
	if (parsed.event.asset == NULL &&
	    strncmp(parsed.event.kind, "patch.", 6) != 0 &&
	    strncmp(parsed.event.kind, "vuln.", 5) != 0)
		parsed.event.asset = source->asset;
	result = source->host->emit(source->host, &parsed.event);
	return result == PLORE_E_ARGUMENT ? PLORE_OK : result;
}

static void
tell_progress(
    struct source *source, const struct kit_lines *lines, const char *path)
{
	uint64_t done, total;

	kit_lines_progress(lines, &done, &total);
	source->host->progress(source->host, done, total, path);
}

/* A last line without an end may still be being written: it is left for the
 * next time, when it will be whole. */
static int32_t
read_lines(struct source *source, struct kit_lines *lines, const char *path,
    int packed)
{
	struct kit_line line;
	int more;

	while ((more = kit_lines_next(lines, &line)) > 0) {
		int32_t result;

		if (!line.ended && !packed && line.length > 0 &&
		    line.text[line.length - 1] != '}') {
			kit_lines_unread(lines, &line);
			break;
		}
		result = take_line(source, path, &line);
		if (result == PLORE_OK && line.number % CHECKPOINT_LINES == 0) {
			tell_progress(source, lines, path);
			result = checkpoint(source, lines, path, 0);
		}
		if (result != PLORE_OK)
			return result;
	}
	if (more < 0) {
		int32_t result = set_aside(source, path,
		    kit_lines_number(lines), kit_lines_error(lines),
		    "the file is damaged from here on");

		if (result != PLORE_OK)
			return result;
	}
	return checkpoint(source, lines, path, 1);
}

static int32_t
read_file(struct source *source, const char *cursor, const char *path)
{
	char error[512];
	struct kit_lines *lines =
	    kit_lines_open(path, LINE_LIMIT, error, sizeof error);
	uint64_t offset, number;
	int32_t result;

	if (lines == NULL) {
		source->host->fail(source->host, error);
		return PLORE_E_ACCESS;
	}
	resume_at(cursor, path, &offset, &number);
	if (kit_lines_seek(lines, offset, number) < 0) {
		source->host->log(source->host, PLORE_LOG_WARN,
		    "the file is "
		    "shorter than it was and is read again from its start");
		kit_lines_close(lines);
		return read_file(source, NULL, path);
	}
	result = read_lines(source, lines, path, kit_lines_packed(lines));
	kit_lines_close(lines);
	return result;
}

static int32_t
events_collect(void *self, const plore_request *request)
{
	struct source *source = self;
	const char *path;
	int32_t result = PLORE_OK;

	source->cursor[0] = '\0';
	for (uint32_t i = 0;
	     result == PLORE_OK &&
	     (path = source->host->option(source->host, "path", i)) != NULL;
	     i++)
		result = read_file(source, request->cursor, path);
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
    .collect = events_collect,
    .close = events_close,
};

PLORE_PLUGINS(&events);
