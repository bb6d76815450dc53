/*
 * Lessons as they leave: where those who wrote them let them, with texts that
 * somebody read as they are and no others; and what they state of patches.
 */
#include "share/lesson_part.h"

#include <stdio.h>

#include <sqlite3.h>

#include "base/alloc.h"
#include "base/error.h"
#include "scrub/approval.h"
#include "scrub/choices.h"
#include "scrub/denylist.h"
#include "scrub/reading.h"
#include "share/coded.h"
#include "share/watch_part.h"
#include "store/responses.h"
#include "store/store.h"
#include "survey/answers.h"
#include "survey/lessons.h"
#include "survey/questions.h"
#include "tests/unit/scratch.h"
#include "tests/unit/sharing.h"

enum { LONG = PL_LESSON_TEXT + 1 };

static struct pl_error err;
static struct pl_survey *survey;
static struct pl_store *store;
static struct pl_sharing sharing;
static struct pl_denylist *names;
static struct pl_remarks remarks;
static json_t *part;

static struct pl_denylist *
list_of(const char *name)
{
	struct pl_denylist *list = pl_denylist_new();

	assert_int_equal(pl_denylist_add(list, name, PL_SPAN_HOST, &err), 0);
	pl_denylist_close(list);
	return list;
}

static int
setup(void **state)
{
	if (pl_survey_open(&survey, "surveys/lesson/lesson.json", &err) < 0)
		fail_msg("%s", err.text);
	if (scratch_setup(state) != 0)
		return -1;
	names = list_of("gandalf");
	sharing = sharing_usual;
	sharing.names = names;
	part = json_array();
	return pl_store_open(&store, scratch_store, PL_STORE_WRITE, &err);
}

static int
teardown(void **state)
{
	json_decref(part);
	pl_remarks_free(&remarks);
	pl_denylist_free(names);
	pl_store_close(store);
	pl_survey_free(survey);
	return scratch_teardown(state);
}

/* ---- Writing lessons ----------------------------------------------------- */

/* Open again where the value is NULL. */
static void
say(struct pl_lesson *lesson, const char *question, const char *value)
{
	const struct pl_answer answer = {
	    .state = value == NULL ? PL_REPLY_OPEN : PL_REPLY_GIVEN,
	    .value = value,
	    .rev = 1,
	    .at_ms = SHARING_NOW};

	if (pl_answers_set(lesson->answers, pl_survey_find(survey, question),
		&answer, &err) < 0)
		fail_msg("%s", err.text);
}

static void
save(struct pl_lesson *lesson)
{
	pl_answers_settle(lesson->answers, SHARING_NOW);
	if (pl_lesson_save(lesson, store, survey, SHARING_NOW, &err) < 0)
		fail_msg("%s", err.text);
}

static void
link_to(struct pl_lesson *lesson, enum pl_link_type type, const char *name)
{
	assert_int_equal(pl_lesson_add_link(lesson, type, name, &err), 0);
}

/* Trouble with a patch, of which all may be told. */
static struct pl_lesson
begin(void)
{
	struct pl_lesson lesson;

	pl_lesson_begin(&lesson, survey, SHARING_NOW);
	say(&lesson, "kind", "issue");
	say(&lesson, "month", "2026-08");
	say(&lesson, "deployed", "to-999");
	say(&lesson, "symptom", "install");
	say(&lesson, "impact", "hindered");
	say(&lesson, "trigger", "gandalf was full");
	say(&lesson, "recommendation", "Look at the disk first.");
	say(&lesson, "tlp", "green");
	say(&lesson, "publish", "verbatim");
	save(&lesson);
	return lesson;
}

/* As somebody does who restores words, unless they are NULL. */
static void
approve_with(const struct pl_lesson *lesson, const char *words)
{
	struct pl_choices *choices = pl_choices_new();
	struct pl_reading reading;

	assert_int_equal(
	    pl_reading_make(&reading, lesson, survey, names, NULL, &err), 0);
	if (words != NULL &&
	    pl_reading_restore(&reading, choices, words, &err) < 0)
		fail_msg("%s", err.text);
	pl_reading_free(&reading);
	assert_int_equal(
	    pl_reading_make(&reading, lesson, survey, names, choices, &err), 0);
	pl_choices_free(choices);
	assert_int_equal(pl_approval_give(store, &reading, survey,
			     "security-lead", SHARING_NOW, &err),
	    0);
	pl_reading_free(&reading);
}

static void
approve(const struct pl_lesson *lesson)
{
	approve_with(lesson, NULL);
}

static void
make(void)
{
	json_array_clear(part);
	pl_remarks_free(&remarks);
	if (pl_lesson_part(part, store, survey, &sharing, &remarks, &err) < 0)
		fail_msg("%s", err.text);
}

static void
leaves(const char *expected)
{
	make();
	sharing_is(part, expected);
}

static void
stays(const char *why)
{
	leaves("[]");
	sharing_says(&remarks.stays, why);
}

/* ---- What leaves --------------------------------------------------------- */

#define CODES(publish)                                                         \
	"{'q':'kind','rev':1,'st':'given','v':'issue'},"                       \
	"{'q':'month','rev':1,'st':'given','v':'2026-08'},"                    \
	"{'q':'deployed','rev':1,'st':'given','v':'to-999'},"                  \
	"{'q':'symptom','rev':1,'st':'given','v':'install'},"                  \
	"{'q':'impact','rev':1,'st':'given','v':'hindered'},"                  \
	"{'q':'tlp','rev':1,'st':'given','v':'green'},"                        \
	"{'q':'publish','rev':1,'st':'given','v':'" publish "'}"

static void
with_coded_only_no_text_leaves(void **state)
{
	struct pl_lesson lesson = begin();

	(void)state;
	say(&lesson, "publish", "coded-only");
	save(&lesson);
	leaves("[{'patches':[],'answers':[" CODES("coded-only") "]}]");
	approve(&lesson);
	leaves("[{'patches':[],'answers':[" CODES("coded-only") "]}]");
	assert_int_equal(remarks.stays.count, 0);
	pl_lesson_free(&lesson);
}

static void
texts_leave_as_they_were_approved(void **state)
{
	static const char *const texts[] = {
	    "[HOST-1] was full", "Look at the disk first."};
	struct pl_lesson lesson = begin();
	char digest[PL_REVIEW_DIGEST], expected[2000];

	(void)state;
	approve(&lesson);
	pl_review_digest(digest, texts, PL_COUNT(texts));
	snprintf(expected, sizeof expected,
	    "[{'patches':[],'answers':[" CODES(
		"verbatim") "],"
			    "'texts':[{'q':'trigger','v':'[HOST-1] was full'},"
			    "{'q':'recommendation','v':'Look at the disk "
			    "first.'}],"
			    "'review':{'role':'security-lead','month':'2026-12'"
			    ","
			    "'digest':'%s','rules':'%s'}}]",
	    digest, PL_SCRUB_RULES);
	leaves(expected);
	assert_int_equal(remarks.stays.count, 0);
	pl_lesson_free(&lesson);
}

static void
a_lesson_without_texts_needs_no_review(void **state)
{
	struct pl_lesson lesson = begin();

	(void)state;
	say(&lesson, "trigger", NULL);
	say(&lesson, "recommendation", NULL);
	save(&lesson);
	leaves("[{'patches':[],'answers':[" CODES("verbatim") "]}]");
	pl_lesson_free(&lesson);
}

static void
of_links_only_public_names_of_patches_leave(void **state)
{
	struct pl_lesson lesson = begin();

	(void)state;
	say(&lesson, "publish", "coded-only");
	link_to(&lesson, PL_LINK_PATCH, "KB5034441");
	link_to(&lesson, PL_LINK_PATCH, "CVE-2026-0001");
	link_to(&lesson, PL_LINK_PATCH, "zqpatch");
	link_to(&lesson, PL_LINK_WAVE, "KB5034442");
	link_to(&lesson, PL_LINK_PRODUCT, "CVE-2026-0002");
	save(&lesson);
	leaves("[{'patches':['CVE-2026-0001','KB5034441'],"
	       "'answers':[" CODES("coded-only") "]}]");
	sharing_says(&remarks.stays, "lesson 1: 3 of its 5 links stay");
	pl_lesson_free(&lesson);
}

static void
a_lesson_belongs_to_the_month_that_it_is_about(void **state)
{
	struct pl_lesson lesson = begin();

	(void)state;
	say(&lesson, "publish", "coded-only");
	save(&lesson);
	sharing.period = "2026-Q4"; /* in which it was written */
	leaves("[]");
	assert_int_equal(remarks.stays.count, 0);
	sharing.period = "2026";
	leaves("[{'patches':[],'answers':[" CODES("coded-only") "]}]");
	pl_lesson_free(&lesson);
}

static void
a_submission_has_so_many_lessons_and_no_more(void **state)
{
	(void)state;
	for (int i = 0; i < PL_LESSONS_SHARED + 1; i++) {
		struct pl_lesson lesson = begin();

		say(&lesson, "publish", "coded-only");
		save(&lesson);
		pl_lesson_free(&lesson);
	}
	make();
	assert_int_equal(json_array_size(part), PL_LESSONS_SHARED);
	assert_int_equal(remarks.stays.count, 1);
	sharing_says(&remarks.stays,
	    "lesson 101 stays: a submission has at most 100 lessons");
}

/* Of a set of questions of their own. Lessons know no chance. */
static void
a_lesson_of_which_no_answer_may_leave_stays(void **state)
{
	static const char own[] =
	    "{\"id\": \"lesson\", \"version\": \"1\", \"title\": \"L\","
	    " \"items\": ["
	    "{\"id\": \"month\", \"rev\": 1, \"type\": \"date-month\","
	    " \"text\": \"M\"},"
	    "{\"id\": \"tlp\", \"rev\": 1, \"type\": \"single\","
	    " \"text\": \"T\", \"options\": ["
	    "{\"code\": \"clear\", \"text\": \"C\"},"
	    "{\"code\": \"red\", \"text\": \"R\"}]},"
	    "{\"id\": \"chance\", \"rev\": 1, \"type\": \"single\","
	    " \"text\": \"C\", \"sensitive\": true, \"rr_eps\": 2,"
	    " \"share\": \"yes\", \"options\": ["
	    "{\"code\": \"yes\", \"text\": \"Y\"},"
	    "{\"code\": \"no\", \"text\": \"N\"}]},"
	    "{\"id\": \"publish\", \"rev\": 1, \"type\": \"single\","
	    " \"text\": \"P\", \"options\": ["
	    "{\"code\": \"none\", \"text\": \"N\"},"
	    "{\"code\": \"coded-only\", \"text\": \"C\"}]}]}";
	struct pl_lesson lesson;

	(void)state;
	pl_survey_free(survey);
	assert_int_equal(
	    pl_survey_read(&survey, "own", own, sizeof own - 1, &err), 0);
	pl_lesson_begin(&lesson, survey, SHARING_NOW);
	say(&lesson, "month", "2026-08");
	say(&lesson, "tlp", "clear");
	say(&lesson, "chance", "yes");
	say(&lesson, "publish", "coded-only");
	save(&lesson);
	stays("lesson 1 stays: none of its answers may leave");
	sharing_says(&remarks.stays,
	    "lesson 1: the answer to \"chance\" stays: it is to be told by "
	    "chance");
	pl_lesson_free(&lesson);
}

/* ---- What those who wrote it do not let ---------------------------------- */

static void
nothing_leaves_that_nobody_let(void **state)
{
	static const struct {
		const char *question, *value, *why;
	} cases[] = {
	    {"publish", "none", "lesson 1 stays: nothing of it may be"},
	    {"publish", NULL, "lesson 1 stays: nobody has said what of it"},
	    {"tlp", "red", "lesson 1 stays: it is for those present alone"},
	    {"tlp", NULL, "lesson 1 stays: nobody has said who may read it"},
	    {"month", NULL, "lesson 1 stays: month: is required"},
	    {"kind", NULL, "lesson 1 stays: kind: is required"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_lesson lesson = begin();

		approve(&lesson);
		say(&lesson, cases[i].question, cases[i].value);
		save(&lesson);
		stays(cases[i].why);
		pl_lesson_free(&lesson);
		pl_store_close(store);
		scratch_remove_store();
		assert_int_equal(
		    pl_store_open(&store, scratch_store, PL_STORE_WRITE, &err),
		    0);
	}
}

static void
amber_leaves_for_the_program_which_is_told(void **state)
{
	struct pl_lesson lesson = begin();

	(void)state;
	say(&lesson, "publish", "coded-only");
	say(&lesson, "tlp", "amber");
	save(&lesson);
	make();
	assert_int_equal(json_array_size(part), 1);
	assert_string_equal(
	    pl_coded_value(
		json_object_get(json_array_get(part, 0), "answers"), "tlp"),
	    "amber");
	pl_lesson_free(&lesson);
}

/* ---- Around the review --------------------------------------------------- */

static void
by_hand(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(scratch_store, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void
a_text_that_nobody_approved_as_it_is_stays(void **state)
{
	struct pl_lesson lesson = begin();

	(void)state;
	stays("lesson 1 stays: nobody has reviewed its texts");
	approve(&lesson);
	make();
	assert_int_equal(json_array_size(part), 1);
	say(&lesson, "trigger", "frodo was full");
	save(&lesson);
	stays("lesson 1 stays: its texts were changed since their review");
	say(&lesson, "trigger", "gandalf was full.");
	save(&lesson);
	stays("lesson 1 stays: its texts were changed since their review");
	approve(&lesson);
	say(&lesson, "worked-well", "More.");
	save(&lesson);
	stays("lesson 1 stays: its texts were changed since their review");
	pl_lesson_free(&lesson);
}

/* Past patchlore, each on top of an approval that holds. */
static void
nothing_in_the_store_makes_a_text_leave(void **state)
{
	static const char *const cases[] = {
	    "UPDATE lesson_review_text SET text = 'frodo' WHERE place = 1",
	    "UPDATE lesson_review_text SET question = 'worked-well'"
	    " WHERE place = 1",
	    "UPDATE lesson_review_text SET question = 'zqmark'",
	    "UPDATE lesson_review_text SET place = 3 WHERE place = 1",
	    "INSERT INTO lesson_review_text (lesson, place, question, text)"
	    " VALUES (1, 9, 'worked-well', 'frodo')",
	    "DELETE FROM lesson_review_text WHERE place = 2",
	    "DELETE FROM lesson_review_text",
	    "DELETE FROM lesson_review",
	    "UPDATE lesson_review_text SET text = printf('%.*c', 200000, 'a')",
	    "UPDATE lesson_review SET digest = ''",
	    "UPDATE lesson_review SET role = 'Jane Doe'",
	    "UPDATE lesson_review SET month = 'zqmark'",
	    "UPDATE lesson_review SET month = ''",
	    "UPDATE lesson_review SET read = digest",
	    "UPDATE lesson_review SET rules = '2025.9'",
	    "UPDATE lesson_review SET lesson = 2",
	    "UPDATE reply SET value = 'frodo was full'"
	    " WHERE question = 'trigger'",
	    "UPDATE reply SET value = printf('%.*c', 200000, 'a')"
	    " WHERE question = 'trigger'",
	    "UPDATE reply SET question = 'worked-well'"
	    " WHERE question = 'trigger'",
	    "DELETE FROM reply WHERE question = 'trigger'",
	};
	struct pl_lesson lesson = begin();

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		approve(&lesson);
		make();
		assert_int_equal(json_array_size(part), 1);
		by_hand(cases[i]);
		stays("lesson 1 stays: ");
		say(&lesson, "worked-well", NULL);
		save(&lesson);
	}
	pl_lesson_free(&lesson);
}

/* Whose review of one is hung on another. */
static void
the_review_of_one_lesson_is_none_of_another(void **state)
{
	struct pl_lesson first = begin(), second = begin();

	(void)state;
	say(&second, "trigger", "frodo was full");
	save(&second);
	approve(&first);
	make();
	assert_int_equal(json_array_size(part), 1);
	by_hand("UPDATE lesson_review SET lesson = 2;"
		"UPDATE lesson_review_text SET lesson = 2");
	stays("lesson 1 stays: nobody has reviewed its texts");
	sharing_says(&remarks.stays, "lesson 2 stays: its texts were changed");
	pl_lesson_free(&first);
	pl_lesson_free(&second);
}

/* An approval that holds in all its digests, of texts that no review of today
 * would give. */
static void
forge(const struct pl_lesson *lesson, const char *text)
{
	const char *const texts[] = {"trigger", text};
	const struct pl_store_review_text kept = {"trigger", text};
	char read[PL_REVIEW_DIGEST], digest[PL_REVIEW_DIGEST];
	const struct pl_store_review review = {.lesson = lesson->number,
	    .rules = PL_SCRUB_RULES,
	    .role = "lead",
	    .month = "2026-11",
	    .read = read,
	    .digest = digest};

	pl_reading_digest(read, lesson, survey);
	pl_review_digest(digest, texts, PL_COUNT(texts));
	assert_int_equal(pl_store_responses_begin(store, &err), 0);
	assert_int_equal(
	    pl_store_review_save(store, &review, &kept, 1, &err), 0);
	assert_int_equal(pl_store_responses_end(store, PL_OK, &err), 0);
}

static void
a_text_that_would_be_scrubbed_today_stays(void **state)
{
	static const char *const cases[] = {"gandalf was full",
	    "GAND-ALF was full", "mail jane@example.org", "on 10.1.2.3 it hung",
	    "two\nlines"};
	struct pl_lesson lesson = begin();
	char text[LONG + 1];

	(void)state;
	forge(&lesson, "It was full");
	make();
	assert_int_equal(json_array_size(part), 1);
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		forge(&lesson, cases[i]);
		stays("lesson 1 stays: trigger: ");
	}
	for (size_t i = 0; i < LONG; i++)
		text[i] = "words "[i % 6];
	text[LONG] = '\0';
	forge(&lesson, text);
	stays("lesson 1 stays: trigger: has 2001 bytes");
	text[LONG - 1] = '\0';
	forge(&lesson, text);
	make();
	assert_int_equal(json_array_size(part), 1);
	pl_lesson_free(&lesson);
}

static void
what_a_reviewer_restored_leaves(void **state)
{
	struct pl_lesson lesson = begin();
	const json_t *texts;

	(void)state;
	say(&lesson, "trigger", "gandalf had 10.7.31.9");
	save(&lesson);
	approve(&lesson);
	make();
	texts = json_object_get(json_array_get(part, 0), "texts");
	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(texts, 0), "v")),
	    "[HOST-1] had [IP-1]");
	approve_with(&lesson, "10.7.31.9");
	make();
	texts = json_object_get(json_array_get(part, 0), "texts");
	assert_int_equal(json_array_size(texts), 2);
	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(texts, 0), "v")),
	    "[HOST-1] had 10.7.31.9");
	pl_lesson_free(&lesson);
}

static void
a_name_that_became_known_keeps_the_text(void **state)
{
	struct pl_denylist *later = list_of("diskette");
	struct pl_lesson lesson = begin();

	(void)state;
	say(&lesson, "trigger", "gandalf had a diskette");
	save(&lesson);
	approve(&lesson);
	make();
	assert_int_equal(json_array_size(part), 1);
	sharing.names = later;
	stays("lesson 1 stays: trigger: it holds what would be taken out");
	pl_denylist_free(later);
	pl_lesson_free(&lesson);
}

/* ---- Patches ------------------------------------------------------------- */

/* One that was noticed, and what was done about it. */
static void
retell(const char *patch, const char *action, const char *deployed)
{
	struct pl_lesson lesson = begin();

	say(&lesson, "publish", "coded-only");
	say(&lesson, "impact", "noticed");
	say(&lesson, "action", action);
	say(&lesson, "deployed", deployed);
	link_to(&lesson, PL_LINK_PATCH, patch);
	save(&lesson);
	pl_lesson_free(&lesson);
}

/* A lesson of codes alone; impact NULL: not told. */
static void
tell(const char *patch, const char *kind, const char *impact,
    const char *deployed)
{
	struct pl_lesson lesson = begin();

	say(&lesson, "publish", "coded-only");
	say(&lesson, "kind", kind);
	say(&lesson, "impact", impact);
	say(&lesson, "deployed", deployed);
	if (impact != NULL)
		say(&lesson, "action", "rollback");
	link_to(&lesson, PL_LINK_PATCH, patch);
	save(&lesson);
	pl_lesson_free(&lesson);
}

static void
states(const char *const *watched, size_t count, const char *expected)
{
	json_t *list;

	make();
	list = pl_watch_part(part, survey, watched, count, &remarks);
	sharing_is(list, expected);
	json_decref(list);
}

static void
an_organization_states_the_worst_of_a_patch(void **state)
{
	static const char *const watched[] = {"KB5034449", "zqpatch",
	    "KB5034441", "KB5034449", "KB5034442", "KB5034443", "KB5034444",
	    "KB5034445"};

	(void)state;
	tell("KB5034449", "no-issue", NULL, "more");
	tell("KB5034449", "issue", "noticed", "to-9");
	retell("KB5034449", "retry", "to-99");
	retell("KB5034449", "workaround", "none");
	tell("KB5034449", "near-miss", NULL, "to-99");
	tell("KB5034441", "no-issue", NULL, "to-99");
	tell("KB5034442", "exception", NULL, "none");
	tell("KB5034443", "issue", NULL, "to-9");
	tell("KB5034444", "practice", NULL, "to-9");
	tell("KB5034446", "issue", "lost", "to-9"); /* is not watched */
	tell("zqpatch", "issue", "lost", "to-9");
	states(watched, PL_COUNT(watched),
	    "[{'ref':'KB5034441','deployed':'to-99','result':'none',"
	    "'basis':'attested'},"
	    "{'ref':'KB5034442','deployed':'none','result':'exception',"
	    "'basis':'attested'},"
	    "{'ref':'KB5034449','deployed':'more','result':'noticed',"
	    "'basis':'attested','symptom':'install','action':'retry'}]");
	sharing_says(&remarks.stays, "KB5034443: nothing is stated of it");
	sharing_says(&remarks.stays, "KB5034444: nothing is stated of it");
	states(NULL, 0, "[]");
}

static void
results_go_from_bad_to_worse(void **state)
{
	static const struct {
		const char *kind, *impact, *expected;
	} cases[] = {{"no-issue", NULL, "none"},
	    {"exception", NULL, "exception"}, {"no-issue", NULL, "exception"},
	    {"near-miss", NULL, "near-miss"}, {"exception", NULL, "near-miss"},
	    {"issue", "noticed", "noticed"}, {"near-miss", NULL, "noticed"},
	    {"issue", "hindered", "hindered"}, {"issue", "stopped", "stopped"},
	    {"issue", "noticed", "stopped"}, {"issue", "lost", "lost"},
	    {"no-issue", NULL, "lost"}};
	static const char *const watched[] = {"KB5034441"};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		json_t *list;

		tell(watched[0], cases[i].kind, cases[i].impact, "to-9");
		make();
		list = pl_watch_part(part, survey, watched, 1, &remarks);
		assert_int_equal(json_array_size(list), 1);
		assert_string_equal(json_string_value(json_object_get(
					json_array_get(list, 0), "result")),
		    cases[i].expected);
		json_decref(list);
	}
}

static void
a_lesson_that_stays_states_nothing(void **state)
{
	static const char *const watched[] = {"KB5034441"};
	struct pl_lesson lesson = begin();

	(void)state;
	link_to(&lesson, PL_LINK_PATCH, "KB5034441");
	save(&lesson);
	states(watched, 1, "[]");
	approve(&lesson);
	states(watched, 1,
	    "[{'ref':'KB5034441','deployed':'to-999','result':'hindered',"
	    "'basis':'attested','symptom':'install'}]");
	pl_lesson_free(&lesson);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(with_coded_only_no_text_leaves),
	    CASE(texts_leave_as_they_were_approved),
	    CASE(a_lesson_without_texts_needs_no_review),
	    CASE(of_links_only_public_names_of_patches_leave),
	    CASE(a_lesson_belongs_to_the_month_that_it_is_about),
	    CASE(a_submission_has_so_many_lessons_and_no_more),
	    CASE(a_lesson_of_which_no_answer_may_leave_stays),
	    CASE(nothing_leaves_that_nobody_let),
	    CASE(amber_leaves_for_the_program_which_is_told),
	    CASE(a_text_that_nobody_approved_as_it_is_stays),
	    CASE(nothing_in_the_store_makes_a_text_leave),
	    CASE(the_review_of_one_lesson_is_none_of_another),
	    CASE(a_text_that_would_be_scrubbed_today_stays),
	    CASE(what_a_reviewer_restored_leaves),
	    CASE(a_name_that_became_known_keeps_the_text),
	    CASE(an_organization_states_the_worst_of_a_patch),
	    CASE(results_go_from_bad_to_worse),
	    CASE(a_lesson_that_stays_states_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
