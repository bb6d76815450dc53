/*
 * reconcile.h - what was made, held against the ledger that paid for it
 *
 * The ledger has the digest of each submission with tables, and sent/ (kept.h)
 * the submissions themselves. One that the ledger does not know was never paid
 * for. One that is not kept any more, or never was since the power went, was
 * paid for; but nobody can see what it told.
 */
#ifndef PL_RECONCILE_H
#define PL_RECONCILE_H

#include <stddef.h>

struct pl_error;
struct pl_ledger;

struct pl_reconciled {
	size_t paid; /* submissions with tables, by the ledger */
	size_t kept; /* of these, in sent/ */
};

/* PL_E_STORE names a submission that nobody paid for. */
int pl_reconcile(struct pl_reconciled *out, struct pl_ledger *ledger,
    const char *folder, struct pl_error *err);

#endif
