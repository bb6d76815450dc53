/*
 * background.h - what bears on items beside their own events
 *
 * When a patch was released and what became of it, when an asset was enrolled,
 * last seen and retired, and when a product was not on it.
 */
#ifndef PL_BACKGROUND_H
#define PL_BACKGROUND_H

#include <stdint.h>

#include "kpi/bearing.h"
#include "kpi/bulletin.h"
#include "kpi/removal.h"

struct pl_error;
struct pl_item;
struct pl_store;
struct pl_strata;

struct pl_background {
	struct pl_store *store;
	struct pl_strata *strata;
	int64_t as_of_ms;
	struct pl_bulletins *bulletins;
	struct pl_removals *removals;
	int64_t without; /* a source whose events are left out; 0: none */
};

/* Read it, up to a cut-off. Takes the assets from strata, which was loaded for
 * the same one. There is nothing to free where it fails. */
int pl_background_load(struct pl_background *out, struct pl_store *store,
    struct pl_strata *strata, int64_t as_of_ms, enum pl_bearing bearing,
    struct pl_error *err);
void pl_background_free(struct pl_background *background);

/* Fill in what bears on an item whose subject and asset are known; borrowed.
 * 0: of its asset no event up to the cut-off speaks. */
int pl_background_of(
    const struct pl_background *background, struct pl_item *item);

#endif
