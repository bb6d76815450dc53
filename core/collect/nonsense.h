/*
 * nonsense.h - files in the place of a source's, with nothing sensible in them
 */
#ifndef PL_NONSENSE_H
#define PL_NONSENSE_H

#include <limits.h>

struct pl_error;

enum pl_nonsense {
	PL_NONSENSE_EMPTY,
	PL_NONSENSE_BYTES,    /* of any value, the same each time */
	PL_NONSENSE_ONE_LINE, /* of some megabytes, without an end */
	PL_NONSENSES,
};

/* Make a file, or where like is a folder, a folder whose files have the names
 * of those in it, for anybody to read. */
int pl_nonsense_make(char out[PATH_MAX], const char *like,
    enum pl_nonsense what, struct pl_error *err);
void pl_nonsense_remove(const char *path);

#endif
