#include "kpi/heirs.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "kpi/background.h"

int
pl_row_compare(const struct pl_row *a, const struct pl_row *b)
{
	if (a->at_ms != b->at_ms)
		return a->at_ms < b->at_ms ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->subject != b->subject)
		return a->subject < b->subject ? -1 : 1;
	if (a->source != b->source)
		return a->source < b->source ? -1 : 1;
	return (a->until_ms > b->until_ms) - (a->until_ms < b->until_ms);
}

static int
heir_compare(const void *left, const void *right)
{
	const struct pl_row *a = left, *b = right;

	if (a->asset != b->asset)
		return a->asset < b->asset ? -1 : 1;
	return pl_row_compare(a, b);
}

/* What brings a patch to a machine, or takes it away again. */
static int
is_deployment(const struct pl_row *row)
{
	return row->asset != 0 && (row->kind == PL_DEPLOY_INSTALLED ||
				      (row->kind >= PL_DEPLOY_REBOOT_REQUIRED &&
					  row->kind <= PL_DEPLOY_UNINSTALLED));
}

static int
read_heir(struct pl_heirs *heirs, const struct pl_background *background,
    int64_t subject, struct pl_error *err)
{
	struct pl_reader *reader;
	struct pl_row row;
	int result = pl_reader_open_subject(
	    &reader, background->store, background->as_of_ms, subject, err);

	if (result < 0)
		return result;
	while ((result = pl_reader_next(reader, &row, err)) > 0) {
		if (!is_deployment(&row) || row.source == background->without)
			continue;
		heirs->rows = pl_grow(
		    heirs->rows, heirs->count, &heirs->room, sizeof row);
		heirs->rows[heirs->count] = row;
		heirs->rows[heirs->count++].code = NULL; /* was borrowed */
	}
	pl_reader_close(reader);
	return result;
}

static int
is_among(const int64_t *list, size_t count, int64_t subject)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == subject)
			return 1;
	return 0;
}

int
pl_heirs_load(struct pl_heirs *heirs, const struct pl_background *background,
    int64_t subject, struct pl_error *err)
{
	int64_t chain[PL_HEIRS_MAX + 1] = {subject};
	size_t length = 1;

	heirs->count = 0;
	while (length <= PL_HEIRS_MAX) {
		int64_t heir =
		    pl_bulletin_of(background->bulletins, chain[length - 1])
			->heir;
		int result;

		if (heir <= 0 || is_among(chain, length, heir))
			break;
		result = read_heir(heirs, background, heir, err);
		if (result < 0)
			return result;
		chain[length++] = heir;
	}
	if (heirs->count > 0)
		qsort(heirs->rows, heirs->count, sizeof *heirs->rows,
		    heir_compare);
	return PL_OK;
}

void
pl_heirs_free(struct pl_heirs *heirs)
{
	free(heirs->rows);
	*heirs = (struct pl_heirs){0};
}

const struct pl_row *
pl_heirs_of(const struct pl_heirs *heirs, int64_t asset, size_t *count)
{
	size_t low = 0, high = heirs->count, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (heirs->rows[middle].asset < asset)
			low = middle + 1;
		else
			high = middle;
	}
	end = low;
	while (end < heirs->count && heirs->rows[end].asset == asset)
		end++;
	*count = end - low;
	return heirs->rows + low;
}
