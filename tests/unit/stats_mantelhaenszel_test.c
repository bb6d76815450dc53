#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/mantelhaenszel.h"

struct stratum {
	struct pl_trials first, second;
};

/* The ratio and its limits. */
struct reference {
	const char *name;
	const struct stratum *strata;
	size_t count;
	double ratio[3];
};

#include "tests/data/stats/mantelhaenszel.h"

static void
assert_close(struct pl_value value, double expected)
{
	assert_null(value.why);
	if (!(fabs(value.value - expected) <= 1e-9 * fabs(expected)))
		fail_msg("%.17g is not %.17g", value.value, expected);
}

static struct pl_estimate
ratio_of(const struct stratum *strata, size_t count)
{
	struct pl_mantel_haenszel sums = {0};

	for (size_t i = 0; i < count; i++)
		pl_mantel_haenszel_add(
		    &sums, strata[i].first, strata[i].second);
	return pl_mantel_haenszel_ratio(&sums);
}

static void
ratios_and_limits_equal_those_of_metafor(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct pl_estimate ratio = ratio_of(r->strata, r->count);

		print_message("# %s\n", r->name);
		assert_close(ratio.value, r->ratio[0]);
		assert_close(ratio.low, r->ratio[1]);
		assert_close(ratio.high, r->ratio[2]);
	}
}

/* By hand: 2 of 10 against 4 of 10, and 3 of 30 against 2 of 10, of which each
 * is a half. (2*10/20 + 3*10/40) / (4*10/20 + 2*30/40) = 1.75 / 3.5. All in one
 * would be 5 of 40 against 6 of 20, which is 0.417. */
static void
each_stratum_is_compared_within_itself(void **state)
{
	const struct stratum strata[] = {
	    {{10, 2}, {10, 4}}, {{30, 3}, {10, 2}}};

	(void)state;
	assert_close(ratio_of(strata, 2).value, 0.5);
}

static void
a_stratum_of_one_group_or_without_an_event_changes_nothing(void **state)
{
	const struct stratum strata[] = {{{10, 2}, {10, 4}}, {{50, 9}, {0, 0}},
	    {{0, 0}, {50, 1}}, {{70, 0}, {7, 0}}};
	struct pl_estimate one = ratio_of(strata, 1);
	struct pl_estimate all = ratio_of(strata, PL_COUNT(strata));

	(void)state;
	assert_close(all.value, one.value.value);
	assert_close(all.low, one.low.value);
	assert_close(all.high, one.high.value);
}

static void
what_has_no_ratio_says_why(void **state)
{
	static const struct {
		struct stratum stratum;
		const char *why, *limits_why;
	} cases[] = {
	    {{{0, 0}, {0, 0}}, "nothing to compare", "nothing to compare"},
	    {{{9, 1}, {0, 0}}, "nothing to compare", "nothing to compare"},
	    {{{9, 0}, {9, 0}}, "no event to compare", "no event to compare"},
	    {{{9, 1}, {9, 0}}, "no event in the second group",
		"no event in the second group"},
	    {{{9, 0}, {9, 1}}, NULL, "no event in the first group"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_estimate ratio = ratio_of(&cases[i].stratum, 1);

		if (cases[i].why == NULL)
			assert_close(ratio.value, 0);
		else
			assert_string_equal(ratio.value.why, cases[i].why);
		assert_string_equal(ratio.low.why, cases[i].limits_why);
		assert_string_equal(ratio.high.why, cases[i].limits_why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ratios_and_limits_equal_those_of_metafor),
	    cmocka_unit_test(each_stratum_is_compared_within_itself),
	    cmocka_unit_test(
		a_stratum_of_one_group_or_without_an_event_changes_nothing),
	    cmocka_unit_test(what_has_no_ratio_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
