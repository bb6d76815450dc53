/*
 * cells.h - what is counted of each combination of strata values
 *
 * A cell holds nothing but sums: of spans of time (tally.h), of ratios and of
 * plain counts. Cells of two halves of the items add up to the cell of all,
 * and every figure is computed from a cell alone. What an item adds to them
 * stands in count.h.
 */
#ifndef PL_CELLS_H
#define PL_CELLS_H

#include "kpi/days.h"
#include "kpi/episode.h"
#include "kpi/spell.h"
#include "kpi/tally.h"

struct pl_cells;
struct pl_strata;
struct pl_strata_item;

/* Distinct assets. Few are a list; --by asset makes as many sets as there are
 * assets, with one in each. */
enum { PL_ASSETS_LISTED = 8 };
struct pl_assets {
	int64_t count;
	int64_t few[PL_ASSETS_LISTED];
	uint8_t *seen; /* a bit per id, once they are more */
	int64_t room;  /* bytes */
};

/* What an item goes through. */
enum pl_stage {
	PL_STAGE_RELEASED,
	PL_STAGE_DETECTED,
	PL_STAGE_APPROVED,
	PL_STAGE_OFFERED,
	PL_STAGE_INSTALLED,
	PL_STAGE_EFFECTIVE,
	PL_STAGE_VERIFIED,
	PL_STAGES
};

void pl_assets_add(struct pl_assets *assets, int64_t asset);
void pl_assets_merge(struct pl_assets *into, const struct pl_assets *from);
int pl_assets_has(const struct pl_assets *assets, int64_t asset);

/* From when to when. FIXED is the end that the span waits for. */
enum pl_span_id {
	PL_SPAN_EPISODE,  /* start of an episode to its fix */
	PL_SPAN_ROLLBACK, /* install to its undoing */
	PL_SPAN_AGE,      /* start to cut-off of open items */
	PL_SPAN_REACHED,  /* the stage before to each stage but the first */
	PL_SPAN_WAITING = PL_SPAN_REACHED + PL_STAGES,
	/* from each stage but the last, of those that are not on */
	PL_SPAN_REBOOT = PL_SPAN_WAITING + PL_STAGES, /* from the install */
	PL_SPAN_VERIFIED,  /* fix to the look that confirms it */
	PL_SPAN_LOOKS,     /* between which a fix lies, told as its length */
	PL_SPAN_MITIGATED, /* start of an episode to mitigation */
	PL_SPAN_EXCUSED,   /* age of an exception in force */
	PL_SPAN_OVERDUE,   /* due date to fix */
	PL_SPAN_TROUBLE,   /* first sign of a trouble to its end */
	PL_SPAN_INCIDENT,  /* the same, of those with an incident */
	PL_SPAN_CODES,     /* no span: failed attempts, by the number of their
	                      code in the place of minutes */
	PL_SPANS
};

struct pl_span {
	struct pl_tally tally;
	struct pl_assets assets; /* that it is about */
};

/* So many of so many. */
enum pl_ratio_id {
	PL_RATIO_FAILED,   /* of finished attempts */
	PL_RATIO_FIRST,    /* first attempts that worked */
	PL_RATIO_CLOSED,   /* of items open in a month */
	PL_RATIO_VERIFIED, /* of fixes */
	PL_RATIO_REFUTED,  /* of installs that took effect */
	PL_RATIO_EXPOSED,  /* minutes of episodes */
	PL_RATIO_EXCUSED,  /* of open items */
	PL_RATIO_ENDLESS,  /* of these, without an end that is told */
	PL_RATIO_COVERED,  /* excused, of open items that are overdue */
	PL_RATIO_IN_TIME,  /* of what was due */
	PL_RATIO_BAD,      /* of installs that were watched for 72 hours */
	PL_RATIO_CURRENT,  /* assets with nothing open, of those at hand */
	PL_RATIO_SEEN,     /* assets lately, of those that are not retired */
	PL_RATIO_SCANNED,  /* the same, by a scanner */
	PL_RATIO_DEPLOYED, /* the same, that a tool ever patched or tried to */
	PL_RATIO_UNPATCHABLE, /* assets, of those that are not retired */
	PL_RATIO_REASSESSED,  /* in time, of these with a date for it */
	PL_RATIOS
};

struct pl_ratio {
	uint64_t count[PL_GROUPS], of[PL_GROUPS];
	struct pl_assets assets;
};

enum pl_sum_id {
	PL_SUM_EXCLUDED, /* episodes that are in no figure, by exclusion */
	PL_SUM_EXCLUDED_LAST = PL_SUM_EXCLUDED + PL_EXCLUSIONS - 1,
	PL_SUM_STALE,    /* ended when their asset was last seen */
	PL_SUM_EPISODES, /* that are in the figures */
	PL_SUM_FIRSTS,   /* first ones of their items */
	PL_SUM_BEGAN,    /* between the query's limits, for the first time */
	PL_SUM_REOPENED, /* the same, again */
	PL_SUM_CLOSED,   /* fixed between the limits */
	PL_SUM_DEPARTED, /* ended otherwise between the limits */
	PL_SUM_CANCELLED,
	PL_SUM_TIMED_OUT,
	PL_SUM_AGENT_LOST,
	PL_SUM_REBOOTS_DUE,       /* at the cut-off */
	PL_SUM_MITIGATED,         /* open items, at the cut-off */
	PL_SUM_STILL_IN_FORCE,    /* mitigations of items that are fixed */
	PL_SUM_PAST_REMOVAL,      /* of these two, past the planned day */
	PL_SUM_REMOVAL_UNPLANNED, /* and without one */
	PL_SUM_EXPIRED,           /* open items whose exception has expired */
	PL_SUM_NOT_YET_DUE,
	PL_SUM_OVERDUE,       /* open, at the cut-off */
	PL_SUM_INCOMPLETE,    /* the policy asks for more than is known */
	PL_SUM_NO_DEADLINE,   /* by the policy */
	PL_SUM_OUT_OF_POLICY, /* not its matter, or it is not in force */
	PL_SUM_DISORDER,      /* stages told as before an earlier one */
	PL_SUM_WAVES,         /* that are complete; of these the next four */
	PL_SUM_WAVES_BAD,     /* needed an intervention */
	PL_SUM_WAVES_TOLD,    /* where sources tell what causes installs */
	PL_SUM_WAVES_REWORK,  /* that an earlier patch made necessary */
	PL_SUM_WAVES_DERIVED, /* that no source names */
	PL_SUM_WAVES_YOUNG,   /* not complete yet */
	PL_SUM_CREWS,         /* maintenance groups that were there */
	PL_SUM_CREW_MINUTES,  /* for so long, summed */
	PL_SUM_LIFECYCLES,    /* assets of which it is told */
	PL_SUM_END_OF_LIFE,   /* of these */
	PL_SUM_UNSUPPORTED,   /* and that are unpatchable by it */
	PL_SUM_UNFIXABLE,     /* assets with something open without a fix */
	PL_SUM_UNPLANNED,     /* unpatchable, without a date to reassess */
	PL_SUMS
};

struct pl_cell {
	const struct pl_cells *of; /* that it is one of */
	uint32_t by[PL_BY_MAX];
	struct pl_span spans[PL_SPANS];
	struct pl_ratio *ratios[PL_RATIOS]; /* NULL: nothing counted */
	int64_t sums[PL_SUMS];
	struct pl_days listed; /* assets at risk by what is listed as exploited
	                        */
};

struct pl_cells {
	struct pl_strata *strata;
	struct pl_query query;
	struct pl_cell *list;
	size_t count, room;
	struct pl_map *index; /* of by, as text */
	size_t last;          /* that was found, since items come sorted */
	int64_t items;
	int64_t fixed, fixed_undetected; /* items; chooses the clock */
	struct pl_episodes episodes;     /* of the item being counted */
	struct pl_spells spells;         /* of its episode */
	struct pl_assets open;           /* have an open item */
	struct pl_assets unfixable;      /* the same, without a fix to come */
	struct pl_assets deployed;       /* to which a patch was brought */
};

/* query's clock is not the default; strata, and what query points to, must
 * outlive the cells, which stay where they are. */
void pl_cells_init(struct pl_cells *cells, struct pl_strata *strata,
    const struct pl_query *query);
void pl_cells_free(struct pl_cells *cells);

/* Add what was counted of other items by the same query with the same strata.
 * Costs less where all cells are sealed, and then they stay so. */
void pl_cells_merge(struct pl_cells *into, const struct pl_cells *from);

/* The cell that something belongs to, made where it is new, or NULL where a
 * --where leaves it out. Borrowed until the next call. */
struct pl_cell *pl_cells_find(
    struct pl_cells *cells, const struct pl_strata_item *item);

/* The default clock of what was counted, by whichever. */
enum pl_clock pl_cells_clock(const struct pl_cells *cells);

/* Who is counted: an asset and its group of the jackknife. */
struct pl_who {
	int64_t asset;
	unsigned group;
};

/* A span that was watched from entry on and ended so; instants in ms. */
void pl_cell_span(struct pl_cell *cell, enum pl_span_id id,
    const struct pl_who *who, int64_t start_ms, int64_t entry_ms,
    int64_t stop_ms, enum pl_tally_what end);

/* So much more of a ratio. */
void pl_cell_add(struct pl_cell *cell, enum pl_ratio_id id,
    const struct pl_who *who, uint64_t count, uint64_t of);

/* One more of a ratio, which counts or does not. */
void pl_cell_ratio(struct pl_cell *cell, enum pl_ratio_id id,
    const struct pl_who *who, int counts);

/* All that was counted of a ratio. */
const struct pl_ratio *pl_cell_ratio_of(
    const struct pl_cell *cell, enum pl_ratio_id id);
int64_t pl_cell_excluded(const struct pl_cell *cell);
uint64_t pl_groups_sum(const uint64_t groups[PL_GROUPS]);

/* Sort all tallies; to be done before figures are made. */
void pl_cell_seal(struct pl_cell *cell);

/* A cell by itself, begun by {.of = cells}: add to it what a cell of other
 * items counted, by the same query but for its strata and limits. */
void pl_cell_merge(struct pl_cell *into, const struct pl_cell *from);
void pl_cell_free(struct pl_cell *cell); /* of what it holds */

#endif
