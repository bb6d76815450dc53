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
static const char sql_review[] = "INSERT OR REPLACE INTO lesson_review"
				 " (lesson, rules, role, month, read, digest)"
				 " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
static const char sql_review_forget[] =
    "DELETE FROM lesson_review_text WHERE lesson = ?1";
static const char sql_review_text[] =
    "INSERT INTO lesson_review_text (lesson, place, question, text)"
    " VALUES (?1, ?2, ?3, ?4)";
static const char sql_reviews[] =
    "SELECT r.lesson, r.rules, r.role, r.month, r.read, r.digest,"
    " t.question, coalesce(t.text, '')"
    " FROM lesson_review r JOIN lesson_review_text t ON t.lesson = r.lesson"
    " WHERE r.lesson = ?1 ORDER BY t.place";

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

/* ---- Reviews ------------------------------------------------------------ */

static int
review_note(struct pl_store *store, const struct pl_store_review *review,
    struct pl_error *err)
{
	sqlite3_stmt *note;
	int result = pl_sql_prepare(store, &note, sql_review, err);

	if (result < 0)
		return result;
	sqlite3_bind_int64(note, 1, review->lesson);
	pl_sql_text(note, 2, review->rules);
	pl_sql_text(note, 3, review->role);
	pl_sql_text(note, 4, review->month);
	pl_sql_text(note, 5, review->read);
	pl_sql_text(note, 6, review->digest);
	result = pl_sql_step(store, note, "cannot keep a review", err);
	sqlite3_finalize(note);
	return result;
}

static int
review_forget(struct pl_store *store, int64_t lesson, struct pl_error *err)
{
	sqlite3_stmt *forget;
	int result = pl_sql_prepare(store, &forget, sql_review_forget, err);

	if (result < 0)
		return result;
	sqlite3_bind_int64(forget, 1, lesson);
	result = pl_sql_step(store, forget, "cannot replace a review", err);
	sqlite3_finalize(forget);
	return result;
}

static int
review_texts(struct pl_store *store, int64_t lesson,
    const struct pl_store_review_text *texts, size_t count,
    struct pl_error *err)
{
	sqlite3_stmt *insert;
	int result = pl_sql_prepare(store, &insert, sql_review_text, err);

	if (result < 0)
		return result;
	for (size_t i = 0; i < count && result == PL_OK; i++) {
		sqlite3_bind_int64(insert, 1, lesson);
		sqlite3_bind_int64(insert, 2, (int64_t)i + 1);
		pl_sql_text(insert, 3, texts[i].question);
		pl_sql_text(insert, 4, texts[i].text);
		result =
		    pl_sql_step(store, insert, "cannot keep a review", err);
	}
	sqlite3_finalize(insert);
	return result;
}

int
pl_store_review_save(struct pl_store *store,
    const struct pl_store_review *review,
    const struct pl_store_review_text *texts, size_t count,
    struct pl_error *err)
{
	int result = review_forget(store, review->lesson, err);

	if (result == PL_OK)
		result = review_note(store, review, err);
	if (result == PL_OK)
		result = review_texts(store, review->lesson, texts, count, err);
	return result;
}

int
pl_store_review(struct pl_store *store, int64_t lesson,
    int (*each)(void *context, const struct pl_store_review *review,
	const struct pl_store_review_text *text),
    void *context, struct pl_error *err)
{
	sqlite3_stmt *query;
	int step, result = pl_sql_prepare(store, &query, sql_reviews, err);

	if (result < 0)
		return result;
	sqlite3_bind_int64(query, 1, lesson);
	while ((step = sqlite3_step(query)) == SQLITE_ROW) {
		const struct pl_store_review review = {
		    .lesson = sqlite3_column_int64(query, 0),
		    .rules = pl_sql_column(query, 1),
		    .role = pl_sql_column(query, 2),
		    .month = pl_sql_column(query, 3),
		    .read = pl_sql_column(query, 4),
		    .digest = pl_sql_column(query, 5)};
		const struct pl_store_review_text text = {
		    pl_sql_column(query, 6), pl_sql_column(query, 7)};

		result = each(context, &review, &text);
		if (result == 0)
			continue;
		sqlite3_finalize(query);
		return result;
	}
	return pl_sql_end(store, query, step, err);
}
