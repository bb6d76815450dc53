/*
 * That the ledger never counts less than was told to be spent, at length: by
 * processes killed at any instant, and by two that race; and that nobody waits
 * for ever.
 */
#include <fcntl.h>
#include <sys/file.h>

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

/* As after a program that hangs. */
static void
one_that_cannot_write_says_why_after_a_while(void **state)
{
	const struct pl_charge charge = ledgers_charge("2026-Q3", 1, 1);
	struct pl_reservation made;
	struct pl_ledger *ledger;
	struct pl_error err;
	int held;

	(void)state;
	ledgers_begin(10, 10);
	ledger = ledgers_open(PL_LEDGER_WRITE);
	held = open(ledgers_path("ledger.lock"), O_RDWR | O_CLOEXEC);
	assert_int_equal(flock(held, LOCK_EX), 0);
	assert_int_equal(pl_ledger_reserve(ledger, &charge, 1, LEDGERS_NOW,
			     "ann", &made, &err),
	    PL_E_STORE);
	assert_non_null(strstr(err.text, "another process is writing to it"));
	close(held);
	assert_int_equal(ledgers_reserve(ledger, &charge, &made), PL_OK);
	pl_ledger_close(ledger);
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
	    cmocka_unit_test_setup_teardown(
		one_that_cannot_write_says_why_after_a_while, ledgers_setup,
		ledgers_teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
