/* A set of questions, how it is told, and answers to it that come and go. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "survey/answers.h"
#include "survey/form.h"
#include "survey/questions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
no_flaw(void *context, const char *flaw)
{
	(void)context;
	(void)flaw;
	abort(); /* a set is the same as itself */
}

static void
tell(const struct pl_survey *survey)
{
	struct pl_buf said;

	pl_buf_init(&said, 64 << 20);
	for (size_t i = 0; i < pl_survey_about(survey)->question_count; i++)
		pl_survey_tell_when(survey, i, &said);
	pl_form_write(survey, PL_FORM_SURVEY, "", "", &said);
	if (pl_buf_failed(&said) < 0)
		abort();
	pl_buf_clear(&said);
	pl_form_write(survey, PL_FORM_LESSON, "", "", &said);
	if (pl_buf_failed(&said) < 0)
		abort();
	pl_buf_free(&said);
}

/* What a question is answered with in a round. */
static struct pl_answer
answer_in(const struct pl_question *question, size_t round)
{
	struct pl_answer answer = {
	    .state = PL_REPLY_GIVEN, .rev = question->rev, .at_ms = 1};

	if (round % 5 == 0)
		answer.state = PL_REPLY_UNKNOWN;
	else if (question->option_count > 0)
		answer.value =
		    question->options[round % question->option_count].code;
	else
		answer.value =
		    question->type == PL_QUESTION_DATE_MONTH ? "2026-03" : "x";
	return answer;
}

/* Every question that is asked can be answered, and then none is left; what is
 * not asked has no answer. */
static void
answer_all(const struct pl_survey *survey, struct pl_answers *answers)
{
	size_t count = pl_survey_about(survey)->question_count, i, round = 0;

	while ((i = pl_answers_next(answers)) < count) {
		struct pl_answer answer =
		    answer_in(pl_survey_question(survey, i), round);

		if (round++ > 10 * count)
			abort();
		if (pl_answers_set(answers, i, &answer, NULL) < 0 &&
		    answer.state == PL_REPLY_GIVEN)
			abort();
		pl_answers_settle(answers, 1);
	}
	for (i = 0; i < count; i++) {
		enum pl_reply_state state = pl_answers_get(answers, i)->state;

		if (pl_answers_is_asked(answers, i) ==
		    (state == PL_REPLY_NOT_ASKED))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_error err = {0};
	struct pl_survey *survey;
	struct pl_answers *answers;

	if (pl_survey_read(&survey, "fuzz", (const char *)data, size, &err) <
	    0) {
		if (err.text[0] == '\0')
			abort();
		return 0;
	}
	tell(survey);
	pl_survey_compare(survey, survey, no_flaw, NULL);
	answers = pl_answers_new(survey);
	answer_all(survey, answers);
	pl_answers_free(answers);
	pl_survey_free(survey);
	return 0;
}
