#include "base/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/error.h"

#define MARCH_12 INT64_C(1773273600000) /* 2026-03-12T00:00:00Z */

static void
dates_and_times_are_read_as_instants(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} cases[] = {
	    {"1970-01-01", 0},
	    {"1970-01-01T00:00:00Z", 0},
	    {"1969-12-31T23:59:59.999Z", -1},
	    {"2026-03-12", MARCH_12},
	    {"2026-03-12T00:00:01Z", MARCH_12 + 1000},
	    {"2026-03-12t00:00:01z", MARCH_12 + 1000},
	    {"2026-03-12 00:00:01Z", MARCH_12 + 1000},
	    {"2026-03-12T05:30:00+05:30", MARCH_12},
	    {"2026-03-11T16:00:00-08:00", MARCH_12},
	    {"2026-03-12T00:00:00.5Z", MARCH_12 + 500},
	    {"2026-03-12T00:00:00.050Z", MARCH_12 + 50},
	    {"2026-03-12T00:00:00.9999999Z", MARCH_12 + 999},
	    {"2026-03-11T23:59:60Z", MARCH_12}, /* a leap second */
	    {"2000-02-29", INT64_C(951782400000)},
	    {"0001-01-01", INT64_C(-62135596800000)},
	    {"9999-12-31T23:59:59Z", INT64_C(253402300799000)},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		int64_t ms = 42;

		assert_int_equal(pl_time_parse(cases[i].text, &ms), PL_OK);
		assert_true(ms == cases[i].ms);
	}
}

static void
a_day_ends_when_it_is_over(void **state)
{
	int64_t ms = 42;

	(void)state;
	assert_int_equal(pl_time_parse_end("2026-03-11", &ms), PL_OK);
	assert_true(ms == MARCH_12);
	assert_int_equal(pl_time_parse_end("2026-03-12T00:00:00Z", &ms), PL_OK);
	assert_true(ms == MARCH_12);
	assert_int_equal(pl_time_parse_end("soon", &ms), PL_E_DATA);
	assert_true(ms == MARCH_12);
}

static void
what_is_not_an_instant_is_refused_and_out_left_alone(void **state)
{
	static const char *const cases[] = {"", "x", "2026", "2026-03",
	    "2026-3-12", "2026-03-1", "2026-03-32", "2026-02-29", "1900-02-29",
	    "2026-13-01", "2026-00-01", "2026-01-00", "0000-01-01",
	    "10000-01-01", "-001-01-01", "2026-03-12T", "2026-03-12T00:00Z",
	    "2026-03-12T00:00:00", "2026-03-12T24:00:00Z",
	    "2026-03-12T00:60:00Z", "2026-03-12T00:00:61Z",
	    "2026-03-12T00:00:00.Z", "2026-03-12T00:00:00,5Z",
	    "2026-03-12T00:00:00Zx", "2026-03-12T00:00:00+0530",
	    "2026-03-12T00:00:00+24:00", "2026-03-12T00:00:00+05:60",
	    "2026-03-12T00:00:00+05:3", "2026-03-12T00:00:00+05:30x",
	    " 2026-03-12", "2026-03-12x", "2026/03/12"};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		int64_t ms = 42;

		assert_int_equal(pl_time_parse(cases[i], &ms), PL_E_DATA);
		assert_true(ms == 42);
	}
}

static void
instants_are_written_in_utc(void **state)
{
	static const struct {
		int64_t ms;
		const char *text;
	} cases[] = {
	    {0, "1970-01-01T00:00:00Z"},
	    {1, "1970-01-01T00:00:00.001Z"},
	    {-1, "1969-12-31T23:59:59.999Z"},
	    {-1000, "1969-12-31T23:59:59Z"},
	    {MARCH_12 + 8047500, "2026-03-12T02:14:07.500Z"},
	    {INT64_C(-62135596800000), "0001-01-01T00:00:00Z"},
	    {INT64_C(-62135596800001), "-62135596800001ms"},
	    {INT64_C(253402300799999), "9999-12-31T23:59:59.999Z"},
	    {INT64_C(253402300800000), "253402300800000ms"},
	    {INT64_MAX, "9223372036854775807ms"},
	    {INT64_MIN, "-9223372036854775808ms"},
	};
	char text[PL_TIME_TEXT];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_string_equal(
		    pl_time_format(cases[i].ms, text), cases[i].text);
}

static void
what_is_written_is_read_back(void **state)
{
	(void)state;
	for (int64_t ms = -PL_DAY_MS * 365 * 100; ms < PL_DAY_MS * 365 * 200;
	     ms += PL_DAY_MS * 17 + 12345679) {
		char text[PL_TIME_TEXT];
		int64_t back = 0;

		assert_int_equal(
		    pl_time_parse(pl_time_format(ms, text), &back), PL_OK);
		assert_true(back == ms);
	}
}

static void
days_follow_each_other_through_leap_years(void **state)
{
	int64_t expected = pl_time_days(1896, 1, 1);

	(void)state;
	assert_int_equal(pl_time_days(1970, 1, 1), 0);
	for (int year = 1896; year < 2105; year++)
		for (int month = 1; month <= 12; month++)
			for (int day = 1; pl_time_is_date(year, month, day);
			     day++)
				assert_true(pl_time_days(year, month, day) ==
					    expected++);
	assert_true(expected == pl_time_days(2105, 1, 1));
}

static void
a_month_later_is_the_same_day_or_the_last_one(void **state)
{
	static const struct {
		const char *from;
		int months;
		const char *to;
	} cases[] = {
	    {"2026-03-12T10:30:00.5Z", 1, "2026-04-12T10:30:00.5Z"},
	    {"2026-01-31", 1, "2026-02-28"},
	    {"2028-01-31", 1, "2028-02-29"},
	    {"2100-01-30", 1, "2100-02-28"},
	    {"2026-02-28", 1, "2026-03-28"}, /* not the last day: the same */
	    {"2026-08-31", 1, "2026-09-30"},
	    {"2026-12-31T23:59:59Z", 1, "2027-01-31T23:59:59Z"},
	    {"2025-12-31", 2, "2026-02-28"},
	    {"2026-05-15", 0, "2026-05-15"},
	    {"2026-05-15", 12, "2027-05-15"},
	    {"2024-02-29", 12, "2025-02-28"},
	    {"2024-02-29", 48, "2028-02-29"},
	    {"1969-11-30T01:00:00Z", 3, "1970-02-28T01:00:00Z"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		int64_t from, to;

		assert_int_equal(pl_time_parse(cases[i].from, &from), PL_OK);
		assert_int_equal(pl_time_parse(cases[i].to, &to), PL_OK);
		assert_true(pl_time_add_months(from, cases[i].months) == to);
	}
}

static void
the_earlier_of_two_instants_is_not_none(void **state)
{
	static const int64_t cases[][3] = {
	    {0, 0, 0}, {0, 5, 5}, {5, 0, 5}, {5, 7, 5}, {7, 5, 5}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		int64_t ms = cases[i][0];

		pl_time_earliest(&ms, cases[i][1]);
		assert_true(ms == cases[i][2]);
	}
}

static void
now_is_what_the_environment_says(void **state)
{
	(void)state;
	setenv("SOURCE_DATE_EPOCH", "1773273600", 1);
	assert_true(pl_time_now() == MARCH_12);
	setenv("SOURCE_DATE_EPOCH", "soon", 1);
	assert_true(pl_time_now() > MARCH_12 / 2);
	setenv("SOURCE_DATE_EPOCH", "", 1);
	assert_true(pl_time_now() > MARCH_12 / 2);
	unsetenv("SOURCE_DATE_EPOCH");
	assert_true(pl_time_now() > MARCH_12 / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(dates_and_times_are_read_as_instants),
	    cmocka_unit_test(a_day_ends_when_it_is_over),
	    cmocka_unit_test(
		what_is_not_an_instant_is_refused_and_out_left_alone),
	    cmocka_unit_test(instants_are_written_in_utc),
	    cmocka_unit_test(what_is_written_is_read_back),
	    cmocka_unit_test(days_follow_each_other_through_leap_years),
	    cmocka_unit_test(a_month_later_is_the_same_day_or_the_last_one),
	    cmocka_unit_test(the_earlier_of_two_instants_is_not_none),
	    cmocka_unit_test(now_is_what_the_environment_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
