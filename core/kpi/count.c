#include "kpi/count.h"

#include "base/alloc.h"
#include "base/time.h"
#include "kpi/strata.h"

int
pl_count_wants(const struct pl_count *count, uint64_t kpis)
{
	return (count->cells->query.kpis & kpis) != 0;
}

struct pl_strata_item
pl_count_strata(const struct pl_item *item)
{
	return (struct pl_strata_item){.subject = item->subject,
	    .asset = item->asset,
	    .source = item->source,
	    .patches = item->patches,
	    .patch_count = item->patch_count};
}

struct pl_cell *
pl_count_cell(const struct pl_count *count, int64_t source, int64_t month_ms)
{
	struct pl_strata_item item = pl_count_strata(count->item);

	item.source = source;
	item.month_ms = month_ms;
	return pl_cells_find(count->cells, &item);
}

int
pl_count_repeats(const struct pl_item *item, size_t row)
{
	const struct pl_row *rows = item->rows;

	return row > 0 && rows[row - 1].kind == rows[row].kind &&
	       rows[row - 1].at_ms == rows[row].at_ms &&
	       rows[row - 1].subject == rows[row].subject;
}

int64_t
pl_count_watched(const struct pl_item *item, int64_t as_of_ms, int64_t at_ms)
{
	int64_t end_ms = as_of_ms;

	if (end_ms - item->seen_ms > PL_STALE_MS)
		end_ms = item->seen_ms;
	if (item->retired_ms >= at_ms && item->retired_ms < end_ms)
		end_ms = item->retired_ms;
	for (size_t i = 0; i < item->absence_count; i++)
		if (item->absences[i].removed_ms >= at_ms &&
		    item->absences[i].removed_ms < end_ms)
			end_ms = item->absences[i].removed_ms;
	return end_ms;
}

static enum pl_tally_what
end_of(enum pl_outcome outcome)
{
	if (outcome == PL_OUTCOME_FIXED)
		return PL_FIXED;
	return outcome == PL_OUTCOME_LEFT ? PL_LEFT : PL_CENSORED;
}

static void
count_spells(const struct pl_count *count, struct pl_cell *cell,
    const struct pl_episode *episode)
{
	struct pl_spells *spells = &count->cells->spells;

	pl_spells_of(spells, count->item, episode, count->cells->query.view);
	cell->sums[PL_SUM_EPISODES] += spells->count > 0;
	for (size_t i = 0; i < spells->count; i++) {
		const struct pl_spell *spell = &spells->list[i];

		pl_cell_span(cell, PL_SPAN_EPISODE, &count->who,
		    episode->start_ms, spell->entry_ms, spell->stop_ms,
		    end_of(spell->outcome));
		if (spell->outcome == PL_OUTCOME_STALE)
			cell->sums[PL_SUM_STALE]++;
		if (spell->outcome == PL_OUTCOME_OPEN)
			pl_cell_span(cell, PL_SPAN_AGE, &count->who,
			    episode->start_ms, episode->start_ms,
			    spell->stop_ms, PL_FIXED);
	}
}

void
pl_count_episodes(const struct pl_count *count)
{
	const struct pl_item *item = count->item;

	for (size_t i = 0; i < count->episodes->count; i++) {
		const struct pl_episode *episode = &count->episodes->list[i];
		int64_t month_ms = episode->start_ms > 0 ? episode->start_ms
		                                         : item->rows[0].at_ms;
		struct pl_cell *cell;

		if (!pl_query_spans(&count->cells->query, month_ms))
			continue;
		cell = pl_count_cell(count, item->source, month_ms);
		if (cell == NULL)
			continue;
		if (episode->outcome == PL_OUTCOME_EXCLUDED) {
			cell->sums[PL_SUM_EXCLUDED + episode->exclusion]++;
			continue;
		}
		count_spells(count, cell, episode);
		if (episode->after_ms != 0)
			pl_cell_span(cell, PL_SPAN_LOOKS, &count->who,
			    episode->after_ms, episode->after_ms,
			    episode->stop_ms, PL_FIXED);
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

/* 0: nothing that happened makes an item. */
static int
begin(
    struct pl_count *count, struct pl_cells *cells, const struct pl_item *item)
{
	/* Not all of it: ruled is large, and one clock alone needs it. */
	count->cells = cells;
	count->item = item;
	count->episodes = &cells->episodes;
	count->who.asset = item->asset;
	count->who.group = pl_strata_asset(cells->strata, item->asset)->group;
	if (cells->query.clock == PL_CLOCK_POLICY) {
		count->ruled = *item;
		count->ruled.policy = pl_count_policy_start(count);
		count->item = &count->ruled;
	}
	pl_episodes_of(&cells->episodes, count->item, cells->query.clock,
	    cells->query.as_of_ms);
	return cells->episodes.count > 0;
}

/* The parts that not all figures need. */
struct part {
	uint64_t kpis; /* for which it counts */
	void (*count)(const struct pl_count *count);
};

static const struct part of_risk[] = {
    {PL_KPI_SET(PL_KPI_BACKLOG_FLOW) | PL_KPI_SET(PL_KPI_CAPACITY) |
	    PL_KPI_SET(PL_KPI_EXPOSURE),
	pl_count_flow},
    {PL_KPI_SET(PL_KPI_MITIGATION) | PL_KPI_SET(PL_KPI_EXCEPTIONS),
	pl_count_responses},
    {PL_KPI_SET(PL_KPI_SLA_COMPLIANCE) | PL_KPI_SET(PL_KPI_TIME_OVERDUE) |
	    PL_KPI_SET(PL_KPI_NIST_MATRIX) | PL_KPI_SET(PL_KPI_EXCEPTIONS),
	pl_count_due},
    {PL_KPI_SET(PL_KPI_KEV_EXPOSED), pl_count_exposed},
    {PL_COUNT_ASSETS, pl_count_open},
};

static const struct part of_deployment[] = {
    {PL_KPI_SET(PL_KPI_FAILURE_RATE) | PL_KPI_SET(PL_KPI_FAILURE_CODES) |
	    PL_KPI_SET(PL_KPI_FIRST_ATTEMPT) | PL_KPI_SET(PL_KPI_ROLLBACK_RATE),
	pl_count_attempts},
    {PL_KPI_SET(PL_KPI_REBOOT) | PL_KPI_SET(PL_KPI_VERIFICATION) |
	    PL_KPI_SET(PL_KPI_STAGES) | PL_KPI_SET(PL_KPI_DATA_QUALITY),
	pl_count_stages},
    {PL_COUNT_ASSETS, pl_count_deployed},
};

static void
count_parts(
    const struct pl_count *count, const struct part *parts, size_t part_count)
{
	uint64_t kpis = count->cells->query.kpis;

	for (size_t i = 0; i < part_count; i++)
		if ((kpis & parts[i].kpis) != 0)
			parts[i].count(count);
}

static void
count_risk(const struct pl_count *count)
{
	count->cells->items++;
	count_clocks(count->cells, count->item);
	pl_count_episodes(count);
	count_parts(count, of_risk, PL_COUNT(of_risk));
}

static void
count_deployment(const struct pl_count *count)
{
	count_parts(count, of_deployment, PL_COUNT(of_deployment));
}

void
pl_count_item(struct pl_cells *cells, const struct pl_item *item)
{
	struct pl_count count;
	int is_item = begin(&count, cells, item);

	if (pl_count_wants(&count, PL_KPI_SET(PL_KPI_RECOVERY_TIME)))
		pl_count_troubles(&count);
	if (!is_item)
		return;
	count_risk(&count);
	count_deployment(&count);
}

void
pl_count_risk(struct pl_cells *cells, const struct pl_item *item)
{
	struct pl_count count;

	if (begin(&count, cells, item))
		count_risk(&count);
}

void
pl_count_deployment(struct pl_cells *cells, const struct pl_item *item)
{
	struct pl_count count;
	int is_item = begin(&count, cells, item);

	if (pl_count_wants(&count, PL_KPI_SET(PL_KPI_RECOVERY_TIME)))
		pl_count_troubles(&count);
	if (is_item)
		count_deployment(&count);
}
