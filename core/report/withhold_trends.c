#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/time.h"
#include "report/findings.h"
#include "report/withhold.h"
#include "share/coarse.h"
#include "share/disclosure.h"

enum { MONTH = 7 }; /* letters of "2026-06" */

/* ---- Months -------------------------------------------------------------- */

/* Do the parts tell the month? By the query the parts are told by month. */
static int
is_told_by(const struct pl_figures *parts, int64_t month_ms)
{
	char text[PL_TIME_TEXT];

	pl_time_format(month_ms, text);
	for (size_t i = 0; i < parts->count; i++)
		if (strncmp(parts->figures[i].by[0], text, MONTH) == 0)
			return 1;
	return 0;
}

static int
is_by_month(const struct pl_query *query)
{
	for (size_t i = 0; i < query->by_count; i++)
		if (strcmp(query->by[i], "month") == 0)
			return 1;
	return 0;
}

/* What ended within the horizon, where the value is a share. */
static int64_t
counted(const struct pl_trends *trends, const struct pl_trend_month *month)
{
	if (month->value.why != NULL || trends->follow->kind == PL_FOLLOW_FLOW)
		return 0;
	return llround(ceil(month->value.value * (double)month->n - 1e-9));
}

/* Flag months: n, what is counted and what is not are a row. The caller frees.
 */
static char *
hidden_months(
    const struct pl_findings *findings, const struct pl_trends *trends)
{
	const struct pl_trend_line *line = &trends->lines[0];
	int by_month = is_by_month(&findings->parts.query);
	int64_t *rows = pl_alloc_array(line->count * 3 + 1, sizeof *rows);
	char *hidden = pl_alloc_array(line->count + 1, 1);

	for (size_t i = 0; i < line->count; i++) {
		const struct pl_trend_month *month = &line->months[i];

		rows[3 * i] = month->n;
		rows[3 * i + 1] = counted(trends, month);
		rows[3 * i + 2] = month->n - rows[3 * i + 1];
		hidden[i] =
		    by_month && !is_told_by(&findings->parts, month->month_ms);
	}
	pl_disclose_rows(rows, line->count, 3, hidden);
	free(rows);
	return hidden;
}

/* A share by so many, or what came and went. */
static struct pl_estimate
coarse(const struct pl_trends *trends, struct pl_estimate all, int64_t n)
{
	if (trends->follow->kind == PL_FOLLOW_FLOW)
		return pl_coarse_ratio(all);
	return pl_coarse_share(all, n, PL_WITHHELD_WORD);
}

static struct pl_trend_month
make_month(const struct pl_trends *trends, const struct pl_trend_month *month)
{
	struct pl_estimate all = {
	    month->value, {month->point.low, NULL}, {month->point.high, NULL}};
	struct pl_trend_month out = {.month_ms = month->month_ms,
	    .n = pl_coarse_count(month->n),
	    .count = pl_coarse_count(month->count),
	    .point = {.signals = month->point.signals},
	    .median_signals = month->median_signals};

	all = coarse(trends, all, month->n);
	out.value = all.value;
	out.median =
	    pl_coarse_days((struct pl_estimate){.value = month->median}).value;
	out.point.value = all.value;
	out.point.low = all.low.why == NULL ? all.low.value : 0;
	out.point.high = all.high.why == NULL ? all.high.value : 0;
	return out;
}

/* Returns how many there are together. */
static int64_t
make_months(const struct pl_trends *trends, const char *hidden)
{
	struct pl_trend_line *line = &trends->lines[0];
	size_t kept = 0, first = 0;
	int64_t n = 0;

	for (size_t i = 0; i < line->count; i++) {
		if (hidden[i])
			continue;
		first += i < line->first;
		n += line->months[i].n;
		line->months[kept++] = make_month(trends, &line->months[i]);
	}
	line->count = kept;
	line->first = first;
	return n;
}

/* ---- What is said of them ------------------------------------------------ */

static double
two_digits(double value)
{
	double step = value > 0 ? pow(10, floor(log10(value)) - 1) : 1;

	return round(value / step) * step;
}

static struct pl_value
coarse_p(struct pl_value p)
{
	p.value = two_digits(p.value);
	return p;
}

/* Per month, so finer than the values by themselves. */
static void
coarse_slope(struct pl_estimate *slope)
{
	slope->value.value = round(slope->value.value * 1000) / 1000;
	slope->low.value = floor(slope->low.value * 1000) / 1000;
	slope->high.value = ceil(slope->high.value * 1000) / 1000;
}

static struct pl_control
coarse_chart(
    const struct pl_trends *trends, const struct pl_control *chart, int64_t n)
{
	struct pl_estimate center = {.value = chart->center};
	struct pl_estimate spread = {.value = chart->spread};

	return (struct pl_control){.center = coarse(trends, center, n).value,
	    .spread = pl_coarse_ratio(spread).value,
	    .signals = chart->signals};
}

static struct pl_control
coarse_medians(const struct pl_control *chart)
{
	struct pl_estimate center = {.value = chart->center};

	return (struct pl_control){.center = pl_coarse_days(center).value,
	    .spread = pl_unknown(PL_WITHHELD_WORD),
	    .signals = chart->signals};
}

static void
make_line(const struct pl_trends *trends, int64_t n)
{
	static const struct pl_value none = {0, PL_WITHHELD_WORD};
	struct pl_trend_line *line = &trends->lines[0];

	line->chart = coarse_chart(trends, &line->chart, n);
	line->medians = coarse_medians(&line->medians);
	line->course.score = 0;
	line->course.p = coarse_p(line->course.p);
	coarse_slope(&line->course.slope);
	line->p = coarse_p(line->p);
	line->adjusted = coarse_p(line->adjusted);
	line->halves = (struct pl_trend_halves){.earlier = none,
	    .later = none,
	    .days = {pl_no_estimate(PL_WITHHELD_WORD), none},
	    .faster = {pl_no_estimate(PL_WITHHELD_WORD), none},
	    .independent = none};
}

/* A mark says when, and no longer what. */
static void
make_marks(struct pl_trends *trends)
{
	for (size_t i = 0; i < trends->mark_count; i++) {
		struct pl_trend_mark *mark = &trends->marks[i];

		mark->at_ms = pl_time_month(mark->at_ms);
		free(mark->text);
		mark->text = pl_strdup("");
	}
}

static void
withhold_trend(const struct pl_findings *findings,
    struct pl_finding_trend *trend, struct pl_withheld *withheld)
{
	struct pl_trends *trends = &trend->trends;
	size_t all;
	char *hidden;

	if (trend->why != NULL || trends->count == 0)
		return;
	all = trends->lines[0].count;
	hidden = hidden_months(findings, trends);
	make_line(trends, make_months(trends, hidden));
	make_marks(trends);
	free(hidden);
	if (trends->lines[0].count < all)
		pl_withheld_add(withheld,
		    "Months of trends: those of fewer than %d, also of fewer "
		    "that are counted or that are not, and what would give "
		    "these away.",
		    PL_FEWEST);
	if (trends->lines[0].count == 0) {
		pl_trends_free(trends);
		trend->why = "too little of its months may be told";
	}
}

void
pl_withhold_trends(struct pl_findings *findings, struct pl_withheld *withheld)
{
	const struct pl_query *query = &findings->parts.query;
	int entangled = query->by_count > 1 && is_by_month(query);

	for (size_t i = 0; i < findings->trend_count; i++) {
		struct pl_finding_trend *trend = &findings->trends[i];

		withhold_trend(findings, trend, withheld);
		if (!entangled || trend->why != NULL)
			continue;
		pl_trends_free(&trend->trends);
		trend->why = "tables tell its months with something else";
	}
}
