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

/* The slow part of a string: from its first escape on. */
static int
read_escaped(struct kit_json *json, char *to)
{
	while (*json->at != '"') {
		if ((unsigned char)*json->at < ' ')
			return kit_json_flaw(
			    json, "a string that does not end");
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
			return kit_json_flaw(
			    json, "a string that does not end");
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
