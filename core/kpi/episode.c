#include "kpi/episode.h"

#include "base/time.h"

static int
is_found(enum pl_kind kind)
{
	return kind == PL_ITEM_DETECTED || kind == PL_ITEM_STILL_PRESENT ||
	       kind == PL_ITEM_REOPENED;
}

static int
is_undone(enum pl_kind kind)
{
	return kind == PL_DEPLOY_ROLLED_BACK || kind == PL_DEPLOY_UNINSTALLED ||
	       kind == PL_ITEM_REOPENED || kind == PL_ITEM_DETECTED;
}

/* Does the item speak of a patch on an asset at all? A fresh installation
 * brings software in its present version; nothing was open before. */
static int
is_item(const struct pl_item *item)
{
	for (size_t i = 0; i < item->count; i++) {
		enum pl_kind kind = item->rows[i].kind;

		if (kind < PL_PRODUCT_INSTALLED || kind > PL_PRODUCT_FAILED)
			return 1;
	}
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

/* The first row of a kind between two rows, end not included, or end. */
static size_t
next_of(const struct pl_item *item, enum pl_kind kind, size_t from, size_t end)
{
	while (from < end && item->rows[from].kind != kind)
		from++;
	return from;
}

/* The first row after from that undoes a fix, or count. */
static size_t
next_undone(const struct pl_item *item, size_t from)
{
	while (from < item->count && !is_undone(item->rows[from].kind))
		from++;
	return from;
}

/* When the install in a row took effect: as the source says, else at the
 * restart it asked for, else at once. A restart that is still to come leaves
 * the item open: 0. */
static int64_t
effective_ms(const struct pl_item *item, size_t install)
{
	size_t end = next_undone(item, install + 1);
	size_t row = next_of(item, PL_DEPLOY_EFFECTIVE, install, end);
	size_t begin = install;

	if (row < end)
		return item->rows[row].at_ms;
	/* Some tools ask for the restart in the same instant, and kinds sort
	 * by their number. */
	while (begin > 0 &&
	       item->rows[begin - 1].at_ms == item->rows[install].at_ms)
		begin--;
	if (next_of(item, PL_DEPLOY_REBOOT_REQUIRED, begin, end) == end)
		return item->rows[install].at_ms;
	row = next_of(item, PL_DEPLOY_REBOOTED, install, end);
	return row < end ? item->rows[row].at_ms : 0;
}

/* The next effective fix from a row on: its time in *at_ms and the row after
 * it, or count where there is none. */
static size_t
next_fix(const struct pl_item *item, size_t from, int64_t *at_ms)
{
	for (size_t i = from; i < item->count; i++) {
		enum pl_kind kind = item->rows[i].kind;

		if (kind != PL_DEPLOY_INSTALLED && kind != PL_DEPLOY_EFFECTIVE)
			continue;
		*at_ms = effective_ms(item, i);
		if (*at_ms != 0)
			return i + 1;
	}
	return item->count + 1;
}

/* Where the clock starts the first episode; 0 where it does not. */
static int64_t
first_start(const struct pl_item *item, enum pl_clock clock)
{
	if (clock == PL_CLOCK_RELEASE)
		return item->released_ms;
	for (size_t i = 0; i < item->count; i++)
		if (is_found(item->rows[i].kind))
			return item->rows[i].at_ms;
	return 0;
}

/* A detection after the fix is a finding of its own, not a start. */
static size_t
first_row(const struct pl_item *item, enum pl_clock clock, int64_t start_ms)
{
	size_t row = 0;

	if (clock == PL_CLOCK_DETECTION)
		while (row < item->count && item->rows[row].at_ms < start_ms)
			row++;
	return row;
}

static int64_t
left_ms(const struct pl_item *item, int64_t start_ms)
{
	int64_t left = item->retired_ms;

	if (item->removed_ms >= start_ms && item->removed_ms > 0 &&
	    (left == 0 || item->removed_ms < left))
		left = item->removed_ms;
	return left;
}

/* How an episode without a fix ends. */
static void
end_open(
    const struct pl_item *item, int64_t as_of_ms, struct pl_episode *episode)
{
	int64_t left = left_ms(item, episode->start_ms);

	if (left != 0) {
		episode->outcome = PL_OUTCOME_LEFT;
		episode->stop_ms = left;
	} else if (as_of_ms - item->seen_ms > PL_STALE_MS) {
		episode->outcome = PL_OUTCOME_STALE;
		episode->stop_ms = item->seen_ms;
	} else {
		episode->outcome = PL_OUTCOME_OPEN;
		episode->stop_ms = as_of_ms;
	}
}

static void
exclude(struct pl_episode *episode, const char *why)
{
	episode->outcome = PL_OUTCOME_EXCLUDED;
	episode->why = why;
}

/* Durations are whole minutes, so an episode that ends in the minute in which
 * a late entry begins was never seen at risk. */
static void
settle(struct pl_episode *episode, int64_t enrolled_ms)
{
	episode->entry_ms = episode->start_ms;
	if (enrolled_ms > episode->entry_ms)
		episode->entry_ms = enrolled_ms;
	if (episode->stop_ms < episode->start_ms)
		exclude(episode, "ended before it began");
	else if (episode->entry_ms > episode->start_ms &&
		 (episode->stop_ms - episode->start_ms) / PL_MINUTE_MS <=
		     (episode->entry_ms - episode->start_ms) / PL_MINUTE_MS)
		exclude(episode, "never at risk while observed");
}

/* Follow one episode from a row on. The row at which the next one begins is
 * returned, or count where there is none. */
static size_t
follow(const struct pl_item *item, size_t row, int64_t as_of_ms,
    struct pl_episode *episode)
{
	int64_t fix_ms = 0;

	while ((row = next_fix(item, row, &fix_ms)) <= item->count) {
		size_t undone = next_undone(item, row);
		int64_t left = left_ms(item, episode->start_ms);

		if (left != 0 && left < fix_ms)
			break;
		if (undone < item->count &&
		    item->rows[undone].at_ms - fix_ms <= PL_ROLLBACK_MS) {
			row = undone + 1; /* void: the episode goes on */
			continue;
		}
		episode->outcome = PL_OUTCOME_FIXED;
		episode->stop_ms = fix_ms;
		return undone;
	}
	end_open(item, as_of_ms, episode);
	return item->count;
}

size_t
pl_episodes(const struct pl_item *item, enum pl_clock clock, int64_t as_of_ms,
    struct pl_episode out[PL_EPISODES])
{
	int64_t start_ms = first_start(item, clock);
	size_t row, count = 0;

	if (!is_item(item))
		return 0;
	out[0] = (struct pl_episode){.start_ms = start_ms};
	if (is_not_applicable(item))
		exclude(&out[0], "not applicable");
	else if (start_ms == 0)
		exclude(&out[0], clock == PL_CLOCK_RELEASE ? "release not known"
							   : "never detected");
	if (out[0].outcome == PL_OUTCOME_EXCLUDED)
		return 1;
	row = first_row(item, clock, start_ms);
	while (count < PL_EPISODES) {
		struct pl_episode *episode = &out[count++];

		*episode = (struct pl_episode){.start_ms = start_ms};
		row = follow(item, row, as_of_ms, episode);
		settle(episode, item->enrolled_ms);
		if (row >= item->count)
			break;
		start_ms = item->rows[row].at_ms;
	}
	return count;
}
