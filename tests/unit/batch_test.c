#include "store/batch.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "model/event.h"
#include "store/store.h"
#include "tests/unit/scratch.h"

#define AT INT64_C(1772000000000)

enum { NAME_LENGTH = 255 }; /* the most: PLORE_MAX_NAME */

static struct pl_error err;

static struct pl_store *
store_open(enum pl_store_mode mode)
{
	struct pl_store *store = NULL;

	if (pl_store_open(&store, scratch_store, mode, &err) < 0)
		fail_msg("%s", err.text);
	return store;
}

static struct pl_batch *
batch_open(struct pl_store *store, const char *source)
{
	struct pl_batch *batch = NULL;
	struct pl_buf cursor;
	int64_t id = 0;

	pl_buf_init(&cursor, 1000);
	assert_int_equal(
	    pl_store_source(store, source, "dpkg", &id, &cursor, &err), 0);
	pl_buf_free(&cursor);
	assert_int_equal(pl_batch_begin(&batch, store, id, &err), 0);
	return batch;
}

static void
commit(struct pl_batch *batch, const char *cursor, int64_t added, int64_t known)
{
	struct pl_batch_result result = {0};

	if (pl_batch_commit(batch, cursor, &result, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(result.added, added);
	assert_int_equal(result.known, known);
}

static void
add(struct pl_batch *batch, int number)
{
	char asset[32], patch[32], ring[32];
	struct pl_event event = {
	    .kind = PL_DEPLOY_INSTALLED,
	    .at_ms = AT + number % 7 * 1000,
	    .asset = asset,
	    .patch = patch,
	    .vuln = number % 3 == 0 ? "CVE-1" : NULL,
	    .product = number % 2 == 0 ? "pkg:b" : "pkg:a",
	    .code = number % 5 == 0 ? "0x1" : NULL,
	    .attr_count = 2,
	    .attrs = {{"ring", ring, PL_PUBLIC}, {"from", "1.0", PL_PRIVATE}},
	};

	snprintf(asset, sizeof asset, "web-%d", number % 10);
	snprintf(patch, sizeof patch, "KB%d", number);
	snprintf(ring, sizeof ring, "ring-%d", number % 4);
	assert_int_equal(pl_event_check(&event, &err), 0);
	assert_int_equal(pl_batch_add(batch, &event, &err), 0);
}

static int64_t
events_stored(void)
{
	struct pl_store *store = store_open(PL_STORE_READ);
	struct pl_store_counts counts;

	assert_int_equal(pl_store_count(store, &counts, &err), 0);
	pl_store_close(store);
	return counts.events;
}

static void
the_same_batch_twice_adds_nothing(void **state)
{
	struct pl_store *store = store_open(PL_STORE_WRITE);
	struct pl_batch *batch = batch_open(store, "s");
	struct pl_store_counts counts;

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 100; i++)
			add(batch, i);
		assert_int_equal(pl_batch_waiting(batch), 100);
		commit(batch, "c", round == 0 ? 100 : 0, round == 0 ? 0 : 100);
	}
	pl_batch_free(batch);
	batch = batch_open(store, "s");
	add(batch, 1);
	add(batch, 1);
	commit(batch, NULL, 0, 2);
	assert_int_equal(pl_store_count(store, &counts, &err), 0);
	assert_int_equal(counts.events, 100);
	assert_int_equal(counts.assets, 10);
	assert_int_equal(counts.subjects, 101);
	pl_batch_free(batch);
	pl_store_close(store);
}

static void
a_batch_that_was_not_committed_leaves_no_trace(void **state)
{
	struct pl_store *store = store_open(PL_STORE_WRITE);
	struct pl_batch *batch = batch_open(store, "s");
	struct pl_store_counts counts;

	(void)state;
	add(batch, 1);
	pl_batch_free(batch);
	assert_int_equal(pl_store_count(store, &counts, &err), 0);
	assert_int_equal(counts.events + counts.assets + counts.subjects, 0);
	assert_int_equal(pl_store_asset_id(store, "web-1"), 0);
	pl_store_close(store);
}

static void
the_cursor_follows_the_events(void **state)
{
	struct pl_store *store = store_open(PL_STORE_WRITE);
	struct pl_batch *batch = batch_open(store, "s");
	struct pl_buf cursor;
	int64_t id;

	(void)state;
	add(batch, 1);
	commit(batch, "line 7", 1, 0);
	add(batch, 2);
	commit(batch, NULL, 1, 0);
	pl_batch_free(batch);
	pl_buf_init(&cursor, 100);
	assert_int_equal(
	    pl_store_source(store, "s", "dpkg", &id, &cursor, &err), 0);
	assert_string_equal(cursor.text, "line 7");
	assert_int_equal(
	    pl_store_source(store, "s", "wsus", &id, &cursor, &err), 0);
	assert_string_equal(cursor.text, "");
	pl_buf_free(&cursor);
	pl_store_close(store);
}

static void
a_killed_writer_keeps_what_it_committed(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		struct pl_store *store = store_open(PL_STORE_WRITE);
		struct pl_batch *batch = batch_open(store, "s");
		struct pl_batch_result result = {0};

		for (int i = 0; i < 50; i++)
			add(batch, i);
		if (pl_batch_commit(batch, "50", &result, &err) < 0)
			_exit(1);
		for (int i = 50; i < 90; i++)
			add(batch, i);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(events_stored(), 50);
}

static void
a_reject_is_kept_once(void **state)
{
	struct pl_store *store = store_open(PL_STORE_WRITE);
	struct pl_batch *batch = batch_open(store, "s");
	struct pl_batch_result result = {0};
	static char large[10000];

	(void)state;
	memset(large, 'x', sizeof large - 1);
	for (int round = 0; round < 2; round++) {
		pl_batch_reject(batch, "log:17", "no time", "a\xff", &err);
		pl_batch_reject(batch, "log:18", "no time", large, &err);
		assert_int_equal(
		    pl_batch_commit(batch, NULL, &result, &err), 0);
	}
	assert_int_equal(result.rejects, 2);
	pl_batch_free(batch);
	pl_store_close(store);
}

static void
limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A file that may not grow stands in for a disk that is full. */
static void
a_full_disk_is_an_error_and_the_batch_can_be_stored_later(void **state)
{
	struct pl_store *store = store_open(PL_STORE_WRITE);
	struct pl_batch *batch = batch_open(store, "s");
	struct pl_batch_result result = {0};

	(void)state;
	for (int i = 0; i < 50; i++)
		add(batch, i);
	commit(batch, "50", 50, 0);
	for (int i = 50; i < 20000; i++)
		add(batch, i);
	signal(SIGXFSZ, SIG_IGN);
	limit_files(1 << 20);
	assert_int_equal(
	    pl_batch_commit(batch, "20000", &result, &err), PL_E_STORE);
	limit_files(RLIM_INFINITY);
	assert_non_null(strstr(err.text, scratch_store));
	assert_int_equal(result.added, 0);
	assert_int_equal(events_stored(), 50);
	commit(batch, "20000", 19950, 0);
	assert_int_equal(events_stored(), 20000);
	pl_batch_free(batch);
	pl_store_close(store);
}

/* Tellings of one event, by what is known to whom. */
static const struct pl_event tellings[] = {
    {.took_ms = 0, .code = NULL, .after_ms = 0},
    {.took_ms = 900, .code = "0x1", .after_ms = AT - 500},
    {.took_ms = 20, .code = "0xA", .after_ms = 0},
    {.took_ms = 900, .code = "", .after_ms = AT - 9},
};

static void
add_telling(struct pl_batch *batch, size_t number)
{
	struct pl_event event = tellings[number];

	event.kind = PL_DEPLOY_FAILED;
	event.at_ms = AT;
	event.asset = "web-1";
	event.patch = "KB1";
	assert_int_equal(pl_event_check(&event, &err), 0);
	assert_int_equal(pl_batch_add(batch, &event, &err), 0);
}

static void
the_fullest_telling_is_stored(void)
{
	struct pl_store *store = store_open(PL_STORE_READ);
	struct pl_reader *reader;
	struct pl_row row;

	assert_int_equal(pl_reader_open(&reader, store, AT, &err), 0);
	assert_int_equal(pl_reader_next(reader, &row, &err), 1);
	assert_int_equal(row.took_ms, 900);
	assert_int_equal(row.after_ms, AT - 9);
	assert_string_equal(row.code, "0xA");
	assert_int_equal(pl_reader_next(reader, &row, &err), 0);
	pl_reader_close(reader);
	pl_store_close(store);
}

/* All 24 orders, and for each all 8 ways to cut it into commits. */
static void
tellings_of_one_event_add_up_in_any_order_and_any_split(void **state)
{
	for (unsigned order = 0; order < 24; order++)
		for (unsigned cuts = 0; cuts < 8; cuts++) {
			size_t left[] = {0, 1, 2, 3};
			struct pl_store *store = store_open(PL_STORE_WRITE);
			struct pl_batch *batch = batch_open(store, "s");
			struct pl_batch_result result = {0};

			for (unsigned i = 0, rest = order; i < 4; i++) {
				size_t pick = rest % (4 - i);

				rest /= 4 - i;
				add_telling(batch, left[pick]);
				left[pick] = left[3 - i];
				if ((cuts >> i & 1) != 0)
					pl_batch_commit(
					    batch, NULL, &result, &err);
			}
			pl_batch_commit(batch, NULL, &result, &err);
			assert_int_equal(result.added, 1);
			assert_int_equal(result.known, 3);
			pl_batch_free(batch);
			pl_store_close(store);
			the_fullest_telling_is_stored();
			scratch_remove_store();
		}
	(void)state;
	pl_store_close(store_open(PL_STORE_WRITE));
}

static void
add_named(struct pl_batch *batch, int64_t at_ms, const char *product,
    const char *vuln)
{
	const struct pl_event event = {.kind = PL_PATCH_RELEASED,
	    .at_ms = at_ms,
	    .patch = "KB1",
	    .vuln = vuln,
	    .product = product};

	assert_int_equal(pl_event_check(&event, &err), 0);
	assert_int_equal(pl_batch_add(batch, &event, &err), 0);
}

static int
take_product(void *context, const struct pl_subject *subject)
{
	if (subject->type == PL_SUBJECT_PATCH && subject->product != NULL)
		snprintf(context, 32, "%s", subject->product);
	return 0;
}

static void
product_is(const char *expected)
{
	struct pl_store *store = store_open(PL_STORE_READ);
	char product[32] = "none";

	assert_int_equal(
	    pl_store_subjects(store, AT + 10, take_product, product, &err), 0);
	assert_string_equal(product, expected);
	pl_store_close(store);
}

/* What was reported after the last checkpoint may never come again. */
static void
what_is_rewound_leaves_no_product(void **state)
{
	struct pl_store *store = store_open(PL_STORE_WRITE);
	struct pl_batch *batch = batch_open(store, "s");

	(void)state;
	add_named(batch, AT + 2, "pkg:stays", NULL);
	pl_batch_mark(batch);
	add_named(batch, AT + 1, "pkg:goes", NULL);
	pl_batch_rewind(batch);
	commit(batch, NULL, 1, 0);
	pl_batch_free(batch);
	pl_store_close(store);
	product_is("pkg:stays");
}

static int64_t
count_links(void)
{
	sqlite3 *db;
	sqlite3_stmt *query;
	int64_t count;

	assert_int_equal(sqlite3_open(scratch_store, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(
		db, "SELECT count(*) FROM subject_vuln", -1, &query, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(query), SQLITE_ROW);
	count = sqlite3_column_int64(query, 0);
	sqlite3_finalize(query);
	sqlite3_close(db);
	return count;
}

static void
a_link_that_was_rewound_can_be_told_again(void **state)
{
	struct pl_store *store = store_open(PL_STORE_WRITE);
	struct pl_batch *batch = batch_open(store, "s");

	(void)state;
	pl_batch_mark(batch);
	add_named(batch, AT, NULL, "CVE-1");
	pl_batch_rewind(batch);
	add_named(batch, AT, NULL, "CVE-1");
	commit(batch, NULL, 1, 0);
	pl_batch_free(batch);
	pl_store_close(store);
	assert_int_equal(count_links(), 1);
}

/* Each name is as long as a name may be, and met once. */
static void
add_long_names(struct pl_batch *batch, int number)
{
	char asset[NAME_LENGTH + 1], patch[NAME_LENGTH + 1];
	const struct pl_event event = {.kind = PL_DEPLOY_INSTALLED,
	    .at_ms = AT,
	    .asset = asset,
	    .patch = patch};

	snprintf(asset, sizeof asset, "%0*d", NAME_LENGTH, number);
	snprintf(patch, sizeof patch, "%0*d", NAME_LENGTH, number);
	assert_int_equal(pl_batch_add(batch, &event, &err), 0);
}

static void
names_are_let_go_before_they_fill_the_memory(void **state)
{
	enum { ROUNDS = 4, EACH = 20000 };
	struct pl_store *store = store_open(PL_STORE_WRITE);
	struct pl_batch *batch = batch_open(store, "s");
	struct pl_store_counts counts;
	int number = 0;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < EACH; i++)
			add_long_names(batch, number++);
		commit(batch, NULL, EACH, 0);
		assert_true(pl_batch_held(batch) <= PL_BATCH_KEPT);
	}
	add_long_names(batch, 0);
	commit(batch, NULL, 0, 1);
	assert_int_equal(pl_store_count(store, &counts, &err), 0);
	assert_int_equal(counts.assets, ROUNDS * EACH);
	assert_int_equal(counts.subjects, ROUNDS * EACH);
	pl_batch_free(batch);
	pl_store_close(store);
}

static void
whatever_waits_is_counted_in_what_is_held(void **state)
{
	struct pl_store *store = store_open(PL_STORE_WRITE);
	struct pl_batch *batch = batch_open(store, "s");
	size_t before = pl_batch_held(batch);

	(void)state;
	for (int i = 0; i < 10000; i++)
		pl_batch_reject(batch, "", "", "", &err);
	assert_int_equal(pl_batch_rejects(batch), 10000);
	assert_true(pl_batch_held(batch) >= before + 10000);
	before = pl_batch_held(batch);
	for (int i = 0; i < 10000; i++)
		add(batch, 1);
	assert_true(pl_batch_held(batch) >= before + 10000 * sizeof(int64_t));
	before = pl_batch_held(batch);
	add_long_names(batch, 1);
	for (int i = 2; i < 10000; i++)
		add_long_names(batch, i);
	assert_true(pl_batch_held(batch) >= before + 9999 * 2 * NAME_LENGTH);
	pl_batch_free(batch);
	pl_store_close(store);
}

/* They are sorted and stored in slices, the last of which is short. */
static void
more_than_are_sorted_at_once_are_all_kept(void **state)
{
	enum { EVENTS = PL_BATCH_SORTED + 17 };
	struct pl_store *store = store_open(PL_STORE_WRITE);
	struct pl_batch *batch = batch_open(store, "s");
	struct pl_event event = {
	    .kind = PL_DEPLOY_INSTALLED, .asset = "a", .patch = "P"};

	(void)state;
	for (int i = 0; i < EVENTS; i++) {
		event.at_ms = AT + EVENTS - i;
		assert_int_equal(pl_batch_add(batch, &event, &err), 0);
	}
	commit(batch, NULL, EVENTS, 0);
	pl_batch_free(batch);
	pl_store_close(store);
	assert_int_equal(events_stored(), EVENTS);
}

#define CASE(name)                                                             \
	cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(the_same_batch_twice_adds_nothing),
	    CASE(a_batch_that_was_not_committed_leaves_no_trace),
	    CASE(the_cursor_follows_the_events),
	    CASE(a_killed_writer_keeps_what_it_committed),
	    CASE(a_reject_is_kept_once),
	    CASE(tellings_of_one_event_add_up_in_any_order_and_any_split),
	    CASE(what_is_rewound_leaves_no_product),
	    CASE(a_link_that_was_rewound_can_be_told_again),
	    CASE(names_are_let_go_before_they_fill_the_memory),
	    CASE(whatever_waits_is_counted_in_what_is_held),
	    CASE(more_than_are_sorted_at_once_are_all_kept),
	    CASE(a_full_disk_is_an_error_and_the_batch_can_be_stored_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
