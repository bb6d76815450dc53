/*
 * waves.h - gathers installs, item by item, and counts the waves they make
 *
 * Waves that sources name reach over many patches, so their installs are kept
 * until all items are read; the others are counted as soon as their patch is
 * done. So it takes memory for the installs that are named a wave for, and for
 * those of one patch.
 */
#ifndef PL_WAVES_H
#define PL_WAVES_H

#include "kpi/cells.h"

struct pl_error;
struct pl_item;
struct pl_store;
struct pl_wave;
struct pl_waves;

/* Does a query ask for anything that is counted here? */
int pl_waves_wanted(const struct pl_query *query);

/* Begin. Counts into cells, which must outlive the waves, as the store must. */
int pl_waves_open(struct pl_waves **out, struct pl_store *store,
    struct pl_cells *cells, struct pl_error *err);

/* Call back with each wave, too, as it is counted, complete or not; the wave is
 * borrowed for the time of the call. To be said before any item is taken. */
void pl_waves_tell(struct pl_waves *waves,
    void (*tell)(void *context, const struct pl_wave *wave), void *context);

/* The items must come in the store's order. */
void pl_waves_take(struct pl_waves *waves, const struct pl_item *item);

/* All items are taken: count the rest. Tells what went wrong on the way, too.
 */
int pl_waves_finish(struct pl_waves *waves, struct pl_error *err);
void pl_waves_free(struct pl_waves *waves); /* NULL is fine */

#endif
