/* Answers in a text that a person edits: what is read is written, and read
 * again as the same. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "survey/answers.h"
#include "survey/import.h"
#include "survey/questions.h"
#include "survey/sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char set[] =
    "{\"id\": \"t\", \"version\": \"1\", \"title\": \"T\", \"items\": ["
    "{\"id\": \"level\", \"rev\": 1, \"type\": \"ordinal\", \"text\": \"L\","
    " \"options\": [{\"code\": \"low\", \"text\": \"L\", \"order\": 1},"
    "{\"code\": \"high\", \"text\": \"H\", \"order\": 2}]},"
    "{\"id\": \"parts\", \"rev\": 1, \"type\": \"multi\", \"text\": \"P\","
    " \"options\": [{\"code\": \"a\", \"text\": \"A\"},"
    "{\"code\": \"b\", \"text\": \"B\"}]},"
    "{\"id\": \"why\", \"rev\": 1, \"type\": \"text\", \"text\": \"W\","
    " \"ask_if\": {\"all\": [{\"q\": \"level\", \"op\": \"=\","
    " \"v\": \"high\"}]}}]}";

static int
read_sheet(struct pl_import *import, const struct pl_survey *survey,
    const char *text, size_t length, struct pl_error *err)
{
	*import = (struct pl_import){
	    .survey = survey, .otherwise = {"self", "2026-Q1"}, .now_ms = 1};
	return pl_sheet_read(import, "fuzz", text, length, err);
}

static void
is_same(const struct pl_answer *a, const struct pl_answer *b)
{
	if (a->state != b->state || (a->value == NULL) != (b->value == NULL) ||
	    (a->value != NULL && strcmp(a->value, b->value) != 0))
		abort();
}

static void
check(const struct pl_survey *survey, const struct pl_answers *answers)
{
	struct pl_import again;
	struct pl_buf sheet;

	pl_buf_init(&sheet, 1 << 20);
	pl_sheet_write(answers, survey, &sheet);
	if (read_sheet(&again, survey, sheet.text, sheet.length, NULL) < 0)
		abort();
	for (size_t i = 0; i < pl_survey_about(survey)->question_count; i++)
		is_same(pl_answers_get(answers, i),
		    pl_answers_get(again.list[0].answers, i));
	pl_import_free(&again);
	pl_buf_free(&sheet);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_error err = {0};
	struct pl_survey *survey;
	struct pl_import import;

	if (pl_survey_read(&survey, "set", set, strlen(set), NULL) < 0)
		abort();
	if (read_sheet(&import, survey, (const char *)data, size, &err) == 0)
		check(survey, import.list[0].answers);
	else if (err.text[0] == '\0')
		abort();
	pl_import_free(&import);
	pl_survey_free(survey);
	return 0;
}
