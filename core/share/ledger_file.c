#include "share/ledger_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"
#include "share/ledger_book.h"
#include "share/ledger_row.h"

enum {
	BUSY_MS = 10000, /* how long to wait for another writer */
	LOOK_MS = 20,    /* between two looks at the lock */
	HEAD_TEXT = 20 + 1 + 2 * PL_LEDGER_DIGEST + 1, /* and the end */
};

/* Rows may be added at the end, and that is all. OR REPLACE would delete
 * without asking the trigger for that, hence the first one. */
static const char sql_schema[] =
    "BEGIN;"
    "CREATE TABLE entry ("
    " seq INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL,"
    /* 1 reserve, 2 commit, 3 cap, 4 export */
    " kind INTEGER NOT NULL,"
    " program TEXT NOT NULL, period TEXT NOT NULL, \"table\" TEXT NOT NULL,"
    " mechanism TEXT NOT NULL, sens2 INTEGER NOT NULL,"
    " sigma2_a INTEGER NOT NULL, sigma2_b INTEGER NOT NULL,"
    " rho_n INTEGER NOT NULL, reserve INTEGER NOT NULL,"
    " quarter_cap_n INTEGER NOT NULL, year_cap_n INTEGER NOT NULL,"
    " actor TEXT NOT NULL, second TEXT NOT NULL, reason TEXT NOT NULL,"
    " data_digest BLOB NOT NULL, output_digest BLOB NOT NULL,"
    " submission_digest BLOB NOT NULL,"
    " prev BLOB NOT NULL, hash BLOB NOT NULL) STRICT;"
    "CREATE TRIGGER entry_follows BEFORE INSERT ON entry"
    " WHEN NEW.seq <> (SELECT count(*) FROM entry) + 1"
    " BEGIN SELECT RAISE(ABORT, 'rows are added at the end'); END;"
    "CREATE TRIGGER entry_stands BEFORE UPDATE ON entry"
    " BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;"
    "CREATE TRIGGER entry_stays BEFORE DELETE ON entry"
    " BEGIN SELECT RAISE(ABORT, 'rows are only added'); END;"
    "PRAGMA application_id = 1886153835;" /* "pllk" */
    "PRAGMA user_version = 1;"
    "COMMIT;";

/* The file may come from elsewhere: its schema gets no say over us. */
static const char sql_setup[] = "PRAGMA trusted_schema = OFF;"
				"PRAGMA journal_mode = DELETE;"
				"PRAGMA synchronous = EXTRA;";

static const char sql_rows[] =
    "SELECT seq, time_ms, kind, program, period, \"table\", mechanism, sens2,"
    " sigma2_a, sigma2_b, rho_n, reserve, quarter_cap_n, year_cap_n, actor,"
    " second, reason, data_digest, output_digest, submission_digest, prev, hash"
    " FROM entry ORDER BY seq";

static const char sql_add[] =
    "INSERT INTO entry (seq, time_ms, kind, program, period, \"table\","
    " mechanism, sens2, sigma2_a, sigma2_b, rho_n, reserve, quarter_cap_n,"
    " year_cap_n, actor, second, reason, data_digest, output_digest,"
    " submission_digest, prev, hash) VALUES"
    " (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

/* ---- Helpers ------------------------------------------------------------- */

static int
sql_fail(
    const struct pl_ledger_file *file, const char *tried, struct pl_error *err)
{
	int busy = (sqlite3_errcode(file->db) & 0xff) == SQLITE_BUSY;

	return pl_fail(err, PL_E_STORE, "ledger of \"%s\": %s: %s%s",
	    file->folder, tried, sqlite3_errmsg(file->db),
	    busy ? "; another program uses it, wait for that to end" : "");
}

static int
sql_run(const struct pl_ledger_file *file, const char *sql, const char *tried,
    struct pl_error *err)
{
	if (sqlite3_exec(file->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return PL_OK;
	return sql_fail(file, tried, err);
}

/* The one number that a query is for. */
static int
sql_number(const struct pl_ledger_file *file, const char *sql, int64_t *out,
    struct pl_error *err)
{
	sqlite3_stmt *query;
	int result = PL_OK;

	if (sqlite3_prepare_v2(file->db, sql, -1, &query, NULL) != SQLITE_OK)
		return sql_fail(file, "cannot be read", err);
	if (sqlite3_step(query) == SQLITE_ROW)
		*out = sqlite3_column_int64(query, 0);
	else
		result = sql_fail(file, "cannot be read", err);
	sqlite3_finalize(query);
	return result;
}

static int
system_fail(const struct pl_ledger_file *file, const char *name,
    const char *tried, struct pl_error *err)
{
	return pl_fail(err, PL_E_IO, "%s/%s: cannot be %s: %s", file->folder,
	    name, tried, strerror(errno));
}

static int
is_there(const struct pl_ledger_file *file, const char *name)
{
	return faccessat(file->directory, name, F_OK, AT_EACCESS) == 0;
}

/* ---- The head ------------------------------------------------------------ */

struct head {
	int64_t seq;
	unsigned char hash[PL_LEDGER_DIGEST];
};

/* The number, a space, the hash in hexadecimal, and the end of a line. */
static int
head_parse(struct head *out, const char *text)
{
	char *hex;
	size_t length;

	if (*text < '0' || *text > '9')
		return 0;
	errno = 0;
	out->seq = strtoll(text, &hex, 10);
	return errno == 0 && *hex == ' ' &&
	       sodium_hex2bin(out->hash, sizeof out->hash, hex + 1,
		   strlen(hex + 1), "\n", &length, NULL) == 0 &&
	       length == sizeof out->hash;
}

static int
head_read(
    const struct pl_ledger_file *file, struct head *out, struct pl_error *err)
{
	char text[HEAD_TEXT + 1];
	int descriptor =
	    openat(file->directory, "ledger.head", O_RDONLY | O_CLOEXEC);
	ssize_t length;

	if (descriptor < 0 && errno == ENOENT)
		return pl_fail(err, PL_E_STORE,
		    "ledger of \"%s\": ledger.head is gone, without which "
		    "nobody can say that no rows are missing",
		    file->folder);
	if (descriptor < 0)
		return system_fail(file, "ledger.head", "read", err);
	length = read(descriptor, text, HEAD_TEXT);
	close(descriptor);
	text[length > 0 ? length : 0] = '\0';
	if (!head_parse(out, text))
		return pl_fail(err, PL_E_STORE,
		    "ledger of \"%s\": ledger.head is not what was written "
		    "there",
		    file->folder);
	return PL_OK;
}

static int
head_fill(int descriptor, const char *text, size_t length)
{
	return write(descriptor, text, length) == (ssize_t)length &&
	       fsync(descriptor) == 0;
}

static int
head_write(struct pl_ledger_file *file, const struct pl_ledger_book *book,
    struct pl_error *err)
{
	static const struct pl_ledger_row none;
	const struct pl_ledger_row *last =
	    book->count > 0 ? &book->rows[book->count - 1] : &none;
	char hex[2 * PL_LEDGER_DIGEST + 1], text[HEAD_TEXT + 1];
	int length, written, descriptor;

	sodium_bin2hex(hex, sizeof hex, last->hash, sizeof last->hash);
	length =
	    snprintf(text, sizeof text, "%" PRId64 " %s\n", last->seq, hex);
	descriptor = openat(file->directory, "ledger.head.draft",
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (descriptor < 0)
		return system_fail(file, "ledger.head.draft", "made", err);
	written = head_fill(descriptor, text, (size_t)length);
	if (close(descriptor) < 0 || !written ||
	    renameat(file->directory, "ledger.head.draft", file->directory,
		"ledger.head") < 0 ||
	    fsync(file->directory) < 0)
		return system_fail(file, "ledger.head", "written", err);
	file->head = last->seq;
	return PL_OK;
}

static int
head_check(struct pl_ledger_file *file, const struct head *head,
    const struct pl_ledger_book *book, struct pl_error *err)
{
	const struct pl_ledger_row *row = pl_ledger_book_at(book, head->seq);

	file->head = head->seq;
	if (head->seq > (int64_t)book->count)
		return pl_fail(err, PL_E_STORE,
		    "ledger of \"%s\": rows are missing at its end: there were "
		    "%" PRId64 " and there are %zu; is it an old copy?",
		    file->folder, head->seq, book->count);
	if (row != NULL && memcmp(row->hash, head->hash, sizeof row->hash) != 0)
		return pl_fail(err, PL_E_STORE,
		    "ledger of \"%s\": row %" PRId64
		    " is not the one that ledger.head tells of",
		    file->folder, head->seq);
	return PL_OK;
}

/* ---- Rows ---------------------------------------------------------------- */

/* 0 where it would not be the same when it is written again. */
static int
column_read(struct pl_ledger_row *row, const struct pl_ledger_field *field,
    sqlite3_stmt *query, int column)
{
	char *at = (char *)row + field->offset;
	int64_t number;
	const void *bytes;
	size_t length;

	if (field->type == PL_LEDGER_NUMBER) {
		number = sqlite3_column_int64(query, column);
		memcpy(at, &number, sizeof number);
		return 1;
	}
	bytes = sqlite3_column_blob(query, column); /* NULL if empty */
	length = (size_t)sqlite3_column_bytes(query, column);
	if (length == 0)
		return field->type == PL_LEDGER_TEXT;
	if (field->type == PL_LEDGER_BYTES
		? length != field->size
		: length >= field->size || memchr(bytes, '\0', length) != NULL)
		return 0;
	memcpy(at, bytes, length);
	return 1;
}

static int
row_read(sqlite3_stmt *query, struct pl_ledger_row *out, struct pl_error *err)
{
	*out = (struct pl_ledger_row){0};
	for (int i = 0; i < PL_LEDGER_FIELDS; i++)
		if (!column_read(out, &pl_ledger_fields[i], query, i))
			return pl_fail(err, PL_E_DATA,
			    "its %s has no such form",
			    pl_ledger_fields[i].name);
	return PL_OK;
}

static int
rows_read(struct pl_ledger_file *file, struct pl_ledger_book *book,
    struct pl_error *err)
{
	struct pl_ledger_row row;
	struct pl_error why;
	sqlite3_stmt *query;
	int step = SQLITE_DONE, result = PL_OK;

	if (sqlite3_prepare_v2(file->db, sql_rows, -1, &query, NULL) !=
	    SQLITE_OK)
		return sql_fail(file, "cannot be read", err);
	while (result == PL_OK && (step = sqlite3_step(query)) == SQLITE_ROW) {
		result = row_read(query, &row, &why);
		if (result == PL_OK)
			result = pl_ledger_book_add(book, &row, &why);
	}
	if (result < 0)
		result = pl_fail(err, PL_E_STORE,
		    "ledger of \"%s\": row %zu does not hold: %s", file->folder,
		    book->count + 1, why.text);
	else if (step != SQLITE_DONE)
		result = sql_fail(file, "cannot be read", err);
	sqlite3_finalize(query);
	return result;
}

/* The head comes first: rows that are added meanwhile do no harm. */
int
pl_ledger_file_read(struct pl_ledger_file *file, struct pl_ledger_book *book,
    struct pl_error *err)
{
	struct head head;
	int result = head_read(file, &head, err);

	pl_ledger_book_free(book);
	if (result == PL_OK)
		result = rows_read(file, book, err);
	if (result == PL_OK)
		result = head_check(file, &head, book, err);
	return result;
}

static void
column_bind(const struct pl_ledger_row *row,
    const struct pl_ledger_field *field, sqlite3_stmt *statement, int index)
{
	const char *at = (const char *)row + field->offset;
	int64_t number;

	switch (field->type) {
	case PL_LEDGER_NUMBER:
		memcpy(&number, at, sizeof number);
		sqlite3_bind_int64(statement, index, number);
		break;
	case PL_LEDGER_TEXT:
		sqlite3_bind_text(statement, index, at, -1, SQLITE_STATIC);
		break;
	case PL_LEDGER_BYTES:
		sqlite3_bind_blob(
		    statement, index, at, (int)field->size, SQLITE_STATIC);
		break;
	}
}

int
pl_ledger_file_add(struct pl_ledger_file *file, const struct pl_ledger_row *row,
    struct pl_error *err)
{
	sqlite3_stmt *statement;
	int result = PL_OK;

	if (sqlite3_prepare_v2(file->db, sql_add, -1, &statement, NULL) !=
	    SQLITE_OK)
		return sql_fail(file, "cannot be written", err);
	for (int i = 0; i < PL_LEDGER_FIELDS; i++)
		column_bind(row, &pl_ledger_fields[i], statement, i + 1);
	if (sqlite3_step(statement) != SQLITE_DONE)
		result = sql_fail(file, "cannot be written", err);
	sqlite3_finalize(statement);
	return result;
}

/* ---- One writer ---------------------------------------------------------- */

static int
lock(struct pl_ledger_file *file, struct pl_error *err)
{
	int64_t begun = pl_time_steady();

	while (flock(file->lock, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return system_fail(file, "ledger.lock", "locked", err);
		if (pl_time_steady() - begun >= BUSY_MS)
			return pl_fail(err, PL_E_STORE,
			    "ledger of \"%s\": another process is writing to "
			    "it; wait for that to end",
			    file->folder);
		usleep(LOOK_MS * 1000);
	}
	return PL_OK;
}

static void
unlock(struct pl_ledger_file *file)
{
	flock(file->lock, LOCK_UN);
}

int
pl_ledger_file_begin(struct pl_ledger_file *file, struct pl_ledger_book *book,
    struct pl_error *err)
{
	int result;

	if (file->mode == PL_LEDGER_READ)
		return pl_fail(err, PL_E_CONFIG,
		    "ledger of \"%s\": was opened for reading only",
		    file->folder);
	result = lock(file, err);
	if (result < 0)
		return result;
	result = sql_run(file, "BEGIN IMMEDIATE", "cannot be written", err);
	if (result == PL_OK)
		result = pl_ledger_file_read(file, book, err);
	return result < 0 ? pl_ledger_file_end(file, book, result, err)
	                  : result;
}

int
pl_ledger_file_end(struct pl_ledger_file *file,
    const struct pl_ledger_book *book, int result, struct pl_error *err)
{
	if (result == PL_OK)
		result = sql_run(file, "COMMIT", "cannot be written", err);
	if (!sqlite3_get_autocommit(file->db))
		sqlite3_exec(file->db, "ROLLBACK", NULL, NULL, NULL);
	if (result == PL_OK && file->head < (int64_t)book->count)
		result = head_write(file, book, err);
	unlock(file);
	return result;
}

/* ---- Opening ------------------------------------------------------------- */

static int
open_folder(struct pl_ledger_file *file, struct pl_error *err)
{
	file->directory =
	    open(file->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (file->directory < 0)
		return pl_fail(err, PL_E_CONFIG,
		    "share folder \"%s\": %s; \"patchlore share keys\" makes "
		    "one",
		    file->folder, strerror(errno));
	if (file->mode == PL_LEDGER_READ) {
		if (is_there(file, "ledger.db"))
			return PL_OK;
		return pl_fail(err, PL_E_STORE,
		    "folder \"%s\": there is no ledger in it, nothing was "
		    "released from here",
		    file->folder);
	}
	file->lock = openat(
	    file->directory, "ledger.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (file->lock < 0)
		return system_fail(file, "ledger.lock", "made", err);
	return PL_OK;
}

/* A reader, too, has to be able to undo what a crash left half written. */
static int
connect_database(struct pl_ledger_file *file, struct pl_error *err)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof path, "%s/ledger.db", file->folder) >=
	    (int)sizeof path)
		return pl_fail(err, PL_E_CONFIG, "a path that long is none");
	if (sqlite3_open_v2(path, &file->db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
		    SQLITE_OPEN_EXRESCODE,
		NULL) != SQLITE_OK)
		return sql_fail(file, "cannot be opened", err);
	sqlite3_db_config(file->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	sqlite3_busy_timeout(file->db, BUSY_MS);
	return sql_run(file, sql_setup, "cannot be set up", err);
}

static int
check_version(struct pl_ledger_file *file, struct pl_error *err)
{
	int64_t id = 0, version = 0;
	int result = sql_number(file, "PRAGMA application_id", &id, err);

	if (result == PL_OK)
		result = sql_number(file, "PRAGMA user_version", &version, err);
	if (result == PL_OK && (id != 1886153835 || version != 1))
		result = pl_fail(err, PL_E_STORE,
		    "ledger of \"%s\": ledger.db is none of this version of "
		    "patchlore",
		    file->folder);
	return result;
}

/* A head for no rows comes first, so that the rows of a file without a head,
 * or a head that tells of rows without a file, can only have been lost. */
static int
make_files(struct pl_ledger_file *file, struct pl_error *err)
{
	const struct pl_ledger_book empty = {0};
	struct head head = {.seq = 0};
	int descriptor, result;

	result = is_there(file, "ledger.head") ? head_read(file, &head, err)
	                                       : head_write(file, &empty, err);
	if (result < 0)
		return result;
	if (head.seq > 0)
		return pl_fail(err, PL_E_STORE,
		    "ledger of \"%s\": ledger.db is gone, and ledger.head "
		    "tells of %" PRId64 " rows in it; restore it",
		    file->folder, head.seq);
	descriptor = openat(file->directory, "ledger.db",
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (descriptor < 0)
		return system_fail(file, "ledger.db", "made", err);
	close(descriptor);
	return PL_OK;
}

/* Make what is not there, as far as a crash left it to be made. The file is not
 * opened but by SQLite once it is there: to close it elsewhere would give up
 * the locks on it. */
static int
make(struct pl_ledger_file *file, struct pl_error *err)
{
	int result = PL_OK;
	int64_t tables;

	if (!is_there(file, "ledger.db"))
		result = make_files(file, err);
	if (result == PL_OK)
		result = connect_database(file, err);
	if (result == PL_OK)
		result = sql_number(
		    file, "SELECT count(*) FROM sqlite_schema", &tables, err);
	if (result == PL_OK && tables == 0)
		result = sql_run(file, sql_schema, "cannot be made", err);
	return result;
}

static int
open_database(struct pl_ledger_file *file, struct pl_error *err)
{
	int result;

	if (file->mode == PL_LEDGER_READ) {
		result = connect_database(file, err);
	} else {
		result = lock(file, err);
		if (result < 0)
			return result;
		result = make(file, err);
		unlock(file);
	}
	return result < 0 ? result : check_version(file, err);
}

int
pl_ledger_file_open(struct pl_ledger_file *file, const char *folder,
    enum pl_ledger_mode mode, struct pl_error *err)
{
	int result;

	*file = (struct pl_ledger_file){
	    .folder = pl_strdup(folder),
	    .mode = mode,
	    .directory = -1,
	    .lock = -1,
	};
	if (sodium_init() < 0)
		result = pl_fail(err, PL_E_FAILED, "libsodium cannot begin");
	else
		result = open_folder(file, err);
	if (result == PL_OK)
		result = open_database(file, err);
	if (result < 0)
		pl_ledger_file_close(file);
	return result;
}

void
pl_ledger_file_close(struct pl_ledger_file *file)
{
	sqlite3_close(file->db);
	if (file->lock >= 0)
		close(file->lock);
	if (file->directory >= 0)
		close(file->directory);
	free(file->folder);
	*file = (struct pl_ledger_file){.directory = -1, .lock = -1};
}

int
pl_ledger_file_check(struct pl_ledger_file *file, struct pl_error *err)
{
	sqlite3_stmt *query;
	int result = PL_OK;

	if (sqlite3_prepare_v2(file->db, "PRAGMA integrity_check(1)", -1,
		&query, NULL) != SQLITE_OK)
		return sql_fail(file, "cannot be read", err);
	if (sqlite3_step(query) != SQLITE_ROW)
		result = sql_fail(file, "cannot be read", err);
	else if (strcmp((const char *)sqlite3_column_text(query, 0), "ok") != 0)
		result = pl_fail(err, PL_E_STORE, "ledger of \"%s\": %s",
		    file->folder, (const char *)sqlite3_column_text(query, 0));
	sqlite3_finalize(query);
	return result;
}
