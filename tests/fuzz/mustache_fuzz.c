/* A line of JSON, and a template for it that may name itself and the JSON's
 * "partials". Where the line is no JSON, there is some. The template's bytes
 * are escaped, too. */
#include "report/mustache.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/escape.h"
#include "tests/fuzz/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUTPUT = 1 << 16 };

static const char spare[] =
    "{\"a\": [1, {\"b\": \"<x>\\n- y\", \"c\": [[], {}]}, -2.5, null], "
    "\"b\": {\"b\": {\"a\": true}}, \"c\": false, \"d\": \"{{a}}|_d_\", "
    "\"partials\": {\"p\": \"{{#a}}\\n {{>q}}\\n{{/a}}\", "
    "\"q\": \"x\\n  {{>p}}\\n{{d}}\\n\"}}";

static json_t *
context(const char *line)
{
	json_t *json = json_loads(line, JSON_DECODE_ANY, NULL);

	return json != NULL ? json : json_loads(spare, 0, NULL);
}

static json_t *
partials(const json_t *json, const char *text, size_t length)
{
	json_t *all = json_object(), *given = json_object_get(json, "partials");

	if (json_is_object(given))
		json_object_update(all, given);
	json_object_set_new(all, "self", json_stringn_nocheck(text, length));
	return all;
}

static void
render(struct pl_mustache *mustache, const json_t *json)
{
	struct pl_error err = {0};
	struct pl_buf out;
	int result;

	pl_buf_init(&out, OUTPUT);
	pl_buf_adds(&out, "before");
	result = pl_mustache_render(&out, mustache, json, &err);
	if (memcmp(out.text, "before", 6) != 0 || out.text[out.length] != '\0')
		abort();
	if (result < 0 &&
	    (err.text[0] == '\0' || err.code != result ||
		strchr(err.text, '\n') != NULL || out.length != 6))
		abort();
	pl_buf_free(&out);
}

static void
escape_html(const char *text, size_t length)
{
	struct pl_buf out;

	pl_buf_init(&out, 6 * length);
	if (pl_escape_html(&out, text, length) < 0 ||
	    strpbrk(out.text, "<>\"'") != NULL)
		abort();
	pl_buf_free(&out);
}

/* One line of characters, with a backslash before each that always needs
 * one. */
static void
escape_markdown(const char *text, size_t length)
{
	struct pl_buf out;

	pl_buf_init(&out, 2 * length);
	if (pl_escape_markdown(&out, text, length) < 0)
		abort();
	for (const char *at = out.text; *at != '\0'; at++) {
		if (strchr("`*{}[]<>()#|~$^\n\t", *at) != NULL)
			abort();
		if (*at == '\\' && *++at == '\0')
			abort();
	}
	pl_buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t line_length, length = size;
	const uint8_t *rest = data;
	char *line = next_line(&rest, &length, &line_length);
	char *text = malloc(length + 1);
	json_t *json = context(line), *others;
	struct pl_mustache mustache = {.name = "fuzz", .length = length};

	if (text == NULL)
		abort();
	if (length > 0)
		memcpy(text, rest, length);
	text[length] = '\0';
	others = partials(json, text, length);
	mustache.text = text;
	mustache.partials = others;
	render(&mustache, json);
	mustache.escape = PL_MUSTACHE_MARKDOWN;
	render(&mustache, json);
	escape_html(text, length);
	escape_markdown(text, length);
	json_decref(others);
	json_decref(json);
	free(text);
	free(line);
	return 0;
}
