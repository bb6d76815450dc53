#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/cve/record.h"

#define CONTAINER(name, changed, metrics)                                      \
	"{\"providerMetadata\":{\"shortName\":\"" name                         \
	"\",\"dateUpdated\":\"" changed "\"},\"metrics\":[" metrics "]}"
#define CVSS(version, score) "{\"cvssV" version "\":{\"baseScore\":" score "}}"
#define WORD(member, word)                                                     \
	"{\"other\":{\"content\":{\"" member "\":\"" word "\"}}}"
#define SSVC(at, value)                                                        \
	"{\"other\":{\"type\":\"ssvc\",\"content\":{\"timestamp\":\"" at       \
	"\",\"options\":[{\"Exploitation\":\"" value "\"}]}}}"

#define DAY1 "2026-02-01T00:00:00Z" /* 1769904000000, by date -u +%s */
#define DAY2 "2026-02-02T00:00:00Z" /* 1769990400000 */
#define DAY3 "2026-02-03T00:00:00Z" /* 1770076800000 */

/* A record that was published on the first day. */
static int
read_record(const char *metadata, const char *containers, struct kit_vuln *out,
    char reason[KIT_RECORDS_REASON], json_t **json)
{
	char text[3000];

	snprintf(text, sizeof text,
	    "{\"cveMetadata\":{\"cveId\":\"CVE-2026-0001\",%s},"
	    "\"containers\":{%s}}",
	    metadata, containers);
	*json = json_loads(text, 0, NULL);
	assert_non_null(*json);
	return cve_record_read(*json, out, reason);
}

#define PUBLISHED                                                              \
	"\"state\":\"PUBLISHED\",\"datePublished\":\"" DAY1                    \
	"\",\"dateUpdated\":\"" DAY3 "\""

static void
one_of_several_scores_is_taken(void **state)
{
	static const struct {
		const char *containers, *score, *severity, *source;
		int64_t changed_ms;
	} cases[] = {
	    /* of the authority, the newest version */
	    {"\"cna\":" CONTAINER("vendor", DAY2,
		 CVSS("2_0", "1") "," CVSS("4_0", "2") "," CVSS("3_1", "3")),
		"2.0", "low", "vendor", 1769990400000},
	    /* which goes before others' */
	    {"\"cna\":" CONTAINER("vendor", DAY1,
		 CVSS("3_0", "9")) ","
				   "\"adp\":[" CONTAINER(
				       "CISA-ADP", DAY2, CVSS("4_0", "2")) "]",
		"9.0", "critical", "vendor", 1769904000000},
	    /* else the first other one's that has one */
	    {"\"cna\":" CONTAINER("vendor", DAY1, "") ",\"adp\":[" CONTAINER(
		 "CVE", DAY1, "") "," CONTAINER("CISA-ADP", DAY2,
		 CVSS("3_1", "5")) "," CONTAINER("other", DAY3,
		 CVSS("3_1", "6")) "]",
		"5.0", "medium", "CISA-ADP", 1769990400000},
	    /* a score goes before a word, a word before another's score */
	    {"\"cna\":" CONTAINER(
		 "vendor", DAY2, WORD("text", "low") "," CVSS("3_1", "9.9")),
		"9.9", "critical", "vendor", 1769990400000},
	    {"\"cna\":" CONTAINER("vendor", DAY2,
		 WORD("value", "Important")) ",\"adp\":[" CONTAINER("CISA-ADP",
		 DAY3, CVSS("3_1", "5")) "]",
		"", "high", "vendor", 1769990400000},
	    /* without a time of the container, the record's */
	    {"\"cna\":{\"metrics\":[" CVSS("3_1", "5") "]}", "5.0", "medium",
		NULL, 1770076800000},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct kit_vuln record;
		char reason[KIT_RECORDS_REASON];
		json_t *json;

		assert_int_equal(read_record(PUBLISHED, cases[i].containers,
				     &record, reason, &json),
		    0);
		assert_true(record.rated);
		assert_string_equal(record.rating.score, cases[i].score);
		assert_string_equal(record.rating.severity, cases[i].severity);
		if (cases[i].source == NULL)
			assert_null(record.rating.source);
		else
			assert_string_equal(
			    record.rating.source, cases[i].source);
		assert_int_equal(record.published_ms, 1769904000000);
		assert_int_equal(record.changed_ms, cases[i].changed_ms);
		json_decref(json);
	}
}

static void
decision_points_are_those_of_who_has_some(void **state)
{
	struct kit_vuln record;
	char reason[KIT_RECORDS_REASON];
	json_t *json;

	(void)state;
	assert_int_equal(
	    read_record(PUBLISHED,
		"\"adp\":[" CONTAINER("CVE", DAY1,
		    SSVC("never", "active")) "," CONTAINER("CISA-ADP", DAY1,
		    WORD("text", "low") "," SSVC(
			DAY2, "poc")) "," CONTAINER("x", DAY1,
		    SSVC(DAY3, "none")) "]",
		&record, reason, &json),
	    0);
	assert_int_equal(record.ssvc_ms, 1769990400000);
	assert_string_equal(record.ssvc.exploitation, "poc");
	json_decref(json);
}

static void
where_no_time_of_publication_is_told_another_stands_in(void **state)
{
	static const struct {
		const char *metadata, *containers;
		int64_t published_ms;
	} cases[] = {
	    {"\"state\":\"PUBLISHED\",\"datePublished\":"
	     "\"2026-02-01T00:00:00\"",
		"", 1769904000000},
	    {"\"state\":\"PUBLISHED\",\"dateUpdated\":\"" DAY3 "\"",
		"\"cna\":{\"datePublic\":\"" DAY1 "\"}", 1769904000000},
	    {"\"state\":\"PUBLISHED\",\"dateUpdated\":\"" DAY3 "\"",
		"\"cna\":" CONTAINER("v", DAY2, ""), 1769990400000},
	    {"\"state\":\"PUBLISHED\",\"dateUpdated\":\"" DAY3 "\"", "",
		1770076800000},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct kit_vuln record;
		char reason[KIT_RECORDS_REASON];
		json_t *json;

		assert_int_equal(
		    read_record(cases[i].metadata, cases[i].containers, &record,
			reason, &json),
		    0);
		assert_int_equal(record.published_ms, cases[i].published_ms);
		assert_int_equal(record.ssvc_ms, 0);
		assert_false(record.rated);
		json_decref(json);
	}
}

static void
a_record_can_be_rejected(void **state)
{
	struct kit_vuln record;
	char reason[KIT_RECORDS_REASON];
	json_t *json;

	(void)state;
	assert_int_equal(
	    read_record("\"state\":\"REJECTED\",\"dateRejected\":\"" DAY2
			"\",\"dateUpdated\":\"" DAY3 "\"",
		"", &record, reason, &json),
	    0);
	assert_true(record.rejected);
	assert_int_equal(record.changed_ms, 1769990400000);
	json_decref(json);
	assert_int_equal(
	    read_record("\"state\":\"REJECTED\",\"dateUpdated\":\"" DAY3 "\"",
		"", &record, reason, &json),
	    0);
	assert_int_equal(record.changed_ms, 1770076800000);
	json_decref(json);
}

static void
what_is_no_record_is_told(void **state)
{
	static const struct {
		const char *metadata, *reason;
	} cases[] = {
	    {"\"state\":\"RESERVED\"",
		"state: expected PUBLISHED or REJECTED, not \"RESERVED\""},
	    {"\"state\":7", "state: expected PUBLISHED or REJECTED, not \"\""},
	    {"\"state\":\"PUBLISHED\",\"datePublished\":\"today\"",
		"datePublished: expected a time such as "
		"2024-04-18T00:00:04.983Z, not \"today\""},
	    {"\"state\":\"REJECTED\"", "dateRejected: expected a time such as "
				       "2024-04-18T00:00:04.983Z, not \"\""},
	    {"\"cveId\":\"CVE-1\"",
		"cveId: expected a name such as CVE-2024-3931, not \"CVE-1\""},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct kit_vuln record;
		char reason[KIT_RECORDS_REASON];
		json_t *json;

		assert_int_equal(
		    read_record(cases[i].metadata, "", &record, reason, &json),
		    -1);
		assert_string_equal(reason, cases[i].reason);
		json_decref(json);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_of_several_scores_is_taken),
	    cmocka_unit_test(decision_points_are_those_of_who_has_some),
	    cmocka_unit_test(
		where_no_time_of_publication_is_told_another_stands_in),
	    cmocka_unit_test(a_record_can_be_rejected),
	    cmocka_unit_test(what_is_no_record_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
