/*
 * answers.h - what one respondent answered, and what is asked next
 *
 * Each question of a set is open, answered, or is one of four sorts of no
 * answer: declined, unknown, not applicable, not asked. They are not the same
 * and are counted apart. After answers were set, pl_answers_settle goes through
 * the conditions: what is no longer asked loses its answer, for good, so that
 * nobody tells what they do not see.
 *
 * A condition about a question that is open itself holds neither way. The
 * question behind it stays open and cannot be answered yet.
 */
#ifndef PL_ANSWERS_H
#define PL_ANSWERS_H

#include <stddef.h>
#include <stdint.h>

#include "store/responses.h"

struct pl_answers;
struct pl_buf;
struct pl_error;
struct pl_survey;

/* "declined", "not-asked", ... */
const char *pl_reply_state_name(enum pl_reply_state state);

struct pl_answer {
	enum pl_reply_state state;
	/* An option's code; codes with a blank between, in the order of the
	 * options; "2026-11"; or a text. NULL unless it was given. */
	const char *value;
	int rev; /* of the question when it was answered */
	int64_t at_ms;
};

/* All open. The survey must outlive it. */
struct pl_answers *pl_answers_new(const struct pl_survey *survey);
void pl_answers_free(struct pl_answers *answers); /* NULL is fine */

/* Borrowed until it is set again. */
const struct pl_answer *pl_answers_get(
    const struct pl_answers *answers, size_t index);

/* Set one: PL_E_DATA with what is expected where it is no answer to the
 * question, and the old one stays. Values may have their codes in any order,
 * and blanks around them. With PL_REPLY_OPEN it is open again. */
int pl_answers_set(struct pl_answers *answers, size_t index,
    const struct pl_answer *answer, struct pl_error *err);

/* Erase what is not asked, at this time, and open what is asked again. Returns
 * how many answers that were given, declined and so on went. */
size_t pl_answers_settle(struct pl_answers *answers, int64_t at_ms);

/* Is the question asked, as far as is known? */
int pl_answers_is_asked(const struct pl_answers *answers, size_t index);

/* The first question that is asked and open; question_count where none is. */
size_t pl_answers_next(const struct pl_answers *answers);

/* The first question that is required, asked and open; question_count where
 * none is. */
size_t pl_answers_missing(const struct pl_answers *answers);

/* The question asked before that one, or the one itself. index may be
 * question_count. */
size_t pl_answers_before(const struct pl_answers *answers, size_t index);

/* Write an answer for people: an option's text and not its code. */
void pl_answers_tell(
    const struct pl_answers *answers, size_t index, struct pl_buf *out);

#endif
