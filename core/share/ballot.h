/*
 * ballot.h - from a store to the votes of its machines
 *
 * Each machine has one vote of PL_VOTE units in each table and urgency, in the
 * cells of its class, and splits it over its records: so one machine changes a
 * table by 2 * PL_VOTE^2 at most, as taxonomy.h reckons with. The share of a
 * bin is that of the average machine, not of all installations.
 *
 * A record is an episode (docs/kpis.md) of a patch, or of a vulnerability where
 * no patch is named, that began in the period: when it was detected, or where
 * nobody ever told of a detection of that patch on that machine, when the
 * catalogue says that it was released. It is one if it came to an end by a fix
 * or was open and watched at the cut-off. Where nobody knows whether it would
 * have been fixed it is none: the machine was retired or merged into another,
 * or fell silent; the product left; the patch was withdrawn. In PL_TABLE_TIME
 * it has the first bin that is not less than its days, counted as the figures
 * count them: whole minutes, rounded down. In PL_TABLE_OUTCOME it is
 *
 *	rolled-back  taken back or off during the episode, whatever came then
 *	ok           fixed, and no attempt failed before
 *	retried      fixed after an attempt that failed, took too long or in
 *	             which the machine fell silent
 *	failed       open after such an attempt
 *	deferred     open, and nothing of the kind
 *
 * by what was tried of the patch itself; a fix may be that of a later patch.
 *
 * THE promise: what one machine adds hangs on nothing but the events of its
 * names (entity.h) and what was told by events without an asset. Without the
 * events of one machine all cells are the same but those to which it added.
 * Hence kpi/bearing.h, rating.h, and no product, link or fact that only a
 * machine's event told. tests/unit/ballot_test.c and tests/referee/ hold it.
 * What an event tells without a machine is taken for public knowledge, also
 * where a scanner came by it on one machine: that it is known here at all is
 * not covered.
 */
#ifndef PL_BALLOT_H
#define PL_BALLOT_H

#include <stdint.h>

#include "share/taxonomy.h"

struct pl_error;
struct pl_store;
struct pl_timeframe;

/* For whoever sends them, and for nobody else: exact. */
struct pl_ballot_told {
	int64_t machines; /* that have a record */
	int64_t records;
	int64_t subjects; /* patches and vulnerabilities that they are about */
	int64_t unrated;  /* and of those, how many count as routine because
	                     the catalogue does not rate them */
};

/* Count the votes of all machines in a time, which is watched to its as_of_ms,
 * the cut-off. Embargo and budget are for the caller. */
int pl_ballots_read(struct pl_ballots *out, struct pl_ballot_told *told,
    struct pl_store *store, const struct pl_timeframe *time,
    struct pl_error *err);

#endif
