#include "kpi/waves.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/map.h"
#include "kpi/count.h"
#include "kpi/count_waves.h"
#include "kpi/crew.h"
#include "kpi/sign.h"
#include "kpi/strata.h"
#include "store/store.h"

/* One kind of mark, read along with the items. */
struct marks {
	struct pl_mark_reader *reader;
	struct pl_mark next;
	int more; /* is there a next one? below 0: reading failed */
};

struct installs {
	struct pl_install *list;
	size_t count, room;
};

struct pl_waves {
	struct pl_store *store;
	struct pl_cells *cells;
	struct pl_crews crews;
	struct pl_signs *signs;
	struct marks waves, causes;
	struct pl_map *names;   /* of waves */
	struct installs named;  /* of all patches so far */
	struct installs others; /* of one patch */
	struct installs item;   /* of the item being taken */
	void (*tell)(void *context, const struct pl_wave *wave); /* or NULL */
	void *context;
	int result; /* of what was read so far */
	struct pl_error err;
};

int
pl_waves_wanted(const struct pl_query *query)
{
	return (query->kpis & (PL_KPI_SET(PL_KPI_CHANGE_FAIL_RATE) |
				  PL_KPI_SET(PL_KPI_REWORK_RATE) |
				  PL_KPI_SET(PL_KPI_FREQUENCY))) != 0;
}

/* ---- Marks -------------------------------------------------------------- */

static int
marks_step(struct marks *marks, struct pl_error *err)
{
	marks->more = pl_mark_reader_next(marks->reader, &marks->next, err);
	return marks->more < 0 ? marks->more : PL_OK;
}

static int
marks_open(struct marks *marks, struct pl_store *store, int64_t as_of_ms,
    enum pl_mark_name name, struct pl_error *err)
{
	int result =
	    pl_mark_reader_open(&marks->reader, store, as_of_ms, name, err);

	return result < 0 ? result : marks_step(marks, err);
}

static int
compare_mark(const struct pl_mark *mark, const struct pl_row *row)
{
	const int64_t left[] = {
	    mark->subject, mark->asset, mark->at_ms, mark->kind, mark->source};
	const int64_t right[] = {
	    row->subject, row->asset, row->at_ms, row->kind, row->source};

	for (size_t i = 0; i < PL_COUNT(left); i++)
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	return 0;
}

/* The mark of an event that comes later than all that were asked for before;
 * NULL: it has none. Borrowed until the next call. */
static const char *
mark_of(struct pl_waves *waves, struct marks *marks, const struct pl_row *row)
{
	while (waves->result == PL_OK && marks->more > 0) {
		int order = compare_mark(&marks->next, row);

		if (order == 0)
			return marks->next.value;
		if (order > 0)
			return NULL;
		waves->result = marks_step(marks, &waves->err);
	}
	return NULL;
}

/* ---- Installs ----------------------------------------------------------- */

static struct pl_install *
add_install(struct installs *installs)
{
	installs->list = pl_grow(installs->list, installs->count,
	    &installs->room, sizeof *installs->list);
	installs->list[installs->count] = (struct pl_install){0};
	return &installs->list[installs->count++];
}

/* Two sources may tell of one install, and only one of them of its wave. */
static void
take_marks(struct pl_waves *waves, struct pl_install *install,
    const struct pl_row *row)
{
	const char *name = mark_of(waves, &waves->waves, row);

	if (name != NULL && install->wave == 0)
		install->wave = pl_map_add(waves->names, name);
	if (mark_of(waves, &waves->causes, row) != NULL)
		install->is_rework = 1;
}

/* What an item's own events say against the install in a row, and when its
 * next one is; 0: nothing, and there is none. */
static void
look_on(
    const struct pl_item *item, size_t row, int64_t *sign_ms, int64_t *next_ms)
{
	*sign_ms = *next_ms = 0;
	for (size_t i = row + 1; i < item->count; i++) {
		const struct pl_row *later = &item->rows[i];

		if (later->subject != item->subject)
			continue;
		switch (later->kind) {
		case PL_DEPLOY_INSTALLED:
			if (pl_count_repeats(item, i))
				break;
			*next_ms = later->at_ms;
			return;
		case PL_DEPLOY_ROLLED_BACK:
		case PL_DEPLOY_UNINSTALLED:
		case PL_INCIDENT_OPENED:
		case PL_INCIDENT_LINKED:
			if (*sign_ms == 0)
				*sign_ms = later->at_ms;
			break;
		default:
			break;
		}
	}
}

static int64_t
earlier(int64_t a_ms, int64_t b_ms)
{
	if (a_ms == 0 || b_ms == 0)
		return a_ms + b_ms;
	return a_ms < b_ms ? a_ms : b_ms;
}

/* A sign from elsewhere, unless it came after the next install of the same,
 * against which it is held. */
static int64_t
elsewhere(const struct pl_waves *waves, const struct pl_row *install,
    int64_t asset, int64_t next_ms)
{
	int64_t sign_ms = pl_signs_after(
	    waves->signs, install->subject, asset, install->at_ms);

	return next_ms != 0 && sign_ms > next_ms ? 0 : sign_ms;
}

static void
take_install(struct pl_waves *waves, const struct pl_item *item, size_t row)
{
	const struct pl_row *of = &item->rows[row];
	struct pl_install *install = add_install(&waves->item);
	int64_t sign_ms, next_ms;

	look_on(item, row, &sign_ms, &next_ms);
	*install = (struct pl_install){
	    .subject = of->subject,
	    .asset = of->asset,
	    .source = of->source,
	    .at_ms = of->at_ms,
	    .sign_ms =
		earlier(sign_ms, elsewhere(waves, of, of->asset, next_ms)),
	    .crew = pl_crew_of(&waves->crews, of->asset),
	};
	pl_count_watched_install(waves->cells, item, install);
	install->sign_ms =
	    earlier(install->sign_ms, elsewhere(waves, of, 0, next_ms));
}

/* ---- Waves -------------------------------------------------------------- */

/* Count the waves that installs make, tell of them, and forget them. */
static void
count_waves(struct pl_waves *waves, struct installs *installs)
{
	int tell_causes = pl_signs_tell_causes(waves->signs);

	pl_wave_sort(installs->list, installs->count);
	for (size_t from = 0; from < installs->count;) {
		struct pl_wave wave =
		    pl_wave_of(&installs->list[from], installs->count - from);

		pl_count_wave(waves->cells, &wave, tell_causes);
		if (waves->tell != NULL)
			waves->tell(waves->context, &wave);
		from += wave.count;
	}
	installs->count = 0;
}

void
pl_waves_take(struct pl_waves *waves, const struct pl_item *item)
{
	if (waves->others.count > 0 &&
	    waves->others.list[0].subject != item->subject)
		count_waves(waves, &waves->others);
	for (size_t i = 0; i < item->count; i++) {
		const struct pl_row *row = &item->rows[i];

		if (row->kind != PL_DEPLOY_INSTALLED ||
		    row->subject != item->subject)
			continue;
		if (!pl_count_repeats(item, i))
			take_install(waves, item, i);
		take_marks(
		    waves, &waves->item.list[waves->item.count - 1], row);
	}
	for (size_t i = 0; i < waves->item.count; i++) {
		const struct pl_install *install = &waves->item.list[i];

		*add_install(install->wave != 0 ? &waves->named
						: &waves->others) = *install;
	}
	waves->item.count = 0;
}

int
pl_waves_open(struct pl_waves **out, struct pl_store *store,
    struct pl_cells *cells, struct pl_error *err)
{
	struct pl_waves *waves = pl_alloc(sizeof *waves);
	int64_t as_of_ms = cells->query.as_of_ms;
	int result;

	waves->store = store;
	waves->cells = cells;
	waves->names = pl_map_new();
	result = pl_crews_load(&waves->crews, store, as_of_ms, err);
	if (result == PL_OK)
		result = pl_signs_load(&waves->signs, store, as_of_ms, err);
	if (result == PL_OK)
		result = marks_open(
		    &waves->waves, store, as_of_ms, PL_MARK_WAVE, err);
	if (result == PL_OK)
		result = marks_open(
		    &waves->causes, store, as_of_ms, PL_MARK_CAUSE, err);
	if (result < 0) {
		pl_waves_free(waves);
		return result;
	}
	*out = waves;
	return PL_OK;
}

void
pl_waves_tell(struct pl_waves *waves,
    void (*tell)(void *context, const struct pl_wave *wave), void *context)
{
	waves->tell = tell;
	waves->context = context;
}

int
pl_waves_finish(struct pl_waves *waves, struct pl_error *err)
{
	if (waves->result < 0) {
		*err = waves->err;
		return waves->result;
	}
	count_waves(waves, &waves->others);
	count_waves(waves, &waves->named);
	pl_count_crew_time(waves->cells, &waves->crews);
	return PL_OK;
}

void
pl_waves_free(struct pl_waves *waves)
{
	if (waves == NULL)
		return;
	pl_crews_free(&waves->crews);
	pl_signs_free(waves->signs);
	pl_mark_reader_close(waves->waves.reader);
	pl_mark_reader_close(waves->causes.reader);
	pl_map_free(waves->names);
	free(waves->named.list);
	free(waves->others.list);
	free(waves->item.list);
	free(waves);
}
