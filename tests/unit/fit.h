/*
 * fit.h - how well draws fit the discrete Gaussian that they should come from
 *
 * The exact probabilities are summed here, in long double, from their formula;
 * the sampler knows none of them.
 */
#ifndef TESTS_FIT_H
#define TESTS_FIT_H

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "share/gaussian.h"
#include "stats/distribution.h"

/* Bins are as narrow as may be with so many draws expected in each. */
#define FIT_FEWEST 20

struct fit {
	int bins;
	double p;     /* of the chi-square test over the bins */
	double z;     /* of the mean, in standard errors */
	double ratio; /* of the variance to the exact one */
};

static inline long double
fit_weight(struct pl_variance variance, int64_t x)
{
	return expl(-(long double)x * (long double)x * (long double)variance.b /
		    (2 * (long double)variance.a));
}

/* Beyond 12 sigma there is less than 1e-30. */
static inline int64_t
fit_reach(struct pl_variance variance)
{
	return 2 +
	       (int64_t)(12 * sqrt((double)variance.a / (double)variance.b));
}

static inline int
fit_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static inline void
fit_moments(struct fit *fit, const int64_t *draws, size_t count, double exact)
{
	long double sum = 0, squares = 0;

	for (size_t i = 0; i < count; i++) {
		long double x = (long double)draws[i];

		sum += x;
		squares += x * x;
	}
	fit->z = (double)sum / sqrt(exact * (double)count);
	fit->ratio = (double)(squares / (long double)count) / exact;
}

/* From left to right a bin is closed as soon as enough are expected in it and
 * right of it; the last takes what remains. The draws end up in order. */
static inline void
fit_chi_square(struct fit *fit, int64_t *draws, size_t count,
    struct pl_variance variance, long double total)
{
	int64_t reach = fit_reach(variance);
	size_t seen = 0, before = 0;
	long double sum = 0, expected = 0, left = (long double)count;

	qsort(draws, count, sizeof *draws, fit_order);
	fit->bins = 0;
	for (int64_t x = -reach; x <= reach; x++) {
		expected +=
		    fit_weight(variance, x) / total * (long double)count;
		while (seen < count && draws[seen] <= x)
			seen++;
		if (x < reach &&
		    (expected < FIT_FEWEST || left - expected < FIT_FEWEST))
			continue;
		sum += ((long double)(seen - before) - expected) *
		       ((long double)(seen - before) - expected) / expected;
		left -= expected;
		before = seen;
		expected = 0;
		fit->bins++;
	}
	fit->p =
	    seen == count ? pl_chi_square_above((double)sum, fit->bins - 1) : 0;
}

static inline struct fit
fit_of(int64_t *draws, size_t count, struct pl_variance variance)
{
	struct fit fit;
	long double total = 0, squares = 0;

	for (int64_t x = -fit_reach(variance); x <= fit_reach(variance); x++) {
		total += fit_weight(variance, x);
		squares +=
		    fit_weight(variance, x) * (long double)x * (long double)x;
	}
	fit_moments(&fit, draws, count, (double)(squares / total));
	fit_chi_square(&fit, draws, count, variance, total);
	return fit;
}

/* Variances from less than one asset's vote to those of a submission. */
static const struct pl_variance fit_variances[] = {
    {1, 2}, {40, 3}, {1000, 3}, {100000, 1}, {4000000, 1}, {71582788267, 1}};

#endif
