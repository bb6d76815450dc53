/*
 * Limits of a noisy share against quadratics solved by hand, and how often they
 * hold the truth under the very noise of a submission.
 */
#include "stats/noisyshare.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "tests/unit/coverage.h"

static void
is_near(double got, double expected)
{
	if (!(fabs(got - expected) < 1e-12))
		fail_msg("%.17g is not %.17g", got, expected);
}

/* Noise for which z^2 s^2 is 4; z is the 97.5 % point of the normal. */
static struct pl_noisy_share
cells_of(double part, double total, int part_cells, int cells)
{
	double z = 1.9599639845400543;

	return (struct pl_noisy_share){
	    part, total, part_cells, cells, 4 / (z * z)};
}

static void
is_share(struct pl_noisy_share noisy, double value, double low, double high)
{
	struct pl_estimate share = pl_noisy_share(&noisy);

	assert_null(share.value.why);
	is_near(share.value.value, value);
	is_near(share.low.value, low);
	is_near(share.high.value, high);
}

static void
limits_solve_their_quadratic(void **state)
{
	(void)state;
	/* (36 - 8) p^2 - 2 (18 - 4) p + 9 - 4 = 28 p^2 - 28 p + 5 */
	is_share(
	    cells_of(3, 6, 1, 2), 0.5, 0.5 - 1 / sqrt(14), 0.5 + 1 / sqrt(14));
	/* (900 - 40) p^2 - 2 (600 - 12) p + 400 - 12
	 * = 860 p^2 - 1176 p + 388 */
	is_share(cells_of(20, 30, 3, 10), 20 / 30.0, (588 - sqrt(12064)) / 860,
	    (588 + sqrt(12064)) / 860);
	/* (100 - 20) p^2 - 2 (0 - 16) p + 0 - 16 = 80 p^2 + 32 p - 16 */
	is_share(
	    cells_of(0, 10, 4, 5), 0, (-1 - sqrt(6)) / 5, (-1 + sqrt(6)) / 5);
}

static void
what_is_below_0_or_above_1_is_not_cut(void **state)
{
	(void)state;
	/* (100 - 8) p^2 - 2 (-20 - 4) p + 4 - 4 = 92 p^2 + 48 p */
	is_share(cells_of(-2, 10, 1, 2), -0.2, -12 / 23.0, 0);
	/* The other cell of the same two. */
	is_share(cells_of(12, 10, 1, 2), 1.2, 1, 35 / 23.0);
}

static void
without_noise_limits_are_the_share(void **state)
{
	struct pl_noisy_share exact = {3, 12, 2, 10, 0};

	(void)state;
	is_share(exact, 0.25, 0.25, 0.25);
}

/* With 9 cells z s sqrt(B) is 6. */
static void
totals_within_the_noise_have_no_share(void **state)
{
	static const double totals[] = {6 - 1e-9, 1, 0, -5, -100};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(totals); i++) {
		struct pl_noisy_share lost = cells_of(1, totals[i], 4, 9);
		struct pl_estimate share = pl_noisy_share(&lost);

		assert_string_equal(share.value.why, "lost in the noise");
		assert_string_equal(share.low.why, "lost in the noise");
		assert_string_equal(share.high.why, "lost in the noise");
	}
	for (int i = 0; i < 20; i++)
		for (int j = -5; j < 15; j++) {
			double total = 6 + 1e-9 + i * i;
			struct pl_noisy_share found =
			    cells_of(j * total / 10, total, 4, 9);
			struct pl_estimate share = pl_noisy_share(&found);

			assert_null(share.value.why);
			assert_true(share.low.value < share.value.value);
			assert_true(share.value.value < share.high.value);
		}
}

/* 2,000 tables have a standard error of 0.5 points. */
static void
limits_hold_the_truth_in_95_of_100(void **state)
{
	static const int64_t votes[] = {200, 10000};
	static const int cells[] = {1, 3, 5, 9};
	unsigned char key[PL_KEY_SIZE] = {8};
	struct pl_stream *stream = pl_stream_open(key);

	(void)state;
	for (size_t i = 0; i < PL_COUNT(votes) * PL_COUNT(cells); i++) {
		int64_t n = votes[i % PL_COUNT(votes)];
		int m = cells[i / PL_COUNT(votes)];
		struct coverage coverage = coverage_of(stream, n, m, 2000);

		if (!(coverage.held > 0.935 && coverage.held < 0.965 &&
			coverage.missing == 0))
			fail_msg("%g held, %g missing with %d votes, %d cells",
			    coverage.held, coverage.missing, (int)n, m);
	}
	pl_stream_close(stream);
}

/* Two cells have one share, and its limits: those of a single one. */
static void
band_of_one_share_is_its_limits(void **state)
{
	const double units[] = {3, 3};
	const struct pl_noisy_share one = cells_of(3, 6, 1, 2);
	const struct pl_estimate share = pl_noisy_share(&one);
	struct pl_estimate band[1];

	(void)state;
	pl_noisy_band(band, units, 2, one.variance);
	is_near(band[0].value.value, 0.5);
	is_near(band[0].low.value, share.low.value);
	is_near(band[0].high.value, share.high.value);
}

static void
band_is_wider_than_limits_and_lost_where_they_are(void **state)
{
	const double units[] = {100, 200, 50, 150}, none[] = {1, -1, 1, 0};
	struct pl_estimate band[3];

	(void)state;
	pl_noisy_band(band, units, 4, 25);
	for (int i = 0; i < 3; i++) {
		const double parts[] = {100, 300, 350};
		const struct pl_noisy_share one = {parts[i], 500, i + 1, 4, 25};
		const struct pl_estimate share = pl_noisy_share(&one);

		is_near(band[i].value.value, parts[i] / 500);
		assert_true(band[i].low.value < share.low.value);
		assert_true(band[i].high.value > share.high.value);
	}
	pl_noisy_band(band, none, 4, 25);
	for (int i = 0; i < 3; i++)
		assert_string_equal(band[i].low.why, "lost in the noise");
}

/* At least 95 %, and not far from it: a band that is always right says little.
 * 2,000 tables have a standard error of 0.5 points. */
static void
band_holds_the_curve_in_95_of_100(void **state)
{
	static const int64_t votes[] = {200, 10000};
	unsigned char key[PL_KEY_SIZE] = {9};
	struct pl_stream *stream = pl_stream_open(key);

	(void)state;
	for (size_t i = 0; i < PL_COUNT(votes); i++) {
		const double held = coverage_of_band(stream, votes[i], 2000);

		if (!(held >= 0.95 && held < 0.99))
			fail_msg("%g held with %d votes", held, (int)votes[i]);
	}
	pl_stream_close(stream);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(limits_solve_their_quadratic),
	    cmocka_unit_test(what_is_below_0_or_above_1_is_not_cut),
	    cmocka_unit_test(without_noise_limits_are_the_share),
	    cmocka_unit_test(totals_within_the_noise_have_no_share),
	    cmocka_unit_test(limits_hold_the_truth_in_95_of_100),
	    cmocka_unit_test(band_of_one_share_is_its_limits),
	    cmocka_unit_test(band_is_wider_than_limits_and_lost_where_they_are),
	    cmocka_unit_test(band_holds_the_curve_in_95_of_100),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
