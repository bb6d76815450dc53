#include "base/time.h"
#include "kpi/count.h"

/* ---- What came and what went -------------------------------------------- */

static void
count_arrival(
    const struct pl_count *count, const struct pl_episode *episode, int again)
{
	struct pl_cell *cell;

	if (!pl_query_spans(&count->cells->query, episode->start_ms))
		return;
	cell = pl_count_cell(count, count->item->source, episode->start_ms);
	if (cell != NULL)
		cell->sums[again ? PL_SUM_REOPENED : PL_SUM_BEGAN]++;
}

static void
count_departure(const struct pl_count *count, const struct pl_episode *episode)
{
	struct pl_cell *cell;

	if (episode->outcome == PL_OUTCOME_OPEN ||
	    episode->outcome == PL_OUTCOME_STALE ||
	    !pl_query_spans(&count->cells->query, episode->stop_ms))
		return;
	cell = pl_count_cell(count, count->item->source, episode->stop_ms);
	if (cell != NULL)
		cell->sums[episode->outcome == PL_OUTCOME_FIXED
			       ? PL_SUM_CLOSED
			       : PL_SUM_DEPARTED]++;
}

/* ---- Months ------------------------------------------------------------- */

/* In each month in which it was at risk, an episode could have been fixed. A
 * month counts where its first instant lies between the query's limits. */
static void
count_months(const struct pl_count *count, const struct pl_episode *episode)
{
	int64_t month_ms = pl_time_month(episode->entry_ms);

	do {
		int64_t next_ms = pl_time_month(month_ms + 32 * PL_DAY_MS);
		struct pl_cell *cell = NULL;

		if (pl_query_spans(&count->cells->query, month_ms))
			cell =
			    pl_count_cell(count, count->item->source, month_ms);
		if (cell != NULL)
			pl_cell_ratio(cell, PL_RATIO_CLOSED, &count->who,
			    episode->outcome == PL_OUTCOME_FIXED &&
				episode->stop_ms <= next_ms);
		month_ms = next_ms;
	} while (month_ms < episode->stop_ms);
}

/* ---- Exposure ----------------------------------------------------------- */

/* The time at risk between the query's limits, in the month that the episode
 * began in. */
static void
count_exposure(const struct pl_count *count, const struct pl_episode *episode)
{
	const struct pl_query *query = &count->cells->query;
	int64_t from_ms = episode->entry_ms, to_ms = episode->stop_ms;
	struct pl_cell *cell;

	if (from_ms < query->since_ms)
		from_ms = query->since_ms;
	if (query->until_ms != 0 && to_ms > query->until_ms)
		to_ms = query->until_ms;
	if (to_ms < from_ms || (to_ms == from_ms && to_ms == query->since_ms))
		return;
	cell = pl_count_cell(count, count->item->source, episode->start_ms);
	if (cell != NULL)
		pl_cell_add(cell, PL_RATIO_EXPOSED, &count->who,
		    (uint64_t)((to_ms - from_ms) / PL_MINUTE_MS), 1);
}

void
pl_count_flow(const struct pl_count *count)
{
	int flow = pl_count_wants(count, PL_KPI_SET(PL_KPI_BACKLOG_FLOW));
	int months = pl_count_wants(count, PL_KPI_SET(PL_KPI_CAPACITY));
	int exposure = pl_count_wants(count, PL_KPI_SET(PL_KPI_EXPOSURE));
	int again = 0;

	for (size_t i = 0; i < count->episodes->count; i++) {
		const struct pl_episode *episode = &count->episodes->list[i];

		if (episode->outcome == PL_OUTCOME_EXCLUDED)
			continue;
		if (flow) {
			count_arrival(count, episode, again);
			count_departure(count, episode);
		}
		again = 1;
		if (months)
			count_months(count, episode);
		if (exposure)
			count_exposure(count, episode);
	}
}
