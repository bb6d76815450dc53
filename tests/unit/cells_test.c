/*
 * What is counted of a small history, and under which value of a stratum.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "kpi/count.h"
#include "kpi/history.h"
#include "kpi/strata.h"
#include "model/event.h"
#include "store/batch.h"

/* Days after 2026-01-01. */
#define DAY(n) (INT64_C(1767225600000) + (int64_t)((n)*PL_DAY_MS))

enum { DAY_MINUTES = 1440 };

static char folder[64];
static char path[96];
static struct pl_error err;

static int
setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/pl-cells-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/store.db", folder);
	return 0;
}

static int
teardown(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
	char name[128];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(ends); i++) {
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		unlink(name);
	}
	return rmdir(folder);
}

static void
store_events(const char *source, const struct pl_event *events, size_t count)
{
	struct pl_batch_result result = {0};
	struct pl_store *store;
	struct pl_batch *batch;
	struct pl_buf cursor;
	int64_t id;

	assert_int_equal(pl_store_open(&store, path, PL_STORE_WRITE, &err), 0);
	pl_buf_init(&cursor, 16);
	assert_int_equal(
	    pl_store_source(store, source, "p", &id, &cursor, &err), 0);
	assert_int_equal(pl_batch_begin(&batch, store, id, &err), 0);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(pl_event_check(&events[i], &err), 0);
		assert_int_equal(pl_batch_add(batch, &events[i], &err), 0);
	}
	assert_int_equal(pl_batch_commit(batch, NULL, &result, &err), 0);
	pl_batch_free(batch);
	pl_buf_free(&cursor);
	pl_store_close(store);
}

/* Cells of a store, with all that they hang on. */
struct counted {
	struct pl_query query;
	struct pl_store *store;
	struct pl_strata *strata;
	struct pl_cells cells;
};

static void
take_item(void *context, const struct pl_item *item)
{
	struct counted *counted = context;

	pl_count_item(&counted->cells, item);
}

static struct counted *
count(const struct pl_query *query)
{
	struct counted *counted = pl_alloc(sizeof *counted);
	int64_t events;

	counted->query = *query;
	assert_int_equal(
	    pl_store_open(&counted->store, path, PL_STORE_READ, &err), 0);
	assert_int_equal(pl_strata_load(&counted->strata, counted->store,
			     &counted->query, &err),
	    0);
	pl_cells_init(&counted->cells, counted->strata, &counted->query);
	assert_int_equal(
	    pl_history_read(counted->store, counted->strata,
		counted->query.as_of_ms, 0, take_item, counted, &events, &err),
	    0);
	for (size_t i = 0; i < counted->cells.count; i++)
		pl_cell_seal(&counted->cells.list[i]);
	return counted;
}

static struct counted *
count_all(double as_of)
{
	const struct pl_query query = {.kpis = PL_KPI_EACH,
	    .clock = PL_CLOCK_DETECTION,
	    .as_of_ms = DAY(as_of)};

	return count(&query);
}

static void
counted_free(struct counted *counted)
{
	pl_cells_free(&counted->cells);
	pl_strata_free(counted->strata);
	pl_store_close(counted->store);
	free(counted);
}

/* How many of a kind there are in a tally, at a minute or (-1) at any. */
static int64_t
sum(const struct pl_tally *tally, enum pl_tally_what what, int64_t minute)
{
	int64_t total = 0;

	for (size_t i = 0; i < tally->count; i++)
		if (tally->cells[i].what == what &&
		    (minute < 0 || tally->cells[i].minute == minute))
			total += (int64_t)tally->cells[i].count;
	return total;
}

static const struct pl_ratio *
failed_of(const struct pl_cell *cell)
{
	return pl_cell_ratio_of(cell, PL_RATIO_FAILED);
}

/* The cell with such a value of the first stratum, or NULL. */
static const struct pl_cell *
cell_with(const struct counted *counted, const char *value)
{
	for (size_t i = 0; i < counted->cells.count; i++) {
		const struct pl_cell *cell = &counted->cells.list[i];

		if (strcmp(pl_strata_text(counted->strata, cell->by[0]),
			value) == 0)
			return cell;
	}
	return NULL;
}

static int64_t
entered_with(const struct counted *counted, const char *value)
{
	const struct pl_cell *cell = cell_with(counted, value);

	return cell == NULL
	           ? 0
	           : sum(&cell->spans[PL_SPAN_EPISODE].tally, PL_ENTERED, -1);
}

static int64_t
attempts_with(const struct counted *counted, const char *value)
{
	const struct pl_cell *cell = cell_with(counted, value);

	return cell == NULL ? 0 : (int64_t)pl_groups_sum(failed_of(cell)->of);
}

#define EVENT(what, day, where, which)                                         \
	{                                                                      \
		.kind = (what), .at_ms = DAY(day), .asset = (where),           \
		.patch = (which)                                               \
	}

/* ---- Attempts and rollbacks --------------------------------------------- */

static void
an_attempt_told_by_two_sources_counts_once(void **state)
{
	static const struct pl_event events[] = {
	    EVENT(PL_DEPLOY_FAILED, 1, "a", "KB1"),
	    EVENT(PL_DEPLOY_INSTALLED, 2, "a", "KB1"),
	    EVENT(PL_DEPLOY_ROLLED_BACK, 3, "a", "KB1")};
	struct counted *counted;

	(void)state;
	store_events("agent", events, PL_COUNT(events));
	store_events("log", events, PL_COUNT(events));
	counted = count_all(10);
	assert_int_equal(
	    pl_groups_sum(failed_of(&counted->cells.list[0])->of), 2);
	assert_int_equal(
	    pl_groups_sum(failed_of(&counted->cells.list[0])->count), 1);
	assert_int_equal(
	    sum(&counted->cells.list[0].spans[PL_SPAN_ROLLBACK].tally,
		PL_ENTERED, -1),
	    1);
	assert_int_equal(
	    sum(&counted->cells.list[0].spans[PL_SPAN_ROLLBACK].tally, PL_FIXED,
		DAY_MINUTES),
	    1);
	counted_free(counted);
}

static void
what_failed_at_the_instant_of_an_install_failed_first(void **state)
{
	static const struct pl_event events[] = {
	    EVENT(PL_DEPLOY_INSTALLED, 1, "a", "KB1"),
	    EVENT(PL_DEPLOY_FAILED, 1, "a", "KB1"),
	    EVENT(PL_DEPLOY_FAILED, 2, "a", "KB1"),
	    EVENT(PL_DEPLOY_INSTALLED, 1, "b", "KB1"),
	    EVENT(PL_DEPLOY_FAILED, 2, "b", "KB1")};
	struct counted *counted;
	const struct pl_ratio *first;

	(void)state;
	store_events("days", events, PL_COUNT(events));
	counted = count_all(10);
	first = pl_cell_ratio_of(&counted->cells.list[0], PL_RATIO_FIRST);
	assert_int_equal(pl_groups_sum(first->of), 2);
	assert_int_equal(pl_groups_sum(first->count), 1);
	counted_free(counted);
}

/* Ways in which the watch over an install of day 10 ends. */
static void
an_install_is_watched_until_its_asset_or_product_leaves(void **state)
{
	static const struct pl_event events[] = {
	    EVENT(PL_DEPLOY_INSTALLED, 10, "stays", "KB1"),
	    EVENT(PL_ASSET_SEEN, 99, "stays", NULL),
	    EVENT(PL_DEPLOY_INSTALLED, 10, "stale", "KB1"),
	    EVENT(PL_ASSET_SEEN, 13, "stale", NULL),
	    EVENT(PL_DEPLOY_INSTALLED, 10, "retired", "KB1"),
	    EVENT(PL_ASSET_RETIRED, 15, "retired", NULL),
	    EVENT(PL_DEPLOY_INSTALLED, 10, "merged", "KB1"),
	    EVENT(PL_ASSET_MERGED, 16, "merged", NULL),
	    EVENT(PL_DEPLOY_INSTALLED, 10, "removed", "KB1"),
	    EVENT(PL_PRODUCT_REMOVED, 17, "removed", "KB1"),
	    EVENT(PL_ASSET_SEEN, 99, "removed", NULL)};
	static const int days[] = {90, 3, 5, 6, 7};
	const struct pl_tally *rollbacks;
	struct counted *counted;

	(void)state;
	store_events("s", events, PL_COUNT(events));
	counted = count_all(100);
	rollbacks = &counted->cells.list[0].spans[PL_SPAN_ROLLBACK].tally;
	assert_int_equal(sum(rollbacks, PL_CENSORED, -1), PL_COUNT(days));
	for (size_t i = 0; i < PL_COUNT(days); i++)
		assert_int_equal(
		    sum(rollbacks, PL_CENSORED, days[i] * DAY_MINUTES), 1);
	counted_free(counted);
}

/* Twelve assets were found lacking and one of them tried. What the attempts
 * tell rests on that one. */
static void
limits_rest_on_the_assets_that_the_figure_is_about(void **state)
{
	struct pl_event events[14] = {{0}};
	char names[12][32];
	const struct pl_cell *cell;
	struct counted *counted;

	(void)state;
	for (size_t i = 0; i < 12; i++) {
		snprintf(names[i], sizeof names[i], "a-%zu", i);
		events[i] = (struct pl_event)EVENT(
		    PL_ITEM_DETECTED, 1, names[i], "KB1");
	}
	events[12] = (struct pl_event)EVENT(PL_DEPLOY_FAILED, 2, "a-0", "KB1");
	/* Never found: excluded, so not at risk either. */
	events[13] = (struct pl_event)EVENT(PL_DEPLOY_INSTALLED, 2, "b", "KB1");
	store_events("s", events, PL_COUNT(events));
	counted = count_all(10);
	cell = &counted->cells.list[0];
	assert_int_equal(cell->spans[PL_SPAN_EPISODE].assets.count, 12);
	assert_int_equal(failed_of(cell)->assets.count, 2);
	assert_int_equal(cell->spans[PL_SPAN_ROLLBACK].assets.count, 1);
	counted_free(counted);
}

/* ---- Which clock -------------------------------------------------------- */

static void
the_clock_is_that_of_most_fixed_items(void **state)
{
	static const struct pl_event fixes[] = {
	    EVENT(PL_ITEM_DETECTED, 1, "a", "KB1"),
	    EVENT(PL_DEPLOY_INSTALLED, 2, "a", "KB1"),
	    EVENT(PL_DEPLOY_INSTALLED, 2, "a", "KB2"),
	    /* Not fixed: says nothing about the clock. */
	    EVENT(PL_DEPLOY_FAILED, 2, "a", "KB3")};
	static const struct pl_event another[] = {
	    EVENT(PL_DEPLOY_EFFECTIVE, 2, "a", "KB4")};
	struct counted *counted;

	(void)state;
	store_events("s", fixes, PL_COUNT(fixes));
	counted = count_all(10);
	assert_int_equal(pl_cells_clock(&counted->cells), PL_CLOCK_DETECTION);
	counted_free(counted);
	store_events("s", another, PL_COUNT(another));
	counted = count_all(10);
	assert_int_equal(pl_cells_clock(&counted->cells), PL_CLOCK_RELEASE);
	counted_free(counted);
}

/* ---- Strata ------------------------------------------------------------- */

static const struct pl_event stratified[] = {
    {.kind = PL_ITEM_DETECTED,
	.at_ms = DAY(10),
	.asset = "a",
	.patch = "KB1",
	.attr_count = 2,
	.attrs = {{"severity", "important", PL_PUBLIC},
	    {"type", "security", PL_PUBLIC}}},
    {.kind = PL_ITEM_DETECTED,
	.at_ms = DAY(10),
	.asset = "b",
	.patch = "KB2",
	.product = "pkg:x",
	.attr_count = 2,
	.attrs = {{"severity", "high", PL_PUBLIC},
	    {"ring", "canary", PL_PUBLIC}}},
    {.kind = PL_DEPLOY_FAILED,
	.at_ms = DAY(40),
	.asset = "b",
	.patch = "KB2",
	.attr_count = 1,
	.attrs = {{"ring", "broad", PL_PUBLIC}}},
    {.kind = PL_ITEM_DETECTED, .at_ms = DAY(11), .asset = "a", .patch = "KB3"},
};

static void
entered_is(const char *stratum, const char *value, double as_of, int entered)
{
	const struct pl_query query = {.kpis = PL_KPI_EACH,
	    .clock = PL_CLOCK_DETECTION,
	    .as_of_ms = DAY(as_of),
	    .by_count = 1,
	    .by = {stratum}};
	struct counted *counted = count(&query);

	if (entered_with(counted, value) != entered)
		fail_msg("not %d with %s=%s", entered, stratum, value);
	counted_free(counted);
}

static void
items_are_counted_under_their_value(void **state)
{
	(void)state;
	store_events("scan", stratified, PL_COUNT(stratified));
	entered_is("severity", "high", 50, 2); /* also called important */
	entered_is("severity", "unknown", 50, 1);
	entered_is("patch-type", "security", 50, 1);
	entered_is("ring", "broad", 50, 1);
	entered_is("ring", "canary", 50, 0); /* until day 40 */
	entered_is("ring", "canary", 30, 1);
	entered_is("asset", "a", 50, 2);
	entered_is("patch", "KB3", 50, 1);
	entered_is("product", "pkg:x", 50, 1);
	entered_is("source", "scan", 50, 3);
	entered_is("month", "2026-01", 50, 3);
}

/* An episode belongs to the month that it began in, an attempt to its own. */
static void
a_month_is_that_of_the_start_or_of_the_attempt(void **state)
{
	const struct pl_query query = {.kpis = PL_KPI_EACH,
	    .clock = PL_CLOCK_DETECTION,
	    .as_of_ms = DAY(50),
	    .by_count = 1,
	    .by = {"month"}};
	struct counted *counted;

	(void)state;
	store_events("s", stratified, PL_COUNT(stratified));
	counted = count(&query);
	assert_int_equal(attempts_with(counted, "2026-01"), 0);
	assert_int_equal(attempts_with(counted, "2026-02"), 1);
	assert_int_equal(entered_with(counted, "2026-01"), 3);
	assert_int_equal(entered_with(counted, "2026-02"), 0);
	counted_free(counted);
}

static void
matching_is(const char *stratum, const char *value, int entered)
{
	const struct pl_query query = {.kpis = PL_KPI_EACH,
	    .clock = PL_CLOCK_DETECTION,
	    .as_of_ms = DAY(50),
	    .where_count = 1,
	    .where = {{stratum, value}}};
	struct counted *counted = count(&query);

	assert_int_equal(counted->cells.items, 3); /* that were read */
	if ((counted->cells.count == 0
		    ? 0
		    : sum(&counted->cells.list[0].spans[PL_SPAN_EPISODE].tally,
			  PL_ENTERED, -1)) != entered)
		fail_msg("not %d where %s=%s", entered, stratum, value);
	counted_free(counted);
}

static void
where_leaves_the_others_out(void **state)
{
	(void)state;
	store_events("scan", stratified, PL_COUNT(stratified));
	matching_is("severity", "high", 2);
	matching_is("severity", "important", 2); /* the vendor's word for it */
	matching_is("severity", "unknown", 1);
	matching_is("severity", "low", 0);
	matching_is("ring", "broad", 1);
	matching_is("source", "scan", 3);
	matching_is("source", "other", 0);
	matching_is("month", "2026-01", 3);
	matching_is("month", "2026-02", 0);
	matching_is("month", "2026-1", 0);
	matching_is("month", "January", 0);
}

/* Due dates may lie anywhere, "never" being a far one. */
static void
any_month_has_its_text(void **state)
{
	static const struct {
		const char *day, *month;
	} cases[] = {{"2026-03-31T23:59:59.999Z", "2026-03"},
	    {"2026-04-01", "2026-04"}, {"1970-01-01", "1970-01"},
	    {"1969-12-31T23:59:59Z", "1969-12"}, {"2024-02-29", "2024-02"},
	    {"0001-01-01", "0001-01"}, {"9999-12-31", "9999-12"}};
	const struct pl_query query = {.as_of_ms = DAY(50),
	    .clock = PL_CLOCK_DETECTION,
	    .by_count = 1,
	    .by = {"month"}};
	struct counted *counted;

	(void)state;
	store_events("s", stratified, PL_COUNT(stratified));
	counted = count(&query);
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_strata_item item = {.asset = 1};
		uint32_t by[PL_BY_MAX];

		assert_int_equal(
		    pl_time_parse(cases[i].day, &item.month_ms), 0);
		pl_strata_by(counted->strata, &item, by);
		assert_string_equal(
		    pl_strata_text(counted->strata, by[0]), cases[i].month);
	}
	counted_free(counted);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(an_attempt_told_by_two_sources_counts_once),
	    CASE(what_failed_at_the_instant_of_an_install_failed_first),
	    CASE(an_install_is_watched_until_its_asset_or_product_leaves),
	    CASE(limits_rest_on_the_assets_that_the_figure_is_about),
	    CASE(the_clock_is_that_of_most_fixed_items),
	    CASE(items_are_counted_under_their_value),
	    CASE(a_month_is_that_of_the_start_or_of_the_attempt),
	    CASE(where_leaves_the_others_out),
	    CASE(any_month_has_its_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
