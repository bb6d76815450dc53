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

	if (x->kpi != y->kpi)
		return x->kpi < y->kpi ? -1 : 1; /* of one array */
	for (size_t i = 0; i < x->by_count; i++) {
		int order = pl_strata_order(x->by[i], y->by[i]);

		if (order != 0)
			return order;
	}
	return 0;
}

static void
add_figures(
    struct pl_figures *out, const struct pl_pass *pass, struct pl_cell *cell)
{
	pl_cell_seal(cell);
	for (int id = 0; id < PL_KPIS; id++) {
		struct pl_figure *figure = &out->figures[out->count];

		if ((pass->chosen->query.kpis & PL_KPI_SET(id)) == 0)
			continue;
		out->count++;
		figure->interval = pass->chosen->query.interval;
		figure->by_count = pass->chosen->query.by_count;
		for (size_t i = 0; i < figure->by_count; i++)
			figure->by[i] = pl_strdup(
			    pl_strata_text(pass->strata, cell->by[i]));
		pl_figure_fill(figure, (enum pl_kpi_id)id, cell);
	}
}

static void
make_figures(struct pl_figures *out, const struct pl_pass *pass)
{
	struct pl_cells *cells = pass->chosen;
	struct pl_cell empty = {.query = &cells->query};

	/* With nothing to break down, say so of the whole. */
	out->figures =
	    pl_alloc_array((cells->count + 1) * PL_KPIS, sizeof *out->figures);
	for (size_t i = 0; i < cells->count; i++)
		add_figures(out, pass, &cells->list[i]);
	if (cells->count == 0 && pass->chosen->query.by_count == 0)
		add_figures(out, pass, &empty);
	qsort(out->figures, out->count, sizeof *out->figures, figure_compare);
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
	out->query = pass.chosen->query;
	out->clock_why = pass.clock_why;
	out->assets = pl_strata_assets(pass.strata);
	out->items = pass.chosen->items;
	out->events = pass.events;
	out->unnamed = pass.unnamed;
	pl_kpi_definitions(out->definitions);
	make_figures(out, &pass);
	pl_pass_free(&pass);
	return PL_OK;
}

void
pl_figures_free(struct pl_figures *figures)
{
	for (size_t i = 0; i < figures->count; i++) {
		struct pl_figure *figure = &figures->figures[i];

		for (size_t j = 0; j < figure->by_count; j++)
			free(figure->by[j]);
		free(figure->curve);
	}
	free(figures->figures);
	*figures = (struct pl_figures){0};
}
