#include "survey/questions.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "survey/set.h"

static const char *const types[PL_QUESTION_TYPES + 1] = {
    [PL_QUESTION_SINGLE] = "single",
    [PL_QUESTION_MULTI] = "multi",
    [PL_QUESTION_ORDINAL] = "ordinal",
    [PL_QUESTION_NUMBER_BAND] = "number-band",
    [PL_QUESTION_PERCENT_BAND] = "percent-band",
    [PL_QUESTION_DATE_MONTH] = "date-month",
    [PL_QUESTION_TEXT] = "text",
    [PL_QUESTION_PATCH_REF] = "patch-ref",
};

static const char *const operators[PL_OPERATORS + 1] = {
    [PL_IS_THERE] = "exists",
    [PL_IS] = "=",
    [PL_IS_NOT] = "!=",
    [PL_IS_BELOW] = "<",
    [PL_IS_AT_MOST] = "<=",
    [PL_IS_ABOVE] = ">",
    [PL_IS_AT_LEAST] = ">=",
    [PL_IS_ONE_OF] = "in",
};

const char *
pl_question_type_name(enum pl_question_type type)
{
	return types[type];
}

const char *
pl_operator_name(enum pl_operator op)
{
	return operators[op];
}

const struct pl_survey_about *
pl_survey_about(const struct pl_survey *survey)
{
	return &survey->about;
}

const struct pl_question *
pl_survey_question(const struct pl_survey *survey, size_t index)
{
	return &survey->questions[index];
}

size_t
pl_survey_find(const struct pl_survey *survey, const char *id)
{
	size_t i = 0;

	while (i < survey->about.question_count &&
	       strcmp(survey->questions[i].id, id) != 0)
		i++;
	return i;
}

size_t
pl_question_option(const struct pl_question *question, const char *code)
{
	size_t i = 0;

	while (i < question->option_count &&
	       strcmp(question->options[i].code, code) != 0)
		i++;
	return i;
}

int
pl_question_is_ordered(const struct pl_question *question)
{
	return question->type == PL_QUESTION_ORDINAL ||
	       question->type == PL_QUESTION_NUMBER_BAND ||
	       question->type == PL_QUESTION_PERCENT_BAND;
}

int
pl_question_compares(const struct pl_question *question, int rev)
{
	for (size_t i = 0; i < question->comparable_count; i++)
		if (question->comparable[i] == rev)
			return 1;
	return question->rev == rev;
}

/* ---- Words -------------------------------------------------------------- */

static void
tell_condition(const struct pl_survey *survey, const struct pl_condition *c,
    struct pl_buf *out)
{
	const char *id = survey->questions[c->question].id;

	if (c->op == PL_IS_THERE) {
		pl_buf_addf(
		    out, "%s is %sanswered", id, c->wanted ? "" : "not ");
		return;
	}
	pl_buf_addf(
	    out, "%s %s ", id, c->op == PL_IS_ONE_OF ? "=" : operators[c->op]);
	for (size_t i = 0; i < c->value_count; i++)
		pl_buf_addf(out, "%s%s", i > 0 ? " or " : "", c->values[i]);
}

void
pl_survey_tell_when(
    const struct pl_survey *survey, size_t index, struct pl_buf *out)
{
	const struct pl_question *question = &survey->questions[index];

	for (size_t i = 0; i < question->condition_count; i++) {
		if (i > 0)
			pl_buf_adds(out, question->any ? "; or " : "; and ");
		tell_condition(survey, &question->conditions[i], out);
	}
}

/* ---- The end ------------------------------------------------------------ */

static void
free_question(struct pl_question *question)
{
	for (size_t i = 0; i < question->condition_count; i++)
		free((void *)question->conditions[i].values);
	free((void *)question->conditions);
	free((void *)question->options);
	free((void *)question->criteria);
	free((void *)question->comparable);
}

void
pl_survey_free(struct pl_survey *survey)
{
	if (survey == NULL)
		return;
	for (size_t i = 0; i < survey->about.question_count; i++)
		free_question(&survey->questions[i]);
	for (size_t i = 0; i < PL_SURVEY_QUESTIONS; i++)
		free(survey->ids[i]);
	json_decref(survey->root);
	free(survey);
}
