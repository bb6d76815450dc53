#include "stats/logrank.h"

#include <math.h>

#include "stats/distribution.h"

/* ---- Sums over minutes --------------------------------------------------- */

struct stratum {
	struct pl_walk walks[PL_LOGRANK_GROUPS];
	size_t groups;
};

/* Walk all groups to the next minute at which anything happens. Returns 0 at
 * the end. */
static int
walk_on(struct stratum *stratum)
{
	uint32_t minute = UINT32_MAX, next;
	int more = 0;

	for (size_t g = 0; g < stratum->groups; g++)
		if (pl_walk_next(&stratum->walks[g], &next)) {
			minute = next < minute ? next : minute;
			more = 1;
		}
	for (size_t g = 0; more && g < stratum->groups; g++)
		pl_walk_to(&stratum->walks[g], minute);
	return more;
}

/* The fixed of one minute are drawn from those at risk without looking at the
 * group: mean and variance are of the hypergeometric distribution. */
static void
add_minute(struct pl_logrank *out, const struct stratum *stratum)
{
	const struct pl_walk *walks = stratum->walks;
	double fixed = 0, at_risk = 0, factor = 0;

	for (size_t g = 0; g < stratum->groups; g++) {
		fixed += (double)walks[g].now.fixed;
		at_risk += walks[g].at_risk;
	}
	if (fixed <= 0)
		return;
	if (at_risk > 1)
		factor = fixed * (at_risk - fixed) / (at_risk - 1);
	for (size_t g = 0; g < stratum->groups; g++) {
		double share = walks[g].at_risk / at_risk;

		out->observed[g] += (double)walks[g].now.fixed;
		out->expected[g] += fixed * share;
		for (size_t h = 0; h < stratum->groups; h++)
			out->variance[g][h] +=
			    factor * share *
			    ((g == h) - walks[h].at_risk / at_risk);
	}
}

/* ---- The test ------------------------------------------------------------ */

/* u' V^-1 u by Cholesky's method. What depends on the rows before it, as the
 * last group always does, adds nothing and has no degree of freedom. */
static double
quadratic_form(const struct pl_logrank *in, size_t size, unsigned *degrees)
{
	double lower[PL_LOGRANK_GROUPS][PL_LOGRANK_GROUPS] = {{0}};
	double solved[PL_LOGRANK_GROUPS] = {0}, sum = 0;

	*degrees = 0;
	for (size_t i = 0; i < size; i++) {
		double u = in->observed[i] - in->expected[i], pivot;

		for (size_t j = 0; j < i; j++) {
			double dot = in->variance[i][j];

			for (size_t k = 0; k < j; k++)
				dot -= lower[i][k] * lower[j][k];
			lower[i][j] = lower[j][j] > 0 ? dot / lower[j][j] : 0;
		}
		pivot = in->variance[i][i];
		for (size_t j = 0; j < i; j++) {
			pivot -= lower[i][j] * lower[i][j];
			u -= lower[i][j] * solved[j];
		}
		if (pivot <= 1e-10 * in->variance[i][i])
			continue;
		lower[i][i] = sqrt(pivot);
		solved[i] = u / lower[i][i];
		sum += solved[i] * solved[i];
		++*degrees;
	}
	return sum;
}

void
pl_logrank_of(struct pl_logrank *out, const struct pl_course *courses,
    size_t strata, size_t groups)
{
	double chi_square;

	*out = (struct pl_logrank){0};
	for (size_t s = 0; s < strata; s++) {
		struct stratum stratum = {.groups = groups};

		for (size_t g = 0; g < groups; g++)
			stratum.walks[g].course = &courses[s * groups + g];
		while (walk_on(&stratum))
			add_minute(out, &stratum);
	}
	chi_square = quadratic_form(out, groups, &out->degrees);
	out->chi_square = out->p = pl_unknown("nothing to compare");
	if (out->degrees == 0)
		return;
	out->chi_square = pl_known(chi_square);
	out->p = pl_known(pl_chi_square_above(chi_square, out->degrees));
}

struct pl_value
pl_logrank_score(const struct pl_logrank *logrank)
{
	if (logrank->variance[0][0] <= 0)
		return pl_unknown("nothing to compare");
	return pl_known((logrank->observed[0] - logrank->expected[0]) /
			logrank->variance[0][0]);
}
