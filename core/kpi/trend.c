#include "kpi/trend.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"
#include "kpi/catalogue.h"
#include "kpi/halves.h"
#include "kpi/pass.h"
#include "kpi/strata.h"
#include "kpi/survival.h"
#include "stats/multiple.h"

enum { DAY_MINUTES = 1440 };

/* The ratio that a rate of months is, or PL_RATIOS: it is none. */
static enum pl_ratio_id
ratio_of(enum pl_kpi_id id)
{
	switch (id) {
	case PL_KPI_FAILURE_RATE:
		return PL_RATIO_FAILED;
	case PL_KPI_FIRST_ATTEMPT:
		return PL_RATIO_FIRST;
	case PL_KPI_SLA_COMPLIANCE:
		return PL_RATIO_IN_TIME;
	case PL_KPI_CAPACITY:
		return PL_RATIO_CLOSED;
	default:
		return PL_RATIOS;
	}
}

int
pl_trend_is_possible(enum pl_kpi_id id)
{
	return id == PL_KPI_TIME_TO_PATCH || ratio_of(id) != PL_RATIOS;
}

/* The first month of which something is outstanding at the cut-off. */
static int64_t
first_unfinished(int64_t as_of_ms, int horizon_days)
{
	return pl_time_month(as_of_ms - horizon_days * PL_DAY_MS);
}

/* ---- Cells in the order of lines and months ------------------------------ */

/* A cell with the words of its strata. */
struct place {
	struct pl_cell *cell;
	size_t by_count; /* without the month, which is the last */
	const char *by[PL_BY_MAX];
	int64_t month_ms;
};

static int
line_compare(const struct place *a, const struct place *b)
{
	for (size_t i = 0; i < a->by_count; i++) {
		int order = pl_strata_order(a->by[i], b->by[i]);

		if (order != 0)
			return order;
	}
	return 0;
}

static int
place_compare(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = line_compare(x, y);

	if (order != 0)
		return order;
	return (x->month_ms > y->month_ms) - (x->month_ms < y->month_ms);
}

/* "2026-03" */
static int
read_month(const char *text, int64_t *out)
{
	char day[16];

	snprintf(day, sizeof day, "%.7s-01", text);
	return pl_time_parse(day, out);
}

/* The cells that are told, sorted; the caller frees them. */
static struct place *
places_of(const struct pl_pass *pass, int64_t until_ms, size_t *count)
{
	const struct pl_cells *cells = pass->chosen;
	struct place *places = pl_alloc_array(cells->count + 1, sizeof *places);

	*count = 0;
	for (size_t i = 0; i < cells->count; i++) {
		struct place *place = &places[*count];

		place->cell = &cells->list[i];
		place->by_count = cells->query.by_count - 1;
		for (size_t j = 0; j < cells->query.by_count; j++)
			place->by[j] =
			    pl_strata_text(pass->strata, place->cell->by[j]);
		if (read_month(place->by[place->by_count], &place->month_ms) ==
			PL_OK &&
		    place->month_ms < until_ms)
			++*count;
	}
	qsort(places, *count, sizeof *places, place_compare);
	return places;
}

/* ---- One month ----------------------------------------------------------- */

static void
month_of_rate(struct pl_trend_month *month, const struct pl_ratio *ratio)
{
	month->n = (int64_t)pl_groups_sum(ratio->of);
	month->share = pl_unknown("nothing to count");
	month->count = (int64_t)pl_groups_sum(ratio->count);
	if (month->n > 0)
		month->share =
		    pl_known((double)month->count / (double)month->n);
}

/* What is known up to the horizon, of those who were at risk before it. */
static void
month_of_time(
    struct pl_trend_month *month, struct pl_cell *cell, int horizon_days)
{
	struct pl_tally tally = {0};
	struct pl_survival s;

	pl_cell_seal(cell);
	pl_tally_until(&tally, &cell->spans[PL_SPAN_EPISODE].tally,
	    (uint32_t)horizon_days * DAY_MINUTES);
	pl_tally_seal(&tally);
	pl_survival_of(&s, &tally, 0); /* the chart has the limits */
	month->n = (int64_t)s.entered;
	month->share = pl_survival_within(&s, horizon_days);
	month->median = pl_survival_quantile(&s, 0.5);
	pl_survival_free(&s);
	pl_tally_free(&tally);
}

/* ---- One line ------------------------------------------------------------ */

static void
add_month(struct pl_trend_line *line, const struct pl_trends *trends,
    const struct place *place)
{
	struct pl_trend_month *month = &line->months[line->count];

	month->month_ms = place->month_ms;
	if (trends->is_time)
		month_of_time(month, place->cell, trends->horizon_days);
	else
		month_of_rate(
		    month, pl_cell_ratio_of(place->cell, ratio_of(trends->id)));
	line->count += month->n > 0;
}

/* Of time-to-patch a share is an estimate, and the count that it stands for
 * need not be whole. */
static void
chart_shares(struct pl_trend_line *line)
{
	struct pl_trials *trials =
	    pl_alloc_array(line->count + 1, sizeof *trials);
	struct pl_control_point *points =
	    pl_alloc_array(line->count + 1, sizeof *points);

	for (size_t i = 0; i < line->count; i++) {
		const struct pl_trend_month *month = &line->months[i];

		if (month->share.why == NULL)
			trials[i] = (struct pl_trials){(double)month->n,
			    month->share.value * (double)month->n};
	}
	line->chart = pl_control_proportions(trials, line->count, points);
	for (size_t i = 0; line->chart.spread.why == NULL && i < line->count;
	     i++)
		line->months[i].point = points[i];
	free(points);
	free(trials);
}

/* A chart of only those months that came as far as a median would be one of
 * the fast months. */
static void
chart_medians(struct pl_trend_line *line)
{
	const struct pl_value none =
	    pl_unknown("the median is not reached in every month");
	double *values = pl_alloc_array(line->count + 1, sizeof *values);
	struct pl_control_point *points =
	    pl_alloc_array(line->count + 1, sizeof *points);
	size_t known = 0;

	while (known < line->count && line->months[known].median.why == NULL) {
		values[known] = line->months[known].median.value;
		known++;
	}
	line->medians = (struct pl_control){none, none, 0};
	if (known == line->count)
		line->medians = pl_control_values(values, known, points);
	for (size_t i = 0; line->medians.spread.why == NULL && i < known; i++)
		line->months[i].median_signals = points[i].signals;
	free(points);
	free(values);
}

/* Months since 1970, so that one in which nothing happened is a gap. The first
 * of a month is never half a mean month away from where the mean has it. */
static double
month_number(int64_t month_ms)
{
	return round((double)month_ms / (double)PL_DAY_MS * 12 / 365.2425);
}

static void
follow_course(struct pl_trend_line *line)
{
	struct pl_point *points =
	    pl_alloc_array(line->count + 1, sizeof *points);
	size_t count = 0;

	for (size_t i = 0; i < line->count; i++)
		if (line->months[i].share.why == NULL)
			points[count++] = (struct pl_point){
			    month_number(line->months[i].month_ms),
			    line->months[i].share.value};
	line->course = pl_trend_of(points, count);
	free(points);
}

static void
compare_halves(struct pl_trend_line *line, const struct place *places,
    size_t count, int horizon_days)
{
	struct pl_tally *months = pl_alloc_array(count + 1, sizeof *months);
	struct pl_cohorts cohorts = {.tallies = months, .strata = 1};

	line->halves.later_ms = line->months[line->count / 2].month_ms;
	for (size_t i = 0; i < count; i++) {
		struct pl_tally *month = &months[cohorts.months];

		pl_tally_until(month,
		    &places[i].cell->spans[PL_SPAN_EPISODE].tally,
		    (uint32_t)horizon_days * DAY_MINUTES);
		pl_tally_seal(month);
		cohorts.later += month->count > 0 &&
		                 places[i].month_ms < line->halves.later_ms;
		cohorts.months += month->count > 0;
	}
	pl_halves_compare(&line->halves, &cohorts, horizon_days);
	for (size_t i = 0; i < cohorts.months; i++)
		pl_tally_free(&months[i]);
	free(months);
}

static void
fill_line(struct pl_trend_line *line, const struct pl_trends *trends,
    const struct place *places, size_t count)
{
	for (size_t i = 0; i < places->by_count; i++)
		line->by[i] = pl_strdup(places->by[i]);
	line->months = pl_alloc_array(count, sizeof *line->months);
	for (size_t i = 0; i < count; i++)
		add_month(line, trends, &places[i]);
	chart_shares(line);
	follow_course(line);
	line->p = line->course.p;
	if (!trends->is_time)
		return;
	chart_medians(line);
	compare_halves(line, places, count, trends->horizon_days);
	line->p = line->halves.faster.p;
}

/* ---- All lines ----------------------------------------------------------- */

static void
adjust(struct pl_trends *trends)
{
	double *p = pl_alloc_array(trends->count + 1, sizeof *p);
	size_t known = 0;

	for (size_t i = 0; i < trends->count; i++)
		if (trends->lines[i].p.why == NULL)
			p[known++] = trends->lines[i].p.value;
	pl_adjust_false_discovery(p, known, p);
	known = 0;
	for (size_t i = 0; i < trends->count; i++) {
		struct pl_trend_line *line = &trends->lines[i];

		line->adjusted = line->p;
		if (line->p.why == NULL)
			line->adjusted.value = p[known++];
	}
	free(p);
}

static const char *
verdict_of(const struct pl_trend_line *line, int is_time)
{
	if (line->adjusted.why != NULL)
		return "too little to tell";
	if (line->adjusted.value < 0.05 && is_time)
		return line->halves.faster.size.value.value > 0
		           ? "patched faster than before"
		           : "patched slower than before";
	if (line->adjusted.value < 0.05)
		return line->course.score > 0 ? "rising" : "falling";
	if (line->chart.signals + line->medians.signals > 0)
		return "no evidence of a lasting change, but months that "
		       "stand out";
	return "no evidence of change";
}

static void
make_lines(struct pl_trends *out, const struct pl_pass *pass)
{
	size_t count, next;
	struct place *places = places_of(pass, out->until_ms, &count);

	out->lines = pl_alloc_array(count + 1, sizeof *out->lines);
	for (size_t from = 0; from < count; from = next) {
		for (next = from + 1; next < count; next++)
			if (line_compare(&places[from], &places[next]) != 0)
				break;
		fill_line(
		    &out->lines[out->count++], out, &places[from], next - from);
	}
	free(places);
	adjust(out);
	for (size_t i = 0; i < out->count; i++)
		out->lines[i].verdict =
		    verdict_of(&out->lines[i], out->is_time);
}

int
pl_trends_compute(struct pl_trends *out, struct pl_store *store,
    enum pl_kpi_id id, const struct pl_query *query, int horizon_days,
    struct pl_error *err)
{
	struct pl_query monthly = *query;
	struct pl_pass pass;
	int result;

	*out = (struct pl_trends){.id = id,
	    .is_time = id == PL_KPI_TIME_TO_PATCH,
	    .horizon_days = horizon_days,
	    .query = *query};
	monthly.kpis = PL_KPI_SET(id);
	monthly.by[monthly.by_count++] = "month";
	result = pl_pass_read(&pass, store, &monthly, err);
	if (result < 0)
		return result;
	out->query.clock = pass.chosen->query.clock;
	out->clock_why = pass.clock_why;
	out->until_ms =
	    first_unfinished(query->as_of_ms, out->is_time ? horizon_days : 0);
	pl_kpi_definitions(out->definitions);
	make_lines(out, &pass);
	pl_pass_free(&pass);
	return PL_OK;
}

void
pl_trends_free(struct pl_trends *trends)
{
	for (size_t i = 0; i < trends->count; i++) {
		for (size_t j = 0; j < trends->query.by_count; j++)
			free(trends->lines[i].by[j]);
		free(trends->lines[i].months);
	}
	free(trends->lines);
	*trends = (struct pl_trends){0};
}
