#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "trend/halves.h"

enum { DAY = 1440 };

/* ---- As R has it --------------------------------------------------------- */

enum { MOST_COHORTS = 32 };

struct record {
	size_t month, severity;
	unsigned group;
	uint32_t minute;
	int event;
};

struct reference {
	const char *name;
	const struct record *records;
	size_t count, months, severities;
	double earlier, later, independent;
	double days[4], faster[4]; /* size, low, high, p */
};

#include "tests/data/halves/reference.h"

static void
assert_close(double value, double expected)
{
	if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
		fail_msg("%.17g is not %.17g", value, expected);
}

static void
assert_change(const struct pl_change *change, const double expected[4])
{
	assert_null(change->p.why);
	assert_close(change->size.value.value, expected[0]);
	assert_close(change->size.low.value, expected[1]);
	assert_close(change->size.high.value, expected[2]);
	assert_close(change->p.value, expected[3]);
}

static void
comparisons_by_severity_equal_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct pl_tally tallies[MOST_COHORTS] = {{0}};
		const struct pl_cohorts cohorts = {
		    tallies, r->months, r->severities, r->months / 2};
		struct pl_trend_halves halves = {0};

		print_message("# %s\n", r->name);
		for (size_t j = 0; j < r->count; j++) {
			const struct record *item = &r->records[j];
			struct pl_tally *tally =
			    &tallies[item->month * r->severities +
				     item->severity];

			pl_tally_add(tally, 0, item->group, PL_ENTERED, 1);
			pl_tally_add(tally, item->minute, item->group,
			    item->event ? PL_FIXED : PL_CENSORED, 1);
		}
		for (size_t j = 0; j < r->months * r->severities; j++)
			pl_tally_seal(&tallies[j]);
		pl_halves_compare(&halves, &cohorts, 10);
		assert_close(halves.earlier.value, r->earlier);
		assert_close(halves.later.value, r->later);
		assert_close(halves.independent.value, r->independent);
		assert_change(&halves.days, r->days);
		assert_change(&halves.faster, r->faster);
		for (size_t j = 0; j < MOST_COHORTS; j++)
			pl_tally_free(&tallies[j]);
	}
}

/* ---- By hand ------------------------------------------------------------- */

static void
what_is_at_risk_at_the_end_is_censored_there(void **state)
{
	static const struct {
		uint32_t minute;
		unsigned group;
		enum pl_tally_what what;
		uint64_t count;
	} told[] =
	    {
		{0, 3, PL_ENTERED, 4},
		{10, 3, PL_FIXED, 1},
		{15, 5, PL_ENTERED, 1}, /* later, but before the end */
		{20, 3, PL_FIXED, 1},   /* in the last minute: in time */
		{20, 7, PL_ENTERED, 1}, /* as late as the end: never seen */
		{25, 5, PL_FIXED, 1},
		{25, 9, PL_ENTERED, 1},
		{30, 3, PL_LEFT, 2},
	    },
	  expected[] = {
	      {0, 3, PL_ENTERED, 4},
	      {10, 3, PL_FIXED, 1},
	      {15, 5, PL_ENTERED, 1},
	      {20, 3, PL_FIXED, 1},
	      {20, 3, PL_CENSORED, 2},
	      {20, 5, PL_CENSORED, 1},
	  };
	struct pl_tally from = {0}, until = {0};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(told); i++)
		pl_tally_add(&from, told[i].minute, told[i].group, told[i].what,
		    told[i].count);
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

enum { MONTHS = 8 };

/* Months, of which each has such a fleet with its own delay. */
static struct pl_trend_halves
compare_months(unsigned groups, uint64_t items, const uint32_t delays[MONTHS])
{
	struct pl_tally months[MONTHS];
	const struct pl_cohorts cohorts = {months, MONTHS, 1, MONTHS / 2};
	struct pl_trend_halves halves = {0};

	for (int i = 0; i < MONTHS; i++)
		months[i] = fleet(groups, items, delays[i]);
	pl_halves_compare(&halves, &cohorts, 10);
	for (int i = 0; i < MONTHS; i++)
		pl_tally_free(&months[i]);
	return halves;
}

static struct pl_trend_halves
compare(unsigned groups, uint64_t items, uint32_t earlier, uint32_t later)
{
	const uint32_t delays[MONTHS] = {
	    earlier, earlier, earlier, earlier, later, later, later, later};

	return compare_months(groups, items, delays);
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
	static const uint32_t delays[MONTHS] = {0, 1, 0, 1, 3, 5, 3, 5};
	const struct pl_trend_halves some = compare_months(16, 10, delays);
	const struct pl_trend_halves many = compare_months(16, 20, delays);

	(void)state;
	assert_null(some.faster.p.why);
	assert_null(some.days.p.why);
	assert_true(many.independent.value < some.independent.value);
	assert_float_equal(many.faster.p.value / some.faster.p.value, 1, 0.1);
	assert_float_equal(many.days.p.value / some.days.p.value, 1, 1e-6);
}

/* One of the later months had a patch that was hard to install: that is no
 * change of all of them, however sure each of the assets is of it. */
static void
single_months_are_no_change(void **state)
{
	static const uint32_t once[MONTHS] = {0, 0, 0, 0, 0, 2, 0, 0};
	static const uint32_t always[MONTHS] = {0, 0, 0, 0, 2, 2, 2, 2};
	const struct pl_trend_halves one = compare_months(32, 10, once);
	const struct pl_trend_halves all = compare_months(32, 10, always);

	(void)state;
	assert_true(one.independent.value < 0.01);
	assert_true(one.faster.p.value > 0.2);
	assert_true(one.days.p.value > 0.2);
	assert_true(all.faster.p.value < 0.001);
}

/* Months of two severities, of which one takes four days more. The earlier half
 * has one item of the quick one and three of the slow one on each asset; the
 * later has so many. */
static struct pl_trend_halves
compare_mix(uint64_t quick, uint64_t slow, size_t strata)
{
	struct pl_tally cohorts[MONTHS * 2];
	const struct pl_cohorts all = {
	    cohorts, MONTHS * 2 / strata, strata, MONTHS / strata};
	struct pl_trend_halves halves = {0};

	for (size_t i = 0; i < MONTHS; i++) {
		cohorts[2 * i] = fleet(16, i < MONTHS / 2 ? 1 : quick, 0);
		cohorts[2 * i + 1] = fleet(16, i < MONTHS / 2 ? 3 : slow, 4);
	}
	pl_halves_compare(&halves, &all, 10);
	for (size_t i = 0; i < PL_COUNT(cohorts); i++)
		pl_tally_free(&cohorts[i]);
	return halves;
}

/* By severity, both halves have four items of 4.5 days for four of 8.125, as
 * above; together, one for three became three for one. */
static void
more_critical_patches_are_no_faster_ones(void **state)
{
	const struct pl_trend_halves by_severity = compare_mix(3, 1, 2);
	const struct pl_trend_halves together = compare_mix(3, 1, 1);

	(void)state;
	assert_float_equal(by_severity.earlier.value, 6.3125, 1e-9);
	assert_float_equal(by_severity.later.value, 6.3125, 1e-9);
	assert_float_equal(by_severity.days.size.value.value, 0, 1e-9);
	assert_float_equal(by_severity.faster.size.value.value, 0, 1e-9);
	assert_float_equal(together.earlier.value, 7.21875, 1e-9);
	assert_float_equal(together.later.value, 5.40625, 1e-9);
	assert_true(together.faster.size.value.value > 0);
}

static void
a_severity_of_one_half_alone_says_nothing(void **state)
{
	const struct pl_trend_halves quick_only = compare_mix(1, 0, 2);

	(void)state;
	assert_float_equal(quick_only.earlier.value, 4.5, 1e-9);
	assert_float_equal(quick_only.later.value, 4.5, 1e-9);
	assert_float_equal(quick_only.faster.size.value.value, 0, 1e-9);
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
	    cmocka_unit_test(comparisons_by_severity_equal_those_of_r),
	    cmocka_unit_test(what_is_at_risk_at_the_end_is_censored_there),
	    cmocka_unit_test(restricted_means_are_those_up_to_the_horizon),
	    cmocka_unit_test(more_items_of_an_asset_prove_no_more),
	    cmocka_unit_test(single_months_are_no_change),
	    cmocka_unit_test(more_critical_patches_are_no_faster_ones),
	    cmocka_unit_test(a_severity_of_one_half_alone_says_nothing),
	    cmocka_unit_test(a_comparison_needs_assets_and_items),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
