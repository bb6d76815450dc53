#include "kpi/kpi.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "kpi/catalogue.h"
#include "kpi/figure.h"
#include "kpi/pass.h"
#include "kpi/strata.h"

/* ---- Figures ------------------------------------------------------------ */

static int
figure_compare(const void *a, const void *b)
{
	const struct pl_figure *x = a, *y = b;

	size_t by = x->by_count - (x->kpi->stratum != NULL);

	if (x->kpi != y->kpi)
		return x->kpi < y->kpi ? -1 : 1; /* of one array */
	for (size_t i = 0; i < by; i++) {
		int order = pl_strata_order(x->by[i], y->by[i]);

		if (order != 0)
			return order;
	}
	return (x->line > y->line) - (x->line < y->line);
}

/* Figures that are being made. */
struct making {
	struct pl_figures *out;
	const struct pl_pass *pass;
	size_t room;
};

static void
add_figure(
    struct making *making, struct pl_cell *cell, enum pl_kpi_id id, size_t line)
{
	struct pl_figures *out = making->out;
	struct pl_figure *figure;

	out->figures = pl_grow(
	    out->figures, out->count, &making->room, sizeof *out->figures);
	figure = &out->figures[out->count++];
	*figure = (struct pl_figure){.line = line};
	figure->interval = making->pass->cells.query.interval;
	figure->by_count = making->pass->cells.query.by_count;
	for (size_t i = 0; i < figure->by_count; i++)
		figure->by[i] = pl_strdup(
		    pl_strata_text(making->pass->strata, cell->by[i]));
	pl_figure_fill(figure, id, cell);
}

static void
add_figures(struct making *making, struct pl_cell *cell)
{
	pl_cell_seal(cell);
	for (int i = 0; i < PL_KPIS; i++) {
		enum pl_kpi_id id = (enum pl_kpi_id)i;
		size_t lines;

		if ((making->pass->cells.query.kpis & PL_KPI_SET(id)) == 0)
			continue;
		lines = pl_figure_lines(id, cell);
		for (size_t line = 0; line < lines; line++)
			add_figure(making, cell, id, line);
	}
}

static void
make_figures(struct pl_figures *out, struct pl_pass *pass)
{
	struct making making = {out, pass, 0};
	struct pl_cells *cells = &pass->cells;
	struct pl_cell empty = {.of = cells};

	for (size_t i = 0; i < cells->count; i++)
		add_figures(&making, &cells->list[i]);
	/* With nothing to break down, say so of the whole. */
	if (cells->count == 0 && cells->query.by_count == 0)
		add_figures(&making, &empty);
	if (out->count > 0)
		qsort(out->figures, out->count, sizeof *out->figures,
		    figure_compare);
}

int
pl_kpi_compute(struct pl_figures *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	struct pl_pass pass;
	int result;

	*out = (struct pl_figures){0};
	result = pl_pass_read(&pass, store, query, err);
	if (result < 0)
		return result;
	out->query = pass.cells.query;
	out->clock_why = pass.clock_why;
	out->assets = pl_strata_assets(pass.strata);
	out->items = pass.cells.items;
	out->events = pass.events;
	out->unnamed = pass.unnamed;
	pl_kpi_definitions(out->definitions);
	make_figures(out, &pass);
	pl_pass_free(&pass);
	return PL_OK;
}

void
pl_figure_free(struct pl_figure *figure)
{
	for (size_t i = 0; i < figure->by_count; i++)
		free(figure->by[i]);
	free(figure->curve);
	free(figure->incidence);
}

void
pl_figures_free(struct pl_figures *figures)
{
	for (size_t i = 0; i < figures->count; i++)
		pl_figure_free(&figures->figures[i]);
	free(figures->figures);
	*figures = (struct pl_figures){0};
}
