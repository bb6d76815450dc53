#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/monotone.h"

enum { MOST = 60 };

/* -999: none. */
struct reference {
	const char *name;
	size_t count;
	struct pl_point points[MOST];
	double score, p, slope, low, high;
};

#include "tests/data/stats/monotone.h"

static void
assert_value(struct pl_value value, double expected)
{
	if (expected == -999) {
		assert_string_equal(value.why, "too few points for limits");
		return;
	}
	assert_null(value.why);
	if (!(fabs(value.value - expected) < 1e-12))
		fail_msg("%.17g is not %.17g", value.value, expected);
}

static void
trends_equal_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct pl_trend trend = pl_trend_of(r->points, r->count);

		print_message("# %s\n", r->name);
		assert_true(trend.score == r->score);
		assert_value(trend.p, r->p);
		assert_value(trend.slope.value, r->slope);
		assert_value(trend.slope.low, r->low);
		assert_value(trend.slope.high, r->high);
	}
}

static void
the_order_of_points_does_not_matter(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct pl_point backwards[MOST];
		struct pl_trend trend;

		for (size_t k = 0; k < r->count; k++)
			backwards[k] = r->points[r->count - 1 - k];
		trend = pl_trend_of(backwards, r->count);
		assert_true(trend.score == r->score);
		assert_value(trend.p, r->p);
		assert_value(trend.slope.value, r->slope);
	}
}

static void
what_goes_down_mirrors_what_goes_up(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct pl_point mirror[MOST];
		struct pl_trend trend;

		for (size_t k = 0; k < r->count; k++)
			mirror[k] = (struct pl_point){
			    r->points[k].time, -r->points[k].value};
		trend = pl_trend_of(mirror, r->count);
		assert_true(trend.score == -r->score);
		assert_value(trend.p, r->p);
		assert_value(trend.slope.value, -r->slope);
		if (r->low != -999)
			assert_value(trend.slope.low, -r->high);
	}
}

/* Of the 24 orders of four points one goes up throughout and one down. */
static void
four_points_in_order_have_a_p_of_2_in_24(void **state)
{
	const struct pl_point points[] = {{1, 1}, {2, 5}, {3, 6}, {9, 7}};

	(void)state;
	assert_value(pl_trend_of(points, 4).p, 2. / 24);
}

static void
what_has_no_trend_says_why(void **state)
{
	const struct pl_point flat[] = {{1, 2}, {2, 2}, {3, 2}, {4, 2}};
	const struct pl_point one_time[] = {{1, 2}, {1, 3}, {1, 4}, {1, 1}};
	struct pl_trend trend;

	(void)state;
	assert_string_equal(pl_trend_of(NULL, 0).p.why, "fewer than 4 points");
	assert_string_equal(
	    pl_trend_of(flat, 3).slope.value.why, "fewer than 4 points");
	assert_string_equal(pl_trend_of(one_time, 4).slope.low.why,
	    "all points are of one time");
	assert_string_equal(
	    pl_trend_of(one_time, 4).p.why, "all points are of one time");
	assert_string_equal(
	    pl_trend_of(flat, PL_TREND_MOST + 1).p.why, "too many points");
	trend = pl_trend_of(flat, 4);
	assert_string_equal(trend.p.why, "all values are the same");
	assert_value(trend.slope.value, 0);
	assert_value(trend.slope.low, 0);
	assert_value(trend.slope.high, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(trends_equal_those_of_r),
	    cmocka_unit_test(the_order_of_points_does_not_matter),
	    cmocka_unit_test(what_goes_down_mirrors_what_goes_up),
	    cmocka_unit_test(four_points_in_order_have_a_p_of_2_in_24),
	    cmocka_unit_test(what_has_no_trend_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
