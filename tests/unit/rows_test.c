/*
 * How noisy cells are told, with basis points reckoned by hand.
 */
#include "share/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
assert_row(const json_t *rows, size_t place, const char *expected)
{
	char *text = json_dumps(json_array_get(rows, place), JSON_COMPACT);

	assert_string_equal(text, expected);
	free(text);
}

/* 300 votes: 100, 201, -1, and 0 for the others. -1 of 300 is -33.3 basis
 * points, 100 are 3333.3 and 201 are 6700. */
static void
shares_are_of_the_noisy_total_and_never_cut(void **state)
{
	struct pl_ballots noisy = {0};
	int64_t *units = noisy.units[PL_TABLE_OUTCOME][0][PL_URGENT];
	json_t *rows;

	(void)state;
	units[0] = INT64_C(100) * PL_VOTE;
	units[1] = INT64_C(201) * PL_VOTE;
	units[2] = -(INT64_C(1) * PL_VOTE);
	rows = pl_rows(&noisy, PL_LAYOUT_POOLED, PL_PRIVACY_STANDARD);
	assert_int_equal(json_array_size(rows), 4);
	assert_row(rows, 0,
	    "{\"t\":\"ttp.1\",\"class\":\"all\",\"urg\":\"urgent\",\"st\":"
	    "\"low\"}");
	assert_row(rows, 2,
	    "{\"t\":\"outcome.1\",\"class\":\"all\",\"urg\":\"urgent\",\"st\":"
	    "\"ok\",\"bp\":[3333,6700,-33,0,0]}");
	json_decref(rows);
}

static void
halves_are_rounded_away_from_zero(void **state)
{
	struct pl_ballots noisy = {0};
	int64_t *units = noisy.units[PL_TABLE_OUTCOME][0][PL_URGENT];
	json_t *rows;

	(void)state;
	units[0] = INT64_C(200000) * PL_VOTE;
	units[1] = INT64_C(-5) * PL_VOTE; /* -0.25 */
	units[2] = INT64_C(10) * PL_VOTE; /* 0.5 */
	units[3] = INT64_C(-10) * PL_VOTE;
	units[4] = INT64_C(5) * PL_VOTE;
	rows = pl_rows(&noisy, PL_LAYOUT_POOLED, PL_PRIVACY_STANDARD);
	assert_row(rows, 2,
	    "{\"t\":\"outcome.1\",\"class\":\"all\",\"urg\":\"urgent\",\"st\":"
	    "\"ok\",\"bp\":[10000,0,1,-1,0]}");
	json_decref(rows);
}

static void
row_below_the_least_is_low(void **state)
{
	const int64_t least =
	    pl_table_least(PL_TABLE_TIME, PL_PRIVACY_STANDARD);

	(void)state;
	for (int64_t total = least - 1; total <= least; total++) {
		struct pl_ballots noisy = {0};
		json_t *rows;

		noisy.units[PL_TABLE_TIME][0][PL_ROUTINE][9] = total;
		rows = pl_rows(&noisy, PL_LAYOUT_POOLED, PL_PRIVACY_STANDARD);
		assert_string_equal(json_string_value(json_object_get(
					json_array_get(rows, 1), "st")),
		    total < least ? "low" : "ok");
		json_decref(rows);
	}
}

/* Even where all is 0 or below. */
static void
all_rows_of_a_layout_are_there(void **state)
{
	struct pl_ballots noisy = {0};
	json_t *rows;

	(void)state;
	noisy.units[0][0][0][0] = -PL_VOTE;
	rows = pl_rows(&noisy, PL_LAYOUT_BY_CLASS, PL_PRIVACY_STRICT);
	assert_int_equal(
	    json_array_size(rows), PL_TABLES * PL_CLASSES * PL_URGENCIES);
	assert_row(rows, 5,
	    "{\"t\":\"ttp.1\",\"class\":\"network\",\"urg\":\"routine\",\"st\":"
	    "\"low\"}");
	json_decref(rows);
	rows = pl_rows(&noisy, PL_LAYOUT_NONE, PL_PRIVACY_STRICT);
	assert_int_equal(json_array_size(rows), 0);
	json_decref(rows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(shares_are_of_the_noisy_total_and_never_cut),
	    cmocka_unit_test(halves_are_rounded_away_from_zero),
	    cmocka_unit_test(row_below_the_least_is_low),
	    cmocka_unit_test(all_rows_of_a_layout_are_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
