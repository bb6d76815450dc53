#include "health/ringorder.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "kpi/cells.h"

enum { NAMES_BYTES = 500 };

/* When a machine tried a patch, after the first that did. */
struct arrival {
	size_t ring;
	double days;
};

struct ring {
	struct pl_assets machines;
	double *delays; /* of patches */
	size_t count, room;
};

struct reading {
	int64_t as_of_ms;
	struct ring *rings; /* by number */
	size_t count, room;
	struct arrival *arrivals; /* of the patch being read */
	size_t arrival_room;
};

/* ---- One patch ----------------------------------------------------------- */

static struct ring *
ring_at(struct reading *reading, size_t ring)
{
	while (ring >= reading->count) {
		reading->rings = pl_grow(reading->rings, reading->count,
		    &reading->room, sizeof *reading->rings);
		reading->rings[reading->count++] = (struct ring){0};
	}
	return &reading->rings[ring];
}

static int
arrival_compare(const void *left, const void *right)
{
	const struct arrival *a = left, *b = right;

	if (a->ring != b->ring)
		return a->ring < b->ring ? -1 : 1;
	return (a->days > b->days) - (a->days < b->days);
}

static size_t
gather_arrivals(struct reading *reading, const struct pl_rollout *rollout)
{
	size_t count = 0;

	for (size_t i = 0; i < rollout->count; i++) {
		const struct pl_rollout_trial *trial = &rollout->trials[i];

		if (trial->tried_ms == 0)
			continue;
		pl_assets_add(
		    &ring_at(reading, trial->ring)->machines, trial->asset);
		reading->arrivals = pl_grow(reading->arrivals, count,
		    &reading->arrival_room, sizeof *reading->arrivals);
		reading->arrivals[count++] = (struct arrival){
		    trial->ring, (double)(trial->tried_ms - rollout->tried_ms) /
				     (double)PL_DAY_MS};
	}
	qsort(reading->arrivals, count, sizeof *reading->arrivals,
	    arrival_compare);
	return count;
}

static void
add_delay(struct ring *ring, double days)
{
	ring->delays = pl_grow(
	    ring->delays, ring->count, &ring->room, sizeof *ring->delays);
	ring->delays[ring->count++] = days;
}

/* The machine in the middle, or of two the earlier one. */
static void
take_rollout(void *context, const struct pl_rollout *rollout)
{
	struct reading *reading = context;
	size_t count = gather_arrivals(reading, rollout), to;
	const struct arrival *arrivals = reading->arrivals;

	if (pl_rollout_is_young(rollout, reading->as_of_ms) ||
	    arrivals[0].ring == arrivals[count - 1].ring)
		return;
	for (size_t from = 0; from < count; from = to) {
		for (to = from; to < count; to++)
			if (arrivals[to].ring != arrivals[from].ring)
				break;
		add_delay(ring_at(reading, arrivals[from].ring),
		    arrivals[from + (to - from - 1) / 2].days);
	}
}

/* ---- All of them --------------------------------------------------------- */

static int
days_compare(const void *left, const void *right)
{
	const double *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static struct pl_value
median_of(struct ring *ring)
{
	size_t middle = ring->count / 2;

	if (ring->count == 0)
		return pl_unknown("no patch to compare");
	qsort(ring->delays, ring->count, sizeof *ring->delays, days_compare);
	if (ring->count % 2 == 1)
		return pl_known(ring->delays[middle]);
	return pl_known((ring->delays[middle - 1] + ring->delays[middle]) / 2);
}

/* Mark those that the data say are early: out->rings is by number still. */
static const char *
find_early(struct pl_ring_order *out)
{
	const struct pl_ring *first = NULL;

	if (out->count < 2)
		return "no machine has a ring";
	for (size_t i = 1; i < out->count; i++)
		if (out->rings[i].patches >= PL_RING_FEWEST &&
		    (first == NULL || out->rings[i].delay_days.value <
					  first->delay_days.value))
			first = &out->rings[i];
	if (first == NULL)
		return "no ring has 10 patches that other rings tried, too";
	for (size_t i = 1; i < out->count; i++)
		out->rings[i].early =
		    out->rings[i].patches >= PL_RING_FEWEST &&
		    out->rings[i].delay_days.value <= first->delay_days.value;
	return NULL;
}

static int
unknown_ring(
    const struct pl_ring_order *out, const char *name, struct pl_error *err)
{
	struct pl_buf names;

	pl_buf_init(&names, NAMES_BYTES);
	for (size_t i = 0; i < out->count; i++)
		if (out->rings[i].machines > 0)
			pl_buf_addf(&names, "%s%.100s",
			    names.length > 0 ? ", " : "", out->rings[i].name);
	pl_fail(err, PL_E_CONFIG,
	    "no machine in a ring \"%.100s\" tried a patch; there are: %.400s",
	    name, names.length > 0 ? names.text : "none");
	pl_buf_free(&names);
	return PL_E_CONFIG;
}

static int
name_early(struct pl_ring_order *out, const char *name, struct pl_error *err)
{
	for (size_t i = 0; i < out->count; i++)
		if (out->rings[i].machines > 0 &&
		    strcmp(out->rings[i].name, name) == 0) {
			out->rings[i].early = 1;
			return PL_OK;
		}
	return unknown_ring(out, name, err);
}

static int
choose_early(struct pl_ring_order *out, const char *const *early,
    size_t early_count, struct pl_error *err)
{
	int outside = 0;

	if (early_count == 0)
		out->why = find_early(out);
	for (size_t i = 0; i < early_count; i++)
		if (name_early(out, early[i], err) < 0)
			return PL_E_CONFIG;
	out->early = pl_alloc_array(out->count, sizeof *out->early);
	for (size_t i = 0; i < out->count; i++) {
		out->early[i] = out->rings[i].early;
		outside |= out->rings[i].machines > 0 && !out->early[i];
	}
	if (out->why == NULL && !outside)
		out->why = "no machine outside of the early rings";
	return PL_OK;
}

static int
ring_compare(const void *left, const void *right)
{
	const struct pl_ring *a = left, *b = right;

	if ((a->delay_days.why != NULL) != (b->delay_days.why != NULL))
		return a->delay_days.why != NULL ? 1 : -1;
	if (a->delay_days.value < b->delay_days.value)
		return -1;
	if (a->delay_days.value > b->delay_days.value)
		return 1;
	return strcmp(a->name, b->name);
}

/* By what there is to tell of them; where nobody was without a ring, there is
 * nothing. */
static void
sort_rings(struct pl_ring_order *out)
{
	if (out->rings[0].machines == 0)
		out->rings[0] = out->rings[--out->count];
	qsort(out->rings, out->count, sizeof *out->rings, ring_compare);
}

int
pl_ring_order_read(struct pl_ring_order *out, struct pl_rollouts *rollouts,
    int64_t as_of_ms, const char *const *early, size_t early_count,
    struct pl_error *err)
{
	struct reading reading = {.as_of_ms = as_of_ms};
	struct pl_ring_order order = {0};
	int result = pl_rollouts_each(rollouts, take_rollout, &reading, err);

	order.rings =
	    pl_alloc_array(pl_rollouts_rings(rollouts), sizeof *order.rings);
	for (; order.count < pl_rollouts_rings(rollouts); order.count++) {
		struct ring *ring = ring_at(&reading, order.count);

		order.rings[order.count] = (struct pl_ring){
		    .name = pl_rollouts_ring(rollouts, order.count),
		    .machines = ring->machines.count,
		    .patches = (int64_t)ring->count,
		    .delay_days = median_of(ring)};
		free(ring->machines.seen);
		free(ring->delays);
	}
	free(reading.rings);
	free(reading.arrivals);
	if (result == PL_OK)
		result = choose_early(&order, early, early_count, err);
	if (result < 0) {
		pl_ring_order_free(&order);
		return result;
	}
	sort_rings(&order);
	*out = order;
	return PL_OK;
}

void
pl_ring_order_free(struct pl_ring_order *order)
{
	free(order->rings);
	free(order->early);
	*order = (struct pl_ring_order){0};
}
