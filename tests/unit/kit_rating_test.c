#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kit/rating.h"

static json_t *
parse(const char *text)
{
	json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);

	assert_non_null(json);
	return json;
}

/* The scale of version 3 and 4 is that of section 5 of the CVSS specification
 * 3.1 and 6 of 4.0; that of version 2 is NVD's. */
static void
a_score_without_a_severity_gets_that_of_its_scale(void **state)
{
	static const struct {
		const char *version, *cvss, *outside, *score, *severity;
	} cases[] = {
	    {"3.1", "{\"baseScore\":0}", NULL, "0.0", "none"},
	    {"3.1", "{\"baseScore\":0.1}", NULL, "0.1", "low"},
	    {"3.1", "{\"baseScore\":3.9}", NULL, "3.9", "low"},
	    {"3.0", "{\"baseScore\":4}", NULL, "4.0", "medium"},
	    {"3.1", "{\"baseScore\":6.9}", NULL, "6.9", "medium"},
	    {"4.0", "{\"baseScore\":7.0}", NULL, "7.0", "high"},
	    {"4.0", "{\"baseScore\":8.9}", NULL, "8.9", "high"},
	    {"4.0", "{\"baseScore\":9}", NULL, "9.0", "critical"},
	    {"3.1", "{\"baseScore\":10.0}", NULL, "10.0", "critical"},
	    {"2.0", "{\"baseScore\":0}", NULL, "0.0", "low"},
	    {"2.0", "{\"baseScore\":3.9}", NULL, "3.9", "low"},
	    {"2.0", "{\"baseScore\":6.9}", NULL, "6.9", "medium"},
	    {"2.0", "{\"baseScore\":10}", NULL, "10.0", "high"},
	    {"2.0", "{\"baseScore\":5}", "MEDIUM", "5.0", "medium"},
	    {"3.1", "{\"baseScore\":5,\"baseSeverity\":\"LOW\"}", "HIGH", "5.0",
		"low"},
	    {"3.1", "{\"baseScore\":5,\"baseSeverity\":\"?\"}", NULL, "5.0",
		"medium"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		json_t *cvss = parse(cases[i].cvss);
		struct kit_rating rating;

		assert_int_equal(kit_rating_of_cvss(cvss, cases[i].version,
				     cases[i].outside, &rating),
		    0);
		assert_string_equal(rating.score, cases[i].score);
		assert_string_equal(rating.severity, cases[i].severity);
		assert_string_equal(rating.version, cases[i].version);
		json_decref(cvss);
	}
}

static void
what_has_no_score_from_0_to_10_is_no_rating(void **state)
{
	static const char *const texts[] = {"{}", "[]", "7",
	    "{\"baseScore\":\"7\"}", "{\"baseScore\":-1}",
	    "{\"baseScore\":10.1}"};
	struct kit_rating rating;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(texts); i++) {
		json_t *cvss = parse(texts[i]);

		assert_int_equal(
		    kit_rating_of_cvss(cvss, "3.1", NULL, &rating), -1);
		json_decref(cvss);
	}
	assert_int_equal(kit_rating_of_cvss(NULL, "3.1", NULL, &rating), -1);
}

static void
words_of_vendors_are_severities(void **state)
{
	struct kit_rating rating;

	(void)state;
	assert_int_equal(kit_rating_of_word("Important", &rating), 0);
	assert_string_equal(rating.severity, "high");
	assert_string_equal(rating.score, "");
	assert_int_equal(kit_rating_of_word("moderate", &rating), 0);
	assert_string_equal(rating.severity, "medium");
	assert_int_equal(kit_rating_of_word("terrible", &rating), -1);
}

static void
decision_points_are_read_however_they_are_written(void **state)
{
	static const struct {
		const char *options, *exploitation, *automatable, *impact;
	} cases[] = {
	    {"[{\"Exploitation\":\"active\"},{\"Automatable\":\"yes\"},"
	     "{\"Technical Impact\":\"total\"}]",
		"active", "yes", "total"},
	    {"[{\"exploitation\":\"poc\"},{\"automatable\":\"no\"},"
	     "{\"technicalImpact\":\"partial\"}]",
		"poc", "no", "partial"},
	    {"{\"Exploitation\":\"None\",\"technical_impact\":\"Total\"}",
		"none", NULL, "total"},
	    {"[{\"Automatable\":\"perhaps\"},{\"Exploitation\":\"poc\"},"
	     "{\"Exploitations\":\"active\"},3,null]",
		"poc", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		json_t *options = parse(cases[i].options);
		struct kit_ssvc ssvc;

		assert_int_equal(kit_ssvc_read(options, &ssvc), 0);
		assert_int_equal(
		    ssvc.exploitation == NULL, cases[i].exploitation == NULL);
		if (ssvc.exploitation != NULL)
			assert_string_equal(
			    ssvc.exploitation, cases[i].exploitation);
		assert_int_equal(
		    ssvc.automatable == NULL, cases[i].automatable == NULL);
		if (ssvc.automatable != NULL)
			assert_string_equal(
			    ssvc.automatable, cases[i].automatable);
		assert_int_equal(
		    ssvc.technical_impact == NULL, cases[i].impact == NULL);
		if (ssvc.technical_impact != NULL)
			assert_string_equal(
			    ssvc.technical_impact, cases[i].impact);
		json_decref(options);
	}
}

static void
no_decision_point_is_told_as_none(void **state)
{
	static const char *const texts[] = {
	    "[]", "{}", "\"active\"", "[{\"Exploitation\":7}]"};
	struct kit_ssvc ssvc;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(texts); i++) {
		json_t *options = parse(texts[i]);

		assert_int_equal(kit_ssvc_read(options, &ssvc), -1);
		json_decref(options);
	}
	assert_int_equal(kit_ssvc_read(NULL, &ssvc), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_score_without_a_severity_gets_that_of_its_scale),
	    cmocka_unit_test(what_has_no_score_from_0_to_10_is_no_rating),
	    cmocka_unit_test(words_of_vendors_are_severities),
	    cmocka_unit_test(decision_points_are_read_however_they_are_written),
	    cmocka_unit_test(no_decision_point_is_told_as_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
