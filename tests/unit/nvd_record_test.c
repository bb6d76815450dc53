#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/nvd/record.h"

#define METRIC(type, source, score)                                            \
	"{\"type\":\"" type "\",\"source\":\"" source "\",\"cvssData\":"       \
	"{\"baseScore\":" score "}}"

/* A record with those metrics; release it with json_decref. */
static json_t *
record_of(const char *metrics)
{
	char text[2000];
	json_t *json;

	snprintf(text, sizeof text,
	    "{\"id\":\"CVE-2023-27314\",\"sourceIdentifier\":\"namer\","
	    "\"published\":\"2023-10-12T19:15:11.747\","
	    "\"lastModified\":\"2023-10-18T18:00:24.900\","
	    "\"vulnStatus\":\"Analyzed\",\"metrics\":{%s}}",
	    metrics);
	json = json_loads(text, 0, NULL);
	assert_non_null(json);
	return json;
}

static void
one_of_several_scores_is_taken(void **state)
{
	static const struct {
		const char *metrics, *score, *version, *source;
	} cases[] = {
	    /* NVD's own, though it is of an older version */
	    {"\"cvssMetricV40\":[" METRIC("Secondary", "namer",
		 "1") "],"
		      "\"cvssMetricV2\":[" METRIC(
			  "Primary", "nvd@nist.gov", "2") "]",
		"2.0", "2.0", "nvd@nist.gov"},
	    /* of its own, the newest version */
	    {"\"cvssMetricV2\":[" METRIC("Primary", "nvd@nist.gov",
		 "1") "],"
		      "\"cvssMetricV30\":[" METRIC("Primary", "nvd@nist.gov",
			  "2") "],"
			       "\"cvssMetricV31\":[" METRIC(
				   "Primary", "nvd@nist.gov", "3") "]",
		"3.0", "3.1", "nvd@nist.gov"},
	    /* else that of who gave the name, wherever it stands */
	    {"\"cvssMetricV40\":[" METRIC("Secondary", "other",
		 "1") "],"
		      "\"cvssMetricV31\":[" METRIC("Secondary", "other",
			  "2") "," METRIC("Secondary", "namer", "3") "]",
		"3.0", "3.1", "namer"},
	    /* else anybody's */
	    {"\"cvssMetricV30\":[" METRIC("Secondary", "other", "4") "]", "4.0",
		"3.0", "other"},
	    /* one without a score is passed over */
	    {"\"cvssMetricV40\":[" METRIC("Primary", "nvd@nist.gov",
		 "null") "],\"cvssMetricV31\":[7," METRIC("Secondary", "namer",
		 "5") "]",
		"5.0", "3.1", "namer"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		json_t *json = record_of(cases[i].metrics);
		struct kit_vuln record;
		char reason[KIT_RECORDS_REASON];

		assert_int_equal(nvd_record_read(json, &record, reason), 0);
		assert_true(record.rated);
		assert_string_equal(record.rating.score, cases[i].score);
		assert_string_equal(record.rating.version, cases[i].version);
		assert_string_equal(record.rating.source, cases[i].source);
		json_decref(json);
	}
}

/* Numbers are those of date -u -d TEXT +%s. */
static void
times_are_in_utc(void **state)
{
	json_t *json = record_of("");
	struct kit_vuln record;
	char reason[KIT_RECORDS_REASON];

	(void)state;
	assert_int_equal(nvd_record_read(json, &record, reason), 0);
	assert_int_equal(record.published_ms, 1697138111747);
	assert_int_equal(record.changed_ms, 1697652024900);
	assert_false(record.rated);
	assert_false(record.rejected);
	assert_int_equal(record.ssvc_ms, 0);
	json_decref(json);
}

static void
decision_points_need_a_time(void **state)
{
	static const char without[] =
	    "\"ssvcV203\":[{\"ssvcData\":{\"options\":[{\"automatable\":"
	    "\"yes\"}]}}]";
	static const char with[] =
	    "\"ssvcV203\":[{\"ssvcData\":{}},{\"ssvcData\":{\"timestamp\":"
	    "\"2025-02-04T14:25:34.416117Z\",\"options\":[{\"automatable\":"
	    "\"yes\"}]}}]";
	json_t *json = record_of(without);
	struct kit_vuln record;
	char reason[KIT_RECORDS_REASON];

	(void)state;
	assert_int_equal(nvd_record_read(json, &record, reason), 0);
	assert_int_equal(record.ssvc_ms, 0);
	json_decref(json);
	json = record_of(with);
	assert_int_equal(nvd_record_read(json, &record, reason), 0);
	assert_int_equal(record.ssvc_ms, 1738679134416);
	assert_string_equal(record.ssvc.automatable, "yes");
	json_decref(json);
}

static void
what_is_no_record_is_told(void **state)
{
	static const struct {
		const char *text, *reason;
	} cases[] = {
	    {"{}", "id: expected a name such as CVE-2023-27314, not \"\""},
	    {"{\"id\":\"X\"}",
		"id: expected a name such as CVE-2023-27314, not \"X\""},
	    {"{\"id\":\"CVE-2023-0001\"}",
		"published: expected a time such as 2023-10-12T19:15:11.747, "
		"not \"\""},
	    {"{\"id\":\"CVE-2023-0001\",\"published\":\"2023-01-01T00:00:00\","
	     "\"lastModified\":\"x\"}",
		"lastModified: expected a time such as "
		"2023-10-12T19:15:11.747, not \"x\""},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		json_t *json = json_loads(cases[i].text, 0, NULL);
		struct kit_vuln record;
		char reason[KIT_RECORDS_REASON];

		assert_int_equal(nvd_record_read(json, &record, reason), -1);
		assert_string_equal(reason, cases[i].reason);
		json_decref(json);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_of_several_scores_is_taken),
	    cmocka_unit_test(times_are_in_utc),
	    cmocka_unit_test(decision_points_need_a_time),
	    cmocka_unit_test(what_is_no_record_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
