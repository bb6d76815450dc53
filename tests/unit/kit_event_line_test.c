#include "kit/event_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"

#define HEAD           "{\"kind\":\"k\",\"time\":1"
#define EVENT(members) HEAD "," members "}"
#define CODE(string)   EVENT("\"code\":\"" string "\"")
#define ATTRS(members) EVENT("\"attrs\":{" members "}")

struct text {
	const char *bytes;
	size_t length;
};

#define TEXT(literal)                                                          \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}

/* A buffer that is exactly as long as the line, so that a sanitizer sees who
 * reads on behind it. */
static char *
copy_of(const struct text *text)
{
	char *copy = malloc(text->length + 1);

	assert_non_null(copy);
	memcpy(copy, text->bytes, text->length + 1);
	return copy;
}

static int
is_event(const struct text *text)
{
	struct kit_event_line line;
	char *copy = copy_of(text);
	int result = kit_event_line_read(&line, copy, text->length);

	free(copy);
	return result == 0;
}

static void
every_member_is_read(void **state)
{
	char text[] =
	    " { \"kind\" : \"deploy.installed\" , "
	    "\"time\":\"2026-03-12T02:14:07.5+01:00\",\"after\":-5,"
	    "\"took_ms\":0,\"asset\":\"a\",\"patch\":\"p\",\"vuln\":\"v\","
	    "\"product\":\"d\",\"code\":\"c\",\"attrs\":{} }\t\r";
	struct kit_event_line line;

	(void)state;
	if (kit_event_line_read(&line, text, strlen(text)) < 0)
		fail_msg("%s", line.error);
	assert_string_equal(line.event.kind, "deploy.installed");
	assert_int_equal(line.event.time_ms, INT64_C(1773278047500));
	assert_int_equal(line.event.after_ms, -5);
	assert_int_equal(line.event.took_ms, 0);
	assert_string_equal(line.event.asset, "a");
	assert_string_equal(line.event.patch, "p");
	assert_string_equal(line.event.vuln, "v");
	assert_string_equal(line.event.product, "d");
	assert_string_equal(line.event.code, "c");
	assert_int_equal(line.event.attr_count, 0);
	assert_int_equal(line.event.size, sizeof line.event);
}

static void
strings_mean_what_rfc_8259_says(void **state)
{
	static const struct {
		struct text text;
		const char *code;
	} cases[] = {
	    {TEXT(CODE("")), ""},
	    {TEXT(CODE("a b")), "a b"},
	    {TEXT(CODE("\\\"\\\\\\/\\b\\f\\n\\r\\t")), "\"\\/\b\f\n\r\t"},
	    {TEXT(CODE("\\u0041\\u00e4\\u20AC")), "A\xc3\xa4\xe2\x82\xac"},
	    {TEXT(CODE("x\\ud83d\\ude00y")), "x\xf0\x9f\x98\x80y"},
	    {TEXT(CODE("\\uD800\\uDC00")), "\xf0\x90\x80\x80"},
	    {TEXT(CODE("\\udbff\\udfff")), "\xf4\x8f\xbf\xbf"},
	    {TEXT(CODE("\\u001f\\u007f")), "\x1f\x7f"},
	    {TEXT(CODE("\x7f")), "\x7f"},
	    {TEXT(CODE("\xc2\x80\xdf\xbf")), "\xc2\x80\xdf\xbf"},
	    {TEXT(CODE("\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf")),
		"\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"},
	    {TEXT(CODE("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf")),
		"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		char *copy = copy_of(&cases[i].text);
		struct kit_event_line line;

		if (kit_event_line_read(&line, copy, cases[i].text.length) < 0)
			fail_msg("%s: %s", cases[i].text.bytes, line.error);
		assert_string_equal(line.event.code, cases[i].code);
		free(copy);
	}
}

static void
strings_that_are_no_json_are_refused(void **state)
{
	static const struct text cases[] = {
	    /* escapes */
	    TEXT(CODE("\\x41")),
	    TEXT(CODE("\\'")),
	    TEXT(CODE("\\N")),
	    TEXT(CODE("\\u12")),
	    TEXT(CODE("\\u12g4")),
	    TEXT(CODE("\\u-001")),
	    TEXT(CODE("\\u0000")),
	    TEXT(HEAD ",\"code\":\"\\"),
	    TEXT(HEAD ",\"code\":\"\\u"),
	    TEXT(HEAD ",\"code\":\"a\\u00"),
	    /* halves of surrogate pairs */
	    TEXT(CODE("\\ud800")),
	    TEXT(CODE("\\udc00")),
	    TEXT(CODE("\\ud800x")),
	    TEXT(CODE("\\ud800\\n")),
	    TEXT(CODE("\\ud800\\ud800")),
	    TEXT(CODE("\\ud800\\u0041")),
	    TEXT(CODE("\\udc00\\ud800")),
	    /* control characters, and the end */
	    TEXT(CODE("a\tb")),
	    TEXT(CODE("a\x01")),
	    TEXT(CODE("\\n\x1f")),
	    TEXT(CODE("a\0b")),
	    TEXT(HEAD ",\"code\":\""),
	    TEXT(HEAD ",\"code\":\"a"),
	    TEXT(HEAD ",\"code\":'a'}"),
	    TEXT(HEAD ",\"code\":a}"),
	    /* bytes that are no UTF-8 */
	    TEXT(CODE("\x80")),
	    TEXT(CODE("\xbf")),
	    TEXT(CODE("\xc0\xaf")),
	    TEXT(CODE("\xc1\xbf")),
	    TEXT(CODE("\xc3")),
	    TEXT(CODE("\xc3(")),
	    TEXT(CODE("\xe0\x9f\xbf")),
	    TEXT(CODE("\xe2\x82")),
	    TEXT(CODE("\xed\xa0\x80")),
	    TEXT(CODE("\xed\xbf\xbf")),
	    TEXT(CODE("\xf0\x8f\xbf\xbf")),
	    TEXT(CODE("\xf0\x9f\x98")),
	    TEXT(CODE("\xf4\x90\x80\x80")),
	    TEXT(CODE("\xf5\x80\x80\x80")),
	    TEXT(CODE("\xfe")),
	    TEXT(CODE("\xff\xff")),
	    TEXT(HEAD ",\"code\":\"\xf0\x9f\x98"),
	    TEXT(HEAD ",\"c\xe4\":\"\"}"),
	    TEXT("\xef\xbb\xbf" HEAD "}"),
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		if (is_event(&cases[i]))
			fail_msg("%zu, taken: %s", i, cases[i].bytes);
}

static void
the_shape_is_one_object_of_known_members_each_once(void **state)
{
	static const struct {
		struct text text;
		int taken;
	} cases[] = {
	    {TEXT(HEAD "}"), 1},
	    {TEXT("\t" HEAD " } "), 1},
	    {TEXT(HEAD "\r}\r"), 1},
	    {TEXT(""), 0},
	    {TEXT("{}"), 0},
	    {TEXT("null"), 0},
	    {TEXT("[" HEAD "}]"), 0},
	    {TEXT(HEAD), 0},
	    {TEXT(HEAD "}}"), 0},
	    {TEXT(HEAD "},"), 0},
	    {TEXT(HEAD "} " HEAD "}"), 0},
	    {TEXT(HEAD "}\0"), 0},
	    {TEXT("\0" HEAD "}"), 0},
	    {TEXT(HEAD ",}"), 0},
	    {TEXT("{," HEAD "}"), 0},
	    {TEXT(HEAD ",,\"code\":\"\"}"), 0},
	    {TEXT(HEAD " \"code\":\"\"}"), 0},
	    {TEXT(HEAD ",\"code\" \"\"}"), 0},
	    {TEXT(HEAD ",\"code\"}"), 0},
	    {TEXT(HEAD ",code:\"\"}"), 0},
	    {TEXT(HEAD "\f}"), 0},
	    {TEXT(HEAD "\v}"), 0},
	    {TEXT(HEAD "\xc2\xa0}"), 0},
	    {TEXT("// no\n" HEAD "}"), 0},
	    {TEXT("{\"kind\":\"k\"}"), 0},
	    {TEXT("{\"time\":1}"), 0},
	    {TEXT("{\"kind\":null,\"time\":1}"), 0},
	    {TEXT("{\"kind\":1,\"time\":1}"), 0},
	    {TEXT("{\"\":\"k\",\"time\":1}"), 0},
	    {TEXT("{\"Kind\":\"k\",\"time\":1}"), 0},
	    {TEXT("{\"k\\u0069nd\":\"k\",\"time\":1}"), 1},
	    {TEXT(EVENT("\"kind\":\"k\"")), 0},
	    {TEXT(EVENT("\"time\":1")), 0},
	    {TEXT(EVENT("\"code\":\"\",\"code\":\"\"")), 0},
	    {TEXT(EVENT("\"color\":1")), 0},
	    {TEXT(EVENT("\"asset\":{}")), 0},
	    {TEXT(EVENT("\"attrs\":[]")), 0},
	    {TEXT(EVENT("\"attrs\":null")), 0},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		if (is_event(&cases[i].text) != cases[i].taken)
			fail_msg("%zu: %s", i, cases[i].text.bytes);
}

static void
numbers_are_whole_and_without_leading_zeros(void **state)
{
	static const struct {
		const char *text;
		int taken;
		int64_t value;
	} cases[] = {{"0", 1, 0}, {"7", 1, 7}, {"-3", 1, -3}, {"-0", 1, 0},
	    {"999999999999999999", 1, INT64_C(999999999999999999)},
	    {"-999999999999999999", 1, -INT64_C(999999999999999999)},
	    {"1000000000000000000", 0, 0}, {"01", 0, 0}, {"00", 0, 0},
	    {"-01", 0, 0}, {"+1", 0, 0}, {"1.0", 0, 0}, {"1e3", 0, 0},
	    {"1E3", 0, 0}, {".5", 0, 0}, {"-", 0, 0}, {"--1", 0, 0},
	    {"0x10", 0, 0}, {"1 2", 0, 0}, {"\"1\"", 0, 0}, {"true", 0, 0},
	    {"", 0, 0}, {"NaN", 0, 0}, {"Infinity", 0, 0}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct kit_event_line line;
		char text[100];
		int length = snprintf(
		    text, sizeof text, HEAD ",\"took_ms\":%s}", cases[i].text);
		int result = kit_event_line_read(&line, text, (size_t)length);

		if ((result == 0) != cases[i].taken)
			fail_msg("%s", cases[i].text);
		if (result == 0)
			assert_int_equal(line.event.took_ms, cases[i].value);
	}
}

static void
times_are_instants_of_days_that_exist(void **state)
{
	static const struct {
		const char *text;
		int taken;
		int64_t ms;
	} cases[] = {{"1970-01-01T00:00:00Z", 1, 0},
	    {"1969-12-31T23:59:59.999Z", 1, -1}, {"1970-01-01t00:00:00z", 1, 0},
	    {"1970-01-01 00:00:00Z", 1, 0}, {"1970-01-01T01:00:00+01:00", 1, 0},
	    {"1969-12-31T18:30:00-05:30", 1, 0},
	    {"1970-01-01T00:00:00.1239Z", 1, 123},
	    {"2000-02-29T00:00:00Z", 1, INT64_C(951782400000)},
	    {"2016-12-31T23:59:60Z", 1, INT64_C(1483228800000)},
	    {"2026-02-29T00:00:00Z", 0, 0}, {"1900-02-29T00:00:00Z", 0, 0},
	    {"2026-04-31T00:00:00Z", 0, 0}, {"2026-13-01T00:00:00Z", 0, 0},
	    {"2026-00-01T00:00:00Z", 0, 0}, {"2026-01-00T00:00:00Z", 0, 0},
	    {"2026-01-01T24:00:00Z", 0, 0}, {"2026-01-01T00:60:00Z", 0, 0},
	    {"2026-01-01T00:00:61Z", 0, 0}, {"2026-01-01T00:00:00", 0, 0},
	    {"2026-01-01T00:00:00.Z", 0, 0}, {"2026-01-01T00:00Z", 0, 0},
	    {"2026-01-01T00:00:00+0100", 0, 0},
	    {"2026-01-01T00:00:00+24:00", 0, 0},
	    {"2026-01-01T00:00:00Z ", 0, 0}, {"2026-01-01", 0, 0},
	    {"26-01-01T00:00:00Z", 0, 0}, {"2026-1-1T00:00:00Z", 0, 0},
	    {"", 0, 0}, {"now", 0, 0}, {"1773278047", 0, 0}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct kit_event_line line;
		char text[100];
		int length = snprintf(text, sizeof text,
		    "{\"kind\":\"k\",\"time\":\"%s\"}", cases[i].text);
		int result = kit_event_line_read(&line, text, (size_t)length);

		if ((result == 0) != cases[i].taken)
			fail_msg("%s", cases[i].text);
		if (result == 0)
			assert_int_equal(line.event.time_ms, cases[i].ms);
	}
}

static void
attributes_are_values_and_lists_of_them(void **state)
{
	char text[] = ATTRS("\"ring\":\"a\",\"n\":[1,-2.5e+3,true,false,\"x\"],"
			    "\"none\":[],\"empty\":\"\"");
	static const plore_attr expected[] = {{"ring", "a", PLORE_PUBLIC, 0},
	    {"n", "1", PLORE_PRIVATE, 0}, {"n", "-2.5e+3", PLORE_PRIVATE, 0},
	    {"n", "true", PLORE_PRIVATE, 0}, {"n", "false", PLORE_PRIVATE, 0},
	    {"n", "x", PLORE_PRIVATE, 0}, {"empty", "", PLORE_PRIVATE, 0}};
	struct kit_event_line line;

	(void)state;
	if (kit_event_line_read(&line, text, strlen(text)) < 0)
		fail_msg("%s", line.error);
	assert_int_equal(line.event.attr_count, PL_COUNT(expected));
	assert_ptr_equal(line.event.attrs, line.attrs);
	for (size_t i = 0; i < PL_COUNT(expected); i++) {
		assert_string_equal(line.attrs[i].name, expected[i].name);
		assert_string_equal(line.attrs[i].value, expected[i].value);
		assert_int_equal(line.attrs[i].share, expected[i].share);
	}
}

static void
attributes_of_any_other_shape_are_refused(void **state)
{
	static const struct text cases[] = {TEXT(ATTRS("\"a\":null")),
	    TEXT(ATTRS("\"a\":{}")), TEXT(ATTRS("\"a\":[[1]]")),
	    TEXT(ATTRS("\"a\":[null]")), TEXT(ATTRS("\"a\":[1,]")),
	    TEXT(ATTRS("\"a\":[,1]")), TEXT(ATTRS("\"a\":[1 2]")),
	    TEXT(ATTRS("\"a\":[1}")), TEXT(ATTRS("\"a\":1]")),
	    TEXT(ATTRS("\"a\":1,")), TEXT(ATTRS("\"a\":")),
	    TEXT(ATTRS("\"a\"")), TEXT(ATTRS("1:1")), TEXT(ATTRS("\"a\":01")),
	    TEXT(ATTRS("\"a\":1.")), TEXT(ATTRS("\"a\":.5")),
	    TEXT(ATTRS("\"a\":+1")), TEXT(ATTRS("\"a\":-")),
	    TEXT(ATTRS("\"a\":1e")), TEXT(ATTRS("\"a\":1e+")),
	    TEXT(ATTRS("\"a\":True")), TEXT(ATTRS("\"a\":truefalse")),
	    TEXT(ATTRS("\"a\":1-2")), TEXT(ATTRS("\"a\":tru")),
	    TEXT(ATTRS("\"a\":0x1")), TEXT(ATTRS("\"a\":1,\"a\":2")),
	    TEXT(ATTRS("\"a\":[1],\"a\":[2]")),
	    TEXT(ATTRS("\"a\":1,\"\\u0061\":2")), TEXT(HEAD ",\"attrs\":{"),
	    TEXT(HEAD ",\"attrs\":{\"a\":["), TEXT(HEAD ",\"attrs\":{\"a\":1")};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		if (is_event(&cases[i]))
			fail_msg("%zu, taken: %s", i, cases[i].bytes);
}

static void
attributes_are_no_more_than_the_contract_allows(void **state)
{
	char values[2 * (PLORE_MAX_ATTRS + 1)];

	(void)state;
	for (size_t i = 0; i < sizeof values; i++)
		values[i] = i % 2 == 0 ? '0' : ',';
	for (int count = PLORE_MAX_ATTRS; count <= PLORE_MAX_ATTRS + 1;
	     count++) {
		struct kit_event_line line;
		char text[64 + sizeof values];
		int length = snprintf(text, sizeof text,
		    HEAD ",\"attrs\":{\"a\":[%.*s]}}", 2 * count - 1, values);

		assert_in_range(length, 1, sizeof text - 1);
		assert_int_equal(
		    kit_event_line_read(&line, text, (size_t)length),
		    count <= PLORE_MAX_ATTRS ? 0 : -1);
	}
}

/* So that nothing is taken of a line that is still being written. */
static void
no_beginning_of_an_event_is_an_event(void **state)
{
	static const char whole[] =
	    "{\"kind\":\"k\",\"time\":\"2026-03-12T02:14:07Z\",\"attrs\":"
	    "{\"a\":[1,\"}\"]},\"code\":\"}\\\"}\",\"took_ms\":12}";
	char text[sizeof whole];

	(void)state;
	for (size_t length = 0; length < sizeof whole - 1; length++) {
		struct text cut = {text, length};

		memcpy(text, whole, length);
		text[length] = '\0';
		if (is_event(&cut))
			fail_msg("taken: %s", text);
	}
}

static void
a_flaw_is_told_with_its_column(void **state)
{
	static const struct {
		struct text text;
		const char *error;
	} cases[] = {
	    {TEXT("nonsense"), "column 1: expected {"},
	    {TEXT("{\"kind\":1,\"time\":1}"), "column 9: expected a string"},
	    {TEXT("{\"kind\":\"k\",\"time\":\"2026-01-01\"}"),
		"column 20: expected a time such as 2026-03-12T02:14:07Z, or "
		"milliseconds"},
	    {TEXT(EVENT("\"color\":1")), "column 22: unknown member \"color\""},
	    {TEXT(EVENT(" \"kind\":1")),
		"column 23: member \"kind\" is there twice"},
	    {TEXT("{\"time\":1}"),
		"column 11: expected a member \"kind\" before this"},
	    {TEXT("{\"kind\":\"k\"}"),
		"column 13: expected a member \"time\" before this"},
	    {TEXT(CODE("\xff")),
		"column 30: expected UTF-8, not the byte 0xff"},
	    {TEXT(CODE("a\x01")),
		"column 31: a control character in a string; expected its "
		"escape, \\u0001"},
	    {TEXT(ATTRS("\"a\":1,\"a\":2")),
		"column 37: attribute \"a\" is there twice; expected one list "
		"of its values"},
	    {TEXT(HEAD "}\0"), "column 22: a NUL in the line"},
	    {TEXT(HEAD "} x"), "column 23: expected the end of the line"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		char *copy = copy_of(&cases[i].text);
		struct kit_event_line line;

		assert_int_equal(
		    kit_event_line_read(&line, copy, cases[i].text.length), -1);
		assert_string_equal(line.error, cases[i].error);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_member_is_read),
	    cmocka_unit_test(strings_mean_what_rfc_8259_says),
	    cmocka_unit_test(strings_that_are_no_json_are_refused),
	    cmocka_unit_test(
		the_shape_is_one_object_of_known_members_each_once),
	    cmocka_unit_test(numbers_are_whole_and_without_leading_zeros),
	    cmocka_unit_test(times_are_instants_of_days_that_exist),
	    cmocka_unit_test(attributes_are_values_and_lists_of_them),
	    cmocka_unit_test(attributes_of_any_other_shape_are_refused),
	    cmocka_unit_test(attributes_are_no_more_than_the_contract_allows),
	    cmocka_unit_test(no_beginning_of_an_event_is_an_event),
	    cmocka_unit_test(a_flaw_is_told_with_its_column),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
