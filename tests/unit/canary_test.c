/*
 * Canaries: of a house whose every name and word is a mark, no part of a
 * submission that is made of answers and lessons has a mark in it, in whatever
 * disguise, but within a text that somebody let go as it is.
 */
#include "tests/unit/canaries.h"

#include <sqlite3.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "model/event.h"
#include "scrub/approval.h"
#include "scrub/denylist.h"
#include "scrub/inventory.h"
#include "scrub/reading.h"
#include "share/lesson_part.h"
#include "share/submission.h"
#include "share/survey_part.h"
#include "share/watch_part.h"
#include "store/batch.h"
#include "store/responses.h"
#include "store/store.h"
#include "survey/answers.h"
#include "survey/lessons.h"
#include "survey/questions.h"
#include "survey/response.h"
#include "tests/unit/scratch.h"
#include "tests/unit/sharing.h"

enum { MACHINES = 100, LESSONS = 40, EACH = 8, KNOWN = 6, CANARIES = 1000 };

static const char *const sets[] = {"after-a-wave", "patch-speed",
    "patch-testing", "process-maturity", "why-not-patched"};

static struct pl_error err;
static struct pl_store *store;
static struct pl_survey *questions; /* of lessons */
static struct pl_sharing sharing;
static struct pl_denylist *names;
static struct pl_remarks remarks;
static json_t *parts;
static size_t marks; /* how many were given out */
static char marked[16][CANARY + 1];

/* A mark that no other place has; borrowed for the time of a statement. */
static const char *
mark(void)
{
	char *text = marked[marks % PL_COUNT(marked)];

	canary(marks++, text);
	return text;
}

static int
setup(void **state)
{
	marks = 0;
	parts = json_object();
	sharing = sharing_usual;
	sharing.looked = 1;
	if (scratch_setup(state) != 0)
		return -1;
	if (pl_survey_open(&questions, "surveys/lesson/lesson.json", &err) < 0)
		fail_msg("%s", err.text);
	return pl_store_open(&store, scratch_store, PL_STORE_WRITE, &err);
}

static int
teardown(void **state)
{
	json_decref(parts);
	pl_remarks_free(&remarks);
	pl_denylist_free(names);
	names = NULL;
	pl_survey_free(questions);
	pl_store_close(store);
	return scratch_teardown(state);
}

/* ---- A house ------------------------------------------------------------- */

static void
tell(int64_t source, const struct pl_event *event)
{
	struct pl_batch_result result = {0};
	struct pl_batch *batch;

	assert_int_equal(pl_batch_begin(&batch, store, source, &err), 0);
	if (pl_batch_add(batch, event, &err) < 0 ||
	    pl_batch_commit(batch, NULL, &result, &err) < 0)
		fail_msg("%s", err.text);
	pl_batch_free(batch);
}

/* A machine, with a patch that failed on it. */
static void
tell_machine(int64_t source, int64_t at_ms)
{
	const char *asset = mark();
	const struct pl_event seen = {.kind = PL_ASSET_SEEN,
	    .at_ms = at_ms,
	    .asset = asset,
	    .attr_count = 3,
	    .attrs = {{"site", mark(), PL_PRIVATE}, {"owner", mark(), PL_ALIAS},
		{"os", mark(), PL_PUBLIC}}};
	const struct pl_event failed = {.kind = PL_DEPLOY_FAILED,
	    .at_ms = at_ms,
	    .asset = asset,
	    .patch = mark(),
	    .product = mark(),
	    .code = mark(),
	    .attr_count = 1,
	    .attrs = {{"user", mark(), PL_PRIVATE}}};

	tell(source, &seen);
	tell(source, &failed);
}

static void
tell_house(void)
{
	struct pl_buf cursor;
	int64_t source;

	pl_buf_init(&cursor, 16);
	assert_int_equal(
	    pl_store_source(store, mark(), "p", &source, &cursor, &err), 0);
	pl_buf_free(&cursor);
	for (int i = 0; i < MACHINES; i++)
		tell_machine(source, SHARING_NOW - i * INT64_C(1000));
}

/* What the house knows by name, as the reviewer's list. */
static void
learn_names(void)
{
	pl_denylist_free(names);
	names = pl_denylist_new();
	assert_int_equal(pl_inventory_read(names, store, &err), 0);
	pl_denylist_close(names);
	sharing.names = names;
}

/* ---- Answers ------------------------------------------------------------- */

static void
say(struct pl_answers *answers, const struct pl_survey *survey, size_t place,
    const char *value)
{
	const struct pl_answer answer = {.state = PL_REPLY_GIVEN,
	    .value = value,
	    .rev = pl_survey_question(survey, place)->rev,
	    .at_ms = SHARING_NOW};

	if (pl_answers_set(answers, place, &answer, &err) < 0)
		fail_msg("%s", err.text);
}

/* The last option, a month, or a mark. */
static void
say_all(struct pl_answers *answers, const struct pl_survey *survey)
{
	for (size_t i = 0; i < pl_survey_about(survey)->question_count; i++) {
		const struct pl_question *question =
		    pl_survey_question(survey, i);
		size_t count = question->option_count;

		say(answers, survey, i,
		    count > 0 ? question->options[count - 1].code
		    : question->type == PL_QUESTION_DATE_MONTH ? "2026-08"
							       : mark());
	}
	pl_answers_settle(answers, SHARING_NOW);
}

static struct pl_survey *
open_set(const char *name)
{
	struct pl_survey *survey;
	char path[100];

	snprintf(path, sizeof path, "surveys/%s.json", name);
	if (pl_survey_open(&survey, path, &err) < 0)
		fail_msg("%s", err.text);
	return survey;
}

static void
answer(const char *set)
{
	struct pl_survey *survey = open_set(set);
	struct pl_answers *answers = pl_answers_new(survey);
	const struct pl_response response = {mark(), "2026-Q3"};

	say_all(answers, survey);
	assert_int_equal(pl_store_responses_begin(store, &err), 0);
	assert_int_equal(pl_response_save(answers, store, survey, &response,
			     SHARING_NOW, &err),
	    0);
	assert_int_equal(pl_store_responses_end(store, PL_OK, &err), 0);
	pl_answers_free(answers);
	pl_survey_free(survey);
}

/* ---- Lessons ------------------------------------------------------------- */

static void
say_in(struct pl_lesson *lesson, const char *question, const char *value)
{
	say(lesson->answers, questions, pl_survey_find(questions, question),
	    value);
}

static struct pl_lesson
begin(const char *publish)
{
	struct pl_lesson lesson;

	pl_lesson_begin(&lesson, questions, SHARING_NOW);
	say_in(&lesson, "kind", "issue");
	say_in(&lesson, "month", "2026-08");
	say_in(&lesson, "deployed", "to-9");
	say_in(&lesson, "impact", "lost");
	say_in(&lesson, "tlp", "green");
	say_in(&lesson, "publish", publish);
	pl_lesson_add_link(&lesson, PL_LINK_PATCH, "KB5034441", &err);
	pl_lesson_add_link(&lesson, PL_LINK_PATCH, mark(), &err);
	pl_lesson_add_link(&lesson, PL_LINK_WAVE, mark(), &err);
	pl_lesson_add_link(&lesson, PL_LINK_PRODUCT, mark(), &err);
	return lesson;
}

static void
end(struct pl_lesson *lesson)
{
	pl_answers_settle(lesson->answers, SHARING_NOW);
	if (pl_lesson_save(lesson, store, questions, SHARING_NOW, &err) < 0)
		fail_msg("%s", err.text);
}

static void
write_lesson(const char *publish)
{
	struct pl_lesson lesson = begin(publish);

	say_in(&lesson, "trigger", mark());
	say_in(&lesson, "worked-well", mark());
	say_in(&lesson, "recommendation", mark());
	end(&lesson);
	pl_lesson_free(&lesson);
}

static void
approve(const struct pl_lesson *lesson)
{
	struct pl_reading reading;

	if (pl_reading_make(&reading, lesson, questions, names, NULL, &err) <
		0 ||
	    pl_approval_give(
		store, &reading, questions, "lead", SHARING_NOW, &err) < 0)
		fail_msg("%s", err.text);
	pl_reading_free(&reading);
}

/* One whose text names machines, sites and users of the house; and one that was
 * changed since. */
static void
write_approved(void)
{
	struct pl_lesson lesson = begin("verbatim"), later;
	char text[PL_LESSON_TEXT], number[CANARY + 1];
	size_t length = 0;

	for (size_t i = 0; i < EACH * KNOWN; i++) {
		canary(1 + i, number);
		if (i % EACH < 3) /* the machine, its site and its owner */
			length += (size_t)snprintf(text + length,
			    sizeof text - length, "%s and ", number);
	}
	say_in(&lesson, "trigger", text);
	end(&lesson);
	approve(&lesson);
	pl_lesson_free(&lesson);
	later = begin("paraphrase");
	say_in(&later, "trigger", "It was full");
	end(&later);
	approve(&later);
	say_in(&later, "trigger", mark());
	end(&later);
	pl_lesson_free(&later);
}

/* What patchlore itself would never write. */
static void
bend_store(void)
{
	static const char *const places[] = {
	    "UPDATE response SET version = ?",
	    "UPDATE reply SET value = ?"
	    " WHERE question = 'usual.clients'",
	    "UPDATE reply SET question = ? WHERE question = 'usual.servers'",
	    "UPDATE lesson_review SET month = ?"
	    " WHERE lesson = (SELECT max(lesson) FROM lesson_review)",
	};
	sqlite3 *db;

	assert_int_equal(sqlite3_open(scratch_store, &db), SQLITE_OK);
	for (size_t i = 0; i < PL_COUNT(places); i++) {
		sqlite3_stmt *bend;

		assert_int_equal(
		    sqlite3_prepare_v2(db, places[i], -1, &bend, NULL),
		    SQLITE_OK);
		sqlite3_bind_text(bend, 1, mark(), -1, SQLITE_TRANSIENT);
		assert_int_equal(sqlite3_step(bend), SQLITE_DONE);
		if (sqlite3_changes(db) == 0)
			fail_msg("%s", places[i]);
		sqlite3_finalize(bend);
	}
	sqlite3_close(db);
}

/* ---- What leaves --------------------------------------------------------- */

static void
add_surveys(void)
{
	json_t *list = json_array();

	for (size_t i = 0; i < PL_COUNT(sets); i++) {
		struct pl_survey *survey = open_set(sets[i]);

		if (pl_survey_part(
			list, store, survey, &sharing, &remarks, &err) < 0)
			fail_msg("%s", err.text);
		pl_survey_free(survey);
	}
	json_object_set_new(parts, "surveys", list);
}

static void
add_lessons(void)
{
	static const char *const watched[] = {"KB5034441"};
	json_t *list = json_array();

	if (pl_lesson_part(list, store, questions, &sharing, &remarks, &err) <
	    0)
		fail_msg("%s", err.text);
	json_object_set_new(parts, "lessons", list);
	json_object_set_new(parts, "patches",
	    pl_watch_part(list, questions, watched, 1, &remarks));
}

/* In the place of those of a submission, they make one. */
static void
check_submission(void)
{
	json_t *body =
	    json_load_file("tests/data/submission/example.json", 0, NULL);

	assert_non_null(body);
	json_object_update(body, parts);
	if (pl_submission_check(body, &err) < 0)
		fail_msg("%s", err.text);
	json_decref(body);
}

/* How many of the marks that were given out are in all parts. */
static size_t
hits(void)
{
	char *text = json_dumps(parts, JSON_COMPACT);
	size_t count = canaries_in(text, strlen(text), marks);

	free(text);
	return count;
}

static size_t
size_of(const char *name)
{
	return json_array_size(json_object_get(parts, name));
}

/* ---- The search ---------------------------------------------------------- */

static size_t
found(const char *before, const char *text, const char *after)
{
	char all[500];

	snprintf(all, sizeof all, "%s%s%s", before, text, after);
	return canaries_in(all, strlen(all), 2);
}

/* Digests are those of sha1sum and sha256sum. */
static void
the_search_finds_each_disguise(void **state)
{
	static const char *const sums[] = {
	    "7d9a56d144f3e2e02ed324358da404383ff1cb3d",
	    "fe5c1d70ba0e38b72293fc1a563b7f8539a890fab5da9091dec0873ce40232f8"};
	static const char *const before[] = {"", "x", "xx", "xxx"};
	char text[CANARY + 1], other[200];

	(void)state;
	canary(0, text);
	assert_string_equal(text, "zqtrzkwmhklh");
	assert_int_equal(found("of ", text, "."), 1);
	for (size_t i = 0; i < CANARY; i++)
		other[i] = (char)toupper((unsigned char)text[i]);
	other[CANARY] = '\0';
	assert_int_equal(found("of ", other, "."), 1);
	for (size_t i = 0; i < CANARY; i++)
		other[i] = text[CANARY - 1 - i];
	assert_int_equal(found("", other, ""), 1);
	sodium_bin2hex(other, sizeof other, (unsigned char *)text, CANARY);
	assert_int_equal(found("00", other, "00"), 1);
	for (size_t i = 0; i < CANARY; i++)
		snprintf(other + 3 * i, 4, "%%%02X", text[i]);
	assert_int_equal(found("?q=", other, ""), 1);
	for (size_t i = 0; i < PL_COUNT(before); i++) {
		char all[100];

		snprintf(all, sizeof all, "%s%s and more", before[i], text);
		sodium_bin2base64(other, sizeof other, (unsigned char *)all,
		    strlen(all), sodium_base64_VARIANT_ORIGINAL);
		assert_int_equal(found("", other, ""), 1);
	}
	for (size_t i = 0; i < PL_COUNT(sums); i++)
		assert_int_equal(found("", sums[i], ""), 1);
	canary(2, text);
	assert_int_equal(found("of ", text, ", which was not given out"), 0);
}

/* ---- Nothing is found ---------------------------------------------------- */

static void
no_name_and_no_word_of_the_house_leaves(void **state)
{
	static const char *const publish[] = {
	    "none", "coded-only", "paraphrase", "verbatim"};

	(void)state;
	tell_house();
	learn_names();
	for (size_t i = 0; i < LESSONS; i++)
		write_lesson(publish[i % PL_COUNT(publish)]);
	write_approved();
	for (size_t i = 0; i < PL_COUNT(sets); i++)
		answer(sets[i]);
	bend_store();
	add_surveys();
	add_lessons();
	assert_true(marks >= CANARIES);
	assert_int_equal(hits(), 0);
	check_submission();
	/* And something did leave. */
	assert_int_equal(size_of("surveys"), PL_COUNT(sets));
	assert_int_equal(size_of("lessons"), LESSONS / 4 + 1);
	assert_int_equal(size_of("patches"), 1);
	assert_true(
	    remarks.stays.count >= (size_t)LESSONS * 3 / 4 + PL_COUNT(sets));
}

/* What nobody takes for a name is in a text that somebody let go, and only
 * there. */
static void
a_mark_that_was_approved_leaves_in_its_text_alone(void **state)
{
	struct pl_lesson lesson = begin("verbatim");
	json_t *texts;
	char *text;

	(void)state;
	learn_names();
	say_in(&lesson, "trigger", mark());
	end(&lesson);
	approve(&lesson);
	pl_lesson_free(&lesson);
	add_lessons();
	assert_int_equal(size_of("lessons"), 1);
	assert_int_equal(hits(), 1);
	check_submission();
	texts = json_object_get(
	    json_array_get(json_object_get(parts, "lessons"), 0), "texts");
	text = json_dumps(texts, JSON_COMPACT);
	assert_int_equal(canaries_in(text, strlen(text), marks), 1);
	free(text);
	json_array_clear(texts);
	assert_int_equal(hits(), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(the_search_finds_each_disguise),
	    CASE(no_name_and_no_word_of_the_house_leaves),
	    CASE(a_mark_that_was_approved_leaves_in_its_text_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
