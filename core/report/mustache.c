#include "report/mustache.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "base/escape.h"
#include "report/template.h"

enum { NUMBER = 32 };

/* White space before each line of a partial, after that of the partials around
 * it. None is empty, so that each that is written counts for the limit. */
struct indent {
	const struct indent *outer;
	const char *text;
	size_t length;
};

struct render {
	const struct pl_mustache *mustache;
	struct pl_map *names;          /* of partials */
	struct pl_template *templates; /* by their numbers; 0 is the first */
	size_t template_count, template_room;
	const json_t *contexts[PL_MUSTACHE_DEPTH + 1]; /* the last is the top */
	size_t context_count, depth, steps;
	struct pl_buf *out;
	struct pl_error *err;
};

/* A piece, and how it came there. */
struct place {
	const struct pl_template *template;
	const struct pl_piece *piece;
	const struct indent *indent;
};

static int render_pieces(struct render *render,
    const struct pl_template *template, size_t from, size_t end,
    const struct indent *indent);

/* ---- Limits ------------------------------------------------------------- */

static int
step(struct render *render, const struct place *place)
{
	if (++render->steps <= PL_MUSTACHE_STEPS)
		return PL_OK;
	return pl_template_fail(render->err, PL_E_LIMIT, place->template,
	    place->piece->line, "more than %d steps lead here",
	    PL_MUSTACHE_STEPS);
}

static int
enter(struct render *render, const struct place *place)
{
	if (render->depth == PL_MUSTACHE_DEPTH)
		return pl_template_fail(render->err, PL_E_LIMIT,
		    place->template, place->piece->line,
		    "sections and partials nest deeper than %d",
		    PL_MUSTACHE_DEPTH);
	render->depth++;
	return PL_OK;
}

/* Pass on what adding to the output came to. */
static int
written(const struct render *render, const struct place *place, int result)
{
	if (result == PL_OK)
		return PL_OK;
	return pl_template_fail(render->err, result, place->template,
	    place->piece->line, "the text is more than %zu bytes here",
	    render->out->limit);
}

/* ---- Names -------------------------------------------------------------- */

static const json_t *
member(struct render *render, const json_t *json, const char *name,
    const char *end)
{
	render->steps++;
	return json_object_getn(json, name, (size_t)(end - name));
}

/* What a piece names; NULL where nothing has that name. The first part is
 * looked for from the top context down, each other one in what was found. */
static const json_t *
look_up(struct render *render, const struct pl_piece *piece)
{
	const char *name = piece->text, *end = name + piece->length;
	const char *dot = memchr(name, '.', piece->length);
	const json_t *found = NULL;
	size_t i = render->context_count;

	if (dot == name)
		return render->contexts[i - 1];
	while (found == NULL && i-- > 0)
		found = member(
		    render, render->contexts[i], name, dot != NULL ? dot : end);
	while (found != NULL && dot != NULL) {
		name = dot + 1;
		dot = memchr(name, '.', (size_t)(end - name));
		found = member(render, found, name, dot != NULL ? dot : end);
	}
	return found;
}

static int
counts(const json_t *value)
{
	return !(value == NULL || json_is_null(value) || json_is_false(value) ||
		 (json_is_array(value) && json_array_size(value) == 0));
}

/* ---- What is written ---------------------------------------------------- */

static int
write_indent(struct pl_buf *out, const struct indent *indent)
{
	int result = PL_OK;

	if (indent == NULL)
		return PL_OK;
	result = write_indent(out, indent->outer);
	return result < 0 ? result
	                  : pl_buf_add(out, indent->text, indent->length);
}

/* The piece's text; each line but the first is indented here. */
static int
write_text(struct pl_buf *out, const struct place *place)
{
	const char *at = place->piece->text;
	const char *end = at + place->piece->length;
	int result = PL_OK;

	while (result == PL_OK && at < end) {
		const char *next = memchr(at, '\n', (size_t)(end - at));

		next = next == NULL || place->indent == NULL ? end : next + 1;
		result = pl_buf_add(out, at, (size_t)(next - at));
		if (result == PL_OK && next < end)
			result = write_indent(out, place->indent);
		at = next;
	}
	return result;
}

/* As few digits as lead back to the number. */
static void
print_real(char text[NUMBER], double real)
{
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, NUMBER, "%.*g", digits, real);
		if (strtod(text, NULL) == real)
			return;
	}
}

static int
write_escaped(struct render *render, int raw, const char *text, size_t length)
{
	if (raw)
		return pl_buf_add(render->out, text, length);
	if (render->mustache->escape == PL_MUSTACHE_HTML)
		return pl_escape_html(render->out, text, length);
	return pl_escape_markdown(render->out, text, length);
}

static int
write_value(struct render *render, const struct place *place)
{
	const struct pl_piece *piece = place->piece;
	const json_t *value = look_up(render, piece);
	char number[NUMBER] = "";
	const char *text = number;
	int result;

	if (value == NULL || json_is_null(value))
		return PL_OK;
	if (json_is_object(value) || json_is_array(value))
		return pl_template_fail(render->err, PL_E_DATA, place->template,
		    piece->line, "\"%.*s\" is %s; expected a text or a number",
		    (int)piece->length, piece->text,
		    json_is_array(value) ? "a list" : "an object");
	if (json_is_string(value))
		text = json_string_value(value);
	else if (json_is_boolean(value))
		text = json_is_true(value) ? "true" : "false";
	else if (json_is_integer(value))
		snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT,
		    json_integer_value(value));
	else
		print_real(number, json_real_value(value));
	result = write_escaped(render, piece->kind == PL_PIECE_RAW, text,
	    json_is_string(value) ? json_string_length(value) : strlen(text));
	return written(render, place, result);
}

/* ---- Sections and partials ---------------------------------------------- */

static int
render_inside(struct render *render, const struct place *place)
{
	const struct pl_piece *pieces = place->template->pieces;

	return render_pieces(render, place->template,
	    (size_t)(place->piece - pieces) + 1, place->piece->target + 1,
	    place->indent);
}

static int
render_with(
    struct render *render, const struct place *place, const json_t *context)
{
	int result;

	render->contexts[render->context_count++] = context;
	result = render_inside(render, place);
	render->context_count--;
	return result;
}

static int
render_section(struct render *render, const struct place *place)
{
	const json_t *value = look_up(render, place->piece);
	int result = PL_OK;

	if (!counts(value))
		return PL_OK;
	if (!json_is_array(value))
		return render_with(render, place, value);
	for (size_t i = 0; i < json_array_size(value) && result == PL_OK; i++)
		result = render_with(render, place, json_array_get(value, i));
	return result;
}

static int
render_partial(struct render *render, const struct place *place)
{
	const struct pl_piece *piece = place->piece;
	const struct pl_template *template = &render->templates[piece->target];
	struct indent own = {place->indent, piece->text, piece->length};
	const struct indent *indent = NULL;

	if (piece->alone)
		indent = own.length > 0 ? &own : place->indent;
	return render_pieces(render, template, 0, template->count, indent);
}

static int
render_nested(struct render *render, const struct place *place)
{
	int result = enter(render, place);

	if (result < 0)
		return result;
	if (place->piece->kind == PL_PIECE_PARTIAL)
		result = render_partial(render, place);
	else if (place->piece->kind == PL_PIECE_SECTION)
		result = render_section(render, place);
	else if (!counts(look_up(render, place->piece)))
		result = render_inside(render, place);
	render->depth--;
	return result;
}

static int
render_piece(struct render *render, const struct place *place)
{
	int result = step(render, place);

	if (result == PL_OK && place->piece->begins_line)
		result = written(
		    render, place, write_indent(render->out, place->indent));
	if (result < 0)
		return result;
	switch (place->piece->kind) {
	case PL_PIECE_TEXT:
		return written(render, place, write_text(render->out, place));
	case PL_PIECE_VALUE:
	case PL_PIECE_RAW:
		return write_value(render, place);
	case PL_PIECE_SECTION:
	case PL_PIECE_INVERTED:
	case PL_PIECE_PARTIAL:
		return render_nested(render, place);
	case PL_PIECE_END:
		break;
	}
	return PL_OK;
}

static int
render_pieces(struct render *render, const struct pl_template *template,
    size_t from, size_t end, const struct indent *indent)
{
	int result = PL_OK;

	for (size_t i = from; i < end && result == PL_OK; i++) {
		const struct pl_piece *piece = &template->pieces[i];
		struct place place = {template, piece, indent};

		result = render_piece(render, &place);
		if (piece->kind == PL_PIECE_SECTION ||
		    piece->kind == PL_PIECE_INVERTED)
			i = piece->target;
	}
	return result;
}

/* ---- Templates ---------------------------------------------------------- */

static int
add_template(
    struct render *render, const char *name, const char *text, size_t length)
{
	struct pl_template template;
	int result = pl_template_parse(
	    &template, name, text, length, render->names, render->err);

	if (result < 0)
		return result;
	render->templates = pl_grow(render->templates, render->template_count,
	    &render->template_room, sizeof *render->templates);
	render->templates[render->template_count++] = template;
	return PL_OK;
}

/* The template, then each partial that one before it names. */
static int
add_templates(struct render *render)
{
	const struct pl_mustache *mustache = render->mustache;
	int result = add_template(
	    render, mustache->name, mustache->text, mustache->length);

	for (uint32_t i = 1;
	     result == PL_OK && i <= pl_map_count(render->names); i++) {
		const char *name = pl_map_text(render->names, i);
		const json_t *text = json_object_get(mustache->partials, name);

		if (json_is_string(text))
			result = add_template(render, name,
			    json_string_value(text), json_string_length(text));
		else
			result = add_template(render, name, "", 0);
	}
	return result;
}

int
pl_mustache_render(struct pl_buf *out, const struct pl_mustache *mustache,
    const json_t *context, struct pl_error *err)
{
	struct render render = {.mustache = mustache,
	    .names = pl_map_new(),
	    .contexts = {context},
	    .context_count = 1,
	    .out = out,
	    .err = err};
	size_t before = out->length;
	int result = add_templates(&render);

	if (result == PL_OK)
		result = render_pieces(&render, render.templates, 0,
		    render.templates->count, NULL);
	if (result < 0) {
		out->length = before;
		out->text[before] = '\0';
	}
	for (size_t i = 0; i < render.template_count; i++)
		pl_template_free(&render.templates[i]);
	free(render.templates);
	pl_map_free(render.names);
	return result;
}
