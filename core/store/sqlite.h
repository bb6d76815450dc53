/*
 * sqlite.h - what the files of this room share: a store is an SQLite file
 *
 * Nothing outside core/store/ includes this.
 */
#ifndef PL_SQLITE_H
#define PL_SQLITE_H

#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "store/store.h"

struct pl_store {
	sqlite3 *db;
	char *path;
	enum pl_store_mode mode;
	int lock;         /* descriptor that says who writes; -1 when reading */
	int unlocked;     /* read without locks, which this user cannot take */
	struct stat seen; /* the file when it was opened so */
	pthread_mutex_t reading; /* held by the reader that asks SQLite */
};

/* Make the tables, or bring those of an older version up to date. */
int pl_schema_update(struct pl_store *store, struct pl_error *err);

/* PL_E_STORE unless the file is ours, not newer than we are and, for readers,
 * not empty. */
int pl_schema_check(struct pl_store *store, struct pl_error *err);

/* PL_E_STORE with a sentence that names the path, what was tried, what SQLite
 * said and, where one is known, the remedy. */
int pl_sql_fail(
    const struct pl_store *store, const char *tried, struct pl_error *err);

int pl_sql_prepare(struct pl_store *store, sqlite3_stmt **out, const char *sql,
    struct pl_error *err);
int pl_sql_run(struct pl_store *store, const char *sql, const char *tried,
    struct pl_error *err);

/* Run a statement that returns no rows, and make it ready for the next. */
int pl_sql_step(struct pl_store *store, sqlite3_stmt *statement,
    const char *tried, struct pl_error *err);

/* A text in a query's row, borrowed until the next step. */
const char *pl_sql_column(sqlite3_stmt *query, int index);

/* Finalize a query whose last step this was: PL_OK at its end, else PL_E_STORE
 * and what went wrong. */
int pl_sql_end(struct pl_store *store, sqlite3_stmt *query, int step,
    struct pl_error *err);

/* To be asked when a query has come to its end: PL_E_STORE where the store was
 * written to while it was read without locks, so that nothing that was read
 * can be relied upon. */
int pl_sql_steady(const struct pl_store *store, struct pl_error *err);

/* Bind a text that outlives the step; NULL and "" become NULL. */
void pl_sql_text(sqlite3_stmt *statement, int index, const char *text);

#endif
