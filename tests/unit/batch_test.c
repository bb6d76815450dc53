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

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "model/event.h"
#include "store/store.h"

#define AT INT64_C(1772000000000)

static char folder[64];
static char path[96];
static struct pl_error err;

static int
setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/pl-batch-XXXXXX");
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

static struct pl_store *
store_open(enum pl_store_mode mode)
{
	struct pl_store *store = NULL;

	if (pl_store_open(&store, path, mode, &err) < 0)
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
	assert_non_null(strstr(err.text, path));
	assert_int_equal(result.added, 0);
	assert_int_equal(events_stored(), 50);
	commit(batch, "20000", 19950, 0);
	assert_int_equal(events_stored(), 20000);
	pl_batch_free(batch);
	pl_store_close(store);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(the_same_batch_twice_adds_nothing),
	    CASE(a_batch_that_was_not_committed_leaves_no_trace),
	    CASE(the_cursor_follows_the_events),
	    CASE(a_killed_writer_keeps_what_it_committed),
	    CASE(a_reject_is_kept_once),
	    CASE(a_full_disk_is_an_error_and_the_batch_can_be_stored_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
