#include "share/disclosure.h"

#include <string.h>

int
pl_is_few(int64_t count)
{
	return count != 0 && count > -PL_FEWEST && count < PL_FEWEST;
}

/* ---- Rows ---------------------------------------------------------------- */

struct rows {
	const int64_t *counts;
	size_t rows, columns;
	char *hidden;
};

static int64_t
at(const struct rows *rows, size_t row, size_t column)
{
	return rows->counts[row * rows->columns + column];
}

static int
has_few(const struct rows *rows, size_t row)
{
	for (size_t i = 0; i < rows->columns; i++)
		if (pl_is_few(at(rows, row, i)))
			return 1;
	return 0;
}

static size_t
count_hidden(const struct rows *rows)
{
	size_t count = 0;

	for (size_t i = 0; i < rows->rows; i++)
		count += rows->hidden[i] != 0;
	return count;
}

static int64_t
hidden_sum(const struct rows *rows, size_t column)
{
	int64_t sum = 0;

	for (size_t i = 0; i < rows->rows; i++)
		sum += rows->hidden[i] ? at(rows, i, column) : 0;
	return sum;
}

/* Hide the row that has the least in a column, but something; 0: there is
 * none. */
static int
hide_least(struct rows *rows, size_t column)
{
	size_t least = rows->rows;

	for (size_t i = 0; i < rows->rows; i++)
		if (!rows->hidden[i] && at(rows, i, column) > 0 &&
		    (least == rows->rows ||
			at(rows, i, column) < at(rows, least, column)))
			least = i;
	if (least == rows->rows)
		return 0;
	rows->hidden[least] = 1;
	return 1;
}

/* Would the hidden rows be known by a column? A single one is, if it is not
 * nothing. */
static int
is_bare_column(const struct rows *rows, size_t column, int alone)
{
	int64_t sum = hidden_sum(rows, column);

	return pl_is_few(sum) || (alone && sum != 0);
}

/* Hide one more row because of a column that needs it. Returns how many columns
 * do; *done: one was hidden. */
static size_t
hide_another(struct rows *rows, int alone, int *done)
{
	size_t bare = 0;

	*done = 0;
	for (size_t i = 0; i < rows->columns && !*done; i++) {
		if (!is_bare_column(rows, i, alone))
			continue;
		bare++;
		*done = hide_least(rows, i);
	}
	return bare;
}

size_t
pl_disclose_rows(
    const int64_t *counts, size_t rows, size_t columns, char *hidden)
{
	struct rows table = {counts, rows, columns, hidden};
	int any_few = 0, done = 1;
	size_t bare = 1;

	for (size_t i = 0; i < rows; i++) {
		hidden[i] = hidden[i] || has_few(&table, i);
		any_few = any_few || has_few(&table, i);
	}
	while (bare > 0 && done)
		bare = hide_another(
		    &table, any_few && count_hidden(&table) == 1, &done);
	if (bare > 0)
		memset(hidden, 1, rows);
	return rows - count_hidden(&table);
}

/* ---- Cells --------------------------------------------------------------- */

struct told {
	int64_t rest, sum; /* of what is hidden, the rest among it */
	size_t hidden;     /* cells other than 0, the rest among them */
	int few;           /* is any of them a few? */
};

static void
tell(struct told *told, int64_t cell)
{
	told->sum += cell;
	told->hidden += cell != 0;
	told->few = told->few || pl_is_few(cell);
}

/* 0: the sum is none. */
static int
look(struct told *out, const int64_t *cells, const struct pl_disclosed_sum *sum,
    const char *hidden)
{
	*out = (struct told){.rest = cells[sum->total]};
	for (size_t i = 0; i < sum->count; i++) {
		out->rest -= cells[sum->parts[i]];
		if (hidden[sum->parts[i]])
			tell(out, cells[sum->parts[i]]);
	}
	if (out->rest < 0)
		return 0;
	tell(out, out->rest);
	return 1;
}

static int
is_bare(const struct told *told)
{
	return told->few && (told->hidden < 2 || told->sum < PL_FEWEST);
}

/* Hide the least part of a sum that is not hidden and not 0, else its total. */
static void
hide_part(
    const int64_t *cells, const struct pl_disclosed_sum *sum, char *hidden)
{
	size_t least = sum->total;

	for (size_t i = 0; i < sum->count; i++) {
		size_t part = sum->parts[i];

		if (!hidden[part] && cells[part] > 0 &&
		    (least == sum->total || cells[part] < cells[least]))
			least = part;
	}
	hidden[least] = 1;
}

/* A part of what is hidden would be the least that it can be. */
static int
hide_parts(
    const int64_t *cells, const struct pl_disclosed_sum *sum, char *hidden)
{
	int done = 0;

	for (size_t i = 0; i < sum->count; i++) {
		size_t part = sum->parts[i];

		if (hidden[part] || cells[part] == 0)
			continue;
		hidden[part] = 1;
		done = 1;
	}
	return done;
}

/* Hide more because of one sum. Returns whether there was anything to do. */
static int
keep_sum(const int64_t *cells, const struct pl_disclosed_sum *sum, char *hidden)
{
	struct told told;

	if (!look(&told, cells, sum, hidden))
		return 0;
	if (hidden[sum->total])
		return hide_parts(cells, sum, hidden);
	if (!is_bare(&told))
		return 0;
	hide_part(cells, sum, hidden);
	return 1;
}

void
pl_disclose_cells(const int64_t *cells, size_t count,
    const struct pl_disclosed_sum *sums, size_t sum_count, char *hidden)
{
	int changed = 1;

	for (size_t i = 0; i < count; i++)
		hidden[i] = hidden[i] || pl_is_few(cells[i]);
	while (changed) {
		changed = 0;
		for (size_t i = 0; i < sum_count; i++)
			changed |= keep_sum(cells, &sums[i], hidden);
	}
}
