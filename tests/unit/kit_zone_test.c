#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kit/instant.h"
#include "kit/localtime.h"
#include "kit/zone.h"

static int64_t
instant(const char *text)
{
	int64_t at_ms;

	assert_int_equal(kit_instant_read(text, &at_ms), 0);
	return at_ms;
}

static void
a_machine_may_have_had_several_zones(void **state)
{
	static const struct {
		const char *day, *time, *at;
	} cases[] = {
	    {"2026-02-28", "12:00:00", "2026-02-28T12:00:00Z"},
	    {"2026-03-01", "12:00:00", "2026-03-01T11:00:00Z"},
	    {"2026-06-01", "12:00:00", "2026-06-01T10:00:00Z"},
	    {"2026-02-28", "12:00:00", "2026-02-28T12:00:00Z"},
	    {"2026-09-01", "12:00:00", "2026-09-01T03:00:00Z"},
	};
	struct kit_zones zones = {0};
	struct kit_local_clock clock = {.zones = &zones};
	char error[200];
	int64_t at_ms;

	(void)state;
	assert_int_equal(
	    kit_zones_add(&zones, "Asia/Tokyo@2026-09-01", error, sizeof error),
	    0);
	assert_int_equal(kit_zones_add(&zones, "UTC", error, sizeof error), 0);
	assert_int_equal(kit_zones_add(&zones, "Europe/Berlin@2026-03-01",
			     error, sizeof error),
	    0);
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		assert_int_equal(kit_local_time_read(&clock, cases[i].day,
				     cases[i].time, &at_ms),
		    0);
		assert_true(at_ms == instant(cases[i].at));
	}
}

static void
a_zone_that_says_too_little_is_refused(void **state)
{
	static const char *const cases[] = {"Mars/Olympus", "UTC@soon",
	    "UTC@2026-3-1", "UTC@2026-03-011", "@2026-03-01", "",
	    "../../etc/passwd", "Europe/Paris", "UTC@2026-01-01"};
	struct kit_zones zones = {0};
	char error[200];

	(void)state;
	assert_int_equal(
	    kit_zones_add(&zones, "Europe/Berlin", error, sizeof error), 0);
	assert_int_equal(kit_zones_add(&zones, "Europe/Berlin@2026-01-01",
			     error, sizeof error),
	    0);
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		error[0] = '\0';
		assert_int_equal(
		    kit_zones_add(&zones, cases[i], error, sizeof error), -1);
		assert_memory_equal(error, "timezone=", 9);
	}
}

static void
before_the_first_day_named_the_own_zone_holds(void **state)
{
	struct kit_zones zones = {0};
	struct kit_local_clock clock = {.zones = &zones};
	char error[200];
	int64_t at_ms;

	(void)state;
	assert_int_equal(kit_zone_use("Asia/Tokyo"), 0);
	assert_int_equal(
	    kit_zones_add(&zones, "UTC@2026-03-01", error, sizeof error), 0);
	assert_int_equal(
	    kit_local_time_read(&clock, "2026-03-01", "09:00:00", &at_ms), 0);
	assert_true(at_ms == instant("2026-03-01T09:00:00Z"));
	assert_int_equal(
	    kit_local_time_read(&clock, "2026-02-28", "09:00:00", &at_ms), 0);
	assert_true(at_ms == instant("2026-02-28T00:00:00Z"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_machine_may_have_had_several_zones),
	    cmocka_unit_test(a_zone_that_says_too_little_is_refused),
	    cmocka_unit_test(before_the_first_day_named_the_own_zone_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
