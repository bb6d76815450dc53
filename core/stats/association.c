#include "stats/association.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/alloc.h"

enum {
	WAYS_MOST = 40320,  /* 8! */
	CLUSTERS_MOST = 64, /* of which all ways are tried */
	DRAWS_MOST = 9999,
	DRAWS_FEWEST = 199
};

/* So many pairs are looked at in all draws together. */
static const double work = 2e8;

/* Two units of one block, and which of them has more of the second number. */
struct pair {
	size_t a, b;
	int sign;
};

struct shuffle {
	const struct pl_pairing *units;
	struct pair *pairs;
	size_t pair_count, room;
	size_t clusters;
	size_t *start; /* of each cluster among the units, and their end */
	size_t *owner; /* of each unit: its cluster */
	size_t *alike; /* the first cluster with the same blocks */
	size_t *donor; /* whose first numbers a cluster has now */
	int *taken;

	double seen;         /* score of what was there */
	double ways, as_far; /* that were tried; with a score as far from 0 */
	double farthest, farthest_ways;
	uint64_t random;
};

static int
sign_of(double a, double b)
{
	return (a > b) - (a < b);
}

static int
by_cluster(const void *a, const void *b)
{
	const struct pl_pairing *x = a, *y = b;

	if (x->cluster != y->cluster)
		return x->cluster < y->cluster ? -1 : 1;
	return (x->block > y->block) - (x->block < y->block);
}

/* ---- Who is compared, and who may be exchanged --------------------------- */

static void
find_clusters(struct shuffle *shuffle, size_t count)
{
	const struct pl_pairing *units = shuffle->units;

	for (size_t i = 0; i < count; i++) {
		if (i == 0 || units[i].cluster != units[i - 1].cluster)
			shuffle->start[shuffle->clusters++] = i;
		shuffle->owner[i] = shuffle->clusters - 1;
	}
	shuffle->start[shuffle->clusters] = count;
}

static int
has_same_blocks(const struct shuffle *shuffle, size_t a, size_t b)
{
	const size_t *start = shuffle->start;
	size_t count = start[a + 1] - start[a];

	if (start[b + 1] - start[b] != count)
		return 0;
	for (size_t i = 0; i < count; i++)
		if (shuffle->units[start[a] + i].block !=
		    shuffle->units[start[b] + i].block)
			return 0;
	return 1;
}

static void
find_alike(struct shuffle *shuffle)
{
	for (size_t i = 0; i < shuffle->clusters; i++) {
		size_t first = 0;

		while (!has_same_blocks(shuffle, first, i))
			first++;
		shuffle->alike[i] = first;
		shuffle->donor[i] = i;
	}
}

static void
find_pairs(struct shuffle *shuffle, size_t count)
{
	const struct pl_pairing *units = shuffle->units;

	for (size_t a = 0; a < count; a++)
		for (size_t b = a + 1; b < count; b++) {
			struct pair pair = {
			    a, b, sign_of(units[a].second, units[b].second)};

			if (units[a].block != units[b].block)
				continue;
			shuffle->pairs =
			    pl_grow(shuffle->pairs, shuffle->pair_count,
				&shuffle->room, sizeof *shuffle->pairs);
			shuffle->pairs[shuffle->pair_count++] = pair;
		}
}

/* ---- The score ----------------------------------------------------------- */

/* The first number that a unit has now. */
static double
first_of(const struct shuffle *shuffle, size_t unit)
{
	size_t own = shuffle->owner[unit];

	return shuffle
	    ->units[shuffle->start[shuffle->donor[own]] + unit -
		    shuffle->start[own]]
	    .first;
}

/* Pairs that go the same way less those that go another. */
static double
score(const struct shuffle *shuffle)
{
	int64_t sum = 0;

	for (size_t i = 0; i < shuffle->pair_count; i++) {
		const struct pair *pair = &shuffle->pairs[i];

		sum += pair->sign * sign_of(first_of(shuffle, pair->a),
					first_of(shuffle, pair->b));
	}
	return (double)sum;
}

static struct pl_value
tau_of(const struct shuffle *shuffle)
{
	double first = 0, second = 0; /* pairs that are not tied */

	for (size_t i = 0; i < shuffle->pair_count; i++) {
		const struct pair *pair = &shuffle->pairs[i];

		second += pair->sign != 0;
		first +=
		    first_of(shuffle, pair->a) != first_of(shuffle, pair->b);
	}
	if (shuffle->pair_count == 0)
		return pl_unknown("nothing to compare");
	if (first == 0)
		return pl_unknown("all answers are alike");
	if (second == 0)
		return pl_unknown("all figures are alike");
	return pl_known(shuffle->seen / sqrt(first * second));
}

static void
try_way(struct shuffle *shuffle)
{
	double far = fabs(score(shuffle));

	shuffle->ways++;
	shuffle->as_far += far >= fabs(shuffle->seen);
	if (far > shuffle->farthest) {
		shuffle->farthest = far;
		shuffle->farthest_ways = 0;
	}
	shuffle->farthest_ways += far >= shuffle->farthest;
}

/* ---- All ways, or some of them ------------------------------------------- */

static double
count_ways(const struct shuffle *shuffle)
{
	double ways = 1;

	for (size_t i = 0; i < shuffle->clusters; i++) {
		double alike = 0;

		for (size_t j = 0; j <= i; j++)
			alike += shuffle->alike[j] == shuffle->alike[i];
		ways *= alike;
	}
	return ways;
}

/* Give the clusters from one on each a donor that none before it has. */
static void
try_all(struct shuffle *shuffle, size_t cluster)
{
	if (cluster == shuffle->clusters) {
		try_way(shuffle);
		return;
	}
	for (size_t i = 0; i < shuffle->clusters; i++) {
		if (shuffle->taken[i] ||
		    shuffle->alike[i] != shuffle->alike[cluster])
			continue;
		shuffle->taken[i] = 1;
		shuffle->donor[cluster] = i;
		try_all(shuffle, cluster + 1);
		shuffle->taken[i] = 0;
	}
}

/* splitmix64 (Steele, Lea and Flood 2014), from the same start each time: a
 * figure has to come out the same again. */
static size_t
draw_below(struct shuffle *shuffle, size_t limit)
{
	uint64_t x = shuffle->random += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return (size_t)((x ^ x >> 31) % limit);
}

/* Exchange each cluster's donor with that of one before it, or its own. */
static void
draw(struct shuffle *shuffle)
{
	for (size_t i = shuffle->clusters; i-- > 0;) {
		size_t alike = 0, at = 0, skip, held = shuffle->donor[i];

		for (size_t j = 0; j <= i; j++)
			alike += shuffle->alike[j] == shuffle->alike[i];
		skip = draw_below(shuffle, alike);
		while (shuffle->alike[at] != shuffle->alike[i] || skip-- > 0)
			at++;
		shuffle->donor[i] = shuffle->donor[at];
		shuffle->donor[at] = held;
	}
}

static void
try_some(struct shuffle *shuffle)
{
	double most = fmin(DRAWS_MOST, work / (double)shuffle->pair_count);
	size_t draws = (size_t)fmax(DRAWS_FEWEST, most);

	shuffle->ways = shuffle->as_far = 1; /* what was there */
	for (size_t i = 0; i < draws; i++) {
		draw(shuffle);
		try_way(shuffle);
	}
}

static void
test(struct pl_association *out, struct shuffle *shuffle)
{
	double ways = count_ways(shuffle);

	if (ways == 1) {
		out->p = pl_unknown("nobody to exchange answers with");
		out->least = out->p;
		return;
	}
	if (ways > WAYS_MOST || shuffle->clusters > CLUSTERS_MOST) {
		try_some(shuffle);
		out->least = pl_unknown("ways were drawn");
	} else {
		try_all(shuffle, 0);
		out->least = pl_known(shuffle->farthest_ways / shuffle->ways);
	}
	out->p = pl_known(shuffle->as_far / shuffle->ways);
}

struct pl_association
pl_associate(struct pl_pairing *units, size_t count)
{
	struct shuffle shuffle = {.units = units,
	    .start = pl_alloc_array(count + 1, sizeof *shuffle.start),
	    .owner = pl_alloc_array(count + 1, sizeof *shuffle.owner),
	    .alike = pl_alloc_array(count + 1, sizeof *shuffle.alike),
	    .donor = pl_alloc_array(count + 1, sizeof *shuffle.donor),
	    .taken = pl_alloc_array(count + 1, sizeof *shuffle.taken)};
	struct pl_association out;

	if (count > 0)
		qsort(units, count, sizeof *units, by_cluster);
	find_clusters(&shuffle, count);
	find_alike(&shuffle);
	find_pairs(&shuffle, count);
	shuffle.seen = score(&shuffle);
	out.tau = tau_of(&shuffle);
	out.p = out.least = out.tau;
	if (out.tau.why == NULL)
		test(&out, &shuffle);
	free(shuffle.pairs);
	free(shuffle.start);
	free(shuffle.owner);
	free(shuffle.alike);
	free(shuffle.donor);
	free(shuffle.taken);
	return out;
}
