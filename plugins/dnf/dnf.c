/*
 * dnf.c - the patch history of a machine whose packages are RPMs
 *
 * Reads what dnf keeps in history.sqlite, dnf.rpm.log and yum.log with their
 * rotated files, and lists of what is installed, all of them each time, because
 * what a line means depends on those before it. The deeds come in the order of
 * time; the cursor is how many of them were reported, with a digest of those,
 * so that a history that only grew goes on from there. Any other is reported
 * from its start, and the host knows what it knows.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <patchlore/plugin.h>

#include "kit/digest.h"
#include "kit/lines.h"
#include "kit/logs.h"
#include "kit/machine.h"
#include "kit/tell.h"
#include "plugins/dnf/database.h"
#include "plugins/dnf/history.h"
#include "plugins/dnf/line.h"
#include "plugins/dnf/report.h"
#include "plugins/dnf/snapshot.h"
#include "plugins/dnf/stream.h"

enum {
	LINE_LIMIT = 64 * 1024,
	WATCH_LINES = 64 * 1024,
	CHECKPOINT_DEEDS = 500,
	NAME_LIMIT = 256, /* of a file or an asset */
	SHOWN = 1000,     /* bytes of a bad line */
};

struct source {
	const plore_host *host;
	const char *path, *folder; /* folder: of the database */
	char asset[KIT_MACHINE_NAME];
	struct kit_zones zones;
	struct kit_local_clock clock;
	int64_t now_ms;
	int files_read, files_refused;
	char refusal[512]; /* of the last file that was refused */
	struct history history;
	struct kit_osrelease os;
};

static const char *const kinds[] = {"asset.seen", "deploy.failed",
    "deploy.installed", "deploy.rolled_back", "product.failed",
    "product.installed", "product.removed", NULL};

static const char *const paths[] = {"/var/log", "/var/lib/dnf",
    "/etc/os-release", "/usr/lib/os-release", "/etc/localtime",
    "/usr/share/zoneinfo", NULL};

static const plore_option options[] = {
    {"path",
	"the folder with dnf.rpm.log, yum.log and rotated files, or a copy of "
	"history.sqlite",
	"/var/log", PLORE_PATH, 0},
    {"history",
	"the folder with history.sqlite; else, with path=/var/log, "
	"/var/lib/dnf",
	NULL, PLORE_PATH, 0},
    {"packages", "a file with what rpm -qa --last printed", NULL, PLORE_PATH,
	PLORE_REPEATED},
    {"timezone",
	"the zone of times that name none, such as Europe/Berlin; another "
	"from a day on as UTC@2025-03-01; else this machine's",
	NULL, PLORE_TEXT, PLORE_REPEATED},
    {"asset", "whose history it is; else this machine's name", NULL, PLORE_TEXT,
	0},
    {"release", "the os-release file; else, with path=/var/log, this machine's",
	NULL, PLORE_PATH, 0},
    {0}};

static int32_t
out_of_memory(const struct source *source)
{
	return kit_fail(source->host, PLORE_E_FAILED, "out of memory");
}

/* ---- Open --------------------------------------------------------------- */

static int32_t
dnf_open(const plore_host *host, void **self)
{
	struct source *source = calloc(1, sizeof *source);
	int32_t result;

	if (source == NULL)
		return PLORE_E_FAILED;
	source->host = host;
	source->clock.zones = &source->zones;
	source->path = host->option(host, "path", 0);
	source->folder = kit_machine_place(host, "history", "/var/lib/dnf");
	result = kit_machine_asset(host, source->asset);
	if (result == PLORE_OK)
		result = kit_machine_zones(host, &source->zones);
	if (result != PLORE_OK) {
		free(source);
		return result;
	}
	*self = source;
	return PLORE_OK;
}

static void
dnf_close(void *self)
{
	struct source *source = self;

	history_free(&source->history);
	free(source);
}

static int32_t
set_aside(struct source *source, const char *where, const char *reason)
{
	return source->host->reject(source->host, where, reason, "");
}

/* Nothing, or nothing more, of a file or a folder can be read. */
static int32_t
refuse(struct source *source, const char *where, const char *reason)
{
	source->files_refused++;
	snprintf(source->refusal, sizeof source->refusal, "%s", reason);
	return set_aside(source, where, reason);
}

/* ---- The database ------------------------------------------------------- */

static int32_t
watch_reject(void *context, const char *where, const char *reason)
{
	return set_aside(context, where, reason);
}

static int
watch_stopping(void *context)
{
	struct source *source = context;

	source->host->progress(source->host, 0, 0, "history.sqlite");
	return source->host->stopping(source->host) != 0;
}

static int32_t
read_snapshot(struct source *source, struct snapshot *snapshot)
{
	struct database_watch watch = {source, watch_reject, watch_stopping, 0};
	char error[300] = "";

	switch (database_read(&source->history, snapshot, source->now_ms,
	    &watch, error, sizeof error)) {
	case DATABASE_OK:
		source->files_read++;
		return PLORE_OK;
	case DATABASE_DATA:
		source->files_read += source->history.record_count > 0;
		return refuse(source, "history.sqlite", error);
	case DATABASE_STOPPED:
		return PLORE_E_STOPPED;
	case DATABASE_REFUSED:
		return watch.result;
	default:
		return out_of_memory(source);
	}
}

static int32_t
read_database(struct source *source, const char *path, int optional)
{
	struct snapshot snapshot;
	char error[PATH_MAX + 300];

	switch (snapshot_read(&snapshot, path, error, sizeof error)) {
	case SNAPSHOT_OK:
		return read_snapshot(source, &snapshot);
	case SNAPSHOT_NONE:
		return optional ? PLORE_OK
		                : kit_fail(source->host, PLORE_E_CONFIG,
				      "history=: %s; name the folder that has "
				      "it, which is /var/lib/dnf on a machine",
				      error);
	case SNAPSHOT_ACCESS:
		return optional ? refuse(source, "history.sqlite", error)
		                : kit_fail(source->host, PLORE_E_ACCESS,
				      "%s; name its folder with history=, and "
				      "run as a user who may read the files in "
				      "it",
				      error);
	case SNAPSHOT_BUSY:
		return kit_fail(source->host, PLORE_E_UNAVAILABLE, "%s", error);
	default:
		return refuse(source, "history.sqlite", error);
	}
}

static int
is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Beside the logs, or where it is said to be. */
static int32_t
read_databases(struct source *source)
{
	const char *given = source->host->option(source->host, "history", 0);
	const char *folder =
	    source->folder == NULL ? source->path : source->folder;
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%.4000s%s", folder,
	    given == NULL || is_folder(folder) ? "/history.sqlite" : "");
	return read_database(source, path, given == NULL);
}

/* ---- Logs --------------------------------------------------------------- */

struct log {
	const char *base;
	enum origin origin;
	struct stream stream;
};

static int
read_line(struct source *source, enum origin origin, struct line *line,
    const struct kit_line *text, const char **why)
{
	switch (origin) {
	case ORIGIN_DNF_LOG:
		return line_read_dnf(
		    line, &source->clock, text->text, text->length, why);
	case ORIGIN_YUM_LOG:
		return line_read_yum(line, text->text, text->length, why);
	default:
		return line_read_last(
		    line, &source->clock, text->text, text->length, why);
	}
}

static int32_t
take_line(struct source *source, struct log *log, const char *name,
    const struct kit_line *text, int *begun)
{
	struct line line;
	const char *why;
	char shown[SHOWN];
	int taken = read_line(source, log->origin, &line, text, &why);

	if (taken == 0 && line.word == LINE_GOES_ON && !*begun) {
		why = "expected a time such as 2026-03-12T02:14:07Z";
		taken = -1;
	} else if (taken == 0 && line.word != LINE_GOES_ON) {
		*begun = 1;
	}
	if (taken == 0 && text->truncated && line.word != LINE_OTHER &&
	    line.word != LINE_GOES_ON) {
		why = "a line that is too long";
		taken = -1;
	}
	if (taken == 0)
		return stream_take(&log->stream, &line) < 0
		           ? out_of_memory(source)
		           : PLORE_OK;
	snprintf(shown, sizeof shown, "%s", text->text);
	return kit_reject(source->host, name, text->number, why, shown);
}

static int32_t
read_lines(struct source *source, struct log *log, struct kit_lines *lines,
    const char *name)
{
	struct kit_line line;
	int begun = 0, more;

	while ((more = kit_lines_next(lines, &line)) > 0) {
		int32_t result = PLORE_OK;

		if (line.length > 0)
			result = take_line(source, log, name, &line, &begun);
		if (line.number % WATCH_LINES == 0) {
			uint64_t done, total;

			kit_lines_progress(lines, &done, &total);
			source->host->progress(source->host, done, total, name);
			if (source->host->stopping(source->host))
				result = PLORE_E_STOPPED;
		}
		if (result != PLORE_OK)
			return result;
	}
	if (more == 0)
		return PLORE_OK;
	return kit_reject(source->host, name, kit_lines_number(lines),
	    kit_lines_error(lines), "");
}

/* The last day of a file that is named after it, yum.log-20260301, or when it
 * was last written; whichever is earlier. */
static int64_t
written_ms(struct source *source, const char *path, const char *rest)
{
	struct line_day day = {.time = "23:59:59"};
	int64_t at_ms = source->now_ms, day_ms;
	struct stat status;
	int year;

	if (stat(path, &status) == 0 && (int64_t)status.st_mtime * 1000 < at_ms)
		/* The clock was put back, or the copy's time is cut. */
		at_ms = (int64_t)status.st_mtime * 1000 + 999;
	if (strspn(rest + (*rest == '-'), "0123456789") == 8 &&
	    sscanf(rest, "-%4d%2d%2d", &year, &day.month, &day.day) == 3 &&
	    line_day_in(&day, year, &source->clock, &day_ms) == 0 &&
	    day_ms < at_ms)
		return day_ms;
	return at_ms;
}

static int32_t
read_file(
    struct source *source, struct log *log, const char *path, const char *name)
{
	char error[PATH_MAX + 200];
	struct kit_lines *lines =
	    kit_lines_open(path, LINE_LIMIT, error, sizeof error);
	const char *rest = strncmp(name, log->base, strlen(log->base)) == 0
	                       ? name + strlen(log->base)
	                       : "";
	int32_t result;

	if (lines == NULL)
		return refuse(source, name, error);
	source->files_read++;
	result = read_lines(source, log, lines, name);
	kit_lines_close(lines);
	if (result == PLORE_OK &&
	    stream_end_file(&log->stream, written_ms(source, path, rest)) < 0)
		return out_of_memory(source);
	return result;
}

/* A folder that is not there has no logs; one that cannot be read is told. */
static int32_t
read_files(struct source *source, struct log *log)
{
	struct kit_logs logs;
	char path[PATH_MAX];
	int32_t result = PLORE_OK;

	if (kit_logs_list(&logs, source->path, log->base) < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return PLORE_OK;
		return refuse(source, source->path, strerror(errno));
	}
	for (int i = 0; result == PLORE_OK && i < logs.count; i++) {
		snprintf(path, sizeof path, "%.3800s/%s", source->path,
		    logs.names[i]);
		result = read_file(source, log, path, logs.names[i]);
	}
	kit_logs_free(&logs);
	return result;
}

static int32_t
read_log(struct source *source, const char *base, enum origin origin)
{
	struct log log = {base, origin, {.history = &source->history}};
	int32_t result = read_files(source, &log);

	if (result == PLORE_OK &&
	    stream_close(&log.stream, origin, &source->clock) < 0)
		result = out_of_memory(source);
	stream_free(&log.stream);
	return result;
}

static int32_t
read_lists(struct source *source)
{
	struct log log = {"", ORIGIN_LIST, {.history = &source->history}};
	const char *path;
	int32_t result = PLORE_OK;

	for (uint32_t i = 0;
	     result == PLORE_OK &&
	     (path = source->host->option(source->host, "packages", i)) != NULL;
	     i++) {
		const char *slash = strrchr(path, '/');

		result = read_file(
		    source, &log, path, slash == NULL ? path : slash + 1);
	}
	if (result == PLORE_OK &&
	    stream_close(&log.stream, ORIGIN_LIST, &source->clock) < 0)
		result = out_of_memory(source);
	stream_free(&log.stream);
	return result;
}

/* ---- All of it ---------------------------------------------------------- */

static int32_t
nothing_read(const struct source *source)
{
	struct stat status;

	if (stat(source->path, &status) < 0)
		return kit_fail(source->host, PLORE_E_ACCESS, "%s: %s",
		    source->path, strerror(errno));
	if (!S_ISDIR(status.st_mode))
		return kit_fail(source->host, PLORE_E_CONFIG,
		    "%s: is no folder; name the one that it lies in with path=",
		    source->path);
	if (source->files_refused > 0)
		return kit_fail(source->host, PLORE_E_ACCESS,
		    "%s: nothing could be read: %s", source->path,
		    source->refusal);
	return kit_fail(source->host, PLORE_E_CONFIG,
	    "%s: there is no history.sqlite, dnf.rpm.log or yum.log; name the "
	    "folder that has them with path= or history=",
	    source->path);
}

static int32_t
read_all(struct source *source)
{
	int32_t result;

	source->files_read = source->files_refused = 0;
	result = read_databases(source);
	if (result == PLORE_OK)
		result = read_log(source, "dnf.rpm.log", ORIGIN_DNF_LOG);
	if (result == PLORE_OK)
		result = read_log(source, "yum.log", ORIGIN_YUM_LOG);
	if (result == PLORE_OK)
		result = read_lists(source);
	if (result == PLORE_OK && source->files_read == 0)
		return nothing_read(source);
	if (result != PLORE_OK)
		return result;
	source->host->progress(source->host, 0, 0, "what became of them");
	return history_close(&source->history) < 0 ? out_of_memory(source)
	                                           : PLORE_OK;
}

/* ---- Reporting ---------------------------------------------------------- */

static uint64_t
digest_deed(
    const struct history *history, uint64_t digest, const struct deed *deed)
{
	const uint32_t names[] = {deed->package, deed->old, deed->version};

	digest = kit_digest(digest, &deed->at_ms, sizeof deed->at_ms);
	digest = kit_digest(digest, &deed->kind, sizeof deed->kind);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *text = kit_numbers_text(&history->names, names[i]);

		digest = kit_digest(digest, text, strlen(text) + 1);
	}
	return digest;
}

/* How many deeds were reported, if they are still the same; else 0. */
static size_t
resume(const struct source *source, const char *cursor, uint64_t *digest)
{
	const struct history *history = &source->history;
	uint64_t count = 0, expected = 0;

	*digest = KIT_DIGEST;
	if (cursor == NULL ||
	    sscanf(cursor, "%" SCNu64 " %" SCNx64, &count, &expected) != 2 ||
	    count > history->count)
		return 0;
	for (size_t i = 0; i < count; i++)
		*digest = digest_deed(history, *digest, &history->deeds[i]);
	if (*digest == expected)
		return (size_t)count;
	*digest = KIT_DIGEST;
	return 0;
}

static int32_t
checkpoint(struct source *source, size_t count, uint64_t digest)
{
	char cursor[64];

	snprintf(cursor, sizeof cursor, "%zu %016" PRIx64, count, digest);
	return source->host->checkpoint(source->host, cursor);
}

static int
is_wanted(const struct deed *deed, const plore_request *request)
{
	return !deed->dropped && deed->at_ms >= request->since_ms &&
	       (request->until_ms == 0 || deed->at_ms <= request->until_ms);
}

static int32_t
report_deeds(struct source *source, const struct report *report, size_t from,
    uint64_t digest, const plore_request *request)
{
	const struct history *history = &source->history;
	int32_t result = PLORE_OK;

	for (size_t i = from; result == PLORE_OK && i < history->count; i++) {
		const struct deed *deed = &history->deeds[i];

		if (is_wanted(deed, request))
			result = report_deed(report, history, deed);
		digest = digest_deed(history, digest, deed);
		if (result == PLORE_OK && (i + 1) % CHECKPOINT_DEEDS == 0)
			result = checkpoint(source, i + 1, digest);
	}
	if (result == PLORE_OK && history->last_ms != 0)
		result = kit_machine_seen(
		    report->host, report->asset, history->last_ms, &source->os);
	return result == PLORE_OK ? checkpoint(source, history->count, digest)
	                          : result;
}

static int32_t
report_all(struct source *source, const plore_request *request)
{
	const struct report report = {.host = source->host,
	    .asset = source->asset,
	    .distribution =
		report_distribution(&source->history, source->os.id)};
	uint64_t digest;
	size_t from = resume(source, request->cursor, &digest);
	int32_t result = PLORE_OK;

	if (from == 0 && source->history.first_ms != 0)
		result = kit_machine_seen(source->host, source->asset,
		    source->history.first_ms, NULL);
	if (result != PLORE_OK)
		return result;
	return report_deeds(source, &report, from, digest, request);
}

static int32_t
dnf_collect(void *self, const plore_request *request)
{
	struct source *source = self;
	int32_t result;

	source->now_ms = (int64_t)time(NULL) * 1000;
	result = read_all(source);
	if (result == PLORE_OK) {
		kit_machine_release(source->host, &source->os);
		result = report_all(source, request);
	}
	history_free(&source->history);
	return result;
}

static const plore_plugin dnf = {
    .size = sizeof dnf,
    .needs = PLORE_NEED_ROOT,
    .evidence = PLORE_BY_LOG,
    .id = "org.rpm.dnf",
    .name = "DNF and YUM history",
    .version = "0.1.0",
    .summary = "what dnf, yum and rpm did on a machine",
    .license = "Apache-2.0",
    .kinds = kinds,
    .paths = paths,
    .options = options,
    .open = dnf_open,
    .collect = dnf_collect,
    .close = dnf_close,
};

PLORE_PLUGINS(&dnf);
