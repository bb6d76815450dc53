#include "kpi/history.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/map.h"
#include "kpi/bulletin.h"
#include "kpi/heirs.h"
#include "kpi/strata.h"
#include "store/store.h"

/* One removal of a product from an asset. Where no product is named, the
 * subject stands for itself: minus its id. */
struct removal {
	int64_t asset, product;
	struct pl_absence absence;
};

struct history {
	struct pl_strata *strata;
	int64_t as_of_ms;
	void (*each)(void *context, const struct pl_item *item);
	void *context;
	struct pl_row *rows; /* of the item being read */
	size_t count, room;
	struct pl_bulletins *bulletins;
	int64_t subject;       /* being read */
	struct pl_heirs heirs; /* of it */
	int64_t events;

	struct removal *removals; /* by asset, product, time */
	size_t removal_count, removal_room;
	struct pl_map *products;
	uint32_t *product_of; /* number by subject's id; 0: none named */
	int64_t product_count;
	struct pl_absence *absences; /* of the item that is told */
	size_t absence_room;
};

/* ---- Removals, before all else ------------------------------------------ */

static int64_t
product_of(const struct history *history, int64_t subject)
{
	if (subject < history->product_count &&
	    history->product_of[subject] != 0)
		return history->product_of[subject];
	return -subject;
}

static int
removal_compare(const void *left, const void *right)
{
	const struct removal *a = left, *b = right;

	if (a->asset != b->asset)
		return a->asset < b->asset ? -1 : 1;
	if (a->product != b->product)
		return a->product < b->product ? -1 : 1;
	return (a->absence.removed_ms > b->absence.removed_ms) -
	       (a->absence.removed_ms < b->absence.removed_ms);
}

/* The first removal of a product from an asset at or after an instant, or
 * where there is none the place that it would have. */
static size_t
removal_find(const struct history *history, int64_t asset, int64_t product,
    int64_t from_ms)
{
	const struct removal key = {asset, product, {from_ms, 0}};
	size_t low = 0, high = history->removal_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (removal_compare(&history->removals[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int
is_removal_of(const struct history *history, size_t number, int64_t asset,
    int64_t product)
{
	return number < history->removal_count &&
	       history->removals[number].asset == asset &&
	       history->removals[number].product == product;
}

static int
take_product(void *context, const struct pl_subject *subject)
{
	struct history *history = context;

	if (subject->product == NULL)
		return 0;
	while (subject->id >= history->product_count) {
		size_t room = (size_t)history->product_count;

		history->product_of = pl_grow(history->product_of, room, &room,
		    sizeof *history->product_of);
		while ((size_t)history->product_count < room)
			history->product_of[history->product_count++] = 0;
	}
	history->product_of[subject->id] =
	    pl_map_add(history->products, subject->product);
	return 0;
}

static void
take_removal(struct history *history, const struct pl_row *row)
{
	history->removals = pl_grow(history->removals, history->removal_count,
	    &history->removal_room, sizeof *history->removals);
	history->removals[history->removal_count++] =
	    (struct removal){row->asset, row->subject, {row->at_ms, 0}};
}

/* An installation ends the absences before it that have no end yet. */
static void
take_return(struct history *history, const struct pl_row *row)
{
	int64_t product = product_of(history, row->subject);
	size_t i = removal_find(history, row->asset, product, row->at_ms);

	while (i > 0 && is_removal_of(history, i - 1, row->asset, product)) {
		int64_t *back_ms = &history->removals[--i].absence.back_ms;

		if (*back_ms != 0 && *back_ms <= row->at_ms)
			break;
		*back_ms = row->at_ms;
	}
}

static int
read_kind(struct history *history, struct pl_store *store, enum pl_kind kind,
    void (*take)(struct history *history, const struct pl_row *row),
    struct pl_error *err)
{
	struct pl_reader *reader;
	struct pl_row row;
	int result =
	    pl_reader_open_kind(&reader, store, history->as_of_ms, kind, err);

	if (result < 0)
		return result;
	while ((result = pl_reader_next(reader, &row, err)) > 0)
		take(history, &row);
	pl_reader_close(reader);
	return result;
}

/* Any version of a product may be the one that was removed, and any other the
 * one that came back, so this has to be known before the first item. */
static int
read_removals(
    struct history *history, struct pl_store *store, struct pl_error *err)
{
	int result =
	    read_kind(history, store, PL_PRODUCT_REMOVED, take_removal, err);

	if (result < 0 || history->removal_count == 0)
		return result;
	history->products = pl_map_new();
	result = pl_store_subjects(
	    store, history->as_of_ms, take_product, history, err);
	if (result < 0)
		return result;
	for (size_t i = 0; i < history->removal_count; i++)
		history->removals[i].product =
		    product_of(history, history->removals[i].product);
	qsort(history->removals, history->removal_count,
	    sizeof *history->removals, removal_compare);
	result =
	    read_kind(history, store, PL_PRODUCT_INSTALLED, take_return, err);
	if (result == PL_OK)
		result = read_kind(
		    history, store, PL_DEPLOY_INSTALLED, take_return, err);
	return result;
}

/* ---- Items -------------------------------------------------------------- */

/* Two sources may have told of the same removal. */
static size_t
gather_absences(struct history *history, int64_t asset, int64_t subject)
{
	int64_t product;
	size_t i, count = 0;

	if (history->removal_count == 0)
		return 0;
	product = product_of(history, subject);
	i = removal_find(history, asset, product, 0);
	for (; is_removal_of(history, i, asset, product); i++) {
		const struct pl_absence *next = &history->removals[i].absence;

		if (count > 0 &&
		    history->absences[count - 1].removed_ms == next->removed_ms)
			continue;
		history->absences = pl_grow(history->absences, count,
		    &history->absence_room, sizeof *history->absences);
		history->absences[count++] = *next;
	}
	return count;
}

static void
add_row(struct history *history, const struct pl_row *row)
{
	history->rows =
	    pl_grow(history->rows, history->count, &history->room, sizeof *row);
	history->rows[history->count] = *row;
	history->rows[history->count++].code = NULL; /* was borrowed */
}

/* Put the rows of the patches that superseded this one among its own. */
static void
join_heirs(struct history *history, int64_t asset)
{
	size_t count, own = history->count, to;
	const struct pl_row *heirs =
	    pl_heirs_of(&history->heirs, asset, &count);

	for (size_t i = 0; i < count; i++)
		add_row(history, &heirs[i]);
	/* Both are in order; fill from the end. */
	for (to = own + count; count > 0; to--) {
		if (own > 0 && pl_row_compare(&history->rows[own - 1],
				   &heirs[count - 1]) > 0)
			history->rows[to - 1] = history->rows[--own];
		else
			history->rows[to - 1] = heirs[--count];
	}
}

static void
flush_item(struct history *history)
{
	const struct pl_strata_asset *asset;
	struct pl_item item;

	if (history->count == 0)
		return;
	item = (struct pl_item){.subject = history->rows[0].subject,
	    .asset = history->rows[0].asset,
	    .source = history->rows[0].source};
	asset = pl_strata_asset(history->strata, item.asset);
	if (asset != NULL) {
		join_heirs(history, item.asset);
		item.rows = history->rows;
		item.count = history->count;
		item.bulletins = history->bulletins;
		item.bulletin =
		    pl_bulletin_of(history->bulletins, item.subject);
		item.enrolled_ms = asset->first_ms;
		item.seen_ms = asset->last_ms;
		item.retired_ms = asset->retired_ms;
		item.absence_count =
		    gather_absences(history, item.asset, item.subject);
		item.absences = history->absences;
		history->each(history->context, &item);
	}
	history->count = 0;
}

/* asset.seen after asset.retired: it is back. One that was merged goes on
 * under another name. */
static void
take_asset_row(struct history *history, const struct pl_row *row)
{
	struct pl_strata_asset *asset =
	    pl_strata_asset(history->strata, row->asset);

	if (asset == NULL)
		return;
	if (row->kind == PL_ASSET_RETIRED || row->kind == PL_ASSET_MERGED)
		asset->retired_ms = row->at_ms;
	else if (row->kind == PL_ASSET_SEEN)
		asset->retired_ms = 0;
	else if (row->kind == PL_SCAN_COMPLETED)
		asset->scanned_ms = row->at_ms;
}

static int
take_row(struct history *history, struct pl_store *store,
    const struct pl_row *row, struct pl_error *err)
{
	int result = PL_OK;

	history->events++;
	if (history->count > 0 && (history->rows[0].subject != row->subject ||
				      history->rows[0].asset != row->asset))
		flush_item(history);
	if (row->subject == 0) {
		take_asset_row(history, row);
		return PL_OK;
	}
	if (row->asset == 0)
		return PL_OK; /* is in the bulletin */
	if (row->subject != history->subject) {
		history->subject = row->subject;
		result = pl_heirs_load(&history->heirs, store,
		    history->bulletins, row->subject, history->as_of_ms, err);
	}
	add_row(history, row);
	return result;
}

static int
read_items(struct history *history, struct pl_store *store, int64_t asset,
    struct pl_error *err)
{
	struct pl_reader *reader;
	struct pl_row row;
	int result;

	result = asset == 0
	             ? pl_reader_open(&reader, store, history->as_of_ms, err)
	             : pl_reader_open_asset(
			   &reader, store, history->as_of_ms, asset, err);
	if (result < 0)
		return result;
	while ((result = pl_reader_next(reader, &row, err)) > 0) {
		result = take_row(history, store, &row, err);
		if (result < 0)
			break;
	}
	if (result == PL_OK)
		flush_item(history);
	pl_reader_close(reader);
	return result;
}

int
pl_history_read(struct pl_store *store, struct pl_strata *strata,
    int64_t as_of_ms, int64_t asset,
    void (*each)(void *context, const struct pl_item *item), void *context,
    int64_t *events, struct pl_error *err)
{
	struct history history = {.strata = strata,
	    .as_of_ms = as_of_ms,
	    .each = each,
	    .context = context};
	int result =
	    pl_bulletins_load(&history.bulletins, store, as_of_ms, err);

	if (result == PL_OK)
		result = read_removals(&history, store, err);
	if (result == PL_OK)
		result = read_items(&history, store, asset, err);
	if (result == PL_OK)
		*events = history.events;
	free(history.rows);
	free(history.removals);
	free(history.product_of);
	free(history.absences);
	pl_heirs_free(&history.heirs);
	pl_bulletins_free(history.bulletins);
	pl_map_free(history.products);
	return result;
}
