#include "share/body.h"

#include <string.h>

#include <sodium.h>

#include "base/error.h"
#include "share/bodyschema.h"
#include "share/canonical.h"
#include "share/declared.h"
#include "share/kept.h"
#include "share/keys.h"
#include "share/lesson_part.h"
#include "share/timeframe.h"
#include "share/submission.h"
#include "share/survey_part.h"
#include "share/watch_part.h"

/* ---- Its members --------------------------------------------------------- */

static int
add_org(json_t *body, const struct pl_making *making, struct pl_error *err)
{
	const struct pl_tabling *tabling = &making->tabling;
	const char *token =
	    pl_declared_token(tabling->declared, tabling->program);
	struct pl_pseudonym us;
	char key[2 * PL_SIGNER + 1], box[2 * PL_SEAL_KEY + 1];
	json_t *org;
	int result =
	    pl_keys_pseudonym(&us, tabling->keys, tabling->program, err);

	if (result < 0)
		return result;
	sodium_bin2hex(key, sizeof key, us.signer, sizeof us.signer);
	sodium_bin2hex(box, sizeof box, us.box, sizeof us.box);
	org = json_pack("{s:s, s:s, s:s}", "pid", us.id, "pk", key, "box", box);
	if (token != NULL)
		json_object_set_new(org, "enrol", json_string(token));
	json_object_set_new(body, "org", org);
	pl_pseudonym_wipe(&us);
	return PL_OK;
}

/* What an organization declares, and what all submissions have. */
static void
add_frame(json_t *body, const struct pl_tabling *tabling)
{
	const struct pl_declared *declared = tabling->declared;
	const struct pl_timeframe *span = tabling->span;
	char schema[PL_DIGEST_TEXT];

	pl_bodyschema_digest(schema);
	json_object_set_new(body, "pls", json_integer(1));
	json_object_set_new(body, "type", json_string("submission"));
	json_object_set_new(body, "program", json_string(tabling->program));
	json_object_set_new(body, "schema", json_string(schema));
	json_object_set_new(body, "tool", json_string("patchlore/" PL_VERSION));
	json_object_set_new(body, "period",
	    json_pack("{s:s, s:s, s:s}", "from", span->from, "to", span->to,
		"asof", span->as_of));
	json_object_set_new(body, "profile",
	    json_pack("{s:s, s:s, s:s}", "sector", declared->sector, "size",
		pl_sizes[declared->size], "region", declared->region));
	json_object_set_new(body, "layout",
	    json_string(
		pl_layouts[pl_layout_of(declared->size, declared->privacy)]));
}

/* What people said. */
static int
add_said(json_t *body, const struct pl_making *making,
    struct pl_remarks *remarks, struct pl_error *err)
{
	struct pl_store *store = making->tabling.store;
	json_t *surveys = json_array(), *lessons = json_array();
	int result = PL_OK;

	json_object_set_new(body, "surveys", surveys);
	json_object_set_new(body, "lessons", lessons);
	for (size_t i = 0; i < making->survey_count && result == PL_OK; i++)
		result = pl_survey_part(surveys, store, making->surveys[i],
		    &making->sharing, remarks, err);
	if (result == PL_OK)
		result = pl_lesson_part(lessons, store, making->lessons,
		    &making->sharing, remarks, err);
	if (result == PL_OK)
		json_object_set_new(body, "patches",
		    pl_watch_part(lessons, making->lessons, making->watched,
			making->watched_count, remarks));
	return result;
}

/* ---- Its place among those of its period --------------------------------- */

/* Write the body as the one of this number, which replaces one, or NULL. */
static int
write_as(struct pl_buf *out, json_t *body, int number, const char *replaces,
    struct pl_error *err)
{
	json_object_set_new(body, "seq", json_integer(number));
	json_object_set_new(body, "replaces",
	    replaces == NULL ? json_null() : json_string(replaces));
	pl_buf_clear(out);
	return pl_canonical_write(body, out, err);
}

/* The digest of a number's body, as the next one names it: none where it was
 * taken back, for then it replaces nothing. */
static int
digest_kept(char out[PL_DIGEST_TEXT], struct pl_buf *bytes,
    const struct pl_kept *kept, int number, struct pl_error *err)
{
	int result;

	*out = '\0';
	pl_buf_clear(bytes);
	if (number == 0)
		return PL_OK;
	result = pl_kept_read(bytes, kept, number, err);
	if (result == PL_OK && !pl_kept_is_withdrawn(kept, number))
		pl_digest_text(out, bytes->text, bytes->length);
	return result;
}

/* Is it the newest one again? */
static int
is_kept(struct pl_made *made, json_t *body, const struct pl_kept *kept,
    int count, struct pl_buf *bytes, struct pl_error *err)
{
	char before[PL_DIGEST_TEXT];
	int result;

	if (count == 0 || pl_kept_is_withdrawn(kept, count))
		return 0;
	result = digest_kept(before, bytes, kept, count - 1, err);
	if (result == PL_OK)
		result = write_as(&made->bytes, body, count,
		    *before == '\0' ? NULL : before, err);
	pl_buf_clear(bytes);
	if (result == PL_OK)
		result = pl_kept_read(bytes, kept, count, err);
	if (result < 0)
		return result;
	return bytes->length == made->bytes.length &&
	       memcmp(bytes->text, made->bytes.text, bytes->length) == 0;
}

static int
place(struct pl_made *made, json_t *body, const struct pl_kept *kept,
    struct pl_buf *bytes, struct pl_error *err)
{
	char before[PL_DIGEST_TEXT];
	int count, found, result = pl_kept_count(&count, kept, err);

	if (result < 0)
		return result;
	found = is_kept(made, body, kept, count, bytes, err);
	if (found < 0)
		return found;
	made->is_new = !found;
	made->number = count + made->is_new;
	if (found)
		return PL_OK;
	result = digest_kept(before, bytes, kept, count, err);
	if (result < 0)
		return result;
	return write_as(&made->bytes, body, made->number,
	    *before == '\0' ? NULL : before, err);
}

static int
place_and_check(struct pl_made *made, json_t *body,
    const struct pl_making *making, struct pl_error *err)
{
	const struct pl_kept kept = {making->folder, making->tabling.program,
	    making->tabling.span->name};
	struct pl_buf bytes;
	int result;

	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	result = place(made, body, &kept, &bytes, err);
	pl_buf_free(&bytes);
	if (result == PL_OK && pl_submission_check(body, err) < 0)
		result = pl_fail_at(
		    err, "what was put together is no submission, and stays");
	if (result == PL_OK)
		pl_digest_text(
		    made->digest, made->bytes.text, made->bytes.length);
	return result;
}

/* ---- Making -------------------------------------------------------------- */

static int
has_members(const json_t *body, const char *list)
{
	return json_array_size(json_object_get(body, list)) > 0;
}

static int
fill(struct pl_made *made, json_t *body, const struct pl_making *making,
    struct pl_error *err)
{
	int result = add_org(body, making, err);

	add_frame(body, &making->tabling);
	/* What people said comes first: where it cannot be told, nothing was
	 * paid for. */
	if (result == PL_OK)
		result = add_said(body, making, &made->remarks, err);
	if (result == PL_OK)
		result =
		    pl_table_part_make(&made->tables, &making->tabling, err);
	if (result < 0)
		return result;
	made->has_statements = has_members(body, "surveys") ||
	                       has_members(body, "lessons") ||
	                       has_members(body, "patches");
	json_object_set(body, "tables", made->tables.tables);
	json_object_set(body, "privacy", made->tables.privacy);
	return place_and_check(made, body, making, err);
}

int
pl_body_make(
    struct pl_made *out, const struct pl_making *making, struct pl_error *err)
{
	struct pl_made made = {.number = 0};
	json_t *body = json_object();
	int result;

	pl_buf_init(&made.bytes, PL_CANONICAL_LIMIT);
	result = fill(&made, body, making, err);
	json_decref(body);
	if (result < 0)
		pl_made_free(&made);
	else
		*out = made;
	return result;
}

void
pl_made_free(struct pl_made *made)
{
	pl_buf_free(&made->bytes);
	pl_table_part_free(&made->tables);
	pl_remarks_free(&made->remarks);
}
