/*
 * reading.h - the texts of a lesson as somebody reads them before they leave
 *
 * A reading has each text of a lesson that may be shared at all, as the lesson
 * has it and scrubbed with the names of the store and those that were given. It
 * holds the digest of what would leave; approval.h keeps that somebody let it.
 */
#ifndef PL_READING_H
#define PL_READING_H

#include <stdint.h>

#include "scrub/review.h"
#include "scrub/scrub.h"

struct pl_lesson;
struct pl_survey;

struct pl_reading_text {
	const struct pl_question *question; /* borrowed from the survey */
	struct pl_scrubbed scrubbed;
};

struct pl_reading {
	int64_t lesson;
	size_t names;         /* that were looked for */
	size_t organizations; /* of them, given; for the caller to fill in */
	struct pl_reading_text *texts;
	size_t count, room;
	char read[PL_REVIEW_DIGEST];   /* of the texts in the lesson */
	char digest[PL_REVIEW_DIGEST]; /* of the texts scrubbed */
};

/* The digest of a lesson's texts as it has them, each behind the id of its
 * question (pl_review_digest). Returns how many texts there are. */
size_t pl_reading_digest(char out[PL_REVIEW_DIGEST],
    const struct pl_lesson *lesson, const struct pl_survey *survey);

/* Read a lesson; the survey must outlive that, and the list is closed. Errors
 * as of pl_scrub. Free it with pl_reading_free unless this failed. */
int pl_reading_make(struct pl_reading *out, const struct pl_lesson *lesson,
    const struct pl_survey *survey, const struct pl_denylist *list,
    struct pl_error *err);
void pl_reading_free(struct pl_reading *reading);

/* Texts scrubbed, each behind the id of its question, as the digest is of them:
 * 2 * count of them, borrowed. Free the array. */
const char **pl_reading_after(const struct pl_reading *reading);

/* What deserves a warning before anything is read; NULL past the last. */
const char *pl_reading_warning(
    const struct pl_reading *reading, unsigned index);

/* Append all that the reader needs, as plain lines for a terminal of so many
 * columns. */
void pl_reading_write(
    struct pl_buf *out, const struct pl_reading *reading, size_t columns);

/* The same as one page of HTML without scripts, which loads nothing
 * (reading_page.c). */
void pl_reading_page(struct pl_buf *out, const struct pl_reading *reading);

#endif
