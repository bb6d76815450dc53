/*
 * betabinomial.h - is this patch trouble? From few installs, many at one place
 *
 * Installs of one organization, or of one group of assets, fail together: a
 * thousand of them may be worth thirty independent ones. And of thousands of
 * patches some look bad by chance alone. So installs are first weighed by how
 * much those of one group hang together (Kish 1965; Rao and Scott 1992), and
 * then seen in the light of all other patches, whose rates make a beta prior
 * (beta-binomial model, Skellam 1948; moments of Kleinman 1973, with the
 * variance of a trial taken without bias, since a patch may have few).
 *
 * All counts are sums, so what many sources know can be added up.
 */
#ifndef PL_BETABINOMIAL_H
#define PL_BETABINOMIAL_H

#include <stddef.h>

#include "stats/binomial.h"
#include "stats/value.h"

/* ---- How much trials of one group hang together -------------------------- */

/* Sums over patches; begins as {0}. */
struct pl_intraclass {
	double excess, scale;
};

/* Add one patch with its trials by group; groups without trials are passed
 * over. */
void pl_intraclass_add(
    struct pl_intraclass *sums, const struct pl_trials *groups, size_t count);

/* The intraclass correlation, 0 to 1: 0 where trials are independent, 1 where
 * all of a group end alike. Why: "too few groups with events". */
struct pl_value pl_intraclass_of(const struct pl_intraclass *sums);

/* How many independent trials, and events among them, those of all groups are
 * worth: n over 1 + correlation * (sum n^2 / sum n - 1). */
struct pl_trials pl_effective_trials(
    const struct pl_trials *groups, size_t count, double correlation);

/* ---- What other patches tell --------------------------------------------- */

enum {
	PL_PRIOR_FEWEST = 10, /* patches that a prior is made of */
	PL_PRIOR_MOST = 100,  /* trials that it is worth */
};

/* A beta distribution of rates. */
struct pl_prior {
	double a, b;
	const char *why; /* it is Jeffreys' 0.5, 0.5; NULL where it is not */
};

/* Sums over patches, of their effective trials; begins as {0}. */
struct pl_prior_sums {
	double count, clean; /* events and trials without one */
	double between, squares;
	size_t used; /* patches with trials */
};

void pl_prior_add(struct pl_prior_sums *sums, struct pl_trials effective);

/* From all that was added but one patch, by its effective trials; none is left
 * out where those are 0. It is worth at least one trial, and at most
 * PL_PRIOR_MOST, however alike the others are: a patch that is really different
 * must be heard. Why: "fewer than 10 other patches", "no event in other
 * patches", "nothing but events in other patches". */
struct pl_prior pl_prior_without(
    const struct pl_prior_sums *sums, struct pl_trials one);

/* ---- The patch itself ---------------------------------------------------- */

enum pl_health_status {
	PL_HEALTH_UNKNOWN, /* not enough data: both good and bad are possible */
	PL_HEALTH_GOOD,    /* surely below 1 % */
	PL_HEALTH_CAUTION, /* neither, but one of the two is ruled out */
	PL_HEALTH_BAD,     /* surely above 2 % */
};

struct pl_health {
	struct pl_estimate rate;           /* posterior mean, 95 % limits */
	struct pl_value at_least, at_most; /* by its own trials, 95 % each */
	struct pl_value low, high;         /* that decide; see below */
	enum pl_health_status status;
};

/* The health of a patch with so many effective trials. Low is the smaller of
 * the posterior's lower limit and at_least, high the larger of its upper limit
 * and at_most; so a status needs the patch's own record and the prior alone
 * never gives one:
 *
 *   good       high < 1 %
 *   bad        low > 2 %
 *   caution    else, where low >= 1 % or high <= 2 %
 *   unknown    else
 *
 * Good therefore takes 299 independent installs without a failure. Why:
 * "nothing to count", with the status unknown. */
struct pl_health pl_health_of(struct pl_prior prior, struct pl_trials trials);

/* "good", "caution", "bad", "not enough data" */
const char *pl_health_word(enum pl_health_status status);

#endif
