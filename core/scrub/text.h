/*
 * text.h - what the files of this room that look for something share: kinds of
 * characters, and texts whose placeholders are out of sight
 */
#ifndef PL_TEXT_H
#define PL_TEXT_H

#include <stddef.h>

struct pl_normal;

/* Stands for each byte of a placeholder; no clean text holds it. */
#define PL_MASK '\1'

static inline int
pl_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline int
pl_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline int
pl_is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline int
pl_is_letter(char c)
{
	return pl_is_upper(c) || pl_is_lower(c);
}

static inline int
pl_is_alnum(char c)
{
	return pl_is_letter(c) || pl_is_digit(c);
}

static inline int
pl_is_hex(char c)
{
	return pl_is_digit(c) || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

/* A letter of any script, or a digit. */
static inline int
pl_is_word(char c)
{
	return pl_is_alnum(c) || (unsigned char)c >= 0x80;
}

static inline char
pl_small(char c)
{
	return (char)(pl_is_upper(c) ? c - 'A' + 'a' : c);
}

int pl_is_ascii(const char *text, size_t length);

/* Put the placeholders that text holds, the original of normal, out of sight.
 */
void pl_mask_placeholders(
    struct pl_normal *normal, const char *text, size_t length);

#endif
