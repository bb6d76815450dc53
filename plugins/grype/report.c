#include "plugins/grype/report.h"

#include <string.h>

#include "kit/jsonwalk.h"

#define REPORT(path, member) KIT_JSON_FIELD(path, struct grype_report, member)
#define MATCH(path, member)                                                    \
	KIT_JSON_FIELD("matches." path, struct grype_match, member)

/* An image is an object, of which userInput is what grype was told to scan; a
 * folder is its path alone. Of the database's date there are two homes. */
static const struct kit_json_field of_report[] = {
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

static const struct kit_json_field of_match[] = {
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
keep_id(struct grype_ids *ids, const struct kit_json_step *step)
{
	if (ids->count < GRYPE_IDS && step->length > 0 &&
	    step->length < GRYPE_ID && !step->cut)
		memcpy(ids->list[ids->count++], step->text, step->length + 1);
}

static void
keep_fix(struct grype_match *match, const struct kit_json_step *step)
{
	size_t used = strlen(match->fixes);
	size_t comma = used == 0 ? 0 : 2;

	if (step->cut || used + comma + step->length > GRYPE_FIXES) {
		match->flaw = "vulnerability.fix.versions";
		return;
	}
	memcpy(match->fixes + used, ", ", comma);
	memcpy(match->fixes + used + comma, step->text, step->length + 1);
}

/* The score by the newest version of CVSS; of equal ones the first. */
static void
keep_score(struct grype_match *match, const struct kit_json_step *step)
{
	if (step->what != KIT_JSON_NUMBER || step->length >= GRYPE_WORD ||
	    strcmp(match->cvss, match->scheme) <= 0)
		return;
	memcpy(match->scheme, match->cvss, sizeof match->scheme);
	memcpy(match->score, step->text, step->length + 1);
}

static void
take_match(struct grype_match *match, const struct kit_json_step *step)
{
	const char *path = step->path + strlen("matches.");

	if (strcmp(path, "vulnerability.fix.versions") == 0)
		keep_fix(match, step);
	else if (strcmp(path, "vulnerability.cvss.metrics.baseScore") == 0)
		keep_score(match, step);
	else if (strcmp(path, "vulnerability.advisories.id") == 0)
		keep_id(&match->advisories, step);
	else if (strcmp(path, "relatedVulnerabilities.id") == 0)
		keep_id(&match->related, step);
	else if (kit_json_take(step, step->path, of_match, OF_MATCH, match) <
		     0 &&
		 match->flaw == NULL)
		for (size_t i = 0; i < OF_MATCH; i++)
			if (strcmp(of_match[i].path, step->path) == 0)
				match->flaw = of_match[i].path;
}

int32_t
grype_take(void *context, const struct kit_json_step *step)
{
	struct grype_reader *reader = context;
	int is_match = strcmp(step->path, "matches") == 0;

	if (is_match && step->what == KIT_JSON_LIST)
		reader->report->known = 1;
	if (is_match && step->what == KIT_JSON_OBJECT)
		reader->match = (struct grype_match){0};
	if (is_match && step->what == KIT_JSON_OBJECT_END) {
		reader->match.line = step->line;
		return reader->found(reader->context, &reader->match);
	}
	if (step->what < KIT_JSON_TEXT)
		return PLORE_OK;
	if (strncmp(step->path, "matches.", strlen("matches.")) == 0)
		take_match(&reader->match, step);
	else
		kit_json_take(
		    step, step->path, of_report, OF_REPORT, reader->report);
	return PLORE_OK;
}
