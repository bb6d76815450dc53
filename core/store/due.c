#include "store/due.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "store/sqlite.h"

/* Of several sources that said different things at once, the greater value, as
 * everywhere. */
#define SQL_DISTRO                                                             \
	"SELECT coalesce((SELECT value FROM asset_fact WHERE asset = ?1"       \
	" AND name = 'distro' AND at <= ?2 ORDER BY at DESC, value DESC"       \
	" LIMIT 1), (SELECT value FROM asset_fact WHERE asset = ?1"            \
	" AND name = 'distro' ORDER BY at, value DESC LIMIT 1))"

enum statement {
	NEXT,
	DONE,
	PATCHES,
	ADVISORIES,
	VULNS,
	EVENTS,
	DISTRO,
	ASSET,
	STATEMENTS
};

static const char *const sql[STATEMENTS] = {
    [NEXT] = "SELECT product FROM join_due WHERE product > ?1"
	     " ORDER BY product LIMIT 1",
    [DONE] = "DELETE FROM join_due WHERE product <= ?1",
    [PATCHES] = "SELECT id, name FROM subject WHERE product = ?1 AND type = 0"
		" ORDER BY id",
    [ADVISORIES] = "SELECT name, value FROM event_attr WHERE subject = ?1"
		   " AND asset = 0 AND name IN ('advisory', 'distro')",
    [VULNS] = "SELECT vuln FROM subject_vuln WHERE patch = ?1",
    [EVENTS] = "SELECT asset, at, kind, source, name, value FROM event_attr"
	       " WHERE subject = ?1 AND asset > 0 AND name IN ('from', 'to')"
	       " ORDER BY asset, at, kind, source, name, value",
    [DISTRO] = SQL_DISTRO,
    [ASSET] = "SELECT name FROM asset WHERE id = ?1",
};

static const char sql_note[] =
    "INSERT OR IGNORE INTO join_due SELECT product FROM subject"
    " WHERE id = ?1 AND type = 0 AND product >= 'pkg:' AND product < 'pkg;'";
static const char sql_note_asset[] =
    "INSERT OR IGNORE INTO join_asset VALUES (?1)";
static const char sql_note_all[] =
    "INSERT OR IGNORE INTO join_due SELECT DISTINCT product FROM subject"
    " WHERE type = 0 AND product >= 'pkg:' AND product < 'pkg;'";
/* Of an asset of which nothing was joined the release makes no difference. */
static const char sql_other_distro[] =
    "SELECT 1 FROM join_asset WHERE asset = ?1"
    " AND (" SQL_DISTRO ") IS NOT ?3";

/* ---- Working off -------------------------------------------------------- */

struct pl_due {
	struct pl_store *store;
	sqlite3_stmt *statements[STATEMENTS];
};

int
pl_due_open(struct pl_due **out, struct pl_store *store, struct pl_error *err)
{
	struct pl_due *due = pl_alloc(sizeof *due);
	int result = PL_OK;

	due->store = store;
	for (int i = 0; i < STATEMENTS && result == PL_OK; i++)
		result =
		    pl_sql_prepare(store, &due->statements[i], sql[i], err);
	if (result < 0)
		pl_due_close(due);
	else
		*out = due;
	return result;
}

void
pl_due_close(struct pl_due *due)
{
	if (due == NULL)
		return;
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(due->statements[i]);
	free(due);
}

/* The rows of a query are over, or a callback wants no more. */
static int
due_end(struct pl_due *due, sqlite3_stmt *query, int step, int result,
    struct pl_error *err)
{
	if (result == 0 && step != SQLITE_DONE)
		result = pl_sql_fail(due->store, "cannot be read", err);
	sqlite3_reset(query);
	sqlite3_clear_bindings(query);
	return result;
}

/* The one text that a query finds; "" where it finds none. */
static int
due_text(struct pl_due *due, sqlite3_stmt *query, struct pl_buf *out,
    struct pl_error *err)
{
	int step = sqlite3_step(query);
	const char *text;

	pl_buf_clear(out);
	if (step == SQLITE_ROW) {
		text = pl_sql_column(query, 0);
		if (text != NULL)
			pl_buf_adds(out, text);
		step = SQLITE_DONE;
	}
	return due_end(due, query, step, 0, err);
}

int
pl_due_next(struct pl_due *due, struct pl_buf *product, struct pl_error *err)
{
	sqlite3_stmt *query = due->statements[NEXT];
	int result;

	sqlite3_bind_text(query, 1, product->text, -1, SQLITE_TRANSIENT);
	result = due_text(due, query, product, err);
	return result < 0 ? result : product->length > 0;
}

int
pl_due_done(struct pl_due *due, const char *product, struct pl_error *err)
{
	pl_sql_text(due->statements[DONE], 1, product);
	return pl_sql_step(due->store, due->statements[DONE],
	    "cannot note what was joined", err);
}

int
pl_due_patches(struct pl_due *due, const char *product,
    int (*each)(void *context, int64_t patch, const char *name), void *context,
    struct pl_error *err)
{
	sqlite3_stmt *query = due->statements[PATCHES];
	int step = SQLITE_DONE, result = 0;

	pl_sql_text(query, 1, product);
	while (result == 0 && (step = sqlite3_step(query)) == SQLITE_ROW)
		result = each(context, sqlite3_column_int64(query, 0),
		    pl_sql_column(query, 1));
	return due_end(due, query, step, result, err);
}

int
pl_due_advisories(struct pl_due *due, int64_t patch,
    int (*each)(void *context, const char *name, const char *value),
    void *context, struct pl_error *err)
{
	sqlite3_stmt *query = due->statements[ADVISORIES];
	int step = SQLITE_DONE, result = 0;

	sqlite3_bind_int64(query, 1, patch);
	while (result == 0 && (step = sqlite3_step(query)) == SQLITE_ROW)
		result = each(
		    context, pl_sql_column(query, 0), pl_sql_column(query, 1));
	return due_end(due, query, step, result, err);
}

int
pl_due_vulns(struct pl_due *due, int64_t patch,
    int (*each)(void *context, int64_t vuln), void *context,
    struct pl_error *err)
{
	sqlite3_stmt *query = due->statements[VULNS];
	int step = SQLITE_DONE, result = 0;

	sqlite3_bind_int64(query, 1, patch);
	while (result == 0 && (step = sqlite3_step(query)) == SQLITE_ROW)
		result = each(context, sqlite3_column_int64(query, 0));
	return due_end(due, query, step, result, err);
}

int
pl_due_events(struct pl_due *due, int64_t patch,
    int (*each)(void *context, const struct pl_due_event *event), void *context,
    struct pl_error *err)
{
	sqlite3_stmt *query = due->statements[EVENTS];
	int step = SQLITE_DONE, result = 0;

	sqlite3_bind_int64(query, 1, patch);
	while (result == 0 && (step = sqlite3_step(query)) == SQLITE_ROW) {
		const struct pl_due_event event = {
		    .patch = patch,
		    .asset = sqlite3_column_int64(query, 0),
		    .at_ms = sqlite3_column_int64(query, 1),
		    .kind = (enum pl_kind)sqlite3_column_int(query, 2),
		    .source = sqlite3_column_int64(query, 3),
		    .name = pl_sql_column(query, 4),
		    .value = pl_sql_column(query, 5),
		};

		result = each(context, &event);
	}
	return due_end(due, query, step, result, err);
}

int
pl_due_distro(struct pl_due *due, int64_t asset, int64_t at_ms,
    struct pl_buf *out, struct pl_error *err)
{
	sqlite3_stmt *query = due->statements[DISTRO];

	sqlite3_bind_int64(query, 1, asset);
	sqlite3_bind_int64(query, 2, at_ms);
	return due_text(due, query, out, err);
}

int
pl_due_asset(
    struct pl_due *due, int64_t asset, struct pl_buf *out, struct pl_error *err)
{
	sqlite3_stmt *query = due->statements[ASSET];

	sqlite3_bind_int64(query, 1, asset);
	return due_text(due, query, out, err);
}

/* ---- Noting ------------------------------------------------------------- */

struct pl_due_notes {
	struct pl_store *store;
	sqlite3_stmt *note, *note_asset, *note_all, *other_distro;
};

static const char trouble[] = "cannot note what is to be joined";

int
pl_due_notes_open(
    struct pl_due_notes **out, struct pl_store *store, struct pl_error *err)
{
	struct pl_due_notes *notes = pl_alloc(sizeof *notes);

	notes->store = store;
	if (pl_sql_prepare(store, &notes->note, sql_note, err) < 0 ||
	    pl_sql_prepare(store, &notes->note_asset, sql_note_asset, err) <
		0 ||
	    pl_sql_prepare(store, &notes->note_all, sql_note_all, err) < 0 ||
	    pl_sql_prepare(store, &notes->other_distro, sql_other_distro, err) <
		0) {
		pl_due_notes_close(notes);
		return PL_E_STORE;
	}
	*out = notes;
	return PL_OK;
}

void
pl_due_notes_close(struct pl_due_notes *notes)
{
	if (notes == NULL)
		return;
	sqlite3_finalize(notes->note);
	sqlite3_finalize(notes->note_asset);
	sqlite3_finalize(notes->note_all);
	sqlite3_finalize(notes->other_distro);
	free(notes);
}

int
pl_due_matters(const char *name)
{
	static const char *const names[] = {"advisory", "distro", "from", "to"};

	for (size_t i = 0; i < PL_COUNT(names); i++)
		if (strcmp(name, names[i]) == 0)
			return 1;
	return 0;
}

int
pl_due_note(struct pl_due_notes *notes, int64_t patch, struct pl_error *err)
{
	sqlite3_bind_int64(notes->note, 1, patch);
	return pl_sql_step(notes->store, notes->note, trouble, err);
}

int
pl_due_note_asset(
    struct pl_due_notes *notes, int64_t asset, struct pl_error *err)
{
	sqlite3_bind_int64(notes->note_asset, 1, asset);
	return pl_sql_step(notes->store, notes->note_asset, trouble, err);
}

int
pl_due_note_distro(struct pl_due_notes *notes, int64_t asset, int64_t at_ms,
    const char *distro, struct pl_error *err)
{
	sqlite3_stmt *query = notes->other_distro;
	int step;

	sqlite3_bind_int64(query, 1, asset);
	sqlite3_bind_int64(query, 2, at_ms);
	sqlite3_bind_text(query, 3, distro, -1, SQLITE_TRANSIENT);
	step = sqlite3_step(query);
	sqlite3_reset(query);
	if (step == SQLITE_ROW)
		return pl_sql_step(notes->store, notes->note_all, trouble, err);
	return step == SQLITE_DONE ? PL_OK
	                           : pl_sql_fail(notes->store, trouble, err);
}
