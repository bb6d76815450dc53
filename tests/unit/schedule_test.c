/*
 * Whose turn it is, seen from how the last runs ended.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/error.h"
#include "collect/schedule.h"
#include "store/runs.h"
#include "store/store.h"
#include "tests/unit/scratch.h"

enum { SETUP = 7, MINUTE = 60 * 1000, RUNS = 12 };

static const int64_t start_ms = INT64_C(1767225600000);

/* A run a minute, each taking a second; the question is asked after_ms behind
 * the end of the last. */
struct row {
	const char *promise;
	int results[RUNS]; /* closed by END */
	uint64_t setup;    /* of the question */
	int64_t after_ms;
	enum pl_turn turn;
};

enum { END = 1 };

static const struct row rows[] = {
    {"a source that never ran is due", {END}, SETUP, 0, PL_TURN_RUN},
    {"so is one that went well", {PL_OK, END}, SETUP, 0, PL_TURN_RUN},
    {"after one failure it rests a minute", {PL_E_FAILED, END}, SETUP,
	MINUTE - 1, PL_TURN_WAIT},
    {"and not longer", {PL_E_FAILED, END}, SETUP, MINUTE, PL_TURN_RUN},
    {"after three in a row four minutes",
	{PL_E_FAILED, PL_E_UNAVAILABLE, PL_E_DATA, END}, SETUP, 4 * MINUTE - 1,
	PL_TURN_WAIT},
    {"and not longer", {PL_E_FAILED, PL_E_UNAVAILABLE, PL_E_DATA, END}, SETUP,
	4 * MINUTE, PL_TURN_RUN},
    {"a success in between begins the count anew",
	{PL_E_FAILED, PL_E_FAILED, PL_OK, PL_E_FAILED, END}, SETUP, MINUTE,
	PL_TURN_RUN},
    {"the rest has a longest",
	{PL_E_FAILED, PL_E_FAILED, PL_E_FAILED, PL_E_FAILED, PL_E_FAILED,
	    PL_E_FAILED, PL_E_FAILED, PL_E_FAILED, PL_E_FAILED, PL_E_FAILED,
	    PL_E_FAILED, END},
	SETUP, PL_SCHEDULE_LAST_MS, PL_TURN_RUN},
    {"a wrong setting waits for a person", {PL_E_CONFIG, END}, SETUP,
	365 * PL_SCHEDULE_LAST_MS, PL_TURN_HELD},
    {"until something changes", {PL_E_CONFIG, END}, SETUP + 1, 0, PL_TURN_RUN},
    {"two crashes are bad luck", {PL_E_PLUGIN, PL_E_PLUGIN, END}, SETUP,
	2 * MINUTE, PL_TURN_RUN},
    {"three are a rule", {PL_E_PLUGIN, PL_E_PLUGIN, PL_E_PLUGIN, END}, SETUP,
	365 * PL_SCHEDULE_LAST_MS, PL_TURN_HELD},
    {"crashes count in a row",
	{PL_E_PLUGIN, PL_E_PLUGIN, PL_E_UNAVAILABLE, PL_E_PLUGIN, END}, SETUP,
	8 * MINUTE, PL_TURN_RUN},
    {"a new plugin gets a new chance",
	{PL_E_PLUGIN, PL_E_PLUGIN, PL_E_PLUGIN, END}, SETUP + 1, 0,
	PL_TURN_RUN},
    {"being stopped is no failure", {PL_OK, PL_E_STOPPED, END}, SETUP, 0,
	PL_TURN_RUN},
    {"nor does it end a row", {PL_E_FAILED, PL_E_STOPPED, END}, SETUP, -MINUTE,
	PL_TURN_WAIT},
    {"the store's troubles are not the source's", {PL_E_STORE, END}, SETUP, 0,
	PL_TURN_RUN},
    {"a clock that was set back silences nobody", {PL_E_FAILED, END}, SETUP,
	-2 * PL_SCHEDULE_LAST_MS, PL_TURN_RUN},
};

static void
add_run(struct pl_store *store, int result, int64_t began_ms)
{
	const struct pl_store_run run = {.source = "web",
	    .plugin = "apt",
	    .began_ms = began_ms,
	    .took_ms = 1000,
	    .result = result,
	    .message = result < 0 ? "no route to host" : "",
	    .setup = SETUP};
	struct pl_error err;

	assert_int_equal(pl_store_run_add(store, &run, &err), PL_OK);
}

static void
check_row(struct pl_store *store, const struct row *row)
{
	struct pl_schedule schedule;
	struct pl_error err;
	int64_t at_ms = start_ms;

	for (int i = 0; row->results[i] != END; i++, at_ms += MINUTE)
		add_run(store, row->results[i], at_ms);
	assert_int_equal(pl_schedule(&schedule, store, "web", row->setup,
			     at_ms - MINUTE + 1000 + row->after_ms, &err),
	    PL_OK);
	if (schedule.turn != row->turn)
		fail_msg("%s: got %d", row->promise, (int)schedule.turn);
	if (schedule.turn != PL_TURN_RUN)
		assert_string_equal(schedule.why, "no route to host");
}

static struct pl_store *
open_store(void)
{
	struct pl_store *store;
	struct pl_error err;

	scratch_remove_store();
	assert_int_equal(
	    pl_store_open(&store, scratch_store, PL_STORE_WRITE, &err), PL_OK);
	return store;
}

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(rows); i++) {
		struct pl_store *store = open_store();

		check_row(store, &rows[i]);
		pl_store_close(store);
	}
}

static int
count_run(void *context, const struct pl_store_run *run)
{
	int64_t *seen = context;

	if (seen[0]++ == 0)
		seen[1] = run->began_ms;
	return 0;
}

static void
test_old_runs_are_forgotten(void **state)
{
	struct pl_store *store = open_store();
	int64_t seen[2] = {0};
	struct pl_error err;

	(void)state;
	for (int i = 0; i < PL_STORE_RUNS + 5; i++)
		add_run(store, PL_OK, start_ms + i);
	assert_int_equal(
	    pl_store_runs(store, "web", count_run, seen, &err), PL_OK);
	assert_int_equal(seen[0], PL_STORE_RUNS);
	assert_int_equal(seen[1], start_ms + PL_STORE_RUNS + 4);
	pl_store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_rows, scratch_setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		test_old_runs_are_forgotten, scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
