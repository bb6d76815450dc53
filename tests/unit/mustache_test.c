/*
 * What a template makes of JSON, and what is said of one that is wrong. Each
 * row is a promise of the specification, or of mustache.h where that is
 * silent.
 */
#include "report/mustache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"

enum { ROOM = 1 << 20 };

struct row {
	const char *template, *json, *expected;
};

static struct pl_buf out;
static struct pl_error err;

static int
setup(void **state)
{
	(void)state;
	pl_buf_init(&out, ROOM);
	err = (struct pl_error){0};
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	pl_buf_free(&out);
	return 0;
}

static json_t *
load(const char *text)
{
	json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);

	if (json == NULL)
		fail_msg("no JSON: %s", text);
	return json;
}

/* Partials are members of the context's "partials". */
static int
render_as(
    enum pl_mustache_escape escape, const char *template, const char *text)
{
	json_t *json = load(text);
	const struct pl_mustache mustache = {
	    .name = "page",
	    .text = template,
	    .length = strlen(template),
	    .partials = json_object_get(json, "partials"),
	    .escape = escape,
	};
	int result;

	pl_buf_clear(&out);
	result = pl_mustache_render(&out, &mustache, json, &err);
	json_decref(json);
	return result;
}

static int
render(const char *template, const char *text)
{
	return render_as(PL_MUSTACHE_HTML, template, text);
}

static void
check(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (render(rows[i].template, rows[i].json) < 0)
			fail_msg("%s: %s", rows[i].template, err.text);
		if (strcmp(out.text, rows[i].expected) != 0)
			fail_msg("%s: \"%s\" instead of \"%s\"",
			    rows[i].template, out.text, rows[i].expected);
	}
}

static void
text_without_tags_is_left_alone(void **state)
{
	static const struct row rows[] = {
	    {"", "{}", ""},
	    {"a { b } {c} }}\n\n", "{}", "a { b } {c} }}\n\n"},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
}

static void
a_value_takes_the_place_of_its_name(void **state)
{
	static const struct row rows[] = {
	    {"on {{host}}.", "{\"host\": \"web-1\"}", "on web-1."},
	    {"{{ host }} {{\thost\n}}", "{\"host\": \"a\"}", "a a"},
	    {" {{host}}\n", "{\"host\": \"a\"}", " a\n"},
	    {"<{{no}}{{{no}}}{{&no}}>", "{}", "<>"},
	    {"<{{no}}>", "{\"no\": null}", "<>"},
	    {"{{a}} {{b}}", "{\"a\": true, \"b\": false}", "true false"},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
}

static void
a_value_is_escaped_unless_it_is_asked_for_raw(void **state)
{
	static const struct row rows[] = {
	    {"{{x}}", "{\"x\": \"<a & 'b'>\"}", "&lt;a &amp; &#39;b&#39;&gt;"},
	    {"{{{x}}} {{{ x }}}", "{\"x\": \"<a>\"}", "<a> <a>"},
	    {"{{&x}} {{& x }}", "{\"x\": \"<a>\"}", "<a> <a>"},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
	assert_int_equal(
	    render_as(PL_MUSTACHE_MARKDOWN, "| {{x}} | {{{x}}} | {{n}} |",
		"{\"x\": \"a|[b]\\n# c\", \"n\": -3}"),
	    PL_OK);
	assert_string_equal(
	    out.text, "| a\\|\\[b\\] \\# c | a|[b]\n# c | -3 |");
}

static void
numbers_have_the_digits_they_need(void **state)
{
	static const struct row rows[] = {
	    {"{{x}}", "{\"x\": 0}", "0"},
	    {"{{x}}", "{\"x\": -9223372036854775808}", "-9223372036854775808"},
	    {"{{x}}", "{\"x\": 1.210}", "1.21"},
	    {"{{x}}", "{\"x\": 0.1}", "0.1"},
	    {"{{x}}", "{\"x\": 5.0}", "5"},
	    {"{{x}}", "{\"x\": 1e300}", "1e+300"},
	    /* the double above 0.1 + 0.2, which 15 and 16 digits miss */
	    {"{{x}}", "{\"x\": 0.30000000000000004}", "0.30000000000000004"},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
}

static void
dots_lead_into_objects(void **state)
{
	static const struct row rows[] = {
	    {"{{a.b.c}}", "{\"a\": {\"b\": {\"c\": 1}}}", "1"},
	    {"<{{a.b.c}}>", "{\"a\": {}}", "<>"},
	    {"<{{a.b}}>", "{\"a\": 1}", "<>"},
	    {"<{{a.0}}>", "{\"a\": [1]}", "<>"},
	    /* a name with a dot in it is no name */
	    {"<{{a.b}}>", "{\"a.b\": 1}", "<>"},
	    /* only the first part is looked for further out */
	    {"{{#a}}<{{b.c}}>{{/a}}", "{\"a\": {\"b\": {}}, \"b\": {\"c\": 1}}",
		"<>"},
	    {"{{#a}}<{{b.c}}>{{/a}}", "{\"a\": {\"d\": 1}, \"b\": {\"c\": 1}}",
		"<1>"},
	    {"<{{a.b.c}}>", "{\"a\": {\"b\": {}}, \"c\": 1}", "<>"},
	    {"{{#a.b}}{{c}}{{/a.b}}", "{\"a\": {\"b\": {\"c\": 1}}}", "1"},
	    {"{{^a.b}}no{{/a.b}}", "{\"a\": {}}", "no"},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
}

static void
a_dot_alone_is_the_thing_itself(void **state)
{
	static const struct row rows[] = {
	    {"{{.}}", "\"<x>\"", "&lt;x&gt;"},
	    {"{{{.}}} {{&.}}", "\"<x>\"", "<x> <x>"},
	    {"{{#l}}{{.}},{{/l}}", "{\"l\": [\"a\", 1, 2.5]}", "a,1,2.5,"},
	    {"{{#l}}[{{#.}}{{.}}{{/.}}]{{/l}}", "{\"l\": [[1, 2], [3]]}",
		"[12][3]"},
	    {"{{#.}}{{n}}{{/.}}", "[{\"n\": 1}, {\"n\": 2}]", "12"},
	    {"{{#x}}{{.}}{{/x}}", "{\"x\": \"y\"}", "y"},
	    {"{{^.}}none{{/.}}", "[]", "none"},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
}

static void
a_section_goes_through_a_list(void **state)
{
	static const struct row rows[] = {
	    {"{{#l}}{{n}};{{/l}}", "{\"l\": [{\"n\": 1}, {\"n\": 2}]}", "1;2;"},
	    {"<{{#l}}x{{/l}}>", "{\"l\": []}", "<>"},
	    {"{{#l}}{{n}}{{m}} {{/l}}",
		"{\"m\": 0, \"n\": 9, \"l\": [{\"n\": 1}, {\"m\": 2}]}",
		"10 92 "},
	    {"{{#l}}x{{/l}}", "{\"l\": [null, false, 1]}", "xxx"},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
}

static void
a_section_looks_into_an_object_and_then_around_it(void **state)
{
	static const struct row rows[] = {
	    {"{{#a}}{{x}}{{y}}{{/a}}{{x}}",
		"{\"a\": {\"x\": 1}, \"x\": 2, \"y\": 3}", "132"},
	    /* null is there, and hides what is further out */
	    {"{{#a}}<{{x}}>{{/a}}", "{\"a\": {\"x\": null}, \"x\": 2}", "<>"},
	    {"{{#a}}{{#b}}{{#c}}{{x}}{{y}}{{z}}{{/c}}{{/b}}{{/a}}",
		"{\"a\": {\"x\": 1}, \"b\": {\"y\": 2}, \"c\": {\"z\": 3}}",
		"123"},
	    {"{{#a}}{{#a}}{{x}}{{/a}}{{/a}}", "{\"a\": {\"x\": 1}}", "1"},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
}

/* 0 and "" are values: a count of 0 is not a missing count. */
static void
nothing_is_missing_null_false_or_an_empty_list(void **state)
{
	static const struct {
		const char *json;
		int something;
	} rows[] = {
	    {"{}", 0},
	    {"{\"x\": null}", 0},
	    {"{\"x\": false}", 0},
	    {"{\"x\": []}", 0},
	    {"{\"x\": true}", 1},
	    {"{\"x\": {}}", 1},
	    {"{\"x\": 0}", 1},
	    {"{\"x\": 0.0}", 1},
	    {"{\"x\": \"\"}", 1},
	    {"{\"x\": [0]}", 1},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(rows); i++) {
		assert_int_equal(
		    render("{{#x}}yes{{/x}}{{^x}}no{{/x}}", rows[i].json),
		    PL_OK);
		assert_string_equal(out.text, rows[i].something ? "yes" : "no");
	}
}

static void
sections_nest_and_come_again(void **state)
{
	static const struct row rows[] = {
	    {"{{#a}}1{{#a}}2{{/a}}3{{/a}}", "{\"a\": true}", "123"},
	    {"<{{#a}}1{{#b}}2{{/b}}3{{/a}}>", "{\"a\": 1, \"b\": false}",
		"<13>"},
	    {"<{{#a}}1{{#b}}2{{/b}}3{{/a}}>", "{\"a\": false, \"b\": 1}", "<>"},
	    {"{{^a}}1{{^a}}2{{/a}}3{{/a}}", "{\"a\": []}", "123"},
	    {"{{#a}}1{{/a}}{{b}}{{#a}}3{{/a}}", "{\"a\": 1, \"b\": 2}", "123"},
	    {"{{# a }}1{{/ a }}{{^ b }}2{{/b}}", "{\"a\": 1}", "12"},
	    {"{{ #a }}1{{ /a }}", "{\"a\": 1}", "1"},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
}

static void
a_comment_leaves_nothing(void **state)
{
	static const struct row rows[] = {
	    {"a{{! note }}b", "{}", "ab"},
	    {"a {{!{{b}} c", "{\"b\": 1}", "a  c"},
	    {"a\n{{! two\nlines }}\nb", "{}", "a\nb"},
	    {"a\n  {{! two\n\n}}  \nb", "{}", "a\nb"},
	    {"a{{! two\nlines }}\nb", "{}", "a\nb"},
	    {"{{!a}}", "{\"a\": 1, \"!a\": 2}", ""},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
}

/* Also with white space around, at either end of the text, and with \r\n; but
 * two tags, or anything else, keep the line. */
static void
a_line_with_only_such_a_tag_is_gone(void **state)
{
	static const struct row rows[] = {
	    {"a\n{{#x}}\nb\n{{/x}}\nc", "{\"x\": 1}", "a\nb\nc"},
	    {"a\n \t{{#x}}  \nb\n  {{/x}}\nc", "{\"x\": 1}", "a\nb\nc"},
	    {"a\r\n{{#x}}\r\nb\r\n{{/x}}\r\n", "{\"x\": 1}", "a\r\nb\r\n"},
	    {"  {{#x}}\nb\n  {{/x}}", "{\"x\": 1}", "b\n"},
	    {"a\n  {{^x}}\nb\n{{/x}}\n", "{}", "a\nb\n"},
	    {"a\n\n{{!x}}\n\nb", "{}", "a\n\n\nb"},
	    {"a\n {{=| |=}}\nb", "{}", "a\nb"},
	    {" {{#x}}{{/x}} \n", "{}", "  \n"},
	    {" {{!x}} {{!y}}\n", "{}", "  \n"},
	    {"a {{!x}}\n", "{}", "a \n"},
	    {" {{!x}} a\n", "{}", "  a\n"},
	    {"{{!x}}\ra\n", "{}", "\ra\n"},
	    {" {{x}}\n {{{x}}}\n {{&x}}\n", "{}", " \n \n \n"},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
}

static void
delimiters_change_for_what_follows(void **state)
{
	static const struct row rows[] = {
	    {"{{=<% %>=}}<%a%>{{a}}", "{\"a\": 1}", "1{{a}}"},
	    {"{{= | | =}}|a| |#b||a||/b|", "{\"a\": 1, \"b\": 2}", "1 1"},
	    {"{{a}}{{=[ ]=}}[a]{{a}}[={{ }}=]{{a}}[a]", "{\"a\": 1}",
		"11{{a}}1[a]"},
	    {"{{=<% %>=}}<%{a}%><%& a %><%!x%>", "{\"a\": \"<\"}", "<<"},
	    {"{{#l}}{{=| |=}}|.||/l|", "{\"l\": [1, 2]}", "12"},
	    /* but not in partials, nor behind them */
	    {"{{=| |=}}|a||>p|", "{\"a\": 1, \"partials\": {\"p\": \"{{a}}\"}}",
		"11"},
	    {"{{>p}}{{a}}|a|",
		"{\"a\": 1, \"partials\": {\"p\": \"{{=| |=}}|a|\"}}", "11|a|"},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
}

static void
a_partial_stands_where_it_is_named(void **state)
{
	static const struct row rows[] = {
	    {"<{{>p}}>", "{\"partials\": {\"p\": \"text\"}}", "<text>"},
	    {"<{{> p }}>", "{\"partials\": {\"p\": \"text\"}}", "<text>"},
	    {"<{{>p}}>", "{}", "<>"},
	    {"<{{>p}}>", "{\"partials\": {\"p\": 1}}", "<>"},
	    {"{{#l}}{{>a/p.html}};{{/l}}",
		"{\"l\": [{\"n\": 1}, {\"n\": 2}], "
		"\"partials\": {\"a/p.html\": \"*{{n}}\"}}",
		"*1;*2;"},
	    {"{{>tree}}",
		"{\"n\": 1, \"in\": [{\"n\": 2, \"in\": []}, {\"n\": 3, "
		"\"in\": [{\"n\": 4, \"in\": []}]}], "
		"\"partials\": {\"tree\": \"({{n}}{{#in}}{{>tree}}{{/in}})\"}}",
		"(1(2)(3(4)))"},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
}

/* Lines of the partial's text are indented, lines of a value are not. */
static void
a_partial_on_its_own_line_is_indented_as_it_is(void **state)
{
	static const struct row rows[] = {
	    {"a\n  {{>p}}\nb\n", "{\"partials\": {\"p\": \"x\\ny\\n\"}}",
		"a\n  x\n  y\nb\n"},
	    {"a\n  {{>p}}\nb\n", "{\"partials\": {\"p\": \"x\\n\\ny\"}}",
		"a\n  x\n  \n  yb\n"},
	    {"  {{>p}} \r\nb", "{\"partials\": {\"p\": \"x\\r\\ny\\r\\n\"}}",
		"  x\r\n  y\r\nb"},
	    {" {{>p}}\n",
		"{\"v\": \"1\\n2\", \"partials\": {\"p\": "
		"\"{{v}}\\n{{{v}}}\\n\"}}",
		" 1\n2\n 1\n2\n"},
	    {"  a {{>p}}\n", "{\"partials\": {\"p\": \"x\\ny\"}}",
		"  a x\ny\n"},
	    {" {{>p}}\n",
		"{\"l\": [1, 2], \"partials\": {\"p\": "
		"\"{{#l}}\\n{{.}}\\n{{/l}}\\n{{#l}}{{.}}\\n{{/l}};\\n\"}}",
		" 1\n 2\n 1\n 2\n ;\n"},
	    {" {{>p}}\n",
		"{\"partials\": {\"p\": \"x\\n  {{>q}}\\n{{>q}}\\n- {{>q}}\", "
		"\"q\": \"y\\nz\\n\"}}",
		" x\n   y\n   z\n y\n z\n - y\nz\n"},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
}

static void
a_value_is_never_a_template(void **state)
{
	static const struct row rows[] = {
	    {"{{{x}}}{{y}}", "{\"x\": \"{{y}}{{#\", \"y\": \"{{{x}}}\"}",
		"{{y}}{{#{{{x}}}"},
	    {"{{{x}}}y}}", "{\"x\": \"{{\", \"y\": 1}", "{{y}}"},
	};

	(void)state;
	check(rows, PL_COUNT(rows));
}

static void
flaws_are_named_with_their_line(void **state)
{
	static const struct {
		const char *template, *says;
	} rows[] = {
	    {"a\n{{#kpis}}\n{{#b}}{{/b}}\n",
		"page:2: section \"kpis\" is never closed"},
	    {"{{^a}}", "page:1: section \"a\" is never closed"},
	    {"\n{{/a}}",
		"page:2: \"/a\": there is no section that it could end"},
	    {"{{#a}}\n\n{{#b}}\n{{/a}}{{/b}}",
		"page:4: \"/a\": expected \"/b\", for the section of line 3"},
	    {"a\nb {{c", "page:2: a tag is never closed; expected }}"},
	    {"{{{a}}", "page:1: a tag is never closed; expected }}}"},
	    {"{{=<% %>=}}\n<%a}}",
		"page:2: a tag is never closed; expected %>"},
	    {"{{! a\n\n", "page:1: a tag is never closed; expected }}"},
	    {"{{= a =}}", "page:1: \"=a\": expected two delimiters, short"},
	    {"{{= a b c =}}", "\"=a b c\": expected two delimiters"},
	    {"{{= a= b =}}", "\"=a= b\": expected two delimiters"},
	    {"{{= a 12345678901234567 =}}", "delimiters, short and without ="},
	    {"{{}}", "page:1: \"\": expected a name without"},
	    {"{{# }}", "page:1: \"#\": expected a name without"},
	    {"{{a b}}", "\"a b\": expected a name without white space"},
	    {"{{#a}\nx{{/a}}", "page:1: \"#a} x{{/a\": expected a name"},
	    {"{{a..b}}", "page:1: \"a..b\": expected a name around each dot"},
	    {"{{.a}}", "\".a\": expected a name around each dot"},
	    {"{{a.}}", "\"a.\": expected a name around each dot"},
	    {"{{..}}", "\"..\": expected a name around each dot"},
	    {"{{$a}}{{/a}}", "\"$a\": there is no inheritance here"},
	    {"{{<a}}{{/a}}", "\"<a\": there is no inheritance here"},
	    {"{{>*a}}", "\">*a\": names of partials are not dynamic here"},
	    {"{{#no}}\n{{x\n{{/no}}", "page:2: \"x {{/no\": expected a name"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(rows); i++) {
		assert_int_equal(render(rows[i].template, "{}"), PL_E_DATA);
		if (strstr(err.text, rows[i].says) == NULL)
			fail_msg("%s: said %s", rows[i].template, err.text);
	}
}

/* Whether or not the data leads to it; in a partial, with the partial's name
 * and line. */
static void
partials_are_checked_as_well(void **state)
{
	(void)state;
	assert_int_equal(
	    render("{{#no}}{{>head}}{{/no}}",
		"{\"partials\": {\"head\": \"{{>foot}}\", \"foot\": "
		"\"a\\n{{/x}}\"}}"),
	    PL_E_DATA);
	assert_string_equal(
	    err.text, "foot:2: \"/x\": there is no section that it could end");
}

static void
a_list_or_an_object_is_no_value(void **state)
{
	(void)state;
	assert_int_equal(
	    render("\n{{a.b}}", "{\"a\": {\"b\": []}}"), PL_E_DATA);
	assert_string_equal(
	    err.text, "page:2: \"a.b\" is a list; expected a text or a number");
	assert_int_equal(render("{{{.}}}", "{}"), PL_E_DATA);
	assert_string_equal(err.text,
	    "page:1: \".\" is an object; expected a text or a number");
}

static void
an_error_is_one_plain_line(void **state)
{
	(void)state;
	assert_int_equal(render("{{a\x1b[31m\nb}}", "{}"), PL_E_DATA);
	assert_string_equal(err.text,
	    "page:1: \"a [31m b\": expected a name without white space");
}

static void
after_a_failure_the_text_is_as_before(void **state)
{
	const struct pl_mustache mustache = {
	    .name = "page", .text = "text {{.}}", .length = 10};
	json_t *list = json_array();

	(void)state;
	pl_buf_adds(&out, "before");
	assert_int_equal(
	    pl_mustache_render(&out, &mustache, list, &err), PL_E_DATA);
	assert_string_equal(out.text, "before");
	assert_int_equal(out.length, 6);
	assert_int_equal(
	    pl_mustache_render(&out, &mustache, NULL, NULL), PL_OK);
	assert_string_equal(out.text, "beforetext ");
	json_decref(list);
}

static void
repeat(struct pl_buf *text, const char *part, int times)
{
	for (int i = 0; i < times; i++)
		pl_buf_adds(text, part);
}

static void
nesting_has_a_limit(void **state)
{
	struct pl_buf text;

	(void)state;
	pl_buf_init(&text, ROOM);
	repeat(&text, "{{#a}}", PL_MUSTACHE_DEPTH);
	pl_buf_adds(&text, "x");
	repeat(&text, "{{/a}}", PL_MUSTACHE_DEPTH);
	assert_int_equal(render(text.text, "{\"a\": 1}"), PL_OK);
	assert_string_equal(out.text, "x");
	pl_buf_clear(&text);
	repeat(&text, "{{#a}}", PL_MUSTACHE_DEPTH + 1);
	assert_int_equal(render(text.text, "{}"), PL_E_LIMIT);
	assert_string_equal(err.text, "page:1: sections nest deeper than 64");
	pl_buf_free(&text);

	assert_int_equal(
	    render("{{>p}}", "{\"partials\": {\"p\": \"\\n{{>p}}\"}}"),
	    PL_E_LIMIT);
	assert_string_equal(
	    err.text, "p:2: sections and partials nest deeper than 64");
}

/* 60 lists of two, each within the one before it: 2^60 turns without a word. */
static void
a_loop_that_writes_nothing_ends(void **state)
{
	enum { LISTS = 60 };
	struct pl_buf text;

	(void)state;
	pl_buf_init(&text, ROOM);
	repeat(&text, "{{#a}}", LISTS);
	repeat(&text, "{{/a}}", LISTS);
	assert_int_equal(render(text.text, "{\"a\": [1, 2]}"), PL_E_LIMIT);
	assert_string_equal(
	    err.text, "page:1: more than 16777216 steps lead here");
	pl_buf_free(&text);
}

static void
text_has_the_limit_of_its_buffer(void **state)
{
	const struct pl_mustache mustache = {
	    .name = "page", .text = "\n{{.}}", .length = 6};
	json_t *text = json_string("12345678");
	struct pl_buf small;

	(void)state;
	pl_buf_init(&small, 8);
	assert_int_equal(
	    pl_mustache_render(&small, &mustache, text, &err), PL_E_LIMIT);
	assert_string_equal(
	    err.text, "page:2: the text is more than 8 bytes here");
	pl_buf_free(&small);
	json_decref(text);
}

static void
templates_and_tags_have_limits(void **state)
{
	static char text[PL_MUSTACHE_TEXT + 1];
	struct pl_mustache mustache = {
	    .name = "page", .text = text, .length = sizeof text};
	char tag[PL_MUSTACHE_TAG + 8];

	(void)state;
	memset(text, 'x', sizeof text);
	assert_int_equal(
	    pl_mustache_render(&out, &mustache, NULL, &err), PL_E_LIMIT);
	assert_string_equal(
	    err.text, "page:1: a template has more than 1048576 bytes");
	snprintf(tag, sizeof tag, "{{%.*s}}", PL_MUSTACHE_TAG, text);
	assert_int_equal(render(tag, "{}"), PL_OK);
	snprintf(tag, sizeof tag, "{{%.*s}}", PL_MUSTACHE_TAG + 1, text);
	assert_int_equal(render(tag, "{}"), PL_E_LIMIT);
	assert_string_equal(err.text, "page:1: a tag has more than 256 bytes");
	snprintf(tag, sizeof tag, "{{!%.*s}}", PL_MUSTACHE_TAG + 1, text);
	assert_int_equal(render(tag, "{}"), PL_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(text_without_tags_is_left_alone),
	    TEST(a_value_takes_the_place_of_its_name),
	    TEST(a_value_is_escaped_unless_it_is_asked_for_raw),
	    TEST(numbers_have_the_digits_they_need),
	    TEST(dots_lead_into_objects),
	    TEST(a_dot_alone_is_the_thing_itself),
	    TEST(a_section_goes_through_a_list),
	    TEST(a_section_looks_into_an_object_and_then_around_it),
	    TEST(nothing_is_missing_null_false_or_an_empty_list),
	    TEST(sections_nest_and_come_again),
	    TEST(a_comment_leaves_nothing),
	    TEST(a_line_with_only_such_a_tag_is_gone),
	    TEST(delimiters_change_for_what_follows),
	    TEST(a_partial_stands_where_it_is_named),
	    TEST(a_partial_on_its_own_line_is_indented_as_it_is),
	    TEST(a_value_is_never_a_template),
	    TEST(flaws_are_named_with_their_line),
	    TEST(partials_are_checked_as_well),
	    TEST(a_list_or_an_object_is_no_value),
	    TEST(an_error_is_one_plain_line),
	    TEST(after_a_failure_the_text_is_as_before),
	    TEST(nesting_has_a_limit),
	    TEST(a_loop_that_writes_nothing_ends),
	    TEST(text_has_the_limit_of_its_buffer),
	    TEST(templates_and_tags_have_limits),
	};

	return cmocka_run_group_tests_name("mustache", tests, NULL, NULL);
}
