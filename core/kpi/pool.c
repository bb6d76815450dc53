#include "kpi/pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "kpi/figure.h"
#include "kpi/pass.h"
#include "kpi/strata.h"

/* Stays where it is, for the pass points at the query. */
struct stretch {
	struct pl_query query;
	struct pl_pass pass;
	struct stretch *next;
};

struct pl_pool {
	struct pl_store *store;
	struct pl_query query;
	enum pl_kpi_id id;
	struct stretch *whole; /* whatever the time */
	const char **values;   /* borrowed from it */
	size_t value_count;
	struct stretch *first, **end; /* in the order in which they came */
};

static enum pl_kpi_id
first_of(uint64_t kpis)
{
	int id = 0;

	while ((kpis & PL_KPI_SET(id)) == 0)
		id++;
	return (enum pl_kpi_id)id;
}

static int
by_value(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return pl_strata_order(*x, *y);
}

static void
list_values(struct pl_pool *pool)
{
	const struct pl_pass *pass = &pool->whole->pass;
	const struct pl_cells *cells = &pass->cells;

	pool->values = pl_alloc_array(cells->count + 1, sizeof *pool->values);
	for (size_t i = 0; pool->query.by_count > 0 && i < cells->count; i++)
		if (cells->list[i].by[0] != 0)
			pool->values[pool->value_count++] =
			    pl_strata_text(pass->strata, cells->list[i].by[0]);
	if (pool->value_count > 0)
		qsort(pool->values, pool->value_count, sizeof *pool->values,
		    by_value);
}

static int
stretch_read(struct stretch **out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	struct stretch *stretch = pl_alloc(sizeof *stretch);
	int result;

	stretch->query = *query;
	result = pl_pass_read(&stretch->pass, store, &stretch->query, err);
	if (result < 0)
		free(stretch);
	else
		*out = stretch;
	return result;
}

/* And those behind it. */
static void
stretch_free(struct stretch *stretch)
{
	while (stretch != NULL) {
		struct stretch *next = stretch->next;

		pl_pass_free(&stretch->pass);
		free(stretch);
		stretch = next;
	}
}

static const struct pl_pass *
pass_of(const struct pl_pool *pool, size_t number)
{
	const struct stretch *stretch = pool->first;

	while (number-- > 0)
		stretch = stretch->next;
	return &stretch->pass;
}

int
pl_pool_open(struct pl_pool **out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	struct pl_pool *pool = pl_alloc(sizeof *pool);
	int result;

	pool->store = store;
	pool->end = &pool->first;
	pool->query = *query;
	pool->id = first_of(query->kpis);
	result = stretch_read(&pool->whole, store, query, err);
	if (result < 0) {
		free(pool);
		return result;
	}
	/* Each stretch by itself might choose another. */
	pool->query.clock = pool->whole->pass.cells.query.clock;
	list_values(pool);
	*out = pool;
	return PL_OK;
}

void
pl_pool_free(struct pl_pool *pool)
{
	if (pool == NULL)
		return;
	stretch_free(pool->first);
	free(pool->values);
	stretch_free(pool->whole);
	free(pool);
}

const struct pl_query *
pl_pool_query(const struct pl_pool *pool)
{
	return &pool->query;
}

const char *
pl_pool_clock_why(const struct pl_pool *pool)
{
	return pool->whole->pass.clock_why;
}

const char *
pl_pool_value(const struct pl_pool *pool, size_t index)
{
	return index < pool->value_count ? pool->values[index] : NULL;
}

int
pl_pool_add(struct pl_pool *pool, int64_t since_ms, int64_t until_ms,
    struct pl_error *err)
{
	struct pl_query query = pool->query;
	struct stretch *stretch;
	int result;

	query.since_ms = since_ms;
	query.until_ms = until_ms;
	result = stretch_read(&stretch, pool->store, &query, err);
	if (result < 0)
		return result;
	*pool->end = stretch;
	pool->end = &stretch->next;
	return PL_OK;
}

static int
is_of(const struct pl_pass *pass, const struct pl_cell *cell, const char *value)
{
	return value == NULL ||
	       strcmp(pl_strata_text(pass->strata, cell->by[0]), value) == 0;
}

static void
add_part(struct pl_cell *into, const struct pl_pass *pass, const char *value)
{
	for (size_t i = 0; i < pass->cells.count; i++)
		if (is_of(pass, &pass->cells.list[i], value))
			pl_cell_merge(into, &pass->cells.list[i]);
}

void
pl_pool_figure(const struct pl_pool *pool, const struct pl_pool_part *parts,
    size_t count, struct pl_figure *out)
{
	struct pl_cell cell = {.of = &pool->whole->pass.cells};

	for (size_t i = 0; i < count; i++)
		add_part(
		    &cell, pass_of(pool, parts[i].stretch), parts[i].value);
	pl_cell_seal(&cell);
	*out = (struct pl_figure){.interval = pool->query.interval};
	pl_figure_fill(out, pool->id, &cell);
	pl_cell_free(&cell);
}
