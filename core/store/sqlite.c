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
    "PRAGMA page_size = 16384;" /* counts only while the file is empty */
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA cache_size = -65536;"
    "PRAGMA journal_size_limit = 67108864;";
/* The file may come from elsewhere: its schema gets no say over us. */
static const char sql_wary[] = "PRAGMA trusted_schema = OFF;";

/* ---- Helpers ------------------------------------------------------------ */

/* As the user whose rights count: access() asks for the real one's. */
static int
may(const char *path, int mode)
{
	return faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0;
}

/* Is the file there that holds what was written last? */
static int
has_wal(const struct pl_store *store)
{
	char path[STORE_PATH + 8];

	snprintf(path, sizeof path, "%s-wal", store->path);
	return may(path, F_OK);
}

static const char *
sql_remedy(const struct pl_store *store, int code)
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
		if (store->mode == PL_STORE_READ && has_wal(store))
			return "; what was last written still lies in the file "
			       "beside it that ends in -wal, which only a user "
			       "who may write there can take in: run "
			       "\"patchlore store info\" as one";
		return "; check the rights on the file and on the folders "
		       "above it";
	default:
		return "";
	}
}

int
pl_sql_fail(
    const struct pl_store *store, const char *tried, struct pl_error *err)
{
	int code = sqlite3_errcode(store->db);

	/* What changes under our eyes looks damaged. */
	if (pl_sql_steady(store, err) < 0)
		return PL_E_STORE;
	return pl_fail(err, PL_E_STORE, "store \"%s\": %s: %s%s", store->path,
	    tried, sqlite3_errmsg(store->db), sql_remedy(store, code));
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

const char *
pl_sql_column(sqlite3_stmt *query, int index)
{
	return (const char *)sqlite3_column_text(query, index);
}

int
pl_sql_end(
    struct pl_store *store, sqlite3_stmt *query, int step, struct pl_error *err)
{
	int result = step == SQLITE_DONE
	                 ? pl_sql_steady(store, err)
	                 : pl_sql_fail(store, "cannot be read", err);

	sqlite3_finalize(query);
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

/* ---- The place ---------------------------------------------------------- */

/* The folder that the store's file lies in. */
static void
store_folder(const struct pl_store *store, char out[STORE_PATH + 1])
{
	const char *slash = strrchr(store->path, '/');
	size_t length = slash == NULL ? 0 : (size_t)(slash - store->path);

	if (slash == NULL)
		snprintf(out, STORE_PATH + 1, ".");
	else if (length == 0)
		snprintf(out, STORE_PATH + 1, "/");
	else
		snprintf(out, STORE_PATH + 1, "%.*s", (int)length, store->path);
}

static int
check_present(const struct pl_store *store, const struct stat *status,
    struct pl_error *err)
{
	int reading = store->mode == PL_STORE_READ;

	if (S_ISDIR(status->st_mode))
		return pl_fail(err, PL_E_CONFIG,
		    "store \"%s\": is a folder; name a file, such as "
		    "\"%s/patchlore.db\"",
		    store->path, store->path);
	if (may(store->path, reading ? R_OK : R_OK | W_OK))
		return PL_OK;
	return pl_fail(err, PL_E_STORE,
	    "store \"%s\": cannot be %s: %s; ask its owner for the right, or "
	    "name another file with --store",
	    store->path, reading ? "read" : "written", strerror(errno));
}

static int
check_absent(const struct pl_store *store, struct pl_error *err)
{
	char folder[STORE_PATH + 1];

	store_folder(store, folder);
	if (!may(folder, F_OK))
		return pl_fail(err, PL_E_CONFIG,
		    "store \"%s\": there is no folder \"%s\"; make it, or name "
		    "another file",
		    store->path, folder);
	if (store->mode == PL_STORE_READ)
		return pl_fail(err, PL_E_STORE,
		    "store \"%s\": is not there; run patchlore collect first, "
		    "or name another with --store",
		    store->path);
	if (may(folder, W_OK | X_OK))
		return PL_OK;
	return pl_fail(err, PL_E_STORE,
	    "store \"%s\": cannot be made in its folder: %s; name a file "
	    "elsewhere with --store",
	    store->path, strerror(errno));
}

/* SQLite has few words for a path that leads nowhere. */
static int
check_place(const struct pl_store *store, struct pl_error *err)
{
	struct stat status;

	if (stat(store->path, &status) == 0)
		return check_present(store, &status, err);
	if (errno == ENOENT)
		return check_absent(store, err);
	return pl_fail(err, PL_E_STORE,
	    "store \"%s\": cannot be looked for: %s; name a file that this "
	    "user can reach with --store",
	    store->path, strerror(errno));
}

/* ---- Reading without locks ---------------------------------------------- */

/* Two files beside the store are part of it while it is in use: "-wal" has what
 * was written last, "-shm" the locks. A reader makes them where they are not
 * there, unless it may not write to the folder: then nobody else uses the store
 * either, all of it is in its file, and what remains is to notice a writer who
 * comes meanwhile. The file is looked at before the other one, so that no
 * writer can be gone in between unnoticed. */
static int
must_read_unlocked(struct pl_store *store)
{
	char folder[STORE_PATH + 1];

	store_folder(store, folder);
	return store->mode == PL_STORE_READ && !may(folder, W_OK) &&
	       stat(store->path, &store->seen) == 0 && !has_wal(store);
}

int
pl_sql_steady(const struct pl_store *store, struct pl_error *err)
{
	const struct stat *seen = &store->seen;
	struct stat now;

	if (!store->unlocked ||
	    (stat(store->path, &now) == 0 && now.st_ino == seen->st_ino &&
		now.st_size == seen->st_size &&
		now.st_mtim.tv_sec == seen->st_mtim.tv_sec &&
		now.st_mtim.tv_nsec == seen->st_mtim.tv_nsec))
		return PL_OK;
	return pl_fail(err, PL_E_STORE,
	    "store \"%s\": was written to while it was read by a user who "
	    "cannot lock it; run again",
	    store->path);
}

/* A name by which SQLite reads the file and nothing beside it. */
static void
unlocked_name(struct pl_buf *out, const char *path)
{
	pl_buf_adds(out, path[0] == '/' ? "file://" : "file:");
	for (; *path != '\0'; path++)
		if (strchr("%?#", *path) != NULL)
			pl_buf_addf(out, "%%%02x", (unsigned char)*path);
		else
			pl_buf_add(out, path, 1);
	pl_buf_adds(out, "?immutable=1");
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
	struct pl_buf name;
	int result;

	pl_buf_init(&name, 3 * STORE_PATH + 32);
	store->unlocked = must_read_unlocked(store);
	if (store->unlocked) {
		flags |= SQLITE_OPEN_URI;
		unlocked_name(&name, store->path);
	} else {
		pl_buf_adds(&name, store->path);
	}
	result = sqlite3_open_v2(name.text, &store->db,
	    flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	pl_buf_free(&name);
	if (result != SQLITE_OK)
		return pl_sql_fail(store, "cannot be opened", err);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	sqlite3_busy_timeout(store->db, STORE_BUSY_MS);
	return pl_sql_run(store, sql_wary, "cannot be set up", err);
}

static int
store_prepare(struct pl_store *store, struct pl_error *err)
{
	int result = check_place(store, err);

	if (result < 0)
		return result;
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
	pthread_mutex_init(&store->reading, NULL);
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
	pthread_mutex_destroy(&store->reading);
	if (store->lock >= 0)
		close(store->lock);
	free(store->path);
	free(store);
}
