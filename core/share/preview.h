/*
 * preview.h - a submission in words, for whoever decides to hand it over
 *
 * A preview is made of the very bytes that would be handed over, and of nothing
 * else that the sender knows. First it tells in words who gets what, under
 * which name, what that costs, and what a reader could learn from it all the
 * same. Then it lists every value as it is sent, a line each:
 *
 *	period.from = "2026-07-01"
 *	tables[0].bp[3] = 1711
 *
 * A text there has the escapes of JSON, and all that is not ASCII as \u, so
 * that nothing in it can hide. From these lines alone the bytes can be made
 * again.
 */
#ifndef PL_PREVIEW_H
#define PL_PREVIEW_H

#include <jansson.h>
#include <stddef.h>

struct pl_buf;
struct pl_error;
struct pl_program;
struct pl_survey;

/* What else is known here: of the program, or NULL, and sets of questions, in
 * whose words answers are told; what is of no set, in its codes. */
struct pl_preview {
	const struct pl_program *program;
	const struct pl_survey *const *sets;
	size_t set_count;
};

/* Bytes that are enough, unless questions and options are very long. */
enum { PL_PREVIEW_LIMIT = 16 * 1024 * 1024 };

/* The line that the list of values follows. No other line is the same. */
#define PL_PREVIEW_VALUES "EVERY VALUE, AS IT IS SENT"

/* Append the preview of a body. PL_E_DATA where the bytes are not canonical
 * (canonical.h) or no submission (submission.h), PL_E_CONFIG where it is for
 * another program, PL_E_LIMIT where out is too small; out is as it was then. */
int pl_preview_write(struct pl_buf *out, const char *bytes, size_t length,
    const struct pl_preview *with, struct pl_error *err);

/* The part in words alone, of a body that holds to its schema. It shows every
 * value but these, which are in the list only: what is the same in all
 * submissions; the digest of the schema; the keys, of which the pseudonym is
 * told; the variance of the noise, of which the cost is told; and the digest of
 * a review, which is checked. */
void pl_preview_tell(
    struct pl_buf *out, const json_t *body, const struct pl_preview *with);

/* The list of values alone. */
void pl_preview_list(struct pl_buf *out, const json_t *body);

#endif
