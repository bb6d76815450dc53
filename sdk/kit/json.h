/* SPDX-License-Identifier: MIT
 *
 * json.h - the pieces that a line of JSON is made of, read in place and fast
 *
 * For readers of one known shape, which go through a line from its begin to
 * its end and build no tree. Each piece is skipped once it was read. Strings
 * are unescaped where they stand and closed by a NUL, so a line can be read
 * once only. Functions return 0, or -1 with a sentence and its column.
 */
#ifndef KIT_JSON_H
#define KIT_JSON_H

#include <stddef.h>
#include <stdint.h>

struct kit_json {
	char *begin, *at; /* a text closed by a NUL, and the place in it */
	char *error;      /* where the sentence goes */
	size_t error_size;
};

/* The next character that is no space; NUL at the end. */
static inline char
kit_json_peek(struct kit_json *json)
{
	while (*json->at == ' ' || *json->at == '\t' || *json->at == '\r')
		json->at++;
	return *json->at;
}

/* Is the text, of that length, UTF-8? To be asked first: pieces do not ask. */
int kit_json_utf8(struct kit_json *json, size_t length);

/* Skip that character, which must be next. */
int kit_json_expect(struct kit_json *json, char c);

/* A string; borrowed from the text. */
int kit_json_string(struct kit_json *json, const char **out);

/* A number without fraction and exponent, of at most 18 digits. */
int kit_json_integer(struct kit_json *json, int64_t *out);

/* How many characters the number has that stands there; 0 where none does. */
size_t kit_json_number(const char *text);

/* Say what is wrong with the place that was reached; always -1. */
int kit_json_flaw(struct kit_json *json, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
