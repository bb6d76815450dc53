#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kit/elements.h"

enum { LIMIT = 40 };

struct text {
	const char *at, *end;
	size_t step; /* bytes that one call gives */
};

static ssize_t
read_text(void *context, char *to, size_t room)
{
	struct text *text = context;
	size_t n = (size_t)(text->end - text->at);

	n = n < text->step ? n : text->step;
	n = n < room ? n : room;
	memcpy(to, text->at, n);
	text->at += n;
	return (ssize_t)n;
}

/* All elements, each behind its line, between bars; behind them the flaw. */
static void
elements_of(const char *document, size_t length, const char *list, size_t step,
    char *out, size_t size)
{
	struct kit_elements *elements = kit_elements_new(LIMIT);
	struct text text = {document, document + length, step};
	struct kit_element element;
	FILE *to = fmemopen(out, size, "w");
	int more;

	out[0] = '\0';
	kit_elements_begin(elements, read_text, &text, list);
	while ((more = kit_elements_next(elements, &element)) > 0) {
		assert_int_equal(strlen(element.text), element.length);
		fprintf(to, "%d:%s%s|", (int)element.line, element.text,
		    element.truncated ? "..." : "");
	}
	assert_int_equal(kit_elements_next(elements, &element), more);
	if (more < 0)
		fprintf(to, "%s", kit_elements_error(elements));
	fclose(to);
	kit_elements_free(elements);
}

static void
expect(const char *document, const char *list, const char *expected)
{
	static const size_t steps[] = {1, 3, 100000};
	char got[1000];

	for (size_t i = 0; i < PL_COUNT(steps); i++) {
		elements_of(document, strlen(document), list, steps[i], got,
		    sizeof got);
		assert_string_equal(got, expected);
	}
}

static void
a_list_is_handed_out_one_by_one(void **state)
{
	static const struct {
		const char *document, *elements;
	} cases[] = {
	    {"{\"v\":[]}", ""},
	    {"{\"v\":[{\"a\":1}]}", "1:{\"a\":1}|"},
	    {"\xef\xbb\xbf{\"v\": [ 1 , true,\t\"x\" ] }",
		"1:1|1:true|1:\"x\"|"},
	    {"{\"n\":{\"v\":[9]},\"m\":[[]],\n\"v\":[\n{},\n[2,3]]}",
		"3:{}|4:[2,3]|"},
	    {"{\"a\":\"\\\"}]{[\",\"v\":[\"\\\\\",{\"]\":\"}\"}]}",
		"1:\"\\\\\"|1:{\"]\":\"}\"}|"},
	    {"{\"v\":null,\"v\":[4]}", "1:4|"},
	    {"[5,\r\n6]", "1:5|2:6|"},
	    {"{\"v\":[{\n\n},{}]}", "1:{\n\n}|3:{}|"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		expect(cases[i].document, "v", cases[i].elements);
}

static void
a_bad_element_costs_itself(void **state)
{
	(void)state;
	expect("{\"v\":[{\"a\" 1},nonsense,{]},{}]}", "v",
	    "1:{\"a\" 1}|1:nonsense|1:{]|line 1: expected , or ] behind an "
	    "element");
	expect("{\"v\":[\"0123456789012345678901234567890123456789\",2]}", "v",
	    "1:\"012345678901234567890123456789012345678...|1:2|");
}

static void
a_document_without_the_list_is_told_so(void **state)
{
	static const struct {
		const char *document, *flaw;
	} cases[] = {
	    {"", "line 1: the file is empty"},
	    {" \n\n", "line 3: the file is empty"},
	    {"<html>", "line 1: expected a JSON object"},
	    {"{}", "line 1: there is no list \"v\" up to here"},
	    {"{\"a\":1,\n\"v\":{}}",
		"line 2: there is no list \"v\" up to here"},
	    {"{\"a\":1", "line 1: expected , or } behind a member"},
	    {"{\"a\":\"b", "line 1: ends within a string"},
	    {"{\"a\":\"b\\", "line 1: ends within a string"},
	    {"{\"a\" 1}", "line 1: expected : behind a member's name"},
	    {"{a:1}", "line 1: expected the name of a member"},
	    {"{\"a\":}", "line 1: expected a value"},
	    {"{\"a\":[1,{", "line 1: ends before a closing bracket"},
	    {"{\"v\":[1", "1:1|line 1: ends within the list"},
	    {"{\"v\":[1,", "1:1|line 1: expected a value"},
	    {"{\"v\":[1 2]}", "1:1|line 1: expected , or ] behind an element"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		expect(cases[i].document, "v", cases[i].flaw);
}

static void
a_document_can_be_an_element(void **state)
{
	(void)state;
	expect(" {\"a\":[1]}\n", NULL, "1:{\"a\":[1]}|");
	expect("\n[1]", NULL, "2:[1]|");
	expect("", NULL, "line 1: the file is empty");
	expect("{", NULL, "line 1: ends before a closing bracket");
}

static void
a_nul_is_no_end_of_anything(void **state)
{
	static const char document[] = "{\"v\":[\0,1]}";
	char got[200];

	(void)state;
	elements_of(document, sizeof document - 1, "v", 2, got, sizeof got);
	assert_string_equal(got, "line 1: expected a value");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_list_is_handed_out_one_by_one),
	    cmocka_unit_test(a_bad_element_costs_itself),
	    cmocka_unit_test(a_document_without_the_list_is_told_so),
	    cmocka_unit_test(a_document_can_be_an_element),
	    cmocka_unit_test(a_nul_is_no_end_of_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
