#include "kpi/survival.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "stats/distribution.h"

enum { MINUTES_A_DAY = 1440, FEWEST_ASSETS = 10, FEWEST_AT_RISK = 5 };

/* S that is 1 - p but for rounding counts as having reached it. */
static const double tolerance = 1e-12;

/* ---- The sweep over minutes --------------------------------------------- */

struct sweep {
	double at_risk, at_risk_of[PL_GROUPS];
	double survival, without[PL_GROUPS]; /* all; one group left out */
	int present[PL_GROUPS];              /* groups that anything entered */
	int enough;                          /* were ever at risk at once */
	int thin;                            /* some were fixed before */
	unsigned groups;
	double student; /* its quantile for limits */
};

/* What happens in one minute. */
struct minute {
	double of[PL_WHATS][PL_GROUPS];
	double all[PL_WHATS];
};

/* Gather the cells of the minute at *i, and go past them. */
static uint32_t
gather(const struct pl_tally *tally, size_t *i, struct minute *out)
{
	uint32_t minute = tally->cells[*i].minute;

	memset(out, 0, sizeof *out);
	for (; *i < tally->count && tally->cells[*i].minute == minute; ++*i) {
		const struct pl_tally_cell *cell = &tally->cells[*i];

		out->of[cell->what][cell->group] += (double)cell->count;
		out->all[cell->what] += (double)cell->count;
	}
	return minute;
}

static void
enter(struct sweep *sweep, const struct minute *now)
{
	for (int g = 0; g < PL_GROUPS; g++)
		sweep->at_risk_of[g] += now->of[PL_ENTERED][g];
	sweep->at_risk += now->all[PL_ENTERED];
}

static void
leave(struct sweep *sweep, const struct minute *now)
{
	for (int what = PL_FIXED; what < PL_WHATS; what++) {
		for (int g = 0; g < PL_GROUPS; g++)
			sweep->at_risk_of[g] -= now->of[what][g];
		sweep->at_risk -= now->all[what];
	}
}

/* The product-limit step, for all and with each group left out. */
static void
step(struct sweep *sweep, const struct minute *now)
{
	double fixed = now->all[PL_FIXED];

	sweep->survival *= 1 - fixed / sweep->at_risk;
	for (int g = 0; g < PL_GROUPS; g++) {
		double others = sweep->at_risk - sweep->at_risk_of[g];

		if (others > 0)
			sweep->without[g] *=
			    1 - (fixed - now->of[PL_FIXED][g]) / others;
	}
}

/* Once enough are at risk: forget what happened to the few before. */
static void
start(struct pl_survival *out, struct sweep *sweep, uint32_t minute)
{
	if (sweep->enough || sweep->at_risk < FEWEST_AT_RISK)
		return;
	sweep->enough = 1;
	if (!sweep->thin)
		return;
	out->count = 0;
	out->from_minute = minute;
	sweep->survival = 1;
	for (int g = 0; g < PL_GROUPS; g++)
		sweep->without[g] = 1;
}

/* Limits of S on the log(-log) scale. NAN where S, or S without some group, is
 * 0 or 1: the scale has no place for those. */
static void
limits(const struct sweep *sweep, double *low, double *high)
{
	double theta[PL_GROUPS], mean = 0, sum = 0, spread;
	double g = sweep->groups;

	*low = *high = NAN;
	if (sweep->survival <= 0 || sweep->survival >= 1)
		return;
	for (int i = 0; i < PL_GROUPS; i++) {
		if (!sweep->present[i])
			continue;
		if (sweep->without[i] <= 0 || sweep->without[i] >= 1)
			return;
		theta[i] = log(-log(sweep->without[i]));
		mean += theta[i] / g;
	}
	for (int i = 0; i < PL_GROUPS; i++)
		if (sweep->present[i])
			sum += (theta[i] - mean) * (theta[i] - mean);
	spread = sweep->student * sqrt((g - 1) / g * sum);
	*low = pow(sweep->survival, exp(spread));
	*high = pow(sweep->survival, exp(-spread));
}

static void
sweep_begin(struct sweep *sweep, const struct pl_tally *tally)
{
	*sweep = (struct sweep){.survival = 1};
	for (int g = 0; g < PL_GROUPS; g++)
		sweep->without[g] = 1;
	for (size_t i = 0; i < tally->count; i++)
		if (tally->cells[i].what == PL_ENTERED)
			sweep->present[tally->cells[i].group] = 1;
	for (int g = 0; g < PL_GROUPS; g++)
		sweep->groups += (unsigned)sweep->present[g];
	if (sweep->groups > 1)
		sweep->student = pl_student_quantile(0.975, sweep->groups - 1);
}

static void
add_step(struct pl_survival *out, size_t *room, const struct sweep *sweep,
    uint32_t minute, double fixed)
{
	struct pl_survival_step *last;

	out->steps = pl_grow(out->steps, out->count, room, sizeof *out->steps);
	last = &out->steps[out->count++];
	*last = (struct pl_survival_step){.minute = minute,
	    .at_risk = sweep->at_risk,
	    .fixed = fixed,
	    .survival = sweep->survival,
	    .low = NAN,
	    .high = NAN};
	if (out->no_limits == NULL)
		limits(sweep, &last->low, &last->high);
}

static void
add_totals(struct pl_survival *out, const struct minute *now, uint32_t minute)
{
	out->entered += (uint64_t)now->all[PL_ENTERED];
	out->fixed += (uint64_t)now->all[PL_FIXED];
	out->censored += (uint64_t)now->all[PL_CENSORED];
	out->left += (uint64_t)now->all[PL_LEFT];
	if (now->all[PL_FIXED] + now->all[PL_CENSORED] + now->all[PL_LEFT] > 0)
		out->last_minute = minute;
}

void
pl_survival_of(
    struct pl_survival *out, const struct pl_tally *tally, uint64_t assets)
{
	struct sweep sweep;
	struct minute now;
	size_t room = 0;

	*out = (struct pl_survival){0};
	sweep_begin(&sweep, tally);
	if (assets < FEWEST_ASSETS || sweep.groups < 2)
		out->no_limits = "fewer than 10 assets";
	for (size_t i = 0; i < tally->count;) {
		uint32_t minute = gather(tally, &i, &now);

		if (minute == 0) {
			enter(&sweep, &now);
			start(out, &sweep, minute);
		}
		if (now.all[PL_FIXED] > 0) {
			sweep.thin = 1;
			step(&sweep, &now);
			add_step(out, &room, &sweep, minute, now.all[PL_FIXED]);
		}
		leave(&sweep, &now);
		if (minute > 0)
			enter(&sweep, &now);
		start(out, &sweep, minute);
		add_totals(out, &now, minute);
	}
}

void
pl_survival_greenwood(struct pl_survival *survival)
{
	double z = pl_normal_quantile(0.975), sum = 0;

	survival->no_limits = NULL;
	for (size_t i = 0; i < survival->count; i++) {
		struct pl_survival_step *at = &survival->steps[i];
		double spread;

		sum += at->fixed / (at->at_risk * (at->at_risk - at->fixed));
		at->low = at->high = NAN;
		if (at->survival <= 0)
			continue;
		spread = z * sqrt(sum) / -log(at->survival);
		at->low = pow(at->survival, exp(spread));
		at->high = pow(at->survival, exp(-spread));
	}
}

void
pl_survival_free(struct pl_survival *survival)
{
	free(survival->steps);
	*survival = (struct pl_survival){0};
}

/* ---- What is read off the curve ----------------------------------------- */

struct pl_value
pl_survival_quantile(const struct pl_survival *s, double p)
{
	if (s->entered == 0)
		return (struct pl_value){0, "no items"};
	for (size_t i = 0; i < s->count; i++)
		if (s->steps[i].survival <= 1 - p + tolerance)
			return (struct pl_value){
			    (double)s->steps[i].minute / MINUTES_A_DAY, NULL};
	return (struct pl_value){0, "not reached"};
}

/* Brookmeyer and Crowley (1982): the times at which 1 - p lies within the
 * limits of S. */
void
pl_survival_quantile_limits(const struct pl_survival *s, double p,
    struct pl_value *low, struct pl_value *high)
{
	const char *why = s->entered == 0 ? "no items" : s->no_limits;
	const struct pl_value none = {0, why != NULL ? why : "not reached"};

	*low = *high = none;
	if (why != NULL)
		return;
	for (size_t i = 0; i < s->count; i++) {
		const struct pl_survival_step *at = &s->steps[i];
		const struct pl_value days = {
		    (double)at->minute / MINUTES_A_DAY, NULL};

		if (low->why != NULL && at->low <= 1 - p + tolerance)
			*low = days;
		if (high->why != NULL && at->high <= 1 - p + tolerance)
			*high = days;
	}
}

static double
survival_at(const struct pl_survival *s, double minute)
{
	double survival = 1;

	for (size_t i = 0; i < s->count && s->steps[i].minute <= minute; i++)
		survival = s->steps[i].survival;
	return survival;
}

/* Is nothing known of the curve at this minute? */
static const char *
why_not_at(const struct pl_survival *s, double minute)
{
	if (s->entered == 0)
		return "no items";
	if (s->from_minute > 0)
		return PL_SURVIVAL_THIN;
	if (s->last_minute >= minute || survival_at(s, minute) <= tolerance)
		return NULL;
	return "not followed that long";
}

struct pl_value
pl_survival_within(const struct pl_survival *s, double days)
{
	double minute = days * MINUTES_A_DAY;
	const char *why = why_not_at(s, minute);

	return (struct pl_value){
	    why == NULL ? 1 - survival_at(s, minute) : 0, why};
}

struct pl_value
pl_survival_rmst(const struct pl_survival *s, double days)
{
	double end = days * MINUTES_A_DAY, area = 0, survival = 1, from = 0;
	const char *why = why_not_at(s, end);

	if (why != NULL)
		return (struct pl_value){0, why};
	for (size_t i = 0; i < s->count && s->steps[i].minute < end; i++) {
		area += survival * (s->steps[i].minute - from);
		from = s->steps[i].minute;
		survival = s->steps[i].survival;
	}
	area += survival * (end - from);
	return (struct pl_value){area / MINUTES_A_DAY, NULL};
}

static struct pl_curve_point
point_of(const struct pl_survival_step *at)
{
	struct pl_curve_point point = {(double)at->minute / MINUTES_A_DAY,
	    at->survival, at->survival, at->survival, at->at_risk};

	if (!isnan(at->low)) {
		point.low = at->low;
		point.high = at->high;
	}
	return point;
}

size_t
pl_survival_curve(
    const struct pl_survival *s, struct pl_curve_point *points, size_t limit)
{
	size_t used = 0, stride = 1;

	if (s->entered == 0 || limit < 3)
		return 0;
	points[used++] =
	    (struct pl_curve_point){(double)s->from_minute / MINUTES_A_DAY, 1,
		1, 1, s->count > 0 ? s->steps[0].at_risk : (double)s->entered};
	while (s->count / stride > limit - 3)
		stride++;
	for (size_t i = stride - 1; i < s->count; i += stride)
		points[used++] = point_of(&s->steps[i]);
	if (s->last_minute > (s->count ? s->steps[s->count - 1].minute : 0)) {
		points[used] = points[used - 1];
		points[used++].days = (double)s->last_minute / MINUTES_A_DAY;
	}
	return used;
}
