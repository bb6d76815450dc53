#include "store/runs.h"

#include <stddef.h>

#include "base/error.h"
#include "store/sqlite.h"

static const char sql_add[] =
    "INSERT INTO run (source, plugin, began, took_ms, result, message, added,"
    " known, rejects, protection, setup)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
static const char sql_prune[] =
    "DELETE FROM run WHERE source = ?1 AND id <="
    " (SELECT id FROM run WHERE source = ?1 ORDER BY id DESC LIMIT 1"
    "  OFFSET ?2)";
static const char sql_runs[] =
    "SELECT source, plugin, began, took_ms, result, coalesce(message, ''),"
    " added, known, rejects, coalesce(protection, ''), setup"
    " FROM run WHERE source = ?1 OR ?1 IS NULL ORDER BY id DESC";

static int
run_insert(struct pl_store *store, const struct pl_store_run *run,
    struct pl_error *err)
{
	sqlite3_stmt *insert;
	int result = pl_sql_prepare(store, &insert, sql_add, err);

	if (result < 0)
		return result;
	pl_sql_text(insert, 1, run->source);
	pl_sql_text(insert, 2, run->plugin);
	sqlite3_bind_int64(insert, 3, run->began_ms);
	sqlite3_bind_int64(insert, 4, run->took_ms);
	sqlite3_bind_int(insert, 5, run->result);
	pl_sql_text(insert, 6, run->message);
	sqlite3_bind_int64(insert, 7, run->added);
	sqlite3_bind_int64(insert, 8, run->known);
	sqlite3_bind_int64(insert, 9, run->rejects);
	pl_sql_text(insert, 10, run->protection);
	sqlite3_bind_int64(insert, 11, (int64_t)run->setup);
	result = pl_sql_step(store, insert, "cannot note the run", err);
	sqlite3_finalize(insert);
	return result;
}

static int
runs_prune(struct pl_store *store, const char *source, struct pl_error *err)
{
	sqlite3_stmt *prune;
	int result = pl_sql_prepare(store, &prune, sql_prune, err);

	if (result < 0)
		return result;
	pl_sql_text(prune, 1, source);
	sqlite3_bind_int(prune, 2, PL_STORE_RUNS);
	result = pl_sql_step(store, prune, "cannot forget old runs", err);
	sqlite3_finalize(prune);
	return result;
}

int
pl_store_run_add(struct pl_store *store, const struct pl_store_run *run,
    struct pl_error *err)
{
	int result = pl_sql_run(store, "BEGIN IMMEDIATE", "cannot begin", err);

	if (result < 0)
		return result;
	result = run_insert(store, run, err);
	if (result == PL_OK)
		result = runs_prune(store, run->source, err);
	if (result == PL_OK)
		result = pl_sql_run(store, "COMMIT", "cannot commit", err);
	if (result < 0)
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return result;
}

static const char *
text(sqlite3_stmt *query, int column)
{
	return (const char *)sqlite3_column_text(query, column);
}

int
pl_store_runs(struct pl_store *store, const char *source,
    int (*each)(void *context, const struct pl_store_run *run), void *context,
    struct pl_error *err)
{
	sqlite3_stmt *query;
	int step, result = pl_sql_prepare(store, &query, sql_runs, err);

	if (result < 0)
		return result;
	pl_sql_text(query, 1, source);
	while ((step = sqlite3_step(query)) == SQLITE_ROW) {
		const struct pl_store_run run = {.source = text(query, 0),
		    .plugin = text(query, 1),
		    .began_ms = sqlite3_column_int64(query, 2),
		    .took_ms = sqlite3_column_int64(query, 3),
		    .result = sqlite3_column_int(query, 4),
		    .message = text(query, 5),
		    .added = sqlite3_column_int64(query, 6),
		    .known = sqlite3_column_int64(query, 7),
		    .rejects = sqlite3_column_int64(query, 8),
		    .protection = text(query, 9),
		    .setup = (uint64_t)sqlite3_column_int64(query, 10)};

		result = each(context, &run);
		if (result != 0)
			break;
	}
	if (result == 0)
		result = step == SQLITE_DONE
		             ? pl_sql_steady(store, err)
		             : pl_sql_fail(store, "cannot read the runs", err);
	sqlite3_finalize(query);
	return result;
}
