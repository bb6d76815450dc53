#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/zcdp.h"

struct reference {
	double rho, delta, epsilon, guess;
};

#include "tests/data/stats/zcdp.h"

static void
values_equal_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];

		assert_float_equal(pl_zcdp_epsilon(r->rho, r->delta),
		    r->epsilon, 1e-8 * (1 + r->epsilon));
		assert_float_equal(pl_zcdp_guess(r->rho), r->guess, 1e-12);
	}
}

/* As they stand in documents, to as many digits. */
static void
the_profiles_mean_what_is_told_of_them(void **state)
{
	static const struct {
		double rho, epsilon, percent;
	} told[] = {
	    {.025, 1.01, 54.5},
	    {.1, 2.14, 58.8},
	    {.4, 4.60, 67.3},
	    {.5, 5.22, 69.1},
	    {.8, 6.83, 73.6},
	    /* of two ways, docs/privacy.md: twice the rho */
	    {.05, 1.47, 56.3},
	    {.2, 3.13, 62.4},
	    {1, 7.77, 76.0},
	    {1.6, 10.2, 81.4},
	    {2, 11.7, 84.1},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(told); i++) {
		double epsilon = pl_zcdp_epsilon(told[i].rho, 1e-6);

		assert_float_equal(
		    epsilon, told[i].epsilon, epsilon < 10 ? .005 : .05);
		assert_float_equal(
		    100 * pl_zcdp_guess(told[i].rho), told[i].percent, .05);
	}
}

static void
nothing_spent_is_nothing_known(void **state)
{
	(void)state;
	assert_true(pl_zcdp_epsilon(0, 1e-6) == 0);
	assert_true(pl_zcdp_guess(0) == 0.5);
}

/* No weaker than the bound that is usually told (Bun and Steinke 2016). */
static void
epsilon_grows_with_rho_and_is_below_the_simple_bound(void **state)
{
	double before = 0, rho = 1e-6;

	(void)state;
	for (int i = 0; i < 50; i++, rho *= 1.5) {
		double epsilon = pl_zcdp_epsilon(rho, 1e-6);

		assert_true(epsilon >= before);
		assert_true(epsilon < rho + 2 * sqrt(rho * log(1e6)));
		before = epsilon;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_equal_those_of_r),
	    cmocka_unit_test(the_profiles_mean_what_is_told_of_them),
	    cmocka_unit_test(nothing_spent_is_nothing_known),
	    cmocka_unit_test(
		epsilon_grows_with_rho_and_is_below_the_simple_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
