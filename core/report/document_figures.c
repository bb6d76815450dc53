#include <string.h>

#include "base/buf.h"
#include "report/document.h"
#include "report/findings.h"
#include "report/picture.h"
#include "report/layout.h"
#include "share/coarse.h"

/* ---- A figure ------------------------------------------------------------ */

static json_t *
measure_json(const struct pl_measure *measure)
{
	if (!measure->has_limits)
		return pl_report_cell(measure->unit, measure->value);
	return pl_report_estimate(
	    measure->unit, measure->value, measure->low, measure->high);
}

/* A member of the row by the measure's name, of which "within.7" is the member
 * "7" of an object. */
static void
set_measure(json_t *row, const struct pl_measure *measure, json_t *cell)
{
	const char *point = strchr(measure->name, '.');
	json_t *object;
	char group[PL_MEASURE_NAME];

	if (point == NULL) {
		json_object_set(row, measure->name, cell);
		return;
	}
	memcpy(group, measure->name, (size_t)(point - measure->name));
	group[point - measure->name] = '\0';
	object = json_object_get(row, group);
	if (object == NULL) {
		object = json_object();
		json_object_set_new(row, group, object);
	}
	json_object_set(object, point + 1, cell);
}

/* "critical, server" */
static json_t *
group_json(const struct pl_figure *figure)
{
	struct pl_buf text;
	json_t *json;

	if (figure->by_count == 0)
		return json_string("all");
	pl_buf_init(&text, PL_PICTURE_WORDS);
	for (size_t i = 0; i < figure->by_count; i++)
		pl_buf_addf(
		    &text, "%s%.300s", i > 0 ? ", " : "", figure->by[i]);
	json = pl_report_text(text.text);
	pl_buf_free(&text);
	return json;
}

/* How many assets there are is a band where the report is anonymous. */
static json_t *
n_json(const struct pl_findings *findings, const struct pl_figure *figure)
{
	if (findings->withheld != NULL && figure->n > 0 &&
	    figure->kpi->of == PL_KPI_OF_ASSETS)
		return pl_report_band(pl_coarse_band(figure->n), "assets");
	return pl_report_count(figure->n);
}

static json_t *
row_json(const struct pl_findings *findings, const struct pl_figure *figure)
{
	char quality[2] = {figure->quality, '\0'};
	json_t *row = json_object(), *cells = json_array();

	json_object_set_new(row, "group", group_json(figure));
	json_object_set_new(row, "n", n_json(findings, figure));
	json_object_set_new(row, "quality", json_string(quality));
	json_object_set_new(
	    row, "quality_why", pl_report_text(figure->quality_why));
	for (size_t i = 0; i < figure->measure_count; i++) {
		const struct pl_measure *measure = &figure->measures[i];
		json_t *cell = measure_json(measure);

		set_measure(row, measure, cell);
		if (measure->head != NULL)
			json_array_append(cells, cell);
		json_decref(cell);
	}
	json_object_set_new(row, "cells", cells);
	return row;
}

static json_t *
rows_json(const struct pl_findings *findings, const struct pl_figure *figure,
    size_t count)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(rows, row_json(findings, &figure[i]));
	return rows;
}

/* The heads of the columns of its cells. */
static json_t *
heads_json(const struct pl_figure *figure)
{
	json_t *heads = json_array();

	for (size_t i = 0; i < figure->measure_count; i++)
		if (figure->measures[i].head != NULL)
			json_array_append_new(
			    heads, json_string(figure->measures[i].head));
	return heads;
}

/* ---- Of one KPI ---------------------------------------------------------- */

/* Figures of one KPI in one table: by which strata, heads, rows. */
static json_t *
table_json(const struct pl_findings *findings, const struct pl_figures *figures,
    enum pl_kpi_id id)
{
	const struct pl_figure *figure;
	struct pl_buf strata;
	json_t *table;
	size_t count;

	figure = pl_findings_of(figures, id, &count);
	if (count == 0)
		return json_null();
	pl_buf_init(&strata, PL_PICTURE_WORDS);
	for (size_t i = 0; i < figure->by_count; i++)
		pl_buf_addf(&strata, "%s%s", i > 0 ? ", " : "",
		    pl_figure_stratum(&figures->query, figure, i));
	table = json_pack("{s:o, s:o, s:o}", "strata",
	    strata.length > 0 ? json_string(strata.text) : json_null(), "heads",
	    heads_json(figure), "rows", rows_json(findings, figure, count));
	pl_buf_free(&strata);
	return table;
}

static json_t *
kpi_json(const struct pl_findings *findings, enum pl_kpi_id id)
{
	const struct pl_kpi *kpi = pl_kpi(id);
	const struct pl_figures *parts =
	    id == PL_KPI_NIST_MATRIX ? &findings->matrix : &findings->parts;
	json_t *out = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:n}", "name",
	    kpi->name, "title", kpi->title, "definition", kpi->definition,
	    "n_head", kpi->n_head, "whole",
	    table_json(findings, &findings->whole, id), "parts",
	    table_json(findings, parts, id), "all");
	const struct pl_figure *whole;
	size_t count;

	whole = pl_findings_of(&findings->whole, id, &count);
	if (count > 0 && kpi->stratum == NULL)
		json_object_set_new(out, "all", row_json(findings, whole));
	return out;
}

json_t *
pl_report_figures(const struct pl_findings *findings)
{
	const struct pl_layout *layout = findings->layout;
	json_t *out = json_object();

	for (int i = 0; i < PL_KPIS; i++) {
		enum pl_kpi_id id = (enum pl_kpi_id)i;

		if (((layout->kpis | layout->parts) & PL_KPI_SET(id)) != 0)
			json_object_set_new(
			    out, pl_kpi(id)->name, kpi_json(findings, id));
	}
	return out;
}
