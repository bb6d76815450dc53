#include "scrub/normalize.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/error.h"

static void
assert_normal(const char *text, enum pl_normal_form form, const char *expected)
{
	struct pl_normal normal;

	pl_normalize(&normal, text, strlen(text), form);
	assert_string_equal(normal.text, expected);
	assert_int_equal(normal.length, strlen(expected));
	pl_normal_free(&normal);
}

static void
what_looks_alike_is_one(void **state)
{
	static const struct {
		const char *text, *looks;
	} cases[] = {
	    {"Web-14", "web-14"},
	    {"\xef\xbc\xb7\xef\xbd\x85\xef\xbd\x82\xef\xbc\x8d\xef\xbc\x91"
	     "\xef\xbc\x94",
		"web-14"},                    /* full width */
	    {"w\xd0\xb5\xd0\xac", "web"},     /* Cyrillic е and Ь */
	    {"\xce\x9dYC", "nyc"},            /* Greek Ν */
	    {"Zo\xc3\xab", "zoe"},            /* marks go */
	    {"Zoe\xcc\x88", "zoe"},           /* one or two characters */
	    {"\xef\xac\x81nance", "finance"}, /* ligature */
	    {"stra\xc3\x9f"
	     "e",
		"strasse"}, /* case folding */
	    {"we\xc2\xad"
	     "b\xe2\x80\x8b"
	     "14",
		"web14"}, /* hidden */
	    {"web\xe2\x80\x91"
	     "14",
		"web-14"}, /* no-break hyphen */
	    {"web\xe2\x80\x94"
	     "14",
		"web-14"}, /* dash */
	    {"web\xc2\xa0"
	     "14",
		"web 14"},                         /* no-break space */
	    {"\xd9\xa1\xd9\xa0.\xdb\xb2", "10.2"}, /* Arabic digits */
	    {"a[.]b(dot)c [at] d{@}e", "a.b.c@d@e"},
	    {"hxxp[:]//a", "hxxp://a"},
	    {"(at) [dot", "@[dot"},
	    {"", ""},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_normal(cases[i].text, PL_NORMAL_LOOKS, cases[i].looks);
}

static void
capitals_stay_where_looks_alone_count(void **state)
{
	(void)state;
	assert_normal(
	    "NYC \xd0\x9d\xd0\x95\xd0\x92", PL_NORMAL_SHAPES, "NYC HEB");
}

/* ν looks like v and its capital like N; by letters they are one. */
static void
a_name_of_another_script_is_one_in_capitals(void **state)
{
	(void)state;
	assert_normal("\xce\xbd\xce\xbf", PL_NORMAL_LETTERS, "vo");
	assert_normal("\xce\x9d\xce\x9f", PL_NORMAL_LETTERS, "vo");
	assert_normal("\xce\x9d\xce\x9f", PL_NORMAL_LOOKS, "no");
}

static void
the_way_back_covers_all_of_a_character(void **state)
{
	/* x, fi as one character of three bytes, y with a mark of two bytes,
	 * z */
	static const char text[] = "x\xef\xac\x81y\xcc\x88z";
	static const struct {
		size_t from, to;
		uint32_t before_from, before_to;
	} cases[] = {
	    {0, 1, 0, 1},
	    {1, 2, 1, 4}, /* f of fi is all of fi */
	    {2, 3, 1, 4},
	    {3, 4, 4, 7}, /* the mark belongs to the y */
	    {4, 5, 7, 8},
	    {0, 5, 0, 8},
	};
	struct pl_normal normal;

	(void)state;
	pl_normalize(&normal, text, sizeof text - 1, PL_NORMAL_LOOKS);
	assert_string_equal(normal.text, "xfiyz");
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_span span =
		    pl_normal_origin(&normal, cases[i].from, cases[i].to);

		assert_int_equal(span.from, cases[i].before_from);
		assert_int_equal(span.to, cases[i].before_to);
	}
	pl_normal_free(&normal);
}

static void
the_way_back_covers_a_disguise(void **state)
{
	struct pl_normal normal;
	struct pl_span span;

	(void)state;
	pl_normalize(&normal, "a [.] b", 7, PL_NORMAL_LOOKS);
	assert_string_equal(normal.text, "a.b");
	span = pl_normal_origin(&normal, 1, 2);
	assert_int_equal(span.from, 1);
	assert_int_equal(span.to, 6);
	pl_normal_free(&normal);
}

static void
clean_text_holds_nothing_that_is_not_seen(void **state)
{
	static const struct {
		const char *text, *clean;
		size_t hidden;
	} cases[] = {
	    {"plain\ttext\n", "plain\ttext\n", 0},
	    {"a\x01"
	     "b\r\nc\x7f",
		"ab\nc", 3},
	    {"a\xe2\x80\x8b"
	     "b\xef\xbb\xbf"
	     "c\xc2\xad",
		"abc", 3},
	    {"a\xef\xb8\x8f", "a", 1},       /* a variation selector */
	    {"a\xf3\xa0\x81\xa1", "a", 1},   /* a tag, which hides an a */
	    {"e\xcc\x81", "\xc3\xa9", 0},    /* NFC */
	    {"\xe2\x84\xab", "\xc3\x85", 0}, /* the sign for angstrom */
	    {"", "", 0},
	};
	struct pl_error err;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		size_t length, hidden;
		char *clean;

		assert_int_equal(
		    pl_normal_clean(&clean, &length, &hidden, cases[i].text,
			strlen(cases[i].text), &err),
		    0);
		assert_string_equal(clean, cases[i].clean);
		assert_int_equal(length, strlen(cases[i].clean));
		assert_int_equal(hidden, cases[i].hidden);
		free(clean);
	}
}

static void
what_is_not_utf8_is_refused(void **state)
{
	static const char *const cases[] = {
	    "a\xff", "\xc3", "\xed\xa0\x80", "\xc0\xaf", "ok \x80"};
	struct pl_error err;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		size_t length, hidden;
		char *clean;

		assert_int_equal(pl_normal_clean(&clean, &length, &hidden,
				     cases[i], strlen(cases[i]), &err),
		    PL_E_DATA);
		assert_non_null(strstr(err.text, "not UTF-8"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_looks_alike_is_one),
	    cmocka_unit_test(capitals_stay_where_looks_alone_count),
	    cmocka_unit_test(a_name_of_another_script_is_one_in_capitals),
	    cmocka_unit_test(the_way_back_covers_all_of_a_character),
	    cmocka_unit_test(the_way_back_covers_a_disguise),
	    cmocka_unit_test(clean_text_holds_nothing_that_is_not_seen),
	    cmocka_unit_test(what_is_not_utf8_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
