#include "kpi/figure.h"
#include "kpi/survival.h"

void
pl_figure_data_quality(struct pl_figure *figure, struct pl_cell *cell)
{
	static const struct {
		const char *name, *head;
	} reasons[PL_EXCLUSIONS] = {
	    [PL_EXCLUDED_APPLIES] = {"excluded.not_applicable",
		"not applicable"},
	    [PL_EXCLUDED_START] = {"excluded.no_start", "no start"},
	    [PL_EXCLUDED_ORDER] = {"excluded.order", "ended before"},
	    [PL_EXCLUDED_UNSEEN] = {"excluded.not_observed", "not observed"},
	};
	const struct pl_span *looks = &cell->spans[PL_SPAN_LOOKS];
	struct pl_survival s;

	pl_figure_survival(figure, &s, looks);
	figure->n = cell->sums[PL_SUM_EPISODES] + pl_cell_excluded(cell);
	for (int i = 0; i < PL_EXCLUSIONS; i++)
		pl_figure_count(figure, reasons[i].name, reasons[i].head,
		    cell->sums[PL_SUM_EXCLUDED + i]);
	pl_figure_count(figure, "stale", "stale", cell->sums[PL_SUM_STALE]);
	pl_figure_count(
	    figure, "between_looks", "fixed between looks", (int64_t)s.entered);
	pl_figure_value(figure, "look_interval", "median apart", PL_UNIT_DAYS,
	    pl_survival_quantile(&s, 0.5));
	pl_figure_count(
	    figure, "disorder", "disorder", cell->sums[PL_SUM_DISORDER]);
	pl_survival_free(&s);
}
