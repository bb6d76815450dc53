#include "share/ledger.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "share/ledger_book.h"
#include "share/ledger_file.h"

struct pl_ledger {
	struct pl_ledger_file file;
	struct pl_ledger_book book; /* as it was when last read */
};

int
pl_ledger_open(struct pl_ledger **out, const char *folder,
    enum pl_ledger_mode mode, struct pl_error *err)
{
	struct pl_ledger *ledger = pl_alloc(sizeof *ledger);
	int result = pl_ledger_file_open(&ledger->file, folder, mode, err);

	if (result == PL_OK)
		result = pl_ledger_file_read(&ledger->file, &ledger->book, err);
	if (result < 0) {
		pl_ledger_close(ledger);
		return result;
	}
	*out = ledger;
	return PL_OK;
}

void
pl_ledger_close(struct pl_ledger *ledger)
{
	if (ledger == NULL)
		return;
	pl_ledger_file_close(&ledger->file);
	pl_ledger_book_free(&ledger->book);
	free(ledger);
}

/* ---- Writing ------------------------------------------------------------- */

/* NULL is "". A text that does not fit is refused, not cut. */
static int
set_text(char *out, size_t size, const char *text, struct pl_error *err)
{
	size_t length = text == NULL ? 0 : strlen(text);

	if (length >= size)
		return pl_fail(err, PL_E_LIMIT,
		    "\"%.40s...\" is longer than %zu bytes", text, size - 1);
	if (length > 0)
		memcpy(out, text, length);
	out[length] = '\0';
	return PL_OK;
}

static int
set_name(char out[PL_LEDGER_NAME + 1], const char *name, struct pl_error *err)
{
	return set_text(out, PL_LEDGER_NAME + 1, name, err);
}

static int
set_reason(
    char out[PL_LEDGER_REASON + 1], const char *reason, struct pl_error *err)
{
	return set_text(out, PL_LEDGER_REASON + 1, reason, err);
}

/* Make the row the newest one, in the book and in the file. */
static int
add(struct pl_ledger *ledger, struct pl_ledger_row *row, int64_t now_ms,
    struct pl_error *err)
{
	int result;

	pl_ledger_book_seal(&ledger->book, row, now_ms);
	result = pl_ledger_book_add(&ledger->book, row, err);
	if (result == PL_OK)
		result = pl_ledger_file_add(&ledger->file, row, err);
	return result;
}

/* A row that stands alone. */
static int
add_alone(struct pl_ledger *ledger, struct pl_ledger_row *row, int64_t now_ms,
    struct pl_error *err)
{
	int result = pl_ledger_file_begin(&ledger->file, &ledger->book, err);

	if (result < 0)
		return result;
	result = add(ledger, row, now_ms, err);
	return pl_ledger_file_end(&ledger->file, &ledger->book, result, err);
}

static int
charge_row(struct pl_ledger_row *out, const struct pl_charge *charge,
    const char *actor, struct pl_error *err)
{
	int result;

	*out = (struct pl_ledger_row){
	    .kind = PL_LEDGER_RESERVE,
	    .sens2 = charge->sens2,
	    .sigma2_a = charge->sigma2[0],
	    .sigma2_b = charge->sigma2[1],
	};
	memcpy(out->data_digest, charge->data_digest, PL_LEDGER_DIGEST);
	result = set_name(out->program, charge->program, err);
	if (result == PL_OK)
		result = set_name(out->period, charge->period, err);
	if (result == PL_OK)
		result = set_name(out->table, charge->table, err);
	if (result == PL_OK)
		result = set_name(out->mechanism, charge->mechanism, err);
	if (result == PL_OK)
		result = set_name(out->actor, actor, err);
	if (result == PL_OK)
		result =
		    pl_rho(&out->rho_n, charge->sens2, charge->sigma2, err);
	return result;
}

/* The next table of a reservation. */
static int
reserve(struct pl_ledger *ledger, const struct pl_charge *charge,
    int64_t now_ms, const char *actor, struct pl_reservation *out,
    struct pl_error *err)
{
	const struct pl_ledger_row *before;
	struct pl_ledger_row row;
	int result = charge_row(&row, charge, actor, err);

	if (result < 0)
		return result;
	before = pl_ledger_book_find(&ledger->book, &row);
	if (before == NULL) {
		result = add(ledger, &row, now_ms, err);
		out->rho_n += row.rho_n;
	}
	out->repeats[out->count] = before != NULL;
	out->seqs[out->count++] = before != NULL ? before->seq : row.seq;
	return result;
}

int
pl_ledger_reserve(struct pl_ledger *ledger, const struct pl_charge *charges,
    size_t count, int64_t now_ms, const char *actor, struct pl_reservation *out,
    struct pl_error *err)
{
	struct pl_reservation made = {0};
	int result;

	if (count == 0 || count > PL_LEDGER_TABLES)
		return pl_fail(err, PL_E_LIMIT,
		    "%zu tables cannot be reserved at once, 1 to %d can", count,
		    PL_LEDGER_TABLES);
	result = pl_ledger_file_begin(&ledger->file, &ledger->book, err);
	if (result < 0)
		return result;
	for (size_t i = 0; i < count && result == PL_OK; i++)
		result =
		    reserve(ledger, &charges[i], now_ms, actor, &made, err);
	result = pl_ledger_file_end(&ledger->file, &ledger->book, result, err);
	if (result == PL_OK)
		*out = made;
	return result;
}

/* The commit of one table, unless it is there. */
static int
commit(struct pl_ledger *ledger, struct pl_ledger_row *row, int64_t now_ms,
    struct pl_error *err)
{
	const struct pl_ledger_row *reserve =
	    pl_ledger_book_at(&ledger->book, row->reserve);
	const struct pl_ledger_row *before = pl_ledger_book_committed(
	    &ledger->book, row->reserve, row->submission_digest);

	if (before != NULL && memcmp(before->output_digest, row->output_digest,
				  PL_LEDGER_DIGEST) == 0)
		return PL_OK;
	if (reserve == NULL)
		return pl_fail(err, PL_E_DATA,
		    "ledger: there is no reservation %" PRId64, row->reserve);
	memcpy(row->program, reserve->program, sizeof row->program);
	memcpy(row->period, reserve->period, sizeof row->period);
	memcpy(row->table, reserve->table, sizeof row->table);
	return add(ledger, row, now_ms, err);
}

int
pl_ledger_commit(struct pl_ledger *ledger,
    const struct pl_reservation *reservation,
    const unsigned char (*output_digests)[PL_LEDGER_DIGEST],
    const unsigned char submission_digest[PL_LEDGER_DIGEST], int64_t now_ms,
    const char *actor, struct pl_error *err)
{
	struct pl_ledger_row row = {.kind = PL_LEDGER_COMMIT};
	int result = set_name(row.actor, actor, err);

	if (result == PL_OK)
		result =
		    pl_ledger_file_begin(&ledger->file, &ledger->book, err);
	if (result < 0)
		return result;
	memcpy(row.submission_digest, submission_digest, PL_LEDGER_DIGEST);
	for (size_t i = 0; i < reservation->count && result == PL_OK; i++) {
		row.reserve = reservation->seqs[i];
		memcpy(row.output_digest, output_digests[i], PL_LEDGER_DIGEST);
		result = commit(ledger, &row, now_ms, err);
	}
	return pl_ledger_file_end(&ledger->file, &ledger->book, result, err);
}

int
pl_ledger_cap(struct pl_ledger *ledger, const struct pl_cap_change *change,
    int64_t now_ms, struct pl_error *err)
{
	struct pl_ledger_row row = {
	    .kind = PL_LEDGER_CAP,
	    .quarter_cap_n = change->caps.quarter_n,
	    .year_cap_n = change->caps.year_n,
	};
	int result = set_name(row.actor, change->actor, err);

	if (result == PL_OK)
		result = set_name(row.second, change->second, err);
	if (result == PL_OK)
		result = set_reason(row.reason, change->reason, err);
	return result < 0 ? result : add_alone(ledger, &row, now_ms, err);
}

int
pl_ledger_export(struct pl_ledger *ledger, const char *program,
    const unsigned char digest[PL_LEDGER_DIGEST], int64_t now_ms,
    const char *actor, const char *reason, struct pl_error *err)
{
	struct pl_ledger_row row = {
	    .kind = PL_LEDGER_EXPORT, .rho_n = PL_RHO_INFINITE};
	int result = set_name(row.program, program, err);

	if (result == PL_OK)
		result = set_name(row.actor, actor, err);
	if (result == PL_OK)
		result = set_reason(row.reason, reason, err);
	if (result < 0)
		return result;
	memcpy(row.submission_digest, digest, PL_LEDGER_DIGEST);
	return add_alone(ledger, &row, now_ms, err);
}

/* ---- Reading ------------------------------------------------------------- */

int
pl_ledger_each(struct pl_ledger *ledger,
    int (*each)(void *context, const struct pl_ledger_row *row), void *context,
    struct pl_error *err)
{
	int result = pl_ledger_file_read(&ledger->file, &ledger->book, err);

	for (size_t i = 0; i < ledger->book.count && result == PL_OK; i++)
		result = each(context, &ledger->book.rows[i]);
	return result;
}

int
pl_ledger_budget(
    struct pl_ledger *ledger, struct pl_budget *out, struct pl_error *err)
{
	int result = pl_ledger_file_read(&ledger->file, &ledger->book, err);

	if (result == PL_OK)
		*out = ledger->book.budget;
	return result;
}

int
pl_ledger_spent(struct pl_ledger *ledger, const char *period,
    struct pl_spent *out, struct pl_error *err)
{
	struct pl_quarters quarters;
	int result = pl_quarters_read(&quarters, period, err);

	if (result == PL_OK)
		result = pl_ledger_file_read(&ledger->file, &ledger->book, err);
	if (result == PL_OK)
		*out = pl_budget_spent(&ledger->book.budget, &quarters);
	return result;
}

int
pl_ledger_verify(struct pl_ledger *ledger, int64_t *rows, struct pl_error *err)
{
	int result = pl_ledger_file_check(&ledger->file, err);

	if (result == PL_OK)
		result = pl_ledger_file_read(&ledger->file, &ledger->book, err);
	if (result == PL_OK)
		*rows = (int64_t)ledger->book.count;
	return result;
}
