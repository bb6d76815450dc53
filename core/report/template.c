#include "report/template.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/map.h"
#include "base/plain.h"
#include "report/mustache.h"

/* What may come before a name; $ and < only to be refused. */
#define SIGILS "#^/>&!={$<"

enum { DELIMITER = 16, QUOTED = 64 };

struct parser {
	struct pl_template *out;
	struct pl_map *partials;
	struct pl_error *err;
	const char *at, *end;
	char open[DELIMITER + 1], close[DELIMITER + 1];
	size_t line;                        /* that at is in */
	int fresh;                          /* at begins a line */
	size_t sections[PL_MUSTACHE_DEPTH]; /* open, by their pieces */
	size_t depth;
};

struct tag {
	char sigil;              /* '\0' before a plain name */
	const char *begin, *end; /* with its delimiters */
	const char *text;        /* without them, the sigil and white space */
	size_t length;
	const char *indent; /* where the white space before it begins */
	int alone;          /* on its line, and none that prints */
};

int
pl_template_fail(struct pl_error *err, int code,
    const struct pl_template *template, size_t line, const char *format, ...)
{
	struct pl_error said;
	va_list args;

	va_start(args, format);
	vsnprintf(said.text, sizeof said.text, format, args);
	va_end(args);
	pl_fail(
	    err, code, "%.200s:%zu: %.700s", template->name, line, said.text);
	if (err != NULL)
		pl_plain(err->text);
	return code;
}

/* How much of a name a message has. */
static int
quoted(size_t length)
{
	return length < QUOTED ? (int)length : QUOTED;
}

static int
refuse(const struct parser *parser, const struct tag *tag, const char *sentence)
{
	const char sigil[] = {tag->sigil, '\0'};

	return pl_template_fail(parser->err, PL_E_DATA, parser->out,
	    parser->line, "\"%s%.*s\": %s", sigil, quoted(tag->length),
	    tag->text, sentence);
}

/* ---- White space and lines ---------------------------------------------- */

static int
is_blank(char character)
{
	return character == ' ' || character == '\t';
}

static int
is_space(char character)
{
	return is_blank(character) || (character >= '\n' && character <= '\r');
}

static size_t
lines(const char *from, const char *to)
{
	size_t count = 0;

	for (; from < to; from++)
		count += *from == '\n';
	return count;
}

/* Behind the end of the line, where nothing else follows on it; or NULL. */
static const char *
rest_of_line(const struct parser *parser, const char *at)
{
	while (at < parser->end && is_blank(*at))
		at++;
	if (parser->end - at >= 2 && at[0] == '\r' && at[1] == '\n')
		return at + 2;
	if (at < parser->end)
		return *at == '\n' ? at + 1 : NULL;
	return at;
}

static void
trim(const char **text, size_t *length)
{
	while (*length > 0 && is_space(**text)) {
		++*text;
		--*length;
	}
	while (*length > 0 && is_space((*text)[*length - 1]))
		--*length;
}

/* ---- Tags --------------------------------------------------------------- */

static const char *
find(const struct parser *parser, const char *from, const char *delimiter)
{
	return memmem(
	    from, (size_t)(parser->end - from), delimiter, strlen(delimiter));
}

/* Some tags have one more character before the delimiter that closes them. */
static const char *
closing(char sigil)
{
	return sigil == '{' ? "}" : sigil == '=' ? "=" : "";
}

/* Find where the tag ends, and what is in it. */
static int
delimit(const struct parser *parser, struct tag *tag)
{
	const char *at = tag->begin + strlen(parser->open), *end;
	char close[DELIMITER + 2];

	while (at < parser->end && is_space(*at))
		at++;
	if (at < parser->end && *at != '\0' && strchr(SIGILS, *at) != NULL)
		tag->sigil = *at++;
	snprintf(
	    close, sizeof close, "%s%s", closing(tag->sigil), parser->close);
	end = find(parser, at, close);
	if (end == NULL)
		return pl_template_fail(parser->err, PL_E_DATA, parser->out,
		    parser->line + lines(parser->at, tag->begin),
		    "a tag is never closed; expected %s", close);
	tag->text = at;
	tag->length = (size_t)(end - at);
	tag->end = end + strlen(close);
	trim(&tag->text, &tag->length);
	return PL_OK;
}

static void
see_whether_alone(const struct parser *parser, struct tag *tag)
{
	const char *before = tag->begin;

	while (before > parser->at && is_blank(before[-1]))
		before--;
	tag->indent = before;
	tag->alone =
	    tag->sigil != '\0' && strchr("&{", tag->sigil) == NULL &&
	    (before == parser->at ? parser->fresh : before[-1] == '\n') &&
	    rest_of_line(parser, tag->end) != NULL;
}

static int
check_name(const struct parser *parser, const struct tag *tag)
{
	int bad = tag->length == 0;

	for (size_t i = 0; i < tag->length; i++)
		bad |= is_space(tag->text[i]) || tag->text[i] == '\0';
	if (bad)
		return refuse(
		    parser, tag, "expected a name without white space");
	return PL_OK;
}

/* A dot alone, or parts with a dot between each two. */
static int
check_dots(const struct parser *parser, const struct tag *tag)
{
	int bad = tag->length > 1 &&
	          (tag->text[0] == '.' || tag->text[tag->length - 1] == '.');

	for (size_t i = 1; i < tag->length; i++)
		bad |= tag->text[i] == '.' && tag->text[i - 1] == '.';
	if (bad)
		return refuse(parser, tag, "expected a name around each dot");
	return PL_OK;
}

static int
check_tag(const struct parser *parser, const struct tag *tag)
{
	int result;

	if (tag->sigil == '!')
		return PL_OK;
	if (tag->length > PL_MUSTACHE_TAG)
		return pl_template_fail(parser->err, PL_E_LIMIT, parser->out,
		    parser->line, "a tag has more than %d bytes",
		    PL_MUSTACHE_TAG);
	if (tag->sigil == '$' || tag->sigil == '<')
		return refuse(parser, tag, "there is no inheritance here");
	if (tag->sigil == '=')
		return PL_OK;
	result = check_name(parser, tag);
	if (result < 0 || tag->sigil == '>')
		return result;
	return check_dots(parser, tag);
}

/* ---- Pieces ------------------------------------------------------------- */

static struct pl_piece *
add_piece(struct parser *parser, enum pl_piece_kind kind, const char *text,
    size_t length)
{
	struct pl_template *out = parser->out;
	struct pl_piece *piece;

	out->pieces =
	    pl_grow(out->pieces, out->count, &out->room, sizeof *out->pieces);
	piece = &out->pieces[out->count++];
	*piece = (struct pl_piece){
	    .kind = kind, .text = text, .length = length, .line = parser->line};
	return piece;
}

static void
add_text(struct parser *parser, const char *end)
{
	struct pl_piece *piece;

	if (end == parser->at)
		return;
	piece = add_piece(
	    parser, PL_PIECE_TEXT, parser->at, (size_t)(end - parser->at));
	piece->begins_line = parser->fresh;
	parser->fresh = end[-1] == '\n';
	parser->line += lines(parser->at, end);
	parser->at = end;
}

/* ---- Each kind of tag --------------------------------------------------- */

static int
open_section(struct parser *parser, const struct tag *tag)
{
	if (parser->depth == PL_MUSTACHE_DEPTH)
		return pl_template_fail(parser->err, PL_E_LIMIT, parser->out,
		    parser->line, "sections nest deeper than %d",
		    PL_MUSTACHE_DEPTH);
	parser->sections[parser->depth++] = parser->out->count;
	add_piece(parser,
	    tag->sigil == '#' ? PL_PIECE_SECTION : PL_PIECE_INVERTED, tag->text,
	    tag->length);
	return PL_OK;
}

static int
close_section(struct parser *parser, const struct tag *tag)
{
	struct pl_piece *section;

	if (parser->depth == 0)
		return refuse(
		    parser, tag, "there is no section that it could end");
	section = &parser->out->pieces[parser->sections[parser->depth - 1]];
	if (tag->length != section->length ||
	    memcmp(tag->text, section->text, tag->length) != 0)
		return pl_template_fail(parser->err, PL_E_DATA, parser->out,
		    parser->line,
		    "\"/%.*s\": expected \"/%.*s\", for the section of line "
		    "%zu",
		    quoted(tag->length), tag->text, quoted(section->length),
		    section->text, section->line);
	section->target = parser->out->count;
	parser->depth--;
	add_piece(parser, PL_PIECE_END, tag->text, tag->length);
	return PL_OK;
}

static int
add_partial(struct parser *parser, const struct tag *tag)
{
	char name[PL_MUSTACHE_TAG + 1];
	struct pl_piece *piece;

	if (tag->text[0] == '*')
		return refuse(
		    parser, tag, "names of partials are not dynamic here");
	snprintf(name, sizeof name, "%.*s", (int)tag->length, tag->text);
	piece = add_piece(parser, PL_PIECE_PARTIAL, tag->indent,
	    tag->alone ? (size_t)(tag->begin - tag->indent) : 0);
	piece->alone = tag->alone;
	piece->target = pl_map_add(parser->partials, name);
	return PL_OK;
}

static int
set_delimiter(char delimiter[DELIMITER + 1], const char *text, size_t length)
{
	if (length == 0 || length > DELIMITER ||
	    memchr(text, '=', length) != NULL ||
	    memchr(text, '\0', length) != NULL)
		return PL_E_DATA;
	snprintf(delimiter, DELIMITER + 1, "%.*s", (int)length, text);
	return PL_OK;
}

static int
change_delimiters(struct parser *parser, const struct tag *tag)
{
	const char *close = tag->text;
	size_t left = tag->length, first = 0, i;

	while (first < tag->length && !is_space(tag->text[first]))
		first++;
	close += first;
	left -= first;
	trim(&close, &left);
	for (i = 0; i < left && !is_space(close[i]); i++)
		;
	if (i < left || set_delimiter(parser->open, tag->text, first) < 0 ||
	    set_delimiter(parser->close, close, left) < 0)
		return refuse(parser, tag,
		    "expected two delimiters, short and without =");
	add_piece(parser, PL_PIECE_TEXT, tag->text, 0);
	return PL_OK;
}

static int
add_tag(struct parser *parser, const struct tag *tag)
{
	switch (tag->sigil) {
	case '#':
	case '^':
		return open_section(parser, tag);
	case '/':
		return close_section(parser, tag);
	case '>':
		return add_partial(parser, tag);
	case '=':
		return change_delimiters(parser, tag);
	case '!':
		add_piece(parser, PL_PIECE_TEXT, tag->text, 0);
		return PL_OK;
	case '&':
	case '{':
		add_piece(parser, PL_PIECE_RAW, tag->text, tag->length);
		return PL_OK;
	default:
		add_piece(parser, PL_PIECE_VALUE, tag->text, tag->length);
		return PL_OK;
	}
}

/* The text before the tag at begin, the tag, and what of its line goes. */
static int
read_tag(struct parser *parser, const char *begin)
{
	struct tag tag = {.begin = begin};
	const char *behind;
	int result;

	result = delimit(parser, &tag);
	if (result < 0)
		return result;
	see_whether_alone(parser, &tag);
	add_text(parser, tag.alone ? tag.indent : begin);
	result = check_tag(parser, &tag);
	if (result == PL_OK)
		result = add_tag(parser, &tag);
	if (result < 0)
		return result;
	if (!tag.alone)
		parser->out->pieces[parser->out->count - 1].begins_line =
		    parser->fresh;
	behind = tag.alone ? rest_of_line(parser, tag.end) : tag.end;
	parser->fresh = tag.alone;
	parser->line += lines(begin, behind);
	parser->at = behind;
	return PL_OK;
}

static int
read_all(struct parser *parser)
{
	const char *begin;
	size_t section;
	int result = PL_OK;

	while (result == PL_OK &&
	       (begin = find(parser, parser->at, parser->open)) != NULL)
		result = read_tag(parser, begin);
	if (result < 0)
		return result;
	add_text(parser, parser->end);
	if (parser->depth == 0)
		return PL_OK;
	section = parser->sections[parser->depth - 1];
	return pl_template_fail(parser->err, PL_E_DATA, parser->out,
	    parser->out->pieces[section].line,
	    "section \"%.*s\" is never closed",
	    quoted(parser->out->pieces[section].length),
	    parser->out->pieces[section].text);
}

int
pl_template_parse(struct pl_template *out, const char *name, const char *text,
    size_t length, struct pl_map *partials, struct pl_error *err)
{
	struct pl_template template = {.name = pl_strdup(name)};
	struct parser parser = {
	    .out = &template,
	    .partials = partials,
	    .err = err,
	    .at = text,
	    .end = text + length,
	    .open = "{{",
	    .close = "}}",
	    .line = 1,
	    .fresh = 1,
	};
	int result;

	if (length > PL_MUSTACHE_TEXT)
		result = pl_template_fail(err, PL_E_LIMIT, &template, 1,
		    "a template has more than %d bytes", PL_MUSTACHE_TEXT);
	else
		result = read_all(&parser);
	if (result < 0)
		pl_template_free(&template);
	else
		*out = template;
	return result;
}

void
pl_template_free(struct pl_template *template)
{
	free(template->name);
	free(template->pieces);
	*template = (struct pl_template){0};
}
