/*
 * follow.h - how each figure is followed over the months
 *
 * Months can only be compared where each was watched for as long as the others.
 * Of each figure of the catalogue a table tells what of a month can be held
 * against other months, or why nothing can.
 */
#ifndef PL_FOLLOW_H
#define PL_FOLLOW_H

#include "kpi/cells.h"
#include "kpi/kpi.h"

enum pl_follow_kind {
	PL_FOLLOW_NOT, /* why_not says why */

	/* A ratio of which nothing is outstanding when its month is over:
	 * attempts that ended in it, what was due in it. */
	PL_FOLLOW_RATE,

	/* Spans that began in the month: the share that ended within a
	 * horizon, to which the last of them could be followed. Judged by the
	 * trend of that share. */
	PL_FOLLOW_SHARE,

	/* The same, of spans that are wished to end soon: with their medians,
	 * and judged by the later half of the months against the earlier. */
	PL_FOLLOW_TIME,

	/* What went for each that came, both in the month. */
	PL_FOLLOW_FLOW,
};

struct pl_follow {
	enum pl_follow_kind kind;
	const char *why_not;    /* why no trend: "backlog has no trend: ..." */
	enum pl_ratio_id ratio; /* of RATE */
	enum pl_span_id span;   /* of SHARE and TIME */
	const char *what;       /* happens within the horizon: "patched" */
	const char *faster, *slower; /* verdicts of TIME */
	int fixed_horizon; /* days that are part of the definition, or 0 */

	/* The only clock by which a month is whole when it is over, or the
	 * default: any. */
	enum pl_clock clock;
	int needs_policy;
};

const struct pl_follow *pl_follow_of(enum pl_kpi_id id);

/* Is it about spans of time, and has a horizon? */
int pl_follow_has_horizon(const struct pl_follow *follow);

#endif
