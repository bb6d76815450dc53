/*
 * Votes of machines: what they are, and that no machine bears on another's.
 * Units are reckoned by hand: a vote is 65536.
 */
#include "share/ballot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "tests/unit/corners.h"
#include "tests/unit/world.h"
#include "tests/unit/scratch.h"

enum { LINES = 16, WORLDS = 30, CROWD = 10000 };

static const struct world_order as_is;

/* The cells that are not 0, "ttp.1 server urgent 7:65536" and so on. */
static void
write_cells(const struct pl_ballots *cells, struct pl_buf *out)
{
	for (int t = 0; t < PL_TABLES; t++)
		for (int c = 0; c < PL_CLASSES; c++)
			for (int u = 0; u < PL_URGENCIES; u++) {
				const int64_t *units = cells->units[t][c][u];
				int any = 0;

				for (size_t b = 0; b < PL_BINS; b++) {
					if (units[b] == 0)
						continue;
					if (!any)
						pl_buf_addf(out, "%s%s %s %s",
						    out->length > 0 ? "; " : "",
						    pl_table_names[t],
						    pl_classes[c],
						    pl_urgencies[u]);
					any = 1;
					pl_buf_addf(out, " %s:%lld",
					    pl_table_bin(
						(enum pl_ballot_table)t, b),
					    (long long)units[b]);
				}
			}
}

static void
count_lines(const char *const lines[LINES], struct pl_ballots *out,
    struct pl_ballot_told *told)
{
	struct world world = {0};

	for (size_t i = 0; i < LINES && lines[i] != NULL; i++)
		world_add(&world, lines[i]);
	world_count(&world, &as_is, NULL, 0, scratch_store, out, told);
	world_free(&world);
}

static const struct {
	const char *name;
	const char *lines[LINES];
	const char *cells;
} cases[] = {
    {"nothing", {"0 1 asset.seen a - - class=server"}, ""},
    {"open", {"0 1 item.detected a KB1 -", "0 119 asset.seen a - -"},
	"ttp.1 other routine open:65536; "
	"outcome.1 other routine deferred:65536"},
    {"the first day, to its last minute",
	{"0 1 item.detected a KB1 -", "0 2 deploy.installed a KB1 -"},
	"ttp.1 other routine 1:65536; outcome.1 other routine ok:65536"},
    {"each bin: 1, 3, 7, 14, 30, 60, 90 days",
	{"0 0 item.detected a A -", "0 1 deploy.installed a A -",
	    "0 0 item.detected a B -", "0 3 deploy.installed a B -",
	    "0 0 item.detected a C -", "0 7 deploy.installed a C -",
	    "0 0 item.detected a D -", "0 14 deploy.installed a D -",
	    "0 0 item.detected a E -", "0 30 deploy.installed a E -",
	    "0 0 item.detected a F -", "0 60 deploy.installed a F -",
	    "0 0 item.detected a G -", "0 90 deploy.installed a G -"},
	/* 65536 = 7 * 9362 + 2 */
	"ttp.1 other routine 1:9363 3:9363 7:9362 14:9362 30:9362 60:9362 "
	"90:9362; outcome.1 other routine ok:65536"},
    {"a day more than each bin but the last: 2, 4, 8, 15, 31, 61, 91 days",
	{"0 0 item.detected a A -", "0 2 deploy.installed a A -",
	    "0 0 item.detected a B -", "0 4 deploy.installed a B -",
	    "0 0 item.detected a C -", "0 8 deploy.installed a C -",
	    "0 0 item.detected a D -", "0 15 deploy.installed a D -",
	    "0 0 item.detected a E -", "0 31 deploy.installed a E -",
	    "0 0 item.detected a F -", "0 61 deploy.installed a F -",
	    "0 0 item.detected a G -", "0 91 deploy.installed a G -"},
	"ttp.1 other routine 3:9363 7:9363 14:9362 30:9362 60:9362 90:9362 "
	"180:9362; outcome.1 other routine ok:65536"},
    {"three records: the one in the lowest bin has what is left over",
	{"0 1 item.detected a A -", "0 2 deploy.installed a A -",
	    "0 1 item.detected a B -", "0 5 deploy.installed a B -",
	    "0 1 item.detected a C -", "0 6 deploy.installed a C -"},
	/* 65536 = 3 * 21845 + 1 */
	"ttp.1 other routine 1:21846 7:43690; "
	"outcome.1 other routine ok:65536"},
    {"two machines, two votes; a patch each of two urgencies, two votes",
	{"1 0 patch.released - A - severity=critical",
	    "0 0 asset.seen a - - class=server", "0 1 item.detected a A -",
	    "0 2 deploy.installed a A -", "0 1 item.detected a B -",
	    "0 2 deploy.installed a B -", "0 1 item.detected b A -",
	    "0 1 asset.seen b - - class=server", "0 119 asset.seen b - -"},
	"ttp.1 server urgent 1:65536 open:65536; "
	"ttp.1 server routine 1:65536; "
	"outcome.1 server urgent ok:65536 deferred:65536; "
	"outcome.1 server routine ok:65536"},
    {"outcomes: tried again, failed, taken back, timed out, called off",
	{"0 1 item.detected a A -", "0 2 deploy.failed a A -",
	    "0 3 deploy.installed a A -", "0 1 item.detected a B -",
	    "0 2 deploy.failed a B -", "0 1 item.detected a C -",
	    "0 2 deploy.installed a C -", "0 3 deploy.rolled_back a C -",
	    "0 4 deploy.installed a C -", "0 1 item.detected a D -",
	    "0 2 deploy.timed_out a D -", "0 1 item.detected a E -",
	    "0 2 deploy.cancelled a E -", "0 119 asset.seen a - -"},
	/* 65536 = 5 * 13107 + 1; days to patch: A 2, C 3 */
	"ttp.1 other routine 3:26215 open:39321; "
	"outcome.1 other routine retried:13108 failed:26214 "
	"rolled-back:13107 deferred:13107"},
    {"taken back after more than 30 days: fixed, and then a record anew",
	{"0 1 item.detected a A -", "0 2 deploy.installed a A -",
	    "0 40 deploy.uninstalled a A -", "0 119 asset.seen a - -"},
	"ttp.1 other routine 1:32768 open:32768; "
	"outcome.1 other routine ok:32768 deferred:32768"},
    {"a restart that is still to come is no failure",
	{"0 1 item.detected a A -", "0 2 deploy.installed a A -",
	    "0 2 deploy.reboot_required a A -", "0 119 asset.seen a - -"},
	"ttp.1 other routine open:65536; "
	"outcome.1 other routine deferred:65536"},
    {"a later patch fixes what it supersedes",
	{"1 1 patch.superseded - A - superseded_by=B",
	    "0 1 item.detected a A -", "0 5 deploy.installed a B -"},
	"ttp.1 other routine 7:65536; outcome.1 other routine ok:65536"},
    {"no records: retired, merged, silent, removed, withdrawn, does not apply",
	{"0 1 item.detected a A -", "0 5 asset.retired a - -",
	    "0 1 item.detected b A -", "0 5 asset.merged b - - into=bb",
	    "0 1 item.detected c A -", "0 80 asset.seen c - -",
	    "0 1 item.detected d A -", "0 5 product.removed d A -",
	    "0 119 asset.seen d - -", "1 5 patch.withdrawn - W -",
	    "0 1 item.detected d W -", "0 1 item.not_applicable d N -",
	    "0 2 item.detected d N -"},
	""},
    {"fixed before: a record",
	{"0 1 item.detected a A -", "0 2 deploy.installed a A -",
	    "0 5 asset.retired a - -", "1 5 patch.withdrawn - A -"},
	"ttp.1 other routine 1:65536; outcome.1 other routine ok:65536"},
    {"only what began in the period: its first day and its last",
	{"0 -1 item.detected a A -", "0 90 item.detected a B -",
	    "0 0 item.detected a C -", "0 1 deploy.installed a C -",
	    "0 89 item.detected a D -", "0 119 deploy.installed a D -"},
	"ttp.1 other routine 1:32768 30:32768; "
	"outcome.1 other routine ok:65536"},
    {"where nobody detected it: since its release",
	{"1 1 patch.released - A -", "1 -5 patch.released - B -",
	    "0 0 asset.seen a - -", "0 5 deploy.installed a A -",
	    "0 5 deploy.installed a B -", "0 5 deploy.installed a C -"},
	"ttp.1 other routine 7:65536; outcome.1 other routine ok:65536"},
    {"of vulnerabilities, too",
	{"1 1 vuln.published - - CVE-1 severity=high",
	    "0 1 item.detected a - CVE-1", "0 4 item.not_found a - CVE-1"},
	"ttp.1 other urgent 3:65536; outcome.1 other urgent ok:65536"},
    {"class: at the end of the period, and words that are known",
	{"0 1 item.detected a A -", "0 2 deploy.installed a A -",
	    "0 3 asset.seen a - - class=client",
	    "0 89 asset.seen a - - class=cloud",
	    "0 90 asset.seen a - - class=ot", "0 1 item.detected b A -",
	    "0 2 deploy.installed b A -",
	    "0 3 asset.seen b - - class=mainframe"},
	"ttp.1 cloud routine 1:65536; ttp.1 other routine 1:65536; "
	"outcome.1 cloud routine ok:65536; outcome.1 other routine ok:65536"},
    {"urgent: by severity, of its own or of the worst that it fixes",
	{"1 1 patch.released - A - severity=important",
	    "1 1 patch.released - B - severity=medium vuln=V",
	    "1 1 patch.released - C - severity=unrated vuln=V vuln=W",
	    "1 1 vuln.published - - V severity=critical",
	    "1 1 vuln.published - - W severity=low", "0 1 item.detected a A -",
	    "0 2 deploy.installed a A -", "0 1 item.detected b B -",
	    "0 4 deploy.installed b B -", "0 1 item.detected c C -",
	    "0 8 deploy.installed c C -"},
	"ttp.1 other urgent 1:65536 7:65536; ttp.1 other routine 3:65536; "
	"outcome.1 other urgent ok:131072; outcome.1 other routine ok:65536"},
    {"urgent: exploited, until the list says otherwise",
	{"1 1 patch.released - A - severity=low vuln=V",
	    "1 2 vuln.kev_added - - V", "1 1 patch.released - B - kev=yes",
	    "1 1 patch.released - C - kev=yes",
	    "1 119 patch.revised - C - kev=no",
	    "1 1 patch.released - D - vuln=W",
	    "1 125 vuln.kev_added - - W kev=yes", "0 1 item.detected a A -",
	    "0 2 deploy.installed a A -", "0 1 item.detected b B -",
	    "0 4 deploy.installed b B -", "0 1 item.detected c C -",
	    "0 8 deploy.installed c C -", "0 1 item.detected d D -",
	    "0 8 deploy.installed d D -"},
	"ttp.1 other urgent 1:65536 3:65536; ttp.1 other routine 7:131072; "
	"outcome.1 other urgent ok:131072; "
	"outcome.1 other routine ok:131072"},
    {"not urgent: by the word of a machine's scanner",
	{"0 1 item.detected a A V severity=critical kev=yes",
	    "1 1 vuln.published - - V severity=critical",
	    "0 2 deploy.installed a A -"},
	"ttp.1 other routine 1:65536; outcome.1 other routine ok:65536"},
    {"one vote of two names, of the class of the later one",
	{"0 0 asset.seen a - - class=server", "0 1 item.detected a A -",
	    "0 2 deploy.installed a A -", "0 1 item.detected a B -",
	    "0 9 asset.merged a - - into=b",
	    "0 9 asset.seen b - - class=client", "0 9 item.detected b B -",
	    "0 16 deploy.installed b B -"},
	"ttp.1 client routine 1:32768 7:32768; "
	"outcome.1 client routine ok:65536"},
};

static void
votes_are_split_over_records(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_ballot_told told;
		struct pl_ballots cells;
		struct pl_buf text;

		pl_buf_init(&text, 4096);
		pl_buf_clear(&text);
		count_lines(cases[i].lines, &cells, &told);
		write_cells(&cells, &text);
		if (strcmp(text.text, cases[i].cells) != 0)
			fail_msg("%s: is \"%s\", not \"%s\"", cases[i].name,
			    text.text, cases[i].cells);
		pl_buf_free(&text);
	}
}

static void
whoever_sends_them_learns_what_no_feed_rated(void **state)
{
	static const char *const lines[LINES] = {
	    "1 1 patch.released - A - severity=low",
	    "1 1 patch.released - B - vuln=V",
	    "1 1 vuln.kev_added - - V",
	    "1 1 patch.released - C - severity=unrated",
	    "0 1 item.detected a A -",
	    "0 1 item.detected a B -",
	    "0 1 item.detected a C -",
	    "0 1 item.detected b C -",
	    "0 1 item.detected b D - severity=low",
	    "0 -9 item.detected b E -",
	    "0 119 asset.seen a - -",
	    "0 119 asset.seen b - -",
	    "0 119 asset.seen c - -",
	};
	struct pl_ballot_told told;
	struct pl_ballots cells;

	(void)state;
	count_lines(lines, &cells, &told);
	assert_int_equal(told.machines, 2);
	assert_int_equal(told.records, 5);
	assert_int_equal(told.subjects, 4);
	assert_int_equal(told.unrated, 2); /* C and D */
}

/* 10,000 records are more than the units of a vote allow to be alike: 65536 =
 * 10,001 * 6 + 5530. The fixed one is in the lowest bin. */
static void
a_machine_with_very_many_records_has_one_vote(void **state)
{
	struct world world = {0};
	struct pl_ballot_told told;
	struct pl_ballots cells;
	const int64_t *units = cells.units[0][PL_CLASS_OTHER][PL_ROUTINE];

	(void)state;
	world_crowd(&world, CROWD);
	world_add(&world, "0 119 asset.seen a - -");
	world_count(&world, &as_is, NULL, 0, scratch_store, &cells, &told);
	world_free(&world);
	assert_int_equal(told.records, CROWD + 2);
	assert_int_equal(units[0], 6 + 1);
	assert_int_equal(units[2], PL_VOTE); /* of b */
	assert_int_equal(units[PL_BINS - 1], PL_VOTE - 7);
}

/* ---- The promise -------------------------------------------------------- */

static void
hold(const struct world *world, const char *name, struct world_found *sum)
{
	struct world_found found;

	world_hold(world, scratch_store, &found);
	if (found.what != NULL)
		fail_msg("%s: %s", name, found.what);
	world_found_add(sum, &found);
}

static void
no_machine_bears_on_another_in_any_corner(void **state)
{
	struct world_found sum = {0};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(world_corners); i++) {
		struct world world = {0};

		world_make_corner(&world, &world_corners[i]);
		hold(&world, world_corners[i].name, &sum);
		world_free(&world);
	}
	assert_true(sum.voters >= 2 * (int)PL_COUNT(world_corners));
}

static void
no_machine_bears_on_another_by_chance(void **state)
{
	struct world_found sum = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= WORLDS; seed++) {
		struct world world = {0};
		char name[32];

		snprintf(name, sizeof name, "seed %d", (int)seed);
		world_make(&world, seed);
		hold(&world, name, &sum);
		world_free(&world);
	}
	assert_true(sum.voters > 2 * WORLDS);
	/* Two whole votes in one bin each: no bound could be lower. */
	assert_int_equal(sum.most, INT64_C(2) * PL_VOTE * PL_VOTE);
}

static void
the_order_of_events_changes_no_vote(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= WORLDS; seed++) {
		struct pl_ballots first, second;
		struct pl_ballot_told told;
		struct world world = {0};
		uint64_t chance = seed;
		size_t *order;

		world_make(&world, seed);
		order = pl_alloc_array(world.count, sizeof *order);
		for (size_t i = 0; i < world.count; i++) {
			size_t j = world_below(&chance, (unsigned)i + 1);

			order[i] = order[j];
			order[j] = i;
		}
		world_count(
		    &world, &as_is, NULL, 0, scratch_store, &first, &told);
		world_count(&world, &(struct world_order){order, 7, 1}, NULL, 0,
		    scratch_store, &second, &told);
		assert_memory_equal(&first, &second, sizeof first);
		free(order);
		world_free(&world);
	}
}

#define CASE(name)                                                             \
	cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(votes_are_split_over_records),
	    CASE(whoever_sends_them_learns_what_no_feed_rated),
	    CASE(a_machine_with_very_many_records_has_one_vote),
	    CASE(no_machine_bears_on_another_in_any_corner),
	    CASE(no_machine_bears_on_another_by_chance),
	    CASE(the_order_of_events_changes_no_vote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
