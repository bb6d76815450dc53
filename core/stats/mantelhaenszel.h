/*
 * mantelhaenszel.h - a risk ratio of likes, from many strata
 *
 * How many times as often does something happen in the first group as in the
 * second? What differs between strata, such as products of which some fail more
 * often than others, is kept out: each is compared within itself, and the sums
 * are put into relation (Mantel and Haenszel 1959; for risks Nurminen 1981). It
 * is R's metafor::rma.mh(measure = "RR").
 *
 * Limits are by the variance of Greenland and Robins (1985), which holds for
 * few large strata and for many small ones, but takes trials for independent.
 */
#ifndef PL_MANTELHAENSZEL_H
#define PL_MANTELHAENSZEL_H

#include "stats/binomial.h"
#include "stats/value.h"

/* Sums over strata; begins as {0}. */
struct pl_mantel_haenszel {
	double first, second, spread;
	double weight; /* of strata that have trials of both groups */
};

/* Add a stratum. One without trials of both groups, or without an event, adds
 * nothing to the ratio. */
void pl_mantel_haenszel_add(struct pl_mantel_haenszel *sums,
    struct pl_trials first, struct pl_trials second);

/* The ratio, 0 and up. Why: "nothing to compare", "no event to compare", "no
 * event in the second group"; of limits alone "no event in the first group". */
struct pl_estimate pl_mantel_haenszel_ratio(
    const struct pl_mantel_haenszel *sums);

#endif
