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

enum { MONTHS = 4, TRENDS = 10 };

static const char too_few[] = "fewer than 10 periods";

static struct pl_trend_month months[MONTHS];
static struct pl_trend_line line;

static int64_t
day(const char *text)
{
	int64_t ms = 0;

	assert_int_equal(pl_time_parse(text, &ms), 0);
	return ms;
}

/* November to February of 20, 22, 24, 26 %, of 100 each, without a chart. */
static void
set_up(void)
{
	for (int i = 0; i < MONTHS; i++)
		months[i] = (struct pl_trend_month){
		    .month_ms = pl_time_add_months(day("2025-11-01"), i),
		    .n = 100,
		    .value = pl_known(0.2 + 0.02 * i)};
	line = (struct pl_trend_line){.count = MONTHS,
	    .months = months,
	    .chart = {pl_unknown(too_few), pl_unknown(too_few), 0},
	    .verdict = "too little to tell"};
}

/* Limits 10 % either side of a center of 22 %. */
static void
give_chart(void)
{
	line.chart = (struct pl_control){pl_known(0.22), pl_known(1), 2};
	for (size_t i = line.first; i < line.count; i++) {
		months[i].point.low = 0.12;
		months[i].point.high = 0.32;
	}
}

static struct pl_finding_trend
trend_of(enum pl_kpi_id id)
{
	return (struct pl_finding_trend){.id = id,
	    .trends = {.id = id,
		.follow = pl_follow_of(id),
		.horizon_days = 30,
		.count = 1,
		.lines = &line}};
}

static void
fill(struct pl_picture *picture, struct pl_finding_trend *trends, size_t count)
{
	struct pl_findings findings = {.trends = trends, .trend_count = count};

	findings.whole.query.as_of_ms = day("2026-03-01");
	pl_picture_fill(picture, "trends", &findings);
}

/* 2025-11 is month 12 * 2025 + 10 = 24310. */
static void
months_without_a_chart_are_shown_all_the_same(void **state)
{
	struct pl_finding_trend trend = trend_of(PL_KPI_TIME_TO_PATCH);
	struct pl_picture picture;

	(void)state;
	set_up();
	fill(&picture, &trend, 1);
	assert_null(picture.why);
	assert_string_equal(picture.data.text,
	    "24310\t20.000000\tNaN\tNaN\tNaN\t0\n"
	    "24311\t22.000000\tNaN\tNaN\tNaN\t0\n"
	    "24312\t24.000000\tNaN\tNaN\tNaN\t0\n"
	    "24313\t26.000000\tNaN\tNaN\tNaN\t0\n");
	assert_ptr_equal(strstr(picture.csv.text,
			     "trend,month,n,value,center,low,high,signal\n"
			     "time-to-patch,2025-11,100,0.200000,,,,\n"),
	    picture.csv.text);
	assert_string_equal(picture.settings.text,
	    "name1=\"time-to-patch, % patched within 30 days\"; "
	    "verdict1=\"too little to tell\"; breaks1=\"\"; first1=24310; "
	    "last1=24313; from1=20; to1=26; step1=2; panels=1");
	assert_string_equal(picture.alt.text,
	    "A chart of months for each figure. time-to-patch, % patched "
	    "within 30 days: first 20.0 % in 2025-11 and last 26.0 % in "
	    "2026-02; lowest 20.0 % in 2025-11 and highest 26.0 % in 2026-02; "
	    "no limits (fewer than 10 periods); verdict: too little to tell.");
	assert_non_null(strstr(picture.caption.text,
	    "up to 2026-03-01: time-to-patch (n = 400 in 4 months)."));
	pl_picture_free(&picture);
}

static void
signals_have_marks_and_what_is_before_a_break_stands_apart(void **state)
{
	struct pl_trend_mark marks[] = {{.at_ms = day("2025-12-01"),
					    .text = (char *)"policy",
					    .is_break = 1},
	    {.at_ms = day("2026-01-05"), .text = (char *)"a source"}};
	struct pl_finding_trend trend = trend_of(PL_KPI_FAILURE_RATE);
	struct pl_picture picture;

	(void)state;
	set_up();
	line.first = 1;
	give_chart();
	months[2].point.signals = PL_SIGNAL_ROW;
	months[3].point.signals = PL_SIGNAL_ROW | PL_SIGNAL_BEYOND;
	trend.trends.marks = marks;
	trend.trends.mark_count = PL_COUNT(marks);
	fill(&picture, &trend, 1);
	assert_string_equal(picture.data.text,
	    "24310\t20.000000\tNaN\tNaN\tNaN\t3\n"
	    "\n"
	    "24311\t22.000000\t22.000000\t12.000000\t32.000000\t0\n"
	    "24312\t24.000000\t22.000000\t12.000000\t32.000000\t2\n"
	    "24313\t26.000000\t22.000000\t12.000000\t32.000000\t1\n");
	assert_non_null(strstr(
	    picture.settings.text, "name1=\"failure-rate, % by month\"; "));
	assert_non_null(
	    strstr(picture.settings.text, "breaks1=\"24310.50\"; "));
	assert_non_null(
	    strstr(picture.settings.text, "from1=10; to1=35; step1=5; "));
	assert_non_null(strstr(picture.csv.text,
	    "failure-rate,2026-02,100,0.260000,0.220000,0.120000,0.320000,"
	    "beyond the limits\n"));
	assert_non_null(
	    strstr(picture.alt.text, "center 22.0 %, 2 months with a signal"));
	pl_picture_free(&picture);
}

static void
a_line_ends_where_a_month_is_missing(void **state)
{
	struct pl_finding_trend trend = trend_of(PL_KPI_FAILURE_RATE);
	struct pl_picture picture;

	(void)state;
	set_up();
	months[1] = months[2];
	months[2] = months[3];
	line.count = 3;
	line.verdict = "no evidence of a lasting change, but months that "
		       "stand out";
	fill(&picture, &trend, 1);
	assert_non_null(strstr(picture.data.text, "0\n\n24312\t"));
	assert_non_null(strstr(picture.data.text, "0\n24313\t"));
	assert_non_null(
	    strstr(picture.settings.text, "\"no evidence of a lasting change, "
					  "but months that\\nstand out\""));
	pl_picture_free(&picture);
}

static void
eight_trends_have_room_and_the_rest_is_named(void **state)
{
	struct pl_finding_trend trends[TRENDS];
	struct pl_picture picture;

	(void)state;
	set_up();
	for (int i = 0; i < TRENDS; i++)
		trends[i] = trend_of(PL_KPI_FAILURE_RATE);
	trends[0].why = "no --policy says by when";
	trends[9].id = PL_KPI_BACKLOG_FLOW;
	fill(&picture, trends, TRENDS);
	assert_non_null(strstr(picture.settings.text, "; panels=8"));
	assert_null(strstr(picture.settings.text, "name9"));
	assert_non_null(strstr(picture.caption.text,
	    "Not shown: failure-rate (no --policy says by when). "
	    "Not shown for want of room: backlog-flow."));
	assert_int_equal(pl_buf_failed(&picture.settings), 0);
	assert_int_equal(pl_buf_failed(&picture.alt), 0);
	pl_picture_free(&picture);
}

static void
without_a_month_there_is_nothing_to_draw(void **state)
{
	struct pl_finding_trend trend = trend_of(PL_KPI_FAILURE_RATE);
	struct pl_picture picture;

	(void)state;
	set_up();
	trend.trends.count = 0;
	fill(&picture, &trend, 1);
	assert_string_equal(picture.why, "no month is over");
	pl_picture_free(&picture);
	fill(&picture, NULL, 0);
	assert_string_equal(picture.why, "the template names no trend");
	pl_picture_free(&picture);
	trend.trends.count = 1;
	for (int i = 0; i < MONTHS; i++)
		months[i].value = pl_unknown("nothing to count");
	fill(&picture, &trend, 1);
	assert_string_equal(picture.why, "nothing to count");
	pl_picture_free(&picture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(months_without_a_chart_are_shown_all_the_same),
	    cmocka_unit_test(
		signals_have_marks_and_what_is_before_a_break_stands_apart),
	    cmocka_unit_test(a_line_ends_where_a_month_is_missing),
	    cmocka_unit_test(eight_trends_have_room_and_the_rest_is_named),
	    cmocka_unit_test(without_a_month_there_is_nothing_to_draw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
