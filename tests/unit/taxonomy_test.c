/*
 * The cells of a submission and their noise, beside numbers reckoned by hand.
 */
#include "share/taxonomy.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
layout_follows_from_what_is_declared(void **state)
{
	(void)state;
	assert_int_equal(
	    pl_layout_of(PL_SIZE_1, PL_PRIVACY_STRICT), PL_LAYOUT_NONE);
	assert_int_equal(
	    pl_layout_of(PL_SIZE_1, PL_PRIVACY_STANDARD), PL_LAYOUT_NONE);
	assert_int_equal(
	    pl_layout_of(PL_SIZE_1, PL_PRIVACY_ANNUAL), PL_LAYOUT_POOLED);
	for (int privacy = 0; privacy < PL_PRIVACIES; privacy++) {
		assert_int_equal(
		    pl_layout_of(PL_SIZE_100, (enum pl_privacy)privacy),
		    PL_LAYOUT_POOLED);
		for (int size = PL_SIZE_500; size < PL_SIZES; size++)
			assert_int_equal(pl_layout_of((enum pl_size)size,
					     (enum pl_privacy)privacy),
			    PL_LAYOUT_BY_CLASS);
	}
}

/* 65536^2 / 0.06 is 71,582,788,266.67 and so on. */
static void
noise_is_rounded_up_to_what_was_promised(void **state)
{
	static const struct {
		enum pl_ballot_table table;
		enum pl_privacy privacy;
		int64_t rho, variance;
	} cases[] = {
	    {PL_TABLE_TIME, PL_PRIVACY_STRICT, 15000000, 286331153067},
	    {PL_TABLE_OUTCOME, PL_PRIVACY_STRICT, 10000000, 429496729600},
	    {PL_TABLE_TIME, PL_PRIVACY_STANDARD, 60000000, 71582788267},
	    {PL_TABLE_OUTCOME, PL_PRIVACY_STANDARD, 40000000, 107374182400},
	    {PL_TABLE_TIME, PL_PRIVACY_ANNUAL, 240000000, 17895697067},
	    {PL_TABLE_OUTCOME, PL_PRIVACY_ANNUAL, 160000000, 26843545600},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(pl_table_rho(cases[i].table, cases[i].privacy),
		    cases[i].rho);
		assert_int_equal(
		    pl_table_variance(cases[i].table, cases[i].privacy),
		    cases[i].variance);
	}
}

/* By the formula of the error of a share, in floating point. */
static void
least_votes_give_ten_points(void **state)
{
	(void)state;
	for (int table = 0; table < PL_TABLES; table++)
		for (int privacy = 0; privacy < PL_PRIVACIES; privacy++) {
			const double sigma = sqrt((double)pl_table_variance(
			    (enum pl_ballot_table)table,
			    (enum pl_privacy)privacy));
			const double bins =
			    (double)pl_table_bins((enum pl_ballot_table)table);
			const double least =
			    (double)pl_table_least((enum pl_ballot_table)table,
				(enum pl_privacy)privacy);
			const double vote = PL_VOTE;

			assert_true(
			    1.96 * sigma * sqrt(bins) / 2 / least <= 0.1);
			/* The worst: a share of 0, of all bins but one. */
			assert_true(
			    1.96 * sigma * sqrt(bins - 1) / least <= 0.19);
			assert_true(
			    1.96 * sigma * sqrt(bins) / 2 / (least - vote) >
			    0.1);
		}
	assert_int_equal(
	    pl_table_least(PL_TABLE_TIME, PL_PRIVACY_STANDARD), 127 * PL_VOTE);
}

static void
bins_have_names_and_fit(void **state)
{
	(void)state;
	assert_int_equal(pl_table_bins(PL_TABLE_TIME), 10);
	assert_int_equal(pl_table_bins(PL_TABLE_OUTCOME), 5);
	assert_string_equal(pl_table_bin(PL_TABLE_TIME, 9), "open");
	assert_string_equal(pl_table_bin(PL_TABLE_OUTCOME, 3), "rolled-back");
}

static void
machines_are_of_the_class_that_their_word_says(void **state)
{
	(void)state;
	for (int c = 0; c < PL_CLASSES; c++)
		assert_int_equal(pl_class_of(pl_classes[c]), c);
	assert_int_equal(pl_class_of("laptop"), PL_CLASS_CLIENT);
	assert_int_equal(pl_class_of("workstation"), PL_CLASS_CLIENT);
	assert_int_equal(pl_class_of("router"), PL_CLASS_NETWORK);
	assert_int_equal(pl_class_of("scada"), PL_CLASS_OT);
	assert_int_equal(pl_class_of("mainframe"), PL_CLASS_OTHER);
	assert_int_equal(pl_class_of("Server"), PL_CLASS_OTHER);
	assert_int_equal(pl_class_of(""), PL_CLASS_OTHER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(layout_follows_from_what_is_declared),
	    cmocka_unit_test(noise_is_rounded_up_to_what_was_promised),
	    cmocka_unit_test(least_votes_give_ten_points),
	    cmocka_unit_test(bins_have_names_and_fit),
	    cmocka_unit_test(machines_are_of_the_class_that_their_word_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
