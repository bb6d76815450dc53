#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "tests/unit/picture.h"

/* Of 8 items 2 are patched on day 2 and 4 by day 40; 1 left on day 10. */
static struct pl_incidence_point points[] = {{0, 1, 0, 0, 8},
    {2, 0.75, 0.25, 0, 8}, {10, 0.625, 0.25, 0.125, 6},
    {40, 0.375, 0.5, 0.125, 5}, {120, 0.375, 0.5, 0.125, 3}};

static void
make_findings(struct pl_findings *findings, struct pl_figure *figure)
{
	*figure = (struct pl_figure){.kpi = pl_kpi(PL_KPI_PATCH_COVERAGE),
	    .n = 8,
	    .incidence_count = PL_COUNT(points),
	    .incidence = points};
	*findings = (struct pl_findings){
	    .whole = {.query = PICTURE_QUERY, .count = 1, .figures = figure}};
}

static void
it_is_two_stairs_with_a_name_beside_each_area(void **state)
{
	struct pl_findings findings;
	struct pl_figure figure;
	struct pl_picture picture;

	(void)state;
	make_findings(&findings, &figure);
	pl_picture_fill(&picture, "incidence", &findings);
	assert_null(picture.why);
	assert_string_equal(picture.data.text,
	    "0.000000\t0.000000\t1.000000\n"
	    "2.000000\t0.000000\t1.000000\n"
	    "2.000000\t0.250000\t1.000000\n"
	    "10.000000\t0.250000\t1.000000\n"
	    "10.000000\t0.250000\t0.875000\n"
	    "40.000000\t0.250000\t0.875000\n"
	    "40.000000\t0.500000\t0.875000\n"
	    "90.000000\t0.500000\t0.875000\n\n\n"
	    "0.937500\t0.937500\t\"12.5 %  left unpatched\"\n"
	    "0.687500\t0.687500\t\"37.5 %  still open\"\n"
	    "0.250000\t0.250000\t\"50.0 %  patched\"\n");
	assert_string_equal(picture.csv.text,
	    "days,patched,open,left,at_risk\n"
	    "0.000000,0.000000,1.000000,0.000000,8\n"
	    "2.000000,0.250000,0.750000,0.000000,8\n"
	    "10.000000,0.250000,0.625000,0.125000,6\n"
	    "40.000000,0.500000,0.375000,0.125000,5\n");
	pl_picture_free(&picture);
}

static void
words_tell_the_shares_by_day(void **state)
{
	struct pl_findings findings;
	struct pl_figure figure;
	struct pl_picture picture;

	(void)state;
	make_findings(&findings, &figure);
	pl_picture_fill(&picture, "incidence", &findings);
	assert_holds(picture.caption,
	    "of 8 items (n), by days since detection, up to 2026-06-01:");
	assert_holds(picture.alt, "After 7 days: 25.0 % patched, 75.0 % still "
				  "open, 0.0 % left unpatched.");
	assert_holds(picture.alt, "After 90 days: 50.0 % patched, 37.5 % still "
				  "open, 12.5 % left unpatched.");
	pl_picture_free(&picture);
}

static void
names_of_small_shares_stand_apart(void **state)
{
	double heights[] = {1, 0.99, 0.5}, low[] = {0.02, 0.01, 0};

	(void)state;
	pl_picture_spread(heights, 3, 0.06);
	assert_true(heights[0] == 1 && heights[1] == 0.94 && heights[2] == 0.5);
	pl_picture_spread(low, 3, 0.06);
	assert_true(low[2] == 0.02 && low[1] == 0.08 && low[0] == 0.14);
}

static void
without_a_curve_it_says_why(void **state)
{
	struct pl_findings findings;
	struct pl_figure figure;
	struct pl_picture picture;

	(void)state;
	make_findings(&findings, &figure);
	figure.incidence_count = 0;
	pl_picture_fill(&picture, "incidence", &findings);
	assert_string_equal(
	    picture.why, "fewer than 5 items were watched at first");
	pl_picture_free(&picture);
	figure.n = 0;
	pl_picture_fill(&picture, "incidence", &findings);
	assert_string_equal(picture.why, "no item has a start");
	pl_picture_free(&picture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_is_two_stairs_with_a_name_beside_each_area),
	    cmocka_unit_test(words_tell_the_shares_by_day),
	    cmocka_unit_test(names_of_small_shares_stand_apart),
	    cmocka_unit_test(without_a_curve_it_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
