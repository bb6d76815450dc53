#include "kpi/cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/map.h"
#include "base/time.h"

void
pl_cells_init(struct pl_cells *cells)
{
	*cells = (struct pl_cells){.index = pl_map_new()};
}

void
pl_cells_free(struct pl_cells *cells)
{
	for (size_t i = 0; i < cells->count; i++) {
		pl_tally_free(&cells->list[i].episodes);
		pl_tally_free(&cells->list[i].rollbacks);
		pl_tally_free(&cells->list[i].ages);
		free(cells->list[i].at_risk.seen);
		free(cells->list[i].tried.seen);
		free(cells->list[i].patched.seen);
	}
	free(cells->list);
	pl_map_free(cells->index);
	pl_episodes_free(&cells->episodes);
}

/* The numbers as text without a NUL in it: five times seven bits each. */
static void
cell_key(const uint32_t by[PL_BY_MAX], char key[PL_BY_MAX * 5 + 1])
{
	char *to = key;

	for (size_t i = 0; i < PL_BY_MAX; i++)
		for (int shift = 0; shift < 35; shift += 7)
			*to++ = (char)(0x80 | ((by[i] >> shift) & 0x7f));
	*to = '\0';
}

static struct pl_cell *
cell_of(struct pl_cells *cells, struct pl_strata *strata,
    const struct pl_strata_item *item)
{
	char key[PL_BY_MAX * 5 + 1];
	uint32_t by[PL_BY_MAX], number;

	pl_strata_by(strata, item, by);
	cell_key(by, key);
	number = pl_map_add(cells->index, key);
	if (number > cells->count) {
		cells->list = pl_grow(cells->list, cells->count, &cells->room,
		    sizeof *cells->list);
		cells->list[cells->count] = (struct pl_cell){0};
		memcpy(cells->list[cells->count++].by, by, sizeof by);
	}
	return &cells->list[number - 1];
}

static void
assets_mark(struct pl_assets *assets, int64_t asset)
{
	uint8_t bit = (uint8_t)(1 << (asset & 7));

	if (asset / 8 >= assets->room) {
		int64_t room = asset / 4 + 16;

		assets->seen = pl_realloc_array(assets->seen, (size_t)room, 1);
		memset(assets->seen + assets->room, 0,
		    (size_t)(room - assets->room));
		assets->room = room;
	}
	assets->count += (assets->seen[asset / 8] & bit) == 0;
	assets->seen[asset / 8] |= bit;
}

static void
assets_add(struct pl_assets *assets, int64_t asset)
{
	if (assets->seen != NULL) {
		assets_mark(assets, asset);
		return;
	}
	for (int64_t i = 0; i < assets->count; i++)
		if (assets->few[i] == asset)
			return;
	if (assets->count < PL_ASSETS_LISTED) {
		assets->few[assets->count++] = asset;
		return;
	}
	assets->count = 0; /* counted again as they are marked */
	for (int i = 0; i < PL_ASSETS_LISTED; i++)
		assets_mark(assets, assets->few[i]);
	assets_mark(assets, asset);
}

static uint32_t
minutes(int64_t from_ms, int64_t to_ms)
{
	return to_ms <= from_ms ? 0
	                        : (uint32_t)((to_ms - from_ms) / PL_MINUTE_MS);
}

static void
count_episode(
    struct pl_cell *cell, const struct pl_episode *episode, unsigned group)
{
	uint32_t stop = minutes(episode->start_ms, episode->stop_ms);
	enum pl_tally_what what = PL_CENSORED;

	if (episode->outcome == PL_OUTCOME_EXCLUDED) {
		cell->excluded++;
		return;
	}
	if (episode->outcome == PL_OUTCOME_FIXED)
		what = PL_FIXED;
	else if (episode->outcome == PL_OUTCOME_LEFT)
		what = PL_LEFT;
	pl_tally_add(&cell->episodes,
	    minutes(episode->start_ms, episode->entry_ms), group, PL_ENTERED,
	    1);
	pl_tally_add(&cell->episodes, stop, group, what, 1);
	if (episode->outcome == PL_OUTCOME_STALE)
		cell->stale++;
	if (episode->outcome == PL_OUTCOME_OPEN) {
		pl_tally_add(&cell->ages, 0, group, PL_ENTERED, 1);
		pl_tally_add(&cell->ages, stop, group, PL_FIXED, 1);
	}
}

/* Two sources may tell of the same attempt. */
static int
is_repeat(const struct pl_item *item, size_t row)
{
	return row > 0 && item->rows[row - 1].kind == item->rows[row].kind &&
	       item->rows[row - 1].at_ms == item->rows[row].at_ms;
}

/* When the install in a row was undone, or 0. */
static int64_t
undone_ms(const struct pl_item *item, size_t row)
{
	for (size_t i = row + 1; i < item->count; i++) {
		enum pl_kind kind = item->rows[i].kind;

		if (kind == PL_DEPLOY_ROLLED_BACK ||
		    kind == PL_DEPLOY_UNINSTALLED)
			return item->rows[i].at_ms;
		if (kind == PL_DEPLOY_INSTALLED && !is_repeat(item, i))
			return 0;
	}
	return 0;
}

/* Until when an install at an instant was watched. */
static int64_t
watched_ms(const struct pl_item *item, int64_t at_ms, int64_t as_of_ms)
{
	int64_t end_ms = as_of_ms;

	if (as_of_ms - item->seen_ms > PL_STALE_MS)
		end_ms = item->seen_ms;
	if (item->retired_ms >= at_ms && item->retired_ms < end_ms)
		end_ms = item->retired_ms;
	for (size_t i = 0; i < item->absence_count; i++)
		if (item->absences[i].removed_ms >= at_ms &&
		    item->absences[i].removed_ms < end_ms)
			end_ms = item->absences[i].removed_ms;
	return end_ms;
}

static void
count_install(struct pl_cell *cell, const struct pl_item *item, size_t row,
    int64_t as_of_ms, unsigned group)
{
	int64_t at_ms = item->rows[row].at_ms;
	int64_t undone = undone_ms(item, row);
	int64_t end_ms = watched_ms(item, at_ms, as_of_ms);

	pl_tally_add(&cell->rollbacks, 0, group, PL_ENTERED, 1);
	if (undone != 0 && undone <= end_ms)
		pl_tally_add(&cell->rollbacks, minutes(at_ms, undone), group,
		    PL_FIXED, 1);
	else
		pl_tally_add(&cell->rollbacks, minutes(at_ms, end_ms), group,
		    PL_CENSORED, 1);
}

static void
count_attempts(struct pl_cells *cells, struct pl_strata *strata,
    int64_t as_of_ms, const struct pl_item *item, unsigned group)
{
	for (size_t i = 0; i < item->count; i++) {
		const struct pl_row *row = &item->rows[i];
		const struct pl_strata_item who = {
		    row->subject, row->asset, row->source, row->at_ms};
		struct pl_cell *cell;

		if ((row->kind != PL_DEPLOY_INSTALLED &&
			row->kind != PL_DEPLOY_FAILED) ||
		    is_repeat(item, i) || !pl_strata_matches(strata, &who))
			continue;
		cell = cell_of(cells, strata, &who);
		assets_add(&cell->tried, row->asset);
		cell->attempts[group]++;
		if (row->kind == PL_DEPLOY_FAILED) {
			cell->failures[group]++;
			continue;
		}
		assets_add(&cell->patched, row->asset);
		count_install(cell, item, i, as_of_ms, group);
	}
}

static void
count_clocks(struct pl_cells *cells, const struct pl_item *item)
{
	int fixed = 0;

	for (size_t i = 0; i < item->count; i++)
		fixed |= item->rows[i].kind == PL_DEPLOY_INSTALLED ||
		         item->rows[i].kind == PL_DEPLOY_EFFECTIVE;
	cells->fixed += fixed;
	cells->fixed_undetected += fixed && !pl_item_is_found(item);
}

void
pl_cells_count(struct pl_cells *cells, struct pl_strata *strata,
    enum pl_clock clock, int64_t as_of_ms, const struct pl_item *item)
{
	unsigned group = pl_strata_asset(strata, item->rows[0].asset)->group;

	pl_episodes_of(&cells->episodes, item, clock, as_of_ms);
	if (cells->episodes.count == 0)
		return;
	cells->items++;
	count_clocks(cells, item);
	for (size_t i = 0; i < cells->episodes.count; i++) {
		const struct pl_episode *episode = &cells->episodes.list[i];
		int64_t start_ms = episode->start_ms;
		const struct pl_strata_item who = {item->rows[0].subject,
		    item->rows[0].asset, item->rows[0].source,
		    start_ms > 0 ? start_ms : item->rows[0].at_ms};
		struct pl_cell *cell;

		if (!pl_strata_matches(strata, &who))
			continue;
		cell = cell_of(cells, strata, &who);
		if (episode->outcome != PL_OUTCOME_EXCLUDED)
			assets_add(&cell->at_risk, item->rows[0].asset);
		count_episode(cell, episode, group);
	}
	count_attempts(cells, strata, as_of_ms, item, group);
}

enum pl_clock
pl_cells_clock(const struct pl_cells *cells)
{
	return cells->fixed_undetected * 2 > cells->fixed ? PL_CLOCK_RELEASE
	                                                  : PL_CLOCK_DETECTION;
}
