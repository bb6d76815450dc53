/*
 * sampler.c - a million draws of each variance, five times
 */
#include <inttypes.h>

#include "base/alloc.h"
#include "share/gaussian.h"
#include "share/stream.h"
#include "tests/referee/verdict.h"
#include "tests/unit/fit.h"

enum { DRAWS = 1000000, SEEDS = 5 };

static void
draw(int64_t *draws, struct pl_variance variance, int seed)
{
	unsigned char key[PL_KEY_SIZE] = {(unsigned char)seed};
	struct pl_stream *stream = pl_stream_open(key);

	for (int i = 0; i < DRAWS; i++)
		draws[i] = pl_gaussian(stream, variance);
	pl_stream_close(stream);
}

static void
judge(int64_t *draws, struct pl_variance variance, int seed)
{
	struct fit fit;

	draw(draws, variance, seed);
	fit = fit_of(draws, DRAWS, variance);
	verdict(fit.p > 1e-4 && fabs(fit.z) < 4 && fabs(fit.ratio - 1) < 0.005,
	    "variance %" PRIu64 "/%" PRIu64 ", seed %d: chi-square over %d "
	    "bins p %.4f, mean z %+.2f, variance x %.5f",
	    variance.a, variance.b, seed, fit.bins, fit.p, fit.z, fit.ratio);
}

int
main(void)
{
	int64_t *draws = pl_alloc_array(DRAWS, sizeof *draws);

	for (size_t i = 0; i < PL_COUNT(fit_variances); i++)
		for (int seed = 1; seed <= SEEDS; seed++)
			judge(draws, fit_variances[i], seed);
	free(draws);
	return verdict_end();
}
