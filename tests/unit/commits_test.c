#include "collect/commits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/buf.h"
#include "base/error.h"
#include "model/event.h"
#include "store/store.h"
#include "tests/unit/scratch.h"

#define AT INT64_C(1772000000000)

static struct pl_error err;

struct fixture {
	struct pl_store *store;
	struct pl_commits *commits;
	int64_t source;
};

static struct fixture
fixture_open(void)
{
	struct fixture f;
	struct pl_buf cursor;

	pl_buf_init(&cursor, 100);
	assert_int_equal(
	    pl_store_open(&f.store, scratch_store, PL_STORE_WRITE, &err), 0);
	assert_int_equal(
	    pl_store_source(f.store, "s", "p", &f.source, &cursor, &err), 0);
	assert_int_equal(
	    pl_commits_open(&f.commits, f.store, f.source, &err), 0);
	pl_buf_free(&cursor);
	return f;
}

static void
fixture_close(struct fixture *f)
{
	pl_commits_free(f->commits);
	pl_store_close(f->store);
}

static void
add(struct fixture *f, const char *asset, int count)
{
	for (int i = 0; i < count; i++) {
		const struct pl_event event = {
		    .kind = PL_ASSET_SEEN, .at_ms = AT + i, .asset = asset};

		assert_int_equal(
		    pl_batch_add(pl_commits_batch(f->commits), &event, &err),
		    0);
	}
}

/* What is in the store: events, assets and the cursor. */
static void
assert_stored(
    struct fixture *f, int64_t events, int64_t assets, const char *expected)
{
	struct pl_store_counts counts;
	struct pl_buf cursor;

	pl_buf_init(&cursor, 100);
	assert_int_equal(pl_store_count(f->store, &counts, &err), 0);
	assert_int_equal(counts.events, events);
	assert_int_equal(counts.assets, assets);
	assert_int_equal(
	    pl_store_source(f->store, "s", "p", &f->source, &cursor, &err), 0);
	assert_string_equal(cursor.text, expected);
	pl_buf_free(&cursor);
}

static void
all_that_was_passed_is_stored_with_the_last_cursor(void **state)
{
	struct fixture f = fixture_open();
	struct pl_batch_result result = {.added = 5};
	char cursor[] = "at 0";

	(void)state;
	for (int i = 0; i < 9; i++) {
		add(&f, i % 2 ? "odd" : "even", 1000 * (i + 1));
		cursor[3] = (char)('0' + i);
		assert_int_equal(pl_commits_pass(f.commits, cursor, &err), 0);
	}
	add(&f, "left", 3);
	assert_int_equal(pl_commits_end(f.commits, "end", &result, &err), 0);
	assert_int_equal(result.added, 5 + 9000 + 8000 + 3);
	assert_int_equal(result.known, 45000 - 17000);
	assert_stored(&f, 17003, 3, "end");
	fixture_close(&f);
}

static void
what_is_left_needs_no_cursor(void **state)
{
	struct fixture f = fixture_open();
	struct pl_batch_result result = {0};

	(void)state;
	add(&f, "a", 1);
	assert_int_equal(pl_commits_pass(f.commits, "first", &err), 0);
	add(&f, "b", 1);
	assert_int_equal(pl_commits_end(f.commits, NULL, &result, &err), 0);
	assert_stored(&f, 2, 2, "first");
	fixture_close(&f);
}

/* A disk that is full at one asset, in the place of one that is full. */
static void
refuse(const char *asset)
{
	char sql[200];
	sqlite3 *db;

	snprintf(sql, sizeof sql,
	    "CREATE TRIGGER refuse BEFORE INSERT ON asset WHEN new.name = '%s'"
	    " BEGIN SELECT RAISE(ABORT, 'no more'); END",
	    asset);
	assert_int_equal(sqlite3_open(scratch_store, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void
after_one_that_failed_none_is_stored(void **state)
{
	struct fixture f = fixture_open();
	struct pl_batch_result result = {0};

	(void)state;
	refuse("bad");
	add(&f, "good", 10);
	assert_int_equal(pl_commits_pass(f.commits, "good", &err), 0);
	add(&f, "bad", 10);
	assert_int_equal(pl_commits_pass(f.commits, "bad", &err), 0);
	add(&f, "later", 10);
	assert_int_equal(pl_commits_pass(f.commits, "later", &err), PL_E_STORE);
	assert_non_null(strstr(err.text, "no more"));
	assert_int_equal(
	    pl_commits_end(f.commits, "end", &result, &err), PL_E_STORE);
	assert_int_equal(result.added, 10);
	assert_stored(&f, 10, 1, "good");
	fixture_close(&f);
}

static void
what_was_not_passed_is_dropped(void **state)
{
	struct fixture f = fixture_open();

	(void)state;
	add(&f, "a", 1);
	assert_int_equal(pl_commits_pass(f.commits, "a", &err), 0);
	add(&f, "b", 1);
	pl_commits_free(f.commits);
	f.commits = NULL;
	assert_stored(&f, 1, 1, "a");
	fixture_close(&f);
}

#define CASE(name)                                                             \
	cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(all_that_was_passed_is_stored_with_the_last_cursor),
	    CASE(what_is_left_needs_no_cursor),
	    CASE(after_one_that_failed_none_is_stored),
	    CASE(what_was_not_passed_is_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
