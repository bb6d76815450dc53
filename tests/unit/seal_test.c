#include "share/seal.h"

#include "tests/unit/vectors.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "share/envelope.h"

static unsigned char key[PL_SEAL_KEY], secret[PL_SEAL_KEY];
static struct pl_error err;

static int
setup(void **state)
{
	static const unsigned char seed[crypto_box_SEEDBYTES] = "program";

	if (vectors_open(state) < 0)
		return -1;
	return crypto_box_seed_keypair(key, secret, seed);
}

static void
seal(struct pl_buf *out, const void *content, size_t length)
{
	pl_buf_init(out, PL_SEAL_LIMIT);
	assert_int_equal(pl_seal(out, content, length, key, &err), 0);
}

static int
unseal_is(const void *bytes, size_t length, const char *content, size_t held)
{
	struct pl_buf out;
	int result;

	pl_buf_init(&out, PL_SEAL_LIMIT);
	result = pl_unseal(&out, bytes, length, key, secret, &err);
	if (result == PL_OK) {
		assert_int_equal(out.length, held);
		assert_memory_equal(out.text, content, held);
	} else {
		assert_int_equal(out.length, 0);
	}
	pl_buf_free(&out);
	return result;
}

static void
published_seals_are_opened(void **state)
{
	json_t *vector;
	size_t i;

	(void)state;
	json_array_foreach(vectors_of("seals"), i, vector)
	{
		unsigned char of[PL_SEAL_KEY], theirs[PL_SEAL_KEY];
		const char *text = vector_text(vector, "seal");
		unsigned char *bytes = pl_alloc(strlen(text));
		struct pl_buf out;
		size_t length;

		vector_bytes(of, sizeof of, vector, "key");
		vector_bytes(theirs, sizeof theirs, vector, "secret");
		assert_int_equal(
		    sodium_base642bin(bytes, strlen(text), text, strlen(text),
			NULL, &length, NULL, sodium_base64_VARIANT_ORIGINAL),
		    0);
		pl_buf_init(&out, PL_SEAL_LIMIT);
		assert_int_equal(
		    pl_unseal(&out, bytes, length, of, theirs, &err), 0);
		assert_string_equal(out.text, vector_text(vector, "content"));
		pl_buf_free(&out);
		free(bytes);
	}
}

static void
what_was_sealed_comes_back(void **state)
{
	static const size_t lengths[] = {
	    0, 1, 4094, 4095, 4096, 4097, 70000, PL_ENVELOPE_LIMIT};
	char *content = pl_alloc(PL_ENVELOPE_LIMIT);

	(void)state;
	/* Content that looks like padding at its end, too. */
	memset(content, 'x', PL_ENVELOPE_LIMIT);
	content[4095] = (char)0x80;
	content[4096] = '\0';
	for (size_t i = 0; i < PL_COUNT(lengths); i++) {
		struct pl_buf sealed;

		seal(&sealed, content, lengths[i]);
		assert_int_equal(
		    unseal_is(sealed.text, sealed.length, content, lengths[i]),
		    0);
		pl_buf_free(&sealed);
	}
	free(content);
}

static void
length_is_of_blocks(const char *content, size_t length)
{
	struct pl_buf sealed;

	seal(&sealed, content, length);
	assert_int_equal(sealed.length, 64 + 4096 * (length / 4096 + 1));
	pl_buf_free(&sealed);
}

/* 64 bytes and the least multiple of 4 KiB that is more than the content. The
 * referee goes through all lengths. */
static void
its_length_tells_no_more_than_blocks_of_4_kib(void **state)
{
	char *content = pl_alloc(70000);

	(void)state;
	for (size_t length = 0; length <= 70000; length += 61)
		length_is_of_blocks(content, length);
	for (size_t block = 4096; block <= 65536; block += 4096)
		for (size_t length = block - 2; length <= block + 2; length++)
			length_is_of_blocks(content, length);
	free(content);
}

static void
no_two_seals_are_equal(void **state)
{
	struct pl_buf one, other;

	(void)state;
	seal(&one, "same", 4);
	seal(&other, "same", 4);
	assert_memory_equal(one.text, other.text, 16); /* the head */
	assert_memory_not_equal(one.text + 16, other.text + 16, 32);
	assert_memory_not_equal(one.text + 64, other.text + 64, 4096);
	pl_buf_free(&one);
	pl_buf_free(&other);
}

static void
each_changed_byte_is_refused(void **state)
{
	struct pl_buf sealed;

	(void)state;
	seal(&sealed, "content", 7);
	for (size_t i = 0; i < sealed.length; i++) {
		sealed.text[i] ^= (char)(1 << (i % 8));
		assert_int_equal(
		    unseal_is(sealed.text, sealed.length, "content", 7),
		    PL_E_DATA);
		sealed.text[i] ^= (char)(1 << (i % 8));
	}
	assert_int_equal(
	    unseal_is(sealed.text, sealed.length, "content", 7), 0);
	pl_buf_free(&sealed);
}

static void
each_other_length_is_refused(void **state)
{
	struct pl_buf sealed;

	(void)state;
	seal(&sealed, "content", 7);
	for (size_t i = 0; i < sealed.length; i++)
		assert_int_equal(
		    unseal_is(sealed.text, i, "content", 7), PL_E_DATA);
	pl_buf_add(&sealed, "", 1);
	assert_int_equal(
	    unseal_is(sealed.text, sealed.length, "content", 7), PL_E_DATA);
	assert_string_equal(err.text,
	    "a seal has 64 bytes and a multiple of 4096, and not 4161");
	pl_buf_free(&sealed);
}

static void
another_key_is_told_from_a_changed_seal(void **state)
{
	static const unsigned char seed[crypto_box_SEEDBYTES] = "another";
	unsigned char other[PL_SEAL_KEY], theirs[PL_SEAL_KEY];
	struct pl_buf sealed, out;

	(void)state;
	crypto_box_seed_keypair(other, theirs, seed);
	seal(&sealed, "content", 7);
	pl_buf_init(&out, PL_SEAL_LIMIT);
	assert_int_equal(
	    pl_unseal(&out, sealed.text, sealed.length, other, theirs, &err),
	    PL_E_DATA);
	assert_string_equal(err.text, "the seal is for another key");
	assert_int_equal(
	    pl_unseal(&out, sealed.text, sealed.length, key, theirs, &err),
	    PL_E_DATA);
	assert_string_equal(err.text,
	    "the seal does not open: it was changed, or the secret key is "
	    "another one");
	assert_int_equal(out.length, 0);
	pl_buf_free(&out);
	pl_buf_free(&sealed);
}

/* Seal blocks as they are, without padding them. */
static void
seal_blocks(struct pl_buf *out, const unsigned char *blocks, size_t size)
{
	unsigned char *sealed = pl_alloc(size + crypto_box_SEALBYTES);
	struct pl_buf head;

	seal(&head, "", 0);
	assert_int_equal(crypto_box_seal(sealed, blocks, size, key), 0);
	pl_buf_init(out, PL_SEAL_LIMIT);
	pl_buf_add(out, head.text, 16);
	pl_buf_add(out, sealed, size + crypto_box_SEALBYTES);
	pl_buf_free(&head);
	free(sealed);
}

static void
padding_is_0x80_and_zeros_within_the_last_block(void **state)
{
	/* Where a byte of two blocks of zeros is what. */
	static const struct {
		size_t at;
		unsigned char byte;
		int result;
	} cases[] = {{4096, 0x80, 0}, {8191, 0x80, 0}, {4095, 0x80, PL_E_DATA},
	    {0, 0x80, PL_E_DATA}, {8191, 0x81, PL_E_DATA}, {8191, 0, PL_E_DATA},
	    {8190, 1, PL_E_DATA}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		unsigned char blocks[8192] = {0}, zeros[8192] = {0};
		struct pl_buf sealed;

		blocks[cases[i].at] = cases[i].byte;
		seal_blocks(&sealed, blocks, sizeof blocks);
		assert_int_equal(unseal_is(sealed.text, sealed.length,
				     (char *)zeros, cases[i].at),
		    cases[i].result);
		pl_buf_free(&sealed);
	}
	assert_string_equal(err.text, "what is in the seal is not padded");
}

static void
too_much_is_told(void **state)
{
	char *large = pl_alloc(PL_SEAL_LIMIT + 1);
	struct pl_buf out;

	(void)state;
	pl_buf_init(&out, 2 * PL_SEAL_LIMIT);
	assert_int_equal(
	    pl_seal(&out, large, PL_SEAL_LIMIT - PL_SEAL_FRAME, key, &err),
	    PL_E_LIMIT);
	assert_int_equal(
	    unseal_is(large, PL_SEAL_LIMIT + 1, "", 0), PL_E_LIMIT);
	pl_buf_free(&out);
	pl_buf_init(&out, 4096);
	assert_int_equal(pl_seal(&out, large, 0, key, &err), PL_E_LIMIT);
	assert_int_equal(out.length, 0);
	pl_buf_free(&out);
	free(large);
}

/* Of low order: anybody could open what is sealed for it. */
static void
a_key_that_is_none_is_refused(void **state)
{
	static const unsigned char zeros[PL_SEAL_KEY];
	struct pl_buf out;

	(void)state;
	pl_buf_init(&out, PL_SEAL_LIMIT);
	assert_int_equal(pl_seal(&out, "", 0, zeros, &err), PL_E_DATA);
	assert_string_equal(
	    err.text, "the program's key is no X25519 public key");
	pl_buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(published_seals_are_opened),
	    cmocka_unit_test(what_was_sealed_comes_back),
	    cmocka_unit_test(its_length_tells_no_more_than_blocks_of_4_kib),
	    cmocka_unit_test(no_two_seals_are_equal),
	    cmocka_unit_test(each_changed_byte_is_refused),
	    cmocka_unit_test(each_other_length_is_refused),
	    cmocka_unit_test(another_key_is_told_from_a_changed_seal),
	    cmocka_unit_test(padding_is_0x80_and_zeros_within_the_last_block),
	    cmocka_unit_test(too_much_is_told),
	    cmocka_unit_test(a_key_that_is_none_is_refused),
	};

	return cmocka_run_group_tests(tests, setup, vectors_close);
}
