#include "stats/binomial.h"

#include <math.h>

#include "stats/distribution.h"

static const char *const nothing = "nothing to count";

/* The score limit above (side 1) or below (-1) a share of n, which the
 * correction has moved that way. */
static double
score_limit(double share, double n, int side)
{
	double z = pl_normal_quantile(0.975), half = z * z / (2 * n);
	double spread;

	if (share <= 0 && side < 0)
		return 0;
	if (share >= 1 && side > 0)
		return 1;
	spread = z * sqrt(share * (1 - share) / n + half / (2 * n));
	return (share + half + side * spread) / (1 + 2 * half);
}

static struct pl_estimate
wilson(struct pl_trials t, double correction)
{
	if (!(t.n > 0))
		return pl_no_estimate(nothing);
	return (struct pl_estimate){pl_known(t.count / t.n),
	    pl_known(score_limit((t.count - correction) / t.n, t.n, -1)),
	    pl_known(score_limit((t.count + correction) / t.n, t.n, 1))};
}

struct pl_estimate
pl_binomial_wilson(struct pl_trials trials)
{
	return wilson(trials, 0);
}

struct pl_estimate
pl_binomial_wilson_corrected(struct pl_trials trials)
{
	return wilson(trials, 0.5);
}

static double
exact_low(struct pl_trials t, double tail)
{
	return t.count > 0 ? pl_beta_quantile(tail, t.count, t.n - t.count + 1)
	                   : 0;
}

static double
exact_high(struct pl_trials t, double tail)
{
	return t.count < t.n
	           ? pl_beta_quantile(1 - tail, t.count + 1, t.n - t.count)
	           : 1;
}

struct pl_estimate
pl_binomial_exact(struct pl_trials trials)
{
	if (!(trials.n > 0))
		return pl_no_estimate(nothing);
	return (struct pl_estimate){pl_known(trials.count / trials.n),
	    pl_known(exact_low(trials, 0.025)),
	    pl_known(exact_high(trials, 0.025))};
}

struct pl_value
pl_binomial_at_most(struct pl_trials trials)
{
	return trials.n > 0 ? pl_known(exact_high(trials, 0.05))
	                    : pl_unknown(nothing);
}

struct pl_value
pl_binomial_at_least(struct pl_trials trials)
{
	return trials.n > 0 ? pl_known(exact_low(trials, 0.05))
	                    : pl_unknown(nothing);
}

struct pl_value
pl_binomial_rule_of_three(double n)
{
	return n > 0 ? pl_known(fmin(1, 3 / n)) : pl_unknown(nothing);
}

struct pl_estimate
pl_binomial_difference(struct pl_trials first, struct pl_trials second)
{
	struct pl_estimate a = pl_binomial_wilson(first);
	struct pl_estimate b = pl_binomial_wilson(second);
	double difference = a.value.value - b.value.value, below, above;

	if (a.value.why != NULL || b.value.why != NULL)
		return pl_no_estimate(nothing);
	below =
	    hypot(a.value.value - a.low.value, b.high.value - b.value.value);
	above =
	    hypot(a.high.value - a.value.value, b.value.value - b.low.value);
	return (struct pl_estimate){pl_known(difference),
	    pl_known(difference - below), pl_known(difference + above)};
}
