/*
 * What was answered in a survey, as it leaves: no more than its questions let,
 * and of one respondent whom nothing names.
 */
#include "share/survey_part.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/error.h"
#include "store/responses.h"
#include "store/store.h"
#include "survey/answers.h"
#include "survey/questions.h"
#include "survey/response.h"
#include "tests/unit/scratch.h"
#include "tests/unit/sharing.h"

#define OPTIONS(a, b)                                                          \
	"\"options\": [{\"code\": \"" a "\", \"text\": \"A\"},"                \
	"{\"code\": \"" b "\", \"text\": \"B\"}]"
#define ITEM(id, rest)                                                         \
	"{\"id\": \"" id "\", \"rev\": 1, \"text\": \"Q?\", " rest "}"
#define WHEN(q, v) "\"ask_if\": {\"all\": [{\"q\": \"" q "\", " v "}]}"

static const char set[] =
    "{\"id\": \"s\", \"version\": \"4\", \"title\": \"S\", \"items\": ["
    /* clang-format off */
    ITEM("must", "\"type\": \"single\", \"required\": true,"
        " \"share\": \"yes\", " OPTIONS("a", "b")) ","
    ITEM("parts", "\"type\": \"multi\", \"share\": \"yes\", "
        OPTIONS("a", "b") ", " WHEN("must", "\"op\": \"=\", \"v\": \"a\"")) ","
    ITEM("secret", "\"type\": \"single\", " OPTIONS("a", "b")) ","
    ITEM("of-secret", "\"type\": \"single\", \"share\": \"yes\", "
        OPTIONS("a", "b") ", " WHEN("secret", "\"op\": \"=\", \"v\": \"a\"")) ","
    ITEM("of-that", "\"type\": \"single\", \"share\": \"yes\", "
        OPTIONS("a", "b") ", "
        WHEN("of-secret", "\"op\": \"exists\", \"v\": true")) ","
    ITEM("look", "\"type\": \"single\", \"share\": \"review\", "
        OPTIONS("a", "b")) ","
    ITEM("chance", "\"type\": \"single\", \"share\": \"yes\","
        " \"sensitive\": true, \"rr_eps\": 0.5, " OPTIONS("a", "b")) ","
    ITEM("of-chance", "\"type\": \"single\", \"share\": \"yes\", "
        OPTIONS("a", "b") ", " WHEN("chance", "\"op\": \"=\", \"v\": \"a\"")) ","
    ITEM("patch", "\"type\": \"patch-ref\", \"share\": \"yes\"") ","
    ITEM("since", "\"type\": \"date-month\", \"share\": \"yes\"") ","
    ITEM("words", "\"type\": \"text\", \"share\": \"yes\"") "]}";
/* clang-format on */

static struct pl_error err;
static struct pl_survey *survey;
static struct pl_store *store;
static struct pl_sharing sharing;
static struct pl_remarks remarks;
static json_t *part;

static int
setup(void **state)
{
	if (pl_survey_read(&survey, "set", set, strlen(set), &err) < 0)
		fail_msg("%s", err.text);
	if (scratch_setup(state) != 0)
		return -1;
	sharing = sharing_usual;
	part = json_array();
	return pl_store_open(&store, scratch_store, PL_STORE_WRITE, &err);
}

static int
teardown(void **state)
{
	json_decref(part);
	pl_remarks_free(&remarks);
	pl_store_close(store);
	pl_survey_free(survey);
	return scratch_teardown(state);
}

/* ---- Answering ----------------------------------------------------------- */

struct said {
	const char *question, *value; /* "declined" and so on; else given */
};

static enum pl_reply_state
state_of(const char *value)
{
	for (int i = PL_REPLY_DECLINED; i < PL_REPLY_STATES; i++)
		if (strcmp(value, pl_reply_state_name(i)) == 0)
			return i;
	return PL_REPLY_GIVEN;
}

/* Into the store as they are, asked or not. */
static void
plant(const char *id, const char *who, const char *period,
    const struct said *said, size_t count)
{
	const struct pl_store_response response = {.survey = id,
	    .version = "1",
	    .respondent = who,
	    .period = period,
	    .saved_ms = SHARING_NOW};
	struct pl_store_reply replies[PL_SURVEY_QUESTIONS];

	for (size_t i = 0; i < count; i++)
		replies[i] =
		    (struct pl_store_reply){.question = said[i].question,
			.rev = 1,
			.state = state_of(said[i].value),
			.value = state_of(said[i].value) == PL_REPLY_GIVEN
		                     ? said[i].value
		                     : NULL,
			.at_ms = SHARING_NOW};
	assert_int_equal(pl_store_responses_begin(store, &err), 0);
	assert_int_equal(
	    pl_store_response_save(store, &response, replies, count, &err), 0);
	assert_int_equal(pl_store_responses_end(store, PL_OK, &err), 0);
}

static void
must(const char *who, const char *period, const char *value)
{
	const struct said said = {"must", value};

	plant("s", who, period, &said, 1);
}

static int
make(void)
{
	json_array_clear(part);
	pl_remarks_free(&remarks);
	return pl_survey_part(part, store, survey, &sharing, &remarks, &err);
}

static void
leaves(const char *expected)
{
	if (make() < 0)
		fail_msg("%s", err.text);
	sharing_is(part, expected);
}

/* ---- Answers ------------------------------------------------------------- */

static const struct said all[] = {{"must", "a"}, {"parts", "b a"},
    {"secret", "a"}, {"of-secret", "a"}, {"of-that", "b"}, {"look", "b"},
    {"patch", "KB5034441"}, {"since", "2026-02"}, {"words", "of zqmark"}};

static void
an_answer_leaves_as_its_question_lets_it(void **state)
{
	(void)state;
	plant("s", "zqwho", "2026-Q3", all, PL_COUNT(all));
	leaves("[{'id':'s','ver':'4','answers':["
	       "{'q':'must','rev':1,'st':'given','v':'a'},"
	       "{'q':'parts','rev':1,'st':'given','v':'a b'},"
	       "{'q':'patch','rev':1,'st':'given','v':'KB5034441'},"
	       "{'q':'since','rev':1,'st':'given','v':'2026-02'}]}]");
	sharing_says(&remarks.stays, "\"secret\" stays: its question says so");
	sharing_says(&remarks.stays,
	    "\"of-secret\" stays: that it was asked tells of that to "
	    "\"secret\", which stays");
	sharing_says(&remarks.stays, "\"of-that\" stays: that it was asked");
	sharing_says(&remarks.stays, "\"look\" stays: nobody has looked at it");
	assert_int_equal(remarks.stays.count, 4);
}

static void
what_is_for_review_leaves_once_it_was_looked_at(void **state)
{
	(void)state;
	plant("s", "lead", "2026-Q3", all, PL_COUNT(all));
	leaves("[{'id':'s','ver':'4','answers':["
	       "{'q':'must','rev':1,'st':'given','v':'a'},"
	       "{'q':'parts','rev':1,'st':'given','v':'a b'},"
	       "{'q':'patch','rev':1,'st':'given','v':'KB5034441'},"
	       "{'q':'since','rev':1,'st':'given','v':'2026-02'}]}]");
	assert_int_equal(remarks.look.count, 1);
	sharing_says(&remarks.look, "survey s: look: Q? B");
	sharing.looked = 1;
	leaves("[{'id':'s','ver':'4','answers':["
	       "{'q':'must','rev':1,'st':'given','v':'a'},"
	       "{'q':'parts','rev':1,'st':'given','v':'a b'},"
	       "{'q':'look','rev':1,'st':'given','v':'b'},"
	       "{'q':'patch','rev':1,'st':'given','v':'KB5034441'},"
	       "{'q':'since','rev':1,'st':'given','v':'2026-02'}]}]");
	assert_int_equal(remarks.look.count, 1);
}

static void
four_sorts_of_no_answer_are_told_apart(void **state)
{
	static const struct said said[] = {{"must", "b"}, {"parts", "a"},
	    {"chance", "declined"}, {"patch", "unknown"},
	    {"since", "not-applicable"}, {"words", "declined"}};

	(void)state;
	plant("s", "lead", "2026-Q3", said, PL_COUNT(said));
	leaves("[{'id':'s','ver':'4','answers':["
	       "{'q':'must','rev':1,'st':'given','v':'b'},"
	       "{'q':'parts','rev':1,'st':'not-asked'},"
	       "{'q':'chance','rev':1,'st':'declined'},"
	       "{'q':'patch','rev':1,'st':'unknown'},"
	       "{'q':'since','rev':1,'st':'not-applicable'}]}]");
}

static void
a_name_of_the_house_is_no_patch(void **state)
{
	static const struct said said[] = {
	    {"must", "b"}, {"patch", "zqhouse-5"}};

	(void)state;
	plant("s", "lead", "2026-Q3", said, PL_COUNT(said));
	sharing.looked = 1;
	leaves("[{'id':'s','ver':'4','answers':["
	       "{'q':'must','rev':1,'st':'given','v':'b'},"
	       "{'q':'parts','rev':1,'st':'not-asked'}]}]");
	sharing_says(&remarks.stays, "\"patch\" stays: it is no public name");
}

/* Of 64 keys some tell the other answer; each key tells the same for ever. That
 * the question behind it was asked, or was not, would give it away. */
static void
chance_hides_an_answer_and_what_hangs_on_it(void **state)
{
	static const struct said said[] = {
	    {"must", "b"}, {"chance", "a"}, {"of-chance", "b"}};
	size_t turned = 0;

	(void)state;
	plant("s", "lead", "2026-Q3", said, PL_COUNT(said));
	plant("s", "lead", "2026-Q4", said, PL_COUNT(said));
	for (unsigned char i = 0; i < 64; i++) {
		unsigned char key[PL_KEY_SIZE] = {i};
		json_t *first;

		sharing.key = key;
		sharing.period = "2026-Q3";
		assert_int_equal(make(), 0);
		first = json_deep_copy(part);
		turned += strcmp(json_string_value(json_object_get(
				     json_array_get(json_object_get(
							json_array_get(part, 0),
							"answers"),
					 2),
				     "v")),
			      "b") == 0;
		sharing.period = "2026-Q4";
		assert_int_equal(make(), 0);
		assert_true(json_equal(first, part));
		json_decref(first);
		sharing_says(&remarks.stays,
		    "\"of-chance\" stays: that it was asked tells of that to "
		    "\"chance\", which is told by chance");
	}
	/* 64 / (1 + e^0.5) = 24.2, give or take three standard errors of 3.9 */
	assert_in_range(turned, 13, 36);
	sharing.key = sharing_key;
	leaves("[{'id':'s','ver':'4','answers':["
	       "{'q':'must','rev':1,'st':'given','v':'b'},"
	       "{'q':'parts','rev':1,'st':'not-asked'},"
	       "{'q':'chance','rev':1,'st':'given','v':'a','rr':500}]}]");
}

static void
a_survey_that_is_not_finished_stays(void **state)
{
	static const struct said said[] = {
	    {"secret", "a"}, {"since", "2026-02"}};

	(void)state;
	plant("s", "lead", "2026-Q3", said, PL_COUNT(said));
	leaves("[]");
	sharing_says(&remarks.stays,
	    "survey s stays: \"must\" has to be answered, and is open");
}

static void
lessons_are_no_survey(void **state)
{
	static const char lessons[] =
	    "{\"id\": \"lesson\", \"version\": \"1\", \"title\": \"L\","
	    " \"items\": [" ITEM("words", "\"type\": \"text\"") "]}";
	struct pl_survey *other;

	(void)state;
	assert_int_equal(
	    pl_survey_read(&other, "lesson", lessons, sizeof lessons - 1, &err),
	    0);
	assert_int_equal(
	    pl_survey_part(part, store, other, &sharing, &remarks, &err),
	    PL_E_CONFIG);
	pl_survey_free(other);
}

/* ---- Whose, and when ----------------------------------------------------- */

#define MUST(value)                                                            \
	"[{'id':'s','ver':'4','answers':["                                     \
	"{'q':'must','rev':1,'st':'given','v':'" value "'}]}]"
#define MUST_B                                                                 \
	"[{'id':'s','ver':'4','answers':["                                     \
	"{'q':'must','rev':1,'st':'given','v':'b'},"                           \
	"{'q':'parts','rev':1,'st':'not-asked'}]}]"

static void
one_answers_for_the_organization(void **state)
{
	(void)state;
	leaves("[]");
	sharing_says(
	    &remarks.stays, "survey s: nobody has answered it for 2026-Q3");
	must("lead", "2026-Q3", "a");
	must("operations", "2026-Q2", "b");
	leaves(MUST("a"));
	must("operations", "2026-08", "b");
	assert_int_equal(make(), PL_E_CONFIG);
	assert_non_null(strstr(err.text, "\"operations\""));
	assert_non_null(strstr(err.text, "\"lead\""));
	assert_int_equal(json_array_size(part), 0);
	sharing.respondent = "lead";
	leaves(MUST("a"));
	sharing.respondent = "operations";
	leaves(MUST_B);
	sharing.respondent = "nobody-here";
	leaves("[]");
	sharing_says(&remarks.stays,
	    "survey s: \"nobody-here\" has not answered it for 2026-Q3");
}

/* In turn, each with what then leaves of the third quarter. */
static void
the_answers_of_a_period_are_the_last_ones_that_end_in_it(void **state)
{
	static const struct {
		const char *period, *value, *expected;
	} cases[] = {
	    {"2026-Q2", "a", "[]"},
	    {"2026-10-01", "a", "[]"},
	    {"2026", "a", "[]"},
	    {"2026-07-14", "a", MUST("a")},
	    {"2026-09-30", "b", MUST_B},
	    {"2026-08", "a", MUST_B},
	    {"2026-Q3", "a", MUST("a")},
	    {"2026-09", "b", MUST("a")},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		must("lead", cases[i].period, cases[i].value);
		leaves(cases[i].expected);
	}
	sharing.period = "2026-Q4"; /* that of the year, and a day in October */
	must("lead", "2026-10-01", "b");
	leaves(MUST_B);
	sharing.period = "2026";
	leaves(MUST("a"));
}

/* ---- Hidden answers ------------------------------------------------------ */

/* splitmix64 (Steele, Lea and Flood 2014). */
static size_t
below(uint64_t *state, size_t limit)
{
	uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return (size_t)((x ^ x >> 31) >> 33) % limit;
}

/* Something to say to every question, whether it is asked or not. */
static void
plant_all(const struct pl_survey *asked, uint64_t *random, struct said *said)
{
	const struct pl_survey_about *about = pl_survey_about(asked);

	for (size_t i = 0; i < about->question_count; i++) {
		const struct pl_question *question =
		    pl_survey_question(asked, i);

		said[i] = (struct said){question->id, "zqhidden"};
		if (question->type == PL_QUESTION_DATE_MONTH)
			said[i].value = "2026-01";
		else if (question->option_count > 0)
			said[i].value =
			    question
				->options[below(random, question->option_count)]
				.code;
		if (!question->required && below(random, 5) == 0)
			said[i].value = "declined";
	}
	plant(about->id, "lead", "2026-Q3", said, about->question_count);
}

/* By what patchlore-survey(7) says of conditions, as far as the sets that come
 * with patchlore use them of questions with one option. */
static int
is_met(const struct pl_survey *asked, const struct pl_condition *condition,
    const struct said *said, const int *hidden)
{
	const struct pl_question *other =
	    pl_survey_question(asked, condition->question);
	const char *value = said[condition->question].value;
	int given =
	    !hidden[condition->question] && state_of(value) == PL_REPLY_GIVEN;
	size_t at = pl_question_option(other, value), than;

	if (condition->op == PL_IS_THERE)
		return given == condition->wanted;
	if (!given)
		return 0;
	than = pl_question_option(other, condition->values[0]);
	for (size_t i = 0; i < condition->value_count; i++)
		if ((condition->op == PL_IS || condition->op == PL_IS_ONE_OF) &&
		    strcmp(value, condition->values[i]) == 0)
			return 1;
	return (condition->op == PL_IS_NOT && at != than) ||
	       (condition->op == PL_IS_BELOW && at < than) ||
	       (condition->op == PL_IS_AT_MOST && at <= than) ||
	       (condition->op == PL_IS_ABOVE && at > than) ||
	       (condition->op == PL_IS_AT_LEAST && at >= than);
}

static void
find_hidden(const struct pl_survey *asked, const struct said *said, int *hidden)
{
	for (size_t i = 0; i < pl_survey_about(asked)->question_count; i++) {
		const struct pl_question *question =
		    pl_survey_question(asked, i);
		size_t met = 0;

		for (size_t j = 0; j < question->condition_count; j++)
			met += is_met(asked, &question->conditions[j], said,
				   hidden) != 0;
		hidden[i] = question->condition_count > 0 &&
		            (question->any ? met == 0
					   : met < question->condition_count);
	}
}

/* How many hidden answers were planted; none of them leaves. */
static size_t
check_hidden(const struct pl_survey *asked, const struct said *said)
{
	int hidden[PL_SURVEY_QUESTIONS];
	const json_t *answers =
	    json_object_get(json_array_get(part, 0), "answers");
	size_t count = 0;

	find_hidden(asked, said, hidden);
	for (size_t i = 0; i < pl_survey_about(asked)->question_count; i++)
		count += hidden[i] != 0;
	for (size_t i = 0; i < json_array_size(answers); i++) {
		const json_t *answer = json_array_get(answers, i);
		size_t place = pl_survey_find(
		    asked, json_string_value(json_object_get(answer, "q")));
		const char *how =
		    json_string_value(json_object_get(answer, "st"));

		assert_int_equal(strcmp(how, "not-asked") == 0, hidden[place]);
		if (hidden[place])
			assert_null(json_object_get(answer, "v"));
	}
	return count;
}

static void
no_hidden_answer_leaves(void **state)
{
	static const char *const names[] = {"after-a-wave", "patch-speed",
	    "patch-testing", "process-maturity", "why-not-patched"};
	struct said said[PL_SURVEY_QUESTIONS];
	uint64_t random = 1;
	size_t hidden = 0;

	(void)state;
	sharing.looked = 1;
	for (size_t i = 0; i < PL_COUNT(names); i++) {
		struct pl_survey *asked;
		char path[100];

		snprintf(path, sizeof path, "surveys/%s.json", names[i]);
		assert_int_equal(pl_survey_open(&asked, path, &err), 0);
		for (int round = 0; round < 200; round++) {
			plant_all(asked, &random, said);
			json_array_clear(part);
			assert_int_equal(pl_survey_part(part, store, asked,
					     &sharing, &remarks, &err),
			    0);
			hidden += check_hidden(asked, said);
		}
		pl_survey_free(asked);
	}
	assert_true(hidden > 1000);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(an_answer_leaves_as_its_question_lets_it),
	    CASE(what_is_for_review_leaves_once_it_was_looked_at),
	    CASE(four_sorts_of_no_answer_are_told_apart),
	    CASE(a_name_of_the_house_is_no_patch),
	    CASE(chance_hides_an_answer_and_what_hangs_on_it),
	    CASE(a_survey_that_is_not_finished_stays),
	    CASE(lessons_are_no_survey),
	    CASE(one_answers_for_the_organization),
	    CASE(the_answers_of_a_period_are_the_last_ones_that_end_in_it),
	    CASE(no_hidden_answer_leaves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
