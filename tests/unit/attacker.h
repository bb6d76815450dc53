/*
 * attacker.h - what somebody who can reckon learns of hidden counts
 *
 * He knows that no count is negative, and equations among those that he cannot
 * see. What is left for each is an interval, of which the ends are found by
 * linear programming (the two phases of the simplex method, with Bland's rule,
 * which never goes in circles). An end that is not bounded is infinite.
 */
#ifndef TESTS_ATTACKER_H
#define TESTS_ATTACKER_H

#include <math.h>
#include <stddef.h>
#include <string.h>

enum {
	ATTACKER_CELLS = 80,
	ATTACKER_EQUATIONS = 60,
	ATTACKER_WIDTH = ATTACKER_CELLS + ATTACKER_EQUATIONS + 1
};

/* Begins as {0}. */
struct attacker {
	size_t cells, equations;
	double factor[ATTACKER_EQUATIONS][ATTACKER_CELLS];
	double sum[ATTACKER_EQUATIONS];
};

/* One equation more, without cells yet; returns its number. */
static inline size_t
attacker_equation(struct attacker *attacker, double sum)
{
	attacker->sum[attacker->equations] = sum;
	return attacker->equations++;
}

static inline void
attacker_term(
    struct attacker *attacker, size_t equation, size_t cell, double factor)
{
	attacker->factor[equation][cell] += factor;
}

/* ---- The simplex method -------------------------------------------------- */

/* Row 0 is the objective, what is to become small; the last column the right
 * side. Artificial cells stand behind the real ones. */
struct attacker_tableau {
	size_t rows, cells;
	double at[ATTACKER_EQUATIONS + 1][ATTACKER_WIDTH];
	size_t basis[ATTACKER_EQUATIONS + 1];
};

static inline double *
attacker_right(struct attacker_tableau *t, size_t row)
{
	return &t->at[row][ATTACKER_WIDTH - 1];
}

static inline void
attacker_pivot(struct attacker_tableau *t, size_t row, size_t column)
{
	double by = t->at[row][column];

	for (size_t i = 0; i < ATTACKER_WIDTH; i++)
		t->at[row][i] /= by;
	for (size_t i = 0; i <= t->rows; i++) {
		double times = t->at[i][column];

		if (i == row || times == 0)
			continue;
		for (size_t j = 0; j < ATTACKER_WIDTH; j++)
			t->at[i][j] -= times * t->at[row][j];
	}
	t->basis[row] = column;
}

/* The row that limits a column first; 0: none does. */
static inline size_t
attacker_leaving(struct attacker_tableau *t, size_t column)
{
	double least = INFINITY;
	size_t row = 0;

	for (size_t i = 1; i <= t->rows; i++) {
		double at = t->at[i][column], ratio;

		if (at < 1e-9)
			continue;
		ratio = *attacker_right(t, i) / at;
		if (ratio < least - 1e-9 ||
		    (ratio < least + 1e-9 && t->basis[i] < t->basis[row])) {
			least = ratio;
			row = i;
		}
	}
	return row;
}

/* Make the objective small, with the first so many columns. 0: no end. */
static inline int
attacker_descend(struct attacker_tableau *t, size_t columns)
{
	for (;;) {
		size_t column = 0, row;

		while (column < columns && t->at[0][column] > -1e-9)
			column++;
		if (column == columns)
			return 1;
		row = attacker_leaving(t, column);
		if (row == 0)
			return 0;
		attacker_pivot(t, row, column);
	}
}

/* A solution to begin with: artificial cells become 0, and leave. */
static inline void
attacker_begin(struct attacker_tableau *t, const struct attacker *attacker)
{
	memset(t, 0, sizeof *t);
	t->rows = attacker->equations;
	t->cells = attacker->cells;
	for (size_t i = 1; i <= t->rows; i++) {
		double sign = attacker->sum[i - 1] < 0 ? -1 : 1;

		for (size_t j = 0; j < t->cells; j++)
			t->at[i][j] = sign * attacker->factor[i - 1][j];
		t->at[i][t->cells + i - 1] = 1;
		*attacker_right(t, i) = sign * attacker->sum[i - 1];
		t->basis[i] = t->cells + i - 1;
		for (size_t j = 0; j < t->cells; j++)
			t->at[0][j] -= t->at[i][j];
		*attacker_right(t, 0) -= *attacker_right(t, i);
	}
	attacker_descend(t, t->cells);
	for (size_t i = 1; i <= t->rows; i++)
		for (size_t j = 0; t->basis[i] >= t->cells && j < t->cells; j++)
			if (fabs(t->at[i][j]) > 1e-7)
				attacker_pivot(t, i, j);
}

/* The least of sign times a cell. */
static inline double
attacker_end(const struct attacker *attacker, size_t cell, double sign)
{
	static struct attacker_tableau t;

	attacker_begin(&t, attacker);
	memset(t.at[0], 0, sizeof t.at[0]);
	t.at[0][cell] = sign;
	for (size_t i = 1; i <= t.rows; i++)
		if (t.basis[i] == cell)
			for (size_t j = 0; j < ATTACKER_WIDTH; j++)
				t.at[0][j] -= sign * t.at[i][j];
	if (!attacker_descend(&t, t.cells))
		return -INFINITY;
	return -*attacker_right(&t, 0);
}

/* Between what a cell must lie. */
static inline void
attacker_range(
    const struct attacker *attacker, size_t cell, double *low, double *high)
{
	*low = attacker_end(attacker, cell, 1);
	*high = -attacker_end(attacker, cell, -1);
}

#endif
