/*
 * count_waves.h - what a wave adds to the cells
 *
 * A wave counts once in each cell that any install in it belongs to: as the
 * part of it that the cell is about. So what a stratum's value is told with is
 * the same whether it was asked for with --by or with --where, and one wave may
 * be counted for several values. It belongs to the month of its last install.
 */
#ifndef PL_COUNT_WAVES_H
#define PL_COUNT_WAVES_H

#include "kpi/cells.h"
#include "kpi/wave.h"

struct pl_crews;
struct pl_item;

/* tell_causes: does any source tell what made installs necessary? */
void pl_count_wave(
    struct pl_cells *cells, const struct pl_wave *wave, int tell_causes);

/* An install of an item, with the first sign against it on its own machine:
 * was it bad within PL_WAVE_MS? It counts where it was watched for so long. */
void pl_count_watched_install(struct pl_cells *cells,
    const struct pl_item *item, const struct pl_install *install);

/* When all items are counted: for how long maintenance groups could have
 * completed waves, between the query's limits. A group is there from the first
 * event of its first machine to the last of its last, or to the cut-off where
 * that was seen within 30 days. */
void pl_count_crew_time(struct pl_cells *cells, const struct pl_crews *crews);

#endif
