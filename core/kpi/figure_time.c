#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "kpi/figure.h"
#include "stats/incidence.h"

enum { CURVE_POINTS = 500 };

void
pl_figure_time_to_patch(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_span *span = &cell->spans[PL_SPAN_EPISODE];
	struct pl_survival s;

	pl_figure_survival(figure, &s, span);
	figure->n = cell->sums[PL_SUM_EPISODES];
	pl_figure_count(figure, "fixed", "fixed", (int64_t)s.fixed);
	pl_figure_count(figure, "censored", "censored",
	    figure->n - (int64_t)s.fixed - (int64_t)s.left);
	pl_figure_count(figure, "left", "left", (int64_t)s.left);
	pl_figure_count(figure, "excluded", NULL, pl_cell_excluded(cell));
	pl_figure_median(figure, "median", "median days", &s);
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
	pl_figure_value(figure, "from", NULL, PL_UNIT_DAYS,
	    (struct pl_value){
		(double)(s.from_minute * PL_MINUTE_MS) / PL_DAY_MS, NULL});
	if (cell->of->query.curves) {
		figure->curve =
		    pl_alloc_array(CURVE_POINTS, sizeof *figure->curve);
		figure->curve_count =
		    pl_survival_curve(&s, figure->curve, CURVE_POINTS);
	}
	pl_survival_free(&s);
}

static struct pl_incidence_point
incidence_point(const struct pl_incidence_step *step)
{
	return (struct pl_incidence_point){
	    .days = (double)(step->minute * PL_MINUTE_MS) / PL_DAY_MS,
	    .open = step->open,
	    .fixed = step->fixed,
	    .left = step->left,
	    .at_risk = step->at_risk};
}

/* The start, as many steps as there is room for, the last of them, and the end
 * of follow-up. */
static void
keep_incidence(struct pl_figure *figure, const struct pl_incidence *incidence)
{
	const struct pl_incidence_step start = {
	    .open = 1, .at_risk = (double)incidence->entered};
	struct pl_incidence_step last = start;
	struct pl_incidence_point *points =
	    pl_alloc_array(CURVE_POINTS, sizeof *points);
	size_t count = incidence->count;
	size_t stride = count / (CURVE_POINTS - 2) + 1;

	figure->incidence = points;
	points[figure->incidence_count++] = incidence_point(&start);
	for (size_t i = 0; i < count; i++) {
		last = incidence->steps[i];
		if (i % stride == stride - 1 || i == count - 1)
			points[figure->incidence_count++] =
			    incidence_point(&last);
	}
	if (last.minute == incidence->last_minute)
		return;
	last.minute = incidence->last_minute;
	points[figure->incidence_count++] = incidence_point(&last);
}

/* Where machines leave with their patches missing, the share that was patched
 * on them is smaller than 1 - S, which is of those that stay. */
static void
competing(struct pl_figure *figure, const struct pl_cell *cell,
    const struct pl_survival *s)
{
	static const struct {
		const char *name, *head;
		struct pl_value (*share)(
		    const struct pl_incidence *incidence, uint32_t minute);
		uint32_t days;
	} at[] = {{"patched.30", NULL, pl_incidence_fixed, 30},
	    {"patched.90", NULL, pl_incidence_fixed, 90},
	    {"left.30", "left in 30 d", pl_incidence_left, 30},
	    {"left.90", "left in 90 d", pl_incidence_left, 90}};
	struct pl_incidence incidence;
	struct pl_course course;
	struct pl_moment *moments = pl_tally_moments(s->tally, &course.count);

	course.moments = moments;
	pl_incidence_of(&incidence, &course);
	for (size_t i = 0; i < PL_COUNT(at); i++)
		pl_figure_value(figure, at[i].name, at[i].head, PL_UNIT_SHARE,
		    s->from_minute > 0 ? pl_unknown(PL_SURVIVAL_THIN)
				       : at[i].share(&incidence,
					     (uint32_t)(at[i].days * PL_DAY_MS /
							PL_MINUTE_MS)));
	if (cell->of->query.curves && s->from_minute == 0 && s->entered > 0)
		keep_incidence(figure, &incidence);
	pl_incidence_free(&incidence);
	free(moments);
}

void
pl_figure_patch_coverage(struct pl_figure *figure, struct pl_cell *cell)
{
	static const struct {
		const char *name, *head;
		int days;
	} at[] = {{"within.1", "1 d", 1}, {"within.3", "3 d", 3},
	    {"within.7", "7 d", 7}, {"within.14", "14 d", 14},
	    {"within.30", "30 d", 30}, {"within.60", "60 d", 60},
	    {"within.90", "90 d", 90}};
	const struct pl_span *span = &cell->spans[PL_SPAN_EPISODE];
	struct pl_survival s;

	pl_figure_survival(figure, &s, span);
	figure->n = cell->sums[PL_SUM_EPISODES];
	for (size_t i = 0; i < PL_COUNT(at); i++)
		pl_figure_value(figure, at[i].name, at[i].head, PL_UNIT_SHARE,
		    pl_survival_within(&s, at[i].days));
	pl_figure_value(figure, "p50", "50 % by day", PL_UNIT_DAYS,
	    pl_survival_quantile(&s, 0.5));
	pl_figure_value(figure, "p90", "90 % by day", PL_UNIT_DAYS,
	    pl_survival_quantile(&s, 0.9));
	competing(figure, cell, &s);
	pl_survival_free(&s);
}

void
pl_figure_half_life(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_span *span = &cell->spans[PL_SPAN_EPISODE];
	struct pl_survival s;

	pl_figure_survival(figure, &s, span);
	figure->n = cell->sums[PL_SUM_EPISODES];
	pl_figure_median(figure, "half_life", "half-life days", &s);
	pl_figure_value(figure, "rmst365", "rmst 365", PL_UNIT_DAYS,
	    pl_survival_rmst(&s, 365));
	pl_survival_free(&s);
}
