/*
 * incomplete.h - the incomplete beta and gamma functions, both tails
 *
 * What distribution.h is built on. Factors in front come from Loader's
 * deviances (2000), which stay exact where differences of log-gammas lose their
 * digits: with parameters of 1e8 the results are still good to 1e-11. Time
 * grows with the square root of the larger parameter.
 */
#ifndef PL_INCOMPLETE_H
#define PL_INCOMPLETE_H

/* What lies below and above a point. They add up to 1; the smaller one is good
 * to a relative 1e-11, however small. */
struct pl_tails {
	double below, above;
};

/* Of the beta distribution at x, where y is 1 - x; a and b are above 0. */
struct pl_tails pl_incomplete_beta(double a, double b, double x, double y);

/* Of the gamma distribution with shape a and scale 1 at x, 0 or more. */
struct pl_tails pl_incomplete_gamma(double a, double x);

/* The densities times x: what the lower tail grows by as ln(x) does. */
double pl_beta_growth(double a, double b, double x, double y);
double pl_gamma_growth(double a, double x);

#endif
