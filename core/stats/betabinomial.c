#include "stats/betabinomial.h"

#include <math.h>

#include "stats/distribution.h"

static struct pl_trials
total(const struct pl_trials *groups, size_t count)
{
	struct pl_trials all = {0};

	for (size_t i = 0; i < count; i++) {
		all.n += groups[i].n;
		all.count += groups[i].count;
	}
	return all;
}

static double
sum_of_squares(const struct pl_trials *groups, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += groups[i].n * groups[i].n;
	return sum;
}

/* ---- Correlation --------------------------------------------------------- */

/* Of one trial, as n of them at a rate of p tell it: without bias, which would
 * add up where the trials of many patches are few each. */
static double
variance_of(double p, double n)
{
	return p * (1 - p) * n / (n - 1);
}

/* Kleinman (1973) with the trials as weights. With p q the variance of a single
 * trial and k groups, the sum of n (p_i - p)^2 is expected to be p q (k - 1)
 * without correlation, and p q (N - sum n^2 / N) with all there can be. */
void
pl_intraclass_add(
    struct pl_intraclass *sums, const struct pl_trials *groups, size_t count)
{
	struct pl_trials all = total(groups, count);
	double p = all.count / all.n, variance = variance_of(p, all.n);
	double between = 0, used = 0;

	if (!(all.count > 0 && all.count < all.n))
		return;
	for (size_t i = 0; i < count; i++) {
		double off = groups[i].count - p * groups[i].n;

		if (!(groups[i].n > 0))
			continue;
		between += off * off / groups[i].n;
		used++;
	}
	sums->excess += between - variance * (used - 1);
	sums->scale +=
	    variance *
	    (all.n - sum_of_squares(groups, count) / all.n - (used - 1));
}

struct pl_value
pl_intraclass_of(const struct pl_intraclass *sums)
{
	if (!(sums->scale > 0))
		return pl_unknown("too few groups with events");
	return pl_known(fmin(1, fmax(0, sums->excess / sums->scale)));
}

struct pl_trials
pl_effective_trials(
    const struct pl_trials *groups, size_t count, double correlation)
{
	struct pl_trials all = total(groups, count);
	double effect;

	if (!(all.n > 0))
		return all;
	effect = 1 + correlation * (sum_of_squares(groups, count) / all.n - 1);
	effect = fmax(1, effect);
	return (struct pl_trials){all.n / effect, all.count / effect};
}

/* ---- Prior --------------------------------------------------------------- */

static struct pl_prior
jeffreys(const char *why)
{
	return (struct pl_prior){0.5, 0.5, why};
}

void
pl_prior_add(struct pl_prior_sums *sums, struct pl_trials effective)
{
	if (!(effective.n > 0))
		return;
	sums->count += effective.count;
	sums->clean += effective.n - effective.count;
	sums->between += effective.count * effective.count / effective.n;
	sums->squares += effective.n * effective.n;
	sums->used++;
}

/* Events and clean trials are summed apart so that, where one patch had them
 * all, exactly none are left without it. */
static struct pl_prior_sums
sums_without(const struct pl_prior_sums *sums, struct pl_trials one)
{
	struct pl_prior_sums own = {0}, rest = *sums;

	pl_prior_add(&own, one);
	rest.count -= own.count;
	rest.clean -= own.clean;
	rest.between -= own.between;
	rest.squares -= own.squares;
	rest.used -= own.used;
	return rest;
}

/* The correlation of trials of one patch, as pl_intraclass_of finds it with
 * the patches for groups. */
static struct pl_value
likeness(const struct pl_prior_sums *sums)
{
	double n = sums->count + sums->clean, p = sums->count / n;
	double variance = variance_of(p, n), degrees = (double)sums->used - 1;
	const struct pl_intraclass all = {
	    .excess = sums->between - p * sums->count - variance * degrees,
	    .scale = variance * (n - sums->squares / n - degrees)};

	return pl_intraclass_of(&all);
}

struct pl_prior
pl_prior_without(const struct pl_prior_sums *sums, struct pl_trials one)
{
	const struct pl_prior_sums others = sums_without(sums, one);
	double mean = others.count / (others.count + others.clean);
	double worth = PL_PRIOR_MOST;
	struct pl_value correlation;

	if (others.used < PL_PRIOR_FEWEST)
		return jeffreys("fewer than 10 other patches");
	if (!(others.count > 0))
		return jeffreys("no event in other patches");
	if (!(others.clean > 0))
		return jeffreys("nothing but events in other patches");
	correlation = likeness(&others);
	if (correlation.why == NULL && correlation.value > 0)
		worth = 1 / correlation.value - 1;
	worth = fmin(PL_PRIOR_MOST, fmax(1, worth));
	return (struct pl_prior){worth * mean, worth * (1 - mean), NULL};
}

/* ---- Health -------------------------------------------------------------- */

static const double good_below = 0.01;
static const double bad_above = 0.02;

static enum pl_health_status
status_of(double low, double high)
{
	if (high < good_below)
		return PL_HEALTH_GOOD;
	if (low > bad_above)
		return PL_HEALTH_BAD;
	if (low >= good_below || high <= bad_above)
		return PL_HEALTH_CAUTION;
	return PL_HEALTH_UNKNOWN;
}

/* Of a prior that is nearly sure of 0, 97.5 % may lie below the mean. */
static struct pl_estimate
posterior(double a, double b)
{
	double mean = a / (a + b);

	return (struct pl_estimate){pl_known(mean),
	    pl_known(fmin(mean, pl_beta_quantile(0.025, a, b))),
	    pl_known(fmax(mean, pl_beta_quantile(0.975, a, b)))};
}

struct pl_health
pl_health_of(struct pl_prior prior, struct pl_trials trials)
{
	struct pl_health health = {.rate = pl_no_estimate("nothing to count"),
	    .at_least = pl_binomial_at_least(trials),
	    .at_most = pl_binomial_at_most(trials),
	    .low = pl_unknown("nothing to count"),
	    .high = pl_unknown("nothing to count"),
	    .status = PL_HEALTH_UNKNOWN};

	if (!(trials.n > 0))
		return health;
	health.rate = posterior(
	    prior.a + trials.count, prior.b + trials.n - trials.count);
	health.low =
	    pl_known(fmin(health.rate.low.value, health.at_least.value));
	health.high =
	    pl_known(fmax(health.rate.high.value, health.at_most.value));
	health.status = status_of(health.low.value, health.high.value);
	return health;
}

const char *
pl_health_word(enum pl_health_status status)
{
	static const char *const words[] = {
	    [PL_HEALTH_UNKNOWN] = "not enough data",
	    [PL_HEALTH_GOOD] = "good",
	    [PL_HEALTH_CAUTION] = "caution",
	    [PL_HEALTH_BAD] = "bad"};

	return words[status];
}
