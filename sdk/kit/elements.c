/* SPDX-License-Identifier: MIT */
#include "kit/elements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 * 1024, FIRST_ROOM = 16 * 1024, END = -1 };

enum place { BEFORE, IN_LIST, BEHIND, BROKEN };

struct kit_elements {
	kit_elements_read *read;
	void *context;
	const char *list;
	enum place place;
	int first; /* no element was met yet */
	uint64_t line;
	/* What was read and not looked at. */
	char block[BLOCK];
	size_t at, end;
	/* The text that is kept, of as many bytes as may be. */
	char *text;
	size_t length, room, limit;
	int keep, truncated;
	char error[200];
};

struct kit_elements *
kit_elements_new(size_t limit)
{
	struct kit_elements *elements = calloc(1, sizeof *elements);

	if (elements == NULL)
		return NULL;
	elements->limit = limit;
	elements->room = FIRST_ROOM;
	elements->text = malloc(FIRST_ROOM + 1);
	if (elements->text == NULL) {
		free(elements);
		return NULL;
	}
	return elements;
}

void
kit_elements_free(struct kit_elements *elements)
{
	if (elements != NULL)
		free(elements->text);
	free(elements);
}

void
kit_elements_begin(struct kit_elements *elements, kit_elements_read *read,
    void *context, const char *list)
{
	elements->read = read;
	elements->context = context;
	elements->list = list;
	elements->place = BEFORE;
	elements->first = 1;
	elements->line = 1;
	elements->at = elements->end = 0;
	elements->keep = 0;
	elements->error[0] = '\0';
}

const char *
kit_elements_error(const struct kit_elements *elements)
{
	return elements->error;
}

static int
flaw(struct kit_elements *elements, const char *what)
{
	elements->place = BROKEN;
	if (elements->error[0] == '\0')
		snprintf(elements->error, sizeof elements->error,
		    "line %llu: %s", (unsigned long long)elements->line, what);
	return -1;
}

/* ---- Bytes -------------------------------------------------------------- */

static int
fill(struct kit_elements *elements)
{
	ssize_t n = elements->read(elements->context, elements->block, BLOCK);

	elements->at = elements->end = 0;
	if (n < 0)
		return flaw(elements, "the file is damaged from here on");
	elements->end = (size_t)n;
	return n == 0 ? -1 : 0;
}

/* The byte that stands there, or END, also where the file is damaged. */
static inline int
peek(struct kit_elements *elements)
{
	if (elements->at == elements->end && fill(elements) < 0)
		return END;
	return (unsigned char)elements->block[elements->at];
}

/* -1 where there is no memory. */
static int
keep_bytes(struct kit_elements *elements, const char *bytes, size_t length)
{
	if (length > elements->limit - elements->length) {
		elements->truncated = 1;
		length = elements->limit - elements->length;
	}
	if (length > elements->room - elements->length) {
		size_t room = 2 * (elements->length + length);
		char *more = realloc(elements->text, room + 1);

		if (more == NULL)
			return flaw(elements, "out of memory");
		elements->text = more;
		elements->room = room;
	}
	memcpy(elements->text + elements->length, bytes, length);
	elements->length += length;
	return 0;
}

/* Go on behind the next count bytes, which are in the block. */
static int
step(struct kit_elements *elements, size_t count)
{
	const char *from = elements->block + elements->at;

	elements->at += count;
	return elements->keep ? keep_bytes(elements, from, count) : 0;
}

static int
is_space(int c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Skip spaces and give the byte behind them. */
static int
peek_token(struct kit_elements *elements)
{
	int c;

	while (is_space(c = peek(elements))) {
		elements->line += c == '\n';
		elements->at++;
	}
	return c;
}

static void
start_keeping(struct kit_elements *elements)
{
	elements->keep = 1;
	elements->length = 0;
	elements->truncated = 0;
}

static void
stop_keeping(struct kit_elements *elements)
{
	elements->keep = 0;
	elements->text[elements->length] = '\0';
}

/* ---- Values ------------------------------------------------------------- */

/* How far from here on the block has none of the bytes that matter. */
static size_t
run_of(struct kit_elements *elements, const char matter[256])
{
	size_t at = elements->at;

	while (
	    at < elements->end && !matter[(unsigned char)elements->block[at]])
		at++;
	return at - elements->at;
}

/* From the opening quote to behind the closing one. */
static int
pass_string(struct kit_elements *elements)
{
	static const char matter[256] = {['"'] = 1, ['\\'] = 1, ['\n'] = 1};

	if (step(elements, 1) < 0)
		return -1;
	for (;;) {
		int c = peek(elements);

		if (c == END)
			return flaw(elements, "ends within a string");
		if (!matter[c]) {
			if (step(elements, run_of(elements, matter)) < 0)
				return -1;
			continue;
		}
		elements->line += c == '\n';
		if (step(elements, 1) < 0)
			return -1;
		if (c == '"')
			return 0;
		if (c == '\\' &&
		    (peek(elements) == END || step(elements, 1) < 0))
			return flaw(elements, "ends within a string");
	}
}

/* From the opening bracket to behind the one that closes it. */
static int
pass_brackets(struct kit_elements *elements)
{
	static const char matter[256] = {
	    ['"'] = 1, ['['] = 1, [']'] = 1, ['{'] = 1, ['}'] = 1, ['\n'] = 1};
	uint64_t depth = 0;

	do {
		int c = peek(elements);
		int result;

		if (c == END)
			return flaw(elements, "ends before a closing bracket");
		elements->line += c == '\n';
		if (c == '"')
			result = pass_string(elements);
		else
			result = step(
			    elements, matter[c] ? 1 : run_of(elements, matter));
		if (result < 0)
			return -1;
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
	} while (depth > 0);
	return 0;
}

/* A number or a word. */
static int
pass_scalar(struct kit_elements *elements)
{
	int c = peek(elements);

	if (c == END || strchr(",:]}", c) != NULL)
		return flaw(elements, "expected a value");
	while (c != END && !is_space(c) && strchr(",:[]{}\"", c) == NULL) {
		if (step(elements, 1) < 0)
			return -1;
		c = peek(elements);
	}
	return 0;
}

static int
pass_value(struct kit_elements *elements)
{
	switch (peek_token(elements)) {
	case '"':
		return pass_string(elements);
	case '{':
	case '[':
		return pass_brackets(elements);
	default:
		return pass_scalar(elements);
	}
}

/* ---- The list ----------------------------------------------------------- */

/* A member's name, without its quotes and as it is written. */
static int
is_name_of_list(const struct kit_elements *elements)
{
	size_t length = strlen(elements->list);

	return elements->length == length + 2 &&
	       memcmp(elements->text + 1, elements->list, length) == 0;
}

static int
pass_name(struct kit_elements *elements)
{
	if (peek_token(elements) != '"')
		return flaw(elements, "expected the name of a member");
	start_keeping(elements);
	if (pass_string(elements) < 0)
		return -1;
	stop_keeping(elements);
	if (peek_token(elements) != ':')
		return flaw(elements, "expected : behind a member's name");
	return step(elements, 1);
}

static int
no_list(struct kit_elements *elements)
{
	char what[120];

	snprintf(what, sizeof what, "there is no list \"%.60s\" up to here",
	    elements->list);
	return flaw(elements, what);
}

/* From the object's opening bracket to behind the list's. */
static int
find_member(struct kit_elements *elements)
{
	do {
		step(elements, 1);
		if (peek_token(elements) == '}')
			return no_list(elements);
		if (pass_name(elements) < 0)
			return -1;
		if (is_name_of_list(elements) && peek_token(elements) == '[') {
			elements->place = IN_LIST;
			return step(elements, 1);
		}
		if (pass_value(elements) < 0)
			return -1;
	} while (peek_token(elements) == ',');
	if (peek_token(elements) == '}')
		return no_list(elements);
	return flaw(elements, "expected , or } behind a member");
}

static int
find_list(struct kit_elements *elements)
{
	int c = peek_token(elements);

	if (c == '[') {
		elements->place = IN_LIST;
		return step(elements, 1);
	}
	if (c == '{')
		return find_member(elements);
	return flaw(elements,
	    c == END ? "the file is empty" : "expected a JSON object");
}

static int
hand_out(struct kit_elements *elements, struct kit_element *out)
{
	out->line = elements->line;
	start_keeping(elements);
	if (pass_value(elements) < 0)
		return -1;
	stop_keeping(elements);
	out->text = elements->text;
	out->length = elements->length;
	out->truncated = elements->truncated;
	return 1;
}

/* The document as a whole. */
static int
next_document(struct kit_elements *elements, struct kit_element *out)
{
	if (peek_token(elements) == END)
		return flaw(elements, "the file is empty");
	elements->place = BEHIND;
	return hand_out(elements, out);
}

static int
next_in_list(struct kit_elements *elements, struct kit_element *out)
{
	int c = peek_token(elements);

	if (c == ']') {
		elements->place = BEHIND;
		return 0;
	}
	if (!elements->first) {
		if (c != ',')
			return flaw(elements,
			    c == END ? "ends within the list"
				     : "expected , or ] behind an element");
		step(elements, 1);
		peek_token(elements); /* out->line is that of the element */
	}
	elements->first = 0;
	return hand_out(elements, out);
}

static void
pass_byte_order_mark(struct kit_elements *elements)
{
	static const int mark[] = {0xef, 0xbb, 0xbf};

	for (int i = 0; i < 3 && peek(elements) == mark[i]; i++)
		elements->at++;
}

int
kit_elements_next(struct kit_elements *elements, struct kit_element *out)
{
	if (elements->place == BEFORE) {
		pass_byte_order_mark(elements);
		if (elements->list == NULL)
			return next_document(elements, out);
		if (find_list(elements) < 0)
			return -1;
	}
	switch (elements->place) {
	case IN_LIST:
		return next_in_list(elements, out);
	case BEHIND:
		return 0;
	default:
		return -1;
	}
}
