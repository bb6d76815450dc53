#include "kpi/history.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "kpi/background.h"
#include "kpi/heirs.h"
#include "kpi/strata.h"
#include "store/store.h"

struct pl_history {
	struct pl_store *store;
	struct pl_background background;
	int64_t events; /* that tell of assets alone */
};

/* A run through items. */
struct run {
	const struct pl_history *history;
	void (*each)(void *context, const struct pl_item *item);
	void *context;
	struct pl_item item; /* being read; what nobody fills in stays empty */
	struct pl_row *rows; /* its rows, and the next one */
	size_t count, room;
	struct pl_row *joined; /* these and those of heirs, of some items */
	size_t joined_room;
	int64_t subject;       /* being read */
	struct pl_heirs heirs; /* of it */
	int64_t events;
};

/* Put the rows of the patches that superseded this one among its own. */
static void
join_heirs(struct run *run, struct pl_item *item)
{
	size_t count, own = 0;
	const struct pl_row *heirs =
	    pl_heirs_of(&run->heirs, item->asset, &count);
	const struct pl_row *rows = item->rows;

	if (count == 0)
		return;
	item->count += count;
	while (run->joined_room < item->count)
		run->joined = pl_grow(run->joined, run->joined_room,
		    &run->joined_room, sizeof *run->joined);
	item->rows = run->joined;
	for (size_t i = 0; i < item->count; i++) {
		int is_heir =
		    own == run->count ||
		    (count > 0 && pl_row_compare(&rows[own], heirs) > 0);

		run->joined[i] = is_heir ? *heirs : rows[own];
		heirs += is_heir;
		count -= (size_t)is_heir;
		own += !is_heir;
	}
}

static void
flush_item(struct run *run)
{
	struct pl_item *item = &run->item;

	if (run->count == 0)
		return;
	item->subject = run->rows[0].subject;
	item->asset = run->rows[0].asset;
	item->source = run->rows[0].source;
	item->rows = run->rows;
	item->count = run->count;
	if (pl_background_of(&run->history->background, item)) {
		join_heirs(run, item);
		run->each(run->context, item);
	}
	run->count = 0;
}

/* asset.seen after asset.retired: it is back. One that was merged goes on
 * under another name. */
static void
take_asset_row(struct pl_strata *strata, const struct pl_row *row)
{
	struct pl_strata_asset *asset = pl_strata_asset(strata, row->asset);

	if (asset == NULL)
		return;
	if (row->kind == PL_ASSET_RETIRED || row->kind == PL_ASSET_MERGED)
		asset->retired_ms = row->at_ms;
	else if (row->kind == PL_ASSET_SEEN)
		asset->retired_ms = 0;
	else if (row->kind == PL_SCAN_COMPLETED)
		asset->scanned_ms = row->at_ms;
}

/* Where to read the next row to: behind those of its item, if it is one more of
 * that, so that most rows are never copied. */
static struct pl_row *
next_row(struct run *run)
{
	run->rows =
	    pl_grow(run->rows, run->count, &run->room, sizeof *run->rows);
	return &run->rows[run->count];
}

/* Take the row that was read there. */
static int
take_row(struct run *run, struct pl_error *err)
{
	const struct pl_background *background = &run->history->background;
	struct pl_row *row = &run->rows[run->count];
	int result = PL_OK;

	row->code = NULL; /* was borrowed */
	run->events++;
	if (row->source == background->without)
		return PL_OK;
	if (run->count > 0 && (run->rows[0].subject != row->subject ||
				  run->rows[0].asset != row->asset)) {
		flush_item(run);
		run->rows[0] = *row;
		row = &run->rows[0];
	}
	if (row->subject == 0) {
		take_asset_row(background->strata, row);
		return PL_OK;
	}
	if (row->asset == 0)
		return PL_OK; /* is in the bulletin */
	if (row->subject != run->subject) {
		run->subject = row->subject;
		result =
		    pl_heirs_load(&run->heirs, background, row->subject, err);
	}
	run->count++;
	return result;
}

/* All that a reader tells; the reader is closed. */
static int
run_through(struct run *run, struct pl_reader *reader, struct pl_error *err)
{
	int result;

	while ((result = pl_reader_next(reader, next_row(run), err)) > 0) {
		result = take_row(run, err);
		if (result < 0)
			break;
	}
	if (result == PL_OK)
		flush_item(run);
	pl_reader_close(reader);
	free(run->rows);
	free(run->joined);
	pl_heirs_free(&run->heirs);
	return result;
}

/* ---- All items, run by run ---------------------------------------------- */

static int
read_assets(struct pl_history *history, struct pl_error *err)
{
	struct run run = {.history = history};
	struct pl_reader *reader;
	int result = pl_reader_open_subjects(
	    &reader, history->store, history->background.as_of_ms, 0, 0, err);

	if (result == PL_OK)
		result = run_through(&run, reader, err);
	history->events = run.events;
	return result;
}

int
pl_history_open(struct pl_history **out, struct pl_store *store,
    struct pl_strata *strata, int64_t as_of_ms, struct pl_error *err)
{
	struct pl_history *history = pl_alloc(sizeof *history);
	int result;

	history->store = store;
	result = pl_background_load(
	    &history->background, store, strata, as_of_ms, PL_BEARING_ALL, err);
	if (result < 0) {
		free(history);
		return result;
	}
	result = read_assets(history, err);
	if (result < 0)
		pl_history_close(history);
	else
		*out = history;
	return result;
}

int64_t
pl_history_asset_events(const struct pl_history *history)
{
	return history->events;
}

int
pl_history_run(const struct pl_history *history, int64_t first, int64_t last,
    void (*each)(void *context, const struct pl_item *item), void *context,
    int64_t *events, struct pl_error *err)
{
	struct run run = {.history = history, .each = each, .context = context};
	struct pl_reader *reader;
	int result = pl_reader_open_subjects(&reader, history->store,
	    history->background.as_of_ms, first, last, err);

	if (result == PL_OK)
		result = run_through(&run, reader, err);
	*events += run.events;
	return result;
}

void
pl_history_close(struct pl_history *history)
{
	if (history == NULL)
		return;
	pl_background_free(&history->background);
	free(history);
}

/* ---- At once ------------------------------------------------------------ */

/* All items of an asset, or with asset 0 of all; the background is freed. */
static int
read_at_once(struct pl_history *history, int64_t asset, struct run *run,
    struct pl_error *err)
{
	int64_t as_of_ms = history->background.as_of_ms;
	struct pl_reader *reader;
	int result =
	    asset == 0 ? pl_reader_open(&reader, history->store, as_of_ms, err)
		       : pl_reader_open_asset(
			     &reader, history->store, as_of_ms, asset, err);

	run->history = history;
	if (result == PL_OK)
		result = run_through(run, reader, err);
	pl_background_free(&history->background);
	return result;
}

int
pl_history_read(struct pl_store *store, struct pl_strata *strata,
    int64_t as_of_ms, int64_t asset,
    void (*each)(void *context, const struct pl_item *item), void *context,
    int64_t *events, struct pl_error *err)
{
	struct pl_history history = {.store = store};
	struct run run = {.each = each, .context = context};
	int result = pl_background_load(
	    &history.background, store, strata, as_of_ms, PL_BEARING_ALL, err);

	if (result < 0)
		return result;
	result = read_at_once(&history, asset, &run, err);
	*events = run.events;
	return result;
}

int
pl_history_read_own(struct pl_store *store, struct pl_strata *strata,
    int64_t as_of_ms, void (*each)(void *context, const struct pl_item *item),
    void *context, int64_t *events, struct pl_error *err)
{
	struct pl_history history = {.store = store};
	struct run run = {.each = each, .context = context};
	int result = pl_background_load(
	    &history.background, store, strata, as_of_ms, PL_BEARING_OWN, err);

	if (result < 0)
		return result;
	result = read_at_once(&history, 0, &run, err);
	*events = run.events;
	return result;
}
