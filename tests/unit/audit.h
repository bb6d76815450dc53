/*
 * audit.h - how well an attacker tells two tables apart by what is handed over
 *
 * The attacker knows both tables and all but the key, and projects the noisy
 * cells on the line between the two: for Gaussian noise nobody can do better.
 * Noise of sigma on a difference of length d is d / sigma = mu "Gaussian
 * differentially private" (Dong, Roth and Su 2022): from the shares of runs
 * above a threshold, of either table, follows a mu that it cannot be below.
 * Its lower limit holds with 99.9 % over all thresholds together (Clopper and
 * Pearson, Bonferroni).
 */
#ifndef TESTS_AUDIT_H
#define TESTS_AUDIT_H

#include <math.h>
#include <string.h>

#include "share/noise.h"
#include "stats/distribution.h"

enum { AUDIT_THRESHOLDS = 9 };

#define AUDIT_DOUBT (0.001 / (2 * AUDIT_THRESHOLDS))

/* The direction of the likelihood ratio, for noise that is on all cells. */
struct audit_line {
	double along[PL_TABLES][PL_URGENCIES][PL_BINS];
	double length2; /* mu squared, as the mathematics have it */
};

static inline struct audit_line
audit_line_of(const struct pl_ballots *a, const struct pl_ballots *b,
    enum pl_privacy privacy)
{
	struct audit_line line = {.length2 = 0};

	for (int t = 0; t < PL_TABLES; t++)
		for (int u = 0; u < PL_URGENCIES; u++)
			for (int i = 0; i < PL_BINS; i++) {
				const double d = (double)(b->units[t][0][u][i] -
							  a->units[t][0][u][i]);
				const double v = (double)pl_table_variance(
				    (enum pl_ballot_table)t, privacy);

				line.along[t][u][i] = d / v;
				line.length2 += d * d / v;
			}
	return line;
}

/* Hand a pooled table over, under a key of this run, and look. */
static inline double
audit_look(const struct pl_ballots *exact, const struct pl_ballots *origin,
    const struct audit_line *line, enum pl_privacy privacy,
    const unsigned char key[PL_KEY_SIZE])
{
	const struct pl_noise noise = {.program = "audit",
	    .period = "2026-Q3",
	    .privacy = privacy,
	    .layout = PL_LAYOUT_POOLED,
	    .key = key};
	struct pl_ballots cells = *exact;
	double sum = 0;

	pl_noise_add(&cells, &noise);
	for (int t = 0; t < PL_TABLES; t++)
		for (int u = 0; u < PL_URGENCIES; u++)
			for (int i = 0; i < PL_BINS; i++)
				sum += line->along[t][u][i] *
				       (double)(cells.units[t][0][u][i] -
						origin->units[t][0][u][i]);
	return sum / sqrt(line->length2);
}

/* How many runs of a table end above each threshold. */
static inline void
audit_count(int64_t above[AUDIT_THRESHOLDS], const struct pl_ballots *exact,
    const struct pl_ballots *origin, const struct audit_line *line,
    enum pl_privacy privacy, int64_t runs, unsigned seed)
{
	const double middle = sqrt(line->length2) / 2;

	memset(above, 0, AUDIT_THRESHOLDS * sizeof *above);
	for (int64_t run = 0; run < runs; run++) {
		unsigned char key[PL_KEY_SIZE] = {0};
		double seen;

		memcpy(key, &run, sizeof run);
		memcpy(key + sizeof run, &seed, sizeof seed);
		seen = audit_look(exact, origin, line, privacy, key);
		for (int i = 0; i < AUDIT_THRESHOLDS; i++)
			above[i] +=
			    seen > middle + (i - AUDIT_THRESHOLDS / 2) * 0.5;
	}
}

/* The mu that the two tables are told apart by at least. */
static inline double
audit_mu(const struct pl_ballots *a, const struct pl_ballots *b,
    enum pl_privacy privacy, int64_t runs, unsigned seed)
{
	const struct audit_line line = audit_line_of(a, b, privacy);
	int64_t of_a[AUDIT_THRESHOLDS], of_b[AUDIT_THRESHOLDS];
	const double n = (double)runs;
	double mu = 0;

	audit_count(of_a, a, a, &line, privacy, runs, 2 * seed);
	audit_count(of_b, b, a, &line, privacy, runs, 2 * seed + 1);
	for (int i = 0; i < AUDIT_THRESHOLDS; i++) {
		const double k = (double)of_a[i], m = (double)of_b[i];

		if (m > 0 && k < n)
			mu = fmax(mu, pl_normal_quantile(pl_beta_quantile(
					  AUDIT_DOUBT, m, n - m + 1)) -
					  pl_normal_quantile(pl_beta_quantile(
					      1 - AUDIT_DOUBT, k + 1, n - k)));
	}
	return mu;
}

/* What a release may be told apart by at most: sqrt(2 rho). */
static inline double
audit_most(enum pl_privacy privacy)
{
	int64_t rho = 0;

	for (int t = 0; t < PL_TABLES; t++)
		rho += pl_table_rho((enum pl_ballot_table)t, privacy);
	return sqrt(2e-9 * (double)rho);
}

/* Two tables that differ in one machine, in the worst way: all of each of its
 * votes in one bin. */
static inline void
audit_neighbours(struct pl_ballots *without, struct pl_ballots *with)
{
	memset(without, 0, sizeof *without);
	for (int t = 0; t < PL_TABLES; t++)
		for (int u = 0; u < PL_URGENCIES; u++)
			for (size_t i = 0;
			     i < pl_table_bins((enum pl_ballot_table)t); i++)
				without->units[t][0][u][i] =
				    (int64_t)(100 * i) * PL_VOTE;
	*with = *without;
	for (int t = 0; t < PL_TABLES; t++)
		for (int u = 0; u < PL_URGENCIES; u++)
			with->units[t][0][u][3] += PL_VOTE;
}

#endif
