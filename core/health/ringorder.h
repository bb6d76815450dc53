/*
 * ringorder.h - which rings get patches first
 *
 * Rings are free text, so the data must tell. Of each patch that was tried in
 * more than one ring: how long after its first attempt anywhere did the middle
 * one of a ring's machines try it? The delay of a ring is the median of that
 * over patches. (The first machine of a ring would not do: of many one is
 * always early.) Those patches count whose record is 30 days long.
 *
 * Early is the ring with the shortest delay, or all that share it; machines of
 * which no ring is known are never early unless somebody says so.
 */
#ifndef PL_RINGORDER_H
#define PL_RINGORDER_H

#include <stddef.h>
#include <stdint.h>

#include "health/rollout.h"
#include "stats/value.h"

enum { PL_RING_FEWEST = 10 }; /* patches that make a ring early */

struct pl_ring {
	const char *name;           /* borrowed from the rollouts; "unknown" */
	int64_t machines;           /* that tried any patch */
	int64_t patches;            /* that the delay is of */
	struct pl_value delay_days; /* why: "no patch to compare" */
	int early;
};

struct pl_ring_order {
	/* No ring is early, or all are: "no machine has a ring", "no ring has
	 * 10 patches that other rings tried, too", "no machine outside of the
	 * early rings". */
	const char *why;
	struct pl_ring *rings; /* first the shortest delay, last those without
	                          one */
	size_t count;
	int *early; /* by number of a ring */
};

/* Read it, or take from names which rings are early. PL_E_CONFIG where one of
 * the names is no ring of a machine that tried a patch. */
int pl_ring_order_read(struct pl_ring_order *out, struct pl_rollouts *rollouts,
    int64_t as_of_ms, const char *const *early, size_t early_count,
    struct pl_error *err);
void pl_ring_order_free(struct pl_ring_order *order); /* of what it holds */

#endif
