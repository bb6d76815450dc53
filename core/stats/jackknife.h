/*
 * jackknife.h - limits for any estimate, by leaving out one group after another
 *
 * Items of one asset hang together, and formulas that take them for independent
 * promise too much. Estimated once with all, and once without each group of
 * assets, a figure shows how far it hangs on single groups (delete-a-group
 * jackknife, Kott 2001; Tukey 1958): variance is (G - 1) / G times the sum of
 * squares about the mean of the G estimates, and limits are Student's with
 * G - 1 degrees of freedom. The estimate should be on a scale where it is
 * nearly normal, and must not grow with the number of items.
 */
#ifndef PL_JACKKNIFE_H
#define PL_JACKKNIFE_H

#include <stddef.h>

#include "stats/value.h"

struct pl_change {
	struct pl_estimate size; /* with 95 % limits */
	struct pl_value p;       /* two-sided, of there being none */
};

/* all is the estimate from everything, without[g] the one with group g left
 * out; only groups that hold anything. Why, of limits and p: "fewer than 2
 * groups"; of p alone "groups do not differ". */
struct pl_change pl_jackknife(double all, const double *without, size_t groups);

/* By how much the first estimate is above the second, as with restricted means
 * of two periods: without[g] of both lack the same group of assets, so that
 * assets which are in both are not taken for independent. Where a group holds
 * nothing of one of the two, its estimate without the group is that of all. */
struct pl_change pl_jackknife_difference(double first,
    const double *first_without, double second, const double *second_without,
    size_t groups);

#endif
