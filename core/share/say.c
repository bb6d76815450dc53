#include "share/say.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/plain.h"

/* Of UTF-8, as if each character were one column wide. */
static size_t
width_of(const char *text, size_t length)
{
	size_t width = 0;

	for (size_t i = 0; i < length; i++)
		width += ((unsigned char)text[i] & 0xc0) != 0x80;
	return width;
}

/* How much of a text goes on a line: words that fit, but one at least. */
static size_t
line_length(const char *text, size_t columns)
{
	size_t taken = strcspn(text, " ");

	for (;;) {
		size_t blanks = strspn(text + taken, " ");
		size_t next =
		    taken + blanks + strcspn(text + taken + blanks, " ");

		if (text[taken] == '\0' || width_of(text, next) > columns)
			return taken;
		taken = next;
	}
}

static void
say_wrapped(struct pl_buf *out, const char *first, const char *text)
{
	const size_t indent = strlen(first);

	pl_buf_adds(out, first);
	for (;;) {
		size_t length = line_length(text, PL_SAY_COLUMNS - indent);

		pl_buf_add(out, text, length);
		pl_buf_adds(out, "\n");
		text += length;
		text += strspn(text, " ");
		if (*text == '\0')
			return;
		pl_buf_addf(out, "%*s", (int)indent, "");
	}
}

void
pl_say(struct pl_buf *out, const char *first, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = pl_vformat(format, args);
	va_end(args);
	pl_plain(text);
	say_wrapped(out, first, text);
	free(text);
}

/* A line of a text in pieces that fit, each with the blanks behind it. */
static void
say_line(struct pl_buf *out, const char *mark, const char *line)
{
	do {
		size_t length =
		    line_length(line, PL_SAY_COLUMNS - strlen(mark));

		length += strspn(line + length, " ");
		pl_buf_adds(out, mark);
		pl_buf_add(out, line, length);
		pl_buf_adds(out, "\n");
		line += length;
	} while (*line != '\0');
}

void
pl_say_lines(struct pl_buf *out, const char *mark, const char *text)
{
	for (;;) {
		size_t length = strcspn(text, "\n");
		char *line = pl_alloc(length + 1);

		memcpy(line, text, length);
		pl_plain(line);
		say_line(out, mark, line);
		free(line);
		if (text[length] == '\0')
			return;
		text += length + 1;
	}
}
