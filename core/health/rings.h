/*
 * rings.h - do the first rings show what is wrong with a patch?
 *
 * Of the patches that turned out to have a problem: where was the first one
 * seen, and had the patch been kept to the early rings until then? Of the
 * machines that had a problem: how many were those that the early rings are
 * there to spare? ringorder.h says which rings are early, problem.h what a
 * problem is, and as with soak.h those patches count that were tried first 30
 * days or more before the cut-off.
 *
 * Where problems of several places are of the same instant, as in records that
 * know the day alone, an early ring does not come first.
 */
#ifndef PL_RINGS_H
#define PL_RINGS_H

#include <stddef.h>
#include <stdint.h>

#include "health/ringorder.h"
#include "health/rollout.h"
#include "stats/binomial.h"

/* Where a problem was seen. */
enum pl_ring_place {
	PL_RING_IN_TIME, /* in an early ring, before a machine outside of them
	                    had tried the patch */
	PL_RING_LATE,    /* in an early ring, but others had tried it, too */
	PL_RING_OUTSIDE, /* on another machine */
	PL_RING_TOLD,    /* on no machine: it was told of the patch alone */
	PL_RING_PLACES
};

struct pl_ring_part {
	int64_t count;
	struct pl_estimate share;
};

struct pl_rings {
	int64_t followed, problems;    /* patches, and those with a problem */
	int64_t young, young_problems; /* the same, that are left out */
	/* By where their first problem was seen, with Wilson's limits. Why:
	 * "nothing to count". */
	struct pl_ring_part first[PL_RING_PLACES];
	int64_t unseen; /* first seen elsewhere, and no machine of an early ring
	                   had tried the patch before */

	/* Of the machines with a problem, each once a patch: where they are
	 * (never TOLD), with the limits of stats/clustered.h. */
	int64_t troubled;
	struct pl_ring_part machines[PL_RING_PLACES];

	/* Of all machines that tried the same patches: how many are outside of
	 * the early rings. Why: "nothing to count". */
	int64_t tried, tried_outside;
	struct pl_value outside;
};

/* What is known of each patch with a problem; begins as {0}. */
struct pl_rings_reading {
	struct pl_rings rings; /* counts alone */
	struct pl_ring_trials {
		double n, count[PL_RING_PLACES];
	} * patches; /* machines with a problem */
	size_t count, room;
};

/* Take a patch that was tried. */
void pl_rings_take(struct pl_rings_reading *reading,
    const struct pl_rollout *rollout, const struct pl_ring_order *order,
    int64_t as_of_ms);

/* All that was taken; the reading is over. */
void pl_rings_finish(struct pl_rings *out, struct pl_rings_reading *reading);

#endif
