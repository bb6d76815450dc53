/*
 * count.h - what one item adds to the cells
 *
 * Each part counts for some figures of the catalogue, which count.c tells, and
 * is passed over where the query asks for none of them.
 */
#ifndef PL_COUNT_H
#define PL_COUNT_H

#include "kpi/cells.h"
#include "kpi/episode.h"
#include "kpi/strata.h"

struct pl_error;
struct pl_policy_decision; /* model/policy.h */
struct pl_store;

/* An item that is being counted. */
struct pl_count {
	struct pl_cells *cells;
	const struct pl_item *item;
	const struct pl_episodes *episodes;
	struct pl_who who;
	struct pl_item ruled; /* item, with what its policy's clock starts at */
};

/* Count one item's history: for how long it was at risk and what was done about
 * it, and how its patch was deployed. */
void pl_count_item(struct pl_cells *cells, const struct pl_item *item);

/* The same in two, since a vulnerability is at risk and a patch deployed. */
void pl_count_risk(struct pl_cells *cells, const struct pl_item *item);
void pl_count_deployment(struct pl_cells *cells, const struct pl_item *item);

/* The figures for which assets themselves are counted. */
#define PL_COUNT_ASSETS                                                        \
	(PL_KPI_SET(PL_KPI_CURRENCY) | PL_KPI_SET(PL_KPI_ASSET_COVERAGE) |     \
	    PL_KPI_SET(PL_KPI_UNPATCHABLE))

/* When all items are counted: count the assets themselves. */
void pl_count_assets(struct pl_cells *cells);

/* Count the incidents of patches alone, which are of no item. */
int pl_count_patch_troubles(
    struct pl_cells *cells, struct pl_store *store, struct pl_error *err);

/* ---- The parts ---------------------------------------------------------- */

/* Does the query ask for any of a set of figures? */
int pl_count_wants(const struct pl_count *count, uint64_t kpis);

/* An item, to find out its strata; as its own source tells it, in no month. */
struct pl_strata_item pl_count_strata(const struct pl_item *item);

/* The cell of something that a source told, in the month of an instant, or
 * NULL where it is left out. */
struct pl_cell *pl_count_cell(
    const struct pl_count *count, int64_t source, int64_t month_ms);

/* Two sources may tell of the same: is there a row like this before it? */
int pl_count_repeats(const struct pl_item *item, size_t row);

/* Until when something that happened at an instant was watched: the cut-off,
 * or when the asset was last seen, or it or the product left. */
int64_t pl_count_watched(
    const struct pl_item *item, int64_t as_of_ms, int64_t at_ms);

/* Is a row an attempt at the item's own patch that failed or installed it, and
 * that none before it told of? */
int pl_count_finishes(const struct pl_item *item, size_t row);

/* When the install in a row was undone while it was watched; 0: was not. */
int64_t pl_count_undone(
    const struct pl_item *item, int64_t as_of_ms, size_t row);

/* Did a look find the install in a row wanting within 30 days of its effect? */
int pl_count_refuted(const struct pl_item *item, size_t row);

/* When the clock of the query's policy starts for the item; where its patch
 * fixes several vulnerabilities, that of the first. */
struct pl_policy_start pl_count_policy_start(const struct pl_count *count);

/* What the query's policy says of an episode; where its patch fixes several
 * vulnerabilities, what binds. It is one of count's, and not excluded. */
void pl_count_decide(const struct pl_count *count,
    const struct pl_episode *episode, struct pl_policy_decision *out);

void pl_count_episodes(const struct pl_count *count);  /* count.c */
void pl_count_attempts(const struct pl_count *count);  /* count_attempts.c */
void pl_count_flow(const struct pl_count *count);      /* count_flow.c */
void pl_count_stages(const struct pl_count *count);    /* count_stages.c */
void pl_count_responses(const struct pl_count *count); /* count_responses.c */
void pl_count_due(const struct pl_count *count);       /* count_due.c */
void pl_count_exposed(const struct pl_count *count);   /* count_exposed.c */
void pl_count_open(const struct pl_count *count);      /* count_assets.c */
void pl_count_deployed(const struct pl_count *count);  /* count_assets.c */
void pl_count_troubles(const struct pl_count *count);  /* count_troubles.c */

#endif
