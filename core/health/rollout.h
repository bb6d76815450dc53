/*
 * rollout.h - each patch on the machines that tried it, with their rings
 *
 * A ring is a stage of a rollout: test, canary, broad; whatever an asset's fact
 * "ring" says at the cut-off. Rings are numbered as they are met; 0 is that of
 * machines of which none is known.
 */
#ifndef PL_ROLLOUT_H
#define PL_ROLLOUT_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/kpi.h"

struct pl_error;
struct pl_rollouts;
struct pl_store;

/* What became of a patch on one machine. Instants; 0: it has not happened. */
struct pl_rollout_trial {
	int64_t asset;
	size_t ring;
	int64_t tried_ms;     /* the first attempt that came to an end */
	int64_t problem_ms;   /* the first; problem.h */
	int64_t installed_ms; /* the first install */
	int64_t undone_ms;    /* that one */
	int64_t watched_ms;   /* until then that one was watched */
};

/* A patch that was tried. */
struct pl_rollout {
	int64_t product;    /* like numbers, like products: where none is named
	                       a patch is like no other */
	int64_t tried_ms;   /* the first attempt anywhere */
	int64_t told_ms;    /* the first problem told without a machine */
	int64_t problem_ms; /* the first problem of all */
	size_t count;
	const struct pl_rollout_trial *trials; /* in no order */
};

/* Prepare to read what matches the cut-off and the conditions of a query, as
 * health.h has it. Store and query must outlive it. */
int pl_rollouts_open(struct pl_rollouts **out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err);
void pl_rollouts_close(struct pl_rollouts *rollouts); /* NULL is fine */

/* Call back with each patch that was tried; what it points to is borrowed for
 * the time of the call. May be repeated. */
int pl_rollouts_each(struct pl_rollouts *rollouts,
    void (*each)(void *context, const struct pl_rollout *rollout),
    void *context, struct pl_error *err);

/* Of the rings that were met: how many numbers they have, and what each is
 * called; borrowed until the close. */
size_t pl_rollouts_rings(const struct pl_rollouts *rollouts);
const char *pl_rollouts_ring(const struct pl_rollouts *rollouts, size_t ring);

/* Is the record of a patch so short that a rollback may still be to come? */
int pl_rollout_is_young(const struct pl_rollout *rollout, int64_t as_of_ms);

#endif
