/*
 * That the ledger never counts less than was spent, whatever is done to it, and
 * tells when somebody changed it.
 */
#include "share/ledger.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/file.h"
#include "share/ledger_row.h"
#include "tests/unit/ledgers.h"

#define MILLION INT64_C(1000000)

/* ---- What is written, and when it is on the disk ------------------------- */

/* These stand before those of the C library, also for SQLite. Each is a point
 * at which a test may kill its process, and is noted by a letter. */
static int points_left; /* the last of so many kills; 0: none does */
static char points[4096];

static void
point(char letter)
{
	size_t length = strlen(points);

	if (points_left > 0 && --points_left == 0)
		kill(getpid(), SIGKILL);
	if (length + 1 < sizeof points) {
		points[length] = letter;
		points[length + 1] = '\0';
	}
}

/* Is a descriptor that of the folder, or of which file? */
static char
which(int descriptor)
{
	static const struct {
		const char *end;
		char letter;
	} ends[] = {{"/ledger.db", 'd'}, {"/ledger.db-journal", 'j'},
	    {"/ledger.head.draft", 'h'}};
	char link[64], path[256];
	ssize_t length;

	snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
	length = readlink(link, path, sizeof path - 1);
	path[length > 0 ? length : 0] = '\0';
	for (size_t i = 0; i < PL_COUNT(ends); i++)
		if (strlen(path) > strlen(ends[i].end) &&
		    strcmp(path + strlen(path) - strlen(ends[i].end),
			ends[i].end) == 0)
			return ends[i].letter;
	return 'f';
}

#define INSTEAD __attribute__((visibility("default")))

INSTEAD int
fsync(int descriptor)
{
	point(which(descriptor));
	return (int)syscall(SYS_fsync, descriptor);
}

INSTEAD int
fdatasync(int descriptor)
{
	point(which(descriptor));
	return (int)syscall(SYS_fdatasync, descriptor);
}

INSTEAD ssize_t
pwrite64(int descriptor, const void *bytes, size_t length, off64_t at)
{
	point('.');
	return syscall(SYS_pwrite64, descriptor, bytes, length, at);
}

INSTEAD int
unlink(const char *path)
{
	point('u');
	return (int)syscall(SYS_unlink, path);
}

INSTEAD int
renameat(int from, const char *old, int to, const char *name)
{
	point('r');
	return (int)syscall(SYS_renameat2, from, old, to, name, 0);
}

/* The syncs and removals, without the writes between them, of a step. */
static const char *
syncs(void)
{
	size_t kept = 0;

	for (size_t i = 0; points[i] != '\0'; i++)
		if (points[i] != '.')
			points[kept++] = points[i];
	points[kept] = '\0';
	return points;
}

/* First the journal and its name are on the disk, then the rows; the commit is
 * that the journal is gone, and that the folder says so. Then the head, and its
 * name. */
static void
each_step_is_on_the_disk_before_it_is_done(void **state)
{
	struct pl_ledger *ledger = ledgers_open(PL_LEDGER_WRITE);
	const struct pl_charge charge = ledgers_charge("2026-Q3", 5, 1);
	static const char order[] = "jfjdufhrf";
	struct pl_reservation made;

	(void)state;
	points[0] = '\0';
	assert_true(ledgers_cap(ledger, 10, 10));
	assert_string_equal(syncs(), order);
	points[0] = '\0';
	assert_int_equal(ledgers_reserve(ledger, &charge, &made), PL_OK);
	assert_string_equal(syncs(), order);
	points[0] = '\0';
	assert_int_equal(ledgers_commit(ledger, &made, 1), PL_OK);
	assert_string_equal(syncs(), order);
	pl_ledger_close(ledger);
}

static void
a_process_killed_at_any_point_loses_nothing_it_told(void **state)
{
	struct ledgers_told told = {0};
	int status, kills = 0;

	(void)state;
	ledgers_begin(PL_RHO_MOST, PL_RHO_MOST);
	do {
		points_left = ++kills;
		status = ledgers_run(&told, (uint64_t)kills, 2, NULL);
		points_left = 0;
		ledgers_check(&told);
	} while (WIFSIGNALED(status));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_true(kills > 40);
	free(told.list);
}

static void
nor_does_one_that_was_about_to_make_a_ledger(void **state)
{
	int status = 1, kills = 0;

	while (status != 0) {
		points_left = ++kills;
		if (fork() == 0)
			_exit(!ledgers_cap(
			    ledgers_open(PL_LEDGER_WRITE), 10, 10));
		points_left = 0;
		assert_true(wait(&status) > 0);
		assert_true(WIFSIGNALED(status) || status == 0);
		pl_ledger_close(ledgers_open(PL_LEDGER_WRITE));
		pl_ledger_close(ledgers_open(PL_LEDGER_READ));
		if (status == 0)
			break;
		assert_int_equal(ledgers_teardown(state), 0);
		assert_int_equal(mkdir(ledgers_folder, 0700), 0);
	}
	assert_true(kills > 20);
}

static void
a_process_killed_at_random_loses_nothing_either(void **state)
{
	(void)state;
	ledgers_kill_at_random(20);
}

static void
of_two_that_want_the_rest_of_a_budget_one_gets_it(void **state)
{
	(void)state;
	ledgers_race_often(20);
}

/* A reader sees rows and head as they were at one moment, or the head of a
 * moment before. */
static void
who_reads_meanwhile_finds_that_all_holds(void **state)
{
	int status, reads = 0;
	int64_t before = 0, now;
	pid_t child;

	(void)state;
	ledgers_begin(PL_RHO_MOST, PL_RHO_MOST);
	child = fork();
	if (child == 0)
		ledgers_spend(open("/dev/null", O_WRONLY | O_CLOEXEC), 1, 100);
	while (waitpid(child, &status, WNOHANG) == 0) {
		struct pl_ledger *reader = ledgers_open(PL_LEDGER_READ);
		struct pl_error err;

		if (pl_ledger_verify(reader, &now, &err) < 0)
			fail_msg("%s", err.text);
		assert_true(now >= before);
		before = now;
		pl_ledger_close(reader);
		reads++;
	}
	assert_int_equal(status, 0);
	assert_true(reads > 5);
}

/* ---- Reserving ----------------------------------------------------------- */

static struct pl_ledger *ledger;

static int
begin(void **state)
{
	const struct pl_cap_change change = {
	    {200 * MILLION, 500 * MILLION}, "ann", NULL, "standard"};

	if (ledgers_setup(state) < 0)
		return -1;
	ledger = ledgers_open(PL_LEDGER_WRITE);
	return pl_ledger_cap(ledger, &change, LEDGERS_NOW, NULL);
}

static int
end(void **state)
{
	pl_ledger_close(ledger);
	return ledgers_teardown(state);
}

static int
reserve(const char *period, int64_t rho_n, uint64_t data)
{
	const struct pl_charge charge = ledgers_charge(period, rho_n, data);
	struct pl_reservation made;

	return ledgers_reserve(ledger, &charge, &made);
}

static int64_t
spent(const char *period)
{
	struct pl_spent sums;

	assert_int_equal(pl_ledger_spent(ledger, period, &sums, NULL), PL_OK);
	return sums.quarter_n;
}

static int64_t
rows(void)
{
	int64_t count;

	assert_int_equal(pl_ledger_verify(ledger, &count, NULL), PL_OK);
	return count;
}

static void
a_billionth_above_the_cap_is_refused_and_leaves_no_row(void **state)
{
	(void)state;
	assert_int_equal(reserve("2026-Q3", 200 * MILLION - 1, 1), PL_OK);
	assert_int_equal(reserve("2026-Q3", 2, 2), PL_E_LIMIT);
	assert_int_equal(reserve("2026", 2, 2), PL_E_LIMIT);
	assert_int_equal(rows(), 2);
	assert_int_equal(reserve("2026-Q3", 1, 2), PL_OK);
	assert_int_equal(spent("2026-Q3"), 200 * MILLION);
	assert_int_equal(reserve("2026-Q3", 1, 3), PL_E_LIMIT);
}

static void
caps_are_of_all_programs_together(void **state)
{
	struct pl_charge charge = ledgers_charge("2026-Q3", 150 * MILLION, 1);
	struct pl_reservation made;

	(void)state;
	assert_int_equal(ledgers_reserve(ledger, &charge, &made), PL_OK);
	charge.program = "another";
	assert_int_equal(ledgers_reserve(ledger, &charge, &made), PL_E_LIMIT);
	charge.sigma2[1] = 50 * MILLION;
	assert_int_equal(ledgers_reserve(ledger, &charge, &made), PL_OK);
}

static void
the_same_again_is_free_even_where_nothing_is_left(void **state)
{
	const struct pl_charge charge =
	    ledgers_charge("2026-Q3", 200 * MILLION, 1);
	struct pl_reservation first, again;

	(void)state;
	assert_int_equal(ledgers_reserve(ledger, &charge, &first), PL_OK);
	assert_int_equal(first.rho_n, 200 * MILLION);
	assert_int_equal(first.repeats[0], 0);
	assert_int_equal(ledgers_commit(ledger, &first, 9), PL_OK);
	assert_int_equal(ledgers_reserve(ledger, &charge, &again), PL_OK);
	assert_int_equal(again.rho_n, 0);
	assert_int_equal(again.repeats[0], 1);
	assert_int_equal(again.seqs[0], first.seqs[0]);
	assert_int_equal(ledgers_commit(ledger, &again, 9), PL_OK);
	assert_int_equal(rows(), 3);
	assert_int_equal(spent("2026-Q3"), 200 * MILLION);
}

static void
the_same_data_with_other_bytes_are_refused(void **state)
{
	const struct pl_charge charge = ledgers_charge("2026-Q3", 5, 1);
	const unsigned char other[1][PL_LEDGER_DIGEST] = {{8}};
	const unsigned char submission[PL_LEDGER_DIGEST] = {70};
	struct pl_reservation made;
	struct pl_error err;

	(void)state;
	assert_int_equal(ledgers_reserve(ledger, &charge, &made), PL_OK);
	assert_int_equal(ledgers_commit(ledger, &made, 9), PL_OK);
	assert_int_equal(ledgers_commit(ledger, &made, 8), PL_E_DATA);
	assert_int_equal(pl_ledger_commit(ledger, &made, other, submission,
			     LEDGERS_NOW, "ann", &err),
	    PL_E_DATA);
	assert_non_null(strstr(err.text, "was the key of the noise changed?"));
	assert_int_equal(rows(), 3);
}

/* Whatever is not the same is a release of its own. */
static void
an_amendment_or_other_noise_is_charged(void **state)
{
	struct pl_charge charge = ledgers_charge("2026-Q3", 1000, 1);
	struct pl_reservation made;

	(void)state;
	assert_int_equal(ledgers_reserve(ledger, &charge, &made), PL_OK);
	charge.data_digest[0]++;
	assert_int_equal(ledgers_reserve(ledger, &charge, &made), PL_OK);
	assert_int_equal(made.rho_n, 1000);
	charge.mechanism = "other";
	assert_int_equal(ledgers_reserve(ledger, &charge, &made), PL_OK);
	charge.table = "outcome.1";
	assert_int_equal(ledgers_reserve(ledger, &charge, &made), PL_OK);
	charge.program = "other";
	assert_int_equal(ledgers_reserve(ledger, &charge, &made), PL_OK);
	charge.sigma2[0] *= 2;
	charge.sigma2[1] *= 2;
	assert_int_equal(ledgers_reserve(ledger, &charge, &made), PL_OK);
	charge.sens2 *= 2;
	assert_int_equal(ledgers_reserve(ledger, &charge, &made), PL_OK);
	assert_int_equal(made.rho_n, 2000);
	assert_int_equal(spent("2026-Q3"), 8000);
	assert_int_equal(rows(), 8);
}

static void
tables_of_one_submission_are_reserved_all_or_none(void **state)
{
	struct pl_charge charges[] = {
	    ledgers_charge("2026-Q3", 120 * MILLION, 1),
	    ledgers_charge("2026-Q3", 80 * MILLION + 1, 2),
	};
	struct pl_reservation made = {.count = 77};

	(void)state;
	assert_int_equal(pl_ledger_reserve(ledger, charges, 2, LEDGERS_NOW,
			     "ann", &made, NULL),
	    PL_E_LIMIT);
	assert_int_equal(made.count, 77);
	assert_int_equal(spent("2026-Q3"), 0);
	charges[1].sigma2[1]--;
	assert_int_equal(pl_ledger_reserve(ledger, charges, 2, LEDGERS_NOW,
			     "ann", &made, NULL),
	    PL_OK);
	assert_int_equal(made.count, 2);
	assert_int_equal(made.rho_n, 200 * MILLION);
	assert_int_equal(spent("2026-Q3"), 200 * MILLION);
	/* One of them repeated, the other one changed. */
	charges[1].data_digest[0] = 3;
	assert_int_equal(pl_ledger_reserve(ledger, charges, 2, LEDGERS_NOW,
			     "ann", &made, NULL),
	    PL_E_LIMIT);
	assert_int_equal(pl_ledger_reserve(ledger, charges, 1, LEDGERS_NOW,
			     "ann", &made, NULL),
	    PL_OK);
	assert_int_equal(made.rho_n, 0);
}

static int
keep_times(void *context, const struct pl_ledger_row *row)
{
	int64_t *times = context;

	times[row->seq - 1] = row->time_ms;
	return 0;
}

static void
a_clock_set_back_gives_nothing_back(void **state)
{
	const struct pl_charge charge = ledgers_charge("2026-Q3", MILLION, 1);
	struct pl_reservation made;
	int64_t times[2];

	(void)state;
	assert_int_equal(
	    pl_ledger_reserve(ledger, &charge, 1,
		LEDGERS_NOW - INT64_C(800) * 86400000, "ann", &made, NULL),
	    PL_OK);
	assert_int_equal(pl_ledger_each(ledger, keep_times, times, NULL), 0);
	assert_true(times[0] == LEDGERS_NOW && times[1] == LEDGERS_NOW);
	assert_int_equal(reserve("2026-Q3", 199 * MILLION + 1, 2), PL_E_LIMIT);
	assert_int_equal(rows(), 2);
}

static void
what_makes_no_sense_is_refused(void **state)
{
	const struct pl_charge good = ledgers_charge("2026-Q3", 5, 1);
	struct pl_charge bad[8];
	char name[PL_LEDGER_NAME + 2];
	struct pl_reservation made;

	(void)state;
	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	for (size_t i = 0; i < PL_COUNT(bad); i++)
		bad[i] = good;
	bad[0].program = "";
	bad[1].program = " nccoe";
	bad[2].program = "nc\ncoe";
	bad[3].period = "2026Q3";
	bad[4].table = name;
	bad[5].sigma2[1] = 0;
	bad[6].mechanism = NULL;
	memset(bad[7].data_digest, 0, sizeof bad[7].data_digest);
	for (size_t i = 0; i < PL_COUNT(bad); i++)
		assert_true(ledgers_reserve(ledger, &bad[i], &made) < 0);
	assert_int_equal(
	    pl_ledger_reserve(ledger, &good, 1, LEDGERS_NOW, NULL, &made, NULL),
	    PL_E_DATA);
	assert_int_equal(pl_ledger_reserve(
			     ledger, &good, 0, LEDGERS_NOW, "ann", &made, NULL),
	    PL_E_LIMIT);
	made = (struct pl_reservation){.count = 1, .seqs = {1}};
	assert_int_equal(ledgers_commit(ledger, &made, 1), PL_E_DATA);
	made.seqs[0] = 9;
	assert_int_equal(ledgers_commit(ledger, &made, 1), PL_E_DATA);
	assert_int_equal(rows(), 1);
}

/* The row is on the disk, so it is spent, whoever was told otherwise; and
 * asking again is free, and done once the head can be written. */
static void
a_head_that_cannot_be_written_costs_what_was_reserved(void **state)
{
	(void)state;
	assert_int_equal(mkdir(ledgers_path("ledger.head.draft"), 0700), 0);
	assert_int_equal(reserve("2026-Q3", 150 * MILLION, 1), PL_E_IO);
	assert_int_equal(spent("2026-Q3"), 150 * MILLION);
	assert_int_equal(reserve("2026-Q3", 150 * MILLION, 1), PL_E_IO);
	assert_int_equal(rmdir(ledgers_path("ledger.head.draft")), 0);
	assert_int_equal(reserve("2026-Q3", 51 * MILLION, 2), PL_E_LIMIT);
	assert_int_equal(reserve("2026-Q3", 150 * MILLION, 1), PL_OK);
	assert_int_equal(spent("2026-Q3"), 150 * MILLION);
	assert_int_equal(rows(), 2);
}

/* ---- Caps ---------------------------------------------------------------- */

static int
cap(int64_t quarter_n, int64_t year_n, const char *actor, const char *second)
{
	const struct pl_cap_change change = {
	    {quarter_n, year_n}, actor, second, "why not"};

	return pl_ledger_cap(ledger, &change, LEDGERS_NOW, NULL);
}

static void
it_takes_two_to_raise_a_cap_and_one_to_lower_it(void **state)
{
	const int64_t quarter_n = 200 * MILLION, year_n = 500 * MILLION;

	(void)state;
	assert_int_equal(cap(quarter_n + 1, year_n, "ann", NULL), PL_E_DATA);
	assert_int_equal(cap(quarter_n, year_n + 1, "ann", NULL), PL_E_DATA);
	assert_int_equal(cap(1, year_n + 1, "ann", ""), PL_E_DATA);
	assert_int_equal(cap(quarter_n + 1, 1, "ann", "Ann"), PL_E_DATA);
	assert_int_equal(cap(quarter_n + 1, year_n, NULL, "ann"), PL_E_DATA);
	assert_int_equal(cap(PL_RHO_MOST + 1, 1, "ann", "bob"), PL_E_DATA);
	assert_int_equal(cap(-1, 1, "ann", "bob"), PL_E_DATA);
	assert_int_equal(rows(), 1);
	assert_int_equal(reserve("2026-Q3", quarter_n, 1), PL_OK);
	assert_int_equal(cap(quarter_n + 1, year_n, "ann", "bob"), PL_OK);
	assert_int_equal(reserve("2026-Q3", 2, 2), PL_E_LIMIT);
	assert_int_equal(reserve("2026-Q3", 1, 2), PL_OK);
	/* Below what is spent: then nothing is left. */
	assert_int_equal(cap(0, 0, "carl", NULL), PL_OK);
	assert_int_equal(reserve("2026-Q2", 1, 3), PL_E_LIMIT);
	assert_int_equal(rows(), 5);
}

static void
a_cap_change_has_its_reason(void **state)
{
	const struct pl_cap_change change = {{1, 1}, "ann", NULL, ""};

	(void)state;
	assert_int_equal(
	    pl_ledger_cap(ledger, &change, LEDGERS_NOW, NULL), PL_E_DATA);
}

static void
nothing_is_reserved_before_there_are_caps(void **state)
{
	(void)state;
	ledger = ledgers_open(PL_LEDGER_WRITE);
	assert_int_equal(reserve("2026-Q3", 1, 1), PL_E_DATA);
	/* One person may choose a profile, but nothing else. */
	assert_int_equal(
	    cap(400 * MILLION, 800 * MILLION + 1, "ann", NULL), PL_E_DATA);
	assert_int_equal(cap(400 * MILLION, 800 * MILLION, "ann", NULL), PL_OK);
	assert_int_equal(reserve("2026", 400 * MILLION, 1), PL_OK);
	assert_int_equal(reserve("2026-Q1", 1, 2), PL_E_LIMIT);
	pl_ledger_close(ledger);
}

static void
what_left_without_noise_is_listed_and_in_no_sum(void **state)
{
	const unsigned char digest[PL_LEDGER_DIGEST] = {5};

	(void)state;
	assert_int_equal(pl_ledger_export(ledger, "auditor", digest,
			     LEDGERS_NOW, "ann", "yearly audit", NULL),
	    PL_OK);
	assert_int_equal(pl_ledger_export(ledger, "auditor", digest,
			     LEDGERS_NOW, "ann", "", NULL),
	    PL_E_DATA);
	assert_int_equal(rows(), 2);
	assert_int_equal(spent("2026-Q3"), 0);
	assert_int_equal(reserve("2026-Q3", 200 * MILLION, 1), PL_OK);
}

static void
a_reader_writes_nothing(void **state)
{
	(void)state;
	pl_ledger_close(ledger);
	ledger = ledgers_open(PL_LEDGER_READ);
	assert_int_equal(reserve("2026-Q3", 1, 1), PL_E_CONFIG);
	assert_int_equal(rows(), 1);
}

/* ---- Tampering ----------------------------------------------------------- */

/* A ledger of all kinds of rows, closed. */
static int
fill(void **state)
{
	const struct pl_charge charges[] = {
	    ledgers_charge("2026-Q3", 60 * MILLION, 1),
	    ledgers_charge("2026", 40 * MILLION, 2),
	};
	const unsigned char digests[2][PL_LEDGER_DIGEST] = {{1}, {2}};
	struct pl_reservation made;

	if (begin(state) < 0 ||
	    pl_ledger_reserve(
		ledger, charges, 2, LEDGERS_NOW, "ann", &made, NULL) < 0 ||
	    pl_ledger_commit(ledger, &made, digests, digests[0], LEDGERS_NOW,
		"ann", NULL) < 0 ||
	    cap(300 * MILLION, 600 * MILLION, "ann", "bob") < 0 ||
	    pl_ledger_export(ledger, "auditor", digests[0], LEDGERS_NOW, "ann",
		"yearly audit", NULL) < 0 ||
	    reserve("2026-Q4", 7, 3) < 0)
		return -1;
	pl_ledger_close(ledger);
	return 0;
}

enum { FILLED = 8 };

static void
copy_file(const char *from, struct pl_buf *out)
{
	pl_buf_init(out, 1 << 20);
	assert_int_equal(pl_file_read(out, ledgers_path(from), NULL), PL_OK);
}

static void
put_file(const char *to, const struct pl_buf *bytes)
{
	assert_int_equal(pl_file_write(ledgers_folder, to, bytes, NULL), PL_OK);
}

/* As a stranger who has the file, but no right to the triggers. */
static void
meddle(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(ledgers_path("ledger.db"), &db), 0);
	assert_int_equal(
	    sqlite3_exec(db,
		"DROP TRIGGER entry_follows; DROP TRIGGER entry_stands;"
		"DROP TRIGGER entry_stays;",
		NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static int
opens(struct pl_error *err)
{
	struct pl_ledger *opened = NULL;
	int reads =
	    pl_ledger_open(&opened, ledgers_folder, PL_LEDGER_READ, err);

	pl_ledger_close(opened);
	opened = NULL;
	assert_int_equal(
	    pl_ledger_open(&opened, ledgers_folder, PL_LEDGER_WRITE, err),
	    reads);
	pl_ledger_close(opened);
	return reads;
}

/* The statement that changes a field of a row: what stands there for ?. */
static void
write_edit(char *out, size_t size, const char *edit, const char *field, int row)
{
	int length = snprintf(out, size, "UPDATE entry SET \"%s\" = ", field);

	for (; *edit != '\0'; edit++)
		length += *edit == '?'
		              ? snprintf(out + length, size - (size_t)length,
				    "\"%s\"", field)
		              : snprintf(out + length, size - (size_t)length,
				    "%c", *edit);
	snprintf(out + length, size - (size_t)length, " WHERE seq = %d", row);
}

static void
check_edit(const struct pl_ledger_field *field, int row, const char *edit)
{
	char sql[512], expected[64];
	struct pl_error err;

	write_edit(sql, sizeof sql, edit, field->name, row);
	snprintf(expected, sizeof expected, "row %d does not hold", row);
	meddle(sql);
	assert_int_equal(opens(&err), PL_E_STORE);
	assert_non_null(strstr(err.text, expected));
}

/* Numbers differ in their lowest and highest bit; and there are texts and bytes
 * with more behind what C takes for their end. The first field is seq, which is
 * dealt with below. */
static void
each_field_of_each_row_that_is_changed_is_noticed(void **state)
{
	static const char *const edits[3][3] = {
	    [PL_LEDGER_NUMBER] = {"(? | 1) - (? & 1)",
		"(? | 1 << 62) - (? & 1 << 62)", "~?"},
	    [PL_LEDGER_TEXT] = {"? || 'x'", "? || char(0) || 'x'",
		"CASE ? WHEN '' THEN ' ' ELSE '' END"},
	    [PL_LEDGER_BYTES] = {"zeroblob(33)", "x''",
		"CAST(substr(hex(?), 1, 31) || 'x' AS BLOB)"},
	};
	struct pl_buf whole;

	(void)state;
	copy_file("ledger.db", &whole);
	for (int row = 1; row <= FILLED; row++)
		for (int i = 1; i < PL_LEDGER_FIELDS; i++)
			for (int j = 0; j < 3; j++) {
				const struct pl_ledger_field *field =
				    &pl_ledger_fields[i];

				check_edit(field, row, edits[field->type][j]);
				put_file("ledger.db", &whole);
			}
	assert_int_equal(opens(NULL), PL_OK);
	pl_buf_free(&whole);
}

static void
rows_that_are_gone_swapped_or_put_in_are_noticed(void **state)
{
	static const char *const edits[] = {
	    "DELETE FROM entry WHERE seq = 8",
	    "DELETE FROM entry WHERE seq >= 4",
	    "DELETE FROM entry",
	    "DELETE FROM entry WHERE seq = 1",
	    "DELETE FROM entry WHERE seq = 5",
	    "UPDATE entry SET seq = 0 WHERE seq = 1",
	    "UPDATE entry SET seq = 9 WHERE seq = 8",
	    "UPDATE entry SET seq = -seq WHERE seq IN (2, 3);"
	    "UPDATE entry SET seq = 5 + seq WHERE seq < 0",
	    "INSERT INTO entry SELECT 9, time_ms, kind, program, period,"
	    " \"table\", mechanism, sens2, sigma2_a, sigma2_b, rho_n, reserve,"
	    " quarter_cap_n, year_cap_n, actor, second, reason, data_digest,"
	    " output_digest, submission_digest, prev, hash FROM entry"
	    " WHERE seq = 8",
	};
	struct pl_buf whole;

	(void)state;
	copy_file("ledger.db", &whole);
	for (size_t i = 0; i < PL_COUNT(edits); i++) {
		struct pl_error err;

		put_file("ledger.db", &whole);
		meddle(edits[i]);
		assert_int_equal(opens(&err), PL_E_STORE);
		if (i < 3)
			assert_non_null(
			    strstr(err.text, "rows are missing at its end"));
	}
	pl_buf_free(&whole);
}

static void
a_head_or_a_file_that_is_gone_or_old_is_noticed(void **state)
{
	struct pl_buf head, whole;
	struct pl_error err;

	copy_file("ledger.head", &head);
	copy_file("ledger.db", &whole);
	head.text[3] ^= 1; /* a digit of the hash */
	put_file("ledger.head", &head);
	assert_int_equal(opens(&err), PL_E_STORE);
	head.text[3] ^= 1;
	head.length = 40;
	put_file("ledger.head", &head);
	assert_int_equal(opens(&err), PL_E_STORE);
	assert_int_equal(unlink(ledgers_path("ledger.head")), 0);
	assert_int_equal(opens(&err), PL_E_STORE);
	assert_non_null(strstr(err.text, "ledger.head is gone"));
	head.length = 67;
	put_file("ledger.head", &head);
	assert_int_equal(opens(NULL), PL_OK);
	assert_int_equal(unlink(ledgers_path("ledger.db")), 0);
	assert_int_equal(opens(&err), PL_E_STORE);
	assert_non_null(strstr(err.text, "ledger.db is gone"));
	/* An old copy of the file alone. */
	put_file("ledger.db", &whole);
	ledger = ledgers_open(PL_LEDGER_WRITE);
	assert_int_equal(reserve("2026-Q4", 8, 4), PL_OK);
	pl_ledger_close(ledger);
	put_file("ledger.db", &whole);
	assert_int_equal(opens(&err), PL_E_STORE);
	assert_non_null(strstr(err.text, "is it an old copy?"));
	pl_buf_free(&head);
	pl_buf_free(&whole);
	(void)state;
}

/* The first two rows that tests/data/ledger/ledger.py writes, and hashes by
 * itself. The second hash has the first one in it: so the hash of the last row
 * is one of all rows. */
static void
a_hash_is_of_the_row_and_of_all_before_it(void **state)
{
	static const unsigned char expected[PL_LEDGER_DIGEST] = {0x85, 0xba,
	    0x81, 0xdf, 0x43, 0xda, 0x6a, 0x5b, 0x3a, 0x0f, 0xae, 0x31, 0x5d,
	    0x60, 0xea, 0x72, 0x38, 0x94, 0xad, 0x95, 0xc7, 0x89, 0x9b, 0x16,
	    0xf0, 0x5f, 0x42, 0xc8, 0xbc, 0x07, 0xa6, 0xb3};
	const struct pl_ledger_row first = {.seq = 1,
	    .time_ms = INT64_C(1793404800000),
	    .kind = PL_LEDGER_CAP,
	    .quarter_cap_n = 200 * MILLION,
	    .year_cap_n = 500 * MILLION,
	    .actor = "ann",
	    .reason = "first submission"};
	struct pl_ledger_row second = {.seq = 2,
	    .time_ms = INT64_C(1793404800000),
	    .kind = PL_LEDGER_RESERVE,
	    .program = "sample-program",
	    .period = "2026-Q3",
	    .table = "ttp.1",
	    .mechanism = "discrete-gaussian",
	    .sens2 = INT64_C(1) << 33,
	    .sigma2_a = INT64_C(71582788267),
	    .sigma2_b = 1,
	    .rho_n = 60 * MILLION,
	    .actor = "ann",
	    .data_digest = {0x11, 1}};
	unsigned char hash[PL_LEDGER_DIGEST];

	(void)state;
	pl_ledger_row_hash(second.prev, &first);
	pl_ledger_row_hash(hash, &second);
	assert_memory_equal(hash, expected, sizeof hash);
}

/* ---- Forging ------------------------------------------------------------- */

static int
keep_last(void *context, const struct pl_ledger_row *row)
{
	*(struct pl_ledger_row *)context = *row;
	return 0;
}

static void
write_field(struct pl_buf *out, const struct pl_ledger_row *row,
    const struct pl_ledger_field *field)
{
	const unsigned char *at = (const unsigned char *)row + field->offset;
	int64_t number;

	if (field->type == PL_LEDGER_NUMBER) {
		memcpy(&number, at, sizeof number);
		pl_buf_addf(out, "%lld,", (long long)number);
	} else if (field->type == PL_LEDGER_TEXT) {
		pl_buf_addf(out, "'%s',", (const char *)at);
	} else {
		pl_buf_adds(out, "x'");
		for (size_t i = 0; i < field->size; i++)
			pl_buf_addf(out, "%02x", at[i]);
		pl_buf_adds(out, "',");
	}
}

/* Add a row with the right hashes, as only the program should. */
static int
forge(struct pl_ledger_row *row)
{
	struct pl_ledger_row last;
	struct pl_buf sql;

	ledger = ledgers_open(PL_LEDGER_READ);
	pl_ledger_each(ledger, keep_last, &last, NULL);
	pl_ledger_close(ledger);
	row->seq = last.seq + 1;
	memcpy(row->prev, last.hash, sizeof row->prev);
	pl_ledger_row_hash(row->hash, row);
	pl_buf_init(&sql, 4096);
	pl_buf_adds(&sql, "INSERT INTO entry VALUES (");
	for (int i = 0; i < PL_LEDGER_FIELDS; i++)
		write_field(&sql, row, &pl_ledger_fields[i]);
	sql.text[sql.length - 1] = ')';
	meddle(sql.text);
	pl_buf_free(&sql);
	return opens(NULL);
}

static void
a_forged_row_has_to_keep_the_rules_all_the_same(void **state)
{
	const struct pl_ledger_row reserve = {.kind = PL_LEDGER_RESERVE,
	    .time_ms = LEDGERS_NOW,
	    .program = "x",
	    .period = "2026-Q3",
	    .table = "t",
	    .mechanism = "m",
	    .sens2 = 2,
	    .sigma2_a = 1000 * MILLION,
	    .sigma2_b = 5,
	    .rho_n = 5,
	    .actor = "ann",
	    .data_digest = {1}};
	const struct pl_ledger_row commit = {.kind = PL_LEDGER_COMMIT,
	    .time_ms = LEDGERS_NOW,
	    .program = "nccoe",
	    .period = "2026-Q3",
	    .table = "ttp.1",
	    .reserve = 2,
	    .actor = "ann",
	    .output_digest = {1},
	    .submission_digest = {1}};
	const struct pl_ledger_row raise = {.kind = PL_LEDGER_CAP,
	    .time_ms = LEDGERS_NOW,
	    .quarter_cap_n = 900 * MILLION,
	    .year_cap_n = 900 * MILLION,
	    .actor = "ann",
	    .reason = "more"};
	struct pl_ledger_row rows[] = {reserve, reserve, reserve, reserve,
	    commit, commit, commit, raise, raise, reserve};
	struct pl_buf whole;

	(void)state;
	rows[0].rho_n = 4;
	rows[1].sigma2_b = rows[1].rho_n = 260 * MILLION;
	rows[2].time_ms--;
	rows[3].kind = PL_LEDGER_KINDS;
	rows[4].output_digest[1]++;
	rows[5].reserve = 3;
	rows[6].rho_n = 1;
	memcpy(rows[8].second, "ANN", 4);
	copy_file("ledger.db", &whole);
	for (size_t i = 0; i + 1 < PL_COUNT(rows); i++) {
		assert_int_equal(forge(&rows[i]), PL_E_STORE);
		put_file("ledger.db", &whole);
	}
	/* One that keeps them cannot be told from ours. */
	assert_int_equal(forge(&rows[PL_COUNT(rows) - 1]), PL_OK);
	pl_buf_free(&whole);
}

static void
sqlite_itself_refuses_to_change_rows(void **state)
{
	static const char *const edits[] = {"UPDATE entry SET rho_n = 0",
	    "DELETE FROM entry", "DELETE FROM entry WHERE seq = 8",
	    "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE seq = 2",
	    "INSERT INTO entry SELECT * FROM entry WHERE seq = 2"};
	sqlite3 *db;

	(void)state;
	assert_int_equal(sqlite3_open(ledgers_path("ledger.db"), &db), 0);
	for (size_t i = 0; i < PL_COUNT(edits); i++)
		assert_int_equal(sqlite3_exec(db, edits[i], NULL, NULL, NULL),
		    SQLITE_CONSTRAINT);
	sqlite3_close(db);
	assert_int_equal(opens(NULL), PL_OK);
}

static void
other_files_are_not_taken_for_ledgers(void **state)
{
	sqlite3 *db;
	struct pl_error err;
	struct pl_ledger *opened;

	(void)state;
	assert_int_equal(
	    pl_ledger_open(&opened, "/nowhere", PL_LEDGER_WRITE, &err),
	    PL_E_CONFIG);
	assert_int_equal(opens(NULL), PL_OK);
	assert_int_equal(sqlite3_open(ledgers_path("ledger.db"), &db), 0);
	sqlite3_exec(db, "PRAGMA user_version = 2", NULL, NULL, NULL);
	sqlite3_close(db);
	assert_int_equal(opens(&err), PL_E_STORE);
}

int
main(void)
{
#define WITH(test, before, after)                                              \
	cmocka_unit_test_setup_teardown(test, before, after)
	const struct CMUnitTest tests[] = {
	    WITH(each_step_is_on_the_disk_before_it_is_done, ledgers_setup,
		ledgers_teardown),
	    WITH(a_process_killed_at_any_point_loses_nothing_it_told,
		ledgers_setup, ledgers_teardown),
	    WITH(nor_does_one_that_was_about_to_make_a_ledger, ledgers_setup,
		ledgers_teardown),
	    WITH(a_process_killed_at_random_loses_nothing_either, ledgers_setup,
		ledgers_teardown),
	    WITH(of_two_that_want_the_rest_of_a_budget_one_gets_it,
		ledgers_setup, ledgers_teardown),
	    WITH(who_reads_meanwhile_finds_that_all_holds, ledgers_setup,
		ledgers_teardown),
	    WITH(a_billionth_above_the_cap_is_refused_and_leaves_no_row, begin,
		end),
	    WITH(caps_are_of_all_programs_together, begin, end),
	    WITH(the_same_again_is_free_even_where_nothing_is_left, begin, end),
	    WITH(the_same_data_with_other_bytes_are_refused, begin, end),
	    WITH(an_amendment_or_other_noise_is_charged, begin, end),
	    WITH(tables_of_one_submission_are_reserved_all_or_none, begin, end),
	    WITH(a_clock_set_back_gives_nothing_back, begin, end),
	    WITH(what_makes_no_sense_is_refused, begin, end),
	    WITH(a_head_that_cannot_be_written_costs_what_was_reserved, begin,
		end),
	    WITH(it_takes_two_to_raise_a_cap_and_one_to_lower_it, begin, end),
	    WITH(a_cap_change_has_its_reason, begin, end),
	    WITH(nothing_is_reserved_before_there_are_caps, ledgers_setup,
		ledgers_teardown),
	    WITH(what_left_without_noise_is_listed_and_in_no_sum, begin, end),
	    WITH(a_reader_writes_nothing, begin, end),
	    WITH(each_field_of_each_row_that_is_changed_is_noticed, fill,
		ledgers_teardown),
	    WITH(rows_that_are_gone_swapped_or_put_in_are_noticed, fill,
		ledgers_teardown),
	    WITH(a_head_or_a_file_that_is_gone_or_old_is_noticed, fill,
		ledgers_teardown),
	    cmocka_unit_test(a_hash_is_of_the_row_and_of_all_before_it),
	    WITH(a_forged_row_has_to_keep_the_rules_all_the_same, fill,
		ledgers_teardown),
	    WITH(sqlite_itself_refuses_to_change_rows, fill, ledgers_teardown),
	    WITH(other_files_are_not_taken_for_ledgers, fill, ledgers_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
