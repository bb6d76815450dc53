/*
 * binomial.h - a proportion of independent trials, with 95 % limits
 *
 * For trials that do not hang together; where many are of one asset, the
 * jackknife of kpi or betabinomial.h is honest and these are too narrow. Every
 * function answers "nothing to count" for no trials.
 */
#ifndef PL_BINOMIAL_H
#define PL_BINOMIAL_H

#include "stats/value.h"

/* Trials and the events among them, 0 <= count <= n. Whole numbers, but for
 * those who weigh trials. */
struct pl_trials {
	double n, count;
};

/* Score limits (Wilson 1927); R's prop.test(correct = FALSE). */
struct pl_estimate pl_binomial_wilson(struct pl_trials trials);

/* The same with a correction for continuity (Newcombe 1998, method 4). R's
 * prop.test(correct = TRUE) equals it but where half of the trials are events:
 * there R leaves the correction out. */
struct pl_estimate pl_binomial_wilson_corrected(struct pl_trials trials);

/* Exact limits (Clopper and Pearson 1934); R's binom.test. */
struct pl_estimate pl_binomial_exact(struct pl_trials trials);

/* Exact limits on one side: with 95 % confidence the proportion is at most, or
 * at least, so much. No event in 10 trials is compatible with anything up to
 * 26 %; it takes 299 trials without one to know of less than 1 %. */
struct pl_value pl_binomial_at_most(struct pl_trials trials);
struct pl_value pl_binomial_at_least(struct pl_trials trials);

/* What at most is true after n trials without an event: 3 in n (Hanley and
 * Lippman-Hand 1983), and 1 where n is less than 3. */
struct pl_value pl_binomial_rule_of_three(double n);

/* By how much the first proportion is above the second, with limits from those
 * of Wilson (Newcombe 1998, method 10). */
struct pl_estimate pl_binomial_difference(
    struct pl_trials first, struct pl_trials second);

#endif
