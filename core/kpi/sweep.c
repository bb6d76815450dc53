#include "kpi/sweep.h"

#include <string.h>

enum { FEWEST_AT_RISK = 5 };

/* Go on to the cells of the next minute. */
static void
gather(struct pl_sweep *sweep)
{
	const struct pl_tally *tally = sweep->tally;

	sweep->from = sweep->to;
	sweep->minute = tally->cells[sweep->from].minute;
	memset(sweep->all, 0, sizeof sweep->all);
	for (; sweep->to < tally->count; sweep->to++) {
		const struct pl_tally_cell *cell = &tally->cells[sweep->to];

		if (cell->minute != sweep->minute)
			break;
		sweep->all[cell->what] += (double)cell->count;
	}
}

static void
enter(struct pl_sweep *sweep)
{
	struct pl_sweep_groups *groups = sweep->by_group;

	sweep->at_risk += sweep->all[PL_ENTERED];
	if (groups == NULL)
		return;
	for (size_t i = sweep->from; i < sweep->to; i++) {
		const struct pl_tally_cell *cell = &sweep->tally->cells[i];

		if (cell->what == PL_ENTERED)
			groups->at_risk[cell->group] += (double)cell->count;
	}
}

static void
leave(struct pl_sweep *sweep)
{
	struct pl_sweep_groups *groups = sweep->by_group;

	for (int what = PL_FIXED; what < PL_WHATS; what++)
		sweep->at_risk -= sweep->all[what];
	if (groups == NULL)
		return;
	for (size_t i = sweep->from; i < sweep->to; i++) {
		const struct pl_tally_cell *cell = &sweep->tally->cells[i];

		if (cell->what != PL_ENTERED)
			groups->at_risk[cell->group] -= (double)cell->count;
	}
}

/* The step with each group left out. Where nobody else is at risk, nobody else
 * is fixed, and it is one by 1. Without a branch, compilers do several groups
 * at once. */
static void
step_groups(const struct pl_sweep *sweep, struct pl_sweep_groups *groups)
{
	double at_risk = sweep->at_risk, fixed = sweep->all[PL_FIXED];

	memset(groups->fixed, 0, sizeof groups->fixed);
	for (size_t i = sweep->from; i < sweep->to; i++) {
		const struct pl_tally_cell *cell = &sweep->tally->cells[i];

		if (cell->what == PL_FIXED)
			groups->fixed[cell->group] += (double)cell->count;
	}
	for (int g = 0; g < PL_GROUPS; g++) {
		double others = at_risk - groups->at_risk[g];
		double among = others > 1 ? others : 1; /* whole numbers */

		groups->without[g] *= 1 - (fixed - groups->fixed[g]) / among;
	}
}

/* The product-limit step. */
static void
step(struct pl_sweep *sweep)
{
	sweep->thin = 1;
	sweep->at_risk_then = sweep->at_risk;
	sweep->survival *= 1 - sweep->all[PL_FIXED] / sweep->at_risk;
	if (sweep->by_group != NULL)
		step_groups(sweep, sweep->by_group);
}

static void
start_groups(struct pl_sweep_groups *groups)
{
	for (int g = 0; g < PL_GROUPS; g++)
		groups->without[g] = 1;
}

/* Once enough are at risk: forget what happened to the few before. */
static void
start(struct pl_sweep *sweep)
{
	if (sweep->enough || sweep->at_risk < FEWEST_AT_RISK)
		return;
	sweep->enough = 1;
	if (!sweep->thin)
		return;
	sweep->restarts = 1;
	sweep->survival = 1;
	if (sweep->by_group != NULL)
		start_groups(sweep->by_group);
}

int
pl_sweep_next(struct pl_sweep *sweep)
{
	if (sweep->to == sweep->tally->count)
		return 0;
	gather(sweep);
	sweep->restarts = 0;
	if (sweep->minute == 0) {
		enter(sweep);
		start(sweep);
	}
	if (sweep->all[PL_FIXED] > 0)
		step(sweep);
	leave(sweep);
	if (sweep->minute > 0)
		enter(sweep);
	start(sweep);
	return 1;
}

void
pl_sweep_begin(struct pl_sweep *sweep, const struct pl_tally *tally,
    struct pl_sweep_groups *by_group)
{
	*sweep = (struct pl_sweep){
	    .tally = tally, .survival = 1, .by_group = by_group};
	if (by_group == NULL)
		return;
	*by_group = (struct pl_sweep_groups){0};
	start_groups(by_group);
}
