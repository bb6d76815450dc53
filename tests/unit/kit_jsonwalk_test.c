#include "kit/jsonwalk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"

static char path[] = "/tmp/jsonwalk_test.XXXXXX";

static int
make_file(void **state)
{
	(void)state;
	return close(mkstemp(path));
}

static int
remove_file(void **state)
{
	(void)state;
	return remove(path);
}

static struct kit_jsonwalk *
open_text(const char *text, size_t length)
{
	FILE *file = fopen(path, "wb");
	char error[256] = "";
	struct kit_jsonwalk *walk;

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
	walk = kit_jsonwalk_open(path, error, sizeof error);
	assert_string_equal(error, "");
	return walk;
}

/* All steps of a text, a line each; at the end the error, if there is one. */
static void
walk_text(const char *text, char *out, size_t size)
{
	static const char marks[] = "{}[]\"#!";
	struct kit_jsonwalk *walk = open_text(text, strlen(text));
	struct kit_json_step step;
	size_t used = 0;
	int more;

	out[0] = '\0';
	while ((more = kit_jsonwalk_next(walk, &step)) > 0)
		used += (size_t)snprintf(out + used, size - used, "%c%s%s%s\n",
		    marks[step.what], step.path,
		    step.text[0] == '\0' ? "" : " ", step.text);
	if (more < 0)
		snprintf(
		    out + used, size - used, "%s", kit_jsonwalk_error(walk));
	kit_jsonwalk_close(walk);
}

static void
a_document_is_steps_with_the_names_that_lead_to_them(void **state)
{
	char got[1000];

	(void)state;
	walk_text("\xef\xbb\xbf{\"a\": [1, {\"b\": {\"c\": null}, \"d\": "
		  "\"x\"}, [true]],\n \"e\": -1.5e+3, \"\": {}, \"f\": []}\n",
	    got, sizeof got);
	assert_string_equal(got,
	    "{\n[a\n#a 1\n{a\n{a.b\n!a.b.c null\n}a.b\n\"a.d x\n}a\n[a\n!a "
	    "true\n]a\n]a\n#e -1.5e+3\n{\n}\n[f\n]f\n}\n");
}

static void
texts_are_unescaped(void **state)
{
	static const struct {
		const char *text, *steps;
	} cases[] = {
	    {"\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\" a\"\\/\b\f\n\r\t\n"},
	    {"\"\\u00e9\\u20ac\"", "\" \xc3\xa9\xe2\x82\xac\n"},
	    {"\"\\ud83d\\ude00\"", "\" \xf0\x9f\x98\x80\n"},
	    {"\"\\ud83d!\"", "\" \xef\xbf\xbd!\n"},
	    {"\"\\ud83d\\n\"", "\" \xef\xbf\xbd\n\n"},
	    {"\"\\ud83d\\ud83d\\ude00\"", "\" \xef\xbf\xbd\xf0\x9f\x98\x80\n"},
	    {"\"\\ude00\\u0000\"", "\" \xef\xbf\xbd\xef\xbf\xbd\n"},
	};
	char got[200];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		walk_text(cases[i].text, got, sizeof got);
		assert_string_equal(got, cases[i].steps);
	}
}

static void
what_is_no_json_is_told(void **state)
{
	static const struct {
		const char *text, *flaw;
	} cases[] = {
	    {"", "the document breaks off; expected a value"},
	    {"{\"a\":1", "the document breaks off; expected a comma or }"},
	    {"[1 2]", "expected a comma or ], not 2"},
	    {"[1}", "expected a comma or ], not }"},
	    {"[1,]", "expected a value, not ]"},
	    {"{,}", "expected a name in quotes, not ,"},
	    {"{\"a\" 1}", "expected a colon, not 1"},
	    {"{\"a\":1,}", "expected a name in quotes, not }"},
	    {"[nul]", "expected a value, not nul"},
	    {"[trueish]", "expected a value, not trueis"},
	    {"[01]", "expected a comma or ], not 1"},
	    {"[1.]", "expected a digit, not ]"},
	    {"[1e]", "expected a digit, not ]"},
	    {"[-]", "expected a digit, not ]"},
	    {"[\"a", "the document breaks off; expected the end of a text"},
	    {"[\"a\nb\"]", "expected the end of a text, not the byte 0x0a"},
	    {"[\"\\x\"]", "expected an escape, not x"},
	    {"[\"\\u12g4\"]", "expected four hexadecimal digits, not g"},
	    {"{} {}", "expected the end of the document, not {"},
	    {"\xff", "expected a value, not the byte 0xff"},
	};
	char got[200];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		walk_text(cases[i].text, got, sizeof got);
		if (strstr(got, cases[i].flaw) == NULL)
			fail_msg("%s: %s", cases[i].text, got);
	}
}

static void
the_line_of_a_flaw_is_known(void **state)
{
	static const char text[] = "[\n1,\n\n x]";
	struct kit_jsonwalk *walk = open_text(text, sizeof text - 1);
	struct kit_json_step step;

	(void)state;
	while (kit_jsonwalk_next(walk, &step) > 0)
		;
	assert_int_equal(kit_jsonwalk_line(walk), 4);
	assert_int_equal(kit_jsonwalk_next(walk, &step), -1);
	kit_jsonwalk_close(walk);
}

/* A text of so many two-byte characters behind a byte of padding, so that the
 * limit falls within one. */
static void
a_long_text_is_cut_between_characters(void **state)
{
	size_t count = KIT_JSON_TEXT_MAX;
	char *text = malloc(2 * count + 4);
	struct kit_jsonwalk *walk;
	struct kit_json_step step;

	(void)state;
	text[0] = '"';
	for (size_t i = 0; i < count; i++) {
		text[1 + 2 * i] = '\xc3';
		text[2 + 2 * i] = '\xa9';
	}
	text[1 + 2 * count] = '"';
	walk = open_text(text, 2 * count + 2);
	assert_int_equal(kit_jsonwalk_next(walk, &step), 1);
	assert_true(step.cut);
	assert_int_equal(step.length % 2, 0);
	assert_true(step.length >= KIT_JSON_TEXT_MAX - 2);
	assert_int_equal(kit_jsonwalk_next(walk, &step), 0);
	kit_jsonwalk_close(walk);
	free(text);
}

static void
depth_has_a_limit_and_a_long_path_none_that_hurts(void **state)
{
	static char text[16 * KIT_JSON_DEPTH];
	char *at = text;
	struct kit_jsonwalk *walk;
	struct kit_json_step step;
	int more, steps = 0;

	(void)state;
	memset(text, '[', KIT_JSON_DEPTH + 1);
	walk = open_text(text, KIT_JSON_DEPTH + 1);
	while ((more = kit_jsonwalk_next(walk, &step)) > 0)
		steps++;
	assert_int_equal(more, -1);
	assert_int_equal(steps, KIT_JSON_DEPTH);
	assert_non_null(strstr(kit_jsonwalk_error(walk), "more than 200"));
	kit_jsonwalk_close(walk);

	/* 190 objects in one another, under names of nine letters. */
	for (int i = 0; i < 190; i++)
		at = stpcpy(at, "{\"abcdefghi\":");
	*at++ = '1';
	memset(at, '}', 190);
	steps = 0;
	walk = open_text(text, (size_t)(at - text) + 190);
	while ((more = kit_jsonwalk_next(walk, &step)) > 0) {
		assert_true(strlen(step.path) <= KIT_JSON_PATH_MAX);
		steps++;
	}
	assert_int_equal(more, 0);
	assert_int_equal(steps, 2 * 190 + 1);
	kit_jsonwalk_close(walk);
}

/* More than is read at once, so that texts and numbers lie across blocks. */
static void
a_large_document_comes_whole(void **state)
{
	enum { COUNT = 60000 };
	char *text = malloc(COUNT * 20 + 3), *at = text;
	struct kit_jsonwalk *walk;
	struct kit_json_step step;
	int next = 0;

	(void)state;
	*at++ = '[';
	for (int i = 0; i < COUNT; i++)
		at += sprintf(at, "\"t\\u00e9xt%d\",", i);
	at[-1] = ']';
	walk = open_text(text, (size_t)(at - text));
	while (kit_jsonwalk_next(walk, &step) > 0) {
		char expected[30];

		if (step.what != KIT_JSON_TEXT)
			continue;
		sprintf(expected, "t\xc3\xa9xt%d", next++);
		assert_string_equal(step.text, expected);
	}
	assert_int_equal(next, COUNT);
	kit_jsonwalk_close(walk);
	free(text);
}

struct record {
	char name[4];
	char version[8];
};

static void
values_go_into_their_fields_if_they_fit(void **state)
{
	static const struct kit_json_field fields[] = {
	    KIT_JSON_FIELD("a.name", struct record, name),
	    KIT_JSON_FIELD("a.version", struct record, version)};
	static const char text[] =
	    "{\"a\":{\"name\":\"abc\",\"version\":1.5,\"name\":null,"
	    "\"other\":\"x\"},\"b\":{\"name\":\"abcd\"}}";
	struct kit_jsonwalk *walk = open_text(text, sizeof text - 1);
	struct record record = {"", ""};
	struct kit_json_step step;

	(void)state;
	while (kit_jsonwalk_next(walk, &step) > 0)
		assert_int_equal(
		    kit_json_take(&step, step.path, fields, 2, &record), 0);
	assert_string_equal(record.name, "abc");
	assert_string_equal(record.version, "1.5");
	step = (struct kit_json_step){
	    .what = KIT_JSON_TEXT, .text = "abcd", .length = 4};
	assert_int_equal(
	    kit_json_take(&step, "a.name", fields, 2, &record), -1);
	assert_string_equal(record.name, "");
	kit_jsonwalk_close(walk);
}

static void
a_file_that_cannot_be_opened_is_named(void **state)
{
	char error[256] = "";

	(void)state;
	assert_null(kit_jsonwalk_open("/nowhere/x.json", error, sizeof error));
	assert_non_null(strstr(error, "/nowhere/x.json: No such file"));
	kit_jsonwalk_close(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_document_is_steps_with_the_names_that_lead_to_them),
	    cmocka_unit_test(texts_are_unescaped),
	    cmocka_unit_test(what_is_no_json_is_told),
	    cmocka_unit_test(the_line_of_a_flaw_is_known),
	    cmocka_unit_test(a_long_text_is_cut_between_characters),
	    cmocka_unit_test(depth_has_a_limit_and_a_long_path_none_that_hurts),
	    cmocka_unit_test(a_large_document_comes_whole),
	    cmocka_unit_test(values_go_into_their_fields_if_they_fit),
	    cmocka_unit_test(a_file_that_cannot_be_opened_is_named),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
