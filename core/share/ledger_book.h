/*
 * ledger_book.h - the rows of a ledger, and the rules that they keep
 *
 * Nothing but the files of the ledger includes this. Rows that are read and
 * rows that are written come in by the same door, so that a ledger is what its
 * own rules would have let somebody write, row by row.
 */
#ifndef PL_LEDGER_BOOK_H
#define PL_LEDGER_BOOK_H

#include "share/ledger.h"

struct pl_ledger_book {
	struct pl_ledger_row *rows; /* row n is of seq n + 1 */
	size_t count, room;
	int capped; /* caps were set */
	struct pl_budget budget;
};

/* Begin with all zeros. */
void pl_ledger_book_free(struct pl_ledger_book *book);

/* Make the row the next one: its seq, its time, which is now or that of the row
 * before where that is later, its prev and its hash. */
void pl_ledger_book_seal(const struct pl_ledger_book *book,
    struct pl_ledger_row *row, int64_t now_ms);

/* Add a copy of a row. PL_E_DATA where it breaks a rule, PL_E_LIMIT where that
 * is a cap, or where there are too many rows. */
int pl_ledger_book_add(struct pl_ledger_book *book,
    const struct pl_ledger_row *row, struct pl_error *err);

/* The row of that number, or NULL. Borrowed until a row is added. */
const struct pl_ledger_row *pl_ledger_book_at(
    const struct pl_ledger_book *book, int64_t seq);

/* The reservation, made before, of the very same release, or NULL. */
const struct pl_ledger_row *pl_ledger_book_find(
    const struct pl_ledger_book *book, const struct pl_ledger_row *reserve);

/* A commit, made before, of the same reservation, or NULL; of the same
 * submission where that is not NULL. */
const struct pl_ledger_row *pl_ledger_book_committed(
    const struct pl_ledger_book *book, int64_t reserve,
    const unsigned char *submission_digest);

#endif
