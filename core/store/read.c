#include "store/lastseen.h"
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
static const char sql_subjects[] =
    "SELECT id, type, name, CASE WHEN product_at <= ?1 THEN product END"
    " FROM subject ORDER BY id";
static const char sql_asset_facts[] =
    "SELECT asset, name, value, at FROM asset_fact WHERE at <= ?1"
    " ORDER BY asset, name, at";
static const char sql_subject_facts[] =
    "SELECT subject, name, value, at FROM subject_fact WHERE at <= ?1"
    " ORDER BY subject, name, at";
static const char sql_catalogue_facts[] =
    "SELECT subject, name, catalogue, at FROM subject_fact"
    " WHERE at <= ?1 AND catalogue IS NOT NULL ORDER BY subject, name, at";
static const char sql_patch_vulns[] =
    "SELECT patch, vuln FROM subject_vuln WHERE at <= ?1"
    " ORDER BY patch, vuln";
static const char sql_catalogue_vulns[] =
    "SELECT patch, vuln FROM subject_vuln WHERE catalogue_at <= ?1"
    " ORDER BY patch, vuln";
static const char sql_codes[] = "SELECT id, text FROM code ORDER BY id";
static const char sql_asset_id[] = "SELECT id FROM asset WHERE name = ?1";
/* A name that is both finds the patch. */
static const char sql_subject_id[] =
    "SELECT id FROM subject WHERE name = ?1 AND type IN (0, 1)"
    " ORDER BY type LIMIT 1";
static const char sql_patch_id[] =
    "SELECT id FROM subject WHERE name = ?1 AND type = 0";
static const char sql_private[] =
    "SELECT EXISTS (SELECT 1 FROM asset_fact WHERE name = ?1 AND share < 2)"
    " OR EXISTS (SELECT 1 FROM subject_fact WHERE name = ?1 AND share < 2)";
static const char sql_source_id[] = "SELECT id FROM source WHERE name = ?1";
static const char sql_source_name[] = "SELECT name FROM source WHERE id = ?1";
static const char sql_rejects[] =
    "SELECT s.name, r.place, r.reason, r.input FROM reject r"
    " JOIN source s ON s.id = r.source ORDER BY r.id";
static const char sql_counts[] =
    "SELECT coalesce(sum(events), 0), (SELECT count(*) FROM asset),"
    " (SELECT count(*) FROM subject), (SELECT count(*) FROM source),"
    " (SELECT count(*) FROM reject), coalesce(min(first_ms), 0),"
    " coalesce(max(last_ms), 0) FROM history";

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
	const char *text = pl_sql_column(query, 2);
	int64_t found = sqlite3_column_int64(query, 0);

	if (strcmp(pl_sql_column(query, 1), plugin) != 0) {
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
	result = pl_sql_end(store, query, step, err);
	if (result == PL_OK)
		result =
		    source_change(store, sql_source_add, 0, name, plugin, err);
	if (result == PL_OK)
		*id = sqlite3_last_insert_rowid(store->db);
	return result;
}

/* ---- Names -------------------------------------------------------------- */

/* How many assets there are, by their ids, and when the newest of all events
 * was. */
static int
assets_span(struct pl_store *store, int64_t *count, int64_t *newest,
    struct pl_error *err)
{
	sqlite3_stmt *query;
	int step;

	if (pl_sql_prepare(store, &query, sql_assets_span, err) < 0)
		return PL_E_STORE;
	step = sqlite3_step(query);
	if (step == SQLITE_ROW) {
		*count = sqlite3_column_int64(query, 0);
		*newest = sqlite3_column_int64(query, 1);
		step = sqlite3_step(query);
	}
	return pl_sql_end(store, query, step, err);
}

/* For each id up to *count the newest event up to the cut-off, or NULL where
 * no asset has any later event, so that the column tells. */
static int
assets_last(struct pl_store *store, int64_t as_of_ms, int64_t **out,
    int64_t *count, struct pl_error *err)
{
	int64_t newest = 0;

	*out = NULL;
	*count = 0;
	if (assets_span(store, count, &newest, err) < 0)
		return PL_E_STORE;
	return newest <= as_of_ms
	           ? PL_OK
	           : pl_last_seen(store, as_of_ms, *count, out, err);
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
		    .name = pl_sql_column(query, 1),
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
	result = pl_sql_end(store, query, step, err);
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
		    .name = pl_sql_column(query, 2),
		    .product = pl_sql_column(query, 3),
		};

		result = each(context, &subject);
		if (result != 0) {
			sqlite3_finalize(query);
			return result;
		}
	}
	return pl_sql_end(store, query, step, err);
}

static int
vulns_each(struct pl_store *store, const char *sql, int64_t as_of_ms,
    int (*each)(void *context, int64_t patch, int64_t vuln), void *context,
    struct pl_error *err)
{
	sqlite3_stmt *query;
	int step;

	if (pl_sql_prepare(store, &query, sql, err) < 0)
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
	return pl_sql_end(store, query, step, err);
}

int
pl_store_patch_vulns(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, int64_t patch, int64_t vuln), void *context,
    struct pl_error *err)
{
	return vulns_each(store, sql_patch_vulns, as_of_ms, each, context, err);
}

int
pl_store_catalogue_vulns(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, int64_t patch, int64_t vuln), void *context,
    struct pl_error *err)
{
	return vulns_each(
	    store, sql_catalogue_vulns, as_of_ms, each, context, err);
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
		int result = each(context, sqlite3_column_int64(query, 0),
		    pl_sql_column(query, 1));

		if (result != 0) {
			sqlite3_finalize(query);
			return result;
		}
	}
	return pl_sql_end(store, query, step, err);
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
	       strcmp(best->name.text, pl_sql_column(query, 1)) == 0;
}

static void
best_take(struct best *best, sqlite3_stmt *query)
{
	int64_t at = sqlite3_column_int64(query, 3);
	const char *value = pl_sql_column(query, 2);

	if (!best_is_for(best, query)) {
		best->owner = sqlite3_column_int64(query, 0);
		pl_buf_clear(&best->name);
		pl_buf_adds(&best->name, pl_sql_column(query, 1));
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
	else if ((result = pl_sql_end(store, query, step, err)) == PL_OK)
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

int
pl_store_catalogue_facts(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, const struct pl_fact *fact), void *context,
    struct pl_error *err)
{
	return facts_each(
	    store, sql_catalogue_facts, as_of_ms, each, context, err);
}

/* What a query finds of a name; otherwise where it finds nothing, or fails. */
static int64_t
number_of(struct pl_store *store, const char *sql, const char *name,
    int64_t otherwise)
{
	sqlite3_stmt *query;
	int64_t number = otherwise;

	if (pl_sql_prepare(store, &query, sql, NULL) < 0)
		return otherwise;
	pl_sql_text(query, 1, name);
	if (sqlite3_step(query) == SQLITE_ROW)
		number = sqlite3_column_int64(query, 0);
	sqlite3_finalize(query);
	return number;
}

int
pl_store_has_private(struct pl_store *store, const char *fact)
{
	return number_of(store, sql_private, fact, 1) != 0;
}

/* ---- Care --------------------------------------------------------------- */

int64_t
pl_store_asset_id(struct pl_store *store, const char *name)
{
	return number_of(store, sql_asset_id, name, 0);
}

int64_t
pl_store_subject_id(struct pl_store *store, const char *name)
{
	return number_of(store, sql_subject_id, name, 0);
}

int64_t
pl_store_patch_id(struct pl_store *store, const char *name)
{
	return number_of(store, sql_patch_id, name, 0);
}

int64_t
pl_store_source_id(struct pl_store *store, const char *name)
{
	return number_of(store, sql_source_id, name, 0);
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
		pl_buf_adds(out, pl_sql_column(query, 0));
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
	return pl_sql_end(store, query, step, err);
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
		const struct pl_store_reject reject = {pl_sql_column(query, 0),
		    pl_sql_column(query, 1), pl_sql_column(query, 2),
		    pl_sql_column(query, 3)};
		int result = each(context, &reject);

		if (result != 0) {
			sqlite3_finalize(query);
			return result;
		}
	}
	return pl_sql_end(store, query, step, err);
}
