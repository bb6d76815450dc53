/*
 * audit.c - how well is one asset told from none, over all that is handed over?
 */
#include "tests/referee/verdict.h"
#include "tests/unit/audit.h"

enum { RUNS = 1000000, REPEATS = 20 };

/* Does the audit see at all? One urgency more than was reckoned with, that is,
 * a table's noise for half of what changes. */
static void
judge_control(void)
{
	const double most = audit_most(PL_PRIVACY_STANDARD);
	struct pl_ballots without, with;
	double mu;

	audit_neighbours(&without, &with);
	for (int t = 0; t < PL_TABLES; t++)
		with.units[t][0][PL_URGENT][5] += PL_VOTE;
	mu = audit_mu(&without, &with, PL_PRIVACY_STANDARD, RUNS / 10, 1000);
	verdict(mu > most,
	    "an asset with a vote too many is seen: mu at least %.4f, allowed "
	    "%.4f",
	    mu, most);
}

int
main(void)
{
	const double most = audit_most(PL_PRIVACY_STANDARD);
	struct pl_ballots without, with;

	audit_neighbours(&without, &with);
	for (unsigned repeat = 0; repeat < REPEATS; repeat++) {
		const double mu = audit_mu(
		    &without, &with, PL_PRIVACY_STANDARD, RUNS, repeat);

		verdict(mu <= most,
		    "one asset or none, %d runs each: mu at least %.4f, "
		    "allowed %.4f",
		    RUNS, mu, most);
	}
	judge_control();
	return verdict_end();
}
