#include "base/alloc.h"
#include "kpi/cells.h"
#include "kpi/figure.h"
#include "kpi/survival.h"

enum { CURVE_POINTS = 500 };

void
pl_figure_time_to_patch(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_span *span = &cell->spans[PL_SPAN_EPISODE];
	struct pl_value low, high;
	struct pl_survival s;

	pl_survival_of(&s, &span->tally, (uint64_t)span->assets.count);
	pl_survival_quantile_limits(&s, 0.5, &low, &high);
	figure->n = (int64_t)s.entered;
	pl_figure_count(figure, "fixed", "fixed", (int64_t)s.fixed);
	pl_figure_count(figure, "censored", "censored", (int64_t)s.censored);
	pl_figure_count(figure, "left", "left", (int64_t)s.left);
	pl_figure_count(figure, "excluded", NULL, cell->sums[PL_SUM_EXCLUDED]);
	pl_figure_limits(figure, "median", "median days", PL_UNIT_DAYS,
	    pl_survival_quantile(&s, 0.5), low, high);
	pl_figure_value(
	    figure, "p75", NULL, PL_UNIT_DAYS, pl_survival_quantile(&s, 0.75));
	pl_figure_value(
	    figure, "p90", "p90", PL_UNIT_DAYS, pl_survival_quantile(&s, 0.9));
	pl_figure_value(figure, "within.7", "in 7 d", PL_UNIT_SHARE,
	    pl_survival_within(&s, 7));
	pl_figure_value(figure, "within.14", "in 14 d", PL_UNIT_SHARE,
	    pl_survival_within(&s, 14));
	pl_figure_value(figure, "within.30", "in 30 d", PL_UNIT_SHARE,
	    pl_survival_within(&s, 30));
	pl_figure_value(figure, "rmst90", "rmst 90", PL_UNIT_DAYS,
	    pl_survival_rmst(&s, 90));
	figure->curve = pl_alloc_array(CURVE_POINTS, sizeof *figure->curve);
	figure->curve_count =
	    pl_survival_curve(&s, figure->curve, CURVE_POINTS);
	pl_survival_free(&s);
}
