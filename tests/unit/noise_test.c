/*
 * Noise on tables: the same for the same data, and new for any other. Keys are
 * fixed, so what passes once passes always.
 */
#include "share/noise.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { RUNS = 400 };

static struct pl_noise
some_noise(const unsigned char *key)
{
	return (struct pl_noise){.program = "one",
	    .period = "2026-Q3",
	    .privacy = PL_PRIVACY_STANDARD,
	    .layout = PL_LAYOUT_BY_CLASS,
	    .key = key};
}

static struct pl_ballots
some_cells(void)
{
	struct pl_ballots cells = {0};

	for (int i = 0; i < PL_BINS; i++)
		cells.units[PL_TABLE_TIME][PL_CLASS_SERVER][PL_URGENT][i] =
		    (int64_t)i * PL_VOTE;
	return cells;
}

static struct pl_ballots
noisy(const struct pl_ballots *exact, const struct pl_noise *noise)
{
	struct pl_ballots cells = *exact;

	pl_noise_add(&cells, noise);
	return cells;
}

/* Sum of squares of the difference of two tables, and of how many cells. */
static double
distance2(const struct pl_ballots *a, const struct pl_ballots *b,
    enum pl_ballot_table table, int *cells)
{
	double sum = 0;

	*cells = 0;
	for (int c = 0; c < PL_CLASSES; c++)
		for (int u = 0; u < PL_URGENCIES; u++)
			for (size_t i = 0; i < pl_table_bins(table); i++) {
				const double d =
				    (double)(a->units[table][c][u][i] -
					     b->units[table][c][u][i]);

				sum += d * d;
				(*cells)++;
			}
	return sum;
}

static void
same_data_have_the_same_noise(void **state)
{
	const unsigned char key[PL_KEY_SIZE] = "same data, same noise";
	const struct pl_noise noise = some_noise(key);
	const struct pl_ballots exact = some_cells();
	const struct pl_ballots a = noisy(&exact, &noise),
				b = noisy(&exact, &noise);

	(void)state;
	assert_memory_equal(&a, &b, sizeof a);
	assert_memory_not_equal(&a, &exact, sizeof a);
}

/* The attack by amendment: change one asset, hand over again, subtract. The
 * difference has the variance of two draws, so nothing cancels; nor in the
 * other table, which would tell that the asset did not change there. */
static void
one_unit_more_makes_all_noise_new(void **state)
{
	double sum[PL_TABLES] = {0};
	int cells[PL_TABLES];

	(void)state;
	for (int run = 0; run < RUNS; run++) {
		const unsigned char key[PL_KEY_SIZE] = {
		    (unsigned char)run, (unsigned char)(run >> 8)};
		const struct pl_noise noise = some_noise(key);
		const struct pl_ballots exact = some_cells();
		struct pl_ballots changed = exact, a, b;

		changed.units[PL_TABLE_TIME][run % PL_CLASSES]
			     [run % PL_URGENCIES][run % PL_BINS]++;
		a = noisy(&exact, &noise);
		b = noisy(&changed, &noise);
		for (int t = 0; t < PL_TABLES; t++)
			sum[t] += distance2(
			    &a, &b, (enum pl_ballot_table)t, &cells[t]);
	}
	for (int t = 0; t < PL_TABLES; t++) {
		sum[t] /= (double)RUNS * cells[t] *
		          (double)pl_table_variance(
			      (enum pl_ballot_table)t, PL_PRIVACY_STANDARD);
		assert_true(sum[t] >= 1.9 && sum[t] <= 2.1);
	}
}

static void
whatever_noise_hangs_on_makes_it_new(void **state)
{
	const unsigned char key[PL_KEY_SIZE] = "one",
			    other[PL_KEY_SIZE] = "two";
	const struct pl_noise noise = some_noise(key);
	struct pl_noise others[5] = {noise, noise, noise, noise, noise};
	const struct pl_ballots exact = some_cells();
	const struct pl_ballots first = noisy(&exact, &noise);

	(void)state;
	others[0].program = "two";
	others[1].period = "2026-Q4";
	others[2].privacy = PL_PRIVACY_STRICT;
	others[3].layout = PL_LAYOUT_POOLED;
	others[4].key = other;
	for (int i = 0; i < 5; i++)
		for (int table = 0; table < PL_TABLES; table++) {
			const struct pl_ballots cells =
			    noisy(&exact, &others[i]);
			unsigned char a[PL_KEYED_SIZE], b[PL_KEYED_SIZE];

			pl_noise_digest(
			    a, &noise, (enum pl_ballot_table)table, &exact);
			pl_noise_digest(
			    b, &others[i], (enum pl_ballot_table)table, &exact);
			assert_memory_not_equal(a, b, sizeof a);
			assert_memory_not_equal(first.units[table],
			    cells.units[table], sizeof cells.units[table][0]);
		}
}

/* A cell without a vote is noised like any other, and one that no layout has
 * is not there. */
static void
every_cell_of_the_layout_is_noised(void **state)
{
	const unsigned char key[PL_KEY_SIZE] = "empty";
	struct pl_noise noise = some_noise(key);
	const struct pl_ballots exact = {0};
	struct pl_ballots cells = noisy(&exact, &noise);

	(void)state;
	for (int table = 0; table < PL_TABLES; table++)
		for (int c = 0; c < PL_CLASSES; c++)
			for (int u = 0; u < PL_URGENCIES; u++)
				for (size_t i = 0; i < PL_BINS; i++)
					assert_int_equal(
					    cells.units[table][c][u][i] != 0,
					    i < pl_table_bins(
						    (enum pl_ballot_table)
							table));
	noise.layout = PL_LAYOUT_POOLED;
	cells = noisy(&exact, &noise);
	for (int c = 1; c < PL_CLASSES; c++)
		assert_memory_equal(cells.units[PL_TABLE_TIME][c],
		    exact.units[PL_TABLE_TIME][c],
		    sizeof exact.units[PL_TABLE_TIME][c]);
}

/* The sum over a table's cells of noise that does not hang together has the
 * variance of one cell times their number; over 400 runs to 7 %. */
static void
noise_of_cells_does_not_hang_together(void **state)
{
	double squares = 0;
	int cells = 0;

	(void)state;
	for (int run = 0; run < RUNS; run++) {
		const unsigned char key[PL_KEY_SIZE] = {
		    (unsigned char)run, (unsigned char)(run >> 8), 1};
		const struct pl_noise noise = some_noise(key);
		const struct pl_ballots exact = {0};
		const struct pl_ballots seen = noisy(&exact, &noise);
		double sum = 0;

		cells = 0;
		for (int c = 0; c < PL_CLASSES; c++)
			for (int u = 0; u < PL_URGENCIES; u++)
				for (int i = 0; i < PL_BINS; i++, cells++)
					sum +=
					    (double)seen
						.units[PL_TABLE_TIME][c][u][i];
		squares += sum * sum;
	}
	squares /=
	    (double)RUNS * cells *
	    (double)pl_table_variance(PL_TABLE_TIME, PL_PRIVACY_STANDARD);
	assert_true(squares > 0.75 && squares < 1.3);
}

static void
pooled_cells_are_sums_over_classes(void **state)
{
	struct pl_ballots cells = {0};

	(void)state;
	for (int c = 0; c < PL_CLASSES; c++)
		cells.units[PL_TABLE_OUTCOME][c][PL_ROUTINE][3] = 1 << c;
	pl_ballots_lay(&cells, PL_LAYOUT_BY_CLASS);
	assert_int_equal(cells.units[PL_TABLE_OUTCOME][5][PL_ROUTINE][3], 32);
	pl_ballots_lay(&cells, PL_LAYOUT_POOLED);
	assert_int_equal(cells.units[PL_TABLE_OUTCOME][0][PL_ROUTINE][3], 63);
	assert_int_equal(cells.units[PL_TABLE_OUTCOME][5][PL_ROUTINE][3], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(same_data_have_the_same_noise),
	    cmocka_unit_test(one_unit_more_makes_all_noise_new),
	    cmocka_unit_test(whatever_noise_hangs_on_makes_it_new),
	    cmocka_unit_test(every_cell_of_the_layout_is_noised),
	    cmocka_unit_test(noise_of_cells_does_not_hang_together),
	    cmocka_unit_test(pooled_cells_are_sums_over_classes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
