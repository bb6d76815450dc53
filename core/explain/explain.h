/*
 * explain.h - what is known of an asset or of one item, as a document
 *
 * For people who ask why a figure is what it is. patchlore-explain(1) shows
 * the two documents; what a terminal prints is read from them, so the two can
 * not differ. Episodes and figures come from the code that counts them.
 *
 * Of a query they take the cut-off, the clock, the view and the policy. By
 * default the clock is that of most of the asset's items. The caller drops the
 * document.
 */
#ifndef PL_EXPLAIN_H
#define PL_EXPLAIN_H

#include <jansson.h>

#include "kpi/kpi.h"

struct pl_error;
struct pl_store;

/* An asset: its facts and all its items by the clock, those that are open
 * first, the newest first. PL_E_CONFIG where the store knows no such name. */
int pl_explain_asset(json_t **out, struct pl_store *store,
    const struct pl_query *query, const char *asset, struct pl_error *err);

/* An item: its events, and by each clock its episodes and for each figure of
 * the catalogue how the item counts in it, or why it does not (explain_item.c).
 * PL_E_CONFIG where the store knows no such asset or patch. */
int pl_explain_item(json_t **out, struct pl_store *store,
    const struct pl_query *query, const char *asset, const char *subject,
    struct pl_error *err);

#endif
