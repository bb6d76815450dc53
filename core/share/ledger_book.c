#include "share/ledger_book.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/error.h"
#include "share/ledger_row.h"

void
pl_ledger_book_free(struct pl_ledger_book *book)
{
	free(book->rows);
	*book = (struct pl_ledger_book){0};
}

static int
same(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a, b, PL_LEDGER_DIGEST) == 0;
}

/* ---- Looking for rows ---------------------------------------------------- */

const struct pl_ledger_row *
pl_ledger_book_at(const struct pl_ledger_book *book, int64_t seq)
{
	if (seq < 1 || (size_t)seq > book->count)
		return NULL;
	return &book->rows[seq - 1];
}

static int
same_table(const struct pl_ledger_row *a, const struct pl_ledger_row *b)
{
	return strcmp(a->program, b->program) == 0 &&
	       strcmp(a->period, b->period) == 0 &&
	       strcmp(a->table, b->table) == 0;
}

static int
same_noise(const struct pl_ledger_row *a, const struct pl_ledger_row *b)
{
	return strcmp(a->mechanism, b->mechanism) == 0 &&
	       a->sens2 == b->sens2 && a->sigma2_a == b->sigma2_a &&
	       a->sigma2_b == b->sigma2_b;
}

const struct pl_ledger_row *
pl_ledger_book_find(
    const struct pl_ledger_book *book, const struct pl_ledger_row *reserve)
{
	for (size_t i = 0; i < book->count; i++) {
		const struct pl_ledger_row *row = &book->rows[i];

		if (row->kind == PL_LEDGER_RESERVE &&
		    same_table(row, reserve) && same_noise(row, reserve) &&
		    same(row->data_digest, reserve->data_digest))
			return row;
	}
	return NULL;
}

const struct pl_ledger_row *
pl_ledger_book_committed(const struct pl_ledger_book *book, int64_t reserve,
    const unsigned char *submission_digest)
{
	for (size_t i = 0; i < book->count; i++) {
		const struct pl_ledger_row *row = &book->rows[i];

		if (row->kind == PL_LEDGER_COMMIT && row->reserve == reserve &&
		    (submission_digest == NULL ||
			same(row->submission_digest, submission_digest)))
			return row;
	}
	return NULL;
}

/* ---- The chain ----------------------------------------------------------- */

static const struct pl_ledger_row *
last(const struct pl_ledger_book *book)
{
	static const struct pl_ledger_row none;

	return book->count > 0 ? &book->rows[book->count - 1] : &none;
}

void
pl_ledger_book_seal(const struct pl_ledger_book *book,
    struct pl_ledger_row *row, int64_t now_ms)
{
	const struct pl_ledger_row *before = last(book);

	row->seq = before->seq + 1;
	row->time_ms = now_ms > before->time_ms ? now_ms : before->time_ms;
	memcpy(row->prev, before->hash, sizeof row->prev);
	pl_ledger_row_hash(row->hash, row);
}

static int
check_chain(const struct pl_ledger_book *book, const struct pl_ledger_row *row,
    struct pl_error *err)
{
	const struct pl_ledger_row *before = last(book);
	unsigned char hash[PL_LEDGER_DIGEST];

	pl_ledger_row_hash(hash, row);
	if (!same(hash, row->hash))
		return pl_fail(err, PL_E_DATA,
		    "what it says is not what its hash was made of");
	if (row->seq != before->seq + 1 || !same(row->prev, before->hash))
		return pl_fail(err, PL_E_DATA,
		    "it does not follow upon the row before it");
	if (row->time_ms < before->time_ms)
		return pl_fail(
		    err, PL_E_DATA, "it is older than the row before it");
	return PL_OK;
}

/* ---- The rules of each kind ---------------------------------------------- */

static int
add_reserve(struct pl_ledger_book *book, const struct pl_ledger_row *row,
    struct pl_error *err)
{
	const int64_t sigma2[2] = {row->sigma2_a, row->sigma2_b};
	struct pl_quarters quarters;
	int64_t rho_n;
	int result = pl_quarters_read(&quarters, row->period, err);

	if (result == PL_OK)
		result = pl_rho(&rho_n, row->sens2, sigma2, err);
	if (result < 0)
		return result;
	if (rho_n != row->rho_n)
		return pl_fail(err, PL_E_DATA,
		    "its noise costs %" PRId64 " nano-rho, not %" PRId64, rho_n,
		    row->rho_n);
	if (!book->capped)
		return pl_fail(err, PL_E_DATA,
		    "no caps are set yet: begin with a profile");
	if (pl_ledger_book_find(book, row) != NULL)
		return pl_fail(
		    err, PL_E_DATA, "the same release was reserved before");
	result = pl_budget_charge(&book->budget, &quarters, rho_n, err);
	if (result < 0)
		pl_fail_at(err, "program \"%s\", %s, table %s", row->program,
		    row->period, row->table);
	return result;
}

static int
add_commit(struct pl_ledger_book *book, const struct pl_ledger_row *row,
    struct pl_error *err)
{
	const struct pl_ledger_row *reserve =
	    pl_ledger_book_at(book, row->reserve);
	const struct pl_ledger_row *before =
	    pl_ledger_book_committed(book, row->reserve, NULL);

	if (reserve == NULL || reserve->kind != PL_LEDGER_RESERVE ||
	    !same_table(reserve, row))
		return pl_fail(err, PL_E_DATA,
		    "row %" PRId64 " is no reservation of that table",
		    row->reserve);
	if (before != NULL && !same(before->output_digest, row->output_digest))
		return pl_fail(err, PL_E_DATA,
		    "program \"%s\", %s, table %s: the same data gave other "
		    "bytes than in row %" PRId64 "; was the key of the noise "
		    "changed? They must not leave",
		    row->program, row->period, row->table, before->seq);
	return PL_OK;
}

/* Who has to agree to new caps? */
static int
check_persons(const struct pl_ledger_book *book,
    const struct pl_ledger_row *row, const struct pl_caps *caps,
    struct pl_error *err)
{
	const struct pl_caps *now = &book->budget.caps;

	if (*row->second != '\0' && strcasecmp(row->actor, row->second) == 0)
		return pl_fail(err, PL_E_DATA,
		    "\"%s\" and \"%s\" are one person", row->actor,
		    row->second);
	if (*row->second != '\0')
		return PL_OK;
	if (book->capped ? caps->quarter_n <= now->quarter_n &&
			       caps->year_n <= now->year_n
			 : pl_caps_name(caps) != NULL)
		return PL_OK;
	return pl_fail(err, PL_E_DATA, "to raise a cap takes a second person");
}

static int
add_cap(struct pl_ledger_book *book, const struct pl_ledger_row *row,
    struct pl_error *err)
{
	const struct pl_caps caps = {row->quarter_cap_n, row->year_cap_n};

	if (caps.quarter_n > PL_RHO_MOST || caps.year_n > PL_RHO_MOST)
		return pl_fail(err, PL_E_DATA,
		    "a cap above %" PRId64 " nano-rho is none", PL_RHO_MOST);
	if (check_persons(book, row, &caps, err) < 0)
		return PL_E_DATA;
	book->budget.caps = caps;
	book->capped = 1;
	return PL_OK;
}

static int
add_export(const struct pl_ledger_row *row, struct pl_error *err)
{
	if (row->rho_n != PL_RHO_INFINITE)
		return pl_fail(err, PL_E_DATA,
		    "what left without noise has no finite cost");
	return PL_OK;
}

static int
add_kind(struct pl_ledger_book *book, const struct pl_ledger_row *row,
    struct pl_error *err)
{
	switch ((enum pl_ledger_kind)row->kind) {
	case PL_LEDGER_RESERVE:
		return add_reserve(book, row, err);
	case PL_LEDGER_COMMIT:
		return add_commit(book, row, err);
	case PL_LEDGER_CAP:
		return add_cap(book, row, err);
	default:
		return add_export(row, err);
	}
}

int
pl_ledger_book_add(struct pl_ledger_book *book, const struct pl_ledger_row *row,
    struct pl_error *err)
{
	int result = PL_OK;

	if (book->count >= PL_LEDGER_ROWS)
		result = pl_fail(err, PL_E_LIMIT, "there are %d rows already",
		    PL_LEDGER_ROWS);
	if (result == PL_OK)
		result = pl_ledger_row_check(row, err);
	if (result == PL_OK)
		result = check_chain(book, row, err);
	if (result == PL_OK)
		result = add_kind(book, row, err);
	if (result < 0)
		return result;
	book->rows =
	    pl_grow(book->rows, book->count, &book->room, sizeof *book->rows);
	book->rows[book->count++] = *row;
	return PL_OK;
}
