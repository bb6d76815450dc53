/*
 * cells.h - what is counted of each combination of strata values
 */
#ifndef PL_CELLS_H
#define PL_CELLS_H

#include "kpi/episode.h"
#include "kpi/strata.h"
#include "kpi/tally.h"

/* Distinct assets. Few are a list; --by asset makes as many sets as there are
 * assets, with one in each. */
enum { PL_ASSETS_LISTED = 8 };
struct pl_assets {
	int64_t count;
	int64_t few[PL_ASSETS_LISTED];
	uint8_t *seen; /* a bit per id, once they are more */
	int64_t room;  /* bytes */
};

/* Sums only: cells of two halves of the items add up to the cell of all. */
struct pl_cell {
	uint32_t by[PL_BY_MAX];
	struct pl_tally episodes;  /* time-to-patch */
	struct pl_tally rollbacks; /* install to rollback */
	struct pl_tally ages;      /* of open items, as if fixed now */
	uint64_t attempts[PL_GROUPS], failures[PL_GROUPS];
	int64_t excluded, stale;
	struct pl_assets at_risk; /* had an episode that is not excluded */
	struct pl_assets tried;   /* had an attempt that came to an end */
	struct pl_assets patched; /* had an install */
};

struct pl_cells {
	struct pl_cell *list;
	size_t count, room;
	struct pl_map *index; /* of by, as text */
	int64_t items;
	int64_t fixed, fixed_undetected; /* items; chooses the clock */
	struct pl_episodes episodes;     /* of the item being counted */
};

void pl_cells_init(struct pl_cells *cells);
void pl_cells_free(struct pl_cells *cells);

/* Count one item's history by a clock, which is not the default. */
void pl_cells_count(struct pl_cells *cells, struct pl_strata *strata,
    enum pl_clock clock, int64_t as_of_ms, const struct pl_item *item);

/* The default clock of what was counted, by whichever. */
enum pl_clock pl_cells_clock(const struct pl_cells *cells);

#endif
