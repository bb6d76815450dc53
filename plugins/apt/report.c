#include "plugins/apt/report.h"

#include <string.h>

#include "kit/names.h"
#include "kit/tell.h"
#include "kit/version.h"
#include "plugins/apt/changelog.h"

/* Where the names are too long there are none, and the host sets the event
 * aside. */
static struct kit_names
subject_of(
    const struct report *report, const char *package, const char *version)
{
	const struct kit_package what = {
	    "", "deb", report->distribution, package};
	struct kit_names names;

	kit_names_make(&names, &what, version);
	return names;
}

/* ---- Deeds -------------------------------------------------------------- */

/* Why it failed, in the words of the log that knows it best. */
static const char *
cause_of(const struct history *history, const struct deed *deed,
    const struct apt_run *run)
{
	uint32_t cause = deed->cause;

	if (cause == 0 && run != NULL)
		cause = run->cause != 0 ? run->cause : run->error;
	if (cause != 0)
		return kit_numbers_text(&history->names, cause);
	return run != NULL && run->end_ms == 0 ? "the run was cut off"
	                                       : "dpkg was not asked for it";
}

/* It may name paths, so it stays in the house. */
static uint32_t
add_cause(const struct history *history, const struct deed *deed,
    plore_attr *attrs, uint32_t count, char code[16])
{
	const struct kit_numbers *names = &history->names;
	const struct apt_run *run =
	    deed->run == 0 ? NULL : &history->apt.runs[deed->run - 1];

	attrs[count++] = (plore_attr){
	    "cause", cause_of(history, deed, run), PLORE_PRIVATE, 0};
	if (run == NULL)
		return count;
	aptlog_code(kit_numbers_text(names, run->error), code);
	if (run->command != 0)
		attrs[count++] = (plore_attr){"command",
		    kit_numbers_text(names, run->command), PLORE_PRIVATE, 0};
	return count;
}

static int32_t
emit_deed(const struct report *report, const struct history *history,
    const struct deed *deed)
{
	const char *old = kit_numbers_text(&history->names, deed->old);
	const char *version = kit_numbers_text(&history->names, deed->version);
	plore_attr attrs[4] = {
	    {"from", old, PLORE_PUBLIC, 0}, {"to", version, PLORE_PUBLIC, 0}};
	char code[16] = "";
	uint32_t count = kit_deed_changes(deed->kind) ? 2 : 0;
	const struct kit_names subject =
	    subject_of(report, kit_numbers_text(&history->names, deed->package),
		kit_deed_undoes(deed->kind) ? old : version);
	plore_event event = {.size = sizeof event,
	    .time_ms = deed->at_ms,
	    .took_ms = deed->took_ms,
	    .kind = kit_deed_kind(deed->kind),
	    .asset = report->asset,
	    .patch = subject.patch,
	    .product = subject.product,
	    .attrs = attrs};

	if (kit_deed_failed(deed->kind) && (deed->run != 0 || deed->cause != 0))
		count = add_cause(history, deed, attrs, count, code);
	event.attr_count = count;
	event.code = code[0] == '\0' ? NULL : code;
	return kit_emit(report->host, &event);
}

static int32_t
emit_changelog(const struct report *report, const char *package,
    const char *version, const struct changelog_entry *entry)
{
	plore_attr attrs[3 + CHANGELOG_CVES] = {
	    {"vendor", report->distribution, PLORE_PUBLIC, 0},
	    {"suite", entry->suite, PLORE_PUBLIC, 0},
	    {"type",
		strstr(entry->suite, "-security") != NULL ? "security"
							  : "bugfix",
		PLORE_PUBLIC, 0}};
	const struct kit_names subject = subject_of(report, package, version);
	plore_event event = {.size = sizeof event,
	    .time_ms = entry->at_ms,
	    .kind = "patch.released",
	    .patch = subject.patch,
	    .product = subject.product,
	    .attrs = attrs,
	    .attr_count = 3};

	for (size_t i = 0; i < entry->cve_count; i++)
		attrs[event.attr_count++] =
		    (plore_attr){"vuln", entry->cves[i], PLORE_PUBLIC, 0};
	return kit_emit(report->host, &event);
}

/* A version of a package is over by another's doing: it took effect with a
 * later one, or went with the package. */
static int32_t
emit_ended(const struct report *report, const char *kind, const char *package,
    const char *version, const char *by, int64_t at_ms)
{
	const plore_attr attrs[] = {{"by", by, PLORE_PUBLIC, 0}};
	const struct kit_names subject = subject_of(report, package, version);
	plore_event event = {.size = sizeof event,
	    .time_ms = at_ms,
	    .kind = kind,
	    .asset = report->asset,
	    .patch = subject.patch,
	    .product = subject.product,
	    .attrs = attrs,
	    .attr_count = by[0] == '\0' ? 0 : 1};

	return kit_emit(report->host, &event);
}

/* Was the version ever offered to a machine that runs a stable release? */
static int
was_offered(const struct changelog_entry *entry)
{
	return strcmp(entry->suite, "unstable") != 0 &&
	       strcmp(entry->suite, "experimental") != 0 &&
	       strcmp(entry->suite, "UNRELEASED") != 0;
}

/* As changelog_read; a package that has none is looked for once. */
static int
read_changelog(const struct report *report, struct changelog *out,
    const char *package, const char *until)
{
	size_t length = strlen(package);

	if (kit_numbers_find(report->without, package, length) != 0)
		return -1;
	if (changelog_read(out, report->changelogs, package, until) == 0)
		return 0;
	kit_numbers_add(report->without, package, length);
	return -1;
}

/* When an upgraded version was released, and those between it and the one it
 * replaced. Without a changelog, or without the version in it, the release
 * stays unknown. */
static int32_t
emit_releases(const struct report *report, const char *package,
    const char *old_version, const char *version, int64_t at_ms)
{
	struct changelog log;
	size_t at, old;
	int32_t result = PLORE_OK;

	if (read_changelog(report, &log, package, old_version) < 0)
		return PLORE_OK;
	at = changelog_find(&log, version);
	old = changelog_find(&log, old_version);
	if (at < log.count)
		result =
		    emit_changelog(report, package, version, &log.entries[at]);
	for (size_t i = at + 1; old < log.count && i < old; i++) {
		const struct changelog_entry *entry = &log.entries[i];

		if (result != PLORE_OK || !was_offered(entry))
			continue;
		result = emit_changelog(report, package, entry->version, entry);
		if (result == PLORE_OK)
			result = emit_ended(report, "deploy.effective", package,
			    entry->version, version, at_ms);
	}
	changelog_free(&log);
	return result;
}

/* The open items of a package that a version, or with "" its removal, ends. */
static int32_t
end_open(const struct report *report, const char *package, const char *version,
    int64_t at_ms)
{
	struct open_items *open = report->open;
	int32_t result = PLORE_OK;

	for (size_t i = open->count; result == PLORE_OK && i-- > 0;) {
		const struct open_item *item = &open->items[i];
		int order = version[0] == '\0'
		                ? 1
		                : kit_version_deb(version, item->version);

		if (strcmp(item->package, package) != 0 || order < 0)
			continue;
		if (order > 0)
			result = emit_ended(report,
			    version[0] == '\0' ? "product.removed"
					       : "deploy.effective",
			    package, item->version, version, at_ms);
		if (result == PLORE_OK)
			open_drop(open, i);
	}
	return result;
}

int32_t
report_deed(const struct report *report, const struct history *history,
    const struct deed *deed)
{
	const char *package = kit_numbers_text(&history->names, deed->package);
	const char *version = kit_numbers_text(&history->names, deed->version);
	int32_t result = emit_deed(report, history, deed);

	if (result == PLORE_OK && deed->kind == KIT_DEED_UPGRADED)
		result = emit_releases(report, package,
		    kit_numbers_text(&history->names, deed->old), version,
		    deed->at_ms);
	if (result != PLORE_OK)
		return result;
	switch (deed->kind) {
	case KIT_DEED_REMOVED:
		return end_open(report, package, "", deed->at_ms);
	case KIT_DEED_INSTALLED:
	case KIT_DEED_UPGRADED:
		return end_open(report, package, version, deed->at_ms);
	default:
		return PLORE_OK;
	}
}

/* ---- Open items --------------------------------------------------------- */

/* When the installed version was released: the next one came later. 0: not
 * known. */
static int64_t
released_after(
    const struct report *report, const char *package, const char *version)
{
	struct changelog log;
	int64_t at_ms = 0;
	size_t i;

	if (read_changelog(report, &log, package, version) < 0)
		return 0;
	i = changelog_find(&log, version);
	if (i < log.count)
		at_ms = log.entries[i].at_ms;
	changelog_free(&log);
	return at_ms;
}

static int32_t
emit_offer(const struct report *report, const struct lists *lists,
    const struct installed *package, const struct kit_names *subject,
    const struct offer *offer)
{
	const struct release *from = &lists->releases[offer->release];
	const plore_attr attrs[] = {
	    {"vendor",
		from->vendor[0] == '\0' ? report->distribution : from->vendor,
		PLORE_PUBLIC, 0},
	    {"suite", from->suite, PLORE_PUBLIC, 0},
	    {"type", from->security ? "security" : "bugfix", PLORE_PUBLIC, 0}};
	plore_event event = {.size = sizeof event,
	    .time_ms = offer->at_ms,
	    .kind = "patch.released",
	    .patch = subject->patch,
	    .product = subject->product,
	    .attrs = attrs,
	    .attr_count = 3};

	event.after_ms = released_after(report,
	    kit_numbers_text(&lists->names, package->package),
	    kit_numbers_text(&lists->names, package->version));
	if (event.after_ms >= event.time_ms)
		event.after_ms = 0;
	return kit_emit(report->host, &event);
}

int32_t
report_candidate(const struct report *report, const struct lists *lists,
    const struct installed *package, int64_t at_ms)
{
	const struct offer *offer = lists_candidate(lists, package);
	const char *name = kit_numbers_text(&lists->names, package->package);
	const char *version = kit_numbers_text(&lists->names, offer->version);
	const plore_attr attrs[] = {
	    {"from", kit_numbers_text(&lists->names, package->version),
		PLORE_PUBLIC, 0},
	    {"held", "yes", PLORE_PUBLIC, 0}};
	const struct kit_names subject = subject_of(report, name, version);
	const plore_event event = {.size = sizeof event,
	    .time_ms = at_ms,
	    .kind = "item.detected",
	    .asset = report->asset,
	    .patch = subject.patch,
	    .product = subject.product,
	    .attrs = attrs,
	    .attr_count = package->held ? 2 : 1};
	int32_t result;

	if (open_has(report->open, name, version))
		return PLORE_OK;
	result = emit_offer(report, lists, package, &subject, offer);
	if (result == PLORE_OK)
		result = kit_emit(report->host, &event);
	if (result == PLORE_OK && open_add(report->open, name, version) < 0)
		result = PLORE_E_FAILED;
	return result;
}

int32_t
report_kept_back(const struct report *report, const struct lists *lists,
    const struct installed *package, int64_t at_ms, const char *reason)
{
	const struct offer *offer = lists_candidate(lists, package);
	const plore_attr attrs[] = {{"kept_back", reason, PLORE_PRIVATE, 0}};
	const struct kit_names subject = subject_of(report,
	    kit_numbers_text(&lists->names, package->package),
	    kit_numbers_text(&lists->names, offer->version));
	const plore_event event = {.size = sizeof event,
	    .time_ms = at_ms,
	    .kind = "item.still_present",
	    .asset = report->asset,
	    .patch = subject.patch,
	    .product = subject.product,
	    .attrs = attrs,
	    .attr_count = 1};

	return kit_emit(report->host, &event);
}

/* The version of a package that is installed; "" where none is. Of several
 * architectures, the one that is behind. */
static const char *
installed_version(const struct lists *lists, const char *package)
{
	uint32_t name =
	    kit_numbers_find(&lists->names, package, strlen(package));
	uint32_t number =
	    name == 0 || name >= lists->by_name_room ? 0 : lists->by_name[name];
	const char *oldest = "";

	for (; number != 0; number = lists->packages[number - 1].next) {
		const char *version = kit_numbers_text(
		    &lists->names, lists->packages[number - 1].version);

		if (oldest[0] == '\0' || kit_version_deb(version, oldest) < 0)
			oldest = version;
	}
	return oldest;
}

int32_t
report_settled(
    const struct report *report, const struct lists *lists, int64_t changed_ms)
{
	int32_t result = PLORE_OK;

	for (size_t i = report->open->count; result == PLORE_OK && i-- > 0;) {
		struct open_item item = report->open->items[i];
		const char *version = installed_version(lists, item.package);

		if (version[0] != '\0' &&
		    kit_version_deb(version, item.version) < 0)
			continue;
		result = emit_ended(report,
		    version[0] == '\0' ? "product.removed" : "deploy.effective",
		    item.package, item.version, version, changed_ms);
		if (result == PLORE_OK)
			open_drop(report->open, i);
	}
	return result;
}
