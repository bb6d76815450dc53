/*
 * Of which time a submission tells, and from when on.
 */
#include "share/timeframe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/time.h"

static struct pl_timeframe
span_of(const char *text)
{
	struct pl_timeframe span;
	struct pl_error err;

	assert_int_equal(pl_timeframe_read(&span, text, &err), PL_OK);
	return span;
}

static int64_t
instant(const char *text)
{
	int64_t ms;

	assert_int_equal(pl_time_parse(text, &ms), PL_OK);
	return ms;
}

static void
quarter_is_watched_for_thirty_days_more(void **state)
{
	const struct pl_timeframe span = span_of("2026Q3");

	(void)state;
	assert_string_equal(span.name, "2026-Q3");
	assert_int_equal(span.from_ms, instant("2026-07-01"));
	assert_int_equal(span.to_ms, instant("2026-10-01"));
	assert_int_equal(span.as_of_ms, instant("2026-10-31") - 1);
	assert_string_equal(span.from, "2026-07-01");
	assert_string_equal(span.to, "2026-09-30");
	assert_string_equal(span.as_of, "2026-10-30");
	assert_int_equal(span.year, 2026);
	assert_false(span.is_year);
}

static void
year_is_watched_for_ninety(void **state)
{
	const struct pl_timeframe span = span_of("2024");

	(void)state;
	assert_string_equal(span.from, "2024-01-01");
	assert_string_equal(span.to, "2024-12-31");
	assert_string_equal(span.as_of, "2025-03-31");
	assert_true(span.is_year);
}

static void
two_spellings_are_one_quarter(void **state)
{
	const struct pl_timeframe a = span_of("2026Q4"), b = span_of("2026-Q4");

	(void)state;
	assert_memory_equal(&a, &b, sizeof a);
}

static void
other_periods_are_not_shared(void **state)
{
	static const char *const wrong[] = {"", "2026-07", "2026Q5", "2026-Q0",
	    "2026-07-01", "1969Q4", "9999", "26Q3", "2026q3", "2026Q3 ",
	    "2026-Q3-1", "Q3-2026"};
	struct pl_timeframe span;
	struct pl_error err;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(
		    pl_timeframe_read(&span, wrong[i], &err), PL_E_CONFIG);
}

static void
a_timeframe_is_known_by_its_first_day(void **state)
{
	static const struct {
		const char *day;
		int is_year;
		const char *name; /* NULL: none begins then */
	} cases[] = {{"2026-07-01", 0, "2026-Q3"}, {"2026-01-01", 0, "2026-Q1"},
	    {"2026-10-01", 0, "2026-Q4"}, {"2026-01-01", 1, "2026"},
	    {"2026-07-02", 0, NULL}, {"2026-08-01", 0, NULL},
	    {"2026-07-01", 1, NULL}, {"2026-13-01", 0, NULL},
	    {"2026-Q3", 0, NULL}, {"2026", 1, NULL}, {"", 0, NULL}};
	struct pl_timeframe span;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const int result = pl_timeframe_begin(
		    &span, cases[i].day, cases[i].is_year, NULL);

		assert_int_equal(
		    result, cases[i].name == NULL ? PL_E_DATA : PL_OK);
		if (result == PL_OK)
			assert_string_equal(span.name, cases[i].name);
	}
}

static void
nothing_is_told_under_embargo(void **state)
{
	const struct pl_timeframe span = span_of("2026Q3");
	struct pl_error err;

	(void)state;
	assert_int_equal(pl_timeframe_check(&span, PL_PRIVACY_STANDARD,
			     instant("2026-10-31") - 1, &err),
	    PL_E_CONFIG);
	assert_non_null(strstr(err.text, "2026-10-30"));
	assert_int_equal(pl_timeframe_check(&span, PL_PRIVACY_STANDARD,
			     instant("2026-10-31"), &err),
	    PL_OK);
}

static void
privacy_and_period_go_together(void **state)
{
	const struct pl_timeframe quarter = span_of("2025Q3");
	const struct pl_timeframe year = span_of("2025");
	const int64_t now = instant("2027-01-01");
	struct pl_error err;

	(void)state;
	assert_int_equal(
	    pl_timeframe_check(&quarter, PL_PRIVACY_ANNUAL, now, &err),
	    PL_E_CONFIG);
	assert_int_equal(
	    pl_timeframe_check(&year, PL_PRIVACY_STRICT, now, &err),
	    PL_E_CONFIG);
	assert_int_equal(
	    pl_timeframe_check(&year, PL_PRIVACY_ANNUAL, now, &err), PL_OK);
	assert_int_equal(
	    pl_timeframe_check(&quarter, PL_PRIVACY_STRICT, now, &err), PL_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(quarter_is_watched_for_thirty_days_more),
	    cmocka_unit_test(year_is_watched_for_ninety),
	    cmocka_unit_test(two_spellings_are_one_quarter),
	    cmocka_unit_test(other_periods_are_not_shared),
	    cmocka_unit_test(a_timeframe_is_known_by_its_first_day),
	    cmocka_unit_test(nothing_is_told_under_embargo),
	    cmocka_unit_test(privacy_and_period_go_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
