/*
 * What a release costs, which quarters it falls upon, and that no cap is ever
 * crossed.
 */
#include "share/budget.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/error.h"

#define MILLION INT64_C(1000000)

/* By hand, with Python's whole numbers: -(-sens2 * b * 10**9 // (2 * a)). */
static void
the_cost_is_rounded_up_to_whole_nano_rho(void **state)
{
	static const struct {
		int64_t sens2, sigma2[2], rho_n;
	} cases[] = {
	    /* Two groups of 65,536 units, as the two tables of a quarter. */
	    {INT64_C(1) << 33, {INT64_C(71582788267), 1}, 60 * MILLION},
	    {INT64_C(1) << 33, {INT64_C(107374182400), 1}, 40 * MILLION},
	    {1, {1, 1}, 500 * MILLION},
	    {2, {3, 1}, 333333334},
	    {2, {1000 * MILLION, 1}, 1},
	    {2, {1000 * MILLION + 1, 1}, 1},
	    {2, {1000 * MILLION - 1, 1}, 2},
	    {2, {40, 3}, 75 * MILLION},
	    {PL_SENS2_MOST, {PL_SIGMA2_MOST, 1}, 7630},
	    {PL_SENS2_MOST, {PL_SIGMA2_MOST, 65536}, 500 * MILLION},
	    {1, {PL_SIGMA2_MOST, 1}, 1},
	    {1, {PL_SIGMA2_MOST, PL_SIGMA2_MOST}, 500 * MILLION},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		int64_t rho_n = 0;

		assert_int_equal(
		    pl_rho(&rho_n, cases[i].sens2, cases[i].sigma2, NULL),
		    PL_OK);
		assert_int_equal(rho_n, cases[i].rho_n);
	}
}

static void
no_cost_is_reckoned_of_what_makes_no_sense(void **state)
{
	static const struct {
		int64_t sens2, sigma2[2];
		int result;
	} cases[] = {
	    {0, {1, 1}, PL_E_DATA},
	    {-1, {1, 1}, PL_E_DATA},
	    {1, {0, 1}, PL_E_DATA},
	    {1, {1, 0}, PL_E_DATA},
	    {1, {INT64_MIN, 1}, PL_E_DATA},
	    {PL_SENS2_MOST + 1, {1, 1}, PL_E_LIMIT},
	    {1, {PL_SIGMA2_MOST + 1, 1}, PL_E_LIMIT},
	    {1, {1, INT64_MAX}, PL_E_LIMIT},
	    {PL_SENS2_MOST, {1, PL_SIGMA2_MOST}, PL_E_LIMIT},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		int64_t rho_n = -7;

		assert_int_equal(
		    pl_rho(&rho_n, cases[i].sens2, cases[i].sigma2, NULL),
		    cases[i].result);
		assert_int_equal(rho_n, -7);
	}
}

static void
a_period_is_a_quarter_or_a_year_and_nothing_else(void **state)
{
	static const struct {
		const char *text;
		int first, count;
	} cases[] = {
	    {"2000-Q1", 0, 1},
	    {"2000", 0, 4},
	    {"2026-Q3", 106, 1},
	    {"2026", 104, 4},
	    {"2199-Q4", 799, 1},
	    {"2199", 796, 4},
	};
	static const char *const wrong[] = {"", "1999", "1999-Q4", "2200",
	    "2026-Q0", "2026-Q5", "2026-q3", "2026Q3", "2026-Q", "2026-Q33",
	    "26-Q3", "2026 ", "20265", "-026", "2026-07", "2026-Q3 "};
	struct pl_quarters quarters = {0, 0};
	char name[PL_BUDGET_PERIOD];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		assert_int_equal(
		    pl_quarters_read(&quarters, cases[i].text, NULL), PL_OK);
		assert_int_equal(quarters.first, cases[i].first);
		assert_int_equal(quarters.count, cases[i].count);
		if (quarters.count == 1)
			assert_string_equal(
			    pl_quarter_name(quarters.first, name),
			    cases[i].text);
	}
	for (size_t i = 0; i < PL_COUNT(wrong); i++)
		assert_int_equal(
		    pl_quarters_read(&quarters, wrong[i], NULL), PL_E_CONFIG);
}

/* ---- Caps ---------------------------------------------------------------- */

static struct pl_budget budget;

static int
begin(void **state)
{
	(void)state;
	budget = (struct pl_budget){0};
	return pl_caps_of(&budget.caps, "standard", NULL);
}

static int
charge(const char *period, int64_t rho_n)
{
	struct pl_quarters quarters;

	assert_int_equal(pl_quarters_read(&quarters, period, NULL), PL_OK);
	return pl_budget_charge(&budget, &quarters, rho_n, NULL);
}

static int64_t
quarter(const char *period)
{
	struct pl_quarters quarters;

	assert_int_equal(pl_quarters_read(&quarters, period, NULL), PL_OK);
	return pl_budget_spent(&budget, &quarters).quarter_n;
}

static int64_t
year(const char *period)
{
	struct pl_quarters quarters;

	assert_int_equal(pl_quarters_read(&quarters, period, NULL), PL_OK);
	return pl_budget_spent(&budget, &quarters).year_n;
}

static void
a_quarter_is_not_overspent_by_a_billionth(void **state)
{
	(void)state;
	assert_int_equal(charge("2026-Q3", 200 * MILLION + 1), PL_E_LIMIT);
	assert_int_equal(charge("2026-Q3", 200 * MILLION - 1), PL_OK);
	assert_int_equal(charge("2026-Q3", 2), PL_E_LIMIT);
	assert_int_equal(charge("2026-Q3", 1), PL_OK);
	assert_int_equal(charge("2026-Q3", 1), PL_E_LIMIT);
	assert_int_equal(charge("2026-Q2", 1), PL_OK);
	assert_int_equal(quarter("2026-Q3"), 200 * MILLION);
	assert_int_equal(quarter("2026-Q2"), 1);
	assert_int_equal(quarter("2026-Q4"), 0);
	assert_int_equal(budget.total_n, 200 * MILLION + 1);
}

static void
spend_a_year(void)
{
	assert_int_equal(charge("2026-Q1", 100 * MILLION), PL_OK);
	assert_int_equal(charge("2026-Q2", 100 * MILLION), PL_OK);
	assert_int_equal(charge("2026-Q3", 100 * MILLION), PL_OK);
	assert_int_equal(charge("2026-Q4", 100 * MILLION), PL_OK);
}

static void
the_reserve_of_standard_is_good_for_one_amendment(void **state)
{
	(void)state;
	spend_a_year();
	assert_int_equal(charge("2026-Q2", 100 * MILLION), PL_OK);
	assert_int_equal(charge("2026-Q3", 1), PL_E_LIMIT);
	assert_int_equal(charge("2026", 1), PL_E_LIMIT);
	/* The four that end with 2027-Q1 have the amendment, too. */
	assert_int_equal(charge("2027-Q1", 100 * MILLION + 1), PL_E_LIMIT);
	assert_int_equal(charge("2027-Q1", 100 * MILLION), PL_OK);
}

static void
or_for_the_matured_release_of_the_year(void **state)
{
	(void)state;
	spend_a_year();
	assert_int_equal(charge("2026", 100 * MILLION + 1), PL_E_LIMIT);
	assert_int_equal(charge("2026", 100 * MILLION), PL_OK);
	assert_int_equal(quarter("2026-Q1"), 200 * MILLION);
	assert_int_equal(quarter("2026-Q4"), 200 * MILLION);
	assert_int_equal(year("2026"), 500 * MILLION);
	assert_int_equal(charge("2026-Q4", 1), PL_E_LIMIT);
}

/* 2026-Q2 to 2027-Q1 has three quarters of 2026, and all of its year. */
static void
a_release_of_a_year_counts_in_full_for_each_of_its_quarters(void **state)
{
	(void)state;
	assert_int_equal(charge("2026", 150 * MILLION), PL_OK);
	assert_int_equal(quarter("2026-Q1"), 150 * MILLION);
	assert_int_equal(quarter("2026-Q4"), 150 * MILLION);
	assert_int_equal(quarter("2025-Q4"), 0);
	assert_int_equal(year("2026"), 150 * MILLION);
	assert_int_equal(year("2025-Q1"), 0);
	assert_int_equal(year("2025-Q2"), 150 * MILLION);
	assert_int_equal(year("2027-Q3"), 150 * MILLION);
	assert_int_equal(year("2027-Q4"), 0);
	assert_int_equal(charge("2026-Q4", 50 * MILLION + 1), PL_E_LIMIT);
	assert_int_equal(budget.total_n, 150 * MILLION);
}

static void
any_four_quarters_in_a_row_are_a_year(void **state)
{
	(void)state;
	assert_int_equal(charge("2026-Q3", 200 * MILLION), PL_OK);
	assert_int_equal(charge("2026-Q4", 200 * MILLION), PL_OK);
	assert_int_equal(charge("2027-Q2", 100 * MILLION), PL_OK);
	assert_int_equal(charge("2027-Q1", 1), PL_E_LIMIT);
	assert_int_equal(charge("2027-Q3", 200 * MILLION), PL_OK);
	assert_int_equal(charge("2026-Q2", 100 * MILLION + 1), PL_E_LIMIT);
	assert_int_equal(charge("2026-Q2", 100 * MILLION), PL_OK);
	assert_int_equal(charge("2026-Q1", 1), PL_E_LIMIT);
	assert_int_equal(charge("2025-Q4", 200 * MILLION), PL_OK);
}

/* Four quarters in a row may be of two years. */
static void
who_releases_a_year_can_release_the_next_one(void **state)
{
	(void)state;
	assert_int_equal(pl_caps_of(&budget.caps, "annual", NULL), PL_OK);
	assert_int_equal(charge("2026", 400 * MILLION), PL_OK);
	assert_int_equal(charge("2027", 400 * MILLION), PL_OK);
	assert_int_equal(charge("2025", 400 * MILLION), PL_OK);
	assert_int_equal(charge("2026", 1), PL_E_LIMIT);
}

static void
what_is_refused_leaves_no_trace(void **state)
{
	struct pl_budget before;

	(void)state;
	assert_int_equal(charge("2026-Q3", 150 * MILLION), PL_OK);
	before = budget;
	assert_int_equal(charge("2026", 60 * MILLION), PL_E_LIMIT);
	assert_memory_equal(&before, &budget, sizeof budget);
}

static void
sums_that_do_not_fit_are_more_than_any_cap(void **state)
{
	(void)state;
	budget.quarter_n[0] = INT64_MAX - 1;
	budget.caps = (struct pl_caps){PL_RHO_MOST, PL_RHO_MOST};
	assert_int_equal(charge("2000-Q1", PL_RHO_MOST), PL_E_LIMIT);
	budget.quarter_n[0] = 0;
	budget.year_n[2] = INT64_MAX;
	assert_int_equal(charge("2000-Q2", 1), PL_E_LIMIT);
	budget.total_n = INT64_MAX - 1;
	assert_int_equal(charge("2150", 5), PL_OK);
	assert_true(budget.total_n == INT64_MAX);
}

static void
profiles_have_the_caps_that_are_told(void **state)
{
	static const struct {
		const char *name;
		struct pl_caps caps;
	} cases[] = {
	    {"strict", {25 * MILLION, 100 * MILLION}},
	    {"standard", {200 * MILLION, 500 * MILLION}},
	    {"annual", {400 * MILLION, 800 * MILLION}},
	};
	struct pl_caps caps;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		assert_int_equal(pl_caps_of(&caps, cases[i].name, NULL), 0);
		assert_memory_equal(&caps, &cases[i].caps, sizeof caps);
		assert_string_equal(pl_caps_name(&caps), cases[i].name);
	}
	assert_int_equal(pl_caps_of(&caps, "lax", NULL), PL_E_CONFIG);
	caps.quarter_n++;
	assert_null(pl_caps_name(&caps));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_cost_is_rounded_up_to_whole_nano_rho),
	    cmocka_unit_test(no_cost_is_reckoned_of_what_makes_no_sense),
	    cmocka_unit_test(a_period_is_a_quarter_or_a_year_and_nothing_else),
	    cmocka_unit_test_setup(
		a_quarter_is_not_overspent_by_a_billionth, begin),
	    cmocka_unit_test_setup(
		the_reserve_of_standard_is_good_for_one_amendment, begin),
	    cmocka_unit_test_setup(
		or_for_the_matured_release_of_the_year, begin),
	    cmocka_unit_test_setup(
		a_release_of_a_year_counts_in_full_for_each_of_its_quarters,
		begin),
	    cmocka_unit_test_setup(
		any_four_quarters_in_a_row_are_a_year, begin),
	    cmocka_unit_test_setup(
		who_releases_a_year_can_release_the_next_one, begin),
	    cmocka_unit_test_setup(what_is_refused_leaves_no_trace, begin),
	    cmocka_unit_test_setup(
		sums_that_do_not_fit_are_more_than_any_cap, begin),
	    cmocka_unit_test(profiles_have_the_caps_that_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
