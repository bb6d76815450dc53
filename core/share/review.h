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

struct pl_buf;
struct pl_error;
struct pl_scrubbed;

enum {
	PL_REVIEW_DIGEST = 3 + 64 + 1, /* "b2:" and hexadecimal digits */
	PL_REVIEW_ROLE = 40,
	PL_REVIEW_TEXTS = 256,
};

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
 * approved these texts. PL_E_CONFIG for another role, PL_E_LIMIT for a text
 * longer than PL_SCRUB_TEXT or too many, PL_E_DATA for one that is not clean
 * (pl_normal_clean): the reader cannot have seen all of it. */
int pl_review_approve(struct pl_review *out, const char *role,
    const char *const *texts, size_t count, struct pl_error *err);

/* PL_OK where these are the texts that were approved, under the rules of this
 * version. PL_E_CONFIG where nobody did (a review that is all zeros), the rules
 * are others or a text is not the same; PL_E_LIMIT and PL_E_DATA as above. */
int pl_review_check(const struct pl_review *review, const char *const *texts,
    size_t count, struct pl_error *err);

/* Append a listing for that person: the text before and after side by side, a
 * '*' between lines that differ, then every replacement, and every word left
 * that may name somebody, by line. The listing is plain (plain.h). */
void pl_review_write(struct pl_buf *out, const struct pl_scrubbed *scrubbed);

#endif
