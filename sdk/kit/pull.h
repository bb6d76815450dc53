/* SPDX-License-Identifier: MIT
 *
 * pull.h - JSON of any size, pulled piece by piece
 *
 * For documents that are too large for a tree. The reader walks down into what
 * it knows and skips the rest, and nothing is kept but a block of the input,
 * the name of the member at hand and the text at hand. A piece that is small
 * can be handed to a library that makes a tree of it (kit_pull_raw), or told
 * value by value (kit_pull_each).
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
 * once. RFC 8259, but for three things: a byte order mark may stand in front,
 * names that occur twice are handed out twice, and bytes that are no UTF-8 are
 * not refused here.
 */
#ifndef KIT_PULL_H
#define KIT_PULL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	KIT_PULL_TEXT = 4095, /* bytes of a text; what is longer is cut */
	KIT_PULL_NAME = 127,  /* bytes of a name, likewise */
	KIT_PULL_PATH = 255,  /* bytes of names with dots between, likewise */
	KIT_PULL_DEPTH = 64,
};

/* Reads up to room bytes: how many, 0 at the end, -1 where it is damaged. */
typedef ssize_t kit_pull_read(void *context, void *to, size_t room);

struct kit_pull;

/* NULL without memory. */
struct kit_pull *kit_pull_new(kit_pull_read *read, void *context);
void kit_pull_free(struct kit_pull *pull); /* NULL is fine */

/* The character that the value which is next begins with: { [ " - a digit or a
 * letter. -1 where there is none. The line is then that of this character. */
int kit_pull_peek(struct kit_pull *pull);

/* Step into the value that is next, if it is an object, or an array. 0 where it
 * is something else, which is then skipped. */
int kit_pull_object(struct kit_pull *pull);
int kit_pull_array(struct kit_pull *pull);

/* Is there another member, or element? What is next is its value, and one of
 * kit_pull_object, _array, _text, _raw, _each and _skip must take it, once. 0
 * steps out again. The name is borrowed until the next call of any function. */
int kit_pull_member(struct kit_pull *pull, const char **name);
int kit_pull_element(struct kit_pull *pull);

/* The value that is next: a string, unescaped, or a number as it is written;
 * borrowed until the next call. NULL where it is something else, which is then
 * skipped. A NUL in a string is shown as U+FFFD. */
const char *kit_pull_text(struct kit_pull *pull);
void kit_pull_skip(struct kit_pull *pull);

/* The value that is next, as it is written, closed by a NUL, for a library to
 * read; borrowed until the next call. How long it is comes back in length;
 * where that is more than limit, the text is its first limit bytes. Nobody
 * looks at more of it than quotes and brackets, so that one which is no JSON
 * costs itself alone. NULL where these do not match, which is a flaw. */
const char *kit_pull_raw(struct kit_pull *pull, size_t limit, size_t *length);

/* Go through the value that is next, and tell each text and number in it with
 * the names that lead to it, dots between; arrays add none. The first name is
 * given, "" for none. {"OS": {"Name": "x"}} under "Metadata" is told as
 * "Metadata.OS.Name" and "x". */
typedef void kit_pull_tell(void *context, const char *path, const char *text);
void kit_pull_each(struct kit_pull *pull, const char *name, kit_pull_tell *tell,
    void *context);

/* Where a text that was told goes in a struct: to size bytes at offset. */
struct kit_pull_field {
	const char *path;
	size_t offset, size;
};

#define KIT_PULL_FIELD(path, type, member)                                     \
	{                                                                      \
		path, offsetof(type, member), sizeof(((type *)0)->member)      \
	}

/* Copy a text into record, if path is that of a field. NULL; or the path where
 * it does not fit: that field is "" then. */
const char *kit_pull_keep(const struct kit_pull_field *fields, size_t count,
    void *record, const char *path, const char *text);

/* Was there a flaw? What is at hand may then be half of it. */
int kit_pull_failed(const struct kit_pull *pull);

/* 0 where all was well and nothing but space is behind the value; else -1. */
int kit_pull_end(struct kit_pull *pull);
const char *kit_pull_error(const struct kit_pull *pull);
uint64_t kit_pull_line(const struct kit_pull *pull); /* that was reached */

#endif
