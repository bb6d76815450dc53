/*
 * Answers from files: the same from JSON and CSV, all or nothing; and through
 * the store and back.
 */
#include "survey/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "store/store.h"
#include "survey/answers.h"
#include "survey/questions.h"
#include "survey/response.h"
#include "tests/unit/scratch.h"

#define AT INT64_C(1772000000000)

static struct pl_error err;
static struct pl_survey *survey;

#define SET(rev, rest)                                                         \
	"{\"id\": \"t\", \"version\": \"1\", \"title\": \"T\", \"items\": ["   \
	"{\"id\": \"level\", \"rev\": " rev ", \"type\": \"ordinal\","         \
	" \"text\": \"L\"" rest ", \"options\": ["                             \
	"{\"code\": \"low\", \"text\": \"Low\", \"order\": 1},"                \
	"{\"code\": \"high\", \"text\": \"High\", \"order\": 2}]},"            \
	"{\"id\": \"parts\", \"rev\": 1, \"type\": \"multi\","                 \
	" \"text\": \"P\", \"options\": ["                                     \
	"{\"code\": \"a\", \"text\": \"A\"},"                                  \
	"{\"code\": \"b\", \"text\": \"B\"}]},"                                \
	"{\"id\": \"why\", \"rev\": 1, \"type\": \"text\", \"text\": \"W\","   \
	" \"ask_if\": {\"all\": [{\"q\": \"level\", \"op\": \"=\","            \
	" \"v\": \"high\"}]}}]}"

static struct pl_survey *
read_set(const char *text)
{
	struct pl_survey *read = NULL;

	if (pl_survey_read(&read, "set", text, strlen(text), &err) < 0)
		fail_msg("%s", err.text);
	return read;
}

static int
setup(void **state)
{
	survey = read_set(SET("2", ", \"comparable_with\": [1]"));
	return scratch_setup(state);
}

static int
teardown(void **state)
{
	pl_survey_free(survey);
	return scratch_teardown(state);
}

/* "self 2026-Q1: level=high parts=a b why=(open)|..." */
static void
tell(struct pl_buf *out, const struct pl_imported *one)
{
	pl_buf_addf(out, "%s %s:", one->respondent, one->period);
	for (size_t i = 0; i < pl_survey_about(survey)->question_count; i++) {
		const struct pl_answer *answer =
		    pl_answers_get(one->answers, i);

		pl_buf_addf(out, " %s=%s%s", pl_survey_question(survey, i)->id,
		    answer->value != NULL ? answer->value : "",
		    answer->value != NULL ? ""
					  : pl_reply_state_name(answer->state));
	}
	pl_buf_addf(out, " -%zu|", one->left_out);
}

static void
import_is(const char *text, const char *expected)
{
	struct pl_import import = {
	    .survey = survey, .otherwise = {"self", "2026-Q1"}, .now_ms = AT};
	struct pl_buf said;

	if (pl_import_read(&import, "file", text, strlen(text), &err) < 0)
		fail_msg("%s", err.text);
	pl_buf_init(&said, 10000);
	for (size_t i = 0; i < import.count; i++)
		tell(&said, &import.list[i]);
	assert_string_equal(said.text, expected);
	pl_buf_free(&said);
	pl_import_free(&import);
}

static void
json_and_csv_say_the_same(void **state)
{
	static const char expected[] =
	    "lead 2026-11: level=high parts=a b why=so, \"it\" is -0|"
	    "self 2026-Q1: level=unknown parts=declined why=not-asked -1|";

	(void)state;
	import_is("[{\"survey\": \"t\", \"version\": \"1\", \"respondent\": "
		  "\"lead\", \"period\": \"2026-11\", \"answers\": {"
		  "\"why\": {\"rev\": 1, \"answer\": \"so,\\n\\\"it\\\" is\"},"
		  "\"level\": {\"answer\": \"high\"},"
		  "\"parts\": {\"answer\": [\"b\", \"a\"]}}},"
		  "{\"survey\": \"t\", \"answers\": {"
		  "\"level\": {\"rev\": 2, \"none\": \"unknown\"},"
		  "\"parts\": {\"none\": \"declined\"},"
		  "\"why\": {\"answer\": \"left out\"}}}]",
	    expected);
	import_is("\xef\xbb\xbfquestion,rev,answer,none,respondent,period\r\n"
		  "why,1,\"so,\n\"\"it\"\" is\",,lead,2026-11\r\n"
		  "level,2,,unknown,,\r\n"
		  "level,,high,,lead,2026-11\r\n"
		  "\r\n"
		  "parts,,b a,,lead,2026-11\r\n"
		  "parts,,,declined,self,\r\n"
		  "why,,left out,,self,2026-Q1",
	    expected);
}

static void
what_a_file_leaves_out_is_open(void **state)
{
	(void)state;
	import_is("question,answer\nparts,b\n",
	    "self 2026-Q1: level=open parts=b why=open -0|");
	/* An answer behind an open question cannot be kept. */
	import_is("question,answer\nwhy,x\n",
	    "self 2026-Q1: level=open parts=open why=open -1|");
	import_is("question,answer\nparts,\n",
	    "self 2026-Q1: level=open parts=open why=open -0|");
	import_is("question\n", "");
	import_is("[]", "");
}

static void
what_is_wrong_is_told_with_its_place(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
	    {"", "file:0: is empty"},
	    {"\n<!DOCTYPE html>\n", "file: is a page; open it in a browser"},
	    {"q\n", "file:1: there is no column \"q\""},
	    {"answer\nx\n", "file:1: expected a column \"question\""},
	    {"question,question\n",
		"file:1: column \"question\" is there twice"},
	    {"question,answer\n\nlevel\n",
		"file:3: 1 fields, and the first row has 2"},
	    {"question,answer\n,low\n", "file:2: the question is missing"},
	    {"question,answer\nlevle,low\n",
		"file:2: there is no question \"levle\"; did you mean"},
	    {"question,answer\nlevel,lo\n",
		"file:2: level: no option has the code \"lo\""},
	    {"question,answer\nlevel,low\nlevel,high\n",
		"file:3: level: is answered twice"},
	    {"question,answer,none\nlevel,low,declined\n",
		"file:2: level: expected one of answer and none"},
	    {"question,none\nlevel,later\n",
		"file:2: level: none \"later\": expected declined"},
	    {"question,answer,rev\nlevel,low,1\n",
		"file:2: level: answers revision 1, and the set asks revision "
		"2"},
	    {"question,answer,rev\nlevel,low,x\n",
		"file:2: rev \"x\": expected a whole number"},
	    {"question,answer,period\nlevel,low,Q4\n",
		"file:2: period \"Q4\": expected a year, a quarter"},
	    {"question,answer\nlevel,\"low\n",
		"file:2: a quote is never closed"},
	    {"question,answer\nlevel,\"low\"x\n",
		"file:2: text behind a closing quote"},
	    {"question,a,b,c,d,e,f\n", "file:1: more than 6 columns"},
	    {"{", "file:1:1: "},
	    {"{\"survey\": \"u\", \"answers\": {}}",
		"file: survey: expected \"t\""},
	    {"{\"answers\": {}}", "file: survey: expected \"t\""},
	    {"{\"survey\": \"t\"}", "file: answers: expected an object"},
	    {"{\"survey\": \"t\", \"anwsers\": {}}",
		"file: unknown member \"anwsers\"; did you mean"},
	    {"{\"survey\": \"t\", \"answers\": {\"level\": \"low\"}}",
		"file: answers: level: expected an object"},
	    {"{\"survey\": \"t\", \"answers\": {\"level\": {}}}",
		"file: answers: level: expected one of answer and none"},
	    {"{\"survey\": \"t\", \"answers\": {\"level\": {\"answer\": 1}}}",
		"file: answers: level: answer: expected a text or a list"},
	    {"{\"survey\": \"t\", \"answers\": {\"parts\": {\"answer\": [\"a "
	     "b\"]}}}",
		"file: answers: parts: answer[0]: expected the code"},
	    {"{\"survey\": \"t\", \"answers\": {\"level\": {\"answer\": "
	     "\"low\", \"rev\": 1.5}}}",
		"file: answers: level: expected a whole number"},
	    {"[{\"survey\": \"t\", \"answers\": {}},"
	     "{\"survey\": \"t\", \"answers\": {}}]",
		"file: [1]: respondent: \"self\" answers twice for 2026-Q1"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_import import = {.survey = survey,
		    .otherwise = {"self", "2026-Q1"},
		    .now_ms = AT};

		assert_int_equal(pl_import_read(&import, "file", cases[i].text,
				     strlen(cases[i].text), &err),
		    PL_E_DATA);
		if (strncmp(err.text, cases[i].says, strlen(cases[i].says)) !=
		    0)
			fail_msg("\"%s\" does not begin with \"%s\"", err.text,
			    cases[i].says);
		pl_import_free(&import);
	}
}

/* ---- The store ---------------------------------------------------------- */

static struct pl_store *
store_open(void)
{
	struct pl_store *store = NULL;

	if (pl_store_open(&store, scratch_store, PL_STORE_WRITE, &err) < 0)
		fail_msg("%s", err.text);
	return store;
}

/* Save what a text says, and end so. */
static void
save(const char *text, int result)
{
	struct pl_import import = {
	    .survey = survey, .otherwise = {"self", "2026-Q1"}, .now_ms = AT};
	struct pl_store *store = store_open();

	assert_int_equal(
	    pl_import_read(&import, "file", text, strlen(text), &err), PL_OK);
	assert_int_equal(pl_store_responses_begin(store, &err), PL_OK);
	for (size_t i = 0; i < import.count; i++) {
		const struct pl_response who = {
		    import.list[i].respondent, import.list[i].period};

		assert_int_equal(pl_response_save(import.list[i].answers, store,
				     survey, &who, AT, &err),
		    PL_OK);
	}
	assert_int_equal(pl_store_responses_end(store, result, &err), result);
	pl_store_close(store);
	pl_import_free(&import);
}

static void
stored_is(const struct pl_survey *asked, const char *expected)
{
	const struct pl_response who = {"self", "2026-Q1"};
	struct pl_imported one = {
	    .respondent = (char *)"", .period = (char *)""};
	struct pl_store *store = store_open();
	struct pl_buf said;

	one.answers = pl_answers_new(asked);
	if (pl_response_load(one.answers, store, asked, &who, AT, &err) < 0)
		fail_msg("%s", err.text);
	pl_buf_init(&said, 1000);
	tell(&said, &one);
	assert_string_equal(said.text, expected);
	pl_buf_free(&said);
	pl_answers_free(one.answers);
	pl_store_close(store);
}

static int
count_complete(void *context, const struct pl_store_response *response,
    const struct pl_store_reply *reply)
{
	(void)reply;
	*(int *)context += response->complete;
	return 0;
}

static void
a_response_takes_the_place_of_the_one_before(void **state)
{
	struct pl_store *store;
	int complete = 0;

	(void)state;
	stored_is(survey, " : level=open parts=open why=open -0|");
	save("question,answer,none\nlevel,high,\nparts,a,\nwhy,,declined\n",
	    PL_OK);
	stored_is(survey, " : level=high parts=a why=declined -0|");
	save("question,answer\nlevel,low\n", PL_OK);
	stored_is(survey, " : level=low parts=open why=not-asked -0|");
	/* Others are left alone, and nothing stays of what failed. */
	save("question,answer,period\nlevel,high,2026-Q2\n", PL_OK);
	save("question,answer\nlevel,high\n", PL_E_FAILED);
	stored_is(survey, " : level=low parts=open why=not-asked -0|");
	save("question,answer\nlevel,low\nparts,b\n", PL_OK);
	store = store_open();
	assert_int_equal(pl_store_replies(store, "t", "self", "2026-Q1",
			     count_complete, &complete, &err),
	    PL_OK);
	assert_int_equal(complete, 3);
	pl_store_close(store);
}

static void
answers_to_other_words_are_asked_again(void **state)
{
	struct pl_survey *first = read_set(SET("1", ""));
	struct pl_survey *other = read_set(SET("3", ""));

	(void)state;
	pl_survey_free(survey);
	survey = first;
	save("question,answer\nlevel,high\nparts,a\nwhy,x\n", PL_OK);
	/* Revision 2 compares with 1, and 3 with none. */
	survey = read_set(SET("2", ", \"comparable_with\": [1]"));
	stored_is(survey, " : level=high parts=a why=x -0|");
	stored_is(other, " : level=open parts=a why=open -0|");
	pl_survey_free(first);
	pl_survey_free(other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		json_and_csv_say_the_same, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		what_a_file_leaves_out_is_open, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		what_is_wrong_is_told_with_its_place, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_response_takes_the_place_of_the_one_before, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		answers_to_other_words_are_asked_again, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
