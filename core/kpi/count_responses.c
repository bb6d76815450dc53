#include "kpi/count.h"
#include "kpi/force.h"

/* When an episode was mitigated first, or 0: at its start where that was in
 * force already. */
static int64_t
mitigated_ms(const struct pl_item *item, const struct pl_episode *episode)
{
	if (pl_force_at(item, PL_FORCE_MITIGATION, episode->start_ms)
		.since_ms != 0)
		return episode->start_ms;
	for (size_t i = 0; i < item->count; i++)
		if (item->rows[i].kind == PL_MITIGATION_APPLIED &&
		    item->rows[i].at_ms > episode->start_ms &&
		    item->rows[i].at_ms <= episode->stop_ms)
			return item->rows[i].at_ms;
	return 0;
}

static void
count_mitigation(const struct pl_count *count, struct pl_cell *cell,
    const struct pl_episode *episode)
{
	int64_t stop_ms = mitigated_ms(count->item, episode);
	enum pl_tally_what end = PL_FIXED;

	if (stop_ms == 0) {
		stop_ms = episode->stop_ms;
		end = episode->outcome == PL_OUTCOME_FIXED ||
		              episode->outcome == PL_OUTCOME_LEFT
		          ? PL_LEFT
		          : PL_CENSORED;
	}
	pl_cell_span(cell, PL_SPAN_MITIGATED, &count->who, episode->start_ms,
	    episode->entry_ms, stop_ms, end);
}

/* What protects an item at the cut-off, by its last episode. It should be gone
 * by the day that was planned, whether the patch has come or not. */
static void
count_mitigated(const struct pl_count *count, struct pl_cell *cell,
    const struct pl_episode *last)
{
	int64_t as_of_ms = count->cells->query.as_of_ms;
	struct pl_force force =
	    pl_force_at(count->item, PL_FORCE_MITIGATION, as_of_ms);

	if (force.since_ms == 0 || (last->outcome != PL_OUTCOME_FIXED &&
				       last->outcome != PL_OUTCOME_OPEN))
		return;
	cell->sums[last->outcome == PL_OUTCOME_FIXED ? PL_SUM_STILL_IN_FORCE
						     : PL_SUM_MITIGATED]++;
	if (force.until_ms == 0)
		cell->sums[PL_SUM_REMOVAL_UNPLANNED]++;
	else if (force.until_ms <= as_of_ms)
		cell->sums[PL_SUM_PAST_REMOVAL]++;
}

/* What excuses an item that is open at the cut-off. */
static void
count_excused(const struct pl_count *count, struct pl_cell *cell)
{
	int64_t as_of_ms = count->cells->query.as_of_ms;
	struct pl_force force =
	    pl_force_at(count->item, PL_FORCE_EXCEPTION, as_of_ms);

	pl_cell_ratio(cell, PL_RATIO_EXCUSED, &count->who, force.since_ms != 0);
	cell->sums[PL_SUM_EXPIRED] += force.expired;
	if (force.since_ms == 0)
		return;
	pl_cell_ratio(cell, PL_RATIO_ENDLESS, &count->who, force.until_ms == 0);
	pl_cell_span(cell, PL_SPAN_EXCUSED, &count->who, force.since_ms,
	    force.since_ms, as_of_ms, PL_FIXED);
}

void
pl_count_responses(const struct pl_count *count)
{
	const struct pl_episodes *episodes = count->episodes;

	for (size_t i = 0; i < episodes->count; i++) {
		const struct pl_episode *episode = &episodes->list[i];
		struct pl_cell *cell;

		if (episode->outcome == PL_OUTCOME_EXCLUDED ||
		    !pl_query_spans(&count->cells->query, episode->start_ms))
			continue;
		cell = pl_count_cell(
		    count, count->item->source, episode->start_ms);
		if (cell == NULL)
			continue;
		count_mitigation(count, cell, episode);
		if (i + 1 < episodes->count)
			continue;
		count_mitigated(count, cell, episode);
		if (episode->outcome == PL_OUTCOME_OPEN)
			count_excused(count, cell);
	}
}
