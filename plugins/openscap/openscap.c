/*
 * openscap.c - what oscap found: OVAL results, XCCDF results and ARF
 *
 * A report may be of any size, and what a check is about stands far from its
 * result. So it is read three times: for the results, by a number of each
 * check; for what was found, since a CVE has a check for each package and is
 * there when one of them says so; and to tell.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <patchlore/plugin.h>

#include "kit/files.h"
#include "kit/cvss.h"
#include "kit/instant.h"
#include "kit/marks.h"
#include "kit/reports.h"
#include "kit/tell.h"
#include "kit/xmlwalk.h"
#include "kit/zone.h"
#include "plugins/openscap/results.h"

enum { VULNS = PLORE_MAX_ATTRS - 8 }; /* of a patch, in one event */

static const char *const kinds[] = {"item.detected", "item.not_found",
    "patch.released", "scan.completed", NULL};

static const char *const paths[] = {"/usr/share/zoneinfo", NULL};

static const plore_option options[] = {KIT_REPORTS_OPTIONS,
    {"timezone",
	"the zone of times that come without one, such as Europe/Berlin", NULL,
	PLORE_TEXT, 0},
    {"not_found", "tell also of each check that found nothing", "1",
	PLORE_SWITCH, 0},
    {0}};

/* A report while it is read. */
struct scan {
	struct kit_report *file;
	struct scap_report report;
	int64_t at_ms;
	char asset[PLORE_MAX_NAME + 1];
	int tells_not_found;

	struct kit_marks verdicts; /* by check */
	struct kit_marks found;    /* by patch or CVE: how severe */
	struct kit_marks open;     /* by CVE: some check cannot find it */
	struct kit_marks seen;     /* by check, each time anew */
	unsigned decided, undecided;
};

/* ---- Times -------------------------------------------------------------- */

/* "2019-03-04T07:43:39" in the zone that was given. 0 where it is none. */
static int64_t
local_ms(const char *text)
{
	struct tm parts = {.tm_isdst = -1};
	const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &parts);
	time_t at;

	if (end == NULL || *end != '\0')
		return 0;
	at = mktime(&parts);
	return at < 0 ? 0 : (int64_t)at * 1000;
}

/* When the scan ended. oscap before 1.3 writes times without a zone. */
static int64_t
time_of(const struct scan *scan, const char **why)
{
	const struct scap_report *report = &scan->report;
	const plore_host *host = scan->file->host;
	const char *text = report->ended[0] != '\0'     ? report->ended
	                   : report->started[0] != '\0' ? report->started
	                                                : report->made;
	int64_t at_ms = local_ms(text);

	if (at_ms == 0)
		return kit_report_time(scan->file, text, why);
	*why = "says when the scan was without a zone; say which with "
	       "timezone=, such as timezone=Europe/Berlin";
	return host->option(host, "timezone", 0) == NULL ? 0 : at_ms;
}

/* A day as the times that it begins after and ends with. -1: it is none. */
static int
day_of(const char *text, int64_t *after_ms, int64_t *at_ms)
{
	char begin[SCAP_WORD + 16];

	snprintf(begin, sizeof begin, "%sT00:00:00Z", text);
	if (kit_instant_read(begin, after_ms) < 0)
		return -1;
	*at_ms = *after_ms + INT64_C(86400000) - 1;
	*after_ms -= 1;
	return 0;
}

/* ---- Subjects ----------------------------------------------------------- */

/* What a check is about: a patch, or each of its CVEs where it has none. */
static size_t
subject_count(const struct scap_check *check)
{
	return check->advisory[0] != '\0' ? 1 : check->cve_count;
}

static const char *
subject_of(const struct scap_check *check, size_t i)
{
	return check->advisory[0] != '\0' ? check->advisory : check->cves[i];
}

/* ---- The first two times ------------------------------------------------ */

static int32_t
note_result(void *context, const char *id, enum scap_verdict verdict)
{
	struct scan *scan = context;

	return kit_marks_add(&scan->verdicts, id, (int)verdict) < 0
	           ? PLORE_E_FAILED
	           : PLORE_OK;
}

static int32_t
pass_result(void *context, const char *id, enum scap_verdict verdict)
{
	(void)context;
	(void)id;
	(void)verdict;
	return PLORE_OK;
}

static int32_t
pass_check(void *context, const struct scap_check *check)
{
	(void)context;
	(void)check;
	return PLORE_OK;
}

/* A check is of the definition or rule that comes first: 1 where this is it,
 * -1 where there is no memory. */
static int
is_first(struct scan *scan, const struct scap_check *check)
{
	if (kit_marks_of(&scan->seen, check->id) != 0)
		return 0;
	return kit_marks_add(&scan->seen, check->id, 1) < 0 ? -1 : 1;
}

static int
note_subjects(struct kit_marks *marks, const struct scap_check *check, int mark)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < subject_count(check); i++)
		result = kit_marks_add(marks, subject_of(check, i), mark);
	return result;
}

static int32_t
note_check(void *context, const struct scap_check *check)
{
	struct scan *scan = context;
	int is_found = kit_marks_of(&scan->verdicts, check->id) == SCAP_FOUND;
	int result = is_found || check->is_open ? is_first(scan, check) : 0;

	if (result > 0 && is_found)
		result = note_subjects(
		    &scan->found, check, kit_severity(check->severity));
	else if (result > 0)
		result = note_subjects(&scan->open, check, 1);
	return result < 0 ? PLORE_E_FAILED : PLORE_OK;
}

/* ---- The third time ----------------------------------------------------- */

/* An event about number i of what a check is about. A patch has its CVEs, in
 * several events where they are too many for one. */
static int32_t
tell_subject(struct scan *scan, const struct scap_check *check, size_t i,
    const char *kind)
{
	int severity = kit_marks_of(&scan->found, subject_of(check, i));
	int is_patch = check->advisory[0] != '\0';
	size_t next = 0;
	int32_t result;

	do {
		plore_attr attrs[1 + VULNS];
		plore_event event = {.size = sizeof event,
		    .time_ms = scan->at_ms,
		    .kind = kind,
		    .asset = scan->asset,
		    .patch = is_patch ? check->advisory : NULL,
		    .vuln = is_patch ? NULL : check->cves[i],
		    .attrs = attrs};

		kit_report_attr(
		    &event, attrs, "severity", kit_severity_word(severity));
		for (size_t n = 0;
		     is_patch && n < VULNS && next < check->cve_count; n++)
			kit_report_attr(
			    &event, attrs, "vuln", check->cves[next++]);
		result = kit_report_emit(scan->file, &event);
	} while (result == PLORE_OK && is_patch && next < check->cve_count);
	return result;
}

static int32_t
tell_released(struct scan *scan, const struct scap_check *check)
{
	plore_event event = {.size = sizeof event,
	    .kind = "patch.released",
	    .patch = check->advisory};

	if (check->advisory[0] == '\0' ||
	    day_of(check->issued, &event.after_ms, &event.time_ms) < 0)
		return PLORE_OK;
	return kit_report_emit(scan->file, &event);
}

static int32_t
tell_found(struct scan *scan, const struct scap_check *check)
{
	int32_t result = tell_released(scan, check);

	for (size_t i = 0; result == PLORE_OK && i < subject_count(check); i++)
		result = tell_subject(scan, check, i, "item.detected");
	return result;
}

static int32_t
tell_not_found(struct scan *scan, const struct scap_check *check)
{
	int32_t result = PLORE_OK;

	for (size_t i = 0; result == PLORE_OK && i < subject_count(check); i++)
		if (kit_marks_of(&scan->found, subject_of(check, i)) == 0 &&
		    kit_marks_of(&scan->open, subject_of(check, i)) == 0)
			result = tell_subject(scan, check, i, "item.not_found");
	return result;
}

static int32_t
tell_check(void *context, const struct scap_check *check)
{
	struct scan *scan = context;
	int verdict = kit_marks_of(&scan->verdicts, check->id);
	int first = verdict == 0 ? 0 : is_first(scan, check);

	if (first <= 0)
		return first < 0 ? PLORE_E_FAILED : PLORE_OK;
	if (check->is_open && verdict == SCAP_NOT_FOUND)
		verdict = SCAP_UNDECIDED;
	scan->decided += verdict != SCAP_UNDECIDED;
	scan->undecided += verdict == SCAP_UNDECIDED;
	if (verdict == SCAP_FOUND)
		return tell_found(scan, check);
	return verdict == SCAP_NOT_FOUND && scan->tells_not_found
	           ? tell_not_found(scan, check)
	           : PLORE_OK;
}

static int32_t
tell_scan(struct scan *scan)
{
	const struct scap_report *report = &scan->report;
	char decided[16], undecided[16];
	plore_attr attrs[8];
	plore_event event = {.size = sizeof event,
	    .time_ms = scan->at_ms,
	    .kind = "scan.completed",
	    .asset = scan->asset,
	    .attrs = attrs};

	snprintf(decided, sizeof decided, "%u", scan->decided);
	snprintf(undecided, sizeof undecided, "%u", scan->undecided);
	kit_report_attr(&event, attrs, "scanner", "openscap");
	kit_report_attr(&event, attrs, "looked_for", report->benchmark);
	kit_report_attr(&event, attrs, "looked_for", report->content);
	kit_report_attr(&event, attrs, "profile", report->profile);
	kit_report_attr(&event, attrs, "database", report->content_made);
	kit_report_attr(&event, attrs, "checks", decided);
	kit_report_attr(&event, attrs, "undecided", undecided);
	return kit_report_emit(scan->file, &event);
}

/* ---- Reports ------------------------------------------------------------ */

static int
take_step(void *context, const struct kit_xml_step *step)
{
	return scap_take(context, step);
}

/* Once through the report. What is no XML is set aside, and then PLORE_E_DATA
 * says so. */
static int32_t
walk(struct scan *scan,
    int32_t (*take_result)(
	void *context, const char *id, enum scap_verdict verdict),
    int32_t (*take_check)(void *context, const struct scap_check *check))
{
	struct scap_reader reader = {.report = &scan->report,
	    .result = take_result,
	    .check = take_check,
	    .context = scan};
	char error[600];
	uint64_t line;
	int32_t result;

	kit_marks_free(&scan->seen);
	scan->report = (struct scap_report){0};
	result = kit_report_begin(scan->file);
	if (result != PLORE_OK)
		return result;
	result = kit_xml_walk(kit_report_read, scan->file, take_step, &reader,
	    &line, error, sizeof error);
	if (result != KIT_XML_BROKEN)
		return result;
	result = kit_report_reject(scan->file, line, error, scan->file->name);
	return result == PLORE_OK ? PLORE_E_DATA : result;
}

/* The reason why a report tells nothing, or NULL. */
static const char *
flaw_of(struct scan *scan)
{
	const struct scap_report *report = &scan->report;
	const char *why;

	if (report->tests == 0 && report->systems == 0)
		return "has no results; expected what oscap writes with "
		       "--results or --results-arf";
	if (report->tests > 1 || (report->tests == 0 && report->systems > 1))
		return "has the results of several scans; expected a file for "
		       "each";
	scan->at_ms = time_of(scan, &why);
	if (scan->at_ms == 0)
		return why;
	return kit_report_asset(scan->file,
	    report->target[0] != '\0' ? report->target : report->host,
	    scan->asset);
}

static int32_t
read_scan(struct scan *scan)
{
	const char *flaw;
	int32_t result = walk(scan, note_result, pass_check);

	if (result != PLORE_OK)
		return result;
	flaw = flaw_of(scan);
	if (flaw != NULL)
		return kit_report_reject(scan->file, 0, flaw, scan->file->name);
	result = walk(scan, pass_result, note_check);
	if (result == PLORE_OK)
		result = walk(scan, pass_result, tell_check);
	return result == PLORE_OK ? tell_scan(scan) : result;
}

static int32_t
read_file(struct kit_report *file)
{
	struct scan scan = {.file = file};
	int32_t result;

	scan.tells_not_found =
	    strcmp(file->host->option(file->host, "not_found", 0), "1") == 0;
	result = read_scan(&scan);
	kit_marks_free(&scan.verdicts);
	kit_marks_free(&scan.found);
	kit_marks_free(&scan.open);
	kit_marks_free(&scan.seen);
	return result == PLORE_E_DATA ? PLORE_OK : result;
}

/* ---- The plugin --------------------------------------------------------- */

static int32_t
openscap_open(const plore_host *host, void **self)
{
	const char *zone = host->option(host, "timezone", 0);

	*self = (void *)host;
	if (zone == NULL || kit_zone_use(zone) == 0)
		return kit_reports_check(host);
	return kit_fail(host, PLORE_E_CONFIG,
	    "timezone=%.100s: this machine knows no such zone; expected a name "
	    "such as Europe/Berlin (package tzdata)",
	    zone);
}

static int
is_wanted(const char *name)
{
	return kit_files_ends(name, ".xml");
}

static int32_t
openscap_collect(void *self, const plore_request *request)
{
	return kit_reports_collect(self, request, is_wanted, read_file);
}

static void
openscap_close(void *self)
{
	(void)self;
}

static const plore_plugin openscap = {
    .size = sizeof openscap,
    .evidence = PLORE_BY_SCAN,
    .id = "org.open-scap.oscap",
    .name = "OpenSCAP",
    .version = "0.1.0",
    .summary = "reads what oscap found, from OVAL and XCCDF results and ARF",
    .license = "Apache-2.0",
    .kinds = kinds,
    .paths = paths,
    .options = options,
    .open = openscap_open,
    .collect = openscap_collect,
    .close = openscap_close,
};

PLORE_PLUGINS(&openscap);
