/* SPDX-License-Identifier: MIT
 *
 * osrelease.h - which system a machine runs, from os-release(5)
 */
#ifndef KIT_OSRELEASE_H
#define KIT_OSRELEASE_H

#include <stddef.h>

enum { KIT_OS_TEXT = 64 };

struct kit_osrelease {
	char id[KIT_OS_TEXT];   /* "debian"; "" where it is not told */
	char name[KIT_OS_TEXT]; /* "Debian 12" */
	/* "debian-12", as advisories name it; "" where it has no number */
	char distro[2 * KIT_OS_TEXT];
};

/* Read the file. 0, or -1 with a sentence in error. */
int kit_osrelease_read(struct kit_osrelease *out, const char *path, char *error,
    size_t error_size);

#endif
