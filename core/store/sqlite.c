#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"

enum {
	STORE_PATH = 4000,     /* bytes of a path, at most */
	STORE_BUSY_MS = 10000, /* how long to wait for another writer */
	STORE_LOCK_MS = 50,    /* between two looks at the lock */
};

/* FULL makes a commit outlast a power cut, not only the process. */
static const char sql_write[] =
    "PRAGMA page_size = 65536;" /* counts only while the file is empty */
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA cache_size = -65536;"
    "PRAGMA journal_size_limit = 67108864;";
/* The file may come from elsewhere: its schema gets no say over us. */
static const char sql_wary[] = "PRAGMA trusted_schema = OFF;";

/* ---- Helpers ------------------------------------------------------------ */

static const char *
sql_remedy(int code)
{
	switch (code & 0xff) {
	case SQLITE_FULL:
		return "; make room on its disk and run again, what was "
		       "committed is safe";
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return "; another program is writing to it, end that or wait";
	case SQLITE_NOTADB:
		return "; it is not a store of patchlore, name another file";
	case SQLITE_CORRUPT:
		return "; it is damaged, restore a copy or collect anew into "
		       "another file";
	case SQLITE_IOERR:
		return "; see to its disk and run again, what was committed "
		       "is safe";
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		return "; check the rights on the file and its folder";
	default:
		return "";
	}
}

int
pl_sql_fail(
    const struct pl_store *store, const char *tried, struct pl_error *err)
{
	return pl_fail(err, PL_E_STORE, "store \"%s\": %s: %s%s", store->path,
	    tried, sqlite3_errmsg(store->db),
	    sql_remedy(sqlite3_errcode(store->db)));
}

int
pl_sql_prepare(struct pl_store *store, sqlite3_stmt **out, const char *sql,
    struct pl_error *err)
{
	if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
		out, NULL) == SQLITE_OK)
		return PL_OK;
	return pl_sql_fail(store, "cannot be queried", err);
}

int
pl_sql_run(struct pl_store *store, const char *sql, const char *tried,
    struct pl_error *err)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return PL_OK;
	return pl_sql_fail(store, tried, err);
}

int
pl_sql_step(struct pl_store *store, sqlite3_stmt *statement, const char *tried,
    struct pl_error *err)
{
	int result = PL_OK;

	if (sqlite3_step(statement) != SQLITE_DONE)
		result = pl_sql_fail(store, tried, err);
	sqlite3_reset(statement);
	return result;
}

void
pl_sql_text(sqlite3_stmt *statement, int index, const char *text)
{
	if (text == NULL || *text == '\0')
		sqlite3_bind_null(statement, index);
	else
		sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

/* ---- Opening ------------------------------------------------------------ */

static int
store_busy(struct pl_store *store, struct pl_error *err)
{
	char who[32] = "";
	ssize_t length = pread(store->lock, who, sizeof who - 1, 0);

	who[length > 0 ? length : 0] = '\0';
	who[strcspn(who, "\n")] = '\0';
	return pl_fail(err, PL_E_STORE,
	    "store \"%s\": process %s is writing to it; wait for it to end",
	    store->path, *who != '\0' ? who : "(unknown)");
}

/* SQLite would let two writers take turns. Two runs that collect the same
 * source are a mistake that somebody should hear of, so one holds a lock for
 * as long as its store is open. The file stays; removing it would race. */
static int
store_lock(struct pl_store *store, struct pl_error *err)
{
	char path[STORE_PATH + 8];
	char who[32];
	int length, waited = 0;

	snprintf(path, sizeof path, "%s.lock", store->path);
	store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (store->lock < 0)
		return pl_fail(err, PL_E_STORE,
		    "store \"%s\": cannot open its lock \"%s\": %s; check that "
		    "its folder is there and may be written",
		    store->path, path, strerror(errno));
	while (flock(store->lock, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return pl_fail(err, PL_E_STORE,
			    "cannot lock \"%s\": %s", path, strerror(errno));
		if (waited >= STORE_BUSY_MS / 2)
			return store_busy(store, err);
		usleep(STORE_LOCK_MS * 1000);
		waited += STORE_LOCK_MS;
	}
	length = snprintf(who, sizeof who, "%ld\n", (long)getpid());
	/* For the message above alone; a full disk may take it. */
	if (ftruncate(store->lock, 0) == 0 &&
	    pwrite(store->lock, who, (size_t)length, 0) < 0)
		errno = 0;
	return PL_OK;
}

static int
store_connect(struct pl_store *store, struct pl_error *err)
{
	int flags = store->mode == PL_STORE_WRITE
	                ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
	                : SQLITE_OPEN_READONLY;

	if (store->mode == PL_STORE_READ && access(store->path, F_OK) < 0)
		return pl_fail(err, PL_E_STORE,
		    "store \"%s\": %s; run patchlore collect first",
		    store->path, strerror(errno));
	if (sqlite3_open_v2(store->path, &store->db,
		flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
		NULL) != SQLITE_OK)
		return pl_sql_fail(store, "cannot be opened", err);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	sqlite3_busy_timeout(store->db, STORE_BUSY_MS);
	return pl_sql_run(store, sql_wary, "cannot be set up", err);
}

static int
store_prepare(struct pl_store *store, struct pl_error *err)
{
	int result;

	/* The lock comes first where the file may be made. */
	if (store->mode == PL_STORE_WRITE && store_lock(store, err) < 0)
		return PL_E_STORE;
	if (store_connect(store, err) < 0)
		return PL_E_STORE;
	if (store->mode == PL_STORE_READ) {
		/* One snapshot for all that this store is asked. */
		result = pl_sql_run(store, "BEGIN", "cannot begin", err);
		return result < 0 ? result : pl_schema_check(store, err);
	}
	result = pl_schema_check(store, err);
	if (result == PL_OK)
		result = pl_sql_run(store, sql_write, "cannot be set up", err);
	return result < 0 ? result : pl_schema_update(store, err);
}

int
pl_store_open(struct pl_store **out, const char *path, enum pl_store_mode mode,
    struct pl_error *err)
{
	struct pl_store *store;
	int result;

	if (strlen(path) > STORE_PATH)
		return pl_fail(err, PL_E_CONFIG,
		    "the store's path is longer than %d bytes", STORE_PATH);
	store = pl_alloc(sizeof *store);
	store->path = pl_strdup(path);
	store->mode = mode;
	store->lock = -1;
	result = store_prepare(store, err);
	if (result < 0) {
		pl_store_close(store);
		return result;
	}
	*out = store;
	return PL_OK;
}

void
pl_store_close(struct pl_store *store)
{
	if (store == NULL)
		return;
	sqlite3_close(store->db);
	if (store->lock >= 0)
		close(store->lock);
	free(store->path);
	free(store);
}
