#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/logrank.h"
#include "tests/unit/courses.h"

enum { MOST_GROUPS = 4, MOST_STRATA = 3 };

struct record {
	unsigned stratum, group;
	uint32_t entry, exit;
	int event;
};

/* observed[0] is -1 where R gives no counts. */
struct reference {
	const char *name;
	const struct record *records;
	size_t count, strata, groups;
	double observed[MOST_GROUPS], expected[MOST_GROUPS];
	double chi_square, p;
};

#include "tests/data/stats/logrank.h"

/* Each item counts so many times. first becomes the first group. */
static void
test_of(struct pl_logrank *out, const struct reference *r, unsigned first,
    uint64_t times)
{
	static struct growing growing[MOST_STRATA * MOST_GROUPS];
	struct pl_course courses[MOST_STRATA * MOST_GROUPS];

	memset(growing, 0, sizeof growing);
	for (size_t i = 0; i < r->count; i++) {
		const struct record *item = &r->records[r->count - 1 - i];
		size_t group = (item->group + r->groups - first) % r->groups;

		add_item(&growing[item->stratum * r->groups + group],
		    item->entry, item->exit, item->event ? FIXED : CENSORED);
	}
	for (size_t i = 0; i < r->strata * r->groups; i++) {
		for (size_t k = 0; k < growing[i].count; k++) {
			growing[i].moments[k].entered *= times;
			growing[i].moments[k].fixed *= times;
			growing[i].moments[k].censored *= times;
		}
		courses[i] =
		    (struct pl_course){growing[i].moments, growing[i].count};
	}
	pl_logrank_of(out, courses, r->strata, r->groups);
}

static void
assert_close(double value, double expected)
{
	if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
		fail_msg("%.17g is not %.17g", value, expected);
}

static void
tests_equal_those_of_r(void **state)
{
	struct pl_logrank test;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];

		print_message("# %s\n", r->name);
		test_of(&test, r, 0, 1);
		assert_null(test.chi_square.why);
		assert_null(test.p.why);
		assert_int_equal(test.degrees, r->groups - 1);
		assert_close(test.chi_square.value, r->chi_square);
		assert_close(test.p.value, r->p);
		for (size_t g = 0; r->observed[0] >= 0 && g < r->groups; g++) {
			assert_close(test.observed[g], r->observed[g]);
			assert_close(test.expected[g], r->expected[g]);
		}
	}
}

static void
the_order_of_groups_does_not_matter(void **state)
{
	struct pl_logrank test;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++)
		for (unsigned g = 1; g < references[i].groups; g++) {
			test_of(&test, &references[i], g, 1);
			assert_close(
			    test.chi_square.value, references[i].chi_square);
		}
}

static void
what_is_expected_adds_up_to_what_was_observed(void **state)
{
	struct pl_logrank test;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		double observed = 0, expected = 0;

		test_of(&test, &references[i], 0, 1000000);
		for (size_t g = 0; g < references[i].groups; g++) {
			observed += test.observed[g];
			expected += test.expected[g];
		}
		assert_close(observed, expected);
		assert_true(isfinite(test.chi_square.value));
	}
}

/* The hazard ratio of one group is the inverse of the other's. */
static void
the_score_turns_round_with_the_groups_and_not_with_their_size(void **state)
{
	struct pl_logrank test;
	double score;

	(void)state;
	test_of(&test, &references[0], 0, 1);
	score = pl_logrank_score(&test).value;
	assert_true(score < 0); /* the second group was made the faster one */
	test_of(&test, &references[0], 1, 1);
	assert_close(pl_logrank_score(&test).value, -score);
	test_of(&test, &references[0], 0, 1000);
	assert_true(fabs(pl_logrank_score(&test).value - score) < 0.1);
}

/* By hand: at minute 1, 1 of 2 fixed is of the first group, 1 of 3 at risk;
 * expected 2/3, variance 2 * 1/3 * 2/3 * (3-2)/(3-1) = 2/9. */
static void
a_single_minute_is_the_hypergeometric_distribution(void **state)
{
	const struct pl_moment first[] = {{0, 1, 0, 0, 0}, {1, 0, 1, 0, 0}};
	const struct pl_moment second[] = {{0, 2, 0, 0, 0}, {1, 0, 1, 1, 0}};
	const struct pl_course courses[] = {{first, 2}, {second, 2}};
	struct pl_logrank test;

	(void)state;
	pl_logrank_of(&test, courses, 1, 2);
	assert_close(test.observed[0], 1);
	assert_close(test.expected[0], 2. / 3);
	assert_close(test.variance[0][0], 2. / 9);
	assert_close(test.chi_square.value, 1. / 2);
}

static void
a_group_that_was_never_there_takes_no_degree(void **state)
{
	const struct pl_moment first[] = {{0, 9, 0, 0, 0}, {1, 0, 4, 0, 5}};
	const struct pl_moment second[] = {{0, 9, 0, 0, 0}, {1, 0, 2, 0, 7}};
	const struct pl_course two[] = {{first, 2}, {second, 2}};
	const struct pl_course three[] = {{first, 2}, {NULL, 0}, {second, 2}};
	struct pl_logrank test, with;

	(void)state;
	pl_logrank_of(&test, two, 1, 2);
	pl_logrank_of(&with, three, 1, 3);
	assert_int_equal(with.degrees, 1);
	assert_close(with.chi_square.value, test.chi_square.value);
}

static void
nothing_to_compare_is_said(void **state)
{
	const struct pl_moment early[] = {{0, 9, 0, 0, 0}, {1, 0, 9, 0, 0}};
	const struct pl_moment late[] = {{1, 9, 0, 0, 0}, {2, 0, 9, 0, 0}};
	const struct pl_moment open[] = {{0, 9, 0, 0, 0}, {2, 0, 0, 0, 9}};
	const struct pl_course apart[] = {{early, 2}, {late, 2}};
	const struct pl_course still[] = {{open, 2}, {open, 2}};
	const struct pl_course none[] = {{NULL, 0}, {NULL, 0}};
	struct pl_logrank test;

	(void)state;
	pl_logrank_of(&test, apart, 1, 2);
	assert_string_equal(test.p.why, "nothing to compare");
	pl_logrank_of(&test, still, 1, 2);
	assert_string_equal(test.chi_square.why, "nothing to compare");
	pl_logrank_of(&test, none, 1, 2);
	assert_string_equal(test.p.why, "nothing to compare");
	assert_string_equal(pl_logrank_score(&test).why, "nothing to compare");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tests_equal_those_of_r),
	    cmocka_unit_test(the_order_of_groups_does_not_matter),
	    cmocka_unit_test(what_is_expected_adds_up_to_what_was_observed),
	    cmocka_unit_test(
		the_score_turns_round_with_the_groups_and_not_with_their_size),
	    cmocka_unit_test(
		a_single_minute_is_the_hypergeometric_distribution),
	    cmocka_unit_test(a_group_that_was_never_there_takes_no_degree),
	    cmocka_unit_test(nothing_to_compare_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
