#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "kpi/count.h"
#include "kpi/strata.h"

/* Without a start on this clock an item can be open all the same. */
static int
is_open(const struct pl_count *count)
{
	const struct pl_episodes *episodes = count->episodes;
	const struct pl_episode *last = &episodes->list[episodes->count - 1];
	struct pl_episodes found = {0};
	int open = last->outcome == PL_OUTCOME_OPEN;

	if (last->outcome == PL_OUTCOME_EXCLUDED &&
	    last->exclusion == PL_EXCLUDED_START) {
		pl_episodes_of(&found, count->item, PL_CLOCK_DETECTION,
		    count->cells->query.as_of_ms);
		open = found.count > 0 &&
		       found.list[found.count - 1].outcome == PL_OUTCOME_OPEN;
		pl_episodes_free(&found);
	}
	return open;
}

/* Does the advisory say that there is no fix, and none to come soon? */
static int
is_unfixable(const struct pl_count *count)
{
	const struct pl_strata_item item = pl_count_strata(count->item);
	const char *remediation =
	    pl_strata_fact(count->cells->strata, PL_FACT_REMEDIATION, &item);

	return remediation != NULL &&
	       (strcmp(remediation, "none_available") == 0 ||
		   strcmp(remediation, "no_fix_planned") == 0);
}

void
pl_count_open(const struct pl_count *count)
{
	if (!is_open(count))
		return;
	pl_assets_add(&count->cells->open, count->item->asset);
	if (pl_count_wants(count, PL_KPI_SET(PL_KPI_UNPATCHABLE)) &&
	    is_unfixable(count))
		pl_assets_add(&count->cells->unfixable, count->item->asset);
}

void
pl_count_deployed(const struct pl_count *count)
{
	const struct pl_item *item = count->item;

	for (size_t i = 0; i < item->count; i++)
		if (item->rows[i].kind >= PL_DEPLOY_SCHEDULED &&
		    item->rows[i].kind <= PL_DEPLOY_UNINSTALLED) {
			pl_assets_add(&count->cells->deployed, item->asset);
			return;
		}
}

static void
count_reassessment(struct pl_cells *cells, struct pl_cell *cell,
    const struct pl_strata_item *item, const struct pl_who *who)
{
	const char *by =
	    pl_strata_fact(cells->strata, PL_FACT_REASSESS_BY, item);
	int64_t end_ms;

	if (by == NULL || pl_time_parse_end(by, &end_ms) < 0)
		cell->sums[PL_SUM_UNPLANNED]++;
	else
		pl_cell_ratio(cell, PL_RATIO_REASSESSED, who,
		    end_ms > cells->query.as_of_ms);
}

static void
count_lifecycle(struct pl_cells *cells, struct pl_cell *cell,
    const struct pl_strata_item *item, const struct pl_who *who)
{
	const char *lifecycle =
	    pl_strata_fact(cells->strata, PL_FACT_LIFECYCLE, item);
	int unfixable = pl_assets_has(&cells->unfixable, item->asset);
	int ended = lifecycle != NULL && strcmp(lifecycle, "eol") == 0;
	int unsupported =
	    lifecycle != NULL && strcmp(lifecycle, "unpatchable") == 0;
	int unpatchable = ended || unsupported || unfixable;

	cell->sums[PL_SUM_LIFECYCLES] += lifecycle != NULL;
	cell->sums[PL_SUM_END_OF_LIFE] += ended;
	cell->sums[PL_SUM_UNSUPPORTED] += unsupported;
	cell->sums[PL_SUM_UNFIXABLE] += unfixable;
	pl_cell_ratio(cell, PL_RATIO_UNPATCHABLE, who, unpatchable);
	if (unpatchable)
		count_reassessment(cells, cell, item, who);
}

static void
count_asset(
    struct pl_cells *cells, int64_t id, const struct pl_strata_asset *asset)
{
	const struct pl_strata_item item = {
	    .asset = id, .month_ms = asset->first_ms};
	const struct pl_who who = {id, asset->group};
	int64_t lately_ms = cells->query.as_of_ms - PL_STALE_MS;
	struct pl_cell *cell = pl_cells_find(cells, &item);

	if (cell == NULL)
		return;
	pl_cell_ratio(cell, PL_RATIO_SEEN, &who, asset->last_ms >= lately_ms);
	pl_cell_ratio(
	    cell, PL_RATIO_SCANNED, &who, asset->scanned_ms >= lately_ms);
	pl_cell_ratio(
	    cell, PL_RATIO_DEPLOYED, &who, pl_assets_has(&cells->deployed, id));
	if (asset->last_ms >= lately_ms)
		pl_cell_ratio(cell, PL_RATIO_CURRENT, &who,
		    !pl_assets_has(&cells->open, id));
	if ((cells->query.kpis & PL_KPI_SET(PL_KPI_UNPATCHABLE)) != 0)
		count_lifecycle(cells, cell, &item, &who);
}

void
pl_count_assets(struct pl_cells *cells)
{
	int64_t count = pl_strata_assets(cells->strata);

	if ((cells->query.kpis & PL_COUNT_ASSETS) == 0)
		return;
	/* Ids have gaps, if few. */
	for (int64_t id = 1; count > 0; id++) {
		const struct pl_strata_asset *asset =
		    pl_strata_asset(cells->strata, id);

		if (asset == NULL)
			break;
		if (asset->first_ms == 0)
			continue;
		count--;
		if (asset->retired_ms == 0)
			count_asset(cells, id, asset);
	}
}
