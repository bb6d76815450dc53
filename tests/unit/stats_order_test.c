#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/order.h"

struct median_ranks {
	size_t n, low, high;
};

struct sign_test {
	size_t up, down;
	double p;
};

struct mean {
	size_t n;
	double values[25], mean, low, high;
};

#include "tests/data/stats/order.h"

static void
is_near(struct pl_value got, double expected)
{
	assert_null(got.why);
	if (!(fabs(got.value - expected) < 1e-10 * fabs(expected) + 1e-12))
		fail_msg("%.17g is not %.17g", got.value, expected);
}

static void
ranks_around_the_median_cover_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(medians); i++) {
		size_t low = 0, high = 0;

		assert_int_equal(
		    pl_order_median_ranks(medians[i].n, &low, &high), 1);
		assert_int_equal(low, medians[i].low);
		assert_int_equal(high, medians[i].high);
	}
}

static void
fewer_than_six_values_have_no_limits(void **state)
{
	size_t low, high;

	(void)state;
	for (size_t n = 0; n < 6; n++)
		assert_int_equal(pl_order_median_ranks(n, &low, &high), 0);
}

static void
the_sign_test_equals_that_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(signs); i++)
		is_near(
		    pl_order_sign_test(signs[i].up, signs[i].down), signs[i].p);
	assert_string_equal(pl_order_sign_test(0, 0).why, "nothing changed");
}

static void
means_equal_those_of_r(void **state)
{
	const double one = 7;
	struct pl_estimate mean;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(means); i++) {
		mean = pl_order_mean(means[i].values, means[i].n);
		is_near(mean.value, means[i].mean);
		is_near(mean.low, means[i].low);
		is_near(mean.high, means[i].high);
	}
	mean = pl_order_mean(&one, 1);
	is_near(mean.value, 7);
	assert_string_equal(mean.low.why, "fewer than 2 values");
	assert_string_equal(
	    pl_order_mean(NULL, 0).value.why, "nothing to count");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ranks_around_the_median_cover_it),
	    cmocka_unit_test(fewer_than_six_values_have_no_limits),
	    cmocka_unit_test(the_sign_test_equals_that_of_r),
	    cmocka_unit_test(means_equal_those_of_r),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
