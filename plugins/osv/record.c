#include "plugins/osv/record.h"

#include <stdio.h>
#include <string.h>

#include "kit/cvss.h"
#include "kit/instant.h"
#include "plugins/osv/report.h"
#include "plugins/osv/text.h"

/* ---- When --------------------------------------------------------------- */

/* 1, or 0 where the record has no such time; -1 where it is unreadable. */
static int
time_of(const json_t *record, const char *name, int64_t *out, char *why,
    size_t why_size)
{
	const char *text = text_of(record, name);

	if (text == NULL)
		return 0;
	if (kit_instant_read(text, out) == 0)
		return 1;
	snprintf(why, why_size,
	    "%s: \"%.60s\": expected a time such as 2026-03-12T02:14:07Z", name,
	    text);
	return -1;
}

static int
is_of_a_vulnerability(const char *id)
{
	return strstr(id, "CVE-") != NULL;
}

/* An advisory is published when its packages are. A record of a vulnerability
 * is published with that, and its fixes come at some other time; what it says
 * of them it says since it was modified. */
static int
take_times(struct kit_advisory *advisory, const json_t *record, char *why,
    size_t why_size)
{
	int64_t published = 0, modified = 0;
	int has_published =
	    time_of(record, "published", &published, why, why_size);
	int has_modified =
	    time_of(record, "modified", &modified, why, why_size);

	if (has_published < 0 || has_modified < 0)
		return -1;
	if (!has_published && !has_modified) {
		snprintf(why, why_size,
		    "neither \"published\" nor \"modified\": when was it?");
		return -1;
	}
	advisory->unreleased =
	    !has_published || is_of_a_vulnerability(advisory->id);
	advisory->at_ms =
	    advisory->unreleased && has_modified ? modified : published;
	if (!advisory->unreleased)
		kit_whole_day(&advisory->at_ms, &advisory->after_ms, 0);
	return 0;
}

/* ---- What --------------------------------------------------------------- */

static int
add_cves(struct kit_set *vulns, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *id = json_string_value(json_array_get(list, i));

		if (id != NULL && kit_set_add_cve(vulns, id) < 0)
			return -1;
	}
	return 0;
}

/* What is merely related counts only where an advisory says nothing else: some
 * distributions list there what they fix. */
static int
take_vulns(struct kit_advisory *advisory, const json_t *record)
{
	struct kit_set *vulns = &advisory->vulns;

	if (kit_set_add_cve(vulns, advisory->id) < 0 ||
	    add_cves(vulns, json_object_get(record, "upstream")) < 0 ||
	    add_cves(vulns, json_object_get(record, "aliases")) < 0)
		return -1;
	return vulns->count > 0
	           ? 0
	           : add_cves(vulns, json_object_get(record, "related"));
}

/* "Moderate: python-requests security update" */
static const char *
severity_in(const char *summary)
{
	static const char *const words[] = {
	    "critical", "important", "moderate", "low"};
	size_t length = summary == NULL ? 0 : strcspn(summary, ":");

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == length && length > 0 &&
		    strncasecmp(summary, words[i], length) == 0)
			return words[i];
	return NULL;
}

/* The first that there is: the database's, the summary's, that of a package. */
static const char *
severity_of(const json_t *record)
{
	const json_t *affected = json_object_get(record, "affected");
	const char *severity =
	    text_of(json_object_get(record, "database_specific"), "severity");

	if (severity == NULL)
		severity = severity_in(text_of(record, "summary"));
	for (size_t i = 0; severity == NULL && i < json_array_size(affected);
	     i++)
		severity = text_of(json_object_get(json_array_get(affected, i),
				       "ecosystem_specific"),
		    "ubuntu_priority");
	return severity;
}

static const char *
cvss_of(const json_t *record, char score[KIT_CVSS_SCORE])
{
	const json_t *list = json_object_get(record, "severity");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *vector = text_of(json_array_get(list, i), "score");

		if (vector != NULL && kit_cvss_base(vector, score) == 0)
			return score;
	}
	return NULL;
}

/* ---- Packages ----------------------------------------------------------- */

/* [{"libssl3": "3.0.2"}]: how many. */
static size_t
add_pairs(struct report *report, const struct distro *distro, json_t *pairs)
{
	const char *name;
	json_t *version;
	size_t count = 0;

	json_object_foreach(pairs, name, version)
	{
		if (!json_is_string(version))
			continue;
		report_add(report, distro, name, json_string_value(version), 0);
		count++;
	}
	return count;
}

/* What is built from a source, either in that form or as [{"binary_name":
 * "libssl3", "binary_version": "3.0.2"}]. How many. */
static size_t
add_binaries(
    struct report *report, const struct distro *distro, const json_t *binaries)
{
	size_t count = 0;

	for (size_t i = 0; i < json_array_size(binaries); i++) {
		json_t *entry = json_array_get(binaries, i);
		const char *name = text_of(entry, "binary_name");
		const char *version = text_of(entry, "binary_version");

		if (name == NULL) {
			count += add_pairs(report, distro, entry);
		} else if (version != NULL) {
			report_add(report, distro, name, version, 0);
			count++;
		}
	}
	return count;
}

static void
add_range(struct report *report, const struct distro *distro,
    const char *package, const json_t *range, int is_source)
{
	const json_t *events = json_object_get(range, "events");
	const char *type = text_of(range, "type");

	if (type == NULL || strcmp(type, "ECOSYSTEM") != 0)
		return;
	for (size_t i = 0; i < json_array_size(events); i++) {
		const char *fixed = text_of(json_array_get(events, i), "fixed");

		/* "0" says that no version ever had it. */
		if (fixed != NULL && strcmp(fixed, "0") != 0)
			report_add(report, distro, package, fixed, is_source);
	}
}

static void
add_package(struct report *report, const json_t *affected)
{
	const json_t *package = json_object_get(affected, "package");
	const json_t *ranges = json_object_get(affected, "ranges");
	const json_t *specific =
	    json_object_get(affected, "ecosystem_specific");
	const char *name = text_of(package, "name");
	const char *ecosystem = text_of(package, "ecosystem");
	struct distro distro;
	int is_source;

	if (name == NULL || ecosystem == NULL ||
	    !distro_of_ecosystem(&distro, ecosystem)) {
		report->other++;
		return;
	}
	if (report->advisory.vendor == NULL)
		report->advisory.vendor = distro.vendor;
	is_source = add_binaries(report, &distro,
			json_object_get(specific, "binaries")) > 0 ||
	            strcmp(distro.type, "rpm") != 0;
	for (size_t i = 0; i < json_array_size(ranges); i++)
		add_range(report, &distro, name, json_array_get(ranges, i),
		    is_source);
}

/* ---- All ---------------------------------------------------------------- */

/* Of a record of a vulnerability: when that became known. */
static int32_t
tell_published(struct report *report, const json_t *record)
{
	struct kit_advisory published = report->advisory;
	char why[1];

	if (!is_of_a_vulnerability(published.id) ||
	    time_of(record, "published", &published.at_ms, why, sizeof why) <=
		0)
		return PLORE_OK;
	kit_whole_day(&published.at_ms, &published.after_ms, 0);
	report->events++;
	return kit_advisory_emit_published(report->host, &published);
}

/* What was taken back fixes nothing; only what was told of it can be undone. */
static int32_t
tell_withdrawn(struct report *report)
{
	if (is_of_a_vulnerability(report->advisory.id))
		return PLORE_OK;
	report->events++;
	return kit_advisory_emit_withdrawn(report->host, &report->advisory);
}

/* What the packages are of, and in which version they are fixed. */
static void
take_packages(struct report *report, const json_t *record)
{
	const json_t *affected = json_object_get(record, "affected");

	for (size_t i = 0; i < json_array_size(affected); i++)
		add_package(report, json_array_get(affected, i));
}

static int32_t
tell(struct report *report, const json_t *record, char *why, size_t why_size)
{
	struct kit_advisory *advisory = &report->advisory;
	int withdrawn =
	    time_of(record, "withdrawn", &advisory->at_ms, why, why_size);
	char score[KIT_CVSS_SCORE];
	int32_t result;

	if (withdrawn > 0)
		return tell_withdrawn(report);
	if (withdrawn < 0 || take_times(advisory, record, why, why_size) < 0)
		return PLORE_E_DATA;
	if (take_vulns(advisory, record) < 0)
		return PLORE_E_FAILED;
	advisory->type = kit_advisory_type(advisory->id);
	advisory->severity = severity_of(record);
	advisory->cvss = cvss_of(record, score);
	result = tell_published(report, record);
	return result == PLORE_OK ? report_end(report) : result;
}

int32_t
record_tell(
    struct report *report, const json_t *record, char *why, size_t why_size)
{
	int32_t result = PLORE_OK;

	report_clear(report);
	report->advisory.id = text_of(record, "id");
	if (report->advisory.id == NULL) {
		snprintf(why, why_size, "expected an object with an \"id\"");
		return PLORE_E_DATA;
	}
	take_packages(report, record);
	/* A record of no distribution says nothing that could be joined. */
	if (report->advisory.vendor != NULL)
		result = tell(report, record, why, why_size);
	report_clear(report);
	return result;
}
