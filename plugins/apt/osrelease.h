/*
 * osrelease.h - which system a machine runs, from os-release(5)
 */
#ifndef APT_OSRELEASE_H
#define APT_OSRELEASE_H

#include <stddef.h>

enum { OS_TEXT = 64 };

struct osrelease {
	char id[OS_TEXT];   /* "debian"; "" where it is not told */
	char name[OS_TEXT]; /* "Debian 12" */
};

/* Read the file. 0, or -1 with a sentence in error. */
int osrelease_read(
    struct osrelease *out, const char *path, char *error, size_t error_size);

#endif
