/*
 * explain.h - what is known of an asset or of one item, as a document
 *
 * For people who ask why a figure is what it is. patchlore-explain(1) shows
 * the two documents; what a terminal prints is read from them, so the two can
 * not differ. Episodes and attempts come from the code that counts them.
 */
#ifndef PL_EXPLAIN_H
#define PL_EXPLAIN_H

#include <jansson.h>
#include <stdint.h>

#include "kpi/kpi.h"

struct pl_error;
struct pl_store;

/* An asset: its facts and all its items, those that are open first, the newest
 * first. By default the clock is that of most of its items. The caller drops
 * the document. PL_E_CONFIG where the store knows no such name. */
int pl_explain_asset(json_t **out, struct pl_store *store, const char *asset,
    enum pl_clock clock, int64_t as_of_ms, struct pl_error *err);

/* An item: its events, its episodes by either clock, and for each episode the
 * figures that it counts in, or why it does not. */
int pl_explain_item(json_t **out, struct pl_store *store, const char *asset,
    const char *subject, int64_t as_of_ms, struct pl_error *err);

#endif
