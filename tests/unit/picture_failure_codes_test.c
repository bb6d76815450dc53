#include "report/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/time.h"
#include "report/findings.h"

static struct pl_figure
line(char *code, int64_t count, int64_t of)
{
	const double rate = of > 0 ? (double)count / (double)of : 0;
	struct pl_figure figure = {.kpi = pl_kpi(PL_KPI_FAILURE_CODES),
	    .by_count = 1,
	    .n = of,
	    .measure_count = 2};

	figure.by[0] = code;
	figure.measures[0] = (struct pl_measure){
	    .name = "count", .value = pl_known((double)count)};
	figure.measures[1] = (struct pl_measure){.name = "rate",
	    .unit = PL_UNIT_SHARE,
	    .has_limits = 1,
	    .value = of > 0 ? pl_known(rate) : pl_unknown("nothing to count"),
	    .low = pl_unknown("fewer than 10 assets"),
	    .high = pl_unknown("fewer than 10 assets")};
	return figure;
}

static void
fill(struct pl_picture *picture, struct pl_figure *figures, size_t count)
{
	struct pl_findings findings = {0};

	assert_int_equal(
	    pl_time_parse("2026-06-01", &findings.whole.query.as_of_ms), 0);
	findings.whole.figures = figures;
	findings.whole.count = count;
	pl_picture_fill(picture, "failure-codes", &findings);
}

static void
each_code_is_told_with_its_count_and_share(void **state)
{
	struct pl_figure figures[] = {
	    line((char *)"0x1", 6, 8), line((char *)"no code", 2, 8)};
	struct pl_picture picture;

	(void)state;
	figures[0].measures[1].low = pl_known(0.4);
	figures[0].measures[1].high = pl_known(0.9);
	fill(&picture, figures, PL_COUNT(figures));
	assert_null(picture.why);
	assert_string_equal(picture.data.text,
	    "0\t0\t75.000000\t40.000000\t90.000000\t\"0x1\"\t\"6 (75.0 %)\"\n"
	    "1\t1\t25.000000\t25.000000\t25.000000\t\"no code\"\t\"2 (25.0 "
	    "%)\"\n");
	assert_string_equal(picture.csv.text,
	    "code,count,share,low,high\n"
	    "0x1,6,0.750000,0.400000,0.900000\n"
	    "no code,2,0.250000,,\n");
	assert_string_equal(picture.settings.text, "rows=2; widest=90.000");
	assert_string_equal(picture.alt.text,
	    "Bars by code. Of 8 failed attempts: 0x1 6 (75.0 %); "
	    "no code 2 (25.0 %).");
	assert_non_null(
	    strstr(picture.caption.text, "8 failed attempts ended with, up to "
					 "2026-06-01"));
	assert_non_null(strstr(picture.caption.text, "Hatched"));
	pl_picture_free(&picture);
}

static void
a_hostile_code_is_only_a_text(void **state)
{
	static const struct {
		const char *code, *field;
	} cases[] = {
	    {"\"; system(\"id\") #", "\"'; system('id') #\""},
	    {"$(id) `id`", "\"'(id) 'id'\""},
	    {"{/Symbol a} %s \\n", "\"'/Symbol a' %s 'n\""},
	    {"<script> &amp;", "\"<script> &amp;\""},
	    {"]]>", "\"]]'\""}, /* would end the SVG for a reader of XML */
	    {"a\tb\nc\xff", "\"a?b?c?\""},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_figure figure = line((char *)cases[i].code, 1, 1);
		struct pl_picture picture;

		fill(&picture, &figure, 1);
		assert_non_null(strstr(picture.data.text, cases[i].field));
		assert_null(strstr(picture.settings.text, cases[i].code));
		pl_picture_free(&picture);
	}
}

static void
without_a_failure_there_is_nothing_to_draw(void **state)
{
	struct pl_figure figure = line((char *)"no code", 0, 0);
	struct pl_picture picture;

	(void)state;
	fill(&picture, &figure, 1);
	assert_string_equal(picture.why, "no attempt failed");
	pl_picture_free(&picture);
	fill(&picture, NULL, 0);
	assert_string_equal(
	    picture.why, "the template does not ask for failure-codes");
	pl_picture_free(&picture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_code_is_told_with_its_count_and_share),
	    cmocka_unit_test(a_hostile_code_is_only_a_text),
	    cmocka_unit_test(without_a_failure_there_is_nothing_to_draw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
