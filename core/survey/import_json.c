#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/members.h"
#include "survey/import.h"
#include "survey/lessons.h"
#include "survey/questions.h"

/* What a person wrote in a file of answers is data, and no setting. */
static int
as_data(struct pl_error *err)
{
	if (err != NULL)
		err->code = PL_E_DATA;
	return PL_E_DATA;
}

/* A text, or a list of codes, as codes with blanks between. */
static int
read_value(struct pl_buf *out, const json_t *value, struct pl_error *err)
{
	if (json_is_string(value))
		pl_buf_adds(out, json_string_value(value));
	else if (!json_is_array(value))
		return pl_fail(
		    err, PL_E_DATA, "answer: expected a text or a list");
	for (size_t i = 0; i < json_array_size(value); i++) {
		const char *code = json_string_value(json_array_get(value, i));

		if (code == NULL || strchr(code, ' ') != NULL)
			return pl_fail(err, PL_E_DATA,
			    "answer[%zu]: expected the code of an option", i);
		pl_buf_addf(out, "%s%s", i > 0 ? " " : "", code);
	}
	return pl_buf_failed(out) < 0
	           ? pl_fail(err, PL_E_DATA, "answer: too long")
	           : PL_OK;
}

static int
read_answer(struct pl_import *import, struct pl_imported *imported,
    const char *question, json_t *object, struct pl_error *err)
{
	static const char *const known[] = {"answer", "none", "rev", NULL};
	const json_t *value = json_object_get(object, "answer");
	const json_t *none = json_object_get(object, "none");
	const json_t *rev = json_object_get(object, "rev");
	int result, revision = 0;
	struct pl_buf text;

	if (pl_members_expect(object, known, err) < 0 ||
	    (rev != NULL && pl_members_number(&revision, rev, 1,
				PL_SURVEY_REVISIONS, err) < 0)) {
		pl_fail_at(err, "%.100s", question);
		return as_data(err);
	}
	if ((none != NULL && !json_is_string(none)) ||
	    (value == NULL) == (none == NULL))
		return pl_fail(err, PL_E_DATA,
		    "%.100s: expected one of answer and none", question);
	pl_buf_init(&text, PL_SURVEY_OPTIONS * (PL_SURVEY_NAME + 1));
	result = value == NULL ? PL_OK : read_value(&text, value, err);
	if (result < 0)
		pl_fail_at(err, "%.100s", question);
	else
		result = pl_import_answer(import, imported, question, revision,
		    value == NULL ? NULL : text.text, json_string_value(none),
		    err);
	pl_buf_free(&text);
	return result;
}

/* A member that may be missing, and is a text else. */
static int
read_text(const char **out, const json_t *object, const char *member,
    struct pl_error *err)
{
	const json_t *value = json_object_get(object, member);

	if (value == NULL)
		return PL_OK;
	if (pl_members_text(out, value, PL_SURVEY_NAME, err) < 0) {
		pl_fail_at(err, "%s", member);
		return as_data(err);
	}
	return PL_OK;
}

static int
read_links_of(struct pl_lesson *lesson, enum pl_link_type type,
    const json_t *names, struct pl_error *err)
{
	if (names != NULL && !json_is_array(names))
		return pl_fail(err, PL_E_DATA, "%s: expected a list of names",
		    pl_lesson_link_names[type - 1]);
	for (size_t i = 0; i < json_array_size(names); i++) {
		const json_t *name = json_array_get(names, i);

		if (!json_is_string(name))
			return pl_fail(err, PL_E_DATA,
			    "%s[%zu]: expected a name",
			    pl_lesson_link_names[type - 1], i);
		if (pl_lesson_add_link(
			lesson, type, json_string_value(name), err) < 0)
			return as_data(err);
	}
	return PL_OK;
}

static int
read_links(struct pl_lesson *lesson, json_t *links, struct pl_error *err)
{
	int result = PL_OK;

	if (links == NULL)
		return PL_OK;
	if (pl_members_expect(links, pl_lesson_link_names, err) < 0) {
		pl_fail_at(err, "links");
		return as_data(err);
	}
	for (int type = PL_LINK_PATCH; type < PL_LINK_TYPES && result == PL_OK;
	     type++)
		result = read_links_of(lesson, (enum pl_link_type)type,
		    json_object_get(links, pl_lesson_link_names[type - 1]),
		    err);
	return result < 0 ? pl_fail_at(err, "links") : PL_OK;
}

static int
read_response(struct pl_import *import, json_t *object, struct pl_error *err)
{
	const char *const known[] = {"survey", "version", "respondent",
	    "period", "answers", import->lesson != NULL ? "links" : NULL, NULL};
	const char *survey = NULL, *version, *question;
	struct pl_response response = {NULL, NULL};
	struct pl_imported *imported;
	json_t *answers, *answer;
	size_t before = import->count;

	if (pl_members_expect(object, known, err) < 0)
		return as_data(err);
	if (read_text(&survey, object, "survey", err) < 0 ||
	    read_text(&version, object, "version", err) < 0 ||
	    read_text(&response.respondent, object, "respondent", err) < 0 ||
	    read_text(&response.period, object, "period", err) < 0)
		return PL_E_DATA;
	if (survey == NULL ||
	    strcmp(survey, pl_survey_about(import->survey)->id) != 0)
		return pl_fail(err, PL_E_DATA, "survey: expected \"%s\"",
		    pl_survey_about(import->survey)->id);
	if (read_links(import->lesson, json_object_get(object, "links"), err) <
	    0)
		return PL_E_DATA;
	answers = json_object_get(object, "answers");
	if (!json_is_object(answers))
		return pl_fail(err, PL_E_DATA,
		    "answers: expected an object of answers by question");
	imported = pl_import_response(import, &response, err);
	if (imported == NULL)
		return PL_E_DATA;
	if (import->count == before)
		return pl_fail(err, PL_E_DATA,
		    "respondent: \"%s\" answers twice for %s",
		    imported->respondent, imported->period);
	json_object_foreach(answers, question, answer)
	{
		if (read_answer(import, imported, question, answer, err) < 0)
			return pl_fail_at(err, "answers");
	}
	return PL_OK;
}

int
pl_import_json(struct pl_import *import, const char *name, const char *text,
    size_t length, struct pl_error *err)
{
	json_t *root;
	int result =
	    pl_members_load(&root, name, text, length, PL_IMPORT_BYTES, err);

	if (result < 0)
		return as_data(err);
	if (!json_is_array(root)) {
		result = read_response(import, root, err);
		if (result < 0)
			pl_fail_at(err, "%.400s", name);
	}
	for (size_t i = 0; i < json_array_size(root) && result == PL_OK; i++) {
		result = read_response(import, json_array_get(root, i), err);
		if (result < 0)
			pl_fail_at(err, "%.400s: [%zu]", name, i);
	}
	json_decref(root);
	return result;
}
