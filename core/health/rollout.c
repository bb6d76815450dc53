#include "health/rollout.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"
#include "kpi/count.h"
#include "kpi/history.h"
#include "health/problem.h"
#include "kpi/strata.h"
#include "store/store.h"

enum { BY_RING, BY_PRODUCT, BY_COUNT };

/* What is known of a subject before its items are read. */
struct about {
	int is_patch;
	int64_t told_ms;
};

struct pl_rollouts {
	struct pl_store *store;
	struct pl_query query;
	struct pl_strata *strata;
	struct about *abouts; /* by subject */
	size_t about_count;
	uint32_t *rings; /* numbers of their texts; that of 0 is unknown */
	size_t ring_count, ring_room;
	size_t *ring_of; /* the way back, by number of a text; 0: not met */
	size_t ring_of_count;
	struct pl_rollout now; /* being read, of the subject */
	int64_t subject;
	struct pl_rollout_trial *trials;
	size_t trial_room;
	void (*each)(void *context, const struct pl_rollout *rollout);
	void *context;
};

/* ---- Subjects ------------------------------------------------------------ */

static int
take_subject(void *context, const struct pl_subject *subject)
{
	struct pl_rollouts *rollouts = context;
	size_t id = (size_t)subject->id;

	while (id >= rollouts->about_count) {
		size_t room = rollouts->about_count;

		rollouts->abouts = pl_grow(
		    rollouts->abouts, room, &room, sizeof *rollouts->abouts);
		while (rollouts->about_count < room)
			rollouts->abouts[rollouts->about_count++] =
			    (struct about){0};
	}
	rollouts->abouts[id].is_patch = subject->type == PL_SUBJECT_PATCH;
	return 0;
}

/* NULL where it is no patch. */
static struct about *
about_patch(const struct pl_rollouts *rollouts, int64_t subject)
{
	size_t id = (size_t)subject;

	if (id >= rollouts->about_count || !rollouts->abouts[id].is_patch)
		return NULL;
	return &rollouts->abouts[id];
}

static int
read_told(struct pl_rollouts *rollouts, struct pl_error *err)
{
	struct pl_row row;
	struct pl_reader *reader;
	int result = pl_reader_open_catalogue(
	    &reader, rollouts->store, rollouts->query.as_of_ms, err);

	if (result < 0)
		return result;
	while ((result = pl_reader_next(reader, &row, err)) > 0) {
		struct about *about = about_patch(rollouts, row.subject);

		if (about != NULL && pl_problem_is_told(row.kind))
			pl_time_earliest(&about->told_ms, row.at_ms);
	}
	pl_reader_close(reader);
	return result;
}

/* ---- Rings --------------------------------------------------------------- */

static size_t
ring_of(struct pl_rollouts *rollouts, uint32_t text)
{
	while (text >= rollouts->ring_of_count) {
		size_t room = rollouts->ring_of_count;

		rollouts->ring_of = pl_grow(
		    rollouts->ring_of, room, &room, sizeof *rollouts->ring_of);
		while (rollouts->ring_of_count < room)
			rollouts->ring_of[rollouts->ring_of_count++] = 0;
	}
	if (text == 0 || rollouts->ring_of[text] != 0)
		return rollouts->ring_of[text];
	rollouts->rings = pl_grow(rollouts->rings, rollouts->ring_count,
	    &rollouts->ring_room, sizeof *rollouts->rings);
	rollouts->rings[rollouts->ring_count] = text;
	return rollouts->ring_of[text] = rollouts->ring_count++;
}

size_t
pl_rollouts_rings(const struct pl_rollouts *rollouts)
{
	return rollouts->ring_count;
}

const char *
pl_rollouts_ring(const struct pl_rollouts *rollouts, size_t ring)
{
	return pl_strata_text(rollouts->strata, rollouts->rings[ring]);
}

/* ---- Trials -------------------------------------------------------------- */

static void
take_row(struct pl_rollouts *rollouts, struct pl_rollout_trial *trial,
    const struct pl_item *item, size_t row)
{
	const struct pl_row *at = &item->rows[row];
	const struct pl_strata_item of = {.subject = at->subject,
	    .asset = at->asset,
	    .source = at->source,
	    .month_ms = at->at_ms};
	int64_t as_of_ms = rollouts->query.as_of_ms;

	if (!pl_strata_matches(rollouts->strata, &of))
		return;
	pl_time_earliest(
	    &trial->problem_ms, pl_problem_seen(item, as_of_ms, row));
	if (!pl_count_finishes(item, row))
		return;
	pl_time_earliest(&trial->tried_ms, at->at_ms);
	if (at->kind != PL_DEPLOY_INSTALLED || trial->installed_ms != 0)
		return;
	trial->installed_ms = at->at_ms;
	trial->undone_ms = pl_count_undone(item, as_of_ms, row);
	trial->watched_ms = pl_count_watched(item, as_of_ms, at->at_ms);
}

static void
tell_patch(struct pl_rollouts *rollouts)
{
	if (rollouts->now.tried_ms == 0)
		return;
	rollouts->now.trials = rollouts->trials;
	rollouts->each(rollouts->context, &rollouts->now);
}

static void
begin_patch(struct pl_rollouts *rollouts, int64_t subject, int64_t told_ms)
{
	rollouts->subject = subject;
	rollouts->now =
	    (struct pl_rollout){.told_ms = told_ms, .problem_ms = told_ms};
}

static void
add_trial(struct pl_rollouts *rollouts, const struct pl_rollout_trial *trial)
{
	struct pl_rollout *now = &rollouts->now;

	rollouts->trials = pl_grow(
	    rollouts->trials, now->count, &rollouts->trial_room, sizeof *trial);
	rollouts->trials[now->count++] = *trial;
	pl_time_earliest(&now->tried_ms, trial->tried_ms);
	pl_time_earliest(&now->problem_ms, trial->problem_ms);
}

/* Items come by subject. */
static void
take_item(void *context, const struct pl_item *item)
{
	struct pl_rollouts *rollouts = context;
	const struct about *about = about_patch(rollouts, item->subject);
	const struct pl_strata_item of = pl_count_strata(item);
	struct pl_rollout_trial trial = {.asset = item->asset};
	uint32_t by[PL_BY_MAX];

	if (about == NULL)
		return;
	if (item->subject != rollouts->subject) {
		tell_patch(rollouts);
		begin_patch(rollouts, item->subject, about->told_ms);
	}
	for (size_t i = 0; i < item->count; i++)
		take_row(rollouts, &trial, item, i);
	if (trial.tried_ms == 0 && trial.problem_ms == 0)
		return;
	pl_strata_by(rollouts->strata, &of, by);
	trial.ring = ring_of(rollouts, by[BY_RING]);
	rollouts->now.product =
	    by[BY_PRODUCT] != 0 ? by[BY_PRODUCT] : -item->subject;
	add_trial(rollouts, &trial);
}

/* ---- The store ----------------------------------------------------------- */

int
pl_rollouts_open(struct pl_rollouts **out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	struct pl_rollouts *rollouts = pl_alloc(sizeof *rollouts);
	int result;

	rollouts->store = store;
	rollouts->query = *query;
	rollouts->query.by_count = BY_COUNT;
	rollouts->query.by[BY_RING] = "ring";
	rollouts->query.by[BY_PRODUCT] = "product";
	rollouts->rings =
	    pl_grow(NULL, 0, &rollouts->ring_room, sizeof *rollouts->rings);
	rollouts->rings[rollouts->ring_count++] = 0;
	result = pl_store_subjects(
	    store, query->as_of_ms, take_subject, rollouts, err);
	if (result == PL_OK)
		result = read_told(rollouts, err);
	if (result == PL_OK)
		result = pl_strata_load(
		    &rollouts->strata, store, &rollouts->query, err);
	if (result < 0) {
		pl_rollouts_close(rollouts);
		return result;
	}
	*out = rollouts;
	return PL_OK;
}

int
pl_rollouts_each(struct pl_rollouts *rollouts,
    void (*each)(void *context, const struct pl_rollout *rollout),
    void *context, struct pl_error *err)
{
	int64_t events;
	int result;

	rollouts->each = each;
	rollouts->context = context;
	begin_patch(rollouts, 0, 0);
	result = pl_history_read(rollouts->store, rollouts->strata,
	    rollouts->query.as_of_ms, 0, take_item, rollouts, &events, err);
	if (result == PL_OK)
		tell_patch(rollouts);
	return result;
}

void
pl_rollouts_close(struct pl_rollouts *rollouts)
{
	if (rollouts == NULL)
		return;
	pl_strata_free(rollouts->strata);
	free(rollouts->abouts);
	free(rollouts->rings);
	free(rollouts->ring_of);
	free(rollouts->trials);
	free(rollouts);
}

int
pl_rollout_is_young(const struct pl_rollout *rollout, int64_t as_of_ms)
{
	return as_of_ms - rollout->tried_ms < PL_ROLLBACK_MS;
}
