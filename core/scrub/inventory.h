/*
 * inventory.h - the names that a store knows, as what must not leave
 *
 * All names of assets, and of one with a domain also the part before the first
 * dot and the domains behind it; the names of sources; what is told of assets
 * as private or under an alias only, and whatever it is their groups, sites and
 * owners; and what is told as private of events and subjects. Of people and
 * organizations each word is a name as well, unless it is short or common.
 *
 * Another value of more than PL_INVENTORY_WORDS words is prose, not a name, and
 * is left out. The names of organizations themselves no store knows: pass them
 * to pl_inventory_add.
 */
#ifndef PL_INVENTORY_H
#define PL_INVENTORY_H

#include "scrub/spans.h"

struct pl_denylist;
struct pl_error;
struct pl_store;

enum { PL_INVENTORY_WORDS = 6 };

/* Add all that a store opened for reading knows. PL_E_LIMIT where a name is too
 * long to be looked for: what cannot be found must not be shared. */
int pl_inventory_read(
    struct pl_denylist *list, struct pl_store *store, struct pl_error *err);

/* Add one name as that does: of a person or an organization also its
 * words, of a host also what its domain tells. */
int pl_inventory_add(struct pl_denylist *list, const char *name,
    enum pl_span_kind kind, struct pl_error *err);

#endif
