#include <math.h>

#include "kpi/figure.h"
#include "kpi/survival.h"

enum { DAY_MINUTES = 1440 };

void
pl_figure_failure_rate(struct pl_figure *figure, struct pl_cell *cell)
{
	pl_figure_ratio(figure, cell, PL_RATIO_FAILED);
	pl_figure_count(
	    figure, "cancelled", NULL, cell->sums[PL_SUM_CANCELLED]);
	pl_figure_count(
	    figure, "timed_out", NULL, cell->sums[PL_SUM_TIMED_OUT]);
	pl_figure_count(
	    figure, "agent_lost", NULL, cell->sums[PL_SUM_AGENT_LOST]);
}

void
pl_figure_first_attempt(struct pl_figure *figure, struct pl_cell *cell)
{
	pl_figure_ratio(figure, cell, PL_RATIO_FIRST);
}

/* The limits of 1 - S after so many steps are those of S, exchanged. */
static void
undone_limits(const struct pl_survival *s, size_t steps, struct pl_value *low,
    struct pl_value *high)
{
	struct pl_survival_limits at = {NAN, NAN};
	const char *why = s->no_limits;

	if (why == NULL && steps > 0)
		at = pl_survival_limits(s, steps - 1);
	if (why == NULL && isnan(at.low))
		why = "no rollback to tell its spread by";
	*low = *high = (struct pl_value){0, why};
	if (why == NULL) {
		low->value = 1 - at.high;
		high->value = 1 - at.low;
	}
}

void
pl_figure_rollback_rate(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_span *span = &cell->spans[PL_SPAN_ROLLBACK];
	struct pl_value rate, low, high;
	struct pl_survival s;
	int64_t count = 0;
	size_t steps = 0;

	pl_figure_survival(figure, &s, span);
	while (steps < s.count && s.steps[steps].minute <= 30 * DAY_MINUTES)
		count += (int64_t)s.steps[steps++].fixed;
	rate = pl_survival_within(&s, 30);
	undone_limits(&s, steps, &low, &high);
	if (rate.why != NULL)
		low = high = rate;
	figure->n = (int64_t)s.entered;
	pl_figure_count(figure, "count", "count", count);
	pl_figure_limits(
	    figure, "rate", "rate", PL_UNIT_SHARE, rate, low, high);
	pl_survival_free(&s);
}
