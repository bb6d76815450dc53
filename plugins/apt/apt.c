/*
 * apt.c - the patch history of a Debian or Ubuntu machine
 *
 * Reads dpkg.log and its rotated files, oldest first, and beside them the
 * changelogs of the packages that were upgraded. A patch is a version of a
 * package, "openssl=3.0.11-1~deb12u2". The cursor is the time of the last line
 * read; the logs are read from their start each time, because a deed may begin
 * in one file and end in the next, and only what ended since is reported.
 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <patchlore/plugin.h>

#include "kit/lines.h"
#include "plugins/apt/changelog.h"
#include "plugins/apt/history.h"
#include "plugins/apt/version.h"

enum { LINE_LIMIT = 64 * 1024, PROGRESS_DEEDS = 500 };

struct source {
	const plore_host *host;
	const char *path, *changelogs;
	char asset[DPKG_NAME];
	struct dpkg_line *lines;
	size_t count, room;
};

static const char *const kinds[] = {"asset.seen", "deploy.effective",
    "deploy.failed", "deploy.installed", "deploy.rolled_back", "patch.released",
    "product.failed", "product.installed", "product.removed", NULL};

static const char *const paths[] = {"/var/log", "/usr/share/doc",
    "/etc/localtime", "/usr/share/zoneinfo", NULL};

static const plore_option options[] = {
    {"path", "the folder with dpkg.log and its rotated files", "/var/log",
	PLORE_PATH, 0},
    {"timezone",
	"the zone of the times in it, such as Europe/Berlin; else "
	"this machine's",
	NULL, PLORE_TEXT, 0},
    {"asset", "whose logs these are; else this machine's name", NULL,
	PLORE_TEXT, 0},
    {"changelogs", "the folder with the packages' changelogs", "/usr/share/doc",
	PLORE_PATH, 0},
    {0}};

/* ---- Open --------------------------------------------------------------- */

static int32_t
apt_open(const plore_host *host, void **self)
{
	struct source *source = calloc(1, sizeof *source);
	const char *asset = host->option(host, "asset", 0);
	const char *zone = host->option(host, "timezone", 0);
	int result;

	if (source == NULL)
		return PLORE_E_FAILED;
	source->host = host;
	source->path = host->option(host, "path", 0);
	source->changelogs = host->option(host, "changelogs", 0);
	if (asset != NULL)
		result = snprintf(source->asset, DPKG_NAME, "%s", asset) >=
		         DPKG_NAME;
	else
		result = gethostname(source->asset, DPKG_NAME - 1);
	if (result != 0) {
		host->fail(host, "asset: this machine has no usable name; "
				 "give one with asset=");
		free(source);
		return PLORE_E_CONFIG;
	}
	if (zone != NULL)
		setenv("TZ", zone, 1);
	tzset();
	*self = source;
	return PLORE_OK;
}

static void
apt_close(void *self)
{
	struct source *source = self;

	free(source->lines);
	free(source);
}

/* ---- Reading the logs --------------------------------------------------- */

/* The number of a rotated file, 0 for dpkg.log itself, -1 for others. */
static int
rotation(const char *name)
{
	int number, end = 0;

	if (strcmp(name, "dpkg.log") == 0)
		return 0;
	if (sscanf(name, "dpkg.log.%6d%n", &number, &end) != 1 || number < 1)
		return -1;
	if (name[end] != '\0' && name[end] != '.')
		return -1;
	return number;
}

static int
is_log(const struct dirent *entry)
{
	return rotation(entry->d_name) >= 0;
}

/* The oldest, which has the highest number, first. */
static int
oldest_first(const struct dirent **a, const struct dirent **b)
{
	return rotation((*b)->d_name) - rotation((*a)->d_name);
}

static int32_t
keep_line(struct source *source, const struct dpkg_line *line)
{
	if (source->count == source->room) {
		size_t room = source->room == 0 ? 1024 : source->room * 2;
		void *more =
		    reallocarray(source->lines, room, sizeof *source->lines);

		if (more == NULL)
			return PLORE_E_FAILED;
		source->lines = more;
		source->room = room;
	}
	source->lines[source->count++] = *line;
	return PLORE_OK;
}

static int32_t
set_aside(struct source *source, const char *name, uint64_t number,
    const char *reason, const char *input)
{
	char where[DPKG_NAME];

	snprintf(where, sizeof where, "%.200s:%" PRIu64, name, number);
	return source->host->reject(source->host, where, reason, input);
}

static int32_t
read_lines(struct source *source, struct kit_lines *lines, const char *name)
{
	struct kit_line line;
	int more;

	while ((more = kit_lines_next(lines, &line)) > 0) {
		struct dpkg_line parsed;
		const char *why;
		int32_t result = PLORE_OK;

		if (line.length == 0)
			continue;
		if (line.truncated)
			result = set_aside(source, name, line.number,
			    "a line of more than 64 KiB", line.text);
		else if (dpkg_line_read(&parsed, line.text, &why) < 0)
			result = set_aside(
			    source, name, line.number, why, line.text);
		else if (parsed.action != DPKG_OTHER)
			result = keep_line(source, &parsed);
		if (result != PLORE_OK)
			return result;
	}
	return more == 0 ? PLORE_OK
	                 : set_aside(source, name, kit_lines_number(lines),
			       kit_lines_error(lines),
			       "the file is damaged from here on");
}

static int32_t
read_log(struct source *source, const char *name)
{
	char path[PATH_MAX], error[512];
	struct kit_lines *lines;
	int32_t result;

	snprintf(path, sizeof path, "%s/%s", source->path, name);
	lines = kit_lines_open(path, LINE_LIMIT, error, sizeof error);
	if (lines == NULL)
		return set_aside(source, name, 0, error, "");
	result = read_lines(source, lines, name);
	kit_lines_close(lines);
	return result;
}

static int32_t
read_logs(struct source *source)
{
	struct dirent **names;
	int count = scandir(source->path, &names, is_log, oldest_first);
	int32_t result = PLORE_OK;
	char text[PATH_MAX + 100];

	if (count <= 0) {
		snprintf(text, sizeof text, "%s: %s", source->path,
		    count < 0 ? strerror(errno)
			      : "there is no dpkg.log; name the folder that "
				"has it with path=");
		source->host->fail(source->host, text);
		return count < 0 ? PLORE_E_ACCESS : PLORE_E_CONFIG;
	}
	for (int i = 0; i < count; i++) {
		source->host->progress(source->host, (uint64_t)i,
		    (uint64_t)count, names[i]->d_name);
		if (result == PLORE_OK)
			result = read_log(source, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return result;
}

/* Merge sort keeps lines of one second in the order of the file; glibc's qsort
 * promises no such thing. */
static void
sort_lines(struct dpkg_line *lines, struct dpkg_line *spare, size_t count)
{
	size_t half = count / 2, i = 0, j = half, k = 0;

	if (count < 2)
		return;
	sort_lines(lines, spare, half);
	sort_lines(lines + half, spare, count - half);
	if (lines[half - 1].at_ms <= lines[half].at_ms)
		return; /* in order, as nearly all logs are */
	while (i < half || j < count)
		spare[k++] =
		    j == count || (i < half && lines[i].at_ms <= lines[j].at_ms)
			? lines[i++]
			: lines[j++];
	memcpy(lines, spare, count * sizeof *lines);
}

/* ---- Reporting ---------------------------------------------------------- */

struct names {
	char patch[2 * DPKG_NAME], product[DPKG_NAME + 32];
};

static void
names_of(struct names *out, const char *package, const char *version)
{
	snprintf(out->patch, sizeof out->patch, "%s=%s", package, version);
	snprintf(
	    out->product, sizeof out->product, "pkg:deb/debian/%s", package);
}

static int32_t
emit(struct source *source, const plore_event *event)
{
	int32_t result = source->host->emit(source->host, event);

	return result == PLORE_E_ARGUMENT ? PLORE_OK : result;
}

static int32_t
emit_deed(struct source *source, const struct deed *deed)
{
	static const char *const kind_of[] = {
	    [DEED_INSTALLED] = "product.installed",
	    [DEED_INSTALL_FAILED] = "product.failed",
	    [DEED_REMOVED] = "product.removed",
	    [DEED_UPGRADED] = "deploy.installed",
	    [DEED_UPGRADE_FAILED] = "deploy.failed",
	    [DEED_DOWNGRADED] = "deploy.rolled_back",
	};
	int of_old =
	    deed->kind == DEED_REMOVED || deed->kind == DEED_DOWNGRADED;
	const plore_attr attrs[] = {
	    {"from", deed->old, PLORE_PUBLIC, 0},
	    {"to", deed->version, PLORE_PUBLIC, 0},
	};
	struct names names;
	plore_event event = {.size = sizeof event,
	    .time_ms = deed->at_ms,
	    .took_ms = deed->took_ms,
	    .kind = kind_of[deed->kind],
	    .asset = source->asset,
	    .patch = names.patch,
	    .product = names.product,
	    .attrs = attrs,
	    .attr_count = deed->kind >= DEED_UPGRADED ? 2 : 0};

	names_of(&names, deed->package, of_old ? deed->old : deed->version);
	return emit(source, &event);
}

static int32_t
emit_released(struct source *source, const char *package, const char *version,
    const struct changelog_entry *entry)
{
	plore_attr attrs[3 + CHANGELOG_CVES] = {
	    {"vendor", "debian", PLORE_PUBLIC, 0},
	    {"suite", entry->suite, PLORE_PUBLIC, 0},
	    {"type",
		strstr(entry->suite, "-security") != NULL ? "security"
							  : "bugfix",
		PLORE_PUBLIC, 0}};
	struct names names;
	plore_event event = {.size = sizeof event,
	    .time_ms = entry->at_ms,
	    .kind = "patch.released",
	    .patch = names.patch,
	    .product = names.product,
	    .attrs = attrs,
	    .attr_count = 3};

	names_of(&names, package, version);
	for (size_t i = 0; i < entry->cve_count; i++)
		attrs[event.attr_count++] =
		    (plore_attr){"vuln", entry->cves[i], PLORE_PUBLIC, 0};
	return emit(source, &event);
}

/* A version that the machine went past took effect with the later one. */
static int32_t
emit_effective(
    struct source *source, const struct deed *deed, const char *version)
{
	const plore_attr attrs[] = {{"by", deed->version, PLORE_PUBLIC, 0}};
	struct names names;
	plore_event event = {.size = sizeof event,
	    .time_ms = deed->at_ms,
	    .kind = "deploy.effective",
	    .asset = source->asset,
	    .patch = names.patch,
	    .product = names.product,
	    .attrs = attrs,
	    .attr_count = 1};

	names_of(&names, deed->package, version);
	return emit(source, &event);
}

/* Was the version ever offered to a machine that runs a stable release? */
static int
was_offered(const struct changelog_entry *entry)
{
	return strcmp(entry->suite, "unstable") != 0 &&
	       strcmp(entry->suite, "experimental") != 0 &&
	       strcmp(entry->suite, "UNRELEASED") != 0;
}

/* When an upgraded version was released, and those between it and the one it
 * replaced. Without a changelog, or without the version in it, the release
 * stays unknown. */
static int32_t
emit_releases(struct source *source, const struct deed *deed)
{
	struct changelog log;
	size_t at, old;
	int32_t result = PLORE_OK;

	if (changelog_read(&log, source->changelogs, deed->package) < 0)
		return PLORE_OK;
	at = changelog_find(&log, deed->version);
	old = changelog_find(&log, deed->old);
	if (at < log.count)
		result = emit_released(
		    source, deed->package, deed->version, &log.entries[at]);
	for (size_t i = at + 1; old < log.count && i < old; i++) {
		const struct changelog_entry *entry = &log.entries[i];

		if (result != PLORE_OK || !was_offered(entry))
			continue;
		result =
		    emit_released(source, deed->package, entry->version, entry);
		if (result == PLORE_OK)
			result = emit_effective(source, deed, entry->version);
	}
	changelog_free(&log);
	return result;
}

static int32_t
emit_seen(struct source *source, int64_t at_ms)
{
	const plore_event event = {.size = sizeof event,
	    .time_ms = at_ms,
	    .kind = "asset.seen",
	    .asset = source->asset};

	return emit(source, &event);
}

static int32_t
checkpoint(struct source *source, int64_t at_ms)
{
	char cursor[32];

	snprintf(cursor, sizeof cursor, "%" PRId64, at_ms);
	return source->host->checkpoint(source->host, cursor);
}

/* Report what came to an end at or after from_ms. Deeds are not quite in time
 * order (a failure is known late and dated early), so the cursor moves only
 * when all are reported. */
static int32_t
report(struct source *source, const struct history *history, int64_t from_ms)
{
	int32_t result = emit_seen(source, history->first_ms);

	for (size_t i = 0; result == PLORE_OK && i < history->count; i++) {
		const struct deed *deed = &history->deeds[i];

		if (deed->at_ms < from_ms)
			continue;
		result = emit_deed(source, deed);
		if (result == PLORE_OK && deed->kind == DEED_UPGRADED)
			result = emit_releases(source, deed);
		if (i % PROGRESS_DEEDS == 0)
			source->host->progress(
			    source->host, i, history->count, "changelogs");
		if (source->host->stopping(source->host))
			return PLORE_E_STOPPED;
	}
	if (result == PLORE_OK)
		result = emit_seen(source, history->last_ms);
	if (result == PLORE_OK)
		result = checkpoint(source, history->last_ms);
	return result;
}

static int32_t
replay(struct source *source, struct history *history)
{
	struct dpkg_line *spare = calloc(source->count, sizeof *spare);

	if (spare == NULL)
		return PLORE_E_FAILED;
	sort_lines(source->lines, spare, source->count);
	free(spare);
	for (size_t i = 0; i < source->count; i++)
		if (history_take(history, &source->lines[i]) < 0)
			return PLORE_E_FAILED;
	return history_end(history, (int64_t)time(NULL) * 1000) < 0
	           ? PLORE_E_FAILED
	           : PLORE_OK;
}

static int32_t
apt_collect(void *self, const plore_request *request)
{
	struct source *source = self;
	struct history history = {0};
	int64_t from_ms = 0;
	int32_t result;

	/* A failure is dated when its upgrade began, an hour before it is
	 * known to be one. */
	if (request->cursor != NULL)
		from_ms = strtoll(request->cursor, NULL, 10) - 2 * PENDING_MS;
	source->count = 0;
	result = read_logs(source);
	if (result == PLORE_OK && source->count > 0)
		result = replay(source, &history);
	if (result == PLORE_OK && source->count > 0)
		result = report(source, &history, from_ms);
	history_free(&history);
	return result;
}

static const plore_plugin apt = {
    .size = sizeof apt,
    .evidence = PLORE_BY_LOG,
    .id = "org.debian.apt",
    .name = "APT and dpkg history",
    .version = "0.1.0",
    .summary = "what dpkg installed, upgraded and removed on a Debian machine",
    .license = "Apache-2.0",
    .kinds = kinds,
    .paths = paths,
    .options = options,
    .open = apt_open,
    .collect = apt_collect,
    .close = apt_close,
};

PLORE_PLUGINS(&apt);
