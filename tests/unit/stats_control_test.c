#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/control.h"

enum { MOST = 24 };

/* Proportions have n and events, single values are in n. */
struct reference {
	const char *name;
	size_t count;
	double n[MOST], events[MOST];
	double center, spread;
	double low[MOST], high[MOST], signals[MOST];
};

#include "tests/data/stats/control.h"

static void
assert_close(double value, double expected)
{
	if (!(fabs(value - expected) <= 1e-9 * fmax(1e-6, fabs(expected))))
		fail_msg("%.17g is not %.17g", value, expected);
}

static void
assert_chart(const struct reference *r, const struct pl_control *chart,
    const struct pl_control_point *points)
{
	size_t signals = 0;

	print_message("# %s\n", r->name);
	assert_null(chart->center.why);
	assert_null(chart->spread.why);
	assert_close(chart->center.value, r->center);
	assert_close(chart->spread.value, r->spread);
	for (size_t i = 0; i < r->count; i++) {
		assert_null(points[i].value.why);
		assert_close(points[i].low, r->low[i]);
		assert_close(points[i].high, r->high[i]);
		assert_int_equal(points[i].signals, (int)r->signals[i]);
		signals += points[i].signals != 0;
	}
	assert_int_equal(chart->signals, signals);
}

static struct pl_control
chart_of(const struct reference *r, struct pl_control_point *points)
{
	struct pl_trials periods[MOST];

	for (size_t i = 0; i < r->count; i++)
		periods[i] = (struct pl_trials){r->n[i], r->events[i]};
	return pl_control_proportions(periods, r->count, points);
}

static void
charts_of_proportions_equal_those_of_the_formula_in_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(proportion_charts); i++) {
		struct pl_control_point points[MOST];
		struct pl_control chart =
		    chart_of(&proportion_charts[i], points);

		assert_chart(&proportion_charts[i], &chart, points);
	}
}

static void
charts_of_values_equal_those_of_the_formula_in_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(value_charts); i++) {
		const struct reference *r = &value_charts[i];
		struct pl_control_point points[MOST];
		struct pl_control chart =
		    pl_control_values(r->n, r->count, points);

		assert_chart(r, &chart, points);
	}
}

/* Two million installs a month and rates that differ by a tenth: a plain chart
 * would call nearly every month unusual. */
static void
large_numbers_do_not_make_noise_a_signal(void **state)
{
	const struct reference *r = &proportion_charts[1];
	struct pl_control_point points[MOST];
	struct pl_control chart = chart_of(r, points);
	size_t beyond_plain = 0, beyond = 0;

	(void)state;
	for (size_t i = 0; i < r->count; i++) {
		double plain = 3 * sqrt(r->center * (1 - r->center) / r->n[i]);

		beyond_plain += fabs(points[i].value.value - r->center) > plain;
		beyond += (points[i].signals & PL_SIGNAL_BEYOND) != 0;
	}
	assert_true(chart.spread.value > 10);
	assert_true(beyond_plain > MOST / 2);
	assert_int_equal(beyond, 0);
}

static void
periods_without_trials_are_passed_over(void **state)
{
	const struct reference *r = &proportion_charts[3];
	struct pl_trials periods[2 * MOST] = {{0}};
	struct pl_control_point points[2 * MOST], expected[MOST];
	struct pl_control chart, plain = chart_of(r, expected);

	(void)state;
	for (size_t i = 0; i < r->count; i++)
		periods[2 * i] = (struct pl_trials){r->n[i], r->events[i]};
	chart = pl_control_proportions(periods, 2 * r->count, points);
	assert_true(chart.spread.value == plain.spread.value);
	assert_true(plain.signals > 0 && chart.signals == plain.signals);
	for (size_t i = 0; i < r->count; i++) {
		assert_int_equal(points[2 * i].signals, expected[i].signals);
		assert_string_equal(
		    points[2 * i + 1].value.why, "nothing to count");
	}
}

/* The center ends a row: 7 below, one on it, and 7 below once more. */
static void
a_row_is_eight_on_one_side_and_not_seven(void **state)
{
	const double seven[] = {
	    4, 4, 4, 4, 4, 4, 4, 5, 4, 4, 4, 4, 4, 4, 4, 12, 12};
	const double eight[] = {4, 4, 4, 4, 4, 4, 4, 4, 8, 10};
	struct pl_control_point points[MOST];

	(void)state;
	assert_true(
	    pl_control_values(seven, PL_COUNT(seven), points).center.value ==
	    5);
	for (size_t i = 0; i < PL_COUNT(seven); i++)
		assert_false(points[i].signals & PL_SIGNAL_ROW);
	assert_true(
	    pl_control_values(eight, PL_COUNT(eight), points).center.value ==
	    5);
	for (size_t i = 0; i < PL_COUNT(eight); i++)
		assert_int_equal(
		    (points[i].signals & PL_SIGNAL_ROW) != 0, i == 7);
}

static void
values_that_are_all_the_same_give_no_signal(void **state)
{
	double values[MOST];
	struct pl_control_point points[MOST];
	struct pl_trials thirds[MOST];

	(void)state;
	for (size_t i = 0; i < MOST; i++) {
		values[i] = 0.1;
		thirds[i] =
		    (struct pl_trials){3. * (double)(i + 1), (double)(i + 1)};
	}
	assert_int_equal(pl_control_values(values, MOST, points).signals, 0);
	assert_int_equal(
	    pl_control_proportions(thirds, MOST, points).signals, 0);
}

static void
what_has_no_chart_says_why(void **state)
{
	struct pl_trials periods[MOST];
	struct pl_control_point points[MOST];
	struct pl_control chart;
	const double values[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};

	(void)state;
	for (size_t i = 0; i < MOST; i++)
		periods[i] = (struct pl_trials){100, 0};
	assert_string_equal(pl_control_values(values, 9, points).center.why,
	    "fewer than 10 periods");
	assert_string_equal(
	    pl_control_proportions(periods, 9, points).spread.why,
	    "fewer than 10 periods");
	assert_string_equal(pl_control_proportions(NULL, 0, NULL).center.why,
	    "fewer than 10 periods");
	chart = pl_control_proportions(periods, MOST, points);
	assert_true(chart.center.why == NULL && chart.center.value == 0);
	assert_string_equal(chart.spread.why, "no event in any period");
	for (size_t i = 0; i < MOST; i++)
		periods[i].count = 100;
	chart = pl_control_proportions(periods, MOST, points);
	assert_true(chart.center.why == NULL && chart.center.value == 1);
	assert_string_equal(chart.spread.why, "nothing but events");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		charts_of_proportions_equal_those_of_the_formula_in_r),
	    cmocka_unit_test(charts_of_values_equal_those_of_the_formula_in_r),
	    cmocka_unit_test(large_numbers_do_not_make_noise_a_signal),
	    cmocka_unit_test(periods_without_trials_are_passed_over),
	    cmocka_unit_test(a_row_is_eight_on_one_side_and_not_seven),
	    cmocka_unit_test(values_that_are_all_the_same_give_no_signal),
	    cmocka_unit_test(what_has_no_chart_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
