/*
 * sources.h - which binary packages are built from which source package
 *
 * Debian's advisories name sources, machines have what was built from them:
 * libssl3 and openssl from openssl. dpkg's status file and the Packages lists
 * of an archive tell. Packages that have a version of their own, other than
 * that of their source, are left out.
 */
#ifndef OSV_SOURCES_H
#define OSV_SOURCES_H

#include <stddef.h>

enum { SOURCES_BYTES = 256 * 1024 * 1024 }; /* of all names together */

struct sources_pair {
	char *source, *binary; /* in one piece of memory, source first */
};

struct sources {
	struct sources_pair *pairs; /* sorted */
	size_t count, room, bytes;
};

/* Read a file, beside those read before. 0, or -1 with a sentence in error. */
int sources_read(
    struct sources *sources, const char *path, char *error, size_t error_size);

/* Before sources_find, once. */
void sources_sort(struct sources *sources);

/* The pairs of a source: the first, and how many. */
const struct sources_pair *sources_find(
    const struct sources *sources, const char *source, size_t *count);
void sources_free(struct sources *sources); /* zeroed is fine */

#endif
