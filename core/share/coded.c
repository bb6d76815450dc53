#include "share/coded.h"

#include "base/buf.h"
#include "base/members.h"
#include "share/randomize.h"
#include "share/remarks.h"
#include "share/sharing.h"
#include "share/vocabulary.h"
#include "survey/answers.h"
#include "survey/questions.h"

enum { TOLD = 4000 }; /* bytes of an answer in words */

struct sorting {
	const struct pl_answers *answers;
	const struct pl_survey *survey;
	const struct pl_sharing *sharing;
	const char *whose;
	struct pl_remarks *remarks;
	/* By question: nothing is to be learned of its answer. */
	char stays[PL_SURVEY_QUESTIONS];
	json_t *list;
};

static const char not_looked_at[] = "nobody has looked at it";

/* ---- What stays ---------------------------------------------------------- */

/* Did somebody say something to it? */
static int
is_said(const struct pl_answer *answer)
{
	return answer->state != PL_REPLY_OPEN &&
	       answer->state != PL_REPLY_NOT_ASKED;
}

static int
is_for_review(
    const struct pl_question *question, const struct pl_answer *answer)
{
	return question->share == PL_SHARE_REVIEW &&
	       question->type != PL_QUESTION_TEXT && is_said(answer);
}

/* Why an answer stays for what it is itself; NULL: it may leave. */
static const char *
why_by_itself(const struct sorting *sorting, const struct pl_question *question,
    const struct pl_answer *answer)
{
	if (question->type == PL_QUESTION_TEXT)
		return "it is a text";
	if (question->share == PL_SHARE_NO)
		return "its question says so";
	if (question->type == PL_QUESTION_PATCH_REF &&
	    answer->state == PL_REPLY_GIVEN && !pl_public_name(answer->value))
		return "it is no public name of a patch";
	if (pl_randomize_epsilon(question) > 0 && sorting->sharing->key == NULL)
		return "it is to be told by chance";
	if (is_for_review(question, answer) && !sorting->sharing->looked)
		return not_looked_at;
	return NULL;
}

/* A question by which this one is asked, and whose answer is not told as it is;
 * NULL: none. */
static const struct pl_question *
hangs_on(const struct sorting *sorting, const struct pl_question *question)
{
	for (size_t i = 0; i < question->condition_count; i++) {
		size_t place = question->conditions[i].question;
		const struct pl_question *other =
		    pl_survey_question(sorting->survey, place);

		if (sorting->stays[place] || pl_randomize_epsilon(other) > 0)
			return other;
	}
	return NULL;
}

/* Told to whoever has to look at it. */
static void
show(const struct sorting *sorting, size_t place)
{
	const struct pl_question *question =
	    pl_survey_question(sorting->survey, place);
	struct pl_buf told;

	pl_buf_init(&told, TOLD);
	pl_answers_tell(sorting->answers, place, &told);
	pl_lines_add(&sorting->remarks->look, "%s: %s: %s %s%s", sorting->whose,
	    question->id, question->text, told.text,
	    pl_randomize_epsilon(question) > 0 ? " (told by chance)" : "");
	pl_buf_free(&told);
}

static void
sort(struct sorting *sorting, size_t place)
{
	const struct pl_question *question =
	    pl_survey_question(sorting->survey, place);
	const struct pl_answer *answer =
	    pl_answers_get(sorting->answers, place);
	const struct pl_question *other = hangs_on(sorting, question);
	const char *why = why_by_itself(sorting, question, answer);

	sorting->stays[place] = why != NULL || other != NULL;
	if (!is_said(answer) || question->type == PL_QUESTION_TEXT)
		return;
	if (is_for_review(question, answer) &&
	    (why == NULL || why == not_looked_at))
		show(sorting, place);
	if (why != NULL)
		pl_lines_add(&sorting->remarks->stays,
		    "%s: the answer to \"%s\" stays: %s", sorting->whose,
		    question->id, why);
	else if (other != NULL)
		pl_lines_add(&sorting->remarks->stays,
		    "%s: the answer to \"%s\" stays: that it was asked tells "
		    "of that to \"%s\", which %s",
		    sorting->whose, question->id, other->id,
		    pl_randomize_epsilon(other) > 0 ? "is told by chance"
						    : "stays");
}

/* ---- What leaves --------------------------------------------------------- */

static json_t *
given(const struct sorting *sorting, const struct pl_question *question,
    const struct pl_answer *answer)
{
	const struct pl_randomize how = {.key = sorting->sharing->key,
	    .program = sorting->sharing->program,
	    .set = pl_survey_about(sorting->survey)->id};
	int epsilon = pl_randomize_epsilon(question);

	if (epsilon == 0)
		return json_pack("{ss si ss ss}", "q", question->id, "rev",
		    answer->rev, "st", pl_reply_state_name(answer->state), "v",
		    answer->value);
	return json_pack("{ss si ss ss si}", "q", question->id, "rev",
	    answer->rev, "st", pl_reply_state_name(answer->state), "v",
	    pl_randomize(&how, question, answer), "rr", epsilon);
}

static void
add(const struct sorting *sorting, size_t place)
{
	const struct pl_question *question =
	    pl_survey_question(sorting->survey, place);
	const struct pl_answer *answer =
	    pl_answers_get(sorting->answers, place);

	if (answer->state == PL_REPLY_OPEN)
		return;
	json_array_append_new(sorting->list,
	    answer->state == PL_REPLY_GIVEN
		? given(sorting, question, answer)
		: json_pack("{ss si ss}", "q", question->id, "rev", answer->rev,
		      "st", pl_reply_state_name(answer->state)));
}

/* Conditions are about questions that come before. */
json_t *
pl_coded(const struct pl_answers *answers, const struct pl_survey *survey,
    const struct pl_sharing *sharing, const char *whose,
    struct pl_remarks *remarks)
{
	struct sorting sorting = {.answers = answers,
	    .survey = survey,
	    .sharing = sharing,
	    .whose = whose,
	    .remarks = remarks,
	    .list = json_array()};

	for (size_t i = 0; i < pl_survey_about(survey)->question_count; i++) {
		sort(&sorting, i);
		if (!sorting.stays[i])
			add(&sorting, i);
	}
	return sorting.list;
}

const char *
pl_coded_value(const json_t *answers, const char *question)
{
	for (size_t i = 0; i < json_array_size(answers); i++) {
		const json_t *answer = json_array_get(answers, i);

		if (pl_member_is(answer, "q", question))
			return pl_member_text(answer, "v");
	}
	return NULL;
}
