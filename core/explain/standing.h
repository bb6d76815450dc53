/*
 * standing.h - where one item stands in each figure of the catalogue
 *
 * The item is counted alone, by the code that counts it among all others, and
 * the figures are made of that; so a figure that joins the catalogue is told of
 * here without a word about it. Figures about assets are made of all items of
 * the item's asset.
 */
#ifndef PL_STANDING_H
#define PL_STANDING_H

#include <jansson.h>

#include "kpi/cells.h"

/* By one clock. */
struct pl_standing {
	struct pl_cells item;
	struct pl_cells assets;
};

/* query names the clock and, by a --where, the asset. It and strata, which was
 * loaded for it, must outlive the standing. */
void pl_standing_init(struct pl_standing *standing, struct pl_strata *strata,
    const struct pl_query *query);
void pl_standing_free(struct pl_standing *standing);

/* Take an item of the asset, which is the one in question or another. */
void pl_standing_take(
    struct pl_standing *standing, const struct pl_item *item, int is_it);

/* When all of the asset's items are taken: an object with an object for each
 * figure, as patchlore-explain(1) has it. The caller drops it. */
json_t *pl_standing_json(struct pl_standing *standing);

#endif
