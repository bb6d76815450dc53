/*
 * ledgers.h - ledgers for tests: a folder, charges of so many nano-rho, and
 * processes that write, race and are killed
 *
 * Used by the short tests of every day and by the long ones of tests/referee.
 */
#ifndef TESTS_LEDGERS_H
#define TESTS_LEDGERS_H

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "share/ledger.h"

/* 2026-10-01 and its milliseconds. */
#define LEDGERS_NOW INT64_C(1790812800000)

static char ledgers_folder[64];

static inline const char *
ledgers_path(const char *name)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%s", ledgers_folder, name);
	return path;
}

/* In memory where there is such a place: a process that is killed loses no more
 * there than on a disk, and every step waits for the disk several times. */
static inline int
ledgers_setup(void **state)
{
	const char *place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

	(void)state;
	snprintf(
	    ledgers_folder, sizeof ledgers_folder, "%s/pl-test-XXXXXX", place);
	return mkdtemp(ledgers_folder) == NULL ? -1 : 0;
}

/* What a crash leaves may be there, and nothing else. */
static inline int
ledgers_teardown(void **state)
{
	static const char *const names[] = {"ledger.db", "ledger.db-journal",
	    "ledger.head", "ledger.head.draft", "ledger.lock"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(ledgers_path(names[i]));
	return rmdir(ledgers_folder);
}

static inline struct pl_ledger *
ledgers_open(enum pl_ledger_mode mode)
{
	struct pl_ledger *ledger = NULL;
	struct pl_error err = {0};

	if (pl_ledger_open(&ledger, ledgers_folder, mode, &err) < 0)
		fail_msg("%s", err.text);
	return ledger;
}

/* Caps that two persons agree about; 0 if they cannot be set. */
static inline int
ledgers_cap(struct pl_ledger *ledger, int64_t quarter_n, int64_t year_n)
{
	const struct pl_cap_change change = {
	    {quarter_n, year_n}, "ann", "bob", "for tests"};

	return pl_ledger_cap(ledger, &change, LEDGERS_NOW, NULL) == PL_OK;
}

/* A new ledger with caps of a quarter and a year, closed. */
static inline void
ledgers_begin(int64_t quarter_n, int64_t year_n)
{
	struct pl_ledger *ledger = ledgers_open(PL_LEDGER_WRITE);

	assert_true(ledgers_cap(ledger, quarter_n, year_n));
	pl_ledger_close(ledger);
}

/* A table whose data are told by a number, and whose noise is such that it
 * costs so many nano-rho: 2 rho_n / (2 10^9). */
static inline struct pl_charge
ledgers_charge(const char *period, int64_t rho_n, uint64_t data)
{
	struct pl_charge charge = {
	    .program = "nccoe",
	    .period = period,
	    .table = "ttp.1",
	    .mechanism = "discrete-gaussian",
	    .sens2 = 2,
	    .sigma2 = {INT64_C(1000000000), rho_n},
	};

	memcpy(charge.data_digest, &data, sizeof data);
	charge.data_digest[PL_LEDGER_DIGEST - 1] = 1;
	return charge;
}

static inline int
ledgers_reserve(struct pl_ledger *ledger, const struct pl_charge *charge,
    struct pl_reservation *out)
{
	return pl_ledger_reserve(
	    ledger, charge, 1, LEDGERS_NOW, "ann", out, NULL);
}

/* Commit bytes, told by a number other than 0, of a reservation of one table.
 */
static inline int
ledgers_commit(struct pl_ledger *ledger,
    const struct pl_reservation *reservation, unsigned char bytes)
{
	const unsigned char digest[1][PL_LEDGER_DIGEST] = {{bytes}};
	const unsigned char submission[PL_LEDGER_DIGEST] = {7};

	return pl_ledger_commit(
	    ledger, reservation, digest, submission, LEDGERS_NOW, "ann", NULL);
}

/* ---- Killed -------------------------------------------------------------- */

/* What a process tells of a step as soon as it was told that it is done. */
struct ledgers_report {
	char step; /* 'r' reserved, 'd' about to draw, 'c' committed */
	int64_t seq, rho_n;
};

static inline void
ledgers_tell(int to, char step, const struct pl_reservation *made)
{
	const struct ledgers_report report = {step, made->seqs[0], made->rho_n};

	if (write(to, &report, sizeof report) != (ssize_t)sizeof report)
		_exit(3);
}

/* Reserve and commit until something ends the process, or so many times. */
static inline void
ledgers_spend(int to, uint64_t run, int times)
{
	struct pl_ledger *ledger;

	if (pl_ledger_open(&ledger, ledgers_folder, PL_LEDGER_WRITE, NULL) < 0)
		_exit(2);
	for (int i = 0; i < times; i++) {
		const struct pl_charge charge = ledgers_charge(
		    "2026-Q3", 1000 + i, run << 32 | (unsigned)i);
		struct pl_reservation made;

		if (ledgers_reserve(ledger, &charge, &made) < 0)
			_exit(2);
		ledgers_tell(to, 'r', &made);
		ledgers_tell(to, 'd', &made);
		if (ledgers_commit(ledger, &made, 1) < 0)
			_exit(2);
		ledgers_tell(to, 'c', &made);
	}
	pl_ledger_close(ledger);
	_exit(0);
}

/* All that was told by now, over all processes. */
struct ledgers_told {
	struct ledgers_report *list;
	size_t count, found;
	int64_t reserved_n; /* the sum of what was told to be reserved */
};

/* The next report; 0 at the end. */
static inline int
ledgers_hear(struct ledgers_told *told, int from)
{
	struct ledgers_report report;

	if (read(from, &report, sizeof report) != (ssize_t)sizeof report)
		return 0;
	told->list =
	    realloc(told->list, (told->count + 1) * sizeof *told->list);
	assert_non_null(told->list);
	told->list[told->count++] = report;
	if (report.step == 'r')
		told->reserved_n += report.rho_n;
	return 1;
}

static inline int
ledgers_find(void *context, const struct pl_ledger_row *row)
{
	struct ledgers_told *told = context;

	for (size_t i = 0; i < told->count; i++) {
		const struct ledgers_report *report = &told->list[i];

		if (report->step == 'c' ? row->kind == PL_LEDGER_COMMIT &&
					      row->reserve == report->seq
					: row->kind == PL_LEDGER_RESERVE &&
					      row->seq == report->seq &&
					      row->rho_n == report->rho_n)
			told->found++;
	}
	return 0;
}

/* Whatever was told is in the ledger, which holds, and nothing that was spent
 * is missing from its sum. */
static inline void
ledgers_check(struct ledgers_told *told)
{
	struct pl_ledger *ledger = ledgers_open(PL_LEDGER_READ);
	struct pl_spent spent;
	struct pl_error err;
	int64_t rows;

	told->found = 0;
	if (pl_ledger_verify(ledger, &rows, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(pl_ledger_each(ledger, ledgers_find, told, NULL), 0);
	assert_int_equal(told->found, told->count);
	assert_int_equal(pl_ledger_spent(ledger, "2026-Q3", &spent, NULL), 0);
	assert_true(spent.quarter_n >= told->reserved_n);
	pl_ledger_close(ledger);
}

/* When a process is killed: so many microseconds after so many reports. */
struct ledgers_end {
	int reports, then_us;
};

/* Start a process that spends, hear what it tells and, unless end is NULL, kill
 * it. Returns what wait says of it. */
static inline int
ledgers_run(struct ledgers_told *told, uint64_t run, int times,
    const struct ledgers_end *end)
{
	int ends[2], status;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(ends[0]);
		ledgers_spend(ends[1], run, times);
	}
	close(ends[1]);
	for (int i = 0; end != NULL && i < end->reports; i++)
		ledgers_hear(told, ends[0]);
	if (end != NULL) {
		usleep((useconds_t)end->then_us);
		kill(child, SIGKILL);
	}
	while (ledgers_hear(told, ends[0]))
		continue;
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

/* Kill so many processes at random instants while they spend. */
static inline void
ledgers_kill_at_random(int kills)
{
	struct ledgers_told told = {0};
	unsigned seed = 1;

	ledgers_begin(PL_RHO_MOST, PL_RHO_MOST);
	for (int i = 0; i < kills; i++) {
		const struct ledgers_end end = {
		    rand_r(&seed) % 8, rand_r(&seed) % 4000};
		int status = ledgers_run(&told, (uint64_t)i + 1, 1000, &end);

		assert_true(WIFSIGNALED(status));
		ledgers_check(&told);
	}
	print_message(
	    "# %d kills, %zu steps told before them\n", kills, told.count);
	free(told.list);
}

/* ---- Racing -------------------------------------------------------------- */

/* Two processes want the last piece of a quarter's budget at once: exactly one
 * of them gets it. */
static inline void
ledgers_race(const char *period, int64_t rho_n)
{
	int start[2], won = 0, lost = 0, status;

	assert_int_equal(pipe(start), 0);
	fflush(NULL);
	for (uint64_t i = 1; i <= 2; i++) {
		const struct pl_charge charge =
		    ledgers_charge(period, rho_n, i);
		struct pl_reservation made;
		struct pl_ledger *ledger;
		char go;

		if (fork() != 0)
			continue;
		close(start[1]);
		if (read(start[0], &go, 1) != 0 ||
		    pl_ledger_open(
			&ledger, ledgers_folder, PL_LEDGER_WRITE, NULL) < 0)
			_exit(2);
		status = ledgers_reserve(ledger, &charge, &made);
		_exit(status == PL_OK ? 0 : status == PL_E_LIMIT ? 1 : 2);
	}
	close(start[0]);
	close(start[1]);
	for (int i = 0; i < 2; i++) {
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status));
		won += WEXITSTATUS(status) == 0;
		lost += WEXITSTATUS(status) == 1;
	}
	assert_int_equal(won, 1);
	assert_int_equal(lost, 1);
}

/* The same over and over, on a quarter each. Caps leave a year eight times that
 * of a quarter, so that the quarter decides. */
static inline void
ledgers_race_often(int rounds)
{
	char period[PL_BUDGET_PERIOD];

	ledgers_begin(1000, 8000);
	for (int i = 0; i < rounds; i++)
		ledgers_race(pl_quarter_name(i, period), 501);
}

#endif
