#include "kpi/figure.h"
#include "kpi/survival.h"

const char *
pl_figure_no_policy(const struct pl_cell *cell)
{
	return cell->of->query.policy == NULL ? "no --policy says by when"
	                                      : NULL;
}

void
pl_figure_sla_compliance(struct pl_figure *figure, struct pl_cell *cell)
{
	const int64_t *sums = cell->sums;

	pl_figure_ratio(figure, cell, PL_RATIO_IN_TIME);
	pl_figure_count(
	    figure, "overdue", "open, overdue", sums[PL_SUM_OVERDUE]);
	pl_figure_count(
	    figure, "pending", "not yet due", sums[PL_SUM_NOT_YET_DUE]);
	pl_figure_count(
	    figure, "incomplete", "incomplete", sums[PL_SUM_INCOMPLETE]);
	pl_figure_count(
	    figure, "no_deadline", "no deadline", sums[PL_SUM_NO_DEADLINE]);
	pl_figure_count(figure, "out_of_policy", "out of policy",
	    sums[PL_SUM_OUT_OF_POLICY]);
}

void
pl_figure_time_overdue(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_span *span = &cell->spans[PL_SPAN_OVERDUE];
	struct pl_survival s;

	pl_figure_survival(figure, &s, span);
	figure->n = (int64_t)s.entered;
	pl_figure_count(figure, "fixed", "fixed", (int64_t)s.fixed);
	pl_figure_median(figure, "median", "median days", &s);
	pl_figure_value(
	    figure, "p90", "p90", PL_UNIT_DAYS, pl_survival_quantile(&s, 0.9));
	pl_survival_free(&s);
}

void
pl_figure_nist_matrix(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_span *span = &cell->spans[PL_SPAN_EPISODE];
	const struct pl_ratio *due = pl_cell_ratio_of(cell, PL_RATIO_IN_TIME);
	struct pl_survival s;

	figure->n = cell->sums[PL_SUM_EPISODES];
	pl_figure_count(figure, "due", "due", (int64_t)pl_groups_sum(due->of));
	pl_figure_share(figure, cell, PL_RATIO_IN_TIME, "rate", "in time",
	    pl_figure_no_policy(cell));
	pl_figure_survival(figure, &s, span);
	pl_figure_value(figure, "rmst90", "mean days (rmst 90)", PL_UNIT_DAYS,
	    pl_survival_rmst(&s, 90));
	pl_figure_median(figure, "median", "median days", &s);
	pl_survival_free(&s);
}
