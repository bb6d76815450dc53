#include "base/escape.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/plain.h"

/* ---- HTML --------------------------------------------------------------- */

static const char *
entity(char character)
{
	switch (character) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

int
pl_escape_html(struct pl_buf *out, const char *text, size_t length)
{
	int result = PL_OK;
	size_t from = 0;

	for (size_t i = 0; i < length && result == PL_OK; i++) {
		const char *instead = entity(text[i]);

		if (instead == NULL)
			continue;
		result = pl_buf_add(out, text + from, i - from);
		if (result == PL_OK)
			result = pl_buf_adds(out, instead);
		from = i + 1;
	}
	return result < 0 ? result
	                  : pl_buf_add(out, text + from, length - from);
}

/* ---- Markdown ----------------------------------------------------------- */

/* Runs of what is no character, or a space, become one space. */
static void
one_line(struct pl_buf *out, const char *text, size_t length)
{
	size_t at = 0;

	while (at < length) {
		size_t size =
		    text[at] == ' ' ? 0 : pl_plain_character(text + at);

		if (size > length - at)
			size = 0;
		if (size > 0)
			pl_buf_add(out, text + at, size);
		else if (out->length > 0 && out->text[out->length - 1] != ' ')
			pl_buf_add(out, " ", 1);
		at += size > 0 ? size : 1;
	}
	while (out->length > 0 && out->text[out->length - 1] == ' ')
		out->text[--out->length] = '\0';
}

static int
is_word(char character)
{
	return isalnum((unsigned char)character);
}

static int
ends_item_number(const char *text, size_t at)
{
	return strspn(text, "0123456789") == at &&
	       (text[at + 1] == ' ' || text[at + 1] == '\0');
}

/* Could the character mark something up, here or with what stands beside the
 * text? */
static int
marks(const char *text, size_t at)
{
	char before = '\0', after = text[at + 1];

	if (at > 0)
		before = text[at - 1];
	switch (text[at]) {
	case '_': /* no emphasis within a word */
		return !is_word(before) || !is_word(after);
	case '-': /* a list, a rule, the line under a heading or table's head */
	case '+':
		return at == 0 && !is_word(after);
	case '=':
		return at == 0;
	case '.': /* a numbered list; www. makes a link */
		return at == 0 || before == 'w' || before == 'W' ||
		       ends_item_number(text, at);
	case ':': /* ://, and how a table's column is aligned */
		return at == 0 || after == '/' || after == '\0';
	case '!': /* an image, before the link of a template */
		return after == '\0';
	case '&': /* an entity */
		return after == '\0' || is_word(after);
	default:
		return strchr("\\`*{}[]<>()#|~$^", text[at]) != NULL;
	}
}

int
pl_escape_markdown(struct pl_buf *out, const char *text, size_t length)
{
	struct pl_buf line;
	int result = PL_OK;

	pl_buf_init(&line, length);
	one_line(&line, text, length);
	for (size_t i = 0; i < line.length && result == PL_OK; i++) {
		if (marks(line.text, i))
			result = pl_buf_add(out, "\\", 1);
		if (result == PL_OK)
			result = pl_buf_add(out, line.text + i, 1);
	}
	pl_buf_free(&line);
	return result;
}
