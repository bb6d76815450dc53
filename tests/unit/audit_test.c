/*
 * The privacy that is promised of a release is kept, as far as so few runs can
 * tell; tests/referee/audit.c has more. Keys are fixed.
 */
#include "audit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { RUNS = 10000 };

static void
one_machine_is_not_told_apart_better_than_promised(void **state)
{
	struct pl_ballots without, with;

	(void)state;
	audit_neighbours(&without, &with);
	for (int privacy = 0; privacy < PL_PRIVACIES; privacy++) {
		const double mu = audit_mu(
		    &without, &with, (enum pl_privacy)privacy, RUNS, 7);

		assert_true(mu > 0);
		assert_true(mu <= audit_most((enum pl_privacy)privacy));
	}
}

/* Two machines instead of one are seen, so the test above can fail. */
static void
two_machines_are_told_apart_better_than_that(void **state)
{
	struct pl_ballots without, with;

	(void)state;
	audit_neighbours(&without, &with);
	for (int t = 0; t < PL_TABLES; t++)
		for (int u = 0; u < PL_URGENCIES; u++)
			with.units[t][0][u][3] += PL_VOTE;
	assert_true(audit_mu(&without, &with, PL_PRIVACY_STANDARD, RUNS, 7) >
		    audit_most(PL_PRIVACY_STANDARD));
}

/* The worst neighbours are as far apart as was reckoned with, to a part in a
 * million: noise is neither too small nor larger than it has to be. */
static void
worst_neighbours_use_all_that_is_allowed(void **state)
{
	struct pl_ballots without, with;

	(void)state;
	audit_neighbours(&without, &with);
	for (int privacy = 0; privacy < PL_PRIVACIES; privacy++) {
		const struct audit_line line =
		    audit_line_of(&without, &with, (enum pl_privacy)privacy);
		const double most = audit_most((enum pl_privacy)privacy);

		assert_true(sqrt(line.length2) <= most);
		assert_true(sqrt(line.length2) > most * (1 - 1e-6));
	}
}

/* Whether all that a machine did was of one sort or of another, and not whether
 * it was there, is two steps: its votes are taken from some cells and are put
 * into others. That is twice the rho, as docs/privacy.md tells. */
static void
a_machine_that_is_exchanged_is_twice_as_far(void **state)
{
	struct pl_ballots early = {0}, late = {0};

	(void)state;
	for (int t = 0; t < PL_TABLES; t++)
		for (int u = 0; u < PL_URGENCIES; u++) {
			early.units[t][0][u][0] = PL_VOTE;
			late.units[t][0][u][4] = PL_VOTE;
		}
	for (int privacy = 0; privacy < PL_PRIVACIES; privacy++) {
		const struct audit_line line =
		    audit_line_of(&early, &late, (enum pl_privacy)privacy);
		const double most = audit_most((enum pl_privacy)privacy);

		assert_true(line.length2 <= 2 * most * most);
		assert_true(line.length2 > 2 * most * most * (1 - 1e-6));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		one_machine_is_not_told_apart_better_than_promised),
	    cmocka_unit_test(two_machines_are_told_apart_better_than_that),
	    cmocka_unit_test(worst_neighbours_use_all_that_is_allowed),
	    cmocka_unit_test(a_machine_that_is_exchanged_is_twice_as_far),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
