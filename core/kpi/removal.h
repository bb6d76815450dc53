/*
 * removal.h - when a product was not on an asset
 *
 * Any version of a product may be the one that was removed, and any other the
 * one that came back, so this has to be known before the first item.
 */
#ifndef PL_REMOVAL_H
#define PL_REMOVAL_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/bearing.h"

struct pl_error;
struct pl_removals;
struct pl_store;

/* A time in which a product was not on an asset. */
struct pl_absence {
	int64_t removed_ms;
	int64_t back_ms; /* the first installation after it; 0: none */
};

/* Read them, up to a cut-off. */
int pl_removals_load(struct pl_removals **out, struct pl_store *store,
    int64_t as_of_ms, enum pl_bearing bearing, struct pl_error *err);
void pl_removals_free(struct pl_removals *removals); /* NULL is fine */

/* The product that a subject is of, as a number that stands for it: one that
 * no event names a product of stands for itself, by its id with a minus. */
int64_t pl_removals_product(
    const struct pl_removals *removals, int64_t subject);

/* The absences of a product from an asset, by time: the first of *count,
 * borrowed. */
const struct pl_absence *pl_removals_of(const struct pl_removals *removals,
    int64_t asset, int64_t product, size_t *count);

#endif
