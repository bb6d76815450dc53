/*
 * count.h - what one item adds to the cells
 *
 * Each part counts for some figures of the catalogue, and is passed over where
 * the query asks for none of them.
 */
#ifndef PL_COUNT_H
#define PL_COUNT_H

#include "kpi/cells.h"
#include "kpi/episode.h"

/* An item that is being counted. */
struct pl_count {
	struct pl_cells *cells;
	const struct pl_item *item;
	const struct pl_episodes *episodes;
	struct pl_who who;
};

/* Count one item's history. */
void pl_count_item(struct pl_cells *cells, const struct pl_item *item);

/* ---- The parts ---------------------------------------------------------- */

/* The cell of something that a source told, in the month of an instant, or
 * NULL where it is left out. */
struct pl_cell *pl_count_cell(
    const struct pl_count *count, int64_t source, int64_t month_ms);

void pl_count_episodes(const struct pl_count *count); /* count.c */
void pl_count_attempts(const struct pl_count *count); /* count_attempts.c */

#endif
