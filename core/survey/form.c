#include "survey/form.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/escape.h"
#include "survey/lessons.h"
#include "survey/questions.h"

/* ---- Text --------------------------------------------------------------- */

static void
add_text(struct pl_buf *out, const char *text)
{
	pl_escape_html(out, text, strlen(text));
}

/* <p class="help">text</p> */
static void
add_element(
    struct pl_buf *out, const char *tag, const char *class, const char *text)
{
	pl_buf_addf(out, "<%s class=\"%s\">", tag, class);
	add_text(out, text);
	pl_buf_addf(out, "</%s>\n", tag);
}

/* ---- What the script goes by -------------------------------------------- */

static json_t *
condition_json(const struct pl_condition *condition)
{
	json_t *values = json_array();

	for (size_t i = 0; i < condition->value_count; i++)
		json_array_append_new(
		    values, json_string(condition->values[i]));
	return json_pack("{s:I, s:s, s:b, s:o}", "q",
	    (json_int_t)condition->question, "op",
	    pl_operator_name(condition->op), "wanted", condition->wanted,
	    "values", values);
}

static json_t *
question_json(const struct pl_question *question)
{
	json_t *conditions = json_array(), *codes = json_array();

	for (size_t i = 0; i < question->condition_count; i++)
		json_array_append_new(
		    conditions, condition_json(&question->conditions[i]));
	for (size_t i = 0; i < question->option_count; i++)
		json_array_append_new(
		    codes, json_string(question->options[i].code));
	return json_pack("{s:s, s:i, s:s, s:o, s:b, s:o}", "id", question->id,
	    "rev", question->rev, "type", pl_question_type_name(question->type),
	    "codes", codes, "any", question->any, "conditions", conditions);
}

/* As a block of data: nothing in it may end the block. */
static void
add_data(struct pl_buf *out, const struct pl_survey *survey)
{
	const struct pl_survey_about *about = pl_survey_about(survey);
	json_t *questions = json_array(), *root;
	char *text;

	for (size_t i = 0; i < about->question_count; i++)
		json_array_append_new(
		    questions, question_json(pl_survey_question(survey, i)));
	root = json_pack("{s:s, s:s, s:o}", "survey", about->id, "version",
	    about->version, "questions", questions);
	text = json_dumps(root, JSON_COMPACT);
	pl_buf_adds(out, "<script type=\"application/json\" id=\"set\">");
	for (const char *at = text; *at != '\0'; at++)
		if (*at == '<')
			pl_buf_adds(out, "\\u003c");
		else
			pl_buf_add(out, at, 1);
	pl_buf_adds(out, "</script>\n");
	free(text);
	json_decref(root);
}

/* ---- Questions ---------------------------------------------------------- */

static void
add_options(
    struct pl_buf *out, const struct pl_question *question, size_t index)
{
	const char *type =
	    question->type == PL_QUESTION_MULTI ? "checkbox" : "radio";

	for (size_t i = 0; i < question->option_count; i++) {
		pl_buf_addf(out,
		    "<label><input type=\"%s\" name=\"q%zu\" value=\"%s\"> ",
		    type, index, question->options[i].code);
		add_text(out, question->options[i].text);
		pl_buf_adds(out, "</label>\n");
	}
}

static void
add_field(struct pl_buf *out, const struct pl_question *question, size_t index)
{
	switch (question->type) {
	case PL_QUESTION_TEXT:
		pl_buf_addf(out,
		    "<label>Your answer <textarea name=\"q%zu\" rows=\"3\" "
		    "maxlength=\"%d\"></textarea></label>\n",
		    index, PL_SURVEY_ANSWER);
		break;
	case PL_QUESTION_DATE_MONTH:
		pl_buf_addf(out,
		    "<label>Year and month, as 2026-11 <input name=\"q%zu\" "
		    "size=\"8\" "
		    "pattern=\" *[0-9]{4}-(0[1-9]|1[0-2]) *\"></label>\n",
		    index);
		break;
	case PL_QUESTION_PATCH_REF:
		pl_buf_addf(out,
		    "<label>Name of one patch <input name=\"q%zu\" "
		    "maxlength=\"%d\" pattern=\" *[^ ]+ *\"></label>\n",
		    index, PL_SURVEY_NAME);
		break;
	default:
		add_options(out, question, index);
	}
}

/* The three ways to say nothing, where a question takes them. */
static void
add_none(struct pl_buf *out, const struct pl_question *question, size_t index)
{
	if (question->required)
		return;
	pl_buf_addf(out,
	    "<label class=\"none\">No answer: <select name=\"none%zu\">"
	    "<option value=\"\">&ndash;</option>"
	    "<option value=\"declined\">I do not want to say</option>"
	    "<option value=\"unknown\">I do not know</option>"
	    "<option value=\"not-applicable\">It makes no sense here</option>"
	    "</select></label>\n",
	    index);
}

static void
add_question(
    struct pl_buf *out, const struct pl_question *question, size_t index)
{
	pl_buf_addf(
	    out, "<fieldset class=\"question\" id=\"f%zu\">\n<legend>", index);
	if (question->matrix != NULL) {
		add_element(out, "span", "matrix", question->matrix);
		pl_buf_adds(out, "<br>");
	}
	add_text(out, question->text);
	pl_buf_adds(out, "</legend>\n");
	if (question->help != NULL)
		add_element(out, "p", "help", question->help);
	for (size_t i = 0; i < question->criterion_count; i++)
		add_element(out, "p", "help", question->criteria[i]);
	add_field(out, question, index);
	add_none(out, question, index);
	pl_buf_adds(out, "</fieldset>\n");
}

/* ---- The page ----------------------------------------------------------- */

static void
add_head(struct pl_buf *out, const char *title, const char *style)
{
	pl_buf_adds(out,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\""
	    "default-src 'none'; style-src 'unsafe-inline'; "
	    "script-src 'unsafe-inline'; base-uri 'none'; "
	    "form-action 'none'\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n"
	    "<title>");
	add_text(out, title);
	pl_buf_addf(out, "</title>\n<style>\n%s</style>\n</head>\n", style);
}

static void
add_who(struct pl_buf *out)
{
	pl_buf_adds(out,
	    "<fieldset>\n<legend>Who answers, and about when</legend>\n"
	    "<p class=\"help\">Either may stay empty and be said when the "
	    "answers are taken in.</p>\n"
	    "<label>A role or an alias <input name=\"respondent\" "
	    "maxlength=\"64\"></label>\n"
	    "<label>A year, quarter, month or day, as 2026, 2026-Q4, 2026-11 "
	    "or 2026-11-26 <input name=\"period\" size=\"11\" maxlength=\"10\" "
	    "pattern=\"[0-9]{4}(-Q[1-4]|-[0-9]{2}(-[0-9]{2})?)?\"></label>\n"
	    "</fieldset>\n");
}

static void
add_links(struct pl_buf *out)
{
	static const char *const names[] = {
	    "Patches or vulnerabilities", "Deployment waves", "Products"};

	pl_buf_adds(out,
	    "<fieldset>\n<legend>What the lesson is about</legend>\n"
	    "<p class=\"help\">One name a line, such as KB5034441 or "
	    "microsoft:exchange:2019. All may stay empty and be said "
	    "later.</p>\n");
	for (size_t i = 0; i < PL_COUNT(names); i++)
		pl_buf_addf(out,
		    "<label>%s <textarea name=\"link-%s\" rows=\"2\">"
		    "</textarea></label>\n",
		    names[i], pl_lesson_link_names[i]);
	pl_buf_adds(out, "</fieldset>\n");
}

void
pl_form_write(const struct pl_survey *survey, enum pl_form_kind kind,
    const char *style, const char *script, struct pl_buf *out)
{
	const struct pl_survey_about *about = pl_survey_about(survey);

	add_head(out, about->title, style);
	pl_buf_adds(out, "<body>\n<main>\n<h1>");
	add_text(out, about->title);
	pl_buf_adds(out, "</h1>\n");
	if (about->intro != NULL)
		add_element(out, "p", "intro", about->intro);
	pl_buf_adds(out,
	    "<p class=\"intro\">This page sends nothing anywhere. At its end "
	    "you can save your answers as a file to hand on, or go on with "
	    "those that you saved before.</p>\n"
	    "<noscript><p class=\"warning\">This page needs JavaScript, which "
	    "is turned off. Without it nothing can be saved, and questions "
	    "are shown that would not be asked.</p></noscript>\n<form>\n");
	if (kind == PL_FORM_LESSON)
		add_links(out);
	else
		add_who(out);
	for (size_t i = 0; i < about->question_count; i++)
		add_question(out, pl_survey_question(survey, i), i);
	pl_buf_adds(out,
	    "<div id=\"tools\" hidden>\n<p role=\"status\" id=\"status\"></p>\n"
	    "<p><button type=\"button\" id=\"save\">Save the answers"
	    "</button></p>\n"
	    "<p><label>Go on with answers saved before "
	    "<input type=\"file\" id=\"load\" accept=\".json\"></label></p>\n"
	    "</div>\n</form>\n</main>\n");
	add_data(out, survey);
	pl_buf_addf(out, "<script>\n%s</script>\n</body>\n</html>\n", script);
}
