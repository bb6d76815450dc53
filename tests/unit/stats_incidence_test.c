#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/incidence.h"
#include "tests/unit/courses.h"

struct record {
	uint32_t entry, exit;
	int ending; /* enum ending */
};

struct reference {
	const char *name;
	const struct record *records;
	size_t count;
	const struct pl_incidence_step *steps;
	size_t step_count;
};

#include "tests/data/stats/incidence.h"

static struct pl_incidence
incidence_of(const struct reference *r, int backwards)
{
	struct growing growing = {.count = 0};
	struct pl_course course;
	struct pl_incidence incidence;

	for (size_t i = 0; i < r->count; i++) {
		const struct record *item =
		    &r->records[backwards ? r->count - 1 - i : i];

		add_item(&growing, item->entry, item->exit,
		    (enum ending)item->ending);
	}
	course = (struct pl_course){growing.moments, growing.count};
	pl_incidence_of(&incidence, &course);
	return incidence;
}

static void
assert_close(double value, double expected)
{
	if (!(fabs(value - expected) <= 1e-12))
		fail_msg("%.17g is not %.17g", value, expected);
}

static void
curves_equal_those_of_r_in_any_order_of_items(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * PL_COUNT(references); i++) {
		const struct reference *r = &references[i / 2];
		struct pl_incidence incidence = incidence_of(r, (int)(i % 2));

		print_message("# %s\n", r->name);
		assert_int_equal(incidence.count, r->step_count);
		assert_int_equal(incidence.entered, r->count);
		for (size_t k = 0; k < incidence.count; k++) {
			const struct pl_incidence_step *step =
			    &incidence.steps[k];

			assert_int_equal(step->minute, r->steps[k].minute);
			assert_close(step->at_risk, r->steps[k].at_risk);
			assert_close(step->open, r->steps[k].open);
			assert_close(step->fixed, r->steps[k].fixed);
			assert_close(step->left, r->steps[k].left);
			assert_close(step->open + step->fixed + step->left, 1);
		}
		pl_incidence_free(&incidence);
	}
}

/* Of 4, one is fixed at 5; of the 3 left one leaves at 8 and two are lost
 * at 9. */
static void
shares_are_read_at_a_minute(void **state)
{
	static const struct record records[] = {
	    {0, 5, FIXED}, {0, 8, LEFT}, {0, 9, CENSORED}, {0, 9, CENSORED}};
	const struct reference r = {.records = records, .count = 4};
	struct pl_incidence incidence = incidence_of(&r, 0);

	(void)state;
	assert_close(pl_incidence_fixed(&incidence, 4).value, 0);
	assert_close(pl_incidence_fixed(&incidence, 5).value, 0.25);
	assert_close(pl_incidence_left(&incidence, 7).value, 0);
	assert_close(pl_incidence_left(&incidence, 9).value, 0.25);
	assert_null(pl_incidence_left(&incidence, 9).why);
	assert_string_equal(
	    pl_incidence_fixed(&incidence, 10).why, "not followed that long");
	assert_string_equal(
	    pl_incidence_left(&incidence, 10).why, "not followed that long");
	pl_incidence_free(&incidence);
}

static void
all_that_ended_is_known_for_ever(void **state)
{
	const struct pl_moment moments[] = {
	    {0, 400000000, 0, 0, 0}, {7, 0, 300000000, 100000000, 0}};
	const struct pl_course course = {moments, 2};
	struct pl_incidence incidence;

	(void)state;
	pl_incidence_of(&incidence, &course);
	assert_null(pl_incidence_fixed(&incidence, UINT32_MAX).why);
	assert_close(pl_incidence_fixed(&incidence, UINT32_MAX).value, 0.75);
	assert_close(pl_incidence_left(&incidence, UINT32_MAX).value, 0.25);
	pl_incidence_free(&incidence);
}

static void
no_items_have_no_share(void **state)
{
	const struct pl_course none = {NULL, 0};
	struct pl_incidence incidence;

	(void)state;
	pl_incidence_of(&incidence, &none);
	assert_string_equal(pl_incidence_fixed(&incidence, 0).why, "no items");
	assert_string_equal(pl_incidence_left(&incidence, 9).why, "no items");
	pl_incidence_free(&incidence);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(curves_equal_those_of_r_in_any_order_of_items),
	    cmocka_unit_test(shares_are_read_at_a_minute),
	    cmocka_unit_test(all_that_ended_is_known_for_ever),
	    cmocka_unit_test(no_items_have_no_share),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
