#include "survey/sheet.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "survey/answers.h"
#include "survey/questions.h"

enum { SHEET_LINE = 4096 };

/* Is it "(unknown)", or that with backslashes in front? What stands for no
 * answer is the former; a text that looks like either has one backslash more.
 */
static int
is_bracketed(const char *value)
{
	const char *word = value + strspn(value, "\\");

	return word[0] == '(' && word[strlen(word) - 1] == ')' &&
	       strchr(word, ' ') == NULL;
}

/* ---- Writing ------------------------------------------------------------ */

static const char *
takes(const struct pl_question *question)
{
	switch (question->type) {
	case PL_QUESTION_MULTI:
		return "any of these, with blanks between";
	case PL_QUESTION_DATE_MONTH:
		return "a month, as 2026-11";
	case PL_QUESTION_TEXT:
		return "a text, in one line";
	case PL_QUESTION_PATCH_REF:
		return "the name of one patch";
	default:
		return "one of these";
	}
}

static void
write_condition(
    const struct pl_survey *survey, size_t index, struct pl_buf *out)
{
	struct pl_buf when;

	pl_buf_init(&when, PL_SURVEY_BYTES);
	pl_survey_tell_when(survey, index, &when);
	if (when.length > 0)
		pl_buf_addf(out, "# Only if %s.\n", when.text);
	pl_buf_free(&when);
}

static void
write_question(const struct pl_survey *survey, size_t index, struct pl_buf *out)
{
	const struct pl_question *question = pl_survey_question(survey, index);

	if (question->matrix != NULL)
		pl_buf_addf(out, "# %s\n", question->matrix);
	pl_buf_addf(out, "# %s\n", question->text);
	if (question->help != NULL)
		pl_buf_addf(out, "# %s\n", question->help);
	write_condition(survey, index, out);
	pl_buf_addf(out, "# %s%s\n", takes(question),
	    question->required ? "; required" : "");
	for (size_t i = 0; i < question->option_count; i++)
		pl_buf_addf(out, "#   %-14s %s\n", question->options[i].code,
		    question->options[i].text);
}

void
pl_sheet_write(const struct pl_answers *answers, const struct pl_survey *survey,
    struct pl_buf *out)
{
	const struct pl_survey_about *about = pl_survey_about(survey);

	pl_buf_addf(out, "# %s\n", about->title);
	if (about->intro != NULL)
		pl_buf_addf(out, "# %s\n", about->intro);
	pl_buf_adds(out,
	    "#\n# Write behind the colons; what stays empty stays open. "
	    "(declined), (unknown) and\n# (not-applicable) are answers, too; "
	    "a text that is just such a word in brackets\n# has a \\ in front. "
	    "Lines with a # in front are left out.\n");
	for (size_t i = 0; i < about->question_count; i++) {
		const struct pl_answer *answer = pl_answers_get(answers, i);
		const char *id = pl_survey_question(survey, i)->id;

		pl_buf_adds(out, "\n");
		write_question(survey, i, out);
		if (answer->state == PL_REPLY_GIVEN)
			pl_buf_addf(out, "%s: %s%s\n", id,
			    is_bracketed(answer->value) ? "\\" : "",
			    answer->value);
		else if (answer->state == PL_REPLY_OPEN ||
			 answer->state == PL_REPLY_NOT_ASKED)
			pl_buf_addf(out, "%s:\n", id);
		else
			pl_buf_addf(out, "%s: (%s)\n", id,
			    pl_reply_state_name(answer->state));
	}
}

/* ---- Reading ------------------------------------------------------------ */

static char *
skip_blanks(char *text)
{
	return text + strspn(text, " \t\r");
}

static void
cut_blanks(char *text)
{
	size_t length = strlen(text);

	while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL)
		text[--length] = '\0';
}

static int
read_line(struct pl_import *import, struct pl_imported *imported, char *line,
    struct pl_error *err)
{
	char *id = skip_blanks(line), *colon = strchr(id, ':'), *value;
	size_t length;

	if (*id == '\0' || *id == '#')
		return PL_OK;
	if (colon == NULL)
		return pl_fail(err, PL_E_DATA,
		    "expected the id of a question and a colon");
	*colon = '\0';
	cut_blanks(id);
	value = skip_blanks(colon + 1);
	cut_blanks(value);
	length = strlen(value);
	if (length == 0)
		return PL_OK;
	if (!is_bracketed(value))
		return pl_import_answer(
		    import, imported, id, 0, value, NULL, err);
	if (value[0] == '\\')
		return pl_import_answer(
		    import, imported, id, 0, value + 1, NULL, err);
	value[length - 1] = '\0';
	return pl_import_answer(import, imported, id, 0, NULL, value + 1, err);
}

int
pl_sheet_read(struct pl_import *import, const char *name, const char *text,
    size_t length, struct pl_error *err)
{
	static const struct pl_response otherwise = {NULL, NULL};
	struct pl_imported *imported =
	    pl_import_response(import, &otherwise, err);
	const char *end = text + length;
	char line[SHEET_LINE];

	if (imported == NULL)
		return PL_E_DATA;
	for (size_t number = 1; text < end; number++) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t width = (size_t)((stop == NULL ? end : stop) - text);
		int result;

		if (width >= sizeof line)
			return pl_fail(err, PL_E_DATA,
			    "%.400s:%zu: more than %zu bytes", name, number,
			    sizeof line - 1);
		memcpy(line, text, width);
		line[width] = '\0';
		result = strlen(line) < width
		             ? pl_fail(err, PL_E_DATA, "a byte of 0")
		             : read_line(import, imported, line, err);
		if (result < 0)
			return pl_fail_at(err, "%.400s:%zu", name, number);
		text += width + (stop != NULL);
	}
	imported->left_out =
	    pl_answers_settle(imported->answers, import->now_ms);
	return PL_OK;
}
