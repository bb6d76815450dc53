#include "report/people.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "host/locate.h"
#include "survey/answers.h"
#include "survey/period.h"
#include "survey/questions.h"

/* ---- Surveys ------------------------------------------------------------- */

/* Answers are about their own periods, whatever the rest is about. */
static int
read_practices(struct pl_practices *out, struct pl_store *store,
    const struct pl_survey *survey, const struct pl_layout *layout,
    const struct pl_query *query, struct pl_error *err)
{
	struct pl_practice_request request = {
	    .id = layout->outcome, .query = *query};

	request.query.by_count = 1;
	request.query.by[0] = layout->outcome_by;
	request.query.since_ms = request.query.until_ms = 0;
	return pl_practices_compute(out, store, survey, &request, err);
}

static int
read_survey(struct pl_people *out, struct pl_store *store,
    const struct pl_layout *layout, const struct pl_query *query,
    struct pl_error *err)
{
	size_t place = out->survey_count;
	const char *name = layout->surveys[place];
	struct pl_survey *survey;
	char path[PATH_MAX];
	int result = pl_locate_survey(name, path, err);

	if (result == PL_OK)
		result = pl_survey_open(&survey, path, err);
	if (result < 0)
		return result;
	result = pl_summary_compute(
	    &out->summaries[place], store, survey, query->as_of_ms, err);
	if (result < 0) {
		pl_survey_free(survey);
		return result;
	}
	out->surveys[place] = survey;
	out->survey_count++;
	if (!layout->has_outcome || out->summaries[place].period_count == 0)
		return PL_OK;
	return read_practices(
	    &out->practices[place], store, survey, layout, query, err);
}

/* ---- Lessons ------------------------------------------------------------- */

static int
is_linked(const struct pl_lesson *lesson, const char *patch)
{
	for (size_t i = 0; i < lesson->link_count; i++)
		if (lesson->links[i].type == PL_LINK_PATCH &&
		    strcmp(lesson->links[i].name, patch) == 0)
			return 1;
	return 0;
}

/* A page reaches others than those who were present. */
static int
is_red(const struct pl_people *people, const struct pl_lesson *lesson)
{
	size_t place = pl_survey_find(people->questions, "tlp");
	const struct pl_answer *answer;

	if (place == pl_survey_about(people->questions)->question_count)
		return 0;
	answer = pl_answers_get(lesson->answers, place);
	return answer->value != NULL && strcmp(answer->value, "red") == 0;
}

static void
choose_lessons(struct pl_people *out, int64_t as_of_ms, const char *patch)
{
	out->told = pl_alloc_array(out->lessons.count + 1, sizeof *out->told);
	for (size_t i = out->lessons.count; i-- > 0;) {
		const struct pl_lesson *lesson = &out->lessons.list[i];

		if (pl_period_is_after(lesson->period, as_of_ms) ||
		    (patch != NULL && !is_linked(lesson, patch)))
			continue;
		if (is_red(out, lesson))
			out->red++;
		else
			out->told[out->told_count++] = i;
	}
}

static int
read_lessons(struct pl_people *out, struct pl_store *store, int64_t as_of_ms,
    const char *patch, struct pl_error *err)
{
	char path[PATH_MAX];
	int result = pl_locate_lesson(path, err);

	if (result == PL_OK)
		result = pl_survey_open(&out->questions, path, err);
	if (result == PL_OK)
		result = pl_lessons_load(
		    &out->lessons, store, out->questions, 0, as_of_ms, err);
	if (result == PL_OK)
		choose_lessons(out, as_of_ms, patch);
	return result;
}

/* ---- All of it ----------------------------------------------------------- */

int
pl_people_read(struct pl_people *out, struct pl_store *store,
    const struct pl_layout *layout, const struct pl_query *query,
    const char *patch, struct pl_error *err)
{
	int result = PL_OK;

	*out = (struct pl_people){0};
	for (size_t i = 0; result == PL_OK && i < layout->survey_count; i++)
		result = read_survey(out, store, layout, query, err);
	if (result == PL_OK && layout->lessons > 0)
		result = read_lessons(out, store, query->as_of_ms, patch, err);
	if (result < 0)
		pl_people_free(out);
	return result;
}

void
pl_people_free(struct pl_people *people)
{
	for (size_t i = 0; i < people->survey_count; i++) {
		pl_practices_free(&people->practices[i]);
		pl_summary_free(&people->summaries[i]);
		pl_survey_free(people->surveys[i]);
	}
	free(people->told);
	pl_lessons_free(&people->lessons);
	pl_survey_free(people->questions);
	*people = (struct pl_people){0};
}
