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

#include "kpi/bulletin.h"
#include "kpi/kpi.h"
#include "kpi/removal.h"
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
	PL_OUTCOME_GONE,  /* censored when its patch was withdrawn, or
	                     superseded by none that is known */
	PL_OUTCOME_EXCLUDED,
	PL_OUTCOMES,
	PL_OUTCOME_EXCUSED = PL_OUTCOMES /* of a spell alone; spell.h */
};

/* From what was farthest from counting to what was nearest. */
enum pl_exclusion {
	PL_EXCLUDED_APPLIES, /* it never concerned the machine */
	PL_EXCLUDED_START,   /* the clock has no start for it */
	PL_EXCLUDED_ORDER,   /* ended before it began */
	PL_EXCLUDED_UNSEEN,  /* ended as soon as it was under observation */
	PL_EXCLUSIONS
};

struct pl_episode {
	enum pl_outcome outcome;
	enum pl_exclusion exclusion; /* of EXCLUDED */
	const char *why;             /* the same in words: a literal */
	int64_t start_ms;            /* by the clock */
	int64_t entry_ms; /* under observation since; start_ms or later */
	int64_t stop_ms;
	int64_t after_ms; /* of a fix known only to lie between two looks: the
	                     first one; else 0 */
	int is_anew;      /* the product had been gone before */
	int64_t over_ms;  /* when the one before it was, in a figure or not */
};

/* Filled again for each item; starts as {0}. */
struct pl_episodes {
	struct pl_episode *list;
	size_t count, room;
};

/* When a policy's clock starts for an item. */
struct pl_policy_start {
	int64_t at_ms;  /* 0: never, or that is not known */
	int by_finding; /* because it was found then */
};

struct pl_item {
	int64_t subject, asset;
	int64_t source; /* the first that told of it */
	/* Its events up to the cut-off, and the deployments of what superseded
	 * it, by time; the latter have another subject. */
	const struct pl_row *rows;
	size_t count;
	const struct pl_bulletin *bulletin;
	const struct pl_bulletins *bulletins; /* of all subjects */
	int64_t enrolled_ms;                  /* first event of the asset */
	int64_t seen_ms;    /* last event of the asset up to the cut-off */
	int64_t retired_ms; /* 0: not */
	const struct pl_absence *absences; /* by time */
	size_t absence_count;
	/* Of a vulnerability: its products on the asset, an item each, of which
	 * any puts the asset at risk. 0: it is a whole by itself. */
	const struct pl_item *parts;
	size_t part_count;
	struct pl_policy_start policy; /* of PL_CLOCK_POLICY */
	const int64_t *patches;        /* that are told of on the asset */
	size_t patch_count;
};

/* The episodes, by time. None where what happened makes no item (a fresh
 * installation). clock is not the default. Those of an item with parts are the
 * times in which any part is at risk, and one that is at risk within 30 days of
 * a fix makes that void. */
void pl_episodes_of(struct pl_episodes *out, const struct pl_item *item,
    enum pl_clock clock, int64_t as_of_ms);
void pl_episodes_free(struct pl_episodes *episodes); /* of what it holds */

/* Does an event of this kind say that an item is missing? */
int pl_is_finding(enum pl_kind kind);

/* Was the item found missing by any source? */
int pl_item_is_found(const struct pl_item *item);

#endif
