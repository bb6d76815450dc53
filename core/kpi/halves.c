#include "kpi/halves.h"

#include <stdlib.h>

#include "kpi/survival.h"
#include "stats/logrank.h"

void
pl_tally_until(
    struct pl_tally *into, const struct pl_tally *from, uint32_t minute)
{
	uint64_t at_risk[PL_GROUPS] = {0};

	for (size_t i = 0; i < from->count; i++) {
		const struct pl_tally_cell *cell = &from->cells[i];
		int enters = cell->what == PL_ENTERED;

		/* What enters at the end would not be at risk in it. */
		if (cell->minute > minute || (enters && cell->minute == minute))
			continue;
		pl_tally_add(into, cell->minute, cell->group,
		    (enum pl_tally_what)cell->what, cell->count);
		if (enters)
			at_risk[cell->group] += cell->count;
		else
			at_risk[cell->group] -= cell->count;
	}
	for (unsigned g = 0; g < PL_GROUPS; g++)
		if (at_risk[g] > 0)
			pl_tally_add(into, minute, g, PL_CENSORED, at_risk[g]);
}

/* ---- Estimates, of all and without a group ------------------------------- */

enum { LATER, EARLIER, HALVES };

/* What a comparison estimates. */
struct estimates {
	struct pl_value days[HALVES]; /* restricted means */
	struct pl_value score;
	struct pl_value p;
};

static struct pl_tally
tally_without(const struct pl_tally *from, int group)
{
	struct pl_tally tally = {0};

	for (size_t i = 0; i < from->count; i++) {
		const struct pl_tally_cell *cell = &from->cells[i];

		if (cell->group != group)
			pl_tally_add(&tally, cell->minute, cell->group,
			    (enum pl_tally_what)cell->what, cell->count);
	}
	pl_tally_seal(&tally);
	return tally;
}

static struct pl_value
restricted_mean(const struct pl_tally *tally, int horizon_days)
{
	struct pl_survival s;
	struct pl_value days;

	pl_survival_of(&s, tally, 0); /* its limits are not asked for */
	days = pl_survival_rmst(&s, horizon_days);
	pl_survival_free(&s);
	return days;
}

/* group is -1 for everything. */
static struct estimates
estimate(
    const struct pl_tally *const halves[HALVES], int group, int horizon_days)
{
	struct pl_course courses[HALVES];
	struct pl_moment *moments[HALVES];
	struct estimates out;
	struct pl_logrank logrank;

	for (int i = 0; i < HALVES; i++) {
		struct pl_tally tally = tally_without(halves[i], group);

		out.days[i] = restricted_mean(&tally, horizon_days);
		moments[i] = pl_tally_moments(&tally, &courses[i].count);
		courses[i].moments = moments[i];
		pl_tally_free(&tally);
	}
	pl_logrank_of(&logrank, courses, 1, HALVES);
	out.score = pl_logrank_score(&logrank);
	out.p = logrank.p;
	for (int i = 0; i < HALVES; i++)
		free(moments[i]);
	return out;
}

static size_t
groups_of(const struct pl_tally *const halves[HALVES], int present[PL_GROUPS])
{
	size_t groups = 0;

	for (int i = 0; i < HALVES; i++)
		for (size_t j = 0; j < halves[i]->count; j++)
			present[halves[i]->cells[j].group] = 1;
	for (int g = 0; g < PL_GROUPS; g++)
		groups += (size_t)present[g];
	return groups;
}

/* ---- The comparison ------------------------------------------------------ */

/* A size whose limits and p cannot be given. */
static struct pl_change
only_size(struct pl_value size, const char *why)
{
	const struct pl_value none =
	    pl_unknown(size.why != NULL ? size.why : why);

	return (struct pl_change){{size, none, none}, none};
}

/* The change by the estimates without each group, unless one is missing. */
static struct pl_change
change_of(struct pl_value all, const struct pl_value *without, size_t groups)
{
	double known[PL_GROUPS];

	if (all.why != NULL || groups < PL_HALVES_FEWEST_GROUPS)
		return only_size(all, "fewer than 10 groups of assets");
	for (size_t i = 0; i < groups; i++) {
		if (without[i].why != NULL)
			return only_size(all, "hangs on one group of assets");
		known[i] = without[i].value;
	}
	return pl_jackknife(all.value, known, groups);
}

static struct pl_value
less(const struct pl_value days[HALVES])
{
	for (int i = 0; i < HALVES; i++)
		if (days[i].why != NULL)
			return days[i];
	return pl_known(days[LATER].value - days[EARLIER].value);
}

void
pl_halves_compare(struct pl_trend_halves *out, const struct pl_tally *earlier,
    const struct pl_tally *later, int horizon_days)
{
	const struct pl_tally *const halves[HALVES] = {later, earlier};
	const struct estimates all = estimate(halves, -1, horizon_days);
	struct pl_value days[PL_GROUPS], score[PL_GROUPS];
	int present[PL_GROUPS] = {0};
	size_t groups = groups_of(halves, present), used = 0;

	for (int g = 0; g < PL_GROUPS; g++) {
		struct estimates without;

		if (!present[g] || groups < PL_HALVES_FEWEST_GROUPS)
			continue;
		without = estimate(halves, g, horizon_days);
		days[used] = less(without.days);
		score[used++] = without.score;
	}
	out->earlier = all.days[EARLIER];
	out->later = all.days[LATER];
	out->days = change_of(less(all.days), days, groups);
	out->faster = change_of(all.score, score, groups);
	out->independent = all.p;
}
