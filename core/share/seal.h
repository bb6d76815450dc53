/*
 * seal.h - an envelope that one program alone can open, of a length that does
 * not tell how much is in it
 *
 *   "PLSEAL1\n", 8 bytes that name the program's key, and libsodium's sealed
 *   box (crypto_box_seal: X25519, XSalsa20, Poly1305) of the padded content
 *
 * The name of a key is the first 8 bytes of its BLAKE2b-256. Padding is one
 * byte 0x80 and then zeros, up to the next multiple of 4 KiB; so a seal has 64
 * bytes and a multiple of 4 KiB, whatever is in it.
 *
 * A seal keeps what is in it secret and whole. It does not tell who made it:
 * that is why the envelope in it is signed, and why what is signed names the
 * program for which it is meant.
 */
#ifndef PL_SEAL_H
#define PL_SEAL_H

#include <stddef.h>

#include "share/envelope.h"

struct pl_buf;
struct pl_error;

enum {
	PL_SEAL_KEY = 32, /* bytes of an X25519 key, public or secret */
	PL_SEAL_BLOCK = 4096,
	PL_SEAL_FRAME = 64, /* bytes beside the blocks */
	/* The longest, of the longest envelope. */
	PL_SEAL_LIMIT = PL_SEAL_FRAME + PL_ENVELOPE_LIMIT + PL_SEAL_BLOCK,
};

/* Do bytes begin as a seal does? */
int pl_is_sealed(const void *bytes, size_t length);

/* Append the seal of content for a program's public key, with fresh random
 * bytes: no two are equal. PL_E_LIMIT where it is too long, PL_E_DATA where the
 * key is none. */
int pl_seal(struct pl_buf *out, const void *content, size_t length,
    const unsigned char key[PL_SEAL_KEY], struct pl_error *err);

/* Append what is in a seal. PL_E_DATA where the bytes are no seal, one for
 * another key, or not as they were made; PL_E_LIMIT where they are too many.
 * out is as it was then. */
int pl_unseal(struct pl_buf *out, const void *bytes, size_t length,
    const unsigned char key[PL_SEAL_KEY],
    const unsigned char secret[PL_SEAL_KEY], struct pl_error *err);

#endif
