/*
 * tally.h - mergeable counts of episodes per minute and group
 *
 * An episode enters the risk set (at minute 0, or later where its asset was
 * enrolled later), and ends fixed, censored or left. A tally keeps how many
 * did so at each minute and in each group of assets. Adding is all that ever
 * happens to it, so tallies merge in any order. A group holds the assets whose
 * names hash to it; estimators leave out one group after the other to see how
 * far a figure hangs on it (delete-a-group jackknife).
 */
#ifndef PL_TALLY_H
#define PL_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "stats/course.h"

enum { PL_GROUPS = 64 };

enum pl_tally_what { PL_ENTERED, PL_FIXED, PL_CENSORED, PL_LEFT, PL_WHATS };

/* In 8 bytes, since there are about as many as items, and sorting them is a
 * good part of what figures cost. */
struct pl_tally_cell {
	uint64_t count : 24;
	uint64_t what : 2;  /* enum pl_tally_what */
	uint64_t group : 6; /* below PL_GROUPS */
	uint64_t minute : 32;
};

enum { PL_TALLY_MOST = (1 << 24) - 1 }; /* that one cell can count */

_Static_assert(sizeof(struct pl_tally_cell) == 8, "a cell has 8 bytes");
_Static_assert(PL_WHATS <= 4 && PL_GROUPS <= 64, "a cell has 8 bits for both");

struct pl_tally {
	struct pl_tally_cell *cells;
	size_t count, room;
	uint64_t *entered; /* at minute 0, by group, until it is sealed; NULL:
	                      none. Without delayed entry that is half of all
	                      that is added */
	int sealed; /* sorted by minute, group, what; each at most once, but for
	               one that counts PL_TALLY_MOST, which more may follow */
};

/* The group of an asset: XXH3 of its name, modulo PL_GROUPS. */
unsigned pl_group_of(const char *asset);

void pl_tally_add(struct pl_tally *tally, uint32_t minute, unsigned group,
    enum pl_tally_what what, uint64_t count);

/* Where both are sealed, into stays so, and nothing is sorted again. */
void pl_tally_merge(struct pl_tally *into, const struct pl_tally *from);
void pl_tally_seal(struct pl_tally *tally); /* sort, and add up equal cells */

/* All groups together, minute by minute, of a sealed tally. The caller frees
 * the moments. */
struct pl_moment *pl_tally_moments(const struct pl_tally *tally, size_t *count);
void pl_tally_free(struct pl_tally *tally); /* of what it holds */

#endif
