#include "health/health.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"
#include "kpi/count.h"
#include "kpi/history.h"
#include "health/problem.h"
#include "kpi/strata.h"
#include "kpi/tally.h"
#include "health/votes.h"
#include "store/store.h"

const int pl_soak_days[PL_SOAK_ROWS] = {1, 2, 3, 5, 7, 10, 14, 21, 30};

struct reading {
	struct pl_query query;
	struct pl_strata *strata;
	struct pl_health_patch *patches; /* all that there are */
	size_t count, room;
	size_t *number_of; /* in patches and from 1, by subject */
	size_t subjects;
	int64_t subject; /* that the groups below are of */
	struct pl_trials groups[PL_GROUPS];
	struct pl_intraclass alike;
	struct pl_episodes episodes; /* of the item being read */
};

/* ---- Names --------------------------------------------------------------- */

static int
take_subject(void *context, const struct pl_subject *subject)
{
	struct reading *reading = context;
	size_t id = (size_t)subject->id;

	if (subject->type != PL_SUBJECT_PATCH)
		return 0;
	while (id >= reading->subjects) {
		size_t room = reading->subjects;

		reading->number_of = pl_grow(reading->number_of, room, &room,
		    sizeof *reading->number_of);
		while (reading->subjects < room)
			reading->number_of[reading->subjects++] = 0;
	}
	reading->patches = pl_grow(reading->patches, reading->count,
	    &reading->room, sizeof *reading->patches);
	reading->patches[reading->count++] =
	    (struct pl_health_patch){.name = pl_strdup(subject->name)};
	reading->number_of[id] = reading->count;
	return 0;
}

/* NULL where it is a vulnerability. */
static struct pl_health_patch *
patch_of(struct reading *reading, int64_t subject)
{
	size_t id = (size_t)subject;

	if (id >= reading->subjects || reading->number_of[id] == 0)
		return NULL;
	return &reading->patches[reading->number_of[id] - 1];
}

/* ---- Machines ------------------------------------------------------------ */

/* What became of a patch on one machine. */
struct trial {
	struct pl_health_patch *patch;
	int installed, failed, rolled_back, refuted;
	int64_t last_ms; /* its last install; 0: none */
};

static int
matches(struct reading *reading, const struct pl_row *row)
{
	const struct pl_strata_item item = {.subject = row->subject,
	    .asset = row->asset,
	    .source = row->source,
	    .month_ms = row->at_ms};

	return pl_strata_matches(reading->strata, &item);
}

static void
try_row(struct reading *reading, struct trial *trial,
    const struct pl_item *item, size_t row)
{
	int64_t at_ms = item->rows[row].at_ms, problem;

	if (!matches(reading, &item->rows[row]))
		return;
	problem = pl_problem_seen(item, reading->query.as_of_ms, row);
	pl_time_earliest(&trial->patch->problem_ms, problem);
	if (!pl_count_finishes(item, row))
		return;
	pl_time_earliest(&trial->patch->tried_ms, at_ms);
	if (item->rows[row].kind == PL_DEPLOY_FAILED) {
		trial->failed = 1;
		return;
	}
	trial->rolled_back |= problem != 0;
	trial->installed = 1;
	trial->refuted |= pl_count_refuted(item, row);
	trial->last_ms = at_ms;
}

static void
count_incidents(struct reading *reading, struct pl_health_patch *patch,
    const struct pl_item *item)
{
	for (size_t i = 0; i < item->count; i++) {
		enum pl_kind kind = item->rows[i].kind;

		if ((kind != PL_INCIDENT_OPENED &&
			kind != PL_INCIDENT_LINKED) ||
		    pl_count_repeats(item, i) ||
		    !matches(reading, &item->rows[i]))
			continue;
		patch->opened += kind == PL_INCIDENT_OPENED;
		patch->linked += kind == PL_INCIDENT_LINKED;
	}
}

static void
count_trial(struct reading *reading, struct pl_health_patch *patch,
    const struct pl_item *item, const struct trial *trial)
{
	struct pl_trials *group =
	    &reading
		 ->groups[pl_strata_asset(reading->strata, item->asset)->group];
	int troubled = trial->failed || trial->rolled_back;

	patch->tried++;
	patch->installed += trial->installed;
	patch->failed += trial->failed;
	patch->rolled_back += trial->rolled_back;
	patch->refuted += trial->refuted;
	patch->troubled += troubled;
	patch->young +=
	    !troubled &&
	    pl_count_watched(item, reading->query.as_of_ms, trial->last_ms) -
		    trial->last_ms <
		PL_ROLLBACK_MS;
	group->n++;
	group->count += troubled;
}

static void
count_waits(struct reading *reading, struct pl_health_patch *patch,
    const struct pl_item *item)
{
	double days = 0;
	int at_risk = 0;

	pl_episodes_of(&reading->episodes, item,
	    item->bulletin->released_ms != 0 ? PL_CLOCK_RELEASE
					     : PL_CLOCK_DETECTION,
	    reading->query.as_of_ms);
	for (size_t i = 0; i < reading->episodes.count; i++) {
		const struct pl_episode *episode = &reading->episodes.list[i];
		struct pl_strata_item of = pl_count_strata(item);

		of.month_ms = episode->start_ms;
		if (episode->outcome != PL_OUTCOME_EXCLUDED &&
		    pl_strata_matches(reading->strata, &of)) {
			at_risk = 1;
			days += (double)(episode->stop_ms - episode->entry_ms) /
			        (double)PL_DAY_MS;
		}
	}
	patch->at_risk += at_risk;
	for (size_t i = 0; i < PL_SOAK_ROWS; i++)
		patch->waits[i] += fmin(days, pl_soak_days[i]);
}

/* Items come by subject: when another one begins, keep the groups that the
 * last one has machines in. */
static void
close_patch(struct reading *reading)
{
	struct pl_health_patch *patch = patch_of(reading, reading->subject);

	if (patch == NULL || patch->tried == 0)
		return;
	patch->groups = pl_alloc_array(PL_GROUPS, sizeof *patch->groups);
	for (size_t i = 0; i < PL_GROUPS; i++)
		if (reading->groups[i].n > 0)
			patch->groups[patch->group_count++] =
			    reading->groups[i];
	patch->groups = pl_realloc_array(
	    patch->groups, patch->group_count, sizeof *patch->groups);
	pl_intraclass_add(&reading->alike, patch->groups, patch->group_count);
	memset(reading->groups, 0, sizeof reading->groups);
}

static void
take_item(void *context, const struct pl_item *item)
{
	struct reading *reading = context;
	struct pl_health_patch *patch = patch_of(reading, item->subject);
	struct trial trial = {.patch = patch};

	if (patch == NULL)
		return;
	if (item->subject != reading->subject) {
		close_patch(reading);
		reading->subject = item->subject;
	}
	for (size_t i = 0; i < item->count; i++)
		try_row(reading, &trial, item, i);
	if (trial.installed || trial.failed)
		count_trial(reading, patch, item, &trial);
	count_incidents(reading, patch, item);
	count_waits(reading, patch, item);
}

/* ---- What is told without a machine -------------------------------------- */

static void
take_told(struct pl_health_patch *patch, const struct pl_row *row)
{
	switch (row->kind) {
	case PL_PATCH_KNOWN_ISSUE:
		pl_time_earliest(&patch->known_issue_ms, row->at_ms);
		break;
	case PL_PATCH_WITHDRAWN:
		pl_time_earliest(&patch->withdrawn_ms, row->at_ms);
		break;
	case PL_INCIDENT_OPENED:
		patch->opened++;
		break;
	case PL_INCIDENT_LINKED:
		patch->linked++;
		break;
	default:
		break;
	}
	if (pl_problem_is_told(row->kind))
		pl_time_earliest(&patch->problem_ms, row->at_ms);
}

/* Rows that differ in their source alone tell of the same. */
static int
read_told(struct reading *reading, struct pl_store *store, struct pl_error *err)
{
	struct pl_row row, last = {0};
	struct pl_reader *reader;
	int result = pl_reader_open_catalogue(
	    &reader, store, reading->query.as_of_ms, err);

	if (result < 0)
		return result;
	while ((result = pl_reader_next(reader, &row, err)) > 0) {
		struct pl_health_patch *patch = patch_of(reading, row.subject);

		if (patch != NULL &&
		    (row.subject != last.subject || row.at_ms != last.at_ms ||
			row.kind != last.kind))
			take_told(patch, &row);
		last = row;
	}
	pl_reader_close(reader);
	return result;
}

static void
take_vote(void *context, const struct pl_row *row, int up)
{
	struct reading *reading = context;
	struct pl_health_patch *patch = patch_of(reading, row->subject);

	if (patch == NULL || (row->asset != 0 && !matches(reading, row)))
		return;
	patch->up += up;
	patch->down += !up;
}

/* ---- The list ------------------------------------------------------------ */

static void
judge(struct reading *reading, struct pl_health_list *out)
{
	struct pl_prior_sums sums = {0};

	out->correlation = pl_intraclass_of(&reading->alike);
	for (size_t i = 0; i < reading->count; i++) {
		struct pl_health_patch *patch = &reading->patches[i];

		patch->effective = pl_effective_trials(
		    patch->groups, patch->group_count, out->correlation.value);
		pl_prior_add(&sums, patch->effective);
	}
	for (size_t i = 0; i < reading->count; i++) {
		struct pl_health_patch *patch = &reading->patches[i];

		patch->prior = pl_prior_without(&sums, patch->effective);
		patch->health = pl_health_of(patch->prior, patch->effective);
	}
}

static int
is_told_against(const struct pl_health_patch *patch)
{
	return patch->opened > 0 || patch->linked > 0 ||
	       patch->known_issue_ms != 0 || patch->withdrawn_ms != 0;
}

static int
is_listed(const struct reading *reading, const struct pl_health_patch *patch,
    const char *name)
{
	if (name != NULL)
		return strcmp(patch->name, name) == 0;
	return patch->tried > 0 ||
	       (reading->query.where_count == 0 && is_told_against(patch));
}

static int
patch_compare(const void *a, const void *b)
{
	static const int rank[] = {[PL_HEALTH_BAD] = 0,
	    [PL_HEALTH_CAUTION] = 1,
	    [PL_HEALTH_UNKNOWN] = 2,
	    [PL_HEALTH_GOOD] = 3};
	const struct pl_health_patch *x = a, *y = b;
	double one = x->health.rate.value.value;
	double other = y->health.rate.value.value;

	if (x->health.status != y->health.status)
		return rank[x->health.status] - rank[y->health.status];
	if (is_told_against(x) != is_told_against(y))
		return is_told_against(y) - is_told_against(x);
	if (one != other)
		return one > other ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void
patch_free(struct pl_health_patch *patch)
{
	free(patch->name);
	free(patch->groups);
}

/* Hand over the patches that are listed, and let the others go. */
static void
make_list(struct reading *reading, struct pl_health_list *out, const char *name)
{
	for (size_t i = 0; i < reading->count; i++)
		if (is_listed(reading, &reading->patches[i], name))
			reading->patches[out->count++] = reading->patches[i];
		else
			patch_free(&reading->patches[i]);
	if (out->count > 0)
		qsort(reading->patches, out->count, sizeof *reading->patches,
		    patch_compare);
	out->patches = reading->patches;
	reading->patches = NULL;
	reading->count = 0;
}

static int
read_all(struct reading *reading, struct pl_store *store, const char *patch,
    struct pl_error *err)
{
	int64_t events;
	int result = pl_store_subjects(
	    store, reading->query.as_of_ms, take_subject, reading, err);

	if (result == PL_OK && patch != NULL &&
	    patch_of(reading, pl_store_subject_id(store, patch)) == NULL)
		result = pl_fail(err, PL_E_CONFIG,
		    "the store knows no patch \"%.200s\"; \"patchlore health\" "
		    "lists those that were tried",
		    patch);
	if (result == PL_OK)
		result = pl_strata_load(
		    &reading->strata, store, &reading->query, err);
	if (result == PL_OK)
		result = pl_history_read(store, reading->strata,
		    reading->query.as_of_ms, 0, take_item, reading, &events,
		    err);
	if (result == PL_OK)
		result = read_told(reading, store, err);
	if (result == PL_OK)
		result = pl_votes_read(
		    store, reading->query.as_of_ms, take_vote, reading, err);
	return result;
}

int
pl_health_read(struct pl_health_list *out, struct pl_store *store,
    const struct pl_query *query, const char *patch, struct pl_error *err)
{
	struct reading reading = {.query = *query};
	int result = read_all(&reading, store, patch, err);

	if (result == PL_OK) {
		*out = (struct pl_health_list){0};
		close_patch(&reading);
		judge(&reading, out);
		make_list(&reading, out, patch);
	}
	for (size_t i = 0; i < reading.count; i++)
		patch_free(&reading.patches[i]);
	free(reading.patches);
	free(reading.number_of);
	pl_episodes_free(&reading.episodes);
	pl_strata_free(reading.strata);
	return result;
}

void
pl_health_free(struct pl_health_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		patch_free(&list->patches[i]);
	free(list->patches);
	*list = (struct pl_health_list){0};
}

/* ---- What is needed ------------------------------------------------------ */

static int
is_good_with(const struct pl_health_patch *patch, double more)
{
	struct pl_trials trials = patch->effective;
	double worth = trials.n > 0 ? trials.n / (double)patch->tried : 1;

	trials.n += more * worth;
	return pl_health_of(patch->prior, trials).status == PL_HEALTH_GOOD;
}

/* There is always such a number: what is clean enough for long enough gets
 * below any limit. */
int64_t
pl_health_needed(const struct pl_health_patch *patch)
{
	double low = -1, high = 0;

	while (!is_good_with(patch, high)) {
		low = high;
		high = high > 0 ? 2 * high : 256;
	}
	while (high - low > 1) {
		double middle = floor((low + high) / 2);

		if (is_good_with(patch, middle))
			high = middle;
		else
			low = middle;
	}
	return (int64_t)high;
}
