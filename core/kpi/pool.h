/*
 * pool.h - one figure, of parts and of any of them together
 *
 * A part is what has a value of the query's stratum, in one stretch of time.
 * Figures of parts do not add up, nor does their mean mean anything where they
 * are of different sizes; what was counted of them does. So a pool keeps the
 * counts of all parts, and makes the figure of those that are named, with the
 * limits that "kpi" would give it.
 */
#ifndef PL_POOL_H
#define PL_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/kpi.h"

struct pl_error;
struct pl_pool;
struct pl_store;

/* A stretch that pl_pool_add numbered. Value: of the stratum; NULL where the
 * query has none. */
struct pl_pool_part {
	size_t stretch;
	const char *value;
};

/* A pool of the one figure that a query asks for, by one stratum or none, and
 * without --since and --until. Reads the store, to settle the clock and to
 * learn what values there are. The store, and what the query points to, must
 * outlive the pool. */
int pl_pool_open(struct pl_pool **out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err);
void pl_pool_free(struct pl_pool *pool); /* NULL is fine */

/* The query with its clock settled, and how it was chosen, a literal. */
const struct pl_query *pl_pool_query(const struct pl_pool *pool);
const char *pl_pool_clock_why(const struct pl_pool *pool);

/* The values that anything has, at whatever time, but for "unknown"; in the
 * order of figures. NULL past the last; borrowed. */
const char *pl_pool_value(const struct pl_pool *pool, size_t index);

/* Read what began from an instant on and before another. Stretches are
 * numbered from 0 on. */
int pl_pool_add(struct pl_pool *pool, int64_t since_ms, int64_t until_ms,
    struct pl_error *err);

/* The figure of parts together, which must not overlap: what is in two of them
 * counts twice. Of no part it is that of nothing. It has no values in by;
 * free it. */
void pl_pool_figure(const struct pl_pool *pool,
    const struct pl_pool_part *parts, size_t count, struct pl_figure *out);

#endif
