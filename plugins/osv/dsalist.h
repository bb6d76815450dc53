/*
 * dsalist.h - Debian's lists of advisories, DSA and DLA
 *
 *     [03 Apr 2019] DSA-4421-1 chromium - security update
 *             {CVE-2019-5787 CVE-2019-5788}
 *             [stretch] - chromium 73.0.3683.75-1~deb9u1
 *
 * One entry after the other, each with its indented lines, by a tab.
 */
#ifndef OSV_DSALIST_H
#define OSV_DSALIST_H

#include <stddef.h>
#include <stdint.h>

struct report;

enum { DSALIST_ID = 64 };

struct dsalist {
	struct report *report;
	char id[DSALIST_ID]; /* of the entry at hand, which report holds */
	int is_open;         /* is there one? */
};

void dsalist_begin(struct dsalist *list, struct report *report);

/* Take a line, which is changed. PLORE_OK, PLORE_E_DATA with a reason where it
 * is none, or what the host answered to the entry before it. */
int32_t dsalist_line(
    struct dsalist *list, char *line, char *why, size_t why_size);

/* The list is over. */
int32_t dsalist_end(struct dsalist *list);

#endif
