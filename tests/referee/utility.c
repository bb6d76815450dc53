/*
 * utility.c - how far noise moves what is told
 *
 * Populations of machines, each with patches of its own; what is told of them
 * beside what is true. A machine's patches are lognormal in number (median 14,
 * 95th percentile 52), and so is the time to each (half in 12 days). The
 * layout is pooled and the privacy standard. The limits are those that were set
 * when this was designed.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "share/noise.h"
#include "tests/referee/verdict.h"

enum { RUNS = 300, BIN_30 = 4 };

/* Any fixed sequence does: what is measured is the noise and not this. */
static double
uniform(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + 1;
	return (double)(*state >> 11) / 9007199254740992.0;
}

static double
lognormal(uint64_t *state, double median, double sigma)
{
	/* A normal number of two uniform ones (Box and Muller 1958). */
	const double far = sqrt(-2 * log(1 - uniform(state)));

	return median *
	       exp(sigma * far * cos(6.283185307179586 * uniform(state)));
}

static size_t
bin_of(double days)
{
	static const double most[] = {1, 3, 7, 14, 30, 60, 90, 180};
	size_t bin = 0;

	while (bin < PL_COUNT(most) && days > most[bin])
		bin++;
	return days > 120 ? PL_BINS - 1 : bin; /* open when the watch ends */
}

/* One machine's vote: evenly over its records, what is left to the first. */
static void
vote(int64_t *units, uint64_t *state)
{
	int64_t records[PL_BINS] = {0}, each, rest;
	const int64_t count =
	    1 + (int64_t)lognormal(state, 14, log(52.0 / 14) / 1.645);

	for (int64_t i = 0; i < count; i++)
		records[bin_of(lognormal(state, 12, 1.1))]++;
	each = PL_VOTE / count;
	rest = PL_VOTE % count;
	for (size_t bin = 0; bin < PL_BINS; bin++)
		for (int64_t i = 0; i < records[bin]; i++, rest--)
			units[bin] += each + (rest > 0);
}

static double
share_to_30_days(const int64_t *units)
{
	double part = 0, all = 0;

	for (size_t bin = 0; bin < PL_BINS; bin++) {
		all += (double)units[bin];
		part += bin <= BIN_30 ? (double)units[bin] : 0;
	}
	return part / all;
}

static int
order(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The 95th percentile of errors, in points. */
static double
error_of(int machines)
{
	double errors[RUNS];

	for (int run = 0; run < RUNS; run++) {
		unsigned char key[PL_KEY_SIZE] = {0};
		const struct pl_noise noise = {.program = "utility",
		    .period = "2026-Q3",
		    .privacy = PL_PRIVACY_STANDARD,
		    .layout = PL_LAYOUT_POOLED,
		    .key = key};
		uint64_t state = (uint64_t)run * 7919 + (uint64_t)machines;
		struct pl_ballots cells = {0};
		int64_t *units = cells.units[PL_TABLE_TIME][0][PL_URGENT];
		double exact;

		memcpy(key, &run, sizeof run);
		for (int i = 0; i < machines; i++)
			vote(units, &state);
		exact = share_to_30_days(units);
		pl_noise_add(&cells, &noise);
		errors[run] = 100 * fabs(share_to_30_days(units) - exact);
	}
	qsort(errors, RUNS, sizeof *errors, order);
	return errors[RUNS * 95 / 100];
}

int
main(void)
{
	static const struct {
		int machines;
		double most;
	} cases[] = {{200, 8.5}, {2000, 0.9}, {50000, 0.05}};

	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		const double error = error_of(cases[i].machines);

		verdict(error <= cases[i].most,
		    "%d machines: 95 %% of shares within 30 days are off by at "
		    "most %.3f points, allowed %.2f",
		    cases[i].machines, error, cases[i].most);
	}
	return verdict_end();
}
