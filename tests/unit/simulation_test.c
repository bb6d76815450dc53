/*
 * Made-up fleets of which the truth is known. The generator's seeds are fixed,
 * so these are no games of chance: they fail when an estimator changes.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "trend/halves.h"
#include "kpi/survival.h"
#include "kpi/tally.h"

enum { DAY_MINUTES = 1440 };

/* ---- Chance ------------------------------------------------------------- */

/* splitmix64 (Steele, Lea and Flood 2014). Between 0 and 1, neither of them. */
static double
uniform(uint64_t *state)
{
	uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return ((double)((x ^ x >> 31) >> 11) + 0.5) / 9007199254740992.0;
}

/* Box and Muller (1958). */
static double
normal(uint64_t *state)
{
	double radius = sqrt(-2 * log(uniform(state)));

	return radius * cos(2 * 3.14159265358979323846 * uniform(state));
}

/* Marsaglia and Tsang (2000); a shape of 1 and up. */
static double
gamma_of(uint64_t *state, double shape)
{
	double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);

	for (;;) {
		double x = normal(state), v = pow(1 + c * x, 3);

		if (v > 0 &&
		    log(uniform(state)) < x * x / 2 + d - d * v + d * log(v))
			return d * v;
	}
}

/* ---- Closed items alone flatter ----------------------------------------- */

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Items come evenly over 90 days, and half of them are fixed within 45; a
 * Weibull law of shape 0.72 gives the quick start and the long tail of real
 * ones. On day 90, 46 % are closed, and they took 12.7 days (median) or 18.9
 * (mean), which is what a report of closed items says. */
static void
closed_items_alone_say_a_fraction_of_the_truth(void **state)
{
	enum { ITEMS = 20000 };
	const double shape = 0.72, scale = 45 / pow(log(2), 1 / shape);
	double *closed = pl_alloc_array(ITEMS, sizeof *closed), sum = 0;
	struct pl_tally tally = {0};
	struct pl_survival s;
	uint64_t chance = 1;
	size_t count = 0;

	(void)state;
	for (int i = 0; i < ITEMS; i++) {
		double window = 90 * uniform(&chance);
		double days = scale * pow(-log(uniform(&chance)), 1 / shape);
		int fixed = days <= window;
		unsigned group = (unsigned)i % PL_GROUPS;

		if (fixed) {
			closed[count++] = days;
			sum += days;
		}
		pl_tally_add(&tally, 0, group, PL_ENTERED, 1);
		pl_tally_add(&tally,
		    (uint32_t)((fixed ? days : window) * DAY_MINUTES), group,
		    fixed ? PL_FIXED : PL_CENSORED, 1);
	}
	qsort(closed, count, sizeof *closed, compare);
	assert_float_equal((double)count / ITEMS, 0.46, 0.01);
	assert_float_equal(sum / (double)count, 18.9, 0.5);
	assert_float_equal(closed[count / 2], 12.7, 0.5);

	pl_tally_seal(&tally);
	pl_survival_of(&s, &tally, ITEMS);
	assert_float_equal(pl_survival_quantile(&s, 0.5).value, 45, 2);
	pl_survival_free(&s);
	pl_tally_free(&tally);
	free(closed);
}

/* ---- Limits that hold --------------------------------------------------- */

enum { RUNS = 400, ASSETS = 60, PATCHES = 30, AT = 30 };

static const double frailty_variance = 0.8;
static const double hazard = 0.0346573590279972654; /* log(2) / 20 a day */

/* A fleet in which some assets are slow with every patch and some quick. */
static void
make_fleet(struct pl_tally *tally, uint64_t *chance)
{
	for (int a = 0; a < ASSETS; a++) {
		double frailty =
		    frailty_variance * gamma_of(chance, 1 / frailty_variance);
		char name[32];
		unsigned group;

		snprintf(name, sizeof name, "asset-%d", a);
		group = pl_group_of(name);
		for (int p = 0; p < PATCHES; p++) {
			double days =
			    -log(uniform(chance)) / (frailty * hazard);
			double window = 15 + 105 * uniform(chance);
			double stop = days < window ? days : window;

			pl_tally_add(tally, 0, group, PL_ENTERED, 1);
			pl_tally_add(tally, (uint32_t)(stop * DAY_MINUTES),
			    group, days <= window ? PL_FIXED : PL_CENSORED, 1);
		}
	}
	pl_tally_seal(tally);
}

/* Is the truth between 95 % limits by Greenwood (1926) on the same scale, which
 * take items for independent? */
static int
greenwood_holds(const struct pl_survival *s, size_t last, double truth)
{
	double sum = 0, at = s->steps[last].survival, spread;

	for (size_t i = 0; i <= last; i++)
		sum += s->steps[i].fixed /
		       (s->steps[i].at_risk *
			   (s->steps[i].at_risk - s->steps[i].fixed));
	spread = 1.959963984540054 * sqrt(sum) / fabs(log(at));
	return pow(at, exp(spread)) <= truth && truth <= pow(at, exp(-spread));
}

static void
limits_hold_where_assets_differ(void **state)
{
	/* The Laplace transform of the gamma law: all assets together. */
	const double truth =
	    pow(1 + frailty_variance * hazard * AT, -1 / frailty_variance);
	uint64_t chance = 7;
	int held = 0, naive = 0;

	(void)state;
	for (int run = 0; run < RUNS; run++) {
		struct pl_tally tally = {0};
		struct pl_survival_limits limits;
		struct pl_survival s;
		size_t last = 0;

		make_fleet(&tally, &chance);
		pl_survival_of(&s, &tally, ASSETS);
		while (last + 1 < s.count &&
		       s.steps[last + 1].minute <= AT * DAY_MINUTES)
			last++;
		limits = pl_survival_limits(&s, last);
		held += limits.low <= truth && truth <= limits.high;
		naive += greenwood_holds(&s, last, truth);
		pl_survival_free(&s);
		pl_tally_free(&tally);
	}
	print_message("# limits hold in %d of %d fleets, Greenwood's in %d\n",
	    held, RUNS, naive);
	assert_in_range(held, RUNS * 92 / 100, RUNS * 98 / 100);
	assert_in_range(naive, RUNS * 40 / 100, RUNS * 75 / 100);
}

/* ---- Another mix of severities is no change ------------------------------ */

enum {
	HISTORIES = 200,
	MACHINES = 40,
	MONTHS = 12,
	SEVERITIES = 2,
	HORIZON = 30
};

/* A patch of which each machine needs as many days as the mean, the machine and
 * the patch make likely; open ones are given up after 200. */
static void
add_patch(struct pl_tally *tally, const double *machines, double mean,
    uint64_t *chance)
{
	double patch = exp(0.3 * normal(chance));

	for (int m = 0; m < MACHINES; m++) {
		double days =
		    -log(uniform(chance)) * mean * machines[m] * patch;
		double stop = fmin(days, 200);
		char name[32];
		unsigned group;

		snprintf(name, sizeof name, "machine-%d", m);
		group = pl_group_of(name);
		pl_tally_add(tally, 0, group, PL_ENTERED, 1);
		pl_tally_add(tally, (uint32_t)(stop * DAY_MINUTES), group,
		    days < 200 ? PL_FIXED : PL_CENSORED, 1);
	}
}

/* Critical patches take 6 days and low ones 18, all the time; but a month of
 * the earlier half has one critical and two low ones, and one of the later half
 * two and one. Cohorts are by month and severity. */
static void
make_history(struct pl_tally *cohorts, uint64_t *chance)
{
	double machines[MACHINES];

	for (int m = 0; m < MACHINES; m++)
		machines[m] = exp(0.8 * normal(chance));
	for (int i = 0; i < MONTHS * SEVERITIES; i++) {
		int low = i % SEVERITIES, later = i >= MONTHS;
		struct pl_tally all = {0};

		for (int p = 0; p < 1 + (low != later); p++)
			add_patch(&all, machines, low ? 18 : 6, chance);
		pl_tally_seal(&all);
		pl_tally_until(&cohorts[i], &all, HORIZON * DAY_MINUTES);
		pl_tally_seal(&cohorts[i]);
		pl_tally_free(&all);
	}
}

/* Is the later half called faster or slower? */
static int
is_called(const struct pl_tally *tallies, size_t strata)
{
	const struct pl_cohorts cohorts = {tallies, MONTHS, strata, MONTHS / 2};
	struct pl_trend_halves halves = {0};

	pl_halves_compare(&halves, &cohorts, HORIZON);
	assert_null(halves.faster.p.why);
	return halves.faster.p.value < 0.05;
}

/* The same where severities are not told apart. */
static int
is_called_together(const struct pl_tally *cohorts)
{
	struct pl_tally months[MONTHS] = {{0}};
	int called;

	for (int i = 0; i < MONTHS * SEVERITIES; i++)
		pl_tally_merge(&months[i / SEVERITIES], &cohorts[i]);
	for (int i = 0; i < MONTHS; i++)
		pl_tally_seal(&months[i]);
	called = is_called(months, 1);
	for (int i = 0; i < MONTHS; i++)
		pl_tally_free(&months[i]);
	return called;
}

static void
another_mix_of_severities_is_no_change(void **state)
{
	uint64_t chance = 11;
	int called = 0, together = 0;

	(void)state;
	for (int i = 0; i < HISTORIES; i++) {
		struct pl_tally cohorts[MONTHS * SEVERITIES] = {{0}};

		make_history(cohorts, &chance);
		called += is_called(cohorts, SEVERITIES);
		together += is_called_together(cohorts);
		for (size_t j = 0; j < PL_COUNT(cohorts); j++)
			pl_tally_free(&cohorts[j]);
	}
	print_message("# %d of %d histories are called changed, %d if all "
		      "severities are one\n",
	    called, HISTORIES, together);
	assert_in_range(called, HISTORIES / 100, HISTORIES * 9 / 100);
	assert_true(together > HISTORIES / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(closed_items_alone_say_a_fraction_of_the_truth),
	    cmocka_unit_test(limits_hold_where_assets_differ),
	    cmocka_unit_test(another_mix_of_severities_is_no_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
