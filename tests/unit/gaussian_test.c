/*
 * Noise against noise.py, draw by draw, and against the exact probabilities.
 * Keys are fixed: a test that passes once passes always.
 */
#include "share/gaussian.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/error.h"
#include "share/stream.h"
#include "tests/data/share/noise.h"
#include "tests/unit/fit.h"

static struct pl_stream *
stream_of(struct pl_variance variance)
{
	struct pl_keyed digest;
	unsigned char key[PL_KEY_SIZE];

	for (int i = 0; i < PL_KEY_SIZE; i++)
		key[i] = (unsigned char)i;
	pl_keyed_begin(&digest, key, "patchlore/test/1");
	pl_keyed_number(&digest, (int64_t)variance.a);
	pl_keyed_number(&digest, (int64_t)variance.b);
	pl_keyed_end(&digest, key);
	return pl_stream_open(key);
}

static void
the_same_key_gives_the_same_noise_for_ever(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(gaussians); i++) {
		struct pl_variance variance = {gaussians[i].a, gaussians[i].b};
		struct pl_stream *stream = stream_of(variance);

		for (size_t j = 0; j < PL_COUNT(gaussians[i].draws); j++)
			assert_int_equal(pl_gaussian(stream, variance),
			    gaussians[i].draws[j]);
		pl_stream_close(stream);
	}
}

static void
draws_fit_the_exact_probabilities(void **state)
{
	enum { DRAWS = 200000 };
	int64_t *draws = pl_alloc_array(DRAWS, sizeof *draws);

	(void)state;
	for (size_t i = 0; i < PL_COUNT(fit_variances); i++) {
		struct pl_variance variance = fit_variances[i];
		struct pl_stream *stream = stream_of(variance);
		struct fit fit;

		for (int j = 0; j < DRAWS; j++)
			draws[j] = pl_gaussian(stream, variance);
		fit = fit_of(draws, DRAWS, variance);
		if (!(fit.p > 1e-4 && fabs(fit.z) < 4 &&
			fabs(fit.ratio - 1) < 0.01))
			fail_msg("%" PRIu64 "/%" PRIu64
				 ": p %g in %d bins, z %g, variance x %g",
			    variance.a, variance.b, fit.p, fit.bins, fit.z,
			    fit.ratio);
		pl_stream_close(stream);
	}
	free(draws);
}

/* Where the numbers inside are largest; the sampler asserts that they fit. The
 * scale is at most twice sigma, so no draw may be 128 sigma, or 64 below 1. */
static void
variances_at_the_limit_are_drawn(void **state)
{
	const uint64_t most = PL_VARIANCE_LIMIT - 1, half = most / 2 + 1;
	const struct pl_variance variances[] = {{most, 1}, {most, most},
	    {most, most - 1}, {most, half}, {most, half - 1}, {most, 1 << 28},
	    {1, most}, {1, 1}, {most - 1, most}, {3, most}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(variances); i++) {
		double exact = (double)variances[i].a / (double)variances[i].b;
		struct pl_stream *stream = stream_of(variances[i]);
		double sum = 0;

		for (int j = 0; j < 20000; j++) {
			double x = (double)pl_gaussian(stream, variances[i]);

			assert_true(fabs(x) < 128 * sqrt(exact) + 64);
			sum += x * x / 20000;
		}
		/* 1 % is the standard error of those that are not all 0. */
		if (exact > 1e-9)
			assert_true(fabs(sum / exact - 1) < 0.05);
		else
			assert_true(sum == 0);
		pl_stream_close(stream);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_same_key_gives_the_same_noise_for_ever),
	    cmocka_unit_test(draws_fit_the_exact_probabilities),
	    cmocka_unit_test(variances_at_the_limit_are_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
