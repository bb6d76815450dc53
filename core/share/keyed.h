/*
 * keyed.h - digests that only the holder of a key can compute
 *
 * Keyed BLAKE2b with 32 bytes of output (libsodium's crypto_generichash) over
 * a purpose and a list of parts:
 *
 *	pl_keyed_begin(&digest, key, "patchlore/noise/1");
 *	pl_keyed_text(&digest, program);
 *	pl_keyed_number(&digest, period);
 *	pl_keyed_end(&digest, noise_key);
 *
 * In front of each part, and of the purpose, stands its length as eight bytes,
 * the lowest first. So two lists of parts are never the same input, wherever
 * their bytes are cut. What a part means is settled by the purpose alone: one
 * purpose has one list of parts, and another list gets another purpose.
 *
 * The output may itself be the key of a stream (stream.h). Without the key
 * nothing is learned from it about the parts, however few they could be.
 */
#ifndef PL_KEYED_H
#define PL_KEYED_H

#include <stddef.h>
#include <stdint.h>

#include <sodium.h>

#define PL_KEY_SIZE   32
#define PL_KEYED_SIZE 32

/* For the stack: libsodium wants its state aligned. Nobody looks inside. */
struct pl_keyed {
	crypto_generichash_state state;
};

void pl_keyed_begin(struct pl_keyed *digest,
    const unsigned char key[PL_KEY_SIZE], const char *purpose);

void pl_keyed_part(struct pl_keyed *digest, const void *bytes, size_t size);
void pl_keyed_text(struct pl_keyed *digest, const char *text);

/* A part of eight bytes, the lowest first. */
void pl_keyed_number(struct pl_keyed *digest, int64_t number);

/* Write the result and wipe the digest, which may be begun anew. */
void pl_keyed_end(struct pl_keyed *digest, unsigned char out[PL_KEYED_SIZE]);

#endif
