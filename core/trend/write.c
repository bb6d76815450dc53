#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/table.h"
#include "base/time.h"
#include "kpi/document.h"
#include "trend/trend.h"
#include "model/policy.h"

enum { MONTH = 7, DAY = 10 }; /* letters of "2026-03", "2026-03-15" */

static const char *
month_text(int64_t month_ms, char text[PL_TIME_TEXT])
{
	pl_time_format(month_ms, text);
	text[MONTH] = '\0';
	return text;
}

/* A ratio of hazards from its logarithm. */
static struct pl_value
exponential(struct pl_value value)
{
	if (value.why == NULL)
		value.value = exp(value.value);
	return value;
}

static int
is_time(const struct pl_trends *trends)
{
	return trends->follow->kind == PL_FOLLOW_TIME;
}

static int
is_flow(const struct pl_trends *trends)
{
	return trends->follow->kind == PL_FOLLOW_FLOW;
}

/* Is a month part of a chart, and does it have a place there? */
static int
is_charted(const struct pl_trend_line *line, const struct pl_trend_month *month)
{
	return line->chart.spread.why == NULL && month->value.why == NULL &&
	       month >= &line->months[line->first];
}

/* ---- As JSON ------------------------------------------------------------- */

/* What a month's value is called, and its unit. */
static const char *
value_name(const struct pl_trends *trends)
{
	if (is_flow(trends))
		return "efficiency";
	return is_time(trends) ? "within" : "rate";
}

static enum pl_unit
value_unit(const struct pl_trends *trends)
{
	return is_flow(trends) ? PL_UNIT_RATIO : PL_UNIT_SHARE;
}

static json_t *
signals_json(unsigned signals)
{
	json_t *list = json_array();

	if ((signals & PL_SIGNAL_BEYOND) != 0)
		json_array_append_new(list, json_string("beyond"));
	if ((signals & PL_SIGNAL_ROW) != 0)
		json_array_append_new(list, json_string("row"));
	return list;
}

/* An object gets its reasons where there are any. */
static void
set_why(json_t *object, json_t *why)
{
	if (json_object_size(why) > 0)
		json_object_set(object, "why", why);
	json_decref(why);
}

static json_t *
month_json(const struct pl_trends *trends, const struct pl_trend_line *line,
    const struct pl_trend_month *month)
{
	json_t *out = json_object(), *why = json_object();
	char text[PL_TIME_TEXT];

	json_object_set_new(
	    out, "month", json_string(month_text(month->month_ms, text)));
	json_object_set_new(out, "n", json_integer(month->n));
	if (!is_time(trends))
		json_object_set_new(out, "count", json_integer(month->count));
	pl_document_value(
	    out, why, value_name(trends), value_unit(trends), month->value);
	if (is_charted(line, month)) {
		json_object_set_new(
		    out, "chart_low", json_real(month->point.low));
		json_object_set_new(
		    out, "chart_high", json_real(month->point.high));
		json_object_set_new(
		    out, "signals", signals_json(month->point.signals));
	}
	if (is_time(trends))
		pl_document_value(
		    out, why, "median", PL_UNIT_DAYS, month->median);
	if (is_time(trends) && line->medians.spread.why == NULL &&
	    month >= &line->months[line->first])
		json_object_set_new(
		    out, "median_signals", signals_json(month->median_signals));
	set_why(out, why);
	return out;
}

static void
set_estimate(json_t *out, json_t *why, const char *const names[3],
    enum pl_unit unit, struct pl_estimate estimate)
{
	pl_document_value(out, why, names[0], unit, estimate.value);
	pl_document_value(out, why, names[1], unit, estimate.low);
	pl_document_value(out, why, names[2], unit, estimate.high);
}

static void
set_times(json_t *out, json_t *why, const struct pl_trend_line *line)
{
	static const char *const days[] = {"halves.difference",
	    "halves.difference_low", "halves.difference_high"};
	static const char *const hazard[] = {"halves.hazard_ratio",
	    "halves.hazard_ratio_low", "halves.hazard_ratio_high"};
	const struct pl_trend_halves *halves = &line->halves;
	const struct pl_estimate faster = halves->faster.size;
	const struct pl_estimate ratio = {exponential(faster.value),
	    exponential(faster.low), exponential(faster.high)};
	char text[PL_TIME_TEXT];

	pl_document_value(
	    out, why, "medians.center", PL_UNIT_DAYS, line->medians.center);
	pl_document_value(
	    out, why, "medians.mean_range", PL_UNIT_DAYS, line->medians.spread);
	pl_document_value(
	    out, why, "halves.earlier", PL_UNIT_DAYS, halves->earlier);
	pl_document_value(
	    out, why, "halves.later", PL_UNIT_DAYS, halves->later);
	set_estimate(out, why, days, PL_UNIT_DAYS, halves->days.size);
	set_estimate(out, why, hazard, PL_UNIT_RATIO, ratio);
	pl_document_value(
	    out, why, "halves.p", PL_UNIT_RATIO, halves->faster.p);
	pl_document_value(out, why, "halves.p_if_independent", PL_UNIT_RATIO,
	    halves->independent);
	if (line->first < line->count)
		json_object_set_new(json_object_get(out, "halves"),
		    "later_from",
		    json_string(month_text(halves->later_ms, text)));
}

static json_t *
line_json(const struct pl_trends *trends, const struct pl_trend_line *line)
{
	static const char *const slope[] = {
	    "trend.slope", "trend.slope_low", "trend.slope_high"};
	json_t *out = json_object(), *by = json_object(), *why = json_object();
	json_t *months = json_array();

	for (size_t i = 0; i < trends->query.by_count; i++)
		json_object_set_new(
		    by, trends->query.by[i], json_string(line->by[i]));
	json_object_set_new(out, "by", by);
	for (size_t i = 0; i < line->count; i++)
		json_array_append_new(
		    months, month_json(trends, line, &line->months[i]));
	json_object_set_new(out, "months", months);
	pl_document_value(
	    out, why, "chart.center", value_unit(trends), line->chart.center);
	pl_document_value(out, why,
	    is_flow(trends) ? "chart.mean_range" : "chart.sigma_z",
	    PL_UNIT_RATIO, line->chart.spread);
	set_estimate(out, why, slope, value_unit(trends), line->course.slope);
	pl_document_value(out, why, "trend.p", PL_UNIT_RATIO, line->course.p);
	if (is_time(trends))
		set_times(out, why, line);
	pl_document_value(out, why, "p", PL_UNIT_RATIO, line->p);
	pl_document_value(
	    out, why, "p_adjusted", PL_UNIT_RATIO, line->adjusted);
	json_object_set_new(out, "verdict", json_string(line->verdict));
	set_why(out, why);
	return out;
}

static json_t *
marks_json(const struct pl_trends *trends, int breaks)
{
	json_t *list = json_array();
	char text[PL_TIME_TEXT];

	for (size_t i = 0; i < trends->mark_count; i++) {
		const struct pl_trend_mark *mark = &trends->marks[i];
		json_t *one;

		if (mark->is_break != breaks)
			continue;
		one = json_object();
		json_object_set_new(
		    one, "at", json_string(pl_time_format(mark->at_ms, text)));
		json_object_set_new(
		    one, breaks ? "text" : "source", json_string(mark->text));
		json_array_append_new(list, one);
	}
	return list;
}

void
pl_trends_json(const struct pl_trends *trends, struct pl_buf *out)
{
	json_t *document = pl_document_of(&trends->query, trends->definitions);
	json_t *lines = json_array();
	char text[PL_TIME_TEXT];

	json_object_set_new(
	    document, "id", json_string(pl_kpi(trends->id)->name));
	if (pl_follow_has_horizon(trends->follow))
		json_object_set_new(document, "horizon_days",
		    json_integer(trends->horizon_days));
	json_object_set_new(document, "months_before",
	    json_string(month_text(trends->until_ms, text)));
	json_object_set_new(document, "breaks", marks_json(trends, 1));
	json_object_set_new(document, "tested_from",
	    trends->from_ms == 0
		? json_null()
		: json_string(month_text(trends->from_ms, text)));
	json_object_set_new(document, "new_sources", marks_json(trends, 0));
	for (size_t i = 0; i < trends->count; i++)
		json_array_append_new(
		    lines, line_json(trends, &trends->lines[i]));
	json_object_set_new(document, "trends", lines);
	pl_document_write(document, out);
}

/* ---- As a table ---------------------------------------------------------- */

static void
add_value(
    struct pl_table *table, struct pl_value value, double scale, int digits)
{
	if (value.why != NULL)
		pl_table_add(table, "n/a");
	else
		pl_table_add(table, "%.*f", digits, value.value * scale);
}

static const char *
signals_text(unsigned signals)
{
	static const char *const texts[] = {"", "beyond", "row", "beyond, row"};

	return texts[signals & (PL_SIGNAL_BEYOND | PL_SIGNAL_ROW)];
}

static void
add_heads(struct pl_table *table, const char *const *heads, size_t count)
{
	table->columns = count;
	for (size_t i = 0; i < count; i++)
		pl_table_add(table, "%s", heads[i]);
}

/* What a value is multiplied by to be shown. */
static double
scale_of(const struct pl_trends *trends)
{
	return is_flow(trends) ? 1 : 100;
}

/* The limits of a month's value and whether it keeps to them; nothing where it
 * is before the last break. */
static void
add_point(struct pl_table *table, const struct pl_trends *trends,
    const struct pl_trend_line *line, const struct pl_trend_month *month)
{
	double scale = scale_of(trends);

	if (is_charted(line, month))
		pl_table_add(table, is_flow(trends) ? "%.2f-%.2f" : "%.1f-%.1f",
		    month->point.low * scale, month->point.high * scale);
	else
		pl_table_add(table, "n/a");
	pl_table_add(table, "%s",
	    is_charted(line, month) ? signals_text(month->point.signals) : "");
}

/* A row that is no month: "break", and what it is in the last column. */
static void
add_mark(struct pl_table *table, const struct pl_trend_mark *mark)
{
	char text[PL_TIME_TEXT];

	pl_time_format(mark->at_ms, text);
	text[DAY] = '\0';
	pl_table_add(table, "%s", mark->is_break ? "break" : "source");
	for (size_t i = 2; i < table->columns; i++)
		pl_table_add(table, "%s", "");
	if (mark->is_break)
		pl_table_add(table, "%s%s%s", text,
		    mark->text[0] != '\0' ? ": " : "", mark->text);
	else
		pl_table_add(table, "%s: %s begins", text, mark->text);
}

static void
add_month(struct pl_table *table, const struct pl_trends *trends,
    const struct pl_trend_line *line, const struct pl_trend_month *month)
{
	char text[PL_TIME_TEXT];

	pl_table_add(table, "%s", month_text(month->month_ms, text));
	pl_table_add(table, "%" PRId64, month->n);
	if (!is_time(trends))
		pl_table_add(table, "%" PRId64, month->count);
	add_value(
	    table, month->value, scale_of(trends), is_flow(trends) ? 2 : 1);
	add_point(table, trends, line, month);
	if (is_time(trends)) {
		add_value(table, month->median, 1, 1);
		pl_table_add(table, "%s", signals_text(month->median_signals));
	}
}

/* A mark stands before the first month that begins at or after it. */
static void
add_months(const struct pl_trends *trends, const struct pl_trend_line *line,
    struct pl_buf *out)
{
	static const char *const of_rate[] = {
	    "month", "n", "count", "%", "limits", "signal"};
	static const char *const of_flow[] = {
	    "month", "came", "closed", "closed/came", "limits", "signal"};
	static const char *const of_time[] = {"month", "n", "% in time",
	    "limits", "signal", "median days", "signal"};
	struct pl_table table = {0};
	size_t mark = 0;

	if (is_time(trends))
		add_heads(&table, of_time, PL_COUNT(of_time));
	else
		add_heads(&table, is_flow(trends) ? of_flow : of_rate,
		    PL_COUNT(of_rate));
	table.left = 1U | 1U << (table.columns - 1);
	for (size_t i = 0; i < line->count; i++) {
		const struct pl_trend_month *month = &line->months[i];

		while (mark < trends->mark_count &&
		       trends->marks[mark].at_ms <= month->month_ms)
			add_mark(&table, &trends->marks[mark++]);
		add_month(&table, trends, line, month);
	}
	while (mark < trends->mark_count)
		add_mark(&table, &trends->marks[mark++]);
	pl_table_print(&table, out);
}

/* ", p = 0.012", or why there is none. */
static void
tell_p(struct pl_buf *out, const char *name, struct pl_value p)
{
	if (p.why != NULL)
		pl_buf_addf(out, "; no %s: %s", name, p.why);
	else if (p.value < 0.0001)
		pl_buf_addf(out, "; %s < 0.0001", name);
	else
		pl_buf_addf(out, "; %s = %.4f", name, p.value);
}

/* "1.2 (0.8 to 1.7)" */
static void
tell_estimate(struct pl_buf *out, const struct pl_estimate *e, double scale)
{
	if (e->value.why != NULL) {
		pl_buf_addf(out, "n/a (%s)", e->value.why);
		return;
	}
	pl_buf_addf(out, "%+.2f", e->value.value * scale);
	if (e->low.why == NULL && e->high.why == NULL)
		pl_buf_addf(out, " (%+.2f to %+.2f)", e->low.value * scale,
		    e->high.value * scale);
}

static void
tell_chart(const struct pl_trends *trends, const struct pl_trend_line *line,
    struct pl_buf *out)
{
	const struct pl_control *chart = &line->chart;

	if (chart->spread.why != NULL)
		pl_buf_addf(out, "No chart: %s.\n", chart->spread.why);
	else if (is_flow(trends))
		pl_buf_addf(out,
		    "Chart: center %.2f, mean range %.2f; months with a "
		    "signal: %zu.\n",
		    chart->center.value, chart->spread.value, chart->signals);
	else
		pl_buf_addf(out,
		    "Chart: center %.1f %%, sigma z %.2f; months with a "
		    "signal: %zu.\n",
		    chart->center.value * 100, chart->spread.value,
		    chart->signals);
}

static void
tell_medians(const struct pl_control *medians, struct pl_buf *out)
{
	if (medians->spread.why != NULL)
		pl_buf_addf(
		    out, "No chart of medians: %s.\n", medians->spread.why);
	else
		pl_buf_addf(out,
		    "Chart of medians: center %.1f days, mean range %.1f; "
		    "months with a signal: %zu.\n",
		    medians->center.value, medians->spread.value,
		    medians->signals);
}

static void
tell_halves(const struct pl_trend_halves *halves, struct pl_buf *out)
{
	const struct pl_estimate size = halves->faster.size;
	char text[PL_TIME_TEXT];

	if (halves->earlier.why == NULL && halves->later.why == NULL)
		pl_buf_addf(out,
		    "From %s on: %.1f days on average, before %.1f; change ",
		    month_text(halves->later_ms, text), halves->later.value,
		    halves->earlier.value);
	else
		pl_buf_addf(out, "From %s on, change in days: ",
		    month_text(halves->later_ms, text));
	tell_estimate(out, &halves->days.size, 1);
	pl_buf_adds(out, ".\n");
	if (size.value.why != NULL) {
		pl_buf_addf(out, "No hazard ratio: %s.\n", size.value.why);
		return;
	}
	pl_buf_addf(out, "Hazard ratio %.2f", exp(size.value.value));
	if (size.low.why == NULL)
		pl_buf_addf(out, " (%.2f to %.2f)", exp(size.low.value),
		    exp(size.high.value));
	tell_p(out, "p", halves->faster.p);
	tell_p(out, "p if items were independent", halves->independent);
	pl_buf_adds(out, ".\n");
}

static void
tell_line(const struct pl_trends *trends, const struct pl_trend_line *line,
    struct pl_buf *out)
{
	pl_buf_adds(out, "\n");
	for (size_t i = 0; i < trends->query.by_count; i++)
		pl_buf_addf(out, "%s%s: %s", i > 0 ? ", " : "",
		    trends->query.by[i], line->by[i]);
	if (trends->query.by_count > 0)
		pl_buf_adds(out, "\n\n");
	add_months(trends, line, out);
	pl_buf_adds(out, "\n");
	tell_chart(trends, line, out);
	if (is_time(trends))
		tell_medians(&line->medians, out);
	pl_buf_adds(out, is_flow(trends) ? "Change a month: "
					 : "Percentage points a month: ");
	tell_estimate(out, &line->course.slope, scale_of(trends));
	tell_p(out, "p", line->course.p);
	pl_buf_adds(out, ".\n");
	if (is_time(trends) && line->first < line->count)
		tell_halves(&line->halves, out);
	pl_buf_addf(out, "Verdict: %s", line->verdict);
	tell_p(out, trends->query.by_count > 0 ? "adjusted p" : "p",
	    line->adjusted);
	pl_buf_adds(out, ".\n");
}

static void
tell_head(const struct pl_trends *trends, struct pl_buf *out)
{
	char text[PL_TIME_TEXT];

	pl_buf_addf(out, "%s: %s, by month\nAs of %s; %s clock (%s)%s.\n",
	    pl_kpi(trends->id)->name, pl_kpi(trends->id)->title,
	    pl_time_format(trends->query.as_of_ms, text),
	    pl_clock_name(trends->query.clock), trends->clock_why,
	    trends->query.view == PL_VIEW_MANAGED ? "; managed view" : "");
	if (trends->query.policy != NULL)
		pl_buf_addf(out, "Policy: %s, version %s.\n",
		    pl_policy_about(trends->query.policy)->id,
		    pl_policy_about(trends->query.policy)->version);
	month_text(trends->until_ms, text);
	if (pl_follow_has_horizon(trends->follow))
		pl_buf_addf(out,
		    "Counted is what was %s within %d days. Months from %s on "
		    "are left out:\nnot followed for that long by then.\n",
		    trends->follow->what, trends->horizon_days, text);
	else
		pl_buf_addf(out,
		    "Months from %s on are left out: not over by then.\n",
		    text);
	if (trends->from_ms != 0)
		pl_buf_addf(out,
		    "After the last break: charts and tests are of the months "
		    "from %s on.\n",
		    month_text(trends->from_ms, text));
}

void
pl_trends_table(const struct pl_trends *trends, struct pl_buf *out)
{
	tell_head(trends, out);
	for (size_t i = 0; i < trends->count; i++)
		tell_line(trends, &trends->lines[i], out);
	if (trends->count == 0)
		pl_buf_adds(out, "\nNo month to tell of.\n");
}
