/* Answers from a file, JSON or CSV, to a survey with some of everything. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "survey/answers.h"
#include "survey/import.h"
#include "survey/lessons.h"
#include "survey/questions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char set[] =
    "{\"id\": \"t\", \"version\": \"1\", \"title\": \"T\", \"items\": ["
    "{\"id\": \"level\", \"rev\": 2, \"type\": \"ordinal\", \"text\": \"L\","
    " \"options\": [{\"code\": \"low\", \"text\": \"L\", \"order\": 1},"
    "{\"code\": \"high\", \"text\": \"H\", \"order\": 2}]},"
    "{\"id\": \"parts\", \"rev\": 1, \"type\": \"multi\", \"text\": \"P\","
    " \"options\": [{\"code\": \"a\", \"text\": \"A\"},"
    "{\"code\": \"b\", \"text\": \"B\"}]},"
    "{\"id\": \"since\", \"rev\": 1, \"type\": \"date-month\","
    " \"text\": \"S\"},"
    "{\"id\": \"patch\", \"rev\": 1, \"type\": \"patch-ref\","
    " \"text\": \"B\", \"required\": true},"
    "{\"id\": \"why\", \"rev\": 1, \"type\": \"text\", \"text\": \"W\","
    " \"ask_if\": {\"all\": [{\"q\": \"level\", \"op\": \"=\","
    " \"v\": \"high\"}]}}]}";

/* What was taken is an answer, and is taken again as it is. */
static void
check(const struct pl_survey *survey, struct pl_answers *answers)
{
	for (size_t i = 0; i < pl_survey_about(survey)->question_count; i++) {
		struct pl_answer answer = *pl_answers_get(answers, i);
		char *kept;

		if (answer.state != PL_REPLY_GIVEN)
			continue;
		if (!pl_answers_is_asked(answers, i))
			abort();
		kept = strdup(answer.value);
		answer.value = kept;
		if (pl_answers_set(answers, i, &answer, NULL) < 0 ||
		    strcmp(pl_answers_get(answers, i)->value, kept) != 0)
			abort();
		free(kept);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_import import = {
	    .otherwise = {"self", "2026-Q1"}, .now_ms = 1};
	struct pl_error err = {0};
	struct pl_survey *survey;
	struct pl_lesson lesson;

	if (pl_survey_read(&survey, "set", set, strlen(set), NULL) < 0)
		abort();
	pl_lesson_begin(&lesson, survey, 1);
	import.survey = survey;
	import.lesson = &lesson;
	if (pl_import_read(&import, "fuzz", (const char *)data, size, &err) <
	    0) {
		if (err.text[0] == '\0')
			abort();
	} else {
		for (size_t i = 0; i < import.count; i++)
			check(survey, import.list[i].answers);
	}
	pl_import_free(&import);
	pl_lesson_free(&lesson);
	pl_survey_free(survey);
	return 0;
}
