#include "share/seal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"

static const char magic[] = "PLSEAL1\n";

enum {
	MAGIC = sizeof magic - 1,
	NAME = 8,
	HEAD = MAGIC + NAME,
};

_Static_assert(PL_SEAL_FRAME == HEAD + crypto_box_SEALBYTES,
    "a seal has 64 bytes beside its blocks");

static void
name_key(unsigned char out[NAME], const unsigned char key[PL_SEAL_KEY])
{
	unsigned char digest[32];

	crypto_generichash(digest, sizeof digest, key, PL_SEAL_KEY, NULL, 0);
	memcpy(out, digest, NAME);
}

int
pl_is_sealed(const void *bytes, size_t length)
{
	return length >= MAGIC && memcmp(bytes, magic, MAGIC) == 0;
}

int
pl_seal(struct pl_buf *out, const void *content, size_t length,
    const unsigned char key[PL_SEAL_KEY], struct pl_error *err)
{
	size_t padded = (length / PL_SEAL_BLOCK + 1) * PL_SEAL_BLOCK, size;
	unsigned char *plain, *sealed;
	int result = PL_OK;

	if (padded > PL_SEAL_LIMIT - PL_SEAL_FRAME)
		return pl_fail(err, PL_E_LIMIT,
		    "%zu bytes are more than a seal holds", length);
	plain = pl_alloc(padded);
	if (length > 0)
		memcpy(plain, content, length);
	sodium_pad(&padded, plain, length, PL_SEAL_BLOCK, padded);
	size = PL_SEAL_FRAME + padded;
	sealed = pl_alloc(size);
	memcpy(sealed, magic, MAGIC);
	name_key(sealed + MAGIC, key);
	if (crypto_box_seal(sealed + HEAD, plain, padded, key) < 0)
		result = pl_fail(err, PL_E_DATA,
		    "the program's key is no X25519 public key");
	else if (pl_buf_add(out, sealed, size) < 0)
		result = pl_fail(err, PL_E_LIMIT,
		    "a seal of %zu bytes, of which %zu fit", size, out->limit);
	sodium_memzero(plain, padded);
	free(plain);
	free(sealed);
	return result;
}

/* Is it the head and the length of a seal for this key? */
static int
check_seal(const unsigned char *bytes, size_t length,
    const unsigned char key[PL_SEAL_KEY], struct pl_error *err)
{
	unsigned char name[NAME];

	if (length > PL_SEAL_LIMIT)
		return pl_fail(err, PL_E_LIMIT, "a seal of more than %d bytes",
		    PL_SEAL_LIMIT);
	if (!pl_is_sealed(bytes, length))
		return pl_fail(
		    err, PL_E_DATA, "no seal: it does not begin with PLSEAL1");
	if (length < PL_SEAL_FRAME + PL_SEAL_BLOCK ||
	    (length - PL_SEAL_FRAME) % PL_SEAL_BLOCK != 0)
		return pl_fail(err, PL_E_DATA,
		    "a seal has %d bytes and a multiple of %d, and not %zu",
		    PL_SEAL_FRAME, PL_SEAL_BLOCK, length);
	name_key(name, key);
	if (memcmp(bytes + MAGIC, name, NAME) != 0)
		return pl_fail(err, PL_E_DATA, "the seal is for another key");
	return PL_OK;
}

int
pl_unseal(struct pl_buf *out, const void *bytes, size_t length,
    const unsigned char key[PL_SEAL_KEY],
    const unsigned char secret[PL_SEAL_KEY], struct pl_error *err)
{
	const unsigned char *sealed = bytes;
	size_t padded, held;
	unsigned char *plain;
	int result = check_seal(sealed, length, key, err);

	if (result < 0)
		return result;
	padded = length - PL_SEAL_FRAME;
	plain = pl_alloc(padded);
	if (crypto_box_seal_open(
		plain, sealed + HEAD, length - HEAD, key, secret) < 0)
		result = pl_fail(err, PL_E_DATA,
		    "the seal does not open: it was changed, or the secret "
		    "key is another one");
	else if (sodium_unpad(&held, plain, padded, PL_SEAL_BLOCK) < 0)
		result = pl_fail(
		    err, PL_E_DATA, "what is in the seal is not padded");
	else if (pl_buf_add(out, plain, held) < 0)
		result = pl_fail(err, PL_E_LIMIT,
		    "a seal with %zu bytes, of which %zu fit", held,
		    out->limit);
	sodium_memzero(plain, padded);
	free(plain);
	return result;
}
