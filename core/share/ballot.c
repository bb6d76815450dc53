#include "share/ballot.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"
#include "kpi/history.h"
#include "kpi/strata.h"
#include "share/entity.h"
#include "share/rating.h"
#include "share/timeframe.h"

enum outcome { OK, RETRIED, FAILED, ROLLED_BACK, DEFERRED };

enum { OPEN = PL_BINS - 1, MINUTES_A_DAY = 1440 };

/* How many records a machine has in each bin. */
struct ballot {
	uint32_t records[PL_TABLES][PL_URGENCIES][PL_BINS];
};

struct counting {
	const struct pl_timeframe *time;
	struct pl_entities *entities;
	struct pl_ratings *ratings;
	struct ballot *ballots; /* by entity */
	struct pl_episodes episodes;
	int64_t subject; /* that was counted last */
	struct pl_ballot_told told;
};

/* ---- Bins --------------------------------------------------------------- */

static size_t
time_bin(const struct pl_episode *episode)
{
	static const int64_t days[] = {1, 3, 7, 14, 30, 60, 90, 180};
	int64_t minutes = (episode->stop_ms - episode->start_ms) / PL_MINUTE_MS;
	size_t bin = 0;

	if (episode->outcome == PL_OUTCOME_OPEN)
		return OPEN;
	while (bin < PL_COUNT(days) && minutes > days[bin] * MINUTES_A_DAY)
		bin++;
	return bin;
}

static int
is_failure(enum pl_kind kind)
{
	return kind == PL_DEPLOY_FAILED || kind == PL_DEPLOY_TIMED_OUT ||
	       kind == PL_DEPLOY_AGENT_LOST;
}

/* The undoing with which an episode begins is that of a fix before it. */
static int
is_undoing(const struct pl_row *row, const struct pl_episode *episode)
{
	return (row->kind == PL_DEPLOY_ROLLED_BACK ||
		   row->kind == PL_DEPLOY_UNINSTALLED) &&
	       row->at_ms > episode->start_ms;
}

static enum outcome
outcome_bin(const struct pl_item *item, const struct pl_episode *episode)
{
	int is_fixed = episode->outcome == PL_OUTCOME_FIXED;
	int has_failed = 0;

	for (size_t i = 0; i < item->count; i++) {
		const struct pl_row *row = &item->rows[i];

		if (row->subject != item->subject ||
		    row->at_ms < episode->start_ms ||
		    row->at_ms > episode->stop_ms)
			continue;
		if (is_undoing(row, episode))
			return ROLLED_BACK;
		has_failed |= is_failure(row->kind);
	}
	if (is_fixed)
		return has_failed ? RETRIED : OK;
	return has_failed ? FAILED : DEFERRED;
}

/* ---- Records ------------------------------------------------------------ */

static int
is_record(const struct pl_timeframe *time, const struct pl_episode *episode)
{
	return (episode->outcome == PL_OUTCOME_FIXED ||
		   episode->outcome == PL_OUTCOME_OPEN) &&
	       episode->start_ms >= time->from_ms &&
	       episode->start_ms < time->to_ms;
}

/* Items come by subject. */
static void
tell_subject(struct counting *counting, int64_t subject)
{
	if (counting->subject == subject)
		return;
	counting->subject = subject;
	counting->told.subjects++;
	counting->told.unrated +=
	    !pl_rating_is_told(counting->ratings, subject);
}

static void
count_record(struct counting *counting, const struct pl_item *item,
    const struct pl_episode *episode)
{
	enum pl_urgency urgency =
	    pl_rating_of(counting->ratings, item->subject);
	struct ballot *ballot =
	    &counting->ballots[pl_entity_of(counting->entities, item->asset)];

	ballot->records[PL_TABLE_TIME][urgency][time_bin(episode)]++;
	ballot
	    ->records[PL_TABLE_OUTCOME][urgency][outcome_bin(item, episode)]++;
	counting->told.records++;
	tell_subject(counting, item->subject);
}

static void
take_item(void *context, const struct pl_item *item)
{
	struct counting *counting = context;
	struct pl_episodes *episodes = &counting->episodes;

	pl_episodes_of(episodes, item,
	    pl_item_is_found(item) ? PL_CLOCK_DETECTION : PL_CLOCK_RELEASE,
	    counting->time->as_of_ms);
	for (size_t i = 0; i < episodes->count; i++)
		if (is_record(counting->time, &episodes->list[i]))
			count_record(counting, item, &episodes->list[i]);
}

static int
read_records(struct counting *counting, struct pl_store *store,
    int64_t as_of_ms, struct pl_error *err)
{
	const struct pl_query query = {.as_of_ms = as_of_ms};
	struct pl_strata *strata;
	int64_t events;
	int result = pl_strata_load(&strata, store, &query, err);

	if (result < 0)
		return result;
	result = pl_history_read_own(
	    store, strata, as_of_ms, take_item, counting, &events, err);
	pl_strata_free(strata);
	return result;
}

/* ---- Votes -------------------------------------------------------------- */

/* Each record has the same part of a vote, rounded down; what is left over goes
 * to the records in the lowest bins, a unit each. */
static int
split(const uint32_t records[PL_BINS], int64_t units[PL_BINS])
{
	int64_t count = 0, each, over;

	for (size_t bin = 0; bin < PL_BINS; bin++)
		count += records[bin];
	if (count == 0)
		return 0;
	each = PL_VOTE / count;
	over = PL_VOTE % count;
	for (size_t bin = 0; bin < PL_BINS; bin++) {
		int64_t more = records[bin] < over ? records[bin] : over;

		units[bin] += records[bin] * each + more;
		over -= more;
	}
	return 1;
}

static void
cast(struct counting *counting, uint32_t entity, struct pl_ballots *out)
{
	struct ballot *ballot = &counting->ballots[entity];
	enum pl_class class = pl_entity_class(counting->entities, entity);
	int votes = 0;

	for (int table = 0; table < PL_TABLES; table++)
		for (int urgency = 0; urgency < PL_URGENCIES; urgency++)
			votes |= split(ballot->records[table][urgency],
			    out->units[table][class][urgency]);
	counting->told.machines += votes;
}

static void
counting_free(struct counting *counting)
{
	pl_entities_free(counting->entities);
	pl_ratings_free(counting->ratings);
	pl_episodes_free(&counting->episodes);
	free(counting->ballots);
}

int
pl_ballots_read(struct pl_ballots *out, struct pl_ballot_told *told,
    struct pl_store *store, const struct pl_timeframe *time,
    struct pl_error *err)
{
	struct counting counting = {.time = time};
	struct pl_ballots cells = {0};
	int result = pl_entities_load(
	    &counting.entities, store, time->as_of_ms, time->to_ms - 1, err);

	if (result == PL_OK)
		result = pl_ratings_load(
		    &counting.ratings, store, time->as_of_ms, err);
	if (result < 0)
		goto out;
	counting.ballots =
	    pl_alloc_array((size_t)pl_entity_count(counting.entities) + 1,
		sizeof *counting.ballots);
	result = read_records(&counting, store, time->as_of_ms, err);
	if (result < 0)
		goto out;
	for (uint32_t i = 0; i < pl_entity_count(counting.entities); i++)
		cast(&counting, i, &cells);
	*out = cells;
	*told = counting.told;
out:
	counting_free(&counting);
	return result;
}
