#include "store/sqlite.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"

static const char sql_source_find[] =
    "SELECT id, plugin, cursor FROM source WHERE name = ?1";
static const char sql_source_add[] =
    "INSERT INTO source (name, plugin) VALUES (?1, ?2)";
static const char sql_source_plugin[] =
    "UPDATE source SET plugin = ?2, cursor = NULL WHERE id = ?1";
static const char sql_assets[] = "SELECT id, name, first_ms, last_ms FROM asset"
				 " WHERE first_ms <= ?1 ORDER BY id";
static const char sql_assets_span[] =
    "SELECT coalesce(max(id), 0), coalesce(max(last_ms), 0) FROM asset";
static const char sql_assets_last[] =
    "SELECT asset, at FROM event WHERE at <= ?1 AND asset > 0";
static const char sql_subjects[] =
    "SELECT id, type, name, CASE WHEN product_at <= ?1 THEN product END"
    " FROM subject ORDER BY id";
static const char sql_asset_facts[] =
    "SELECT asset, name, value, at FROM asset_fact WHERE at <= ?1"
    " ORDER BY asset, name, at";
static const char sql_subject_facts[] =
    "SELECT subject, name, value, at FROM subject_fact WHERE at <= ?1"
    " ORDER BY subject, name, at";
#define ROW                                                                    \
	"e.subject, e.asset, e.at, e.after, e.took_ms, e.kind, e.source,"      \
	" e.code"

static const char sql_reader[] =
    "SELECT " ROW " FROM event e WHERE e.at <= ?1"
    " ORDER BY e.subject, e.asset, e.at, e.kind, e.source";
/* Every row is looked at, which costs a few hundredths of a second a million;
 * an index would cost every insert. */
static const char sql_reader_kind[] =
    "SELECT " ROW " FROM event e WHERE e.at <= ?1 AND e.kind = ?2"
    " ORDER BY e.subject, e.asset, e.at, e.kind, e.source";
/* Two looks into the table per subject, for the same reason. */
static const char sql_reader_asset[] =
    "SELECT " ROW " FROM (SELECT 0 AS id UNION ALL SELECT id FROM subject) s"
    " CROSS JOIN event e ON e.subject = s.id AND e.asset IN (0, ?2)"
    " AND e.at <= ?1"
    " ORDER BY e.subject, e.asset, e.at, e.kind, e.source";
/* What is told of subjects alone, by one look into the table each. */
static const char sql_reader_catalogue[] =
    "SELECT " ROW " FROM subject s"
    " CROSS JOIN event e ON e.subject = s.id AND e.asset = 0 AND e.at <= ?1"
    " ORDER BY e.subject, e.asset, e.at, e.kind, e.source";
static const char sql_reader_subject[] =
    "SELECT " ROW " FROM event e WHERE e.at <= ?1 AND e.subject = ?2"
    " ORDER BY e.subject, e.asset, e.at, e.kind, e.source";
static const char sql_patch_vulns[] =
    "SELECT patch, vuln FROM subject_vuln WHERE at <= ?1"
    " ORDER BY patch, vuln";
static const char sql_codes[] = "SELECT id, text FROM code ORDER BY id";
static const char sql_code[] = "SELECT text FROM code WHERE id = ?1";
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
static const char sql_asset_id[] = "SELECT id FROM asset WHERE name = ?1";
/* A name that is both finds the patch. */
static const char sql_subject_id[] =
    "SELECT id FROM subject WHERE name = ?1 AND type IN (0, 1)"
    " ORDER BY type LIMIT 1";
static const char sql_source_name[] = "SELECT name FROM source WHERE id = ?1";
static const char sql_rejects[] =
    "SELECT s.name, r.place, r.reason, r.input FROM reject r"
    " JOIN source s ON s.id = r.source ORDER BY r.id";
static const char sql_counts[] =
    "SELECT count(*), (SELECT count(*) FROM asset),"
    " (SELECT count(*) FROM subject), (SELECT count(*) FROM source),"
    " (SELECT count(*) FROM reject), coalesce(min(at), 0),"
    " coalesce(max(at), 0) FROM event";

static const char *
column(sqlite3_stmt *query, int index)
{
	return (const char *)sqlite3_column_text(query, index);
}

/* What a query ended with: PL_OK at its end, else what went wrong. */
static int
query_end(
    struct pl_store *store, sqlite3_stmt *query, int step, struct pl_error *err)
{
	int result = step == SQLITE_DONE
	                 ? pl_sql_steady(store, err)
	                 : pl_sql_fail(store, "cannot be read", err);

	sqlite3_finalize(query);
	return result;
}

/* ---- Sources ------------------------------------------------------------ */

static int
source_change(struct pl_store *store, const char *sql, int64_t id,
    const char *name, const char *plugin, struct pl_error *err)
{
	sqlite3_stmt *change;
	int result;

	if (pl_sql_prepare(store, &change, sql, err) < 0)
		return PL_E_STORE;
	if (name != NULL)
		pl_sql_text(change, 1, name);
	else
		sqlite3_bind_int64(change, 1, id);
	pl_sql_text(change, 2, plugin);
	result = pl_sql_step(store, change, "cannot note the source", err);
	sqlite3_finalize(change);
	return result;
}

/* A row is there: take id and cursor. The cursor of another plugin means
 * nothing to this one, which begins anew. */
static int
source_take(struct pl_store *store, sqlite3_stmt *query, const char *name,
    const char *plugin, int64_t *id, struct pl_buf *cursor,
    struct pl_error *err)
{
	const char *text = column(query, 2);
	int64_t found = sqlite3_column_int64(query, 0);

	if (strcmp(column(query, 1), plugin) != 0) {
		sqlite3_reset(query);
		if (source_change(
			store, sql_source_plugin, found, NULL, plugin, err) < 0)
			return PL_E_STORE;
	} else if (text != NULL && pl_buf_adds(cursor, text) < 0) {
		return pl_fail(err, PL_E_LIMIT,
		    "source \"%s\": its cursor in \"%s\" is longer than %zu "
		    "bytes",
		    name, store->path, cursor->limit);
	}
	*id = found;
	return PL_OK;
}

int
pl_store_source(struct pl_store *store, const char *name, const char *plugin,
    int64_t *id, struct pl_buf *cursor, struct pl_error *err)
{
	sqlite3_stmt *query;
	int step, result;

	pl_buf_clear(cursor);
	if (pl_sql_prepare(store, &query, sql_source_find, err) < 0)
		return PL_E_STORE;
	pl_sql_text(query, 1, name);
	step = sqlite3_step(query);
	if (step == SQLITE_ROW) {
		result =
		    source_take(store, query, name, plugin, id, cursor, err);
		sqlite3_finalize(query);
		return result;
	}
	result = query_end(store, query, step, err);
	if (result == PL_OK)
		result =
		    source_change(store, sql_source_add, 0, name, plugin, err);
	if (result == PL_OK)
		*id = sqlite3_last_insert_rowid(store->db);
	return result;
}

/* ---- Names -------------------------------------------------------------- */

/* For each id up to *count the newest event up to the cut-off, or NULL where
 * no asset has any later event, so that the column tells. */
static int
assets_last(struct pl_store *store, int64_t as_of_ms, int64_t **out,
    int64_t *count, struct pl_error *err)
{
	sqlite3_stmt *query;
	int64_t newest = 0;
	int step;

	*out = NULL;
	*count = 0;
	if (pl_sql_prepare(store, &query, sql_assets_span, err) < 0)
		return PL_E_STORE;
	step = sqlite3_step(query);
	if (step == SQLITE_ROW) {
		*count = sqlite3_column_int64(query, 0);
		newest = sqlite3_column_int64(query, 1);
		step = sqlite3_step(query);
	}
	if (query_end(store, query, step, err) < 0)
		return PL_E_STORE;
	if (newest <= as_of_ms)
		return PL_OK;
	if (pl_sql_prepare(store, &query, sql_assets_last, err) < 0)
		return PL_E_STORE;
	sqlite3_bind_int64(query, 1, as_of_ms);
	*out = pl_alloc_array((size_t)*count + 1, sizeof **out);
	while ((step = sqlite3_step(query)) == SQLITE_ROW) {
		int64_t asset = sqlite3_column_int64(query, 0);
		int64_t at = sqlite3_column_int64(query, 1);

		if (asset <= *count && at > (*out)[asset])
			(*out)[asset] = at;
	}
	return query_end(store, query, step, err);
}

int
pl_store_assets(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, const struct pl_asset *asset), void *context,
    struct pl_error *err)
{
	sqlite3_stmt *query = NULL;
	int64_t *last, count;
	int step = SQLITE_DONE, result;

	result = assets_last(store, as_of_ms, &last, &count, err);
	if (result == PL_OK)
		result = pl_sql_prepare(store, &query, sql_assets, err);
	if (result < 0)
		goto out;
	sqlite3_bind_int64(query, 1, as_of_ms);
	while ((step = sqlite3_step(query)) == SQLITE_ROW) {
		struct pl_asset asset = {
		    .id = sqlite3_column_int64(query, 0),
		    .name = column(query, 1),
		    .first_ms = sqlite3_column_int64(query, 2),
		    .last_ms = sqlite3_column_int64(query, 3),
		};

		if (asset.last_ms > as_of_ms && last != NULL &&
		    asset.id <= count)
			asset.last_ms = last[asset.id];
		result = each(context, &asset);
		if (result != 0)
			goto out;
	}
	result = query_end(store, query, step, err);
	query = NULL;
out:
	sqlite3_finalize(query);
	free(last);
	return result;
}

int
pl_store_subjects(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, const struct pl_subject *subject), void *context,
    struct pl_error *err)
{
	sqlite3_stmt *query;
	int step, result;

	if (pl_sql_prepare(store, &query, sql_subjects, err) < 0)
		return PL_E_STORE;
	sqlite3_bind_int64(query, 1, as_of_ms);
	while ((step = sqlite3_step(query)) == SQLITE_ROW) {
		struct pl_subject subject = {
		    .id = sqlite3_column_int64(query, 0),
		    .type = sqlite3_column_int(query, 1) == PL_SUBJECT_VULN
		                ? PL_SUBJECT_VULN
		                : PL_SUBJECT_PATCH,
		    .name = column(query, 2),
		    .product = column(query, 3),
		};

		result = each(context, &subject);
		if (result != 0) {
			sqlite3_finalize(query);
			return result;
		}
	}
	return query_end(store, query, step, err);
}

int
pl_store_patch_vulns(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, int64_t patch, int64_t vuln), void *context,
    struct pl_error *err)
{
	sqlite3_stmt *query;
	int step;

	if (pl_sql_prepare(store, &query, sql_patch_vulns, err) < 0)
		return PL_E_STORE;
	sqlite3_bind_int64(query, 1, as_of_ms);
	while ((step = sqlite3_step(query)) == SQLITE_ROW) {
		int result = each(context, sqlite3_column_int64(query, 0),
		    sqlite3_column_int64(query, 1));

		if (result != 0) {
			sqlite3_finalize(query);
			return result;
		}
	}
	return query_end(store, query, step, err);
}

int
pl_store_codes(struct pl_store *store,
    int (*each)(void *context, int64_t id, const char *text), void *context,
    struct pl_error *err)
{
	sqlite3_stmt *query;
	int step;

	if (pl_sql_prepare(store, &query, sql_codes, err) < 0)
		return PL_E_STORE;
	while ((step = sqlite3_step(query)) == SQLITE_ROW) {
		int result = each(
		    context, sqlite3_column_int64(query, 0), column(query, 1));

		if (result != 0) {
			sqlite3_finalize(query);
			return result;
		}
	}
	return query_end(store, query, step, err);
}

/* ---- Facts -------------------------------------------------------------- */

/* The best row so far of one owner's name. Of two sources that said different
 * things at the same instant the greater value wins, whoever came first. */
struct best {
	int64_t owner, at;
	struct pl_buf name, value;
};

enum { FACT_TEXT = 1 << 20 }; /* bytes; the store was checked on the way in */

static int
best_tell(const struct best *best,
    int (*each)(void *context, const struct pl_fact *fact), void *context)
{
	struct pl_fact fact = {
	    .owner = best->owner,
	    .name = best->name.text,
	    .value = best->value.text,
	};

	return best->owner == 0 ? 0 : each(context, &fact);
}

static int
best_is_for(const struct best *best, sqlite3_stmt *query)
{
	return best->owner == sqlite3_column_int64(query, 0) &&
	       strcmp(best->name.text, column(query, 1)) == 0;
}

static void
best_take(struct best *best, sqlite3_stmt *query)
{
	int64_t at = sqlite3_column_int64(query, 3);
	const char *value = column(query, 2);

	if (!best_is_for(best, query)) {
		best->owner = sqlite3_column_int64(query, 0);
		pl_buf_clear(&best->name);
		pl_buf_adds(&best->name, column(query, 1));
	} else if (at == best->at && strcmp(value, best->value.text) < 0) {
		return;
	}
	best->at = at;
	pl_buf_clear(&best->value);
	pl_buf_adds(&best->value, value);
}

static int
facts_each(struct pl_store *store, const char *sql, int64_t as_of_ms,
    int (*each)(void *context, const struct pl_fact *fact), void *context,
    struct pl_error *err)
{
	struct best best = {0};
	sqlite3_stmt *query;
	int step, result = 0;

	if (pl_sql_prepare(store, &query, sql, err) < 0)
		return PL_E_STORE;
	sqlite3_bind_int64(query, 1, as_of_ms);
	pl_buf_init(&best.name, FACT_TEXT);
	pl_buf_init(&best.value, FACT_TEXT);
	while ((step = sqlite3_step(query)) == SQLITE_ROW) {
		if (!best_is_for(&best, query))
			result = best_tell(&best, each, context);
		if (result != 0)
			break;
		best_take(&best, query);
	}
	if (result != 0)
		sqlite3_finalize(query);
	else if ((result = query_end(store, query, step, err)) == PL_OK)
		result = best_tell(&best, each, context);
	pl_buf_free(&best.name);
	pl_buf_free(&best.value);
	return result;
}

int
pl_store_asset_facts(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, const struct pl_fact *fact), void *context,
    struct pl_error *err)
{
	return facts_each(store, sql_asset_facts, as_of_ms, each, context, err);
}

int
pl_store_subject_facts(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, const struct pl_fact *fact), void *context,
    struct pl_error *err)
{
	return facts_each(
	    store, sql_subject_facts, as_of_ms, each, context, err);
}

/* ---- Histories ---------------------------------------------------------- */

struct pl_reader {
	struct pl_store *store;
	sqlite3_stmt *events;
	sqlite3_stmt *code; /* holds the text of code_id */
	int64_t code_id;
	sqlite3_stmt *until; /* finds the attribute that tells an end */
};

static int
reader_open(struct pl_reader **out, struct pl_store *store, const char *sql,
    int64_t as_of_ms, struct pl_error *err)
{
	struct pl_reader *reader = pl_alloc(sizeof *reader);

	reader->store = store;
	if (pl_sql_prepare(store, &reader->events, sql, err) < 0 ||
	    pl_sql_prepare(store, &reader->code, sql_code, err) < 0 ||
	    pl_sql_prepare(store, &reader->until, sql_until, err) < 0) {
		pl_reader_close(reader);
		return PL_E_STORE;
	}
	sqlite3_bind_int64(reader->events, 1, as_of_ms);
	*out = reader;
	return PL_OK;
}

int
pl_reader_open(struct pl_reader **out, struct pl_store *store, int64_t as_of_ms,
    struct pl_error *err)
{
	return reader_open(out, store, sql_reader, as_of_ms, err);
}

int
pl_reader_open_asset(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, int64_t asset, struct pl_error *err)
{
	int result = reader_open(out, store, sql_reader_asset, as_of_ms, err);

	if (result < 0)
		return result;
	sqlite3_bind_int64((*out)->events, 2, asset);
	return PL_OK;
}

int
pl_reader_open_kind(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, enum pl_kind kind, struct pl_error *err)
{
	int result = reader_open(out, store, sql_reader_kind, as_of_ms, err);

	if (result < 0)
		return result;
	sqlite3_bind_int((*out)->events, 2, kind);
	return PL_OK;
}

int
pl_reader_open_catalogue(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, struct pl_error *err)
{
	return reader_open(out, store, sql_reader_catalogue, as_of_ms, err);
}

int
pl_reader_open_subject(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, int64_t subject, struct pl_error *err)
{
	int result = reader_open(out, store, sql_reader_subject, as_of_ms, err);

	if (result < 0)
		return result;
	sqlite3_bind_int64((*out)->events, 2, subject);
	return PL_OK;
}

/* The attribute that tells an end, of the few kinds that can have one; of
 * several that were told of one event, the one last in the alphabet, which is
 * the latest of dates. What is no date is as good as not told. */
static int
reader_until(struct pl_reader *reader, struct pl_row *row, struct pl_error *err)
{
	sqlite3_stmt *until = reader->until;
	const char *text;

	row->until_ms = 0;
	if (row->kind != PL_EXCEPTION_GRANTED &&
	    row->kind != PL_MITIGATION_APPLIED)
		return PL_OK;
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
	text = column(until, 0);
	if (text != NULL && pl_time_parse_end(text, &row->until_ms) != PL_OK)
		row->until_ms = 0;
	return PL_OK;
}

/* Most events carry no code and failures often the same one. */
static int
reader_code(struct pl_reader *reader, int64_t id, const char **out,
    struct pl_error *err)
{
	*out = NULL;
	if (id == 0)
		return PL_OK;
	if (id != reader->code_id) {
		reader->code_id = 0;
		sqlite3_reset(reader->code);
		sqlite3_bind_int64(reader->code, 1, id);
		if (sqlite3_step(reader->code) != SQLITE_ROW)
			return pl_fail(err, PL_E_STORE,
			    "store \"%s\": result code %" PRId64 " is missing; "
			    "it is damaged",
			    reader->store->path, id);
		reader->code_id = id;
	}
	*out = column(reader->code, 0);
	return PL_OK;
}

int
pl_reader_next(
    struct pl_reader *reader, struct pl_row *row, struct pl_error *err)
{
	sqlite3_stmt *events = reader->events;
	int step = sqlite3_step(events);

	if (step == SQLITE_DONE)
		return pl_sql_steady(reader->store, err);
	if (step != SQLITE_ROW)
		return pl_sql_fail(reader->store, "cannot be read", err);
	row->subject = sqlite3_column_int64(events, 0);
	row->asset = sqlite3_column_int64(events, 1);
	row->at_ms = sqlite3_column_int64(events, 2);
	row->after_ms = sqlite3_column_int64(events, 3);
	row->took_ms = sqlite3_column_int64(events, 4);
	row->kind = (enum pl_kind)sqlite3_column_int(events, 5);
	row->source = sqlite3_column_int64(events, 6);
	row->code_id = sqlite3_column_int64(events, 7);
	if (reader_until(reader, row, err) < 0 ||
	    reader_code(reader, row->code_id, &row->code, err) < 0)
		return PL_E_STORE;
	return 1;
}

void
pl_reader_close(struct pl_reader *reader)
{
	if (reader == NULL)
		return;
	sqlite3_finalize(reader->events);
	sqlite3_finalize(reader->code);
	sqlite3_finalize(reader->until);
	free(reader);
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
		result = each(context, column(query, 0), column(query, 1));
		if (result != 0) {
			sqlite3_finalize(query);
			return result;
		}
	}
	return query_end(store, query, step, err);
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
	mark->value = column(marks, 5);
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

/* ---- Care --------------------------------------------------------------- */

static int64_t
id_by_name(struct pl_store *store, const char *sql, const char *name)
{
	sqlite3_stmt *query;
	int64_t id = 0;

	if (pl_sql_prepare(store, &query, sql, NULL) < 0)
		return 0;
	pl_sql_text(query, 1, name);
	if (sqlite3_step(query) == SQLITE_ROW)
		id = sqlite3_column_int64(query, 0);
	sqlite3_finalize(query);
	return id;
}

int64_t
pl_store_asset_id(struct pl_store *store, const char *name)
{
	return id_by_name(store, sql_asset_id, name);
}

int64_t
pl_store_subject_id(struct pl_store *store, const char *name)
{
	return id_by_name(store, sql_subject_id, name);
}

void
pl_store_source_name(struct pl_store *store, int64_t id, struct pl_buf *out)
{
	sqlite3_stmt *query;

	pl_buf_clear(out);
	if (pl_sql_prepare(store, &query, sql_source_name, NULL) < 0)
		return;
	sqlite3_bind_int64(query, 1, id);
	if (sqlite3_step(query) == SQLITE_ROW)
		pl_buf_adds(out, column(query, 0));
	sqlite3_finalize(query);
}

int
pl_store_count(
    struct pl_store *store, struct pl_store_counts *out, struct pl_error *err)
{
	sqlite3_stmt *query;
	int step;

	if (pl_sql_prepare(store, &query, sql_counts, err) < 0)
		return PL_E_STORE;
	step = sqlite3_step(query);
	if (step == SQLITE_ROW) {
		*out = (struct pl_store_counts){
		    .events = sqlite3_column_int64(query, 0),
		    .assets = sqlite3_column_int64(query, 1),
		    .subjects = sqlite3_column_int64(query, 2),
		    .sources = sqlite3_column_int64(query, 3),
		    .rejects = sqlite3_column_int64(query, 4),
		    .first_ms = sqlite3_column_int64(query, 5),
		    .last_ms = sqlite3_column_int64(query, 6),
		};
		step = sqlite3_step(query);
	}
	return query_end(store, query, step, err);
}

int
pl_store_rejects(struct pl_store *store,
    int (*each)(void *context, const struct pl_store_reject *reject),
    void *context, struct pl_error *err)
{
	sqlite3_stmt *query;
	int step;

	if (pl_sql_prepare(store, &query, sql_rejects, err) < 0)
		return PL_E_STORE;
	while ((step = sqlite3_step(query)) == SQLITE_ROW) {
		const struct pl_store_reject reject = {column(query, 0),
		    column(query, 1), column(query, 2), column(query, 3)};
		int result = each(context, &reject);

		if (result != 0) {
			sqlite3_finalize(query);
			return result;
		}
	}
	return query_end(store, query, step, err);
}
