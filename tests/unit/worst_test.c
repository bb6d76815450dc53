#include "kpi/worst.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"

static void
the_worse_one_is_known_by_what_it_is_about(void **state)
{
	static const struct {
		const char *fact, *worse, *better;
	} pairs[] = {
	    {"severity", "critical", "high"},
	    {"severity", "low", "none"},
	    {"severity", "low", "bizarre"},
	    {"kev", "yes", "no"},
	    {"exploitation", "active", "poc"},
	    {"automatable", "yes", "no"},
	    {"technical_impact", "total", "partial"},
	    {"cvss", "10.0", "9.8"},
	    {"kev_added", "2021-11-03", "2024-02-29"},
	    {"kev_due", "2021-11-17", "2021-11-18"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(pairs); i++) {
		const char *fact = pairs[i].fact;

		assert_true(pl_worst_has(fact));
		assert_true(
		    pl_worst_than(fact, pairs[i].worse, pairs[i].better));
		assert_false(
		    pl_worst_than(fact, pairs[i].better, pairs[i].worse));
		assert_false(
		    pl_worst_than(fact, pairs[i].worse, pairs[i].worse));
	}
}

static void
what_has_no_worst_is_left_alone(void **state)
{
	(void)state;
	assert_false(pl_worst_has("vendor"));
	assert_false(pl_worst_has(""));
	assert_false(pl_worst_than("vendor", "a", "b"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_worse_one_is_known_by_what_it_is_about),
	    cmocka_unit_test(what_has_no_worst_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
