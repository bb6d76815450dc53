#include "share/digest.h"

#include <string.h>

#include <sodium.h>

static const char prefix[] = "b2:";

enum { PREFIX = sizeof prefix - 1 };

void
pl_digest(unsigned char out[PL_DIGEST], const void *bytes, size_t length)
{
	crypto_generichash(out, PL_DIGEST, bytes, length, NULL, 0);
}

void
pl_digest_text(char out[PL_DIGEST_TEXT], const void *bytes, size_t length)
{
	unsigned char digest[PL_DIGEST];

	pl_digest(digest, bytes, length);
	memcpy(out, prefix, PREFIX);
	sodium_bin2hex(
	    out + PREFIX, PL_DIGEST_TEXT - PREFIX, digest, sizeof digest);
}
