/*
 * ledger.h - what was released, what it cost in privacy, and whether more may
 *
 * One ledger belongs to an organization, not to one of its stores: budgets are
 * of the machines that the figures are about, over all programs together. It
 * lies in the share folder, which also has the keys, as
 *
 *	ledger.db    an SQLite file: one table, a row for each step below
 *	ledger.head  the number and hash of the newest row
 *	ledger.lock  held by whoever writes
 *
 * Before noise is drawn its cost is reserved, and when bytes exist they are
 * committed. A reservation is on the disk when it is told to be done, and is
 * never given back: whether noise was drawn before a crash, and who saw the
 * outcome, nobody can say. So what was reserved is spent. There is no row that
 * would undo one.
 *
 * The same table of the same data under the same noise is no new release: it
 * costs nothing, also where the caps are reached, and gives the same bytes or
 * is refused. For that the digest of the data must be keyed with a key made
 * from that of the noise. Then a new key is a new digest, and new noise over
 * old data is paid for.
 *
 * Rows are only added. Each has a hash of all that is in it and of the row
 * before, so that none can be changed, taken out or put in between alone; the
 * head tells when the newest ones are missing, or the whole file. All rows are
 * checked, and the budget is summed anew from them, whenever a ledger is opened
 * and before anything is added. This finds damage, restored copies and hands
 * that meddle. It cannot bind somebody who may write to the folder and computes
 * all hashes and the head anew, or puts back an old copy of both: only what
 * others hold can, such as a row's hash within a submission that was sent.
 *
 * Time is for the reader. Budgets go by the periods of the data, so that a
 * clock that is set back gives nothing back; a row is never told to be older
 * than the row before it.
 */
#ifndef PL_LEDGER_H
#define PL_LEDGER_H

#include <stddef.h>
#include <stdint.h>

#include "share/budget.h"

struct pl_error;
struct pl_ledger;

enum {
	PL_LEDGER_DIGEST = 32, /* bytes; all of them 0: none */
	PL_LEDGER_NAME = 64,   /* bytes of a name, at most */
	PL_LEDGER_REASON = 200,
	PL_LEDGER_TABLES = 32,   /* reserved at once, at most */
	PL_LEDGER_ROWS = 100000, /* of one ledger, at most */
};

enum pl_ledger_mode {
	PL_LEDGER_READ,  /* must exist */
	PL_LEDGER_WRITE, /* is made where it does not exist */
};

/* Open the ledger of a folder, which must exist. PL_E_CONFIG where there is
 * none; PL_E_STORE where a row or the head does not hold, naming it. */
int pl_ledger_open(struct pl_ledger **out, const char *folder,
    enum pl_ledger_mode mode, struct pl_error *err);
void pl_ledger_close(struct pl_ledger *ledger); /* NULL is fine */

/* ---- Writing ------------------------------------------------------------- */

/* Each of these is done whole or not at all, and on the disk when it returns
 * PL_OK. Another process that writes is waited for, ten seconds at most; then
 * PL_E_STORE says so. Names and reasons are UTF-8 without control characters
 * and blanks at their ends; PL_E_DATA where one is not, or is missing. */

/* What one table of a release will have drawn over it. */
struct pl_charge {
	const char *program, *period, *table; /* "nccoe", "2026-Q3", "ttp.1" */
	const char *mechanism;                /* "discrete-gaussian" */
	int64_t sens2, sigma2[2];             /* pl_rho */
	unsigned char data_digest[PL_LEDGER_DIGEST];
};

struct pl_reservation {
	size_t count;  /* of tables, in the order of the charges */
	int64_t rho_n; /* what they cost now, without what is repeated */
	int64_t seqs[PL_LEDGER_TABLES]; /* their rows */
	char repeats[PL_LEDGER_TABLES]; /* 1: reserved before, and so free */
};

/* Reserve the tables of one submission, all or none, before the first random
 * byte is drawn. PL_E_LIMIT where a cap would be crossed, by however little. */
int pl_ledger_reserve(struct pl_ledger *ledger, const struct pl_charge *charges,
    size_t count, int64_t now_ms, const char *actor, struct pl_reservation *out,
    struct pl_error *err);

/* What became of a reservation: the digest of each table's bytes, and that of
 * the submission that has them. The same told again changes nothing. PL_E_DATA
 * where a table had other bytes before: they must not leave. */
int pl_ledger_commit(struct pl_ledger *ledger,
    const struct pl_reservation *reservation,
    const unsigned char (*output_digests)[PL_LEDGER_DIGEST],
    const unsigned char submission_digest[PL_LEDGER_DIGEST], int64_t now_ms,
    const char *actor, struct pl_error *err);

/* Set the caps; nothing can be reserved before. The first time one person is
 * enough for those of a profile. Later it takes one person to lower caps and
 * two to raise either of them, whose names differ by more than small and
 * capital letters. Names are kept, not proven. Caps may be lower than what is
 * spent. */
struct pl_cap_change {
	struct pl_caps caps;
	const char *actor, *second; /* NULL: nobody */
	const char *reason;
};

int pl_ledger_cap(struct pl_ledger *ledger, const struct pl_cap_change *change,
    int64_t now_ms, struct pl_error *err);

/* Note that something left without noise: its digest, to whom and why. It is
 * beyond all rho, in no sum, and never refused. */
int pl_ledger_export(struct pl_ledger *ledger, const char *program,
    const unsigned char digest[PL_LEDGER_DIGEST], int64_t now_ms,
    const char *actor, const char *reason, struct pl_error *err);

/* ---- Reading ------------------------------------------------------------- */

/* Numbers are in ledgers: they stay. */
enum pl_ledger_kind {
	PL_LEDGER_RESERVE = 1,
	PL_LEDGER_COMMIT = 2,
	PL_LEDGER_CAP = 3,
	PL_LEDGER_EXPORT = 4,
	PL_LEDGER_KINDS
};

const char *pl_ledger_kind_name(enum pl_ledger_kind kind);

/* What a kind has no use for is 0 or "". */
struct pl_ledger_row {
	int64_t seq; /* 1 and up, without gaps */
	int64_t time_ms;
	int64_t kind; /* enum pl_ledger_kind */
	char program[PL_LEDGER_NAME + 1], period[PL_LEDGER_NAME + 1];
	char table[PL_LEDGER_NAME + 1], mechanism[PL_LEDGER_NAME + 1];
	int64_t sens2, sigma2_a, sigma2_b;
	int64_t rho_n;
	int64_t reserve; /* of a commit: the row that it belongs to */
	int64_t quarter_cap_n, year_cap_n;
	char actor[PL_LEDGER_NAME + 1], second[PL_LEDGER_NAME + 1];
	char reason[PL_LEDGER_REASON + 1];
	unsigned char data_digest[PL_LEDGER_DIGEST];
	unsigned char output_digest[PL_LEDGER_DIGEST];
	unsigned char submission_digest[PL_LEDGER_DIGEST];
	unsigned char prev[PL_LEDGER_DIGEST], hash[PL_LEDGER_DIGEST];
};

/* Calls back once per row, oldest first, until a callback returns other than 0,
 * which is then returned. */
int pl_ledger_each(struct pl_ledger *ledger,
    int (*each)(void *context, const struct pl_ledger_row *row), void *context,
    struct pl_error *err);

/* All that was spent, and the caps as they are; a cap of 0 before any is set.
 */
int pl_ledger_budget(
    struct pl_ledger *ledger, struct pl_budget *out, struct pl_error *err);

/* The same for one period. */
int pl_ledger_spent(struct pl_ledger *ledger, const char *period,
    struct pl_spent *out, struct pl_error *err);

/* Check all there is: SQLite's own care for the file, the hashes, the head, the
 * cost of each row from its noise, that no cap was ever crossed, that it took
 * two to raise one, and that the same release never had two outcomes. *rows:
 * how many there are. PL_E_STORE names the first row that does not hold. */
int pl_ledger_verify(
    struct pl_ledger *ledger, int64_t *rows, struct pl_error *err);

#endif
