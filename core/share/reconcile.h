/*
 * reconcile.h - what was made, held against the ledger that paid for it
 *
 * The ledger has the digest of each submission, with the cost of its tables or
 * as one that has no noise, and sent/ (kept.h) the submissions themselves. One
 * that the ledger does not know was never paid for. One that is not kept any
 * more, or never was since the power went, is on the ledger; but nobody can see
 * what it told.
 */
#ifndef PL_RECONCILE_H
#define PL_RECONCILE_H

#include <stddef.h>

struct pl_error;
struct pl_ledger;

struct pl_reconciled {
	size_t known; /* submissions, by the ledger */
	size_t kept;  /* of these, in sent/ */
};

/* PL_E_STORE names a submission that the ledger does not know. */
int pl_reconcile(struct pl_reconciled *out, struct pl_ledger *ledger,
    const char *folder, struct pl_error *err);

#endif
