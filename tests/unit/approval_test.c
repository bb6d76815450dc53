#include "scrub/approval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "scrub/choices.h"
#include "scrub/denylist.h"
#include "scrub/reading.h"
#include "store/store.h"
#include "survey/answers.h"
#include "survey/lessons.h"
#include "survey/questions.h"
#include "tests/unit/scratch.h"

#define NOW INT64_C(1796083200000) /* 2026-12-01 */

/* What may not be shared, what is no text, and two texts. */
static const char questions[] =
    "{\"id\": \"lesson\", \"version\": \"1\", \"title\": \"t\", \"items\": ["
    "{\"id\": \"secret\", \"rev\": 1, \"type\": \"text\", \"text\": \"q\"},"
    "{\"id\": \"month\", \"rev\": 1, \"type\": \"date-month\","
    " \"text\": \"q\", \"share\": \"yes\"},"
    "{\"id\": \"what\", \"rev\": 1, \"type\": \"text\","
    " \"text\": \"What <i>was</i> it?\", \"share\": \"review\"},"
    "{\"id\": \"then\", \"rev\": 1, \"type\": \"text\", \"text\": \"q\","
    " \"share\": \"yes\"}]}";

enum { SECRET, MONTH, WHAT, THEN };

static struct pl_survey *survey;
static struct pl_store *store;
static struct pl_lesson lesson;
static struct pl_error err;

/* Make the lesson say this, and save it. */
static void
say(size_t question, const char *text)
{
	const struct pl_answer answer = {
	    .state = PL_REPLY_GIVEN, .value = text, .rev = 1, .at_ms = NOW};

	assert_int_equal(
	    pl_answers_set(lesson.answers, question, &answer, &err), 0);
	assert_int_equal(pl_lesson_save(&lesson, store, survey, NOW, &err), 0);
}

static int
setup(void **state)
{
	if (scratch_setup(state) != 0)
		return -1;
	assert_int_equal(pl_survey_read(&survey, "lesson", questions,
			     sizeof questions - 1, &err),
	    0);
	assert_int_equal(
	    pl_store_open(&store, scratch_store, PL_STORE_WRITE, &err), 0);
	pl_lesson_begin(&lesson, survey, NOW);
	say(SECRET, "gandalf");
	say(MONTH, "2026-11");
	return 0;
}

static int
teardown(void **state)
{
	pl_lesson_free(&lesson);
	pl_store_close(store);
	pl_survey_free(survey);
	return scratch_teardown(state);
}

static struct pl_denylist *
names(void)
{
	struct pl_denylist *list = pl_denylist_new();

	assert_int_equal(
	    pl_denylist_add(list, "gandalf", PL_SPAN_HOST, &err), 0);
	pl_denylist_close(list);
	return list;
}

/* Choices may be NULL. */
static struct pl_reading
read_chosen(const struct pl_choices *choices)
{
	struct pl_denylist *list = names();
	struct pl_reading reading;

	assert_int_equal(
	    pl_reading_make(&reading, &lesson, survey, list, choices, &err), 0);
	pl_denylist_free(list);
	return reading;
}

static struct pl_reading
read_lesson(void)
{
	return read_chosen(NULL);
}

static void
approve_chosen(const struct pl_choices *choices)
{
	struct pl_reading reading = read_chosen(choices);

	assert_int_equal(
	    pl_approval_give(store, &reading, survey, "lead", NOW, &err), 0);
	pl_reading_free(&reading);
}

static void
approve(void)
{
	approve_chosen(NULL);
}

/* Choose on top of a reading with the choices before it. */
static int
choose(struct pl_choices *choices, int restore, const char *words)
{
	struct pl_reading reading = read_chosen(choices);
	int result = (restore ? pl_reading_restore : pl_reading_strike)(
	    &reading, choices, words, &err);

	pl_reading_free(&reading);
	return result;
}

static void
strike(struct pl_choices *choices, const char *words)
{
	assert_int_equal(choose(choices, 0, words), 0);
}

static void
restore(struct pl_choices *choices, const char *words)
{
	assert_int_equal(choose(choices, 1, words), 0);
}

static void
refused(struct pl_choices *choices, int is_restore, const char *words,
    const char *why)
{
	assert_int_equal(choose(choices, is_restore, words), PL_E_CONFIG);
	assert_non_null(strstr(err.text, why));
}

/* What would leave as the answer to the first question that has a text. */
static void
leaves(const struct pl_choices *choices, const char *text)
{
	struct pl_reading reading = read_chosen(choices);

	assert_string_equal(reading.texts[0].scrubbed.after, text);
	pl_reading_free(&reading);
}

/* In this state there are so many texts, and whether they may leave is told. */
static void
is(enum pl_approval_state state, size_t count, const char *why)
{
	struct pl_approval approval;

	assert_int_equal(
	    pl_approval_load(&approval, store, &lesson, survey, &err), 0);
	assert_string_equal(
	    pl_approval_name(approval.state), pl_approval_name(state));
	assert_int_equal(approval.count, count);
	if (why == NULL) {
		assert_int_equal(pl_approval_check(&approval, &err), 0);
	} else {
		assert_int_equal(
		    pl_approval_check(&approval, &err), PL_E_CONFIG);
		assert_non_null(strstr(err.text, why));
	}
	pl_approval_free(&approval);
}

static void
by_hand(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(scratch_store, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void
texts_that_were_approved_may_leave_and_no_others(void **state)
{
	struct pl_approval approval;

	(void)state;
	say(WHAT, "gandalf hung");
	say(THEN, "Reboot gandalf.");
	is(PL_APPROVAL_NONE, 0, "nobody has reviewed");
	approve();
	is(PL_APPROVAL_GIVEN, 2, NULL);
	assert_int_equal(
	    pl_approval_load(&approval, store, &lesson, survey, &err), 0);
	assert_string_equal(approval.texts[0].question, "what");
	assert_string_equal(approval.texts[0].text, "[HOST-1] hung");
	assert_string_equal(approval.texts[1].question, "then");
	assert_string_equal(approval.texts[1].text, "Reboot [HOST-1].");
	assert_string_equal(approval.month, "2026-12");
	assert_string_equal(approval.review.role, "lead");
	assert_string_equal(approval.review.rules, PL_SCRUB_RULES);
	pl_approval_free(&approval);
}

static void
a_lesson_without_texts_has_nothing_to_approve(void **state)
{
	struct pl_reading reading = read_lesson();

	(void)state;
	is(PL_APPROVAL_NO_TEXTS, 0, NULL);
	assert_int_equal(reading.count, 0);
	assert_int_equal(
	    pl_approval_give(store, &reading, survey, "lead", NOW, &err),
	    PL_E_CONFIG);
	pl_reading_free(&reading);
}

static void
a_text_that_changes_voids_the_approval(void **state)
{
	(void)state;
	say(WHAT, "gandalf hung");
	approve();
	say(MONTH, "2026-10");
	say(SECRET, "frodo");
	is(PL_APPROVAL_GIVEN, 1, NULL);
	say(WHAT, "gandalf hung."); /* the same but for a full stop */
	is(PL_APPROVAL_CHANGED, 0, "changed since their review in 2026-12");
	say(WHAT, "gandalf hung");
	is(PL_APPROVAL_GIVEN, 1, NULL);
	say(THEN, "More.");
	is(PL_APPROVAL_CHANGED, 0, "changed");
	approve();
	is(PL_APPROVAL_GIVEN, 2, NULL);
}

/* The name that stands for "gandalf" is another: what leaves is the same. */
static void
what_is_scrubbed_to_the_same_is_not_the_same(void **state)
{
	(void)state;
	say(WHAT, "gandalf hung");
	approve();
	say(WHAT, "web-14 hung");
	is(PL_APPROVAL_CHANGED, 0, "changed");
}

static void
a_text_cannot_move_to_another_question(void **state)
{
	const struct pl_answer none = {
	    .state = PL_REPLY_DECLINED, .rev = 1, .at_ms = NOW};

	(void)state;
	say(WHAT, "It hung.");
	approve();
	assert_int_equal(pl_answers_set(lesson.answers, WHAT, &none, &err), 0);
	say(THEN, "It hung.");
	is(PL_APPROVAL_CHANGED, 0, "changed");
}

static void
what_was_changed_while_it_was_read_is_not_approved(void **state)
{
	struct pl_reading reading;

	(void)state;
	say(WHAT, "gandalf hung");
	reading = read_lesson();
	say(WHAT, "Smith hung");
	assert_int_equal(
	    pl_approval_give(store, &reading, survey, "lead", NOW, &err),
	    PL_E_CONFIG);
	assert_non_null(strstr(err.text, "changed while it was read"));
	pl_reading_free(&reading);
	is(PL_APPROVAL_NONE, 0, "nobody");
}

static void
a_person_is_no_role(void **state)
{
	struct pl_reading reading;

	(void)state;
	say(WHAT, "gandalf hung");
	reading = read_lesson();
	assert_int_equal(
	    pl_approval_give(store, &reading, survey, "Jane Doe", NOW, &err),
	    PL_E_CONFIG);
	pl_reading_free(&reading);
	is(PL_APPROVAL_NONE, 0, "nobody");
}

/* Past patchlore, each on top of an approval that holds. */
static void
what_was_kept_cannot_be_bent(void **state)
{
	static const struct {
		const char *sql;
		enum pl_approval_state state;
	} cases[] = {
	    {"UPDATE lesson_review_text SET text = 'gandalf' WHERE place = 1",
		PL_APPROVAL_CHANGED},
	    {"UPDATE lesson_review_text SET question = 'secret'"
	     " WHERE place = 1",
		PL_APPROVAL_CHANGED},
	    {"UPDATE lesson_review_text SET place = 3 WHERE place = 1",
		PL_APPROVAL_CHANGED},
	    {"DELETE FROM lesson_review_text WHERE place = 2",
		PL_APPROVAL_CHANGED},
	    {"DELETE FROM lesson_review_text", PL_APPROVAL_NONE},
	    {"DELETE FROM lesson_review", PL_APPROVAL_NONE},
	    {"UPDATE lesson_review_text SET text = printf('%.*c', 200000, 'a')",
		PL_APPROVAL_CHANGED},
	    {"UPDATE lesson_review SET digest = ''", PL_APPROVAL_CHANGED},
	    {"UPDATE lesson_review SET role = 'Jane Doe'", PL_APPROVAL_CHANGED},
	    {"UPDATE lesson_review SET read = digest", PL_APPROVAL_CHANGED},
	    {"UPDATE lesson_review SET rules = '2025.9'", PL_APPROVAL_RULES},
	    {"UPDATE lesson_review SET lesson = 2", PL_APPROVAL_NONE},
	};

	(void)state;
	say(WHAT, "gandalf hung");
	say(THEN, "Reboot.");
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		approve();
		is(PL_APPROVAL_GIVEN, 2, NULL);
		by_hand(cases[i].sql);
		is(cases[i].state, 0, "review");
	}
}

/* A text of nothing but what nobody sees leaves as nothing. */
static void
a_text_that_nobody_sees_leaves_empty(void **state)
{
	struct pl_approval approval;

	(void)state;
	say(WHAT, "\xe2\x80\x8b\xe2\x80\x8b");
	approve();
	assert_int_equal(
	    pl_approval_load(&approval, store, &lesson, survey, &err), 0);
	assert_int_equal(approval.count, 1);
	assert_string_equal(approval.texts[0].text, "");
	pl_approval_free(&approval);
}

static void
a_page_shows_text_as_text(void **state)
{
	struct pl_reading reading;
	struct pl_buf page;

	(void)state;
	say(WHAT, "<script>gandalf</script> & Frodo's \"x\"");
	reading = read_lesson();
	pl_buf_init(&page, 100000);
	pl_reading_page(&page, &reading);
	assert_null(strstr(page.text, "<script"));
	assert_non_null(
	    strstr(page.text, "<h2>What &lt;i&gt;was&lt;/i&gt; it?</h2>"));
	assert_non_null(strstr(page.text,
	    "&lt;script&gt;<del>gandalf</del>&lt;/script&gt; &amp; "
	    "Frodo&#39;s &quot;x&quot;</td>"));
	assert_non_null(strstr(page.text,
	    "&lt;script&gt;<ins>[HOST-1]</ins>&lt;/script&gt; &amp; "
	    "<mark>Frodo"));
	assert_non_null(strstr(page.text, reading.digest));
	pl_buf_free(&page);
	pl_reading_free(&reading);
}

static void
a_reader_chooses_and_takes_it_back(void **state)
{
	struct pl_choices *choices = pl_choices_new();

	(void)state;
	say(WHAT, "Zyx took 10.7.31.9 to gandalf on 2026-11-26, #4711");
	say(THEN, "Then 10.1.1.1.");
	leaves(choices, "Zyx took [IP-1] to [HOST-1] on 2026-11, [TICKET-1]");
	strike(choices, "zyx");
	restore(choices, "10.7.31.9");
	restore(choices, "2026-11");
	restore(choices, "[TICKET-1]");
	leaves(choices, "[STRUCK-1] took 10.7.31.9 to [HOST-1] on 2026-11-26, "
			"#4711");
	restore(choices, "[STRUCK-1]");
	strike(choices, "10.7.31.9");
	strike(choices, "2026-11-26");
	leaves(choices, "Zyx took [IP-1] to [HOST-1] on 2026-11, #4711");
	restore(choices, "10.7.31.9");
	strike(choices, "31");
	leaves(choices, "Zyx took [IP-1] to [HOST-1] on 2026-11, #4711");
	refused(choices, 1, "10.7.31.9", "words that were struck; restore");
	restore(choices, "31");
	leaves(choices, "Zyx took 10.7.31.9 to [HOST-1] on 2026-11, #4711");
	pl_choices_free(choices);
}

static void
a_reader_cannot_choose_this(void **state)
{
	struct pl_choices *choices = pl_choices_new();

	(void)state;
	say(WHAT, "10.1.1.1 and gandalf, pwd=hunter22, https://gandalf/x");
	say(THEN, "10.2.2.2");
	refused(choices, 0, "Frodo", "stands in no text");
	refused(choices, 0, "gandalf", "stands in no text");
	refused(choices, 0, "IP", "stands in no text");
	refused(choices, 0, "", "a letter or digit");
	refused(choices, 1, "Frodo", "nothing that was replaced");
	refused(choices, 1, "", "expected words");
	refused(choices, 1, "[IP-1]", "stands for several things");
	refused(choices, 1, "[IP-2]", "nothing that was replaced");
	refused(choices, 1, "[HOST-1]", "holds a name that must not leave");
	refused(choices, 1, "GANDALF", "holds a name that must not leave");
	refused(choices, 1, "[URL-1]", "holds a name that must not leave");
	refused(choices, 1, "[SECRET-1]", "looks like a secret");
	leaves(choices, "[IP-1] and [HOST-1], pwd=[SECRET-1], [URL-1]");
	pl_choices_free(choices);
}

/* Scrub what was approved again, with what was restored if that is asked for;
 * does it stay? */
static int
stays(const struct pl_approval *approval, int with_choices)
{
	struct pl_choices *choices = pl_choices_new();
	struct pl_denylist *list = names();
	const char *text = approval->texts[0].text;
	struct pl_scrubbed scrubbed;
	int same;

	for (size_t i = 0; i < approval->restored_count && with_choices; i++)
		assert_int_equal(
		    pl_choices_restore(choices, approval->restored[i],
			strlen(approval->restored[i]), &err),
		    0);
	assert_int_equal(
	    pl_scrub_chosen(&scrubbed, text, strlen(text), list, choices, &err),
	    0);
	same = strcmp(scrubbed.after, text) == 0;
	pl_scrubbed_free(&scrubbed);
	pl_denylist_free(list);
	pl_choices_free(choices);
	return same;
}

static void
an_approval_has_what_was_restored(void **state)
{
	struct pl_choices *choices = pl_choices_new();
	struct pl_reading reading;
	struct pl_approval approval;

	(void)state;
	say(WHAT, "Zyx took 10.7.31.9 to gandalf, then 10.7.31.9 back");
	strike(choices, "Zyx");
	restore(choices, "[IP-1]");
	approve_chosen(choices);
	is(PL_APPROVAL_GIVEN, 1, NULL);
	assert_int_equal(
	    pl_approval_load(&approval, store, &lesson, survey, &err), 0);
	assert_string_equal(approval.texts[0].text,
	    "[STRUCK-1] took 10.7.31.9 to [HOST-1], then 10.7.31.9 back");
	reading = read_chosen(choices);
	assert_string_equal(approval.review.digest, reading.digest);
	pl_reading_free(&reading);
	assert_int_equal(approval.restored_count, 1);
	assert_string_equal(approval.restored[0], "10.7.31.9");
	assert_true(stays(&approval, 1));
	assert_false(stays(&approval, 0));
	pl_approval_free(&approval);
	say(WHAT, "Zyx took 10.7.31.9 to gandalf, then 10.7.31.9 back.");
	is(PL_APPROVAL_CHANGED, 0, "changed");
	pl_choices_free(choices);
}

static void
what_was_restored_cannot_be_bent(void **state)
{
	static const char *const cases[] = {
	    "UPDATE lesson_review_text SET text = '10.1.1.1' WHERE place = 2",
	    "UPDATE lesson_review_text SET question = 'then' WHERE place = 2",
	    "DELETE FROM lesson_review_text WHERE place = 2",
	    "INSERT INTO lesson_review_text VALUES (1, 3, '+', 'Smith')",
	    "UPDATE lesson_review_text SET question = '+' WHERE place = 1",
	};
	struct pl_choices *choices = pl_choices_new();

	(void)state;
	say(WHAT, "took 10.7.31.9");
	restore(choices, "10.7.31.9");
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		approve_chosen(choices);
		is(PL_APPROVAL_GIVEN, 1, NULL);
		by_hand(cases[i]);
		is(i + 1 < PL_COUNT(cases) ? PL_APPROVAL_CHANGED
					   : PL_APPROVAL_NONE,
		    0, "review");
	}
	pl_choices_free(choices);
}

static void
a_page_tells_what_was_restored(void **state)
{
	struct pl_choices *choices = pl_choices_new();
	struct pl_reading reading;
	struct pl_buf page;

	(void)state;
	say(WHAT, "took 10.7.31.9");
	restore(choices, "[IP-1]");
	reading = read_chosen(choices);
	pl_buf_init(&page, 100000);
	pl_reading_page(&page, &reading);
	assert_non_null(strstr(page.text, "<h3>Restored by the reviewer: 1<"));
	assert_non_null(
	    strstr(page.text, "<tr><td>IP</td><td>10.7.31.9</td></tr>"));
	pl_buf_free(&page);
	pl_reading_free(&reading);
	pl_choices_free(choices);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(texts_that_were_approved_may_leave_and_no_others),
	    CASE(a_lesson_without_texts_has_nothing_to_approve),
	    CASE(a_text_that_changes_voids_the_approval),
	    CASE(what_is_scrubbed_to_the_same_is_not_the_same),
	    CASE(a_text_cannot_move_to_another_question),
	    CASE(what_was_changed_while_it_was_read_is_not_approved),
	    CASE(a_person_is_no_role),
	    CASE(what_was_kept_cannot_be_bent),
	    CASE(a_text_that_nobody_sees_leaves_empty),
	    CASE(a_page_shows_text_as_text),
	    CASE(a_reader_chooses_and_takes_it_back),
	    CASE(a_reader_cannot_choose_this),
	    CASE(an_approval_has_what_was_restored),
	    CASE(what_was_restored_cannot_be_bent),
	    CASE(a_page_tells_what_was_restored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
