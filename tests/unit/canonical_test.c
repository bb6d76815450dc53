#include "share/canonical.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/vectors.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"

static struct pl_error err;

static int
read_text(const char *text, size_t length)
{
	json_t *value = NULL;
	int result;

	memset(&err, 0, sizeof err);
	result = pl_canonical_read(&value, "body", text, length, &err);
	json_decref(value);
	return result;
}

/* ---- What other code makes ---------------------------------------------- */

static void
published_documents_are_written_alike(void **state)
{
	json_t *vector;
	size_t i;

	(void)state;
	json_array_foreach(vectors_of("canonical"), i, vector)
	{
		json_t *value =
		    json_loads(vector_text(vector, "loose"), 0, NULL);
		struct pl_buf out;

		pl_buf_init(&out, PL_CANONICAL_LIMIT);
		assert_int_equal(pl_canonical_write(value, &out, &err), 0);
		assert_string_equal(out.text, vector_text(vector, "canonical"));
		pl_buf_free(&out);
		json_decref(value);
	}
}

static void
published_documents_are_read_in_one_form(void **state)
{
	json_t *vector;
	size_t i;

	(void)state;
	json_array_foreach(vectors_of("canonical"), i, vector)
	{
		const char *text = vector_text(vector, "canonical");
		const char *loose = vector_text(vector, "loose");

		assert_int_equal(read_text(text, strlen(text)), 0);
		assert_int_equal(read_text(loose, strlen(loose)), PL_E_DATA);
	}
}

static void
what_is_published_as_not_canonical_is_refused(void **state)
{
	json_t *vector;
	size_t i;

	(void)state;
	json_array_foreach(vectors_of("refused"), i, vector)
	{
		size_t length = strlen(vector_text(vector, "hex")) / 2;
		unsigned char *bytes = pl_alloc(length + 1);

		vector_bytes(bytes, length, vector, "hex");
		if (read_text((char *)bytes, length) >= 0)
			fail_msg("%s", vector_text(vector, "why"));
		free(bytes);
	}
}

/* ---- Reading ------------------------------------------------------------ */

static void
canonical_bytes_are_read(void **state)
{
	static const char *const texts[] = {
	    "{}", "{\"a\":[],\"a_1\":{},\"b\":null,\"c\":true,\"d\":false}",
	    "{\"0\":0,\"a\":-1,\"a0\":2,\"aa\":3,\"b\":4}",
	    "{\"n\":[9007199254740991,-9007199254740991]}",
	    "{\"t\":\"quote \\\" backslash \\\\ newline \\n slash /\"}",
	    /* e acute in one, CJK, an emoji; no-break space, private use */
	    "{\"t\":\"\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x9a\x80\"}",
	    "{\"t\":\"\xc2\xa0\xee\x80\x80\"}",
	    "{\"a\":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]}", /* 16 */
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(texts); i++) {
		if (read_text(texts[i], strlen(texts[i])) < 0)
			fail_msg("%s: %s", texts[i], err.text);
	}
}

static void
other_bytes_are_refused_and_it_is_told_where(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
	    /* order, repetition, blanks */
	    {"{\"b\":1,\"a\":2}",
		"not canonical at byte 2: members are not sorted by their "
		"names"},
	    {"{\"aa\":1,\"a\":2}",
		"not canonical at byte 3: members are not sorted by their "
		"names"},
	    {"{\"x\":[{\"ab\":1,\"a_\":2}]}",
		"not canonical at byte 9: members are not sorted by their "
		"names"},
	    {"{\"a\":1,\"a\":1}", "a member is there twice, before byte 10"},
	    {"{\"a\":{\"b\":1,\"c\":2,\"b\":1}}",
		"a member is there twice, before byte 21"},
	    /* the same name, written in two ways */
	    {"{\"a\":1,\"\\u0061\":1}",
		"a member is there twice, before byte 15"},
	    {" {}", "not canonical at byte 0: no {"},
	    {"{} ", "not canonical at byte 2: a blank"},
	    {"{}\n", "not canonical at byte 2: a blank"},
	    {"{\"a\": 1}", "not canonical at byte 5: a blank"},
	    {"{\"a\":1,\t\"b\":1}", "not canonical at byte 7: a blank"},
	    {"{}{}", "something stands behind the document, before byte 3"},
	    {"{}x", "something stands behind the document, before byte 3"},
	    /* numbers */
	    {"{\"a\":1.0}", "a: a number has a point or an exponent; only "
			    "whole numbers are allowed"},
	    {"{\"a\":[1,1e2]}", "a: [1]: a number has a point or an exponent; "
				"only whole numbers are allowed"},
	    {"{\"a\":-0}", "not canonical at byte 5: a zero with a sign"},
	    {"{\"a\":9007199254740992}",
		"a: 9007199254740992 is not between -(2^53 - 1) and 2^53 - 1"},
	    {"{\"a\":-9007199254740992}",
		"a: -9007199254740992 is not between -(2^53 - 1) and "
		"2^53 - 1"},
	    {"{\"a\":9223372036854775808}", "no JSON, before byte 24: "},
	    {"{\"a\":01}", "no JSON, before byte 6: "},
	    /* names */
	    {"{\"A\":1}", "\"A\": a member's name is of a to z, 0 to 9 and _"},
	    {"{\"\":1}", "\"\": a member's name is of a to z, 0 to 9 and _"},
	    {"{\"a-b\":1}",
		"\"a-b\": a member's name is of a to z, 0 to 9 and _"},
	    {"{\"\xc3\xa9\":1}",
		"\"\xc3\xa9\": a member's name is of a to z, 0 to 9 and _"},
	    /* texts that are written in another way */
	    {"{\"t\":\"\\u0041\"}", "not canonical at byte 6: an escape where "
				    "none belongs, or another one"},
	    {"{\"t\":\"a\\/\"}", "not canonical at byte 7: an escape where "
				 "none belongs, or another one"},
	    {"{\"t\":\"\\u000a\"}", "not canonical at byte 7: an escape where "
				    "none belongs, or another one"},
	    {"{\"t\":\"\\ud83d\\ude80\"}",
		"not canonical at byte 6: an escape where none belongs, or "
		"another one"},
	    {"{\"\\u0061\":1}", "not canonical at byte 2: an escape where none "
				"belongs, or another one"},
	    {"{\"t\":\"\\ud83d\"}", "no JSON, before byte 13: "},
	    {"{\"t\":\"\\u0000\"}", "no JSON, before byte 13: "},
	    /* texts that are none */
	    {"{\"t\":\"a\\tb\"}",
		"t: a text has the control character U+0009 at its byte 1"},
	    {"{\"t\":\"\x7f\"}",
		"t: a text has the control character U+007F at its byte 0"},
	    {"{\"t\":\"\xc2\x85\"}",
		"t: a text has the control character U+0085 at its byte 0"},
	    {"{\"t\":\"e\xcc\x81\"}", "t: a text is not in Unicode's form NFC"},
	    /* the angstrom sign, which stands for A with a ring */
	    {"{\"t\":\"\xe2\x84\xab\"}",
		"t: a text is not in Unicode's form NFC"},
	    /* Hangul in parts; marks in another order than theirs */
	    {"{\"t\":\"\xe1\x84\x80\xe1\x85\xa1\"}",
		"t: a text is not in Unicode's form NFC"},
	    {"{\"t\":\"q\xcc\x87\xcc\xa3\"}",
		"t: a text is not in Unicode's form NFC"},
	    {"{\"t\":[\"\",\"\xef\xbf\xbe\"]}",
		"t: [1]: a text has a character that Unicode does not know"},
	    {"{\"t\":\"\xcd\xb8\"}",
		"t: a text has a character that Unicode does not know"},
	    /* what is no document */
	    {"", "not canonical at byte 0: no {"},
	    {"[]", "not canonical at byte 0: no {"},
	    {"1", "not canonical at byte 0: no {"},
	    {"null", "not canonical at byte 0: no {"},
	    {"\xef\xbb\xbf{}", "not canonical at byte 0: no {"}, /* BOM */
	    {"{", "no JSON, before byte 1: "},
	    {"{\"a\":1,}", "no JSON, before byte 8: "},
	    {"{\"a\":NaN}", "no JSON, before byte 8: "},
	    {"{\"a\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}", /* 17 */
		"a: [0]: [0]: [0]: [0]: [0]: [0]: [0]: [0]: [0]: [0]: [0]: "
		"[0]: [0]: [0]: [0]: more than 16 objects and lists in each "
		"other"},
	};
	char expected[600];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		assert_true(
		    read_text(cases[i].text, strlen(cases[i].text)) < 0);
		snprintf(
		    expected, sizeof expected, "body: %s", cases[i].message);
		/* How jansson goes on is its own affair. */
		if (strncmp(cases[i].message, "no JSON", 7) == 0)
			err.text[strlen(expected)] = '\0';
		assert_string_equal(err.text, expected);
	}
}

static void
no_byte_that_is_no_text_is_read(void **state)
{
	static const char *const bad[] = {"\x80", "\xc3", "\xc0\x80",
	    "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "\x01",
	    "\n"};
	char text[32];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(bad); i++) {
		snprintf(text, sizeof text, "{\"t\":\"%s\"}", bad[i]);
		assert_int_equal(read_text(text, strlen(text)), PL_E_DATA);
	}
	assert_int_equal(read_text("{\"a\":1\0}", 8), PL_E_DATA);
	assert_int_equal(read_text("{\"a\":1}\0", 8), PL_E_DATA);
}

/* Were it otherwise, two signatures could be over the same document. */
static void
other_bytes_are_refused_or_another_document(void **state)
{
	char text[] = "{\"a\":[0,-12,\"\xc3\xa9\\n\\\\\"],\"b\":null,"
		      "\"c\":{\"a\":true}}";
	size_t length = sizeof text - 1;
	json_t *value;

	(void)state;
	assert_int_equal(
	    pl_canonical_read(&value, "body", text, length, &err), 0);
	for (size_t i = 0; i < length; i++) {
		char was = text[i];

		for (int change = 1; change < 256; change++) {
			json_t *other = NULL;

			text[i] = (char)(was ^ change);
			if (pl_canonical_read(
				&other, "body", text, length, NULL) == PL_OK)
				assert_false(json_equal(value, other));
			json_decref(other);
		}
		text[i] = was;
	}
	json_decref(value);
}

/* A document of so many bytes. */
static int
read_long(size_t length)
{
	struct pl_buf text;
	int result;

	pl_buf_init(&text, length);
	pl_buf_adds(&text, "{\"t\":\"");
	while (text.length < length - 2)
		pl_buf_adds(&text, "x");
	pl_buf_adds(&text, "\"}");
	result = read_text(text.text, text.length);
	pl_buf_free(&text);
	return result;
}

static void
a_document_has_at_most_256_kib(void **state)
{
	(void)state;
	assert_int_equal(read_long(PL_CANONICAL_LIMIT), PL_OK);
	assert_int_equal(read_long(PL_CANONICAL_LIMIT + 1), PL_E_LIMIT);
	assert_string_equal(err.text, "body: more than 262144 bytes");
}

static void
a_hundred_thousand_brackets_are_refused(void **state)
{
	struct pl_buf text;

	(void)state;
	pl_buf_init(&text, PL_CANONICAL_LIMIT);
	pl_buf_adds(&text, "{\"a\":");
	while (text.length < 100000)
		pl_buf_adds(&text, "[");
	assert_int_equal(read_text(text.text, text.length), PL_E_DATA);
	pl_buf_free(&text);
}

/* ---- Writing ------------------------------------------------------------ */

static void
a_value_is_written_in_one_form(void **state)
{
	json_t *value =
	    json_pack("{s:[i,n,b,s], s:{}, s:I, s:s}", "z", 1, 1, "\n", "a_b",
		"ab", (json_int_t)-9007199254740991, "a", "/\"\\\xc3\xa9");
	struct pl_buf out;

	(void)state;
	pl_buf_init(&out, PL_CANONICAL_LIMIT);
	pl_buf_adds(&out, "before ");
	assert_int_equal(pl_canonical_write(value, &out, &err), PL_OK);
	assert_string_equal(out.text,
	    "before {\"a\":\"/\\\"\\\\\xc3\xa9\",\"a_b\":{},"
	    "\"ab\":-9007199254740991,\"z\":[1,null,true,\"\\n\"]}");
	pl_buf_free(&out);
	json_decref(value);
}

static void
what_has_no_form_is_not_written(void **state)
{
	json_t *const values[] = {
	    json_real(1),
	    json_integer(INT64_C(9007199254740992)),
	    json_string_nocheck("\xff"),
	    json_stringn_nocheck("a\0b", 3),
	    json_string("e\xcc\x81"),
	    json_pack("{s:i}", "Name", 1),
	    json_pack("[{s:[f]}]", "a", 0.5),
	};
	struct pl_buf out;

	(void)state;
	pl_buf_init(&out, PL_CANONICAL_LIMIT);
	pl_buf_adds(&out, "before");
	for (size_t i = 0; i < PL_COUNT(values); i++) {
		assert_non_null(values[i]);
		assert_int_equal(
		    pl_canonical_write(values[i], &out, &err), PL_E_DATA);
		assert_string_equal(out.text, "before");
		json_decref(values[i]);
	}
	pl_buf_free(&out);
}

static void
what_does_not_fit_leaves_the_buffer_alone(void **state)
{
	json_t *value = json_pack("{s:s}", "a", "0123456789");
	struct pl_buf out;

	(void)state;
	pl_buf_init(&out, 20);
	pl_buf_adds(&out, "1234");
	assert_int_equal(pl_canonical_write(value, &out, &err), PL_E_LIMIT);
	assert_string_equal(out.text, "1234");
	pl_buf_free(&out);
	pl_buf_init(&out, 20);
	assert_int_equal(pl_canonical_write(value, &out, &err), PL_OK);
	pl_buf_free(&out);
	json_decref(value);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(published_documents_are_written_alike),
	    cmocka_unit_test(published_documents_are_read_in_one_form),
	    cmocka_unit_test(what_is_published_as_not_canonical_is_refused),
	    cmocka_unit_test(canonical_bytes_are_read),
	    cmocka_unit_test(other_bytes_are_refused_and_it_is_told_where),
	    cmocka_unit_test(no_byte_that_is_no_text_is_read),
	    cmocka_unit_test(other_bytes_are_refused_or_another_document),
	    cmocka_unit_test(a_document_has_at_most_256_kib),
	    cmocka_unit_test(a_hundred_thousand_brackets_are_refused),
	    cmocka_unit_test(a_value_is_written_in_one_form),
	    cmocka_unit_test(what_has_no_form_is_not_written),
	    cmocka_unit_test(what_does_not_fit_leaves_the_buffer_alone),
	};

	return cmocka_run_group_tests(tests, vectors_open, vectors_close);
}
