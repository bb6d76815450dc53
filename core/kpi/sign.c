#include "kpi/sign.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "store/store.h"

struct sign {
	int64_t subject, asset, at_ms;
};

struct pl_signs {
	struct sign *list; /* in the order of these three */
	size_t count, room;
	int tell_causes;
};

static int
compare(const void *left, const void *right)
{
	const struct sign *a = left, *b = right;

	if (a->subject != b->subject)
		return a->subject < b->subject ? -1 : 1;
	if (a->asset != b->asset)
		return a->asset < b->asset ? -1 : 1;
	return (a->at_ms > b->at_ms) - (a->at_ms < b->at_ms);
}

static void
add(struct pl_signs *signs, int64_t subject, int64_t asset, int64_t at_ms)
{
	signs->list = pl_grow(
	    signs->list, signs->count, &signs->room, sizeof *signs->list);
	signs->list[signs->count++] = (struct sign){subject, asset, at_ms};
}

static int
read_incidents(struct pl_signs *signs, struct pl_store *store, int64_t as_of_ms,
    struct pl_error *err)
{
	struct pl_reader *reader;
	struct pl_row row;
	int result = pl_reader_open_catalogue(&reader, store, as_of_ms, err);

	if (result < 0)
		return result;
	while ((result = pl_reader_next(reader, &row, err)) > 0)
		if (row.kind == PL_INCIDENT_OPENED ||
		    row.kind == PL_INCIDENT_LINKED)
			add(signs, row.subject, 0, row.at_ms);
	pl_reader_close(reader);
	return result;
}

/* A patch that nobody else tells of has no install to be held against. */
static int
read_hotfixes(struct pl_signs *signs, struct pl_store *store, int64_t as_of_ms,
    struct pl_error *err)
{
	struct pl_mark_reader *reader;
	struct pl_mark mark;
	int result =
	    pl_mark_reader_open(&reader, store, as_of_ms, PL_MARK_CAUSE, err);

	if (result < 0)
		return result;
	while ((result = pl_mark_reader_next(reader, &mark, err)) > 0) {
		int64_t cause;

		if (mark.kind != PL_DEPLOY_INSTALLED)
			continue;
		signs->tell_causes = 1;
		cause = pl_store_subject_id(store, mark.value);
		if (cause != 0)
			add(signs, cause, mark.asset, mark.at_ms);
	}
	pl_mark_reader_close(reader);
	return result;
}

int
pl_signs_load(struct pl_signs **out, struct pl_store *store, int64_t as_of_ms,
    struct pl_error *err)
{
	struct pl_signs *signs = pl_alloc(sizeof *signs);
	int result = read_incidents(signs, store, as_of_ms, err);

	if (result == PL_OK)
		result = read_hotfixes(signs, store, as_of_ms, err);
	if (result < 0) {
		pl_signs_free(signs);
		return result;
	}
	if (signs->count > 0)
		qsort(signs->list, signs->count, sizeof *signs->list, compare);
	*out = signs;
	return PL_OK;
}

void
pl_signs_free(struct pl_signs *signs)
{
	if (signs == NULL)
		return;
	free(signs->list);
	free(signs);
}

int64_t
pl_signs_after(const struct pl_signs *signs, int64_t subject, int64_t asset,
    int64_t after_ms)
{
	const struct sign wanted = {subject, asset, after_ms};
	size_t low = 0, high = signs->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&signs->list[middle], &wanted) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == signs->count || signs->list[low].subject != subject ||
	    signs->list[low].asset != asset)
		return 0;
	return signs->list[low].at_ms;
}

int
pl_signs_tell_causes(const struct pl_signs *signs)
{
	return signs->tell_causes;
}
