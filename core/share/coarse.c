#include "share/coarse.h"

#include <math.h>

#include "base/alloc.h"
#include "share/disclosure.h"

/* What is on a grid but for the last bits of a double is on it. */
static const double slack = 1e-9;

static double
floor_to(double value, double steps)
{
	return floor(value * steps + slack) / steps;
}

static double
ceil_to(double value, double steps)
{
	return ceil(value * steps - slack) / steps + 0.0; /* no -0 */
}

/* ---- Counts -------------------------------------------------------------- */

int64_t
pl_coarse_count(int64_t count)
{
	return count - count % PL_FEWEST;
}

int64_t
pl_coarse_total(int64_t count)
{
	int64_t step = 1;

	while (count / step >= 100 || step < PL_FEWEST)
		step *= 10;
	return count - count % step;
}

static const struct band {
	int64_t from;
	const char *name;
} bands[] = {{50000, "50,000 or more"}, {10000, "10,000 to 49,999"},
    {2000, "2,000 to 9,999"}, {500, "500 to 1,999"}, {100, "100 to 499"},
    {PL_FEWEST, "10 to 99"}, {INT64_MIN, "fewer than 10"}};

static const struct band *
band_of(int64_t count)
{
	const struct band *band = bands;

	while (count < band->from)
		band++;
	return band;
}

const char *
pl_coarse_band(int64_t count)
{
	return band_of(count)->name;
}

int64_t
pl_coarse_band_from(int64_t count)
{
	return count < PL_FEWEST ? 0 : band_of(count)->from;
}

/* ---- Shares -------------------------------------------------------------- */

/* Steps in 1, the finest grid first. */
static const int grids[] = {1000, 500, 200, 100, 50, 20, 10, 5};

double
pl_coarse_step(int64_t n)
{
	for (size_t i = 0; i < PL_COUNT(grids); i++)
		if (n >= (int64_t)PL_FEWEST * grids[i])
			return 1.0 / grids[i];
	return 0;
}

static int
tells_few(double share, int64_t n)
{
	double count = share * (double)n;

	return pl_is_few(llround(ceil(count - slack))) ||
	       pl_is_few(llround(ceil((double)n - count - slack)));
}

static double
clamp(double share)
{
	return share < 0 ? 0 : share > 1 ? 1 : share;
}

struct pl_estimate
pl_coarse_share(struct pl_estimate share, int64_t n, const char *why)
{
	double step = pl_coarse_step(n), steps = step > 0 ? round(1 / step) : 0;

	if (share.value.why == NULL &&
	    (step == 0 || tells_few(share.value.value, n)))
		return pl_no_estimate(why);
	if (step == 0)
		return pl_no_estimate(share.value.why);
	share.value.value = round(share.value.value * steps) / steps;
	share.low.value = clamp(floor_to(share.low.value, steps));
	share.high.value = clamp(ceil_to(share.high.value, steps));
	return share;
}

/* ---- Days and ratios ----------------------------------------------------- */

struct pl_estimate
pl_coarse_days(struct pl_estimate days)
{
	days.value.value = ceil_to(days.value.value, 1);
	days.low.value = floor_to(days.low.value, 1);
	days.high.value = ceil_to(days.high.value, 1);
	return days;
}

struct pl_value
pl_coarse_sum(struct pl_value sum)
{
	double step = 1;

	while (fabs(sum.value) / step >= 1000)
		step *= 10;
	sum.value = round(sum.value / step) * step;
	return sum;
}

struct pl_estimate
pl_coarse_ratio(struct pl_estimate ratio)
{
	ratio.value.value = round(ratio.value.value * 10) / 10;
	ratio.low.value = floor_to(ratio.low.value, 10);
	ratio.high.value = ceil_to(ratio.high.value, 10);
	return ratio;
}
