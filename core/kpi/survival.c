#include "kpi/survival.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "kpi/sweep.h"

enum { MINUTES_A_DAY = 1440, FEWEST_ASSETS = 10 };

/* ---- The curve ---------------------------------------------------------- */

static void
add_step(struct pl_survival *out, size_t *room, const struct pl_sweep *sweep)
{
	out->steps = pl_grow(out->steps, out->count, room, sizeof *out->steps);
	out->steps[out->count++] =
	    (struct pl_survival_step){.minute = sweep->minute,
		.at_risk = sweep->at_risk_then,
		.fixed = sweep->all[PL_FIXED],
		.survival = sweep->survival};
}

static void
add_totals(struct pl_survival *out, const struct pl_sweep *sweep)
{
	const double *all = sweep->all;

	out->entered += (uint64_t)all[PL_ENTERED];
	out->fixed += (uint64_t)all[PL_FIXED];
	out->censored += (uint64_t)all[PL_CENSORED];
	out->left += (uint64_t)all[PL_LEFT];
	if (all[PL_FIXED] + all[PL_CENSORED] + all[PL_LEFT] > 0)
		out->last_minute = sweep->minute;
}

/* The groups that anything entered, a bit for each. */
static uint64_t
groups_of(const struct pl_tally *tally)
{
	uint64_t groups = 0;

	for (size_t i = 0; i < tally->count; i++)
		if (tally->cells[i].what == PL_ENTERED)
			groups |= UINT64_C(1) << tally->cells[i].group;
	return groups;
}

void
pl_survival_of(
    struct pl_survival *out, const struct pl_tally *tally, uint64_t assets)
{
	struct pl_sweep sweep;
	size_t room = 0;

	*out = (struct pl_survival){.tally = tally, .groups = groups_of(tally)};
	if (assets < FEWEST_ASSETS || (out->groups & (out->groups - 1)) == 0)
		out->no_limits = "fewer than 10 assets";
	pl_sweep_begin(&sweep, tally, NULL);
	while (pl_sweep_next(&sweep)) {
		if (sweep.restarts) {
			out->count = 0;
			out->from_minute = sweep.minute;
		} else if (sweep.all[PL_FIXED] > 0) {
			add_step(out, &room, &sweep);
		}
		add_totals(out, &sweep);
	}
}

void
pl_survival_greenwood(struct pl_survival *survival)
{
	survival->no_limits = NULL;
	survival->naive = 1;
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
		if (s->steps[i].survival <= 1 - p + PL_SURVIVAL_ROUNDING)
			return (struct pl_value){
			    (double)s->steps[i].minute / MINUTES_A_DAY, NULL};
	return (struct pl_value){0, "not reached"};
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
	if (s->last_minute >= minute ||
	    survival_at(s, minute) <= PL_SURVIVAL_ROUNDING)
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
