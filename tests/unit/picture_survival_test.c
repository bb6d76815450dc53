#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "tests/unit/picture.h"

enum { MOST = 8 };

/* Eight curves at most: of ten items each and one more for each before it, half
 * fixed after 2 days, one last watched open on day 3, and followed to day
 * 100. */
static struct pl_figure figures[MOST];
static struct pl_curve_point curves[MOST][3];
static char names[MOST][80];

static void
make_curves(struct pl_findings *findings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		curves[i][0] = (struct pl_curve_point){0, 1, 1, 1, 10, 0, 0};
		curves[i][1] =
		    (struct pl_curve_point){2, 0.5, 0.3, 0.7, 10, 1, 3};
		curves[i][2] =
		    (struct pl_curve_point){100, 0.5, 0.3, 0.7, 10, 4, 100};
		snprintf(names[i], sizeof names[i], "group %zu", i);
		figures[i] =
		    (struct pl_figure){.kpi = pl_kpi(PL_KPI_TIME_TO_PATCH),
			.by_count = 1,
			.by = {names[i]},
			.n = 10 + (int64_t)i,
			.curve_count = 3,
			.curve = curves[i]};
	}
	findings->parts =
	    (struct pl_figures){.count = count, .figures = figures};
}

static void
a_curve_becomes_a_stair_with_marks_and_a_label(void **state)
{
	struct pl_findings findings = {.whole = {.query = PICTURE_QUERY}};
	struct pl_picture picture;

	(void)state;
	make_curves(&findings, 1);
	pl_picture_fill(&picture, "survival", &findings);
	assert_null(picture.why);
	assert_string_equal(picture.data.text,
	    "0.000000\t1.000000\t1.000000\t1.000000\tNaN\n"
	    "2.000000\t1.000000\t1.000000\t1.000000\tNaN\n"
	    "2.000000\t0.500000\t0.300000\t0.700000\tNaN\n"
	    "3.000000\t0.500000\t0.300000\t0.700000\t0.500000\n"
	    "90.000000\t0.500000\t0.300000\t0.700000\tNaN\n\n\n"
	    "90.000000\t0.500000\t0.500000\t\"50.0 %  group 0\"\n");
	assert_string_equal(picture.csv.text,
	    "group,days,open,low,high,at_risk,censored,censored_days\n"
	    "group 0,0.000000,1.000000,1.000000,1.000000,10,0,\n"
	    "group 0,2.000000,0.500000,0.300000,0.700000,10,1,3.000000\n");
	assert_string_equal(picture.settings.text,
	    "curves=1; bands=1; last=90.000; room=15; start=\"detection\"");
	pl_picture_free(&picture);
}

static void
words_tell_of_how_many_up_to_when_and_what_is_seen(void **state)
{
	struct pl_findings findings = {.whole = {.query = PICTURE_QUERY}};
	struct pl_picture picture;

	(void)state;
	make_curves(&findings, 1);
	pl_picture_fill(&picture, "survival", &findings);
	assert_holds(picture.caption, "by days since detection, up to "
				      "2026-06-01: group 0 (n = 10).");
	assert_holds(picture.alt,
	    "group 0 (n = 10): 50.0 % after 7 days, 50.0 % after 30 days, "
	    "50.0 % after 90 days.");
	pl_picture_free(&picture);
}

static void
of_many_groups_the_six_largest_are_drawn(void **state)
{
	struct pl_findings findings = {.whole = {.query = PICTURE_QUERY}};
	struct pl_picture picture;

	(void)state;
	make_curves(&findings, MOST);
	pl_picture_fill(&picture, "survival", &findings);
	assert_holds(picture.caption, "The 6 largest of 8 groups.");
	assert_holds(picture.csv, "group 2,");
	assert_null(strstr(picture.csv.text, "group 1,"));
	assert_holds(picture.settings, "curves=6; bands=0;");
	/* Names of curves that end at the same height stand apart. */
	assert_holds(picture.data, "\t0.500000\t0.500000\t");
	assert_holds(picture.data, "\t0.500000\t0.438000\t");
	assert_holds(picture.data, "\t0.500000\t0.190000\t");
	pl_picture_free(&picture);
}

static void
limits_are_told_of_where_there_are_any(void **state)
{
	struct pl_findings findings = {.whole = {.query = PICTURE_QUERY}};
	struct pl_picture picture;

	(void)state;
	make_curves(&findings, 1);
	pl_picture_fill(&picture, "survival", &findings);
	assert_holds(picture.caption, "bands are 95 % limits.");
	pl_picture_free(&picture);
	for (size_t i = 0; i < 3; i++)
		curves[0][i].low = curves[0][i].high = curves[0][i].survival;
	pl_picture_fill(&picture, "survival", &findings);
	assert_holds(picture.caption, "too few assets for limits.");
	assert_holds(picture.settings, "bands=0;");
	pl_picture_free(&picture);
}

static void
a_name_from_a_source_is_never_more_than_a_text(void **state)
{
	struct pl_findings findings = {.whole = {.query = PICTURE_QUERY}};
	struct pl_picture picture;

	(void)state;
	make_curves(&findings, 1);
	snprintf(names[0], sizeof names[0], "%s", PICTURE_HOSTILE);
	pl_picture_fill(&picture, "survival", &findings);
	assert_true(picture_is_safe(picture.data.text));
	assert_holds(
	    picture.data, "\"50.0 %  '; system('a') # '(\xe2\x80\xa6\"");
	assert_null(strstr(picture.settings.text, "system"));
	assert_holds(picture.caption, "$(b)???{/C d}`e`\\ (n = 10)");
	pl_picture_free(&picture);
}

static void
without_parts_it_is_of_the_whole_and_without_items_it_says_why(void **state)
{
	struct pl_findings findings = {.whole = {.query = PICTURE_QUERY}};
	struct pl_picture picture;

	(void)state;
	pl_picture_fill(&picture, "survival", &findings);
	assert_string_equal(picture.why, "no item has a start");
	pl_picture_free(&picture);
	make_curves(&findings, 1);
	figures[0].by_count = 0;
	findings.whole.count = 1;
	findings.whole.figures = figures;
	findings.parts = (struct pl_figures){0};
	pl_picture_fill(&picture, "survival", &findings);
	assert_holds(picture.caption, "all items (n = 10)");
	pl_picture_free(&picture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_curve_becomes_a_stair_with_marks_and_a_label),
	    cmocka_unit_test(
		words_tell_of_how_many_up_to_when_and_what_is_seen),
	    cmocka_unit_test(of_many_groups_the_six_largest_are_drawn),
	    cmocka_unit_test(limits_are_told_of_where_there_are_any),
	    cmocka_unit_test(a_name_from_a_source_is_never_more_than_a_text),
	    cmocka_unit_test(
		without_parts_it_is_of_the_whole_and_without_items_it_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
