#include "plugins/trivy/report.h"

#include <stdio.h>
#include <string.h>

#include "kit/pull.h"

#define REPORT(path, member)  KIT_PULL_FIELD(path, struct trivy_report, member)
#define FINDING(path, member) KIT_PULL_FIELD(path, struct trivy_finding, member)

static const struct kit_pull_field of_report[] = {
    REPORT("ArtifactName", artifact),
    REPORT("CreatedAt", created),
    REPORT("Metadata.OS.Family", family),
    REPORT("Metadata.OS.Name", release),
};

/* Of the result that findings are in. */
static const struct kit_pull_field of_result[] = {
    FINDING("Class", class),
    FINDING("Type", type),
};

static const struct kit_pull_field of_finding[] = {
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
	OF_RESULT = sizeof of_result / sizeof *of_result,
	OF_FINDING = sizeof of_finding / sizeof *of_finding,
};

/* ---- A finding ---------------------------------------------------------- */

static void
take_finding(void *context, const char *path, const char *text)
{
	struct trivy_finding *finding = context;
	const char *flaw =
	    kit_pull_keep(of_finding, OF_FINDING, finding, path, text);

	if (finding->flaw == NULL)
		finding->flaw = flaw;
	if (strcmp(path, "VendorIDs") == 0 && strlen(text) < TRIVY_WORD &&
	    finding->advisory_count < TRIVY_ADVISORIES)
		snprintf(finding->advisories[finding->advisory_count++],
		    TRIVY_WORD, "%s", text);
}

static int32_t
read_findings(struct trivy_reader *reader, struct kit_pull *pull)
{
	struct trivy_finding *finding = &reader->finding;
	int32_t result = PLORE_OK;

	if (!kit_pull_array(pull))
		return PLORE_OK;
	while (result == PLORE_OK && kit_pull_element(pull)) {
		struct trivy_finding next = {0};

		memcpy(next.class, finding->class, sizeof next.class);
		memcpy(next.type, finding->type, sizeof next.type);
		*finding = next;
		kit_pull_each(pull, "", take_finding, finding);
		finding->line = kit_pull_line(pull);
		if (!kit_pull_failed(pull))
			result = reader->found(reader->context, finding);
	}
	return result;
}

/* ---- A result ----------------------------------------------------------- */

static void
take_result(void *context, const char *path, const char *text)
{
	struct trivy_reader *reader = context;
	struct trivy_report *report = reader->report;

	kit_pull_keep(of_result, OF_RESULT, &reader->finding, path, text);
	if (strcmp(path, "Target") != 0)
		return;
	report->known = 1;
	if (report->target[0] == '\0' && strlen(text) < sizeof report->target)
		snprintf(report->target, sizeof report->target, "%s", text);
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

static int32_t
read_results(struct trivy_reader *reader, struct kit_pull *pull)
{
	int32_t result = PLORE_OK;
	const char *name;

	if (!kit_pull_array(pull))
		return PLORE_OK;
	while (result == PLORE_OK && kit_pull_element(pull)) {
		reader->finding = (struct trivy_finding){0};
		if (!kit_pull_object(pull))
			continue;
		while (result == PLORE_OK && kit_pull_member(pull, &name))
			if (strcmp(name, "Vulnerabilities") == 0)
				result = read_findings(reader, pull);
			else
				kit_pull_each(pull, name, take_result, reader);
		keep_look(reader->report, &reader->finding);
	}
	return result;
}

/* ---- The report --------------------------------------------------------- */

static void
take_report(void *context, const char *path, const char *text)
{
	struct trivy_report *report = context;

	kit_pull_keep(of_report, OF_REPORT, report, path, text);
	if (strcmp(path, "SchemaVersion") == 0)
		report->known = 1;
}

int32_t
trivy_read(void *context, struct kit_pull *pull)
{
	struct trivy_reader *reader = context;
	int32_t result = PLORE_OK;
	const char *name;

	if (kit_pull_peek(pull) == '[')
		return read_results(reader, pull);
	if (!kit_pull_object(pull))
		return PLORE_OK;
	while (result == PLORE_OK && kit_pull_member(pull, &name))
		if (strcmp(name, "Results") == 0)
			result = read_results(reader, pull);
		else
			kit_pull_each(pull, name, take_report, reader->report);
	return result;
}
