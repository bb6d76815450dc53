#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "report/findings.h"
#include "report/picture.h"
#include "report/wording.h"

enum { PANELS = 8, LINE_LETTERS = 48, MONTH = 7, NAME = 120 };

/* How a month is marked; the numbers are the script's, too. */
enum mark { PLAIN, BEYOND, ROW, BEFORE };

struct panel {
	const struct pl_trends *trends;
	const struct pl_trend_line *line; /* without strata there is one */
	char name[NAME];                  /* "time-to-patch, % patched within 30
	                                     days" */
	enum pl_unit unit;
	double times; /* that a value is drawn as */
};

/* ---- What is shown ------------------------------------------------------ */

/* The first month with a value, or how many months there are. */
static size_t
first_known(const struct pl_trend_line *line)
{
	size_t i = 0;

	while (i < line->count && line->months[i].value.why != NULL)
		i++;
	return i;
}

/* Why a trend can not be drawn, or NULL. */
static const char *
why_none(const struct pl_finding_trend *trend)
{
	const struct pl_trend_line *line;

	if (trend->why != NULL)
		return trend->why;
	if (trend->trends.count == 0 || trend->trends.lines[0].count == 0)
		return "no month is over";
	line = &trend->trends.lines[0];
	return first_known(line) < line->count ? NULL
	                                       : line->months[0].value.why;
}

static void
name_panel(struct panel *panel)
{
	const struct pl_trends *trends = panel->trends;
	const char *kpi = pl_kpi(trends->id)->name;

	if (pl_follow_has_horizon(trends->follow))
		snprintf(panel->name, sizeof panel->name,
		    "%s, %% %s within %d days", kpi, trends->follow->what,
		    trends->horizon_days);
	else if (trends->follow->kind == PL_FOLLOW_FLOW)
		snprintf(panel->name, sizeof panel->name,
		    "%s, closed for each that came", kpi);
	else
		snprintf(
		    panel->name, sizeof panel->name, "%s, %% by month", kpi);
}

static struct panel
panel_of(const struct pl_finding_trend *trend)
{
	int is_flow = trend->trends.follow->kind == PL_FOLLOW_FLOW;
	struct panel panel = {.trends = &trend->trends,
	    .line = &trend->trends.lines[0],
	    .unit = is_flow ? PL_UNIT_RATIO : PL_UNIT_SHARE,
	    .times = is_flow ? 1 : 100};

	name_panel(&panel);
	return panel;
}

/* ---- Months ------------------------------------------------------------- */

/* Months since the year 0. */
static int
month_number(int64_t month_ms)
{
	char text[PL_TIME_TEXT];
	int year = 0, month = 1;

	sscanf(pl_time_format(month_ms, text), "%4d-%2d", &year, &month);
	return year * 12 + month - 1;
}

/* Where an instant lies between the middles of months. */
static double
place_of(int64_t ms)
{
	int64_t month_ms = pl_time_month(ms);
	int64_t next_ms = pl_time_add_months(month_ms, 1);

	return month_number(ms) - 0.5 +
	       (double)(ms - month_ms) / (double)(next_ms - month_ms);
}

static int
has_chart(const struct panel *panel, size_t i)
{
	return panel->line->chart.spread.why == NULL &&
	       i >= panel->line->first &&
	       panel->line->months[i].value.why == NULL;
}

static enum mark
mark_of(const struct panel *panel, size_t i)
{
	unsigned signals = panel->line->months[i].point.signals;

	if (i < panel->line->first)
		return BEFORE;
	if (!has_chart(panel, i) || signals == 0)
		return PLAIN;
	return (signals & PL_SIGNAL_BEYOND) != 0 ? BEYOND : ROW;
}

/* Does a line go on to it from the month before? It ends where a month is
 * missing, and at a break. */
static int
goes_on(const struct panel *panel, size_t i)
{
	const struct pl_trend_month *months = panel->line->months;

	return i > 0 && i != panel->line->first &&
	       month_number(months[i].month_ms) ==
	           month_number(months[i - 1].month_ms) + 1;
}

/* What of the chart belongs to a month. */
static struct pl_value
of_chart(const struct panel *panel, size_t i, double value)
{
	return has_chart(panel, i) ? pl_known(value)
	                           : pl_unknown("not in the chart");
}

static void
add_month(struct pl_picture *picture, const struct panel *panel, size_t i)
{
	static const char *const signals[] = {
	    [BEYOND] = "beyond the limits", [ROW] = "8 in a row on one side"};
	const struct pl_trend_month *month = &panel->line->months[i];
	enum mark mark = mark_of(panel, i);
	const struct pl_value values[] = {month->value,
	    of_chart(panel, i, panel->line->chart.center.value),
	    of_chart(panel, i, month->point.low),
	    of_chart(panel, i, month->point.high)};
	char date[PL_WORDING];

	pl_buf_addf(&picture->data, "%s%d\t",
	    i == 0 || goes_on(panel, i) ? "" : "\n",
	    month_number(month->month_ms));
	pl_buf_addf(&picture->csv, "%s,%.*s,%" PRId64,
	    pl_kpi(panel->trends->id)->name, MONTH,
	    pl_word_date(month->month_ms, date), month->n);
	for (size_t j = 0; j < sizeof values / sizeof values[0]; j++) {
		pl_picture_number(&picture->data, values[j], panel->times);
		pl_picture_cell(&picture->csv, values[j]);
	}
	pl_buf_addf(&picture->data, "%d\n", (int)mark);
	pl_buf_addf(&picture->csv, ",%s\n",
	    mark == BEYOND || mark == ROW ? signals[mark] : "");
}

/* ---- Settings ----------------------------------------------------------- */

/* In lines that fit into a panel. */
static void
add_lines(struct pl_buf *settings, const char *text)
{
	size_t length = strlen(text), cut = LINE_LETTERS;

	if (length > LINE_LETTERS) {
		while (cut > 0 && text[cut] != ' ')
			cut--;
		pl_buf_addf(
		    settings, "%.*s\\n%s", (int)cut, text, text + cut + 1);
	} else {
		pl_buf_adds(settings, text);
	}
}

/* What of a scale is seen, from one of its steps to another. */
struct scale {
	double from, to, step;
};

static void
widen(struct scale *scale, double value)
{
	scale->from = fmin(scale->from, value);
	scale->to = fmax(scale->to, value);
}

/* The step of 1, 2 or 5, times a power of ten, that makes about four. */
static double
step_of(double range)
{
	double power = pow(10, floor(log10(range / 4)));
	double times = range / 4 / power;

	return power * (times > 5 ? 10 : times > 2 ? 5 : times > 1 ? 2 : 1);
}

static struct scale
scale_of(const struct panel *panel)
{
	const struct pl_trend_month *months = panel->line->months;
	struct scale scale = {HUGE_VAL, -HUGE_VAL, 0};

	for (size_t i = 0; i < panel->line->count; i++) {
		if (months[i].value.why == NULL)
			widen(&scale, months[i].value.value * panel->times);
		if (!has_chart(panel, i))
			continue;
		widen(&scale, months[i].point.low * panel->times);
		widen(&scale, months[i].point.high * panel->times);
	}
	scale.step = scale.to > scale.from ? step_of(scale.to - scale.from)
	             : panel->times > 1    ? 1
	                                   : 0.1;
	scale.from = floor(scale.from / scale.step) * scale.step;
	scale.to = ceil(scale.to / scale.step) * scale.step;
	if (scale.to == scale.from)
		scale.to += scale.step;
	return scale;
}

static void
add_panel(struct pl_picture *picture, const struct panel *panel, size_t number)
{
	struct pl_buf *settings = &picture->settings;
	const struct scale scale = scale_of(panel);
	const char *gap = "";

	pl_buf_addf(settings, "%sname%zu=\"%s\"; verdict%zu=\"",
	    number > 1 ? "; " : "", number, panel->name, number);
	add_lines(settings, panel->line->verdict);
	pl_buf_addf(settings, "\"; breaks%zu=\"", number);
	for (size_t i = 0; i < panel->trends->mark_count; i++)
		if (panel->trends->marks[i].is_break) {
			pl_buf_addf(settings, "%s%.2f", gap,
			    place_of(panel->trends->marks[i].at_ms));
			gap = " ";
		}
	pl_buf_addf(settings, "\"; first%zu=%d; last%zu=%d", number,
	    month_number(panel->line->months[0].month_ms), number,
	    month_number(panel->line->months[panel->line->count - 1].month_ms));
	pl_buf_addf(settings, "; from%zu=%.6g; to%zu=%.6g; step%zu=%.6g",
	    number, scale.from, number, scale.to, number, scale.step);
	pl_buf_adds(&picture->data, number > 1 ? "\n\n" : "");
	for (size_t i = 0; i < panel->line->count; i++)
		add_month(picture, panel, i);
}

/* ---- Words -------------------------------------------------------------- */

/* " 83.7 % in 2025-06" */
static void
tell_month(struct pl_buf *alt, const struct panel *panel, const char *what,
    const struct pl_trend_month *month)
{
	char value[PL_WORDING], date[PL_WORDING];

	pl_buf_addf(alt, " %s %s in %.*s", what,
	    pl_word_value(panel->unit, month->value, value), MONTH,
	    pl_word_date(month->month_ms, date));
}

static void
tell_chart(struct pl_buf *alt, const struct panel *panel)
{
	const struct pl_control *chart = &panel->line->chart;
	char center[PL_WORDING];

	if (chart->spread.why != NULL)
		pl_buf_addf(alt, "; no limits (%s)", chart->spread.why);
	else
		pl_buf_addf(alt, "; center %s, %zu month%s with a signal",
		    pl_word_value(panel->unit, chart->center, center),
		    chart->signals, chart->signals == 1 ? "" : "s");
	pl_buf_addf(alt, "; verdict: %s.", panel->line->verdict);
}

static void
tell_panel(struct pl_buf *alt, const struct panel *panel)
{
	const struct pl_trend_line *line = panel->line;
	const struct pl_trend_month *first = &line->months[first_known(line)];
	const struct pl_trend_month *last = first, *low = first, *high = first;

	for (size_t i = first_known(line); i < line->count; i++) {
		const struct pl_trend_month *month = &line->months[i];

		if (month->value.why != NULL)
			continue;
		last = month;
		if (month->value.value < low->value.value)
			low = month;
		if (month->value.value > high->value.value)
			high = month;
	}
	pl_buf_addf(alt, " %s:", panel->name);
	tell_month(alt, panel, "first", first);
	tell_month(alt, panel, "and last", last);
	pl_buf_adds(alt, ";");
	tell_month(alt, panel, "lowest", low);
	tell_month(alt, panel, "and highest", high);
	tell_chart(alt, panel);
}

/* "time-to-patch (n = 7,003 in 11 months)" */
static void
tell_n(struct pl_buf *caption, const struct panel *panel)
{
	char text[PL_WORDING];
	int64_t n = 0;

	for (size_t i = 0; i < panel->line->count; i++)
		n += panel->line->months[i].n;
	pl_buf_addf(caption, "%s (n = %s in %zu month%s)",
	    pl_kpi(panel->trends->id)->name, pl_word_count(n, text),
	    panel->line->count, panel->line->count == 1 ? "" : "s");
}

static void
begin_words(struct pl_picture *picture, const struct pl_findings *findings)
{
	pl_buf_adds(&picture->caption, "Months, ");
	pl_picture_cutoff(&picture->caption, findings);
	pl_buf_adds(&picture->caption, ": ");
	pl_buf_adds(&picture->alt, "A chart of months for each figure.");
}

static void
end_words(struct pl_picture *picture, const struct pl_findings *findings,
    size_t count)
{
	struct pl_buf *caption = &picture->caption;

	pl_buf_adds(caption,
	    ". The band and the line in it are limits and center of a process "
	    "that stays as it is, of 10 months or more; a triangle is a month "
	    "beyond them, a square the eighth in a row on one side of the "
	    "center, or a later one.");
	for (size_t i = 0; i < findings->trend_count; i++) {
		const struct pl_finding_trend *trend = &findings->trends[i];

		if (why_none(trend) != NULL)
			pl_buf_addf(caption, " Not shown: %s (%s).",
			    pl_kpi(trend->id)->name, why_none(trend));
		else if (count++ >= PANELS)
			pl_buf_addf(caption, " Not shown for want of room: %s.",
			    pl_kpi(trend->id)->name);
	}
}

void
pl_picture_trends(
    struct pl_picture *picture, const struct pl_findings *findings)
{
	size_t count = 0;

	pl_buf_adds(
	    &picture->csv, "trend,month,n,value,center,low,high,signal\n");
	begin_words(picture, findings);
	for (size_t i = 0; i < findings->trend_count && count < PANELS; i++) {
		struct panel panel;

		if (why_none(&findings->trends[i]) != NULL)
			continue;
		panel = panel_of(&findings->trends[i]);
		pl_buf_adds(&picture->caption, count > 0 ? ", " : "");
		add_panel(picture, &panel, ++count);
		tell_n(&picture->caption, &panel);
		tell_panel(&picture->alt, &panel);
	}
	pl_buf_addf(&picture->settings, "; panels=%zu", count);
	end_words(picture, findings, 0);
	if (count == 0)
		pl_picture_none(picture, "%s",
		    findings->trend_count == 0
			? "the template names no trend"
			: why_none(&findings->trends[0]));
}
