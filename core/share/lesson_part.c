#include "share/lesson_part.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/plain.h"
#include "scrub/approval.h"
#include "scrub/choices.h"
#include "share/coded.h"
#include "share/remarks.h"
#include "share/sharing.h"
#include "share/vocabulary.h"
#include "survey/answers.h"
#include "survey/lessons.h"
#include "survey/period.h"
#include "survey/questions.h"

enum { WHOSE = 40 }; /* bytes of "lesson 3" */

struct part {
	json_t *list;
	struct pl_store *store;
	const struct pl_survey *survey;
	struct pl_sharing sharing; /* but for chance, which is for surveys */
	struct pl_remarks *remarks;
};

/* ---- What those who wrote it let ----------------------------------------- */

/* The value that was given, or NULL. */
static const char *
value_of(const struct part *part, const struct pl_lesson *lesson,
    const char *question)
{
	size_t place = pl_survey_find(part->survey, question);

	if (place == pl_survey_about(part->survey)->question_count)
		return NULL;
	return pl_answers_get(lesson->answers, place)->value;
}

static int
is_value(const char *value, const char *wanted)
{
	return value != NULL && strcmp(value, wanted) == 0;
}

/* PL_OK where the lesson may leave without its texts. */
static int
check_consent(const struct part *part, const struct pl_lesson *lesson,
    struct pl_error *err)
{
	const char *publish = value_of(part, lesson, "publish");
	const char *tlp = value_of(part, lesson, "tlp");

	if (publish == NULL || strcmp(publish, "none") == 0)
		return pl_fail(err, PL_E_CONFIG, "%s (\"publish\")",
		    publish == NULL
			? "nobody has said what of it may be published"
			: "nothing of it may be published");
	if (tlp == NULL || strcmp(tlp, "red") == 0)
		return pl_fail(err, PL_E_CONFIG, "%s (\"tlp\")",
		    tlp == NULL ? "nobody has said who may read it"
				: "it is for those present alone");
	return pl_lesson_check(lesson, part->survey, err);
}

static int
wants_texts(const struct part *part, const struct pl_lesson *lesson)
{
	return !is_value(value_of(part, lesson, "publish"), "coded-only");
}

/* ---- Texts --------------------------------------------------------------- */

/* What the reviewer restored is not taken out again. */
static int
choose(struct pl_choices *choices, const struct pl_approval *approval,
    struct pl_error *err)
{
	int result = PL_OK;

	for (size_t i = 0; i < approval->restored_count && result == PL_OK; i++)
		result = pl_choices_restore(choices, approval->restored[i],
		    strlen(approval->restored[i]), err);
	return result;
}

/* Would the rules and names of today leave it as it is? */
static int
check_scrubbed(const struct part *part, const struct pl_approved_text *text,
    const struct pl_choices *choices, struct pl_error *err)
{
	struct pl_scrubbed scrubbed;
	int same, result;

	result = pl_scrub_chosen(&scrubbed, text->text, strlen(text->text),
	    part->sharing.names, choices, err);
	if (result < 0)
		return pl_fail_at(err, "%s", text->question);
	same = strcmp(scrubbed.after, text->text) == 0;
	pl_scrubbed_free(&scrubbed);
	if (!same)
		return pl_fail(err, PL_E_CONFIG,
		    "%s: it holds what would be taken out today, as a name "
		    "that became known; review it again",
		    text->question);
	return PL_OK;
}

static int
check_text(const struct part *part, const struct pl_approved_text *text,
    const struct pl_choices *choices, struct pl_error *err)
{
	size_t length = strlen(text->text);

	if (length > PL_LESSON_TEXT)
		return pl_fail(err, PL_E_LIMIT,
		    "%s: has %zu bytes, and at most %d may leave; shorten it "
		    "and review it again",
		    text->question, length, PL_LESSON_TEXT);
	if (pl_plain_span(text->text) != length)
		return pl_fail(err, PL_E_DATA,
		    "%s: has characters that cannot be read; review it again",
		    text->question);
	return check_scrubbed(part, text, choices, err);
}

static int
check_texts(const struct part *part, const struct pl_approval *approval,
    struct pl_error *err)
{
	struct pl_choices *choices = pl_choices_new();
	int result = choose(choices, approval, err);

	for (size_t i = 0; i < approval->count && result == PL_OK; i++)
		result = check_text(part, &approval->texts[i], choices, err);
	pl_choices_free(choices);
	return result;
}

static int
check_approved(const struct part *part, const struct pl_approval *approval,
    struct pl_error *err)
{
	int result = pl_approval_check(approval, err);

	if (result < 0 || approval->count == 0)
		return result;
	if (!pl_period_is_month(approval->month))
		return pl_fail(err, PL_E_DATA,
		    "the month of its review cannot be read; review it again");
	return check_texts(part, approval, err);
}

static json_t *
review_of(const struct pl_approval *approval)
{
	const char **texts = pl_alloc_array(approval->count, sizeof *texts);
	char digest[PL_REVIEW_DIGEST];

	for (size_t i = 0; i < approval->count; i++)
		texts[i] = approval->texts[i].text;
	pl_review_digest(digest, texts, approval->count);
	free(texts);
	return json_pack("{ss ss ss ss}", "role", approval->review.role,
	    "month", approval->month, "digest", digest, "rules",
	    approval->review.rules);
}

static void
add_texts(json_t *object, const struct pl_approval *approval)
{
	json_t *texts;

	if (approval->count == 0)
		return;
	texts = json_array();
	for (size_t i = 0; i < approval->count; i++)
		json_array_append_new(texts,
		    json_pack("{ss ss}", "q", approval->texts[i].question, "v",
			approval->texts[i].text));
	json_object_set_new(object, "texts", texts);
	json_object_set_new(object, "review", review_of(approval));
}

/* ---- Links --------------------------------------------------------------- */

static int
compare_names(const void *a, const void *b)
{
	const char *const *first = a, *const *second = b;

	return strcmp(*first, *second);
}

static json_t *
patches_of(
    const struct part *part, const struct pl_lesson *lesson, const char *whose)
{
	const char *names[PL_LESSON_LINKS];
	json_t *patches = json_array();
	size_t count = 0;

	for (size_t i = 0; i < lesson->link_count; i++)
		if (lesson->links[i].type == PL_LINK_PATCH &&
		    pl_public_name(lesson->links[i].name))
			names[count++] = lesson->links[i].name;
	if (count < lesson->link_count)
		pl_lines_add(&part->remarks->stays,
		    "%s: %zu of its %zu links stay: only public names of "
		    "patches leave",
		    whose, lesson->link_count - count, lesson->link_count);
	if (count > 0)
		qsort(names, count, sizeof *names, compare_names);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || strcmp(names[i], names[i - 1]) != 0)
			json_array_append_new(patches, json_string(names[i]));
	return patches;
}

/* ---- Lessons ------------------------------------------------------------- */

/* Add a lesson that may leave; PL_E_LIMIT, or PL_E_CONFIG where there is
 * nothing of it that may. */
static int
add(const struct part *part, const struct pl_lesson *lesson, const char *whose,
    const struct pl_approval *approval, struct pl_error *err)
{
	json_t *object, *answers;

	if (json_array_size(part->list) == PL_LESSONS_SHARED)
		return pl_fail(err, PL_E_LIMIT,
		    "a submission has at most %d lessons", PL_LESSONS_SHARED);
	answers = pl_coded(lesson->answers, part->survey, &part->sharing, whose,
	    part->remarks);
	if (json_array_size(answers) == 0) {
		json_decref(answers);
		return pl_fail(
		    err, PL_E_CONFIG, "none of its answers may leave");
	}
	object = json_object();
	json_object_set_new(object, "patches", patches_of(part, lesson, whose));
	json_object_set_new(object, "answers", answers);
	add_texts(object, approval);
	json_array_append_new(part->list, object);
	return PL_OK;
}

/* Only what cannot be known is an error; a lesson that may not leave stays. */
static int
add_lesson(const struct part *part, const struct pl_lesson *lesson,
    struct pl_error *err)
{
	struct pl_approval approval = {0};
	struct pl_error why;
	char whose[WHOSE];
	int result = check_consent(part, lesson, &why);

	snprintf(whose, sizeof whose, "lesson %" PRId64, lesson->number);
	if (result == PL_OK && wants_texts(part, lesson)) {
		result = pl_approval_load(
		    &approval, part->store, lesson, part->survey, err);
		if (result < 0)
			return result;
		result = check_approved(part, &approval, &why);
	}
	if (result == PL_OK)
		result = add(part, lesson, whose, &approval, &why);
	if (result < 0)
		pl_lines_add(
		    &part->remarks->stays, "%s stays: %s", whose, why.text);
	pl_approval_free(&approval);
	return PL_OK;
}

/* Is it of this submission? One of which nobody knows the month is none of any,
 * and is told with each. */
static int
is_of_period(const struct part *part, const struct pl_lesson *lesson)
{
	const char *month = value_of(part, lesson, "month");

	return month == NULL || pl_period_ends_in(month, part->sharing.period);
}

int
pl_lesson_part(json_t *list, struct pl_store *store,
    const struct pl_survey *survey, const struct pl_sharing *sharing,
    struct pl_remarks *remarks, struct pl_error *err)
{
	struct part part = {list, store, survey, *sharing, remarks};
	struct pl_lessons lessons;
	int result =
	    pl_lessons_load(&lessons, store, survey, 0, sharing->now_ms, err);

	if (result < 0)
		return result;
	part.sharing.key = NULL;
	for (size_t i = 0; i < lessons.count && result == PL_OK; i++)
		if (is_of_period(&part, &lessons.list[i]))
			result = add_lesson(&part, &lessons.list[i], err);
	pl_lessons_free(&lessons);
	return result;
}
