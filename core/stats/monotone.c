#include "stats/monotone.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "stats/distribution.h"

enum { EXACT_MOST = 10 };

static int
compare(double a, double b)
{
	return (a > b) - (a < b);
}

static int
by_size(const void *a, const void *b)
{
	const double *left = a, *right = b;

	return compare(*left, *right);
}

/* ---- Ties ---------------------------------------------------------------- */

/* Sums over runs of t equal numbers: t(t-1), t(t-1)(t-2), t(t-1)(2t+5). */
struct ties {
	double pairs, triples, variance;
};

static struct ties
ties_of(double *numbers, size_t count)
{
	struct ties ties = {0};

	qsort(numbers, count, sizeof *numbers, by_size);
	for (size_t from = 0, to; from < count; from = to) {
		double t;

		for (to = from + 1; to < count; to++)
			if (numbers[to] > numbers[from])
				break;
		t = (double)(to - from);
		ties.pairs += t * (t - 1);
		ties.triples += t * (t - 1) * (t - 2);
		ties.variance += t * (t - 1) * (2 * t + 5);
	}
	return ties;
}

static void
count_ties(const struct pl_point *points, size_t count, struct ties *times,
    struct ties *values)
{
	double *numbers = pl_alloc_array(count, sizeof *numbers);

	for (size_t i = 0; i < count; i++)
		numbers[i] = points[i].time;
	*times = ties_of(numbers, count);
	for (size_t i = 0; i < count; i++)
		numbers[i] = points[i].value;
	*values = ties_of(numbers, count);
	free(numbers);
}

/* Kendall (1970), with ties in both. */
static double
score_variance(size_t count, struct ties times, struct ties values)
{
	double n = (double)count;

	return (n * (n - 1) * (2 * n + 5) - times.variance - values.variance) /
	           18 +
	       times.pairs * values.pairs / (2 * n * (n - 1)) +
	       times.triples * values.triples / (9 * n * (n - 1) * (n - 2));
}

/* ---- The test ------------------------------------------------------------ */

/* Of all orders of so many points, the share in which at most so many pairs go
 * up. The k-th point goes up from 0 to k - 1 of those before it, all of these
 * being equally likely. */
static double
share_of_orders(size_t count, int pairs_up)
{
	double ways[EXACT_MOST * (EXACT_MOST - 1) / 2 + 1] = {1}, sum = 0;

	for (int k = 2; k <= (int)count; k++)
		for (int up = k * (k - 1) / 2; up >= 0; up--) {
			double all = 0;

			for (int more = 0; more < k && more <= up; more++)
				all += ways[up - more];
			ways[up] = all / k;
		}
	for (int up = 0; up <= pairs_up; up++)
		sum += ways[up];
	return sum;
}

static double
exact_p(size_t count, double score)
{
	int pairs = (int)(count * (count - 1) / 2);
	int up = (pairs + (int)score) / 2;
	double at_most = share_of_orders(count, up);
	double at_least = share_of_orders(count, pairs - up);

	return fmin(1, 2 * fmin(at_most, at_least));
}

static double
normal_p(double score, double variance)
{
	double nearer = fmax(0, fabs(score) - 1);

	return 2 * pl_normal_above(nearer / sqrt(variance));
}

/* ---- The slope ----------------------------------------------------------- */

static double
median(const double *sorted, size_t count)
{
	return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
}

static struct pl_estimate
slope_of(double *slopes, size_t count, double variance)
{
	double apart = pl_normal_quantile(0.975) * sqrt(variance);
	double rank = floor(((double)count - apart) / 2); /* from 1 */
	struct pl_estimate slope = pl_no_estimate("too few points for limits");

	qsort(slopes, count, sizeof *slopes, by_size);
	slope.value = pl_known(median(slopes, count));
	if (rank >= 1) {
		slope.low = pl_known(slopes[(size_t)rank - 1]);
		slope.high = pl_known(slopes[count - (size_t)rank]);
	}
	return slope;
}

/* The slopes of all pairs that are of two times; the score beside. */
static size_t
compare_pairs(
    const struct pl_point *points, size_t count, double *slopes, double *score)
{
	size_t used = 0;

	*score = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++) {
			double time = points[i].time - points[j].time;
			double rise = points[i].value - points[j].value;

			*score += compare(time, 0) * compare(rise, 0);
			if (compare(time, 0) != 0)
				slopes[used++] = rise / time;
		}
	return used;
}

static struct pl_trend
no_trend(const char *why)
{
	return (struct pl_trend){0, pl_unknown(why), pl_no_estimate(why)};
}

struct pl_trend
pl_trend_of(const struct pl_point *points, size_t count)
{
	struct pl_trend trend = no_trend("all points are of one time");
	struct ties times, values;
	double *slopes, variance;
	size_t pairs;

	if (count < PL_TREND_FEWEST)
		return no_trend("fewer than 4 points");
	if (count > PL_TREND_MOST)
		return no_trend("too many points");
	count_ties(points, count, &times, &values);
	variance = score_variance(count, times, values);
	slopes = pl_alloc_array(count * (count - 1) / 2, sizeof *slopes);
	pairs = compare_pairs(points, count, slopes, &trend.score);
	if (pairs > 0) {
		trend.slope = slope_of(slopes, pairs, fmax(0, variance));
		trend.p = pl_unknown("all values are the same");
	}
	free(slopes);

	if (count <= EXACT_MOST && times.pairs + values.pairs == 0)
		trend.p = pl_known(exact_p(count, trend.score));
	else if (pairs > 0 && values.pairs < (double)(count * (count - 1)))
		trend.p = pl_known(normal_p(trend.score, variance));
	return trend;
}
