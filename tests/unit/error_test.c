#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"

static void
failing_writes_the_sentence_and_returns_the_code(void **state)
{
	static const int codes[] = {PL_E_FAILED, PL_E_CONFIG, PL_E_IO,
	    PL_E_STORE, PL_E_DATA, PL_E_STOPPED, PL_E_LIMIT, PL_E_PLUGIN,
	    PL_E_UNAVAILABLE};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(codes); i++) {
		struct pl_error err = {0};

		assert_int_equal(
		    pl_fail(&err, codes[i], "line %d of %s", 7, "a"), codes[i]);
		assert_int_equal(err.code, codes[i]);
		assert_string_equal(err.text, "line 7 of a");
		assert_true(codes[i] < 0);
	}
}

static void
a_caller_who_wants_no_words_gets_the_code(void **state)
{
	(void)state;
	assert_int_equal(pl_fail(NULL, PL_E_DATA, "%s", "text"), PL_E_DATA);
	assert_true(pl_fail_at(NULL, "%s", "text") < 0);
}

static void
context_is_put_in_front_and_keeps_the_code(void **state)
{
	struct pl_error err = {0};

	(void)state;
	pl_fail(&err, PL_E_IO, "no such file");
	assert_int_equal(pl_fail_at(&err, "%s:%d", "a.log", 3), PL_E_IO);
	assert_int_equal(pl_fail_at(&err, "source \"x\""), PL_E_IO);
	assert_string_equal(err.text, "source \"x\": a.log:3: no such file");
}

static void
a_long_sentence_is_cut_and_its_context_kept(void **state)
{
	struct pl_error err = {0};
	char text[2 * sizeof err.text];

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_int_equal(pl_fail(&err, PL_E_DATA, "%s", text), PL_E_DATA);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);

	assert_int_equal(pl_fail_at(&err, "a.log:3"), PL_E_DATA);
	assert_true(strlen(err.text) < sizeof err.text);
	assert_int_equal(strncmp(err.text, "a.log:3: xxx", 12), 0);

	assert_int_equal(pl_fail_at(&err, "%s", text), PL_E_DATA);
	assert_true(strlen(err.text) < sizeof err.text);
	assert_non_null(strstr(err.text, ": a.log:3: xxx"));
}

static void
a_remedy_stands_behind_and_leaves_the_code(void **state)
{
	struct pl_error err;

	(void)state;
	pl_fail(&err, PL_E_IO, "disk is full");
	assert_int_equal(pl_fail_remedy(&err, "make %s", "room"), PL_E_IO);
	assert_string_equal(err.text, "disk is full; make room");
	assert_true(pl_fail_remedy(NULL, "%s", "text") < 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(failing_writes_the_sentence_and_returns_the_code),
	    cmocka_unit_test(a_caller_who_wants_no_words_gets_the_code),
	    cmocka_unit_test(a_remedy_stands_behind_and_leaves_the_code),
	    cmocka_unit_test(context_is_put_in_front_and_keeps_the_code),
	    cmocka_unit_test(a_long_sentence_is_cut_and_its_context_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
