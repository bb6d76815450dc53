#include "survey/answers.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/plain.h"
#include "survey/period.h"
#include "survey/questions.h"

struct pl_answers {
	const struct pl_survey *survey;
	size_t count;
	struct pl_answer list[PL_SURVEY_QUESTIONS];
};

/* What is known of a condition. */
enum truth { FALSE, OPEN, TRUE };

static const char *const states[PL_REPLY_STATES] = {
    [PL_REPLY_OPEN] = "open",
    [PL_REPLY_GIVEN] = "given",
    [PL_REPLY_DECLINED] = "declined",
    [PL_REPLY_UNKNOWN] = "unknown",
    [PL_REPLY_NOT_APPLICABLE] = "not-applicable",
    [PL_REPLY_NOT_ASKED] = "not-asked",
};

const char *
pl_reply_state_name(enum pl_reply_state state)
{
	return states[state];
}

struct pl_answers *
pl_answers_new(const struct pl_survey *survey)
{
	struct pl_answers *answers = pl_alloc(sizeof *answers);

	answers->survey = survey;
	answers->count = pl_survey_about(survey)->question_count;
	return answers;
}

static void
drop(struct pl_answer *answer)
{
	free((void *)answer->value);
	*answer = (struct pl_answer){0};
}

void
pl_answers_free(struct pl_answers *answers)
{
	if (answers == NULL)
		return;
	for (size_t i = 0; i < answers->count; i++)
		drop(&answers->list[i]);
	free(answers);
}

const struct pl_answer *
pl_answers_get(const struct pl_answers *answers, size_t index)
{
	return &answers->list[index];
}

/* ---- Values ------------------------------------------------------------- */

static int
check_text(const char *text, size_t limit, struct pl_error *err)
{
	if (*text == '\0' || strlen(text) > limit ||
	    pl_plain_span(text) != strlen(text))
		return pl_fail(err, PL_E_DATA,
		    "expected a text of 1 to %zu bytes in UTF-8", limit);
	return PL_OK;
}

static int
check_patch(const char *text, struct pl_error *err)
{
	if (check_text(text, PL_SURVEY_NAME, err) < 0 ||
	    strchr(text, ' ') != NULL)
		return pl_fail(err, PL_E_DATA,
		    "expected the name of one patch, of 1 to %d bytes and "
		    "without blanks, such as KB5034441",
		    PL_SURVEY_NAME);
	return PL_OK;
}

static int
check_month(const char *text, struct pl_error *err)
{
	if (!pl_period_is_month(text))
		return pl_fail(
		    err, PL_E_DATA, "expected a month such as 2026-11");
	return PL_OK;
}

static int
no_such_option(const struct pl_question *question, const char *code,
    size_t length, struct pl_error *err)
{
	struct pl_buf known;

	pl_buf_init(&known, 600);
	for (size_t i = 0; i < question->option_count; i++)
		pl_buf_addf(&known, "%s%s", i > 0 ? ", " : "",
		    question->options[i].code);
	pl_fail(err, PL_E_DATA, "no option has the code \"%.*s\"; there are %s",
	    (int)(length < 100 ? length : 100), code, known.text);
	pl_buf_free(&known);
	return PL_E_DATA;
}

static int
find_codes(char chosen[PL_SURVEY_OPTIONS], const struct pl_question *question,
    const char *text, struct pl_error *err)
{
	memset(chosen, 0, PL_SURVEY_OPTIONS);
	while (*text != '\0') {
		size_t length = strcspn(text, " ");
		size_t i = 0;

		while (
		    i < question->option_count &&
		    (strlen(question->options[i].code) != length ||
			strncmp(question->options[i].code, text, length) != 0))
			i++;
		if (i == question->option_count)
			return no_such_option(question, text, length, err);
		if (chosen[i])
			return pl_fail(err, PL_E_DATA, "\"%s\" is there twice",
			    question->options[i].code);
		chosen[i] = 1;
		text += length;
		text += strspn(text, " ");
	}
	return PL_OK;
}

/* Replace codes in any order by the same in that of the options. */
static int
sort_codes(struct pl_buf *value, const struct pl_question *question,
    struct pl_error *err)
{
	char chosen[PL_SURVEY_OPTIONS];
	size_t count = 0;

	if (find_codes(chosen, question, value->text, err) < 0)
		return PL_E_DATA;
	pl_buf_clear(value);
	for (size_t i = 0; i < question->option_count; i++)
		if (chosen[i])
			pl_buf_addf(value, "%s%s", count++ > 0 ? " " : "",
			    question->options[i].code);
	if (count == 0 || (count > 1 && question->type != PL_QUESTION_MULTI))
		return pl_fail(err, PL_E_DATA, "expected one option%s",
		    count == 0 ? " at least" : "");
	return PL_OK;
}

/* Without blanks around it, and lines become one. */
static void
trim(struct pl_buf *out, const char *text)
{
	size_t length;

	text += strspn(text, " \t\r\n");
	length = strlen(text);
	while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
		length--;
	pl_buf_add(out, text, length);
	for (size_t i = 0; i < out->length; i++)
		if (strchr("\t\r\n", out->text[i]) != NULL)
			out->text[i] = ' ';
}

static int
check_value(struct pl_buf *value, const struct pl_question *question,
    struct pl_error *err)
{
	switch (question->type) {
	case PL_QUESTION_TEXT:
		return check_text(value->text, PL_SURVEY_ANSWER, err);
	case PL_QUESTION_PATCH_REF:
		return check_patch(value->text, err);
	case PL_QUESTION_DATE_MONTH:
		return check_month(value->text, err);
	default:
		return sort_codes(value, question, err);
	}
}

static int
keep_value(struct pl_answer *kept, const struct pl_question *question,
    const char *text, struct pl_error *err)
{
	struct pl_buf value;
	int result;

	/* Codes in order are as long as those that came. */
	pl_buf_init(&value, PL_SURVEY_OPTIONS * (PL_SURVEY_NAME + 1));
	trim(&value, text);
	result = pl_buf_failed(&value) < 0
	             ? pl_fail(err, PL_E_DATA, "too long an answer")
	             : check_value(&value, question, err);
	if (result == PL_OK)
		kept->value = pl_strdup(value.text);
	pl_buf_free(&value);
	return result;
}

int
pl_answers_set(struct pl_answers *answers, size_t index,
    const struct pl_answer *answer, struct pl_error *err)
{
	const struct pl_question *question =
	    pl_survey_question(answers->survey, index);
	struct pl_answer kept = *answer;

	kept.value = NULL;
	if (answer->state == PL_REPLY_GIVEN) {
		if (keep_value(&kept, question, answer->value, err) < 0)
			return PL_E_DATA;
	} else if (question->required && answer->state != PL_REPLY_OPEN &&
		   answer->state != PL_REPLY_NOT_ASKED) {
		return pl_fail(err, PL_E_DATA,
		    "this question needs an answer, and cannot be %s",
		    states[answer->state]);
	}
	drop(&answers->list[index]);
	answers->list[index] = kept;
	return PL_OK;
}

/* ---- Conditions --------------------------------------------------------- */

/* Is a code among those of an answer? */
static int
is_chosen(const char *value, const char *code)
{
	size_t length = strlen(code);

	for (; *value != '\0'; value += strspn(value, " ")) {
		size_t word = strcspn(value, " ");

		if (word == length && strncmp(value, code, length) == 0)
			return 1;
		value += word;
	}
	return 0;
}

/* Below 0, 0, above: by the order of options, or of months. */
static int
compare(const struct pl_question *asked, const char *value, const char *other)
{
	size_t first, second;

	if (asked->type == PL_QUESTION_DATE_MONTH)
		return pl_period_compare(value, other);
	first = pl_question_option(asked, value);
	second = pl_question_option(asked, other);
	return (first > second) - (first < second);
}

static int
is_one_of(const struct pl_condition *condition, const char *value)
{
	for (size_t i = 0; i < condition->value_count; i++)
		if (is_chosen(value, condition->values[i]))
			return 1;
	return 0;
}

static int
holds_for(const struct pl_condition *condition, const struct pl_question *asked,
    const char *value)
{
	switch (condition->op) {
	case PL_IS:
	case PL_IS_ONE_OF:
		return is_one_of(condition, value);
	case PL_IS_NOT:
		return !is_one_of(condition, value);
	case PL_IS_BELOW:
		return compare(asked, value, condition->values[0]) < 0;
	case PL_IS_AT_MOST:
		return compare(asked, value, condition->values[0]) <= 0;
	case PL_IS_ABOVE:
		return compare(asked, value, condition->values[0]) > 0;
	default:
		return compare(asked, value, condition->values[0]) >= 0;
	}
}

static enum truth
holds(const struct pl_answers *answers, const struct pl_condition *condition)
{
	const struct pl_answer *answer = &answers->list[condition->question];
	int given = answer->state == PL_REPLY_GIVEN;

	if (answer->state == PL_REPLY_OPEN)
		return OPEN;
	if (condition->op == PL_IS_THERE)
		return given == condition->wanted ? TRUE : FALSE;
	return given && holds_for(condition,
			    pl_survey_question(
				answers->survey, condition->question),
			    answer->value)
	           ? TRUE
	           : FALSE;
}

static enum truth
asked(const struct pl_answers *answers, size_t index)
{
	const struct pl_question *question =
	    pl_survey_question(answers->survey, index);
	enum truth all = TRUE, any = FALSE;

	for (size_t i = 0; i < question->condition_count; i++) {
		enum truth one = holds(answers, &question->conditions[i]);

		all = one < all ? one : all;
		any = one > any ? one : any;
	}
	return question->any ? any : all;
}

size_t
pl_answers_settle(struct pl_answers *answers, int64_t at_ms)
{
	size_t erased = 0;

	for (size_t i = 0; i < answers->count; i++) {
		struct pl_answer *answer = &answers->list[i];
		enum truth is_asked = asked(answers, i);
		enum pl_reply_state state =
		    is_asked == FALSE ? PL_REPLY_NOT_ASKED : PL_REPLY_OPEN;

		if (answer->state == state ||
		    (is_asked == TRUE && answer->state != PL_REPLY_NOT_ASKED))
			continue;
		erased += answer->state != PL_REPLY_OPEN &&
		          answer->state != PL_REPLY_NOT_ASKED;
		drop(answer);
		answer->state = state;
		answer->at_ms = at_ms;
		answer->rev = pl_survey_question(answers->survey, i)->rev;
	}
	return erased;
}

int
pl_answers_is_asked(const struct pl_answers *answers, size_t index)
{
	return asked(answers, index) == TRUE;
}

/* Is it one that somebody has to deal with yet? */
static int
is_due(const struct pl_answers *answers, size_t index)
{
	return answers->list[index].state == PL_REPLY_OPEN &&
	       asked(answers, index) == TRUE;
}

size_t
pl_answers_next(const struct pl_answers *answers)
{
	size_t i = 0;

	while (i < answers->count && !is_due(answers, i))
		i++;
	return i;
}

size_t
pl_answers_missing(const struct pl_answers *answers)
{
	size_t i = 0;

	while (i < answers->count &&
	       !(pl_survey_question(answers->survey, i)->required &&
		   is_due(answers, i)))
		i++;
	return i;
}

size_t
pl_answers_before(const struct pl_answers *answers, size_t index)
{
	for (size_t i = index; i-- > 0;)
		if (asked(answers, i) == TRUE)
			return i;
	return index;
}

/* ---- Words -------------------------------------------------------------- */

void
pl_answers_tell(
    const struct pl_answers *answers, size_t index, struct pl_buf *out)
{
	const struct pl_question *question =
	    pl_survey_question(answers->survey, index);
	const struct pl_answer *answer = &answers->list[index];
	const char *between = "";

	if (answer->state != PL_REPLY_GIVEN) {
		pl_buf_adds(out, states[answer->state]);
		return;
	}
	if (question->option_count == 0)
		pl_buf_adds(out, answer->value);
	for (size_t i = 0; i < question->option_count; i++) {
		if (!is_chosen(answer->value, question->options[i].code))
			continue;
		pl_buf_addf(out, "%s%s", between, question->options[i].text);
		between = "; ";
	}
}
