#include "kit/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"

/* Cursors in stores hold it. Numbers are from the test vectors of
 * draft-eastlake-fnv. */
static void
a_digest_stays_what_it_was(void **state)
{
	static const struct {
		const char *text;
		uint64_t digest;
	} cases[] = {{"", UINT64_C(0xcbf29ce484222325)},
	    {"a", UINT64_C(0xaf63dc4c8601ec8c)},
	    {"foobar", UINT64_C(0x85944171f73967e8)}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_int_equal(kit_digest(KIT_DIGEST, cases[i].text,
				     strlen(cases[i].text)),
		    cases[i].digest);
	assert_int_equal(kit_digest(kit_digest(KIT_DIGEST, "foo", 3), "bar", 3),
	    cases[2].digest);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_digest_stays_what_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
