/*
 * history.h - a store read once, item by item, with all that bears on each
 *
 * An item's own events do not tell its whole story: when its patch was
 * released, when its asset was enrolled, last seen and retired, and that its
 * product was removed meanwhile, in whatever version. Here all that comes
 * together, and kpi.c and "patchlore explain" see the same.
 */
#ifndef PL_HISTORY_H
#define PL_HISTORY_H

#include <stdint.h>

#include "kpi/episode.h"

struct pl_error;
struct pl_store;
struct pl_strata;

/* Call back with each item of an asset, or with asset 0 of all, in the store's
 * order; what item points to is borrowed for the time of the call. Takes the
 * assets from strata, which was loaded for the same cut-off, and notes in it
 * which are retired. *events becomes how many were read. */
int pl_history_read(struct pl_store *store, struct pl_strata *strata,
    int64_t as_of_ms, int64_t asset,
    void (*each)(void *context, const struct pl_item *item), void *context,
    int64_t *events, struct pl_error *err);

/* The same for all assets, by what PL_BEARING_OWN lets bear on an item: what is
 * told of an asset then hangs on no other one's events. */
int pl_history_read_own(struct pl_store *store, struct pl_strata *strata,
    int64_t as_of_ms, void (*each)(void *context, const struct pl_item *item),
    void *context, int64_t *events, struct pl_error *err);

/* The same for all assets in several runs: what bears on items is loaded and
 * what is told of assets alone is read once, and then each run is of the
 * subjects of some ids. Runs may be read by several threads at once, each by
 * one, as long as nothing else is asked of the store; strata is only read
 * meanwhile. *events is increased. */
struct pl_history;

int pl_history_open(struct pl_history **out, struct pl_store *store,
    struct pl_strata *strata, int64_t as_of_ms, struct pl_error *err);
int pl_history_run(const struct pl_history *history, int64_t first,
    int64_t last, void (*each)(void *context, const struct pl_item *item),
    void *context, int64_t *events, struct pl_error *err);

/* How many events told of assets alone. */
int64_t pl_history_asset_events(const struct pl_history *history);
void pl_history_close(struct pl_history *history); /* NULL is fine */

#endif
