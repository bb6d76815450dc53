#include "base/alloc.h"
#include "kpi/figure.h"
#include "kpi/survival.h"

enum { DAY_MINUTES = 1440 };

void
pl_figure_backlog(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_tally *ages = &cell->spans[PL_SPAN_AGE].tally;

	for (size_t i = 0; i < ages->count; i++)
		if (ages->cells[i].what == PL_ENTERED)
			figure->n += (int64_t)ages->cells[i].count;
	pl_figure_count(figure, "stale", "stale", cell->sums[PL_SUM_STALE]);
}

void
pl_figure_backlog_age(struct pl_figure *figure, struct pl_cell *cell)
{
	static const struct {
		const char *name, *head;
		uint32_t minutes; /* up to */
	} buckets[] = {{"up_to_days.7", "<=7", 7 * DAY_MINUTES},
	    {"up_to_days.30", "<=30", 30 * DAY_MINUTES},
	    {"up_to_days.60", "<=60", 60 * DAY_MINUTES},
	    {"up_to_days.90", "<=90", 90 * DAY_MINUTES},
	    {"up_to_days.more", ">90", UINT32_MAX}};
	const struct pl_span *span = &cell->spans[PL_SPAN_AGE];
	struct pl_survival s;
	size_t step = 0;

	pl_figure_survival(figure, &s, span);
	figure->n = (int64_t)s.entered;
	pl_figure_value(figure, "median", "median days", PL_UNIT_DAYS,
	    pl_survival_quantile(&s, 0.5));
	pl_figure_value(
	    figure, "p90", "p90", PL_UNIT_DAYS, pl_survival_quantile(&s, 0.9));
	for (size_t i = 0; i < PL_COUNT(buckets); i++) {
		double count = 0;

		while (step < s.count &&
		       s.steps[step].minute <= buckets[i].minutes)
			count += s.steps[step++].fixed;
		pl_figure_count(
		    figure, buckets[i].name, buckets[i].head, (int64_t)count);
	}
	pl_survival_free(&s);
}

void
pl_figure_backlog_flow(struct pl_figure *figure, struct pl_cell *cell)
{
	const int64_t *sums = cell->sums;
	int64_t came = sums[PL_SUM_BEGAN] + sums[PL_SUM_REOPENED];
	int64_t went = sums[PL_SUM_CLOSED] + sums[PL_SUM_DEPARTED];
	struct pl_value efficiency = {0, "nothing came"};

	if (came > 0)
		efficiency = (struct pl_value){
		    (double)sums[PL_SUM_CLOSED] / (double)came, NULL};
	figure->n = came + went;
	pl_figure_count(figure, "new", "new", sums[PL_SUM_BEGAN]);
	pl_figure_count(figure, "reopened", "reopened", sums[PL_SUM_REOPENED]);
	pl_figure_count(figure, "closed", "closed", sums[PL_SUM_CLOSED]);
	pl_figure_count(figure, "left", "left", sums[PL_SUM_DEPARTED]);
	pl_figure_count(figure, "net", "net", came - went);
	pl_figure_value(
	    figure, "efficiency", "closed/new", PL_UNIT_RATIO, efficiency);
}

void
pl_figure_capacity(struct pl_figure *figure, struct pl_cell *cell)
{
	pl_figure_ratio(figure, cell, PL_RATIO_CLOSED);
}
