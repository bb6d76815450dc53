#include "store/strips.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/error.h"
#include "store/lastseen.h"
#include "tests/unit/scratch.h"

static struct pl_error err;

/* ---- Random rows -------------------------------------------------------- */

static uint64_t seed;

static int64_t
below(int64_t limit)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (int64_t)((seed >> 33) % (uint64_t)limit);
}

/* A time or a span: whole days, minutes, seconds, or none of these. */
static int64_t
any_span(void)
{
	static const int64_t units[] = {1, 1000, 60000, 86400000};

	return below(400) * units[below(4)];
}

/* Few enough keys for most to come again. */
static struct pl_strip_row
any_row(void)
{
	struct pl_strip_row row = {
	    .key = {below(7), below(5), 1772000000000 + any_span(),
		below(50) == 0 ? 127 + (int)below(500) : (int)below(127),
		1 + below(2)},
	};

	if (below(4) == 0)
		row.after = row.key.at - any_span();
	if (below(4) == 0)
		row.took = any_span();
	if (below(8) == 0)
		row.code = 1 + below(3);
	return row;
}

static int
compare(const void *a, const void *b)
{
	const struct pl_strip_row *left = a, *right = b;

	return pl_strip_compare(&left->key, &right->key);
}

static void
assert_row(const struct pl_strip_row *got, const struct pl_strip_row *expected)
{
	assert_int_equal(compare(got, expected), 0);
	assert_int_equal(got->after, expected->after);
	assert_int_equal(got->took, expected->took);
	assert_int_equal(got->code, expected->code);
}

/* ---- Bytes -------------------------------------------------------------- */

enum { ROWS = 400 };

static size_t
pack(const struct pl_strip_row *rows, size_t count, uint8_t *bytes)
{
	struct pl_strip_state state;
	size_t length = 0;

	pl_strip_begin(&state, &rows[0].key);
	for (size_t i = 0; i < count; i++) {
		size_t took = pl_strip_write(&state, &rows[i], bytes + length);

		assert_in_range(took, 3, PL_STRIP_ROW);
		length += took;
	}
	return length;
}

static void
what_is_packed_is_read_again(void **state)
{
	struct pl_strip_row rows[ROWS], got;
	uint8_t bytes[ROWS * PL_STRIP_ROW];

	(void)state;
	for (seed = 1; seed < 100; seed++) {
		const uint8_t *at = bytes, *end;
		struct pl_strip_state reading;

		for (size_t i = 0; i < ROWS; i++)
			rows[i] = any_row();
		qsort(rows, ROWS, sizeof *rows, compare);
		end = bytes + pack(rows, ROWS, bytes);
		pl_strip_begin(&reading, &rows[0].key);
		for (size_t i = 0; i < ROWS; i++) {
			assert_int_equal(
			    pl_strip_read(&reading, &at, end, &got), 1);
			assert_row(&got, &rows[i]);
		}
		assert_int_equal(pl_strip_read(&reading, &at, end, &got), 0);
	}
}

static void
no_number_is_too_large(void **state)
{
	static const struct pl_strip_row rows[] = {
	    {{0, 0, INT64_MIN, 0, 0}, INT64_MAX, INT64_MAX, INT64_MAX},
	    {{0, INT64_MAX / 2, INT64_MAX, 65535, INT64_MAX}, INT64_MIN,
		INT64_MIN, 1},
	    {{INT64_MAX, 0, INT64_MIN, 1, 1}, 1, 1, 0},
	    {{INT64_MAX, 0, INT64_MAX, 126, 1}, INT64_MAX, 0, 0},
	    {{INT64_MAX, INT64_MAX / 2, 0, 127, 2}, 0, INT64_MIN, 0},
	};
	uint8_t bytes[PL_COUNT(rows) * PL_STRIP_ROW];
	size_t length = pack(rows, PL_COUNT(rows), bytes);
	const uint8_t *at = bytes;
	struct pl_strip_state reading;
	struct pl_strip_row got;

	(void)state;
	pl_strip_begin(&reading, &rows[0].key);
	for (size_t i = 0; i < PL_COUNT(rows); i++) {
		assert_int_equal(
		    pl_strip_read(&reading, &at, bytes + length, &got), 1);
		assert_row(&got, &rows[i]);
	}
}

/* A copy of its own, so that a byte too far is noticed. */
static int
rows_of(const struct pl_strip_key *first, const uint8_t *bytes, size_t length,
    size_t *rows)
{
	uint8_t *copy = malloc(length + !length);
	const uint8_t *at = copy;
	struct pl_strip_state reading;
	struct pl_strip_row got;
	int step;

	memcpy(copy, bytes, length);
	pl_strip_begin(&reading, first);
	for (*rows = 0;
	     (step = pl_strip_read(&reading, &at, copy + length, &got)) == 1;)
		++*rows;
	free(copy);
	return step;
}

static void
what_is_cut_off_is_noticed_or_has_whole_rows(void **state)
{
	struct pl_strip_row rows[20];
	uint8_t bytes[20 * PL_STRIP_ROW];
	size_t length, found, ends = 0;

	(void)state;
	seed = 7;
	for (size_t i = 0; i < 20; i++)
		rows[i] = any_row();
	qsort(rows, 20, sizeof *rows, compare);
	length = pack(rows, 20, bytes);
	for (size_t cut = 0; cut <= length; cut++)
		ends += rows_of(&rows[0].key, bytes, cut, &found) == 0;
	assert_int_equal(ends, 21);
	assert_int_equal(found, 20);
}

static void
what_goes_back_is_refused(void **state)
{
	static const struct pl_strip_key first = {3, 3, 1000, 50, 1};
	static const struct {
		const char *bytes;
		size_t length;
	} bad[] = {
	    /* the same item, a second earlier */
	    {"\x32\x00\x05", 3},
	    /* the same time, a lesser kind */
	    {"\x31\x00\x00", 3},
	    /* an asset less, by wrapping around */
	    {"\x32\xfc\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00", 12},
	    /* notes that are none */
	    {"\xb2\x00\x00\x10", 4},
	    /* a number without an end */
	    {"\x32\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 13},
	};
	size_t rows;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(bad); i++)
		assert_int_equal(rows_of(&first, (const uint8_t *)bad[i].bytes,
				     bad[i].length, &rows),
		    -1);
}

/* ---- The table ---------------------------------------------------------- */

static struct pl_store *
store_open(void)
{
	struct pl_store *store;

	assert_int_equal(
	    pl_store_open(&store, scratch_store, PL_STORE_WRITE, &err), PL_OK);
	return store;
}

static void
run(struct pl_store *store, const char *sql)
{
	assert_int_equal(pl_sql_run(store, sql, "test", &err), PL_OK);
}

/* The same by other means: an array, and the rule for what is told again. The
 * codes 1 to 3 have their numbers' order. */
enum { MOST = 200000 };
struct model {
	struct pl_strip_row *rows;
	size_t count;
};

static int64_t
greater(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static void
model_settle(struct model *model)
{
	size_t kept = 0;

	qsort(model->rows, model->count, sizeof *model->rows, compare);
	for (size_t i = 0; i < model->count; i++) {
		struct pl_strip_row *row = &model->rows[i], *last;

		if (kept == 0 || compare(&model->rows[kept - 1], row) != 0) {
			model->rows[kept++] = *row;
			continue;
		}
		last = &model->rows[kept - 1];
		last->after = greater(last->after, row->after);
		last->took = greater(last->took, row->took);
		last->code = greater(last->code, row->code);
	}
	model->count = kept;
}

static void
assert_table(struct pl_store *store, const struct model *model)
{
	struct pl_strips_reader *reader;
	struct pl_strip_row got;
	size_t i = 0;

	assert_int_equal(
	    pl_strips_read(&reader, store, PL_STRIPS_ANY, &err), PL_OK);
	while (pl_strips_next(reader, &got, &err) == 1) {
		assert_true(i < model->count);
		assert_row(&got, &model->rows[i++]);
	}
	assert_int_equal(i, model->count);
	pl_strips_end(reader);
}

/* Whatever a reader leaps over, it finds the first row from its target on. */
static void
assert_leaps(struct pl_store *store, const struct model *model)
{
	struct pl_strips_reader *reader;
	struct pl_strip_row got;
	size_t i = 0;

	assert_int_equal(
	    pl_strips_read(&reader, store, PL_STRIPS_ANY, &err), PL_OK);
	while (i < model->count) {
		struct pl_strip_key target = model->rows[i].key;

		pl_strips_seek(reader, &target);
		assert_int_equal(pl_strips_next(reader, &got, &err), 1);
		assert_row(&got, &model->rows[i]);
		i += (size_t)(1 + below(below(3) == 0 ? 3000 : 5));
	}
	pl_strips_end(reader);
}

static void
add(struct pl_strips *strips, struct model *model, size_t count)
{
	int64_t added = 0;
	size_t before = model->count;
	struct model batch = {model->rows + before, count};

	for (size_t i = 0; i < count; i++)
		batch.rows[i] = any_row();
	qsort(batch.rows, count, sizeof *batch.rows, compare);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(
		    pl_strips_add(strips, &batch.rows[i], &added, &err), PL_OK);
	assert_int_equal(pl_strips_flush(strips, &err), PL_OK);
	model->count += count;
	model_settle(model);
	assert_int_equal(added, model->count - before);
}

/* A store with codes, and what it should hold. */
struct fixture {
	struct pl_store *store;
	struct pl_strips *strips;
	struct model model;
};

static struct fixture
fixture_open(void)
{
	struct fixture f = {.store = store_open(),
	    .model.rows = pl_alloc_array(MOST, sizeof *f.model.rows)};

	run(f.store, "INSERT INTO code VALUES (1, 'a'), (2, 'b'), (3, 'c')");
	assert_int_equal(pl_strips_open(&f.strips, f.store, &err), PL_OK);
	return f;
}

static void
fixture_close(struct fixture *f)
{
	pl_strips_close(f->strips);
	pl_store_close(f->store);
	free(f->model.rows);
}

static void
the_table_is_the_sorted_set_of_all_that_was_added(void **state)
{
	struct fixture f = fixture_open();

	(void)state;
	for (int round = 0; round < 60; round++) {
		size_t count = (size_t)below(round == 3 ? 30000 : 1000) + 1;

		seed = (uint64_t)round + 1;
		run(f.store, "BEGIN");
		add(f.strips, &f.model, count);
		run(f.store, "COMMIT");
	}
	assert_table(f.store, &f.model);
	assert_leaps(f.store, &f.model);
	fixture_close(&f);
}

static int64_t
ask(struct pl_store *store, const char *sql)
{
	sqlite3_stmt *query;
	int64_t answer;

	assert_int_equal(pl_sql_prepare(store, &query, sql, &err), PL_OK);
	assert_int_equal(sqlite3_step(query), SQLITE_ROW);
	answer = sqlite3_column_int64(query, 0);
	sqlite3_finalize(query);
	return answer;
}

/* What is known already leaves every byte as it is. */
static void
what_is_known_is_not_written_again(void **state)
{
	struct fixture f = fixture_open();
	int64_t added = 0, changes;

	(void)state;
	add(f.strips, &f.model, 20000);
	changes = ask(f.store, "SELECT total_changes()");
	for (size_t i = 0; i < f.model.count; i++)
		assert_int_equal(
		    pl_strips_add(f.strips, &f.model.rows[i], &added, &err),
		    PL_OK);
	assert_int_equal(pl_strips_flush(f.strips, &err), PL_OK);
	assert_int_equal(added, 0);
	assert_int_equal(ask(f.store, "SELECT total_changes()"), changes);
	fixture_close(&f);
}

static void
strips_stay_small_and_tell_what_they_hold(void **state)
{
	struct fixture f = fixture_open();

	(void)state;
	for (int i = 0; i < 40; i++)
		add(f.strips, &f.model, 1500);
	assert_in_range(
	    ask(f.store, "SELECT max(length(rows)) FROM history"), 1, 2640);
	assert_in_range(
	    ask(f.store, "SELECT avg(length(rows)) FROM history"), 1000, 2640);
	assert_int_equal(
	    ask(f.store, "SELECT sum(events) FROM history"), f.model.count);
	assert_int_equal(
	    ask(f.store, "SELECT count(*) FROM history WHERE"
			 " NOT first_ms <= at OR NOT last_ms >= at"),
	    0);
	fixture_close(&f);
}

/* Strips without a kind are not unpacked, and none of its rows is missed. */
static void
one_kind_is_found_in_few_strips(void **state)
{
	struct fixture f = fixture_open();
	struct pl_strips_reader *reader;
	struct pl_strip_row row;

	(void)state;
	for (int i = 0; i < 20; i++)
		add(f.strips, &f.model, 1500);
	for (int kind = 0; kind < 600; kind += 7) {
		size_t got = 0, read = 0, expected = 0;

		for (size_t i = 0; i < f.model.count; i++)
			expected += f.model.rows[i].key.kind == kind;
		assert_int_equal(
		    pl_strips_read(&reader, f.store, kind, &err), PL_OK);
		while (pl_strips_next(reader, &row, &err) == 1) {
			got += row.key.kind == kind;
			read++;
		}
		assert_int_equal(got, expected);
		assert_true(kind < 127 || read < f.model.count);
		pl_strips_end(reader);
	}
	fixture_close(&f);
}

/* Of each run the events, which a reader of it tells. */
static int64_t
events_of(struct pl_store *store, int64_t first, int64_t last)
{
	struct pl_reader *reader;
	struct pl_row row;
	int64_t events = 0;

	assert_int_equal(pl_reader_open_subjects(
			     &reader, store, INT64_MAX, first, last, &err),
	    PL_OK);
	while (pl_reader_next(reader, &row, &err) == 1) {
		assert_true(row.subject >= first && row.subject <= last);
		events++;
	}
	pl_reader_close(reader);
	return events;
}

static void
runs_are_of_like_size_and_nothing_is_between_them(void **state)
{
	enum { SUBJECTS = 100, EVENTS = 1000 };
	struct fixture f = fixture_open();
	int64_t last[8], first = 0, added = 0;
	int count;

	(void)state;
	for (int i = 0; i < SUBJECTS * EVENTS; i++) {
		const struct pl_strip_row row = {
		    .key = {1 + i / EVENTS, 1 + i % EVENTS, 5, 50, 1}};

		assert_int_equal(
		    pl_strips_add(f.strips, &row, &added, &err), PL_OK);
	}
	assert_int_equal(pl_strips_flush(f.strips, &err), PL_OK);
	count = pl_store_part(f.store, last, 3, &err);
	assert_int_equal(count, 3);
	for (int i = 0; i < count; i++) {
		assert_in_range(
		    events_of(f.store, first, last[i]), 30000, 37000);
		first = last[i] < INT64_MAX ? last[i] + 1 : 0;
	}
	assert_int_equal(first, 0);
	/* And none is too small to be worth it. */
	assert_int_equal(pl_store_part(f.store, last, 8, &err), 5);
	fixture_close(&f);
}

/* By two threads, here: what one look at all that was told finds. */
static void
the_last_event_of_each_asset_up_to_a_cut_off_is_found(void **state)
{
	enum { ASSETS = 50, EVENTS = 60000, CUT = 30000 };
	struct fixture f = fixture_open();
	int64_t expected[ASSETS + 1] = {0}, *found, added = 0;

	(void)state;
	seed = 11;
	for (int i = 0; i < EVENTS; i++) {
		const struct pl_strip_row row = {
		    .key = {i / 600, below(ASSETS), 1 + i % 600 * 100, 50, 1}};
		int64_t *newest = &expected[row.key.asset];

		if (row.key.at <= CUT && row.key.at > *newest)
			*newest = row.key.at;
		f.model.rows[f.model.count++] = row;
	}
	qsort(f.model.rows, f.model.count, sizeof *f.model.rows, compare);
	for (size_t i = 0; i < f.model.count; i++)
		assert_int_equal(
		    pl_strips_add(f.strips, &f.model.rows[i], &added, &err),
		    PL_OK);
	assert_int_equal(pl_strips_flush(f.strips, &err), PL_OK);
	assert_int_equal(
	    pl_last_seen(f.store, CUT, ASSETS, &found, &err), PL_OK);
	assert_memory_equal(found, expected, sizeof expected);
	free(found);
	fixture_close(&f);
}

static void
a_store_without_events_is_one_run(void **state)
{
	struct fixture f = fixture_open();
	int64_t last[8];

	(void)state;
	assert_int_equal(pl_store_part(f.store, last, 8, &err), 1);
	assert_true(last[0] == INT64_MAX);
	fixture_close(&f);
}

static void
what_is_rolled_back_is_forgotten(void **state)
{
	struct fixture f = fixture_open();
	int64_t added = 0;
	struct pl_strip_row row;

	(void)state;
	add(f.strips, &f.model, 1000);
	run(f.store, "BEGIN");
	row = any_row();
	row.key.at = 5;
	assert_int_equal(pl_strips_add(f.strips, &row, &added, &err), PL_OK);
	pl_strips_drop(f.strips);
	run(f.store, "ROLLBACK");
	assert_int_equal(pl_strips_flush(f.strips, &err), PL_OK);
	add(f.strips, &f.model, 1000);
	assert_table(f.store, &f.model);
	fixture_close(&f);
}

static void
a_damaged_strip_is_said_to_be_one(void **state)
{
	struct fixture f = fixture_open();
	struct pl_strips_reader *reader;
	struct pl_strip_row row;
	int64_t added = 0;
	int step;

	(void)state;
	add(f.strips, &f.model, 100);
	run(f.store, "UPDATE history SET rows = CAST(rows || x'ffff' AS BLOB)");
	assert_int_equal(
	    pl_strips_read(&reader, f.store, PL_STRIPS_ANY, &err), PL_OK);
	while ((step = pl_strips_next(reader, &row, &err)) == 1)
		continue;
	assert_int_equal(step, PL_E_STORE);
	assert_non_null(strstr(err.text, "it is damaged"));
	pl_strips_end(reader);
	row = f.model.rows[50];
	assert_int_equal(
	    pl_strips_add(f.strips, &row, &added, &err), PL_E_STORE);
	fixture_close(&f);
}

#define CASE(name)                                                             \
	cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_packed_is_read_again),
	    cmocka_unit_test(no_number_is_too_large),
	    cmocka_unit_test(what_is_cut_off_is_noticed_or_has_whole_rows),
	    cmocka_unit_test(what_goes_back_is_refused),
	    CASE(the_table_is_the_sorted_set_of_all_that_was_added),
	    CASE(what_is_known_is_not_written_again),
	    CASE(strips_stay_small_and_tell_what_they_hold),
	    CASE(one_kind_is_found_in_few_strips),
	    CASE(runs_are_of_like_size_and_nothing_is_between_them),
	    CASE(the_last_event_of_each_asset_up_to_a_cut_off_is_found),
	    CASE(a_store_without_events_is_one_run),
	    CASE(what_is_rolled_back_is_forgotten),
	    CASE(a_damaged_strip_is_said_to_be_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
