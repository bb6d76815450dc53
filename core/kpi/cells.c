#include "kpi/cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/map.h"
#include "base/time.h"
#include "kpi/strata.h"

void
pl_cells_init(struct pl_cells *cells, struct pl_strata *strata,
    const struct pl_query *query)
{
	*cells = (struct pl_cells){
	    .strata = strata, .query = *query, .index = pl_map_new()};
}

void
pl_cell_free(struct pl_cell *cell)
{
	for (int i = 0; i < PL_SPANS; i++) {
		pl_tally_free(&cell->spans[i].tally);
		free(cell->spans[i].assets.seen);
	}
	for (int i = 0; i < PL_RATIOS; i++) {
		if (cell->ratios[i] != NULL)
			free(cell->ratios[i]->assets.seen);
		free(cell->ratios[i]);
	}
	pl_days_free(&cell->listed);
}

void
pl_cells_free(struct pl_cells *cells)
{
	for (size_t i = 0; i < cells->count; i++)
		pl_cell_free(&cells->list[i]);
	free(cells->list);
	pl_map_free(cells->index);
	pl_episodes_free(&cells->episodes);
	pl_spells_free(&cells->spells);
	free(cells->open.seen);
	free(cells->unfixable.seen);
	free(cells->deployed.seen);
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

/* The cell of values, made where it is new. */
static struct pl_cell *
cell_of(struct pl_cells *cells, const uint32_t by[PL_BY_MAX])
{
	char key[PL_BY_MAX * 5 + 1];
	uint32_t number;

	cell_key(by, key);
	number = pl_map_add(cells->index, key);
	if (number > cells->count) {
		struct pl_cell *cell;

		cells->list = pl_grow(cells->list, cells->count, &cells->room,
		    sizeof *cells->list);
		cell = &cells->list[cells->count++];
		*cell = (struct pl_cell){.of = cells};
		memcpy(cell->by, by, sizeof cell->by);
	}
	return &cells->list[number - 1];
}

struct pl_cell *
pl_cells_find(struct pl_cells *cells, const struct pl_strata_item *item)
{
	uint32_t by[PL_BY_MAX];
	struct pl_cell *cell;

	if (!pl_strata_matches(cells->strata, item))
		return NULL;
	pl_strata_by(cells->strata, item, by);
	if (cells->last < cells->count &&
	    memcmp(cells->list[cells->last].by, by, sizeof by) == 0)
		return &cells->list[cells->last];
	cell = cell_of(cells, by);
	cells->last = (size_t)(cell - cells->list);
	return cell;
}

enum pl_clock
pl_cells_clock(const struct pl_cells *cells)
{
	return cells->fixed_undetected * 2 > cells->fixed ? PL_CLOCK_RELEASE
	                                                  : PL_CLOCK_DETECTION;
}

/* ---- Adding to a cell --------------------------------------------------- */

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

int
pl_assets_has(const struct pl_assets *assets, int64_t asset)
{
	if (assets->seen != NULL)
		return asset / 8 < assets->room &&
		       (assets->seen[asset / 8] & (1 << (asset & 7))) != 0;
	for (int64_t i = 0; i < assets->count; i++)
		if (assets->few[i] == asset)
			return 1;
	return 0;
}

void
pl_assets_add(struct pl_assets *assets, int64_t asset)
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

void
pl_assets_merge(struct pl_assets *into, const struct pl_assets *from)
{
	if (from->seen == NULL) {
		for (int64_t i = 0; i < from->count; i++)
			pl_assets_add(into, from->few[i]);
		return;
	}
	for (int64_t byte = 0; byte < from->room; byte++)
		for (int bit = 0; from->seen[byte] >> bit != 0; bit++)
			if ((from->seen[byte] >> bit & 1) != 0)
				pl_assets_add(into, byte * 8 + bit);
}

static uint32_t
minutes(int64_t from_ms, int64_t to_ms)
{
	return to_ms <= from_ms ? 0
	                        : (uint32_t)((to_ms - from_ms) / PL_MINUTE_MS);
}

void
pl_cell_span(struct pl_cell *cell, enum pl_span_id id, const struct pl_who *who,
    int64_t start_ms, int64_t entry_ms, int64_t stop_ms, enum pl_tally_what end)
{
	struct pl_span *span = &cell->spans[id];

	/* Whoever comes late and goes in the same minute was not seen. */
	if (entry_ms > start_ms &&
	    minutes(start_ms, stop_ms) <= minutes(start_ms, entry_ms))
		return;
	pl_assets_add(&span->assets, who->asset);
	pl_tally_add(&span->tally, minutes(start_ms, entry_ms), who->group,
	    PL_ENTERED, 1);
	pl_tally_add(
	    &span->tally, minutes(start_ms, stop_ms), who->group, end, 1);
}

static struct pl_ratio *
ratio_at(struct pl_cell *cell, enum pl_ratio_id id)
{
	if (cell->ratios[id] == NULL)
		cell->ratios[id] = pl_alloc(sizeof *cell->ratios[id]);
	return cell->ratios[id];
}

void
pl_cell_add(struct pl_cell *cell, enum pl_ratio_id id, const struct pl_who *who,
    uint64_t count, uint64_t of)
{
	struct pl_ratio *ratio = ratio_at(cell, id);

	pl_assets_add(&ratio->assets, who->asset);
	ratio->count[who->group] += count;
	ratio->of[who->group] += of;
}

void
pl_cell_ratio(struct pl_cell *cell, enum pl_ratio_id id,
    const struct pl_who *who, int counts)
{
	pl_cell_add(cell, id, who, counts != 0, 1);
}

const struct pl_ratio *
pl_cell_ratio_of(const struct pl_cell *cell, enum pl_ratio_id id)
{
	static const struct pl_ratio none;

	return cell->ratios[id] == NULL ? &none : cell->ratios[id];
}

int64_t
pl_cell_excluded(const struct pl_cell *cell)
{
	int64_t sum = 0;

	for (int i = PL_SUM_EXCLUDED; i <= PL_SUM_EXCLUDED_LAST; i++)
		sum += cell->sums[i];
	return sum;
}

uint64_t
pl_groups_sum(const uint64_t groups[PL_GROUPS])
{
	uint64_t sum = 0;

	for (int g = 0; g < PL_GROUPS; g++)
		sum += groups[g];
	return sum;
}

void
pl_cell_seal(struct pl_cell *cell)
{
	for (int i = 0; i < PL_SPANS; i++)
		pl_tally_seal(&cell->spans[i].tally);
}

/* ---- Two halves --------------------------------------------------------- */

static void
merge_ratio(
    struct pl_cell *into, enum pl_ratio_id id, const struct pl_ratio *from)
{
	struct pl_ratio *ratio = ratio_at(into, id);

	pl_assets_merge(&ratio->assets, &from->assets);
	for (int g = 0; g < PL_GROUPS; g++) {
		ratio->count[g] += from->count[g];
		ratio->of[g] += from->of[g];
	}
}

void
pl_cell_merge(struct pl_cell *into, const struct pl_cell *from)
{
	for (int i = 0; i < PL_SPANS; i++) {
		pl_tally_merge(&into->spans[i].tally, &from->spans[i].tally);
		pl_assets_merge(&into->spans[i].assets, &from->spans[i].assets);
	}
	for (int i = 0; i < PL_RATIOS; i++)
		if (from->ratios[i] != NULL)
			merge_ratio(into, (enum pl_ratio_id)i, from->ratios[i]);
	for (int i = 0; i < PL_SUMS; i++)
		into->sums[i] += from->sums[i];
	pl_days_merge(&into->listed, &from->listed);
}

void
pl_cells_merge(struct pl_cells *into, const struct pl_cells *from)
{
	for (size_t i = 0; i < from->count; i++)
		pl_cell_merge(cell_of(into, from->list[i].by), &from->list[i]);
	into->items += from->items;
	into->fixed += from->fixed;
	into->fixed_undetected += from->fixed_undetected;
	pl_assets_merge(&into->open, &from->open);
	pl_assets_merge(&into->unfixable, &from->unfixable);
	pl_assets_merge(&into->deployed, &from->deployed);
}
