#include "report/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/time.h"
#include "report/findings.h"

static const char no_policy[] = "no --policy says by when";

/* A cell without a policy, of which all times are so many days. */
static struct pl_figure
cell(const char *severity, const char *importance, int64_t n, double days)
{
	struct pl_figure figure = {.kpi = pl_kpi(PL_KPI_NIST_MATRIX),
	    .by_count = 2,
	    .by = {(char *)severity, (char *)importance},
	    .n = n,
	    .measure_count = 4};

	figure.measures[0] =
	    (struct pl_measure){.name = "due", .value = pl_known(0)};
	figure.measures[1] =
	    (struct pl_measure){.name = "rate", .value = pl_unknown(no_policy)};
	figure.measures[2] =
	    (struct pl_measure){.name = "rmst90", .value = pl_known(days)};
	figure.measures[3] =
	    (struct pl_measure){.name = "median", .value = pl_known(days)};
	return figure;
}

static void
fill(struct pl_picture *picture, struct pl_figure *figures, size_t count)
{
	struct pl_findings findings = {0};

	assert_int_equal(
	    pl_time_parse("2026-06-01", &findings.whole.query.as_of_ms), 0);
	findings.matrix.figures = figures;
	findings.matrix.count = count;
	pl_picture_fill(picture, "nist-matrix", &findings);
}

static void
without_a_policy_cells_tell_days(void **state)
{
	struct pl_figure figures[] = {cell("critical", "high", 12, 7),
	    cell("critical", "low", 1200, 7.1), cell("low", "low", 3, 61)};
	struct pl_picture picture;

	(void)state;
	fill(&picture, figures, PL_COUNT(figures));
	assert_null(picture.why);
	assert_string_equal(picture.data.text,
	    "0\t0\t0\t\"7 d\"\t\"n = 12\"\n"
	    "1\t0\t1\t\"7.1 d\"\t\"n = 1,200\"\n"
	    "0\t1\t-2\t\"\xe2\x80\x93\"\t\"\"\n"
	    "1\t1\t4\t\"61 d\"\t\"n = 3\"\n"
	    "\n\n0\t\"critical\"\n1\t\"low\"\n"
	    "\n\n0\t\"high\"\n1\t\"low\"\n");
	assert_string_equal(picture.csv.text,
	    "severity,importance,n,rmst90,why\n"
	    "critical,high,12,7.000000,\n"
	    "critical,low,1200,7.100000,\n"
	    "low,low,3,61.000000,\n");
	assert_string_equal(picture.settings.text,
	    "rows=2; columns=2; shares=0; "
	    "what=\"mean days open, of the first 90\"");
	assert_non_null(strstr(picture.alt.text,
	    "Best: severity critical, importance high, 7 d (n = 12). "
	    "Worst: severity low, importance low, 61 d (n = 3)."));
	assert_non_null(strstr(picture.caption.text, "up to 2026-06-01"));
	assert_non_null(strstr(picture.caption.text, "(n = 1,215)"));
	pl_picture_free(&picture);
}

static void
with_a_policy_cells_tell_what_was_in_time(void **state)
{
	struct pl_figure figures[] = {
	    cell("critical", "high", 12, 7), cell("critical", "low", 9, 7)};
	struct pl_picture picture;

	(void)state;
	figures[0].measures[0].value = pl_known(8);
	figures[0].measures[1].value = pl_known(0.75);
	figures[1].measures[1].value = pl_unknown("nothing to count");
	fill(&picture, figures, PL_COUNT(figures));
	assert_non_null(
	    strstr(picture.data.text, "0\t0\t2\t\"75.0 %\"\t\"n = 8\"\n"
				      "1\t0\t-1\t\"n/a a\"\t\"n = 0\"\n"));
	assert_non_null(
	    strstr(picture.caption.text, "n/a a: nothing to count."));
	assert_non_null(strstr(picture.csv.text, "low,0,,nothing to count\n"));
	pl_picture_free(&picture);
}

/* 9 severities of one importance; the 8 largest are shown, in their order. */
static void
the_largest_rows_are_shown(void **state)
{
	struct pl_figure figures[9];
	struct pl_picture picture;
	char names[9][16];

	(void)state;
	for (int i = 0; i < 9; i++) {
		snprintf(names[i], sizeof names[i], "s%d", i);
		figures[i] = cell(names[i], "low", 10 + i, 1);
	}
	fill(&picture, figures, PL_COUNT(figures));
	assert_null(strstr(picture.data.text, "\"s0\""));
	assert_non_null(strstr(picture.data.text, "\n0\t\"s1\"\n1\t\"s2\"\n"));
	assert_non_null(strstr(picture.caption.text,
	    "The largest 8 of 9 severities and 1 of 1 importances."));
	pl_picture_free(&picture);
}

static void
a_name_is_only_a_text(void **state)
{
	struct pl_figure figure =
	    cell("\"; system(\"id\") #", "$(id) {/Symbol a}", 1, 1);
	struct pl_picture picture;

	(void)state;
	fill(&picture, &figure, 1);
	assert_non_null(
	    strstr(picture.data.text, "0\t\"'; system('id') \xe2\x80\xa6\"\n"));
	assert_non_null(
	    strstr(picture.data.text, "0\t\"'(id) '/Sy\xe2\x80\xa6\"\n"));
	assert_null(strstr(picture.settings.text, "id"));
	pl_picture_free(&picture);
}

static void
without_a_value_there_is_nothing_to_draw(void **state)
{
	struct pl_figure figure = cell("critical", "high", 12, 7);
	struct pl_picture picture;

	(void)state;
	fill(&picture, NULL, 0);
	assert_string_equal(picture.why, "there is no item");
	pl_picture_free(&picture);
	figure.measures[2].value = pl_unknown("not followed that long");
	figure.measures[3].value = pl_unknown("not reached");
	fill(&picture, &figure, 1);
	assert_string_equal(picture.why, "not followed that long");
	pl_picture_free(&picture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(without_a_policy_cells_tell_days),
	    cmocka_unit_test(with_a_policy_cells_tell_what_was_in_time),
	    cmocka_unit_test(the_largest_rows_are_shown),
	    cmocka_unit_test(a_name_is_only_a_text),
	    cmocka_unit_test(without_a_value_there_is_nothing_to_draw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
