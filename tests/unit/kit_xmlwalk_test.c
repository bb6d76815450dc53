#include "kit/xmlwalk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"

/* What was told, a line a step. */
static char got[2000];
static size_t used;
static int steps, last, is_damaged;

/* Hands out a text in pieces, as bytes come from a file. */
struct bytes {
	const char *at;
	size_t left;
	int is_damaged;
};

static ssize_t
read_bytes(void *from, void *to, size_t room)
{
	struct bytes *bytes = from;
	size_t n = bytes->left < 1000 ? bytes->left : 1000;

	n = n < room ? n : room;
	memcpy(to, bytes->at, n);
	bytes->at += n;
	bytes->left -= n;
	return n == 0 && bytes->is_damaged ? -1 : (ssize_t)n;
}

static int
take(void *context, const struct kit_xml_step *step)
{
	(void)context;
	if (used < sizeof got)
		used += (size_t)snprintf(got + used, sizeof got - used,
		    "%s%s%s%s%s\n", step->is_end ? "/" : "", step->path,
		    step->text[0] == '\0' ? "" : " ", step->text,
		    kit_xml_attr(step, "id"));
	return ++steps == last ? -7 : 0;
}

static int
walk(const char *text, size_t length, char error[200])
{
	struct bytes bytes = {text, length, is_damaged};
	uint64_t line = 0;
	int result;

	used = 0;
	steps = 0;
	got[0] = error[0] = '\0';
	result =
	    kit_xml_walk(read_bytes, &bytes, take, NULL, &line, error, 200);
	if (result == KIT_XML_BROKEN)
		snprintf(error + strlen(error), 200 - strlen(error),
		    " in line %d", (int)line);
	return result;
}

static void
elements_come_with_the_names_that_lead_to_them(void **state)
{
	static const char text[] =
	    "<?xml version='1.0'?><!-- x --><a:r xmlns:a='y' a:id='1'>\n"
	    "<t> x &amp;\n <![CDATA[<y>]]> </t><t id='2'/>z<e>&#233;</e></a:r>";
	char error[200];

	(void)state;
	assert_int_equal(walk(text, sizeof text - 1, error), 0);
	assert_string_equal(
	    got, "r1\nr/t\n/r/t x & <y>\nr/t2\n/r/t\nr/e\n/r/e \xc3\xa9\n/r\n");
}

static void
names_are_compared_from_the_last_one_on(void **state)
{
	const char *none[] = {NULL};
	const struct kit_xml_step step = {0, "Group/Rule/title", "", none, 1};

	(void)state;
	assert_true(kit_xml_is(&step, "title"));
	assert_true(kit_xml_is(&step, "Rule/title"));
	assert_true(kit_xml_is(&step, "Group/Rule/title"));
	assert_false(kit_xml_is(&step, "le"));
	assert_false(kit_xml_is(&step, "ule/title"));
	assert_false(kit_xml_is(&step, "x/Group/Rule/title"));
	assert_string_equal(kit_xml_attr(&step, "id"), "");
}

static void
whoever_takes_steps_can_end_it(void **state)
{
	static const char text[] = "<a><b/><c/></a>";
	char error[200];

	(void)state;
	last = 2;
	assert_int_equal(walk(text, sizeof text - 1, error), -7);
	assert_string_equal(got, "a\na/b\n");
	last = 0;
}

static void
what_is_no_document_is_told_with_its_line(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
	    {"", "no element found in line 1"},
	    {"<a>\n<b></a>", "mismatched tag in line 2"},
	    {"\n\n<a", "unclosed token in line 3"},
	    {"<a>\xff</a>", "not well-formed (invalid token) in line 1"},
	    {"<!DOCTYPE a><a/>", "a document type, which reports do not have "
				 "and which may do harm in line 1"},
	    {"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
		"a document type, which reports do not have and which may do "
		"harm in line 1"},
	    {"<a>&b;</a>", "undefined entity in line 1"},
	};
	char error[200];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		assert_int_equal(
		    walk(cases[i].text, strlen(cases[i].text), error),
		    KIT_XML_BROKEN);
		assert_string_equal(error, cases[i].error);
	}
}

/* A text of so many bytes in front of a filling and behind it. Free it. */
static char *
filled(const char *begin, char filling, const char *end, size_t length)
{
	char *text = malloc(length + 1);
	size_t behind = strlen(end);

	assert_non_null(text);
	snprintf(text, length + 1, "%s", begin);
	for (size_t i = strlen(begin); i < length - behind; i++)
		text[i] = filling;
	snprintf(text + length - behind, behind + 1, "%s", end);
	return text;
}

/* As many elements in one another as there may be, and one more; then names
 * that are too long together. */
static void
depth_and_names_have_limits(void **state)
{
	char text[3 * KIT_XML_DEPTH + 4] = "", error[200], *name;

	(void)state;
	for (int i = 0; i <= KIT_XML_DEPTH; i++)
		snprintf(text + 3 * i, 4, "<a>");
	walk(text, 3 * KIT_XML_DEPTH, error);
	assert_int_equal(steps, KIT_XML_DEPTH);
	assert_string_equal(error, "no element found in line 1");
	assert_int_equal(
	    walk(text, 3 * KIT_XML_DEPTH + 3, error), KIT_XML_BROKEN);
	assert_string_equal(
	    error, "more than 100 elements in one another in line 1");

	name = filled("<", 'a', ">", 1100);
	assert_int_equal(walk(name, 1100, error), KIT_XML_BROKEN);
	assert_string_equal(
	    error, "names of elements of more than 1 KiB in line 1");
	free(name);
}

/* Megabytes of text are cut, of a tag refused. */
static void
a_long_text_is_cut_and_a_long_tag_refused(void **state)
{
	enum { LENGTH = 4 * KIT_XML_TAG };
	char *text = filled("<a>", 'x', "</a>", LENGTH), error[200];

	(void)state;
	assert_int_equal(walk(text, LENGTH, error), 0);
	assert_int_equal(steps, 2);
	free(text);
	text = filled("<a b='", 'x', "'/>", LENGTH);
	assert_int_equal(walk(text, LENGTH, error), KIT_XML_BROKEN);
	assert_non_null(strstr(error, "a tag of more than 1 MiB"));
	free(text);
}

static void
damage_is_no_end(void **state)
{
	char error[200];

	(void)state;
	is_damaged = 1;
	assert_int_equal(walk("<a>\n</a>", 8, error), KIT_XML_BROKEN);
	assert_string_equal(error, "cannot be read on from here in line 2");
	is_damaged = 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(elements_come_with_the_names_that_lead_to_them),
	    cmocka_unit_test(names_are_compared_from_the_last_one_on),
	    cmocka_unit_test(whoever_takes_steps_can_end_it),
	    cmocka_unit_test(what_is_no_document_is_told_with_its_line),
	    cmocka_unit_test(depth_and_names_have_limits),
	    cmocka_unit_test(a_long_text_is_cut_and_a_long_tag_refused),
	    cmocka_unit_test(damage_is_no_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
