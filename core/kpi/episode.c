#include "kpi/episode.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "kpi/unite.h"

/* The rows between two removals of the product: what one stay of it on the
 * asset saw. */
struct stay {
	const struct pl_item *item;
	const struct pl_policy_start *policy;
	const struct pl_row *rows;
	size_t count;
	int64_t entry_ms; /* under observation since */
	int64_t left_ms;  /* product removed or asset retired; 0: not */
	int is_anew;      /* there was one before it */
};

int
pl_is_finding(enum pl_kind kind)
{
	return kind == PL_ITEM_DETECTED || kind == PL_ITEM_STILL_PRESENT ||
	       kind == PL_ITEM_REOPENED;
}

static int
is_withdrawn(enum pl_kind kind)
{
	return kind == PL_DEPLOY_ROLLED_BACK || kind == PL_DEPLOY_UNINSTALLED;
}

/* An inventory that still lists the item may only be late; that alone does not
 * undo an install. */
static int
is_undone(enum pl_kind kind)
{
	return is_withdrawn(kind) || kind == PL_ITEM_REOPENED ||
	       kind == PL_ITEM_DETECTED;
}

/* Does an event of this kind say that the asset was, or would have been, at
 * risk? A fresh installation brings software in its present version. A scan
 * that did not find the item, a decision, an incident or a vote speak of it
 * without saying so, and of a kind that only a newer version knows we cannot
 * tell. */
static int
makes_item(enum pl_kind kind)
{
	return pl_is_finding(kind) || kind == PL_ITEM_NOT_APPLICABLE ||
	       (kind >= PL_DEPLOY_SCHEDULED && kind <= PL_DEPLOY_UNINSTALLED) ||
	       (kind >= PL_EXCEPTION_GRANTED && kind <= PL_EXCEPTION_REVOKED) ||
	       kind == PL_MITIGATION_APPLIED || kind == PL_MITIGATION_REMOVED ||
	       kind == PL_VERIFY_FAILED;
}

/* What happens to a successor of the patch makes no item of it. */
static int
is_item(const struct pl_item *item, const struct pl_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].subject == item->subject &&
		    makes_item(rows[i].kind))
			return 1;
	return 0;
}

static int
is_not_applicable(const struct pl_item *item)
{
	for (size_t i = 0; i < item->count; i++)
		if (item->rows[i].kind == PL_ITEM_NOT_APPLICABLE)
			return 1;
	return 0;
}

int
pl_item_is_found(const struct pl_item *item)
{
	for (size_t i = 0; i < item->count; i++)
		if (pl_is_finding(item->rows[i].kind))
			return 1;
	return 0;
}

/* The first row of a kind between two rows, end not included, or end. */
static size_t
next_of(const struct stay *stay, enum pl_kind kind, size_t from, size_t end)
{
	while (from < end && stay->rows[from].kind != kind)
		from++;
	return from;
}

/* The first row from a row on of which a test holds, or count. */
static size_t
next_that(const struct stay *stay, int (*test)(enum pl_kind), size_t from)
{
	while (from < stay->count && !test(stay->rows[from].kind))
		from++;
	return from;
}

/* The row with which the install in a row took effect: as the source says, else
 * the restart that was asked for, else itself. To be found again before that
 * restart is no surprise. A restart that is still to come: count. */
static size_t
effect_of(const struct stay *stay, size_t install)
{
	size_t end = next_that(stay, is_undone, install + 1);
	size_t row = next_of(stay, PL_DEPLOY_EFFECTIVE, install, end);

	if (row < end)
		return row;
	row = next_of(stay, PL_DEPLOY_REBOOT_REQUIRED, install, end);
	if (row == end)
		return install;
	end = next_that(stay, is_withdrawn, install + 1);
	row = next_of(stay, PL_DEPLOY_REBOOTED, row, end);
	return row < end ? row : stay->count;
}

/* The row of the next effective install from a row on, or count. */
static size_t
next_install(const struct stay *stay, size_t from)
{
	for (size_t i = from; i < stay->count; i++) {
		enum pl_kind kind = stay->rows[i].kind;
		size_t effect = stay->count;

		if (kind == PL_DEPLOY_INSTALLED || kind == PL_DEPLOY_EFFECTIVE)
			effect = effect_of(stay, i);
		if (effect < stay->count)
			return effect;
	}
	return stay->count;
}

static int
is_absent(enum pl_kind kind)
{
	return kind == PL_ITEM_NOT_FOUND || kind == PL_VERIFY_PASSED;
}

/* The row of the next fix from a row on, or count. Where no source tells of an
 * install before it is found again, to be found no longer is all that can be
 * known of the fix. */
static size_t
next_fix(const struct stay *stay, size_t from)
{
	size_t install = next_install(stay, from);
	size_t found = next_that(stay, pl_is_finding, 0);
	size_t absent = next_that(stay, is_absent, found > from ? found : from);

	if (install == stay->count)
		return absent;
	return absent < install &&
	               next_that(stay, pl_is_finding, absent + 1) < install
	           ? absent
	           : install;
}

/* Between which looks a fix in a row lies: since the last time that it was
 * seen missing, or as the source says. 0: it is known to the instant. */
static int64_t
known_after(const struct stay *stay, size_t fix)
{
	if (stay->rows[fix].after_ms != 0 || !is_absent(stay->rows[fix].kind))
		return stay->rows[fix].after_ms;
	while (fix > 0 && !pl_is_finding(stay->rows[fix - 1].kind))
		fix--;
	return fix == 0 ? 0 : stay->rows[fix - 1].at_ms;
}

/* When a stay's first finding is; 0: none. */
static int64_t
first_finding(const struct stay *stay)
{
	size_t row = next_that(stay, pl_is_finding, 0);

	return row < stay->count ? stay->rows[row].at_ms : 0;
}

/* A product that came back is found anew. */
static int64_t
policy_start(const struct stay *stay)
{
	const struct pl_policy_start *policy = stay->policy;
	int64_t found_ms = first_finding(stay);

	return policy->by_finding && (found_ms == 0 || found_ms > policy->at_ms)
	           ? found_ms
	           : policy->at_ms;
}

/* Where the clock starts the first episode of a stay; 0 where it does not. */
static int64_t
first_start(const struct stay *stay, enum pl_clock clock)
{
	int64_t published_ms = stay->item->bulletin->published_ms;

	switch (clock) {
	case PL_CLOCK_RELEASE:
		return stay->item->bulletin->released_ms;
	case PL_CLOCK_EXPOSURE:
		return published_ms == 0 || published_ms > stay->entry_ms
		           ? published_ms
		           : stay->entry_ms;
	case PL_CLOCK_POLICY:
		return policy_start(stay);
	default:
		return first_finding(stay);
	}
}

/* A detection after the fix is a finding of its own, not a start. */
static size_t
first_row(const struct stay *stay, int64_t start_ms)
{
	size_t row = 0;

	if (start_ms == first_finding(stay))
		while (row < stay->count && stay->rows[row].at_ms < start_ms)
			row++;
	return row;
}

/* When there was no such patch any more, or 0: it was withdrawn, or superseded
 * by one of which nobody tells. An episode that began later knows better. */
static int64_t
gone(const struct stay *stay, int64_t start_ms)
{
	const struct pl_bulletin *bulletin = stay->item->bulletin;
	int64_t gone_ms = bulletin->withdrawn_ms;

	if (bulletin->heir == 0 && bulletin->superseded_ms != 0 &&
	    (gone_ms == 0 || bulletin->superseded_ms < gone_ms))
		gone_ms = bulletin->superseded_ms;
	return gone_ms > start_ms ? gone_ms : 0;
}

/* Until when an open item is followed. */
static int64_t
last_look(const struct stay *stay, int64_t as_of_ms)
{
	return as_of_ms - stay->item->seen_ms > PL_STALE_MS
	           ? stay->item->seen_ms
	           : as_of_ms;
}

/* How an episode without a fix ends. */
static void
end_open(const struct stay *stay, int64_t as_of_ms, struct pl_episode *episode)
{
	int64_t gone_ms = gone(stay, episode->start_ms);

	if (stay->left_ms != 0 && (gone_ms == 0 || stay->left_ms <= gone_ms)) {
		episode->outcome = PL_OUTCOME_LEFT;
		episode->stop_ms = stay->left_ms;
	} else if (gone_ms != 0 && gone_ms <= last_look(stay, as_of_ms)) {
		episode->outcome = PL_OUTCOME_GONE;
		episode->stop_ms = gone_ms;
	} else if (last_look(stay, as_of_ms) < as_of_ms) {
		episode->outcome = PL_OUTCOME_STALE;
		episode->stop_ms = stay->item->seen_ms;
	} else {
		episode->outcome = PL_OUTCOME_OPEN;
		episode->stop_ms = as_of_ms;
	}
}

static void
exclude(
    struct pl_episode *episode, enum pl_exclusion exclusion, const char *why)
{
	episode->outcome = PL_OUTCOME_EXCLUDED;
	episode->exclusion = exclusion;
	episode->why = why;
}

/* Durations are whole minutes, so an episode that ends in the minute in which
 * a late entry begins was never seen at risk. */
static void
settle(struct pl_episode *episode, int64_t entry_ms)
{
	episode->entry_ms = episode->start_ms;
	if (entry_ms > episode->entry_ms)
		episode->entry_ms = entry_ms;
	if (episode->stop_ms < episode->start_ms)
		exclude(episode, PL_EXCLUDED_ORDER, "ended before it began");
	else if (episode->entry_ms > episode->start_ms &&
		 (episode->stop_ms - episode->start_ms) / PL_MINUTE_MS <=
		     (episode->entry_ms - episode->start_ms) / PL_MINUTE_MS)
		exclude(episode, PL_EXCLUDED_UNSEEN,
		    "never at risk while observed");
}

/* Follow one episode from a row on. The row at which the next one begins is
 * returned, or count where there is none. */
static size_t
follow(const struct stay *stay, size_t row, int64_t as_of_ms,
    struct pl_episode *episode)
{
	int64_t gone_ms = gone(stay, episode->start_ms);

	while ((row = next_fix(stay, row)) < stay->count) {
		int64_t fix_ms = stay->rows[row].at_ms;
		size_t undone = next_that(stay, is_undone, row + 1);

		if ((stay->left_ms != 0 && stay->left_ms < fix_ms) ||
		    (gone_ms != 0 && gone_ms < fix_ms))
			break;
		if (undone < stay->count &&
		    stay->rows[undone].at_ms - fix_ms <= PL_ROLLBACK_MS) {
			row = undone + 1; /* void: the episode goes on */
			continue;
		}
		episode->outcome = PL_OUTCOME_FIXED;
		episode->stop_ms = fix_ms;
		episode->after_ms = known_after(stay, row);
		return undone;
	}
	end_open(stay, as_of_ms, episode);
	return stay->count;
}

/* ---- Stays -------------------------------------------------------------- */

static struct pl_episode *
add_episode(struct pl_episodes *out, int64_t start_ms)
{
	out->list =
	    pl_grow(out->list, out->count, &out->room, sizeof *out->list);
	out->list[out->count] = (struct pl_episode){.start_ms = start_ms};
	return &out->list[out->count++];
}

static void
add_stay(struct pl_episodes *out, const struct stay *stay, enum pl_clock clock,
    int64_t as_of_ms)
{
	int64_t start_ms = first_start(stay, clock);
	int is_anew = stay->is_anew;
	size_t row;

	if (start_ms == 0 || !is_item(stay->item, stay->rows, stay->count))
		return;
	row = clock == PL_CLOCK_DETECTION || clock == PL_CLOCK_POLICY
	          ? first_row(stay, start_ms)
	          : 0;
	for (;;) {
		struct pl_episode *episode = add_episode(out, start_ms);

		row = follow(stay, row, as_of_ms, episode);
		settle(episode, stay->entry_ms);
		episode->is_anew = is_anew;
		if (row >= stay->count)
			break;
		is_anew = 0;
		start_ms = stay->rows[row].at_ms;
	}
}

/* Take the rows up to the end of the stay that begins after an absence (or the
 * first, without one). */
static void
cut_stay(struct stay *stay, const struct pl_item *item,
    const struct pl_absence *before, const struct pl_absence *after)
{
	const struct pl_row *end = item->rows + item->count;

	*stay = (struct stay){.item = item,
	    .policy = stay->policy,
	    .rows = stay->rows + stay->count,
	    .entry_ms = item->enrolled_ms,
	    .left_ms = item->retired_ms,
	    .is_anew = before != NULL};
	while (stay->rows + stay->count < end &&
	       (after == NULL ||
		   stay->rows[stay->count].at_ms <= after->removed_ms))
		stay->count++;
	if (after != NULL &&
	    (stay->left_ms == 0 || after->removed_ms < stay->left_ms))
		stay->left_ms = after->removed_ms;
	if (before == NULL || stay->count == 0)
		return;
	/* Whoever reports the item again knows that the product is back. */
	stay->entry_ms = stay->rows[0].at_ms;
	if (before->back_ms != 0 && before->back_ms < stay->entry_ms)
		stay->entry_ms = before->back_ms;
}

static const char *
no_start(enum pl_clock clock)
{
	switch (clock) {
	case PL_CLOCK_RELEASE:
		return "release not known";
	case PL_CLOCK_EXPOSURE:
		return "publication not known";
	case PL_CLOCK_POLICY:
		return "the policy's clock does not start for it";
	default:
		return "never detected";
	}
}

/* Add the episodes of an item without parts. */
static void
add_whole(struct pl_episodes *out, const struct pl_item *item,
    const struct pl_policy_start *policy, enum pl_clock clock, int64_t as_of_ms)
{
	struct stay stay = {.policy = policy, .rows = item->rows};
	size_t before = out->count;

	if (!is_item(item, item->rows, item->count))
		return;
	if (is_not_applicable(item)) {
		exclude(
		    add_episode(out, 0), PL_EXCLUDED_APPLIES, "not applicable");
		return;
	}
	for (size_t i = 0; i <= item->absence_count; i++) {
		cut_stay(&stay, item, i == 0 ? NULL : &item->absences[i - 1],
		    i == item->absence_count ? NULL : &item->absences[i]);
		add_stay(out, &stay, clock, as_of_ms);
	}
	for (size_t i = before + 1; i < out->count; i++)
		out->list[i].over_ms = out->list[i - 1].stop_ms;
	if (out->count == before)
		exclude(
		    add_episode(out, 0), PL_EXCLUDED_START, no_start(clock));
}

void
pl_episodes_of(struct pl_episodes *out, const struct pl_item *item,
    enum pl_clock clock, int64_t as_of_ms)
{
	out->count = 0;
	if (item->part_count == 0) {
		add_whole(out, item, &item->policy, clock, as_of_ms);
		return;
	}
	for (size_t i = 0; i < item->part_count; i++)
		add_whole(out, &item->parts[i], &item->policy, clock, as_of_ms);
	pl_episodes_unite(out);
}

void
pl_episodes_free(struct pl_episodes *episodes)
{
	free(episodes->list);
	*episodes = (struct pl_episodes){0};
}
