/*
 * distribution.h - probabilities and quantiles of the usual distributions
 *
 * Pure functions of doubles, good to a relative 1e-11 for parameters up to 1e8
 * (the tests hold them against R). Names: cdf is the probability of at most so
 * much, above that of more; a quantile is where the cdf is p, 0 <= p <= 1.
 * Parameters must be above 0 and finite.
 *
 * Quantiles are found by Newton's method on the logarithm of the smaller tail,
 * kept within a bracket.
 */
#ifndef PL_DISTRIBUTION_H
#define PL_DISTRIBUTION_H

double pl_normal_cdf(double z);
double pl_normal_above(double z);
double pl_normal_quantile(double p); /* -inf for 0, +inf for 1 */

double pl_student_cdf(double t, double degrees);
double pl_student_quantile(double p, double degrees);

double pl_beta_cdf(double x, double a, double b);
double pl_beta_quantile(double p, double a, double b);

/* Shape a and scale 1. */
double pl_gamma_cdf(double x, double a);
double pl_gamma_quantile(double p, double a); /* +inf for 1 */

double pl_chi_square_above(double x, double degrees);

#endif
