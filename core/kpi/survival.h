/*
 * survival.h - the share still open after so long, from a tally
 *
 * Kaplan and Meier (1958), with delayed entry: at minute t those are at risk
 * who entered before t, or at 0, and did not end before t. What left without a
 * fix counts as censored here. Where some were fixed before 5 were
 * ever at risk at once, one of them would have decided for all that came after:
 * then the curve starts when 5 are, of those still open by then (as R's survfit
 * does with start.time). Limits are 95 %: the variance of
 * log(-log S) over the estimates with one group left out, times Student's
 * quantile for (groups - 1) degrees of freedom.
 */
#ifndef PL_SURVIVAL_H
#define PL_SURVIVAL_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/kpi.h"
#include "kpi/tally.h"

/* S that is 1 - p but for rounding counts as having reached it. */
#define PL_SURVIVAL_ROUNDING 1e-12

/* Why nothing is known of the time before the curve starts. */
#define PL_SURVIVAL_THIN "fewer than 5 at risk at first"

struct pl_survival_step {
	uint32_t minute; /* of at least one fix */
	double at_risk, fixed;
	double survival; /* from this minute on */
};

struct pl_survival_limits {
	double low, high; /* NAN where there are none */
};

struct pl_survival {
	size_t count;
	struct pl_survival_step *steps; /* by minute */
	uint32_t last_minute;           /* longest follow-up */
	uint32_t from_minute;           /* where the curve starts; mostly 0 */
	uint64_t entered, fixed, censored, left; /* before it starts, too */
	const char *no_limits;        /* why there are none, or NULL */
	const struct pl_tally *tally; /* for limits; borrowed */
	uint64_t groups; /* that anything entered, a bit for each */
	int naive;       /* limits are Greenwood's */
};

/* The tally must be sealed, and outlive what asks for limits. assets is how
 * many distinct assets it is about: under 10 there are no limits. */
void pl_survival_of(
    struct pl_survival *out, const struct pl_tally *tally, uint64_t assets);

/* Put limits in the place of its own that take items for independent: by
 * Greenwood's variance (1926) of log(-log S); R's survfit with conf.type
 * "log-log". */
void pl_survival_greenwood(struct pl_survival *survival);
void pl_survival_free(struct pl_survival *survival);

/* The limits of S from a step on. They cost a walk along the curve to there. */
struct pl_survival_limits pl_survival_limits(
    const struct pl_survival *s, size_t step);

/* Days after which a share p is fixed (of those open where the curve starts):
 * the first minute with S <= 1 - p. Why:
 * "not reached", "no items". */
struct pl_value pl_survival_quantile(const struct pl_survival *s, double p);

/* Its limits, by inverting those of S. */
void pl_survival_quantile_limits(const struct pl_survival *s, double p,
    struct pl_value *low, struct pl_value *high);

/* The share fixed within so many days. Why: "not followed that long" where the
 * longest follow-up is shorter and S did not reach 0 before; PL_SURVIVAL_THIN
 * where the curve starts later. */
struct pl_value pl_survival_within(const struct pl_survival *s, double days);

/* Restricted mean: the area under S up to so many days, in days; same why. */
struct pl_value pl_survival_rmst(const struct pl_survival *s, double days);

/* At most limit points of the curve for a figure, the first with 1 where it
 * starts, the last with its last step or where follow-up ends. */
size_t pl_survival_curve(
    const struct pl_survival *s, struct pl_curve_point *points, size_t limit);

/* A proportion count/n with 95 % limits by the jackknife over groups on the
 * logit scale; with no event at all (or nothing but) the open side is the rule
 * of three on the number of assets. */
void pl_proportion(const uint64_t count[PL_GROUPS], const uint64_t n[PL_GROUPS],
    uint64_t assets, struct pl_value *rate, struct pl_value *low,
    struct pl_value *high);

#endif
