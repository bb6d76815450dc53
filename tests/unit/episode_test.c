#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/time.h"
#include "kpi/episode.h"

/* Days after the epoch of these tests, so that a row reads as a story. */
#define DAY(n) (INT64_C(1700000000000) + (int64_t)((n)*PL_DAY_MS))

struct happening {
	enum pl_kind kind;
	double day;
};

struct story {
	const char *what; /* holds */
	enum pl_clock clock;
	struct happening rows[6];
	double released, enrolled, seen, retired, removed; /* 0: not */
	size_t count;
	struct {
		enum pl_outcome outcome;
		double start, entry, stop;
	} expected[2];
};

#define D         PL_CLOCK_DETECTION
#define R         PL_CLOCK_RELEASE
#define FOUND     PL_ITEM_DETECTED
#define INSTALLED PL_DEPLOY_INSTALLED
#define BACK      PL_DEPLOY_ROLLED_BACK

/* The cut-off is day 100. */
static const struct story stories[] = {
    {"a fix ends the episode", D, {{FOUND, 10}, {INSTALLED, 15}}, 0, 1, 99, 0,
	0, 1, {{PL_OUTCOME_FIXED, 10, 10, 15}}},
    {"an open item is followed to the cut-off", D, {{FOUND, 10}}, 0, 1, 99, 0,
	0, 1, {{PL_OUTCOME_OPEN, 10, 10, 100}}},
    {"a failure leaves it open", D, {{FOUND, 10}, {PL_DEPLOY_FAILED, 12}}, 0, 1,
	99, 0, 0, 1, {{PL_OUTCOME_OPEN, 10, 10, 100}}},
    {"an asset unseen for 30 days ends it when last seen", D, {{FOUND, 10}}, 0,
	1, 69, 0, 0, 1, {{PL_OUTCOME_STALE, 10, 10, 69}}},
    {"a retired asset leaves", D, {{FOUND, 10}}, 0, 1, 99, 40, 0, 1,
	{{PL_OUTCOME_LEFT, 10, 10, 40}}},
    {"a removed product leaves", D, {{FOUND, 10}}, 0, 1, 99, 0, 30, 1,
	{{PL_OUTCOME_LEFT, 10, 10, 30}}},
    {"a fix before retirement stands", D, {{FOUND, 10}, {INSTALLED, 15}}, 0, 1,
	99, 40, 0, 1, {{PL_OUTCOME_FIXED, 10, 10, 15}}},
    {"a rollback within 30 days voids the fix", D,
	{{FOUND, 10}, {INSTALLED, 15}, {BACK, 20}}, 0, 1, 99, 0, 0, 1,
	{{PL_OUTCOME_OPEN, 10, 10, 100}}},
    {"after a void fix the next one counts from the first start", D,
	{{FOUND, 10}, {INSTALLED, 15}, {BACK, 20}, {INSTALLED, 50}}, 0, 1, 99,
	0, 0, 1, {{PL_OUTCOME_FIXED, 10, 10, 50}}},
    {"a later rollback begins a new episode", D,
	{{FOUND, 10}, {INSTALLED, 15}, {BACK, 46}}, 0, 1, 99, 0, 0, 2,
	{{PL_OUTCOME_FIXED, 10, 10, 15}, {PL_OUTCOME_OPEN, 46, 46, 100}}},
    {"found again within 30 days voids the fix", D,
	{{FOUND, 10}, {INSTALLED, 15}, {FOUND, 20}}, 0, 1, 99, 0, 0, 1,
	{{PL_OUTCOME_OPEN, 10, 10, 100}}},
    {"found again later begins a new episode", D,
	{{FOUND, 10}, {INSTALLED, 15}, {FOUND, 60}, {INSTALLED, 70}}, 0, 1, 99,
	0, 0, 2,
	{{PL_OUTCOME_FIXED, 10, 10, 15}, {PL_OUTCOME_FIXED, 60, 60, 70}}},
    {"a fix takes effect at the restart it asked for", D,
	{{FOUND, 10}, {INSTALLED, 15}, {PL_DEPLOY_REBOOT_REQUIRED, 15},
	    {PL_DEPLOY_REBOOTED, 18}},
	0, 1, 99, 0, 0, 1, {{PL_OUTCOME_FIXED, 10, 10, 18}}},
    {"without that restart the item is open", D,
	{{FOUND, 10}, {INSTALLED, 15}, {PL_DEPLOY_REBOOT_REQUIRED, 15}}, 0, 1,
	99, 0, 0, 1, {{PL_OUTCOME_OPEN, 10, 10, 100}}},
    {"the source's word on the effect goes first", D,
	{{FOUND, 10}, {INSTALLED, 15}, {PL_DEPLOY_EFFECTIVE, 17}}, 0, 1, 99, 0,
	0, 1, {{PL_OUTCOME_FIXED, 10, 10, 17}}},
    {"a later patch may bring the fix", D,
	{{FOUND, 10}, {PL_DEPLOY_EFFECTIVE, 22}}, 0, 1, 99, 0, 0, 1,
	{{PL_OUTCOME_FIXED, 10, 10, 22}}},
    {"what never applied is out", D,
	{{FOUND, 10}, {PL_ITEM_NOT_APPLICABLE, 11}}, 0, 1, 99, 0, 0, 1,
	{{PL_OUTCOME_EXCLUDED, 0, 0, 0}}},
    {"what was never found has no start", D, {{INSTALLED, 15}}, 0, 1, 99, 0, 0,
	1, {{PL_OUTCOME_EXCLUDED, 0, 0, 0}}},
    {"a fix before the finding is not the fix of it", D,
	{{INSTALLED, 5}, {FOUND, 10}}, 0, 1, 99, 0, 0, 1,
	{{PL_OUTCOME_OPEN, 10, 10, 100}}},
    {"a fresh installation is no item", D, {{PL_PRODUCT_INSTALLED, 10}}, 8, 1,
	99, 0, 0, 0, {{PL_OUTCOME_OPEN, 0, 0, 0}}},
    {"on the release clock the release starts", R, {{INSTALLED, 15}}, 8, 1, 99,
	0, 0, 1, {{PL_OUTCOME_FIXED, 8, 8, 15}}},
    {"an asset enrolled later enters later", R, {{INSTALLED, 15}}, 8, 12, 99, 0,
	0, 1, {{PL_OUTCOME_FIXED, 8, 12, 15}}},
    {"a fix at enrolment was never at risk in sight", R, {{INSTALLED, 12}}, 8,
	12, 99, 0, 0, 1, {{PL_OUTCOME_EXCLUDED, 0, 0, 0}}},
    {"a fix before its release is out", R, {{INSTALLED, 5}}, 8, 1, 99, 0, 0, 1,
	{{PL_OUTCOME_EXCLUDED, 0, 0, 0}}},
    {"a restart that came before it was asked for does not count", D,
	{{FOUND, 10}, {INSTALLED, 15}, {PL_DEPLOY_REBOOTED, 16},
	    {PL_DEPLOY_REBOOT_REQUIRED, 17}},
	0, 1, 99, 0, 0, 1, {{PL_OUTCOME_OPEN, 10, 10, 100}}},
    {"found again before the restart that was asked for", D,
	{{FOUND, 10}, {INSTALLED, 15}, {PL_DEPLOY_REBOOT_REQUIRED, 15},
	    {FOUND, 16}, {PL_DEPLOY_REBOOTED, 18}},
	0, 1, 99, 0, 0, 1, {{PL_OUTCOME_FIXED, 10, 10, 18}}},
    {"a restart after the rollback brings nothing back", D,
	{{FOUND, 10}, {INSTALLED, 15}, {PL_DEPLOY_REBOOT_REQUIRED, 15},
	    {BACK, 16}, {PL_DEPLOY_REBOOTED, 18}},
	0, 1, 99, 0, 0, 1, {{PL_OUTCOME_OPEN, 10, 10, 100}}},
    {"an inventory that is late undoes nothing", D,
	{{FOUND, 10}, {INSTALLED, 15}, {PL_ITEM_STILL_PRESENT, 16}}, 0, 1, 99,
	0, 0, 1, {{PL_OUTCOME_FIXED, 10, 10, 15}}},
    {"restart, request and install at the same instant", D,
	{{FOUND, 10}, {INSTALLED, 15}, {PL_DEPLOY_REBOOT_REQUIRED, 15},
	    {PL_DEPLOY_REBOOTED, 15}},
	0, 1, 99, 0, 0, 1, {{PL_OUTCOME_FIXED, 10, 10, 15}}},
    {"a scan that did not find it makes no item", R, {{PL_ITEM_NOT_FOUND, 15}},
	8, 1, 99, 0, 0, 0, {{PL_OUTCOME_OPEN, 0, 0, 0}}},
    {"a vote makes no item", R, {{PL_FEEDBACK_VOTE, 15}}, 8, 1, 99, 0, 0, 0,
	{{PL_OUTCOME_OPEN, 0, 0, 0}}},
    {"a kind of a newer version makes no item", R, {{(enum pl_kind)200, 15}}, 8,
	1, 99, 0, 0, 0, {{PL_OUTCOME_OPEN, 0, 0, 0}}},
    {"a fix before the removal stands", D, {{FOUND, 10}, {INSTALLED, 15}}, 0, 1,
	99, 0, 30, 1, {{PL_OUTCOME_FIXED, 10, 10, 15}}},
    {"a fix at the instant of the removal stands", D,
	{{FOUND, 10}, {INSTALLED, 30}}, 0, 1, 99, 0, 30, 1,
	{{PL_OUTCOME_FIXED, 10, 10, 30}}},
    {"found after the removal, though nobody told of a return", D,
	{{FOUND, 10}, {FOUND, 50}}, 0, 1, 99, 0, 30, 2,
	{{PL_OUTCOME_LEFT, 10, 10, 30}, {PL_OUTCOME_OPEN, 50, 50, 100}}},
    {"retirement before the removal goes first", D, {{FOUND, 10}}, 0, 1, 99, 20,
	30, 1, {{PL_OUTCOME_LEFT, 10, 10, 20}}},
    {"where nobody tells of installs, found no longer is the fix", D,
	{{FOUND, 10}, {PL_ITEM_STILL_PRESENT, 17}, {PL_ITEM_NOT_FOUND, 24}}, 0,
	1, 99, 0, 0, 1, {{PL_OUTCOME_FIXED, 10, 10, 24}}},
    {"and so is a check that finds the patch in effect", D,
	{{FOUND, 10}, {PL_VERIFY_PASSED, 24}}, 0, 1, 99, 0, 0, 1,
	{{PL_OUTCOME_FIXED, 10, 10, 24}}},
    {"and found again soon voids that fix, too", D,
	{{FOUND, 10}, {PL_ITEM_NOT_FOUND, 24}, {PL_ITEM_REOPENED, 31}}, 0, 1,
	99, 0, 0, 1, {{PL_OUTCOME_OPEN, 10, 10, 100}}},
    {"and found again later is another episode, install or not", D,
	{{FOUND, 10}, {PL_ITEM_NOT_FOUND, 13}, {FOUND, 50}, {INSTALLED, 55}}, 0,
	1, 99, 0, 0, 2,
	{{PL_OUTCOME_FIXED, 10, 10, 13}, {PL_OUTCOME_FIXED, 50, 50, 55}}},
    {"where an install is told, the scan only confirms it", D,
	{{FOUND, 10}, {INSTALLED, 15}, {PL_ITEM_NOT_FOUND, 24}}, 0, 1, 99, 0, 0,
	1, {{PL_OUTCOME_FIXED, 10, 10, 15}}},
    {"a scan that comes before its restart does not make it effective", D,
	{{FOUND, 10}, {PL_ITEM_NOT_FOUND, 12}, {INSTALLED, 15}}, 0, 1, 99, 0, 0,
	1, {{PL_OUTCOME_FIXED, 10, 10, 15}}},
    {"not found before it was ever found says nothing", R,
	{{PL_ITEM_NOT_FOUND, 9}, {FOUND, 10}}, 8, 1, 99, 0, 0, 1,
	{{PL_OUTCOME_OPEN, 8, 8, 100}}},
    {"without a release there is no start", R, {{FOUND, 10}, {INSTALLED, 15}},
	0, 1, 99, 0, 0, 1, {{PL_OUTCOME_EXCLUDED, 0, 0, 0}}},
};

/* The product is removed and comes back. */
static const struct {
	struct story story;
	double back;
} returns[] = {
    {{"found after the product is back is another episode", D,
	 {{FOUND, 10}, {FOUND, 50}, {INSTALLED, 60}}, 0, 1, 99, 0, 30, 2,
	 {{PL_OUTCOME_LEFT, 10, 10, 30}, {PL_OUTCOME_FIXED, 50, 50, 60}}},
	40},
    {{"first found after the removal", D, {{FOUND, 50}, {INSTALLED, 60}}, 0, 1,
	 99, 0, 30, 1, {{PL_OUTCOME_FIXED, 50, 50, 60}}},
	40},
    {{"installed after the removal without a finding is no fix", D,
	 {{FOUND, 10}, {INSTALLED, 50}}, 0, 1, 99, 0, 30, 1,
	 {{PL_OUTCOME_LEFT, 10, 10, 30}}},
	40},
    {{"a rollback after the removal voids no fix before it", D,
	 {{FOUND, 10}, {INSTALLED, 25}, {BACK, 35}}, 0, 1, 99, 0, 30, 1,
	 {{PL_OUTCOME_FIXED, 10, 10, 25}}},
	33},
    {{"on the release clock the return is a late entry", R, {{INSTALLED, 60}},
	 8, 1, 99, 0, 30, 1, {{PL_OUTCOME_FIXED, 8, 40, 60}}},
	40},
    {{"released after the return, at risk from the release", R,
	 {{INSTALLED, 60}}, 50, 1, 99, 0, 30, 1,
	 {{PL_OUTCOME_FIXED, 50, 50, 60}}},
	40},
    {{"released while the product was away", R, {{INSTALLED, 60}}, 35, 1, 99, 0,
	 30, 1, {{PL_OUTCOME_FIXED, 35, 40, 60}}},
	40},
    {{"a patch that failed left with its product", R,
	 {{PL_DEPLOY_FAILED, 20}, {INSTALLED, 60}}, 8, 1, 99, 0, 30, 2,
	 {{PL_OUTCOME_LEFT, 8, 8, 30}, {PL_OUTCOME_FIXED, 8, 40, 60}}},
	40},
};

static int64_t
day_or_none(double day)
{
	return day == 0 ? 0 : DAY(day);
}

static void
check_story(const struct story *story, double back)
{
	const struct pl_absence absence = {
	    day_or_none(story->removed), day_or_none(back)};
	const struct pl_bulletin bulletin = {
	    .released_ms = day_or_none(story->released)};
	struct pl_row rows[6] = {{0}};
	struct pl_item item = {.rows = rows,
	    .bulletin = &bulletin,
	    .enrolled_ms = day_or_none(story->enrolled),
	    .seen_ms = day_or_none(story->seen),
	    .retired_ms = day_or_none(story->retired),
	    .absences = &absence,
	    .absence_count = story->removed != 0};
	struct pl_episodes episodes = {0};

	while (item.count < 6 && story->rows[item.count].kind != 0) {
		rows[item.count].kind = story->rows[item.count].kind;
		rows[item.count].at_ms = DAY(story->rows[item.count].day);
		item.count++;
	}
	pl_episodes_of(&episodes, &item, story->clock, DAY(100));
	assert_int_equal(episodes.count, story->count);
	for (size_t i = 0; i < episodes.count; i++) {
		assert_int_equal(
		    episodes.list[i].outcome, story->expected[i].outcome);
		if (episodes.list[i].outcome == PL_OUTCOME_EXCLUDED) {
			assert_non_null(episodes.list[i].why);
			continue;
		}
		assert_int_equal(
		    episodes.list[i].start_ms, DAY(story->expected[i].start));
		assert_int_equal(
		    episodes.list[i].entry_ms, DAY(story->expected[i].entry));
		assert_int_equal(
		    episodes.list[i].stop_ms, DAY(story->expected[i].stop));
	}
	pl_episodes_free(&episodes);
}

/* What is told of the patch itself, or of the one that superseded it. */
static const struct {
	const char *what;
	enum pl_clock clock;
	double published, withdrawn, superseded;
	int64_t heir;
	struct happening own[3], heirs[2];
	enum pl_outcome outcome;
	double start, stop;
} bulletins[] = {
    {"withdrawn while missing: followed until then", D, 0, 40, 0, 0,
	{{FOUND, 10}}, {{0}}, PL_OUTCOME_GONE, 10, 40},
    {"withdrawn after the fix: the fix stands", D, 0, 40, 0, 0,
	{{FOUND, 10}, {INSTALLED, 15}}, {{0}}, PL_OUTCOME_FIXED, 10, 15},
    {"installed although withdrawn: no longer looked at", D, 0, 40, 0, 0,
	{{FOUND, 10}, {INSTALLED, 50}}, {{0}}, PL_OUTCOME_GONE, 10, 40},
    {"found missing after the withdrawal: that source knows better", D, 0, 40,
	0, 0, {{FOUND, 50}}, {{0}}, PL_OUTCOME_OPEN, 50, 100},
    {"superseded by nobody knows what: followed until then", D, 0, 0, 40, 0,
	{{FOUND, 10}}, {{0}}, PL_OUTCOME_GONE, 10, 40},
    {"superseded by a patch that is known: it goes on", D, 0, 0, 40, 2,
	{{FOUND, 10}}, {{0}}, PL_OUTCOME_OPEN, 10, 100},
    {"fixed when the successor took effect", D, 0, 0, 40, 2, {{FOUND, 10}},
	{{INSTALLED, 45}}, PL_OUTCOME_FIXED, 10, 45},
    {"a successor that was rolled back fixes nothing", D, 0, 0, 40, 2,
	{{FOUND, 10}}, {{INSTALLED, 45}, {BACK, 47}}, PL_OUTCOME_OPEN, 10, 100},
    {"exposed since the vulnerability was published", PL_CLOCK_EXPOSURE, 5, 0,
	0, 0, {{FOUND, 10}, {INSTALLED, 15}}, {{0}}, PL_OUTCOME_FIXED, 5, 15},
    {"exposed since there was an asset to attack", PL_CLOCK_EXPOSURE, 1, 0, 0,
	0, {{FOUND, 10}, {INSTALLED, 15}}, {{0}}, PL_OUTCOME_FIXED, 2, 15},
    {"without a publication there is no start", PL_CLOCK_EXPOSURE, 0, 0, 0, 0,
	{{FOUND, 10}, {INSTALLED, 15}}, {{0}}, PL_OUTCOME_EXCLUDED, 0, 0},
};

static size_t
add_rows(struct pl_row *rows, size_t count, const struct happening *list,
    size_t most, int64_t subject)
{
	for (size_t i = 0; i < most && list[i].kind != 0; i++)
		rows[count++] = (struct pl_row){.subject = subject,
		    .at_ms = DAY(list[i].day),
		    .kind = list[i].kind};
	return count;
}

static void
what_is_told_of_the_patch_itself_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(bulletins); i++) {
		const struct pl_bulletin bulletin = {
		    .published_ms = day_or_none(bulletins[i].published),
		    .withdrawn_ms = day_or_none(bulletins[i].withdrawn),
		    .superseded_ms = day_or_none(bulletins[i].superseded),
		    .heir = bulletins[i].heir};
		struct pl_row rows[5];
		const struct pl_item item = {.subject = 1,
		    .rows = rows,
		    .count = add_rows(rows,
			add_rows(rows, 0, bulletins[i].own, 3, 1),
			bulletins[i].heirs, 2, 2),
		    .bulletin = &bulletin,
		    .enrolled_ms = DAY(2),
		    .seen_ms = DAY(99)};
		struct pl_episodes episodes = {0};

		print_message("# %s\n", bulletins[i].what);
		pl_episodes_of(&episodes, &item, bulletins[i].clock, DAY(100));
		assert_int_equal(episodes.count, 1);
		assert_int_equal(
		    episodes.list[0].outcome, bulletins[i].outcome);
		if (bulletins[i].outcome != PL_OUTCOME_EXCLUDED) {
			assert_int_equal(
			    episodes.list[0].start_ms, DAY(bulletins[i].start));
			assert_int_equal(
			    episodes.list[0].stop_ms, DAY(bulletins[i].stop));
		}
		pl_episodes_free(&episodes);
	}
}

/* A fix that is known only to lie between two scans says so. */
static void
a_fix_between_two_looks_keeps_the_first(void **state)
{
	const struct pl_bulletin bulletin = {0};
	struct pl_row rows[3] = {{.kind = FOUND, .at_ms = DAY(10)},
	    {.kind = PL_ITEM_STILL_PRESENT, .at_ms = DAY(17)},
	    {.kind = PL_ITEM_NOT_FOUND, .at_ms = DAY(24)}};
	const struct pl_item item = {.rows = rows,
	    .count = 3,
	    .bulletin = &bulletin,
	    .seen_ms = DAY(99)};
	struct pl_episodes episodes = {0};

	(void)state;
	pl_episodes_of(&episodes, &item, D, DAY(100));
	assert_int_equal(episodes.list[0].after_ms, DAY(17));
	/* An install is known to the instant, unless its source says not. */
	rows[2].kind = INSTALLED;
	pl_episodes_of(&episodes, &item, D, DAY(100));
	assert_int_equal(episodes.list[0].after_ms, 0);
	rows[2].after_ms = DAY(20);
	pl_episodes_of(&episodes, &item, D, DAY(100));
	assert_int_equal(episodes.list[0].after_ms, DAY(20));
	pl_episodes_free(&episodes);
}

static void
every_rule_of_an_episode_holds(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(stories); i++) {
		print_message("# %s\n", stories[i].what);
		check_story(&stories[i], 0);
	}
	for (size_t i = 0; i < PL_COUNT(returns); i++) {
		print_message("# %s\n", returns[i].story.what);
		check_story(&returns[i].story, returns[i].back);
	}
}

/* The same event from a second source, a little later in the list. */
static void
a_second_report_of_the_same_changes_nothing(void **state)
{
	const struct story twice = {"", D,
	    {{FOUND, 10}, {FOUND, 10}, {INSTALLED, 15}, {INSTALLED, 15}}, 0, 1,
	    99, 0, 0, 1, {{PL_OUTCOME_FIXED, 10, 10, 15}}};

	(void)state;
	check_story(&twice, 0);
}

/* An item that comes back every other month for years is open in the end. */
static void
the_last_of_many_episodes_is_seen(void **state)
{
	enum { MANY = 100 };
	struct pl_row rows[2 * MANY + 1] = {{0}};
	const struct pl_bulletin bulletin = {0};
	const struct pl_item item = {.rows = rows,
	    .count = 2 * MANY + 1,
	    .bulletin = &bulletin,
	    .seen_ms = DAY(60 * MANY)};
	struct pl_episodes episodes = {0};

	(void)state;
	for (int i = 0; i <= 2 * MANY; i++) {
		rows[i].kind = i % 2 == 0 ? FOUND : INSTALLED;
		rows[i].at_ms = DAY(30 * i + (i % 2 == 0));
	}
	pl_episodes_of(&episodes, &item, D, DAY(60 * MANY + 5));
	assert_int_equal(episodes.count, MANY + 1);
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(episodes.list[i].outcome, PL_OUTCOME_FIXED);
	assert_int_equal(episodes.list[MANY].outcome, PL_OUTCOME_OPEN);
	pl_episodes_free(&episodes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_rule_of_an_episode_holds),
	    cmocka_unit_test(what_is_told_of_the_patch_itself_counts),
	    cmocka_unit_test(a_fix_between_two_looks_keeps_the_first),
	    cmocka_unit_test(a_second_report_of_the_same_changes_nothing),
	    cmocka_unit_test(the_last_of_many_episodes_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
