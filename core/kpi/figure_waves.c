#include "kpi/figure.h"
#include "stats/binomial.h"
#include "stats/poisson.h"

static const double month_minutes = 365.25 / 12 * 1440;

static void
add_estimate(struct pl_figure *figure, const char *name, const char *head,
    enum pl_unit unit, struct pl_estimate estimate)
{
	pl_figure_limits(figure, name, head, unit, estimate.value, estimate.low,
	    estimate.high);
}

/* Some of the waves of a cell, and of how many of all no source gives a name.
 */
static void
share_of_waves(
    struct pl_figure *figure, const struct pl_cell *cell, struct pl_value some)
{
	struct pl_trials trials = {
	    (double)cell->sums[PL_SUM_WAVES], some.value};

	figure->n = cell->sums[PL_SUM_WAVES];
	pl_figure_value(figure, "count", "count", PL_UNIT_COUNT, some);
	add_estimate(figure, "rate", "rate", PL_UNIT_SHARE,
	    some.why == NULL ? pl_binomial_wilson(trials)
			     : pl_no_estimate(some.why));
	pl_figure_count(
	    figure, "derived", "derived", cell->sums[PL_SUM_WAVES_DERIVED]);
}

void
pl_figure_change_fail_rate(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_ratio *bad = pl_cell_ratio_of(cell, PL_RATIO_BAD);

	share_of_waves(
	    figure, cell, pl_known((double)cell->sums[PL_SUM_WAVES_BAD]));
	pl_figure_count(
	    figure, "young", "young", cell->sums[PL_SUM_WAVES_YOUNG]);
	pl_figure_count(
	    figure, "installs", "installs", (int64_t)pl_groups_sum(bad->of));
	pl_figure_count(
	    figure, "install_count", NULL, (int64_t)pl_groups_sum(bad->count));
	add_estimate(figure, "install_rate", "rate of installs", PL_UNIT_SHARE,
	    pl_figure_proportion(
		figure, bad->count, bad->of, (uint64_t)bad->assets.count));
}

void
pl_figure_recovery_time(struct pl_figure *figure, struct pl_cell *cell)
{
	struct pl_survival s, of_incidents;

	pl_figure_survival(figure, &s, &cell->spans[PL_SPAN_TROUBLE]);
	pl_figure_survival(
	    figure, &of_incidents, &cell->spans[PL_SPAN_INCIDENT]);
	figure->n = (int64_t)s.entered;
	pl_figure_count(figure, "recovered", "recovered", (int64_t)s.fixed);
	pl_figure_median(figure, "median", "median days", &s);
	pl_figure_value(
	    figure, "p90", "p90", PL_UNIT_DAYS, pl_survival_quantile(&s, 0.9));
	pl_figure_value(figure, "within.1", "in 1 d", PL_UNIT_SHARE,
	    pl_survival_within(&s, 1));
	pl_figure_value(figure, "within.7", "in 7 d", PL_UNIT_SHARE,
	    pl_survival_within(&s, 7));
	pl_figure_count(
	    figure, "incidents", "incidents", (int64_t)of_incidents.entered);
	pl_figure_value(figure, "incident_median", "their median", PL_UNIT_DAYS,
	    pl_survival_quantile(&of_incidents, 0.5));
	pl_survival_free(&of_incidents);
	pl_survival_free(&s);
}

void
pl_figure_rework_rate(struct pl_figure *figure, struct pl_cell *cell)
{
	struct pl_value some =
	    pl_known((double)cell->sums[PL_SUM_WAVES_REWORK]);

	if (cell->sums[PL_SUM_WAVES] > 0 && cell->sums[PL_SUM_WAVES_TOLD] == 0)
		some = pl_unknown("no source tells what caused an install");
	share_of_waves(figure, cell, some);
}

void
pl_figure_frequency(struct pl_figure *figure, struct pl_cell *cell)
{
	double months = (double)cell->sums[PL_SUM_CREW_MINUTES] / month_minutes;

	figure->n = cell->sums[PL_SUM_WAVES];
	pl_figure_count(figure, "groups", "groups", cell->sums[PL_SUM_CREWS]);
	pl_figure_value(figure, "group_months", "group months", PL_UNIT_RATIO,
	    (struct pl_value){months, NULL});
	add_estimate(figure, "per_month", "per group and month", PL_UNIT_RATIO,
	    months > 0 ? pl_poisson_rate((double)figure->n, months)
		       : pl_no_estimate("no group was there long enough"));
	pl_figure_count(
	    figure, "derived", "derived", cell->sums[PL_SUM_WAVES_DERIVED]);
}
