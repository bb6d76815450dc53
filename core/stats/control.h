/*
 * control.h - is this period unlike the others, or is it noise?
 *
 * Limits that hold nearly all periods of a process that stays as it is. Where
 * installs are many, a plain chart of proportions calls every month unusual,
 * since months differ by more than chance alone; Laney's chart measures by how
 * much more.
 *
 * Signals are stated, not felt: one period beyond a limit, or 8 in a row on one
 * side of the center (Western Electric 1956; a period on the center ends a
 * row). A chart over a change of policy or tool is two charts: call twice.
 */
#ifndef PL_CONTROL_H
#define PL_CONTROL_H

#include <stddef.h>

#include "stats/binomial.h"
#include "stats/value.h"

enum { PL_CONTROL_FEWEST = 10, PL_CONTROL_ROW = 8 };

enum pl_signal {
	PL_SIGNAL_BEYOND = 1, /* above the high limit or below the low one */
	PL_SIGNAL_ROW = 2,    /* the eighth in a row on one side, or a later */
};

struct pl_control_point {
	struct pl_value value; /* why: "nothing to count" */
	double low, high;      /* its limits; 0 where value has none */
	unsigned signals;      /* PL_SIGNAL_... or'ed */
};

struct pl_control {
	struct pl_value center;
	struct pl_value spread;
	size_t signals; /* points that have one */
};

/* Laney's p' chart (2002) of proportions by period, in the order of time.
 * spread is sigma z: 1 where periods differ as chance makes them, 2 where twice
 * as much. Limits are cut off at 0 and 1. Periods without trials are passed
 * over. points has room for count, and is filled in where spread has a value.
 * Why: "fewer than 10 periods", "no event in any period", "nothing but events".
 */
struct pl_control pl_control_proportions(const struct pl_trials *periods,
    size_t count, struct pl_control_point *points);

/* The XmR chart (Shewhart 1931; Wheeler 1993) of single values, such as medians
 * by month: limits are 2.66 mean moving ranges from the mean, and spread is
 * that mean range. Why: "fewer than 10 periods". */
struct pl_control pl_control_values(
    const double *values, size_t count, struct pl_control_point *points);

#endif
