/* SPDX-License-Identifier: MIT */
#include "kit/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
kit_json_flaw(struct kit_json *json, const char *format, ...)
{
	char text[160];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	snprintf(json->error, json->error_size, "column %zu: %s",
	    (size_t)(json->at - json->begin) + 1, text);
	return -1;
}

int
kit_json_expect(struct kit_json *json, char c)
{
	if (kit_json_peek(json) != c)
		return kit_json_flaw(json, "expected %c", c);
	json->at++;
	return 0;
}

/* ---- UTF-8 -------------------------------------------------------------- */

/* Most lines are, and this asks eight bytes at a time. */
static int
is_ascii(const char *text, size_t length)
{
	uint64_t all = 0, eight;
	unsigned char one = 0;

	for (; length >= sizeof eight; length -= sizeof eight) {
		memcpy(&eight, text, sizeof eight);
		all |= eight;
		text += sizeof eight;
	}
	for (; length > 0; length--)
		one |= (unsigned char)*text++;
	return (all & UINT64_C(0x8080808080808080)) == 0 && one < 0x80;
}

/* Bytes of the character that stands there, by RFC 3629; 0 where it is none.
 * The NUL behind the text ends each character that is cut short. */
static size_t
character_length(const unsigned char *at)
{
	unsigned char low = 0x80, high = 0xbf; /* of the second byte */
	size_t length;

	if (at[0] < 0x80)
		return 1;
	if (at[0] < 0xc2 || at[0] > 0xf4)
		return 0;
	length = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	if (at[0] == 0xe0)
		low = 0xa0; /* else a longer way to write it */
	else if (at[0] == 0xed)
		high = 0x9f; /* else half of a surrogate pair */
	else if (at[0] == 0xf0)
		low = 0x90;
	else if (at[0] == 0xf4)
		high = 0x8f; /* else past U+10FFFF */
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return length;
}

int
kit_json_utf8(struct kit_json *json, size_t length)
{
	char *begin = json->at, *end = begin + length;

	if (is_ascii(begin, length))
		return 0;
	while (json->at < end) {
		size_t step = character_length((const unsigned char *)json->at);

		if (step == 0)
			return kit_json_flaw(json,
			    "expected UTF-8, not the byte 0x%02x",
			    (unsigned char)*json->at);
		json->at += step;
	}
	json->at = begin;
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
unescape_code(struct kit_json *json, char **to)
{
	unsigned code, low;

	if (hex4(json->at, &code) < 0)
		return kit_json_flaw(json, "expected four hexadecimal digits");
	json->at += 4;
	if (code >= 0xd800 && code < 0xdc00) {
		if (json->at[0] != '\\' || json->at[1] != 'u' ||
		    hex4(json->at + 2, &low) < 0 || low < 0xdc00 ||
		    low > 0xdfff)
			return kit_json_flaw(json,
			    "expected the other half of a "
			    "surrogate pair");
		json->at += 6;
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	} else if (code >= 0xdc00 && code < 0xe000) {
		return kit_json_flaw(json, "half of a surrogate pair");
	}
	if (code == 0)
		return kit_json_flaw(json, "a NUL in a string");
	*to = put_utf8(*to, code);
	return 0;
}

static int
unescape(struct kit_json *json, char **to)
{
	static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
	char c = *++json->at;
	const char *found = c == '\0' ? NULL : strchr(from, c);

	if (c == 'u') {
		json->at++;
		return unescape_code(json, to);
	}
	if (found == NULL)
		return kit_json_flaw(json, "an escape that JSON does not know");
	*(*to)++ = into[found - from];
	json->at++;
	return 0;
}

/* A byte below the space in a string; the NUL behind the text is one. */
static int
flaw_control(struct kit_json *json)
{
	if (*json->at == '\0')
		return kit_json_flaw(json, "a string that does not end");
	return kit_json_flaw(json,
	    "a control character in a string; expected its escape, \\u%04x",
	    (unsigned)*json->at);
}

/* The slow part of a string: from its first escape on. */
static int
read_escaped(struct kit_json *json, char *to)
{
	while (*json->at != '"') {
		if ((unsigned char)*json->at < ' ')
			return flaw_control(json);
		if (*json->at == '\\') {
			if (unescape(json, &to) < 0)
				return -1;
		} else {
			*to++ = *json->at++;
		}
	}
	*to = '\0';
	json->at++;
	return 0;
}

int
kit_json_string(struct kit_json *json, const char **out)
{
	if (kit_json_expect(json, '"') < 0)
		return kit_json_flaw(json, "expected a string");
	*out = json->at;
	while (*json->at != '"' && *json->at != '\\') {
		if ((unsigned char)*json->at < ' ')
			return flaw_control(json);
		json->at++;
	}
	if (*json->at == '\\')
		return read_escaped(json, json->at);
	*json->at++ = '\0';
	return 0;
}

/* ---- Values ------------------------------------------------------------- */

int
kit_json_integer(struct kit_json *json, int64_t *out)
{
	int negative = kit_json_peek(json) == '-';
	int64_t value = 0;
	const char *first;

	json->at += negative;
	first = json->at;
	for (; *json->at >= '0' && *json->at <= '9'; json->at++) {
		if (json->at - first == 18)
			return kit_json_flaw(
			    json, "a number that is too large");
		value = value * 10 + (*json->at - '0');
	}
	if (json->at == first || (*first == '0' && json->at - first > 1) ||
	    *json->at == '.' || (*json->at | 32) == 'e')
		return kit_json_flaw(json, "expected a whole number");
	*out = negative ? -value : value;
	return 0;
}

static size_t
digits(const char *text)
{
	return strspn(text, "0123456789");
}

size_t
kit_json_number(const char *text)
{
	const char *at = text + (*text == '-');
	size_t count = digits(at);

	if (count == 0 || (*at == '0' && count > 1))
		return 0;
	at += count;
	if (*at == '.') {
		count = digits(++at);
		if (count == 0)
			return 0;
		at += count;
	}
	if (*at == 'e' || *at == 'E') {
		at++;
		at += *at == '+' || *at == '-';
		count = digits(at);
		if (count == 0)
			return 0;
		at += count;
	}
	return (size_t)(at - text);
}
