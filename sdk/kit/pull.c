/* SPDX-License-Identifier: MIT */
#include "kit/pull.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 * 1024, RAW = 16 * 1024, END = -1 };

struct kit_pull {
	kit_pull_read *read;
	void *context;
	size_t at, held; /* of block */
	int has_begun, at_end, failed;
	uint64_t line;
	int depth;
	char open[KIT_PULL_DEPTH];  /* '{' or '[' */
	char begun[KIT_PULL_DEPTH]; /* a member came before */
	char name[KIT_PULL_NAME + 1];
	char text[KIT_PULL_TEXT + 1];
	char error[160];
	/* A value as it is written, of as many bytes as were asked for. */
	char *raw;
	size_t raw_kept, raw_length, raw_room, raw_limit;
	char block[BLOCK];
};

struct kit_pull *
kit_pull_new(kit_pull_read *read, void *context)
{
	struct kit_pull *pull = malloc(sizeof *pull);

	if (pull == NULL)
		return NULL;
	memset(pull, 0, offsetof(struct kit_pull, block));
	pull->read = read;
	pull->context = context;
	pull->line = 1;
	return pull;
}

void
kit_pull_free(struct kit_pull *pull)
{
	if (pull != NULL)
		free(pull->raw);
	free(pull);
}

const char *
kit_pull_error(const struct kit_pull *pull)
{
	return pull->error;
}

int
kit_pull_failed(const struct kit_pull *pull)
{
	return pull->failed;
}

uint64_t
kit_pull_line(const struct kit_pull *pull)
{
	return pull->line;
}

/* ---- Characters --------------------------------------------------------- */

/* The first flaw is the one that is told. */
static void
flaw(struct kit_pull *pull, const char *what)
{
	if (!pull->failed)
		snprintf(pull->error, sizeof pull->error, "%s", what);
	pull->failed = 1;
}

static int
fill(struct kit_pull *pull)
{
	ssize_t n =
	    pull->at_end ? 0 : pull->read(pull->context, pull->block, BLOCK);

	if (n < 0)
		flaw(pull, "cannot be read on from here");
	pull->at_end = n <= 0;
	pull->at = 0;
	pull->held = n > 0 ? (size_t)n : 0;
	return n > 0;
}

/* The character at hand, or END. */
static int
peek(struct kit_pull *pull)
{
	if (pull->at == pull->held && !fill(pull))
		return END;
	return (unsigned char)pull->block[pull->at];
}

static int
take(struct kit_pull *pull)
{
	int c = peek(pull);

	if (c != END)
		pull->at++;
	pull->line += c == '\n';
	return c;
}

static void
skip_mark(struct kit_pull *pull)
{
	static const char mark[] = "\xef\xbb\xbf"; /* byte order, of UTF-8 */

	pull->has_begun = 1;
	for (int i = 0; i < 3 && peek(pull) == (unsigned char)mark[i]; i++)
		take(pull);
}

/* The next character that is no space. */
static int
next(struct kit_pull *pull)
{
	int c;

	if (!pull->has_begun)
		skip_mark(pull);
	while ((c = peek(pull)) == ' ' || c == '\t' || c == '\n' || c == '\r')
		take(pull);
	return pull->failed ? END : c;
}

/* Something else than what is expected stands here, or nothing. */
static void
miss(struct kit_pull *pull, const char *wanted)
{
	char what[100];

	snprintf(what, sizeof what, "%sexpected %s",
	    peek(pull) == END ? "the document breaks off; " : "", wanted);
	flaw(pull, what);
}

static int
expect(struct kit_pull *pull, char wanted)
{
	const char quoted[] = {'\'', wanted, '\'', '\0'};

	if (next(pull) == wanted) {
		take(pull);
		return 1;
	}
	miss(pull, quoted);
	return 0;
}

/* ---- Strings ------------------------------------------------------------ */

/* Where the text of a string goes; what does not fit is left out. */
struct sink {
	char *to;
	size_t used, room;
	int cut;
};

/* Characters are put whole or not at all, and nothing behind one that was not:
 * a cut text is the beginning of the text. */
static void
put(struct sink *sink, const char *bytes, size_t length)
{
	sink->cut |= length > sink->room - sink->used;
	if (sink->cut)
		return;
	memcpy(sink->to + sink->used, bytes, length);
	sink->used += length;
}

static void
put_code(struct sink *sink, uint32_t code)
{
	char bytes[4];
	size_t length = code < 0x80      ? 1
	                : code < 0x800   ? 2
	                : code < 0x10000 ? 3
	                                 : 4;

	for (size_t i = length - 1; i > 0; i--, code >>= 6)
		bytes[i] = (char)(0x80 | (code & 0x3f));
	bytes[0] = (char)(length == 1   ? code
			  : length == 2 ? 0xc0 | code
			  : length == 3 ? 0xe0 | code
					: 0xf0 | code);
	put(sink, bytes, length);
}

static uint32_t
hex4(struct kit_pull *pull)
{
	uint32_t code = 0;

	for (int i = 0; i < 4; i++) {
		int c = peek(pull);
		int digit = c >= '0' && c <= '9' ? c - '0'
		            : (c | 32) >= 'a' && (c | 32) <= 'f'
		                ? (c | 32) - 'a' + 10
		                : -1;

		if (c == END || digit < 0) {
			miss(pull, "four hexadecimal digits");
			return 0;
		}
		take(pull);
		code = code * 16 + (uint32_t)digit;
	}
	return code;
}

static void
put_escape(struct kit_pull *pull, struct sink *sink, int c)
{
	static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *found = c <= 0 ? NULL : strchr(names, c);

	if (found != NULL)
		put(sink, &meant[found - names], 1);
	else
		flaw(pull, "no such escape");
}

/* Half of a pair of surrogates, alone, is shown as U+FFFD, and so is a NUL. */
static void
take_unicode(struct kit_pull *pull, struct sink *sink)
{
	uint32_t code = hex4(pull);

	while (code >= 0xd800 && code <= 0xdbff && peek(pull) == '\\') {
		uint32_t low;
		int c;

		take(pull);
		c = take(pull);
		if (c != 'u') {
			put_code(sink, 0xfffd);
			put_escape(pull, sink, c);
			return;
		}
		low = hex4(pull);
		if (low >= 0xdc00 && low <= 0xdfff) {
			put_code(sink,
			    0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
			return;
		}
		put_code(sink, 0xfffd);
		code = low;
	}
	if (code == 0 || (code >= 0xd800 && code <= 0xdfff))
		code = 0xfffd;
	put_code(sink, code);
}

static void
take_escape(struct kit_pull *pull, struct sink *sink)
{
	int c = take(pull);

	if (c == 'u')
		take_unicode(pull, sink);
	else
		put_escape(pull, sink, c);
}

/* How many of the bytes that are held stand for themselves. */
static size_t
plain_bytes(const struct kit_pull *pull)
{
	size_t count = 0;

	while (pull->at + count < pull->held) {
		unsigned char c = (unsigned char)pull->block[pull->at + count];

		if (c == '"' || c == '\\' || c < ' ')
			break;
		count++;
	}
	return count;
}

/* Bytes of UTF-8 that follow the first one of a character never begin a cut:
 * what was put of the last character is taken back. */
static void
close_text(struct sink *sink)
{
	while (sink->cut && sink->used > 0 &&
	       ((unsigned char)sink->to[sink->used - 1] & 0xc0) == 0x80)
		sink->used--;
	if (sink->cut && sink->used > 0 &&
	    ((unsigned char)sink->to[sink->used - 1] & 0xc0) == 0xc0)
		sink->used--;
	sink->to[sink->used] = '\0';
}

static int
take_string(struct kit_pull *pull, char *to, size_t room)
{
	struct sink sink = {to, 0, room, 0};

	if (!expect(pull, '"'))
		return 0;
	while (!pull->failed) {
		int c = peek(pull);
		size_t plain = c == END ? 0 : plain_bytes(pull);

		if (plain > 0) {
			size_t fits = sink.room - sink.used;

			put(&sink, pull->block + pull->at,
			    plain < fits ? plain : fits);
			sink.cut |= plain > fits;
			pull->at += plain;
			continue;
		}
		take(pull);
		if (c == '"') {
			close_text(&sink);
			return 1;
		}
		if (c == '\\')
			take_escape(pull, &sink);
		else
			flaw(pull, c == END
				       ? "the document breaks off in a string"
				       : "a control character in a string");
	}
	return 0;
}

/* ---- Values ------------------------------------------------------------- */

/* A number or a word, to its end, into text. */
static void
take_plain(struct kit_pull *pull)
{
	size_t used = 0;

	for (int c = next(pull);
	     (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' ||
	     c == '+' || c == '.' || c == 'E';
	     c = peek(pull)) {
		take(pull);
		if (used < 64)
			pull->text[used++] = (char)c;
	}
	pull->text[used] = '\0';
}

static size_t
digits(const char *text)
{
	return strspn(text, "0123456789");
}

static int
is_number(const char *text)
{
	size_t count;

	text += *text == '-';
	count = digits(text);
	if (count == 0 || (count > 1 && *text == '0'))
		return 0;
	text += count;
	if (*text == '.') {
		count = digits(text + 1);
		if (count == 0)
			return 0;
		text += 1 + count;
	}
	if ((*text | 32) == 'e') {
		text += 1 + (text[1] == '+' || text[1] == '-');
		count = digits(text);
		if (count == 0)
			return 0;
		text += count;
	}
	return *text == '\0';
}

/* 1: a number, 0: true, false or null. */
static int
take_scalar(struct kit_pull *pull)
{
	static const char *const words[] = {"true", "false", "null"};

	take_plain(pull);
	if (is_number(pull->text))
		return 1;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(pull->text, words[i]) == 0)
			return 0;
	miss(pull, "a value");
	return 0;
}

static int
step_in(struct kit_pull *pull, char bracket)
{
	if (pull->depth == KIT_PULL_DEPTH) {
		flaw(pull, "too many objects and arrays within each other");
		return 0;
	}
	take(pull);
	pull->open[pull->depth] = bracket;
	pull->begun[pull->depth++] = 0;
	return 1;
}

static int
enter(struct kit_pull *pull, char bracket)
{
	if (next(pull) == bracket)
		return step_in(pull, bracket);
	kit_pull_skip(pull);
	return 0;
}

int
kit_pull_peek(struct kit_pull *pull)
{
	return next(pull);
}

int
kit_pull_object(struct kit_pull *pull)
{
	return enter(pull, '{');
}

int
kit_pull_array(struct kit_pull *pull)
{
	return enter(pull, '[');
}

/* To the next one in what was entered last: 1, or 0 and out of it. */
static int
more(struct kit_pull *pull)
{
	char *begun;
	char close;

	if (pull->failed || pull->depth == 0)
		return 0;
	begun = &pull->begun[pull->depth - 1];
	close = pull->open[pull->depth - 1] == '{' ? '}' : ']';
	if (next(pull) == close) {
		take(pull);
		pull->depth--;
		return 0;
	}
	if (*begun && !expect(pull, ','))
		return 0;
	*begun = 1;
	return 1;
}

int
kit_pull_member(struct kit_pull *pull, const char **name)
{
	*name = pull->name;
	return more(pull) && take_string(pull, pull->name, KIT_PULL_NAME) &&
	       expect(pull, ':');
}

int
kit_pull_element(struct kit_pull *pull)
{
	return more(pull);
}

const char *
kit_pull_text(struct kit_pull *pull)
{
	switch (next(pull)) {
	case '"':
		return take_string(pull, pull->text, KIT_PULL_TEXT) ? pull->text
		                                                    : NULL;
	case '{':
	case '[':
		kit_pull_skip(pull);
		return NULL;
	default:
		return take_scalar(pull) ? pull->text : NULL;
	}
}

void
kit_pull_skip(struct kit_pull *pull)
{
	int outside = pull->depth;
	const char *name;

	do {
		int c = next(pull);

		if (c == '{' || c == '[')
			step_in(pull, (char)c);
		else if (c == '"')
			take_string(pull, pull->text, 0);
		else
			take_scalar(pull);
		/* On to the next value within, or out to where it began. */
		while (!pull->failed && pull->depth > outside &&
		       !(pull->open[pull->depth - 1] == '{'
			       ? kit_pull_member(pull, &name)
			       : kit_pull_element(pull)))
			;
	} while (!pull->failed && pull->depth > outside);
}

int
kit_pull_end(struct kit_pull *pull)
{
	if (next(pull) != END)
		flaw(pull, "something behind the end");
	return pull->failed ? -1 : 0;
}

/* ---- Values as they are written ----------------------------------------- */

static int
make_room(struct kit_pull *pull, size_t wanted)
{
	char *more;

	if (wanted < pull->raw_room)
		return 1;
	more = realloc(pull->raw, 2 * wanted + RAW);
	if (more == NULL) {
		flaw(pull, "out of memory");
		return 0;
	}
	pull->raw = more;
	pull->raw_room = 2 * wanted + RAW;
	return 1;
}

/* Go on behind the next count bytes, which are in the block, and keep what is
 * within the limit. */
static void
keep(struct kit_pull *pull, size_t count)
{
	size_t room = pull->raw_limit - pull->raw_kept;
	size_t kept = count < room ? count : room;

	if (!make_room(pull, pull->raw_kept + kept))
		return;
	memcpy(pull->raw + pull->raw_kept, pull->block + pull->at, kept);
	pull->raw_kept += kept;
	pull->raw_length += count;
	pull->at += count;
}

/* Keep one byte that matters, or all up to the next that does. */
static void
keep_on(struct kit_pull *pull, int c, const char matter[256])
{
	size_t count = 1;

	while (!matter[c] && pull->at + count < pull->held &&
	       !matter[(unsigned char)pull->block[pull->at + count]])
		count++;
	pull->line += c == '\n';
	keep(pull, count);
}

/* From the opening quote to behind the closing one. */
static void
keep_string(struct kit_pull *pull)
{
	static const char matter[256] = {['"'] = 1, ['\\'] = 1, ['\n'] = 1};
	int is_escaped = 0;

	keep(pull, 1);
	while (!pull->failed) {
		int c = peek(pull);

		if (c == END) {
			flaw(pull, "the document breaks off in a string");
			return;
		}
		keep_on(pull, c, matter);
		if (c == '"' && !is_escaped)
			return;
		is_escaped = c == '\\' && !is_escaped;
	}
}

/* From the opening bracket to behind the one that closes it. */
static void
keep_brackets(struct kit_pull *pull)
{
	static const char matter[256] = {
	    ['"'] = 1, ['['] = 1, [']'] = 1, ['{'] = 1, ['}'] = 1, ['\n'] = 1};
	uint64_t depth = 0;

	do {
		int c = peek(pull);

		if (c == END)
			flaw(pull, "the document breaks off before a closing "
				   "bracket");
		else if (c == '"')
			keep_string(pull);
		else
			keep_on(pull, c, matter);
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
	} while (!pull->failed && depth > 0);
}

/* A number or a word, or what stands in its place. */
static void
keep_scalar(struct kit_pull *pull)
{
	static const char matter[256] = {[0] = 1,
	    [' '] = 1,
	    ['\t'] = 1,
	    ['\n'] = 1,
	    ['\r'] = 1,
	    [','] = 1,
	    [':'] = 1,
	    ['['] = 1,
	    [']'] = 1,
	    ['{'] = 1,
	    ['}'] = 1,
	    ['"'] = 1};
	int c = peek(pull);

	if (c == END || matter[c])
		miss(pull, "a value");
	while (!pull->failed && (c = peek(pull)) != END && !matter[c])
		keep_on(pull, c, matter);
}

const char *
kit_pull_raw(struct kit_pull *pull, size_t limit, size_t *length)
{
	int c = next(pull);

	pull->raw_kept = pull->raw_length = 0;
	pull->raw_limit = limit;
	if (c == '"')
		keep_string(pull);
	else if (c == '{' || c == '[')
		keep_brackets(pull);
	else
		keep_scalar(pull);
	if (pull->failed)
		return NULL;
	*length = pull->raw_length;
	pull->raw[pull->raw_kept] = '\0';
	return pull->raw;
}

/* ---- Each value --------------------------------------------------------- */

struct each {
	struct kit_pull *pull;
	kit_pull_tell *tell;
	void *context;
	char path[KIT_PULL_PATH + 1];
};

static void
tell_each(struct each *each, size_t used)
{
	struct kit_pull *pull = each->pull;
	char *end = each->path + used;
	const char *name, *text;

	switch (kit_pull_peek(pull)) {
	case '{':
		kit_pull_object(pull);
		while (kit_pull_member(pull, &name)) {
			snprintf(end, sizeof each->path - used, "%s%s",
			    used == 0 ? "" : ".", name);
			tell_each(each, strlen(each->path));
		}
		*end = '\0';
		return;
	case '[':
		kit_pull_array(pull);
		while (kit_pull_element(pull))
			tell_each(each, used);
		return;
	default:
		text = kit_pull_text(pull);
		if (text != NULL)
			each->tell(each->context, each->path, text);
	}
}

void
kit_pull_each(
    struct kit_pull *pull, const char *name, kit_pull_tell *tell, void *context)
{
	struct each each = {pull, tell, context, ""};

	snprintf(each.path, sizeof each.path, "%s", name);
	tell_each(&each, strlen(each.path));
}

const char *
kit_pull_keep(const struct kit_pull_field *fields, size_t count, void *record,
    const char *path, const char *text)
{
	for (size_t i = 0; i < count; i++) {
		char *to = (char *)record + fields[i].offset;
		size_t length = strlen(text);

		if (strcmp(path, fields[i].path) != 0)
			continue;
		if (length >= fields[i].size) {
			*to = '\0';
			return fields[i].path;
		}
		memcpy(to, text, length + 1);
	}
	return NULL;
}
