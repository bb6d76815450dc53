#include "survey/lessons.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/plain.h"
#include "base/time.h"
#include "store/responses.h"
#include "survey/answers.h"
#include "survey/questions.h"
#include "survey/response.h"

enum { DAY = 10, NUMBER = 24 }; /* bytes of "2026-11-26", of a number */

const char *const pl_lesson_link_names[] = {"patch", "wave", "product", NULL};

/* ---- One lesson --------------------------------------------------------- */

void
pl_lesson_begin(
    struct pl_lesson *out, const struct pl_survey *survey, int64_t now_ms)
{
	char day[PL_TIME_TEXT];

	pl_time_format(now_ms, day);
	day[DAY] = '\0';
	*out = (struct pl_lesson){
	    .period = pl_strdup(day), .answers = pl_answers_new(survey)};
}

void
pl_lesson_free(struct pl_lesson *lesson)
{
	for (size_t i = 0; i < lesson->link_count; i++)
		free(lesson->links[i].name);
	free(lesson->period);
	pl_answers_free(lesson->answers);
}

int
pl_lesson_add_link(struct pl_lesson *lesson, enum pl_link_type type,
    const char *name, struct pl_error *err)
{
	if (*name == '\0' || strlen(name) > PL_LESSON_NAME ||
	    pl_plain_span(name) != strlen(name))
		return pl_fail(err, PL_E_CONFIG,
		    "%s: expected a name of 1 to %d bytes without control "
		    "characters",
		    pl_lesson_link_names[type - 1], PL_LESSON_NAME);
	for (size_t i = 0; i < lesson->link_count; i++)
		if (lesson->links[i].type == type &&
		    strcmp(lesson->links[i].name, name) == 0)
			return PL_OK;
	if (lesson->link_count == PL_LESSON_LINKS)
		return pl_fail(err, PL_E_CONFIG,
		    "a lesson has at most %d links", PL_LESSON_LINKS);
	lesson->links[lesson->link_count++] =
	    (struct pl_lesson_link){type, pl_strdup(name)};
	return PL_OK;
}

int
pl_lesson_check(const struct pl_lesson *lesson, const struct pl_survey *survey,
    struct pl_error *err)
{
	size_t missing = pl_answers_missing(lesson->answers);
	const struct pl_question *question;

	if (missing == pl_survey_about(survey)->question_count)
		return PL_OK;
	question = pl_survey_question(survey, missing);
	return pl_fail(err, PL_E_DATA, "%s: is required: %s", question->id,
	    question->text);
}

static int
save_parts(struct pl_lesson *lesson, struct pl_store *store,
    const struct pl_survey *survey, int64_t now_ms, struct pl_error *err)
{
	char number[NUMBER];
	const struct pl_response who = {number, lesson->period};
	int result = PL_OK;

	if (lesson->number == 0)
		result = pl_store_lesson_number(store, &lesson->number, err);
	if (result < 0)
		return result;
	snprintf(number, sizeof number, "%" PRId64, lesson->number);
	result =
	    pl_response_save(lesson->answers, store, survey, &who, now_ms, err);
	for (size_t i = 0; i < lesson->link_count && result == PL_OK; i++)
		result = pl_store_lesson_link(store, lesson->number,
		    lesson->links[i].type, lesson->links[i].name, err);
	return result;
}

int
pl_lesson_save(struct pl_lesson *lesson, struct pl_store *store,
    const struct pl_survey *survey, int64_t now_ms, struct pl_error *err)
{
	int result = pl_store_responses_begin(store, err);

	if (result < 0)
		return result;
	result = save_parts(lesson, store, survey, now_ms, err);
	return pl_store_responses_end(store, result, err);
}

/* ---- All of them -------------------------------------------------------- */

struct loading {
	struct pl_lessons *lessons;
	const struct pl_survey *survey;
};

static struct pl_lesson *
find(const struct pl_lessons *lessons, int64_t number)
{
	for (size_t i = lessons->count; i-- > 0;)
		if (lessons->list[i].number == number)
			return &lessons->list[i];
	return NULL;
}

static int
load_reply(void *context, const struct pl_store_response *response,
    const struct pl_store_reply *reply)
{
	const struct loading *loading = context;
	struct pl_lessons *lessons = loading->lessons;
	int64_t number = strtoll(response->respondent, NULL, 10);
	struct pl_lesson *lesson = find(lessons, number);

	if (number < 1)
		return 0; /* somebody answered it as a survey */
	if (lesson == NULL) {
		lessons->list = pl_grow(lessons->list, lessons->count,
		    &lessons->room, sizeof *lessons->list);
		lesson = &lessons->list[lessons->count++];
		*lesson = (struct pl_lesson){.number = number,
		    .period = pl_strdup(response->period),
		    .answers = pl_answers_new(loading->survey)};
	}
	pl_response_take(lesson->answers, loading->survey, reply);
	return 0;
}

static int
load_link(
    void *context, int64_t number, enum pl_link_type type, const char *name)
{
	const struct loading *loading = context;
	struct pl_lesson *lesson = find(loading->lessons, number);

	/* A newer patchlore may know other types. */
	if (lesson != NULL && type >= PL_LINK_PATCH && type < PL_LINK_TYPES)
		pl_lesson_add_link(lesson, type, name, NULL);
	return 0;
}

static int
compare_lessons(const void *a, const void *b)
{
	const struct pl_lesson *first = a, *second = b;

	return (first->number > second->number) -
	       (first->number < second->number);
}

/* The number as responses have it; NULL for all. */
static const char *
respondent_of(int64_t number, char text[NUMBER])
{
	snprintf(text, NUMBER, "%" PRId64, number);
	return number == 0 ? NULL : text;
}

int
pl_lessons_load(struct pl_lessons *out, struct pl_store *store,
    const struct pl_survey *survey, int64_t number, int64_t now_ms,
    struct pl_error *err)
{
	struct pl_lessons lessons = {0};
	struct loading loading = {.lessons = &lessons, .survey = survey};
	char text[NUMBER];
	int result = pl_store_replies(store, pl_survey_about(survey)->id,
	    respondent_of(number, text), NULL, load_reply, &loading, err);

	if (result == PL_OK)
		result = pl_store_lesson_links(
		    store, number, load_link, &loading, err);
	if (result == PL_OK && number != 0 && lessons.count == 0)
		result = pl_fail(err, PL_E_CONFIG,
		    "there is no lesson %" PRId64
		    "; \"patchlore lesson list\" shows those that there are",
		    number);
	if (result < 0) {
		pl_lessons_free(&lessons);
		return result;
	}
	for (size_t i = 0; i < lessons.count; i++)
		pl_answers_settle(lessons.list[i].answers, now_ms);
	if (lessons.count > 0)
		qsort(lessons.list, lessons.count, sizeof *lessons.list,
		    compare_lessons);
	*out = lessons;
	return PL_OK;
}

void
pl_lessons_free(struct pl_lessons *lessons)
{
	for (size_t i = 0; i < lessons->count; i++)
		pl_lesson_free(&lessons->list[i]);
	free(lessons->list);
}
