#include "plugins/cve/record.h"

#include <string.h>

#include "kit/names.h"
#include "kit/instant.h"
#include "kit/records.h"

/* From the newest on. */
static const struct {
	const char *member, *version;
} versions[] = {{"cvssV4_0", "4.0"}, {"cvssV3_1", "3.1"}, {"cvssV3_0", "3.0"},
    {"cvssV2_0", "2.0"}};

/* Times may lack a zone and are in UTC then. 0 where there is none. */
static int64_t
time_of(const json_t *object, const char *member)
{
	const char *text = kit_records_text(object, member);
	int64_t ms;

	return text != NULL && kit_instant_read_lax(text, &ms) == 0 ? ms : 0;
}

/* ---- Ratings ------------------------------------------------------------ */

static int
rate_by_score(const json_t *metrics, struct kit_rating *out)
{
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
		for (size_t j = 0; j < json_array_size(metrics); j++)
			if (kit_rating_of_cvss(
				json_object_get(json_array_get(metrics, j),
				    versions[i].member),
				versions[i].version, NULL, out) == 0)
				return 1;
	return 0;
}

/* {"other": {"type": "...", "content": {"text": "important"}}}, or "value". */
static int
rate_by_word(const json_t *metrics, struct kit_rating *out)
{
	for (size_t i = 0; i < json_array_size(metrics); i++) {
		const json_t *content = json_object_get(
		    json_object_get(json_array_get(metrics, i), "other"),
		    "content");
		const char *word = kit_records_text(content, "text");

		if (word == NULL)
			word = kit_records_text(content, "value");
		if (word != NULL && kit_rating_of_word(word, out) == 0)
			return 1;
	}
	return 0;
}

static int
rate(const json_t *container, struct kit_vuln *out)
{
	const json_t *metrics = json_object_get(container, "metrics");
	const json_t *provider = json_object_get(container, "providerMetadata");
	int64_t changed_ms = time_of(provider, "dateUpdated");

	if (!rate_by_score(metrics, &out->rating) &&
	    !rate_by_word(metrics, &out->rating))
		return 0;
	out->rating.source = kit_records_text(provider, "shortName");
	if (changed_ms != 0)
		out->changed_ms = changed_ms;
	return 1;
}

/* ---- Decision points ---------------------------------------------------- */

static int
is_ssvc(const json_t *other)
{
	const char *type = kit_records_text(other, "type");

	return type != NULL && strcmp(type, "ssvc") == 0;
}

static int
read_ssvc(const json_t *container, struct kit_vuln *out)
{
	const json_t *metrics = json_object_get(container, "metrics");

	for (size_t i = 0; i < json_array_size(metrics); i++) {
		const json_t *other =
		    json_object_get(json_array_get(metrics, i), "other");
		const json_t *content = json_object_get(other, "content");
		int64_t at_ms = time_of(content, "timestamp");

		if (!is_ssvc(other) || at_ms == 0 ||
		    kit_ssvc_read(
			json_object_get(content, "options"), &out->ssvc) < 0)
			continue;
		out->ssvc_ms = at_ms;
		return 1;
	}
	return 0;
}

/* ---- The record --------------------------------------------------------- */

static void
read_containers(const json_t *containers, struct kit_vuln *out)
{
	const json_t *adp = json_object_get(containers, "adp");
	int has_ssvc = 0;

	out->rated = rate(json_object_get(containers, "cna"), out);
	for (size_t i = 0; i < json_array_size(adp); i++) {
		const json_t *container = json_array_get(adp, i);

		if (!out->rated)
			out->rated = rate(container, out);
		if (!has_ssvc)
			has_ssvc = read_ssvc(container, out);
	}
}

/* Some records do not tell when they were published; by the time that stands
 * for it then, they were. */
static int
read_published(const json_t *metadata, const json_t *containers,
    struct kit_vuln *out, char reason[KIT_RECORDS_REASON])
{
	const json_t *cna = json_object_get(containers, "cna");
	const int64_t times[] = {time_of(metadata, "datePublished"),
	    time_of(cna, "datePublic"),
	    time_of(json_object_get(cna, "providerMetadata"), "dateUpdated"),
	    time_of(metadata, "dateUpdated")};

	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		if (times[i] != 0) {
			out->published_ms = times[i];
			return 0;
		}
	return kit_records_flaw(reason, "datePublished",
	    "a time such as 2024-04-18T00:00:04.983Z",
	    kit_records_text(metadata, "datePublished"));
}

static int
read_rejected(const json_t *metadata, struct kit_vuln *out,
    char reason[KIT_RECORDS_REASON])
{
	int64_t at_ms = time_of(metadata, "dateRejected");

	if (at_ms != 0)
		out->changed_ms = at_ms;
	if (out->changed_ms != 0)
		return 0;
	return kit_records_flaw(reason, "dateRejected",
	    "a time such as 2024-04-18T00:00:04.983Z",
	    kit_records_text(metadata, "dateRejected"));
}

int
cve_record_read(
    const json_t *json, struct kit_vuln *out, char reason[KIT_RECORDS_REASON])
{
	const json_t *metadata = json_object_get(json, "cveMetadata");
	const json_t *containers = json_object_get(json, "containers");
	const char *state = kit_records_text(metadata, "state");

	*out = (struct kit_vuln){.id = kit_records_text(metadata, "cveId"),
	    .changed_ms = time_of(metadata, "dateUpdated")};
	if (out->id == NULL || !kit_cve_is(out->id))
		return kit_records_flaw(
		    reason, "cveId", "a name such as CVE-2024-3931", out->id);
	if (state != NULL && strcmp(state, "REJECTED") == 0) {
		out->rejected = 1;
		return read_rejected(metadata, out, reason);
	}
	if (state == NULL || strcmp(state, "PUBLISHED") != 0)
		return kit_records_flaw(
		    reason, "state", "PUBLISHED or REJECTED", state);
	read_containers(containers, out);
	return read_published(metadata, containers, out, reason);
}
