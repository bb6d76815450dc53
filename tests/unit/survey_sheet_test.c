#include "survey/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "survey/answers.h"
#include "survey/import.h"
#include "survey/questions.h"

static const char questions[] =
    "{\"id\": \"t\", \"version\": \"1\", \"title\": \"T\", \"items\": ["
    "{\"id\": \"why\", \"rev\": 1, \"type\": \"text\","
    " \"text\": \"Why?\"}]}";

static struct pl_survey *survey;
static struct pl_error err;

static int
setup(void **state)
{
	(void)state;
	return pl_survey_read(
	    &survey, "t", questions, sizeof questions - 1, &err);
}

static int
teardown(void **state)
{
	(void)state;
	pl_survey_free(survey);
	return 0;
}

/* Read a sheet of one line "why: ..."; free it. */
static int
read_line(struct pl_import *import, const char *value)
{
	char line[128];
	int length = snprintf(line, sizeof line, "why: %s\n", value);

	*import = (struct pl_import){
	    .survey = survey, .otherwise = {"self", "2026"}, .now_ms = 1};
	return pl_sheet_read(import, "sheet", line, (size_t)length, &err);
}

static void
what_is_no_answer_is_not_a_text_of_the_same_letters(void **state)
{
	static const struct {
		const char *line;
		enum pl_reply_state state;
		const char *value;
	} cases[] = {
	    {"(unknown)", PL_REPLY_UNKNOWN, NULL},
	    {"(declined)", PL_REPLY_DECLINED, NULL},
	    {"(not-applicable)", PL_REPLY_NOT_APPLICABLE, NULL},
	    {"", PL_REPLY_OPEN, NULL},
	    {"\\(unknown)", PL_REPLY_GIVEN, "(unknown)"},
	    {"\\(declined)", PL_REPLY_GIVEN, "(declined)"},
	    {"\\\\(unknown)", PL_REPLY_GIVEN, "\\(unknown)"},
	    {"\\()", PL_REPLY_GIVEN, "()"},
	    {"unknown", PL_REPLY_GIVEN, "unknown"},
	    {"(it is unknown)", PL_REPLY_GIVEN, "(it is unknown)"},
	    {"\\\\server\\share", PL_REPLY_GIVEN, "\\\\server\\share"},
	    {"\\", PL_REPLY_GIVEN, "\\"},
	    {"(", PL_REPLY_GIVEN, "("},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		const struct pl_answer *answer;
		struct pl_import import;

		assert_int_equal(read_line(&import, cases[i].line), 0);
		answer = pl_answers_get(import.list[0].answers, 0);
		assert_int_equal(answer->state, cases[i].state);
		if (cases[i].value != NULL)
			assert_string_equal(answer->value, cases[i].value);
		pl_import_free(&import);
	}
}

static void
another_word_in_brackets_is_neither(void **state)
{
	struct pl_import import;

	(void)state;
	assert_int_equal(read_line(&import, "(sic)"), PL_E_DATA);
	assert_non_null(strstr(err.text, "none \"sic\": expected declined"));
	pl_import_free(&import);
}

static void
any_text_is_written_so_that_it_is_read_again(void **state)
{
	static const char *const texts[] = {"(unknown)", "(declined)",
	    "(not-applicable)", "(not-asked)", "(sic)", "()", "\\(unknown)",
	    "\\\\(x)", "\\x", "# x", "why: x", "(a b)", "unknown", ":", "-"};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(texts); i++) {
		const struct pl_answer answer = {.state = PL_REPLY_GIVEN,
		    .value = texts[i],
		    .rev = 1,
		    .at_ms = 1};
		struct pl_answers *answers = pl_answers_new(survey);
		const struct pl_answer *read;
		struct pl_import import = {.survey = survey,
		    .otherwise = {"self", "2026"},
		    .now_ms = 1};
		struct pl_buf sheet;

		pl_buf_init(&sheet, 10000);
		assert_int_equal(pl_answers_set(answers, 0, &answer, &err), 0);
		pl_sheet_write(answers, survey, &sheet);
		assert_int_equal(pl_sheet_read(&import, "sheet", sheet.text,
				     sheet.length, &err),
		    0);
		read = pl_answers_get(import.list[0].answers, 0);
		assert_int_equal(read->state, PL_REPLY_GIVEN);
		assert_string_equal(read->value, texts[i]);
		pl_import_free(&import);
		pl_buf_free(&sheet);
		pl_answers_free(answers);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		what_is_no_answer_is_not_a_text_of_the_same_letters),
	    cmocka_unit_test(another_word_in_brackets_is_neither),
	    cmocka_unit_test(any_text_is_written_so_that_it_is_read_again),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
