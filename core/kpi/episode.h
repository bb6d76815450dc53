/*
 * episode.h - the at-risk periods of one item, read from its history
 *
 * A pure function: history, facts, clock and cut-off in, episodes out. The
 * rules stand in docs/kpis.md; episode_test.c has a row for each.
 */
#ifndef PL_EPISODE_H
#define PL_EPISODE_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/kpi.h"
#include "store/store.h"

/* A rollback within this time undoes a fix; later it begins a new episode. */
#define PL_ROLLBACK_MS (INT64_C(30) * 86400000)

/* An asset unseen for longer is stale: its items are followed no further. */
#define PL_STALE_MS (INT64_C(30) * 86400000)

enum pl_outcome {
	PL_OUTCOME_FIXED,
	PL_OUTCOME_OPEN,  /* censored at the cut-off */
	PL_OUTCOME_STALE, /* censored when its asset was last seen */
	PL_OUTCOME_LEFT,  /* asset retired or product removed: competing */
	PL_OUTCOME_EXCLUDED,
};

struct pl_episode {
	enum pl_outcome outcome;
	const char *why;  /* of EXCLUDED: a literal */
	int64_t start_ms; /* by the clock */
	int64_t entry_ms; /* under observation since; start_ms or later */
	int64_t stop_ms;
};

enum { PL_EPISODES = 16 }; /* of one item; later ones are not looked at */

struct pl_item {
	const struct pl_row *rows; /* its events up to the cut-off, by time */
	size_t count;
	int64_t released_ms; /* 0: not known */
	int64_t enrolled_ms; /* first event of the asset */
	int64_t seen_ms;     /* last event of the asset up to the cut-off */
	int64_t retired_ms;  /* 0: not */
	int64_t removed_ms;  /* product left the asset; 0: not */
};

/* How many episodes there are. 0: what happened makes no item (a fresh
 * installation). clock is DETECTION or RELEASE. */
size_t pl_episodes(const struct pl_item *item, enum pl_clock clock,
    int64_t as_of_ms, struct pl_episode out[PL_EPISODES]);

#endif
