/* wording: numbers and dates as people read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "report/wording.h"

static void
counts_are_parted_by_thousands(void **state)
{
	static const struct {
		int64_t count;
		const char *text;
	} cases[] = {{0, "0"}, {7, "7"}, {999, "999"}, {1000, "1,000"},
	    {123456, "123,456"}, {1440012, "1,440,012"}, {-5, "-5"},
	    {-123, "-123"}, {-1234, "-1,234"},
	    {INT64_MIN, "-9,223,372,036,854,775,808"}};
	char text[PL_WORDING];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_string_equal(
		    pl_word_count(cases[i].count, text), cases[i].text);
}

static void
a_value_is_told_by_its_unit(void **state)
{
	static const struct {
		enum pl_unit unit;
		double value;
		const char *text, *say;
	} cases[] = {
	    {PL_UNIT_COUNT, 1440, "1,440", "1,440"},
	    {PL_UNIT_SHARE, 0.2714, "27.1 %", "27.1 %"},
	    {PL_UNIT_SHARE, 0, "0.0 %", "0.0 %"},
	    {PL_UNIT_RATIO, 0.951, "0.95", "0.95"},
	    {PL_UNIT_DAYS, 12.75, "12.8", "12.8 days"},
	    {PL_UNIT_DAYS, 1, "1", "1 day"},
	    {PL_UNIT_DAYS, 25, "25", "25 days"},
	    {PL_UNIT_DAYS, 0.042, "0.04", "0.04 days"},
	    {PL_UNIT_DAYS, 0, "0", "0 days"},
	    {PL_UNIT_DAYS, 118925.24, "118,925", "118,925 days"},
	};
	char text[PL_WORDING];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_value value = {cases[i].value, NULL};

		assert_string_equal(
		    pl_word_value(cases[i].unit, value, text), cases[i].text);
		assert_string_equal(
		    pl_word_say(cases[i].unit, value, text), cases[i].say);
	}
}

static void
what_is_missing_is_told_by_its_reason(void **state)
{
	const struct pl_value none = {0, "not reached"};
	char text[PL_WORDING];

	(void)state;
	assert_string_equal(
	    pl_word_value(PL_UNIT_DAYS, none, text), "not reached");
	assert_string_equal(
	    pl_word_say(PL_UNIT_DAYS, none, text), "not reached");
	assert_string_equal(pl_word_p(none, text), "not reached");
}

static void
limits_may_be_open_or_absent(void **state)
{
	const struct pl_value low = {0.1, NULL}, high = {0.25, NULL};
	const struct pl_value none = {0, "not reached"};
	char text[PL_WORDING];

	(void)state;
	assert_string_equal(
	    pl_word_limits(PL_UNIT_SHARE, low, high, text), "10.0 % to 25.0 %");
	assert_string_equal(
	    pl_word_limits(PL_UNIT_SHARE, low, none, text), "10.0 % or more");
	assert_string_equal(
	    pl_word_limits(PL_UNIT_SHARE, none, high, text), "25.0 % or less");
	assert_string_equal(
	    pl_word_limits(PL_UNIT_SHARE, none, none, text), "");
}

static void
p_has_two_digits_and_a_floor(void **state)
{
	static const struct {
		double p;
		const char *text;
	} cases[] = {{0.2615, "p = 0.26"}, {0.00123, "p = 0.0012"},
	    {1, "p = 1"}, {0.00009, "p < 0.0001"}};
	char text[PL_WORDING];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_string_equal(
		    pl_word_p((struct pl_value){cases[i].p, NULL}, text),
		    cases[i].text);
}

static void
a_date_is_that_of_its_instant_and_none_is_none(void **state)
{
	char text[PL_WORDING];

	(void)state;
	assert_string_equal(
	    pl_word_date(INT64_C(1780358399999), text), "2026-06-01");
	assert_string_equal(pl_word_date(0, text), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counts_are_parted_by_thousands),
	    cmocka_unit_test(a_value_is_told_by_its_unit),
	    cmocka_unit_test(what_is_missing_is_told_by_its_reason),
	    cmocka_unit_test(limits_may_be_open_or_absent),
	    cmocka_unit_test(p_has_two_digits_and_a_floor),
	    cmocka_unit_test(a_date_is_that_of_its_instant_and_none_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
