/*
 * shared.h - what of a figure may be shared, and what it rests on
 *
 * A list of what is known to be fit for it: a measure that is not on it is
 * withheld, so that a new one is until somebody has thought about it. Beside
 * each stands what disclosure has to know: of which count it is a part, or on
 * which it rests.
 */
#ifndef PL_SHARED_H
#define PL_SHARED_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/kpi.h"
#include "report/withhold.h"
#include "share/disclosure.h"

enum {
	PL_SHARED_CELLS = PL_MEASURES + 1, /* n first, then by measure */
	PL_SHARED_SUMS = 2 * PL_MEASURES,
};

/* What withheld numbers say instead. */
#define PL_SHARED_FEW PL_WITHHELD_WORD
#define PL_SHARED_NOT "not shared"

/* May anything of such a figure be shared? */
int pl_shared_is(const struct pl_figure *figure);

/* The counts of a figure; 0 where a measure is no count, or not shared. Returns
 * how many cells there are. */
size_t pl_shared_cells(
    const struct pl_figure *figure, int64_t cells[PL_SHARED_CELLS]);

/* The sums that hold among them. */
size_t pl_shared_sums(const struct pl_figure *figure,
    struct pl_disclosed_sum sums[PL_SHARED_SUMS]);

/* Make the figure what may be shared of it: all is dropped that is not known
 * here, what the flags of its cells or what they rest on hide has a reason
 * instead of a value, and the rest is coarse. */
void pl_shared_make(struct pl_figure *figure, const char *hidden);

#endif
