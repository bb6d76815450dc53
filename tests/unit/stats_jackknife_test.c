#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/jackknife.h"

enum { MOST = 64 };

/* Low, high and p, of the mean of a and of that of a - b. */
struct reference {
	size_t count;
	double a[MOST], b[MOST], mean[3], difference[3];
};

#include "tests/data/stats/jackknife.h"

/* The mean, and in without the means with one value left out. */
static double
means_of(const double *values, size_t count, double *without)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += values[i];
	for (size_t i = 0; i < count; i++)
		without[i] = (sum - values[i]) / (double)(count - 1);
	return sum / (double)count;
}

static void
assert_close(struct pl_value value, double expected)
{
	assert_null(value.why);
	if (!(fabs(value.value - expected) <= 1e-9 * fabs(expected)))
		fail_msg("%.17g is not %.17g", value.value, expected);
}

static void
assert_change(struct pl_change change, const double expected[3])
{
	assert_close(change.size.low, expected[0]);
	assert_close(change.size.high, expected[1]);
	assert_close(change.p, expected[2]);
	assert_true(change.size.low.value <= change.size.value.value);
	assert_true(change.size.value.value <= change.size.high.value);
}

static void
limits_of_means_equal_those_of_the_t_test_in_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		double a_without[MOST], b_without[MOST];
		double a = means_of(r->a, r->count, a_without);
		double b = means_of(r->b, r->count, b_without);

		assert_change(pl_jackknife(a, a_without, r->count), r->mean);
		assert_change(pl_jackknife_difference(
				  a, a_without, b, b_without, r->count),
		    r->difference);
	}
}

static void
what_has_no_limits_says_why(void **state)
{
	const double same[] = {2, 2, 2};
	struct pl_change change = pl_jackknife(2, same, 1);

	(void)state;
	assert_true(change.size.value.value == 2);
	assert_null(change.size.value.why);
	assert_string_equal(change.size.low.why, "fewer than 2 groups");
	assert_string_equal(change.size.high.why, "fewer than 2 groups");
	assert_string_equal(change.p.why, "fewer than 2 groups");
	change = pl_jackknife_difference(2, same, 1, same, 0);
	assert_string_equal(change.p.why, "fewer than 2 groups");
	change = pl_jackknife(2, same, 3);
	assert_close(change.size.low, 2);
	assert_string_equal(change.p.why, "groups do not differ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(limits_of_means_equal_those_of_the_t_test_in_r),
	    cmocka_unit_test(what_has_no_limits_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
