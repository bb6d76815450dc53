#include "plugins/events/line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "plugins/events/instant.h"

struct scan {
	struct event_line *out;
	char *begin, *at;
	unsigned seen; /* bit n: member n was there */
};

enum member {
	KIND,
	TIME,
	AFTER,
	TOOK_MS,
	ASSET,
	PATCH,
	VULN,
	PRODUCT,
	CODE,
	ATTRS,
	MEMBERS
};

static const char *const member_names[MEMBERS] = {"kind", "time", "after",
    "took_ms", "asset", "patch", "vuln", "product", "code", "attrs"};

/* Coded values that are the same everywhere may be shared; free text may
 * not. */
static const char *const public_attrs[] = {"class", "exposed", "importance",
    "os", "reboot", "ring", "severity", "type", "vendor"};

static int flaw(struct scan *scan, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int
flaw(struct scan *scan, const char *format, ...)
{
	char text[160];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	snprintf(scan->out->error, sizeof scan->out->error, "column %zu: %s",
	    (size_t)(scan->at - scan->begin) + 1, text);
	return -1;
}

static char
peek(struct scan *scan)
{
	while (*scan->at == ' ' || *scan->at == '\t')
		scan->at++;
	return *scan->at;
}

static int
expect(struct scan *scan, char c)
{
	if (peek(scan) != c)
		return flaw(scan, "expected %c", c);
	scan->at++;
	return 0;
}

/* ---- Strings ------------------------------------------------------------ */

static int
hex4(const char *text, unsigned *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++) {
		char c = text[i];
		unsigned digit;

		if (c >= '0' && c <= '9')
			digit = (unsigned)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			digit = (unsigned)((c | 32) - 'a') + 10;
		else
			return -1;
		*out = *out << 4 | digit;
	}
	return 0;
}

static char *
put_utf8(char *to, unsigned code)
{
	if (code < 0x80) {
		*to++ = (char)code;
	} else if (code < 0x800) {
		*to++ = (char)(0xc0 | code >> 6);
		*to++ = (char)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		*to++ = (char)(0xe0 | code >> 12);
		*to++ = (char)(0x80 | (code >> 6 & 0x3f));
		*to++ = (char)(0x80 | (code & 0x3f));
	} else {
		*to++ = (char)(0xf0 | code >> 18);
		*to++ = (char)(0x80 | (code >> 12 & 0x3f));
		*to++ = (char)(0x80 | (code >> 6 & 0x3f));
		*to++ = (char)(0x80 | (code & 0x3f));
	}
	return to;
}

/* The character after "\u", which may be half of a pair. */
static int
unescape_code(struct scan *scan, char **to)
{
	unsigned code, low;

	if (hex4(scan->at, &code) < 0)
		return flaw(scan, "expected four hexadecimal digits");
	scan->at += 4;
	if (code >= 0xd800 && code < 0xdc00) {
		if (scan->at[0] != '\\' || scan->at[1] != 'u' ||
		    hex4(scan->at + 2, &low) < 0 || low < 0xdc00 ||
		    low > 0xdfff)
			return flaw(scan, "expected the other half of a "
					  "surrogate pair");
		scan->at += 6;
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	} else if (code >= 0xdc00 && code < 0xe000) {
		return flaw(scan, "half of a surrogate pair");
	}
	if (code == 0)
		return flaw(scan, "a NUL in a string");
	*to = put_utf8(*to, code);
	return 0;
}

static int
unescape(struct scan *scan, char **to)
{
	static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
	char c = *++scan->at;
	const char *found = c == '\0' ? NULL : strchr(from, c);

	if (c == 'u') {
		scan->at++;
		return unescape_code(scan, to);
	}
	if (found == NULL)
		return flaw(scan, "an escape that JSON does not know");
	*(*to)++ = into[found - from];
	scan->at++;
	return 0;
}

/* The slow part of a string: from its first escape on. */
static int
read_escaped(struct scan *scan, char *to)
{
	while (*scan->at != '"') {
		if ((unsigned char)*scan->at < ' ')
			return flaw(scan, "a string that does not end");
		if (*scan->at == '\\') {
			if (unescape(scan, &to) < 0)
				return -1;
		} else {
			*to++ = *scan->at++;
		}
	}
	*to = '\0';
	scan->at++;
	return 0;
}

static int
read_string(struct scan *scan, const char **out)
{
	if (expect(scan, '"') < 0)
		return flaw(scan, "expected a string");
	*out = scan->at;
	while (*scan->at != '"' && *scan->at != '\\') {
		if ((unsigned char)*scan->at < ' ')
			return flaw(scan, "a string that does not end");
		scan->at++;
	}
	if (*scan->at == '\\')
		return read_escaped(scan, scan->at);
	*scan->at++ = '\0';
	return 0;
}

/* ---- Values ------------------------------------------------------------- */

static int
read_integer(struct scan *scan, int64_t *out)
{
	int negative = peek(scan) == '-';
	int64_t value = 0;
	const char *first;

	scan->at += negative;
	first = scan->at;
	for (; *scan->at >= '0' && *scan->at <= '9'; scan->at++) {
		if (scan->at - first == 18)
			return flaw(scan, "a number that is too large");
		value = value * 10 + (*scan->at - '0');
	}
	if (scan->at == first || (*first == '0' && scan->at - first > 1) ||
	    *scan->at == '.' || (*scan->at | 32) == 'e')
		return flaw(scan, "expected a whole number");
	*out = negative ? -value : value;
	return 0;
}

static int
read_time(struct scan *scan, int64_t *out)
{
	const char *text;

	if (peek(scan) != '"')
		return read_integer(scan, out);
	if (read_string(scan, &text) < 0)
		return -1;
	if (instant_read(text, out) < 0)
		return flaw(scan, "expected a time such as "
				  "2026-03-12T02:14:07Z, or milliseconds");
	return 0;
}

/* A number or a literal as the text that stands there. It cannot be closed in
 * place, because the byte behind it is still to be read: *end is to become
 * NUL later. */
static int
read_bare(struct scan *scan, const char **out, char **end)
{
	size_t length = strspn(scan->at, "+-.0123456789Eaeflrstu");

	*out = scan->at;
	if (length == 0)
		return flaw(scan, "expected a string, a number, true or false");
	scan->at += length;
	*end = scan->at;
	if ((**out >= '0' && **out <= '9') || **out == '-' ||
	    (length == 4 && memcmp(*out, "true", 4) == 0) ||
	    (length == 5 && memcmp(*out, "false", 5) == 0))
		return 0;
	return flaw(scan, "expected a string, a number, true or false");
}

static int
is_public(const char *name)
{
	for (size_t i = 0; i < sizeof public_attrs / sizeof *public_attrs; i++)
		if (strcmp(public_attrs[i], name) == 0)
			return 1;
	return 0;
}

static int
add_attr(struct scan *scan, const char *name, const char *value)
{
	plore_event *event = &scan->out->event;

	if (event->attr_count == PLORE_MAX_ATTRS)
		return flaw(scan, "more than %d attributes", PLORE_MAX_ATTRS);
	scan->out->attrs[event->attr_count++] = (plore_attr){
	    name, value, is_public(name) ? PLORE_PUBLIC : PLORE_PRIVATE, 0};
	return 0;
}

/* One value of an attribute, and the character after it. */
static int
read_attr_value(struct scan *scan, const char *name, char *after)
{
	const char *value;
	char *end = NULL;

	if (peek(scan) == '"') {
		if (read_string(scan, &value) < 0)
			return -1;
	} else if (read_bare(scan, &value, &end) < 0) {
		return -1;
	}
	*after = peek(scan);
	if (*after != ',' && *after != '}' && *after != ']')
		return flaw(scan, "expected a comma or the end");
	scan->at++;
	if (end != NULL)
		*end = '\0';
	return add_attr(scan, name, value);
}

static int
read_attr_list(struct scan *scan, const char *name, char *after)
{
	scan->at++;
	do {
		if (read_attr_value(scan, name, after) < 0)
			return -1;
	} while (*after == ',');
	if (*after != ']')
		return flaw(scan, "expected ] before this");
	*after = peek(scan);
	if (*after != ',' && *after != '}')
		return flaw(scan, "expected a comma or }");
	scan->at++;
	return 0;
}

static int
read_attrs(struct scan *scan)
{
	char after = ',';

	if (expect(scan, '{') < 0)
		return -1;
	if (peek(scan) == '}') {
		scan->at++;
		return 0;
	}
	while (after == ',') {
		const char *name;
		int result;

		if (read_string(scan, &name) < 0 || expect(scan, ':') < 0)
			return -1;
		result = peek(scan) == '['
		             ? read_attr_list(scan, name, &after)
		             : read_attr_value(scan, name, &after);
		if (result < 0)
			return -1;
	}
	return after == '}' ? 0 : flaw(scan, "expected } before this");
}

/* ---- Members ------------------------------------------------------------ */

static int
read_value(struct scan *scan, enum member member)
{
	plore_event *event = &scan->out->event;

	switch (member) {
	case KIND:
		return read_string(scan, &event->kind);
	case TIME:
		return read_time(scan, &event->time_ms);
	case AFTER:
		return read_time(scan, &event->after_ms);
	case TOOK_MS:
		return read_integer(scan, &event->took_ms);
	case ASSET:
		return read_string(scan, &event->asset);
	case PATCH:
		return read_string(scan, &event->patch);
	case VULN:
		return read_string(scan, &event->vuln);
	case PRODUCT:
		return read_string(scan, &event->product);
	case CODE:
		return read_string(scan, &event->code);
	default:
		return read_attrs(scan);
	}
}

static int
read_member(struct scan *scan)
{
	const char *name;
	unsigned member = 0;

	if (read_string(scan, &name) < 0)
		return -1;
	while (member < MEMBERS && strcmp(member_names[member], name) != 0)
		member++;
	if (member == MEMBERS)
		return flaw(scan, "unknown member \"%.60s\"", name);
	if ((scan->seen & 1U << member) != 0)
		return flaw(scan, "member \"%s\" is there twice", name);
	scan->seen |= 1U << member;
	if (expect(scan, ':') < 0)
		return -1;
	return read_value(scan, (enum member)member);
}

static int
read_object(struct scan *scan)
{
	if (expect(scan, '{') < 0)
		return -1;
	do {
		if (read_member(scan) < 0)
			return -1;
	} while (peek(scan) == ',' && scan->at++ != NULL);
	if (expect(scan, '}') < 0)
		return -1;
	if (peek(scan) != '\0')
		return flaw(scan, "expected the end of the line");
	if ((scan->seen & 1U << KIND) == 0 || (scan->seen & 1U << TIME) == 0)
		return flaw(scan, "kind and time are required");
	return 0;
}

int
event_line_read(struct event_line *out, char *text, size_t length)
{
	struct scan scan = {.out = out, .begin = text, .at = text};

	out->event = (plore_event){.size = sizeof out->event};
	out->event.attrs = out->attrs;
	out->error[0] = '\0';
	if (read_object(&scan) < 0)
		return -1;
	return (size_t)(scan.at - text) == length
	           ? 0
	           : flaw(&scan, "a NUL in the line");
}
