#include "share/stream.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

enum {
	BLOCK = 64, /* bytes that ChaCha20 makes at a time */
	BLOCKS = 16,
};

struct pl_stream {
	unsigned char key[PL_KEY_SIZE];
	uint64_t next; /* the block that follows those in bytes */
	size_t used;
	unsigned char bytes[BLOCKS * BLOCK];
};

static void
refill(struct pl_stream *stream)
{
	static const unsigned char nonce[crypto_stream_chacha20_NONCEBYTES];

	memset(stream->bytes, 0, sizeof stream->bytes);
	crypto_stream_chacha20_xor_ic(stream->bytes, stream->bytes,
	    sizeof stream->bytes, nonce, stream->next, stream->key);
	stream->next += BLOCKS;
	stream->used = 0;
}

struct pl_stream *
pl_stream_open(const unsigned char key[PL_KEY_SIZE])
{
	struct pl_stream *stream = pl_alloc(sizeof *stream);

	memcpy(stream->key, key, PL_KEY_SIZE);
	refill(stream);
	return stream;
}

void
pl_stream_close(struct pl_stream *stream)
{
	if (stream == NULL)
		return;
	sodium_memzero(stream, sizeof *stream);
	free(stream);
}

static unsigned char
next_byte(struct pl_stream *stream)
{
	if (stream->used == sizeof stream->bytes)
		refill(stream);
	return stream->bytes[stream->used++];
}

void
pl_stream_bytes(struct pl_stream *stream, void *out, size_t size)
{
	unsigned char *bytes = out;

	for (size_t i = 0; i < size; i++)
		bytes[i] = next_byte(stream);
}

/* All ones up to the highest bit of number. */
static pl_u128
mask_of(pl_u128 number)
{
	for (int shift = 1; shift < 128; shift *= 2)
		number |= number >> shift;
	return number;
}

pl_u128
pl_stream_below(struct pl_stream *stream, pl_u128 bound)
{
	pl_u128 mask, number;

	assert(bound > 0);
	mask = mask_of(bound - 1);
	do {
		number = 0;
		for (int shift = 0; shift < 128 && mask >> shift != 0;
		     shift += 8)
			number |= (pl_u128)next_byte(stream) << shift;
		number &= mask;
	} while (number >= bound);
	return number;
}

int
pl_stream_chance(struct pl_stream *stream, pl_u128 part, pl_u128 whole)
{
	assert(part <= whole);
	return pl_stream_below(stream, whole) < part;
}

/* exp(-part / whole), part <= whole: with x their quotient, one fails for the
 * first time at the k-th of the chances x, x/2, x/3, ... with k odd. x/k is the
 * chance of 1/k and of x, which needs no product that could run over. */
static int
chance_exp_to_one(struct pl_stream *stream, pl_u128 part, pl_u128 whole)
{
	uint64_t k = 1;

	while (pl_stream_chance(stream, 1, k) &&
	       pl_stream_chance(stream, part, whole))
		k++;
	return (int)(k % 2);
}

int
pl_stream_chance_exp(struct pl_stream *stream, pl_u128 part, pl_u128 whole)
{
	assert(whole > 0);
	for (; part > whole; part -= whole)
		if (!chance_exp_to_one(stream, 1, 1))
			return 0;
	return chance_exp_to_one(stream, part, whole);
}
