#include "share/envelope.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"

/* What stands between the parts, in their order. */
static const char before_payload[] = "{\"payload\":\"";
static const char before_type[] = "\",\"payloadType\":\"";
static const char before_signer[] = "\",\"signatures\":[{\"keyid\":\"";
static const char before_signature[] = "\",\"sig\":\"";
static const char at_end[] = "\"}]}";

enum {
	SIGNER_TEXT = 2 * PL_SIGNER,
	SIGNATURE = crypto_sign_BYTES,
	SIGNATURE_TEXT = 88, /* of 64 bytes in base64 */
	PREAMBLE = 64 + PL_ENVELOPE_TYPE,
};

/* ---- What is signed ----------------------------------------------------- */

static void
encode(struct pl_buf *out, const void *payload, size_t length, const char *type)
{
	pl_buf_init(out, PL_ENVELOPE_PAYLOAD + PREAMBLE);
	pl_buf_addf(out, "DSSEv1 %zu %s %zu ", strlen(type), type, length);
	pl_buf_add(out, payload, length);
}

/* ---- Signing ------------------------------------------------------------ */

static void
add_base64(struct pl_buf *out, const void *bytes, size_t length)
{
	size_t room =
	    sodium_base64_ENCODED_LEN(length, sodium_base64_VARIANT_ORIGINAL);
	char *text = pl_alloc(room);

	sodium_bin2base64(
	    text, room, bytes, length, sodium_base64_VARIANT_ORIGINAL);
	pl_buf_adds(out, text);
	free(text);
}

static void
add_signer(struct pl_buf *out, const unsigned char secret[PL_SIGNER_SECRET])
{
	unsigned char signer[PL_SIGNER];
	char text[SIGNER_TEXT + 1];

	crypto_sign_ed25519_sk_to_pk(signer, secret);
	sodium_bin2hex(text, sizeof text, signer, sizeof signer);
	pl_buf_adds(out, text);
}

static void
add_signature(struct pl_buf *out, const void *payload, size_t length,
    const char *type, const unsigned char secret[PL_SIGNER_SECRET])
{
	unsigned char signature[SIGNATURE];
	struct pl_buf said;

	encode(&said, payload, length, type);
	crypto_sign_detached(
	    signature, NULL, (unsigned char *)said.text, said.length, secret);
	pl_buf_free(&said);
	add_base64(out, signature, sizeof signature);
}

int
pl_envelope_sign(struct pl_buf *out, const void *payload, size_t length,
    const char *type, const unsigned char secret[PL_SIGNER_SECRET],
    struct pl_error *err)
{
	struct pl_buf form;
	int result = PL_OK;

	if (length > PL_ENVELOPE_PAYLOAD || strlen(type) > PL_ENVELOPE_TYPE)
		return pl_fail(err, PL_E_LIMIT,
		    "an envelope holds at most %d bytes, and not %zu",
		    PL_ENVELOPE_PAYLOAD, length);
	pl_buf_init(&form, PL_ENVELOPE_LIMIT);
	pl_buf_adds(&form, before_payload);
	add_base64(&form, payload, length);
	pl_buf_addf(&form, "%s%s%s", before_type, type, before_signer);
	add_signer(&form, secret);
	pl_buf_adds(&form, before_signature);
	add_signature(&form, payload, length, type, secret);
	pl_buf_adds(&form, at_end);
	if (pl_buf_add(out, form.text, form.length) < 0)
		result = pl_fail(err, PL_E_LIMIT,
		    "an envelope of %zu bytes, of which %zu fit", form.length,
		    out->limit);
	pl_buf_free(&form);
	return result;
}

/* ---- Opening ------------------------------------------------------------ */

struct reader {
	const char *bytes;
	size_t length, at;
	struct pl_error *err;
};

struct parts {
	unsigned char *payload; /* of its own */
	size_t length;
	unsigned char signer[PL_SIGNER], signature[SIGNATURE];
};

static int
reader_expect(struct reader *in, const char *text)
{
	size_t same = 0;

	while (text[same] != '\0' && in->at + same < in->length &&
	       in->bytes[in->at + same] == text[same])
		same++;
	if (text[same] != '\0')
		return pl_fail(in->err, PL_E_DATA,
		    "no envelope: byte %zu begins no %s", in->at + same,
		    text + same);
	in->at += same;
	return PL_OK;
}

/* What there is up to a quotation mark. */
static const char *
reader_text(struct reader *in, size_t *length)
{
	const char *begin = in->bytes + in->at;
	const char *end = memchr(begin, '"', in->length - in->at);

	*length = end != NULL ? (size_t)(end - begin) : in->length - in->at;
	in->at += *length;
	return begin;
}

/* libsodium refuses padding that is missing or too much, and bits in the last
 * character that belong to no byte; but 1.0.18 takes the byte 0xaf for a /. So
 * what was read is written again, and has to be the same. */
static int
reader_base64(
    struct reader *in, void *out, size_t room, size_t *count, const char *what)
{
	size_t at = in->at, length;
	const char *text = reader_text(in, &length);
	struct pl_buf again;
	int same;

	pl_buf_init(&again, PL_ENVELOPE_LIMIT);
	same = sodium_base642bin(out, room, text, length, NULL, count, NULL,
		   sodium_base64_VARIANT_ORIGINAL) == 0;
	if (same)
		add_base64(&again, out, *count);
	same = same && again.length == length &&
	       memcmp(again.text, text, length) == 0;
	pl_buf_free(&again);
	if (!same)
		return pl_fail(in->err, PL_E_DATA,
		    "no envelope: the %s from byte %zu on is no base64 with "
		    "its padding",
		    what, at);
	return PL_OK;
}

static int
reader_payload(struct reader *in, struct parts *out)
{
	/* Three bytes of four characters. */
	size_t room = (in->length - in->at) / 4 * 3;
	int result;

	out->payload = pl_alloc(room + 1);
	result = reader_base64(in, out->payload, room, &out->length, "payload");
	if (result == PL_OK && out->length > PL_ENVELOPE_PAYLOAD)
		return pl_fail(in->err, PL_E_LIMIT,
		    "a payload of more than %d bytes", PL_ENVELOPE_PAYLOAD);
	return result;
}

static int
reader_type(struct reader *in, const char *type)
{
	size_t length;
	const char *text = reader_text(in, &length);

	if (length != strlen(type) || memcmp(text, type, length) != 0)
		return pl_fail(in->err, PL_E_DATA,
		    "the envelope holds something of another type than %s",
		    type);
	return PL_OK;
}

static int
reader_signer(struct reader *in, unsigned char out[PL_SIGNER])
{
	char again[SIGNER_TEXT + 1];
	size_t at = in->at, length, count;
	const char *text = reader_text(in, &length);

	if (length != SIGNER_TEXT || sodium_hex2bin(out, PL_SIGNER, text,
					 length, NULL, &count, NULL) < 0)
		return pl_fail(in->err, PL_E_DATA,
		    "no envelope: the keyid at byte %zu is not %d hexadecimal "
		    "digits",
		    at, SIGNER_TEXT);
	sodium_bin2hex(again, sizeof again, out, PL_SIGNER);
	if (memcmp(again, text, length) != 0)
		return pl_fail(in->err, PL_E_DATA,
		    "no envelope: the keyid at byte %zu is not in lower case",
		    at);
	return PL_OK;
}

static int
reader_signature(struct reader *in, unsigned char out[SIGNATURE])
{
	size_t at = in->at, count;
	int result = reader_base64(in, out, SIGNATURE, &count, "signature");

	if (result == PL_OK && count != SIGNATURE)
		return pl_fail(in->err, PL_E_DATA,
		    "no envelope: the signature at byte %zu is not of %d bytes",
		    at, SIGNATURE);
	return result;
}

static int
read_parts(struct reader *in, const char *type, struct parts *out)
{
	int result = reader_expect(in, before_payload);

	if (result == PL_OK)
		result = reader_payload(in, out);
	if (result == PL_OK)
		result = reader_expect(in, before_type);
	if (result == PL_OK)
		result = reader_type(in, type);
	if (result == PL_OK)
		result = reader_expect(in, before_signer);
	if (result == PL_OK)
		result = reader_signer(in, out->signer);
	if (result == PL_OK)
		result = reader_expect(in, before_signature);
	if (result == PL_OK)
		result = reader_signature(in, out->signature);
	if (result == PL_OK)
		result = reader_expect(in, at_end);
	if (result == PL_OK && in->at != in->length)
		result = pl_fail(in->err, PL_E_DATA,
		    "no envelope: something stands behind it at byte %zu",
		    in->at);
	return result;
}

static int
verify(const struct parts *parts, const char *type, struct pl_error *err)
{
	struct pl_buf said;
	int good;

	encode(&said, parts->payload, parts->length, type);
	good = crypto_sign_verify_detached(parts->signature,
		   (unsigned char *)said.text, said.length, parts->signer) == 0;
	pl_buf_free(&said);
	if (!good)
		return pl_fail(err, PL_E_DATA,
		    "the signature does not belong to this payload and key");
	return PL_OK;
}

int
pl_envelope_open(struct pl_buf *out, unsigned char signer[PL_SIGNER],
    const void *bytes, size_t length, const char *type, struct pl_error *err)
{
	struct reader in = {.bytes = bytes, .length = length, .err = err};
	struct parts parts = {0};
	int result;

	if (length > PL_ENVELOPE_LIMIT)
		return pl_fail(err, PL_E_LIMIT,
		    "an envelope of more than %d bytes", PL_ENVELOPE_LIMIT);
	result = read_parts(&in, type, &parts);
	if (result == PL_OK)
		result = verify(&parts, type, err);
	if (result == PL_OK && pl_buf_add(out, parts.payload, parts.length) < 0)
		result = pl_fail(err, PL_E_LIMIT,
		    "a payload of %zu bytes, of which %zu fit", parts.length,
		    out->limit);
	if (result == PL_OK)
		memcpy(signer, parts.signer, PL_SIGNER);
	free(parts.payload);
	return result;
}
