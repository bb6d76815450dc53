#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "kpi/halves.h"

enum { DAY = 1440 };

static void
what_is_at_risk_at_the_end_is_censored_there(void **state)
{
	static const struct pl_tally_cell told[] = {
	    {0, 3, PL_ENTERED, 0, 4},
	    {10, 3, PL_FIXED, 0, 1},
	    {15, 5, PL_ENTERED, 0, 1}, /* later, but before the end */
	    {20, 3, PL_FIXED, 0, 1},   /* in the last minute: in time */
	    {20, 7, PL_ENTERED, 0, 1}, /* as late as the end: never seen */
	    {25, 5, PL_FIXED, 0, 1},
	    {25, 9, PL_ENTERED, 0, 1},
	    {30, 3, PL_LEFT, 0, 2},
	};
	static const struct pl_tally_cell expected[] = {
	    {0, 3, PL_ENTERED, 0, 4},
	    {10, 3, PL_FIXED, 0, 1},
	    {15, 5, PL_ENTERED, 0, 1},
	    {20, 3, PL_FIXED, 0, 1},
	    {20, 3, PL_CENSORED, 0, 2},
	    {20, 5, PL_CENSORED, 0, 1},
	};
	struct pl_tally from = {0}, until = {0};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(told); i++)
		pl_tally_add(&from, told[i].minute, told[i].group,
		    (enum pl_tally_what)told[i].what, told[i].count);
	pl_tally_seal(&from);
	pl_tally_until(&until, &from, 20);
	pl_tally_seal(&until);
	assert_int_equal(until.count, PL_COUNT(expected));
	for (size_t i = 0; i < PL_COUNT(expected); i++) {
		assert_int_equal(until.cells[i].minute, expected[i].minute);
		assert_int_equal(until.cells[i].group, expected[i].group);
		assert_int_equal(until.cells[i].what, expected[i].what);
		assert_int_equal(until.cells[i].count, expected[i].count);
	}
	pl_tally_free(&from);
	pl_tally_free(&until);
}

/* One asset in each of so many groups, on which all items are fixed after as
 * many days as its number and delay say: asset g after g % 8 + 1 + delay. */
static struct pl_tally
fleet(unsigned groups, uint64_t items, uint32_t delay)
{
	struct pl_tally all = {0}, until = {0};

	for (unsigned g = 0; g < groups; g++) {
		pl_tally_add(&all, 0, g, PL_ENTERED, items);
		pl_tally_add(
		    &all, (g % 8 + 1 + delay) * DAY, g, PL_FIXED, items);
	}
	pl_tally_seal(&all);
	pl_tally_until(&until, &all, 10 * DAY);
	pl_tally_seal(&until);
	pl_tally_free(&all);
	return until;
}

static struct pl_trend_halves
compare(unsigned groups, uint64_t items, uint32_t earlier, uint32_t later)
{
	struct pl_tally first = fleet(groups, items, earlier);
	struct pl_tally second = fleet(groups, items, later);
	struct pl_trend_halves halves = {0};

	pl_halves_compare(&halves, &first, &second, 10);
	pl_tally_free(&first);
	pl_tally_free(&second);
	return halves;
}

/* Days 1 to 8 have the mean 4.5. Four days later they are 5 to 12, cut off at
 * 10: 5 + 6 + 7 + 8 + 9 + 10 + 10 + 10 = 65, and the mean is 8.125. */
static void
restricted_means_are_those_up_to_the_horizon(void **state)
{
	const struct pl_trend_halves slower = compare(16, 3, 0, 4);
	const struct pl_trend_halves faster = compare(16, 3, 4, 0);

	(void)state;
	assert_float_equal(slower.earlier.value, 4.5, 1e-9);
	assert_float_equal(slower.later.value, 8.125, 1e-9);
	assert_float_equal(slower.days.size.value.value, 3.625, 1e-9);
	assert_true(slower.days.size.low.value > 0);
	assert_true(slower.faster.size.value.value < 0);
	assert_true(slower.faster.size.high.value < 0);
	assert_float_equal(faster.days.size.value.value, -3.625, 1e-9);
	assert_true(faster.faster.size.low.value > 0);
}

/* Sixteen assets know what they know, however many patches they get. The score
 * is not wholly free of the number of items: where many are fixed in a minute,
 * its variance has a factor that goes to 1 with them. */
static void
more_items_of_an_asset_prove_no_more(void **state)
{
	const struct pl_trend_halves one = compare(16, 100, 0, 1);
	const struct pl_trend_halves ten = compare(16, 1000, 0, 1);

	(void)state;
	assert_true(ten.independent.value < one.independent.value / 1000);
	assert_float_equal(ten.faster.p.value / one.faster.p.value, 1, 0.05);
	assert_float_equal(ten.days.p.value / one.days.p.value, 1, 1e-6);
}

static void
a_comparison_needs_assets_and_items(void **state)
{
	const struct pl_trend_halves few = compare(9, 100, 0, 4);
	const struct pl_trend_halves none = compare(0, 0, 0, 0);

	(void)state;
	assert_null(few.faster.size.value.why);
	assert_string_equal(few.faster.p.why, "fewer than 10 groups of assets");
	assert_string_equal(
	    few.days.size.low.why, "fewer than 10 groups of assets");
	assert_string_equal(none.later.why, "no items");
	assert_string_equal(none.days.p.why, "no items");
	assert_string_equal(none.faster.p.why, "nothing to compare");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_at_risk_at_the_end_is_censored_there),
	    cmocka_unit_test(restricted_means_are_those_up_to_the_horizon),
	    cmocka_unit_test(more_items_of_an_asset_prove_no_more),
	    cmocka_unit_test(a_comparison_needs_assets_and_items),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
