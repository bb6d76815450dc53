/*
 * heirs.h - what happened to the patches that superseded one
 *
 * A cumulative patch brings what those before it would have brought, so its
 * deployment is that of each of them. A chain of successors is followed to its
 * end, and no patch twice.
 */
#ifndef PL_HEIRS_H
#define PL_HEIRS_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

struct pl_background;

enum { PL_HEIRS_MAX = 64 }; /* patches of a chain that are followed */

/* Filled again for each patch; starts as {0}. */
struct pl_heirs {
	struct pl_row *rows; /* deployments, by asset, time and kind */
	size_t count, room;
};

/* Read the rows of all that superseded a patch; none for most. */
int pl_heirs_load(struct pl_heirs *heirs,
    const struct pl_background *background, int64_t subject,
    struct pl_error *err);
void pl_heirs_free(struct pl_heirs *heirs); /* of what it holds */

/* Those on an asset: the first of *count, borrowed. */
const struct pl_row *pl_heirs_of(
    const struct pl_heirs *heirs, int64_t asset, size_t *count);

/* The order of an item's rows: by time, kind, subject and source. So what two
 * sources tell of the same stands together. */
int pl_row_compare(const struct pl_row *a, const struct pl_row *b);

#endif
