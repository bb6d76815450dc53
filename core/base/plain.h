/*
 * plain.h - text without what a terminal would act upon
 *
 * Names, reasons and lines of log come from tools and plugins, which may hold
 * anything: escape sequences, a bell, tabs and newlines that look like columns
 * and lines of ours. Whatever prints such text for people makes it plain
 * first; what is stored or written as JSON stays exact.
 */
#ifndef PL_PLAIN_H
#define PL_PLAIN_H

#include <stddef.h>

/* The bytes of the character that text begins with, in UTF-8; 0 where that is
 * a control character (below U+0020, or U+007F to U+009F) or no UTF-8: an
 * overlong form, a surrogate, past U+10FFFF, or cut short. */
size_t pl_plain_character(const char *text);

/* How many bytes of text come before the first that begins no such character:
 * all of them where it is plain. */
size_t pl_plain_span(const char *text);

/* In place: a control character of ASCII becomes a space, and what else is no
 * character a question mark. The text never grows. */
void pl_plain(char *text);

#endif
