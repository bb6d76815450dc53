#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/randomized.h"

static void
is_near(double got, double expected)
{
	if (!(fabs(got - expected) < 1e-12))
		fail_msg("%.17g is not %.17g", got, expected);
}

static void
truth_is_told_as_often_as_epsilon_allows(void **state)
{
	(void)state;
	/* e^2 / (1 + e^2) */
	is_near(pl_randomized_truth(2), 0.88079707797788244);
	is_near(pl_randomized_truth(log(3)), 0.75);
	/* A yes is at most e^epsilon times as likely from who means it. */
	is_near(pl_randomized_truth(2) / (1 - pl_randomized_truth(2)), exp(2));
}

static void
shares_are_turned_back(void **state)
{
	struct pl_estimate share;

	(void)state;
	/* Truth 3/4: of 8 who mean yes and 8 who mean no, 6 + 2 tell it. */
	share = pl_randomized_share((struct pl_trials){16, 8}, log(3));
	is_near(share.value.value, 0.5);
	/* All tell it: (1 - 1/4) / (1/2), which is not cut. */
	share = pl_randomized_share((struct pl_trials){4, 4}, log(3));
	is_near(share.value.value, 1.5);
	/* Wilson's limits of 8 in 16 are 0.28 and 0.72; both are turned. */
	share = pl_randomized_share((struct pl_trials){16, 8}, log(3));
	is_near(share.low.value,
	    (pl_binomial_wilson((struct pl_trials){16, 8}).low.value - 0.25) *
		2);
	assert_string_equal(
	    pl_randomized_share((struct pl_trials){0, 0}, 1).value.why,
	    "nothing to count");
}

/* xorshift64* (Vigna 2016), from 0 to 1. */
static double
chance(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (double)((*state * UINT64_C(2685821657736338717)) >> 11) *
	       0x1p-53;
}

/* 100,000 people whose share of yes is known are found out to within three
 * standard errors, at each epsilon. */
static void
many_answers_tell_the_share_without_bias(void **state)
{
	static const double shares[] = {0, 0.02, 0.3, 0.5, 0.97};
	static const double epsilons[] = {0.5, 1, 2, 4};
	uint64_t seed = 20261126;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(shares) * PL_COUNT(epsilons); i++) {
		double p = shares[i % PL_COUNT(shares)];
		double epsilon = epsilons[i / PL_COUNT(shares)];
		double truth = pl_randomized_truth(epsilon), told, error;
		struct pl_trials trials = {100000, 0};

		for (int j = 0; j < 100000; j++) {
			int yes = j < p * 100000;

			trials.count += chance(&seed) < truth ? yes : !yes;
		}
		told = p * truth + (1 - p) * (1 - truth);
		error = sqrt(told * (1 - told) / trials.n) / (2 * truth - 1);
		if (fabs(pl_randomized_share(trials, epsilon).value.value - p) >
		    3 * error)
			fail_msg("share %g at epsilon %g", p, epsilon);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(truth_is_told_as_often_as_epsilon_allows),
	    cmocka_unit_test(shares_are_turned_back),
	    cmocka_unit_test(many_answers_tell_the_share_without_bias),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
