#include "store/query.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "store/sqlite.h"

/* ---- The table event, read from strips ---------------------------------- */

/* Columns of the table, in the order of its declaration. */
enum { SUBJECT, ASSET, AT, AFTER, TOOK_MS, KIND, SOURCE, CODE };

static const char declaration[] =
    "CREATE TABLE event (subject INTEGER, asset INTEGER, at INTEGER,"
    " after INTEGER, took_ms INTEGER, kind INTEGER, source INTEGER,"
    " code INTEGER)";

static const char sql_setup[] =
    "CREATE TEMP VIEW IF NOT EXISTS event_text AS"
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
    /* So that the table is connected before nothing more may be declared. */
    "SELECT 1 FROM event LIMIT 0";

/* Which events a scan needs; SQLite looks at each of them again. */
enum plan { PLAN_ALL, PLAN_SUBJECT, PLAN_ASSET };

struct event_table {
	sqlite3_vtab base; /* must be first */
	struct pl_store *store;
};

struct event_cursor {
	sqlite3_vtab_cursor base; /* must be first */
	struct pl_reader *reader;
	struct pl_row row;
	sqlite3_int64 number;
	int ended;
};

static int
event_connect(sqlite3 *db, void *store, int argc, const char *const *argv,
    sqlite3_vtab **out, char **message)
{
	struct event_table *table;
	int result = sqlite3_declare_vtab(db, declaration);

	(void)argc;
	(void)argv;
	(void)message;
	if (result != SQLITE_OK)
		return result;
	table = pl_alloc(sizeof *table);
	table->store = store;
	*out = &table->base;
	return SQLITE_OK;
}

static int
event_disconnect(sqlite3_vtab *table)
{
	free(table);
	return SQLITE_OK;
}

static int
event_best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
	static const double costs[] = {1e6, 1e2, 1e3};
	int chosen = -1;

	(void)table;
	info->idxNum = PLAN_ALL;
	for (int i = 0; i < info->nConstraint; i++) {
		const struct sqlite3_index_constraint *at =
		    &info->aConstraint[i];

		if (!at->usable || at->op != SQLITE_INDEX_CONSTRAINT_EQ ||
		    (at->iColumn != SUBJECT && at->iColumn != ASSET) ||
		    info->idxNum == PLAN_SUBJECT)
			continue;
		info->idxNum =
		    at->iColumn == SUBJECT ? PLAN_SUBJECT : PLAN_ASSET;
		chosen = i;
	}
	if (chosen >= 0)
		info->aConstraintUsage[chosen].argvIndex = 1;
	info->estimatedCost = costs[info->idxNum];
	info->estimatedRows = (sqlite3_int64)costs[info->idxNum];
	return SQLITE_OK;
}

static int
event_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
	struct event_cursor *cursor = pl_alloc(sizeof *cursor);

	(void)table;
	*out = &cursor->base;
	return SQLITE_OK;
}

static int
event_close(sqlite3_vtab_cursor *base)
{
	struct event_cursor *cursor = (struct event_cursor *)base;

	pl_reader_close(cursor->reader);
	free(cursor);
	return SQLITE_OK;
}

/* SQLite frees the message. */
static int
event_fail(sqlite3_vtab *table, const struct pl_error *err)
{
	sqlite3_free(table->zErrMsg);
	table->zErrMsg = sqlite3_mprintf("%s", err->text);
	return SQLITE_ERROR;
}

static int
event_next(sqlite3_vtab_cursor *base)
{
	struct event_cursor *cursor = (struct event_cursor *)base;
	struct pl_error err;
	int step = pl_reader_next(cursor->reader, &cursor->row, &err);

	cursor->number++;
	cursor->ended = step <= 0;
	return step < 0 ? event_fail(base->pVtab, &err) : SQLITE_OK;
}

static int
event_filter(sqlite3_vtab_cursor *base, int plan, const char *text, int argc,
    sqlite3_value **argv)
{
	struct event_cursor *cursor = (struct event_cursor *)base;
	struct pl_store *store = ((struct event_table *)base->pVtab)->store;
	int64_t only = argc > 0 ? sqlite3_value_int64(argv[0]) : 0;
	struct pl_error err;
	int result;

	(void)text;
	pl_reader_close(cursor->reader);
	cursor->reader = NULL;
	cursor->number = 0;
	if (plan == PLAN_SUBJECT)
		result = pl_reader_open_subject(
		    &cursor->reader, store, INT64_MAX, only, &err);
	else if (plan == PLAN_ASSET)
		result = pl_reader_open_asset(
		    &cursor->reader, store, INT64_MAX, only, &err);
	else
		result =
		    pl_reader_open(&cursor->reader, store, INT64_MAX, &err);
	return result < 0 ? event_fail(base->pVtab, &err) : event_next(base);
}

static int
event_eof(sqlite3_vtab_cursor *base)
{
	return ((struct event_cursor *)base)->ended;
}

static int
event_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
	const struct pl_row *row = &((struct event_cursor *)base)->row;
	const int64_t values[] = {
	    [SUBJECT] = row->subject,
	    [ASSET] = row->asset,
	    [AT] = row->at_ms,
	    [AFTER] = row->after_ms,
	    [TOOK_MS] = row->took_ms,
	    [KIND] = row->kind,
	    [SOURCE] = row->source,
	    [CODE] = row->code_id,
	};

	sqlite3_result_int64(context, values[column]);
	return SQLITE_OK;
}

static int
event_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
	*out = ((struct event_cursor *)base)->number;
	return SQLITE_OK;
}

/* Without xCreate the table is simply there, by the name of its module. */
static const sqlite3_module event_module = {
    .xConnect = event_connect,
    .xBestIndex = event_best_index,
    .xDisconnect = event_disconnect,
    .xOpen = event_open,
    .xClose = event_close,
    .xFilter = event_filter,
    .xNext = event_next,
    .xEof = event_eof,
    .xColumn = event_column,
    .xRowid = event_rowid,
};

/* ---- Queries ------------------------------------------------------------ */

static int
authorize(void *context, int action, const char *a, const char *b,
    const char *c, const char *d)
{
	(void)context;
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return action == SQLITE_SELECT || action == SQLITE_READ ||
	               action == SQLITE_FUNCTION || action == SQLITE_RECURSIVE
	           ? SQLITE_OK
	           : SQLITE_DENY;
}

static int
query_refuse(struct pl_store *store, const char *what, struct pl_error *err)
{
	return pl_fail(err, PL_E_CONFIG, "the query: %s",
	    what != NULL ? what : sqlite3_errmsg(store->db));
}

static int
query_prepare(struct pl_store *store, const char *sql, sqlite3_stmt **out,
    struct pl_error *err)
{
	const char *rest;

	sqlite3_set_authorizer(store->db, authorize, NULL);
	if (sqlite3_prepare_v2(store->db, sql, -1, out, &rest) != SQLITE_OK)
		return query_refuse(store, NULL, err);
	if (*out == NULL)
		return query_refuse(store, "is empty", err);
	if (rest[strspn(rest, " \t\r\n;")] != '\0')
		return query_refuse(store, "is more than one", err);
	return PL_OK;
}

static void
answer_take(sqlite3_stmt *query, int columns, const char **values, int *numbers)
{
	for (int i = 0; i < columns; i++) {
		int type = sqlite3_column_type(query, i);

		numbers[i] = type == SQLITE_INTEGER || type == SQLITE_FLOAT;
		values[i] = pl_sql_column(query, i);
	}
}

static int
query_rows(struct pl_store *store, sqlite3_stmt *query,
    int (*each)(void *context, const struct pl_store_answer *answer),
    void *context, struct pl_error *err)
{
	int columns = sqlite3_column_count(query), step, result = 0;
	const char **names = pl_alloc_array((size_t)columns, sizeof *names);
	const char **values = pl_alloc_array((size_t)columns, sizeof *values);
	int *numbers = pl_alloc_array((size_t)columns, sizeof *numbers);
	const struct pl_store_answer answer = {columns, names, values, numbers};

	for (int i = 0; i < columns; i++)
		names[i] = sqlite3_column_name(query, i);
	while (result == 0 && (step = sqlite3_step(query)) == SQLITE_ROW) {
		answer_take(query, columns, values, numbers);
		result = each(context, &answer);
	}
	if (result == 0 && step != SQLITE_DONE)
		result = query_refuse(store, NULL, err);
	if (result == 0)
		result = pl_sql_steady(store, err);
	free(names);
	free(values);
	free(numbers);
	return result;
}

int
pl_store_query(struct pl_store *store, const char *sql,
    int (*each)(void *context, const struct pl_store_answer *answer),
    void *context, struct pl_error *err)
{
	sqlite3_stmt *query = NULL;
	int result;

	if (sqlite3_create_module(store->db, "event", &event_module, store) !=
	    SQLITE_OK)
		return pl_sql_fail(store, "cannot be queried", err);
	result = pl_sql_run(store, sql_setup, "cannot be queried", err);
	if (result == PL_OK)
		result = query_prepare(store, sql, &query, err);
	if (result == PL_OK)
		result = query_rows(store, query, each, context, err);
	sqlite3_finalize(query);
	sqlite3_set_authorizer(store->db, NULL, NULL);
	return result;
}
