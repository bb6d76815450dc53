/*
 * unite.h - one item's episodes from those of its parts
 *
 * A vulnerability may sit in several products of an asset, which is at risk
 * while any of them is.
 */
#ifndef PL_UNITE_H
#define PL_UNITE_H

#include "kpi/episode.h"

/* Put the episodes of all parts, in any order, together. A part that begins
 * within 30 days of the fix of all others undoes it, as if the item had been
 * found again, unless its product had been gone. Where no part counts, one
 * remains that says why. */
void pl_episodes_unite(struct pl_episodes *episodes);

#endif
