/*
 * What of a table of counts is hidden, and that whoever can reckon does not
 * find it.
 */
#include "share/disclosure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "tests/unit/attacker.h"

enum { ROWS = 6, COLUMNS = 8, TABLES = 1000 };

/* splitmix64 (Steele, Lea and Flood 2014). */
static int64_t
below(uint64_t *state, int64_t limit)
{
	uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return (int64_t)((x ^ x >> 31) >> 33) % limit;
}

/* Many small counts, some large ones, and zeros. */
static int64_t
some(uint64_t *state)
{
	switch (below(state, 4)) {
	case 0:
		return 0;
	case 1:
		return below(state, 12);
	default:
		return below(state, 200);
	}
}

static void
a_few_is_1_to_9_on_either_side_of_0(void **state)
{
	(void)state;
	for (int64_t i = -12; i <= 12; i++)
		assert_int_equal(pl_is_few(i), i != 0 && -10 < i && i < 10);
}

/* ---- The attacker himself ------------------------------------------------ */

/* a + b = 12, a = 4: found. c + d = 12: each of 0 to 12. e: any. */
static void
the_attacker_finds_what_can_be_found(void **state)
{
	struct attacker attacker = {.cells = 5};
	double low, high;

	(void)state;
	attacker_equation(&attacker, 12);
	attacker_equation(&attacker, 4);
	attacker_equation(&attacker, 12);
	attacker_term(&attacker, 0, 0, 1);
	attacker_term(&attacker, 0, 1, 1);
	attacker_term(&attacker, 1, 0, 1);
	attacker_term(&attacker, 2, 2, 1);
	attacker_term(&attacker, 2, 3, 1);
	attacker_range(&attacker, 1, &low, &high);
	assert_float_equal(low, 8, 1e-6);
	assert_float_equal(high, 8, 1e-6);
	attacker_range(&attacker, 2, &low, &high);
	assert_float_equal(low, 0, 1e-6);
	assert_float_equal(high, 12, 1e-6);
	attacker_range(&attacker, 4, &low, &high);
	assert_float_equal(low, 0, 1e-6);
	assert_true(isinf(high));
}

/* ---- Rows ---------------------------------------------------------------- */

static void
rows_are_hidden_where_they_have_to_be(void **state)
{
	static const struct {
		int64_t counts[5];
		const char *hidden, *after;
		size_t left;
	} cases[] = {
	    {{100, 200, 0, 30, 10}, "00000", "00000", 5}, /* nothing small */
	    {{100, 200, 40, 30, 9}, "00000", "00011", 3}, /* one: the next */
	    {{100, 200, 40, 8, 9}, "00000", "00011", 3},  /* 17 together */
	    {{100, 200, 40, 3, 4}, "00000", "00111", 2},  /* 7: one more */
	    {{100, 0, 0, 0, 5}, "00000", "10001", 3},     /* 0 hides nothing */
	    {{5, 0, 0, 0, 0}, "00000", "11111", 0}, /* nothing else there */
	    {{100, 200, 40, 30, 50}, "00001", "00001", 4}, /* a name alone */
	    {{100, 200, 40, 30, 5}, "00100", "00101", 3}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		char hidden[6] = {0}, after[6] = {0};

		for (size_t j = 0; j < 5; j++)
			hidden[j] = (char)(cases[i].hidden[j] - '0');
		assert_int_equal(
		    pl_disclose_rows(cases[i].counts, 5, 1, hidden),
		    cases[i].left);
		for (size_t j = 0; j < 5; j++)
			after[j] = (char)(hidden[j] + '0');
		assert_string_equal(after, cases[i].after);
	}
}

struct table {
	int64_t counts[ROWS][4]; /* n, and three parts of it */
	char hidden[ROWS];
};

static void
make_table(struct table *table, uint64_t *random)
{
	*table = (struct table){0};
	for (size_t i = 0; i < ROWS; i++)
		for (size_t j = 1; j < 4; j++) {
			table->counts[i][j] = some(random);
			table->counts[i][0] += table->counts[i][j];
		}
}

/* He sees the rows that are told and the totals of each column, and knows that
 * the parts of a row come to its n. */
static void
attack(struct attacker *attacker, const struct table *table)
{
	*attacker = (struct attacker){.cells = ROWS * 4};
	for (size_t j = 0; j < 4; j++) {
		double sum = 0;
		size_t column = attacker_equation(attacker, 0);

		for (size_t i = 0; i < ROWS; i++) {
			if (!table->hidden[i])
				continue;
			sum += (double)table->counts[i][j];
			attacker_term(attacker, column, i * 4 + j, 1);
		}
		attacker->sum[column] = sum;
	}
	for (size_t i = 0; i < ROWS; i++) {
		size_t row;

		if (!table->hidden[i])
			continue;
		row = attacker_equation(attacker, 0);
		attacker_term(attacker, row, i * 4, 1);
		for (size_t j = 1; j < 4; j++)
			attacker_term(attacker, row, i * 4 + j, -1);
	}
}

/* How many small counts he knows to less than ten. */
static size_t
found(const struct table *table)
{
	static struct attacker attacker;
	size_t count = 0;
	double low, high;

	attack(&attacker, table);
	for (size_t i = 0; i < ROWS; i++)
		for (size_t j = 0; table->hidden[i] && j < 4; j++) {
			if (!pl_is_few(table->counts[i][j]))
				continue;
			attacker_range(&attacker, i * 4 + j, &low, &high);
			count += high - low < PL_FEWEST - 1e-6;
		}
	return count;
}

static void
no_hidden_row_is_known_to_less_than_ten(void **state)
{
	uint64_t random = 1;
	size_t told = 0;

	(void)state;
	for (size_t i = 0; i < TABLES; i++) {
		struct table table;
		size_t left;

		make_table(&table, &random);
		left = pl_disclose_rows(table.counts[0], ROWS, 4, table.hidden);
		told += left > 0;
		if (left > 0)
			assert_int_equal(found(&table), 0);
	}
	assert_true(told > TABLES / 10);
}

/* The attack above is one: it finds what is hidden by itself alone. */
static void
hiding_small_rows_alone_does_not_do(void **state)
{
	uint64_t random = 1;
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < TABLES; i++) {
		struct table table;

		make_table(&table, &random);
		for (size_t j = 0; j < ROWS; j++)
			for (size_t k = 0; k < 4; k++)
				table.hidden[j] |=
				    (char)pl_is_few(table.counts[j][k]);
		count += found(&table) > 0;
	}
	assert_true(count > TABLES / 10);
}

/* ---- Cells --------------------------------------------------------------- */

/* n; parts of it; a subset of the second part. */
static const struct pl_disclosed_sum sums[] = {{0, 4, {1, 2, 3, 4}},
    {0, 1, {1}}, {0, 1, {2}}, {0, 1, {3}}, {0, 1, {4}}, {2, 1, {5}}};

enum { CELLS = 6 };

static void
cells_are_hidden_where_they_have_to_be(void **state)
{
	static const struct {
		int64_t cells[CELLS];
		const char *after;
	} cases[] = {{{100, 60, 40, 0, 0, 20}, "000000"},
	    {{100, 60, 37, 3, 0, 20}, "001101"}, /* 37, and so what is 17 */
	    {{100, 60, 30, 3, 0, 0}, "000100"},  /* 3 and a rest of 7 */
	    {{100, 60, 31, 3, 0, 0}, "001100"},  /* of 6: one more */
	    {{100, 50, 30, 3, 0, 0}, "000100"},  /* a rest of 17 hides 3 */
	    {{9, 9, 0, 0, 0, 0}, "110000"},
	    {{100, 92, 0, 0, 0, 0}, "010000"}, /* not so many: 8 */
	    {{100, 60, 40, 0, 0, 38}, "000001"}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		char hidden[CELLS] = {0}, after[CELLS + 1] = {0};

		pl_disclose_cells(
		    cases[i].cells, CELLS, sums, PL_COUNT(sums), hidden);
		for (size_t j = 0; j < CELLS; j++)
			after[j] = (char)(hidden[j] + '0');
		if (strcmp(after, cases[i].after) != 0)
			fail_msg("%zu: %s, not %s", i, after, cases[i].after);
	}
}

/* He knows each sum, and not its rest. */
static void
attack_cells(
    struct attacker *attacker, const int64_t *cells, const char *hidden)
{
	*attacker = (struct attacker){.cells = CELLS + PL_COUNT(sums)};
	for (size_t i = 0; i < PL_COUNT(sums); i++) {
		const struct pl_disclosed_sum *sum = &sums[i];
		size_t equation = attacker_equation(attacker, 0);

		if (hidden[sum->total])
			attacker_term(attacker, equation, sum->total, -1);
		else
			attacker->sum[equation] = (double)cells[sum->total];
		for (size_t j = 0; j < sum->count; j++) {
			size_t part = sum->parts[j];

			if (hidden[part])
				attacker_term(attacker, equation, part, 1);
			else
				attacker->sum[equation] -= (double)cells[part];
		}
		attacker_term(attacker, equation, CELLS + i, 1);
	}
}

/* The rest of a sum is as secret as its parts, though it has no cell. */
static void
no_hidden_cell_is_known_to_less_than_ten(void **state)
{
	static struct attacker attacker;
	uint64_t random = 2;
	double low, high;

	(void)state;
	for (size_t i = 0; i < TABLES; i++) {
		int64_t cells[CELLS] = {0};
		char hidden[CELLS] = {0};

		for (size_t j = 1; j < 5; j++)
			cells[0] += cells[j] = some(&random);
		cells[5] = cells[2] > 0 ? below(&random, cells[2] + 1) : 0;
		cells[0] += some(&random);
		pl_disclose_cells(cells, CELLS, sums, PL_COUNT(sums), hidden);
		attack_cells(&attacker, cells, hidden);
		for (size_t j = 0; j < CELLS; j++) {
			if (!pl_is_few(cells[j]))
				continue;
			assert_true(hidden[j]);
			attacker_range(&attacker, j, &low, &high);
			if (high - low < PL_FEWEST - 1 - 1e-6)
				fail_msg("table %zu, cell %zu: %g to %g", i, j,
				    low, high);
		}
		attacker_range(&attacker, CELLS, &low, &high);
		if (high - low < 1e-6 && high > 1e-6 && high < PL_FEWEST)
			fail_msg("table %zu: the rest is %g", i, low);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_few_is_1_to_9_on_either_side_of_0),
	    cmocka_unit_test(the_attacker_finds_what_can_be_found),
	    cmocka_unit_test(rows_are_hidden_where_they_have_to_be),
	    cmocka_unit_test(no_hidden_row_is_known_to_less_than_ten),
	    cmocka_unit_test(hiding_small_rows_alone_does_not_do),
	    cmocka_unit_test(cells_are_hidden_where_they_have_to_be),
	    cmocka_unit_test(no_hidden_cell_is_known_to_less_than_ten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
