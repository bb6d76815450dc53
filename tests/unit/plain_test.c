#include "base/plain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/table.h"

static void
nothing_that_a_terminal_acts_upon_is_left(void **state)
{
	static const struct {
		const char *text, *plain;
	} cases[] = {
	    {"", ""},
	    {"web-14", "web-14"},
	    {"a\033[2Jb\a", "a [2Jb "},
	    {"a\tb\nc\r\177", "a b c  "},
	    /* U+009B is what ESC [ is to a terminal with C1 controls. */
	    {"a\302\2332Jb", "a?2Jb"},
	    {"a\302\200\302\237b", "a??b"},
	    {"a\2332Jb", "a?2Jb"},
	    {"\302\240\303\244\342\202\254\360\237\230\200",
		"\302\240\303\244\342\202\254\360\237\230\200"},
	    /* Overlong, a surrogate, past the end, cut short. */
	    {"\300\257x", "?x"},
	    {"\355\240\200x", "?x"},
	    {"\364\220\200\200x", "?x"},
	    {"\377x", "?x"},
	    {"x\342\202", "x?"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		char text[40];

		snprintf(text, sizeof text, "%s", cases[i].text);
		pl_plain(text);
		assert_string_equal(text, cases[i].plain);
	}
}

static void
what_was_made_plain_stays_as_it_is(void **state)
{
	(void)state;
	for (unsigned first = 1; first < 256; first++)
		for (unsigned second = 0; second < 256; second++) {
			char text[] = {
			    (char)first, (char)second, (char)0x9b, 'x', '\0'};
			char again[sizeof text];

			pl_plain(text);
			for (const char *at = text; *at != '\0';
			     at += pl_plain_character(at))
				assert_true(pl_plain_character(at) > 0);
			assert_int_equal(pl_plain_span(text), strlen(text));
			snprintf(again, sizeof again, "%s", text);
			pl_plain(again);
			assert_string_equal(again, text);
		}
}

static void
a_table_is_plain_and_keeps_its_columns(void **state)
{
	struct pl_table table = {.columns = 2, .left = 3};
	struct pl_buf out;

	(void)state;
	pl_table_add(&table, "%s", "one");
	pl_table_add(&table, "%s", "two");
	pl_table_add(&table, "%s", "a\n\033b");
	pl_table_add(&table, "%s", "c");
	pl_buf_init(&out, 1000);
	pl_table_print(&table, &out);
	assert_string_equal(out.text, "one   two\n---------\na  b  c\n");
	pl_buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_that_a_terminal_acts_upon_is_left),
	    cmocka_unit_test(what_was_made_plain_stays_as_it_is),
	    cmocka_unit_test(a_table_is_plain_and_keeps_its_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
