/*
 * reading.h - the texts of a lesson as somebody reads them before they leave
 *
 * A reading has each text of a lesson that may be shared at all, as the lesson
 * has it and scrubbed with the names of the store and those that were given,
 * and with what the reader chose. It holds the digest of what would leave;
 * approval.h keeps that somebody let it.
 *
 * A reader who chooses something needs a new reading, whose digest is another.
 */
#ifndef PL_READING_H
#define PL_READING_H

#include <stdint.h>

#include "scrub/review.h"
#include "scrub/scrub.h"

struct pl_choices;
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
	const char *options;  /* likewise, and borrowed: what makes the same
	                         reading again on a command line, with a blank
	                         before each; NULL: none */
	struct pl_reading_text *texts;
	size_t count, room;
	char **restored; /* each piece once, as it would leave */
	size_t restored_count, restored_room;
	char read[PL_REVIEW_DIGEST];   /* of the texts in the lesson */
	char digest[PL_REVIEW_DIGEST]; /* of what would leave */
};

/* The digest of a lesson's texts as it has them, each behind the id of its
 * question (pl_review_digest). Returns how many texts there are. */
size_t pl_reading_digest(char out[PL_REVIEW_DIGEST],
    const struct pl_lesson *lesson, const struct pl_survey *survey);

/* Read a lesson; the survey must outlive that, and the list is closed; choices
 * may be NULL. Errors as of pl_scrub. Free it with pl_reading_free unless this
 * failed. */
int pl_reading_make(struct pl_reading *out, const struct pl_lesson *lesson,
    const struct pl_survey *survey, const struct pl_denylist *list,
    const struct pl_choices *choices, struct pl_error *err);
void pl_reading_free(struct pl_reading *reading);

/* What is approved, and the digest is of: each text scrubbed behind the id of
 * its question, then each piece that was restored behind PL_REVIEW_RESTORED.
 * 2 * (count + restored_count) of them, borrowed. Free the array. */
const char **pl_reading_after(const struct pl_reading *reading);

/* ---- Choosing (reading_choose.c) ---------------------------------------- */

/* Have words struck that would leave, or take their restoring back. PL_E_CONFIG
 * where they stand in no text; errors of pl_choices_strike. */
int pl_reading_strike(const struct pl_reading *reading,
    struct pl_choices *choices, const char *words, struct pl_error *err);

/* Have a piece restored that was replaced, told by its placeholder or as it
 * was, in every text where it is; or take the striking of words back.
 * PL_E_CONFIG where it must not be, where there is no such piece, or where the
 * placeholder stands for several; errors of pl_choices_restore. */
int pl_reading_restore(const struct pl_reading *reading,
    struct pl_choices *choices, const char *words, struct pl_error *err);

/* ---- Showing ------------------------------------------------------------ */

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
