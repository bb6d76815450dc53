#include "health/rings.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "stats/clustered.h"

/* The first of each kind, of one patch; 0: none. */
struct firsts {
	int64_t early_tried_ms, outside_tried_ms;
	int64_t early_problem_ms, outside_problem_ms;
};

static struct firsts
firsts_of(const struct pl_rollout *rollout, const struct pl_ring_order *order)
{
	struct firsts firsts = {0};

	for (size_t i = 0; i < rollout->count; i++) {
		const struct pl_rollout_trial *trial = &rollout->trials[i];
		int early = order->early[trial->ring];

		pl_time_earliest(
		    early ? &firsts.early_tried_ms : &firsts.outside_tried_ms,
		    trial->tried_ms);
		pl_time_earliest(early ? &firsts.early_problem_ms
				       : &firsts.outside_problem_ms,
		    trial->problem_ms);
	}
	return firsts;
}

/* Did the first instant come before the other, or did that never come? */
static int
is_before(int64_t ms, int64_t other_ms)
{
	return ms != 0 && (other_ms == 0 || ms < other_ms);
}

static enum pl_ring_place
place_of(const struct firsts *firsts, int early, int64_t problem_ms)
{
	if (!early)
		return PL_RING_OUTSIDE;
	return is_before(problem_ms, firsts->outside_tried_ms) ? PL_RING_IN_TIME
	                                                       : PL_RING_LATE;
}

static enum pl_ring_place
first_place(const struct firsts *firsts, const struct pl_rollout *rollout)
{
	int64_t problem_ms = firsts->early_problem_ms;

	if (is_before(problem_ms, firsts->outside_problem_ms) &&
	    is_before(problem_ms, rollout->told_ms))
		return place_of(firsts, 1, problem_ms);
	return is_before(rollout->told_ms, firsts->outside_problem_ms)
	           ? PL_RING_TOLD
	           : PL_RING_OUTSIDE;
}

static void
take_machines(struct pl_rings_reading *reading,
    const struct pl_rollout *rollout, const struct pl_ring_order *order,
    const struct firsts *firsts)
{
	struct pl_rings *rings = &reading->rings;
	struct pl_ring_trials *patch;

	reading->patches = pl_grow(reading->patches, reading->count,
	    &reading->room, sizeof *reading->patches);
	patch = &reading->patches[reading->count++];
	*patch = (struct pl_ring_trials){0};
	for (size_t i = 0; i < rollout->count; i++) {
		const struct pl_rollout_trial *trial = &rollout->trials[i];
		int early = order->early[trial->ring];
		enum pl_ring_place place =
		    place_of(firsts, early, trial->problem_ms);

		rings->tried += trial->tried_ms != 0;
		rings->tried_outside += trial->tried_ms != 0 && !early;
		if (trial->problem_ms == 0)
			continue;
		rings->troubled++;
		rings->machines[place].count++;
		patch->n++;
		patch->count[place]++;
	}
}

void
pl_rings_take(struct pl_rings_reading *reading,
    const struct pl_rollout *rollout, const struct pl_ring_order *order,
    int64_t as_of_ms)
{
	struct pl_rings *rings = &reading->rings;
	struct firsts firsts;
	enum pl_ring_place place;

	if (pl_rollout_is_young(rollout, as_of_ms)) {
		rings->young++;
		rings->young_problems += rollout->problem_ms != 0;
		return;
	}
	rings->followed++;
	if (rollout->problem_ms == 0)
		return;
	rings->problems++;
	firsts = firsts_of(rollout, order);
	place = first_place(&firsts, rollout);
	rings->first[place].count++;
	rings->unseen += (place == PL_RING_OUTSIDE || place == PL_RING_TOLD) &&
	                 !(firsts.early_tried_ms != 0 &&
			     firsts.early_tried_ms < rollout->problem_ms);
	take_machines(reading, rollout, order, &firsts);
}

/* Of the machines with a problem, those at one place. */
static struct pl_estimate
machines_at(const struct pl_rings_reading *reading, enum pl_ring_place place)
{
	struct pl_trials *clusters =
	    pl_alloc_array(reading->count + 1, sizeof *clusters);
	struct pl_estimate share;

	for (size_t i = 0; i < reading->count; i++)
		clusters[i] = (struct pl_trials){
		    reading->patches[i].n, reading->patches[i].count[place]};
	share = pl_clustered_share(clusters, reading->count);
	free(clusters);
	return share;
}

void
pl_rings_finish(struct pl_rings *out, struct pl_rings_reading *reading)
{
	struct pl_rings rings = reading->rings;

	for (int i = 0; i < PL_RING_PLACES; i++) {
		rings.first[i].share = pl_binomial_wilson((struct pl_trials){
		    (double)rings.problems, (double)rings.first[i].count});
		rings.machines[i].share =
		    machines_at(reading, (enum pl_ring_place)i);
	}
	rings.outside =
	    rings.tried > 0
		? pl_known((double)rings.tried_outside / (double)rings.tried)
		: pl_unknown("nothing to count");
	free(reading->patches);
	*reading = (struct pl_rings_reading){0};
	*out = rings;
}
