/*
 * zcdp.h - what an amount of zero-concentrated differential privacy means
 *
 * rho adds up over releases but says little to a person. These two tell it in
 * other words; both take a rho that is finite and not below 0.
 */
#ifndef PL_ZCDP_H
#define PL_ZCDP_H

/* The epsilon of (epsilon, delta)-differential privacy that rho-zCDP implies,
 * 0 < delta < 1: the infimum over alpha > 1 of
 *
 *	rho alpha + log(1 / (alpha delta)) / (alpha - 1) + log(1 - 1 / alpha)
 *
 * and not less than 0 (Canonne, Kamath and Steinke 2020, arXiv:2004.00010,
 * proposition 12, solved for epsilon). */
double pl_zcdp_epsilon(double rho, double delta);

/* How often the best possible attacker is right who knows all but one asset,
 * is shown the release, and has to tell whether the asset was in it, before
 * which he held both for equally likely: from 0.5, blind, to 1, certain. It is
 * Phi(mu / 2) where mu = sqrt(2 rho) (Dong, Roth and Su 2019), exact for
 * Gaussian noise. */
double pl_zcdp_guess(double rho);

#endif
