#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/error.h"

static void
a_new_buffer_is_an_empty_string(void **state)
{
	struct pl_buf buf;

	(void)state;
	pl_buf_init(&buf, 100);
	assert_string_equal(buf.text, "");
	assert_int_equal(buf.length, 0);
	assert_int_equal(pl_buf_failed(&buf), PL_OK);
	pl_buf_free(&buf);
}

static void
text_is_taken_up_to_the_limit_and_not_past_it(void **state)
{
	static const struct {
		size_t limit;
		const char *first, *second;
		int result;
		const char *text;
	} cases[] = {
	    {0, "", "", PL_OK, ""},
	    {0, "", "a", PL_E_LIMIT, ""},
	    {4, "ab", "cd", PL_OK, "abcd"},
	    {4, "ab", "cde", PL_E_LIMIT, "ab"},
	    {4, "abcd", "", PL_OK, "abcd"},
	    {4, "abcd", "e", PL_E_LIMIT, "abcd"},
	    {1000, "ab", "cd", PL_OK, "abcd"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_buf buf;

		pl_buf_init(&buf, cases[i].limit);
		assert_int_equal(pl_buf_adds(&buf, cases[i].first), PL_OK);
		assert_int_equal(
		    pl_buf_adds(&buf, cases[i].second), cases[i].result);
		assert_string_equal(buf.text, cases[i].text);
		assert_int_equal(buf.length, strlen(cases[i].text));
		assert_int_equal(pl_buf_failed(&buf), cases[i].result);
		pl_buf_free(&buf);
	}
}

static void
formatted_text_obeys_the_same_limit(void **state)
{
	struct pl_buf buf;

	(void)state;
	pl_buf_init(&buf, 8);
	assert_int_equal(pl_buf_addf(&buf, "%s=%d", "n", 12), PL_OK);
	assert_int_equal(pl_buf_addf(&buf, "%05d", 3), PL_E_LIMIT);
	assert_string_equal(buf.text, "n=12");
	assert_int_equal(pl_buf_addf(&buf, "%04d", 3), PL_OK);
	assert_string_equal(buf.text, "n=120003");
	pl_buf_free(&buf);
}

static void
a_size_near_the_largest_number_does_not_wrap_around(void **state)
{
	struct pl_buf buf;

	(void)state;
	pl_buf_init(&buf, 100);
	assert_int_equal(pl_buf_adds(&buf, "abc"), PL_OK);
	assert_int_equal(pl_buf_add(&buf, "", SIZE_MAX), PL_E_LIMIT);
	assert_int_equal(pl_buf_add(&buf, "", SIZE_MAX - 2), PL_E_LIMIT);
	assert_string_equal(buf.text, "abc");
	pl_buf_free(&buf);
}

static void
a_failure_is_remembered_until_the_next_clear(void **state)
{
	struct pl_buf buf;

	(void)state;
	pl_buf_init(&buf, 3);
	assert_int_equal(pl_buf_adds(&buf, "abcd"), PL_E_LIMIT);
	assert_int_equal(pl_buf_adds(&buf, "a"), PL_OK);
	assert_int_equal(pl_buf_failed(&buf), PL_E_LIMIT);
	pl_buf_clear(&buf);
	assert_int_equal(pl_buf_failed(&buf), PL_OK);
	assert_string_equal(buf.text, "");
	pl_buf_free(&buf);
}

static void
it_grows_past_its_first_room_and_stays_closed(void **state)
{
	enum { MANY = 10000 };
	struct pl_buf buf;

	(void)state;
	pl_buf_init(&buf, MANY);
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(pl_buf_add(&buf, "x", 1), PL_OK);
		assert_int_equal(buf.text[buf.length], '\0');
	}
	assert_int_equal(strlen(buf.text), MANY);
	assert_int_equal(pl_buf_add(&buf, "x", 1), PL_E_LIMIT);
	pl_buf_free(&buf);
}

static void
bytes_may_be_zero(void **state)
{
	struct pl_buf buf;

	(void)state;
	pl_buf_init(&buf, 10);
	assert_int_equal(pl_buf_add(&buf, "a\0b", 3), PL_OK);
	assert_int_equal(buf.length, 3);
	assert_memory_equal(buf.text, "a\0b", 4);
	pl_buf_free(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_new_buffer_is_an_empty_string),
	    cmocka_unit_test(text_is_taken_up_to_the_limit_and_not_past_it),
	    cmocka_unit_test(formatted_text_obeys_the_same_limit),
	    cmocka_unit_test(
		a_size_near_the_largest_number_does_not_wrap_around),
	    cmocka_unit_test(a_failure_is_remembered_until_the_next_clear),
	    cmocka_unit_test(it_grows_past_its_first_room_and_stays_closed),
	    cmocka_unit_test(bytes_may_be_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
