#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kit/cvss.h"

/* Scores as the examples of the standard and NVD have them. */
static void
vectors_have_the_scores_that_others_give_them(void **state)
{
	static const struct {
		const char *vector, *score;
	} cases[] = {
	    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8"},
	    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "10.0"},
	    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "7.5"},
	    {"CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:N/I:N/A:H", "5.3"},
	    {"CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", "6.4"},
	    {"CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", "4.2"},
	    {"CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "6.1"},
	    {"CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", "0.0"},
	    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:N/A:N/E:P/RL:O/RC:C",
		"6.5"},
	};
	char score[KIT_CVSS_SCORE];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		assert_int_equal(kit_cvss_base(cases[i].vector, score), 0);
		assert_string_equal(score, cases[i].score);
	}
}

static void
what_is_no_vector_has_no_score(void **state)
{
	static const char *const cases[] = {"", "7.5", "CVSS:3.1/AV:N",
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:X",
	    "CVSS:3.1/AV:NN/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
	    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
	    "AV:N/AC:L/Au:N/C:P/I:P/A:P"};
	char score[KIT_CVSS_SCORE];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_int_equal(kit_cvss_base(cases[i], score), -1);
}

static void
severities_have_six_words(void **state)
{
	static const char *const cases[][2] = {{"CRITICAL", "critical"},
	    {"High", "high"}, {"Important", "high"}, {"moderate", "medium"},
	    {"LOW", "low"}, {"Negligible", "low"}, {"none", "none"},
	    {"UNKNOWN", "unrated"}, {"", "unrated"}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_string_equal(
		    kit_severity_word(kit_severity(cases[i][0])), cases[i][1]);
	assert_null(kit_severity_word(0));
	assert_null(kit_severity_word(7));
	assert_string_equal(kit_severity_known("Important"), "high");
	assert_null(kit_severity_known("UNKNOWN"));
	assert_null(kit_severity_known(NULL));
	assert_true(kit_severity("low") < kit_severity("high"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(vectors_have_the_scores_that_others_give_them),
	    cmocka_unit_test(what_is_no_vector_has_no_score),
	    cmocka_unit_test(severities_have_six_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
