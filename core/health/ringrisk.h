/*
 * ringrisk.h - are rollbacks fewer where a patch had run in an early ring
 * first?
 *
 * The first install of each machine outside of the early rings: was it undone
 * within 30 days? Those of patches that had stood on a machine of an early ring
 * for so many hours by then are compared with the others, within each product.
 * Nobody drew lots: what was not kept waiting may have been another kind of
 * patch.
 *
 * An install counts that was made 30 days or more before the cut-off, and that
 * was undone or watched for as long.
 */
#ifndef PL_RINGRISK_H
#define PL_RINGRISK_H

#include <stddef.h>
#include <stdint.h>

#include "health/ringorder.h"
#include "health/rollout.h"
#include "stats/binomial.h"

struct pl_ring_risk {
	/* Installs, and those undone. Why: "nothing to count". */
	struct pl_trials soaked, others;
	struct pl_value soaked_risk, others_risk;
	int64_t young, lost; /* left out: too recent; watched no longer, and not
	                        undone so far */
	int64_t products;    /* that have installs of both kinds */
	int64_t compared;    /* installs of these */

	/* Risk with soak over that without, of the installs compared; see
	 * stats/mantelhaenszel.h, where first is soaked. Limits leave out one
	 * patch after the other; why: "fewer than 10 patches", "hangs on one
	 * patch". The others take installs for independent. */
	struct pl_estimate ratio;
	struct pl_value independent_low, independent_high;
};

/* What is known of each patch; begins as {0}. */
struct pl_ring_risk_reading {
	struct pl_ring_risk risk; /* counts alone */
	struct pl_ring_installs {
		int64_t product;
		struct pl_trials soaked, others;
	} * patches;
	size_t count, room;
};

void pl_ring_risk_take(struct pl_ring_risk_reading *reading,
    const struct pl_rollout *rollout, const struct pl_ring_order *order,
    int hours, int64_t as_of_ms);

/* All that was taken; the reading is over. */
void pl_ring_risk_finish(
    struct pl_ring_risk *out, struct pl_ring_risk_reading *reading);

#endif
