/*
 * association.h - do those that do one thing more also show more of another?
 *
 * Units, such as teams, each with two numbers of which only the order counts.
 * A unit that was looked at in several periods is a cluster: what it shows in
 * one period says little new over the other. And periods differ from one
 * another by more than what units do. So only units of the same block, which is
 * a period, are compared, and only whole clusters are exchanged.
 */
#ifndef PL_ASSOCIATION_H
#define PL_ASSOCIATION_H

#include <stddef.h>

#include "stats/value.h"

struct pl_pairing {
	size_t cluster, block; /* no two are alike in both */
	double first, second;
};

struct pl_association {
	/* Kendall's tau-b of all pairs within blocks (Korn 1984): 1 where what
	 * has more of the first always has more of the second, -1 where less, 0
	 * where there is no telling. With one block it is R's
	 * cor(method = "kendall"). There are no limits: those of independent
	 * units, of which there are many, would be wrong here. Why: "nothing to
	 * compare", "all answers are alike", "all figures are alike". */
	struct pl_value tau;

	/* Two-sided, of exchanging what clusters have of the first number, the
	 * blocks of which must be the same: over all ways where there are 40320
	 * or fewer, else (Phipson and Smyth 2010) over as many as are drawn,
	 * always the same ones. Why: that of tau, or "nobody to exchange
	 * answers with". */
	struct pl_value p;

	/* The least p that these numbers could have shown, in whatever way they
	 * were exchanged: if it is not below a level, there is no point in
	 * asking. Why: that of p, or "ways were drawn". */
	struct pl_value least;
};

/* Changes the order of units, and nothing else of them. */
struct pl_association pl_associate(struct pl_pairing *units, size_t count);

#endif
