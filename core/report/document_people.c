#include "base/buf.h"
#include "report/document.h"
#include "report/findings.h"
#include "report/layout.h"
#include "report/people.h"
#include "report/wording.h"
#include "survey/answers.h"
#include "survey/questions.h"

enum { ANSWER = PL_SURVEY_OPTIONS * (PL_SURVEY_TEXT + 2) }; /* at most */

/* As it is asked; a row of a matrix behind what is asked of all of them. */
static json_t *
question_text(const struct pl_question *question)
{
	if (question->matrix == NULL)
		return json_string(question->text);
	return json_sprintf("%s %s", question->matrix, question->text);
}

static json_t *
count_json(size_t count)
{
	return pl_report_count((int64_t)count);
}

/* Of what is mostly not there: null instead of 0. */
static json_t *
some_json(size_t count)
{
	return count == 0 ? json_null() : count_json(count);
}

/* ---- Lessons ------------------------------------------------------------- */

static json_t *
answer_text(const struct pl_lesson *lesson, size_t place)
{
	struct pl_buf text;
	json_t *json;

	pl_buf_init(&text, ANSWER);
	pl_answers_tell(lesson->answers, place, &text);
	json = pl_report_text(text.text);
	pl_buf_free(&text);
	return json;
}

static json_t *
answer_json(const struct pl_lesson *lesson, size_t place,
    const struct pl_question *question)
{
	enum pl_reply_state state =
	    pl_answers_get(lesson->answers, place)->state;
	int given = state == PL_REPLY_GIVEN;

	return json_pack("{s:s, s:o, s:o, s:o}", "id", question->id, "text",
	    question_text(question), "answer",
	    given ? answer_text(lesson, place) : json_null(), "none",
	    given ? json_null() : json_string(pl_reply_state_name(state)));
}

/* Of what was asked and dealt with. */
static json_t *
answers_json(const struct pl_lesson *lesson, const struct pl_survey *questions)
{
	size_t count = pl_survey_about(questions)->question_count;
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		enum pl_reply_state state =
		    pl_answers_get(lesson->answers, i)->state;

		if (state != PL_REPLY_OPEN && state != PL_REPLY_NOT_ASKED)
			json_array_append_new(
			    list, answer_json(lesson, i,
				      pl_survey_question(questions, i)));
	}
	return list;
}

/* The answer to one question in words, or null. */
static json_t *
answer_to(const struct pl_lesson *lesson, const struct pl_survey *questions,
    const char *id)
{
	size_t place = pl_survey_find(questions, id);

	if (place == pl_survey_about(questions)->question_count ||
	    pl_answers_get(lesson->answers, place)->state != PL_REPLY_GIVEN)
		return json_null();
	return answer_text(lesson, place);
}

static json_t *
links_json(const struct pl_lesson *lesson)
{
	json_t *list = json_array();

	for (size_t i = 0; i < lesson->link_count; i++)
		json_array_append_new(
		    list, json_pack("{s:s, s:o}", "type",
			      pl_lesson_link_names[lesson->links[i].type - 1],
			      "name", pl_report_text(lesson->links[i].name)));
	return list;
}

static json_t *
lesson_json(const struct pl_lesson *lesson, const struct pl_survey *questions)
{
	return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o}", "number",
	    (json_int_t)lesson->number, "added", pl_report_text(lesson->period),
	    "kind", answer_to(lesson, questions, "kind"), "month",
	    answer_to(lesson, questions, "month"), "links", links_json(lesson),
	    "answers", answers_json(lesson, questions));
}

json_t *
pl_report_lessons(const struct pl_findings *findings)
{
	const struct pl_people *people = &findings->people;
	size_t shown = people->told_count;
	json_t *rows;

	if (findings->layout->lessons == 0)
		return json_null();
	rows = json_array();
	if (shown > findings->layout->lessons)
		shown = findings->layout->lessons;
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(
		    rows, lesson_json(&people->lessons.list[people->told[i]],
			      people->questions));
	return json_pack("{s:b, s:o, s:o, s:o, s:o}", "any", shown > 0, "shown",
	    count_json(shown), "of", count_json(people->told_count), "red",
	    some_json(people->red), "rows", rows);
}

/* ---- Surveys ------------------------------------------------------------- */

static json_t *
estimate_json(enum pl_unit unit, struct pl_estimate estimate)
{
	return pl_report_estimate(
	    unit, estimate.value, estimate.low, estimate.high);
}

static json_t *
option_json(const struct pl_summary_block *block,
    const struct pl_question *question, size_t option)
{
	int is_ordered = pl_question_is_ordered(question);

	return json_pack("{s:s, s:s, s:b, s:o, s:o, s:o}", "code",
	    question->options[option].code, "answer",
	    question->options[option].text, "any", block->counts[option] > 0,
	    "count", count_json(block->counts[option]), "share",
	    estimate_json(PL_UNIT_SHARE, pl_summary_share(block, option)),
	    "at_least",
	    is_ordered ? estimate_json(PL_UNIT_SHARE,
			     pl_summary_at_least(block, question, option))
		       : json_null());
}

static json_t *
options_json(
    const struct pl_summary_block *block, const struct pl_question *question)
{
	json_t *list = json_array();

	for (size_t i = 0; i < question->option_count; i++)
		json_array_append_new(list, option_json(block, question, i));
	return list;
}

/* The middle answer in words, as a number is told; null where options have no
 * order. */
static json_t *
median_json(
    const struct pl_summary_block *block, const struct pl_question *question)
{
	const struct pl_summary_median median =
	    pl_summary_median(block, question);
	const struct pl_option *options = question->options;

	if (!pl_question_is_ordered(question))
		return json_null();
	if (median.why != NULL)
		return json_pack("{s:n, s:n, s:s, s:n}", "text", "limits",
		    "why", median.why, "limits_why");
	return json_pack("{s:o, s:o, s:n, s:s?}", "text",
	    median.lower == median.upper
		? json_string(options[median.lower].text)
		: json_sprintf("%s / %s", options[median.lower].text,
		      options[median.upper].text),
	    "limits",
	    median.limits_why != NULL
		? json_null()
		: json_sprintf("%s to %s", options[median.low].text,
		      options[median.high].text),
	    "why", "limits_why", median.limits_why);
}

static json_t *
mean_json(
    const struct pl_summary_block *block, const struct pl_question *question)
{
	if (question->option_count == 0 || !question->options[0].has_value)
		return json_null();
	return estimate_json(PL_UNIT_RATIO, pl_summary_mean(block, question));
}

/* Null where there is nothing before to hold a period against. */
static json_t *
change_json(const struct pl_summary *summary, size_t period, size_t place)
{
	struct pl_summary_change change =
	    pl_summary_change(summary, period, place);

	if (change.why != NULL)
		return json_null();
	return json_pack("{s:s, s:o, s:o}", "before",
	    summary->periods[change.before].name, "higher",
	    estimate_json(PL_UNIT_SHARE, change.effect), "again",
	    some_json(change.again));
}

/* Null where nobody answered twice. */
static json_t *
panel_json(const struct pl_summary_panel *panel)
{
	char text[PL_WORDING];

	if (panel->up + panel->down + panel->same == 0)
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:s}", "higher",
	    count_json(panel->up), "lower", count_json(panel->down), "same",
	    count_json(panel->same), "p",
	    pl_word_p(pl_summary_panel_p(panel), text));
}

static json_t *
question_json(const struct pl_summary *summary, size_t place)
{
	const struct pl_question *question =
	    pl_survey_question(summary->survey, place);
	size_t last = summary->period_count - 1;
	const struct pl_summary_block *block =
	    pl_summary_block(summary, last, place);
	const size_t *states = block->states;

	return json_pack("{s:s, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
			 "s:o, s:o, s:o, s:o}",
	    "id", question->id, "text", question_text(question), "any",
	    question->option_count > 0 && states[PL_REPLY_GIVEN] > 0, "given",
	    count_json(states[PL_REPLY_GIVEN]), "declined",
	    count_json(states[PL_REPLY_DECLINED]), "unknown",
	    count_json(states[PL_REPLY_UNKNOWN]), "not_applicable",
	    count_json(states[PL_REPLY_NOT_APPLICABLE]), "not_asked",
	    count_json(states[PL_REPLY_NOT_ASKED]), "other_revision",
	    some_json(block->other_words), "options",
	    options_json(block, question), "median",
	    median_json(block, question), "mean", mean_json(block, question),
	    "change", change_json(summary, last, place), "panel",
	    panel_json(&summary->panels[place]));
}

/* ---- Surveys against a figure -------------------------------------------- */

static json_t *
practice_options_json(const struct pl_practice_question *question,
    const struct pl_question *asked)
{
	json_t *list = json_array();

	for (size_t i = 0; i < asked->option_count; i++) {
		const struct pl_practice_option *option = &question->options[i];
		const struct pl_measure *measure = &option->figure.measure;

		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:b, s:o, s:o, s:o}", "code",
			      asked->options[i].code, "answer",
			      asked->options[i].text, "any", option->units > 0,
			      "units", count_json(option->units), "n",
			      pl_report_count(option->figure.n), "figure",
			      pl_report_estimate(measure->unit, measure->value,
				  measure->low, measure->high)));
	}
	return list;
}

static json_t *
practice_question_json(const struct pl_practices *practices,
    const struct pl_practice_question *question)
{
	const struct pl_question *asked =
	    pl_survey_question(practices->survey, question->place);
	char p[PL_WORDING], adjusted[PL_WORDING], least[PL_WORDING];
	int has_p = question->association.p.why == NULL;
	int has_least = question->association.least.why == NULL;

	pl_word_p(question->association.p, p);
	pl_word_p(question->adjusted, adjusted);
	pl_word_p(question->association.least, least);
	return json_pack("{s:s, s:o, s:o, s:o, s:s, s:s?, s:s?}", "id",
	    asked->id, "text", question_text(asked), "options",
	    practice_options_json(question, asked), "tau",
	    pl_report_cell(PL_UNIT_RATIO, question->association.tau), "p", p,
	    "adjusted", has_p ? adjusted : NULL, "least",
	    has_least ? least : NULL);
}

/* Null where nobody who was measured answered differently from others. */
static json_t *
practices_json(const struct pl_practices *practices)
{
	json_t *questions;

	if (practices->question_count == 0)
		return json_null();
	questions = json_array();
	for (size_t i = 0; i < practices->question_count; i++)
		json_array_append_new(
		    questions, practice_question_json(
				   practices, &practices->questions[i]));
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "figure",
	    pl_kpi(practices->id)->name, "title", pl_kpi(practices->id)->title,
	    "measure", pl_practice_measure(practices->id), "by",
	    practices->query.by[0], "units", count_json(practices->unit_count),
	    "questions", questions, "warnings", pl_practice_warnings());
}

static int
is_answered(const struct pl_summary *summary)
{
	size_t count = pl_survey_about(summary->survey)->question_count;

	for (size_t i = 0; summary->period_count > 0 && i < count; i++)
		if (pl_survey_question(summary->survey, i)->option_count > 0 &&
		    pl_summary_block(summary, summary->period_count - 1, i)
			    ->states[PL_REPLY_GIVEN] > 0)
			return 1;
	return 0;
}

/* Of the last period; those before it are told by "survey summary". */
static json_t *
survey_json(
    const struct pl_summary *summary, const struct pl_practices *practices)
{
	const struct pl_survey_about *about = pl_survey_about(summary->survey);
	json_t *questions = json_array();
	const struct pl_summary_period none = {0}, *last = &none;

	if (summary->period_count > 0)
		last = &summary->periods[summary->period_count - 1];
	for (size_t i = 0; last != &none && i < about->question_count; i++)
		json_array_append_new(questions, question_json(summary, i));
	return json_pack("{s:s, s:s, s:s, s:b, s:o, s:o, s:o, s:o, s:o}", "id",
	    about->id, "version", about->version, "title", about->title, "any",
	    is_answered(summary), "period", pl_report_text(last->name),
	    "responses", count_json(last->responses), "complete",
	    count_json(last->complete), "questions", questions, "outcome",
	    practices_json(practices));
}

json_t *
pl_report_surveys(const struct pl_findings *findings)
{
	const struct pl_people *people = &findings->people;
	json_t *list;

	if (findings->layout->survey_count == 0)
		return json_null();
	list = json_array();
	for (size_t i = 0; i < people->survey_count; i++)
		json_array_append_new(list,
		    survey_json(&people->summaries[i], &people->practices[i]));
	return list;
}
