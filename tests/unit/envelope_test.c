#include "share/envelope.h"

#include "tests/unit/vectors.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "share/submission.h"

#define TYPE    PL_SUBMISSION_TYPE
#define RECEIPT "application/vnd.patchlore.receipt+json"

static const unsigned char seed[crypto_sign_SEEDBYTES] = "one";
static const unsigned char other_seed[crypto_sign_SEEDBYTES] = "another";

static struct pl_error err;

static void
sign(struct pl_buf *out, const char *payload, const char *type,
    const unsigned char of[crypto_sign_SEEDBYTES])
{
	unsigned char key[PL_SIGNER], secret[PL_SIGNER_SECRET];

	crypto_sign_seed_keypair(key, secret, of);
	pl_buf_init(out, PL_ENVELOPE_LIMIT);
	assert_int_equal(
	    pl_envelope_sign(out, payload, strlen(payload), type, secret, &err),
	    0);
}

static int
open_bytes(const void *bytes, size_t length)
{
	unsigned char signer[PL_SIGNER] = {0};
	const unsigned char nobody[PL_SIGNER] = {0};
	struct pl_buf payload;
	int result;

	pl_buf_init(&payload, PL_ENVELOPE_PAYLOAD);
	result = pl_envelope_open(&payload, signer, bytes, length, TYPE, &err);
	if (result < 0) {
		assert_int_equal(payload.length, 0);
		assert_memory_equal(signer, nobody, sizeof nobody);
	}
	pl_buf_free(&payload);
	return result;
}

/* Is the envelope refused once this part of it is another? */
static int
fails_with(const char *part, const char *instead, const char *message)
{
	struct pl_buf envelope, changed;
	const char *found;
	int result;

	sign(&envelope, "{\"a\":1}", TYPE, seed);
	found = strstr(envelope.text, part);
	assert_non_null(found);
	pl_buf_init(&changed, PL_ENVELOPE_LIMIT);
	pl_buf_add(&changed, envelope.text, (size_t)(found - envelope.text));
	pl_buf_adds(&changed, instead);
	pl_buf_adds(&changed, found + strlen(part));
	result = open_bytes(changed.text, changed.length);
	pl_buf_free(&envelope);
	pl_buf_free(&changed);
	assert_int_equal(result, PL_E_DATA);
	if (strstr(err.text, message) == NULL)
		fail_msg("\"%s\" does not tell \"%s\"", err.text, message);
	return 1;
}

/* ---- What other code makes ---------------------------------------------- */

static void
published_envelopes_are_signed_alike(void **state)
{
	json_t *vector;
	size_t i;

	(void)state;
	json_array_foreach(vectors_of("envelopes"), i, vector)
	{
		unsigned char bytes[crypto_sign_SEEDBYTES];
		struct pl_buf envelope;

		vector_bytes(bytes, sizeof bytes, vector, "seed");
		sign(&envelope, vector_text(vector, "payload"),
		    vector_text(vector, "type"), bytes);
		assert_string_equal(
		    envelope.text, vector_text(vector, "envelope"));
		pl_buf_free(&envelope);
	}
}

static void
published_envelopes_are_opened(void **state)
{
	json_t *vector;
	size_t i;

	(void)state;
	json_array_foreach(vectors_of("envelopes"), i, vector)
	{
		const char *envelope = vector_text(vector, "envelope");
		unsigned char bytes[crypto_sign_SEEDBYTES];
		unsigned char key[PL_SIGNER], secret[PL_SIGNER_SECRET];
		unsigned char signer[PL_SIGNER];
		struct pl_buf payload;

		vector_bytes(bytes, sizeof bytes, vector, "seed");
		crypto_sign_seed_keypair(key, secret, bytes);
		pl_buf_init(&payload, PL_ENVELOPE_PAYLOAD);
		assert_int_equal(
		    pl_envelope_open(&payload, signer, envelope,
			strlen(envelope), vector_text(vector, "type"), &err),
		    0);
		assert_string_equal(
		    payload.text, vector_text(vector, "payload"));
		assert_memory_equal(signer, key, sizeof key);
		pl_buf_free(&payload);
	}
}

/* ---- What is refused ---------------------------------------------------- */

static void
another_type_is_refused(void **state)
{
	struct pl_buf envelope;

	(void)state;
	sign(&envelope, "{}", RECEIPT, seed);
	assert_int_equal(open_bytes(envelope.text, envelope.length), PL_E_DATA);
	assert_string_equal(err.text,
	    "the envelope holds something of another type than " TYPE);
	pl_buf_free(&envelope);
}

/* Put the signature of one envelope, and its signer with it or not, into
 * another. */
static void
graft(struct pl_buf *out, const struct pl_buf *body, const char *from,
    const struct pl_buf *donor)
{
	size_t kept = (size_t)(strstr(body->text, from) - body->text);

	pl_buf_init(out, PL_ENVELOPE_LIMIT);
	pl_buf_add(out, body->text, kept);
	pl_buf_adds(out, strstr(donor->text, from));
}

static void
a_signature_belongs_to_one_key_payload_and_type(void **state)
{
	static const struct {
		const char *payload, *type;
		const unsigned char *seed;
		const char *from;
	} donors[] = {
	    {"{}", TYPE, other_seed, "\",\"sig\""}, /* and not its key */
	    {"{\"a\":1}", TYPE, seed, "\",\"signatures\""},
	    {"{}", RECEIPT, seed, "\",\"signatures\""},
	};
	struct pl_buf body;

	(void)state;
	sign(&body, "{}", TYPE, seed);
	for (size_t i = 0; i < PL_COUNT(donors); i++) {
		struct pl_buf donor, grafted;

		sign(&donor, donors[i].payload, donors[i].type, donors[i].seed);
		graft(&grafted, &body, donors[i].from, &donor);
		assert_int_equal(
		    open_bytes(grafted.text, grafted.length), PL_E_DATA);
		assert_string_equal(err.text,
		    "the signature does not belong to this payload and key");
		pl_buf_free(&donor);
		pl_buf_free(&grafted);
	}
	pl_buf_free(&body);
}

static void
a_whole_other_signer_is_told(void **state)
{
	struct pl_buf body, donor, grafted, payload;
	unsigned char signer[PL_SIGNER], key[PL_SIGNER];
	unsigned char secret[PL_SIGNER_SECRET];

	(void)state;
	sign(&body, "{}", TYPE, seed);
	sign(&donor, "{}", TYPE, other_seed);
	graft(&grafted, &body, "\",\"signatures\"", &donor);
	crypto_sign_seed_keypair(key, secret, other_seed);
	pl_buf_init(&payload, PL_ENVELOPE_PAYLOAD);
	assert_int_equal(pl_envelope_open(&payload, signer, grafted.text,
			     grafted.length, TYPE, &err),
	    0);
	assert_memory_equal(signer, key, sizeof key);
	pl_buf_free(&body);
	pl_buf_free(&donor);
	pl_buf_free(&grafted);
	pl_buf_free(&payload);
}

static void
one_form_is_read_and_no_other(void **state)
{
	(void)state;
	/* {"a":1} is eyJhIjoxfQ== */
	assert_true(fails_with("{\"payload\"", " {\"payload\"",
	    "no envelope: byte 0 begins no {\"payload\":\""));
	assert_true(fails_with(
	    "\"payload\":", "\"payload\": ", "byte 11 begins no \""));
	assert_true(fails_with("]}", "]} ", "stands behind it at byte"));
	assert_true(fails_with("]}", "]}\n", "stands behind it at byte"));
	assert_true(fails_with(
	    "}]}", "},{\"keyid\":\"\",\"sig\":\"\"}]}", "begins no ]}"));
	assert_true(fails_with("}]}", "}],\"more\":1}", "begins no }"));
	assert_true(fails_with("payloadType", "payloadtype", "begins no Type"));
	assert_true(
	    fails_with("eyJhIjoxfQ==", "", "does not belong to this payload"));
	/* base64 of the same bytes, in other ways */
	assert_true(fails_with("fQ==", "fR==", "from byte 12 on is no base64"));
	assert_true(fails_with("fQ==", "fQ", "from byte 12 on is no base64"));
	assert_true(fails_with("fQ==", "fQ=", "from byte 12 on is no base64"));
	assert_true(
	    fails_with("fQ==", "fQ===", "from byte 12 on is no base64"));
	assert_true(
	    fails_with("fQ==", "fQ==\n", "from byte 12 on is no base64"));
	assert_true(
	    fails_with("eyJh", "ey Jh", "from byte 12 on is no base64"));
	assert_true(
	    fails_with("eyJh", "ey\\u004ah", "from byte 12 on is no base64"));
	assert_true(fails_with("\"sig\":\"", "\"sig\":\"AAAA", "is no base64"));
	assert_true(fails_with("==\"}]}", "\"}]}", "the signature from byte"));
	assert_true(fails_with(
	    "\"keyid\":\"", "\"keyid\":\"00", "is not 64 hexadecimal digits"));
	assert_true(fails_with(
	    "\"keyid\":\"", "\"keyid\":\"pl1", "is not 64 hexadecimal digits"));
}

static void
a_key_in_upper_case_is_refused(void **state)
{
	struct pl_buf envelope;
	char *key;

	(void)state;
	sign(&envelope, "{}", TYPE, seed);
	key = strstr(envelope.text, "keyid\":\"") + 8;
	key += strcspn(key, "abcdef");
	*key = (char)(*key - 'a' + 'A');
	assert_int_equal(open_bytes(envelope.text, envelope.length), PL_E_DATA);
	assert_non_null(strstr(err.text, "is not in lower case"));
	pl_buf_free(&envelope);
}

static void
no_beginning_of_an_envelope_is_one(void **state)
{
	struct pl_buf envelope;

	(void)state;
	sign(&envelope, "{\"a\":1}", TYPE, seed);
	assert_int_equal(open_bytes(envelope.text, envelope.length), 0);
	for (size_t i = 0; i < envelope.length; i++) {
		char *exact = pl_alloc(i + 1);

		memcpy(exact, envelope.text, i);
		assert_int_equal(open_bytes(exact, i), PL_E_DATA);
		free(exact);
	}
	pl_buf_free(&envelope);
}

/* Some 80,000 of them. */
static void
each_change_of_one_byte_is_refused(void **state)
{
	struct pl_buf envelope;

	(void)state;
	sign(&envelope, "{}", TYPE, seed);
	for (size_t i = 0; i < envelope.length; i++) {
		char was = envelope.text[i];

		for (int change = 1; change < 256; change++) {
			envelope.text[i] = (char)(was ^ change);
			if (open_bytes(envelope.text, envelope.length) !=
			    PL_E_DATA)
				fail_msg("byte %zu may be \\x%02x", i,
				    (unsigned char)envelope.text[i]);
		}
		envelope.text[i] = was;
	}
	pl_buf_free(&envelope);
}

static void
a_byte_more_or_less_is_refused(void **state)
{
	static const char more[] = {'\0', ' ', '\n', 'A', '0', '"', '=', '\\'};
	struct pl_buf envelope;
	char *other;

	(void)state;
	sign(&envelope, "{}", TYPE, seed);
	other = pl_alloc(envelope.length + 1);
	for (size_t i = 0; i <= envelope.length; i++) {
		const char *rest = envelope.text + i;
		size_t left = envelope.length - i;

		memcpy(other, envelope.text, i);
		memcpy(other + i + 1, rest, left);
		for (size_t k = 0; k < PL_COUNT(more); k++) {
			other[i] = more[k];
			assert_int_equal(
			    open_bytes(other, envelope.length + 1), PL_E_DATA);
		}
		if (left == 0)
			break;
		memcpy(other + i, rest + 1, left - 1);
		assert_int_equal(
		    open_bytes(other, envelope.length - 1), PL_E_DATA);
	}
	free(other);
	pl_buf_free(&envelope);
}

/* ---- Sizes -------------------------------------------------------------- */

static void
the_largest_payload_fits_and_no_larger_one(void **state)
{
	char *payload = pl_alloc(PL_ENVELOPE_PAYLOAD + 2);
	unsigned char key[PL_SIGNER], secret[PL_SIGNER_SECRET];
	struct pl_buf envelope;

	(void)state;
	memset(payload, 'x', PL_ENVELOPE_PAYLOAD);
	sign(&envelope, payload, TYPE, seed);
	assert_int_equal(open_bytes(envelope.text, envelope.length), 0);
	pl_buf_free(&envelope);

	crypto_sign_seed_keypair(key, secret, seed);
	pl_buf_init(&envelope, 2 * PL_ENVELOPE_LIMIT);
	assert_int_equal(pl_envelope_sign(&envelope, payload,
			     PL_ENVELOPE_PAYLOAD + 1, TYPE, secret, &err),
	    PL_E_LIMIT);
	assert_int_equal(envelope.length, 0);
	pl_buf_free(&envelope);
	free(payload);
}

static void
what_does_not_fit_is_told(void **state)
{
	unsigned char key[PL_SIGNER], secret[PL_SIGNER_SECRET];
	char *large = pl_alloc(PL_ENVELOPE_LIMIT + 1);
	struct pl_buf envelope, small;

	(void)state;
	crypto_sign_seed_keypair(key, secret, seed);
	pl_buf_init(&small, 6);
	assert_int_equal(
	    pl_envelope_sign(&small, "{}", 2, TYPE, secret, &err), PL_E_LIMIT);
	assert_int_equal(small.length, 0);
	sign(&envelope, "{\"a\":1}", TYPE, seed);
	assert_int_equal(pl_envelope_open(&small, key, envelope.text,
			     envelope.length, TYPE, &err),
	    PL_E_LIMIT);
	assert_int_equal(small.length, 0);
	assert_int_equal(open_bytes(large, PL_ENVELOPE_LIMIT + 1), PL_E_LIMIT);
	pl_buf_free(&small);
	pl_buf_free(&envelope);
	free(large);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(published_envelopes_are_signed_alike),
	    cmocka_unit_test(published_envelopes_are_opened),
	    cmocka_unit_test(another_type_is_refused),
	    cmocka_unit_test(a_signature_belongs_to_one_key_payload_and_type),
	    cmocka_unit_test(a_whole_other_signer_is_told),
	    cmocka_unit_test(one_form_is_read_and_no_other),
	    cmocka_unit_test(a_key_in_upper_case_is_refused),
	    cmocka_unit_test(no_beginning_of_an_envelope_is_one),
	    cmocka_unit_test(each_change_of_one_byte_is_refused),
	    cmocka_unit_test(a_byte_more_or_less_is_refused),
	    cmocka_unit_test(the_largest_payload_fits_and_no_larger_one),
	    cmocka_unit_test(what_does_not_fit_is_told),
	};

	return cmocka_run_group_tests(tests, vectors_open, vectors_close);
}
