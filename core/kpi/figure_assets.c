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
