#include "plugins/dnf/database.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/grow.h"

/* libdnf's TransactionItemAction, and the state of both kinds. */
enum action {
	ACTION_INSTALL = 1,
	ACTION_DOWNGRADE = 2,
	ACTION_DOWNGRADED = 3,
	ACTION_OBSOLETE = 4,
	ACTION_OBSOLETED = 5,
	ACTION_UPGRADE = 6,
	ACTION_UPGRADED = 7,
	ACTION_REMOVE = 8,
};
enum { STATE_UNKNOWN, STATE_DONE, STATE_ERROR };

enum {
	STEPS = 100000,      /* of SQLite between two looks at the watch */
	LONGEST = 1 << 20,   /* bytes of a text or a row */
	MOST_ROWS = 1 << 20, /* of one transaction */
};

/* What leaves comes before what arrives. */
static const char query_text[] =
    "SELECT t.id, t.dt_begin, t.dt_end, t.state, t.cmdline,"
    " i.id, i.action, i.state, r.name, r.epoch, r.version, r.release, r.arch,"
    " (SELECT max(id) FROM trans)"
    " FROM trans t JOIN trans_item i ON i.trans_id = t.id"
    " JOIN rpm r ON r.item_id = i.item_id"
    " ORDER BY t.id, i.action NOT IN (5, 8), i.id";

enum column {
	TRANS_ID,
	TRANS_BEGIN,
	TRANS_END,
	TRANS_STATE,
	TRANS_COMMAND,
	ITEM_ID,
	ITEM_ACTION,
	ITEM_STATE,
	RPM_NAME,
	RPM_EPOCH,
	RPM_VERSION,
	RPM_RELEASE,
	RPM_ARCH,
	LAST_TRANS,
};

struct row {
	struct record record;
	enum action action;
	int state;
};

struct transaction {
	int64_t id, begin_ms, end_ms; /* end_ms 0: there is none */
	int state, undo;
	uint32_t command;
	struct row *rows;
	size_t count, room;
};

struct reader {
	struct history *history;
	struct database_watch *watch;
	sqlite3_stmt *query;
	int64_t now_ms;
	uint32_t cut_off, refused; /* names: why a record failed */
	struct transaction at;
};

/* ---- Rows --------------------------------------------------------------- */

static const char *
text_at(const struct reader *reader, enum column column)
{
	const char *text =
	    (const char *)sqlite3_column_text(reader->query, column);

	return text == NULL ? "" : text;
}

static int64_t
number_at(const struct reader *reader, enum column column)
{
	return sqlite3_column_int64(reader->query, column);
}

/* Seconds of our time as milliseconds; 0 for any others. */
static int64_t
instant_at(const struct reader *reader, enum column column)
{
	int64_t seconds = number_at(reader, column);

	return seconds > 0 && seconds < INT64_C(4102444800) ? seconds * 1000
	                                                    : 0;
}

static int
reject(struct reader *reader, int64_t id, const char *reason)
{
	char where[64];

	snprintf(where, sizeof where, "history.sqlite:%" PRId64, id);
	reader->watch->result =
	    reader->watch->reject(reader->watch->context, where, reason);
	return reader->watch->result == 0 ? DATABASE_OK : DATABASE_REFUSED;
}

/* "-y history undo 12", "history rollback 9" */
static int
is_undo(const char *command)
{
	const char *at = strstr(command, "history ");

	if (at == NULL || (at != command && at[-1] != ' '))
		return 0;
	at += strlen("history ");
	while (*at == ' ')
		at++;
	return strncmp(at, "undo", strlen("undo")) == 0 ||
	       strncmp(at, "rollback", strlen("rollback")) == 0;
}

static int
begin_transaction(struct reader *reader)
{
	const char *command = text_at(reader, TRANS_COMMAND);
	struct transaction *at = &reader->at;

	at->id = number_at(reader, TRANS_ID);
	at->begin_ms = instant_at(reader, TRANS_BEGIN);
	at->end_ms = instant_at(reader, TRANS_END);
	at->state = (int)number_at(reader, TRANS_STATE);
	at->undo = is_undo(command);
	at->command = kit_numbers_add(
	    &reader->history->names, command, strnlen(command, 1024));
	at->count = 0;
	return at->command == KIT_NUMBERS_FULL ? DATABASE_MEMORY : DATABASE_OK;
}

static int
take_row(struct reader *reader)
{
	struct transaction *at = &reader->at;
	struct nevra package;
	struct row row = {.action = (enum action)number_at(reader, ITEM_ACTION),
	    .state = (int)number_at(reader, ITEM_STATE)};
	struct row *rows;

	if (nevra_make(&package, text_at(reader, RPM_NAME),
		text_at(reader, RPM_EPOCH), text_at(reader, RPM_VERSION),
		text_at(reader, RPM_RELEASE), text_at(reader, RPM_ARCH)) < 0)
		return reject(reader, number_at(reader, ITEM_ID),
		    "expected a package with name, version and release");
	if (row.action < ACTION_INSTALL || row.action > ACTION_REMOVE)
		return DATABASE_OK;
	rows = kit_grow(at->rows, at->count, &at->room, sizeof *rows);
	if (rows == NULL || at->count == MOST_ROWS ||
	    history_name(reader->history, &row.record, &package) < 0)
		return DATABASE_MEMORY;
	at->rows = rows;
	rows[at->count++] = row;
	return DATABASE_OK;
}

/* ---- Transactions ------------------------------------------------------- */

static int
is_old(const struct row *row)
{
	return row->action == ACTION_UPGRADED ||
	       row->action == ACTION_DOWNGRADED;
}

static int
is_new(const struct row *row)
{
	return row->action == ACTION_UPGRADE || row->action == ACTION_DOWNGRADE;
}

struct old {
	uint32_t key, version;
};

static int
by_key(const void *a, const void *b)
{
	const struct old *x = a, *y = b;

	return (x->key > y->key) - (x->key < y->key);
}

/* Tell each new version which one it replaced. Where the architecture changed
 * with it, that is not told. */
static int
pair_rows(struct transaction *at)
{
	struct old *olds = calloc(at->count + 1, sizeof *olds);
	size_t count = 0;

	if (olds == NULL)
		return -1;
	for (size_t i = 0; i < at->count; i++)
		if (is_old(&at->rows[i]))
			olds[count++] = (struct old){
			    at->rows[i].record.key, at->rows[i].record.version};
	qsort(olds, count, sizeof *olds, by_key);
	for (size_t i = 0; i < at->count; i++) {
		struct record *record = &at->rows[i].record;
		const struct old wanted = {record->key, 0};
		const struct old *found =
		    is_new(&at->rows[i])
			? bsearch(&wanted, olds, count, sizeof *olds, by_key)
			: NULL;

		if (found != NULL)
			record->old = found->version;
	}
	free(olds);
	return 0;
}

/* Did a transaction fail without saying of whom? */
static int
all_failed(const struct transaction *at)
{
	if (at->state != STATE_ERROR)
		return 0;
	for (size_t i = 0; i < at->count; i++)
		if (at->rows[i].state != STATE_DONE)
			return 0;
	return 1;
}

static enum record_word
word_of(enum action action)
{
	switch (action) {
	case ACTION_UPGRADE:
		return RECORD_UPGRADE;
	case ACTION_DOWNGRADE:
		return RECORD_DOWNGRADE;
	case ACTION_OBSOLETED:
	case ACTION_REMOVE:
		return RECORD_REMOVE;
	default:
		return RECORD_INSTALL;
	}
}

static int
add_rows(struct reader *reader)
{
	struct transaction *at = &reader->at;
	int all = all_failed(at);

	if (pair_rows(at) < 0)
		return DATABASE_MEMORY;
	for (size_t i = 0; i < at->count; i++) {
		struct row *row = &at->rows[i];
		struct record *record = &row->record;

		if (is_old(row))
			continue;
		record->word = word_of(row->action);
		record->begin_ms = at->begin_ms;
		record->at_ms = at->end_ms == 0 ? at->begin_ms : at->end_ms;
		record->command = at->command;
		record->undo = at->undo;
		record->failed = all || row->state != STATE_DONE;
		record->cause =
		    at->end_ms == 0 ? reader->cut_off : reader->refused;
		if (history_add(reader->history, record) < 0)
			return DATABASE_MEMORY;
	}
	return DATABASE_OK;
}

static int
end_transaction(struct reader *reader, int is_last)
{
	struct transaction *at = &reader->at;

	if (at->id == 0 || at->count == 0)
		return DATABASE_OK;
	if (at->begin_ms == 0)
		return reject(reader, at->id,
		    "a transaction that began at no time that makes sense");
	if (at->end_ms != 0 && at->end_ms < at->begin_ms)
		at->begin_ms = at->end_ms; /* the clock was put back */
	if (at->end_ms == 0 && is_last &&
	    reader->now_ms - at->begin_ms < DATABASE_RUN_MS)
		return DATABASE_OK;
	return add_rows(reader);
}

static int
step(struct reader *reader, int64_t *last)
{
	int result;

	*last = number_at(reader, LAST_TRANS);
	if (number_at(reader, TRANS_ID) != reader->at.id) {
		result = end_transaction(reader, 0);
		if (result == DATABASE_OK)
			result = begin_transaction(reader);
		if (result != DATABASE_OK)
			return result;
	}
	return take_row(reader);
}

static enum database_result
read_rows(struct reader *reader, sqlite3 *db, char *error, size_t error_size)
{
	int64_t last = 0;
	int result = DATABASE_OK, more;

	while ((more = sqlite3_step(reader->query)) == SQLITE_ROW) {
		result = step(reader, &last);
		if (result != DATABASE_OK)
			return (enum database_result)result;
	}
	if (more == SQLITE_INTERRUPT)
		return DATABASE_STOPPED;
	if (more != SQLITE_DONE) {
		snprintf(error, error_size,
		    "history.sqlite is damaged: %s; what comes before "
		    "transaction %" PRId64 " was read",
		    sqlite3_errmsg(db), reader->at.id);
		return DATABASE_DATA;
	}
	return (enum database_result)end_transaction(
	    reader, reader->at.id == last);
}

/* ---- From outside ------------------------------------------------------- */

static int
interrupt(void *context)
{
	struct database_watch *watch = context;

	return watch->stopping(watch->context);
}

static enum database_result
read_open(struct reader *reader, sqlite3 *db, struct snapshot *snapshot,
    char *error, size_t error_size)
{
	enum database_result result;
	int size = (int)snapshot->size;
	unsigned char *bytes = snapshot->bytes;

	*snapshot = (struct snapshot){0};
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, LONGEST);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_progress_handler(db, STEPS, interrupt, reader->watch);
	/* SQLite frees the bytes, whatever comes of them. */
	if (sqlite3_deserialize(db, "main", bytes, size, size,
		SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY) !=
	    SQLITE_OK)
		return DATABASE_MEMORY;
	/* A plugin has no temporary files. */
	sqlite3_exec(db, "PRAGMA temp_store = MEMORY", NULL, NULL, NULL);
	if (sqlite3_prepare_v2(db, query_text, -1, &reader->query, NULL) !=
	    SQLITE_OK) {
		snprintf(error, error_size,
		    "history.sqlite: %s; expected the tables of dnf 3 or 4",
		    sqlite3_errmsg(db));
		return DATABASE_DATA;
	}
	result = read_rows(reader, db, error, error_size);
	sqlite3_finalize(reader->query);
	return result;
}

enum database_result
database_read(struct history *history, struct snapshot *snapshot,
    int64_t now_ms, struct database_watch *watch, char *error,
    size_t error_size)
{
	struct reader reader = {.history = history,
	    .watch = watch,
	    .now_ms = now_ms,
	    .cut_off = history_text(history, "the transaction was cut off"),
	    .refused = history_text(history, "dnf says that it failed")};
	enum database_result result = DATABASE_MEMORY;
	sqlite3 *db = NULL;

	history_begin_stream(history, ORIGIN_DATABASE);
	if (reader.cut_off != KIT_NUMBERS_FULL &&
	    reader.refused != KIT_NUMBERS_FULL &&
	    sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE, NULL) ==
		SQLITE_OK)
		result = read_open(&reader, db, snapshot, error, error_size);
	sqlite3_close(db);
	sqlite3_free(snapshot->bytes);
	*snapshot = (struct snapshot){0};
	free(reader.at.rows);
	return result;
}
