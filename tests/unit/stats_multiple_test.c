#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/multiple.h"

enum { MOST = 20 };

struct reference {
	size_t count;
	double p[MOST], false_discovery[MOST], any_error[MOST];
};

#include "tests/data/stats/multiple.h"

static void
assert_same(const double *values, const double *expected, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!(fabs(values[i] - expected[i]) < 1e-12))
			fail_msg("%.17g is not %.17g", values[i], expected[i]);
}

static void
adjusted_values_equal_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		double adjusted[MOST];

		pl_adjust_false_discovery(r->p, r->count, adjusted);
		assert_same(adjusted, r->false_discovery, r->count);
		pl_adjust_any_error(r->p, r->count, adjusted);
		assert_same(adjusted, r->any_error, r->count);
	}
}

/* Also when the result takes the place of what came in. */
static void
the_order_of_questions_does_not_matter(void **state)
{
	const struct reference *r = &references[PL_COUNT(references) - 1];
	double backwards[MOST], expected[MOST];

	(void)state;
	for (size_t i = 0; i < r->count; i++) {
		backwards[i] = r->p[r->count - 1 - i];
		expected[i] = r->false_discovery[r->count - 1 - i];
	}
	pl_adjust_false_discovery(backwards, r->count, backwards);
	assert_same(backwards, expected, r->count);
}

static void
the_stricter_promise_has_the_larger_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		double weak[MOST], strict[MOST];

		pl_adjust_false_discovery(r->p, r->count, weak);
		pl_adjust_any_error(r->p, r->count, strict);
		for (size_t k = 0; k < r->count; k++) {
			assert_true(r->p[k] <= weak[k]);
			assert_true(weak[k] <= strict[k] + 1e-15);
			assert_true(strict[k] <= 1);
		}
	}
}

static void
no_question_is_fine(void **state)
{
	(void)state;
	pl_adjust_false_discovery(NULL, 0, NULL);
	pl_adjust_any_error(NULL, 0, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(adjusted_values_equal_those_of_r),
	    cmocka_unit_test(the_order_of_questions_does_not_matter),
	    cmocka_unit_test(the_stricter_promise_has_the_larger_values),
	    cmocka_unit_test(no_question_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
