/* SPDX-License-Identifier: MIT
 *
 * lines.h - the lines of a text file, plain or compressed, for plugins
 *
 * Part of the kit: sources that a plugin may compile in if it likes. Reads
 * plain, .gz, .bz2, .xz, .lz4 and .zst by what the bytes say, not by the name
 * (zlib and libarchive do the work). Lines end in LF or CRLF; a last line
 * without an end counts; a byte order mark at the start of the file is no part
 * of its first line. Nothing is read into memory but the block at hand.
 *
 * Of a packed file that is damaged or cut short, the whole lines before the
 * damage come first. A .gz that is cut short gives all that is in it; other
 * damage costs up to 16 KiB of text before it in a .gz. libarchive, which
 * reads the others, drops the step of text that the damage is in: 64 KiB, of
 * .zst 128 KiB, of .lz4 a block, which is up to 4 MiB.
 */
#ifndef KIT_LINES_H
#define KIT_LINES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct kit_lines;

/* A line: borrowed until the next call, closed by a NUL, without its end.
 * Bytes may be any but NUL: each is shown as a space, and had_nul set. */
struct kit_line {
	char *text;
	size_t length;
	uint64_t number; /* 1 is the first of the file */
	uint64_t offset; /* of its first byte in the unpacked text */
	int truncated;   /* longer than limit; the rest was skipped */
	int ended;       /* by an LF; 0: the file ends first */
	int had_nul;
};

/* Where reading stopped, in three numbers for a cursor to keep, and with them
 * whether the file is still the same. A plain file is if it begins with what
 * was read: in its first and last 16 KiB, that is, and it may have grown. A
 * packed one must not have changed at all. */
struct kit_place {
	uint64_t offset; /* of the next line in the unpacked text */
	uint64_t number; /* of that line; 0: there is none, and never will be */
	uint32_t digest;
};

/* Start reading. NULL with a sentence in error where the file cannot be read;
 * limit is the most bytes that a line may have. */
struct kit_lines *kit_lines_open(
    const char *path, size_t limit, char *error, size_t error_size);

/* The lines of what a function reads: up to room bytes, how many, 0 at the end,
 * -1 where it is damaged (kit_files_read does). NULL without memory. Such lines
 * have no place, cannot be sought in, and tell no progress. */
typedef ssize_t kit_lines_read(void *context, void *to, size_t room);
struct kit_lines *kit_lines_new(
    kit_lines_read *read, void *context, size_t limit);

/* 1 and a line, 0 at the end of the file, -1 with a sentence where the file
 * is broken from here on (a truncated .gz). A line that breaks off there is
 * not handed out. */
int kit_lines_next(struct kit_lines *lines, struct kit_line *line);
const char *kit_lines_error(const struct kit_lines *lines);

/* The place behind the lines that were handed out, or put back. */
void kit_lines_place(const struct kit_lines *lines, struct kit_place *out);

/* Go on from a place, right after opening. 1, or 0 where the file is another
 * one now, which is then read from its start. A packed file that was read to
 * its end is not unpacked again. */
int kit_lines_resume(struct kit_lines *lines, const struct kit_place *place);

/* Skip to an offset of the unpacked text that a line began at before. Plain
 * files seek; compressed ones are read through. The line numbers then count
 * from first_number. 0, or -1 where the file is shorter. */
int kit_lines_seek(
    struct kit_lines *lines, uint64_t offset, uint64_t first_number);

/* Put the line of the last kit_lines_next back, to end before it. */
void kit_lines_unread(struct kit_lines *lines, const struct kit_line *line);

/* Is the file compressed? */
int kit_lines_packed(const struct kit_lines *lines);

/* Where the next line begins: what kit_lines_seek takes. Behind a last line
 * without an end, the number is still that of this line. */
uint64_t kit_lines_offset(const struct kit_lines *lines);
uint64_t kit_lines_number(const struct kit_lines *lines);

/* How much of the file, in its own bytes, was read, and how much there is. */
void kit_lines_progress(
    const struct kit_lines *lines, uint64_t *done, uint64_t *total);

void kit_lines_close(struct kit_lines *lines); /* NULL is fine */

#endif
