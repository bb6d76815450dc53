/* SPDX-License-Identifier: MIT */
#include "kit/jsonwalk.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/lines.h"

/* What may come next. */
enum state {
	VALUE,         /* a value must */
	FIRST_ELEMENT, /* a value or the end of the list */
	FIRST_MEMBER,  /* a name or the end of the object */
	AFTER_VALUE,   /* a comma or the end of what it is in */
};

struct level {
	char closing;       /* ']' or '}' */
	size_t path_length; /* of the object or list itself */
};

struct kit_jsonwalk {
	struct kit_lines *lines;
	const char *at, *end; /* of the bytes at hand */
	uint64_t line;
	enum state state;
	int depth;
	struct level levels[KIT_JSON_DEPTH];
	char path[KIT_JSON_PATH_MAX + 1];
	size_t path_length;
	char text[KIT_JSON_TEXT_MAX + 1];
	size_t length;
	int cut;
	int begun, broken;
	char error[300];
};

enum { END = -1 }; /* no more bytes; beside those of unsigned char */

/* ---- Bytes -------------------------------------------------------------- */

static int flaw(struct kit_jsonwalk *walk, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The first flaw stays; always -1. */
static int
flaw(struct kit_jsonwalk *walk, const char *format, ...)
{
	va_list args;

	if (walk->broken)
		return -1;
	va_start(args, format);
	vsnprintf(walk->error, sizeof walk->error, format, args);
	va_end(args);
	walk->broken = 1;
	return -1;
}

/* Have at least a byte at hand. 0 at the end, also where the file breaks. */
static int
refill(struct kit_jsonwalk *walk)
{
	ptrdiff_t count = kit_lines_bytes(walk->lines, &walk->at);

	if (count < 0)
		flaw(walk, "%s", kit_lines_error(walk->lines));
	if (count <= 0) {
		walk->at = walk->end = NULL;
		return 0;
	}
	walk->end = walk->at + count;
	return 1;
}

static int
peek(struct kit_jsonwalk *walk)
{
	if (walk->at == walk->end && !refill(walk))
		return END;
	return (unsigned char)*walk->at;
}

static int
take(struct kit_jsonwalk *walk)
{
	int c = peek(walk);

	if (c != END)
		walk->at++;
	walk->line += c == '\n';
	return c;
}

static int
skip_space(struct kit_jsonwalk *walk)
{
	int c = peek(walk);

	while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
		take(walk);
		c = peek(walk);
	}
	return c;
}

static int
expected(struct kit_jsonwalk *walk, const char *what)
{
	int c = peek(walk);

	if (c == END)
		return flaw(walk, "the document breaks off; expected %s", what);
	if (c > ' ' && c < 0x7f)
		return flaw(walk, "expected %s, not %c", what, c);
	return flaw(
	    walk, "expected %s, not the byte 0x%02x", what, (unsigned)c);
}

/* ---- Texts -------------------------------------------------------------- */

static void
put(struct kit_jsonwalk *walk, int byte)
{
	if (walk->length < KIT_JSON_TEXT_MAX)
		walk->text[walk->length++] = (char)byte;
	else
		walk->cut = 1;
}

static void
put_code(struct kit_jsonwalk *walk, unsigned code)
{
	if (code == 0)
		code = 0xfffd;
	if (code < 0x80) {
		put(walk, (int)code);
		return;
	}
	if (code < 0x800) {
		put(walk, (int)(0xc0 | code >> 6));
	} else {
		if (code < 0x10000) {
			put(walk, (int)(0xe0 | code >> 12));
		} else {
			put(walk, (int)(0xf0 | code >> 18));
			put(walk, (int)(0x80 | (code >> 12 & 0x3f)));
		}
		put(walk, (int)(0x80 | (code >> 6 & 0x3f)));
	}
	put(walk, (int)(0x80 | (code & 0x3f)));
}

/* Where a text was cut within a character, take the rest of that away. */
static void
finish_text(struct kit_jsonwalk *walk)
{
	size_t length = walk->length;

	if (walk->cut) {
		while (length > 0 &&
		       ((unsigned char)walk->text[length - 1] & 0xc0) == 0x80)
			length--;
		if (length > 0 && (unsigned char)walk->text[length - 1] >= 0xc0)
			length--;
		else
			length = walk->length;
	}
	walk->length = length;
	walk->text[length] = '\0';
}

static int
hex4(struct kit_jsonwalk *walk, unsigned *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++) {
		int c = peek(walk);
		int low = c | 32;

		if (c >= '0' && c <= '9')
			*out = *out << 4 | (unsigned)(c - '0');
		else if (low >= 'a' && low <= 'f')
			*out = *out << 4 | (unsigned)(low - 'a' + 10);
		else
			return expected(walk, "four hexadecimal digits");
		take(walk);
	}
	return 0;
}

/* What a backslash announces. high is the first half of a pair that waits for
 * its second, or 0. */
static int
read_escape(struct kit_jsonwalk *walk, unsigned *high)
{
	static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
	int c = peek(walk);
	const char *found = c <= 0 ? NULL : strchr(from, c);
	unsigned code;

	if (found == NULL && c != 'u')
		return expected(walk, "an escape");
	take(walk);
	if (found != NULL) {
		code = (unsigned char)into[found - from];
	} else if (hex4(walk, &code) < 0) {
		return -1;
	}
	if (*high != 0 && code >= 0xdc00 && code < 0xe000) {
		code = 0x10000 + ((*high - 0xd800) << 10) + (code - 0xdc00);
		*high = 0;
	}
	if (*high != 0)
		put_code(walk, 0xfffd);
	*high = code >= 0xd800 && code < 0xdc00 ? code : 0;
	if (*high == 0)
		put_code(walk, code >= 0xdc00 && code < 0xe000 ? 0xfffd : code);
	return 0;
}

/* A text whose quote is next, into walk->text. */
static int
read_text(struct kit_jsonwalk *walk)
{
	unsigned high = 0;

	walk->length = 0;
	walk->cut = 0;
	take(walk);
	for (;;) {
		int c = peek(walk);

		if (c == END)
			return expected(walk, "the end of a text");
		if (c < ' ')
			return expected(walk, "the end of a text");
		take(walk);
		if (c == '\\') {
			if (read_escape(walk, &high) < 0)
				return -1;
			continue;
		}
		if (high != 0)
			put_code(walk, 0xfffd);
		high = 0;
		if (c == '"')
			break;
		put(walk, c);
	}
	finish_text(walk);
	return 0;
}

/* ---- Numbers and words -------------------------------------------------- */

static size_t
read_digits(struct kit_jsonwalk *walk)
{
	size_t count = 0;

	for (int c = peek(walk); c >= '0' && c <= '9'; c = peek(walk)) {
		put(walk, take(walk));
		count++;
	}
	return count;
}

static int
read_number(struct kit_jsonwalk *walk)
{
	walk->length = 0;
	walk->cut = 0;
	if (peek(walk) == '-')
		put(walk, take(walk));
	if (peek(walk) == '0')
		put(walk, take(walk));
	else if (read_digits(walk) == 0)
		return expected(walk, "a digit");
	if (peek(walk) == '.') {
		put(walk, take(walk));
		if (read_digits(walk) == 0)
			return expected(walk, "a digit");
	}
	if (peek(walk) == 'e' || peek(walk) == 'E') {
		put(walk, take(walk));
		if (peek(walk) == '+' || peek(walk) == '-')
			put(walk, take(walk));
		if (read_digits(walk) == 0)
			return expected(walk, "a digit");
	}
	finish_text(walk);
	return 0;
}

static int
read_word(struct kit_jsonwalk *walk)
{
	static const char *const words[] = {"true", "false", "null"};

	walk->length = 0;
	walk->cut = 0;
	while (peek(walk) >= 'a' && peek(walk) <= 'z' && walk->length < 6)
		put(walk, take(walk));
	finish_text(walk);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(walk->text, words[i]) == 0)
			return 0;
	return walk->length == 0
	           ? expected(walk, "a value")
	           : flaw(walk, "expected a value, not %s", walk->text);
}

/* ---- Steps -------------------------------------------------------------- */

static int
tell(struct kit_jsonwalk *walk, struct kit_json_step *step,
    enum kit_json_what what)
{
	int scalar = what >= KIT_JSON_TEXT;

	walk->path[walk->path_length] = '\0';
	*step = (struct kit_json_step){.what = what,
	    .path = walk->path,
	    .text = scalar ? walk->text : "",
	    .length = scalar ? walk->length : 0,
	    .cut = scalar && walk->cut,
	    .line = walk->line};
	return 1;
}

static int
open_level(struct kit_jsonwalk *walk, struct kit_json_step *step, char closing)
{
	if (walk->depth == KIT_JSON_DEPTH)
		return flaw(walk,
		    "more than %d objects and lists in one "
		    "another",
		    KIT_JSON_DEPTH);
	take(walk);
	walk->levels[walk->depth++] =
	    (struct level){closing, walk->path_length};
	walk->state = closing == '}' ? FIRST_MEMBER : FIRST_ELEMENT;
	return tell(
	    walk, step, closing == '}' ? KIT_JSON_OBJECT : KIT_JSON_LIST);
}

/* The object or list that is open ends here. */
static int
close_level(struct kit_jsonwalk *walk, struct kit_json_step *step)
{
	const struct level *level = &walk->levels[--walk->depth];

	take(walk);
	walk->path_length = level->path_length;
	walk->state = AFTER_VALUE;
	return tell(walk, step,
	    level->closing == '}' ? KIT_JSON_OBJECT_END : KIT_JSON_LIST_END);
}

/* A name and its colon; the path then leads to its value. */
static int
read_name(struct kit_jsonwalk *walk)
{
	size_t base = walk->levels[walk->depth - 1].path_length;
	size_t room;

	if (skip_space(walk) != '"')
		return expected(walk, "a name in quotes");
	if (read_text(walk) < 0)
		return -1;
	if (base > 0 && base < KIT_JSON_PATH_MAX)
		walk->path[base++] = '.';
	room = KIT_JSON_PATH_MAX - base;
	if (walk->length < room)
		room = walk->length;
	memcpy(walk->path + base, walk->text, room);
	walk->path_length = base + room;
	if (skip_space(walk) != ':')
		return expected(walk, "a colon");
	take(walk);
	walk->state = VALUE;
	return 0;
}

static int
read_value(struct kit_jsonwalk *walk, struct kit_json_step *step)
{
	int c = skip_space(walk);
	int result;

	if (c == '{' || c == '[')
		return open_level(walk, step, c == '{' ? '}' : ']');
	walk->state = AFTER_VALUE;
	if (c == '"') {
		result = read_text(walk);
		return result < 0 ? result : tell(walk, step, KIT_JSON_TEXT);
	}
	if (c == '-' || (c >= '0' && c <= '9')) {
		result = read_number(walk);
		return result < 0 ? result : tell(walk, step, KIT_JSON_NUMBER);
	}
	result = read_word(walk);
	return result < 0 ? result : tell(walk, step, KIT_JSON_WORD);
}

/* Behind a value: a comma, after which another follows, or the end. */
static int
read_on(struct kit_jsonwalk *walk, struct kit_json_step *step)
{
	char closing;
	int c = skip_space(walk);

	if (walk->depth == 0)
		return c == END && !walk->broken
		           ? 0
		           : expected(walk, "the end of the document");
	closing = walk->levels[walk->depth - 1].closing;
	if (c == closing)
		return close_level(walk, step);
	if (c != ',')
		return expected(
		    walk, closing == '}' ? "a comma or }" : "a comma or ]");
	take(walk);
	if (closing == '}' && read_name(walk) < 0)
		return -1;
	if (closing == ']') {
		walk->path_length = walk->levels[walk->depth - 1].path_length;
		walk->state = VALUE;
	}
	return read_value(walk, step);
}

static void
skip_mark(struct kit_jsonwalk *walk)
{
	static const char mark[] = "\xef\xbb\xbf"; /* byte order, of UTF-8 */

	walk->begun = 1;
	for (int i = 0; i < 3 && peek(walk) == (unsigned char)mark[i]; i++)
		take(walk);
}

int
kit_jsonwalk_next(struct kit_jsonwalk *walk, struct kit_json_step *step)
{
	int c;

	if (walk->broken)
		return -1;
	if (!walk->begun)
		skip_mark(walk);
	switch (walk->state) {
	case FIRST_MEMBER:
		c = skip_space(walk);
		if (c == '}')
			return close_level(walk, step);
		return read_name(walk) < 0 ? -1 : read_value(walk, step);
	case FIRST_ELEMENT:
		c = skip_space(walk);
		return c == ']' ? close_level(walk, step)
		                : read_value(walk, step);
	case AFTER_VALUE:
		return read_on(walk, step);
	default:
		return read_value(walk, step);
	}
}

/* ---- Open and close ----------------------------------------------------- */

struct kit_jsonwalk *
kit_jsonwalk_open(const char *path, char *error, size_t error_size)
{
	struct kit_jsonwalk *walk = calloc(1, sizeof *walk);

	if (walk == NULL) {
		snprintf(error, error_size, "%s: out of memory", path);
		return NULL;
	}
	walk->line = 1;
	walk->lines = kit_lines_open(path, 1, error, error_size);
	if (walk->lines == NULL) {
		free(walk);
		return NULL;
	}
	return walk;
}

void
kit_jsonwalk_close(struct kit_jsonwalk *walk)
{
	if (walk == NULL)
		return;
	kit_lines_close(walk->lines);
	free(walk);
}

const char *
kit_jsonwalk_error(const struct kit_jsonwalk *walk)
{
	return walk->error;
}

uint64_t
kit_jsonwalk_line(const struct kit_jsonwalk *walk)
{
	return walk->line;
}

/* ---- Fields ------------------------------------------------------------- */

int
kit_json_take(const struct kit_json_step *step, const char *path,
    const struct kit_json_field *fields, size_t count, void *record)
{
	if (step->what < KIT_JSON_TEXT ||
	    (step->what == KIT_JSON_WORD && strcmp(step->text, "null") == 0))
		return 0;
	for (size_t i = 0; i < count; i++) {
		char *to = (char *)record + fields[i].offset;

		if (strcmp(path, fields[i].path) != 0)
			continue;
		if (step->cut || step->length >= fields[i].size) {
			*to = '\0';
			return -1;
		}
		memcpy(to, step->text, step->length + 1);
	}
	return 0;
}
