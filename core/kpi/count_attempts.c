#include "kpi/count.h"

/* Two sources may tell of the same attempt. */
static int
is_repeat(const struct pl_item *item, size_t row)
{
	return row > 0 && item->rows[row - 1].kind == item->rows[row].kind &&
	       item->rows[row - 1].at_ms == item->rows[row].at_ms;
}

/* When the install in a row was undone, or 0. */
static int64_t
undone_ms(const struct pl_item *item, size_t row)
{
	for (size_t i = row + 1; i < item->count; i++) {
		enum pl_kind kind = item->rows[i].kind;

		if (kind == PL_DEPLOY_ROLLED_BACK ||
		    kind == PL_DEPLOY_UNINSTALLED)
			return item->rows[i].at_ms;
		if (kind == PL_DEPLOY_INSTALLED && !is_repeat(item, i))
			return 0;
	}
	return 0;
}

/* Until when an install at an instant was watched. */
static int64_t
watched_ms(const struct pl_item *item, int64_t at_ms, int64_t as_of_ms)
{
	int64_t end_ms = as_of_ms;

	if (as_of_ms - item->seen_ms > PL_STALE_MS)
		end_ms = item->seen_ms;
	if (item->retired_ms >= at_ms && item->retired_ms < end_ms)
		end_ms = item->retired_ms;
	for (size_t i = 0; i < item->absence_count; i++)
		if (item->absences[i].removed_ms >= at_ms &&
		    item->absences[i].removed_ms < end_ms)
			end_ms = item->absences[i].removed_ms;
	return end_ms;
}

static void
count_install(const struct pl_count *count, struct pl_cell *cell, size_t row)
{
	int64_t at_ms = count->item->rows[row].at_ms;
	int64_t undone = undone_ms(count->item, row);
	int64_t end_ms =
	    watched_ms(count->item, at_ms, count->cells->query.as_of_ms);

	if (undone != 0 && undone <= end_ms)
		pl_cell_span(cell, PL_SPAN_ROLLBACK, &count->who, at_ms, at_ms,
		    undone, PL_FIXED);
	else
		pl_cell_span(cell, PL_SPAN_ROLLBACK, &count->who, at_ms, at_ms,
		    end_ms, PL_CENSORED);
}

void
pl_count_attempts(const struct pl_count *count)
{
	const struct pl_item *item = count->item;

	for (size_t i = 0; i < item->count; i++) {
		const struct pl_row *row = &item->rows[i];
		struct pl_cell *cell;

		if ((row->kind != PL_DEPLOY_INSTALLED &&
			row->kind != PL_DEPLOY_FAILED) ||
		    row->subject != item->subject || is_repeat(item, i))
			continue;
		cell = pl_count_cell(count, row->source, row->at_ms);
		if (cell == NULL)
			continue;
		pl_cell_ratio(cell, PL_RATIO_FAILED, &count->who,
		    row->kind == PL_DEPLOY_FAILED);
		if (row->kind == PL_DEPLOY_INSTALLED)
			count_install(count, cell, i);
	}
}
