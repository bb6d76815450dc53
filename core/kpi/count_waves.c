#include "kpi/count_waves.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "kpi/count.h"
#include "kpi/crew.h"
#include "kpi/strata.h"

static struct pl_cell *
cell_of(
    struct pl_cells *cells, const struct pl_install *install, int64_t month_ms)
{
	const struct pl_strata_item item = {.subject = install->subject,
	    .asset = install->asset,
	    .source = install->source,
	    .month_ms = month_ms};

	return pl_cells_find(cells, &item);
}

/* ---- Waves -------------------------------------------------------------- */

/* An install of a wave, by the place of its cell in the list. */
struct part {
	size_t cell;
	int is_bad, is_rework;
};

static int
compare_parts(const void *left, const void *right)
{
	const struct part *a = left, *b = right;

	return (a->cell > b->cell) - (a->cell < b->cell);
}

/* The cells that installs belong to; returns how many do to any. */
static size_t
find_parts(
    struct pl_cells *cells, const struct pl_wave *wave, struct part *parts)
{
	size_t count = 0;

	for (size_t i = 0; i < wave->count; i++) {
		const struct pl_install *install = &wave->installs[i];
		struct pl_cell *cell = cell_of(cells, install, wave->last_ms);

		if (cell != NULL)
			parts[count++] = (struct part){
			    (size_t)(cell - cells->list),
			    pl_wave_is_bad(wave, install), install->is_rework};
	}
	qsort(parts, count, sizeof *parts, compare_parts);
	return count;
}

static void
add_wave(struct pl_cell *cell, const struct pl_wave *wave,
    const struct part *part, int tell_causes)
{
	cell->sums[PL_SUM_WAVES]++;
	cell->sums[PL_SUM_WAVES_BAD] += part->is_bad;
	cell->sums[PL_SUM_WAVES_TOLD] += tell_causes;
	cell->sums[PL_SUM_WAVES_REWORK] += part->is_rework;
	cell->sums[PL_SUM_WAVES_DERIVED] += wave->installs[0].wave == 0;
}

void
pl_count_wave(
    struct pl_cells *cells, const struct pl_wave *wave, int tell_causes)
{
	int complete = pl_wave_is_complete(wave, cells->query.as_of_ms);
	struct part *parts;
	size_t count;

	if (!pl_query_spans(&cells->query, wave->last_ms))
		return;
	parts = pl_alloc_array(wave->count, sizeof *parts);
	count = find_parts(cells, wave, parts);
	for (size_t i = 0; i < count; i++) {
		struct pl_cell *cell = &cells->list[parts[i].cell];

		if (i + 1 < count && parts[i + 1].cell == parts[i].cell) {
			parts[i + 1].is_bad |= parts[i].is_bad;
			parts[i + 1].is_rework |= parts[i].is_rework;
		} else if (complete) {
			add_wave(cell, wave, &parts[i], tell_causes);
		} else {
			cell->sums[PL_SUM_WAVES_YOUNG]++;
		}
	}
	free(parts);
}

void
pl_count_watched_install(struct pl_cells *cells, const struct pl_item *item,
    const struct pl_install *install)
{
	const struct pl_who who = {install->asset,
	    pl_strata_asset(cells->strata, install->asset)->group};
	int64_t as_of_ms = cells->query.as_of_ms;
	int64_t until_ms = install->at_ms + PL_WAVE_MS;
	int bad = install->sign_ms != 0 && install->sign_ms <= until_ms;
	struct pl_cell *cell;

	if (until_ms >= as_of_ms ||
	    !pl_query_spans(&cells->query, install->at_ms))
		return;
	if (!bad && pl_count_watched(item, as_of_ms, install->at_ms) < until_ms)
		return;
	cell = cell_of(cells, install, install->at_ms);
	if (cell != NULL)
		pl_cell_ratio(cell, PL_RATIO_BAD, &who, bad);
}

/* ---- The time of maintenance groups -------------------------------------- */

/* While a crew, or those of its machines with the same values of strata that
 * are about machines, was there. */
struct span {
	uint32_t by[PL_BY_MAX];
	uint32_t crew;
	int64_t from_ms, to_ms;
};

static int
compare_by(const uint32_t a[PL_BY_MAX], const uint32_t b[PL_BY_MAX])
{
	for (size_t i = 0; i < PL_BY_MAX; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

static int
compare_spans(const void *left, const void *right)
{
	const struct span *a = left, *b = right;
	int order = compare_by(a->by, b->by);

	return order != 0 ? order : (a->crew > b->crew) - (a->crew < b->crew);
}

static int64_t
gone_ms(const struct pl_strata_asset *asset, int64_t as_of_ms)
{
	if (asset->retired_ms != 0)
		return asset->retired_ms;
	return as_of_ms - asset->last_ms > PL_STALE_MS ? asset->last_ms
	                                               : as_of_ms;
}

/* One of each machine that matches. */
static size_t
find_spans(
    struct pl_cells *cells, const struct pl_crews *crews, struct span *spans)
{
	int64_t left = pl_strata_assets(cells->strata);
	size_t count = 0;

	for (int64_t id = 1; left > 0; id++) { /* ids have gaps, if few */
		const struct pl_strata_asset *asset =
		    pl_strata_asset(cells->strata, id);
		struct span *span = &spans[count];

		if (asset == NULL)
			break;
		if (asset->first_ms == 0)
			continue;
		left--;
		*span = (struct span){.crew = pl_crew_of(crews, id),
		    .from_ms = asset->first_ms,
		    .to_ms = gone_ms(asset, cells->query.as_of_ms)};
		count +=
		    (size_t)pl_strata_of_asset(cells->strata, id, span->by);
	}
	return count;
}

/* One of each crew and values. */
static size_t
fold_spans(struct span *spans, size_t count)
{
	size_t kept = 0;

	qsort(spans, count, sizeof *spans, compare_spans);
	for (size_t i = 0; i < count; i++) {
		struct span *last = kept > 0 ? &spans[kept - 1] : NULL;

		if (last == NULL || compare_spans(last, &spans[i]) != 0) {
			spans[kept++] = spans[i];
			continue;
		}
		if (spans[i].from_ms < last->from_ms)
			last->from_ms = spans[i].from_ms;
		if (spans[i].to_ms > last->to_ms)
			last->to_ms = spans[i].to_ms;
	}
	return kept;
}

static void
add_crew_time(struct pl_cells *cells, struct pl_cell *cell,
    const struct span *spans, size_t count)
{
	uint32_t by[PL_BY_MAX];
	struct span period;
	size_t low = 0, high = count;

	pl_strata_asset_part(cells->strata, cell->by, by);
	pl_strata_period(
	    cells->strata, cell->by, &period.from_ms, &period.to_ms);
	/* What was installed later than that may be of a wave that goes on. */
	if (period.to_ms > cells->query.as_of_ms - PL_WAVE_MS)
		period.to_ms = cells->query.as_of_ms - PL_WAVE_MS;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_by(spans[middle].by, by) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < count && compare_by(spans[low].by, by) == 0; low++) {
		int64_t from_ms = spans[low].from_ms, to_ms = spans[low].to_ms;

		if (from_ms < period.from_ms)
			from_ms = period.from_ms;
		if (to_ms > period.to_ms)
			to_ms = period.to_ms;
		if (to_ms <= from_ms)
			continue;
		cell->sums[PL_SUM_CREWS]++;
		cell->sums[PL_SUM_CREW_MINUTES] +=
		    (to_ms - from_ms) / PL_MINUTE_MS;
	}
}

void
pl_count_crew_time(struct pl_cells *cells, const struct pl_crews *crews)
{
	size_t assets = (size_t)pl_strata_assets(cells->strata), count;
	struct span *spans;

	if ((cells->query.kpis & PL_KPI_SET(PL_KPI_FREQUENCY)) == 0)
		return;
	spans = pl_alloc_array(assets + 1, sizeof *spans);
	count = fold_spans(spans, find_spans(cells, crews, spans));
	for (size_t i = 0; i < cells->count; i++)
		add_crew_time(cells, &cells->list[i], spans, count);
	free(spans);
}
