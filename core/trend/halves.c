#include "trend/halves.h"

#include <stdlib.h>

#include "base/alloc.h"
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

/* ---- Estimates, of all and of less -------------------------------------- */

enum { LATER, EARLIER, HALVES };

enum { NO_GROUP = -1, NO_MONTH = -1 };

/* What a comparison estimates. */
struct estimates {
	struct pl_value days[HALVES]; /* restricted means, standardized */
	struct pl_value change;       /* of them: later less earlier */
	struct pl_value score;
	struct pl_value p;
};

/* What is left out of an estimate. */
struct without {
	int group, month;
};

/* The cohorts, and what they make together: of stratum s the halves
 * tallies[s * HALVES] on, merged once, since each group of assets is left out
 * of them in turn. */
struct whole {
	const struct pl_cohorts *cohorts;
	struct pl_tally *halves;
};

/* The part of a half that is of a stratum, but for one month. */
static struct pl_tally
merge_half(
    const struct pl_cohorts *cohorts, size_t stratum, int half, int but_month)
{
	size_t from = half == LATER ? cohorts->later : 0;
	size_t to = half == LATER ? cohorts->months : cohorts->later;
	struct pl_tally tally = {0};

	pl_tally_seal(&tally);
	for (size_t i = from; i < to; i++)
		if ((int)i != but_month)
			pl_tally_merge(&tally,
			    &cohorts->tallies[i * cohorts->strata + stratum]);
	return tally;
}

/* A sealed tally without one group, which is as sealed. */
static struct pl_tally
leave_group(const struct pl_tally *from, int group)
{
	struct pl_tally tally = {
	    .cells = pl_alloc_array(from->count + 1, sizeof *tally.cells),
	    .room = from->count + 1,
	    .sealed = 1};

	for (size_t i = 0; i < from->count; i++)
		if (from->cells[i].group != group)
			tally.cells[tally.count++] = from->cells[i];
	return tally;
}

static struct pl_tally
half_of(
    const struct whole *whole, size_t stratum, int half, struct without without)
{
	if (without.month != NO_MONTH)
		return merge_half(whole->cohorts, stratum, half, without.month);
	return leave_group(
	    &whole->halves[stratum * HALVES + (size_t)half], without.group);
}

/* ---- Restricted means ---------------------------------------------------- */

/* Over strata: the weighted sums, and why a stratum had no mean. */
struct means {
	double weight;
	double days[HALVES];
	const char *why[HALVES];
};

static void
add_means(
    struct means *means, const struct pl_tally halves[HALVES], int horizon_days)
{
	struct pl_value days[HALVES];
	double items = 0;

	for (int i = 0; i < HALVES; i++) {
		struct pl_survival s;

		pl_survival_of(&s, &halves[i], 0); /* no limits are asked for */
		days[i] = pl_survival_rmst(&s, horizon_days);
		items += (double)s.entered;
		pl_survival_free(&s);
		if (days[i].why != NULL)
			means->why[i] = days[i].why;
	}
	if (days[LATER].why != NULL || days[EARLIER].why != NULL)
		return;
	means->weight += items;
	for (int i = 0; i < HALVES; i++)
		means->days[i] += items * days[i].value;
}

static struct pl_value
mean_of(const struct means *means, int half)
{
	if (means->weight > 0)
		return pl_known(means->days[half] / means->weight);
	return pl_unknown(
	    means->why[half] != NULL ? means->why[half] : "nothing to compare");
}

static struct pl_value
less(const struct pl_value days[HALVES])
{
	for (int i = 0; i < HALVES; i++)
		if (days[i].why != NULL)
			return days[i];
	return pl_known(days[LATER].value - days[EARLIER].value);
}

/* ---- Both ---------------------------------------------------------------- */

/* The moments of both halves, which courses borrow. */
struct stratum {
	struct pl_moment *moments[HALVES];
};

static void
add_stratum(struct stratum *out, struct pl_course courses[HALVES],
    struct means *means, const struct pl_tally halves[HALVES], int horizon_days)
{
	for (int i = 0; i < HALVES; i++) {
		out->moments[i] =
		    pl_tally_moments(&halves[i], &courses[i].count);
		courses[i].moments = out->moments[i];
	}
	add_means(means, halves, horizon_days);
}

static struct estimates
estimate(const struct whole *whole, struct without without, int horizon_days)
{
	size_t count = whole->cohorts->strata;
	struct stratum *strata = pl_alloc_array(count + 1, sizeof *strata);
	struct pl_course *courses =
	    pl_alloc_array(count * HALVES + 1, sizeof *courses);
	struct means means = {0};
	struct estimates out;
	struct pl_logrank logrank;

	for (size_t s = 0; s < count; s++) {
		struct pl_tally halves[HALVES];

		for (int i = 0; i < HALVES; i++)
			halves[i] = half_of(whole, s, i, without);
		add_stratum(&strata[s], &courses[s * HALVES], &means, halves,
		    horizon_days);
		for (int i = 0; i < HALVES; i++)
			pl_tally_free(&halves[i]);
	}
	for (int i = 0; i < HALVES; i++)
		out.days[i] = mean_of(&means, i);
	out.change = less(out.days);
	pl_logrank_of(&logrank, courses, count, HALVES);
	out.score = pl_logrank_score(&logrank);
	out.p = logrank.p;
	for (size_t s = 0; s < count; s++)
		for (int i = 0; i < HALVES; i++)
			free(strata[s].moments[i]);
	free(courses);
	free(strata);
	return out;
}

/* ---- What one group, or one month, makes of it --------------------------- */

struct changes {
	struct pl_change days, faster;
};

/* A size whose limits and p cannot be given. */
static struct pl_change
only_size(struct pl_value size, const char *why)
{
	const struct pl_value none =
	    pl_unknown(size.why != NULL ? size.why : why);

	return (struct pl_change){{size, none, none}, none};
}

static struct changes
only_sizes(const struct estimates *all, const char *why)
{
	return (struct changes){
	    only_size(all->change, why), only_size(all->score, why)};
}

static struct changes
jackknife(
    const struct estimates *all, const struct estimates *without, size_t count)
{
	double *days = pl_alloc_array(count + 1, sizeof *days);
	double *score = pl_alloc_array(count + 1, sizeof *score);
	struct changes out;
	int known = all->change.why == NULL && all->score.why == NULL;

	for (size_t i = 0; i < count; i++) {
		known = known && without[i].change.why == NULL &&
		        without[i].score.why == NULL;
		days[i] = without[i].change.value;
		score[i] = without[i].score.value;
	}
	if (known) {
		out.days = pl_jackknife(all->change.value, days, count);
		out.faster = pl_jackknife(all->score.value, score, count);
	} else {
		out = only_sizes(
		    all, "hangs on one group of assets or one month");
	}
	free(score);
	free(days);
	return out;
}

static struct changes
by_groups(
    const struct whole *whole, const struct estimates *all, int horizon_days)
{
	const struct pl_cohorts *cohorts = whole->cohorts;
	struct estimates without[PL_GROUPS];
	int present[PL_GROUPS] = {0};
	size_t groups = 0, used = 0;

	for (size_t i = 0; i < cohorts->months * cohorts->strata; i++)
		for (size_t j = 0; j < cohorts->tallies[i].count; j++)
			present[cohorts->tallies[i].cells[j].group] = 1;
	for (int g = 0; g < PL_GROUPS; g++)
		groups += (size_t)present[g];
	if (groups < PL_HALVES_FEWEST_GROUPS)
		return only_sizes(all, "fewer than 10 groups of assets");
	for (int g = 0; g < PL_GROUPS; g++)
		if (present[g])
			without[used++] = estimate(
			    whole, (struct without){g, NO_MONTH}, horizon_days);
	return jackknife(all, without, used);
}

static struct changes
by_months(
    const struct whole *whole, const struct estimates *all, int horizon_days)
{
	const struct pl_cohorts *cohorts = whole->cohorts;
	struct estimates *without;
	struct changes out;

	if (cohorts->later < PL_HALVES_FEWEST_MONTHS ||
	    cohorts->months - cohorts->later < PL_HALVES_FEWEST_MONTHS)
		return only_sizes(all, "fewer than 4 months in a half");
	without = pl_alloc_array(cohorts->months, sizeof *without);
	for (size_t i = 0; i < cohorts->months; i++)
		without[i] = estimate(
		    whole, (struct without){NO_GROUP, (int)i}, horizon_days);
	out = jackknife(all, without, cohorts->months);
	free(without);
	return out;
}

/* The one that claims less. */
static struct pl_change
cautious(struct pl_change a, struct pl_change b)
{
	if (a.p.why != NULL)
		return a;
	return b.p.why != NULL || b.p.value > a.p.value ? b : a;
}

static struct whole
whole_of(const struct pl_cohorts *cohorts)
{
	struct whole whole = {cohorts,
	    pl_alloc_array(cohorts->strata * HALVES + 1, sizeof *whole.halves)};

	for (size_t s = 0; s < cohorts->strata; s++)
		for (int i = 0; i < HALVES; i++)
			whole.halves[s * HALVES + (size_t)i] =
			    merge_half(cohorts, s, i, NO_MONTH);
	return whole;
}

static void
whole_free(struct whole *whole)
{
	for (size_t i = 0; i < whole->cohorts->strata * HALVES; i++)
		pl_tally_free(&whole->halves[i]);
	free(whole->halves);
}

void
pl_halves_compare(struct pl_trend_halves *out, const struct pl_cohorts *cohorts,
    int horizon_days)
{
	struct whole whole = whole_of(cohorts);
	const struct estimates all = estimate(
	    &whole, (struct without){NO_GROUP, NO_MONTH}, horizon_days);
	const struct changes months = by_months(&whole, &all, horizon_days);
	const struct changes groups = by_groups(&whole, &all, horizon_days);

	out->earlier = all.days[EARLIER];
	out->later = all.days[LATER];
	out->days = cautious(months.days, groups.days);
	out->faster = cautious(months.faster, groups.faster);
	out->independent = all.p;
	whole_free(&whole);
}
