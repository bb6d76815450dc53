#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/association.h"

enum { UNITS = 11 };

struct reference {
	size_t count;
	struct pl_pairing units[UNITS];
	double tau, p, least;
};

#include "tests/data/stats/association.h"

static void
is_near(struct pl_value got, double expected, double within)
{
	assert_null(got.why);
	if (!(fabs(got.value - expected) <= within))
		fail_msg("%.17g is not %.17g", got.value, expected);
}

static struct pl_association
associate(const struct reference *one)
{
	struct pl_pairing units[UNITS];

	for (size_t i = 0; i < one->count; i++)
		units[i] = one->units[one->count - 1 - i];
	return pl_associate(units, one->count);
}

static void
all_ways_are_tried_as_r_tries_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		struct pl_association got = associate(&references[i]);

		is_near(got.tau, references[i].tau, 1e-12);
		is_near(got.p, references[i].p, 1e-12);
		is_near(got.least, references[i].least, 1e-12);
	}
}

/* Whatever differs between periods alone is no association: here both numbers
 * rise by a hundred, and go against each other within. */
static void
what_a_block_has_more_of_does_not_count(void **state)
{
	struct pl_pairing units[] = {{1, 1, 1, 3}, {2, 1, 2, 2}, {3, 1, 3, 1},
	    {1, 2, 101, 103}, {2, 2, 102, 102}, {3, 2, 103, 101}};

	(void)state;
	is_near(pl_associate(units, PL_COUNT(units)).tau, -1, 0);
}

/* Asked again in a second period, and the same again: three teams are three
 * teams, and of 3! ways two are as far. */
static void
the_same_units_again_are_no_new_ones(void **state)
{
	struct pl_pairing units[] = {{1, 1, 1, 1}, {2, 1, 2, 2}, {3, 1, 3, 3},
	    {1, 2, 1, 1}, {2, 2, 2, 2}, {3, 2, 3, 3}};
	struct pl_association got = pl_associate(units, PL_COUNT(units));

	(void)state;
	is_near(got.tau, 1, 0);
	is_near(got.p, 2.0 / 6, 1e-12);
	is_near(got.least, 2.0 / 6, 1e-12);
}

/* Of 20 there are more ways than can be tried: p is near that of R's
 * cor.test(method = "kendall", exact = TRUE), and the same each time. */
static void
many_ways_are_drawn_and_always_the_same(void **state)
{
	static const double first[] = {2, 9, 4, 0, 11, 6, 13, 1, 3, 15, 8, 17,
	    5, 10, 12, 7, 19, 14, 18, 16};
	static const double second[] = {3, 0, 5, 2, 7, 1, 9, 4, 6, 12, 8, 10,
	    15, 11, 19, 13, 14, 18, 16, 17};
	struct pl_pairing units[PL_COUNT(first)];
	struct pl_association once, again;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(units); i++)
		units[i] = (struct pl_pairing){i, 0, first[i], second[i]};
	once = pl_associate(units, PL_COUNT(units));
	again = pl_associate(units, PL_COUNT(units));
	is_near(once.tau, 0.45263157894736844, 1e-12);
	is_near(once.p, 0.004748309856, 0.002);
	assert_true(once.p.value == again.p.value);
	assert_string_equal(once.least.why, "ways were drawn");
	for (size_t i = 0; i < PL_COUNT(units); i++)
		units[i].second = units[i].first;
	/* None of 9999 draws comes near: 1 of 10000. */
	is_near(pl_associate(units, PL_COUNT(units)).p, 1e-4, 1e-12);
}

static void
what_cannot_be_told_says_why(void **state)
{
	struct pl_pairing apart[] = {{1, 1, 1, 1}, {2, 2, 2, 2}},
			  answers[] = {{1, 1, 1, 1}, {2, 1, 1, 2}},
			  figures[] = {{1, 1, 1, 1}, {2, 1, 2, 1}},
			  alone[] = {{1, 1, 1, 1}, {2, 1, 2, 2}, {2, 2, 2, 2}};
	struct pl_association got;

	(void)state;
	assert_string_equal(
	    pl_associate(NULL, 0).tau.why, "nothing to compare");
	assert_string_equal(
	    pl_associate(apart, 2).tau.why, "nothing to compare");
	assert_string_equal(
	    pl_associate(answers, 2).p.why, "all answers are alike");
	assert_string_equal(
	    pl_associate(figures, 2).p.why, "all figures are alike");
	got = pl_associate(alone, 3);
	is_near(got.tau, 1, 0);
	assert_string_equal(got.p.why, "nobody to exchange answers with");
	assert_string_equal(got.least.why, got.p.why);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_ways_are_tried_as_r_tries_them),
	    cmocka_unit_test(what_a_block_has_more_of_does_not_count),
	    cmocka_unit_test(the_same_units_again_are_no_new_ones),
	    cmocka_unit_test(many_ways_are_drawn_and_always_the_same),
	    cmocka_unit_test(what_cannot_be_told_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
