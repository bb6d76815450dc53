#include "kpi/tally.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/alloc.h"

unsigned
pl_group_of(const char *asset)
{
	return (unsigned)(XXH3_64bits(asset, strlen(asset)) % PL_GROUPS);
}

void
pl_tally_add(struct pl_tally *tally, uint32_t minute, unsigned group,
    enum pl_tally_what what, uint64_t count)
{
	/* Folding equal cells whenever the array is full keeps it at the size
	 * of what differs, not of what was added. */
	if (tally->count == tally->room && tally->count > 0) {
		size_t before = tally->count;

		pl_tally_seal(tally);
		if (tally->count > before / 2)
			tally->cells = pl_grow(tally->cells, before,
			    &tally->room, sizeof *tally->cells);
	}
	tally->cells = pl_grow(
	    tally->cells, tally->count, &tally->room, sizeof *tally->cells);
	tally->cells[tally->count++] = (struct pl_tally_cell){
	    minute, (uint8_t)group, (uint8_t)what, 0, count};
	tally->sealed = 0;
}

void
pl_tally_merge(struct pl_tally *into, const struct pl_tally *from)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct pl_tally_cell *cell = &from->cells[i];

		pl_tally_add(into, cell->minute, cell->group,
		    (enum pl_tally_what)cell->what, cell->count);
	}
}

static uint64_t
cell_order(const struct pl_tally_cell *cell)
{
	return (uint64_t)cell->minute << 16 | (uint64_t)cell->group << 8 |
	       cell->what;
}

static int
cell_compare(const void *a, const void *b)
{
	uint64_t x = cell_order(a), y = cell_order(b);

	return (x > y) - (x < y);
}

void
pl_tally_seal(struct pl_tally *tally)
{
	size_t kept = 0;

	if (tally->sealed || tally->count == 0)
		return;
	qsort(tally->cells, tally->count, sizeof *tally->cells, cell_compare);
	for (size_t i = 1; i < tally->count; i++) {
		if (cell_order(&tally->cells[kept]) ==
		    cell_order(&tally->cells[i]))
			tally->cells[kept].count += tally->cells[i].count;
		else
			tally->cells[++kept] = tally->cells[i];
	}
	tally->count = kept + 1;
	tally->sealed = 1;
}

void
pl_tally_free(struct pl_tally *tally)
{
	free(tally->cells);
	*tally = (struct pl_tally){0};
}
