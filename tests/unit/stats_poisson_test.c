#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/poisson.h"

struct reference {
	double count, exposure, low, high;
};

#include "tests/data/stats/poisson.h"

static void
limits_equal_those_of_r_and_hold_the_rate(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct pl_estimate rate =
		    pl_poisson_rate(r->count, r->exposure);

		assert_null(rate.value.why);
		assert_null(rate.low.why);
		assert_null(rate.high.why);
		assert_true(fabs(rate.low.value - r->low) <= 1e-9 * r->low);
		assert_true(fabs(rate.high.value - r->high) <= 1e-9 * r->high);
		assert_true(rate.low.value <= rate.value.value);
		assert_true(rate.value.value < rate.high.value);
	}
}

/* -ln(0.025) is the largest mean that shows no event once in forty times. */
static void
no_event_in_a_day_allows_for_3_69_a_day(void **state)
{
	struct pl_estimate rate = pl_poisson_rate(0, 1);

	(void)state;
	assert_true(rate.value.value == 0 && rate.low.value == 0);
	assert_true(fabs(rate.high.value + log(0.025)) < 1e-12);
}

static void
no_exposure_gives_no_rate_and_says_so(void **state)
{
	(void)state;
	assert_string_equal(
	    pl_poisson_rate(0, 0).value.why, "nothing was exposed");
	assert_string_equal(
	    pl_poisson_rate(3, 0).high.why, "nothing was exposed");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(limits_equal_those_of_r_and_hold_the_rate),
	    cmocka_unit_test(no_event_in_a_day_allows_for_3_69_a_day),
	    cmocka_unit_test(no_exposure_gives_no_rate_and_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
