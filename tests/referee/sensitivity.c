/*
 * sensitivity.c - no machine changes the votes by more than one of its own
 *
 * Worlds by chance and by malice: each machine is taken out of each in turn,
 * and what is left is counted anew.
 */
#include <inttypes.h>

#include "base/alloc.h"
#include "tests/referee/verdict.h"
#include "tests/unit/corners.h"
#include "tests/unit/scratch.h"
#include "tests/unit/world.h"

enum { WORLDS = 1000, AT_ONCE = 100 };

static void
hold_worlds(uint64_t first)
{
	struct world_found sum = {0}, found;

	for (uint64_t seed = first; seed < first + AT_ONCE; seed++) {
		struct world world = {0};

		world_make(&world, seed);
		world_hold(&world, scratch_store, &found);
		world_found_add(&sum, &found);
		world_free(&world);
	}
	verdict(sum.what == NULL && sum.voters > 0,
	    "worlds %" PRIu64 " to %" PRIu64 ": of %d machines taken out %d "
	    "had a vote; at most %.3f of 2 votes squared",
	    first, first + AT_ONCE - 1, sum.machines, sum.voters,
	    (double)sum.most / PL_VOTE / PL_VOTE);
}

static void
hold_corner(const struct world_corner *corner)
{
	struct world_found found;
	struct world world = {0};

	world_make_corner(&world, corner);
	world_hold(&world, scratch_store, &found);
	world_free(&world);
	verdict(found.what == NULL, "%s", corner->name);
}

/* Fewer and more than a vote has units. */
static void
hold_crowd(int records)
{
	struct world_found found;
	struct world world = {0};

	world_crowd(&world, records);
	world_hold(&world, scratch_store, &found);
	world_free(&world);
	verdict(found.what == NULL && found.voters == 2,
	    "a machine with %d records has one vote", records + 1);
}

int
main(void)
{
	if (scratch_setup(NULL) < 0)
		return 1;
	for (size_t i = 0; i < PL_COUNT(world_corners); i++)
		hold_corner(&world_corners[i]);
	hold_crowd(10000);
	hold_crowd(PL_VOTE + 5000);
	for (uint64_t first = 1; first <= WORLDS; first += AT_ONCE)
		hold_worlds(first);
	scratch_teardown(NULL);
	return verdict_end();
}
