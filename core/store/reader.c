#include "store/strips.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"

static const char sql_code[] = "SELECT text FROM code WHERE id = ?1";
static const char sql_sizes[] =
    "SELECT subject, sum(events), (SELECT sum(events) FROM history)"
    " FROM history GROUP BY subject ORDER BY subject";
static const char sql_until[] =
    "SELECT max(value) FROM event_attr WHERE subject = ?1 AND asset = ?2"
    " AND at = ?3 AND kind = ?4 AND source = ?5 AND name = ?6";
static const char sql_attrs[] =
    "SELECT name, value FROM event_attr WHERE subject = ?1 AND asset = ?2"
    " AND at = ?3 AND kind = ?4 AND source = ?5 ORDER BY name, value";
/* Each by an index of its own, which holds these names alone. */
static const char sql_marks_wave[] =
    "SELECT subject, asset, at, kind, source, value"
    " FROM event_attr INDEXED BY event_wave"
    " WHERE name = 'wave' AND at <= ?1"
    " ORDER BY subject, asset, at, kind, source, value";
static const char sql_marks_cause[] =
    "SELECT subject, asset, at, kind, source, value"
    " FROM event_attr INDEXED BY event_cause"
    " WHERE name = 'caused_by' AND at <= ?1"
    " ORDER BY subject, asset, at, kind, source, value";

/* ---- Histories ---------------------------------------------------------- */

/* Which events a reader tells. */
enum scope {
	EVERYTHING,
	ONE_KIND,  /* only is the kind */
	ONE_ASSET, /* only is the asset; and what is told of subjects alone */
	CATALOGUE, /* told of subjects alone */
	SUBJECTS,  /* of patches and vulnerabilities from only to last */
};

struct pl_reader {
	struct pl_store *store;
	struct pl_strips_reader *strips;
	int64_t as_of_ms;
	enum scope scope;
	int64_t only, last;
	sqlite3_stmt *code; /* holds code_text, the text of code_id */
	int64_t code_id;
	const char *code_text;
	sqlite3_stmt *until; /* finds the attribute that tells an end */
};

static int
reader_prepare(struct pl_reader *reader, struct pl_error *err)
{
	struct pl_store *store = reader->store;
	int result;

	pthread_mutex_lock(&store->reading);
	result = pl_sql_prepare(store, &reader->code, sql_code, err);
	if (result == PL_OK)
		result = pl_sql_prepare(store, &reader->until, sql_until, err);
	pthread_mutex_unlock(&store->reading);
	return result;
}

static int
reader_open(struct pl_reader **out, struct pl_store *store, int64_t as_of_ms,
    enum scope scope, int64_t only, struct pl_error *err)
{
	struct pl_reader *reader = pl_alloc(sizeof *reader);

	*reader = (struct pl_reader){.store = store,
	    .as_of_ms = as_of_ms,
	    .scope = scope,
	    .only = only,
	    .last = only};
	if (pl_strips_read(&reader->strips, store,
		scope == ONE_KIND ? (int)only : PL_STRIPS_ANY, err) < 0 ||
	    reader_prepare(reader, err) < 0) {
		pl_reader_close(reader);
		return PL_E_STORE;
	}
	if (scope == SUBJECTS)
		pl_strips_seek(
		    reader->strips, &(struct pl_strip_key){.subject = only});
	*out = reader;
	return PL_OK;
}

int
pl_reader_open(struct pl_reader **out, struct pl_store *store, int64_t as_of_ms,
    struct pl_error *err)
{
	return reader_open(out, store, as_of_ms, EVERYTHING, 0, err);
}

int
pl_reader_open_asset(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, int64_t asset, struct pl_error *err)
{
	return reader_open(out, store, as_of_ms, ONE_ASSET, asset, err);
}

int
pl_reader_open_kind(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, enum pl_kind kind, struct pl_error *err)
{
	return reader_open(out, store, as_of_ms, ONE_KIND, kind, err);
}

int
pl_reader_open_catalogue(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, struct pl_error *err)
{
	return reader_open(out, store, as_of_ms, CATALOGUE, 0, err);
}

int
pl_reader_open_subject(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, int64_t subject, struct pl_error *err)
{
	return reader_open(out, store, as_of_ms, SUBJECTS, subject, err);
}

int
pl_reader_open_subjects(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, int64_t first, int64_t last, struct pl_error *err)
{
	int result = reader_open(out, store, as_of_ms, SUBJECTS, first, err);

	if (result == PL_OK)
		(*out)->last = last;
	return result;
}

/* The attribute that tells an end, of the few kinds that can have one; of
 * several that were told of one event, the one last in the alphabet, which is
 * the latest of dates. What is no date is as good as not told. */
static int
reader_until(struct pl_reader *reader, struct pl_row *row, struct pl_error *err)
{
	sqlite3_stmt *until = reader->until;
	const char *text;

	sqlite3_reset(until);
	sqlite3_bind_int64(until, 1, row->subject);
	sqlite3_bind_int64(until, 2, row->asset);
	sqlite3_bind_int64(until, 3, row->at_ms);
	sqlite3_bind_int(until, 4, row->kind);
	sqlite3_bind_int64(until, 5, row->source);
	pl_sql_text(until, 6,
	    row->kind == PL_EXCEPTION_GRANTED ? "expires" : "remove_by");
	if (sqlite3_step(until) != SQLITE_ROW)
		return pl_sql_fail(reader->store, "cannot be read", err);
	text = pl_sql_column(until, 0);
	if (text != NULL && pl_time_parse_end(text, &row->until_ms) != PL_OK)
		row->until_ms = 0;
	return PL_OK;
}

static int
reader_code(struct pl_reader *reader, int64_t id, struct pl_error *err)
{
	reader->code_id = 0;
	sqlite3_reset(reader->code);
	sqlite3_bind_int64(reader->code, 1, id);
	if (sqlite3_step(reader->code) != SQLITE_ROW)
		return pl_fail(err, PL_E_STORE,
		    "store \"%s\": result code %" PRId64 " is missing; it is "
		    "damaged",
		    reader->store->path, id);
	reader->code_id = id;
	reader->code_text = pl_sql_column(reader->code, 0);
	return PL_OK;
}

/* Most events carry no code, and failures often the one that the failure
 * before them had. */
static int
reader_fill(struct pl_reader *reader, struct pl_row *row, struct pl_error *err)
{
	int ends = row->kind == PL_EXCEPTION_GRANTED ||
	           row->kind == PL_MITIGATION_APPLIED;
	int coded = row->code_id != 0 && row->code_id != reader->code_id;
	int result = PL_OK;

	if (ends || coded)
		pthread_mutex_lock(&reader->store->reading);
	if (ends)
		result = reader_until(reader, row, err);
	if (coded && result == PL_OK)
		result = reader_code(reader, row->code_id, err);
	if (ends || coded)
		pthread_mutex_unlock(&reader->store->reading);
	if (row->code_id != 0)
		row->code = reader->code_text;
	return result;
}

static void
reader_seek(struct pl_reader *reader, int64_t subject, int64_t asset)
{
	pl_strips_seek(reader->strips,
	    &(struct pl_strip_key){.subject = subject, .asset = asset});
}

/* Does this row belong to what was asked? Where none of its neighbours does, go
 * to where the next one may be. */
static int
reader_wants(struct pl_reader *reader, const struct pl_strip_row *row)
{
	const struct pl_strip_key *key = &row->key;

	switch (reader->scope) {
	case ONE_KIND:
		return key->kind == reader->only;
	case ONE_ASSET:
		if (key->asset == 0 || key->asset == reader->only)
			return 1;
		if (key->asset < reader->only)
			reader_seek(reader, key->subject, reader->only);
		else
			reader_seek(reader, key->subject + 1, 0);
		return 0;
	case CATALOGUE:
		if (key->asset == 0)
			return 1;
		reader_seek(reader, key->subject + 1, 0);
		return 0;
	case EVERYTHING:
	case SUBJECTS:
		break;
	}
	return 1;
}

/* 1 and a row of what was asked, 0 at the end, or PL_E_STORE. */
static int
reader_find(
    struct pl_reader *reader, struct pl_strip_row *row, struct pl_error *err)
{
	int step;

	do {
		step = pl_strips_next(reader->strips, row, err);
		if (step <= 0)
			return step;
		if (reader->scope == SUBJECTS &&
		    row->key.subject > reader->last)
			return 0;
	} while (row->key.at > reader->as_of_ms || !reader_wants(reader, row));
	return 1;
}

int
pl_reader_next(
    struct pl_reader *reader, struct pl_row *row, struct pl_error *err)
{
	struct pl_strip_row found;
	int step = reader_find(reader, &found, err), result;

	if (step <= 0)
		return step;
	*row = (struct pl_row){
	    .subject = found.key.subject,
	    .asset = found.key.asset,
	    .at_ms = found.key.at,
	    .after_ms = found.after,
	    .took_ms = found.took,
	    .kind = (enum pl_kind)found.key.kind,
	    .source = found.key.source,
	    .code_id = found.code,
	};
	result = reader_fill(reader, row, err);
	return result < 0 ? result : 1;
}

void
pl_reader_close(struct pl_reader *reader)
{
	if (reader == NULL)
		return;
	pl_strips_end(reader->strips);
	pthread_mutex_lock(&reader->store->reading);
	sqlite3_finalize(reader->code);
	sqlite3_finalize(reader->until);
	pthread_mutex_unlock(&reader->store->reading);
	free(reader);
}

/* Strips know how many events they have; the one in which a border lies counts
 * for the run before it. */
int
pl_store_part(
    struct pl_store *store, int64_t *last, int count, struct pl_error *err)
{
	sqlite3_stmt *query;
	int64_t all = 0, sum = 0;
	int parts = 0, step;

	if (pl_sql_prepare(store, &query, sql_sizes, err) < 0)
		return PL_E_STORE;
	while ((step = sqlite3_step(query)) == SQLITE_ROW) {
		all = sqlite3_column_int64(query, 2);
		sum += sqlite3_column_int64(query, 1);
		if (count > all / PL_STORE_PART)
			count = (int)(all / PL_STORE_PART);
		if (parts + 1 < count && sum >= all / count * (parts + 1))
			last[parts++] = sqlite3_column_int64(query, 0);
	}
	last[parts++] = INT64_MAX;
	step = pl_sql_end(store, query, step, err);
	return step < 0 ? step : parts;
}

int
pl_store_event_attrs(struct pl_store *store, const struct pl_row *row,
    int (*each)(void *context, const char *name, const char *value),
    void *context, struct pl_error *err)
{
	sqlite3_stmt *query;
	int step, result;

	if (pl_sql_prepare(store, &query, sql_attrs, err) < 0)
		return PL_E_STORE;
	sqlite3_bind_int64(query, 1, row->subject);
	sqlite3_bind_int64(query, 2, row->asset);
	sqlite3_bind_int64(query, 3, row->at_ms);
	sqlite3_bind_int64(query, 4, row->kind);
	sqlite3_bind_int64(query, 5, row->source);
	while ((step = sqlite3_step(query)) == SQLITE_ROW) {
		result = each(
		    context, pl_sql_column(query, 0), pl_sql_column(query, 1));
		if (result != 0) {
			sqlite3_finalize(query);
			return result;
		}
	}
	return pl_sql_end(store, query, step, err);
}

/* ---- Marks -------------------------------------------------------------- */

struct pl_mark_reader {
	struct pl_store *store;
	sqlite3_stmt *marks;
};

int
pl_mark_reader_open(struct pl_mark_reader **out, struct pl_store *store,
    int64_t as_of_ms, enum pl_mark_name name, struct pl_error *err)
{
	struct pl_mark_reader *reader = pl_alloc(sizeof *reader);
	const char *sql =
	    name == PL_MARK_WAVE ? sql_marks_wave : sql_marks_cause;

	reader->store = store;
	if (pl_sql_prepare(store, &reader->marks, sql, err) < 0) {
		pl_mark_reader_close(reader);
		return PL_E_STORE;
	}
	sqlite3_bind_int64(reader->marks, 1, as_of_ms);
	*out = reader;
	return PL_OK;
}

int
pl_mark_reader_next(
    struct pl_mark_reader *reader, struct pl_mark *mark, struct pl_error *err)
{
	sqlite3_stmt *marks = reader->marks;
	int step = sqlite3_step(marks);

	if (step == SQLITE_DONE)
		return pl_sql_steady(reader->store, err);
	if (step != SQLITE_ROW)
		return pl_sql_fail(reader->store, "cannot be read", err);
	mark->subject = sqlite3_column_int64(marks, 0);
	mark->asset = sqlite3_column_int64(marks, 1);
	mark->at_ms = sqlite3_column_int64(marks, 2);
	mark->kind = (enum pl_kind)sqlite3_column_int(marks, 3);
	mark->source = sqlite3_column_int64(marks, 4);
	mark->value = pl_sql_column(marks, 5);
	return 1;
}

void
pl_mark_reader_close(struct pl_mark_reader *reader)
{
	if (reader == NULL)
		return;
	sqlite3_finalize(reader->marks);
	free(reader);
}
