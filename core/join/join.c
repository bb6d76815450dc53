#include "join/join.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "join/fixes.h"
#include "model/event.h"
#include "store/batch.h"
#include "store/due.h"
#include "store/store.h"

/* Packages are committed together until so many events wait; and names are as
 * long as an event may have them. */
enum { JOIN_WAITING = 100000, JOIN_TEXT = 1 << 20 };

struct patch {
	int64_t id;
	char *name;
};

struct join {
	struct pl_store *store;
	struct pl_due *due;
	struct pl_batch *batch; /* NULL: nothing was derived yet */
	struct pl_batch_result result;
	struct pl_buf asset, distro;
	struct pl_buf last; /* product that was joined; "": none */

	/* Of the product that is being joined. */
	struct pl_buf product;
	struct patch *patches;
	size_t patch_count, patch_room;
	struct pl_fixes *fixes;
	int is_advised; /* the patch that is being looked at */

	/* Of the patch P=V that is being joined. */
	const struct patch *patch;
	size_t below; /* how many fixes come before it */
	struct pl_reader *reader;
	struct pl_row row; /* of the reader; of no asset: none was read yet */
	struct pl_error *err;
};

/* ---- What is told of a package ------------------------------------------ */

static int
take_patch(void *context, int64_t id, const char *name)
{
	struct join *join = context;

	if (pl_fixes_version(name) == NULL)
		return 0;
	join->patches = pl_grow(join->patches, join->patch_count,
	    &join->patch_room, sizeof *join->patches);
	join->patches[join->patch_count++] =
	    (struct patch){id, pl_strdup(name)};
	return 0;
}

static int
find_advisory(void *context, const char *name, const char *value)
{
	struct join *join = context;

	(void)value;
	join->is_advised |= strcmp(name, "advisory") == 0;
	return join->is_advised;
}

static int
take_advisory(void *context, const char *name, const char *value)
{
	struct join *join = context;

	if (strcmp(name, "distro") == 0)
		pl_fixes_distro(join->fixes, value);
	else
		pl_fixes_names(join->fixes, value);
	return 0;
}

/* No advisory is called by a number. */
static int
take_vuln(void *context, int64_t vuln)
{
	struct join *join = context;
	char name[24];

	snprintf(name, sizeof name, "%" PRId64, vuln);
	pl_fixes_names(join->fixes, name);
	return 0;
}

static int
read_fix(struct join *join, const struct patch *patch)
{
	int result;

	join->is_advised = 0;
	result = pl_due_advisories(
	    join->due, patch->id, find_advisory, join, join->err);
	if (result < 0 || !join->is_advised)
		return result < 0 ? result : PL_OK;
	pl_fixes_add(join->fixes, patch->name);
	result = pl_due_advisories(
	    join->due, patch->id, take_advisory, join, join->err);
	if (result == PL_OK)
		result = pl_due_vulns(
		    join->due, patch->id, take_vuln, join, join->err);
	return result;
}

/* ---- What follows ------------------------------------------------------- */

static int
join_begin(struct join *join)
{
	struct pl_buf cursor;
	int64_t source;
	int result;

	if (join->batch != NULL)
		return PL_OK;
	pl_buf_init(&cursor, JOIN_TEXT);
	result = pl_store_source(join->store, PL_JOIN_SOURCE, PL_JOIN_SOURCE,
	    &source, &cursor, join->err);
	pl_buf_free(&cursor);
	if (result == PL_OK)
		result = pl_batch_begin(
		    &join->batch, join->store, source, join->err);
	return result;
}

/* Is the reader's row still before an event, in the order in which both come?
 */
static int
is_before(const struct pl_row *row, const struct pl_due_event *event)
{
	if (row->asset != event->asset)
		return row->asset < event->asset;
	if (row->at_ms != event->at_ms)
		return row->at_ms < event->at_ms;
	if (row->kind != event->kind)
		return row->kind < event->kind;
	return row->source < event->source;
}

/* Since when an event may have happened, which is not among its attributes. */
static int
read_after(struct join *join, const struct pl_due_event *event, int64_t *out)
{
	int step = 1;

	if (join->reader == NULL &&
	    pl_reader_open_subject(&join->reader, join->store,
		PL_EVENT_LATEST_MS, event->patch, join->err) < 0)
		return PL_E_STORE;
	while (step > 0 && is_before(&join->row, event))
		step = pl_reader_next(join->reader, &join->row, join->err);
	*out = join->row.after_ms;
	return step < 0 ? step : PL_OK;
}

/* The kind of what follows for the versions between, or 0. */
static int
kind_between(const struct pl_due_event *event)
{
	int is_from = strcmp(event->name, "from") == 0;

	switch (event->kind) {
	case PL_DEPLOY_INSTALLED:
		return is_from ? PL_DEPLOY_EFFECTIVE : 0;
	case PL_ITEM_DETECTED:
		return is_from ? PL_ITEM_DETECTED : 0;
	case PL_DEPLOY_ROLLED_BACK:
		return is_from ? 0 : PL_DEPLOY_ROLLED_BACK;
	default:
		return 0;
	}
}

static int
derive(struct join *join, const struct pl_due_event *event,
    const struct pl_fix *fix)
{
	struct pl_event derived = {
	    .kind = (enum pl_kind)kind_between(event),
	    .at_ms = event->at_ms,
	    .patch = fix->patch,
	    .product = join->product.text,
	    .attr_count = 1,
	    .attrs = {{"by", join->patch->name, PL_PUBLIC}},
	};

	if (join_begin(join) < 0 ||
	    read_after(join, event, &derived.after_ms) < 0 ||
	    pl_due_asset(join->due, event->asset, &join->asset, join->err) < 0)
		return PL_E_STORE;
	derived.asset = join->asset.text;
	return pl_batch_add(join->batch, &derived, join->err);
}

/* Products may have other packages in them, by some source. */
static int
is_same_package(const struct patch *patch, const struct pl_fix *fix)
{
	size_t length = (size_t)(fix->version - fix->patch);

	return strncmp(patch->name, fix->patch, length) == 0;
}

static int
join_event(void *context, const struct pl_due_event *event)
{
	struct join *join = context;
	size_t n = pl_fixes_after(join->fixes, event->value);
	int result = PL_OK;

	if (n >= join->below || kind_between(event) == 0)
		return PL_OK;
	result = pl_due_distro(
	    join->due, event->asset, event->at_ms, &join->distro, join->err);
	for (; n < join->below && result == PL_OK; n++) {
		const struct pl_fix *fix = pl_fixes_get(join->fixes, n);

		if (is_same_package(join->patch, fix) &&
		    pl_fixes_counts(
			join->fixes, n, join->distro.text, event->value))
			result = derive(join, event, fix);
	}
	return result;
}

static int
join_patch(struct join *join, const struct patch *patch)
{
	int result;

	join->patch = patch;
	join->below = pl_fixes_from(join->fixes, pl_fixes_version(patch->name));
	if (join->below == 0)
		return PL_OK;
	join->row = (struct pl_row){0};
	result =
	    pl_due_events(join->due, patch->id, join_event, join, join->err);
	pl_reader_close(join->reader);
	join->reader = NULL;
	return result;
}

/* ---- Package by package ------------------------------------------------- */

static void
forget_product(struct join *join)
{
	for (size_t i = 0; i < join->patch_count; i++)
		free(join->patches[i].name);
	join->patch_count = 0;
	pl_fixes_free(join->fixes);
	join->fixes = NULL;
}

static int
join_product(struct join *join, pl_version_order *order)
{
	int result;

	join->fixes = pl_fixes_new(order);
	result = pl_due_patches(
	    join->due, join->product.text, take_patch, join, join->err);
	for (size_t i = 0; i < join->patch_count && result == PL_OK; i++)
		result = read_fix(join, &join->patches[i]);
	pl_fixes_sort(join->fixes);
	if (pl_fixes_count(join->fixes) == 0)
		return result;
	for (size_t i = 0; i < join->patch_count && result == PL_OK; i++)
		result = join_patch(join, &join->patches[i]);
	return result;
}

/* What waits, and then that the products up to the last are done: cut off
 * between the two, the next run derives the same once more. */
static int
join_commit(struct join *join)
{
	if (join->batch != NULL && pl_batch_waiting(join->batch) > 0 &&
	    pl_batch_commit(join->batch, NULL, &join->result, join->err) < 0)
		return PL_E_STORE;
	return pl_due_done(join->due, join->last.text, join->err);
}

/* The next product that is due. 1, 0 where there is none, or an error. */
static int
join_next(struct join *join)
{
	pl_version_order *order;
	int result = pl_due_next(join->due, &join->product, join->err);

	if (result <= 0)
		return result;
	order = pl_fixes_order(join->product.text);
	result = order == NULL ? PL_OK : join_product(join, order);
	forget_product(join);
	if (result < 0)
		return result;
	pl_buf_clear(&join->last);
	pl_buf_adds(&join->last, join->product.text);
	if (join->batch != NULL &&
	    pl_batch_waiting(join->batch) >= JOIN_WAITING)
		result = join_commit(join);
	return result < 0 ? result : 1;
}

static int
join_all(struct join *join, const volatile int *stop)
{
	int result = 1;

	while (result > 0 && !*stop)
		result = join_next(join);
	if (result < 0 || join->last.length == 0)
		return result < 0 ? result : PL_OK;
	return join_commit(join);
}

int
pl_join(struct pl_store *store, const volatile int *stop, int64_t *found,
    struct pl_error *err)
{
	struct join join = {.store = store, .err = err};
	int result = pl_due_open(&join.due, store, err);

	if (result < 0)
		return result;
	pl_buf_init(&join.asset, JOIN_TEXT);
	pl_buf_init(&join.distro, JOIN_TEXT);
	pl_buf_init(&join.last, JOIN_TEXT);
	pl_buf_init(&join.product, JOIN_TEXT);
	result = join_all(&join, stop);
	*found = join.result.added;
	pl_buf_free(&join.product);
	pl_buf_free(&join.last);
	pl_buf_free(&join.distro);
	pl_buf_free(&join.asset);
	free(join.patches);
	pl_batch_free(join.batch);
	pl_due_close(join.due);
	return result;
}
