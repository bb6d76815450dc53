/*
 * days.h - how many assets there were on each day
 *
 * A set of pairs of asset and day, kept as runs of days: an asset that has many
 * items at risk on a day counts once. Runs that overlap or meet are joined from
 * time to time, so that what is held grows with the assets and the gaps between
 * their runs, and not with the items. Days are those of UTC, counted from 1970.
 */
#ifndef PL_DAYS_H
#define PL_DAYS_H

#include <stddef.h>
#include <stdint.h>

struct pl_days_run {
	int64_t asset;
	int32_t from, to; /* both are in it */
};

/* Starts as {0}. */
struct pl_days {
	struct pl_days_run *runs;
	size_t count, room;
	int32_t from, to; /* what is looked at; nothing before any was added */
};

/* Which day an instant is on. */
int32_t pl_day_of(int64_t ms);

/* An asset was there from a day to a day, when all from first to last are
 * looked at, which the run lies within. What several calls look at is taken
 * together.
 */
void pl_days_add(struct pl_days *days, const struct pl_days_run *run,
    int32_t first, int32_t last);
void pl_days_merge(struct pl_days *into, const struct pl_days *from);
void pl_days_free(struct pl_days *days); /* of what it holds */

/* What is known of the days that are looked at. */
struct pl_days_summary {
	int64_t days, assets;
	int64_t asset_days; /* pairs; over days it is the mean of a day */
	int64_t most;       /* assets on one day */
	int64_t last;       /* and on the last one */
};

/* Joins the runs first, and so changes how they are held and not what. */
void pl_days_sum(struct pl_days_summary *out, struct pl_days *days);

#endif
