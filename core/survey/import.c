#include "survey/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "base/members.h"
#include "survey/answers.h"
#include "survey/questions.h"

void
pl_import_free(struct pl_import *import)
{
	for (size_t i = 0; i < import->count; i++) {
		free(import->list[i].respondent);
		free(import->list[i].period);
		pl_answers_free(import->list[i].answers);
	}
	free(import->list);
	pl_map_free(import->known);
	import->known = NULL;
	import->list = NULL;
	import->count = import->room = 0;
}

/* ---- Responses ---------------------------------------------------------- */

/* The number of a response, from 1 on: a new one is above those there are. */
static size_t
number_of(struct pl_import *import, const struct pl_response *response)
{
	struct pl_buf key;
	size_t number;

	if (import->known == NULL)
		import->known = pl_map_new();
	pl_buf_init(&key, 4 * PL_SURVEY_NAME);
	pl_buf_addf(&key, "%s\n%s", response->period, response->respondent);
	number = pl_map_add(import->known, key.text);
	pl_buf_free(&key);
	return number;
}

struct pl_imported *
pl_import_response(struct pl_import *import, const struct pl_response *response,
    struct pl_error *err)
{
	struct pl_response who = *response;
	struct pl_imported *added;
	size_t number;

	if (who.respondent == NULL)
		who.respondent = import->otherwise.respondent;
	if (who.period == NULL)
		who.period = import->otherwise.period;
	if (pl_response_check(&who, err) < 0) {
		if (err != NULL)
			err->code = PL_E_DATA;
		return NULL;
	}
	number = number_of(import, &who);
	if (number <= import->count)
		return &import->list[number - 1];
	if (import->count == PL_IMPORT_RESPONSES) {
		pl_fail(err, PL_E_DATA, "more than %d responses",
		    PL_IMPORT_RESPONSES);
		return NULL;
	}
	import->list = pl_grow(
	    import->list, import->count, &import->room, sizeof *import->list);
	added = &import->list[import->count++];
	*added = (struct pl_imported){
	    .respondent = pl_strdup(who.respondent),
	    .period = pl_strdup(who.period),
	    .answers = pl_answers_new(import->survey),
	};
	return added;
}

/* ---- Answers ------------------------------------------------------------ */

static int
unknown_question(
    const struct pl_survey *survey, const char *id, struct pl_error *err)
{
	const char *ids[PL_SURVEY_QUESTIONS + 1] = {NULL};

	for (size_t i = 0; i < pl_survey_about(survey)->question_count; i++)
		ids[i] = pl_survey_question(survey, i)->id;
	pl_members_unknown("there is no question ", id, ids, err);
	if (err != NULL)
		err->code = PL_E_DATA;
	return PL_E_DATA;
}

static int
read_state(enum pl_reply_state *out, const char *word, struct pl_error *err)
{
	for (int i = PL_REPLY_DECLINED; i < PL_REPLY_STATES; i++)
		if (strcmp(word, pl_reply_state_name((enum pl_reply_state)i)) ==
		    0) {
			*out = (enum pl_reply_state)i;
			return PL_OK;
		}
	return pl_fail(err, PL_E_DATA,
	    "none \"%.100s\": expected declined, unknown, not-applicable or "
	    "not-asked",
	    word);
}

int
pl_import_answer(struct pl_import *import, struct pl_imported *imported,
    const char *question, int rev, const char *value, const char *none,
    struct pl_error *err)
{
	size_t place = pl_survey_find(import->survey, question);
	const struct pl_question *asked;
	struct pl_answer answer = {.value = value, .at_ms = import->now_ms};

	if (place == pl_survey_about(import->survey)->question_count)
		return unknown_question(import->survey, question, err);
	asked = pl_survey_question(import->survey, place);
	if (rev != 0 && rev != asked->rev)
		return pl_fail(err, PL_E_DATA,
		    "%s: answers revision %d, and the set asks revision %d",
		    question, rev, asked->rev);
	if (pl_answers_get(imported->answers, place)->state != PL_REPLY_OPEN)
		return pl_fail(
		    err, PL_E_DATA, "%s: is answered twice", question);
	answer.rev = asked->rev;
	if (value != NULL && none != NULL)
		return pl_fail(err, PL_E_DATA,
		    "%s: expected one of answer and none", question);
	if (value != NULL)
		answer.state = PL_REPLY_GIVEN;
	else if (none != NULL && read_state(&answer.state, none, err) < 0)
		return pl_fail_at(err, "%s", question);
	if (pl_answers_set(imported->answers, place, &answer, err) < 0)
		return pl_fail_at(err, "%s", question);
	return PL_OK;
}

/* ---- Files -------------------------------------------------------------- */

int
pl_import_read(struct pl_import *import, const char *name, const char *text,
    size_t length, struct pl_error *err)
{
	size_t blank = 0;
	int result;

	while (blank < length && strchr(" \t\r\n", text[blank]) != NULL &&
	       text[blank] != '\0')
		blank++;
	if (blank < length && text[blank] == '<')
		return pl_fail(err, PL_E_DATA,
		    "%.400s: is a page; open it in a browser, and take in what "
		    "it saves",
		    name);
	if (blank < length && (text[blank] == '{' || text[blank] == '['))
		result = pl_import_json(import, name, text, length, err);
	else
		result = pl_import_csv(import, name, text, length, err);
	for (size_t i = 0; i < import->count && result == PL_OK; i++)
		import->list[i].left_out =
		    pl_answers_settle(import->list[i].answers, import->now_ms);
	return result;
}
