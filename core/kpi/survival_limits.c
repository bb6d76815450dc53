#include <math.h>

#include "kpi/survival.h"
#include "kpi/sweep.h"
#include "stats/distribution.h"

enum { MINUTES_A_DAY = 1440 };

/* Along a curve, once more, to where its limits are wanted: they cost much more
 * than the curve, and few of them are ever read. */
struct walk {
	const struct pl_survival *curve;
	size_t next; /* step to go to */
	double z;    /* quantile for limits */
	double sum;  /* Greenwood's, up to there */
	double size; /* groups */
	struct pl_sweep sweep;
	struct pl_sweep_groups groups;
};

static void
walk_begin(struct walk *walk, const struct pl_survival *curve)
{
	walk->curve = curve;
	walk->next = 0;
	walk->z = walk->sum = walk->size = 0;
	pl_sweep_begin(&walk->sweep, curve->tally, &walk->groups);
	for (uint64_t rest = curve->groups; rest != 0; rest &= rest - 1)
		walk->size++;
	if (curve->naive)
		walk->z = pl_normal_quantile(0.975);
	else if (curve->no_limits == NULL)
		walk->z = pl_student_quantile(0.975, walk->size - 1);
}

/* Go on to a step. */
static void
walk_to(struct walk *walk, size_t step)
{
	const struct pl_survival *curve = walk->curve;

	for (; curve->naive && walk->next <= step; walk->next++) {
		const struct pl_survival_step *at = &curve->steps[walk->next];

		walk->sum +=
		    at->fixed / (at->at_risk * (at->at_risk - at->fixed));
	}
	if (curve->naive || curve->no_limits != NULL)
		return;
	while (walk->next <= step) {
		pl_sweep_next(&walk->sweep);
		if (walk->sweep.minute == curve->steps[walk->next].minute)
			walk->next++;
	}
}

/* log(-log S), falling as S grows. */
static double
theta_of(double survival)
{
	return log(-log(survival));
}

/* How far S, on that scale, hangs on single groups, times the quantile. 0 where
 * S, or S without some group, is 0 or 1: the scale has no place for those. */
static int
spread_of(const struct walk *walk, double *spread)
{
	const struct pl_sweep *sweep = &walk->sweep;
	double theta[PL_GROUPS], mean = 0, sum = 0, g = walk->size;

	if (sweep->survival <= 0 || sweep->survival >= 1)
		return 0;
	for (int i = 0; i < PL_GROUPS; i++) {
		double without = walk->groups.without[i];

		if ((walk->curve->groups >> i & 1) == 0)
			continue;
		if (without <= 0 || without >= 1)
			return 0;
		theta[i] = theta_of(without);
		mean += theta[i] / g;
	}
	for (int i = 0; i < PL_GROUPS; i++)
		if ((walk->curve->groups >> i & 1) != 0)
			sum += (theta[i] - mean) * (theta[i] - mean);
	*spread = walk->z * sqrt((g - 1) / g * sum);
	return 1;
}

static int
naive_spread(const struct walk *walk, double survival, double *spread)
{
	if (survival <= 0)
		return 0;
	*spread = walk->z * sqrt(walk->sum) / -log(survival);
	return 1;
}

static struct pl_survival_limits
walk_limits(const struct walk *walk)
{
	const struct pl_survival *curve = walk->curve;
	double survival, spread;

	if (curve->no_limits != NULL)
		return (struct pl_survival_limits){NAN, NAN};
	survival = curve->steps[walk->next - 1].survival;
	if (!(curve->naive ? naive_spread(walk, survival, &spread)
			   : spread_of(walk, &spread)))
		return (struct pl_survival_limits){NAN, NAN};
	return (struct pl_survival_limits){
	    pow(survival, exp(spread)), pow(survival, exp(-spread))};
}

struct pl_survival_limits
pl_survival_limits(const struct pl_survival *s, size_t step)
{
	struct walk walk;

	walk_begin(&walk, s);
	walk_to(&walk, step);
	return walk_limits(&walk);
}

/* The least and the most that the spread can be, from the smallest and largest
 * S without a group alone: numbers that lie so far apart have a sum of squares
 * between half of that squared, where all others are in the middle, and a
 * quarter of it for each, where all are at the ends (Popoviciu 1935). */
static int
spread_between(const struct walk *walk, double *least, double *most)
{
	double smallest = 1, largest = 0, g = walk->size, range;

	for (int i = 0; i < PL_GROUPS; i++) {
		double without = walk->groups.without[i];

		if ((walk->curve->groups >> i & 1) == 0)
			continue;
		smallest = without < smallest ? without : smallest;
		largest = without > largest ? without : largest;
	}
	if (smallest <= 0 || largest >= 1)
		return 0;
	range = theta_of(smallest) - theta_of(largest);
	*least = walk->z * sqrt((g - 1) / (2 * g)) * range;
	*most = walk->z * sqrt((g - 1) / 4) * range;
	return 1;
}

/* Can a limit be at or under a share here that was above it so far? Says no
 * only where that is sure, with much more room than rounding needs: to reckon
 * limits costs a logarithm for each group. */
static int
may_reach(const struct walk *walk, double share, int low, int high)
{
	static const double room = 1e-9;
	double least, most, gap;

	if (walk->curve->naive)
		return 1;
	if (!spread_between(walk, &least, &most))
		return 0;
	gap = theta_of(share) - theta_of(walk->sweep.survival);
	return (low && !(most * (1 + room) + room < gap)) ||
	       (high && !(least * (1 - room) - room > -gap));
}

/* ---- What is read off them ---------------------------------------------- */

/* Brookmeyer and Crowley (1982): the times at which 1 - p lies within the
 * limits of S. */
void
pl_survival_quantile_limits(const struct pl_survival *s, double p,
    struct pl_value *low, struct pl_value *high)
{
	const char *why = s->entered == 0 ? "no items" : s->no_limits;
	const struct pl_value none = {0, why != NULL ? why : "not reached"};
	double share = 1 - p + PL_SURVIVAL_ROUNDING;
	struct walk walk;

	*low = *high = none;
	if (why != NULL)
		return;
	walk_begin(&walk, s);
	for (size_t i = 0; i < s->count; i++) {
		const struct pl_value days = {
		    (double)s->steps[i].minute / MINUTES_A_DAY, NULL};
		struct pl_survival_limits at;

		walk_to(&walk, i);
		if (!may_reach(
			&walk, share, low->why != NULL, high->why != NULL))
			continue;
		at = walk_limits(&walk);
		if (low->why != NULL && at.low <= share)
			*low = days;
		if (high->why != NULL && at.high <= share)
			*high = days;
		if (low->why == NULL && high->why == NULL)
			break;
	}
}

static struct pl_curve_point
point_of(struct walk *walk, size_t step)
{
	const struct pl_survival_step *at = &walk->curve->steps[step];
	struct pl_curve_point point = {
	    .days = (double)at->minute / MINUTES_A_DAY,
	    .survival = at->survival,
	    .low = at->survival,
	    .high = at->survival,
	    .at_risk = at->at_risk};
	struct pl_survival_limits limits;

	walk_to(walk, step);
	limits = walk_limits(walk);
	if (!isnan(limits.low)) {
		point.low = limits.low;
		point.high = limits.high;
	}
	return point;
}

/* Add those of a tally who were censored to the points that they come after. */
static void
add_censored(
    const struct pl_tally *tally, struct pl_curve_point *points, size_t count)
{
	size_t at = 0;

	for (size_t i = 0; i < tally->count; i++) {
		const struct pl_tally_cell *cell = &tally->cells[i];
		double days = (double)cell->minute / MINUTES_A_DAY;

		if (cell->what != PL_CENSORED || days < points[0].days)
			continue;
		while (at + 1 < count && points[at + 1].days <= days)
			at++;
		points[at].censored += (double)cell->count;
		points[at].censored_days += (double)cell->count * days;
	}
	for (size_t i = 0; i < count; i++)
		if (points[i].censored > 0)
			points[i].censored_days /= points[i].censored;
}

size_t
pl_survival_curve(
    const struct pl_survival *s, struct pl_curve_point *points, size_t limit)
{
	size_t used = 0, stride = 1, next;
	struct walk walk;

	if (s->entered == 0 || limit < 3)
		return 0;
	points[used++] = (struct pl_curve_point){
	    .days = (double)s->from_minute / MINUTES_A_DAY,
	    .survival = 1,
	    .low = 1,
	    .high = 1,
	    .at_risk = s->count > 0 ? s->steps[0].at_risk : (double)s->entered};
	while (s->count / stride > limit - 3)
		stride++;
	walk_begin(&walk, s);
	for (next = stride - 1; next < s->count; next += stride)
		points[used++] = point_of(&walk, next);
	if (next - stride + 1 < s->count)
		points[used++] = point_of(&walk, s->count - 1);
	if (s->last_minute > (s->count ? s->steps[s->count - 1].minute : 0)) {
		points[used] = points[used - 1];
		points[used++].days = (double)s->last_minute / MINUTES_A_DAY;
	}
	add_censored(s->tally, points, used);
	return used;
}
