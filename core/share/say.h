/*
 * say.h - paragraphs for people, on a terminal
 */
#ifndef PL_SAY_H
#define PL_SAY_H

#include <stddef.h>

struct pl_buf;

enum { PL_SAY_COLUMNS = 76 };

/* Append a paragraph, made plain (plain.h) and wrapped at blanks. Its first
 * line begins with first, as "  - ", and the others with as many blanks. */
void pl_say(struct pl_buf *out, const char *first, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Append the lines of a text, made plain, each behind the same mark; those that
 * are too long in pieces, of which no blank is left out. */
void pl_say_lines(struct pl_buf *out, const char *mark, const char *text);

#endif
