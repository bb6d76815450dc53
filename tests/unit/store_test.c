#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "model/event.h"
#include "store/batch.h"
#include "store/query.h"
#include "tests/unit/scratch.h"

#define AT  INT64_C(1772000000000)
#define END PL_EVENT_LATEST_MS

static struct pl_error err;

static struct pl_store *
store_open(enum pl_store_mode mode)
{
	struct pl_store *store = NULL;

	if (pl_store_open(&store, scratch_store, mode, &err) < 0)
		fail_msg("%s", err.text);
	return store;
}

static void
refused(enum pl_store_mode mode, const char *why)
{
	struct pl_store *store = NULL;

	assert_int_equal(
	    pl_store_open(&store, scratch_store, mode, &err), PL_E_STORE);
	assert_null(store);
	assert_non_null(strstr(err.text, scratch_store));
	if (strstr(err.text, why) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", why, err.text);
}

static void
by_hand(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(scratch_store, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* ---- What a store holds, as text, without ids: they depend on arrival --- */

/* Every query's answer goes through names; ids index these arrays. */
struct dump {
	char assets[8][32], subjects[8][32];
	char lines[64][160];
	size_t count;
};

__attribute__((format(printf, 2, 3))) static void
dump_line(struct dump *dump, const char *format, ...)
{
	va_list args;

	assert_true(dump->count < PL_COUNT(dump->lines));
	va_start(args, format);
	vsnprintf(
	    dump->lines[dump->count++], sizeof dump->lines[0], format, args);
	va_end(args);
}

static int
dump_asset(void *context, const struct pl_asset *asset)
{
	struct dump *dump = context;

	snprintf(
	    dump->assets[asset->id], sizeof dump->assets[0], "%s", asset->name);
	dump_line(dump, "asset %s %d %d", asset->name,
	    (int)(asset->first_ms - AT), (int)(asset->last_ms - AT));
	return 0;
}

static int
dump_subject(void *context, const struct pl_subject *subject)
{
	struct dump *dump = context;

	snprintf(dump->subjects[subject->id], sizeof dump->subjects[0], "%s",
	    subject->name);
	dump_line(dump, "subject %s %d %s", subject->name, (int)subject->type,
	    subject->product != NULL ? subject->product : "-");
	return 0;
}

static int
dump_asset_fact(void *context, const struct pl_fact *fact)
{
	struct dump *dump = context;

	dump_line(dump, "fact %s %s=%s", dump->assets[fact->owner], fact->name,
	    fact->value);
	return 0;
}

static int
dump_subject_fact(void *context, const struct pl_fact *fact)
{
	struct dump *dump = context;

	dump_line(dump, "fact %s %s=%s", dump->subjects[fact->owner],
	    fact->name, fact->value);
	return 0;
}

static int
dump_attr(void *context, const char *name, const char *value)
{
	dump_line(context, "attr %s=%s", name, value);
	return 0;
}

static void
dump_events(struct dump *dump, struct pl_store *store, int64_t as_of_ms)
{
	struct pl_reader *reader;
	struct pl_row row;
	int more;

	assert_int_equal(pl_reader_open(&reader, store, as_of_ms, &err), 0);
	while ((more = pl_reader_next(reader, &row, &err)) > 0) {
		dump_line(dump, "event %s %s %s %d %s",
		    dump->subjects[row.subject], dump->assets[row.asset],
		    pl_kind_name(row.kind), (int)(row.at_ms - AT),
		    row.code != NULL ? row.code : "-");
		assert_int_equal(
		    pl_store_event_attrs(store, &row, dump_attr, dump, &err),
		    0);
	}
	assert_int_equal(more, 0);
	pl_reader_close(reader);
}

static int
line_compare(const void *left, const void *right)
{
	return strcmp(left, right);
}

static void
dump_store(struct dump *dump, int64_t as_of_ms)
{
	struct pl_store *store = store_open(PL_STORE_READ);

	memset(dump, 0, sizeof *dump);
	assert_int_equal(
	    pl_store_assets(store, as_of_ms, dump_asset, dump, &err), 0);
	assert_int_equal(
	    pl_store_subjects(store, as_of_ms, dump_subject, dump, &err), 0);
	assert_int_equal(
	    pl_store_asset_facts(store, as_of_ms, dump_asset_fact, dump, &err),
	    0);
	assert_int_equal(pl_store_subject_facts(
			     store, as_of_ms, dump_subject_fact, dump, &err),
	    0);
	dump_events(dump, store, as_of_ms);
	pl_store_close(store);
	qsort(dump->lines, dump->count, sizeof dump->lines[0], line_compare);
}

static int
dump_has(const struct dump *dump, const char *line)
{
	for (size_t i = 0; i < dump->count; i++)
		if (strcmp(dump->lines[i], line) == 0)
			return 1;
	return 0;
}

static int
dump_has_any(const struct dump *dump, const char *part)
{
	for (size_t i = 0; i < dump->count; i++)
		if (strstr(dump->lines[i], part) != NULL)
			return 1;
	return 0;
}

/* ---- A small history ---------------------------------------------------- */

static const struct {
	const char *source;
	struct pl_event event;
} history[] = {
    {"wsus", {.kind = PL_ASSET_SEEN,
		 .at_ms = AT,
		 .asset = "web-1",
		 .attr_count = 2,
		 .attrs = {{"ring", "canary", PL_PUBLIC},
		     {"owner", "ops", PL_PRIVATE}}}},
    {"wsus", {.kind = PL_PATCH_RELEASED,
		 .at_ms = AT + 1,
		 .patch = "KB1",
		 .vuln = "CVE-1",
		 .product = "pkg:b",
		 .attr_count = 1,
		 .attrs = {{"severity", "low", PL_PUBLIC}}}},
    {"wsus", {.kind = PL_ITEM_DETECTED,
		 .at_ms = AT + 2,
		 .asset = "web-1",
		 .patch = "KB1",
		 .product = "pkg:a",
		 .attr_count = 1,
		 .attrs = {{"ring", "broad", PL_PUBLIC}}}},
    {"scan", {.kind = PL_ITEM_DETECTED,
		 .at_ms = AT + 2,
		 .asset = "web-1",
		 .patch = "KB1",
		 .attr_count = 1,
		 .attrs = {{"ring", "abroad", PL_PUBLIC}}}},
    {"wsus", {.kind = PL_DEPLOY_FAILED,
		 .at_ms = AT + 3,
		 .asset = "web-1",
		 .patch = "KB1",
		 .code = "0x1",
		 .attr_count = 2,
		 .attrs = {{"from", "1", PL_PUBLIC},
		     {"severity", "high", PL_PUBLIC}}}},
    {"wsus", {.kind = PL_DEPLOY_INSTALLED,
		 .at_ms = AT + 4,
		 .asset = "web-1",
		 .patch = "KB1",
		 .product = "pkg:c"}},
    {"scan", {.kind = PL_ITEM_DETECTED,
		 .at_ms = AT + 4,
		 .asset = "web-2",
		 .vuln = "CVE-2"}},
};

/* Each event in a commit of its own, from the first or from the last. */
static void
history_store(int backwards)
{
	struct pl_store *store = store_open(PL_STORE_WRITE);
	struct pl_batch_result counts = {0};
	struct pl_batch *batch;
	struct pl_buf cursor;
	int64_t source;

	pl_buf_init(&cursor, 100);
	for (size_t i = 0; i < PL_COUNT(history); i++) {
		size_t n = backwards ? PL_COUNT(history) - 1 - i : i;

		assert_int_equal(pl_event_check(&history[n].event, &err), 0);
		assert_int_equal(pl_store_source(store, history[n].source, "p",
				     &source, &cursor, &err),
		    0);
		assert_int_equal(
		    pl_batch_begin(&batch, store, source, &err), 0);
		assert_int_equal(
		    pl_batch_add(batch, &history[n].event, &err), 0);
		assert_int_equal(
		    pl_batch_commit(batch, NULL, &counts, &err), 0);
		pl_batch_free(batch);
	}
	assert_int_equal(counts.added, PL_COUNT(history));
	pl_buf_free(&cursor);
	pl_store_close(store);
}

/* ---- Promises ----------------------------------------------------------- */

static void
the_order_of_arrival_changes_no_answer(void **state)
{
	static struct dump forwards, backwards;

	(void)state;
	for (int64_t as_of = AT; as_of <= AT + 5; as_of++) {
		history_store(0);
		dump_store(&forwards, as_of);
		scratch_remove_store();
		history_store(1);
		dump_store(&backwards, as_of);
		scratch_remove_store();
		assert_int_equal(forwards.count, backwards.count);
		for (size_t i = 0; i < forwards.count; i++)
			assert_string_equal(
			    forwards.lines[i], backwards.lines[i]);
	}
}

static void
the_newest_value_wins_and_of_two_at_once_the_greater(void **state)
{
	static struct dump dump;

	(void)state;
	history_store(0);
	dump_store(&dump, END);
	assert_true(dump_has(&dump, "fact web-1 ring=broad"));
	assert_true(dump_has(&dump, "fact web-1 owner=ops"));
	assert_true(dump_has(&dump, "fact KB1 severity=high"));
	assert_true(dump_has(&dump, "subject KB1 0 pkg:b")); /* told first */
	assert_true(dump_has(&dump, "subject CVE-1 1 -"));
	assert_true(dump_has(&dump, "attr from=1"));
	assert_true(dump_has(&dump, "asset web-1 0 4"));
}

static void
a_cut_off_never_sees_what_came_later(void **state)
{
	static struct dump dump;

	(void)state;
	history_store(0);
	dump_store(&dump, AT + 2);
	assert_true(dump_has(&dump, "asset web-1 0 2"));
	assert_true(dump_has(&dump, "fact KB1 severity=low"));
	assert_true(dump_has(&dump, "subject CVE-2 1 -"));
	assert_false(dump_has_any(&dump, "web-2"));
	assert_false(dump_has_any(&dump, "deploy"));
	assert_false(dump_has_any(&dump, "0x1"));
	dump_store(&dump, AT);
	assert_true(dump_has(&dump, "subject KB1 0 -"));
	dump_store(&dump, AT - 1);
	assert_false(dump_has_any(&dump, "asset "));
	assert_false(dump_has_any(&dump, "fact "));
	assert_false(dump_has_any(&dump, "event "));
}

static void
one_asset_or_one_kind_is_read_alone(void **state)
{
	struct pl_store *store;
	struct pl_reader *reader;
	struct pl_row row;
	int64_t asset, patch;
	int items = 0, all = 0, found = 0;

	(void)state;
	history_store(0);
	store = store_open(PL_STORE_READ);
	asset = pl_store_asset_id(store, "web-1");
	patch = pl_store_subject_id(store, "KB1");
	assert_true(asset > 0 && patch > 0);
	pl_reader_open_asset(&reader, store, END, asset, &err);
	while (pl_reader_next(reader, &row, &err) > 0) {
		assert_true(row.asset == asset || row.asset == 0);
		items += row.asset == asset && row.subject == patch;
		all++;
	}
	pl_reader_close(reader);
	assert_int_equal(items, 4);
	assert_int_equal(all, 6); /* and asset.seen, patch.released */
	pl_reader_open_kind(&reader, store, END, PL_ITEM_DETECTED, &err);
	while (pl_reader_next(reader, &row, &err) > 0) {
		assert_int_equal(row.kind, PL_ITEM_DETECTED);
		found++;
	}
	pl_reader_close(reader);
	assert_int_equal(found, 3);
	pl_store_close(store);
}

static int
stop_at_once(void *context, const struct pl_asset *asset)
{
	(void)asset;
	return ++*(int *)context == 1 ? 77 : 0;
}

static void
a_callback_ends_the_reading(void **state)
{
	struct pl_store *store;
	int calls = 0;

	(void)state;
	history_store(0);
	store = store_open(PL_STORE_READ);
	assert_int_equal(
	    pl_store_assets(store, END, stop_at_once, &calls, &err), 77);
	assert_int_equal(calls, 1);
	pl_store_close(store);
}

static void
a_reader_sees_the_store_as_it_was(void **state)
{
	struct pl_store_counts counts;
	struct pl_store *store;

	(void)state;
	pl_store_close(store_open(PL_STORE_WRITE));
	store = store_open(PL_STORE_READ);
	history_store(0);
	assert_int_equal(pl_store_count(store, &counts, &err), 0);
	assert_int_equal(counts.events, 0);
	pl_store_close(store);
}

static void
a_missing_store_is_not_made_by_reading(void **state)
{
	(void)state;
	refused(PL_STORE_READ, "run patchlore collect first");
	assert_int_equal(access(scratch_store, F_OK), -1);
}

static void
a_path_where_no_store_can_be_is_told_from_one_without(void **state)
{
	struct pl_store *store = NULL;
	char path[160];

	(void)state;
	for (int mode = PL_STORE_READ; mode <= PL_STORE_WRITE; mode++) {
		assert_int_equal(pl_store_open(&store, scratch_folder,
				     (enum pl_store_mode)mode, &err),
		    PL_E_CONFIG);
		assert_non_null(strstr(err.text, "is a folder; name a file"));
		snprintf(path, sizeof path, "%s/none/x.db", scratch_folder);
		assert_int_equal(
		    pl_store_open(&store, path, (enum pl_store_mode)mode, &err),
		    PL_E_CONFIG);
		assert_non_null(strstr(err.text, "/none\"; make it"));
	}
}

/* A user who may read the store, and write nothing beside it. */
static void
become_stranger(void)
{
	assert_int_equal(chmod(scratch_folder, 0555), 0);
	if (geteuid() == 0)
		assert_int_equal(seteuid(65534), 0);
}

static void
become_owner(void)
{
	assert_int_equal(seteuid(getuid()), 0);
	assert_int_equal(chmod(scratch_folder, 0755), 0);
}

static void
a_stranger_reads_what_the_owner_wrote(void **state)
{
	struct pl_store_counts counts;
	struct pl_store *store;

	(void)state;
	history_store(0);
	become_stranger();
	store = store_open(PL_STORE_READ);
	assert_int_equal(pl_store_count(store, &counts, &err), 0);
	assert_true(counts.events > 0);
	pl_store_close(store);
	become_owner();
}

static void
a_stranger_also_reads_where_the_owner_has_just_read(void **state)
{
	struct pl_store_counts counts;
	struct pl_store *store;

	(void)state;
	history_store(0);
	pl_store_close(store_open(PL_STORE_READ)); /* leaves -wal and -shm */
	become_stranger();
	store = store_open(PL_STORE_READ);
	assert_int_equal(pl_store_count(store, &counts, &err), 0);
	assert_true(counts.events > 0);
	pl_store_close(store);
	become_owner();
}

/* As after a crash of the owner's program, or where both were copied. */
static void
a_stranger_is_told_who_can_take_in_what_was_written_last(void **state)
{
	char wal[128];
	FILE *file;

	(void)state;
	history_store(0);
	snprintf(wal, sizeof wal, "%s-wal", scratch_store);
	file = fopen(wal, "w");
	assert_non_null(file);
	fclose(file);
	become_stranger();
	refused(PL_STORE_READ, "ends in -wal, which only a user who may write");
	become_owner();
}

static void
a_stranger_is_told_when_the_owner_wrote_meanwhile(void **state)
{
	struct pl_store_counts counts;
	struct pl_reader *reader;
	struct pl_store *store;
	struct pl_row row;
	int result;

	(void)state;
	history_store(0);
	become_stranger();
	store = store_open(PL_STORE_READ);
	assert_int_equal(pl_reader_open(&reader, store, END, &err), 0);
	assert_int_equal(pl_reader_next(reader, &row, &err), 1);
	become_owner();
	usleep(20000); /* a file's time has steps */
	by_hand("CREATE TABLE more (x)");
	while ((result = pl_reader_next(reader, &row, &err)) == 1)
		continue;
	assert_int_equal(result, PL_E_STORE);
	assert_non_null(strstr(err.text, "was written to while it was read"));
	assert_int_equal(pl_store_count(store, &counts, &err), PL_E_STORE);
	pl_reader_close(reader);
	pl_store_close(store);
}

static void
a_stranger_cannot_write_and_hears_why(void **state)
{
	(void)state;
	become_stranger();
	refused(PL_STORE_WRITE, "cannot be made in its folder: Permission");
	become_owner();
	history_store(0);
	assert_int_equal(chmod(scratch_store, 0444), 0);
	become_stranger();
	refused(PL_STORE_WRITE, "cannot be written: Permission denied; ask");
	become_owner();
	assert_int_equal(chmod(scratch_store, 0), 0);
	become_stranger();
	refused(PL_STORE_READ, "cannot be read: Permission denied; ask");
	become_owner();
}

static void
a_file_that_is_no_database_is_refused(void **state)
{
	FILE *file = fopen(scratch_store, "w");

	(void)state;
	for (int i = 0; i < 1000; i++)
		fputs("not a database\n", file);
	fclose(file);
	refused(PL_STORE_READ, "another file");
	refused(PL_STORE_WRITE, "another file");
}

static void
a_foreign_database_is_refused_and_left_alone(void **state)
{
	(void)state;
	by_hand("CREATE TABLE t (a)");
	refused(PL_STORE_READ, "belongs to another program");
	refused(PL_STORE_WRITE, "belongs to another program");
	by_hand("INSERT INTO t VALUES (1); DROP TABLE t");
}

static void
a_newer_store_is_refused(void **state)
{
	(void)state;
	pl_store_close(store_open(PL_STORE_WRITE));
	by_hand("PRAGMA user_version = 1000");
	refused(PL_STORE_READ, "a newer patchlore");
	refused(PL_STORE_WRITE, "a newer patchlore");
}

/* It waits for a while first, which makes this the slowest test here. */
static void
a_second_writer_is_told_who_is_busy(void **state)
{
	struct pl_store *store = store_open(PL_STORE_WRITE);
	char who[64];

	(void)state;
	snprintf(who, sizeof who, "process %ld is writing", (long)getpid());
	refused(PL_STORE_WRITE, who);
	pl_store_close(store);
	pl_store_close(store_open(PL_STORE_WRITE));
}

static int
answer_add(void *context, const struct pl_store_answer *answer)
{
	for (int i = 0; i < answer->columns; i++)
		pl_buf_addf(context, "%s|",
		    answer->values[i] != NULL ? answer->values[i] : "");
	return pl_buf_adds(context, "\n");
}

static void
ask(struct pl_buf *out, const char *query)
{
	struct pl_store *store = store_open(PL_STORE_READ);

	pl_buf_clear(out);
	assert_int_equal(
	    pl_store_query(store, query, answer_add, out, &err), PL_OK);
	pl_store_close(store);
}

static int
take_pkg(void *context, const struct pl_subject *subject)
{
	if (subject->product != NULL)
		snprintf(context, 32, "%s", subject->product);
	return 0;
}

static void
a_store_of_an_older_version_is_carried_forward(void **state)
{
	struct pl_store *store;
	char product[32] = "none";
	struct pl_buf told;

	(void)state;
	history_store(0);
	by_hand("CREATE TABLE event (subject INTEGER NOT NULL,"
		" asset INTEGER NOT NULL, at INTEGER NOT NULL,"
		" kind INTEGER NOT NULL, source INTEGER NOT NULL,"
		" after INTEGER NOT NULL, took_ms INTEGER NOT NULL,"
		" code INTEGER NOT NULL,"
		" PRIMARY KEY (subject, asset, at, kind, source))"
		" STRICT, WITHOUT ROWID;"
		"CREATE VIEW event_text AS SELECT * FROM event;"
		"INSERT INTO event VALUES (2, 1, 5, 74, 1, 3, 60000, 1),"
		" (1, 2, 9, 50, 1, 0, 0, 0), (0, 1, 7, 30, 1, 0, 0, 0);"
		"DROP TABLE history;"
		"DROP TABLE lesson_link;"
		"DROP TABLE lesson_review; DROP TABLE lesson_review_text;"
		"DROP TABLE response; DROP TABLE reply;"
		"DROP TABLE join_due; DROP TABLE join_asset; DROP INDEX "
		"subject_product;"
		"DROP INDEX event_wave; DROP INDEX event_cause;"
		"ALTER TABLE subject DROP COLUMN product_at;"
		"ALTER TABLE subject_vuln DROP COLUMN at;"
		"ALTER TABLE subject_vuln DROP COLUMN catalogue_at;"
		"ALTER TABLE subject_fact DROP COLUMN catalogue;"
		"PRAGMA user_version = 2");
	refused(PL_STORE_READ, "an older patchlore");
	pl_store_close(store_open(PL_STORE_WRITE));
	store = store_open(PL_STORE_READ);
	assert_int_equal(
	    pl_store_subjects(store, AT - 1, take_pkg, product, &err), 0);
	assert_string_equal(product, "pkg:b");
	pl_store_close(store);
	pl_buf_init(&told, 4096);
	ask(&told, "SELECT * FROM event");
	assert_string_equal(told.text,
	    "0|1|7|0|0|30|1|0|\n1|2|9|0|0|50|1|0|\n2|1|5|3|60000|74|1|1|\n");
	pl_buf_clear(&told);
	ask(&told, "SELECT * FROM join_due");
	assert_string_equal(told.text, "pkg:b|\n");
	pl_buf_free(&told);
}

/* The marks of a name up to a cut-off are so, each "TIME:VALUE ". */
static void
marks_are(enum pl_mark_name name, int64_t as_of_ms, const char *expected)
{
	struct pl_store *store = store_open(PL_STORE_READ);
	struct pl_mark_reader *reader;
	char found[100] = "";
	struct pl_mark mark;

	assert_int_equal(
	    pl_mark_reader_open(&reader, store, as_of_ms, name, &err), 0);
	while (pl_mark_reader_next(reader, &mark, &err) > 0) {
		size_t used = strlen(found);

		assert_int_equal(mark.kind, PL_DEPLOY_INSTALLED);
		assert_int_equal(mark.asset, 1);
		snprintf(found + used, sizeof found - used, "%d:%s ",
		    (int)(mark.at_ms - AT), mark.value);
	}
	assert_string_equal(found, expected);
	pl_mark_reader_close(reader);
	pl_store_close(store);
}

static void
marks_come_in_the_order_of_histories_and_no_other_attribute(void **state)
{
	static const struct pl_event events[] = {
	    {.kind = PL_DEPLOY_INSTALLED,
		.at_ms = AT + 5,
		.asset = "a",
		.patch = "KB1",
		.attr_count = 3,
		.attrs = {{"wave", "second", PL_PUBLIC},
		    {"wave", "also", PL_PUBLIC}, {"user", "root", PL_PRIVATE}}},
	    {.kind = PL_DEPLOY_INSTALLED,
		.at_ms = AT + 3,
		.asset = "a",
		.patch = "KB1",
		.attr_count = 2,
		.attrs = {{"wave", "first", PL_PUBLIC},
		    {"caused_by", "KB0", PL_PUBLIC}}},
	};
	struct pl_store *store = store_open(PL_STORE_WRITE);
	struct pl_batch_result counts = {0};
	struct pl_batch *batch;
	struct pl_buf cursor;
	int64_t source;

	(void)state;
	pl_buf_init(&cursor, 100);
	assert_int_equal(
	    pl_store_source(store, "s", "p", &source, &cursor, &err), 0);
	assert_int_equal(pl_batch_begin(&batch, store, source, &err), 0);
	for (size_t i = 0; i < PL_COUNT(events); i++)
		assert_int_equal(pl_batch_add(batch, &events[i], &err), 0);
	assert_int_equal(pl_batch_commit(batch, NULL, &counts, &err), 0);
	pl_batch_free(batch);
	pl_buf_free(&cursor);
	pl_store_close(store);
	marks_are(PL_MARK_WAVE, END, "3:first 5:also 5:second ");
	marks_are(PL_MARK_WAVE, AT + 4, "3:first ");
	marks_are(PL_MARK_CAUSE, END, "3:KB0 ");
}

static int
count_link(void *context, int64_t patch, int64_t vuln)
{
	int *count = context;

	assert_int_not_equal(patch, vuln);
	++*count;
	return 0;
}

static int
links_at(int64_t as_of_ms)
{
	struct pl_store *store = store_open(PL_STORE_READ);
	int count = 0;

	assert_int_equal(
	    pl_store_patch_vulns(store, as_of_ms, count_link, &count, &err), 0);
	pl_store_close(store);
	return count;
}

/* Told of time 5, then of 3 and of 4, each in a commit of its own. */
static void
a_link_is_known_since_it_was_first_told(void **state)
{
	static const int times[] = {5, 3, 4};
	struct pl_batch_result counts = {0};
	struct pl_store *store;
	struct pl_buf cursor;
	int64_t source;

	(void)state;
	store = store_open(PL_STORE_WRITE);
	pl_buf_init(&cursor, 100);
	assert_int_equal(
	    pl_store_source(store, "s", "p", &source, &cursor, &err), 0);
	for (size_t i = 0; i < PL_COUNT(times); i++) {
		const struct pl_event event = {.kind = PL_PATCH_RELEASED,
		    .at_ms = AT + times[i],
		    .patch = "KB1",
		    .vuln = "CVE-1"};
		struct pl_batch *batch;

		assert_int_equal(
		    pl_batch_begin(&batch, store, source, &err), 0);
		assert_int_equal(pl_batch_add(batch, &event, &err), 0);
		assert_int_equal(
		    pl_batch_commit(batch, NULL, &counts, &err), 0);
		pl_batch_free(batch);
	}
	pl_buf_free(&cursor);
	pl_store_close(store);
	assert_int_equal(links_at(AT + 2), 0);
	assert_int_equal(links_at(AT + 3), 1);
	assert_int_equal(links_at(AT + 9), 1);
}

/* What a store tells, of all and of the catalogue, as of a time: a severity
 * each, "-" where there is none, and links. */
struct known {
	char severity[16], catalogue_severity[16];
	int links, catalogue_links;
};

static int
take_severity(void *context, const struct pl_fact *fact)
{
	assert_string_equal(fact->name, "severity");
	snprintf(context, 16, "%s", fact->value);
	return 0;
}

static void
known_at(struct known *out, int64_t as_of_ms)
{
	struct pl_store *store = store_open(PL_STORE_READ);

	*out = (struct known){.severity = "-", .catalogue_severity = "-"};
	assert_int_equal(pl_store_subject_facts(store, as_of_ms, take_severity,
			     out->severity, &err),
	    0);
	assert_int_equal(pl_store_catalogue_facts(store, as_of_ms,
			     take_severity, out->catalogue_severity, &err),
	    0);
	assert_int_equal(pl_store_patch_vulns(
			     store, as_of_ms, count_link, &out->links, &err),
	    0);
	assert_int_equal(pl_store_catalogue_vulns(store, as_of_ms, count_link,
			     &out->catalogue_links, &err),
	    0);
	pl_store_close(store);
}

/* Events of one source: in one commit, or one each. */
static void
tell(const struct pl_event *events, size_t count, size_t first, int together)
{
	struct pl_store *store = store_open(PL_STORE_WRITE);
	struct pl_batch_result counts = {0};
	struct pl_batch *batch;
	struct pl_buf cursor;
	int64_t source;

	pl_buf_init(&cursor, 100);
	assert_int_equal(
	    pl_store_source(store, "s", "p", &source, &cursor, &err), 0);
	pl_buf_free(&cursor);
	assert_int_equal(pl_batch_begin(&batch, store, source, &err), 0);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(
		    pl_batch_add(batch, &events[(first + i) % count], &err), 0);
		if (!together)
			assert_int_equal(
			    pl_batch_commit(batch, NULL, &counts, &err), 0);
	}
	assert_int_equal(pl_batch_commit(batch, NULL, &counts, &err), 0);
	pl_batch_free(batch);
	pl_store_close(store);
}

/* By one source at one instant, where it is stored under one key, and by
 * machines earlier and later. */
static void
the_catalogue_knows_nothing_of_what_machines_told(void **state)
{
	static const struct pl_event events[] = {
	    {.kind = PL_ITEM_DETECTED,
		.at_ms = AT + 5,
		.asset = "a",
		.patch = "KB1",
		.vuln = "CVE-1",
		.attr_count = 1,
		.attrs = {{"severity", "low", PL_PUBLIC}}},
	    {.kind = PL_PATCH_RELEASED,
		.at_ms = AT + 5,
		.patch = "KB1",
		.vuln = "CVE-1",
		.attr_count = 1,
		.attrs = {{"severity", "high", PL_PUBLIC}}},
	    {.kind = PL_ITEM_DETECTED,
		.at_ms = AT + 3,
		.asset = "b",
		.patch = "KB1",
		.vuln = "CVE-1",
		.attr_count = 1,
		.attrs = {{"severity", "none", PL_PUBLIC}}},
	    {.kind = PL_ITEM_DETECTED,
		.at_ms = AT + 9,
		.asset = "b",
		.patch = "KB1",
		.vuln = "CVE-2",
		.attr_count = 1,
		.attrs = {{"severity", "medium", PL_PUBLIC}}},
	};

	(void)state;
	for (size_t i = 0; i < 2 * PL_COUNT(events); i++) {
		struct known known;

		scratch_remove_store();
		tell(events, PL_COUNT(events), i / 2, i % 2);
		known_at(&known, AT + 4);
		assert_string_equal(known.severity, "none");
		assert_string_equal(known.catalogue_severity, "-");
		assert_int_equal(known.links, 1);
		assert_int_equal(known.catalogue_links, 0);
		known_at(&known, AT + 5);
		assert_string_equal(known.severity, "low");
		assert_string_equal(known.catalogue_severity, "high");
		assert_int_equal(known.catalogue_links, 1);
		known_at(&known, END);
		assert_string_equal(known.severity, "medium");
		assert_string_equal(known.catalogue_severity, "high");
		assert_int_equal(known.links, 2);
		assert_int_equal(known.catalogue_links, 1);
	}
}

/* Before version 11 nobody kept who told what. */
static void
feeds_of_older_stores_are_the_catalogue(void **state)
{
	static const struct {
		const char *plugin, *severity;
	} cases[] = {
	    {"gov.nist.nvd", "high"},
	    {"org.patchlore.events", "-"},
	};
	const struct pl_event event = {.kind = PL_PATCH_RELEASED,
	    .at_ms = AT,
	    .patch = "KB1",
	    .vuln = "CVE-1",
	    .attr_count = 1,
	    .attrs = {{"severity", "high", PL_PUBLIC}}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct known known;
		char sql[400];

		scratch_remove_store();
		tell(&event, 1, 0, 1);
		snprintf(sql, sizeof sql,
		    "UPDATE source SET plugin = '%s';"
		    "ALTER TABLE subject_fact DROP COLUMN catalogue;"
		    "ALTER TABLE subject_vuln DROP COLUMN catalogue_at;"
		    "PRAGMA user_version = 10",
		    cases[i].plugin);
		by_hand(sql);
		pl_store_close(store_open(PL_STORE_WRITE));
		known_at(&known, END);
		assert_string_equal(known.severity, "high");
		assert_string_equal(
		    known.catalogue_severity, cases[i].severity);
		assert_int_equal(known.links, 1);
		assert_int_equal(known.catalogue_links, 0);
	}
}

static void
people_read_names_and_times(void **state)
{
	struct pl_buf told;

	(void)state;
	history_store(0);
	pl_buf_init(&told, 4096);
	ask(&told, "SELECT at, asset, subject, source FROM event_text"
		   " WHERE kind = 'deploy.failed'");
	assert_string_equal(
	    told.text, "2026-02-25T06:13:20.003Z|web-1|KB1|wsus|\n");
	pl_buf_free(&told);
}

/* However a query asks for them, it finds the same events. */
static void
a_query_finds_what_the_readers_read(void **state)
{
	struct pl_buf all, narrow;

	(void)state;
	history_store(0);
	pl_buf_init(&all, 65536);
	pl_buf_init(&narrow, 65536);
	ask(&all, "SELECT * FROM event ORDER BY subject, asset, at, kind,"
		  " source");
	assert_int_not_equal(all.length, 0);
	ask(&narrow, "SELECT e.* FROM (SELECT 0 AS id UNION"
		     " SELECT id FROM subject) s CROSS JOIN event e"
		     " WHERE e.subject = s.id ORDER BY e.subject, e.asset,"
		     " e.at, e.kind, e.source");
	assert_string_equal(narrow.text, all.text);
	ask(&narrow, "SELECT e.* FROM (SELECT 0 AS id UNION"
		     " SELECT id FROM asset) a CROSS JOIN event e"
		     " WHERE e.asset = a.id ORDER BY e.subject, e.asset,"
		     " e.at, e.kind, e.source");
	assert_string_equal(narrow.text, all.text);
	pl_buf_free(&all);
	pl_buf_free(&narrow);
}

static void
a_query_does_no_more_than_read(void **state)
{
	static const char *const refused[] = {
	    "DELETE FROM asset",
	    "CREATE TEMP TABLE t (a)",
	    "PRAGMA user_version = 9",
	    "ATTACH 'other.db' AS other",
	    "SELECT 1; SELECT 2",
	    "SELECT",
	    " ",
	};
	struct pl_store *store;

	(void)state;
	history_store(0);
	store = store_open(PL_STORE_READ);
	for (size_t i = 0; i < PL_COUNT(refused); i++) {
		assert_int_equal(
		    pl_store_query(store, refused[i], answer_add, NULL, &err),
		    PL_E_CONFIG);
		assert_non_null(strstr(err.text, "the query: "));
	}
	pl_store_close(store);
}

#define CASE(name)                                                             \
	cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(the_order_of_arrival_changes_no_answer),
	    CASE(the_newest_value_wins_and_of_two_at_once_the_greater),
	    CASE(a_cut_off_never_sees_what_came_later),
	    CASE(one_asset_or_one_kind_is_read_alone),
	    CASE(a_callback_ends_the_reading),
	    CASE(a_reader_sees_the_store_as_it_was),
	    CASE(a_missing_store_is_not_made_by_reading),
	    CASE(a_path_where_no_store_can_be_is_told_from_one_without),
	    CASE(a_query_finds_what_the_readers_read),
	    CASE(a_query_does_no_more_than_read),
	    CASE(a_stranger_reads_what_the_owner_wrote),
	    CASE(a_stranger_also_reads_where_the_owner_has_just_read),
	    CASE(a_stranger_is_told_who_can_take_in_what_was_written_last),
	    CASE(a_stranger_is_told_when_the_owner_wrote_meanwhile),
	    CASE(a_stranger_cannot_write_and_hears_why),
	    CASE(a_file_that_is_no_database_is_refused),
	    CASE(a_foreign_database_is_refused_and_left_alone),
	    CASE(a_newer_store_is_refused),
	    CASE(a_second_writer_is_told_who_is_busy),
	    CASE(a_store_of_an_older_version_is_carried_forward),
	    CASE(marks_come_in_the_order_of_histories_and_no_other_attribute),
	    CASE(a_link_is_known_since_it_was_first_told),
	    CASE(the_catalogue_knows_nothing_of_what_machines_told),
	    CASE(feeds_of_older_stores_are_the_catalogue),
	    CASE(people_read_names_and_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
