#include "store/strips.h"

#include <inttypes.h>
#include <stddef.h>

#include "base/alloc.h"
#include "base/error.h"

/*
 * The tables. Times are milliseconds since 1970 in UTC. Names are unique, and
 * what sources told is only ever added to. Events lie in strips, which
 * "patchlore store sql" shows as the table event, and with the names behind
 * the ids as event_text.
 */
static const char schema_1[] =
    /* A machine. first_ms and last_ms span its events. */
    "CREATE TABLE asset ("
    " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL) STRICT;"
    /* What an item is about. type 0: patch, 1: vulnerability. */
    "CREATE TABLE subject ("
    " id INTEGER PRIMARY KEY, type INTEGER NOT NULL, name TEXT NOT NULL,"
    " product TEXT, UNIQUE (type, name)) STRICT;"
    /* Which vulnerabilities a patch fixes. */
    "CREATE TABLE subject_vuln ("
    " patch INTEGER NOT NULL, vuln INTEGER NOT NULL,"
    " PRIMARY KEY (patch, vuln)) STRICT, WITHOUT ROWID;"
    /* A configured source, and how far it was read. */
    "CREATE TABLE source ("
    " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " plugin TEXT NOT NULL, cursor TEXT,"
    " last_run_ms INTEGER, last_result INTEGER) STRICT;"
    "CREATE TABLE kind ("
    " id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    /* Result codes in the tools' words. */
    "CREATE TABLE code ("
    " id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;"
    /* subject 0: about the asset alone; asset 0: about the subject alone.
     * after 0: exactly at that time. One item's history lies together. */
    "CREATE TABLE event ("
    " subject INTEGER NOT NULL, asset INTEGER NOT NULL,"
    " at INTEGER NOT NULL, kind INTEGER NOT NULL, source INTEGER NOT NULL,"
    " after INTEGER NOT NULL, took_ms INTEGER NOT NULL,"
    " code INTEGER NOT NULL,"
    " PRIMARY KEY (subject, asset, at, kind, source))"
    " STRICT, WITHOUT ROWID;"
    /* What was told once and holds until a newer value. share 0: private,
     * 1: under an alias, 2: public. */
    "CREATE TABLE asset_fact ("
    " asset INTEGER NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL,"
    " source INTEGER NOT NULL, value TEXT NOT NULL, share INTEGER NOT NULL,"
    " PRIMARY KEY (asset, name, at, source)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE subject_fact ("
    " subject INTEGER NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL,"
    " source INTEGER NOT NULL, value TEXT NOT NULL, share INTEGER NOT NULL,"
    " PRIMARY KEY (subject, name, at, source)) STRICT, WITHOUT ROWID;"
    /* What was told about one event. */
    "CREATE TABLE event_attr ("
    " subject INTEGER NOT NULL, asset INTEGER NOT NULL,"
    " at INTEGER NOT NULL, kind INTEGER NOT NULL, source INTEGER NOT NULL,"
    " name TEXT NOT NULL, value TEXT NOT NULL, share INTEGER NOT NULL,"
    " PRIMARY KEY (subject, asset, at, kind, source, name, value))"
    " STRICT, WITHOUT ROWID;"
    /* Input that could not become an event. digest is that of input. */
    "CREATE TABLE reject ("
    " id INTEGER PRIMARY KEY, source INTEGER NOT NULL,"
    " place TEXT NOT NULL, reason TEXT NOT NULL, input TEXT NOT NULL,"
    " digest INTEGER NOT NULL,"
    " UNIQUE (source, place, reason, digest)) STRICT;"
    "CREATE VIEW event_text AS"
    " SELECT strftime('%Y-%m-%dT%H:%M:%fZ', e.at / 1000.0, 'unixepoch')"
    "   AS at,"
    "  CASE WHEN e.after > 0 THEN strftime('%Y-%m-%dT%H:%M:%fZ',"
    "   e.after / 1000.0, 'unixepoch') END AS after,"
    "  coalesce(k.name, e.kind) AS kind, a.name AS asset,"
    "  s.name AS subject, s.product AS product, c.text AS code,"
    "  nullif(e.took_ms, 0) AS took_ms, o.name AS source"
    " FROM event e LEFT JOIN kind k ON k.id = e.kind"
    " LEFT JOIN asset a ON a.id = e.asset"
    " LEFT JOIN subject s ON s.id = e.subject"
    " LEFT JOIN code c ON c.id = e.code"
    " LEFT JOIN source o ON o.id = e.source;"
    "PRAGMA application_id = 1886154610;" /* "plor" */
    "PRAGMA user_version = 1;";

static const char schema_2[] =
    /* What became of each run, under what protection; runs.h. */
    "CREATE TABLE run ("
    " id INTEGER PRIMARY KEY, source TEXT NOT NULL, plugin TEXT NOT NULL,"
    " began INTEGER NOT NULL, took_ms INTEGER NOT NULL,"
    " result INTEGER NOT NULL, message TEXT, added INTEGER NOT NULL,"
    " known INTEGER NOT NULL, rejects INTEGER NOT NULL, protection TEXT,"
    " setup INTEGER NOT NULL) STRICT;"
    "CREATE INDEX run_source ON run (source, id);"
    "ALTER TABLE source DROP COLUMN last_run_ms;"
    "ALTER TABLE source DROP COLUMN last_result;"
    "PRAGMA user_version = 2;";

/* Of several products that were named, the one named first stands, and of
 * several at once the first in the alphabet; product_at is when that was, so
 * that a look back does not see a name that came later. Products of older
 * stores count as known for ever. */
static const char schema_3[] =
    "ALTER TABLE subject ADD COLUMN product_at INTEGER NOT NULL DEFAULT 0;"
    "PRAGMA user_version = 3;";

/* Since when it is told that a patch fixes a vulnerability, for the same
 * reason; links of older stores were always known. */
static const char schema_4[] =
    "ALTER TABLE subject_vuln ADD COLUMN at INTEGER NOT NULL DEFAULT 0;"
    "PRAGMA user_version = 4;";

/* What figures of deployments look for in all events. The indexes hold those
 * events alone, in the order of histories, so that nobody else pays. */
static const char schema_5[] =
    "CREATE INDEX event_wave ON event_attr"
    " (subject, asset, at, kind, source, value) WHERE name = 'wave';"
    "CREATE INDEX event_cause ON event_attr"
    " (subject, asset, at, kind, source, value) WHERE name = 'caused_by';"
    "PRAGMA user_version = 5;";

/* Events lie in strips now; strips.h. */
static const char schema_6[] =
    "CREATE TABLE history ("
    " subject INTEGER NOT NULL, asset INTEGER NOT NULL,"
    " at INTEGER NOT NULL, kind INTEGER NOT NULL, source INTEGER NOT NULL,"
    " events INTEGER NOT NULL, first_ms INTEGER NOT NULL,"
    " last_ms INTEGER NOT NULL, kinds INTEGER NOT NULL,"
    " rows BLOB NOT NULL,"
    " PRIMARY KEY (subject, asset, at, kind, source))"
    " STRICT, WITHOUT ROWID;";
static const char schema_6_end[] = "DROP VIEW event_text; DROP TABLE event;"
				   "PRAGMA user_version = 6;";

/* Which products are to be joined, and of which assets something was; due.h.
 * All are of which something is told that can be. */
static const char schema_7[] =
    "CREATE INDEX subject_product ON subject (product);"
    "CREATE TABLE join_due ("
    " product TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;"
    "CREATE TABLE join_asset ("
    " asset INTEGER NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;"
    "INSERT INTO join_due SELECT DISTINCT product FROM subject"
    " WHERE type = 0 AND product >= 'pkg:' AND product < 'pkg;';"
    "INSERT INTO join_asset SELECT id FROM asset;"
    "PRAGMA user_version = 7;";

/* What people answered; responses.h. period is "2026-Q4" or the like. state 1:
 * value was answered, 2: declined, 3: unknown, 4: not applicable, 5: the
 * question was not asked. */
static const char schema_8[] =
    "CREATE TABLE response ("
    " id INTEGER PRIMARY KEY, survey TEXT NOT NULL, version TEXT NOT NULL,"
    " respondent TEXT NOT NULL, period TEXT NOT NULL,"
    " saved_ms INTEGER NOT NULL, complete INTEGER NOT NULL,"
    " UNIQUE (survey, respondent, period)) STRICT;"
    "CREATE TABLE reply ("
    " response INTEGER NOT NULL, question TEXT NOT NULL,"
    " rev INTEGER NOT NULL, state INTEGER NOT NULL, value TEXT,"
    " at INTEGER NOT NULL,"
    " PRIMARY KEY (response, question)) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 8;";

/* What lessons are about; lessons.h. type 1: a patch, 2: a wave, 3: a
 * product. */
static const char schema_9[] =
    "CREATE TABLE lesson_link ("
    " lesson INTEGER NOT NULL, type INTEGER NOT NULL, name TEXT NOT NULL,"
    " PRIMARY KEY (lesson, type, name)) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 9;";
/* What somebody read of a lesson's texts and let go: digests of the texts as
 * they were in the lesson (read) and as they may leave (digest), and these; of
 * the question '+', words in them that the reader put back. */
static const char schema_10[] =
    "CREATE TABLE lesson_review ("
    " lesson INTEGER PRIMARY KEY, rules TEXT NOT NULL, role TEXT NOT NULL,"
    " month TEXT NOT NULL, read TEXT NOT NULL, digest TEXT NOT NULL) STRICT;"
    "CREATE TABLE lesson_review_text ("
    " lesson INTEGER NOT NULL, place INTEGER NOT NULL,"
    " question TEXT NOT NULL, text TEXT,"
    " PRIMARY KEY (lesson, place)) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 10;";

/* What was told by events without an asset, whatever events of assets told
 * beside it: a fact's value, and since when a link is told; NULL: nothing. Of
 * older stores the facts of sources that tell of no asset; who told a link is
 * not known there. */
static const char schema_11[] =
    "ALTER TABLE subject_fact ADD COLUMN catalogue TEXT;"
    "ALTER TABLE subject_vuln ADD COLUMN catalogue_at INTEGER;"
    "UPDATE subject_fact SET catalogue = value WHERE source IN"
    " (SELECT id FROM source WHERE plugin IN ('gov.cisa.kev',"
    " 'gov.nist.nvd', 'org.cve.record', 'org.first.epss',"
    " 'org.patchlore.csaf', 'org.patchlore.osv'));"
    "PRAGMA user_version = 11;";

static int schema_pack(struct pl_store *store, struct pl_error *err);

/* migrations[n] leads from version n to n + 1 and says so in user_version: the
 * tables to make, what to put into them, and what is gone then. */
static const struct {
	const char *make;
	int (*move)(struct pl_store *store, struct pl_error *err);
	const char *drop;
} migrations[] = {
    {schema_1, NULL, NULL},
    {schema_2, NULL, NULL},
    {schema_3, NULL, NULL},
    {schema_4, NULL, NULL},
    {schema_5, NULL, NULL},
    {schema_6, schema_pack, schema_6_end},
    {schema_7, NULL, NULL},
    {schema_8, NULL, NULL},
    {schema_9, NULL, NULL},
    {schema_10, NULL, NULL},
    {schema_11, NULL, NULL},
};

enum { SCHEMA_APPLICATION = 1886154610 };

static const char sql_identity[] =
    "SELECT (SELECT application_id FROM pragma_application_id),"
    " (SELECT user_version FROM pragma_user_version),"
    " (SELECT count(*) FROM sqlite_schema)";
static const char sql_events[] =
    "SELECT subject, asset, at, kind, source, after, took_ms, code FROM event"
    " ORDER BY subject, asset, at, kind, source";
static const char sql_kind[] = "INSERT INTO kind (id, name) VALUES (?1, ?2)"
			       " ON CONFLICT DO UPDATE SET name = excluded.name"
			       " WHERE name <> excluded.name";

struct identity {
	int64_t application, version, tables;
};

static int
schema_identity(
    struct pl_store *store, struct identity *out, struct pl_error *err)
{
	sqlite3_stmt *query;
	int result = PL_OK;

	if (pl_sql_prepare(store, &query, sql_identity, err) < 0)
		return PL_E_STORE;
	if (sqlite3_step(query) == SQLITE_ROW) {
		out->application = sqlite3_column_int64(query, 0);
		out->version = sqlite3_column_int64(query, 1);
		out->tables = sqlite3_column_int64(query, 2);
	} else {
		result = pl_sql_fail(store, "cannot read its header", err);
	}
	sqlite3_finalize(query);
	return result;
}

int
pl_schema_check(struct pl_store *store, struct pl_error *err)
{
	struct identity is;
	const int64_t newest = PL_COUNT(migrations);

	if (schema_identity(store, &is, err) < 0)
		return PL_E_STORE;
	if (is.application != SCHEMA_APPLICATION &&
	    (is.tables > 0 || is.application != 0))
		return pl_fail(err, PL_E_STORE,
		    "store \"%s\": this database belongs to another program; "
		    "name another file",
		    store->path);
	if (is.version > newest)
		return pl_fail(err, PL_E_STORE,
		    "store \"%s\": a newer patchlore wrote it (version %" PRId64
		    ", this one knows %" PRId64 "); use that one or a newer",
		    store->path, is.version, newest);
	if (store->mode == PL_STORE_READ && is.version == 0)
		return pl_fail(err, PL_E_STORE,
		    "store \"%s\": is still empty; run patchlore collect first",
		    store->path);
	if (store->mode == PL_STORE_READ && is.version < newest)
		return pl_fail(err, PL_E_STORE,
		    "store \"%s\": an older patchlore wrote it; run patchlore "
		    "collect once to bring it up to date",
		    store->path);
	return PL_OK;
}

/* Names of the kinds for event_text; they may be more than last time. */
static int
schema_kinds(struct pl_store *store, struct pl_error *err)
{
	sqlite3_stmt *insert;
	int result = PL_OK;

	if (pl_sql_prepare(store, &insert, sql_kind, err) < 0)
		return PL_E_STORE;
	for (int kind = 1; kind < 256 && result == PL_OK; kind++) {
		const char *name = pl_kind_name((enum pl_kind)kind);

		if (name == NULL)
			continue;
		sqlite3_bind_int(insert, 1, kind);
		pl_sql_text(insert, 2, name);
		result =
		    pl_sql_step(store, insert, "cannot write the kinds", err);
	}
	sqlite3_finalize(insert);
	return result;
}

/* Rows of the old table, in its order, into strips. */
static int
schema_pack(struct pl_store *store, struct pl_error *err)
{
	struct pl_strips *strips;
	sqlite3_stmt *events = NULL;
	int64_t added = 0;
	int step = SQLITE_DONE, result;

	result = pl_strips_open(&strips, store, err);
	if (result < 0)
		return result;
	result = pl_sql_prepare(store, &events, sql_events, err);
	while (result == PL_OK && (step = sqlite3_step(events)) == SQLITE_ROW) {
		const struct pl_strip_row row = {
		    .key = pl_strips_key(events),
		    .after = sqlite3_column_int64(events, 5),
		    .took = sqlite3_column_int64(events, 6),
		    .code = sqlite3_column_int64(events, 7),
		};

		result = pl_strips_add(strips, &row, &added, err);
	}
	if (result == PL_OK && step != SQLITE_DONE)
		result = pl_sql_fail(store, "cannot read its events", err);
	if (result == PL_OK)
		result = pl_strips_flush(strips, err);
	sqlite3_finalize(events);
	pl_strips_close(strips);
	return result;
}

static int
schema_migrate(struct pl_store *store, size_t from, struct pl_error *err)
{
	const char *tried = "cannot make its tables";
	int result = pl_sql_run(store, migrations[from].make, tried, err);

	if (result == PL_OK && migrations[from].move != NULL)
		result = migrations[from].move(store, err);
	if (result == PL_OK && migrations[from].drop != NULL)
		result = pl_sql_run(store, migrations[from].drop, tried, err);
	return result;
}

int
pl_schema_update(struct pl_store *store, struct pl_error *err)
{
	struct identity is;
	int result;

	result = pl_sql_run(store, "BEGIN IMMEDIATE", "cannot begin", err);
	if (result < 0)
		return result;
	result = schema_identity(store, &is, err);
	for (size_t i = (size_t)is.version;
	     result == PL_OK && i < PL_COUNT(migrations); i++)
		result = schema_migrate(store, i, err);
	if (result == PL_OK)
		result = schema_kinds(store, err);
	if (result == PL_OK)
		result =
		    pl_sql_run(store, "COMMIT", "cannot make its tables", err);
	if (result < 0)
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return result;
}
