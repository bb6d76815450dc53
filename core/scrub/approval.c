#include "scrub/approval.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"
#include "scrub/reading.h"
#include "store/responses.h"
#include "survey/lessons.h"
#include "survey/questions.h"

enum { MONTH = 7 }; /* bytes of "2026-11" */

const char *
pl_approval_name(enum pl_approval_state state)
{
	static const char *const names[] = {
	    [PL_APPROVAL_NO_TEXTS] = "nothing-to-review",
	    [PL_APPROVAL_NONE] = "not-reviewed",
	    [PL_APPROVAL_CHANGED] = "changed",
	    [PL_APPROVAL_RULES] = "other-rules",
	    [PL_APPROVAL_GIVEN] = "reviewed",
	};

	return names[state];
}

/* ---- Given -------------------------------------------------------------- */

static int
keep(struct pl_store *store, const struct pl_reading *reading,
    const struct pl_review *review, int64_t now_ms, struct pl_error *err)
{
	size_t count = reading->count + reading->restored_count;
	struct pl_store_review_text *texts =
	    pl_alloc_array(count, sizeof *texts);
	const char **after = pl_reading_after(reading);
	char month[PL_TIME_TEXT];
	const struct pl_store_review kept = {.lesson = reading->lesson,
	    .rules = review->rules,
	    .role = review->role,
	    .month = month,
	    .read = reading->read,
	    .digest = review->digest};
	int result;

	pl_time_format(now_ms, month);
	month[MONTH] = '\0';
	for (size_t i = 0; i < count; i++)
		texts[i] = (struct pl_store_review_text){
		    after[2 * i], after[2 * i + 1]};
	result = pl_store_review_save(store, &kept, texts, count, err);
	free(after);
	free(texts);
	return result;
}

/* Somebody else may have changed the lesson while it was read. */
static int
hold_against_lesson(struct pl_store *store, const struct pl_reading *reading,
    const struct pl_survey *survey, int64_t now_ms, struct pl_error *err)
{
	char digest[PL_REVIEW_DIGEST];
	struct pl_lessons lessons;
	int result = pl_lessons_load(
	    &lessons, store, survey, reading->lesson, now_ms, err);

	if (result < 0)
		return result;
	pl_reading_digest(digest, &lessons.list[0], survey);
	pl_lessons_free(&lessons);
	if (strcmp(digest, reading->read) != 0)
		return pl_fail(err, PL_E_CONFIG,
		    "the lesson was changed while it was read; review it "
		    "again");
	return PL_OK;
}

int
pl_approval_give(struct pl_store *store, const struct pl_reading *reading,
    const struct pl_survey *survey, const char *role, int64_t now_ms,
    struct pl_error *err)
{
	const char **after;
	struct pl_review review;
	int result;

	if (reading->count == 0)
		return pl_fail(
		    err, PL_E_CONFIG, "the lesson has no texts to approve");
	after = pl_reading_after(reading);
	result = pl_review_approve(&review, role, after,
	    2 * (reading->count + reading->restored_count), err);
	free(after);
	if (result == PL_OK)
		result = pl_store_responses_begin(store, err);
	if (result < 0)
		return result;
	result = hold_against_lesson(store, reading, survey, now_ms, err);
	if (result == PL_OK)
		result = keep(store, reading, &review, now_ms, err);
	return pl_store_responses_end(store, result, err);
}

/* ---- Loaded ------------------------------------------------------------- */

struct loading {
	struct pl_approval *approval;
	char read[PL_REVIEW_DIGEST];
};

static void
copy(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text);
}

static void
take_text(struct pl_approval *approval, const struct pl_store_review_text *text)
{
	approval->texts = pl_grow(approval->texts, approval->count,
	    &approval->room, sizeof *approval->texts);
	approval->texts[approval->count++] = (struct pl_approved_text){
	    pl_strdup(text->question), pl_strdup(text->text)};
}

static void
take_restored(struct pl_approval *approval, const char *piece)
{
	approval->restored =
	    pl_grow(approval->restored, approval->restored_count,
		&approval->restored_room, sizeof *approval->restored);
	approval->restored[approval->restored_count++] = pl_strdup(piece);
}

static int
load_text(void *context, const struct pl_store_review *review,
    const struct pl_store_review_text *text)
{
	struct loading *loading = context;
	struct pl_approval *approval = loading->approval;
	struct pl_review *is = &approval->review;

	copy(is->rules, sizeof is->rules, review->rules);
	copy(is->role, sizeof is->role, review->role);
	copy(is->digest, sizeof is->digest, review->digest);
	copy(approval->month, sizeof approval->month, review->month);
	copy(loading->read, sizeof loading->read, review->read);
	if (strcmp(text->question, PL_REVIEW_RESTORED) == 0)
		take_restored(approval, text->text);
	else
		take_text(approval, text);
	return 0;
}

static void
drop_texts(struct pl_approval *approval)
{
	for (size_t i = 0; i < approval->count; i++) {
		free(approval->texts[i].question);
		free(approval->texts[i].text);
	}
	for (size_t i = 0; i < approval->restored_count; i++)
		free(approval->restored[i]);
	free(approval->texts);
	free(approval->restored);
	approval->texts = NULL;
	approval->restored = NULL;
	approval->count = approval->room = 0;
	approval->restored_count = approval->restored_room = 0;
}

/* Is what was kept what was approved (pl_reading_after)? */
static int
texts_hold(const struct pl_approval *approval)
{
	size_t count = 2 * (approval->count + approval->restored_count);
	const char **texts = pl_alloc_array(count, sizeof *texts);
	size_t at = 0;
	int result;

	for (size_t i = 0; i < approval->count; i++) {
		texts[at++] = approval->texts[i].question;
		texts[at++] = approval->texts[i].text;
	}
	for (size_t i = 0; i < approval->restored_count; i++) {
		texts[at++] = PL_REVIEW_RESTORED;
		texts[at++] = approval->restored[i];
	}
	result = pl_review_check(&approval->review, texts, count, NULL);
	free(texts);
	return result == PL_OK;
}

static enum pl_approval_state
state_of(const struct pl_approval *approval, const char *read, const char *now)
{
	if (approval->count == 0)
		return PL_APPROVAL_NONE;
	if (strcmp(read, now) != 0)
		return PL_APPROVAL_CHANGED;
	if (strcmp(approval->review.rules, PL_SCRUB_RULES) != 0)
		return PL_APPROVAL_RULES;
	return texts_hold(approval) ? PL_APPROVAL_GIVEN : PL_APPROVAL_CHANGED;
}

int
pl_approval_load(struct pl_approval *out, struct pl_store *store,
    const struct pl_lesson *lesson, const struct pl_survey *survey,
    struct pl_error *err)
{
	struct pl_approval approval = {0};
	struct loading loading = {.approval = &approval};
	char now[PL_REVIEW_DIGEST];
	size_t count = pl_reading_digest(now, lesson, survey);
	int result =
	    pl_store_review(store, lesson->number, load_text, &loading, err);

	if (result < 0) {
		pl_approval_free(&approval);
		return result;
	}
	approval.state = count == 0 ? PL_APPROVAL_NO_TEXTS
	                            : state_of(&approval, loading.read, now);
	if (approval.state != PL_APPROVAL_GIVEN)
		drop_texts(&approval);
	*out = approval;
	return PL_OK;
}

void
pl_approval_free(struct pl_approval *approval)
{
	drop_texts(approval);
}

int
pl_approval_check(const struct pl_approval *approval, struct pl_error *err)
{
	switch (approval->state) {
	case PL_APPROVAL_NO_TEXTS:
	case PL_APPROVAL_GIVEN:
		return PL_OK;
	case PL_APPROVAL_NONE:
		return pl_fail(err, PL_E_CONFIG,
		    "nobody has reviewed its texts; see \"patchlore lesson "
		    "review\"");
	case PL_APPROVAL_RULES:
		return pl_fail(err, PL_E_CONFIG,
		    "its texts were reviewed under the rules %s, and those of "
		    "today are %s; review them again",
		    approval->review.rules, PL_SCRUB_RULES);
	default:
		return pl_fail(err, PL_E_CONFIG,
		    "its texts were changed since their review in %s; review "
		    "them again",
		    approval->month);
	}
}
