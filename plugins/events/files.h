/*
 * files.h - which files are read, and how far each was
 *
 * The cursor of the plugin has a line for each file that was begun: offset
 * and number of the first line that was not read, and the path. The offset is
 * one of the unpacked text.
 */
#ifndef EVENTS_FILES_H
#define EVENTS_FILES_H

#include <stddef.h>
#include <stdint.h>

struct events_file {
	char *path;
	uint64_t offset; /* of the first line that was not read */
	uint64_t number; /* of that line; 1 is the first */
};

struct events_files {
	struct events_file *list;
	size_t count;
};

/* Add a file, or the files in a folder whose names have ".jsonl" in them, in
 * the order of their names. A path that is there already is not added again.
 * 0, or -1 with a sentence in error. */
int events_files_add(struct events_files *files, const char *path, char *error,
    size_t error_size);

/* Take the positions from a cursor, which may be NULL. Files that it does not
 * name stay at their start; files that are gone are forgotten. */
void events_files_resume(struct events_files *files, const char *cursor);

/* Write the cursor. -1 where it does not fit. */
int events_files_cursor(
    const struct events_files *files, char *out, size_t size);

void events_files_free(struct events_files *files); /* empty is fine */

#endif
