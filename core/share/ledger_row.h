/*
 * ledger_row.h - what a row of the ledger is made of
 *
 * Nothing but the files of the ledger includes this. One list of fields serves
 * the hash, the database and the question which kind of row has what.
 */
#ifndef PL_LEDGER_ROW_H
#define PL_LEDGER_ROW_H

#include "share/ledger.h"

enum pl_ledger_type { PL_LEDGER_NUMBER, PL_LEDGER_TEXT, PL_LEDGER_BYTES };

struct pl_ledger_field {
	const char *name; /* of the column, too */
	enum pl_ledger_type type;
	size_t offset, size; /* within struct pl_ledger_row */
	unsigned must, may;  /* bit n: rows of kind n have, or may have, it */
};

/* In the order of the columns and of the hash. The last one is the hash. */
enum { PL_LEDGER_FIELDS = 22 };
extern const struct pl_ledger_field pl_ledger_fields[PL_LEDGER_FIELDS];

/* BLAKE2b-256 of a name for this form and of all fields but the hash, each as
 * its length in bytes and its bytes; lengths and numbers are 8 bytes, the least
 * first. */
void pl_ledger_row_hash(
    unsigned char out[PL_LEDGER_DIGEST], const struct pl_ledger_row *row);

/* Does the row have what its kind must have, and no more than it may? PL_E_DATA
 * and what is wrong. */
int pl_ledger_row_check(const struct pl_ledger_row *row, struct pl_error *err);

#endif
