#include "kpi/tally.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/alloc.h"

enum { FOLD_FROM = 1 << 20 }; /* cells; 8 MiB */

unsigned
pl_group_of(const char *asset)
{
	return (unsigned)(XXH3_64bits(asset, strlen(asset)) % PL_GROUPS);
}

static void
grow(struct pl_tally *tally)
{
	tally->cells = pl_grow(
	    tally->cells, tally->room, &tally->room, sizeof *tally->cells);
}

static void
add_cell(struct pl_tally *tally, uint32_t minute, unsigned group,
    enum pl_tally_what what, uint64_t count)
{
	if (tally->count == tally->room)
		grow(tally);
	tally->cells[tally->count++] = (struct pl_tally_cell){.minute = minute,
	    .group = group & (PL_GROUPS - 1),
	    .what = what & 3,
	    .count = count & PL_TALLY_MOST};
}

static void
add_cells(struct pl_tally *tally, uint32_t minute, unsigned group,
    enum pl_tally_what what, uint64_t count)
{
	for (; count > PL_TALLY_MOST; count -= PL_TALLY_MOST)
		add_cell(tally, minute, group, what, PL_TALLY_MOST);
	add_cell(tally, minute, group, what, count);
}

/* Adding up equal cells whenever a large array is full keeps it at the size of
 * what differs, not of what was added. */
static void
fold(struct pl_tally *tally)
{
	size_t before = tally->count;

	pl_tally_seal(tally);
	tally->sealed = 0;
	if (tally->count > before / 2)
		grow(tally);
}

void
pl_tally_add(struct pl_tally *tally, uint32_t minute, unsigned group,
    enum pl_tally_what what, uint64_t count)
{
	tally->sealed = 0;
	if (minute == 0 && what == PL_ENTERED) {
		if (tally->entered == NULL)
			tally->entered =
			    pl_alloc_array(PL_GROUPS, sizeof *tally->entered);
		tally->entered[group] += count;
		return;
	}
	if (tally->count == tally->room && tally->count >= FOLD_FROM)
		fold(tally);
	add_cells(tally, minute, group, what, count);
}

static uint64_t
cell_order(const struct pl_tally_cell *cell)
{
	uint64_t minute = cell->minute, group = cell->group;

	return minute << 8 | group << 2 | cell->what;
}

enum { DIGIT = 10, DIGITS = 1 << DIGIT }; /* bits of a digit, its values */

/* One pass of a radix sort, by the digit at shift; stable. */
static void
sort_pass(struct pl_tally_cell *to, const struct pl_tally_cell *from,
    size_t count, unsigned shift)
{
	size_t place[DIGITS] = {0}, next = 0;

	for (size_t i = 0; i < count; i++)
		place[cell_order(&from[i]) >> shift & (DIGITS - 1)]++;
	for (size_t digit = 0; digit < DIGITS; digit++) {
		size_t of_digit = place[digit];

		place[digit] = next;
		next += of_digit;
	}
	for (size_t i = 0; i < count; i++)
		to[place[cell_order(&from[i]) >> shift & (DIGITS - 1)]++] =
		    from[i];
}

static int
cell_compare(const void *a, const void *b)
{
	uint64_t x = cell_order(a), y = cell_order(b);

	return (x > y) - (x < y);
}

/* Sorting is most of what figures cost. Where there is much to sort, digits
 * are a good deal faster than comparisons. */
static void
sort_cells(struct pl_tally *tally)
{
	struct pl_tally_cell *from = tally->cells, *to, *spare;
	uint64_t largest = 0;

	if (tally->count < 4 * DIGITS) {
		qsort(tally->cells, tally->count, sizeof *tally->cells,
		    cell_compare);
		return;
	}
	spare = to = pl_alloc_array(tally->count, sizeof *spare);
	for (size_t i = 0; i < tally->count; i++)
		if (cell_order(&from[i]) > largest)
			largest = cell_order(&from[i]);
	for (unsigned shift = 0; largest >> shift != 0; shift += DIGIT) {
		struct pl_tally_cell *done = from;

		sort_pass(to, from, tally->count, shift);
		from = to;
		to = done;
	}
	if (from == spare)
		tally->room = tally->count;
	tally->cells = from;
	free(to);
}

static void
place_entered(struct pl_tally *tally)
{
	for (unsigned group = 0; tally->entered != NULL && group < PL_GROUPS;
	     group++)
		if (tally->entered[group] != 0)
			add_cells(
			    tally, 0, group, PL_ENTERED, tally->entered[group]);
	free(tally->entered);
	tally->entered = NULL;
}

/* Add up equal cells, which lie side by side. */
static void
fold_cells(struct pl_tally *tally)
{
	struct pl_tally_cell *kept = tally->cells;

	for (size_t i = 1; i < tally->count; i++) {
		struct pl_tally_cell cell = tally->cells[i];
		uint64_t sum = kept->count + cell.count;

		if (cell_order(kept) != cell_order(&cell)) {
			*++kept = cell;
		} else if (sum <= PL_TALLY_MOST) {
			kept->count = sum;
		} else {
			kept->count = PL_TALLY_MOST;
			cell.count = sum - PL_TALLY_MOST;
			*++kept = cell;
		}
	}
	tally->count = (size_t)(kept - tally->cells) + 1;
}

void
pl_tally_seal(struct pl_tally *tally)
{
	place_entered(tally);
	if (tally->sealed || tally->count == 0)
		return;
	sort_cells(tally);
	fold_cells(tally);
	tally->sealed = 1;
}

static int
is_sealed(const struct pl_tally *tally)
{
	return tally->sealed || (tally->count == 0 && tally->entered == NULL);
}

static void
merge_sealed(struct pl_tally *into, const struct pl_tally *from)
{
	size_t count = into->count + from->count, i = 0, j = 0;
	struct pl_tally_cell *cells = pl_alloc_array(count + 1, sizeof *cells);

	while (i < into->count && j < from->count) {
		const struct pl_tally_cell *own = &into->cells[i];
		const struct pl_tally_cell *other = &from->cells[j];
		size_t is_own = cell_order(own) <= cell_order(other);

		cells[i + j] = *(is_own ? own : other);
		i += is_own;
		j += 1 - is_own;
	}
	for (; i < into->count; i++)
		cells[i + j] = into->cells[i];
	for (; j < from->count; j++)
		cells[i + j] = from->cells[j];
	free(into->cells);
	into->cells = cells;
	into->count = count;
	into->room = count + 1;
	into->sealed = 1;
	if (count > 0)
		fold_cells(into);
}

void
pl_tally_merge(struct pl_tally *into, const struct pl_tally *from)
{
	if (is_sealed(into) && is_sealed(from)) {
		merge_sealed(into, from);
		return;
	}
	for (size_t i = 0; i < from->count; i++) {
		const struct pl_tally_cell *cell = &from->cells[i];

		pl_tally_add(into, cell->minute, cell->group,
		    (enum pl_tally_what)cell->what, cell->count);
	}
	for (unsigned group = 0; from->entered != NULL && group < PL_GROUPS;
	     group++)
		pl_tally_add(into, 0, group, PL_ENTERED, from->entered[group]);
}

struct pl_moment *
pl_tally_moments(const struct pl_tally *tally, size_t *count)
{
	struct pl_moment *moments =
	    pl_alloc_array(tally->count + 1, sizeof *moments);

	*count = 0;
	for (size_t i = 0; i < tally->count; i++) {
		const struct pl_tally_cell *cell = &tally->cells[i];
		struct pl_moment *now;

		if (i == 0 || cell->minute != moments[*count - 1].minute)
			moments[(*count)++].minute = cell->minute;
		now = &moments[*count - 1];
		now->entered += cell->what == PL_ENTERED ? cell->count : 0;
		now->fixed += cell->what == PL_FIXED ? cell->count : 0;
		now->left += cell->what == PL_LEFT ? cell->count : 0;
		now->censored += cell->what == PL_CENSORED ? cell->count : 0;
	}
	return moments;
}

void
pl_tally_free(struct pl_tally *tally)
{
	free(tally->cells);
	free(tally->entered);
	*tally = (struct pl_tally){0};
}
