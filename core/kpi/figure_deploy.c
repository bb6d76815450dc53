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

/* The limits of 1 - S at a step are those of S, exchanged. */
static void
undone_limits(const struct pl_survival *s, const struct pl_survival_step *last,
    struct pl_value *low, struct pl_value *high)
{
	const char *why = s->no_limits;

	if (why == NULL && (last == NULL || isnan(last->low)))
		why = "no rollback to tell its spread by";
	*low = *high = (struct pl_value){0, why};
	if (why == NULL) {
		low->value = 1 - last->high;
		high->value = 1 - last->low;
	}
}

void
pl_figure_rollback_rate(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_span *span = &cell->spans[PL_SPAN_ROLLBACK];
	const struct pl_survival_step *last = NULL;
	struct pl_value rate, low, high;
	struct pl_survival s;
	int64_t count = 0;

	pl_figure_survival(figure, &s, span);
	for (size_t i = 0; i < s.count; i++)
		if (s.steps[i].minute <= 30 * DAY_MINUTES) {
			last = &s.steps[i];
			count += (int64_t)last->fixed;
		}
	rate = pl_survival_within(&s, 30);
	undone_limits(&s, last, &low, &high);
	if (rate.why != NULL)
		low = high = rate;
	figure->n = (int64_t)s.entered;
	pl_figure_count(figure, "count", "count", count);
	pl_figure_limits(
	    figure, "rate", "rate", PL_UNIT_SHARE, rate, low, high);
	pl_survival_free(&s);
}
