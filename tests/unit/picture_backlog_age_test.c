#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "tests/unit/picture.h"

enum { MOST = 9 };

static const char *const measures[] = {"up_to_days.7", "up_to_days.30",
    "up_to_days.60", "up_to_days.90", "up_to_days.more"};

static struct pl_figure figures[MOST];
static char names[MOST][80];

/* Group i has i open items up to 7 days old, and 2 that are over 90. The first
 * has none at all. */
static void
make_groups(struct pl_findings *findings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct pl_figure *figure = &figures[i];

		snprintf(names[i], sizeof names[i], "group %zu", i);
		*figure = (struct pl_figure){.kpi = pl_kpi(PL_KPI_BACKLOG_AGE),
		    .by_count = 1,
		    .by = {names[i]},
		    .n = i == 0 ? 0 : (int64_t)i + 2,
		    .measure_count = PL_COUNT(measures)};
		for (size_t j = 0; j < PL_COUNT(measures); j++)
			figure->measures[j].name = measures[j];
		figure->measures[0].value.value = (double)i;
		figure->measures[4].value.value = i == 0 ? 0 : 2;
	}
	*findings = (struct pl_findings){.whole = {.query = PICTURE_QUERY},
	    .parts = {.count = count, .figures = figures}};
}

static void
groups_are_rows_of_bars_with_their_numbers(void **state)
{
	struct pl_findings findings;
	struct pl_picture picture;

	(void)state;
	make_groups(&findings, 2);
	pl_picture_fill(&picture, "backlog-age", &findings);
	assert_null(picture.why);
	assert_string_equal(picture.data.text, "0\t0\t0.500000\t\"1\"\n"
					       "0\t1\t0.000000\t\"0\"\n"
					       "0\t2\t0.000000\t\"0\"\n"
					       "0\t3\t0.000000\t\"0\"\n"
					       "0\t4\t1.000000\t\"2\"\n\n\n"
					       "0\t\"group 1\"\t\"3\"\n");
	assert_string_equal(picture.csv.text,
	    "group,open,up_to_7,up_to_30,up_to_60,up_to_90,over_90\n"
	    "group 1,3,1,0,0,0,2\n");
	assert_holds(picture.caption,
	    "Open items, 3 (n), by days since detection, up to 2026-06-01.");
	assert_holds(picture.alt,
	    "group 1: 3 open: 1 for up to 7 days, 2 for over 90 days.");
	pl_picture_free(&picture);
}

/* Groups 1 and 2 are the smallest: 3 + 4 items. */
static void
small_groups_share_a_row(void **state)
{
	struct pl_findings findings;
	struct pl_picture picture;

	(void)state;
	make_groups(&findings, MOST);
	pl_picture_fill(&picture, "backlog-age", &findings);
	assert_holds(picture.csv, "\ngroup 3,5,3,0,0,0,2\n");
	assert_holds(picture.csv, "\nother (2),7,3,0,0,0,4\n");
	assert_null(strstr(picture.csv.text, "group 2,"));
	assert_holds(picture.settings, "rows=7;");
	assert_holds(picture.caption, "52 (n)");
	assert_holds(picture.caption,
	    "The 6 largest of 8 groups have bars of their own.");
	pl_picture_free(&picture);
}

static void
a_name_from_a_source_is_never_more_than_a_text(void **state)
{
	struct pl_findings findings;
	struct pl_picture picture;

	(void)state;
	make_groups(&findings, 2);
	snprintf(names[1], sizeof names[1], "%s", PICTURE_HOSTILE);
	pl_picture_fill(&picture, "backlog-age", &findings);
	assert_true(picture_is_safe(picture.data.text));
	assert_holds(picture.data, "\t\"'; system('a') # '\xe2\x80\xa6\"\t");
	assert_null(strstr(picture.settings.text, "system"));
	pl_picture_free(&picture);
}

static void
where_nothing_is_open_it_says_so(void **state)
{
	struct pl_findings findings;
	struct pl_picture picture;

	(void)state;
	make_groups(&findings, 1);
	pl_picture_fill(&picture, "backlog-age", &findings);
	assert_string_equal(picture.why, "no item is open");
	pl_picture_free(&picture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(groups_are_rows_of_bars_with_their_numbers),
	    cmocka_unit_test(small_groups_share_a_row),
	    cmocka_unit_test(a_name_from_a_source_is_never_more_than_a_text),
	    cmocka_unit_test(where_nothing_is_open_it_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
