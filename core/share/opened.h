/*
 * opened.h - an envelope that came from somewhere, opened and held to all rules
 *
 * A document is what it says only where all of this holds: one good signature,
 * over a canonical document, that is as its type has it, and names the key
 * that signed it. Whoever reads one reads it by this.
 */
#ifndef PL_OPENED_H
#define PL_OPENED_H

#include <jansson.h>

#include "base/buf.h"
#include "share/digest.h"
#include "share/envelope.h"
#include "share/withdrawal.h"

struct pl_error;

enum pl_opened_kind { PL_OPENED_SUBMISSION, PL_OPENED_WITHDRAWAL };

struct pl_opened {
	enum pl_opened_kind kind;
	struct pl_buf bytes; /* of the document */
	json_t *body;
	unsigned char signer[PL_SIGNER];
	char digest[PL_DIGEST_TEXT];     /* of the bytes */
	struct pl_withdrawal withdrawal; /* of one; borrowed from body */
};

/* Open one; name is what messages call it. PL_E_DATA where anything does not
 * hold, PL_E_UNAVAILABLE where it is sealed. */
int pl_opened_read(struct pl_opened *out, const char *name, const char *bytes,
    size_t length, struct pl_error *err);
void pl_opened_free(struct pl_opened *opened); /* of what it holds */

#endif
