/*
 * envelope.c - a million changed envelopes, documents and seals
 *
 * Each is one of the published ones (tests/data/share/vectors.json) with one to
 * four changes. An envelope or a seal that was changed must not open. A
 * document may be another document then, but in the one form of that; so what
 * is read is written again, and must be the same bytes.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "share/canonical.h"
#include "share/envelope.h"
#include "share/seal.h"
#include "share/submission.h"
#include "share/stream.h"
#include "tests/referee/verdict.h"

enum {
	ENVELOPES = 600000,
	DOCUMENTS = 300000,
	SEALS = 100000,
	CHANGES = 4,
	LONGEST = 70000,
};

/* What may become of a piece of bytes. */
enum change {
	FLIP_BIT,
	SET_BYTE,
	SET_TELLING, /* a byte that means something in JSON or base64 */
	INSERT,
	DELETE,
	SWAP,
	REPEAT, /* a piece of it, right behind itself */
	CUT,
	APPEND,
	KINDS
};

static const char telling[] = "{}[]\",:\\ \n\t/+=-_.eEuAaZz09\xaf\xc3\xcc\x81";

static struct pl_stream *stream;
static unsigned char key[PL_SEAL_KEY], secret[PL_SEAL_KEY];

static size_t
below(size_t bound)
{
	return bound == 0 ? 0 : (size_t)pl_stream_below(stream, bound);
}

/* ---- Changes ------------------------------------------------------------ */

/* Put bytes at a place instead of so many that are there. */
static void
splice(struct pl_buf *buf, size_t at, size_t instead, const void *bytes,
    size_t length)
{
	struct pl_buf out;

	pl_buf_init(&out, buf->limit);
	pl_buf_add(&out, buf->text, at);
	pl_buf_add(&out, bytes, length);
	pl_buf_add(&out, buf->text + at + instead, buf->length - at - instead);
	pl_buf_free(buf);
	*buf = out;
}

static char
any_byte(void)
{
	return (char)below(256);
}

static char
telling_byte(void)
{
	return telling[below(sizeof telling - 1)];
}

static void
repeat(struct pl_buf *buf, size_t at)
{
	size_t length =
	    1 + below(buf->length - at < 40 ? buf->length - at : 40);
	char piece[41];

	memcpy(piece, buf->text + at, length);
	splice(buf, at, 0, piece, length);
}

static void
change(struct pl_buf *buf)
{
	size_t at = below(buf->length), other = below(buf->length);
	char byte;

	switch (buf->length == 0 ? APPEND : (enum change)below(KINDS)) {
	case FLIP_BIT:
		buf->text[at] ^= (char)(1 << below(8));
		break;
	case SET_BYTE:
		buf->text[at] = any_byte();
		break;
	case SET_TELLING:
		buf->text[at] = telling_byte();
		break;
	case INSERT:
		byte = telling_byte();
		splice(buf, at, 0, &byte, 1);
		break;
	case DELETE:
		splice(buf, at, 1, "", 0);
		break;
	case SWAP:
		byte = buf->text[at];
		buf->text[at] = buf->text[other];
		buf->text[other] = byte;
		break;
	case REPEAT:
		repeat(buf, at);
		break;
	case CUT:
		splice(buf, at, buf->length - at, "", 0);
		break;
	default:
		byte = below(2) ? any_byte() : telling_byte();
		splice(buf, buf->length, 0, &byte, 1);
	}
}

/* Some other bytes than these. */
static void
make_other(struct pl_buf *out, const void *bytes, size_t length)
{
	pl_buf_init(out, 2 * PL_SEAL_LIMIT);
	do {
		pl_buf_clear(out);
		pl_buf_add(out, bytes, length);
		for (size_t left = 1 + below(CHANGES); left > 0; left--)
			change(out);
	} while (
	    out->length == length && memcmp(out->text, bytes, length) == 0);
}

/* ---- What becomes of them ----------------------------------------------- */

static int
opens(const char *bytes, size_t length)
{
	unsigned char signer[PL_SIGNER];
	struct pl_buf payload;
	int result;

	pl_buf_init(&payload, PL_ENVELOPE_PAYLOAD);
	result = pl_envelope_open(
	    &payload, signer, bytes, length, PL_SUBMISSION_TYPE, NULL);
	pl_buf_free(&payload);
	return result == 0;
}

static int
unseals(const char *bytes, size_t length)
{
	struct pl_buf content;
	int result;

	pl_buf_init(&content, PL_SEAL_LIMIT);
	result = pl_unseal(&content, bytes, length, key, secret, NULL);
	pl_buf_free(&content);
	return result == 0;
}

/* -1 where it is read, and is something else when written. */
static int
reads(const char *bytes, size_t length)
{
	struct pl_buf again;
	json_t *value;
	int same;

	if (pl_canonical_read(&value, "document", bytes, length, NULL) < 0)
		return 0;
	pl_buf_init(&again, PL_CANONICAL_LIMIT);
	same = pl_canonical_write(value, &again, NULL) == 0 &&
	       again.length == length && memcmp(again.text, bytes, length) == 0;
	pl_buf_free(&again);
	json_decref(value);
	return same ? 1 : -1;
}

/* ---- The judges --------------------------------------------------------- */

static const char *
member(const json_t *list, size_t index, const char *name)
{
	return json_string_value(
	    json_object_get(json_array_get(list, index), name));
}

static void
judge_envelopes(const json_t *list)
{
	size_t opened = 0, good = 0;

	for (size_t i = 0; i < ENVELOPES; i++) {
		const char *bytes =
		    member(list, i % json_array_size(list), "envelope");
		struct pl_buf other;

		if (i < json_array_size(list))
			good += (size_t)opens(bytes, strlen(bytes));
		make_other(&other, bytes, strlen(bytes));
		opened += (size_t)opens(other.text, other.length);
		pl_buf_free(&other);
	}
	/* One of them is a receipt, and no submission. */
	verdict(good == json_array_size(list) - 1,
	    "%zu of %zu envelopes open as they are", good,
	    json_array_size(list));
	verdict(
	    opened == 0, "%d changed envelopes: %zu opened", ENVELOPES, opened);
}

static void
judge_documents(const json_t *list)
{
	size_t others = 0, wrong = 0;

	for (size_t i = 0; i < DOCUMENTS; i++) {
		const char *bytes =
		    member(list, i % json_array_size(list), "canonical");
		struct pl_buf other;
		int read;

		make_other(&other, bytes, strlen(bytes));
		read = reads(other.text, other.length);
		others += read > 0;
		wrong += read < 0;
		pl_buf_free(&other);
	}
	verdict(wrong == 0 && others > 0,
	    "%d changed documents: %zu are other ones in their one form, and "
	    "%zu were read from another form",
	    DOCUMENTS, others, wrong);
}

static void
judge_seals(const char *content)
{
	struct pl_buf sealed;
	size_t opened = 0;

	pl_buf_init(&sealed, PL_SEAL_LIMIT);
	pl_seal(&sealed, content, strlen(content), key, NULL);
	verdict(unseals(sealed.text, sealed.length), "a seal opens as it is");
	for (size_t i = 0; i < SEALS; i++) {
		struct pl_buf other;

		make_other(&other, sealed.text, sealed.length);
		opened += (size_t)unseals(other.text, other.length);
		pl_buf_free(&other);
	}
	pl_buf_free(&sealed);
	verdict(opened == 0, "%d changed seals: %zu opened", SEALS, opened);
}

/* 64 bytes, and so many blocks of 4 KiB as hold the content and a byte. */
static void
judge_lengths(void)
{
	char *content = pl_alloc(LONGEST);
	size_t wrong = 0, lengths = 0, last = 0;

	for (size_t length = 0; length <= LONGEST; length++) {
		struct pl_buf sealed;

		pl_buf_init(&sealed, PL_SEAL_LIMIT);
		pl_seal(&sealed, content, length, key, NULL);
		wrong += sealed.length != 64 + (length / 4096 + 1) * 4096;
		lengths += sealed.length != last;
		last = sealed.length;
		pl_buf_free(&sealed);
	}
	free(content);
	verdict(wrong == 0 && lengths == 18,
	    "seals of 0 to %d bytes: %zu lengths, all 64 and a multiple of "
	    "4096; %zu are others",
	    LONGEST, lengths, wrong);
}

int
main(void)
{
	static const unsigned char seed[PL_KEY_SIZE] = "envelope";
	json_t *vectors =
	    json_load_file("tests/data/share/vectors.json", 0, NULL);
	const json_t *envelopes = json_object_get(vectors, "envelopes");

	if (vectors == NULL || crypto_box_keypair(key, secret) < 0) {
		verdict(0, "there are no vectors, or no keys");
		return verdict_end();
	}
	stream = pl_stream_open(seed);
	judge_envelopes(envelopes);
	judge_documents(json_object_get(vectors, "canonical"));
	judge_seals(member(envelopes, 0, "envelope"));
	judge_lengths();
	pl_stream_close(stream);
	json_decref(vectors);
	return verdict_end();
}
