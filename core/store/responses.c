#include "store/responses.h"

#include "base/error.h"
#include "store/sqlite.h"

static const char sql_forget[] =
    "DELETE FROM reply WHERE response IN (SELECT id FROM response"
    " WHERE survey = ?1 AND respondent = ?2 AND period = ?3)";
static const char sql_response[] =
    "INSERT INTO response (survey, version, respondent, period, saved_ms,"
    " complete) VALUES (?1, ?4, ?2, ?3, ?5, ?6)"
    " ON CONFLICT (survey, respondent, period) DO UPDATE SET"
    " version = excluded.version, saved_ms = excluded.saved_ms,"
    " complete = excluded.complete";
static const char sql_reply[] =
    "INSERT INTO reply (response, question, rev, state, value, at)"
    " SELECT id, ?4, ?5, ?6, ?7, ?8 FROM response"
    " WHERE survey = ?1 AND respondent = ?2 AND period = ?3";
static const char sql_replies[] =
    "SELECT p.survey, p.version, p.respondent, p.period, p.saved_ms,"
    " p.complete, r.question, r.rev, r.state, r.value, r.at"
    " FROM response p JOIN reply r ON r.response = p.id"
    " WHERE p.survey = ?1 AND (p.respondent = ?2 OR ?2 IS NULL)"
    " AND (p.period = ?3 OR ?3 IS NULL)"
    " ORDER BY p.period, p.respondent, r.question";

/* ---- Saving ------------------------------------------------------------- */

/* A statement about a response; those of all begin with its three names. */
static int
response_prepare(struct pl_store *store, sqlite3_stmt **out, const char *sql,
    const struct pl_store_response *response, struct pl_error *err)
{
	int result = pl_sql_prepare(store, out, sql, err);

	if (result < 0)
		return result;
	pl_sql_text(*out, 1, response->survey);
	pl_sql_text(*out, 2, response->respondent);
	pl_sql_text(*out, 3, response->period);
	return PL_OK;
}

static int
response_forget(struct pl_store *store,
    const struct pl_store_response *response, struct pl_error *err)
{
	sqlite3_stmt *forget;
	int result =
	    response_prepare(store, &forget, sql_forget, response, err);

	if (result < 0)
		return result;
	result = pl_sql_step(store, forget, "cannot replace answers", err);
	sqlite3_finalize(forget);
	return result;
}

static int
response_note(struct pl_store *store, const struct pl_store_response *response,
    struct pl_error *err)
{
	sqlite3_stmt *note;
	int result =
	    response_prepare(store, &note, sql_response, response, err);

	if (result < 0)
		return result;
	pl_sql_text(note, 4, response->version);
	sqlite3_bind_int64(note, 5, response->saved_ms);
	sqlite3_bind_int(note, 6, response->complete);
	result = pl_sql_step(store, note, "cannot note a response", err);
	sqlite3_finalize(note);
	return result;
}

static int
response_insert(struct pl_store *store,
    const struct pl_store_response *response,
    const struct pl_store_reply *replies, size_t count, struct pl_error *err)
{
	sqlite3_stmt *insert;
	int result = response_prepare(store, &insert, sql_reply, response, err);

	if (result < 0)
		return result;
	for (size_t i = 0; i < count && result == PL_OK; i++) {
		if (replies[i].state == PL_REPLY_OPEN)
			continue;
		pl_sql_text(insert, 4, replies[i].question);
		sqlite3_bind_int(insert, 5, replies[i].rev);
		sqlite3_bind_int(insert, 6, (int)replies[i].state);
		pl_sql_text(insert, 7, replies[i].value);
		sqlite3_bind_int64(insert, 8, replies[i].at_ms);
		result = pl_sql_step(store, insert, "cannot keep answers", err);
	}
	sqlite3_finalize(insert);
	return result;
}

int
pl_store_responses_begin(struct pl_store *store, struct pl_error *err)
{
	return pl_sql_run(store, "BEGIN IMMEDIATE", "cannot begin", err);
}

int
pl_store_responses_end(struct pl_store *store, int result, struct pl_error *err)
{
	if (result == PL_OK)
		result = pl_sql_run(store, "COMMIT", "cannot commit", err);
	if (result < 0)
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return result;
}

int
pl_store_response_save(struct pl_store *store,
    const struct pl_store_response *response,
    const struct pl_store_reply *replies, size_t count, struct pl_error *err)
{
	int result = response_forget(store, response, err);

	if (result == PL_OK)
		result = response_note(store, response, err);
	if (result == PL_OK)
		result = response_insert(store, response, replies, count, err);
	return result;
}

/* ---- Reading ------------------------------------------------------------ */

static int
tell_row(sqlite3_stmt *query,
    int (*each)(void *context, const struct pl_store_response *response,
	const struct pl_store_reply *reply),
    void *context)
{
	const struct pl_store_response response = {
	    .survey = pl_sql_column(query, 0),
	    .version = pl_sql_column(query, 1),
	    .respondent = pl_sql_column(query, 2),
	    .period = pl_sql_column(query, 3),
	    .saved_ms = sqlite3_column_int64(query, 4),
	    .complete = sqlite3_column_int(query, 5),
	};
	const struct pl_store_reply reply = {
	    .question = pl_sql_column(query, 6),
	    .rev = sqlite3_column_int(query, 7),
	    .state = (enum pl_reply_state)sqlite3_column_int(query, 8),
	    .value = pl_sql_column(query, 9),
	    .at_ms = sqlite3_column_int64(query, 10),
	};

	return each(context, &response, &reply);
}

int
pl_store_replies(struct pl_store *store, const char *survey,
    const char *respondent, const char *period,
    int (*each)(void *context, const struct pl_store_response *response,
	const struct pl_store_reply *reply),
    void *context, struct pl_error *err)
{
	sqlite3_stmt *query;
	int step, result = pl_sql_prepare(store, &query, sql_replies, err);

	if (result < 0)
		return result;
	pl_sql_text(query, 1, survey);
	pl_sql_text(query, 2, respondent);
	pl_sql_text(query, 3, period);
	while ((step = sqlite3_step(query)) == SQLITE_ROW) {
		result = tell_row(query, each, context);
		if (result == 0)
			continue;
		sqlite3_finalize(query);
		return result;
	}
	return pl_sql_end(store, query, step, err);
}
