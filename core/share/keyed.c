#include "share/keyed.h"

#include <string.h>

static void
little_endian(unsigned char bytes[8], uint64_t number)
{
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(number >> (8 * i));
}

void
pl_keyed_part(struct pl_keyed *digest, const void *bytes, size_t size)
{
	unsigned char length[8];

	little_endian(length, size);
	crypto_generichash_update(&digest->state, length, sizeof length);
	crypto_generichash_update(&digest->state, bytes, size);
}

void
pl_keyed_text(struct pl_keyed *digest, const char *text)
{
	pl_keyed_part(digest, text, strlen(text));
}

void
pl_keyed_number(struct pl_keyed *digest, int64_t number)
{
	unsigned char bytes[8];

	little_endian(bytes, (uint64_t)number);
	pl_keyed_part(digest, bytes, sizeof bytes);
}

void
pl_keyed_begin(struct pl_keyed *digest, const unsigned char key[PL_KEY_SIZE],
    const char *purpose)
{
	crypto_generichash_init(
	    &digest->state, key, PL_KEY_SIZE, PL_KEYED_SIZE);
	pl_keyed_text(digest, purpose);
}

void
pl_keyed_end(struct pl_keyed *digest, unsigned char out[PL_KEYED_SIZE])
{
	crypto_generichash_final(&digest->state, out, PL_KEYED_SIZE);
	sodium_memzero(digest, sizeof *digest);
}
