/*
 * gaussian.h - noise from the discrete Gaussian, exact
 *
 * A whole number x comes with a probability proportional to
 *
 *	exp(-x^2 / (2 sigma^2)),  sigma^2 = a / b
 *
 * after Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential
 * Privacy" (2020), algorithms 1 to 3: a discrete Laplace is drawn and kept with
 * the probability that makes a Gaussian of it. Every chance on the way is that
 * of whole numbers, in 128 bits that the limits below keep from running over;
 * no floating point, whose last bits have given away what noise should hide
 * (Mironov 2012).
 *
 * Numbers of 64 t or more, with t the whole part of sigma, plus 1, are drawn
 * again. That is all by which the distribution differs from the exact one: in
 * total variation by less than 2 exp(-63^2 / 2) < exp(-1980).
 *
 * Not in constant time: how long a draw takes depends on it. Draw noise where
 * nobody outside can take the time of single draws, as is so for a submission
 * that is made offline.
 */
#ifndef PL_GAUSSIAN_H
#define PL_GAUSSIAN_H

#include <stdint.h>

struct pl_stream;

/* a and b of a variance are above 0 and below this. */
#define PL_VARIANCE_LIMIT (UINT64_C(1) << 56)

/* A variance as a fraction, in squared units of what noise is added to. It need
 * not be in lowest terms; but other terms may give other noise. */
struct pl_variance {
	uint64_t a, b;
};

/* One draw. The program ends where the variance is beyond its limits. */
int64_t pl_gaussian(struct pl_stream *stream, struct pl_variance variance);

#endif
