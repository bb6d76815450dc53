/*
 * review.h - what a person saw of texts, and that it is what is sent
 *
 * Nothing that was written by hand leaves before somebody read it as it leaves.
 * A review holds the digest of the very texts that were read: a text that is
 * changed afterwards is no longer the one that was approved.
 */
#ifndef PL_REVIEW_H
#define PL_REVIEW_H

#include <stddef.h>

#include "scrub/scrub.h"

struct pl_buf;
struct pl_error;

enum {
	PL_REVIEW_DIGEST = 3 + 64 + 1, /* "b2:" and hexadecimal digits */
	PL_REVIEW_ROLE = 40,
	PL_REVIEW_TEXTS = 256,
	PL_REVIEW_COLUMNS = 63, /* of a terminal with texts side by side */
};

/* Where what was restored stands among what is approved, in place of the id of
 * a question, which it cannot be. */
#define PL_REVIEW_RESTORED "+"

struct pl_review {
	char rules[16];                /* PL_SCRUB_RULES of the day */
	char role[PL_REVIEW_ROLE + 1]; /* "security-lead": no person's name */
	char digest[PL_REVIEW_DIGEST];
};

/* The digest of texts in this order: BLAKE2b-256 of their number and, of each,
 * its length, both in 8 bytes with the least first, and its bytes. */
void pl_review_digest(
    char out[PL_REVIEW_DIGEST], const char *const *texts, size_t count);

/* Note that somebody in this role, of small letters, digits and hyphens, has
 * approved these texts. PL_E_CONFIG for another role (pl_review_role),
 * PL_E_LIMIT for a text longer than PL_SCRUB_TEXT or too many, PL_E_DATA for
 * one that is not clean (pl_normal_clean): the reader cannot have seen all of
 * it. */
int pl_review_approve(struct pl_review *out, const char *role,
    const char *const *texts, size_t count, struct pl_error *err);

/* PL_OK where these are the texts that were approved, under the rules of this
 * version. PL_E_CONFIG where nobody did (a review that is all zeros), the rules
 * are others or a text is not the same; PL_E_LIMIT and PL_E_DATA as above. */
int pl_review_check(const struct pl_review *review, const char *const *texts,
    size_t count, struct pl_error *err);

/* PL_E_CONFIG unless it can be a reviewer's role. */
int pl_review_role(const char *role, struct pl_error *err);

/* Why a word that was left should be looked at: "capital". */
const char *pl_review_doubt(enum pl_doubt doubt);

/* Append a listing for that person, for a terminal of so many columns: the text
 * before and after, side by side with a '*' between lines that differ, or one
 * under the other where the columns are fewer than PL_REVIEW_COLUMNS; then
 * every replacement, what was restored, and every word left that may name
 * somebody, by line. The listing is plain (plain.h). */
void pl_review_write(
    struct pl_buf *out, const struct pl_scrubbed *scrubbed, size_t columns);

#endif
