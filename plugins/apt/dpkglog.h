/*
 * dpkglog.h - the lines of dpkg.log
 */
#ifndef APT_DPKGLOG_H
#define APT_DPKGLOG_H

#include <stddef.h>
#include <stdint.h>

#include "kit/localtime.h"

enum dpkg_action {
	DPKG_OTHER,     /* a line that says nothing we need */
	DPKG_INSTALL,   /* new software is about to be unpacked */
	DPKG_UPGRADE,   /* another version is about to be unpacked */
	DPKG_REMOVE,    /* remove or purge begins */
	DPKG_INSTALLED, /* a version is in place and configured */
	DPKG_GONE,      /* not installed any more */
};

enum { DPKG_NAME = 256 }; /* of a word, with its NUL */

/* Part of the line, not closed. */
struct dpkg_word {
	const char *text;
	size_t length;
};

struct dpkg_line {
	enum dpkg_action action;
	int64_t at_ms;
	struct dpkg_word package; /* "libc6:amd64", or without the colon */
	struct dpkg_word old;     /* of UPGRADE and REMOVE */
	struct dpkg_word version; /* of INSTALL, UPGRADE, INSTALLED */
};

/* Read a line of length bytes that a NUL closes. What it points to is the
 * caller's text. 0, or -1 with a literal in *why. */
int dpkg_line_read(struct dpkg_line *out, struct kit_local_clock *clock,
    const char *text, size_t length, const char **why);

/* A name without its architecture. */
size_t dpkg_bare_length(const char *package, size_t length);

#endif
