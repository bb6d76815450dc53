/*
 * lastseen.h - when each asset was seen last, up to a cut-off
 *
 * The table of assets knows when its newest event was; to look back, all events
 * are gone through, by two threads where that is worth it.
 *
 * Nothing outside core/store/ includes this.
 */
#ifndef PL_LASTSEEN_H
#define PL_LASTSEEN_H

#include <stdint.h>

struct pl_error;
struct pl_store;

/* The newest event of each asset up to the cut-off, by ids from 0 to count; 0:
 * none. The caller frees *out. */
int pl_last_seen(struct pl_store *store, int64_t as_of_ms, int64_t count,
    int64_t **out, struct pl_error *err);

#endif
