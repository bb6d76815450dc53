#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/epss/day.h"

/* Numbers are those of date -u -d TEXT +%s. */
static void
a_name_tells_the_day_where_nothing_else_does(void **state)
{
	struct epss_day day = {0};

	(void)state;
	assert_int_equal(
	    epss_day_of_name("epss_scores-2021-04-14.csv.gz", &day), 0);
	assert_int_equal(day.time_ms, 1618444799999);
	assert_int_equal(day.after_ms, 1618358399999);
	assert_int_equal(epss_day_of_name("2021-04-14", &day), 0);
	assert_int_equal(epss_day_of_name("epss_scores-current.csv", &day), -1);
	assert_int_equal(
	    epss_day_of_name("epss_scores-2021-14-04.csv", &day), -1);
}

static void
a_comment_tells_the_model_and_the_instant(void **state)
{
	static const struct {
		const char *comment, *model;
		int result;
		int64_t time_ms, after_ms;
	} cases[] = {
	    {"#model_version:v2023.03.01,score_date:2023-03-07T00:00:00+0000",
		"v2023.03.01", 0, 1678147200000, 0},
	    {"#model_version:v2025.03.14,score_date:2025-03-18T12:55:00Z",
		"v2025.03.14", 0, 1742302500000, 0},
	    {"#score_date:2025-03-18", "", 0, 1742342399999, 1742255999999},
	    {"#model_version:v2022.01.01", "v2022.01.01", 0, 5, 4},
	    {"#", "", 0, 5, 4},
	    {"#model_version:x,score_date:today", "x", -1, 5, 4},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct epss_day day = {.time_ms = 5, .after_ms = 4};
		char line[100];

		snprintf(line, sizeof line, "%s", cases[i].comment);
		assert_int_equal(
		    epss_day_of_comment(line, &day), cases[i].result);
		assert_string_equal(day.model, cases[i].model);
		assert_int_equal(day.time_ms, cases[i].time_ms);
		assert_int_equal(day.after_ms, cases[i].after_ms);
	}
}

static void
a_row_has_a_score_and_perhaps_a_percentile(void **state)
{
	static const struct {
		const char *line, *percentile;
		uint32_t millionths;
	} cases[] = {
	    {"CVE-2020-5902,0.97567,0.99995", "0.99995", 975670},
	    {"CVE-2020-5902,0.1", NULL, 100000},
	    {"CVE-2020-5902,1.0,", NULL, 1000000},
	    {"CVE-2020-5902,1e-05,0,extra", "0", 10},
	    {"CVE-2020-5902,0", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct epss_row row;
		char line[100];

		snprintf(line, sizeof line, "%s", cases[i].line);
		assert_null(epss_row_read(line, &row));
		assert_string_equal(row.cve, "CVE-2020-5902");
		assert_int_equal(row.millionths, cases[i].millionths);
		if (cases[i].percentile == NULL)
			assert_null(row.percentile);
		else
			assert_string_equal(
			    row.percentile, cases[i].percentile);
	}
}

static void
what_is_no_row_is_told(void **state)
{
	static const char *const lines[] = {"", ",", "cve,epss",
	    "CVE-2020-5902", "CVE-2020-5902,", "CVE-2020-5902,1.1",
	    "CVE-2020-5902,-0.1", "CVE-2020-5902,nan", "CVE-2020-5902,0x1",
	    "CVE-2020-5902,0.5,2", "CVE-2020-5902,0.5,high",
	    "\"CVE-2020-5902\",0.5"};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(lines); i++) {
		struct epss_row row;
		char line[100];

		snprintf(line, sizeof line, "%s", lines[i]);
		assert_non_null(epss_row_read(line, &row));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_name_tells_the_day_where_nothing_else_does),
	    cmocka_unit_test(a_comment_tells_the_model_and_the_instant),
	    cmocka_unit_test(a_row_has_a_score_and_perhaps_a_percentile),
	    cmocka_unit_test(what_is_no_row_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
