#include "plugins/grype/report.h"

#include <stdio.h>
#include <string.h>

#include "kit/pull.h"

#define REPORT(path, member) KIT_PULL_FIELD(path, struct grype_report, member)
#define MATCH(path, member)  KIT_PULL_FIELD(path, struct grype_match, member)

/* An image is an object, of which userInput is what grype was told to scan; a
 * folder is its path alone. Of the database's date there are two homes. */
static const struct kit_pull_field of_report[] = {
    REPORT("source.type", source),
    REPORT("source.target", target),
    REPORT("source.target.userInput", target),
    REPORT("distro.name", distro),
    REPORT("distro.version", release),
    REPORT("descriptor.version", version),
    REPORT("descriptor.timestamp", made),
    REPORT("descriptor.db.built", database),
    REPORT("descriptor.db.status.built", database),
};

static const struct kit_pull_field of_match[] = {
    MATCH("vulnerability.id", vuln),
    MATCH("vulnerability.severity", severity),
    MATCH("vulnerability.fix.state", state),
    MATCH("vulnerability.cvss.version", cvss),
    MATCH("matchDetails.fix.suggestedVersion", suggested),
    MATCH("artifact.name", package),
    MATCH("artifact.version", version),
    MATCH("artifact.type", type),
    MATCH("artifact.purl", purl),
};

enum {
	OF_REPORT = sizeof of_report / sizeof *of_report,
	OF_MATCH = sizeof of_match / sizeof *of_match,
};

static void
keep_id(struct grype_ids *ids, const char *text)
{
	if (ids->count < GRYPE_IDS && *text != '\0' && strlen(text) < GRYPE_ID)
		snprintf(ids->list[ids->count++], GRYPE_ID, "%s", text);
}

static const char *
keep_fix(struct grype_match *match, const char *text)
{
	size_t used = strlen(match->fixes);
	size_t comma = used == 0 ? 0 : 2, length = strlen(text);

	if (used + comma + length > GRYPE_FIXES)
		return "vulnerability.fix.versions";
	memcpy(match->fixes + used, ", ", comma);
	memcpy(match->fixes + used + comma, text, length + 1);
	return NULL;
}

/* The score by the newest version of CVSS; of equal ones the first. */
static void
keep_score(struct grype_match *match, const char *text)
{
	if (strspn(text, "0123456789.") != strlen(text) ||
	    strlen(text) >= GRYPE_WORD ||
	    strcmp(match->cvss, match->scheme) <= 0)
		return;
	memcpy(match->scheme, match->cvss, sizeof match->scheme);
	snprintf(match->score, GRYPE_WORD, "%s", text);
}

static void
take_match(void *context, const char *path, const char *text)
{
	struct grype_match *match = context;
	const char *flaw = NULL;

	if (strcmp(path, "vulnerability.fix.versions") == 0)
		flaw = keep_fix(match, text);
	else if (strcmp(path, "vulnerability.cvss.metrics.baseScore") == 0)
		keep_score(match, text);
	else if (strcmp(path, "vulnerability.advisories.id") == 0)
		keep_id(&match->advisories, text);
	else if (strcmp(path, "relatedVulnerabilities.id") == 0)
		keep_id(&match->related, text);
	else
		flaw = kit_pull_keep(of_match, OF_MATCH, match, path, text);
	if (match->flaw == NULL)
		match->flaw = flaw;
}

static int32_t
read_matches(struct grype_reader *reader, struct kit_pull *pull)
{
	struct grype_match *match = &reader->match;
	int32_t result = PLORE_OK;

	if (!kit_pull_array(pull))
		return PLORE_OK;
	reader->report->known = 1;
	while (result == PLORE_OK && kit_pull_element(pull)) {
		*match = (struct grype_match){0};
		kit_pull_each(pull, "", take_match, match);
		match->line = kit_pull_line(pull);
		if (!kit_pull_failed(pull))
			result = reader->found(reader->context, match);
	}
	return result;
}

static void
take_report(void *context, const char *path, const char *text)
{
	kit_pull_keep(of_report, OF_REPORT, context, path, text);
}

int32_t
grype_read(void *context, struct kit_pull *pull)
{
	struct grype_reader *reader = context;
	int32_t result = PLORE_OK;
	const char *name;

	if (!kit_pull_object(pull))
		return PLORE_OK;
	while (result == PLORE_OK && kit_pull_member(pull, &name))
		if (strcmp(name, "matches") == 0)
			result = read_matches(reader, pull);
		else
			kit_pull_each(pull, name, take_report, reader->report);
	return result;
}
