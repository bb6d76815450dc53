#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/distribution.h"
#include "stats/incomplete.h"

enum function {
	NORMAL_CDF,
	NORMAL_ABOVE,
	NORMAL_QUANTILE,
	STUDENT_CDF,
	STUDENT_QUANTILE,
	BETA_CDF,
	BETA_QUANTILE,
	GAMMA_CDF,
	GAMMA_QUANTILE,
	CHI_SQUARE_ABOVE
};

struct reference {
	enum function function;
	double at[3];
	double value;
};

#include "tests/data/stats/distribution.h"

static double
ours(enum function function, const double *at)
{
	switch (function) {
	case NORMAL_CDF:
		return pl_normal_cdf(at[0]);
	case NORMAL_ABOVE:
		return pl_normal_above(at[0]);
	case NORMAL_QUANTILE:
		return pl_normal_quantile(at[0]);
	case STUDENT_CDF:
		return pl_student_cdf(at[0], at[1]);
	case STUDENT_QUANTILE:
		return pl_student_quantile(at[0], at[1]);
	case BETA_CDF:
		return pl_beta_cdf(at[0], at[1], at[2]);
	case BETA_QUANTILE:
		return pl_beta_quantile(at[0], at[1], at[2]);
	case GAMMA_CDF:
		return pl_gamma_cdf(at[0], at[1]);
	case GAMMA_QUANTILE:
		return pl_gamma_quantile(at[0], at[1]);
	case CHI_SQUARE_ABOVE:
		return pl_chi_square_above(at[0], at[1]);
	}
	return NAN;
}

static int
close_to(double value, double expected)
{
	return fabs(value - expected) <= 1e-11 * fabs(expected);
}

static void
values_equal_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		double value = ours(r->function, r->at);

		if (!close_to(value, r->value))
			fail_msg("row %zu, function %d at %.17g, %.17g, "
				 "%.17g: %.17g is not %.17g",
			    i, (int)r->function, r->at[0], r->at[1], r->at[2],
			    value, r->value);
	}
}

static void
quantiles_undo_probabilities(void **state)
{
	static const double shapes[][2] = {
	    {0.05, 50}, {0.5, 0.5}, {1, 1}, {7, 2}, {3e4, 6e6}};

	(void)state;
	for (int step = 0; step < 33; step++) {
		double p = 0.0005 + 0.0305 * step;

		assert_true(close_to(pl_normal_cdf(pl_normal_quantile(p)), p));
		for (size_t i = 0; i < PL_COUNT(shapes); i++) {
			double a = shapes[i][0], b = shapes[i][1];
			double x = pl_beta_quantile(p, a, b);
			double t = pl_student_quantile(p, b);

			assert_true(close_to(pl_beta_cdf(x, a, b), p));
			assert_true(close_to(pl_student_cdf(t, b), p));
			x = pl_gamma_quantile(p, a);
			assert_true(close_to(pl_gamma_cdf(x, a), p));
		}
	}
}

static void
tails_mirror_each_other(void **state)
{
	(void)state;
	for (int step = 1; step < 20; step++) {
		double x = 0.05 * step;
		struct pl_tails tails = pl_incomplete_beta(3, 40, x, 1 - x);
		struct pl_tails other = pl_incomplete_beta(40, 3, 1 - x, x);

		assert_true(fabs(tails.below + tails.above - 1) < 1e-12);
		assert_true(close_to(tails.below, other.above));
		assert_true(fabs(pl_student_quantile(x, 5) +
				 pl_student_quantile(1 - x, 5)) < 1e-12);
	}
}

static void
the_ends_are_the_ends(void **state)
{
	(void)state;
	assert_true(pl_normal_quantile(0) == -INFINITY);
	assert_true(pl_normal_quantile(1) == INFINITY);
	assert_true(pl_student_quantile(1, 3) == INFINITY);
	assert_true(pl_beta_quantile(0, 2, 3) == 0);
	assert_true(pl_beta_quantile(1, 2, 3) == 1);
	assert_true(pl_beta_cdf(0, 2, 3) == 0 && pl_beta_cdf(1, 2, 3) == 1);
	assert_true(pl_gamma_quantile(0, 2) == 0);
	assert_true(pl_gamma_quantile(1, 2) == INFINITY);
	assert_true(pl_chi_square_above(0, 4) == 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_equal_those_of_r),
	    cmocka_unit_test(quantiles_undo_probabilities),
	    cmocka_unit_test(tails_mirror_each_other),
	    cmocka_unit_test(the_ends_are_the_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
