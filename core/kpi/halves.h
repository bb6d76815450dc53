/*
 * halves.h - are items of the later months patched faster?
 *
 * Two tallies, compared up to a horizon that all of their items could reach:
 * what comes after it is cut off (administrative censoring).
 */
#ifndef PL_HALVES_H
#define PL_HALVES_H

#include "kpi/tally.h"
#include "kpi/trend.h"

enum { PL_HALVES_FEWEST_GROUPS = 10 };

/* Add to a tally what another, sealed, tells up to a minute: who is still at
 * risk then is censored there, who came later was not seen. */
void pl_tally_until(
    struct pl_tally *into, const struct pl_tally *from, uint32_t minute);

/* Compare two such tallies; both are sealed. Sizes and p values come from
 * leaving out one group of assets after the other, since items of an asset hang
 * together. later_ms is left alone. Why, beside those of survival.h, logrank.h
 * and jackknife.h: "fewer than 10 groups of assets", "hangs on one group of
 * assets". */
void pl_halves_compare(struct pl_trend_halves *out,
    const struct pl_tally *earlier, const struct pl_tally *later,
    int horizon_days);

#endif
