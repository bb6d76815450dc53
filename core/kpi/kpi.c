#include "kpi/kpi.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"
#include "kpi/catalogue.h"
#include "kpi/count.h"
#include "kpi/figure.h"
#include "kpi/history.h"
#include "kpi/strata.h"
#include "store/store.h"

/* ---- One pass over the store -------------------------------------------- */

enum { CLOCKS = 2 }; /* that are counted by at once */

struct pass {
	struct pl_strata *strata;
	struct pl_query query;
	struct pl_cells cells[CLOCKS];
	int cells_count;
	int64_t events;
};

/* Which clock is the default is known when all is read; until then, items are
 * counted by both, which is cheaper than to read them twice. */
static void
pass_begin(struct pass *pass)
{
	static const enum pl_clock either[CLOCKS] = {
	    PL_CLOCK_DETECTION, PL_CLOCK_RELEASE};
	struct pl_query query = pass->query;

	if (query.clock != PL_CLOCK_DEFAULT) {
		pl_cells_init(&pass->cells[0], pass->strata, &query);
		pass->cells_count = 1;
		return;
	}
	for (int i = 0; i < CLOCKS; i++) {
		query.clock = either[i];
		pl_cells_init(&pass->cells[i], pass->strata, &query);
	}
	pass->cells_count = CLOCKS;
}

static void
pass_end(struct pass *pass)
{
	for (int i = 0; i < pass->cells_count; i++)
		pl_cells_free(&pass->cells[i]);
	pl_strata_free(pass->strata);
}

static void
take_item(void *context, const struct pl_item *item)
{
	struct pass *pass = context;

	for (int i = 0; i < pass->cells_count; i++)
		pl_count_item(&pass->cells[i], item);
}

/* The cells by the clock that holds. */
static struct pl_cells *
choose_clock(struct pass *pass, struct pl_figures *out)
{
	enum pl_clock chosen;

	out->clock_why = "as asked";
	if (pass->query.clock != PL_CLOCK_DEFAULT)
		return &pass->cells[0];
	chosen = pl_cells_clock(&pass->cells[0]);
	out->clock_why = pass->cells[0].fixed == 0
	                     ? "there is no fix to choose it by"
	                 : chosen == PL_CLOCK_RELEASE
	                     ? "most fixes were never detected by a source"
	                     : "most fixes were detected first";
	return &pass->cells[chosen == PL_CLOCK_RELEASE];
}

/* ---- Figures ------------------------------------------------------------ */

static int
severity_rank(const char *value)
{
	static const char *const order[] = {
	    "critical", "high", "medium", "low"};

	for (size_t i = 0; i < PL_COUNT(order); i++)
		if (strcmp(value, order[i]) == 0)
			return (int)i;
	return (int)PL_COUNT(order);
}

static int
figure_compare(const void *a, const void *b)
{
	const struct pl_figure *x = a, *y = b;

	if (x->kpi != y->kpi)
		return x->kpi < y->kpi ? -1 : 1; /* of one array */
	for (size_t i = 0; i < x->by_count; i++) {
		int order = severity_rank(x->by[i]) - severity_rank(y->by[i]);

		if (order == 0)
			order = strcmp(x->by[i], y->by[i]);
		if (order != 0)
			return order;
	}
	return 0;
}

static void
add_figures(struct pl_figures *out, struct pass *pass, struct pl_cell *cell)
{
	pl_cell_seal(cell);
	for (int id = 0; id < PL_KPIS; id++) {
		struct pl_figure *figure = &out->figures[out->count];

		if ((pass->query.kpis & PL_KPI_SET(id)) == 0)
			continue;
		out->count++;
		figure->by_count = pass->query.by_count;
		for (size_t i = 0; i < figure->by_count; i++)
			figure->by[i] = pl_strdup(
			    pl_strata_text(pass->strata, cell->by[i]));
		pl_figure_fill(figure, (enum pl_kpi_id)id, cell);
	}
}

static void
make_figures(struct pl_figures *out, struct pass *pass, struct pl_cells *cells)
{
	struct pl_cell empty = {0};

	/* With nothing to break down, say so of the whole. */
	out->figures =
	    pl_alloc_array((cells->count + 1) * PL_KPIS, sizeof *out->figures);
	for (size_t i = 0; i < cells->count; i++)
		add_figures(out, pass, &cells->list[i]);
	if (cells->count == 0 && pass->query.by_count == 0)
		add_figures(out, pass, &empty);
	qsort(out->figures, out->count, sizeof *out->figures, figure_compare);
}

int
pl_kpi_compute(struct pl_figures *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	struct pass pass = {.query = *query};
	int result;

	*out = (struct pl_figures){0};
	result = pl_strata_load(&pass.strata, store, &pass.query, err);
	if (result < 0)
		return result;
	pass_begin(&pass);
	result = pl_history_read(store, pass.strata, pass.query.as_of_ms, 0,
	    take_item, &pass, &pass.events, err);
	if (result == PL_OK) {
		struct pl_cells *cells = choose_clock(&pass, out);

		pl_count_assets(cells);
		out->query = cells->query;
		out->assets = pl_strata_assets(pass.strata);
		out->items = cells->items;
		out->events = pass.events;
		pl_kpi_definitions(out->definitions);
		make_figures(out, &pass, cells);
	}
	pass_end(&pass);
	return result;
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
