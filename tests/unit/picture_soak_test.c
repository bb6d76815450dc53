#include "report/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/time.h"
#include "report/findings.h"
#include "report/layout.h"

/* One of four problems is seen with each of the first four rows. */
static struct pl_soak
soak(void)
{
	struct pl_soak soak = {.followed = 1200, .problems = 4, .items = 10};

	for (int i = 0; i < PL_SOAK_ROWS; i++) {
		struct pl_soak_row *row = &soak.rows[i];

		row->days = pl_soak_days[i];
		row->seen = i < 4 ? i + 1 : 4;
		row->share.value = pl_known((double)row->seen / 4);
		row->share.low = pl_known(0.125);
		row->share.high = pl_known(1);
		row->exposure_days = pl_known(row->days * 10);
	}
	return soak;
}

static void
fill(struct pl_picture *picture, const struct pl_soak *soak)
{
	const struct pl_layout template = {.soak = soak != NULL};
	struct pl_findings findings = {.layout = &template};

	if (soak != NULL)
		findings.soak = *soak;
	assert_int_equal(
	    pl_time_parse("2026-06-01", &findings.whole.query.as_of_ms), 0);
	pl_picture_fill(picture, "soak", &findings);
}

static void
each_wait_is_told_with_what_it_shows_and_costs(void **state)
{
	struct pl_soak told = soak();
	struct pl_picture picture;

	(void)state;
	told.rows[8].exposure_days = pl_known(1250000);
	fill(&picture, &told);
	assert_null(picture.why);
	assert_ptr_equal(strstr(picture.data.text,
			     "25.000000\t12.500000\t100.000000\t10.000000\t"
			     "\"10\"\n50.000000\t"),
	    picture.data.text);
	assert_non_null(
	    strstr(picture.data.text, "\t1250000.000000\t\"1.2 M\"\n"));
	assert_ptr_equal(strstr(picture.csv.text,
			     "days,problems,share,low,high,exposure_days\n"
			     "1,1,0.250000,0.125000,1.000000,10.000000\n"),
	    picture.csv.text);
	assert_string_equal(picture.settings.text,
	    "exposure=1; waits=\"1 2 3 5 7 10 14 21 30\"");
	assert_string_equal(picture.alt.text,
	    "Two panels by days of waiting. 1 of 4 problems (25.0 %) were seen "
	    "after 1 day, for 10 days at risk. 4 of 4 problems (100.0 %) were "
	    "seen after 7 days, for 70 days at risk. 4 of 4 problems (100.0 %) "
	    "were seen after 30 days, for 1,250,000 days at risk.");
	assert_non_null(strstr(picture.caption.text,
	    "up to 2026-06-01: 4 problems of 1,200 patches"));
	pl_picture_free(&picture);
}

static void
days_at_risk_that_are_unknown_are_not_drawn(void **state)
{
	struct pl_soak told = soak();
	struct pl_picture picture;

	(void)state;
	for (int i = 0; i < PL_SOAK_ROWS; i++)
		told.rows[i].exposure_days = pl_unknown("no item has a start");
	fill(&picture, &told);
	assert_non_null(strstr(picture.settings.text, "exposure=0;"));
	assert_non_null(strstr(picture.data.text, "\tNaN\t\"\"\n"));
	assert_non_null(
	    strstr(picture.csv.text, "1,1,0.250000,0.125000,1.000000,\n"));
	assert_non_null(strstr(picture.caption.text,
	    "Days at risk are not told: no item has a start."));
	assert_null(strstr(picture.alt.text, "at risk"));
	pl_picture_free(&picture);
}

static void
without_a_problem_there_is_nothing_to_draw(void **state)
{
	struct pl_soak none = {.followed = 3};
	struct pl_picture picture;

	(void)state;
	fill(&picture, &none);
	assert_string_equal(picture.why,
	    "no patch that was followed for 30 days had a problem");
	pl_picture_free(&picture);
	fill(&picture, NULL);
	assert_string_equal(
	    picture.why, "the template does not ask for the soak");
	pl_picture_free(&picture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_wait_is_told_with_what_it_shows_and_costs),
	    cmocka_unit_test(days_at_risk_that_are_unknown_are_not_drawn),
	    cmocka_unit_test(without_a_problem_there_is_nothing_to_draw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
