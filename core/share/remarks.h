/*
 * remarks.h - what is to be known beside a submission, by those whose it is
 *
 * Sentences of what stays and why, and of what leaves only once somebody has
 * looked at it. They hold names and answers of the house, and so never leave
 * themselves; who prints them makes them plain (plain.h).
 */
#ifndef PL_REMARKS_H
#define PL_REMARKS_H

#include <stddef.h>

struct pl_lines {
	char **list;
	size_t count, room;
};

/* Zeroed, it is empty. */
struct pl_remarks {
	struct pl_lines stays;
	struct pl_lines look; /* answers that are for somebody to look at */
};

void pl_lines_add(struct pl_lines *lines, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void pl_remarks_free(struct pl_remarks *remarks); /* of what it holds */

#endif
