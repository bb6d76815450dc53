#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kit/pull.h"

/* Hands out a text in pieces of so many bytes. */
struct pieces {
	const char *text;
	size_t length, piece;
};

static ssize_t
read_piece(void *context, void *to, size_t room)
{
	struct pieces *pieces = context;
	size_t n = pieces->piece < room ? pieces->piece : room;

	n = n < pieces->length ? n : pieces->length;
	memcpy(to, pieces->text, n);
	pieces->text += n;
	pieces->length -= n;
	return (ssize_t)n;
}

static ssize_t
read_damage(void *context, void *to, size_t room)
{
	ssize_t n = read_piece(context, to, room);

	return n == 0 ? -1 : n;
}

/* Of an object: texts as they are, arrays of texts in brackets, the rest as -.
 * A flaw as the line and what is wrong. */
static char *
told(const char *text, size_t piece, kit_pull_read *read)
{
	struct pieces pieces = {text, strlen(text), piece};
	struct kit_pull *pull = kit_pull_new(read, &pieces);
	char *out;
	size_t size;
	FILE *to = open_memstream(&out, &size);
	const char *name, *value;

	if (kit_pull_object(pull))
		while (kit_pull_member(pull, &name)) {
			fprintf(to, "%s=", name);
			if (strcmp(name, "list") != 0) {
				value = kit_pull_text(pull);
				fprintf(to, "%s ", value == NULL ? "-" : value);
			} else if (kit_pull_array(pull)) {
				fputc('[', to);
				while (kit_pull_element(pull)) {
					value = kit_pull_text(pull);
					fprintf(to, "%s,",
					    value == NULL ? "-" : value);
				}
				fputs("] ", to);
			}
		}
	if (kit_pull_end(pull) < 0)
		fprintf(to, "%d: %s", (int)kit_pull_line(pull),
		    kit_pull_error(pull));
	kit_pull_free(pull);
	fclose(to);
	return out;
}

static void
hold(const char *text, const char *wanted)
{
	for (size_t piece = 1; piece < 100; piece += 33) {
		char *got = told(text, piece, read_piece);

		assert_string_equal(got, wanted);
		free(got);
	}
}

static void
what_is_known_is_read_and_the_rest_is_skipped(void **state)
{
	(void)state;
	hold("{}", "");
	hold(" {\"a\" : \"b\" ,\n\"n\":-1.5e+3, \"t\":true}\n",
	    "a=b n=-1.5e+3 t=- ");
	hold("{\"x\":{\"list\":[1,{\"y\":[[],{}]}]},\"a\":\"b\"}", "x=- a=b ");
	hold("{\"list\":[\"a\",[\"b\"],{\"c\":\"d\"},null,2],\"a\":\"b\"}",
	    "list=[a,-,-,-,2,] a=b ");
	hold("{\"list\":\"none\",\"a\":\"b\"}", "list=a=b ");
	hold("[1,2]", "");
	hold("\xef\xbb\xbf{\"a\":1}", "a=1 ");
}

static void
strings_are_unescaped(void **state)
{
	(void)state;
	hold("{\"a\":\"\\\"\\\\\\/\\u00e9\\u20ac\\ud83d\\ude00\"}",
	    "a=\"\\/\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 ");
	hold("{\"a\":\"x\\u0000y\"}", "a=x\xef\xbf\xbdy ");
	hold("{\"a\":\"\\ud800\\ud83d\\ude00\"}",
	    "a=\xef\xbf\xbd\xf0\x9f\x98\x80 ");
	hold("{\"a\":\"\\ud800\\n\\udc00\"}", "a=\xef\xbf\xbd\n\xef\xbf\xbd ");
}

static void
a_flaw_is_told_with_its_line(void **state)
{
	static const struct {
		const char *text, *told;
	} cases[] = {
	    {"", "1: the document breaks off; expected a value"},
	    {"{\"a\":\"b\"", "a=b 1: the document breaks off; expected ','"},
	    {"{\"a\":\"b\",}", "a=b 1: expected '\"'"},
	    {"{\n\"a\":\n01}", "a=- 3: expected a value"},
	    {"{\"a\" 1}", "1: expected ':'"},
	    {"{\"a\":\"\\x\"}", "a=- 1: no such escape"},
	    {"{\"a\":\"\\u12g4\"}", "a=- 1: expected four hexadecimal digits"},
	    {"{\"a\":\"b\nc\"}", "a=- 2: a control character in a string"},
	    {"{\"a\":\"b", "a=- 1: the document breaks off in a string"},
	    {"{\"list\":[1,]}", "list=[1,-,] 1: expected a value"},
	    {"{\"x\":[[[1]]", "x=- 1: the document breaks off; expected ','"},
	    {"{\"x\":[1}", "x=- 1: expected ','"},
	    {"{}\n{}", "2: something behind the end"},
	    {"{\"a\":nul}", "a=- 1: expected a value"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		hold(cases[i].text, cases[i].told);
}

static void
damage_is_no_end(void **state)
{
	char *got = told("{\"a\":\"b\",", 100, read_damage);

	(void)state;
	assert_string_equal(got, "a=b 1: cannot be read on from here");
	free(got);
}

static void
long_texts_are_cut_between_characters(void **state)
{
	char xs[KIT_PULL_TEXT], text[KIT_PULL_TEXT + 64];
	char wanted[KIT_PULL_TEXT + 64], *got;

	(void)state;
	memset(xs, 'x', sizeof xs - 1);
	xs[sizeof xs - 1] = '\0';
	/* A character of two bytes across the limit. */
	snprintf(text, sizeof text, "{\"a\":\"%s\xc3\xa9y\",\"b\":\"c\"}", xs);
	snprintf(wanted, sizeof wanted, "a=%s b=c ", xs);
	got = told(text, 7, read_piece);
	assert_string_equal(got, wanted);
	free(got);
}

static void
depth_has_a_limit(void **state)
{
	char opens[KIT_PULL_DEPTH + 1], closes[KIT_PULL_DEPTH + 1];
	char text[3 * KIT_PULL_DEPTH], *got;

	(void)state;
	memset(opens, '[', sizeof opens - 1);
	memset(closes, ']', sizeof closes - 1);
	opens[KIT_PULL_DEPTH] = closes[KIT_PULL_DEPTH] = '\0';
	snprintf(text, sizeof text, "{\"x\":%s%s}", opens + 1, closes + 1);
	hold(text, "x=- ");
	snprintf(text, sizeof text, "{\"x\":%s%s}", opens, closes);
	got = told(text, 100, read_piece);
	assert_string_equal(
	    got, "x=- 1: too many objects and arrays within each other");
	free(got);
}

/* ---- Values as they are written ----------------------------------------- */

enum { LIMIT = 40 };

/* Each element of an array behind its line, between bars; one that is longer
 * than the limit with its length; behind them the flaw. */
static void
hold_raw(const char *text, size_t size, const char *wanted)
{
	for (size_t piece = 1; piece < 100; piece += 33) {
		struct pieces pieces = {text, size, piece};
		struct kit_pull *pull = kit_pull_new(read_piece, &pieces);
		char got[500] = "";
		FILE *to = fmemopen(got, sizeof got, "w");
		size_t length;

		kit_pull_array(pull);
		while (kit_pull_element(pull)) {
			int c = kit_pull_peek(pull);
			int line = (int)kit_pull_line(pull);
			const char *raw = kit_pull_raw(pull, LIMIT, &length);

			if (raw == NULL)
				break;
			assert_int_equal(c, raw[0]);
			fprintf(to, "%d:%s", line, raw);
			if (length > LIMIT)
				fprintf(to, "(%zu)", length);
			else
				assert_int_equal(strlen(raw), length);
			fputc('|', to);
		}
		if (kit_pull_end(pull) < 0)
			fputs(kit_pull_error(pull), to);
		fclose(to);
		assert_string_equal(got, wanted);
		kit_pull_free(pull);
	}
}

static void
a_value_is_handed_out_as_it_is_written(void **state)
{
	static const struct {
		const char *text, *values;
	} cases[] = {
	    {"[]", ""},
	    {"[ 1 , true,\t\"x\" ] ", "1:1|1:true|1:\"x\"|"},
	    {"[\n{},\n[2,3]]", "2:{}|3:[2,3]|"},
	    {"[\"\\\\\",{\"]\":\"}\"},\"\\\"]\"]",
		"1:\"\\\\\"|1:{\"]\":\"}\"}|1:\"\\\"]\"|"},
	    {"[{\n\n},\"a\nb\",{}]", "1:{\n\n}|3:\"a\nb\"|4:{}|"},
	    {"[\"0123456789012345678901234567890123456789\",2]",
		"1:\"012345678901234567890123456789012345678(42)|1:2|"},
	    /* Of no concern here. */
	    {"[{\"a\" 1},nonsense,{],{}]", "1:{\"a\" 1}|1:nonsense|1:{]|1:{}|"},
	    {"[{\"a", "the document breaks off in a string"},
	    {"[[1,{", "the document breaks off before a closing bracket"},
	    {"[1,", "1:1|the document breaks off; expected a value"},
	    {"[:]", "expected a value"},
	    {"[1 2]", "1:1|expected ','"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		hold_raw(cases[i].text, strlen(cases[i].text), cases[i].values);
	hold_raw("[\0,1]", 5, "expected a value");
}

/* ---- Each value --------------------------------------------------------- */

static void
write_value(void *context, const char *path, const char *text)
{
	fprintf(context, "%s=%s ", path, text);
}

static void
each_value_is_told_with_the_names_that_lead_to_it(void **state)
{
	static const char text[] =
	    "{\"a\":[1,{\"b\":{\"c\":null,\"d\":\"x\"}},[true,2]],\"e\":[],"
	    "\"\":\"y\",\"f\":\"z\"}";
	struct pieces pieces = {text, sizeof text - 1, 5};
	struct kit_pull *pull = kit_pull_new(read_piece, &pieces);
	char got[200] = "";
	FILE *to = fmemopen(got, sizeof got, "w");

	(void)state;
	kit_pull_each(pull, "top", write_value, to);
	assert_int_equal(kit_pull_end(pull), 0);
	fclose(to);
	assert_string_equal(got, "top.a=1 top.a.b.d=x top.a=2 top.=y top.f=z ");
	kit_pull_free(pull);
}

static void
count_value(void *context, const char *path, const char *text)
{
	assert_true(strlen(path) <= KIT_PULL_PATH);
	*(int *)context += strcmp(text, "1") == 0;
}

static void
a_long_path_does_no_harm(void **state)
{
	char text[20 * KIT_PULL_DEPTH], *at = text;
	struct pieces pieces = {text, 0, 100};
	struct kit_pull *pull = kit_pull_new(read_piece, &pieces);
	int count = 0;

	(void)state;
	for (int i = 0; i < KIT_PULL_DEPTH; i++)
		at = stpcpy(at, "{\"abcdefghi\":");
	*at++ = '1';
	memset(at, '}', KIT_PULL_DEPTH);
	pieces.length = (size_t)(at - text) + KIT_PULL_DEPTH;
	kit_pull_each(pull, "", count_value, &count);
	assert_int_equal(kit_pull_end(pull), 0);
	assert_int_equal(count, 1);
	kit_pull_free(pull);
}

struct record {
	char name[4];
	char version[8];
};

static void
texts_go_into_their_fields_if_they_fit(void **state)
{
	static const struct kit_pull_field fields[] = {
	    KIT_PULL_FIELD("a.name", struct record, name),
	    KIT_PULL_FIELD("a.version", struct record, version)};
	struct record record = {"", ""};

	(void)state;
	assert_null(kit_pull_keep(fields, 2, &record, "a.name", "abc"));
	assert_null(kit_pull_keep(fields, 2, &record, "a.version", "1.5"));
	assert_null(kit_pull_keep(fields, 2, &record, "b.name", "abcd"));
	assert_string_equal(record.name, "abc");
	assert_string_equal(record.version, "1.5");
	assert_string_equal(
	    kit_pull_keep(fields, 2, &record, "a.name", "abcd"), "a.name");
	assert_string_equal(record.name, "");
}

/* More than is read at once, so that texts lie across blocks. */
static void
a_large_document_comes_whole(void **state)
{
	enum { COUNT = 60000 };
	char *text = malloc(COUNT * 20 + 3), *at = text, wanted[30];
	struct pieces pieces = {text, 0, 65536};
	struct kit_pull *pull = kit_pull_new(read_piece, &pieces);
	int next = 0;

	(void)state;
	*at++ = '[';
	for (int i = 0; i < COUNT; i++)
		at += sprintf(at, "\"t\\u00e9xt%d\",", i);
	at[-1] = ']';
	pieces.length = (size_t)(at - text);
	assert_int_equal(kit_pull_array(pull), 1);
	while (kit_pull_element(pull)) {
		sprintf(wanted, "t\xc3\xa9xt%d", next++);
		assert_string_equal(kit_pull_text(pull), wanted);
	}
	assert_int_equal(next, COUNT);
	assert_int_equal(kit_pull_end(pull), 0);
	kit_pull_free(pull);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_known_is_read_and_the_rest_is_skipped),
	    cmocka_unit_test(strings_are_unescaped),
	    cmocka_unit_test(a_flaw_is_told_with_its_line),
	    cmocka_unit_test(damage_is_no_end),
	    cmocka_unit_test(long_texts_are_cut_between_characters),
	    cmocka_unit_test(depth_has_a_limit),
	    cmocka_unit_test(a_value_is_handed_out_as_it_is_written),
	    cmocka_unit_test(each_value_is_told_with_the_names_that_lead_to_it),
	    cmocka_unit_test(a_long_path_does_no_harm),
	    cmocka_unit_test(texts_go_into_their_fields_if_they_fit),
	    cmocka_unit_test(a_large_document_comes_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
