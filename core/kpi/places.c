#include "kpi/places.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"
#include "kpi/pass.h"
#include "kpi/strata.h"

int
pl_place_line_order(const struct pl_place *a, const struct pl_place *b)
{
	for (size_t i = 0; i < a->line_count; i++) {
		int order = pl_strata_order(a->line[i], b->line[i]);

		if (order != 0)
			return order;
	}
	return 0;
}

static int
place_compare(const void *a, const void *b)
{
	const struct pl_place *x = a, *y = b;
	int order = pl_place_line_order(x, y);

	if (order != 0)
		return order;
	if (x->month_ms != y->month_ms)
		return x->month_ms < y->month_ms ? -1 : 1;
	return x->severity == NULL ? 0
	                           : pl_strata_order(x->severity, y->severity);
}

/* "2026-03" */
static int
read_month(const char *text, int64_t *out)
{
	char day[16];

	snprintf(day, sizeof day, "%.7s-01", text);
	return pl_time_parse(day, out);
}

static int
place_of(struct pl_place *place, const struct pl_pass *pass,
    struct pl_cell *cell, size_t line_count)
{
	size_t month = pass->cells.query.by_count - 1;

	*place = (struct pl_place){.cell = cell, .line_count = line_count};
	for (size_t i = 0; i < line_count; i++)
		place->line[i] = pl_strata_text(pass->strata, cell->by[i]);
	if (month > line_count)
		place->severity =
		    pl_strata_text(pass->strata, cell->by[line_count]);
	return read_month(
	    pl_strata_text(pass->strata, cell->by[month]), &place->month_ms);
}

struct pl_place *
pl_places_of(const struct pl_pass *pass, size_t line_count, int64_t until_ms,
    size_t *count)
{
	const struct pl_cells *cells = &pass->cells;
	struct pl_place *places =
	    pl_alloc_array(cells->count + 1, sizeof *places);

	*count = 0;
	for (size_t i = 0; i < cells->count; i++) {
		struct pl_place *place = &places[*count];

		if (place_of(place, pass, &cells->list[i], line_count) < 0 ||
		    place->month_ms >= until_ms)
			continue;
		pl_cell_seal(place->cell);
		++*count;
	}
	qsort(places, *count, sizeof *places, place_compare);
	return places;
}
