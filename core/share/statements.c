#include "share/statements.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/members.h"
#include "scrub/normalize.h"
#include "scrub/review.h"
#include "share/vocabulary.h"
#include "survey/questions.h"

/* ---- Patches ------------------------------------------------------------ */

/* A reference, which comes after the one before it; last may be NULL. */
static int
check_ref(const char *ref, const char *last, struct pl_error *err)
{
	if (!pl_public_name(ref))
		return pl_fail(err, PL_E_DATA,
		    "\"%s\" is no public name of a patch or a vulnerability",
		    ref);
	if (last != NULL && strcmp(last, ref) >= 0)
		return pl_fail(err, PL_E_DATA,
		    "\"%s\" %s the one before it, \"%s\"", ref,
		    strcmp(last, ref) == 0 ? "is" : "belongs before", last);
	return PL_OK;
}

static int
check_statement(const json_t *statement, const char *last, struct pl_error *err)
{
	const int trouble = !pl_member_is(statement, "result", "none") &&
	                    !pl_member_is(statement, "result", "exception");

	if (check_ref(pl_member_text(statement, "ref"), last, err) < 0)
		return pl_fail_at(err, "ref");
	if (!trouble && (json_object_get(statement, "symptom") != NULL ||
			    json_object_get(statement, "action") != NULL))
		return pl_fail(err, PL_E_DATA,
		    "result: with \"%s\" there is neither symptom nor action",
		    pl_member_text(statement, "result"));
	return PL_OK;
}

static int
check_patches(const json_t *patches, struct pl_error *err)
{
	const char *last = NULL;
	size_t index;
	json_t *statement;

	json_array_foreach(patches, index, statement)
	{
		if (check_statement(statement, last, err) < 0)
			return pl_fail_at(err, "patches[%zu]", index);
		last = pl_member_text(statement, "ref");
	}
	return PL_OK;
}

/* ---- Answers ------------------------------------------------------------ */

/* Does one of the first so many of a list have this text for a member? */
static int
is_among(const json_t *list, size_t count, const char *member, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (pl_member_is(json_array_get(list, i), member, text))
			return 1;
	return 0;
}

static int
check_value(const char *value, struct pl_error *err)
{
	const int is_name = value[0] >= 'A' && value[0] <= 'Z';

	if (is_name && check_ref(value, NULL, err) < 0)
		return pl_fail_at(err, "v");
	return PL_OK;
}

static int
check_answer(const json_t *answer, struct pl_error *err)
{
	const int given = pl_member_is(answer, "st", "given");
	const char *value = pl_member_text(answer, "v");
	const int turned = json_object_get(answer, "rr") != NULL;

	if (given != (value != NULL))
		return pl_fail(err, PL_E_DATA, "v: %s",
		    given ? "is missing"
			  : "only an answer that is \"given\" has one");
	if (turned && (!given || strchr(value, ' ') != NULL))
		return pl_fail(err, PL_E_DATA,
		    "rr: only an answer of one code can be randomized");
	return given ? check_value(value, err) : PL_OK;
}

static int
check_answers(const json_t *answers, struct pl_error *err)
{
	size_t index;
	json_t *answer;

	json_array_foreach(answers, index, answer)
	{
		const char *question = pl_member_text(answer, "q");

		if (is_among(answers, index, "q", question))
			return pl_fail(err, PL_E_DATA,
			    "answers[%zu]: q: \"%s\" is answered before", index,
			    question);
		if (check_answer(answer, err) < 0)
			return pl_fail_at(err, "answers[%zu]", index);
	}
	return PL_OK;
}

static int
check_surveys(const json_t *surveys, struct pl_error *err)
{
	size_t index;
	json_t *survey;

	json_array_foreach(surveys, index, survey)
	{
		const char *id = pl_member_text(survey, "id");

		if (is_among(surveys, index, "id", id))
			return pl_fail(err, PL_E_DATA,
			    "surveys[%zu]: id: \"%s\" is there before", index,
			    id);
		if (check_answers(json_object_get(survey, "answers"), err) < 0)
			return pl_fail_at(err, "surveys[%zu]", index);
	}
	return PL_OK;
}

/* ---- Lessons ------------------------------------------------------------ */

static int
check_text(const char *text, struct pl_error *err)
{
	size_t length = strlen(text), clean_length, hidden;
	char *clean;
	int result;

	if (length > PL_SURVEY_ANSWER)
		return pl_fail(
		    err, PL_E_DATA, "v: more than %d bytes", PL_SURVEY_ANSWER);
	result =
	    pl_normal_clean(&clean, &clean_length, &hidden, text, length, err);
	if (result < 0)
		return pl_fail_at(err, "v");
	if (clean_length != length || memcmp(clean, text, length) != 0)
		result = pl_fail(err, PL_E_DATA,
		    "v: there are characters in it that nobody sees");
	free(clean);
	return result;
}

static int
check_texts(const json_t *lesson, const json_t *texts, struct pl_error *err)
{
	const json_t *answers = json_object_get(lesson, "answers");
	size_t index;
	json_t *text;

	json_array_foreach(texts, index, text)
	{
		const char *question = pl_member_text(text, "q");

		if (is_among(texts, index, "q", question) ||
		    is_among(answers, json_array_size(answers), "q", question))
			return pl_fail(err, PL_E_DATA,
			    "texts[%zu]: q: \"%s\" is answered before", index,
			    question);
		if (check_text(pl_member_text(text, "v"), err) < 0)
			return pl_fail_at(err, "texts[%zu]", index);
	}
	return PL_OK;
}

/* What somebody read is what is here. */
static int
check_review(const json_t *texts, const json_t *review, struct pl_error *err)
{
	const char *words[PL_REVIEW_TEXTS];
	char digest[PL_REVIEW_DIGEST];
	size_t index;
	json_t *text;

	if ((texts == NULL) != (review == NULL))
		return pl_fail(err, PL_E_DATA,
		    texts == NULL ? "review: there are no texts to review"
				  : "texts: nobody has reviewed them");
	if (texts == NULL)
		return PL_OK;
	if (json_array_size(texts) > PL_REVIEW_TEXTS)
		return pl_fail(
		    err, PL_E_DATA, "texts: more than %d", PL_REVIEW_TEXTS);
	json_array_foreach(texts, index, text)
	{
		words[index] = pl_member_text(text, "v");
	}
	pl_review_digest(digest, words, index);
	return pl_member_is(review, "digest", digest)
	           ? PL_OK
	           : pl_fail(err, PL_E_DATA,
			 "review: digest: the texts are others than were "
			 "reviewed");
}

static int
check_lesson_patches(const json_t *patches, struct pl_error *err)
{
	const char *last = NULL;
	size_t index;
	json_t *ref;

	json_array_foreach(patches, index, ref)
	{
		if (check_ref(json_string_value(ref), last, err) < 0)
			return pl_fail_at(err, "patches[%zu]", index);
		last = json_string_value(ref);
	}
	return PL_OK;
}

static int
check_lesson(const json_t *lesson, struct pl_error *err)
{
	const json_t *texts = json_object_get(lesson, "texts");
	int result;

	result = check_lesson_patches(json_object_get(lesson, "patches"), err);
	if (result == PL_OK)
		result = check_answers(json_object_get(lesson, "answers"), err);
	if (result == PL_OK)
		result = check_texts(lesson, texts, err);
	if (result == PL_OK)
		result =
		    check_review(texts, json_object_get(lesson, "review"), err);
	return result;
}

static int
check_lessons(const json_t *lessons, struct pl_error *err)
{
	size_t index;
	json_t *lesson;

	json_array_foreach(lessons, index, lesson)
	{
		if (check_lesson(lesson, err) < 0)
			return pl_fail_at(err, "lessons[%zu]", index);
	}
	return PL_OK;
}

int
pl_statements_check(const json_t *body, struct pl_error *err)
{
	int result;

	result = check_patches(json_object_get(body, "patches"), err);
	if (result == PL_OK)
		result = check_surveys(json_object_get(body, "surveys"), err);
	if (result == PL_OK)
		result = check_lessons(json_object_get(body, "lessons"), err);
	return result;
}
