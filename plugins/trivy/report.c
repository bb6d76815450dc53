#include "plugins/trivy/report.h"

#include <stdio.h>
#include <string.h>

#include "kit/jsonwalk.h"

#define FINDING(path, member)                                                  \
	KIT_JSON_FIELD("Vulnerabilities." path, struct trivy_finding, member)

static const struct kit_json_field of_report[] = {
    KIT_JSON_FIELD("ArtifactName", struct trivy_report, artifact),
    KIT_JSON_FIELD("CreatedAt", struct trivy_report, created),
    KIT_JSON_FIELD("Metadata.OS.Family", struct trivy_report, family),
    KIT_JSON_FIELD("Metadata.OS.Name", struct trivy_report, release),
};

/* Class and Type are of the result that the finding is in. */
static const struct kit_json_field of_finding[] = {
    KIT_JSON_FIELD("Class", struct trivy_finding, class),
    KIT_JSON_FIELD("Type", struct trivy_finding, type),
    FINDING("VulnerabilityID", vuln),
    FINDING("PkgName", package),
    FINDING("PkgIdentifier.PURL", purl),
    FINDING("InstalledVersion", installed),
    FINDING("FixedVersion", fixed),
    FINDING("Status", status),
    FINDING("Severity", severity),
    FINDING("PublishedDate", published),
    FINDING("CVSS.nvd.V3Score", nvd),
    FINDING("CVSS.ghsa.V3Score", ghsa),
    FINDING("CVSS.redhat.V3Score", redhat),
};

enum {
	OF_REPORT = sizeof of_report / sizeof *of_report,
	OF_FINDING = sizeof of_finding / sizeof *of_finding,
};

/* The path within a list of results, which may be the whole document. */
static const char *
within_results(const char *path)
{
	static const char results[] = "Results";
	size_t length = sizeof results - 1;

	if (strncmp(path, results, length) != 0)
		return path;
	if (path[length] == '.')
		return path + length + 1;
	return path[length] == '\0' ? "" : path;
}

/* What was looked at: once each. */
static void
keep_look(struct trivy_report *report, const struct trivy_finding *result)
{
	char look[2 * TRIVY_WORD];

	if (result->type[0] == '\0' || report->look_count == TRIVY_LOOKS)
		return;
	snprintf(look, sizeof look, "%s%s%s", result->class,
	    result->class[0] == '\0' ? "" : "/", result->type);
	for (size_t i = 0; i < report->look_count; i++)
		if (strcmp(report->looks[i], look) == 0)
			return;
	memcpy(report->looks[report->look_count++], look, sizeof look);
}

static void
keep_advisory(struct trivy_finding *finding, const struct kit_json_step *step)
{
	if (finding->advisory_count < TRIVY_ADVISORIES && !step->cut &&
	    step->length < TRIVY_WORD)
		memcpy(finding->advisories[finding->advisory_count++],
		    step->text, step->length + 1);
}

/* A value: of the report, of a result, or of a finding. */
static void
take_value(struct trivy_reader *reader, const struct kit_json_step *step,
    const char *inner)
{
	struct trivy_report *report = reader->report;
	struct trivy_finding *finding = &reader->finding;

	kit_json_take(step, step->path, of_report, OF_REPORT, report);
	if (kit_json_take(step, inner, of_finding, OF_FINDING, finding) < 0 &&
	    finding->flaw == NULL)
		for (size_t i = 0; i < OF_FINDING; i++)
			if (strcmp(of_finding[i].path, inner) == 0)
				finding->flaw = of_finding[i].path;
	if (strcmp(step->path, "SchemaVersion") == 0)
		report->known = 1;
	if (strcmp(inner, "Target") == 0) {
		report->known = 1;
		if (report->target[0] == '\0' && !step->cut &&
		    step->length < sizeof report->target)
			memcpy(report->target, step->text, step->length + 1);
	}
	if (strcmp(inner, "Vulnerabilities.VendorIDs") == 0)
		keep_advisory(finding, step);
}

static void
begin_finding(struct trivy_finding *finding)
{
	struct trivy_finding next = {0};

	memcpy(next.class, finding->class, sizeof next.class);
	memcpy(next.type, finding->type, sizeof next.type);
	*finding = next;
}

int32_t
trivy_take(void *context, const struct kit_json_step *step)
{
	struct trivy_reader *reader = context;
	const char *inner = within_results(step->path);
	int is_finding = strcmp(inner, "Vulnerabilities") == 0;

	switch (step->what) {
	case KIT_JSON_OBJECT:
		if (is_finding)
			begin_finding(&reader->finding);
		else if (inner[0] == '\0')
			reader->finding = (struct trivy_finding){0};
		return PLORE_OK;
	case KIT_JSON_OBJECT_END:
		if (inner[0] == '\0')
			keep_look(reader->report, &reader->finding);
		if (!is_finding)
			return PLORE_OK;
		reader->finding.line = step->line;
		return reader->found(reader->context, &reader->finding);
	case KIT_JSON_LIST:
	case KIT_JSON_LIST_END:
		return PLORE_OK;
	default:
		take_value(reader, step, inner);
		return PLORE_OK;
	}
}
