#include "kpi/history.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "kpi/background.h"
#include "kpi/heirs.h"
#include "kpi/strata.h"
#include "store/store.h"

struct history {
	void (*each)(void *context, const struct pl_item *item);
	void *context;
	struct pl_background background;
	struct pl_row *rows; /* of the item being read */
	size_t count, room;
	int64_t subject;       /* being read */
	struct pl_heirs heirs; /* of it */
	int64_t events;
};

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
	struct pl_item item;

	if (history->count == 0)
		return;
	item = (struct pl_item){.subject = history->rows[0].subject,
	    .asset = history->rows[0].asset,
	    .source = history->rows[0].source};
	if (pl_background_of(&history->background, &item)) {
		join_heirs(history, item.asset);
		item.rows = history->rows;
		item.count = history->count;
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
	    pl_strata_asset(history->background.strata, row->asset);

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
		    history->background.bulletins, row->subject,
		    history->background.as_of_ms, err);
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

	result = asset == 0 ? pl_reader_open(&reader, store,
				  history->background.as_of_ms, err)
	                    : pl_reader_open_asset(&reader, store,
				  history->background.as_of_ms, asset, err);
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
	struct history history = {.each = each, .context = context};
	int result = pl_background_load(
	    &history.background, store, strata, as_of_ms, err);

	if (result < 0)
		return result;
	result = read_items(&history, store, asset, err);
	if (result == PL_OK)
		*events = history.events;
	free(history.rows);
	pl_heirs_free(&history.heirs);
	pl_background_free(&history.background);
	return result;
}
