/*
 * trivy.c - the JSON reports of the scanner trivy
 *
 * A report is read twice: first for what it says of itself, and for the worst
 * severity of each patch, which several of its findings are about; then for
 * the findings. So a damaged one, or one that is still being written, tells
 * nothing before it is set aside, and memory does not grow with it but for a
 * number of each patch.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <patchlore/plugin.h>

#include "kit/files.h"
#include "kit/cvss.h"
#include "kit/names.h"
#include "kit/instant.h"
#include "kit/marks.h"
#include "kit/reports.h"
#include "plugins/trivy/report.h"

static const char *const kinds[] = {
    "item.detected", "scan.completed", "vuln.published", NULL};

static const plore_option options[] = {KIT_REPORTS_OPTIONS, {0}};

/* A report while it is read. */
struct scan {
	struct kit_report *file;
	struct trivy_report report;
	int64_t at_ms;
	char asset[PLORE_MAX_NAME + 1];
	struct kit_marks worst; /* by patch, or vulnerability */
	struct kit_marks told;  /* vulnerabilities that were published */
};

/* ---- Findings ----------------------------------------------------------- */

/* What trivy calls package managers, as package URLs do. */
static const char *
purl_type(const char *type)
{
	static const char *const types[][2] = {{"alma", "rpm"},
	    {"alpine", "apk"}, {"amazon", "rpm"}, {"azurelinux", "rpm"},
	    {"bun", "npm"}, {"bundler", "gem"}, {"cargo", "cargo"},
	    {"cbl-mariner", "rpm"}, {"centos", "rpm"}, {"chainguard", "apk"},
	    {"composer", "composer"}, {"conan", "conan"}, {"debian", "deb"},
	    {"dotnet-core", "nuget"}, {"fedora", "rpm"}, {"gemspec", "gem"},
	    {"gobinary", "golang"}, {"gomod", "golang"}, {"gradle", "maven"},
	    {"jar", "maven"}, {"node-pkg", "npm"}, {"npm", "npm"},
	    {"nuget", "nuget"}, {"opensuse.leap", "rpm"},
	    {"opensuse.tumbleweed", "rpm"}, {"oracle", "rpm"},
	    {"photon", "rpm"}, {"pip", "pypi"}, {"pipenv", "pypi"},
	    {"pnpm", "npm"}, {"poetry", "pypi"}, {"pom", "maven"},
	    {"python-pkg", "pypi"}, {"redhat", "rpm"}, {"rocky", "rpm"},
	    {"rustbinary", "cargo"}, {"suse linux enterprise server", "rpm"},
	    {"ubuntu", "deb"}, {"wolfi", "apk"}, {"yarn", "npm"}};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(type, types[i][0]) == 0)
			return types[i][1];
	return "generic";
}

/* PLORE_OK, or -1 with why the finding can be no event. */
static int
name_finding(
    struct kit_names *names, const struct trivy_finding *finding, char why[100])
{
	const char *type = purl_type(finding->type);
	int is_system = strcmp(type, "deb") == 0 || strcmp(type, "rpm") == 0 ||
	                strcmp(type, "apk") == 0;
	const struct kit_package package = {finding->purl, type,
	    is_system ? finding->type : "", finding->package};

	if (finding->flaw != NULL)
		snprintf(why, 100, "%s: too long", finding->flaw);
	else if (finding->vuln[0] == '\0')
		snprintf(why, 100, "no VulnerabilityID");
	else if (kit_names_make(names, &package, finding->fixed) < 0)
		snprintf(why, 100, "no PkgName, or one that is too long");
	else
		return 0;
	return -1;
}

static const char *
subject_of(const struct kit_names *names, const struct trivy_finding *finding)
{
	return names->patch[0] == '\0' ? finding->vuln : names->patch;
}

/* That one package is not affected says nothing of others on the machine, so
 * it is no event. */
static int
is_finding(const struct trivy_finding *finding)
{
	return strcmp(finding->status, "not_affected") != 0;
}

static int32_t
note_finding(void *context, const struct trivy_finding *finding)
{
	struct scan *scan = context;
	struct kit_names names;
	char why[100];

	if (!is_finding(finding) || name_finding(&names, finding, why) < 0)
		return PLORE_OK; /* what is wrong is told in its turn */
	return kit_marks_add(&scan->worst, subject_of(&names, finding),
		   kit_severity(finding->severity)) < 0
	           ? PLORE_E_FAILED
	           : PLORE_OK;
}

/* When it became public, once a report. */
static int32_t
tell_published(struct scan *scan, const struct trivy_finding *finding)
{
	const char *score = finding->nvd[0] != '\0'    ? finding->nvd
	                    : finding->ghsa[0] != '\0' ? finding->ghsa
	                                               : finding->redhat;
	const plore_attr attrs[] = {{"cvss", score, PLORE_PUBLIC, 0}};
	plore_event event = {.size = sizeof event,
	    .kind = "vuln.published",
	    .vuln = finding->vuln,
	    .attrs = attrs,
	    .attr_count = score[0] == '\0' ? 0 : 1};

	if (kit_marks_of(&scan->told, finding->vuln) != 0 ||
	    kit_instant_read(finding->published, &event.time_ms) < 0 ||
	    event.time_ms <= 0) /* the year 1, where it is not known */
		return PLORE_OK;
	if (kit_marks_add(&scan->told, finding->vuln, 1) < 0)
		return PLORE_E_FAILED;
	return kit_report_emit(scan->file, &event);
}

/* What the vendor offers, in the words of CSAF; "" where trivy cannot tell. */
static const char *
remediation_of(const struct trivy_finding *finding)
{
	static const char *const words[][2] = {{"affected", "none_available"},
	    {"fix_deferred", "none_available"},
	    {"end_of_life", "no_fix_planned"}, {"fixed", "vendor_fix"},
	    {"will_not_fix", "no_fix_planned"}};

	if (finding->fixed[0] != '\0')
		return "vendor_fix";
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(finding->status, words[i][0]) == 0)
			return words[i][1];
	return "";
}

static int32_t
tell_item(struct scan *scan, const struct trivy_finding *finding,
    const struct kit_names *names)
{
	int is_patch = names->patch[0] != '\0';
	plore_attr attrs[5 + TRIVY_ADVISORIES];
	plore_event event = {.size = sizeof event,
	    .time_ms = scan->at_ms,
	    .kind = "item.detected",
	    .asset = scan->asset,
	    .patch = is_patch ? names->patch : NULL,
	    .vuln = finding->vuln,
	    .product = names->product,
	    .attrs = attrs};

	kit_report_attr(&event, attrs, "severity",
	    kit_severity_word(
		kit_marks_of(&scan->worst, subject_of(names, finding))));
	kit_report_attr(&event, attrs, "from", finding->installed);
	kit_report_attr(&event, attrs, "status", finding->status);
	if (!is_patch) {
		kit_report_attr(
		    &event, attrs, "remediation", remediation_of(finding));
		kit_report_attr(&event, attrs, "fixed_in", finding->fixed);
	}
	for (size_t i = 0; i < finding->advisory_count; i++)
		kit_report_attr(
		    &event, attrs, "advisory", finding->advisories[i]);
	return kit_report_emit(scan->file, &event);
}

static int32_t
tell_finding(void *context, const struct trivy_finding *finding)
{
	struct scan *scan = context;
	struct kit_names names;
	char why[100];
	int32_t result;

	if (!is_finding(finding))
		return PLORE_OK;
	if (name_finding(&names, finding, why) < 0)
		return kit_report_reject(
		    scan->file, finding->line, why, finding->vuln);
	result = tell_published(scan, finding);
	return result == PLORE_OK ? tell_item(scan, finding, &names) : result;
}

/* ---- Reports ------------------------------------------------------------ */

/* What was scanned, as the report calls it: the artifact, or the first target
 * without the system in parentheses behind it. */
static const char *
name_asset(struct scan *scan)
{
	struct trivy_report *report = &scan->report;
	char *system = strstr(report->target, " (");

	if (system != NULL)
		*system = '\0';
	return kit_report_asset(scan->file,
	    report->artifact[0] == '\0' ? report->target : report->artifact,
	    scan->asset);
}

static int32_t
tell_scan(struct scan *scan)
{
	const struct trivy_report *report = &scan->report;
	char distro[2 * TRIVY_WORD];
	plore_attr attrs[2 + TRIVY_LOOKS];
	plore_event event = {.size = sizeof event,
	    .time_ms = scan->at_ms,
	    .kind = "scan.completed",
	    .asset = scan->asset,
	    .attrs = attrs};

	kit_report_attr(&event, attrs, "scanner", "trivy");
	if (report->family[0] != '\0' && report->release[0] != '\0') {
		snprintf(distro, sizeof distro, "%s-%s",
		    kit_system_id(report->family), report->release);
		kit_report_attr(&event, attrs, "distro", distro);
	}
	for (size_t i = 0; i < report->look_count; i++)
		kit_report_attr(&event, attrs, "looked_for", report->looks[i]);
	return kit_report_emit(scan->file, &event);
}

static int32_t
walk(struct scan *scan, trivy_found *found)
{
	struct trivy_reader reader = {
	    .report = &scan->report, .found = found, .context = scan};

	scan->report = (struct trivy_report){0};
	return kit_report_json(scan->file, trivy_read, &reader);
}

static int32_t
read_scan(struct scan *scan)
{
	const char *why = NULL;
	int32_t result = walk(scan, note_finding);

	if (result != PLORE_OK)
		return result;
	if (!scan->report.known)
		return kit_report_reject(scan->file, 0,
		    "is no report of trivy: it has neither a SchemaVersion nor "
		    "a Target; expected the output of --format json",
		    scan->file->name);
	scan->at_ms = kit_report_time(scan->file, scan->report.created, &why);
	if (scan->at_ms != 0)
		why = name_asset(scan);
	if (why != NULL)
		return kit_report_reject(scan->file, 0, why, scan->file->name);
	result = tell_scan(scan);
	return result == PLORE_OK ? walk(scan, tell_finding) : result;
}

static int32_t
read_file(struct kit_report *file)
{
	struct scan scan = {.file = file};
	int32_t result = read_scan(&scan);

	kit_marks_free(&scan.worst);
	kit_marks_free(&scan.told);
	return result == PLORE_E_DATA ? PLORE_OK : result;
}

/* ---- The plugin --------------------------------------------------------- */

static int32_t
trivy_open(const plore_host *host, void **self)
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
trivy_collect(void *self, const plore_request *request)
{
	return kit_reports_collect(self, request, is_wanted, read_file);
}

static void
trivy_close(void *self)
{
	(void)self;
}

static const plore_plugin trivy = {
    .size = sizeof trivy,
    .evidence = PLORE_BY_SCAN,
    .id = "com.aquasec.trivy",
    .name = "Trivy",
    .version = "0.1.0",
    .summary = "reads what the scanner trivy found, from its JSON reports",
    .license = "Apache-2.0",
    .kinds = kinds,
    .options = options,
    .open = trivy_open,
    .collect = trivy_collect,
    .close = trivy_close,
};

PLORE_PLUGINS(&trivy);
