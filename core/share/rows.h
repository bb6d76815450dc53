/*
 * rows.h - noisy cells as a submission tells them
 *
 * A row, the bins of a table for one class and urgency, is told in basis points
 * of its noisy total, so that the total, which would tell how many machines
 * there are, is not. They are rounded each for itself, and may be below 0: to
 * cut them would shift what many organizations say together. A row whose noisy
 * total is below pl_table_least is told as "low". All of this is made of noisy
 * numbers alone and costs nothing.
 */
#ifndef PL_ROWS_H
#define PL_ROWS_H

#include <jansson.h>

#include "share/taxonomy.h"

/* The rows of a layout, which the noisy cells were laid for: a list of objects
 * in the order table, class, urgency; patchlore-submission(5). The caller
 * drops it. */
json_t *pl_rows(const struct pl_ballots *noisy, enum pl_layout layout,
    enum pl_privacy privacy);

#endif
