/*
 * labels.h - what a figure is about, as names and values
 *
 * For formats in which each line stands alone: beside the strata that the
 * figures are broken down by, those that they are confined to, so that two
 * answers laid side by side can be told apart.
 */
#ifndef PL_LABELS_H
#define PL_LABELS_H

#include <stddef.h>

#include "kpi/kpi.h"

enum { PL_LABELS_MAX = PL_BY_MAX + 1 + PL_WHERE_MAX };

/* Both are borrowed from the query and the figure. */
struct pl_label {
	const char *name, *value;
};

/* The strata of --by with the figure's values; that which a KPI of the query
 * has of its own, with NULL in figures of the others; then those of --where
 * that are not among them with the value that was asked for; each stratum once.
 * With NULL for the figure the values but for the last are NULL. Returns how
 * many. */
size_t pl_figure_labels(const struct pl_query *query,
    const struct pl_figure *figure, struct pl_label out[PL_LABELS_MAX]);

#endif
