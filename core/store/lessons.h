/*
 * lessons.h - which lessons there are, and what they are about
 *
 * A lesson is a response (responses.h) to the survey "lesson", whose respondent
 * is the lesson's number. Here is what a response does not have: the number,
 * and links to what the store or somebody calls a patch, a deployment wave or a
 * product. Nothing needs to have that name; and what somebody read of its texts
 * and let go.
 */
#ifndef PL_LESSONS_H
#define PL_LESSONS_H

#include <stddef.h>
#include <stdint.h>

struct pl_error;
struct pl_store;

enum pl_link_type {
	PL_LINK_PATCH = 1, /* numbers are in stores: they stay */
	PL_LINK_WAVE = 2,
	PL_LINK_PRODUCT = 3,
	PL_LINK_TYPES
};

/* A number that no lesson has. To be asked between pl_store_responses_begin and
 * the end, so that nobody else takes it. */
int pl_store_lesson_number(
    struct pl_store *store, int64_t *out, struct pl_error *err);

/* Link a lesson, or part it again; either may have been done before. */
int pl_store_lesson_link(struct pl_store *store, int64_t lesson,
    enum pl_link_type type, const char *name, struct pl_error *err);
int pl_store_lesson_unlink(struct pl_store *store, int64_t lesson,
    enum pl_link_type type, const char *name, struct pl_error *err);

/* The links of a lesson, or of all with 0, by lesson, type and name. Calls back
 * as in store.h. */
int pl_store_lesson_links(struct pl_store *store, int64_t lesson,
    int (*each)(void *context, int64_t lesson, enum pl_link_type type,
	const char *name),
    void *context, struct pl_error *err);

/* What was let go of a lesson; a review is at most one of each. */
struct pl_store_review {
	int64_t lesson;
	const char *rules, *role;
	const char *month;  /* "2026-11" */
	const char *read;   /* digest of the texts as the lesson had them */
	const char *digest; /* digest of the texts as they may leave */
};

struct pl_store_review_text {
	const char *question; /* or "+": the text was restored by hand */
	const char *text;     /* as it may leave */
};

/* Keep a review with its texts in place of an earlier one, between
 * pl_store_responses_begin and the end. */
int pl_store_review_save(struct pl_store *store,
    const struct pl_store_review *review,
    const struct pl_store_review_text *texts, size_t count,
    struct pl_error *err);

/* The review of a lesson, a call for each of its texts, in order; none where
 * there is no review. Calls back as in store.h. */
int pl_store_review(struct pl_store *store, int64_t lesson,
    int (*each)(void *context, const struct pl_store_review *review,
	const struct pl_store_review_text *text),
    void *context, struct pl_error *err);

#endif
