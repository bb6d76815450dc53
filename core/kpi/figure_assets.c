#include "base/alloc.h"
#include "kpi/figure.h"
#include "kpi/survival.h"

void
pl_figure_currency(struct pl_figure *figure, struct pl_cell *cell)
{
	pl_figure_ratio(figure, cell, PL_RATIO_CURRENT);
}

void
pl_figure_asset_coverage(struct pl_figure *figure, struct pl_cell *cell)
{
	static const struct {
		enum pl_ratio_id id;
		const char *name, *head;
	} parts[] = {{PL_RATIO_SEEN, "seen", "seen"},
	    {PL_RATIO_SCANNED, "scanned", "scanned"},
	    {PL_RATIO_DEPLOYED, "deployed", "patched by a tool"}};

	for (size_t i = 0; i < PL_COUNT(parts); i++) {
		const struct pl_ratio *ratio =
		    pl_cell_ratio_of(cell, parts[i].id);

		figure->n = (int64_t)pl_groups_sum(ratio->of);
		pl_figure_value(figure, parts[i].name, parts[i].head,
		    PL_UNIT_SHARE,
		    pl_figure_proportion(figure, ratio->count, ratio->of,
			(uint64_t)ratio->assets.count)
			.value);
	}
}

void
pl_figure_unpatchable(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_ratio *all =
	    pl_cell_ratio_of(cell, PL_RATIO_UNPATCHABLE);
	const struct pl_ratio *again =
	    pl_cell_ratio_of(cell, PL_RATIO_REASSESSED);
	uint64_t overdue =
	    pl_groups_sum(again->of) - pl_groups_sum(again->count);
	const int64_t *sums = cell->sums;
	/* Nobody looked, which is not that there are none. */
	const char *why =
	    sums[PL_SUM_LIFECYCLES] == 0 && sums[PL_SUM_UNFIXABLE] == 0
		? "nobody tells which assets can be patched"
		: NULL;

	figure->n = (int64_t)pl_groups_sum(all->of);
	pl_figure_value(figure, "count", "count", PL_UNIT_COUNT,
	    (struct pl_value){(double)pl_groups_sum(all->count), why});
	pl_figure_share(
	    figure, cell, PL_RATIO_UNPATCHABLE, "rate", "rate", why);
	pl_figure_count(figure, "told", "told", sums[PL_SUM_LIFECYCLES]);
	pl_figure_count(figure, "eol", "end of life", sums[PL_SUM_END_OF_LIFE]);
	pl_figure_count(figure, "unpatchable", NULL, sums[PL_SUM_UNSUPPORTED]);
	pl_figure_count(figure, "no_fix", "no fix", sums[PL_SUM_UNFIXABLE]);
	pl_figure_share(figure, cell, PL_RATIO_REASSESSED, "reassessed",
	    "reassessed", NULL);
	pl_figure_count(figure, "overdue", "overdue", (int64_t)overdue);
	pl_figure_count(
	    figure, "unplanned", "unplanned", sums[PL_SUM_UNPLANNED]);
}
