/* SPDX-License-Identifier: MIT
 *
 * pull.h - JSON of any size, pulled piece by piece
 *
 * For documents that are too large for a tree. The reader walks down into what
 * it knows and skips the rest, and nothing is kept but a block of the input,
 * the name of the member at hand and the text at hand.
 *
 *     if (kit_pull_object(pull))
 *             while (kit_pull_member(pull, &name))
 *                     if (strcmp(name, "id") == 0)
 *                             keep(kit_pull_text(pull));
 *                     else
 *                             kit_pull_skip(pull);
 *     if (kit_pull_end(pull) < 0)
 *             puts(kit_pull_error(pull));
 *
 * A flaw ends all loops: from there on every function finds nothing, and
 * kit_pull_end says what was wrong, with its line. So errors need be looked at
 * once. RFC 8259, but for two things: names that occur twice are handed out
 * twice, and bytes that are no UTF-8 are not refused here.
 */
#ifndef KIT_PULL_H
#define KIT_PULL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	KIT_PULL_TEXT = 4095, /* bytes of a text; what is longer is cut */
	KIT_PULL_NAME = 127,  /* bytes of a name, likewise */
	KIT_PULL_DEPTH = 64,
};

/* Reads up to room bytes: how many, 0 at the end, -1 where it is damaged. */
typedef ssize_t kit_pull_read(void *context, void *to, size_t room);

struct kit_pull;

/* NULL without memory. */
struct kit_pull *kit_pull_new(kit_pull_read *read, void *context);
void kit_pull_free(struct kit_pull *pull); /* NULL is fine */

/* Step into the value that is next, if it is an object, or an array. 0 where it
 * is something else, which is then skipped. */
int kit_pull_object(struct kit_pull *pull);
int kit_pull_array(struct kit_pull *pull);

/* Is there another member, or element? What is next is its value, and one of
 * kit_pull_object, _array, _text and _skip must take it, once. 0 steps out
 * again. The name is borrowed until the next call of any function. */
int kit_pull_member(struct kit_pull *pull, const char **name);
int kit_pull_element(struct kit_pull *pull);

/* The value that is next: a string, unescaped, or a number as it is written;
 * borrowed until the next call. NULL where it is something else, which is then
 * skipped. A NUL in a string is shown as a space. */
const char *kit_pull_text(struct kit_pull *pull);
void kit_pull_skip(struct kit_pull *pull);

/* Was there a flaw? What is at hand may then be half of it. */
int kit_pull_failed(const struct kit_pull *pull);

/* 0 where all was well and nothing but space is behind the value; else -1. */
int kit_pull_end(struct kit_pull *pull);
const char *kit_pull_error(const struct kit_pull *pull);
uint64_t kit_pull_line(const struct kit_pull *pull); /* that was reached */

#endif
