/*
 * health.h - how each patch fared on the machines that tried it
 *
 * A trial is a machine on which an attempt at the patch came to an end; it had
 * trouble where an attempt failed or an install was undone within 30 days. So
 * a machine that tries all night counts once. Trials are weighed by how much
 * those of one group of assets (tally.h) hang together and seen in the light
 * of all other patches; stats/betabinomial.h decides from the limits.
 *
 * Votes stand beside it: who votes was not drawn by lot.
 */
#ifndef PL_HEALTH_H
#define PL_HEALTH_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/kpi.h"
#include "stats/betabinomial.h"

struct pl_error;
struct pl_store;

/* What waiting with a patch for so many days would have meant; soak.h. */
enum { PL_SOAK_ROWS = 9 };
extern const int pl_soak_days[PL_SOAK_ROWS];

struct pl_health_patch {
	char *name;
	int64_t tried, installed, failed, rolled_back, refuted; /* machines */
	int64_t troubled; /* failed, rolled back, or both */
	int64_t young;    /* without trouble so far, but not yet 30 days */
	int64_t opened, linked;               /* incidents */
	int64_t up, down;                     /* votes */
	int64_t known_issue_ms, withdrawn_ms; /* 0: not */
	int64_t tried_ms, problem_ms;         /* the first of each; 0: none */
	int64_t at_risk;                      /* items that have days at risk */
	double waits[PL_SOAK_ROWS]; /* days at risk of its items, of each at
	                               most so many */
	struct pl_trials *groups;   /* of machines, that have any */
	size_t group_count;
	struct pl_trials effective;
	struct pl_prior prior;
	struct pl_health health;
};

struct pl_health_list {
	struct pl_value correlation; /* within groups, over all patches; where
	                                it has a reason, machines are taken
	                                for independent */
	size_t count;
	struct pl_health_patch *patches; /* worst first */
};

/* What a problem is stands in problem.h. Days at risk are those by the release
 * clock where the release is known, else by the detection clock.
 *
 * Read the cut-off and the conditions of a query. Machines and incidents are
 * those that match; what is told of a patch without a machine always counts.
 * The list has the patch of that name, or with NULL each that was tried or,
 * where there is no condition, has anything told against it. PL_E_CONFIG where
 * there is no such patch. */
int pl_health_read(struct pl_health_list *out, struct pl_store *store,
    const struct pl_query *query, const char *patch, struct pl_error *err);
void pl_health_free(struct pl_health_list *list); /* of what it holds */

/* How many machines more, without trouble and hanging together as those so far
 * do, would make the patch good; 0 where it is. */
int64_t pl_health_needed(const struct pl_health_patch *patch);

#endif
