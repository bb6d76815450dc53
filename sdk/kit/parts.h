/* SPDX-License-Identifier: MIT
 *
 * parts.h - the bytes of a file, unpacked, or of each file in an archive
 *
 * A file is one part, plain or packed (.gz, .bz2, .xz, .lz4, .zst, by what the
 * bytes say). An archive, zip or tar, has a part for each file in it; a zip in
 * an archive is gone through as well, but none in that. libarchive does the
 * work. Nothing is kept of a part but the block at hand.
 */
#ifndef KIT_PARTS_H
#define KIT_PARTS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct kit_parts;

/* NULL with a sentence in error where the file cannot be read. */
struct kit_parts *kit_parts_open(
    const char *path, char *error, size_t error_size);

/* 1 and the name of the next part, "" where the file is no archive, borrowed
 * until the next call; 0 behind the last; -1 with a sentence where the archive
 * is broken from here on. */
int kit_parts_next(struct kit_parts *parts, const char **name);

/* Bytes of the part: how many came, 0 at its end, -1 with a sentence where it
 * is broken. A part need not be read to its end. */
ssize_t kit_parts_read(struct kit_parts *parts, char *to, size_t room);
const char *kit_parts_error(const struct kit_parts *parts);

/* How much of the file, in its own bytes, was read, and how much there is. */
void kit_parts_progress(
    const struct kit_parts *parts, uint64_t *done, uint64_t *total);

void kit_parts_close(struct kit_parts *parts); /* NULL is fine */

#endif
