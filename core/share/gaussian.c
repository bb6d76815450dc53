#include "share/gaussian.h"

#include <assert.h>

#include "share/stream.h"

enum {
	REACH = 64, /* draws are smaller than so many times the scale */
};

static int
in_limits(uint64_t number)
{
	return number > 0 && number < PL_VARIANCE_LIMIT;
}

/* ---- The discrete Laplace (algorithm 2) ---------------------------------- */

struct draw {
	uint64_t size;
	int negative;
};

/* One try: 0 where it has to be made again. */
static int
laplace_try(struct pl_stream *stream, uint64_t scale, struct draw *draw)
{
	uint64_t rest = (uint64_t)pl_stream_below(stream, scale), times = 0;

	if (!pl_stream_chance_exp(stream, rest, scale))
		return 0;
	while (times < REACH && pl_stream_chance_exp(stream, 1, 1))
		times++;
	draw->size = rest + scale * times;
	draw->negative = pl_stream_chance(stream, 1, 2);
	/* -0 counted as well as 0 would make 0 come twice too often. */
	return times < REACH && !(draw->negative && draw->size == 0);
}

static struct draw
laplace(struct pl_stream *stream, uint64_t scale)
{
	struct draw draw;

	while (!laplace_try(stream, scale, &draw))
		;
	return draw;
}

/* ---- The discrete Gaussian (algorithm 3) --------------------------------- */

/* The whole part of the square root of a number below 2^56. */
static uint64_t
whole_root(uint64_t number)
{
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 27; bit > 0; bit /= 2)
		if ((root + bit) * (root + bit) <= number)
			root += bit;
	return root;
}

/*
 * With probability exp(-(|x| - sigma^2/t)^2 / (2 sigma^2)), t the scale, which
 * over a common denominator is exp(-(|x| b t - a)^2 / (2 a b t^2)).
 *
 * It fits: t <= 2 sigma, or t = 1 where sigma is below 1; so b t^2 is at most
 * 4 a < 2^58, or b < 2^56. Hence |x| b t < 64 b t^2 < 2^64 with a square below
 * 2^128, and 2 a b t^2 < 2^115.
 */
static int
keep(struct pl_stream *stream, uint64_t size, struct pl_variance variance,
    uint64_t scale)
{
	pl_u128 step = (pl_u128)variance.b * scale, reached, far;

	assert(size < REACH * scale && step * scale < (pl_u128)1 << 58);
	reached = size * step;
	far =
	    reached > variance.a ? reached - variance.a : variance.a - reached;
	assert(far <= UINT64_MAX);
	return pl_stream_chance_exp(
	    stream, far * far, 2 * (step * scale) * variance.a);
}

int64_t
pl_gaussian(struct pl_stream *stream, struct pl_variance variance)
{
	uint64_t scale;
	struct draw draw;

	assert(in_limits(variance.a) && in_limits(variance.b));
	scale = whole_root(variance.a / variance.b) + 1;
	do
		draw = laplace(stream, scale);
	while (!keep(stream, draw.size, variance, scale));
	return draw.negative ? -(int64_t)draw.size : (int64_t)draw.size;
}
