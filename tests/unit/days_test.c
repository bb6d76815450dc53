#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/time.h"
#include "kpi/days.h"

static struct pl_days_summary
sum_of(
    const struct pl_days_run *runs, size_t count, int32_t first, int32_t last)
{
	struct pl_days days = {0};
	struct pl_days_summary sum;

	for (size_t i = 0; i < count; i++)
		pl_days_add(&days, &runs[i], first, last);
	pl_days_sum(&sum, &days);
	pl_days_free(&days);
	return sum;
}

/* Of days 10 to 19: asset 1 is there on 11 to 15 by three items, of which two
 * overlap and the third is the next day's, and on 17; asset 2 on 15 to 19. So
 * 11 pairs, two assets on day 15 and 17, one on day 19. */
static void
an_asset_counts_once_a_day(void **state)
{
	static const struct pl_days_run runs[] = {
	    {1, 12, 14}, {2, 15, 19}, {1, 15, 15}, {1, 11, 13}, {1, 17, 17}};
	struct pl_days_summary sum = sum_of(runs, PL_COUNT(runs), 10, 19);

	(void)state;
	assert_int_equal(sum.days, 10);
	assert_int_equal(sum.assets, 2);
	assert_int_equal(sum.asset_days, 11);
	assert_int_equal(sum.most, 2);
	assert_int_equal(sum.last, 1);
}

static void
nothing_added_is_no_day(void **state)
{
	struct pl_days_summary sum = sum_of(NULL, 0, 10, 19);

	(void)state;
	assert_int_equal(sum.days, 0);
	assert_int_equal(sum.assets, 0);
	assert_int_equal(sum.last, 0);
}

static void
all_that_was_looked_at_counts(void **state)
{
	struct pl_days days = {0};
	struct pl_days_summary sum;

	(void)state;
	pl_days_add(&days, &(struct pl_days_run){1, 5, 5}, 4, 6);
	pl_days_add(&days, &(struct pl_days_run){1, 9, 9}, 8, 10);
	pl_days_sum(&sum, &days);
	assert_int_equal(sum.days, 7);
	assert_int_equal(sum.asset_days, 2);
	pl_days_free(&days);
}

/* Against a table with a mark for each pair. */
static void
many_runs_are_counted_as_in_a_table(void **state)
{
	enum { ASSETS = 40, DAYS = 60, RUNS = 500 };
	static struct pl_days_run runs[RUNS];
	static int there[ASSETS][DAYS];
	struct pl_days_summary sum, table = {DAYS, 0, 0, 0, 0};
	uint32_t random = 1;

	(void)state;
	for (int n = 0; n < RUNS; n++) {
		int32_t from, to;

		random = random * 1664525 + 1013904223;
		from = (int32_t)(random >> 8) % DAYS;
		to = from + (int32_t)(random >> 20) % 3;
		if (to >= DAYS)
			to = DAYS - 1;
		runs[n] = (struct pl_days_run){random % ASSETS, from, to};
		for (; from <= to; from++)
			there[runs[n].asset][from] = 1;
	}
	for (int day = 0; day < DAYS; day++) {
		table.last = 0;
		for (int asset = 0; asset < ASSETS; asset++)
			table.last += there[asset][day];
		table.asset_days += table.last;
		if (table.last > table.most)
			table.most = table.last;
	}
	for (int asset = 0; asset < ASSETS; asset++)
		table.assets +=
		    memchr(there[asset], 1, sizeof there[asset]) != NULL;
	sum = sum_of(runs, RUNS, 0, DAYS - 1);
	assert_memory_equal(&sum, &table, sizeof sum);
}

static void
items_of_the_same_days_take_no_room(void **state)
{
	struct pl_days days = {0};

	(void)state;
	for (int i = 0; i < 100000; i++)
		pl_days_add(
		    &days, &(struct pl_days_run){i % 4, i % 9, 9}, 0, 9);
	assert_true(days.room <= 32);
	pl_days_free(&days);
}

static void
a_day_begins_at_midnight(void **state)
{
	(void)state;
	assert_int_equal(pl_day_of(0), 0);
	assert_int_equal(pl_day_of(PL_DAY_MS - 1), 0);
	assert_int_equal(pl_day_of(PL_DAY_MS), 1);
	assert_int_equal(pl_day_of(-1), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_asset_counts_once_a_day),
	    cmocka_unit_test(nothing_added_is_no_day),
	    cmocka_unit_test(all_that_was_looked_at_counts),
	    cmocka_unit_test(many_runs_are_counted_as_in_a_table),
	    cmocka_unit_test(items_of_the_same_days_take_no_room),
	    cmocka_unit_test(a_day_begins_at_midnight),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
