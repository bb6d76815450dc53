/*
 * nevra.h - the names that rpm gives to packages
 *
 * name-epoch:version-release.architecture, where the epoch may be missing, or
 * stand in front of it all, as yum wrote it.
 */
#ifndef DNF_NEVRA_H
#define DNF_NEVRA_H

#include <stddef.h>

enum { NEVRA_TEXT = 256 }; /* of each part, with its NUL */

struct nevra {
	char name[NEVRA_TEXT];    /* "openssl-libs" */
	char version[NEVRA_TEXT]; /* "1:3.0.7-27.el9"; an epoch of 0 is left
	                             out */
	char key[NEVRA_TEXT];     /* "openssl-libs.x86_64" */
};

/* Read a text of length bytes. 0, or -1 where it is no such name. */
int nevra_read(struct nevra *out, const char *text, size_t length);

/* The same from its parts. */
int nevra_make(struct nevra *out, const char *name, const char *epoch,
    const char *version, const char *release, const char *arch);

/* A version behind its epoch. */
const char *nevra_bare(const char *version);

/* Is it a kernel, or a module for one: what is installed beside the earlier
 * version instead of in its place? */
int nevra_is_kernel(const char *name);

#endif
