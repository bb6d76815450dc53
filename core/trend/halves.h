/*
 * halves.h - are items of the later months patched faster?
 *
 * Cohorts, compared up to a horizon that all of their items could reach: what
 * comes after it is cut off (administrative censoring).
 */
#ifndef PL_HALVES_H
#define PL_HALVES_H

#include "kpi/tally.h"
#include "trend/trend.h"

enum { PL_HALVES_FEWEST_GROUPS = 10, PL_HALVES_FEWEST_MONTHS = 4 };

/* Add to a tally what another, sealed, tells up to a minute: who is still at
 * risk then is censored there, who came later was not seen. */
void pl_tally_until(
    struct pl_tally *into, const struct pl_tally *from, uint32_t minute);

/* Cohorts by month, each in strata whose items are compared with one another
 * and with no others, such as severities. Of month m and stratum s it is
 * tallies[m * strata + s], as pl_tally_until gives it, and sealed; it may be
 * empty. */
struct pl_cohorts {
	const struct pl_tally *tallies;
	size_t months, strata;
	size_t later; /* the first month of the later half */
};

/* Compare the halves, as if both were of the same strata: the log-rank test is
 * the stratified one, and restricted means are weighted by the items that both
 * halves together have in a stratum (direct standardization). A stratum that
 * one half lacks says nothing.
 *
 * Items of an asset hang together, and so do those of a month, which are of the
 * same few patches; so sizes get their limits and p once by leaving out one
 * group of assets after the other, and once by leaving out one month after the
 * other, and the larger p is told with its limits.
 *
 * later_ms is left alone. Why, beside those of survival.h, logrank.h and
 * jackknife.h: "nothing to compare", "fewer than 10 groups of assets", "fewer
 * than 4 months in a half", "hangs on one group of assets or one month". */
void pl_halves_compare(struct pl_trend_halves *out,
    const struct pl_cohorts *cohorts, int horizon_days);

#endif
