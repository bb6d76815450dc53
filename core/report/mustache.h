/*
 * mustache.h - a report's text, from a template and JSON
 *
 * The language is Mustache as its specification has it: {{name}} with dotted
 * names and {{.}}, {{{name}}} and {{&name}} without escaping, sections,
 * inverted sections, comments, partials and other delimiters, with lines that
 * hold nothing but such a tag gone from the text. Lambdas, inheritance and
 * dynamic names of partials are not part of it; a tag that asks for the latter
 * two is an error.
 *
 * What the specification leaves open:
 * - Missing, null, false and [] make a section fall away. 0 and "" do not: a
 *   count of 0 is a value.
 * - Numbers are written with as few digits as tell them apart from all others.
 * - A list or an object where a value is expected is an error.
 * - A name has no white space in it, and a dot only between its parts.
 *
 * Values are never read as template text. Neither templates nor values are
 * trusted to be small: the limits below and the buffer's hold for both. An
 * error names the template or partial and the line.
 */
#ifndef PL_MUSTACHE_H
#define PL_MUSTACHE_H

#include <jansson.h>
#include <stddef.h>

struct pl_buf;
struct pl_error;

enum {
	PL_MUSTACHE_TEXT = 1 << 20,  /* bytes of a template or a partial */
	PL_MUSTACHE_TAG = 256,       /* bytes of a tag that is no comment */
	PL_MUSTACHE_DEPTH = 64,      /* sections and partials in each other */
	PL_MUSTACHE_STEPS = 1 << 24, /* tags and texts, and names sought */
};

/* What {{name}} does to a value, so that it stays the text it is. */
enum pl_mustache_escape {
	PL_MUSTACHE_HTML,     /* pl_escape_html */
	PL_MUSTACHE_MARKDOWN, /* pl_escape_markdown */
};

struct pl_mustache {
	const char *name; /* for errors: "report.html" */
	const char *text;
	size_t length;
	const json_t *partials; /* an object of texts by name; NULL for none */
	enum pl_mustache_escape escape;
};

/* Add to out what the template makes of context. A partial that is not there
 * is empty, as is a value. All of the template and of the partials that it
 * leads to is checked, also what context does not reach. On failure
 * (PL_E_DATA, PL_E_LIMIT) out has the text it had. */
int pl_mustache_render(struct pl_buf *out, const struct pl_mustache *mustache,
    const json_t *context, struct pl_error *err);

#endif
