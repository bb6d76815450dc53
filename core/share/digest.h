/*
 * digest.h - what a document is called by, whoever has it
 *
 * BLAKE2b-256 of its bytes, without a key (keyed.h has one). As text it is
 * "b2:" and 64 hexadecimal digits in lower case.
 */
#ifndef PL_DIGEST_H
#define PL_DIGEST_H

#include <stddef.h>

enum {
	PL_DIGEST = 32,                         /* bytes */
	PL_DIGEST_TEXT = 3 + 2 * PL_DIGEST + 1, /* of its text, with the NUL */
};

void pl_digest(unsigned char out[PL_DIGEST], const void *bytes, size_t length);
void pl_digest_text(char out[PL_DIGEST_TEXT], const void *bytes, size_t length);

#endif
