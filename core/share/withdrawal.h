/*
 * withdrawal.h - the word to a program that a submission is taken back
 *
 * A document like a submission's body, canonical and signed by the same
 * pseudonym, of a type of its own, so that neither can be passed off as the
 * other; patchlore-submission(5) has its form. What was released stays paid
 * for: whoever read it has read it.
 */
#ifndef PL_WITHDRAWAL_H
#define PL_WITHDRAWAL_H

#include <jansson.h>

struct pl_buf;
struct pl_error;
struct pl_pseudonym;

/* Of its envelope (envelope.h). */
#define PL_WITHDRAWAL_TYPE "application/vnd.patchlore.pls-withdrawal+json"

/* Why, of a closed list that NULL closes: nothing else leaves. */
extern const char *const pl_withdrawal_reasons[];

struct pl_withdrawal {
	const char *program;
	const char *of;     /* digest of the body, "b2:" and hexadecimal */
	const char *reason; /* of the list */
};

/* Append its canonical bytes. */
int pl_withdrawal_write(struct pl_buf *out,
    const struct pl_withdrawal *withdrawal,
    const struct pl_pseudonym *pseudonym, struct pl_error *err);

/* Is it one, and does it name the key that signed it? Borrowed from body.
 * PL_E_DATA with the place where it is not as it should be. */
int pl_withdrawal_read(struct pl_withdrawal *out, const json_t *body,
    const unsigned char *signer, struct pl_error *err);

#endif
