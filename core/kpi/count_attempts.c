#include <string.h>

#include "kpi/count.h"
#include "kpi/strata.h"

/* When the install in a row was undone, or 0. */
static int64_t
undone_ms(const struct pl_item *item, size_t row)
{
	for (size_t i = row + 1; i < item->count; i++) {
		enum pl_kind kind = item->rows[i].kind;

		if (item->rows[i].subject != item->subject)
			continue;
		if (kind == PL_DEPLOY_ROLLED_BACK ||
		    kind == PL_DEPLOY_UNINSTALLED)
			return item->rows[i].at_ms;
		if (kind == PL_DEPLOY_INSTALLED && !pl_count_repeats(item, i))
			return 0;
	}
	return 0;
}

int64_t
pl_count_undone(const struct pl_item *item, int64_t as_of_ms, size_t row)
{
	int64_t undone = undone_ms(item, row);

	return undone <= pl_count_watched(item, as_of_ms, item->rows[row].at_ms)
	           ? undone
	           : 0;
}

static void
count_install(const struct pl_count *count, struct pl_cell *cell, size_t row)
{
	const struct pl_item *item = count->item;
	int64_t as_of_ms = count->cells->query.as_of_ms;
	int64_t at_ms = item->rows[row].at_ms;
	int64_t undone = pl_count_undone(item, as_of_ms, row);

	pl_cell_span(cell, PL_SPAN_ROLLBACK, &count->who, at_ms, at_ms,
	    undone != 0 ? undone : pl_count_watched(item, as_of_ms, at_ms),
	    undone != 0 ? PL_FIXED : PL_CENSORED);
}

/* The code of a failed attempt: of those that several sources tell the last in
 * the alphabet, as within one source. */
static uint32_t
code_of(const struct pl_count *count, size_t row)
{
	const struct pl_strata *strata = count->cells->strata;
	const struct pl_item *item = count->item;
	uint32_t code = pl_strata_code(strata, item->rows[row].code_id);

	while (++row < item->count && pl_count_repeats(item, row)) {
		uint32_t other =
		    pl_strata_code(strata, item->rows[row].code_id);

		if (code == 0 ||
		    (other != 0 && strcmp(pl_strata_code_text(strata, other),
				       pl_strata_code_text(strata, code)) > 0))
			code = other;
	}
	return code;
}

static void
count_code(const struct pl_count *count, struct pl_cell *cell, size_t row)
{
	struct pl_span *codes = &cell->spans[PL_SPAN_CODES];

	if (!pl_count_wants(count, PL_KPI_SET(PL_KPI_FAILURE_CODES)))
		return;
	pl_assets_add(&codes->assets, count->who.asset);
	pl_tally_add(
	    &codes->tally, code_of(count, row), count->who.group, PL_FIXED, 1);
}

/* An attempt that came to an end, by its row; first of its item or not. */
static void
count_attempt(
    const struct pl_count *count, struct pl_cell *cell, size_t row, int first)
{
	int failed = count->item->rows[row].kind == PL_DEPLOY_FAILED;

	pl_cell_ratio(cell, PL_RATIO_FAILED, &count->who, failed);
	if (first)
		pl_cell_ratio(cell, PL_RATIO_FIRST, &count->who, !failed);
	if (failed)
		count_code(count, cell, row);
	else
		count_install(count, cell, row);
}

int
pl_count_finishes(const struct pl_item *item, size_t row)
{
	enum pl_kind kind = item->rows[row].kind;

	return (kind == PL_DEPLOY_INSTALLED || kind == PL_DEPLOY_FAILED) &&
	       item->rows[row].subject == item->subject &&
	       !pl_count_repeats(item, row);
}

/* The first finished attempt; where one failed and one worked at the same
 * instant, it failed, since nobody tries again what worked. */
static size_t
first_attempt(const struct pl_item *item)
{
	size_t first = 0, i;

	while (first < item->count && !pl_count_finishes(item, first))
		first++;
	for (i = first;
	     i < item->count && item->rows[i].at_ms == item->rows[first].at_ms;
	     i++)
		if (item->rows[i].kind == PL_DEPLOY_FAILED &&
		    pl_count_finishes(item, i))
			return i;
	return first;
}

void
pl_count_attempts(const struct pl_count *count)
{
	const struct pl_item *item = count->item;
	size_t first = first_attempt(item);

	for (size_t i = 0; i < item->count; i++) {
		const struct pl_row *row = &item->rows[i];
		int finished = row->kind == PL_DEPLOY_INSTALLED ||
		               row->kind == PL_DEPLOY_FAILED;
		struct pl_cell *cell;

		if (row->kind < PL_DEPLOY_INSTALLED ||
		    row->kind > PL_DEPLOY_AGENT_LOST ||
		    row->subject != item->subject || pl_count_repeats(item, i))
			continue;
		if (!pl_query_spans(&count->cells->query, row->at_ms))
			continue;
		cell = pl_count_cell(count, row->source, row->at_ms);
		if (cell == NULL)
			continue;
		if (finished)
			count_attempt(count, cell, i, i == first);
		cell->sums[PL_SUM_CANCELLED] +=
		    row->kind == PL_DEPLOY_CANCELLED;
		cell->sums[PL_SUM_TIMED_OUT] +=
		    row->kind == PL_DEPLOY_TIMED_OUT;
		cell->sums[PL_SUM_AGENT_LOST] +=
		    row->kind == PL_DEPLOY_AGENT_LOST;
	}
}
