#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/binomial.h"

struct limits_reference {
	struct pl_trials trials;
	double wilson[2], corrected[2], exact[2];
	double at_most, at_least;
};

struct difference_reference {
	struct pl_trials first, second;
	double limits[2];
};

#include "tests/data/stats/binomial.h"

static void
assert_close(struct pl_value value, double expected)
{
	assert_null(value.why);
	if (fabs(value.value - expected) > 1e-9 * fmin(1, fabs(expected)) &&
	    fabs(value.value - expected) > 1e-15)
		fail_msg("%.17g is not %.17g", value.value, expected);
}

static void
assert_limits(struct pl_estimate estimate, const double limits[2])
{
	assert_close(estimate.low, limits[0]);
	assert_close(estimate.high, limits[1]);
}

static void
limits_equal_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(limits_references); i++) {
		const struct limits_reference *r = &limits_references[i];

		assert_limits(pl_binomial_wilson(r->trials), r->wilson);
		assert_limits(
		    pl_binomial_wilson_corrected(r->trials), r->corrected);
		assert_limits(pl_binomial_exact(r->trials), r->exact);
		assert_close(pl_binomial_at_most(r->trials), r->at_most);
		assert_close(pl_binomial_at_least(r->trials), r->at_least);
	}
}

static void
differences_equal_those_of_the_formula_in_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(difference_references); i++) {
		const struct difference_reference *r =
		    &difference_references[i];

		assert_limits(
		    pl_binomial_difference(r->first, r->second), r->limits);
	}
}

/* 56/70 against 48/80: 0.0524 to 0.3339 in table II of Newcombe (1998). */
static void
newcombes_own_example_comes_out(void **state)
{
	struct pl_estimate difference = pl_binomial_difference(
	    (struct pl_trials){70, 56}, (struct pl_trials){80, 48});

	(void)state;
	assert_true(fabs(difference.value.value - 0.2) < 1e-12);
	assert_true(fabs(difference.low.value - 0.0524) < 5e-5);
	assert_true(fabs(difference.high.value - 0.3339) < 5e-5);
}

/* 1 - 0.05^(1/n) is what no event in n leaves possible. */
static void
none_of_ten_proves_less_than_26_percent_and_299_prove_less_than_1(void **state)
{
	struct pl_value ten = pl_binomial_at_most((struct pl_trials){10, 0});

	(void)state;
	assert_close(ten, 1 - pow(0.05, 0.1));
	assert_true(ten.value > 0.25 && ten.value < 0.26);
	assert_true(
	    pl_binomial_at_most((struct pl_trials){298, 0}).value > 0.01);
	assert_true(
	    pl_binomial_at_most((struct pl_trials){299, 0}).value < 0.01);
}

static void
three_in_n_is_what_no_event_leaves_possible(void **state)
{
	(void)state;
	assert_close(pl_binomial_rule_of_three(300), 0.01);
	assert_close(pl_binomial_rule_of_three(2), 1);
	for (int n = 30; n < 100000000; n *= 7) {
		double exact =
		    pl_binomial_at_most((struct pl_trials){n, 0}).value;

		assert_true(exact < 3. / n && exact > 2.8 / n);
	}
}

static void
no_trials_give_no_value_and_say_so(void **state)
{
	const struct pl_trials none = {0, 0}, some = {3, 1};

	(void)state;
	assert_string_equal(
	    pl_binomial_wilson(none).value.why, "nothing to count");
	assert_string_equal(
	    pl_binomial_wilson_corrected(none).low.why, "nothing to count");
	assert_string_equal(
	    pl_binomial_exact(none).high.why, "nothing to count");
	assert_string_equal(pl_binomial_at_most(none).why, "nothing to count");
	assert_string_equal(pl_binomial_at_least(none).why, "nothing to count");
	assert_string_equal(
	    pl_binomial_rule_of_three(0).why, "nothing to count");
	assert_string_equal(
	    pl_binomial_difference(none, some).value.why, "nothing to count");
	assert_string_equal(
	    pl_binomial_difference(some, none).low.why, "nothing to count");
}

static void
assert_ordered(struct pl_estimate inner, struct pl_estimate outer)
{
	const double slack = 1e-12;

	assert_true(outer.low.value >= -slack);
	assert_true(outer.low.value <= inner.low.value + slack);
	assert_true(inner.low.value <= inner.value.value + slack);
	assert_true(inner.value.value <= inner.high.value + slack);
	assert_true(inner.high.value <= outer.high.value + slack);
	assert_true(outer.high.value <= 1 + slack);
}

static void
limits_hold_the_point_grow_with_it_and_mirror(void **state)
{
	(void)state;
	for (int n = 1; n <= 1000; n *= 10) {
		double before = -1;

		for (int i = 0; i <= n; i++) {
			const struct pl_trials t = {n, i}, mirror = {n, n - i};
			struct pl_estimate w = pl_binomial_wilson(t);

			assert_ordered(w, pl_binomial_wilson_corrected(t));
			assert_true(w.low.value > before);
			before = w.low.value;
			assert_close(
			    pl_binomial_wilson(mirror).high, 1 - w.low.value);
			assert_close(pl_binomial_exact(mirror).high,
			    1 - pl_binomial_exact(t).low.value);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(limits_equal_those_of_r),
	    cmocka_unit_test(differences_equal_those_of_the_formula_in_r),
	    cmocka_unit_test(newcombes_own_example_comes_out),
	    cmocka_unit_test(
		none_of_ten_proves_less_than_26_percent_and_299_prove_less_than_1),
	    cmocka_unit_test(three_in_n_is_what_no_event_leaves_possible),
	    cmocka_unit_test(no_trials_give_no_value_and_say_so),
	    cmocka_unit_test(limits_hold_the_point_grow_with_it_and_mirror),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
