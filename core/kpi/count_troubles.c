#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "kpi/count.h"
#include "kpi/strata.h"
#include "kpi/trouble.h"

static void
add_trouble(struct pl_cells *cells, const struct pl_strata_item *item,
    const struct pl_who *who, const struct pl_trouble *trouble,
    int64_t watched_ms)
{
	int lasts = trouble->stop_ms == 0;
	int64_t start_ms = trouble->start_ms;
	int64_t stop_ms = lasts ? watched_ms : trouble->stop_ms;
	enum pl_tally_what end = lasts ? PL_CENSORED : PL_FIXED;
	struct pl_cell *cell;

	if (!pl_query_spans(&cells->query, start_ms))
		return;
	cell = pl_cells_find(cells, item);
	if (cell == NULL)
		return;
	pl_cell_span(
	    cell, PL_SPAN_TROUBLE, who, start_ms, start_ms, stop_ms, end);
	if (trouble->is_incident)
		pl_cell_span(cell, PL_SPAN_INCIDENT, who, start_ms, start_ms,
		    stop_ms, end);
}

void
pl_count_troubles(const struct pl_count *count)
{
	const struct pl_item *item = count->item;
	struct pl_trouble_reading reading = {.subject = item->subject};
	struct pl_trouble trouble;

	while (pl_trouble_next(&reading, item->rows, item->count, &trouble)) {
		struct pl_strata_item of = pl_count_strata(item);

		of.source = trouble.source;
		of.month_ms = trouble.start_ms;
		add_trouble(count->cells, &of, &count->who, &trouble,
		    pl_count_watched(
			item, count->cells->query.as_of_ms, trouble.start_ms));
	}
}

/* ---- Of a patch alone --------------------------------------------------- */

struct patch {
	struct pl_row *rows;
	size_t count, room;
};

static void
count_patch(struct pl_cells *cells, struct patch *patch)
{
	static const struct pl_who nobody = {0, 0};
	struct pl_trouble_reading reading = {0};
	struct pl_trouble trouble;

	if (patch->count > 0)
		reading.subject = patch->rows[0].subject;
	while (pl_trouble_next(&reading, patch->rows, patch->count, &trouble)) {
		const struct pl_strata_item of = {.subject = reading.subject,
		    .source = trouble.source,
		    .month_ms = trouble.start_ms};

		add_trouble(
		    cells, &of, &nobody, &trouble, cells->query.as_of_ms);
	}
	patch->count = 0;
}

static int
read_patches(struct pl_cells *cells, struct patch *patch,
    struct pl_reader *reader, struct pl_error *err)
{
	struct pl_row row;
	int result;

	while ((result = pl_reader_next(reader, &row, err)) > 0) {
		if (patch->count > 0 && patch->rows[0].subject != row.subject)
			count_patch(cells, patch);
		row.code = NULL; /* is borrowed */
		patch->rows = pl_grow(
		    patch->rows, patch->count, &patch->room, sizeof row);
		patch->rows[patch->count++] = row;
	}
	if (result == PL_OK)
		count_patch(cells, patch);
	return result;
}

int
pl_count_patch_troubles(
    struct pl_cells *cells, struct pl_store *store, struct pl_error *err)
{
	struct patch patch = {0};
	struct pl_reader *reader;
	int result;

	if ((cells->query.kpis & PL_KPI_SET(PL_KPI_RECOVERY_TIME)) == 0)
		return PL_OK;
	result = pl_reader_open_catalogue(
	    &reader, store, cells->query.as_of_ms, err);
	if (result < 0)
		return result;
	result = read_patches(cells, &patch, reader, err);
	pl_reader_close(reader);
	free(patch.rows);
	return result;
}
