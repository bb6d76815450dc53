#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/betabinomial.h"

enum { MOST = 30 };

struct reference {
	const char *name;
	size_t count;
	struct pl_trials others[MOST];
	double correlation, effective, a, b;
	struct pl_trials own;
	double posterior[3], at_least, at_most;
};

#include "tests/data/stats/betabinomial.h"

static void
assert_close(double value, double expected)
{
	if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
		fail_msg("%.17g is not %.17g", value, expected);
}

static struct pl_prior
prior_of(const struct pl_trials *others, size_t count)
{
	struct pl_prior_sums sums = {0};

	for (size_t i = 0; i < count; i++)
		pl_prior_add(&sums, others[i]);
	return pl_prior_without(&sums, (struct pl_trials){0, 0});
}

static void
correlation_and_prior_equal_those_of_the_formula_in_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct pl_intraclass sums = {0};
		struct pl_prior prior = prior_of(r->others, r->count);
		struct pl_value correlation;

		print_message("# %s\n", r->name);
		pl_intraclass_add(&sums, r->others, r->count);
		correlation = pl_intraclass_of(&sums);
		assert_null(correlation.why);
		assert_close(correlation.value, r->correlation);
		assert_close(
		    pl_effective_trials(r->others, r->count, correlation.value)
			.n,
		    r->effective);
		assert_null(prior.why);
		assert_close(prior.a, r->a);
		assert_close(prior.b, r->b);
	}
}

static void
posteriors_equal_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct pl_health health =
		    pl_health_of(prior_of(r->others, r->count), r->own);

		assert_close(health.rate.value.value, r->posterior[0]);
		assert_close(health.rate.low.value, r->posterior[1]);
		assert_close(health.rate.high.value, r->posterior[2]);
		assert_close(health.at_least.value, r->at_least);
		assert_close(health.at_most.value, r->at_most);
	}
}

/* Whatever the other patches are like, a prior alone proves nothing. */
static void
good_takes_299_clean_installs_and_10_tell_nothing(void **state)
{
	const struct pl_prior priors[] = {
	    {0.5, 0.5, "none"}, {0.1, 99.9, NULL}, {0.5, 99.5, NULL}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(priors); i++) {
		assert_int_equal(
		    pl_health_of(priors[i], (struct pl_trials){10, 0}).status,
		    PL_HEALTH_UNKNOWN);
		assert_int_equal(
		    pl_health_of(priors[i], (struct pl_trials){298, 0}).status,
		    PL_HEALTH_CAUTION);
		assert_int_equal(
		    pl_health_of(priors[i], (struct pl_trials){299, 0}).status,
		    PL_HEALTH_GOOD);
	}
}

static void
statuses_follow_from_the_limits(void **state)
{
	static const struct {
		struct pl_trials trials;
		enum pl_health_status status;
	} cases[] = {{{0, 0}, PL_HEALTH_UNKNOWN}, {{1, 1}, PL_HEALTH_UNKNOWN},
	    {{20, 0}, PL_HEALTH_UNKNOWN}, {{200, 0}, PL_HEALTH_CAUTION},
	    {{10000, 150}, PL_HEALTH_CAUTION}, {{5000, 10}, PL_HEALTH_GOOD},
	    {{200, 20}, PL_HEALTH_BAD}, {{1e8, 2e5}, PL_HEALTH_GOOD},
	    {{1e8, 1e8}, PL_HEALTH_BAD}};
	const struct pl_prior prior = {0.5, 99.5, NULL};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_int_equal(pl_health_of(prior, cases[i].trials).status,
		    cases[i].status);
	assert_string_equal(
	    pl_health_word(PL_HEALTH_UNKNOWN), "not enough data");
	assert_string_equal(pl_health_word(PL_HEALTH_BAD), "bad");
}

/* And the more there are of the same, the less. */
static void
few_installs_are_drawn_to_the_others(void **state)
{
	const struct pl_prior prior = {0.5, 99.5, NULL};
	double before = 0.005;

	(void)state;
	for (int n = 10; n <= 100000; n *= 10) {
		struct pl_estimate rate =
		    pl_health_of(prior, (struct pl_trials){n, n * 0.1}).rate;

		assert_true(rate.value.value > before);
		assert_true(rate.value.value < 0.1);
		assert_true(rate.low.value < rate.value.value);
		assert_true(rate.value.value < rate.high.value);
		before = rate.value.value;
	}
}

/* At a correlation of one half, a thousand at one place are worth two. */
static void
installs_of_one_group_are_worth_less(void **state)
{
	const struct pl_trials one_group[] = {{1000, 10}};
	struct pl_trials single[MOST], worth;

	(void)state;
	worth = pl_effective_trials(one_group, 1, 0.5);
	assert_close(worth.n, 1000 / (1 + 0.5 * 999));
	assert_close(worth.count / worth.n, 0.01);
	assert_close(pl_effective_trials(one_group, 1, 0).n, 1000);
	assert_close(pl_effective_trials(one_group, 1, 1).n, 1);
	for (size_t i = 0; i < MOST; i++)
		single[i] = (struct pl_trials){1, i % 2};
	assert_close(pl_effective_trials(single, MOST, 0.7).n, MOST);
	assert_true(pl_effective_trials(NULL, 0, 0.5).n == 0);
}

/* Of all 16 ways in which four trials may end, some look alike within groups
 * and some do not; over all of them there is nothing. */
static void
chance_alone_makes_nothing_alike(void **state)
{
	struct pl_intraclass sums = {0};

	(void)state;
	for (unsigned ends = 0; ends < 16; ends++) {
		const struct pl_trials groups[] = {
		    {2, (ends & 1) + (ends >> 1 & 1)}, {1, ends >> 2 & 1},
		    {1, ends >> 3}};

		pl_intraclass_add(&sums, groups, 3);
	}
	assert_true(sums.scale > 0.5);
	assert_true(fabs(sums.excess) < 1e-12);
}

static void
all_or_none_is_a_correlation_of_1(void **state)
{
	const struct pl_trials groups[] = {{9, 9}, {9, 0}, {0, 0}, {9, 0}};
	struct pl_intraclass sums = {0};

	(void)state;
	pl_intraclass_add(&sums, groups, 4);
	assert_close(pl_intraclass_of(&sums).value, 1);
}

static void
too_little_gives_jeffreys_prior_and_says_why(void **state)
{
	struct pl_trials others[10];
	struct pl_intraclass sums = {0};

	(void)state;
	for (size_t i = 0; i < 10; i++)
		others[i] = (struct pl_trials){100, 0};
	assert_string_equal(
	    prior_of(others, 9).why, "fewer than 10 other patches");
	assert_string_equal(
	    prior_of(others, 10).why, "no event in other patches");
	assert_true(prior_of(others, 10).a == 0.5);
	pl_intraclass_add(&sums, others, 10);
	assert_string_equal(
	    pl_intraclass_of(&sums).why, "too few groups with events");
	for (size_t i = 0; i < 10; i++)
		others[i].count = 100;
	assert_string_equal(
	    prior_of(others, 10).why, "nothing but events in other patches");
	others[0].n = others[0].count = 0;
	assert_string_equal(
	    prior_of(others, 10).why, "fewer than 10 other patches");
	assert_string_equal(
	    pl_health_of(prior_of(NULL, 0), (struct pl_trials){0, 0})
		.rate.value.why,
	    "nothing to count");
}

static void
a_patch_that_is_left_out_leaves_no_trace(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct pl_prior_sums sums = {0};
		struct pl_prior prior;

		pl_prior_add(&sums, (struct pl_trials){70, 33});
		for (size_t j = 0; j < r->count; j++)
			pl_prior_add(&sums, r->others[j]);
		prior = pl_prior_without(&sums, (struct pl_trials){70, 33});
		assert_null(prior.why);
		assert_close(prior.a, r->a);
		assert_close(prior.b, r->b);
	}
}

static void
the_only_patch_with_events_has_no_events_beside_it(void **state)
{
	const struct pl_trials bad = {0.3, 0.1};
	struct pl_prior_sums sums = {0};

	(void)state;
	for (size_t i = 0; i < 5; i++)
		pl_prior_add(&sums, (struct pl_trials){0.7, 0});
	pl_prior_add(&sums, bad);
	for (size_t i = 0; i < 5; i++)
		pl_prior_add(&sums, (struct pl_trials){1.1, 0});
	assert_string_equal(
	    pl_prior_without(&sums, bad).why, "no event in other patches");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(chance_alone_makes_nothing_alike),
	    cmocka_unit_test(a_patch_that_is_left_out_leaves_no_trace),
	    cmocka_unit_test(
		the_only_patch_with_events_has_no_events_beside_it),
	    cmocka_unit_test(
		correlation_and_prior_equal_those_of_the_formula_in_r),
	    cmocka_unit_test(posteriors_equal_those_of_r),
	    cmocka_unit_test(good_takes_299_clean_installs_and_10_tell_nothing),
	    cmocka_unit_test(statuses_follow_from_the_limits),
	    cmocka_unit_test(few_installs_are_drawn_to_the_others),
	    cmocka_unit_test(installs_of_one_group_are_worth_less),
	    cmocka_unit_test(all_or_none_is_a_correlation_of_1),
	    cmocka_unit_test(too_little_gives_jeffreys_prior_and_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
