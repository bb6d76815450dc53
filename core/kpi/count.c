#include "kpi/count.h"

#include "kpi/strata.h"

struct pl_cell *
pl_count_cell(const struct pl_count *count, int64_t source, int64_t month_ms)
{
	const struct pl_strata_item item = {
	    count->item->subject, count->item->asset, source, month_ms};

	return pl_cells_find(count->cells, &item);
}

static void
count_episode(const struct pl_count *count, struct pl_cell *cell,
    const struct pl_episode *episode)
{
	enum pl_tally_what end = PL_CENSORED;

	if (episode->outcome == PL_OUTCOME_EXCLUDED) {
		cell->sums[PL_SUM_EXCLUDED]++;
		return;
	}
	if (episode->outcome == PL_OUTCOME_FIXED)
		end = PL_FIXED;
	else if (episode->outcome == PL_OUTCOME_LEFT)
		end = PL_LEFT;
	pl_cell_span(cell, PL_SPAN_EPISODE, &count->who, episode->start_ms,
	    episode->entry_ms, episode->stop_ms, end);
	if (episode->outcome == PL_OUTCOME_STALE)
		cell->sums[PL_SUM_STALE]++;
	if (episode->outcome == PL_OUTCOME_OPEN)
		pl_cell_span(cell, PL_SPAN_AGE, &count->who, episode->start_ms,
		    episode->start_ms, episode->stop_ms, PL_FIXED);
}

void
pl_count_episodes(const struct pl_count *count)
{
	const struct pl_item *item = count->item;

	for (size_t i = 0; i < count->episodes->count; i++) {
		const struct pl_episode *episode = &count->episodes->list[i];
		struct pl_cell *cell = pl_count_cell(count, item->source,
		    episode->start_ms > 0 ? episode->start_ms
					  : item->rows[0].at_ms);

		if (cell != NULL)
			count_episode(count, cell, episode);
	}
}

/* Which clock the items speak for. */
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
pl_count_item(struct pl_cells *cells, const struct pl_item *item)
{
	const struct pl_count count = {cells, item, &cells->episodes,
	    {item->asset, pl_strata_asset(cells->strata, item->asset)->group}};

	pl_episodes_of(
	    &cells->episodes, item, cells->query.clock, cells->query.as_of_ms);
	if (cells->episodes.count == 0)
		return;
	cells->items++;
	count_clocks(cells, item);
	pl_count_episodes(&count);
	pl_count_attempts(&count);
}
