#include "base/alloc.h"
#include "kpi/figure.h"
#include "kpi/survival.h"

enum { DAY_MINUTES = 1440 };

void
pl_figure_exposure(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_ratio *exposed =
	    pl_cell_ratio_of(cell, PL_RATIO_EXPOSED);
	double days = (double)pl_groups_sum(exposed->count) / DAY_MINUTES;
	int64_t assets = exposed->assets.count;
	struct pl_value each = {0, "no items"};

	if (assets > 0)
		each = (struct pl_value){days / (double)assets, NULL};
	figure->n = (int64_t)pl_groups_sum(exposed->of);
	pl_figure_count(figure, "assets", "assets", assets);
	pl_figure_value(figure, "item_days", "item days", PL_UNIT_DAYS,
	    (struct pl_value){days, NULL});
	pl_figure_value(
	    figure, "days_per_asset", "per asset", PL_UNIT_DAYS, each);
}

void
pl_figure_kev_exposed(struct pl_figure *figure, struct pl_cell *cell)
{
	static const struct pl_value unlisted = {
	    0, "nothing at risk is known to be exploited"};
	struct pl_value mean = unlisted, most = unlisted, last = unlisted;
	struct pl_days_summary sum;

	pl_days_sum(&sum, &cell->listed);
	if (sum.days > 0) {
		mean = (struct pl_value){
		    (double)sum.asset_days / (double)sum.days, NULL};
		most = (struct pl_value){(double)sum.most, NULL};
		last = (struct pl_value){(double)sum.last, NULL};
	}
	figure->n = sum.assets;
	pl_figure_count(figure, "days", "days", sum.days);
	pl_figure_value(figure, "mean", "mean a day", PL_UNIT_RATIO, mean);
	pl_figure_value(figure, "most", "most", PL_UNIT_COUNT, most);
	pl_figure_value(figure, "last", "last day", PL_UNIT_COUNT, last);
}

void
pl_figure_mitigation(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_span *span = &cell->spans[PL_SPAN_MITIGATED];
	struct pl_survival s;

	pl_figure_survival(figure, &s, span);
	figure->n = (int64_t)s.entered;
	pl_figure_count(figure, "mitigated", "mitigated", (int64_t)s.fixed);
	pl_figure_median(figure, "median", "median days", &s);
	pl_figure_value(figure, "within.1", "in 1 d", PL_UNIT_SHARE,
	    pl_survival_within(&s, 1));
	pl_figure_value(figure, "within.7", "in 7 d", PL_UNIT_SHARE,
	    pl_survival_within(&s, 7));
	pl_figure_count(figure, "open_mitigated", "open, mitigated",
	    cell->sums[PL_SUM_MITIGATED]);
	pl_figure_count(figure, "fixed_mitigated", "fixed, still mitigated",
	    cell->sums[PL_SUM_STILL_IN_FORCE]);
	pl_figure_count(figure, "past_removal", "past removal",
	    cell->sums[PL_SUM_PAST_REMOVAL]);
	pl_figure_count(figure, "removal_unplanned", NULL,
	    cell->sums[PL_SUM_REMOVAL_UNPLANNED]);
	pl_survival_free(&s);
}

void
pl_figure_exceptions(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_span *span = &cell->spans[PL_SPAN_EXCUSED];
	struct pl_survival s;

	pl_figure_ratio(figure, cell, PL_RATIO_EXCUSED);
	pl_figure_survival(figure, &s, span);
	pl_figure_value(figure, "age_median", "median age", PL_UNIT_DAYS,
	    pl_survival_quantile(&s, 0.5));
	pl_figure_value(figure, "age_p90", "p90", PL_UNIT_DAYS,
	    pl_survival_quantile(&s, 0.9));
	pl_survival_free(&s);
	pl_figure_share(
	    figure, cell, PL_RATIO_ENDLESS, "endless", "no end", NULL);
	pl_figure_count(
	    figure, "expired", "expired", cell->sums[PL_SUM_EXPIRED]);
	pl_figure_share(figure, cell, PL_RATIO_COVERED, "overdue_covered",
	    "of overdue", pl_figure_no_policy(cell));
}
