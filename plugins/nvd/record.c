#include "plugins/nvd/record.h"

#include <string.h>

#include "kit/names.h"
#include "kit/instant.h"
#include "kit/records.h"

/* From the newest on; the last digit of "2.0" is what NVD leaves out. */
static const struct {
	const char *metric, *version;
} versions[] = {{"cvssMetricV40", "4.0"}, {"cvssMetricV31", "3.1"},
    {"cvssMetricV30", "3.0"}, {"cvssMetricV2", "2.0"}};

enum rank { PRIMARY, NAMER, ANYBODY, RANKS };

static enum rank
rank_of(const json_t *metric, const char *namer)
{
	const char *type = kit_records_text(metric, "type");
	const char *source = kit_records_text(metric, "source");

	if (type != NULL && strcmp(type, "Primary") == 0)
		return PRIMARY;
	if (source != NULL && namer != NULL && strcmp(source, namer) == 0)
		return NAMER;
	return ANYBODY;
}

static int
rate_by(const json_t *metric, const char *version, struct kit_rating *out)
{
	if (kit_rating_of_cvss(json_object_get(metric, "cvssData"), version,
		kit_records_text(metric, "baseSeverity"), out) < 0)
		return 0;
	out->source = kit_records_text(metric, "source");
	return 1;
}

/* The first score of a rank, of the newest version that has one. */
static int
rate(const json_t *metrics, const char *namer, enum rank rank,
    struct kit_rating *out)
{
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		const json_t *list =
		    json_object_get(metrics, versions[i].metric);

		for (size_t j = 0; j < json_array_size(list); j++) {
			const json_t *metric = json_array_get(list, j);

			if (rank_of(metric, namer) == rank &&
			    rate_by(metric, versions[i].version, out))
				return 1;
		}
	}
	return 0;
}

/* The decision points of the first assessment that has some. */
static void
read_ssvc(const json_t *metrics, struct kit_vuln *out)
{
	const json_t *list = json_object_get(metrics, "ssvcV203");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *data =
		    json_object_get(json_array_get(list, i), "ssvcData");
		const char *at = kit_records_text(data, "timestamp");

		if (at != NULL &&
		    kit_instant_read_lax(at, &out->ssvc_ms) == 0 &&
		    kit_ssvc_read(
			json_object_get(data, "options"), &out->ssvc) == 0)
			return;
		out->ssvc_ms = 0;
	}
}

/* NVD's times have no zone and are in UTC. */
static int
read_time(const json_t *cve, const char *member, int64_t *out,
    char reason[KIT_RECORDS_REASON])
{
	const char *text = kit_records_text(cve, member);

	if (text != NULL && kit_instant_read_lax(text, out) == 0)
		return 0;
	return kit_records_flaw(
	    reason, member, "a time such as 2023-10-12T19:15:11.747", text);
}

int
nvd_record_read(
    const json_t *cve, struct kit_vuln *out, char reason[KIT_RECORDS_REASON])
{
	const json_t *metrics = json_object_get(cve, "metrics");
	const char *namer = kit_records_text(cve, "sourceIdentifier");
	const char *status = kit_records_text(cve, "vulnStatus");

	*out = (struct kit_vuln){.id = kit_records_text(cve, "id")};
	if (out->id == NULL || !kit_cve_is(out->id))
		return kit_records_flaw(
		    reason, "id", "a name such as CVE-2023-27314", out->id);
	if (read_time(cve, "published", &out->published_ms, reason) < 0 ||
	    read_time(cve, "lastModified", &out->changed_ms, reason) < 0)
		return -1;
	out->rejected = status != NULL && strcmp(status, "Rejected") == 0;
	for (int rank = 0; rank < RANKS && !out->rated; rank++)
		out->rated =
		    rate(metrics, namer, (enum rank)rank, &out->rating);
	read_ssvc(metrics, out);
	return 0;
}
