/*
 * dpkglog.h - the lines of dpkg.log
 */
#ifndef APT_DPKGLOG_H
#define APT_DPKGLOG_H

#include <stdint.h>

enum dpkg_action {
	DPKG_OTHER,     /* a line that says nothing we need */
	DPKG_INSTALL,   /* new software is about to be unpacked */
	DPKG_UPGRADE,   /* another version is about to be unpacked */
	DPKG_REMOVE,    /* remove or purge begins */
	DPKG_INSTALLED, /* a version is in place and configured */
	DPKG_GONE,      /* not installed any more */
};

enum { DPKG_NAME = 256 };

struct dpkg_line {
	enum dpkg_action action;
	int64_t at_ms;
	char package[DPKG_NAME]; /* without its architecture */
	char old[DPKG_NAME];     /* of UPGRADE and REMOVE */
	char version[DPKG_NAME]; /* of INSTALL, UPGRADE, INSTALLED */
};

/* Read a line; local times are taken in the zone of TZ. 0, or -1 with a
 * literal in *why. */
int dpkg_line_read(struct dpkg_line *out, const char *text, const char **why);

/* Read "YYYY-MM-DD HH:MM:SS" as local time. 0 or -1. */
int local_time_read(const char *text, int64_t *out_ms);

#endif
