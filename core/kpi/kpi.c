#include "kpi/kpi.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"
#include "kpi/catalogue.h"
#include "kpi/cells.h"
#include "kpi/history.h"
#include "kpi/survival.h"
#include "store/store.h"

enum { CURVE_POINTS = 500, DAY_MINUTES = 1440 };

enum pass_clock { DETECTION, RELEASE, CLOCKS };

/* ---- One pass over the store -------------------------------------------- */

struct pass {
	struct pl_strata *strata;
	struct pl_query query;
	struct pl_cells cells[CLOCKS];
	int64_t events;
};

/* The place of a clock's cells. */
static enum pass_clock
place(enum pl_clock clock)
{
	return clock == PL_CLOCK_RELEASE ? RELEASE : DETECTION;
}

/* Which clock is the default is known when all is read; until then, items are
 * counted by both, which is cheaper than to read them twice. */
static void
take_item(void *context, const struct pl_item *item)
{
	struct pass *pass = context;
	enum pl_clock asked = pass->query.clock;

	if (asked != PL_CLOCK_RELEASE)
		pl_cells_count(&pass->cells[DETECTION], pass->strata,
		    PL_CLOCK_DETECTION, pass->query.as_of_ms, item);
	if (asked != PL_CLOCK_DETECTION)
		pl_cells_count(&pass->cells[RELEASE], pass->strata,
		    PL_CLOCK_RELEASE, pass->query.as_of_ms, item);
}

static void
choose_clock(struct pass *pass, struct pl_figures *out)
{
	const struct pl_cells *cells = &pass->cells[DETECTION];

	out->clock_why = "as asked";
	if (pass->query.clock != PL_CLOCK_DEFAULT)
		return;
	pass->query.clock = pl_cells_clock(cells);
	out->clock_why = pass->query.clock == PL_CLOCK_RELEASE
	                     ? "most fixes were never detected by a source"
	                     : "most fixes were detected first";
}

/* ---- Figures ------------------------------------------------------------ */

static void
figure_time_to_patch(struct pl_figure *figure, struct pl_cell *cell)
{
	struct pl_survival s;

	pl_survival_of(&s, &cell->episodes, (uint64_t)cell->at_risk.count);
	figure->n = (int64_t)s.entered;
	figure->fixed = (int64_t)s.fixed;
	figure->censored = (int64_t)s.censored;
	figure->left = (int64_t)s.left;
	figure->excluded = cell->excluded;
	figure->median = pl_survival_quantile(&s, 0.5);
	pl_survival_quantile_limits(
	    &s, 0.5, &figure->median_low, &figure->median_high);
	figure->p75 = pl_survival_quantile(&s, 0.75);
	figure->p90 = pl_survival_quantile(&s, 0.9);
	figure->within7 = pl_survival_within(&s, 7);
	figure->within14 = pl_survival_within(&s, 14);
	figure->within30 = pl_survival_within(&s, 30);
	figure->rmst90 = pl_survival_rmst(&s, 90);
	figure->curve = pl_alloc_array(CURVE_POINTS, sizeof *figure->curve);
	figure->curve_count =
	    pl_survival_curve(&s, figure->curve, CURVE_POINTS);
	pl_survival_free(&s);
}

static void
figure_failure_rate(struct pl_figure *figure, const struct pl_cell *cell)
{
	for (int group = 0; group < PL_GROUPS; group++) {
		figure->n += (int64_t)cell->attempts[group];
		figure->count += (int64_t)cell->failures[group];
	}
	pl_proportion(cell->failures, cell->attempts,
	    (uint64_t)cell->tried.count, &figure->rate, &figure->low,
	    &figure->high);
}

/* The limits of 1 - S at 30 days are those of S, exchanged. */
static void
figure_rollback_rate(struct pl_figure *figure, const struct pl_cell *cell)
{
	static const char none[] = "no rollback to tell its spread by";
	const struct pl_survival_step *last = NULL;
	struct pl_survival s;

	pl_survival_of(&s, &cell->rollbacks, (uint64_t)cell->patched.count);
	figure->n = (int64_t)s.entered;
	for (size_t i = 0; i < s.count; i++)
		if (s.steps[i].minute <= 30 * DAY_MINUTES) {
			last = &s.steps[i];
			figure->count += (int64_t)last->fixed;
		}
	figure->rate = pl_survival_within(&s, 30);
	figure->low.why = figure->high.why = figure->rate.why;
	if (figure->rate.why == NULL) {
		const char *why = s.no_limits != NULL ? s.no_limits
		                  : last == NULL || isnan(last->low) ? none
		                                                     : NULL;

		figure->low.why = figure->high.why = why;
		if (why == NULL) {
			figure->low.value = 1 - last->high;
			figure->high.value = 1 - last->low;
		}
	}
	pl_survival_free(&s);
}

static void
figure_backlog(struct pl_figure *figure, const struct pl_cell *cell)
{
	static const uint32_t limits[4] = {7, 30, 60, 90};
	struct pl_survival s;

	pl_survival_of(&s, &cell->ages, (uint64_t)cell->at_risk.count);
	figure->n = (int64_t)s.entered;
	figure->count = cell->stale;
	figure->age_median = pl_survival_quantile(&s, 0.5);
	figure->age_p90 = pl_survival_quantile(&s, 0.9);
	for (size_t i = 0; i < s.count; i++) {
		int bucket = 0;

		while (bucket < 4 &&
		       s.steps[i].minute > limits[bucket] * DAY_MINUTES)
			bucket++;
		figure->age_bucket[bucket] += (int64_t)s.steps[i].fixed;
	}
	pl_survival_free(&s);
}

static void
figure_quality(struct pl_figure *figure, const struct pl_cell *cell)
{
	int64_t all = cell->excluded;
	int64_t weak = cell->excluded + cell->stale;

	for (size_t i = 0; i < cell->episodes.count; i++)
		if (cell->episodes.cells[i].what == PL_ENTERED)
			all += (int64_t)cell->episodes.cells[i].count;
	figure->quality = weak * 20 <= all ? 'A' : weak * 5 <= all ? 'B' : 'C';
	if (figure->quality != 'A')
		figure->quality_why =
		    cell->excluded >= cell->stale
			? "items without a start on this clock, or never at "
			  "risk"
			: "items on assets not seen for 30 days";
}

static void
figure_fill(struct pl_figure *figure, struct pl_cell *cell)
{
	switch (figure->kpi) {
	case PL_KPI_TIME_TO_PATCH:
		figure_time_to_patch(figure, cell);
		break;
	case PL_KPI_FAILURE_RATE:
		figure_failure_rate(figure, cell);
		break;
	case PL_KPI_ROLLBACK_RATE:
		figure_rollback_rate(figure, cell);
		break;
	default:
		figure_backlog(figure, cell);
		break;
	}
	figure_quality(figure, cell);
}

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
		return x->kpi < y->kpi ? -1 : 1;
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
	pl_tally_seal(&cell->episodes);
	pl_tally_seal(&cell->rollbacks);
	pl_tally_seal(&cell->ages);
	for (size_t k = 0; pl_kpi_name(k) != NULL; k++) {
		struct pl_figure *figure = &out->figures[out->count];
		unsigned id = pl_kpi_of(pl_kpi_name(k));

		if ((pass->query.kpis & id) == 0)
			continue;
		out->count++;
		figure->kpi = (enum pl_kpi_id)id;
		figure->id = pl_kpi_name(k);
		figure->by_count = pass->query.by_count;
		for (size_t i = 0; i < figure->by_count; i++)
			figure->by[i] = pl_strdup(
			    pl_strata_text(pass->strata, cell->by[i]));
		figure_fill(figure, cell);
	}
}

static void
make_figures(struct pl_figures *out, struct pass *pass)
{
	struct pl_cells *cells = &pass->cells[place(pass->query.clock)];
	struct pl_cell empty = {0};

	/* With nothing to break down, say so of the whole. */
	out->figures =
	    pl_alloc_array((cells->count + 1) * 5, sizeof *out->figures);
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
	for (int i = 0; i < CLOCKS; i++)
		pl_cells_init(&pass.cells[i]);
	result = pl_history_read(store, pass.strata, pass.query.as_of_ms, 0,
	    take_item, &pass, &pass.events, err);
	if (result == PL_OK) {
		choose_clock(&pass, out);
		out->query = pass.query;
		out->assets = pl_strata_assets(pass.strata);
		out->items = pass.cells[place(pass.query.clock)].items;
		out->events = pass.events;
		pl_kpi_definitions(out->definitions);
		make_figures(out, &pass);
	}
	for (int i = 0; i < CLOCKS; i++)
		pl_cells_free(&pass.cells[i]);
	pl_strata_free(pass.strata);
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
