#include "report/report.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/time.h"
#include "kpi/kpi.h"
#include "report/plot.h"

enum { PAGE_LIMIT = 16 * 1024 * 1024, CURVES = 6 };

struct report {
	const char *dir, *content;
	const struct pl_figures *figures;
	const struct pl_figure *curves[CURVES]; /* the largest n first */
	size_t curve_count, with_curve;
	struct pl_buf page;
};

/* ---- The curve ---------------------------------------------------------- */

/* The largest groups are drawn; more lines than that cannot be told apart. */
static void
choose_curves(struct report *report)
{
	for (size_t i = 0; i < report->figures->count; i++) {
		const struct pl_figure *figure = &report->figures->figures[i];
		size_t at = report->curve_count;

		if (figure->curve_count < 2)
			continue;
		report->with_curve++;
		if (at < CURVES)
			report->curve_count++;
		else if (report->curves[--at]->n >= figure->n)
			continue;
		for (; at > 0 && report->curves[at - 1]->n < figure->n; at--)
			report->curves[at] = report->curves[at - 1];
		report->curves[at] = figure;
	}
}

static double
last_day(const struct report *report)
{
	double last = 1;

	for (size_t i = 0; i < report->curve_count; i++) {
		const struct pl_figure *figure = report->curves[i];
		double days = figure->curve[figure->curve_count - 1].days;

		last = days > last ? days : last;
	}
	return last < 90 ? last : 90;
}

/* survival.dat is for gnuplot and holds numbers alone, so that no name is ever
 * read as a command; survival.csv is for people. */
static void
write_points(
    const struct report *report, struct pl_buf *data, struct pl_buf *csv)
{
	pl_buf_adds(csv, "curve,days,open,low,high,at_risk\n");
	for (size_t i = 0; i < report->curve_count; i++) {
		const struct pl_figure *figure = report->curves[i];

		for (size_t j = 0; j < figure->curve_count; j++) {
			const struct pl_curve_point *p = &figure->curve[j];

			pl_buf_addf(data, "%.6f %.6f %.6f %.6f\n", p->days,
			    p->survival, p->low, p->high);
			pl_buf_addf(csv, "%zu,%.6f,%.6f,%.6f,%.6f,%.0f\n",
			    i + 1, p->days, p->survival, p->low, p->high,
			    p->at_risk);
		}
		pl_buf_adds(data, "\n\n");
	}
}

static const char *
clock_name(const struct report *report)
{
	return pl_clock_name(report->figures->query.clock);
}

static int
draw(const struct report *report, struct pl_buf *svg, struct pl_error *err)
{
	char settings[200], script[PATH_MAX], path[PATH_MAX];
	int result;

	snprintf(settings, sizeof settings,
	    "curves=%zu; last=%.3f; start=\"%s\"", report->curve_count,
	    last_day(report), clock_name(report));
	snprintf(
	    script, sizeof script, "%s/figures/survival.gp", report->content);
	result = pl_plot(report->dir, settings, script, err);
	snprintf(path, sizeof path, "%s/survival.svg", report->dir);
	if (result == PL_OK)
		result = pl_file_read(svg, path, err);
	snprintf(path, sizeof path, "%s/survival.dat", report->dir);
	unlink(path); /* it was gnuplot's */
	return result;
}

/* ---- HTML --------------------------------------------------------------- */

static void
escaped(struct pl_buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '<':
			pl_buf_adds(out, "&lt;");
			break;
		case '>':
			pl_buf_adds(out, "&gt;");
			break;
		case '&':
			pl_buf_adds(out, "&amp;");
			break;
		case '"':
			pl_buf_adds(out, "&quot;");
			break;
		default:
			pl_buf_add(out, text, 1);
		}
	}
}

/* The figure's place among the strata, "critical, server". */
static void
by_text(struct pl_buf *out, const struct pl_figure *figure)
{
	if (figure->by_count == 0)
		pl_buf_adds(out, "all items");
	for (size_t i = 0; i < figure->by_count; i++) {
		pl_buf_adds(out, i > 0 ? ", " : "");
		escaped(out, figure->by[i]);
	}
}

static void
value_cell(struct pl_buf *out, enum pl_unit unit, struct pl_value value)
{
	if (value.why != NULL)
		pl_buf_addf(out, "<td class=\"soft\">n/a: %s</td>", value.why);
	else if (unit == PL_UNIT_COUNT)
		pl_buf_addf(out, "<td>%.0f</td>", value.value);
	else if (unit == PL_UNIT_SHARE)
		pl_buf_addf(out, "<td>%.1f %%</td>", value.value * 100);
	else if (unit == PL_UNIT_RATIO)
		pl_buf_addf(out, "<td>%.2f</td>", value.value);
	else
		pl_buf_addf(out, "<td>%.1f</td>", value.value);
}

static void
measure_cells(struct pl_buf *out, const struct pl_measure *measure)
{
	double scale = measure->unit == PL_UNIT_SHARE ? 100 : 1;
	struct pl_value low = measure->low, high = measure->high;

	value_cell(out, measure->unit, measure->value);
	if (!measure->has_limits)
		return;
	if (low.why == NULL && high.why == NULL)
		pl_buf_addf(out, "<td>%.1f to %.1f</td>", low.value * scale,
		    high.value * scale);
	else
		pl_buf_addf(out, "<td class=\"soft\">n/a: %s</td>",
		    low.why != NULL ? low.why : high.why);
}

static void
figure_row(struct pl_buf *out, const struct pl_figure *figure)
{
	pl_buf_adds(out, "<tr><th scope=\"row\" class=\"left\">");
	by_text(out, figure);
	pl_buf_adds(out, "</th>");
	pl_buf_addf(out, "<td>%" PRId64 "</td>", figure->n);
	for (size_t i = 0; i < figure->measure_count; i++)
		if (figure->measures[i].head != NULL)
			measure_cells(out, &figure->measures[i]);
	pl_buf_addf(out, "<td>%c</td></tr>\n", figure->quality);
}

static void
table_head(struct pl_buf *out, const struct pl_figure *figure)
{
	pl_buf_addf(out,
	    "<h2>%s</h2>\n<p class=\"soft\">%s</p>\n"
	    "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>"
	    "<th class=\"left\">group</th><th>%s</th>",
	    figure->kpi->name, figure->kpi->title, figure->kpi->n_head);
	for (size_t i = 0; i < figure->measure_count; i++) {
		const struct pl_measure *measure = &figure->measures[i];

		if (measure->head == NULL)
			continue;
		pl_buf_adds(out, "<th>");
		escaped(out, measure->head);
		pl_buf_adds(out, "</th>");
		if (measure->has_limits)
			pl_buf_adds(out, measure->unit == PL_UNIT_SHARE
					     ? "<th>95 %, in %</th>"
					     : "<th>95 %</th>");
	}
	pl_buf_adds(out, "<th>quality</th></tr></thead><tbody>\n");
}

/* Figures of one KPI stand together and have the same measures. */
static void
tables(struct report *report)
{
	const struct pl_figures *figures = report->figures;
	struct pl_buf *out = &report->page;

	for (size_t i = 0; i < figures->count; i++) {
		const struct pl_figure *figure = &figures->figures[i];

		if (i == 0 || figure[-1].kpi != figure->kpi)
			table_head(out, figure);
		figure_row(out, figure);
		if (i + 1 == figures->count || figure[1].kpi != figure->kpi)
			pl_buf_adds(out, "</tbody></table></div>\n");
	}
}

static void
head(struct report *report, const char *style)
{
	const struct pl_figures *figures = report->figures;
	char as_of[PL_TIME_TEXT];

	pl_buf_addf(&report->page,
	    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
	    "<meta name=\"viewport\" content=\"width=device-width\">"
	    "<title>Patching, measured</title>\n<style>\n%s</style></head>\n"
	    "<body><h1>Patching, measured</h1>\n"
	    "<p>%" PRId64 " items on %" PRId64 " asset%s, from %" PRId64
	    " events up to %s. Time runs from %s (%s).</p>\n"
	    "<p class=\"soft\">An item is one patch on one asset. Open items "
	    "count as open for as long as they were seen; none is dropped. "
	    "A figure that cannot be given says why. Quality: A, at most 5 %% "
	    "of the items lack what the figure needs; B, at most 20 %%; C, "
	    "more.</p>\n",
	    style, figures->items, figures->assets,
	    figures->assets == 1 ? "" : "s", figures->events,
	    pl_time_format(figures->query.as_of_ms, as_of), clock_name(report),
	    figures->clock_why);
}

/* "critical, server (n = 12)" */
static void
curve_text(struct pl_buf *out, const struct pl_figure *curve)
{
	by_text(out, curve);
	pl_buf_addf(out, " (n = %" PRId64 ")", curve->n);
}

/* What is drawn: a single curve is named in the caption, several are told
 * apart in a list. */
static void
legend(struct report *report)
{
	struct pl_buf *out = &report->page;
	char as_of[PL_TIME_TEXT];

	pl_buf_addf(out,
	    "<figcaption>Share of items still open, by days "
	    "since %s, up to %s",
	    clock_name(report),
	    pl_time_format(report->figures->query.as_of_ms, as_of));
	if (report->curve_count == 1) {
		pl_buf_adds(out, ": ");
		curve_text(out, report->curves[0]);
	}
	pl_buf_adds(out, ".");
	if (report->with_curve > report->curve_count)
		pl_buf_addf(out, " The %zu largest of %zu groups.",
		    report->curve_count, report->with_curve);
	pl_buf_adds(out, " Bands are 95 % limits.</figcaption>\n");
	if (report->curve_count == 1)
		return;
	pl_buf_adds(out, "<ol>\n");
	for (size_t i = 0; i < report->curve_count; i++) {
		pl_buf_addf(out, "<li>curve %zu: ", i + 1);
		curve_text(out, report->curves[i]);
		pl_buf_adds(out, "</li>\n");
	}
	pl_buf_adds(out, "</ol>");
}

static void
figure(struct report *report, const struct pl_buf *svg, const char *trouble)
{
	struct pl_buf *out = &report->page;
	const char *image = strstr(svg->text, "<svg");

	pl_buf_adds(out, "<h2>How long items stay open</h2>\n");
	if (report->curve_count == 0) {
		pl_buf_adds(out, "<p>There is no item to draw.</p>\n");
		return;
	}
	if (trouble != NULL || image == NULL) {
		pl_buf_adds(out, "<p>The curve could not be drawn: ");
		escaped(out, trouble != NULL ? trouble : "no picture");
		pl_buf_adds(out, ". Its data is in survival.csv.</p>\n");
		return;
	}
	pl_buf_adds(out, "<figure><div role=\"img\" aria-label=\"Survival "
			 "curves; the tables below hold the same figures.\">");
	pl_buf_adds(out, image);
	pl_buf_adds(out, "</div>");
	legend(report);
	pl_buf_adds(out, "</figure>\n");
}

/* ---- The files ---------------------------------------------------------- */

static int
write_data(const struct report *report, struct pl_error *err)
{
	struct pl_buf data, csv, json;
	int result;

	pl_buf_init(&data, PAGE_LIMIT);
	pl_buf_init(&csv, PAGE_LIMIT);
	pl_buf_init(&json, PAGE_LIMIT);
	write_points(report, &data, &csv);
	pl_figures_json(report->figures, &json);
	result = pl_file_write(report->dir, "survival.dat", &data, err);
	if (result == PL_OK)
		result = pl_file_write(report->dir, "survival.csv", &csv, err);
	if (result == PL_OK)
		result = pl_file_write(report->dir, "figures.json", &json, err);
	pl_buf_free(&data);
	pl_buf_free(&csv);
	pl_buf_free(&json);
	return result;
}

static int
write_page(struct report *report, struct pl_error *err)
{
	struct pl_error trouble = {0};
	struct pl_buf style, svg;
	char path[PATH_MAX];
	int result, drawn = PL_OK;

	pl_buf_init(&style, PAGE_LIMIT);
	pl_buf_init(&svg, PAGE_LIMIT);
	snprintf(path, sizeof path, "%s/summary/style.css", report->content);
	result = pl_file_read(&style, path, err);
	if (result == PL_OK) {
		if (report->curve_count > 0)
			drawn = draw(report, &svg, &trouble);
		head(report, style.text);
		figure(report, &svg, drawn < 0 ? trouble.text : NULL);
		tables(report);
		pl_buf_adds(&report->page, "</body></html>\n");
		result = pl_buf_failed(&report->page) < 0
		             ? pl_fail(err, PL_E_LIMIT,
				   "the page is more than 16 MiB; "
				   "ask for fewer strata")
		             : pl_file_write(report->dir, "report.html",
				   &report->page, err);
	}
	pl_buf_free(&style);
	pl_buf_free(&svg);
	return result;
}

int
pl_report_write(const char *dir, const char *content,
    const struct pl_figures *figures, struct pl_error *err)
{
	struct report report = {
	    .dir = dir, .content = content, .figures = figures};
	int result = pl_file_mkdirs(dir, err);

	if (result < 0)
		return result;
	choose_curves(&report);
	pl_buf_init(&report.page, PAGE_LIMIT);
	result = write_data(&report, err);
	if (result == PL_OK)
		result = write_page(&report, err);
	pl_buf_free(&report.page);
	return result;
}
