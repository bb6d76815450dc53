/*
 * table_part.h - the tables of a submission, and what they cost
 *
 * Members "tables" and "privacy" of the submission (patchlore-submission(5)).
 * Here the order of steps is kept that everything hangs on: exact votes are
 * counted, what their noise costs is reserved on the ledger, and only then is
 * noise drawn; exact numbers go no further than this.
 */
#ifndef PL_TABLE_PART_H
#define PL_TABLE_PART_H

#include <jansson.h>
#include <stdint.h>

#include "share/ballot.h"
#include "share/ledger.h"
#include "share/taxonomy.h"

struct pl_declared;
struct pl_error;
struct pl_keys;
struct pl_timeframe;
struct pl_store;

struct pl_tabling {
	struct pl_store *store;
	const struct pl_declared *declared;
	const struct pl_timeframe *span;
	const struct pl_keys *keys;
	struct pl_ledger *ledger;
	const char *program;
	const char *actor; /* who is at the keyboard, for the ledger */
	int amend;         /* pay again where the period was released before */
	int64_t now_ms;
};

struct pl_table_part {
	json_t *tables, *privacy;
	struct pl_reservation reservation; /* of no tables: none are told */
	struct pl_ballot_told told;        /* exact: for this house alone */
	unsigned char outputs[PL_TABLES][PL_LEDGER_DIGEST];
};

/* Fill in the tables; those of PL_LAYOUT_NONE are an empty list, and cost
 * nothing. PL_E_LIMIT where a cap of the ledger would be crossed. PL_E_CONFIG
 * where the ledger's caps are others than those of the declared privacy, or
 * other data of the period were released to the program before, without amend.
 */
int pl_table_part_make(struct pl_table_part *out,
    const struct pl_tabling *tabling, struct pl_error *err);
void pl_table_part_free(struct pl_table_part *part); /* of what it holds */

/* Note on the ledger that a submission of this digest has them. */
int pl_table_part_commit(const struct pl_table_part *part,
    const struct pl_tabling *tabling,
    const unsigned char submission[PL_LEDGER_DIGEST], struct pl_error *err);

#endif
