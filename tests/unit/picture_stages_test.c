#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "tests/unit/picture.h"

static const char untold[] = "not told";

/* Detected after 1 day on average, installed 3 after that and in effect at
 * once; half are not verified, and nobody tells of the rest. */
static const struct {
	const char *n, *median, *mean;
	struct pl_value counted, half, days;
} given[] = {
    {"detect_n", "detect_median", "detect_rmst90", {8, NULL}, {0.5, NULL},
	{1, NULL}},
    {"approve_n", "approve_median", "approve_rmst90", {0, NULL}, {0, untold},
	{0, untold}},
    {"offer_n", "offer_median", "offer_rmst90", {0, NULL}, {0, untold},
	{0, untold}},
    {"install_n", "install_median", "install_rmst90", {1200, NULL}, {2, NULL},
	{3, NULL}},
    {"effect_n", "effect_median", "effect_rmst90", {6, NULL}, {0, NULL},
	{0, NULL}},
    {"verify_n", "verify_median", "verify_rmst90", {5, NULL},
	{0, "not reached"}, {0, "not followed that long"}},
};

static void
make_findings(struct pl_findings *findings, struct pl_figure *figure)
{
	*figure = (struct pl_figure){.kpi = pl_kpi(PL_KPI_STAGES), .n = 1201};
	for (size_t i = 0; i < PL_COUNT(given); i++) {
		struct pl_measure *measure = &figure->measures[3 * i];

		measure[0] = (struct pl_measure){
		    .name = given[i].n, .value = given[i].counted};
		measure[1] = (struct pl_measure){
		    .name = given[i].median, .value = given[i].half};
		measure[2] = (struct pl_measure){
		    .name = given[i].mean, .value = given[i].days};
	}
	figure->measure_count = 3 * PL_COUNT(given);
	*findings = (struct pl_findings){
	    .whole = {.query = PICTURE_QUERY, .count = 1, .figures = figure}};
}

static void
each_bar_starts_where_the_one_before_ends(void **state)
{
	struct pl_findings findings;
	struct pl_figure figure;
	struct pl_picture picture;

	(void)state;
	make_findings(&findings, &figure);
	pl_picture_fill(&picture, "stages", &findings);
	assert_null(picture.why);
	assert_string_equal(picture.data.text,
	    "0\t0.000000\t1.000000\t0\t\"detection\"\t\"1\"\t\"0.50\"\t"
	    "\"8\"\n"
	    "1\t1.000000\t4.000000\t1\t\"install\"\t\"3\"\t\"2\"\t"
	    "\"1,200\"\n"
	    "2\t4.000000\t4.000000\t0\t\"effect\"\t\"0\"\t\"0\"\t\"6\"\n");
	assert_string_equal(picture.csv.text,
	    "stage,start_days,mean_days,median_days,n\n"
	    "detection,0.000000,1.000000,0.500000,8\n"
	    "install,1.000000,3.000000,2.000000,1200\n"
	    "effect,4.000000,0.000000,0.000000,6\n");
	assert_string_equal(picture.settings.text, "rows=3; days=4.000000");
	pl_picture_free(&picture);
}

static void
words_tell_the_stages_and_which_are_missing(void **state)
{
	struct pl_findings findings;
	struct pl_figure figure;
	struct pl_picture picture;

	(void)state;
	make_findings(&findings, &figure);
	pl_picture_fill(&picture, "stages", &findings);
	assert_holds(picture.caption, "of 1,201 items (n), up to 2026-06-01.");
	assert_holds(picture.caption,
	    "Not drawn: approval, offer (not told); verification (not followed "
	    "that long).");
	assert_holds(picture.alt, "install 3 days (median 2, n = 1,200)");
	assert_holds(
	    picture.alt, "The longest is install with 75.0 % of the time.");
	pl_picture_free(&picture);
}

static void
a_median_that_is_not_reached_is_not_made_up(void **state)
{
	struct pl_findings findings;
	struct pl_figure figure;
	struct pl_picture picture;

	(void)state;
	make_findings(&findings, &figure);
	figure.measures[1].value = (struct pl_value){0, "not reached"};
	pl_picture_fill(&picture, "stages", &findings);
	assert_holds(picture.data, "\t\"detection\"\t\"1\"\t\"not yet\"\t");
	assert_holds(picture.csv, "detection,0.000000,1.000000,,8\n");
	assert_holds(picture.alt, "detection 1 day (median not reached,");
	pl_picture_free(&picture);
}

static void
without_stages_or_time_it_says_why(void **state)
{
	struct pl_findings findings;
	struct pl_figure figure;
	struct pl_picture picture;

	(void)state;
	make_findings(&findings, &figure);
	figure.measures[2].value = figure.measures[11].value =
	    (struct pl_value){0, NULL};
	pl_picture_fill(&picture, "stages", &findings);
	assert_string_equal(picture.why, "no time passed between stages");
	pl_picture_free(&picture);
	for (size_t i = 0; i < PL_COUNT(given); i++)
		figure.measures[3 * i + 2].value = (struct pl_value){0, untold};
	pl_picture_fill(&picture, "stages", &findings);
	assert_string_equal(picture.why,
	    "no stage is told of, or none was watched for 90 days");
	pl_picture_free(&picture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_bar_starts_where_the_one_before_ends),
	    cmocka_unit_test(words_tell_the_stages_and_which_are_missing),
	    cmocka_unit_test(a_median_that_is_not_reached_is_not_made_up),
	    cmocka_unit_test(without_stages_or_time_it_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
