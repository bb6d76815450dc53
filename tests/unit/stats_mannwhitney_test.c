#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/mannwhitney.h"

enum { ANSWERS = 5 };

struct effect {
	size_t first[ANSWERS], second[ANSWERS];
	double effect, low, high;
};

#include "tests/data/stats/mannwhitney.h"

static void
is_near(struct pl_value got, double expected)
{
	assert_null(got.why);
	if (!(fabs(got.value - expected) < 1e-9))
		fail_msg("%.17g is not %.17g", got.value, expected);
}

static void
effects_and_limits_equal_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(effects); i++) {
		const struct effect *one = &effects[i];
		struct pl_estimate got =
		    pl_mann_whitney_effect(one->first, one->second, ANSWERS);

		is_near(got.value, one->effect);
		is_near(got.low, one->low);
		is_near(got.high, one->high);
	}
}

static void
groups_exchanged_exchange_the_effect(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(effects); i++) {
		const struct effect *one = &effects[i];
		struct pl_estimate got =
		    pl_mann_whitney_effect(one->second, one->first, ANSWERS);

		is_near(got.value, 1 - one->effect);
		is_near(got.low, 1 - one->high);
		is_near(got.high, 1 - one->low);
	}
}

/* Two orders of choose(m + n, m) are the least p of the exact test: 2/56 of 3
 * and 5, 2/70 of 4 and 4, but 2/35 of 3 and 4, and 2/21 of 2 and 5; 2 and 8 are
 * the first of 2 with 2/45. */
static void
limits_need_groups_that_could_differ(void **state)
{
	static const struct {
		size_t m, n;
		int has_limits;
	} cases[] = {{3, 5, 1}, {4, 4, 1}, {3, 4, 0}, {2, 5, 0}, {2, 7, 0},
	    {2, 8, 1}, {1, 38, 0}, {1, 39, 1}, {1000, 1000, 1}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		const size_t first[] = {cases[i].m, 0};
		const size_t second[] = {0, cases[i].n};
		struct pl_estimate got =
		    pl_mann_whitney_effect(first, second, 2);

		is_near(got.value, 0);
		assert_int_equal(got.low.why == NULL, cases[i].has_limits);
		assert_int_equal(got.high.why == NULL, cases[i].has_limits);
		if (!cases[i].has_limits)
			assert_string_equal(got.high.why, "too few answers");
	}
}

static void
of_nobody_there_is_no_effect(void **state)
{
	const size_t none[] = {0, 0}, some[] = {3, 9};

	(void)state;
	assert_string_equal(pl_mann_whitney_effect(none, some, 2).value.why,
	    "nothing to compare");
	assert_string_equal(pl_mann_whitney_effect(some, none, 2).low.why,
	    "nothing to compare");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(effects_and_limits_equal_those_of_r),
	    cmocka_unit_test(groups_exchanged_exchange_the_effect),
	    cmocka_unit_test(limits_need_groups_that_could_differ),
	    cmocka_unit_test(of_nobody_there_is_no_effect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
