/*
 * The history that tests/cli/waves_test.sh works out by hand, by the day: a and
 * b are of group east, c and d of west; a and c are canaries. Days are counted
 * from 2026-01-01, and the cut-off is day 59.
 */
#include "kpi/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "kpi/days.h"
#include "model/event.h"
#include "scratch.h"
#include "store/batch.h"
#include "store/store.h"

#define DAY(n) (INT64_C(1767225600000) + (int64_t)(n)*PL_DAY_MS)

enum { CUT_OFF = 59 };

static struct pl_error err;

static const struct {
	enum pl_kind kind;
	int day;
	const char *asset, *patch, *wave, *cause;
} history[] = {
    {PL_DEPLOY_INSTALLED, 10, "a", "KB1", "jan", NULL},
    {PL_DEPLOY_INSTALLED, 12, "b", "KB1", "jan", NULL},
    {PL_DEPLOY_INSTALLED, 11, "c", "KB1", "jan", NULL},
    {PL_DEPLOY_INSTALLED, 11, "d", "KB1", "jan", NULL},
    {PL_DEPLOY_ROLLED_BACK, 14, "a", "KB1", NULL, NULL},
    {PL_DEPLOY_INSTALLED, 20, "a", "KB2", NULL, NULL},
    {PL_DEPLOY_INSTALLED, 23, "b", "KB2", NULL, NULL},
    {PL_DEPLOY_INSTALLED, 20, "c", "KB2", NULL, NULL},
    {PL_DEPLOY_INSTALLED, 24, "d", "KB2", NULL, NULL},
    {PL_INCIDENT_OPENED, 21, "c", "KB2", NULL, NULL},
    {PL_DEPLOY_INSTALLED, 26, "d", "KB3", "fix", "KB2"},
    {PL_DEPLOY_INSTALLED, 41, "c", "KB4", NULL, NULL},
    {PL_DEPLOY_INSTALLED, 57, "a", "KB4", NULL, NULL},
    {PL_DEPLOY_INSTALLED, 30, "a", "KB5", "feb", NULL},
    {PL_DEPLOY_INSTALLED, 32, "b", "KB5", "feb", NULL},
    {PL_DEPLOY_UNINSTALLED, 33, "b", "KB5", NULL, NULL},
};

/* ---- Writing ------------------------------------------------------------ */

static void
add(struct pl_batch *batch, const struct pl_event *event)
{
	assert_int_equal(pl_event_check(event, &err), 0);
	assert_int_equal(pl_batch_add(batch, event, &err), 0);
}

static void
add_assets(struct pl_batch *batch)
{
	static const struct {
		const char *name, *group, *ring;
	} assets[] = {{"a", "east", "canary"}, {"b", "east", "broad"},
	    {"c", "west", "canary"}, {"d", "west", "broad"}};

	for (size_t i = 0; i < PL_COUNT(assets); i++)
		add(batch, &(const struct pl_event){.kind = PL_ASSET_SEEN,
			       .at_ms = DAY(0),
			       .asset = assets[i].name,
			       .attrs = {{"group", assets[i].group, PL_PUBLIC},
				   {"ring", assets[i].ring, PL_PUBLIC}},
			       .attr_count = 2});
}

static void
add_history(struct pl_batch *batch)
{
	for (size_t i = 0; i < PL_COUNT(history); i++) {
		struct pl_event event = {.kind = history[i].kind,
		    .at_ms = DAY(history[i].day),
		    .asset = history[i].asset,
		    .patch = history[i].patch};

		if (history[i].wave != NULL)
			event.attrs[event.attr_count++] = (struct pl_attr){
			    "wave", history[i].wave, PL_PUBLIC};
		if (history[i].cause != NULL)
			event.attrs[event.attr_count++] = (struct pl_attr){
			    "caused_by", history[i].cause, PL_PUBLIC};
		add(batch, &event);
	}
}

static void
write_history(void)
{
	struct pl_batch_result result = {0};
	struct pl_store *store;
	struct pl_batch *batch;
	struct pl_buf cursor;
	int64_t id;

	assert_int_equal(
	    pl_store_open(&store, scratch_store, PL_STORE_WRITE, &err), 0);
	pl_buf_init(&cursor, 16);
	assert_int_equal(
	    pl_store_source(store, "s", "p", &id, &cursor, &err), 0);
	assert_int_equal(pl_batch_begin(&batch, store, id, &err), 0);
	add_assets(batch);
	add_history(batch);
	assert_int_equal(pl_batch_commit(batch, NULL, &result, &err), 0);
	pl_batch_free(batch);
	pl_buf_free(&cursor);
	pl_store_close(store);
}

/* ---- Reading ------------------------------------------------------------ */

/* Of a day: installs, waves, bad, rework, young. */
struct expected {
	int day;
	int64_t counts[5];
};

static void
check(struct pl_query *query, const struct expected *expected, size_t count)
{
	struct pl_calendar calendar;
	struct pl_store *store;

	query->as_of_ms = DAY(CUT_OFF);
	assert_int_equal(
	    pl_store_open(&store, scratch_store, PL_STORE_READ, &err), 0);
	assert_int_equal(pl_calendar_read(&calendar, store, query, &err), 0);
	assert_int_equal(calendar.count, count);
	for (size_t i = 0; i < count; i++) {
		const struct pl_calendar_day *day = &calendar.days[i];
		const int64_t counts[] = {day->installs, day->waves, day->bad,
		    day->rework, day->young};

		print_message("# day %d\n", expected[i].day);
		assert_int_equal(day->day, pl_day_of(DAY(expected[i].day)));
		for (size_t j = 0; j < PL_COUNT(counts); j++)
			assert_int_equal(counts[j], expected[i].counts[j]);
	}
	pl_calendar_free(&calendar);
	pl_store_close(store);
}

/* 8 complete waves of which 4 are bad, and a hotfix, as change-fail-rate and
 * rework-rate have it. */
static void
a_wave_is_told_on_the_day_it_began(void **state)
{
	static const struct expected expected[] = {{10, {1, 1, 1, 0, 0}},
	    {11, {2, 1, 0, 0, 0}}, {12, {1, 0, 0, 0, 0}}, {20, {2, 2, 1, 0, 0}},
	    {23, {1, 0, 0, 0, 0}}, {24, {1, 1, 1, 0, 0}}, {26, {1, 1, 0, 1, 0}},
	    {30, {1, 1, 1, 0, 0}}, {32, {1, 0, 0, 0, 0}}, {41, {1, 1, 0, 0, 0}},
	    {57, {1, 0, 0, 0, 1}}};
	struct pl_query query = {0};

	(void)state;
	write_history();
	check(&query, expected, PL_COUNT(expected));
}

/* What went wrong with KB5 did on b, which is no canary. */
static void
of_a_wave_the_part_that_matches_is_told(void **state)
{
	static const struct expected expected[] = {{10, {1, 1, 1, 0, 0}},
	    {11, {1, 1, 0, 0, 0}}, {20, {2, 2, 1, 0, 0}}, {30, {1, 1, 0, 0, 0}},
	    {41, {1, 1, 0, 0, 0}}, {57, {1, 0, 0, 0, 1}}};
	struct pl_query query = {
	    .where_count = 1, .where = {{"ring", "canary"}}};

	(void)state;
	write_history();
	check(&query, expected, PL_COUNT(expected));
}

/* KB5's wave began before the limits, but ended within. */
static void
limits_hold_for_installs_and_for_the_end_of_waves(void **state)
{
	static const struct expected expected[] = {
	    {30, {0, 1, 1, 0, 0}}, {32, {1, 0, 0, 0, 0}}};
	struct pl_query query = {.since_ms = DAY(31), .until_ms = DAY(41)};

	(void)state;
	write_history();
	check(&query, expected, PL_COUNT(expected));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_wave_is_told_on_the_day_it_began,
		scratch_setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		of_a_wave_the_part_that_matches_is_told, scratch_setup,
		scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		limits_hold_for_installs_and_for_the_end_of_waves,
		scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
