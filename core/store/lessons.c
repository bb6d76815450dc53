#include "store/lessons.h"

#include "base/error.h"
#include "store/sqlite.h"

static const char sql_number[] =
    "SELECT coalesce(max(CAST(respondent AS INTEGER)), 0) + 1 FROM response"
    " WHERE survey = 'lesson'";
static const char sql_link[] =
    "INSERT INTO lesson_link (lesson, type, name) VALUES (?1, ?2, ?3)"
    " ON CONFLICT DO NOTHING";
static const char sql_unlink[] =
    "DELETE FROM lesson_link WHERE lesson = ?1 AND type = ?2 AND name = ?3";
static const char sql_links[] =
    "SELECT lesson, type, name FROM lesson_link WHERE lesson = ?1 OR ?1 = 0"
    " ORDER BY lesson, type, name";

int
pl_store_lesson_number(
    struct pl_store *store, int64_t *out, struct pl_error *err)
{
	sqlite3_stmt *query;
	int step, result = pl_sql_prepare(store, &query, sql_number, err);

	if (result < 0)
		return result;
	step = sqlite3_step(query);
	if (step == SQLITE_ROW) {
		*out = sqlite3_column_int64(query, 0);
		step = sqlite3_step(query);
	}
	return pl_sql_end(store, query, step, err);
}

static int
link_change(struct pl_store *store, const char *sql, int64_t lesson,
    enum pl_link_type type, const char *name, struct pl_error *err)
{
	sqlite3_stmt *change;
	int result = pl_sql_prepare(store, &change, sql, err);

	if (result < 0)
		return result;
	sqlite3_bind_int64(change, 1, lesson);
	sqlite3_bind_int(change, 2, (int)type);
	pl_sql_text(change, 3, name);
	result = pl_sql_step(store, change, "cannot link a lesson", err);
	sqlite3_finalize(change);
	return result;
}

int
pl_store_lesson_link(struct pl_store *store, int64_t lesson,
    enum pl_link_type type, const char *name, struct pl_error *err)
{
	return link_change(store, sql_link, lesson, type, name, err);
}

int
pl_store_lesson_unlink(struct pl_store *store, int64_t lesson,
    enum pl_link_type type, const char *name, struct pl_error *err)
{
	return link_change(store, sql_unlink, lesson, type, name, err);
}

int
pl_store_lesson_links(struct pl_store *store, int64_t lesson,
    int (*each)(void *context, int64_t lesson, enum pl_link_type type,
	const char *name),
    void *context, struct pl_error *err)
{
	sqlite3_stmt *query;
	int step, result = pl_sql_prepare(store, &query, sql_links, err);

	if (result < 0)
		return result;
	sqlite3_bind_int64(query, 1, lesson);
	while ((step = sqlite3_step(query)) == SQLITE_ROW) {
		result = each(context, sqlite3_column_int64(query, 0),
		    (enum pl_link_type)sqlite3_column_int(query, 1),
		    pl_sql_column(query, 2));
		if (result == 0)
			continue;
		sqlite3_finalize(query);
		return result;
	}
	return pl_sql_end(store, query, step, err);
}
