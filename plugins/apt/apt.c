/*
 * apt.c - the patch history of a Debian or Ubuntu machine
 *
 * Reads history.log and dpkg.log with their rotated files, oldest first, with
 * what term.log, unattended-upgrades and aptitude say of the same; beside them
 * the changelogs of the packages that were upgraded, and of this machine,
 * or where told to, what is installed and what apt's lists offer. The cursor is
 * the time of the last record and the items that were open then (open.h); the
 * logs are read from their start each time, because a deed may begin in one
 * file and end in the next, and only what was settled since is reported.
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

#include "kit/lines.h"
#include "kit/logs.h"
#include "kit/machine.h"
#include "kit/tell.h"
#include "plugins/apt/aptitude.h"
#include "plugins/apt/history.h"
#include "plugins/apt/lists.h"
#include "plugins/apt/open.h"
#include "plugins/apt/report.h"
#include "plugins/apt/termlog.h"
#include "plugins/apt/unattended.h"

enum {
	LINE_LIMIT = 64 * 1024, /* of dpkg.log */
	WATCH_LINES = 64 * 1024,
	PROGRESS_DEEDS = 500,
	SHOWN = 1000, /* bytes of a bad line */
};

static const char out_of_memory[] = "out of memory";

struct source {
	const plore_host *host;
	const char *path, *changelogs;
	const char *status, *lists; /* NULL: not to be read */
	char asset[KIT_MACHINE_NAME];
	int64_t now_ms;
	int files_read, files_refused;
	struct kit_zones zones;
	struct history history;
	struct termlog term;
	struct unattended unattended;
	struct aptitude aptitude;
	struct open_items open;
	struct lists offers;
	struct kit_osrelease os;
};

static const char *const kinds[] = {"asset.seen", "deploy.effective",
    "deploy.failed", "deploy.installed", "deploy.rolled_back", "item.detected",
    "item.still_present", "patch.released", "product.failed",
    "product.installed", "product.removed", NULL};

static const char *const paths[] = {"/var/log", "/usr/share/doc",
    "/var/lib/dpkg/status", "/var/lib/apt/lists", "/etc/os-release",
    "/usr/lib/os-release", "/etc/localtime", "/usr/share/zoneinfo", NULL};

static const plore_option options[] = {
    {"path", "the folder with dpkg.log, apt/history.log and rotated files",
	"/var/log", PLORE_PATH, 0},
    {"timezone",
	"the zone of the times in it, such as Europe/Berlin; another from a "
	"day on as UTC@2025-03-01; else this machine's",
	NULL, PLORE_TEXT, PLORE_REPEATED},
    {"asset", "whose logs these are; else this machine's name", NULL,
	PLORE_TEXT, 0},
    {"changelogs", "the folder with the packages' changelogs", "/usr/share/doc",
	PLORE_PATH, 0},
    {"status", "dpkg's status file; else, with path=/var/log, this machine's",
	NULL, PLORE_PATH, 0},
    {"lists",
	"apt's lists of packages; else, with path=/var/log, this "
	"machine's",
	NULL, PLORE_PATH, 0},
    {"release", "the os-release file; else, with path=/var/log, this machine's",
	NULL, PLORE_PATH, 0},
    {0}};

/* ---- Open --------------------------------------------------------------- */

static int32_t
find_places(struct source *source)
{
	const plore_host *host = source->host;

	source->path = host->option(host, "path", 0);
	source->changelogs = host->option(host, "changelogs", 0);
	source->status =
	    kit_machine_place(host, "status", "/var/lib/dpkg/status");
	source->lists = kit_machine_place(host, "lists", "/var/lib/apt/lists");
	if ((source->status == NULL) != (source->lists == NULL))
		return kit_fail(host, PLORE_E_CONFIG,
		    "what is open follows from both status= and lists=; give "
		    "the other one as well");
	if (source->status == NULL)
		host->log(host, PLORE_LOG_INFO,
		    "open items are not looked for: the logs are a copy; name "
		    "the same machine's files with status= and lists=");
	return PLORE_OK;
}

static int32_t
apt_open(const plore_host *host, void **self)
{
	struct source *source = calloc(1, sizeof *source);
	int32_t result;

	if (source == NULL)
		return PLORE_E_FAILED;
	source->host = host;
	result = kit_machine_asset(host, source->asset);
	if (result == PLORE_OK)
		result = find_places(source);
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
forget(struct source *source)
{
	history_free(&source->history);
	termlog_free(&source->term);
	unattended_free(&source->unattended);
	aptitude_free(&source->aptitude);
	open_free(&source->open);
	lists_free(&source->offers);
}

static void
apt_close(void *self)
{
	forget(self);
	free(self);
}

/* ---- Reading the logs --------------------------------------------------- */

static int32_t
set_aside(struct source *source, const char *name, uint64_t number,
    const char *reason, const char *input)
{
	char shown[SHOWN];

	snprintf(shown, sizeof shown, "%s", input);
	return kit_reject(source->host, name, number, reason, shown);
}

/* Takes one line: 0, -1 with a reason, -2 where memory is out. */
typedef int take_line(
    struct source *source, const struct kit_line *line, const char **why);

static int
take_dpkg(struct source *source, const struct kit_line *line, const char **why)
{
	struct dpkg_line parsed;

	if (dpkg_line_read(&parsed, &source->history.apt.clock, line->text,
		line->length, why) < 0)
		return -1;
	return history_take(&source->history, &parsed) < 0 ? -2 : 0;
}

static int
take_apt(struct source *source, const struct kit_line *line, const char **why)
{
	return aptlog_take(&source->history.apt, line->text, line->length, why);
}

static int
take_term(struct source *source, const struct kit_line *line, const char **why)
{
	return termlog_take(&source->term, line->text, line->length, why);
}

static int
take_unattended(
    struct source *source, const struct kit_line *line, const char **why)
{
	return unattended_take(
	    &source->unattended, line->text, line->length, why);
}

static int
take_aptitude(
    struct source *source, const struct kit_line *line, const char **why)
{
	return aptitude_take(&source->aptitude, line->text, line->length, why);
}

static int32_t
read_lines(struct source *source, struct kit_lines *lines, const char *name,
    take_line *take)
{
	struct kit_line line;
	int more;

	while ((more = kit_lines_next(lines, &line)) > 0) {
		const char *why = "a line that is too long";
		int taken = line.truncated ? -1 : 0;
		int32_t result = PLORE_OK;

		if (line.length > 0 && !line.truncated)
			taken = take(source, &line, &why);
		if (taken == -2)
			return PLORE_E_FAILED;
		if (taken < 0)
			result = set_aside(
			    source, name, line.number, why, line.text);
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
	return more == 0 ? PLORE_OK
	                 : set_aside(source, name, kit_lines_number(lines),
			       kit_lines_error(lines),
			       "the file is damaged from here on");
}

/* What is read, and where it is below path; a copy may lie in path itself. */
struct log_kind {
	const char *below, *base;
	size_t limit;
	take_line *take;
	int enough; /* it tells of deeds by itself */
	int beside; /* others tell the same: it may be closed to most users */
};

static const struct log_kind history_log = {
    "apt", "history.log", APTLOG_LINE, take_apt, 1, 0};
static const struct log_kind dpkg_log = {
    NULL, "dpkg.log", LINE_LIMIT, take_dpkg, 1, 0};
static const struct log_kind term_log = {
    "apt", "term.log", APTLOG_LINE, take_term, 1, 1};
static const struct log_kind unattended_log = {"unattended-upgrades",
    "unattended-upgrades.log", APTLOG_LINE, take_unattended, 0, 1};
static const struct log_kind aptitude_log = {
    NULL, "aptitude", LINE_LIMIT, take_aptitude, 0, 1};

/* A file or a folder cannot be read. */
static int32_t
refuse(struct source *source, const struct log_kind *kind, const char *name,
    const char *reason)
{
	char text[PATH_MAX + 100];

	source->files_refused++;
	if (!kind->beside)
		return set_aside(source, name, 0, reason, "");
	snprintf(text, sizeof text, "%.200s is not read: %.500s", kind->base,
	    reason);
	source->host->log(source->host, PLORE_LOG_INFO, text);
	return PLORE_OK;
}

static int32_t
read_log(struct source *source, const struct log_kind *kind, const char *folder,
    const char *name)
{
	char path[PATH_MAX], error[512];
	struct kit_lines *lines;
	int32_t result;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	lines = kit_lines_open(path, kind->limit, error, sizeof error);
	if (lines == NULL)
		return refuse(source, kind, name, error);
	source->files_read += kind->enough;
	result = read_lines(source, lines, name, kind->take);
	kit_lines_close(lines);
	return result;
}

/* A folder that is not there has no logs; one that cannot be read is told. */
static int32_t
read_folder(
    struct source *source, const struct log_kind *kind, const char *folder)
{
	struct kit_logs logs;
	int32_t result = PLORE_OK;

	if (kit_logs_list(&logs, folder, kind->base) < 0)
		return errno == ENOENT || errno == ENOTDIR
		           ? PLORE_OK
		           : refuse(source, kind, folder, strerror(errno));
	for (int i = 0; result == PLORE_OK && i < logs.count; i++) {
		result = read_log(source, kind, folder, logs.names[i]);
		aptlog_file_ends(&source->history.apt);
		termlog_file_ends(&source->term);
	}
	kit_logs_free(&logs);
	return result;
}

static int32_t
read_logs(struct source *source, const struct log_kind *kind)
{
	char folder[PATH_MAX];
	int32_t result = PLORE_OK;

	if (kind->below != NULL) {
		snprintf(folder, sizeof folder, "%.4000s/%s", source->path,
		    kind->below);
		result = read_folder(source, kind, folder);
	}
	return result == PLORE_OK ? read_folder(source, kind, source->path)
	                          : result;
}

/* What tells of runs, and what is said of them. */
static int32_t
read_runs(struct source *source)
{
	struct aptlog *apt = &source->history.apt;
	int32_t result = read_logs(source, &history_log);

	if (result == PLORE_OK)
		result = read_logs(source, &term_log);
	if (result == PLORE_OK)
		result = read_logs(source, &unattended_log);
	if (result == PLORE_OK)
		result = read_logs(source, &aptitude_log);
	if (result != PLORE_OK)
		return result;
	if (termlog_apply(&source->term, apt) < 0)
		return PLORE_E_FAILED;
	unattended_apply(&source->unattended, apt);
	return aptlog_close(apt) < 0 ? PLORE_E_FAILED : PLORE_OK;
}

static int32_t
nothing_read(struct source *source)
{
	char text[PATH_MAX + 100];
	struct stat status;
	int missing = stat(source->path, &status) < 0;
	int file = !missing && !S_ISDIR(status.st_mode);

	snprintf(text, sizeof text, "%s: %s", source->path,
	    missing ? strerror(errno)
	    : file  ? "is no folder; name the one that it lies in with path="
	    : source->files_refused > 0 ? "none of the logs could be read; run "
					  "as a user who may"
					: "there is no dpkg.log and no "
					  "apt/history.log; name the folder "
					  "that has them with path=");
	source->host->fail(source->host, text);
	return missing || source->files_refused > 0 ? PLORE_E_ACCESS
	                                            : PLORE_E_CONFIG;
}

static void
begin(struct source *source)
{
	struct history *history = &source->history;

	history_begin(history);
	source->term.names = &history->names;
	source->unattended.names = &history->names;
	source->aptitude.names = &history->names;
	history->apt.clock.zones = &source->zones;
	source->term.clock.zones = &source->zones;
	source->unattended.clock.zones = &source->zones;
	source->files_read = source->files_refused = 0;
}

static int
end_history(struct source *source)
{
	struct history *history = &source->history;
	const int64_t seen[] = {source->unattended.first_ms,
	    source->unattended.last_ms, source->aptitude.first_ms,
	    source->aptitude.last_ms};

	if (history_end(history, source->now_ms) < 0)
		return -1;
	for (size_t i = 0; i < source->aptitude.count; i++)
		if (history_intend(history, &source->aptitude.items[i],
			source->now_ms) < 0)
			return -1;
	for (size_t i = 0; i < sizeof seen / sizeof *seen; i++)
		if (seen[i] != 0)
			history_see(history, seen[i]);
	return 0;
}

static int32_t
read_all(struct source *source)
{
	int32_t result;

	begin(source);
	result = read_runs(source);
	if (result == PLORE_OK)
		result = read_logs(source, &dpkg_log);
	if (result == PLORE_OK && source->files_read == 0)
		return nothing_read(source);
	if (result == PLORE_OK && end_history(source) < 0)
		result = PLORE_E_FAILED;
	return result;
}

/* ---- The machine as it is ----------------------------------------------- */

static int
watch_reject(void *context, const char *where, const char *reason)
{
	return set_aside(context, where, 0, reason, "");
}

static int
watch_stopping(void *context, const char *doing)
{
	struct source *source = context;

	source->host->progress(source->host, 0, 0, doing);
	return source->host->stopping(source->host) ? PLORE_E_STOPPED : 0;
}

/* Ubuntu's own versions say so; where none does, the machine runs Debian. */
static const char *
distribution(const struct source *source)
{
	const struct kit_numbers *names = &source->history.names;

	if (source->os.id[0] != '\0')
		return source->os.id;
	for (size_t i = 0; i < source->history.count; i++)
		if (strstr(kit_numbers_text(
			       names, source->history.deeds[i].version),
			"ubuntu") != NULL)
			return "ubuntu";
	return "debian";
}

/* The last deed of each package, by the number of its name in the lists. */
static int64_t
last_deed_ms(const struct source *source, const char *package)
{
	const struct history *history = &source->history;
	uint32_t name =
	    kit_numbers_find(&history->names, package, strlen(package));
	uint32_t number = name == 0 || name >= history->state_room
	                      ? 0
	                      : history->states[name].last_deed;

	return number == 0 ? history->first_ms
	                   : history->deeds[number - 1].at_ms;
}

/* A list's Date may be older than the machine, or than what it was made to
 * have, and a wrong one later than today. */
static int64_t
detected_ms(const struct source *source, const struct installed *package)
{
	int64_t at_ms = lists_candidate(&source->offers, package)->at_ms;
	int64_t since_ms = last_deed_ms(
	    source, kit_numbers_text(&source->offers.names, package->package));

	if (at_ms < since_ms)
		at_ms = since_ms;
	return at_ms > source->now_ms ? source->now_ms : at_ms;
}

/* A run that named the package after its version was offered left it as it was,
 * also if it says that all upgrades were installed. */
static int32_t
report_named(struct source *source, const struct report *report,
    const struct installed *package)
{
	const char *name =
	    kit_numbers_text(&source->offers.names, package->package);
	const struct unattended *log = &source->unattended;
	const struct unattended_package *named = unattended_find(log, name);

	if (named == NULL || log->begun_ms < detected_ms(source, package) ||
	    source->now_ms - log->at_ms < PENDING_MS)
		return PLORE_OK;
	return report_kept_back(report, &source->offers, package, log->at_ms,
	    named->reason != 0 ? kit_numbers_text(log->names, named->reason)
			       : "unattended-upgrades was to upgrade it");
}

static int32_t
report_offers(struct source *source, const struct report *report)
{
	const struct lists *lists = &source->offers;
	int64_t newest_ms = 0;
	int32_t result = PLORE_OK;
	struct stat status;

	if (stat(source->status, &status) == 0)
		result = report_settled(
		    report, lists, (int64_t)status.st_mtime * 1000);
	for (size_t i = 0; result == PLORE_OK && i < lists->count; i++) {
		const struct installed *package = &lists->packages[i];

		if (lists_candidate(lists, package) == NULL)
			continue;
		result = report_candidate(
		    report, lists, package, detected_ms(source, package));
		if (result == PLORE_OK)
			result = report_named(source, report, package);
		if (source->host->stopping(source->host))
			return PLORE_E_STOPPED;
	}
	for (size_t i = 0; i < lists->release_count; i++)
		if (lists->releases[i].at_ms > newest_ms)
			newest_ms = lists->releases[i].at_ms;
	/* Whoever fetches lists is there, also while nothing is upgraded. */
	if (result == PLORE_OK && newest_ms > source->history.last_ms &&
	    newest_ms <= source->now_ms)
		result = kit_machine_seen(
		    report->host, report->asset, newest_ms, &source->os);
	return result;
}

static int32_t
read_offers(struct source *source, const struct report *report)
{
	const struct lists_watch watch = {source, watch_reject, watch_stopping};
	int32_t result;

	if (source->status == NULL)
		return PLORE_OK;
	result = lists_read_status(&source->offers, source->status, &watch);
	if (result == 0)
		result =
		    lists_read_folder(&source->offers, source->lists, &watch);
	/* -1: told as set aside, and the logs count all the same. */
	if (result == -1)
		return PLORE_OK;
	return result == 0 ? report_offers(source, report) : result;
}

/* ---- Reporting ---------------------------------------------------------- */

static int32_t
checkpoint(struct source *source)
{
	char cursor[PLORE_MAX_CURSOR + 1], text[200];
	int64_t at_ms = source->history.last_ms < source->now_ms
	                    ? source->history.last_ms
	                    : source->now_ms;
	int used = snprintf(cursor, sizeof cursor, "%" PRId64 " ", at_ms);
	size_t kept = open_write(
	    &source->open, cursor + used, sizeof cursor - (size_t)used);

	if (kept < source->open.count) {
		snprintf(text, sizeof text,
		    "%zu of %zu open items are remembered; the changelogs "
		    "must tell of the rest",
		    kept, source->open.count);
		source->host->log(source->host, PLORE_LOG_INFO, text);
	}
	return source->host->checkpoint(source->host, cursor);
}

static int
is_wanted(
    const struct deed *deed, int64_t from_ms, const plore_request *request)
{
	return !deed->dropped && deed->known_ms >= from_ms &&
	       deed->at_ms >= request->since_ms &&
	       (request->until_ms == 0 || deed->at_ms <= request->until_ms);
}

/* Deeds are not quite in time order (a failure is known late and dated early),
 * so the cursor moves only when all are reported. */
static int32_t
report_deeds(struct source *source, const struct report *report,
    int64_t from_ms, const plore_request *request)
{
	const struct history *history = &source->history;
	int32_t result = PLORE_OK;

	for (size_t i = 0; result == PLORE_OK && i < history->count; i++) {
		if (is_wanted(&history->deeds[i], from_ms, request))
			result =
			    report_deed(report, history, &history->deeds[i]);
		if (i % PROGRESS_DEEDS == 0)
			source->host->progress(
			    source->host, i, history->count, "changelogs");
		if (source->host->stopping(source->host))
			return PLORE_E_STOPPED;
	}
	return result;
}

static int32_t
report_all(struct source *source, int64_t from_ms, const plore_request *request)
{
	struct kit_numbers without = {0};
	const struct report report = {.host = source->host,
	    .asset = source->asset,
	    .distribution = distribution(source),
	    .changelogs = source->changelogs,
	    .without = &without,
	    .open = &source->open};
	int32_t result = PLORE_OK;

	if (source->history.first_ms != 0) {
		result = kit_machine_seen(source->host, source->asset,
		    source->history.first_ms, NULL);
		if (result == PLORE_OK)
			result =
			    report_deeds(source, &report, from_ms, request);
		if (result == PLORE_OK)
			result = kit_machine_seen(source->host, source->asset,
			    source->history.last_ms, &source->os);
	}
	if (result == PLORE_OK)
		result = read_offers(source, &report);
	kit_numbers_free(&without);
	return result == PLORE_OK ? checkpoint(source) : result;
}

static int32_t
apt_collect(void *self, const plore_request *request)
{
	struct source *source = self;
	int64_t from_ms = 0;
	int32_t result = PLORE_OK;

	source->now_ms = (int64_t)time(NULL) * 1000;
	if (request->cursor != NULL) {
		char *rest;

		/* Files are written while they are read, and clocks set. */
		from_ms = strtoll(request->cursor, &rest, 10) - 2 * PENDING_MS;
		if (open_read(&source->open, rest + (*rest == ' ')) < 0)
			result = PLORE_E_FAILED;
	}
	if (result == PLORE_OK)
		result = read_all(source);
	if (result == PLORE_OK) {
		kit_machine_release(source->host, &source->os);
		result = report_all(source, from_ms, request);
	}
	if (result == PLORE_E_FAILED)
		source->host->fail(source->host, out_of_memory);
	forget(source);
	return result;
}

static const plore_plugin apt = {
    .size = sizeof apt,
    .evidence = PLORE_BY_LOG,
    .id = "org.debian.apt",
    .name = "APT and dpkg history",
    .version = "0.1.0",
    .summary = "what apt and dpkg did on a Debian machine, and what is open",
    .license = "Apache-2.0",
    .kinds = kinds,
    .paths = paths,
    .options = options,
    .open = apt_open,
    .collect = apt_collect,
    .close = apt_close,
};

PLORE_PLUGINS(&apt);
