/*
 * sweep.h - the product-limit steps of a tally, minute by minute
 *
 * Goes through a sealed tally once and keeps S and who is at risk. With each
 * group left out in turn, S is what limits are reckoned from; that costs most
 * of the time, so it is done where somebody asks for limits alone.
 */
#ifndef PL_SWEEP_H
#define PL_SWEEP_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/tally.h"

/* By group. */
struct pl_sweep_groups {
	double at_risk[PL_GROUPS];
	double fixed[PL_GROUPS];   /* in the last minute with any */
	double without[PL_GROUPS]; /* S with the group left out */
};

struct pl_sweep {
	const struct pl_tally *tally;
	size_t from, to; /* cells of the minute that was passed last */
	uint32_t minute;
	double all[PL_WHATS];     /* what happened in it */
	double at_risk, survival; /* after it */
	double at_risk_then;      /* when they were fixed, where any were */
	int enough;               /* were ever at risk at once */
	int thin;                 /* some were fixed before */
	int restarts; /* in this minute the curve starts anew: now enough are at
	                 risk, and what was before does not count */
	struct pl_sweep_groups *by_group; /* NULL: not followed */
};

/* by_group is the caller's, or NULL; it and the tally must outlive the sweep.
 */
void pl_sweep_begin(struct pl_sweep *sweep, const struct pl_tally *tally,
    struct pl_sweep_groups *by_group);

/* Pass the next minute in which anything happened; 0: there is none. */
int pl_sweep_next(struct pl_sweep *sweep);

#endif
