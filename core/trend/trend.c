#include "trend/trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/map.h"
#include "base/time.h"
#include "kpi/catalogue.h"
#include "trend/halves.h"
#include "kpi/pass.h"
#include "kpi/places.h"
#include "kpi/survival.h"
#include "trend/marks.h"
#include "stats/multiple.h"

enum { DAY_MINUTES = 1440 };

/* The first month of which something is outstanding at the cut-off. */
static int64_t
first_unfinished(int64_t as_of_ms, int horizon_days)
{
	return pl_time_month(as_of_ms - horizon_days * PL_DAY_MS);
}

/* ---- One month ----------------------------------------------------------- */

/* Cells of one line and month. */
struct cells {
	const struct pl_place *places;
	size_t count;
};

static void
month_of_rate(struct pl_trend_month *month, struct cells cells,
    const struct pl_follow *follow)
{
	for (size_t i = 0; i < cells.count; i++) {
		const struct pl_ratio *ratio =
		    pl_cell_ratio_of(cells.places[i].cell, follow->ratio);

		month->n += (int64_t)pl_groups_sum(ratio->of);
		month->count += (int64_t)pl_groups_sum(ratio->count);
	}
	month->value = month->n > 0
	                   ? pl_known((double)month->count / (double)month->n)
	                   : pl_unknown("nothing to count");
}

static void
month_of_flow(struct pl_trend_month *month, struct cells cells)
{
	for (size_t i = 0; i < cells.count; i++) {
		const int64_t *sums = cells.places[i].cell->sums;

		month->n += sums[PL_SUM_BEGAN] + sums[PL_SUM_REOPENED];
		month->count += sums[PL_SUM_CLOSED];
	}
	month->value = month->n > 0
	                   ? pl_known((double)month->count / (double)month->n)
	                   : pl_unknown("nothing came");
}

/* What is known up to the horizon, of those who were at risk before it. */
static void
month_of_spans(struct pl_trend_month *month, struct cells cells,
    const struct pl_follow *follow, int horizon_days)
{
	struct pl_tally tally = {0};
	struct pl_survival s;

	for (size_t i = 0; i < cells.count; i++)
		pl_tally_until(&tally,
		    &cells.places[i].cell->spans[follow->span].tally,
		    (uint32_t)horizon_days * DAY_MINUTES);
	pl_tally_seal(&tally);
	pl_survival_of(&s, &tally, 0); /* the chart has the limits */
	month->n = (int64_t)s.entered;
	month->count = (int64_t)s.fixed;
	month->value = pl_survival_within(&s, horizon_days);
	month->median = pl_survival_quantile(&s, 0.5);
	pl_survival_free(&s);
	pl_tally_free(&tally);
}

static struct pl_trend_month
month_of(const struct pl_trends *trends, struct cells cells)
{
	struct pl_trend_month month = {.month_ms = cells.places->month_ms};

	if (trends->follow->kind == PL_FOLLOW_RATE)
		month_of_rate(&month, cells, trends->follow);
	else if (trends->follow->kind == PL_FOLLOW_FLOW)
		month_of_flow(&month, cells);
	else
		month_of_spans(
		    &month, cells, trends->follow, trends->horizon_days);
	return month;
}

/* ---- One line ------------------------------------------------------------ */

static size_t
same_month(const struct pl_place *places, size_t count)
{
	size_t same = 1;

	while (same < count && places[same].month_ms == places->month_ms)
		same++;
	return same;
}

/* Months with nothing in them are none. */
static void
add_months(struct pl_trend_line *line, const struct pl_trends *trends,
    const struct pl_place *places, size_t count)
{
	size_t same;

	line->months = pl_alloc_array(count, sizeof *line->months);
	for (size_t i = 0; i < count; i += same) {
		struct pl_trend_month *month = &line->months[line->count];

		same = same_month(&places[i], count - i);
		*month = month_of(trends, (struct cells){&places[i], same});
		line->count += month->n > 0 || month->count > 0;
	}
	while (line->first < line->count &&
	       line->months[line->first].month_ms < trends->from_ms)
		line->first++;
}

/* A share of spans is an estimate, and the count that it stands for need not be
 * whole. */
static void
chart_shares(struct pl_trend_line *line)
{
	size_t count = line->count - line->first;
	struct pl_trend_month *months = &line->months[line->first];
	struct pl_trials *trials = pl_alloc_array(count + 1, sizeof *trials);
	struct pl_control_point *points =
	    pl_alloc_array(count + 1, sizeof *points);

	for (size_t i = 0; i < count; i++)
		if (months[i].value.why == NULL)
			trials[i] = (struct pl_trials){(double)months[i].n,
			    months[i].value.value * (double)months[i].n};
	line->chart = pl_control_proportions(trials, count, points);
	for (size_t i = 0; line->chart.spread.why == NULL && i < count; i++)
		months[i].point = points[i];
	free(points);
	free(trials);
}

/* Single values, those that are known. */
static void
chart_values(struct pl_trend_line *line)
{
	double *values = pl_alloc_array(line->count + 1, sizeof *values);
	struct pl_control_point *points =
	    pl_alloc_array(line->count + 1, sizeof *points);
	size_t known = 0;

	for (size_t i = line->first; i < line->count; i++)
		if (line->months[i].value.why == NULL)
			values[known++] = line->months[i].value.value;
	line->chart = pl_control_values(values, known, points);
	known = 0;
	for (size_t i = line->first; i < line->count; i++)
		if (line->chart.spread.why == NULL &&
		    line->months[i].value.why == NULL)
			line->months[i].point = points[known++];
	free(points);
	free(values);
}

/* A chart of only those months that came as far as a median would be one of
 * the fast months. */
static void
chart_medians(struct pl_trend_line *line)
{
	const struct pl_value none =
	    pl_unknown("the median is not reached in every month");
	size_t count = line->count - line->first, known = 0;
	struct pl_trend_month *months = &line->months[line->first];
	double *values = pl_alloc_array(count + 1, sizeof *values);
	struct pl_control_point *points =
	    pl_alloc_array(count + 1, sizeof *points);

	while (known < count && months[known].median.why == NULL) {
		values[known] = months[known].median.value;
		known++;
	}
	line->medians = (struct pl_control){none, none, 0};
	if (known == count)
		line->medians = pl_control_values(values, known, points);
	for (size_t i = 0; line->medians.spread.why == NULL && i < known; i++)
		months[i].median_signals = points[i].signals;
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

	for (size_t i = line->first; i < line->count; i++)
		if (line->months[i].value.why == NULL)
			points[count++] = (struct pl_point){
			    month_number(line->months[i].month_ms),
			    line->months[i].value.value};
	line->course = pl_trend_of(points, count);
	free(points);
}

/* The number of its stratum, from 1; without severities all are of one. */
static uint32_t
stratum_of(struct pl_map *severities, const struct pl_place *place)
{
	return pl_map_add(
	    severities, place->severity == NULL ? "" : place->severity);
}

/* The cohorts of the months after the last break. The caller frees tallies. */
static struct pl_tally *
cohorts_of(struct pl_cohorts *out, const struct pl_trend_line *line,
    const struct pl_trends *trends, const struct pl_place *places, size_t count)
{
	struct pl_map *severities = pl_map_new();
	struct pl_tally *tallies;
	size_t month = line->first;

	*out = (struct pl_cohorts){.months = line->count - line->first};
	for (size_t i = 0; i < count; i++) {
		size_t stratum = stratum_of(severities, &places[i]);

		out->strata = stratum > out->strata ? stratum : out->strata;
	}
	tallies =
	    pl_alloc_array(out->months * out->strata + 1, sizeof *tallies);
	for (size_t i = 0; i < count; i++) {
		const struct pl_place *place = &places[i];
		size_t at;

		while (month < line->count &&
		       line->months[month].month_ms < place->month_ms)
			month++;
		if (month == line->count ||
		    line->months[month].month_ms != place->month_ms)
			continue; /* before the break, or nothing in it */
		at = (month - line->first) * out->strata +
		     stratum_of(severities, place) - 1;
		pl_tally_until(&tallies[at],
		    &place->cell->spans[trends->follow->span].tally,
		    (uint32_t)trends->horizon_days * DAY_MINUTES);
	}
	for (size_t i = 0; i < out->months * out->strata; i++)
		pl_tally_seal(&tallies[i]);
	out->later = out->months / 2;
	out->tallies = tallies;
	pl_map_free(severities);
	return tallies;
}

static void
compare_halves(struct pl_trend_line *line, const struct pl_trends *trends,
    const struct pl_place *places, size_t count)
{
	struct pl_cohorts cohorts;
	struct pl_tally *tallies =
	    cohorts_of(&cohorts, line, trends, places, count);

	if (cohorts.months > 0)
		line->halves.later_ms =
		    line->months[line->first + cohorts.later].month_ms;
	pl_halves_compare(&line->halves, &cohorts, trends->horizon_days);
	for (size_t i = 0; i < cohorts.months * cohorts.strata; i++)
		pl_tally_free(&tallies[i]);
	free(tallies);
}

static void
fill_line(struct pl_trend_line *line, const struct pl_trends *trends,
    const struct pl_place *places, size_t count)
{
	for (size_t i = 0; i < places->line_count; i++)
		line->by[i] = pl_strdup(places->line[i]);
	add_months(line, trends, places, count);
	if (trends->follow->kind == PL_FOLLOW_FLOW)
		chart_values(line);
	else
		chart_shares(line);
	follow_course(line);
	line->p = line->course.p;
	if (trends->follow->kind != PL_FOLLOW_TIME)
		return;
	chart_medians(line);
	compare_halves(line, trends, places, count);
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
verdict_of(const struct pl_trend_line *line, const struct pl_follow *follow)
{
	if (line->adjusted.why != NULL)
		return "too little to tell";
	if (line->adjusted.value < 0.05 && follow->kind == PL_FOLLOW_TIME)
		return line->halves.faster.size.value.value > 0
		           ? follow->faster
		           : follow->slower;
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
	struct pl_place *places =
	    pl_places_of(pass, out->query.by_count, out->until_ms, &count);

	out->lines = pl_alloc_array(count + 1, sizeof *out->lines);
	for (size_t from = 0; from < count; from = next) {
		for (next = from + 1; next < count; next++)
			if (pl_place_line_order(&places[from], &places[next]))
				break;
		fill_line(
		    &out->lines[out->count++], out, &places[from], next - from);
	}
	free(places);
	adjust(out);
	for (size_t i = 0; i < out->count; i++)
		out->lines[i].verdict = verdict_of(&out->lines[i], out->follow);
}

/* By month, and what is compared in halves by severity, where that is not
 * asked for anyway. */
static struct pl_query
monthly(const struct pl_query *asked, enum pl_kpi_id id)
{
	const struct pl_follow *follow = pl_follow_of(id);
	struct pl_query query = *asked;
	int by_severity = follow->kind == PL_FOLLOW_TIME;

	for (size_t i = 0; i < asked->by_count; i++)
		by_severity =
		    by_severity && strcmp(asked->by[i], "severity") != 0;
	query.kpis = PL_KPI_SET(id);
	if (query.clock == PL_CLOCK_DEFAULT)
		query.clock = follow->clock;
	if (by_severity)
		query.by[query.by_count++] = "severity";
	query.by[query.by_count++] = "month";
	return query;
}

int
pl_trends_compute(struct pl_trends *out, struct pl_store *store,
    const struct pl_trend_request *request, struct pl_error *err)
{
	const struct pl_query query = monthly(&request->query, request->id);
	struct pl_pass pass;
	int result;

	*out = (struct pl_trends){.id = request->id,
	    .follow = pl_follow_of(request->id),
	    .horizon_days = request->horizon_days,
	    .query = request->query};
	result = pl_pass_read(&pass, store, &query, err);
	if (result < 0)
		return result;
	out->query.clock = pass.cells.query.clock;
	out->clock_why = pass.clock_why;
	out->until_ms = first_unfinished(query.as_of_ms,
	    pl_follow_has_horizon(out->follow) ? request->horizon_days : 0);
	out->from_ms = pl_trend_after(request);
	pl_kpi_definitions(out->definitions);
	make_lines(out, &pass);
	pl_pass_free(&pass);
	result = pl_trend_marks(out, store, request, err);
	if (result < 0)
		pl_trends_free(out);
	return result;
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
	for (size_t i = 0; i < trends->mark_count; i++)
		free(trends->marks[i].text);
	free(trends->marks);
	*trends = (struct pl_trends){0};
}
