#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kpi/tally.h"

static void
assert_cell(const struct pl_tally *tally, size_t i, uint32_t minute,
    unsigned group, enum pl_tally_what what, uint64_t count)
{
	assert_true(i < tally->count);
	assert_int_equal(tally->cells[i].minute, minute);
	assert_int_equal(tally->cells[i].group, group);
	assert_int_equal(tally->cells[i].what, what);
	assert_int_equal(tally->cells[i].count, count);
}

static void
equal_cells_add_up_and_others_are_sorted(void **state)
{
	struct pl_tally tally = {0};

	(void)state;
	pl_tally_add(&tally, UINT32_MAX, 63, PL_LEFT, 1);
	pl_tally_add(&tally, 7, 1, PL_FIXED, 2);
	pl_tally_add(&tally, 7, 0, PL_CENSORED, 1);
	pl_tally_add(&tally, 7, 1, PL_FIXED, 40);
	pl_tally_add(&tally, 7, 1, PL_ENTERED, 1);
	pl_tally_seal(&tally);
	pl_tally_seal(&tally); /* again changes nothing */
	assert_int_equal(tally.count, 4);
	assert_cell(&tally, 0, 7, 0, PL_CENSORED, 1);
	assert_cell(&tally, 1, 7, 1, PL_ENTERED, 1);
	assert_cell(&tally, 2, 7, 1, PL_FIXED, 42);
	assert_cell(&tally, 3, UINT32_MAX, 63, PL_LEFT, 1);
	pl_tally_free(&tally);
}

/* However it was added: in two halves, too. */
static void
what_one_cell_cannot_count_is_in_several(void **state)
{
	struct pl_tally tally = {0}, half = {0};

	(void)state;
	for (int i = 0; i < 3; i++)
		pl_tally_add(&tally, 0, 1, PL_ENTERED, PL_TALLY_MOST / 2 + 1);
	pl_tally_add(&tally, 7, 1, PL_FIXED, 2 * (uint64_t)PL_TALLY_MOST + 5);
	pl_tally_add(&half, 7, 1, PL_FIXED, PL_TALLY_MOST);
	pl_tally_merge(&half, &tally);
	pl_tally_seal(&half);
	assert_int_equal(half.count, 6);
	assert_cell(&half, 0, 0, 1, PL_ENTERED, PL_TALLY_MOST);
	assert_cell(&half, 1, 0, 1, PL_ENTERED, PL_TALLY_MOST / 2 + 2);
	for (size_t i = 2; i < 5; i++)
		assert_cell(&half, i, 7, 1, PL_FIXED, PL_TALLY_MOST);
	assert_cell(&half, 5, 7, 1, PL_FIXED, 5);
	pl_tally_free(&tally);
	pl_tally_free(&half);
}

static void
a_sealed_tally_can_be_added_to(void **state)
{
	struct pl_tally tally = {0};

	(void)state;
	pl_tally_add(&tally, 9, 3, PL_FIXED, 1);
	pl_tally_seal(&tally);
	pl_tally_add(&tally, 2, 3, PL_FIXED, 1);
	pl_tally_add(&tally, 9, 3, PL_FIXED, 1);
	pl_tally_seal(&tally);
	assert_int_equal(tally.count, 2);
	assert_cell(&tally, 0, 2, 3, PL_FIXED, 1);
	assert_cell(&tally, 1, 9, 3, PL_FIXED, 2);
	pl_tally_free(&tally);
}

/* Nor is sealing anything but sorting, whenever it is done. */
static void
sealed_halves_merge_to_a_sealed_whole(void **state)
{
	struct pl_tally whole = {0}, halves[2] = {{0}, {0}}, into = {0};
	uint64_t chance = 1;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		uint32_t minute;
		unsigned group;
		enum pl_tally_what what;

		chance = chance * 6364136223846793005 + 1;
		minute = (uint32_t)(chance >> 33) % 50;
		group = (unsigned)(chance >> 40) % PL_GROUPS;
		what = (enum pl_tally_what)((chance >> 50) % PL_WHATS);
		pl_tally_add(&whole, minute, group, what, 1);
		pl_tally_add(&halves[chance >> 60 > 4], minute, group, what, 1);
	}
	pl_tally_seal(&whole);
	for (int i = 0; i < 2; i++) {
		pl_tally_seal(&halves[i]);
		pl_tally_merge(&into, &halves[i]);
		assert_true(into.sealed);
	}
	assert_int_equal(into.count, whole.count);
	assert_memory_equal(
	    into.cells, whole.cells, whole.count * sizeof *whole.cells);
	pl_tally_free(&whole);
	pl_tally_free(&into);
	for (int i = 0; i < 2; i++)
		pl_tally_free(&halves[i]);
}

static void
nothing_can_be_sealed_and_merged(void **state)
{
	struct pl_tally none = {0}, tally = {0};

	(void)state;
	pl_tally_seal(&none);
	pl_tally_merge(&none, &tally);
	assert_int_equal(none.count, 0);
	pl_tally_free(&none);
}

/* Every minute of two months in every group, told from the last to the first
 * and thrice: more than is sorted by comparing, or kept without folding. */
static void
millions_of_cells_are_sorted_and_folded(void **state)
{
	enum { MINUTES = 6000 };
	struct pl_tally tally = {0};
	size_t i = 0;

	(void)state;
	for (int round = 0; round < 3; round++)
		for (uint32_t minute = MINUTES; minute-- > 0;)
			for (unsigned group = PL_GROUPS; group-- > 0;)
				pl_tally_add(&tally, minute * 16384, group,
				    PL_FIXED, minute % 5);
	assert_true(tally.room < 3 * MINUTES * PL_GROUPS);
	pl_tally_seal(&tally);
	assert_int_equal(tally.count, MINUTES * PL_GROUPS);
	for (uint32_t minute = 0; minute < MINUTES; minute++)
		for (unsigned group = 0; group < PL_GROUPS; group++, i++)
			if (tally.cells[i].minute != minute * 16384 ||
			    tally.cells[i].group != group ||
			    tally.cells[i].count != 3 * (minute % 5))
				fail_msg("cell %zu is out of place", i);
	pl_tally_free(&tally);
}

/* The groups are part of what is shared between stores: an asset must not
 * change its group with the version. */
static void
the_group_of_an_asset_stays(void **state)
{
	static const struct {
		const char *asset;
		unsigned group;
	} cases[] = {{"", 2}, {"web-14", 36}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_int_equal(pl_group_of(cases[i].asset), cases[i].group);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(equal_cells_add_up_and_others_are_sorted),
	    cmocka_unit_test(what_one_cell_cannot_count_is_in_several),
	    cmocka_unit_test(a_sealed_tally_can_be_added_to),
	    cmocka_unit_test(sealed_halves_merge_to_a_sealed_whole),
	    cmocka_unit_test(nothing_can_be_sealed_and_merged),
	    cmocka_unit_test(millions_of_cells_are_sorted_and_folded),
	    cmocka_unit_test(the_group_of_an_asset_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
