/*
 * Digests against those of b2sum -l 256, of the GNU coreutils.
 */
#include "share/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"

static void
digest_is_that_of_b2sum(void **state)
{
	static const struct {
		const char *bytes, *text;
	} cases[] = {
	    {"", "b2:0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf1"
		 "2fe3a8"},
	    {"abc", "b2:bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c"
		    "068d52319"},
	};
	char text[PL_DIGEST_TEXT];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		pl_digest_text(text, cases[i].bytes, strlen(cases[i].bytes));
		assert_string_equal(text, cases[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(digest_is_that_of_b2sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
