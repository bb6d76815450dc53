/*
 * coverage.h - how often the limits of a noisy share hold the true one
 */
#ifndef TESTS_COVERAGE_H
#define TESTS_COVERAGE_H

#include <stdint.h>

#include "share/gaussian.h"
#include "share/stream.h"
#include "stats/noisyshare.h"

/* Votes of 65,536 units each, in ten bins of days, with the noise of a
 * submission under the standard profile. */
static const struct pl_variance coverage_noise = {71582788267, 1};
static const int64_t coverage_bins[10] = {
    812, 1604, 2390, 1711, 1498, 802, 301, 188, 97, 597}; /* in 10,000 */

struct coverage {
	double held;    /* the share of tables whose limits held the truth */
	double missing; /* of tables for which there were no limits */
};

/* Fill in a table with new noise; returns the true share of its part. */
static inline double
coverage_draw(
    struct pl_noisy_share *noisy, struct pl_stream *stream, int64_t votes)
{
	int64_t unit = votes * 65536 / 10000, truth = 0;

	noisy->part = noisy->total = 0;
	for (int i = 0; i < noisy->cells; i++) {
		int64_t cell = coverage_bins[i] * unit +
		               pl_gaussian(stream, coverage_noise);

		noisy->total += (double)cell;
		if (i < noisy->part_cells) {
			noisy->part += (double)cell;
			truth += coverage_bins[i];
		}
	}
	return (double)truth / 10000;
}

/* As many tables of that many votes each, and of each the share of the first
 * cells. Where there are no limits none is wrong. */
static inline struct coverage
coverage_of(struct pl_stream *stream, int64_t votes, int cells, int tables)
{
	struct coverage coverage = {0, 0};
	struct pl_noisy_share noisy = {.part_cells = cells,
	    .cells = 10,
	    .variance = (double)coverage_noise.a};

	for (int i = 0; i < tables; i++) {
		double truth = coverage_draw(&noisy, stream, votes);
		struct pl_estimate share = pl_noisy_share(&noisy);

		if (share.low.why != NULL)
			coverage.missing++;
		if (share.low.why != NULL ||
		    (share.low.value <= truth && truth <= share.high.value))
			coverage.held++;
	}
	coverage.held /= tables;
	coverage.missing /= tables;
	return coverage;
}

/* In how many of as many tables the whole curve is within its band. */
static inline double
coverage_of_band(struct pl_stream *stream, int64_t votes, int tables)
{
	const int64_t unit = votes * 65536 / 10000;
	int held = 0;

	for (int i = 0; i < tables; i++) {
		struct pl_estimate band[9];
		double units[10], truth = 0;
		int inside = 1;

		for (int j = 0; j < 10; j++)
			units[j] =
			    (double)(coverage_bins[j] * unit +
				     pl_gaussian(stream, coverage_noise));
		pl_noisy_band(band, units, 10, (double)coverage_noise.a);
		for (int j = 0; j < 9; j++) {
			truth += (double)coverage_bins[j] / 10000;
			inside &= band[j].low.why == NULL &&
			          band[j].low.value <= truth &&
			          truth <= band[j].high.value;
		}
		held += inside;
	}
	return (double)held / tables;
}

#endif
