#include "report/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/time.h"
#include "kpi/days.h"
#include "report/findings.h"

static int32_t
day(const char *text)
{
	int64_t ms = 0;

	assert_int_equal(pl_time_parse(text, &ms), 0);
	return pl_day_of(ms);
}

static void
fill(struct pl_picture *picture, const char *as_of,
    struct pl_calendar_day *days, size_t count)
{
	struct pl_findings findings = {.has_calendar = 1};

	assert_int_equal(
	    pl_time_parse(as_of, &findings.whole.query.as_of_ms), 0);
	findings.calendar.days = days;
	findings.calendar.count = count;
	pl_picture_fill(picture, "calendar", &findings);
}

/* 2026-05-31 was a Sunday, so the sheet has 26 whole weeks from 2025-12-01 on,
 * a Monday. (GNU date: date -d 2026-05-31 +%A; 181 days before it.) */
static void
the_last_26_weeks_end_with_the_cut_off(void **state)
{
	struct pl_calendar_day days[] = {
	    {.day = day("2025-11-30"), .installs = 7}, /* a day too early */
	    {.day = day("2025-12-01"), .installs = 1, .waves = 1},
	    {.day = day("2025-12-03"), .installs = 2, .waves = 3, .bad = 2},
	    {.day = day("2026-05-31"), .installs = 3, .young = 1}};
	struct pl_picture picture;

	(void)state;
	fill(&picture, "2026-06-01", days, PL_COUNT(days));
	assert_null(picture.why);
	assert_ptr_equal(
	    strstr(picture.data.text, "0\t0\t2\t0\n0\t1\t0\t0\n0\t2\t3\t2\n"),
	    picture.data.text);
	assert_non_null(strstr(picture.data.text,
	    "25\t6\t4\t0\n\n\n0\t\"2025-12\"\n4\t\"2026-01\"\n"));
	assert_ptr_equal(strstr(picture.csv.text,
			     "date,installs,deployments,bad,rework,young\n"
			     "2025-12-01,1,1,0,0,0\n2025-12-02,0,0,0,0,0\n"
			     "2025-12-03,2,3,2,0,0\n"),
	    picture.csv.text);
	assert_non_null(strstr(picture.csv.text, "\n2026-05-31,3,0,0,0,1\n"));
	assert_string_equal(picture.settings.text,
	    "weeks=26; bad=1; shades=3; key1=\"to 1\"; "
	    "key2=\"to 2\"; key3=\"to 3\"");
	assert_string_equal(picture.alt.text,
	    "A calendar from 2025-12-01 to 2026-05-31. 6 installs on 3 of 182 "
	    "days; most on 2026-05-31, with 3. 2 of 4 complete deployments "
	    "needed an intervention. They began on 2025-12-03 (2).");
	assert_non_null(
	    strstr(picture.caption.text, "up to 2026-06-01: 6 on 3 days."));
	pl_picture_free(&picture);
}

/* The cut-off lies on Monday, so its week has that day alone. */
static void
a_week_that_has_begun_ends_with_the_cut_off(void **state)
{
	struct pl_calendar_day one = {.day = day("2026-06-01"), .installs = 5};
	struct pl_picture picture;

	(void)state;
	fill(&picture, "2026-06-01T12:00:00Z", &one, 1);
	assert_ptr_equal(strstr(picture.csv.text,
			     "date,installs,deployments,bad,rework,young\n"
			     "2025-12-08,0,0,0,0,0\n"),
	    picture.csv.text);
	assert_non_null(strstr(picture.data.text, "25\t0\t4\t0\n\n\n"));
	assert_non_null(
	    strstr(picture.settings.text, "shades=1; key1=\"to 5\""));
	pl_picture_free(&picture);
}

/* Days of 1 to 8 installs: two of each shade. */
static void
each_shade_is_for_a_quarter_of_the_days(void **state)
{
	struct pl_calendar_day days[8];
	struct pl_picture picture;

	(void)state;
	for (int i = 0; i < 8; i++)
		days[i] = (struct pl_calendar_day){
		    .day = day("2026-05-01") + i, .installs = i + 1};
	fill(&picture, "2026-06-01", days, PL_COUNT(days));
	assert_string_equal(picture.settings.text,
	    "weeks=26; bad=0; shades=4; key1=\"to 2\"; key2=\"to 4\"; "
	    "key3=\"to 6\"; key4=\"to 8\"");
	pl_picture_free(&picture);
}

static void
without_an_install_there_is_nothing_to_draw(void **state)
{
	struct pl_calendar_day old = {.day = day("2025-01-01"), .installs = 5};
	struct pl_findings none = {0};
	struct pl_picture picture;

	(void)state;
	fill(&picture, "2026-06-01", &old, 1);
	assert_string_equal(picture.why, "no install in the last 26 weeks");
	pl_picture_free(&picture);
	pl_picture_fill(&picture, "calendar", &none);
	assert_string_equal(
	    picture.why, "the template does not ask for the calendar");
	pl_picture_free(&picture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_last_26_weeks_end_with_the_cut_off),
	    cmocka_unit_test(a_week_that_has_begun_ends_with_the_cut_off),
	    cmocka_unit_test(each_shade_is_for_a_quarter_of_the_days),
	    cmocka_unit_test(without_an_install_there_is_nothing_to_draw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
