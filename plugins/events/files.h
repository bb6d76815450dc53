/*
 * files.h - which files are read, and how far each was
 *
 * The cursor of the plugin has a line for each file that was begun: a hash of
 * its path and the place where it was left. Two paths with the same hash do no
 * harm: the place does not fit the other file, which is then read again.
 */
#ifndef EVENTS_FILES_H
#define EVENTS_FILES_H

#include <patchlore/plugin.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/lines.h"

/* A line of the cursor has this many bytes at least. */
enum { EVENTS_ENTRY = 21, EVENTS_FILES = PLORE_MAX_CURSOR / EVENTS_ENTRY };

struct events_file {
	char *path;
	uint32_t hash;
	int known; /* from a cursor: place is where it was left */
	struct kit_place place;
};

struct events_files {
	struct events_file list[EVENTS_FILES];
	size_t count;
};

/* Add a file, or the files in a folder whose names have ".jsonl" in them, in
 * the order of the bytes of their names; those that begin with a dot are not
 * meant. A path that is there already is not added again. 0, or -1 with a
 * sentence in error. */
int events_files_add(struct events_files *files, const char *path, char *error,
    size_t error_size);

/* Take the places from a cursor, which may be NULL. Files that it does not
 * name stay at their start; files that are gone are forgotten. */
void events_files_resume(struct events_files *files, const char *cursor);

/* Write the cursor. -1 where it does not fit. */
int events_files_cursor(
    const struct events_files *files, char *out, size_t size);

void events_files_free(struct events_files *files); /* empty is fine */

#endif
