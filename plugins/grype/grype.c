/*
 * grype.c - the JSON reports of the scanner grype
 *
 * A report is read twice: first for what it says of itself, which stands at
 * its end, and for the worst severity of each patch, which several of its
 * matches are about; then for the matches. So a damaged one, or one that is
 * still being written, tells nothing before it is set aside, and memory does
 * not grow with it but for a number of each patch.
 */
#include <stdio.h>
#include <string.h>

#include <patchlore/plugin.h>

#include "kit/files.h"
#include "kit/cvss.h"
#include "kit/names.h"
#include "kit/marks.h"
#include "kit/reports.h"
#include "plugins/grype/report.h"

static const char *const kinds[] = {"item.detected", "scan.completed", NULL};

static const plore_option options[] = {KIT_REPORTS_OPTIONS, {0}};

enum { ADVISORIES = 16 }; /* of a match that are told */

/* A report while it is read. */
struct scan {
	struct kit_report *file;
	struct grype_report report;
	int64_t at_ms;
	char asset[PLORE_MAX_NAME + 1];
	struct kit_marks worst; /* by patch, or vulnerability */
};

/* ---- Names -------------------------------------------------------------- */

/* What grype calls package managers, as package URLs do. */
static const char *
purl_type(const char *type)
{
	static const char *const types[][2] = {{"dotnet", "nuget"},
	    {"go-module", "golang"}, {"java-archive", "maven"},
	    {"php-composer", "composer"}, {"python", "pypi"},
	    {"rust-crate", "cargo"}};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(type, types[i][0]) == 0)
			return types[i][1];
	return type;
}

/* PLORE_OK, or -1 with why the match can be no event. Where grype says which of
 * several versions is for this package, that is the one. */
static int
name_match(const struct scan *scan, struct kit_names *names,
    const struct grype_match *match, char why[100])
{
	int is_system = strcmp(match->type, "deb") == 0 ||
	                strcmp(match->type, "rpm") == 0 ||
	                strcmp(match->type, "apk") == 0;
	const struct kit_package package = {match->purl, purl_type(match->type),
	    is_system ? scan->report.distro : "", match->package};
	const char *fixed =
	    match->suggested[0] == '\0' ? match->fixes : match->suggested;

	if (match->flaw != NULL)
		snprintf(why, 100, "%s: too long", match->flaw);
	else if (match->vuln[0] == '\0')
		snprintf(why, 100, "no vulnerability.id");
	else if (kit_names_make(names, &package, fixed) < 0)
		snprintf(why, 100, "no artifact.name, or one that is too long");
	else
		return 0;
	return -1;
}

/* The CVEs that a match is about; its own name where there is none, or where
 * that is one. */
static void
find_cves(struct grype_ids *cves, const struct grype_match *match)
{
	const struct grype_ids *related = &match->related;

	cves->count = 0;
	for (size_t i = 0; !kit_cve_is(match->vuln) && i < related->count; i++)
		if (kit_cve_is(related->list[i]))
			memcpy(cves->list[cves->count++], related->list[i],
			    GRYPE_ID);
}

/* ---- Matches ------------------------------------------------------------ */

static int32_t
note_severity(struct scan *scan, const char *subject, const char *severity)
{
	return kit_marks_add(&scan->worst, subject, kit_severity(severity)) < 0
	           ? PLORE_E_FAILED
	           : PLORE_OK;
}

static int32_t
note_match(void *context, const struct grype_match *match)
{
	struct scan *scan = context;
	struct kit_names names;
	struct grype_ids cves;
	char why[100];
	int32_t result = PLORE_OK;

	if (name_match(scan, &names, match, why) < 0)
		return PLORE_OK; /* told in its turn */
	if (names.patch[0] != '\0')
		return note_severity(scan, names.patch, match->severity);
	find_cves(&cves, match);
	if (cves.count == 0)
		return note_severity(scan, match->vuln, match->severity);
	for (size_t i = 0; result == PLORE_OK && i < cves.count; i++)
		result = note_severity(scan, cves.list[i], match->severity);
	return result;
}

/* What the vendor offers, in the words of CSAF; "" where grype cannot tell. */
static const char *
remediation_of(const struct grype_match *match)
{
	if (match->fixes[0] != '\0' || strcmp(match->state, "fixed") == 0)
		return "vendor_fix";
	if (strcmp(match->state, "not-fixed") == 0)
		return "none_available";
	if (strcmp(match->state, "wont-fix") == 0)
		return "no_fix_planned";
	return "";
}

/* An item of the patch, or of a vulnerability where there is none. */
static int32_t
tell_item(struct scan *scan, const struct grype_match *match,
    const struct kit_names *names, const char *vuln,
    const struct grype_ids *others)
{
	int is_patch = names->patch[0] != '\0';
	plore_attr attrs[7 + ADVISORIES + GRYPE_IDS];
	plore_event event = {.size = sizeof event,
	    .time_ms = scan->at_ms,
	    .kind = "item.detected",
	    .asset = scan->asset,
	    .patch = is_patch ? names->patch : NULL,
	    .vuln = vuln,
	    .product = names->product,
	    .attrs = attrs};

	kit_report_attr(&event, attrs, "severity",
	    kit_severity_word(
		kit_marks_of(&scan->worst, is_patch ? names->patch : vuln)));
	kit_report_attr(&event, attrs, "from", match->version);
	kit_report_attr(&event, attrs, "status", match->state);
	if (!is_patch) {
		kit_report_attr(&event, attrs, "cvss", match->score);
		kit_report_attr(
		    &event, attrs, "remediation", remediation_of(match));
		kit_report_attr(&event, attrs, "fixed_in", match->fixes);
	}
	if (vuln != match->vuln)
		kit_report_attr(&event, attrs, "advisory", match->vuln);
	for (size_t i = 0; i < match->advisories.count && i < ADVISORIES; i++)
		kit_report_attr(
		    &event, attrs, "advisory", match->advisories.list[i]);
	for (size_t i = 1; is_patch && i < others->count; i++)
		kit_report_attr(&event, attrs, "vuln", others->list[i]);
	return kit_report_emit(scan->file, &event);
}

static int32_t
tell_match(void *context, const struct grype_match *match)
{
	struct scan *scan = context;
	struct kit_names names;
	struct grype_ids cves;
	char why[100];
	int32_t result = PLORE_OK;

	if (name_match(scan, &names, match, why) < 0)
		return kit_report_reject(
		    scan->file, match->line, why, match->vuln);
	find_cves(&cves, match);
	if (cves.count == 0)
		return tell_item(scan, match, &names, match->vuln, &cves);
	if (names.patch[0] != '\0')
		return tell_item(scan, match, &names, cves.list[0], &cves);
	for (size_t i = 0; result == PLORE_OK && i < cves.count; i++)
		result = tell_item(scan, match, &names, cves.list[i], &cves);
	return result;
}

/* ---- Reports ------------------------------------------------------------ */

static int32_t
tell_scan(struct scan *scan)
{
	const struct grype_report *report = &scan->report;
	char distro[2 * GRYPE_WORD];
	plore_attr attrs[5];
	plore_event event = {.size = sizeof event,
	    .time_ms = scan->at_ms,
	    .kind = "scan.completed",
	    .asset = scan->asset,
	    .attrs = attrs};

	snprintf(distro, sizeof distro, "%s-%s", kit_system_id(report->distro),
	    report->release);
	kit_report_attr(&event, attrs, "scanner", "grype");
	kit_report_attr(&event, attrs, "version", report->version);
	kit_report_attr(&event, attrs, "database", report->database);
	kit_report_attr(&event, attrs, "looked_for", report->source);
	if (report->distro[0] != '\0' && report->release[0] != '\0')
		kit_report_attr(&event, attrs, "distro", distro);
	return kit_report_emit(scan->file, &event);
}

static int32_t
walk(struct scan *scan, grype_found *found)
{
	struct grype_reader reader = {
	    .report = &scan->report, .found = found, .context = scan};

	return kit_report_json(scan->file, grype_read, &reader);
}

static int32_t
read_scan(struct scan *scan)
{
	const char *why = NULL;
	int32_t result = walk(scan, note_match);

	if (result != PLORE_OK)
		return result;
	if (!scan->report.known)
		return kit_report_reject(scan->file, 0,
		    "is no report of grype: it has no matches; expected the "
		    "output of --output json",
		    scan->file->name);
	scan->at_ms = kit_report_time(scan->file, scan->report.made, &why);
	if (scan->at_ms != 0)
		why = kit_report_asset(
		    scan->file, scan->report.target, scan->asset);
	if (why != NULL)
		return kit_report_reject(scan->file, 0, why, scan->file->name);
	result = tell_scan(scan);
	return result == PLORE_OK ? walk(scan, tell_match) : result;
}

static int32_t
read_file(struct kit_report *file)
{
	struct scan scan = {.file = file};
	int32_t result = read_scan(&scan);

	kit_marks_free(&scan.worst);
	return result == PLORE_E_DATA ? PLORE_OK : result;
}

/* ---- The plugin --------------------------------------------------------- */

static int32_t
grype_open(const plore_host *host, void **self)
{
	*self = (void *)host;
	return kit_reports_check(host);
}

static int
is_wanted(const char *name)
{
	return kit_files_ends(name, ".json");
}

static int32_t
grype_collect(void *self, const plore_request *request)
{
	return kit_reports_collect(self, request, is_wanted, read_file);
}

static void
grype_close(void *self)
{
	(void)self;
}

static const plore_plugin grype = {
    .size = sizeof grype,
    .evidence = PLORE_BY_SCAN,
    .id = "com.anchore.grype",
    .name = "Grype",
    .version = "0.1.0",
    .summary = "reads what the scanner grype found, from its JSON reports",
    .license = "Apache-2.0",
    .kinds = kinds,
    .options = options,
    .open = grype_open,
    .collect = grype_collect,
    .close = grype_close,
};

PLORE_PLUGINS(&grype);
