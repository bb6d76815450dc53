#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kit/instant.h"

/* Numbers are those of date -u -d TEXT +%s. */
static void
a_lax_time_may_lack_its_zone_or_a_colon(void **state)
{
	static const struct {
		const char *text;
		int strict, lax; /* results */
		int64_t ms;
	} cases[] = {
	    {"2023-03-07T00:00:00Z", 0, 0, 1678147200000},
	    {"2023-03-07T00:00:00.123456", -1, 0, 1678147200123},
	    {"2023-03-07T00:00:00+0000", -1, 0, 1678147200000},
	    {"2023-03-07T05:30:00+0530", -1, 0, 1678147200000},
	    {"2023-03-07T05:30:00+05:30", 0, 0, 1678147200000},
	    {"2023-03-07T00:00:00+000", -1, -1, 0},
	    {"2023-03-07T00:00:00 ", -1, -1, 0},
	    {"2023-03-07", -1, -1, 0},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		int64_t ms = 0;

		assert_int_equal(
		    kit_instant_read(cases[i].text, &ms), cases[i].strict);
		assert_int_equal(
		    kit_instant_read_lax(cases[i].text, &ms), cases[i].lax);
		if (cases[i].lax == 0)
			assert_int_equal(ms, cases[i].ms);
	}
}

static void
a_day_ends_with_its_last_millisecond(void **state)
{
	int64_t after_ms, time_ms;

	(void)state;
	assert_int_equal(kit_day_read("2024-02-29", &after_ms, &time_ms), 0);
	assert_int_equal(after_ms, 1709164799999); /* 2024-02-28T23:59:59 */
	assert_int_equal(time_ms, 1709251199999);
	assert_int_equal(kit_day_read("2023-02-29", &after_ms, &time_ms), -1);
	assert_int_equal(kit_day_read("2024-02-2", &after_ms, &time_ms), -1);
	assert_int_equal(
	    kit_day_read("2024-02-29T00:00:00Z", &after_ms, &time_ms), -1);
	assert_int_equal(kit_day_read("", &after_ms, &time_ms), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_lax_time_may_lack_its_zone_or_a_colon),
	    cmocka_unit_test(a_day_ends_with_its_last_millisecond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
