/*
 * approval.h - what somebody let go of a lesson
 *
 * An approval is kept with the texts as they were read and with what the
 * reviewer restored in them, and holds no longer than the texts of the lesson
 * stay what they were. A lesson whose codes alone change keeps it.
 *
 * Who scrubs the texts again needs what was restored (pl_choices_restore): with
 * it they stay as they are, unless a name that must not leave was learned
 * since.
 */
#ifndef PL_APPROVAL_H
#define PL_APPROVAL_H

#include <stddef.h>
#include <stdint.h>

#include "scrub/review.h"

struct pl_error;
struct pl_lesson;
struct pl_reading;
struct pl_store;
struct pl_survey;

enum pl_approval_state {
	PL_APPROVAL_NO_TEXTS, /* the lesson has none: nothing to read */
	PL_APPROVAL_NONE,     /* nobody has read them */
	PL_APPROVAL_CHANGED,  /* they are not what was read */
	PL_APPROVAL_RULES, /* they were scrubbed by other rules than today's */
	PL_APPROVAL_GIVEN,
};

struct pl_approved_text {
	char *question; /* the id of the question that it answers */
	char *text;
};

struct pl_approval {
	enum pl_approval_state state;
	struct pl_review review; /* zeros unless there is one */
	char month[8];           /* "2026-11"; "" unless there is one */
	/* Of PL_APPROVAL_GIVEN: all that may leave, in the order of the
	 * questions. Else none. */
	struct pl_approved_text *texts;
	size_t count, room;
	char **restored; /* of the same; each piece once */
	size_t restored_count, restored_room;
};

/* "reviewed", "not-reviewed", ... */
const char *pl_approval_name(enum pl_approval_state state);

/* Keep that somebody in this role let the texts of a reading go. PL_E_CONFIG
 * where the lesson's texts are not what was read, or for another role than
 * pl_review_approve takes. */
int pl_approval_give(struct pl_store *store, const struct pl_reading *reading,
    const struct pl_survey *survey, const char *role, int64_t now_ms,
    struct pl_error *err);

/* What holds for a lesson now. Free it with pl_approval_free unless this
 * failed. */
int pl_approval_load(struct pl_approval *out, struct pl_store *store,
    const struct pl_lesson *lesson, const struct pl_survey *survey,
    struct pl_error *err);
void pl_approval_free(struct pl_approval *approval);

/* PL_OK where its texts may leave (where the lesson has no texts, none do), or
 * PL_E_CONFIG and why not. */
int pl_approval_check(const struct pl_approval *approval, struct pl_error *err);

#endif
