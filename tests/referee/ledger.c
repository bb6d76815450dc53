/*
 * That the ledger never counts less than was told to be spent, at length: by
 * processes killed at any instant, and by two that race.
 */
#include "tests/unit/ledgers.h"

enum { KILLS = 200, RACES = 400 };

static void
a_process_killed_at_random_loses_nothing_it_told(void **state)
{
	(void)state;
	ledgers_kill_at_random(KILLS);
}

static void
of_two_that_want_the_rest_of_a_budget_one_gets_it(void **state)
{
	(void)state;
	ledgers_race_often(RACES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_process_killed_at_random_loses_nothing_it_told, ledgers_setup,
		ledgers_teardown),
	    cmocka_unit_test_setup_teardown(
		of_two_that_want_the_rest_of_a_budget_one_gets_it,
		ledgers_setup, ledgers_teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
