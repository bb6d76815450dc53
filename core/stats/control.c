#include "stats/control.h"

#include <math.h>

/* Mean range of two normal values in standard deviations, and 3 of these in
 * mean ranges: as rounded in the sources. */
static const double ranges_per_sigma = 1.128;
static const double ranges_to_limits = 2.66;

static const char *const few = "fewer than 10 periods";

static struct pl_control
no_chart(const char *why)
{
	return (struct pl_control){pl_unknown(why), pl_unknown(why), 0};
}

/* ---- Signals ------------------------------------------------------------- */

/* A difference that is only rounding is none. */
static int
side_of(double value, double line)
{
	if (fabs(value - line) <= 1e-12 * fmax(fabs(value), fabs(line)))
		return 0;
	return value > line ? 1 : -1;
}

static void
mark_signals(
    struct pl_control *chart, struct pl_control_point *points, size_t count)
{
	int row = 0; /* how long it is, below 0 on the lower side */

	for (size_t i = 0; i < count; i++) {
		struct pl_control_point *point = &points[i];
		double value = point->value.value;
		int side = side_of(value, chart->center.value);

		if (point->value.why != NULL)
			continue;
		row = side * row > 0 ? row + side : side;
		if (side_of(value, point->high) > 0 ||
		    side_of(value, point->low) < 0)
			point->signals |= PL_SIGNAL_BEYOND;
		if (row >= PL_CONTROL_ROW || row <= -PL_CONTROL_ROW)
			point->signals |= PL_SIGNAL_ROW;
		chart->signals += point->signals != 0;
	}
}

/* ---- Proportions --------------------------------------------------------- */

static double
chance_sigma(double center, double n)
{
	return sqrt(center * (1 - center) / n);
}

/* The mean moving range of the z scores, in standard deviations. */
static double
sigma_z(const struct pl_trials *periods, size_t count, double center)
{
	double sum = 0, before = NAN;
	size_t ranges = 0;

	for (size_t i = 0; i < count; i++) {
		double n = periods[i].n, z;

		if (!(n > 0))
			continue;
		z = (periods[i].count / n - center) / chance_sigma(center, n);
		if (!isnan(before)) {
			sum += fabs(z - before);
			ranges++;
		}
		before = z;
	}
	return sum / (double)ranges / ranges_per_sigma;
}

static void
put_proportions(const struct pl_control *chart, const struct pl_trials *periods,
    size_t count, struct pl_control_point *points)
{
	double center = chart->center.value;

	for (size_t i = 0; i < count; i++) {
		const struct pl_trials *t = &periods[i];
		double reach =
		    3 * chance_sigma(center, t->n) * chart->spread.value;

		points[i] = (struct pl_control_point){
		    pl_unknown("nothing to count"), 0, 0, 0};
		if (!(t->n > 0))
			continue;
		points[i].value = pl_known(t->count / t->n);
		points[i].low = fmax(0, center - reach);
		points[i].high = fmin(1, center + reach);
	}
}

struct pl_control
pl_control_proportions(const struct pl_trials *periods, size_t count,
    struct pl_control_point *points)
{
	struct pl_trials all = {0};
	struct pl_control chart = {0};
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		all.n += periods[i].n;
		all.count += periods[i].count;
		used += periods[i].n > 0;
	}
	if (used < PL_CONTROL_FEWEST)
		return no_chart(few);
	chart.center = pl_known(all.count / all.n);
	chart.spread = pl_unknown(
	    all.count > 0 ? "nothing but events" : "no event in any period");
	if (!(all.count > 0 && all.count < all.n))
		return chart;
	chart.spread = pl_known(sigma_z(periods, count, chart.center.value));
	put_proportions(&chart, periods, count, points);
	mark_signals(&chart, points, count);
	return chart;
}

/* ---- Single values ------------------------------------------------------- */

struct pl_control
pl_control_values(
    const double *values, size_t count, struct pl_control_point *points)
{
	struct pl_control chart = {0};
	double sum = 0, ranges = 0, center, reach;

	if (count < PL_CONTROL_FEWEST)
		return no_chart(few);
	for (size_t i = 0; i < count; i++) {
		sum += values[i];
		if (i > 0)
			ranges += fabs(values[i] - values[i - 1]);
	}
	center = sum / (double)count;
	chart.center = pl_known(center);
	chart.spread = pl_known(ranges / (double)(count - 1));
	reach = ranges_to_limits * chart.spread.value;
	for (size_t i = 0; i < count; i++)
		points[i] = (struct pl_control_point){
		    pl_known(values[i]), center - reach, center + reach, 0};
	mark_signals(&chart, points, count);
	return chart;
}
