/*
 * What answers say together. The numbers are few enough to be counted by hand;
 * limits are those of stats_binomial_test.c and stats_order_test.c.
 */
#include "survey/summary.h"

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
#include "base/error.h"
#include "store/store.h"
#include "tests/unit/scratch.h"

#define AT INT64_C(1772000000000)

enum { LEVEL, PARTS, WHY };

static struct pl_error err;
static struct pl_survey *survey;
static struct pl_summary summary;

static const char set[] =
    "{\"id\": \"t\", \"version\": \"1\", \"title\": \"T\", \"items\": ["
    "{\"id\": \"level\", \"rev\": 3, \"comparable_with\": [2],"
    " \"type\": \"ordinal\", \"text\": \"L\", \"options\": ["
    "{\"code\": \"low\", \"text\": \"L\", \"order\": 1, \"value\": 1},"
    "{\"code\": \"mid\", \"text\": \"M\", \"order\": 2, \"value\": 2},"
    "{\"code\": \"high\", \"text\": \"H\", \"order\": 3, \"value\": 4}]},"
    "{\"id\": \"parts\", \"rev\": 1, \"type\": \"multi\", \"text\": \"P\","
    " \"options\": [{\"code\": \"a\", \"text\": \"A\"},"
    "{\"code\": \"b\", \"text\": \"B\"}]},"
    "{\"id\": \"why\", \"rev\": 1, \"type\": \"text\", \"text\": \"W\"}]}";

static int
setup(void **state)
{
	if (pl_survey_read(&survey, "set", set, strlen(set), &err) < 0)
		fail_msg("%s", err.text);
	return scratch_setup(state);
}

static int
teardown(void **state)
{
	pl_summary_free(&summary);
	pl_survey_free(survey);
	return scratch_teardown(state);
}

struct told {
	const char *respondent, *period;
	struct pl_store_reply reply;
};

#define LEVEL_IS(who, when, code)                                              \
	{                                                                      \
		who, when,                                                     \
		{                                                              \
			"level", 3, PL_REPLY_GIVEN, code, AT                   \
		}                                                              \
	}

/* Store what was told, a response each, and sum it up. */
static void
sum_up(const struct told *told, size_t count)
{
	struct pl_store *store = NULL;

	if (pl_store_open(&store, scratch_store, PL_STORE_WRITE, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(pl_store_responses_begin(store, &err), PL_OK);
	for (size_t i = 0; i < count; i++) {
		const struct pl_store_response response = {.survey = "t",
		    .version = "1",
		    .respondent = told[i].respondent,
		    .period = told[i].period,
		    .saved_ms = AT};

		assert_int_equal(pl_store_response_save(
				     store, &response, &told[i].reply, 1, &err),
		    PL_OK);
	}
	assert_int_equal(pl_store_responses_end(store, PL_OK, &err), PL_OK);
	if (pl_summary_compute(&summary, store, survey, INT64_MAX, &err) < 0)
		fail_msg("%s", err.text);
	pl_store_close(store);
}

static void
is_about(struct pl_value value, double expected)
{
	assert_null(value.why);
	assert_true(fabs(value.value - expected) < 1e-9);
}

static void
each_sort_of_no_answer_is_counted_apart(void **state)
{
	static const struct told told[] = {
	    LEVEL_IS("a", "2026", "low"),
	    {"b", "2026", {"level", 3, PL_REPLY_DECLINED, NULL, AT}},
	    {"c", "2026", {"level", 3, PL_REPLY_UNKNOWN, NULL, AT}},
	    {"d", "2026", {"level", 3, PL_REPLY_NOT_APPLICABLE, NULL, AT}},
	    {"e", "2026", {"level", 3, PL_REPLY_NOT_ASKED, NULL, AT}},
	    {"f", "2026", {"level", 3, (enum pl_reply_state)77, NULL, AT}},
	    {"g", "2026", {"gone", 1, PL_REPLY_GIVEN, "x", AT}},
	    {"h", "2026", {"why", 1, PL_REPLY_GIVEN, "because", AT}},
	};
	const struct pl_summary_block *block;

	(void)state;
	sum_up(told, PL_COUNT(told));
	assert_int_equal(summary.period_count, 1);
	assert_int_equal(summary.periods[0].responses, 8);
	block = pl_summary_block(&summary, 0, LEVEL);
	for (int i = PL_REPLY_GIVEN; i < PL_REPLY_STATES; i++)
		assert_int_equal(block->states[i], 1);
	/* Nobody but a gave an answer: it is all of them. */
	is_about(pl_summary_share(block, 0).value, 1);
	block = pl_summary_block(&summary, 0, WHY);
	assert_int_equal(block->states[PL_REPLY_GIVEN], 1);
}

static void
shares_of_several_options_are_of_people(void **state)
{
	static const struct told told[] = {
	    {"a", "2026", {"parts", 1, PL_REPLY_GIVEN, "a b", AT}},
	    {"b", "2026", {"parts", 1, PL_REPLY_GIVEN, "b", AT}},
	    {"c", "2026", {"parts", 1, PL_REPLY_GIVEN, "b old", AT}},
	};
	const struct pl_summary_block *block;

	(void)state;
	sum_up(told, PL_COUNT(told));
	block = pl_summary_block(&summary, 0, PARTS);
	is_about(pl_summary_share(block, 0).value, 1.0 / 3);
	is_about(pl_summary_share(block, 1).value, 1);
	assert_int_equal(block->other_option, 1);
	assert_string_equal(
	    pl_summary_median(block, pl_survey_question(survey, PARTS)).why,
	    "its options have no order");
}

static void
medians_go_by_rank(void **state)
{
	static const struct told told[] = {LEVEL_IS("a", "2024", "low"),
	    LEVEL_IS("b", "2024", "low"), LEVEL_IS("c", "2024", "high"),
	    LEVEL_IS("d", "2024", "high"), LEVEL_IS("a", "2025", "low"),
	    LEVEL_IS("b", "2025", "mid"), LEVEL_IS("c", "2025", "mid"),
	    LEVEL_IS("d", "2025", "mid"), LEVEL_IS("e", "2025", "mid"),
	    LEVEL_IS("f", "2025", "mid"), LEVEL_IS("g", "2025", "mid"),
	    LEVEL_IS("h", "2025", "mid"), LEVEL_IS("i", "2025", "high")};
	const struct pl_question *level = pl_survey_question(survey, LEVEL);
	struct pl_summary_median median;

	(void)state;
	sum_up(told, PL_COUNT(told));
	/* Ranks 2 and 3 of 4 are low and high. */
	median = pl_summary_median(pl_summary_block(&summary, 0, LEVEL), level);
	assert_null(median.why);
	assert_int_equal(median.lower, 0);
	assert_int_equal(median.upper, 2);
	assert_string_equal(median.limits_why, "fewer than 6 answers");
	/* Of 9 the limits are ranks 2 and 8. */
	median = pl_summary_median(pl_summary_block(&summary, 1, LEVEL), level);
	assert_int_equal(median.lower, 1);
	assert_int_equal(median.upper, 1);
	assert_null(median.limits_why);
	assert_int_equal(median.low, 1);
	assert_int_equal(median.high, 1);
	/* Values, not codes: (1 + 7 * 2 + 4) / 9. */
	is_about(
	    pl_summary_mean(pl_summary_block(&summary, 1, LEVEL), level).value,
	    19.0 / 9);
}

static void
at_least_counts_this_answer_and_higher_ones(void **state)
{
	static const struct told told[] = {LEVEL_IS("a", "2026", "low"),
	    LEVEL_IS("b", "2026", "mid"), LEVEL_IS("c", "2026", "high"),
	    LEVEL_IS("d", "2026", "high")};
	const struct pl_question *level = pl_survey_question(survey, LEVEL);
	const struct pl_summary_block *block;

	(void)state;
	sum_up(told, PL_COUNT(told));
	block = pl_summary_block(&summary, 0, LEVEL);
	is_about(pl_summary_at_least(block, level, 0).value, 1);
	is_about(pl_summary_at_least(block, level, 1).value, 0.75);
	is_about(pl_summary_at_least(block, level, 2).value, 0.5);
}

static void
revisions_are_counted_where_they_compare(void **state)
{
	static const struct told told[] = {
	    {"a", "2026", {"level", 1, PL_REPLY_GIVEN, "low", AT}},
	    {"b", "2026", {"level", 2, PL_REPLY_GIVEN, "low", AT}},
	    LEVEL_IS("c", "2026", "high"),
	    {"d", "2026", {"level", 4, PL_REPLY_GIVEN, "low", AT}},
	    /* Nor are they held against other words. */
	    LEVEL_IS("a", "2027", "high"), LEVEL_IS("b", "2027", "mid")};
	const struct pl_summary_block *block;

	(void)state;
	sum_up(told, PL_COUNT(told));
	block = pl_summary_block(&summary, 0, LEVEL);
	assert_int_equal(block->other_words, 2);
	assert_int_equal(block->states[PL_REPLY_GIVEN], 2);
	assert_int_equal(block->counts[0], 1);
	assert_int_equal(summary.panels[LEVEL].up, 1);
	assert_int_equal(summary.panels[LEVEL].same, 0);
}

static void
a_panel_is_of_the_last_answer_and_the_one_before(void **state)
{
	static const struct told told[] = {
	    /* Up at last, whatever was before; in time, not in letters. */
	    LEVEL_IS("a", "2026-Q3", "high"), LEVEL_IS("a", "2026-10", "low"),
	    LEVEL_IS("a", "2026-11-05", "mid"),
	    LEVEL_IS("b", "2026-Q3", "high"), LEVEL_IS("b", "2026-10", "mid"),
	    LEVEL_IS("c", "2026-Q3", "mid"), LEVEL_IS("c", "2026-11-05", "mid"),
	    LEVEL_IS("d", "2026-10", "mid")};
	const struct pl_summary_panel *panel;

	(void)state;
	sum_up(told, PL_COUNT(told));
	assert_string_equal(summary.periods[0].name, "2026-Q3");
	assert_string_equal(summary.periods[1].name, "2026-10");
	assert_string_equal(summary.periods[2].name, "2026-11-05");
	panel = &summary.panels[LEVEL];
	assert_int_equal(panel->up, 1);
	assert_int_equal(panel->down, 1);
	assert_int_equal(panel->same, 1);
	is_about(pl_summary_panel_p(panel), 1);
	assert_string_equal(
	    pl_summary_panel_p(&summary.panels[PARTS]).why, "nothing changed");
}

/* 4 of 2025 against 4 of 2024: 1 * 0.5 of the low, 2 * 3 of the high, and that
 * of the middle is above one, equals one: 16 pairs in all. Nobody answered in
 * between, and 2027 is held against 2025. */
static void
a_period_is_held_against_the_one_before(void **state)
{
	static const struct told told[] = {LEVEL_IS("a", "2024", "low"),
	    LEVEL_IS("b", "2024", "mid"), LEVEL_IS("c", "2024", "high"),
	    LEVEL_IS("d", "2024", "high"), LEVEL_IS("a", "2025", "mid"),
	    LEVEL_IS("e", "2025", "low"), LEVEL_IS("f", "2025", "high"),
	    LEVEL_IS("g", "2025", "high"),
	    {"x", "2026", {"level", 3, PL_REPLY_DECLINED, NULL, AT}},
	    LEVEL_IS("a", "2027", "high"), LEVEL_IS("d", "2027", "high")};
	struct pl_summary_change change;

	(void)state;
	sum_up(told, PL_COUNT(told));
	change = pl_summary_change(&summary, 1, LEVEL);
	assert_null(change.why);
	assert_int_equal(change.before, 0);
	assert_int_equal(change.again, 1);
	is_about(change.effect.value, (0.5 + 1.5 + 2 * 3) / 16);
	assert_null(change.effect.low.why);
	change = pl_summary_change(&summary, 3, LEVEL);
	assert_int_equal(change.before, 1);
	assert_int_equal(change.again, 1); /* d was not there in 2025 */
	assert_string_equal(change.effect.low.why, "too few answers");
	assert_string_equal(pl_summary_change(&summary, 0, LEVEL).why,
	    "nobody answered before");
	assert_string_equal(
	    pl_summary_change(&summary, 2, LEVEL).why, "nobody gave an answer");
	assert_string_equal(pl_summary_change(&summary, 3, PARTS).why,
	    "its options have no order");
}

static void
nobody_is_no_error(void **state)
{
	(void)state;
	sum_up(NULL, 0);
	assert_int_equal(summary.period_count, 0);
}

#define PROMISE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    PROMISE(each_sort_of_no_answer_is_counted_apart),
	    PROMISE(shares_of_several_options_are_of_people),
	    PROMISE(medians_go_by_rank),
	    PROMISE(at_least_counts_this_answer_and_higher_ones),
	    PROMISE(revisions_are_counted_where_they_compare),
	    PROMISE(a_panel_is_of_the_last_answer_and_the_one_before),
	    PROMISE(a_period_is_held_against_the_one_before),
	    PROMISE(nobody_is_no_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
