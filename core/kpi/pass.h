/*
 * pass.h - a store, read into cells
 *
 * What figures and trends are made of: the cells of a query by the clock that
 * holds for it. Read once, or twice where the guess at the default clock was
 * wrong (clock.h).
 */
#ifndef PL_PASS_H
#define PL_PASS_H

#include <stdint.h>

#include "kpi/cells.h"

struct pl_error;
struct pl_store;
struct pl_strata;
struct pl_vulnerabilities;
struct pl_waves;

struct pl_pass {
	struct pl_strata *strata;         /* for the texts of strata values */
	struct pl_cells cells;            /* their query's clock is settled */
	const char *clock_why;            /* how it was chosen, a literal */
	int64_t events;                   /* that were read */
	struct pl_vulnerabilities *vulns; /* NULL: the unit is the patch */
	struct pl_waves
	    *waves;      /* NULL: no figure of deployments is asked for */
	int64_t unnamed; /* items of which is not known what they fix */
};

/* Read all that a query asks for. The store, the query and what it points to
 * must outlive the pass. Cells are in no order and their tallies not sealed.
 * There is nothing to free where it fails. */
int pl_pass_read(struct pl_pass *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err);
void pl_pass_free(struct pl_pass *pass); /* of what it holds */

#endif
