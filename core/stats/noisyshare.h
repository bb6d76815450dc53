/*
 * noisyshare.h - a share of counts to which noise was added, with 95 % limits
 *
 * What was shared is a table of cells, each with independent noise of a known
 * variance around its true count, and wanted is the share p that some of its
 * cells have in all of them. With part A the sum of m cells and total n the sum
 * of all B, A - p n is noise alone, of variance s^2 (m (1-p)^2 + (B-m) p^2);
 * the limits are those p for which
 *
 *	(A - p n)^2 <= z^2 s^2 (m (1-p)^2 + (B-m) p^2),  z = 1.96
 *
 * (Fieller 1954), the roots of a quadratic. They hold for a normal noise, and
 * for the discrete Gaussian of share/gaussian.h as good as so.
 *
 * Limits tell of the noise and nothing else: not how much the true share would
 * differ from one quarter to the next by chance.
 */
#ifndef PL_NOISYSHARE_H
#define PL_NOISYSHARE_H

#include "stats/value.h"

/* Sums of cells in the units of the noise, and as they came: negative cells are
 * not cut, or shares near 0 and 1 come out wrong. */
struct pl_noisy_share {
	double part, total;
	int part_cells, cells; /* 0 < part_cells < cells */
	double variance;       /* of the noise of each cell, not below 0 */
};

/* The share part / total. Neither it nor its limits are cut to 0 ... 1, so that
 * means of many stay right; who prints them may. Why: "lost in the noise" where
 * the total is not above z s sqrt(B): then no share is ruled out, however
 * large. */
struct pl_estimate pl_noisy_share(const struct pl_noisy_share *noisy);

/* The shares of the first 1, 2, ... cells - 1 of them, a curve, into as many
 * estimates, with limits that hold for all of these together (Bonferroni).
 * Units are the cells as they came, two or more. */
void pl_noisy_band(
    struct pl_estimate *out, const double *units, int cells, double variance);

#endif
