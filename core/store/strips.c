#include "store/strips.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"

enum {
	STRIP_FULL = 1536, /* bytes at which a new strip is closed */
	STRIP_MOST = 2560, /* above which an old one is made into several */
	STRIP_ROOM = STRIP_MOST + PL_STRIP_ROW, /* no strip is larger */
	STRIP_ROWS = 8192, /* of one place, before they are written */
};

#define KEY   "subject, asset, at, kind, source"
#define GIVEN "(?1, ?2, ?3, ?4, ?5)"

static int
damaged(const struct pl_store *store, struct pl_error *err)
{
	return pl_fail(err, PL_E_STORE,
	    "store \"%s\": a strip of its histories cannot be read; it is "
	    "damaged, restore a copy or collect anew into another file",
	    store->path);
}

struct pl_strip_key
pl_strips_key(sqlite3_stmt *query)
{
	return (struct pl_strip_key){
	    .subject = sqlite3_column_int64(query, 0),
	    .asset = sqlite3_column_int64(query, 1),
	    .at = sqlite3_column_int64(query, 2),
	    .kind = sqlite3_column_int(query, 3),
	    .source = sqlite3_column_int64(query, 4),
	};
}

static void
bind_key(sqlite3_stmt *query, const struct pl_strip_key *key)
{
	sqlite3_bind_int64(query, 1, key->subject);
	sqlite3_bind_int64(query, 2, key->asset);
	sqlite3_bind_int64(query, 3, key->at);
	sqlite3_bind_int(query, 4, key->kind);
	sqlite3_bind_int64(query, 5, key->source);
}

/* ---- Writing ------------------------------------------------------------ */

enum statement { FLOOR, FIRST, NEXT, PUT, REMOVE, CODE_ORDER, STATEMENTS };

static const char *const sql[STATEMENTS] = {
    [FLOOR] = "SELECT " KEY ", rows FROM history WHERE (" KEY ") <= " GIVEN
	      " ORDER BY subject DESC, asset DESC, at DESC, kind DESC,"
	      " source DESC LIMIT 1",
    [FIRST] = "SELECT " KEY ", rows FROM history ORDER BY " KEY " LIMIT 1",
    [NEXT] = "SELECT " KEY " FROM history WHERE (" KEY ") > " GIVEN
	     " ORDER BY " KEY " LIMIT 1",
    [PUT] = "INSERT OR REPLACE INTO history"
	    " (" KEY ", events, first_ms, last_ms, kinds, rows)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [REMOVE] = "DELETE FROM history WHERE (" KEY ") = " GIVEN,
    [CODE_ORDER] = "SELECT (SELECT text FROM code WHERE id = ?1)"
		   " > (SELECT text FROM code WHERE id = ?2)",
};

static const char trouble[] = "cannot store events";

struct rows {
	struct pl_strip_row *list;
	size_t count, room;
};

/* A strip that is being changed: of its old rows those before next were
 * copied to new, among what was added. */
struct pl_strips {
	struct pl_store *store;
	sqlite3_stmt *statements[STATEMENTS];
	int open;    /* a strip is at hand */
	int stored;  /* and the table has it, by this key */
	int changed; /* and is to be written */
	int bounded; /* and another one follows it, from end on */
	struct pl_strip_key key, end;
	struct rows old, new;
	size_t next;
};

/* A strip that is being packed. */
struct piece {
	struct pl_strip_state state;
	struct pl_strip_key key;
	int64_t events, first_ms, last_ms, kinds;
	size_t length;
	uint8_t bytes[STRIP_ROOM];
};

int
pl_strips_open(
    struct pl_strips **out, struct pl_store *store, struct pl_error *err)
{
	struct pl_strips *strips = pl_alloc(sizeof *strips);

	strips->store = store;
	for (int i = 0; i < STATEMENTS; i++)
		if (pl_sql_prepare(store, &strips->statements[i], sql[i], err) <
		    0) {
			pl_strips_close(strips);
			return PL_E_STORE;
		}
	*out = strips;
	return PL_OK;
}

void
pl_strips_drop(struct pl_strips *strips)
{
	strips->open = 0;
	strips->old.count = 0;
	strips->new.count = 0;
}

void
pl_strips_close(struct pl_strips *strips)
{
	if (strips == NULL)
		return;
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(strips->statements[i]);
	free(strips->old.list);
	free(strips->new.list);
	free(strips);
}

static struct pl_strip_row *
rows_add(struct rows *rows, const struct pl_strip_row *row)
{
	rows->list =
	    pl_grow(rows->list, rows->count, &rows->room, sizeof *rows->list);
	rows->list[rows->count] = *row;
	return &rows->list[rows->count++];
}

/* The strip that a query stands on, into old. */
static int
strips_unpack(
    struct pl_strips *strips, sqlite3_stmt *query, struct pl_error *err)
{
	const uint8_t *bytes = sqlite3_column_blob(query, 5);
	const uint8_t *end = bytes + sqlite3_column_bytes(query, 5);
	struct pl_strip_state state;
	struct pl_strip_row row;
	int step;

	strips->key = pl_strips_key(query);
	strips->stored = 1;
	pl_strip_begin(&state, &strips->key);
	while ((step = pl_strip_read(&state, &bytes, end, &row)) > 0)
		rows_add(&strips->old, &row);
	return step == 0 ? PL_OK : damaged(strips->store, err);
}

/* One row of a query, for take; or none. */
static int
strips_query(struct pl_strips *strips, enum statement which, int *found,
    int (*take)(struct pl_strips *, sqlite3_stmt *, struct pl_error *),
    struct pl_error *err)
{
	sqlite3_stmt *query = strips->statements[which];
	int step = sqlite3_step(query), result = PL_OK;

	*found = step == SQLITE_ROW;
	if (*found)
		result = take(strips, query, err);
	else if (step != SQLITE_DONE)
		result = pl_sql_fail(strips->store, trouble, err);
	sqlite3_reset(query);
	return result;
}

static int
strips_take_end(
    struct pl_strips *strips, sqlite3_stmt *query, struct pl_error *err)
{
	(void)err;
	strips->end = pl_strips_key(query);
	return PL_OK;
}

/* Take the strip in which this key has its place. */
static int
strips_take(struct pl_strips *strips, const struct pl_strip_key *key,
    struct pl_error *err)
{
	int found;

	strips->open = 1;
	strips->stored = 0;
	strips->changed = 0;
	strips->next = 0;
	strips->key = *key;
	bind_key(strips->statements[FLOOR], key);
	if (strips_query(strips, FLOOR, &found, strips_unpack, err) < 0)
		return PL_E_STORE;
	if (!found &&
	    strips_query(strips, FIRST, &found, strips_unpack, err) < 0)
		return PL_E_STORE;
	bind_key(strips->statements[NEXT], &strips->key);
	return strips_query(
	    strips, NEXT, &strips->bounded, strips_take_end, err);
}

static void
piece_begin(struct piece *piece, const struct pl_strip_key *key)
{
	piece->key = *key;
	piece->events = 0;
	piece->kinds = 0;
	piece->length = 0;
	piece->first_ms = key->at;
	piece->last_ms = key->at;
	pl_strip_begin(&piece->state, key);
}

/* Kinds that differ by a multiple of 64 share a bit. */
static int64_t
kind_bit(int kind)
{
	return (int64_t)(UINT64_C(1) << (kind & 63));
}

static void
piece_add(struct piece *piece, const struct pl_strip_row *row)
{
	piece->length +=
	    pl_strip_write(&piece->state, row, piece->bytes + piece->length);
	piece->events++;
	piece->kinds |= kind_bit(row->key.kind);
	if (row->key.at < piece->first_ms)
		piece->first_ms = row->key.at;
	if (row->key.at > piece->last_ms)
		piece->last_ms = row->key.at;
}

static int
strips_put(
    struct pl_strips *strips, const struct piece *piece, struct pl_error *err)
{
	sqlite3_stmt *put = strips->statements[PUT];

	bind_key(put, &piece->key);
	sqlite3_bind_int64(put, 6, piece->events);
	sqlite3_bind_int64(put, 7, piece->first_ms);
	sqlite3_bind_int64(put, 8, piece->last_ms);
	sqlite3_bind_int64(put, 9, piece->kinds);
	sqlite3_bind_blob(
	    put, 10, piece->bytes, (int)piece->length, SQLITE_STATIC);
	return pl_sql_step(strips->store, put, trouble, err);
}

/* Pack new rows from *i on, until there are no more or the piece has as many
 * bytes. */
static void
strips_pack(const struct pl_strips *strips, size_t *i, size_t bytes,
    struct piece *piece)
{
	const struct rows *new = &strips->new;

	piece_begin(piece, &new->list[*i].key);
	for (; *i < new->count && piece->length < bytes; ++*i)
		piece_add(piece, &new->list[*i]);
}

/* One strip where that is enough, else several. */
static int
strips_write(struct pl_strips *strips, struct pl_error *err)
{
	struct piece piece;
	size_t i = 0;

	strips_pack(strips, &i, STRIP_MOST, &piece);
	if (i == strips->new.count)
		return strips_put(strips, &piece, err);
	for (i = 0; i < strips->new.count;) {
		strips_pack(strips, &i, STRIP_FULL, &piece);
		if (strips_put(strips, &piece, err) < 0)
			return PL_E_STORE;
	}
	return PL_OK;
}

int
pl_strips_flush(struct pl_strips *strips, struct pl_error *err)
{
	sqlite3_stmt *remove = strips->statements[REMOVE];
	int result = PL_OK;

	if (!strips->open)
		return PL_OK;
	while (strips->next < strips->old.count)
		rows_add(&strips->new, &strips->old.list[strips->next++]);
	if (strips->changed && strips->stored &&
	    pl_strip_compare(&strips->key, &strips->new.list[0].key) != 0) {
		bind_key(remove, &strips->key);
		result = pl_sql_step(strips->store, remove, trouble, err);
	}
	if (result == PL_OK && strips->changed)
		result = strips_write(strips, err);
	pl_strips_drop(strips);
	return result;
}

static int
is_beyond(const struct pl_strips *strips, const struct pl_strip_key *key)
{
	return strips->bounded && pl_strip_compare(key, &strips->end) >= 0;
}

/* Is the text of this code the greater one? */
static int
strips_code_wins(struct pl_strips *strips, int64_t code, int64_t old, int *wins,
    struct pl_error *err)
{
	sqlite3_stmt *query = strips->statements[CODE_ORDER];
	int result = PL_OK;

	*wins = code != 0 && old == 0;
	if (code == 0 || old == 0 || code == old)
		return PL_OK;
	sqlite3_bind_int64(query, 1, code);
	sqlite3_bind_int64(query, 2, old);
	if (sqlite3_step(query) == SQLITE_ROW)
		*wins = sqlite3_column_int(query, 0);
	else
		result = pl_sql_fail(strips->store, trouble, err);
	sqlite3_reset(query);
	return result;
}

/* The same event again: it may tell more than was told before. */
static int
strips_amend(struct pl_strips *strips, struct pl_strip_row *old,
    const struct pl_strip_row *row, struct pl_error *err)
{
	const struct pl_strip_row was = *old;
	int wins;

	if (strips_code_wins(strips, row->code, old->code, &wins, err) < 0)
		return PL_E_STORE;
	if (wins)
		old->code = row->code;
	if (row->after > old->after)
		old->after = row->after;
	if (row->took > old->took)
		old->took = row->took;
	if (old->code != was.code || old->after != was.after ||
	    old->took != was.took)
		strips->changed = 1;
	return PL_OK;
}

int
pl_strips_add(struct pl_strips *strips, const struct pl_strip_row *row,
    int64_t *added, struct pl_error *err)
{
	struct rows *old = &strips->old, *new = &strips->new;

	if (strips->open &&
	    (is_beyond(strips, &row->key) || new->count >= STRIP_ROWS) &&
	    pl_strips_flush(strips, err) < 0)
		return PL_E_STORE;
	if (!strips->open && strips_take(strips, &row->key, err) < 0)
		return PL_E_STORE;
	while (strips->next < old->count &&
	       pl_strip_compare(&old->list[strips->next].key, &row->key) <= 0)
		rows_add(new, &old->list[strips->next++]);
	if (new->count > 0 &&
	    pl_strip_compare(&new->list[new->count - 1].key, &row->key) == 0)
		return strips_amend(
		    strips, &new->list[new->count - 1], row, err);
	rows_add(new, row);
	strips->changed = 1;
	++*added;
	return PL_OK;
}

/* ---- Reading ------------------------------------------------------------ */

struct pl_strips_reader {
	struct pl_store *store;
	sqlite3_stmt *floor, *from;
	struct pl_strip_key at;     /* of the strip at hand */
	const uint8_t *bytes, *end; /* and what is left of its copy */
	struct pl_strip_state state;
	struct pl_strip_key target; /* rows before it are passed over, */
	int seeking;                /* while one may still come */
	uint8_t copy[STRIP_ROOM];
};

static const char sql_from[] = "SELECT " KEY ", rows FROM history WHERE (" KEY
			       ") >= " GIVEN " AND kinds & ?6 ORDER BY " KEY;

int
pl_strips_read(struct pl_strips_reader **out, struct pl_store *store, int kind,
    struct pl_error *err)
{
	struct pl_strips_reader *reader = pl_alloc(sizeof *reader);
	int result;

	reader->store = store;
	pthread_mutex_lock(&store->reading);
	result = pl_sql_prepare(store, &reader->floor, sql[FLOOR], err);
	if (result == PL_OK)
		result = pl_sql_prepare(store, &reader->from, sql_from, err);
	pthread_mutex_unlock(&store->reading);
	if (result < 0) {
		pl_strips_end(reader);
		return result;
	}
	bind_key(reader->from, &reader->target);
	sqlite3_bind_int64(
	    reader->from, 6, kind == PL_STRIPS_ANY ? -1 : kind_bit(kind));
	*out = reader;
	return PL_OK;
}

void
pl_strips_end(struct pl_strips_reader *reader)
{
	if (reader == NULL)
		return;
	pthread_mutex_lock(&reader->store->reading);
	sqlite3_finalize(reader->floor);
	sqlite3_finalize(reader->from);
	pthread_mutex_unlock(&reader->store->reading);
	free(reader);
}

void
pl_strips_seek(struct pl_strips_reader *reader, const struct pl_strip_key *key)
{
	reader->target = *key;
	reader->seeking = 1;
}

/* Go on from the strip in which the target has its place, if that lies ahead.
 */
static int
reader_leap(struct pl_strips_reader *reader, struct pl_error *err)
{
	struct pl_strip_key found = reader->at;
	int step;

	bind_key(reader->floor, &reader->target);
	step = sqlite3_step(reader->floor);
	if (step == SQLITE_ROW)
		found = pl_strips_key(reader->floor);
	else if (step != SQLITE_DONE)
		return pl_sql_fail(reader->store, "cannot be read", err);
	sqlite3_reset(reader->floor);
	if (pl_strip_compare(&found, &reader->at) <= 0)
		return PL_OK;
	sqlite3_reset(reader->from);
	bind_key(reader->from, &found);
	return PL_OK;
}

/* Others may use SQLite before all of it is unpacked. */
static int
reader_copy(struct pl_strips_reader *reader, struct pl_error *err)
{
	size_t length = (size_t)sqlite3_column_bytes(reader->from, 5);

	if (length == 0 || length > sizeof reader->copy)
		return damaged(reader->store, err);
	memcpy(reader->copy, sqlite3_column_blob(reader->from, 5), length);
	reader->bytes = reader->copy;
	reader->end = reader->copy + length;
	reader->at = pl_strips_key(reader->from);
	pl_strip_begin(&reader->state, &reader->at);
	return 1;
}

/* 1 and the next strip at hand, 0 at the end, or PL_E_STORE. */
static int
reader_turn(struct pl_strips_reader *reader, struct pl_error *err)
{
	sqlite3_stmt *from = reader->from;
	int step;

	if (reader->seeking &&
	    pl_strip_compare(&reader->state.last, &reader->target) < 0 &&
	    reader_leap(reader, err) < 0)
		return PL_E_STORE;
	step = sqlite3_step(from);
	if (step == SQLITE_DONE)
		return pl_sql_steady(reader->store, err);
	if (step != SQLITE_ROW)
		return pl_sql_fail(reader->store, "cannot be read", err);
	return reader_copy(reader, err);
}

int
pl_strips_next(struct pl_strips_reader *reader, struct pl_strip_row *row,
    struct pl_error *err)
{
	int step;

	do {
		while ((step = pl_strip_read(&reader->state, &reader->bytes,
			    reader->end, row)) == 0) {
			pthread_mutex_lock(&reader->store->reading);
			step = reader_turn(reader, err);
			pthread_mutex_unlock(&reader->store->reading);
			if (step <= 0)
				return step;
		}
		if (step < 0)
			return damaged(reader->store, err);
	} while (reader->seeking &&
		 pl_strip_compare(&row->key, &reader->target) < 0);
	reader->seeking = 0;
	return 1;
}
