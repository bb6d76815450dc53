/*
 * trouble.h - from the first sign that a patch went wrong to its end
 *
 * On one machine a trouble begins with an incident, a failed attempt or the
 * undoing of an install, whichever comes first, and while it lasts no other
 * begins. With an incident in it, it ends when an incident is resolved; without
 * one, when the patch, or one that superseded it, is installed. Of a patch
 * without a machine there are only incidents. An incident that is linked begins
 * a trouble where none was opened before, since then nothing tells when it
 * began.
 */
#ifndef PL_TROUBLE_H
#define PL_TROUBLE_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

struct pl_trouble {
	int64_t start_ms;
	int64_t stop_ms; /* 0: lasts */
	int64_t source;  /* that told of the first sign */
	int is_incident;
};

/* Where in the rows of one item, or of a patch alone, to read on; starts as
 * {0} with the subject that signs must be of. */
struct pl_trouble_reading {
	int64_t subject;
	size_t next;
	int opened; /* an incident, at any time so far */
};

/* The next trouble in rows by time; 0: there is none. */
int pl_trouble_next(struct pl_trouble_reading *reading,
    const struct pl_row *rows, size_t count, struct pl_trouble *out);

#endif
