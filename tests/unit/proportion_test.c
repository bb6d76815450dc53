#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kpi/survival.h"

struct reference {
	const char *name;
	uint64_t count[PL_GROUPS], n[PL_GROUPS];
	double rate, low, high;
};

#include "tests/data/proportion/reference.h"

enum { MANY = 1000 }; /* assets: enough for limits */

static void
limits_equal_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct pl_value rate, low, high;

		pl_proportion(r->count, r->n, MANY, &rate, &low, &high);
		print_message("# %s\n", r->name);
		assert_null(rate.why);
		assert_null(low.why);
		assert_null(high.why);
		assert_true(fabs(rate.value - r->rate) < 1e-12);
		assert_true(fabs(low.value - r->low) < 1e-9);
		assert_true(fabs(high.value - r->high) < 1e-9);
	}
}

/* 1 - rate is the rate of the opposite, and so are its limits. */
static void
failures_and_successes_mirror_each_other(void **state)
{
	const struct reference *r = &references[0];
	struct pl_value rate, low, high, other, other_low, other_high;
	uint64_t opposite[PL_GROUPS];

	(void)state;
	for (int g = 0; g < PL_GROUPS; g++)
		opposite[g] = r->n[g] - r->count[g];
	pl_proportion(r->count, r->n, MANY, &rate, &low, &high);
	pl_proportion(opposite, r->n, MANY, &other, &other_low, &other_high);
	assert_true(fabs(rate.value + other.value - 1) < 1e-12);
	assert_true(fabs(low.value + other_high.value - 1) < 1e-12);
	assert_true(fabs(high.value + other_low.value - 1) < 1e-12);
}

static void
only_events_leave_the_lower_end_open(void **state)
{
	struct pl_value rate, low, high;
	uint64_t n[PL_GROUPS];

	(void)state;
	for (int g = 0; g < PL_GROUPS; g++)
		n[g] = 2;
	pl_proportion(n, n, 30, &rate, &low, &high);
	assert_true(rate.value == 1 && high.value == 1);
	assert_true(fabs(low.value - 0.9) < 1e-12);
}

/* One group tells nothing of the spread between groups. */
static void
one_group_gives_no_limits(void **state)
{
	const uint64_t count[PL_GROUPS] = {1}, n[PL_GROUPS] = {20};
	struct pl_value rate, low, high;

	(void)state;
	pl_proportion(count, n, 20, &rate, &low, &high);
	assert_true(rate.why == NULL && rate.value == 0.05);
	assert_non_null(low.why);
	assert_non_null(high.why);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(limits_equal_those_of_r),
	    cmocka_unit_test(failures_and_successes_mirror_each_other),
	    cmocka_unit_test(only_events_leave_the_lower_end_open),
	    cmocka_unit_test(one_group_gives_no_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
