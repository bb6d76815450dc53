/*
 * Text from strangers within a page: it shows as it is and marks nothing up.
 */
#include "base/escape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"

enum { ROOM = 1000 };

struct row {
	const char *text, *expected;
};

static void
check(int (*escape)(struct pl_buf *, const char *, size_t),
    const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct pl_buf out;

		pl_buf_init(&out, ROOM);
		assert_int_equal(
		    escape(&out, rows[i].text, strlen(rows[i].text)), PL_OK);
		assert_string_equal(out.text, rows[i].expected);
		pl_buf_free(&out);
	}
}

static void
html_keeps_text_out_of_tags_and_attributes(void **state)
{
	static const struct row rows[] = {
	    {"", ""},
	    {"plain", "plain"},
	    {"<script>", "&lt;script&gt;"},
	    {"a & b", "a &amp; b"},
	    {"&lt;", "&amp;lt;"},
	    {"\" onload='x'", "&quot; onload=&#39;x&#39;"},
	    {"<<", "&lt;&lt;"},
	};

	(void)state;
	check(pl_escape_html, rows, PL_COUNT(rows));
}

static void
markdown_leaves_ordinary_names_and_numbers_readable(void **state)
{
	static const struct row rows[] = {
	    {"openssl=3.0.11-1+deb12", "openssl=3.0.11-1+deb12"},
	    {"web_01.example-2", "web_01.example-2"},
	    {"-3", "-3"},
	    {"+12.5", "+12.5"},
	    {"12.5", "12.5"},
	    {"A & B, 50 % at 10:30!?", "A & B, 50 % at 10:30!?"},
	    {"wow! yes", "wow! yes"},
	    {"M\xc3\xbcnchen", "M\xc3\xbcnchen"},
	};

	(void)state;
	check(pl_escape_markdown, rows, PL_COUNT(rows));
}

static void
markdown_makes_no_inline_markup(void **state)
{
	static const struct row rows[] = {
	    {"[x](u)", "\\[x\\]\\(u\\)"}, {"![x](u)", "!\\[x\\]\\(u\\)"},
	    {"<b>", "\\<b\\>"}, {"*a* **b**", "\\*a\\* \\*\\*b\\*\\*"},
	    {"_a_", "\\_a\\_"}, {"`rm`", "\\`rm\\`"},
	    {"1~deb2 1~deb1", "1\\~deb2 1\\~deb1"}, {"a|b", "a\\|b"},
	    {"\\*", "\\\\\\*"}, {"&lt; &#60; &", "\\&lt; &\\#60; \\&"},
	    {"{x} $y$", "\\{x\\} \\$y\\$"},
	    {"^1", "\\^1"}, /* a footnote, within a template's brackets */
	};

	(void)state;
	check(pl_escape_markdown, rows, PL_COUNT(rows));
}

static void
markdown_begins_no_block(void **state)
{
	static const struct row rows[] = {
	    {"# h", "\\# h"},
	    {"- x", "\\- x"},
	    {"-", "\\-"},
	    {"---", "\\---"},
	    {"===", "\\==="},
	    {"+ x", "\\+ x"},
	    {"> x", "\\> x"},
	    {"1. x", "1\\. x"},
	    {"1.", "1\\."},
	    {"12) x", "12\\) x"},
	    {"|---|", "\\|---\\|"},
	    {":--", "\\:--"},
	    {"~~~", "\\~\\~\\~"},
	    {"    code", "code"},
	};

	(void)state;
	check(pl_escape_markdown, rows, PL_COUNT(rows));
}

/* GitHub makes links of addresses that nothing marks. */
static void
markdown_makes_no_link_of_an_address(void **state)
{
	static const struct row rows[] = {
	    {"https://e.example", "https\\://e.example"},
	    {"www.e.example", "www\\.e.example"},
	    {"WWW.e.example", "WWW\\.e.example"},
	};

	(void)state;
	check(pl_escape_markdown, rows, PL_COUNT(rows));
}

/* As {{first}}{{second}}, or with the template's own text beside it. */
static void
markdown_is_safe_beside_other_text(void **state)
{
	static const struct row rows[] = {
	    {"1", "1"},       /* then: */
	    {". x", "\\. x"}, /* an item of a list */
	    {"http:", "http\\:"},
	    {"//e", "//e"},
	    {"://e", "\\://e"},
	    {"w.e", "w\\.e"},
	    {"wow!", "wow\\!"}, /* [link](of a template) */
	    {"(u)", "\\(u\\)"}, /* behind its [text] */
	    {"R&", "R\\&"},     /* lt; */
	    {"a_", "a\\_"},
	    {"_b", "\\_b"},
	};

	(void)state;
	check(pl_escape_markdown, rows, PL_COUNT(rows));
}

static void
markdown_stays_on_its_line(void **state)
{
	static const struct row rows[] = {
	    {"a\nb", "a b"},
	    {"a \r\n\t b", "a b"},
	    {" a ", "a"},
	    {"\n\n", ""},
	    {"a\x1b[31m", "a \\[31m"},
	    {"a\xc2\x85z", "a z"},
	    {"a\xff\xfez", "a z"},
	    {"a\nb_\n", "a b\\_"},
	    {"1.\nx", "1\\. x"},
	};
	struct pl_buf out;

	(void)state;
	check(pl_escape_markdown, rows, PL_COUNT(rows));
	pl_buf_init(&out, ROOM);
	assert_int_equal(pl_escape_markdown(&out, "a\0b", 3), PL_OK);
	assert_string_equal(out.text, "a b");
	pl_buf_free(&out);
}

static void
both_stop_at_the_limit(void **state)
{
	struct pl_buf out;

	(void)state;
	pl_buf_init(&out, 4);
	assert_int_equal(pl_escape_html(&out, "<<", 2), PL_E_LIMIT);
	pl_buf_clear(&out);
	assert_int_equal(pl_escape_markdown(&out, "###", 3), PL_E_LIMIT);
	pl_buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(html_keeps_text_out_of_tags_and_attributes),
	    cmocka_unit_test(
		markdown_leaves_ordinary_names_and_numbers_readable),
	    cmocka_unit_test(markdown_makes_no_inline_markup),
	    cmocka_unit_test(markdown_begins_no_block),
	    cmocka_unit_test(markdown_makes_no_link_of_an_address),
	    cmocka_unit_test(markdown_is_safe_beside_other_text),
	    cmocka_unit_test(markdown_stays_on_its_line),
	    cmocka_unit_test(both_stop_at_the_limit),
	};

	return cmocka_run_group_tests_name("escape", tests, NULL, NULL);
}
