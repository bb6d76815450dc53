#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kpi/survival.h"
#include "stats/distribution.h"

struct record {
	uint32_t entry, exit;
	int event;
};

/* -1: R gives none. Durations in days. */
struct reference {
	const char *name;
	const struct record *records;
	size_t count;
	double survival[3]; /* at 7, 14 and 30 days */
	double median, p90, rmst90;
	double greenwood[2]; /* limits of S at 14 days */
};

#include "tests/data/survival/reference.h"

#define DAY 1440

static void
add_record(struct pl_tally *tally, const struct record *r, unsigned group)
{
	pl_tally_add(tally, r->entry, group, PL_ENTERED, 1);
	pl_tally_add(
	    tally, r->exit, group, r->event ? PL_FIXED : PL_CENSORED, 1);
}

static struct pl_tally tally; /* that the curve of a test is of */

static struct pl_survival
survival_of_records(const struct reference *reference, uint64_t assets)
{
	struct pl_survival s;

	for (size_t i = 0; i < reference->count; i++)
		add_record(&tally, &reference->records[i], i % PL_GROUPS);
	pl_tally_seal(&tally);
	pl_survival_of(&s, &tally, assets);
	return s;
}

static void
survival_free(struct pl_survival *s)
{
	pl_survival_free(s);
	pl_tally_free(&tally);
}

static void
assert_value(struct pl_value value, double expected)
{
	if (expected < 0) {
		assert_string_equal(value.why, "not reached");
		return;
	}
	assert_null(value.why);
	if (fabs(value.value - expected) >= 1e-9)
		fail_msg("%.17g is not %.17g", value.value, expected);
}

static void
estimates_equal_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct pl_survival s = survival_of_records(r, r->count);

		assert_int_equal(s.entered, r->count);
		assert_value(pl_survival_within(&s, 7), 1 - r->survival[0]);
		assert_value(pl_survival_within(&s, 14), 1 - r->survival[1]);
		assert_value(pl_survival_within(&s, 30), 1 - r->survival[2]);
		assert_value(pl_survival_quantile(&s, 0.5), r->median);
		assert_value(pl_survival_quantile(&s, 0.9), r->p90);
		assert_value(pl_survival_rmst(&s, 90), r->rmst90);
		survival_free(&s);
	}
}

static void
naive_limits_equal_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct pl_survival s = survival_of_records(r, 2);
		size_t steps = 0;

		pl_survival_greenwood(&s);
		while (steps < s.count && s.steps[steps].minute <= 14 * DAY)
			steps++;
		if (steps == 0) {
			assert_true(r->greenwood[0] < 0);
		} else {
			struct pl_survival_limits at =
			    pl_survival_limits(&s, steps - 1);

			assert_true(fabs(at.low - r->greenwood[0]) < 1e-9);
			assert_true(fabs(at.high - r->greenwood[1]) < 1e-9);
		}
		survival_free(&s);
	}
}

static void
limits_enclose_the_estimate(void **state)
{
	struct pl_survival s = survival_of_records(&references[0], 60);
	size_t with = 0;

	(void)state;
	for (size_t i = 0; i < s.count; i++) {
		struct pl_survival_limits at = pl_survival_limits(&s, i);

		if (isnan(at.low))
			continue;
		with++;
		assert_true(at.low < s.steps[i].survival);
		assert_true(at.high > s.steps[i].survival);
	}
	assert_true(with > s.count / 2);
	survival_free(&s);
}

/* The first step at which a limit of S is at 1 - p or under, in days. */
static void
assert_first(
    const struct pl_survival *s, double p, struct pl_value value, int is_high)
{
	for (size_t i = 0; i < s->count; i++) {
		struct pl_survival_limits at = pl_survival_limits(s, i);

		if ((is_high ? at.high : at.low) > 1 - p + 1e-12 ||
		    isnan(at.low))
			continue;
		assert_value(value, (double)s->steps[i].minute / DAY);
		return;
	}
	assert_string_equal(value.why, "not reached");
}

/* They are looked for without reckoning limits wherever it is plain that they
 * are not there. Groups differ, so limits come close to a share, and leave it
 * again. */
static void
limits_of_quantiles_are_where_limits_of_the_curve_are(void **state)
{
	static const double shares[] = {0.05, 0.25, 0.5, 0.75, 0.9};
	uint64_t chance = 1;
	int reached = 0;

	(void)state;
	for (int run = 0; run < 200; run++) {
		struct pl_survival s;

		for (int i = 0; i < 20 + run; i++) {
			unsigned group, minute;

			chance = chance * 6364136223846793005 + 1;
			group = (unsigned)(chance >> 33) % (2 + run % 63);
			minute = (unsigned)(chance >> 40) %
			         (1 + 40 * (1 + group % (1 + run % 5)));
			add_record(&tally,
			    &(struct record){0, minute, chance >> 61 != 0},
			    group);
		}
		pl_tally_seal(&tally);
		pl_survival_of(&s, &tally, 20);
		for (size_t i = 0; s.no_limits == NULL && i < PL_COUNT(shares);
		     i++) {
			struct pl_value low, high;

			pl_survival_quantile_limits(&s, shares[i], &low, &high);
			assert_first(&s, shares[i], low, 0);
			assert_first(&s, shares[i], high, 1);
			reached += high.why == NULL;
		}
		survival_free(&s);
	}
	assert_true(reached > 500);
}

static void
few_assets_give_no_limits_and_say_so(void **state)
{
	struct pl_survival s = survival_of_records(&references[0], 9);
	struct pl_value low, high;

	(void)state;
	pl_survival_quantile_limits(&s, 0.5, &low, &high);
	assert_string_equal(low.why, "fewer than 10 assets");
	assert_string_equal(high.why, "fewer than 10 assets");
	assert_true(isnan(pl_survival_limits(&s, 0).low));
	survival_free(&s);
}

static void
a_time_past_all_follow_up_has_no_value(void **state)
{
	static const struct record records[] = {
	    {0, 5 * DAY, 1}, {0, 6 * DAY, 0}};
	const struct reference r = {.records = records, .count = 2};
	struct pl_survival s = survival_of_records(&r, 2);

	(void)state;
	assert_null(pl_survival_within(&s, 6).why);
	assert_string_equal(
	    pl_survival_within(&s, 7).why, "not followed that long");
	assert_string_equal(
	    pl_survival_rmst(&s, 90).why, "not followed that long");
	survival_free(&s);
}

/* Two that were there from the start are fixed on days 1 and 2, and 8 more come
 * under observation on day 3. Of those, half is fixed by day 6. */
static void
a_thin_start_does_not_decide_for_all(void **state)
{
	static const struct record records[] = {{0, 1 * DAY, 1},
	    {0, 2 * DAY, 1}, {3 * DAY, 5 * DAY, 1}, {3 * DAY, 5 * DAY, 1},
	    {3 * DAY, 6 * DAY, 1}, {3 * DAY, 6 * DAY, 1},
	    {3 * DAY, 100 * DAY, 0}, {3 * DAY, 100 * DAY, 0},
	    {3 * DAY, 100 * DAY, 0}, {3 * DAY, 100 * DAY, 0}};
	const struct reference r = {
	    .records = records, .count = PL_COUNT(records)};
	struct pl_survival s = survival_of_records(&r, 10);
	struct pl_curve_point points[10];

	(void)state;
	assert_int_equal(s.from_minute, 3 * DAY);
	assert_int_equal(s.entered, 10);
	assert_int_equal(s.fixed, 6);
	assert_value(pl_survival_quantile(&s, 0.5), 6);
	assert_string_equal(pl_survival_within(&s, 7).why, PL_SURVIVAL_THIN);
	assert_string_equal(pl_survival_rmst(&s, 90).why, PL_SURVIVAL_THIN);
	assert_true(pl_survival_curve(&s, points, 10) > 2);
	assert_true(points[0].days == 3 && points[0].survival == 1);
	assert_true(points[1].days == 5 && points[1].survival == 0.75);
	survival_free(&s);
}

/* What is thin at the end, though more come then, and a late entry before
 * anything happened change nothing. */
static void
only_a_start_can_be_thin(void **state)
{
	static const struct record records[] = {{0, 10 * DAY, 1},
	    {0, 20 * DAY, 1}, {2 * DAY, 30 * DAY, 1}, {2 * DAY, 40 * DAY, 1},
	    {2 * DAY, 50 * DAY, 1}, {45 * DAY, 60 * DAY, 1},
	    {45 * DAY, 61 * DAY, 1}, {45 * DAY, 62 * DAY, 1},
	    {45 * DAY, 63 * DAY, 1}, {45 * DAY, 64 * DAY, 1}};
	const struct reference r = {
	    .records = records, .count = PL_COUNT(records)};
	struct pl_survival s = survival_of_records(&r, 10);

	(void)state;
	assert_int_equal(s.from_minute, 0);
	assert_value(pl_survival_within(&s, 10), 0.2);
	survival_free(&s);
}

/* Fixed on days 2 and 6; watched no longer than to day 1, 3, 5, 6 (after the
 * fix) and 8. What was removed on day 4 is not among them. */
static void
a_curve_counts_who_was_last_watched_open_after_each_point(void **state)
{
	static const struct record records[] = {{0, 2 * DAY, 1},
	    {0, 6 * DAY, 1}, {0, 1 * DAY, 0}, {0, 3 * DAY, 0}, {0, 5 * DAY, 0},
	    {0, 6 * DAY, 0}, {0, 8 * DAY, 0}};
	static const struct {
		double days, censored, censored_days;
	} expected[] = {{0, 1, 1}, {2, 2, 4}, {6, 1, 6}, {8, 1, 8}};
	const struct reference r = {
	    .records = records, .count = PL_COUNT(records)};
	struct pl_curve_point points[10];
	struct pl_survival s;

	(void)state;
	pl_tally_add(&tally, 0, 1, PL_ENTERED, 1);
	pl_tally_add(&tally, 4 * DAY, 1, PL_LEFT, 1);
	s = survival_of_records(&r, 7);
	assert_int_equal(pl_survival_curve(&s, points, 10), PL_COUNT(expected));
	for (size_t i = 0; i < PL_COUNT(expected); i++) {
		assert_true(points[i].days == expected[i].days);
		assert_true(points[i].censored == expected[i].censored);
		assert_true(
		    points[i].censored_days == expected[i].censored_days);
	}
	survival_free(&s);
}

/* However few points there may be, those last watched open are all counted, and
 * the curve ends where its last step does. */
static void
a_thinned_curve_leaves_nobody_out_and_ends_at_the_end(void **state)
{
	(void)state;
	for (size_t limit = 3; limit < 40; limit++) {
		struct pl_survival s = survival_of_records(&references[0], 60);
		struct pl_curve_point points[40];
		size_t count = pl_survival_curve(&s, points, limit);
		double censored = 0;

		assert_true(count >= 2 && count <= limit);
		for (size_t i = 0; i < count; i++)
			censored += points[i].censored;
		assert_true(censored == (double)s.censored);
		assert_true(points[count - 1].survival ==
			    s.steps[s.count - 1].survival);
		survival_free(&s);
	}
}

static void
nothing_gives_no_value(void **state)
{
	const struct reference none = {.count = 0};
	struct pl_survival s = survival_of_records(&none, 0);

	(void)state;
	assert_string_equal(pl_survival_quantile(&s, 0.5).why, "no items");
	assert_string_equal(pl_survival_within(&s, 7).why, "no items");
	survival_free(&s);
}

static void
merged_halves_equal_the_whole(void **state)
{
	const struct reference *r = &references[2];
	struct pl_tally whole = {0}, halves[2] = {{0}, {0}};

	(void)state;
	for (size_t i = 0; i < r->count; i++) {
		const struct record *backwards = &r->records[r->count - 1 - i];

		add_record(&whole, &r->records[i], r->records[i].exit % 7);
		add_record(&halves[i % 2], backwards, backwards->exit % 7);
	}
	pl_tally_seal(&halves[0]);
	pl_tally_merge(&halves[0], &halves[1]);
	pl_tally_seal(&halves[0]);
	pl_tally_seal(&whole);
	assert_int_equal(whole.count, halves[0].count);
	assert_memory_equal(
	    whole.cells, halves[0].cells, whole.count * sizeof *whole.cells);
	pl_tally_free(&whole);
	pl_tally_free(&halves[0]);
	pl_tally_free(&halves[1]);
}

static void
a_proportion_without_events_uses_the_rule_of_three(void **state)
{
	uint64_t none[PL_GROUPS] = {0}, n[PL_GROUPS];
	struct pl_value rate, low, high;

	(void)state;
	for (size_t i = 0; i < PL_GROUPS; i++)
		n[i] = 10;
	pl_proportion(none, n, 300, &rate, &low, &high);
	assert_true(rate.why == NULL && rate.value == 0 && low.value == 0);
	assert_true(fabs(high.value - 0.01) < 1e-12);
	pl_proportion(none, none, 300, &rate, &low, &high);
	assert_string_equal(rate.why, "nothing to count");
	pl_proportion(none, n, 9, &rate, &low, &high);
	assert_string_equal(low.why, "fewer than 10 assets");
}

/* With every asset a group of its own and one attempt each, the jackknife of a
 * logit comes close to the textbook's sqrt(1 / (n p (1 - p))). */
static void
a_proportion_of_independent_attempts_has_the_textbook_limits(void **state)
{
	uint64_t count[PL_GROUPS], n[PL_GROUPS];
	struct pl_value rate, low, high;
	double spread;

	(void)state;
	for (size_t i = 0; i < PL_GROUPS; i++) {
		n[i] = 1;
		count[i] = i % 4 == 0;
	}
	pl_proportion(count, n, PL_GROUPS, &rate, &low, &high);
	assert_true(fabs(rate.value - 0.25) < 1e-12);
	spread = pl_student_quantile(0.975, 63) * sqrt(1 / (64 * 0.25 * 0.75));
	assert_true(fabs(log(high.value / (1 - high.value)) - log(1.0 / 3) -
			 spread) < 0.05 * spread);
	assert_true(fabs(log(1.0 / 3) - log(low.value / (1 - low.value)) -
			 spread) < 0.05 * spread);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(estimates_equal_those_of_r),
	    cmocka_unit_test(naive_limits_equal_those_of_r),
	    cmocka_unit_test(limits_enclose_the_estimate),
	    cmocka_unit_test(
		limits_of_quantiles_are_where_limits_of_the_curve_are),
	    cmocka_unit_test(few_assets_give_no_limits_and_say_so),
	    cmocka_unit_test(a_time_past_all_follow_up_has_no_value),
	    cmocka_unit_test(a_thin_start_does_not_decide_for_all),
	    cmocka_unit_test(only_a_start_can_be_thin),
	    cmocka_unit_test(
		a_curve_counts_who_was_last_watched_open_after_each_point),
	    cmocka_unit_test(
		a_thinned_curve_leaves_nobody_out_and_ends_at_the_end),
	    cmocka_unit_test(nothing_gives_no_value),
	    cmocka_unit_test(merged_halves_equal_the_whole),
	    cmocka_unit_test(
		a_proportion_without_events_uses_the_rule_of_three),
	    cmocka_unit_test(
		a_proportion_of_independent_attempts_has_the_textbook_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
