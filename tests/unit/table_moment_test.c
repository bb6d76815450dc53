#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kit/zone.h"
#include "base/time.h"
#include "plugins/table/moment.h"

struct reading {
	const char *format, *text;
	const char *at, *after; /* NULL: is refused; exact */
};

static void
check(const struct reading *reading, int whole_day)
{
	static const struct moment_offset offsets[] = {{"MST", -420}};
	const struct moment_format format = {.text = reading->format,
	    .offsets = offsets,
	    .offset_count = 1,
	    .whole_day = whole_day};
	struct moment moment = {0};
	char text[PL_TIME_TEXT];
	const char *why = NULL;
	int result = moment_read(&moment, reading->text, &format, &why);

	if (result != (reading->at == NULL ? -1 : 0))
		fail_msg(
		    "%s by %s: %d", reading->text, reading->format, result);
	if (result < 0) {
		assert_non_null(why);
		return;
	}
	assert_string_equal(pl_time_format(moment.at_ms, text), reading->at);
	if (reading->after == NULL)
		assert_int_equal(moment.after_ms, 0);
	else
		assert_string_equal(
		    pl_time_format(moment.after_ms, text), reading->after);
}

static void
formats_are_read_and_the_rest_refused(void **state)
{
	static const struct reading readings[] = {
	    {"rfc3339", "2026-03-12T02:14:07.2556154Z",
		"2026-03-12T02:14:07.255Z", NULL},
	    {"rfc3339", "2026-03-12", NULL, NULL},
	    {"unix", "1546992000", "2019-01-09T00:00:00Z", NULL},
	    {"unix", "1546992000.25", "2019-01-09T00:00:00.250Z", NULL},
	    {"unix", "-5", NULL, NULL},
	    {"unix", "154699200000000", NULL, NULL},
	    {"unix", "1546992000 ", NULL, NULL},
	    {"unix_ms", "1546992000123", "2019-01-09T00:00:00.123Z", NULL},
	    {"windows", "/Date(1546992000123)/", "2019-01-09T00:00:00.123Z",
		NULL},
	    {"windows", "/Date(1546992000123+0100)/",
		"2019-01-09T00:00:00.123Z", NULL},
	    {"windows", "/Date(1546992000123", NULL, NULL},
	    {"%m/%d/%Y %H:%M:%S", "05/13/2021 07:08:28", "2021-05-13T07:08:28Z",
		NULL},
	    {"%m/%d/%Y %H:%M:%S", "02/30/2021 07:08:28", NULL, NULL},
	    {"%m/%d/%Y %H:%M:%S", "05/13/2021 07:08:28 PM", NULL, NULL},
	    {"%m/%d/%Y %H:%M:%S", "05/13/2021", NULL, NULL},
	    {"%b %d, %Y %I:%M %p", "Jan 5, 2021 12:24 AM",
		"2021-01-05T00:24:00Z", NULL},
	    {"%b %d, %Y %H:%M:%S %Z", "Jan 5, 2021 10:24:08 MST",
		"2021-01-05T17:24:08Z", NULL},
	    {"%b %d, %Y %H:%M:%S %Z", "Jan 5, 2021 10:24:08 UTC",
		"2021-01-05T10:24:08Z", NULL},
	    {"%b %d, %Y %H:%M:%S %Z", "Jan 5, 2021 10:24:08 XST", NULL, NULL},
	    {"%Y-%m-%d %H:%M:%S%z", "2021-01-05 10:24:08+0530",
		"2021-01-05T04:54:08Z", NULL},
	    {"%Y-%m-%d", "2021-01-05", "2021-01-05T23:59:59.999Z",
		"2021-01-04T23:59:59.999Z"},
	};

	(void)state;
	assert_int_equal(kit_zone_use("UTC"), 0);
	for (size_t i = 0; i < PL_COUNT(readings); i++)
		check(&readings[i], 0);
}

static void
a_time_of_which_the_date_alone_counts_is_its_day(void **state)
{
	static const struct reading readings[] = {
	    {"unix", "1546992000", "2019-01-09T23:59:59.999Z",
		"2019-01-08T23:59:59.999Z"},
	    {"unix", "1547031600", "2019-01-09T23:59:59.999Z",
		"2019-01-08T23:59:59.999Z"},
	    {"%Y-%m-%d %H:%M", "2019-01-09 12:00", "2019-01-09T23:59:59.999Z",
		"2019-01-08T23:59:59.999Z"},
	};

	(void)state;
	assert_int_equal(kit_zone_use("UTC"), 0);
	for (size_t i = 0; i < PL_COUNT(readings); i++)
		check(&readings[i], 1);
}

static void
an_hour_that_occurs_twice_is_the_later_with_a_bound(void **state)
{
	static const struct reading readings[] = {
	    {"%Y-%m-%d %H:%M", "2025-10-26 01:59", "2025-10-25T23:59:00Z",
		NULL},
	    {"%Y-%m-%d %H:%M", "2025-10-26 02:30", "2025-10-26T01:30:00Z",
		"2025-10-26T00:29:59.999Z"},
	    {"%Y-%m-%d %H:%M", "2025-10-26 03:00", "2025-10-26T02:00:00Z",
		NULL},
	    /* and one that never was */
	    {"%Y-%m-%d %H:%M", "2026-03-29 02:30", NULL, NULL},
	    {"%Y-%m-%d %H:%M", "2026-03-29 03:00", "2026-03-29T01:00:00Z",
		NULL},
	};

	(void)state;
	if (kit_zone_use("Europe/Berlin") < 0)
		skip();
	/* In any order: what was read before must not matter. */
	for (size_t i = 0; i < PL_COUNT(readings); i++)
		check(&readings[i], 0);
	for (size_t i = PL_COUNT(readings); i > 0; i--)
		check(&readings[i - 1], 0);
	assert_int_equal(kit_zone_use("UTC"), 0);
}

static void
zones_and_offsets_that_do_not_exist_are_refused(void **state)
{
	int32_t minutes;

	(void)state;
	assert_int_equal(kit_zone_use("../../etc/passwd"), -1);
	assert_int_equal(kit_zone_use("/etc/localtime"), -1);
	assert_int_equal(kit_zone_use("Mars/Olympus"), -1);
	assert_int_equal(moment_offset_read("-07:30", &minutes), 0);
	assert_int_equal(minutes, -450);
	assert_int_equal(moment_offset_read("7:30", &minutes), -1);
	assert_int_equal(moment_offset_read("+07:61", &minutes), -1);
	assert_int_equal(moment_offset_read("+0730", &minutes), -1);
	assert_false(moment_is_format("%H:%M"));
	assert_false(moment_is_format("%s"));
	assert_false(moment_is_format("2026"));
	assert_true(moment_is_local("%Y-%m-%d %H:%M"));
	assert_false(moment_is_local("%Y-%m-%d %H:%M %Z"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(formats_are_read_and_the_rest_refused),
	    cmocka_unit_test(a_time_of_which_the_date_alone_counts_is_its_day),
	    cmocka_unit_test(
		an_hour_that_occurs_twice_is_the_later_with_a_bound),
	    cmocka_unit_test(zones_and_offsets_that_do_not_exist_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
