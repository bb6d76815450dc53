/*
 * disclosure.h - which counts of a table may leave the house
 *
 * A count of 1 to 9 could point at somebody, so it is hidden; so is what gives
 * it away by subtraction. This room knows counts and sums alone, not what is
 * counted. What is not hidden may then be told as coarse.h makes it.
 *
 * Rows (pl_disclose_rows). A row is told whole or not at all. Whoever knows the
 * totals learns the sum of the hidden rows, which is nothing or at least 10 in
 * each column, and no more: any one of them could hold all of that sum, and the
 * others nothing, in all columns at once. That satisfies each sum within a row,
 * known here or not, so no hidden count is known to a range that is narrower.
 *
 * Cells (pl_disclose_cells). Within a row of which not all is told, each sum
 * that is named has either nothing hidden, or at least two cells other than 0
 * that come to 10 or more together; and where a total is hidden its parts are,
 * for it is at least each of them. Sums that overlap in several hidden cells
 * may tell more than each of them does.
 */
#ifndef PL_DISCLOSURE_H
#define PL_DISCLOSURE_H

#include <stddef.h>
#include <stdint.h>

enum { PL_FEWEST = 10, PL_DISCLOSURE_PARTS = 8 };

/* Is it a count that could point at somebody? That of a difference, too. */
int pl_is_few(int64_t count);

/* Rows of counts, one row after the other. hidden has a flag a row; those that
 * are set come to stay, such as rows whose name is nobody's business. Sets
 * those of rows with a few in any column, then of the smallest others until the
 * sums hold and no single row is hidden. Returns how many rows are left; where
 * the sums can not be made to hold it is 0, and all are hidden. */
size_t pl_disclose_rows(
    const int64_t *counts, size_t rows, size_t columns, char *hidden);

/* One cell that is the sum of others, and of a rest that has no cell, but can
 * be told from it. A sum that the cells contradict is none. */
struct pl_disclosed_sum {
	size_t total, count;
	size_t parts[PL_DISCLOSURE_PARTS];
};

/* Cells of one row. hidden has a flag a cell; those that are set come to stay.
 * Sets those of few, then of the smallest others until all sums hold. A total
 * of 10 or more is hidden only where it is a part of another sum, or came so.
 */
void pl_disclose_cells(const int64_t *cells, size_t count,
    const struct pl_disclosed_sum *sums, size_t sum_count, char *hidden);

#endif
