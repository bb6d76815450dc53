/*
 * parallel.h - items counted on all processors
 *
 * Items of different patches do not meet, and cells of some add up with those
 * of others. So the patches are parted into runs with about as many events
 * each, and a thread counts each run into cells of its own. What comes out does
 * not hang on how many threads there were.
 */
#ifndef PL_PARALLEL_H
#define PL_PARALLEL_H

#include <stdint.h>

struct pl_cells;
struct pl_error;
struct pl_store;

/* Count all items of the store by the cells' query (count.h) into them. *events
 * becomes how many were read. Nothing else may be asked of the store
 * meanwhile. */
int pl_count_in_parallel(struct pl_cells *cells, struct pl_store *store,
    int64_t *events, struct pl_error *err);

#endif
