/* What a program is handed: a seal, an envelope, a document. What is read must
 * be written back to the same bytes, whatever it is. */
#include <sodium.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "share/canonical.h"
#include "share/envelope.h"
#include "share/seal.h"
#include "share/submission.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The program's secret key of tests/data/share/vectors.json, for which seals in
 * the corpus are made. */
static const char program[] =
    "e2c4fb80d61b8990d0502ffd5f0d6b01a4ee842bdb92b69bdce5e193b9d22ca3";

/* Whoever signed the envelopes there, and signs here. */
static const unsigned char seed[crypto_sign_SEEDBYTES] = "fuzz";

static void
document(const char *bytes, size_t size)
{
	struct pl_error err = {0};
	json_t *value = NULL;
	struct pl_buf again;

	if (pl_canonical_read(&value, "fuzz", bytes, size, &err) < 0) {
		if (value != NULL || strncmp(err.text, "fuzz: ", 6) != 0)
			abort();
		return;
	}
	pl_buf_init(&again, PL_CANONICAL_LIMIT);
	if (pl_canonical_write(value, &again, &err) < 0 ||
	    again.length != size || memcmp(again.text, bytes, size) != 0)
		abort();
	pl_buf_free(&again);
	json_decref(value);
}

/* An envelope that this key signed is made again of its payload. */
static void
sign_again(const struct pl_buf *payload, const unsigned char *signer,
    const char *bytes, size_t size)
{
	unsigned char key[PL_SIGNER], secret[PL_SIGNER_SECRET];
	struct pl_buf again;

	crypto_sign_seed_keypair(key, secret, seed);
	if (memcmp(key, signer, sizeof key) != 0)
		return;
	pl_buf_init(&again, PL_ENVELOPE_LIMIT);
	if (pl_envelope_sign(&again, payload->text, payload->length,
		PL_SUBMISSION_TYPE, secret, NULL) < 0 ||
	    again.length != size || memcmp(again.text, bytes, size) != 0)
		abort();
	pl_buf_free(&again);
}

static void
envelope(const char *bytes, size_t size)
{
	unsigned char signer[PL_SIGNER];
	struct pl_error err = {0};
	struct pl_buf payload;

	pl_buf_init(&payload, PL_ENVELOPE_PAYLOAD);
	if (pl_envelope_open(
		&payload, signer, bytes, size, PL_SUBMISSION_TYPE, &err) == 0) {
		sign_again(&payload, signer, bytes, size);
		document(payload.text, payload.length);
	} else if (payload.length > 0 || err.text[0] == '\0') {
		abort();
	}
	pl_buf_free(&payload);
}

static void
seal(const char *bytes, size_t size)
{
	unsigned char key[PL_SEAL_KEY], secret[PL_SEAL_KEY];
	struct pl_error err = {0};
	struct pl_buf content;

	sodium_hex2bin(secret, sizeof secret, program, sizeof program - 1, NULL,
	    NULL, NULL);
	crypto_scalarmult_base(key, secret);
	pl_buf_init(&content, PL_SEAL_LIMIT);
	if (pl_unseal(&content, bytes, size, key, secret, &err) == 0)
		envelope(content.text, content.length);
	else if (content.length > 0 || err.text[0] == '\0')
		abort();
	pl_buf_free(&content);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (sodium_init() < 0)
		abort();
	document((const char *)data, size);
	envelope((const char *)data, size);
	seal((const char *)data, size);
	return 0;
}
