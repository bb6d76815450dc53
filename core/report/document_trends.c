#include <string.h>

#include "report/document.h"
#include "report/findings.h"
#include "report/wording.h"

enum { MONTH = 7 }; /* letters of "2026-06" */

static json_t *
month_text(int64_t ms)
{
	char text[PL_WORDING];

	pl_word_date(ms, text);
	return json_stringn(text, MONTH);
}

static enum pl_unit
unit_of(const struct pl_trends *trends)
{
	return trends->follow->kind == PL_FOLLOW_FLOW ? PL_UNIT_RATIO
	                                              : PL_UNIT_SHARE;
}

/* "beyond the limits", "8 in a row on one side", or null. */
static json_t *
signal_json(unsigned signals)
{
	if ((signals & PL_SIGNAL_BEYOND) != 0)
		return json_string("beyond the limits");
	if ((signals & PL_SIGNAL_ROW) != 0)
		return json_string("8 in a row on one side");
	return json_null();
}

static json_t *
month_json(const struct pl_trends *trends, const struct pl_trend_line *line,
    const struct pl_trend_month *month)
{
	enum pl_unit unit = unit_of(trends);
	json_t *out = json_pack("{s:o, s:o, s:n, s:n, s:n}", "month",
	    month_text(month->month_ms), "n", pl_report_count(month->n),
	    "median", "limits", "signal");
	int charted = line->chart.spread.why == NULL &&
	              month->value.why == NULL &&
	              month >= &line->months[line->first];
	char limits[PL_WORDING];

	json_object_set_new(out, "value", pl_report_cell(unit, month->value));
	if (trends->follow->kind == PL_FOLLOW_TIME)
		json_object_set_new(
		    out, "median", pl_report_cell(PL_UNIT_DAYS, month->median));
	if (!charted)
		return out;
	pl_word_limits(unit, (struct pl_value){month->point.low, NULL},
	    (struct pl_value){month->point.high, NULL}, limits);
	json_object_set_new(out, "limits", json_string(limits));
	json_object_set_new(out, "signal", signal_json(month->point.signals));
	return out;
}

static json_t *
marks_json(const struct pl_findings *findings, const struct pl_trends *trends)
{
	json_t *list = json_array();

	for (size_t i = 0; i < trends->mark_count; i++)
		json_array_append_new(
		    list, json_pack("{s:o, s:o, s:b}", "date",
			      pl_report_date(findings, trends->marks[i].at_ms),
			      "text", pl_report_text(trends->marks[i].text),
			      "is_break", trends->marks[i].is_break));
	return list;
}

/* A trend is told without strata, so it has one line. */
static void
set_line(json_t *out, const struct pl_trends *trends)
{
	const struct pl_trend_line *line = &trends->lines[0];
	json_t *months = json_array();
	char p[PL_WORDING];

	for (size_t i = 0; i < line->count; i++)
		json_array_append_new(
		    months, month_json(trends, line, &line->months[i]));
	json_object_set_new(out, "months", months);
	json_object_set_new(out, "verdict", json_string(line->verdict));
	json_object_set_new(out, "p",
	    json_pack("{s:o, s:s}", "value",
		line->p.why != NULL ? json_null() : json_real(line->p.value),
		"text", pl_word_p(line->p, p)));
	json_object_set_new(out, "slope",
	    pl_report_estimate(unit_of(trends), line->course.slope.value,
		line->course.slope.low, line->course.slope.high));
	json_object_set_new(
	    out, "center", pl_report_cell(unit_of(trends), line->chart.center));
	json_object_set_new(
	    out, "chart_why", pl_report_text(line->chart.spread.why));
	json_object_set_new(
	    out, "signals", pl_report_count((int64_t)line->chart.signals));
}

static json_t *
trend_json(
    const struct pl_findings *findings, const struct pl_finding_trend *trend)
{
	const struct pl_trends *trends = &trend->trends;
	const struct pl_kpi *kpi = pl_kpi(trend->id);
	json_t *out = json_pack("{s:s, s:s, s:n, s:n, s:n}", "name", kpi->name,
	    "title", kpi->title, "why", "horizon", "what");

	if (trend->why != NULL || trends->count == 0) {
		json_object_set_new(out, "why",
		    json_string(
			trend->why != NULL ? trend->why : "no month is over"));
		return out;
	}
	if (pl_follow_has_horizon(trends->follow)) {
		json_object_set_new(
		    out, "horizon", pl_report_count(trends->horizon_days));
		json_object_set_new(
		    out, "what", json_string(trends->follow->what));
	}
	json_object_set_new(out, "is_time",
	    json_boolean(trends->follow->kind == PL_FOLLOW_TIME));
	json_object_set_new(out, "before", month_text(trends->until_ms));
	json_object_set_new(
	    out, "clock", json_string(pl_clock_name(trends->query.clock)));
	json_object_set_new(out, "marks", marks_json(findings, trends));
	set_line(out, trends);
	return out;
}

json_t *
pl_report_trends(const struct pl_findings *findings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < findings->trend_count; i++)
		json_array_append_new(
		    list, trend_json(findings, &findings->trends[i]));
	return list;
}
