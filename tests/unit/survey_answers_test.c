/*
 * Which questions are asked: the truth of each operator, what a non-answer
 * counts for, and that nothing is kept that is not asked.
 */
#include "survey/answers.h"

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
#include "survey/period.h"
#include "survey/questions.h"

#define AT INT64_C(1772000000000)

static struct pl_error err;

/* "level" has an order; "parts" is of several; "then" is asked if. */
static const char form[] =
    "{\"id\": \"t\", \"version\": \"1\", \"title\": \"T\", \"items\": ["
    "{\"id\": \"level\", \"rev\": 1, \"type\": \"ordinal\", \"text\": \"L\","
    " \"options\": [{\"code\": \"low\", \"text\": \"Low\", \"order\": 1},"
    "{\"code\": \"mid\", \"text\": \"Mid\", \"order\": 2},"
    "{\"code\": \"high\", \"text\": \"High\", \"order\": 3}]},"
    "{\"id\": \"parts\", \"rev\": 1, \"type\": \"multi\", \"text\": \"P\","
    " \"options\": [{\"code\": \"a\", \"text\": \"Part a\"},"
    "{\"code\": \"ab\", \"text\": \"Part ab\"},"
    "{\"code\": \"c\", \"text\": \"Part c\"}]},"
    "{\"id\": \"since\", \"rev\": 1, \"type\": \"date-month\", \"text\": "
    "\"S\"},"
    "{\"id\": \"why\", \"rev\": 1, \"type\": \"text\", \"text\": \"W\"},"
    "{\"id\": \"patch\", \"rev\": 1, \"type\": \"patch-ref\", \"text\": "
    "\"B\"},"
    "{\"id\": \"then\", \"rev\": 1, \"type\": \"text\", \"text\": \"T\","
    " \"required\": true, \"ask_if\": %s},"
    "{\"id\": \"after\", \"rev\": 1, \"type\": \"text\", \"text\": \"A\","
    " \"ask_if\": {\"all\": ["
    "{\"q\": \"then\", \"op\": \"exists\", \"v\": true}]}}]}";

enum { LEVEL, PARTS, SINCE, WHY, PATCH, THEN, AFTER, ALL };

static const char always[] =
    "{\"any\": [{\"q\": \"level\", \"op\": \"exists\", \"v\": true},"
    "{\"q\": \"level\", \"op\": \"exists\", \"v\": false}]}";

static struct pl_survey *
survey_with(const char *ask_if)
{
	struct pl_survey *survey = NULL;
	struct pl_buf text;

	pl_buf_init(&text, 10000);
	pl_buf_add(&text, form, (size_t)(strstr(form, "%s") - form));
	pl_buf_adds(&text, ask_if);
	pl_buf_adds(&text, strstr(form, "%s") + 2);
	if (pl_survey_read(&survey, "set", text.text, text.length, &err) < 0)
		fail_msg("%s: %s", ask_if, err.text);
	pl_buf_free(&text);
	return survey;
}

/* A value, or a non-answer in parentheses: "(declined)"; "" is open. */
static struct pl_answer
answer_of(const char *text)
{
	struct pl_answer answer = {.rev = 1, .at_ms = AT};

	for (int i = PL_REPLY_DECLINED; i < PL_REPLY_STATES; i++) {
		const char *name = pl_reply_state_name((enum pl_reply_state)i);

		if (*text == '(' && strncmp(text + 1, name, strlen(name)) == 0)
			answer.state = (enum pl_reply_state)i;
	}
	if (*text != '(' && *text != '\0') {
		answer.state = PL_REPLY_GIVEN;
		answer.value = text;
	}
	return answer;
}

static void
set(struct pl_answers *answers, size_t index, const char *text)
{
	const struct pl_answer answer = answer_of(text);

	if (pl_answers_set(answers, index, &answer, &err) < 0)
		fail_msg("%s: %s", text, err.text);
}

static void
is(const struct pl_answers *answers, size_t index, const char *expected)
{
	const struct pl_answer *got = pl_answers_get(answers, index);
	const struct pl_answer want = answer_of(expected);

	assert_int_equal(got->state, want.state);
	if (want.value == NULL)
		assert_null(got->value);
	else
		assert_string_equal(got->value, want.value);
}

/* ---- Truth -------------------------------------------------------------- */

/* What the state of "then" is after "level" or another was answered so. */
static void
then_is(const char *ask_if, size_t index, const char *answer,
    enum pl_reply_state expected, int asked)
{
	struct pl_survey *survey = survey_with(ask_if);
	struct pl_answers *answers = pl_answers_new(survey);

	set(answers, index, answer);
	pl_answers_settle(answers, AT);
	if (pl_answers_get(answers, THEN)->state != expected ||
	    pl_answers_is_asked(answers, THEN) != asked)
		fail_msg("%s with \"%s\": %s", ask_if, answer,
		    pl_reply_state_name(pl_answers_get(answers, THEN)->state));
	pl_answers_free(answers);
	pl_survey_free(survey);
}

struct row {
	const char *op, *value;
	/* Is it asked? For low, mid, high; a, "a ab", "ab c"; or months. */
	const char *truth;
};

static void
check_rows(const char *question, size_t index, const char *const answers[3],
    const struct row *rows, size_t count)
{
	static const char *const none[] = {
	    "(declined)", "(unknown)", "(not-applicable)"};
	char ask_if[200];

	for (size_t i = 0; i < count; i++) {
		int there = strcmp(rows[i].value, "false") == 0;

		snprintf(ask_if, sizeof ask_if,
		    "{\"all\": [{\"q\": \"%s\", \"op\": \"%s\", \"v\": %s}]}",
		    question, rows[i].op, rows[i].value);
		for (size_t j = 0; j < 3; j++) {
			int yes = rows[i].truth[j] == 'y';

			then_is(ask_if, index, answers[j],
			    yes ? PL_REPLY_OPEN : PL_REPLY_NOT_ASKED, yes);
		}
		/* No answer holds for nothing, but for its absence. */
		for (size_t j = 0; j < PL_COUNT(none); j++)
			then_is(ask_if, index, none[j],
			    there ? PL_REPLY_OPEN : PL_REPLY_NOT_ASKED, there);
		/* While it is open, who knows? */
		then_is(ask_if, index, "", PL_REPLY_OPEN, 0);
	}
}

static void
operators_go_by_their_truth_tables(void **state)
{
	static const char *const levels[] = {"low", "mid", "high"};
	static const struct row of_levels[] = {{"exists", "true", "yyy"},
	    {"exists", "false", "nnn"}, {"=", "\"mid\"", "nyn"},
	    {"!=", "\"mid\"", "yny"}, {"<", "\"mid\"", "ynn"},
	    {"<=", "\"mid\"", "yyn"}, {">", "\"mid\"", "nny"},
	    {">=", "\"mid\"", "nyy"}, {"<", "\"low\"", "nnn"},
	    {">=", "\"low\"", "yyy"}, {"in", "[\"low\", \"high\"]", "yny"},
	    {"in", "[\"mid\"]", "nyn"}};
	static const char *const parts[] = {"a", "a ab", "ab c"};
	static const struct row of_parts[] = {{"exists", "true", "yyy"},
	    {"exists", "false", "nnn"}, {"=", "\"a\"", "yyn"},
	    {"=", "\"ab\"", "nyy"}, {"!=", "\"a\"", "nny"},
	    {"in", "[\"c\"]", "nny"}, {"in", "[\"a\", \"c\"]", "yyy"}};
	static const char *const months[] = {"2026-02", "2026-03", "2027-01"};
	static const struct row of_months[] = {{"exists", "true", "yyy"},
	    {"=", "\"2026-03\"", "nyn"}, {"!=", "\"2026-03\"", "yny"},
	    {"<", "\"2026-03\"", "ynn"}, {"<=", "\"2026-03\"", "yyn"},
	    {">", "\"2026-03\"", "nny"}, {">=", "\"2026-03\"", "nyy"}};

	(void)state;
	check_rows("level", LEVEL, levels, of_levels, PL_COUNT(of_levels));
	check_rows("parts", PARTS, parts, of_parts, PL_COUNT(of_parts));
	check_rows("since", SINCE, months, of_months, PL_COUNT(of_months));
}

#define TWO(word)                                                              \
	"{\"" word "\": [{\"q\": \"level\", \"op\": \"=\", \"v\": \"high\"},"  \
	"{\"q\": \"since\", \"op\": \"=\", \"v\": \"2026-03\"}]}"

/* Kleene's tables of two conditions that are each false, open or true. */
static void
open_conditions_decide_only_what_they_must(void **state)
{
	static const char *const levels[] = {"low", "", "high"};
	static const char *const months[] = {"2026-02", "", "2026-03"};
	static const struct {
		const char *ask_if, *truth;
	} tables[] = {{TWO("all"), "fff foo fot"}, {TWO("any"), "fot oot ttt"}};

	(void)state;
	for (size_t i = 0; i < 2 * 9; i++) {
		size_t first = i % 9 / 3, second = i % 3;
		char truth = tables[i / 9].truth[4 * first + second];
		struct pl_survey *survey = survey_with(tables[i / 9].ask_if);
		struct pl_answers *answers = pl_answers_new(survey);

		set(answers, LEVEL, levels[first]);
		set(answers, SINCE, months[second]);
		pl_answers_settle(answers, AT);
		assert_int_equal(
		    pl_answers_is_asked(answers, THEN), truth == 't');
		assert_int_equal(pl_answers_get(answers, THEN)->state,
		    truth == 'f' ? PL_REPLY_NOT_ASKED : PL_REPLY_OPEN);
		pl_answers_free(answers);
		pl_survey_free(survey);
	}
}

/* ---- What is not asked -------------------------------------------------- */

static const char if_high[] =
    "{\"all\": [{\"q\": \"level\", \"op\": \"=\", \"v\": \"high\"}]}";

static void
what_is_not_asked_is_erased_and_stays_so(void **state)
{
	struct pl_survey *survey = survey_with(if_high);
	struct pl_answers *answers = pl_answers_new(survey);

	(void)state;
	set(answers, LEVEL, "high");
	set(answers, THEN, "because");
	set(answers, AFTER, "so there");
	assert_int_equal(pl_answers_settle(answers, AT), 0);
	is(answers, AFTER, "so there");

	/* What hangs on the one that goes, goes too. */
	set(answers, LEVEL, "low");
	assert_int_equal(pl_answers_settle(answers, AT + 1), 2);
	is(answers, THEN, "(not-asked)");
	is(answers, AFTER, "(not-asked)");
	assert_int_equal(pl_answers_get(answers, THEN)->at_ms, AT + 1);

	/* And does not come back. */
	set(answers, LEVEL, "high");
	assert_int_equal(pl_answers_settle(answers, AT), 0);
	is(answers, THEN, "");
	is(answers, AFTER, "");

	/* Behind an open question nothing is kept either. */
	set(answers, THEN, "because");
	set(answers, LEVEL, "");
	assert_int_equal(pl_answers_settle(answers, AT), 1);
	is(answers, THEN, "");

	/* A non-answer to what is no longer asked goes like an answer. */
	set(answers, LEVEL, "high");
	set(answers, THEN, "again");
	set(answers, AFTER, "(declined)");
	pl_answers_settle(answers, AT);
	set(answers, LEVEL, "(unknown)");
	assert_int_equal(pl_answers_settle(answers, AT), 2);
	is(answers, AFTER, "(not-asked)");
	pl_answers_free(answers);
	pl_survey_free(survey);
}

static void
the_next_question_is_the_first_asked_and_open(void **state)
{
	struct pl_survey *survey = survey_with(if_high);
	struct pl_answers *answers = pl_answers_new(survey);

	(void)state;
	assert_int_equal(pl_answers_next(answers), LEVEL);
	assert_int_equal(pl_answers_before(answers, LEVEL), LEVEL);
	set(answers, LEVEL, "low");
	set(answers, PARTS, "(declined)");
	pl_answers_settle(answers, AT);
	assert_int_equal(pl_answers_next(answers), SINCE);
	set(answers, SINCE, "(unknown)");
	set(answers, WHY, "w");
	set(answers, PATCH, "KB1");
	pl_answers_settle(answers, AT);
	assert_int_equal(pl_answers_next(answers), ALL);
	assert_int_equal(pl_answers_before(answers, ALL), PATCH);
	set(answers, LEVEL, "high");
	pl_answers_settle(answers, AT);
	assert_int_equal(pl_answers_next(answers), THEN);
	assert_int_equal(pl_answers_before(answers, THEN), PATCH);
	pl_answers_free(answers);
	pl_survey_free(survey);
}

/* ---- Values ------------------------------------------------------------- */

static void
values_are_held_against_their_type(void **state)
{
	static const struct {
		size_t index;
		const char *text, *kept; /* NULL: refused, as follows */
		const char *says;
	} cases[] = {
	    {LEVEL, "mid", "mid", NULL},
	    {LEVEL, " mid\n", "mid", NULL},
	    {LEVEL, "middle", NULL, "no option has the code \"middle\"; there"},
	    {LEVEL, "low mid", NULL, "expected one option"},
	    {LEVEL, "Low", NULL, "there are low, mid, high"},
	    {LEVEL, " ", NULL, "expected one option at least"},
	    {PARTS, "c a", "a c", NULL},
	    {PARTS, "ab", "ab", NULL},
	    {PARTS, "a  ab", "a ab", NULL},
	    {PARTS, "a a", NULL, "\"a\" is there twice"},
	    {PARTS, "a b", NULL, "no option has the code \"b\""},
	    {SINCE, "2026-11", "2026-11", NULL},
	    {SINCE, "2026-13", NULL, "expected a month such as 2026-11"},
	    {SINCE, "2026-11-01", NULL, "expected a month"},
	    {SINCE, "1969-12", NULL, "expected a month"},
	    {WHY, "  two\nlines ", "two lines", NULL},
	    {WHY, "\xc3\xa9", "\xc3\xa9", NULL},
	    {WHY, "\xc3", NULL, "in UTF-8"},
	    {WHY, "bell \a", NULL, "in UTF-8"},
	    {WHY, "", NULL, "expected a text of 1 to 2000 bytes"},
	    {PATCH, "KB5034441", "KB5034441", NULL},
	    {PATCH, "RHSA-2024:1234", "RHSA-2024:1234", NULL},
	    {PATCH, "KB1 KB2", NULL, "without blanks"},
	};
	struct pl_survey *survey = survey_with(always);
	struct pl_answers *answers = pl_answers_new(survey);

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		const struct pl_answer answer = {
		    .state = PL_REPLY_GIVEN, .value = cases[i].text, .rev = 1};
		int result =
		    pl_answers_set(answers, cases[i].index, &answer, &err);

		if (cases[i].kept != NULL) {
			assert_int_equal(result, PL_OK);
			is(answers, cases[i].index, cases[i].kept);
		} else if (result != PL_E_DATA ||
			   strstr(err.text, cases[i].says) == NULL) {
			fail_msg("\"%s\": \"%s\" is not in \"%s\"",
			    cases[i].text, cases[i].says, err.text);
		}
	}
	pl_answers_free(answers);
	pl_survey_free(survey);
}

static void
a_text_has_a_limit(void **state)
{
	struct pl_survey *survey = survey_with(always);
	struct pl_answers *answers = pl_answers_new(survey);
	static char text[PL_SURVEY_OPTIONS * (PL_SURVEY_NAME + 1) + 2];
	const struct pl_answer answer = {
	    .state = PL_REPLY_GIVEN, .value = text, .rev = 1};

	(void)state;
	memset(text, 'x', PL_SURVEY_ANSWER);
	assert_int_equal(pl_answers_set(answers, WHY, &answer, &err), PL_OK);
	text[PL_SURVEY_ANSWER] = 'x';
	assert_int_equal(
	    pl_answers_set(answers, WHY, &answer, &err), PL_E_DATA);
	memset(text, 'x', sizeof text - 1);
	assert_int_equal(
	    pl_answers_set(answers, WHY, &answer, &err), PL_E_DATA);
	assert_string_equal(err.text, "too long an answer");
	pl_answers_free(answers);
	pl_survey_free(survey);
}

static void
a_required_question_takes_no_other_answer(void **state)
{
	static const char *const refused[] = {
	    "(declined)", "(unknown)", "(not-applicable)"};
	struct pl_survey *survey = survey_with(always);
	struct pl_answers *answers = pl_answers_new(survey);

	(void)state;
	set(answers, LEVEL, "low");
	set(answers, THEN, "kept");
	for (size_t i = 0; i < PL_COUNT(refused); i++) {
		const struct pl_answer answer = answer_of(refused[i]);

		assert_int_equal(
		    pl_answers_set(answers, THEN, &answer, &err), PL_E_DATA);
		assert_non_null(strstr(err.text, "needs an answer"));
		is(answers, THEN, "kept");
	}
	pl_answers_free(answers);
	pl_survey_free(survey);
}

static void
answers_are_told_in_the_words_of_their_options(void **state)
{
	struct pl_survey *survey = survey_with(always);
	struct pl_answers *answers = pl_answers_new(survey);
	struct pl_buf said;

	(void)state;
	pl_buf_init(&said, 1000);
	set(answers, LEVEL, "(declined)");
	set(answers, PARTS, "c ab");
	set(answers, WHY, "because");
	for (size_t i = LEVEL; i <= WHY; i++) {
		pl_answers_tell(answers, i, &said);
		pl_buf_adds(&said, "|");
	}
	assert_string_equal(
	    said.text, "declined|Part ab; Part c|open|because|");
	pl_buf_free(&said);
	pl_answers_free(answers);
	pl_survey_free(survey);
}

/* ---- Periods ------------------------------------------------------------ */

static void
periods_are_of_four_forms_and_in_order(void **state)
{
	static const char *const ordered[] = {"1970", "2025-12", "2025-12-31",
	    "2026", "2026-Q1", "2026-01", "2026-01-01", "2026-Q2", "2026-04-30",
	    "9999-Q4"};
	static const char *const wrong[] = {"", "26", "1969", "2026-",
	    "2026-Q0", "2026-Q5", "2026-00", "2026-13", "2026-02-29", "2026-1",
	    "2026-Q11", "2026-01-01 ", "20x6"};
	char quarter[PL_PERIOD_TEXT];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(ordered); i++) {
		assert_true(pl_period_begin(ordered[i]) >= 0);
		assert_int_equal(pl_period_compare(ordered[i], ordered[i]), 0);
		for (size_t j = 0; j < i; j++) {
			assert_true(
			    pl_period_compare(ordered[j], ordered[i]) < 0);
			assert_true(
			    pl_period_compare(ordered[i], ordered[j]) > 0);
		}
	}
	for (size_t i = 0; i < PL_COUNT(wrong); i++)
		assert_int_equal(pl_period_begin(wrong[i]), -1);
	/* 20,454 days: January 1, 2026. */
	assert_int_equal(pl_period_begin("2026"), 20454);
	pl_period_of(AT, quarter); /* February 25, 2026 */
	assert_string_equal(quarter, "2026-Q1");
	pl_period_of(INT64_C(1798761599999), quarter);
	assert_string_equal(quarter, "2026-Q4");
	pl_period_of(INT64_C(1798761600000), quarter);
	assert_string_equal(quarter, "2027-Q1");
}

static void
a_period_ends_in_one_quarter(void **state)
{
	static const struct {
		const char *period, *other;
		int ends;
	} cases[] = {{"2026-Q3", "2026-Q3", 1}, {"2026-Q3", "2026", 1},
	    {"2026", "2026-Q3", 0}, {"2026", "2026-Q4", 1},
	    {"2026-07", "2026-Q3", 1}, {"2026-06", "2026-Q3", 0},
	    {"2026-10", "2026-Q3", 0}, {"2026-12", "2026-Q4", 1},
	    {"2026-07-01", "2026-Q3", 1}, {"2026-09-30", "2026-Q3", 1},
	    {"2026-10-01", "2026-Q3", 0}, {"2026-06-30", "2026-Q3", 0},
	    {"2026-12-31", "2026", 1}, {"2027-01-01", "2026", 0},
	    {"2028-02-29", "2028-02", 1}, {"9999", "9999-Q4", 1},
	    {"", "2026", 0}, {"2026", "", 0}, {"2026-13", "2026", 0}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_int_equal(
		    pl_period_ends_in(cases[i].period, cases[i].other),
		    cases[i].ends);
	/* Days since 1970 of 2026-10-01 and 2028-03-01. */
	assert_int_equal(pl_period_end("2026-Q3"), 20727);
	assert_int_equal(pl_period_end("2028-02"), 21244);
	assert_int_equal(
	    pl_period_end("2026-11-26"), pl_period_begin("2026-11-26") + 1);
	assert_int_equal(pl_period_end("2026-Q5"), -1);
}

/* Days since 1970-01-01, by date(1). */
static void
a_period_ends_where_the_next_one_begins(void **state)
{
	static const struct {
		const char *text;
		int64_t from, until;
	} cases[] = {{"2026", 20454, 20819}, {"2026-Q1", 20454, 20544},
	    {"2026-Q4", 20727, 20819}, {"2024-02", 19754, 19783},
	    {"2026-12", 20788, 20819}, {"2024-02-29", 19782, 19783}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		int64_t from_ms, until_ms;

		pl_period_span(cases[i].text, &from_ms, &until_ms);
		assert_int_equal(from_ms, cases[i].from * 86400000);
		assert_int_equal(until_ms, cases[i].until * 86400000);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(operators_go_by_their_truth_tables),
	    cmocka_unit_test(open_conditions_decide_only_what_they_must),
	    cmocka_unit_test(what_is_not_asked_is_erased_and_stays_so),
	    cmocka_unit_test(the_next_question_is_the_first_asked_and_open),
	    cmocka_unit_test(values_are_held_against_their_type),
	    cmocka_unit_test(a_text_has_a_limit),
	    cmocka_unit_test(a_required_question_takes_no_other_answer),
	    cmocka_unit_test(answers_are_told_in_the_words_of_their_options),
	    cmocka_unit_test(periods_are_of_four_forms_and_in_order),
	    cmocka_unit_test(a_period_ends_in_one_quarter),
	    cmocka_unit_test(a_period_ends_where_the_next_one_begins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
