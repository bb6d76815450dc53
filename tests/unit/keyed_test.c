/*
 * Digests against those of noise.py, and that no two lists of parts meet.
 */
#include "share/keyed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "tests/data/share/noise.h"

static void
key_of_test(unsigned char key[PL_KEY_SIZE])
{
	for (int i = 0; i < PL_KEY_SIZE; i++)
		key[i] = (unsigned char)i;
}

static void
begin(struct pl_keyed *digest)
{
	unsigned char key[PL_KEY_SIZE];

	key_of_test(key);
	pl_keyed_begin(digest, key, "patchlore/test/1");
}

static void
digests_are_those_of_the_second_program(void **state)
{
	struct pl_keyed digest;
	unsigned char out[PL_KEYED_SIZE];

	(void)state;
	begin(&digest);
	pl_keyed_end(&digest, out);
	assert_memory_equal(out, digests[0], PL_KEYED_SIZE);

	begin(&digest);
	pl_keyed_text(&digest, "a");
	pl_keyed_part(&digest, "bc", 2);
	pl_keyed_number(&digest, -2);
	pl_keyed_end(&digest, out);
	assert_memory_equal(out, digests[1], PL_KEYED_SIZE);

	begin(&digest);
	pl_keyed_text(&digest, "ab");
	pl_keyed_part(&digest, "c", 1);
	pl_keyed_number(&digest, INT64_C(1) << 53);
	pl_keyed_end(&digest, out);
	assert_memory_equal(out, digests[2], PL_KEYED_SIZE);
}

/* Each of these lists joins to the same bytes, or nearly so. */
static void
lists_that_are_cut_elsewhere_differ(void **state)
{
	static const char *const lists[][3] = {{"abc"}, {"abc", ""},
	    {"", "abc"}, {"a", "bc"}, {"ab", "c"}, {"a", "b", "c"},
	    {"", "", "abc"}, {"ab"}, {NULL}};
	unsigned char out[PL_COUNT(lists)][PL_KEYED_SIZE];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(lists); i++) {
		struct pl_keyed digest;

		begin(&digest);
		for (int j = 0; j < 3 && lists[i][j] != NULL; j++)
			pl_keyed_text(&digest, lists[i][j]);
		pl_keyed_end(&digest, out[i]);
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(out[i], out[j], PL_KEYED_SIZE);
	}
}

static void
another_key_or_purpose_is_another_digest(void **state)
{
	struct pl_keyed digest;
	unsigned char key[PL_KEY_SIZE], out[PL_KEYED_SIZE];

	(void)state;
	key_of_test(key);
	pl_keyed_begin(&digest, key, "patchlore/test/2");
	pl_keyed_end(&digest, out);
	assert_memory_not_equal(out, digests[0], PL_KEYED_SIZE);

	key[PL_KEY_SIZE - 1] ^= 1;
	pl_keyed_begin(&digest, key, "patchlore/test/1");
	pl_keyed_end(&digest, out);
	assert_memory_not_equal(out, digests[0], PL_KEYED_SIZE);
}

static void
what_was_digested_is_wiped(void **state)
{
	static const struct pl_keyed nothing;
	struct pl_keyed digest;
	unsigned char out[PL_KEYED_SIZE];

	(void)state;
	begin(&digest);
	pl_keyed_text(&digest, "a secret");
	pl_keyed_end(&digest, out);
	assert_memory_equal(&digest, &nothing, sizeof digest);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(digests_are_those_of_the_second_program),
	    cmocka_unit_test(lists_that_are_cut_elsewhere_differ),
	    cmocka_unit_test(another_key_or_purpose_is_another_digest),
	    cmocka_unit_test(what_was_digested_is_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
