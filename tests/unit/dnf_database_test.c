#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <sqlite3.h>

#include "base/alloc.h"
#include "plugins/dnf/database.h"
#include "plugins/dnf/snapshot.h"

static char folder[64], path[96], error[300];

static const char schema[] =
    "CREATE TABLE trans (id INTEGER PRIMARY KEY, dt_begin INTEGER,"
    " dt_end INTEGER, cmdline TEXT, state INTEGER);"
    "CREATE TABLE rpm (item_id INTEGER, name TEXT, epoch INTEGER,"
    " version TEXT, release TEXT, arch TEXT);"
    "CREATE TABLE trans_item (id INTEGER PRIMARY KEY, trans_id INTEGER,"
    " item_id INTEGER, action INTEGER, state INTEGER);"
    "INSERT INTO rpm VALUES (1, 'a', 0, '1', '1', 'x'),"
    " (2, 'a', 0, '1', '2', 'x'), (3, 'b', 2, '1', '1', 'x');";

static int
setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/pl-dnf-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/history.sqlite", folder);
	return 0;
}

static int
teardown(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
	char name[128];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(ends); i++) {
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		unlink(name);
	}
	return rmdir(folder);
}

static void
run(sqlite3 *db, const char *sql)
{
	char *message = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
}

/* A database with the tables; it stays open. */
static sqlite3 *
create(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	run(db, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
	run(db, schema);
	run(db, sql);
	return db;
}

static int32_t
no_reject(void *context, const char *where, const char *reason)
{
	(void)where;
	(void)reason;
	++*(int *)context;
	return 0;
}

static int
never(void *context)
{
	(void)context;
	return 0;
}

static int
at_once(void *context)
{
	(void)context;
	return 1;
}

static enum database_result
read_records(struct history *history, int64_t now_s, int *rejects)
{
	struct database_watch watch = {rejects, no_reject, never, 0};
	struct snapshot snapshot;

	*history = (struct history){0};
	*rejects = 0;
	if (snapshot_read(&snapshot, path, error, sizeof error) != SNAPSHOT_OK)
		fail_msg("%s", error);
	return database_read(
	    history, &snapshot, now_s * 1000, &watch, error, sizeof error);
}

/* The records as text: word package old>version, "!" where it failed. */
static void
expect(const char *expected)
{
	static const char words[] = "iudrRp";
	struct history history;
	char text[1024] = "";
	size_t used = 0;
	int rejects;

	if (read_records(&history, 1000000, &rejects) != DATABASE_OK)
		fail_msg("%s", error);
	assert_int_equal(rejects, 0);
	for (size_t i = 0; i < history.record_count; i++) {
		const struct record *record = &history.records[i];

		used += (size_t)snprintf(text + used, sizeof text - used,
		    "%s%d-%d %c%s %s %s>%s", i == 0 ? "" : "; ",
		    (int)(record->begin_ms / 1000), (int)(record->at_ms / 1000),
		    words[record->word],
		    record->failed ? "!"
		    : record->undo ? "<"
				   : "",
		    kit_numbers_text(&history.names, record->package),
		    kit_numbers_text(&history.names, record->old),
		    kit_numbers_text(&history.names, record->version));
	}
	assert_string_equal(text, expected);
	history_free(&history);
}

static void
what_is_in_the_log_beside_it_counts(void **state)
{
	sqlite3 *db = create("INSERT INTO trans VALUES (1, 10, 20, '', 1);"
			     "INSERT INTO trans_item VALUES (1, 1, 2, 6, 1),"
			     " (2, 1, 1, 7, 1);");

	(void)state;
	/* All of it is in the log: nothing was copied to the database yet. */
	expect("10-20 u a 1-1>1-2");
	run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
	expect("10-20 u a 1-1>1-2");
	/* Some is here, some is there, and some was taken back. */
	run(db, "INSERT INTO trans VALUES (2, 30, 40, '', 1);"
		"INSERT INTO trans_item VALUES (3, 2, 3, 1, 1);"
		"BEGIN; INSERT INTO trans VALUES (3, 50, 60, '', 1);"
		"INSERT INTO trans_item VALUES (4, 3, 3, 8, 1); ROLLBACK");
	expect("10-20 u a 1-1>1-2; 30-40 i b >2:1-1");
	/* A log that begins anew has remains of the old one behind it. */
	run(db, "PRAGMA wal_checkpoint(RESTART);"
		"INSERT INTO trans VALUES (4, 70, 80, '', 1);"
		"INSERT INTO trans_item VALUES (5, 4, 3, 8, 1);");
	expect("10-20 u a 1-1>1-2; 30-40 i b >2:1-1; 70-80 r b >2:1-1");
	sqlite3_close(db);
	expect("10-20 u a 1-1>1-2; 30-40 i b >2:1-1; 70-80 r b >2:1-1");
}

/* Cut the log behind a number of bytes. */
static void
a_log_that_is_cut_short_counts_as_far_as_it_is_whole(void **state)
{
	sqlite3 *db = create("");
	char log[128];

	(void)state;
	run(db, "PRAGMA wal_checkpoint(TRUNCATE);"
		"INSERT INTO trans VALUES (1, 10, 20, '', 1);"
		"INSERT INTO trans_item VALUES (1, 1, 2, 1, 1);"
		"BEGIN; INSERT INTO trans VALUES (2, 30, 40, '', 1);"
		"INSERT INTO trans_item VALUES (2, 2, 3, 1, 1); COMMIT");
	expect("10-20 i a >1-2; 30-40 i b >2:1-1");
	snprintf(log, sizeof log, "%s-wal", path);
	assert_int_equal(truncate(log, 32 + 3 * (24 + 4096) + 5), 0);
	expect("10-20 i a >1-2");
	assert_int_equal(truncate(log, 31), 0);
	expect("");
	sqlite3_close(db);
}

static void
a_transaction_fails_as_a_whole_or_says_of_whom(void **state)
{
	sqlite3 *db = create(
	    "INSERT INTO trans VALUES (1, 10, 20, '', 2), (2, 30, 40, '', 2),"
	    " (3, 50, NULL, '', 0), (4, 70, 80, '-y history undo 2', 1);"
	    "INSERT INTO trans_item VALUES (1, 1, 2, 6, 1), (2, 1, 1, 7, 1),"
	    " (3, 1, 3, 1, 1), (4, 2, 2, 6, 2), (5, 2, 1, 7, 2),"
	    " (6, 2, 3, 1, 1), (7, 3, 2, 6, 0), (8, 3, 1, 7, 0),"
	    " (9, 4, 1, 2, 1), (10, 4, 2, 3, 1)");

	(void)state;
	expect("10-20 u! a 1-1>1-2; 10-20 i! b >2:1-1; 30-40 u! a 1-1>1-2; "
	       "30-40 i b >2:1-1; 50-50 u! a 1-1>1-2; 70-80 d< a 1-2>1-1");
	sqlite3_close(db);
}

static void
one_that_is_going_on_is_not_judged(void **state)
{
	sqlite3 *db =
	    create("INSERT INTO trans VALUES (1, 999990, NULL, '', 0);"
		   "INSERT INTO trans_item VALUES (1, 1, 2, 6, 0)");
	struct history history;
	int rejects;

	(void)state;
	expect("");
	assert_int_equal(
	    read_records(&history, 999990 + 24 * 3600, &rejects), DATABASE_OK);
	assert_int_equal(history.record_count, 1);
	history_free(&history);
	sqlite3_close(db);
}

static void
a_row_that_makes_no_sense_costs_itself(void **state)
{
	sqlite3 *db = create(
	    "INSERT INTO rpm VALUES (4, '', 0, '1', '1', 'x'),"
	    " (5, NULL, 0, NULL, '1', 'x'), (6, 'c', 'y', '1', '1', 'x');"
	    "INSERT INTO trans VALUES (1, -5, 20, '', 1), (2, 30, 40, '', 1);"
	    "INSERT INTO trans_item VALUES (1, 1, 2, 1, 1), (2, 2, 4, 1, 1),"
	    " (3, 2, 5, 1, 1), (4, 2, 3, 1, 1), (5, 2, 3, 99, 1)");
	struct history history;
	int rejects;

	(void)state;
	assert_int_equal(
	    read_records(&history, 1000000, &rejects), DATABASE_OK);
	assert_int_equal(rejects, 3);
	assert_int_equal(history.record_count, 1);
	history_free(&history);
	sqlite3_close(db);
}

static void
other_tables_are_told(void **state)
{
	sqlite3 *db;
	struct history history;
	int rejects;

	(void)state;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	run(db, "CREATE TABLE t (a)");
	sqlite3_close(db);
	assert_int_equal(
	    read_records(&history, 1000000, &rejects), DATABASE_DATA);
	assert_non_null(strstr(error, "expected the tables of dnf"));
	history_free(&history);
}

static void
a_damaged_database_is_told(void **state)
{
	sqlite3 *db = create("INSERT INTO trans VALUES (1, 10, 20, '', 1);"
			     "INSERT INTO trans_item VALUES (1, 1, 2, 1, 1);");
	struct history history;
	FILE *file;
	int rejects;

	(void)state;
	sqlite3_close(db);
	file = fopen(path, "r+");
	assert_non_null(file);
	for (long page = 1; page < 4; page++) {
		fseek(file, page * 4096, SEEK_SET);
		fprintf(file, "no page of a tree");
	}
	fclose(file);
	assert_int_equal(
	    read_records(&history, 1000000, &rejects), DATABASE_DATA);
	history_free(&history);
}

static void
what_is_no_database_is_refused(void **state)
{
	struct snapshot snapshot;
	FILE *file;

	(void)state;
	assert_int_equal(
	    snapshot_read(&snapshot, path, error, sizeof error), SNAPSHOT_NONE);
	file = fopen(path, "w");
	assert_non_null(file);
	fclose(file);
	assert_int_equal(
	    snapshot_read(&snapshot, path, error, sizeof error), SNAPSHOT_DATA);
	file = fopen(path, "w");
	for (int i = 0; i < 1000; i++)
		fprintf(file, "text\n");
	fclose(file);
	assert_int_equal(
	    snapshot_read(&snapshot, path, error, sizeof error), SNAPSHOT_DATA);
	assert_null(snapshot.bytes);
}

static void
what_was_left_in_the_middle_is_not_read(void **state)
{
	struct snapshot snapshot;
	char journal[128];
	FILE *file;

	(void)state;
	sqlite3_close(create(""));
	snprintf(journal, sizeof journal, "%s-journal", path);
	file = fopen(journal, "w");
	assert_non_null(file);
	assert_int_equal(snapshot_read(&snapshot, path, error, sizeof error),
	    SNAPSHOT_OK); /* an empty one is a finished one */
	sqlite3_free(snapshot.bytes);
	fprintf(file, "pages to be put back");
	fclose(file);
	assert_int_equal(
	    snapshot_read(&snapshot, path, error, sizeof error), SNAPSHOT_BUSY);
	assert_non_null(strstr(error, "-journal"));
}

static void
reading_stops_when_it_is_to_stop(void **state)
{
	sqlite3 *db = create(
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
	    " LIMIT 20000) INSERT INTO trans_item SELECT i, 1, 2, 1, 1 FROM n;"
	    "INSERT INTO trans VALUES (1, 10, 20, '', 1)");
	struct database_watch watch = {NULL, no_reject, at_once, 0};
	struct history history = {0};
	struct snapshot snapshot;

	(void)state;
	assert_int_equal(
	    snapshot_read(&snapshot, path, error, sizeof error), SNAPSHOT_OK);
	assert_int_equal(database_read(&history, &snapshot, 1000, &watch, error,
			     sizeof error),
	    DATABASE_STOPPED);
	history_free(&history);
	sqlite3_close(db);
}

int
main(void)
{
#define PROMISE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    PROMISE(what_is_in_the_log_beside_it_counts),
	    PROMISE(a_log_that_is_cut_short_counts_as_far_as_it_is_whole),
	    PROMISE(a_transaction_fails_as_a_whole_or_says_of_whom),
	    PROMISE(one_that_is_going_on_is_not_judged),
	    PROMISE(a_row_that_makes_no_sense_costs_itself),
	    PROMISE(other_tables_are_told),
	    PROMISE(a_damaged_database_is_told),
	    PROMISE(what_is_no_database_is_refused),
	    PROMISE(what_was_left_in_the_middle_is_not_read),
	    PROMISE(reading_stops_when_it_is_to_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
