#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/time.h"
#include "health/ringrisk.h"
#include "health/rings.h"

#define DAY(n)  ((int64_t)(n)*PL_DAY_MS)
#define HOUR(n) ((int64_t)(n)*3600000)

enum { TEST = 1, BROAD = 2, CUT_OFF = 90 };

static int early[] = {[0] = 0, [TEST] = 1, [BROAD] = 0};
static const struct pl_ring_order order = {.early = early};

/* Day 0 would be none, so all begins on day 1. */
#define MOST_TRIALS 4
struct machine {
	size_t ring;
	int tried, problem; /* days */
};

static struct pl_rollout
rollout_of(const struct machine *machines, int told,
    struct pl_rollout_trial trials[MOST_TRIALS])
{
	struct pl_rollout rollout = {
	    .told_ms = DAY(told), .problem_ms = DAY(told), .trials = trials};

	for (size_t i = 0; i < MOST_TRIALS && machines[i].tried != 0; i++) {
		const struct machine *machine = &machines[i];

		trials[rollout.count++] =
		    (struct pl_rollout_trial){.ring = machine->ring,
			.tried_ms = DAY(machine->tried),
			.problem_ms = DAY(machine->problem)};
		pl_time_earliest(&rollout.tried_ms, DAY(machine->tried));
		pl_time_earliest(&rollout.problem_ms, DAY(machine->problem));
	}
	return rollout;
}

static void
a_first_problem_is_put_where_it_was_seen(void **state)
{
	static const struct {
		struct machine machines[MOST_TRIALS];
		int told;
		enum pl_ring_place place;
		int unseen;
	} cases[] = {
	    /* nobody else had it, then or ever */
	    {{{TEST, 1, 3}, {BROAD, 4, 0}}, 0, PL_RING_IN_TIME, 0},
	    {{{TEST, 1, 3}}, 0, PL_RING_IN_TIME, 0},
	    {{{TEST, 1, 3}, {BROAD, 4, 5}}, 6, PL_RING_IN_TIME, 0},
	    /* somebody had it already, or in the same instant */
	    {{{TEST, 1, 3}, {BROAD, 2, 0}}, 0, PL_RING_LATE, 0},
	    {{{TEST, 1, 3}, {BROAD, 3, 0}}, 0, PL_RING_LATE, 0},
	    {{{TEST, 1, 3}, {0, 2, 0}}, 0, PL_RING_LATE, 0},
	    /* others saw it first, or in the same instant */
	    {{{TEST, 1, 0}, {BROAD, 2, 3}}, 0, PL_RING_OUTSIDE, 0},
	    {{{TEST, 1, 3}, {BROAD, 2, 3}}, 0, PL_RING_OUTSIDE, 0},
	    {{{TEST, 1, 3}, {0, 2, 2}}, 0, PL_RING_OUTSIDE, 0},
	    {{{BROAD, 2, 3}}, 3, PL_RING_OUTSIDE, 1},
	    {{{TEST, 4, 5}, {BROAD, 2, 3}}, 0, PL_RING_OUTSIDE, 1},
	    {{{TEST, 3, 0}, {BROAD, 2, 3}}, 0, PL_RING_OUTSIDE, 1},
	    /* it was told of the patch alone */
	    {{{TEST, 1, 3}, {BROAD, 2, 5}}, 3, PL_RING_TOLD, 0},
	    {{{TEST, 4, 0}}, 3, PL_RING_TOLD, 1},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_rollout_trial trials[MOST_TRIALS];
		struct pl_rollout rollout =
		    rollout_of(cases[i].machines, cases[i].told, trials);
		struct pl_rings_reading reading = {0};
		struct pl_rings rings;

		print_message("# %zu\n", i);
		pl_rings_take(&reading, &rollout, &order, DAY(CUT_OFF));
		pl_rings_finish(&rings, &reading);
		for (int place = 0; place < PL_RING_PLACES; place++)
			assert_int_equal(rings.first[place].count,
			    place == (int)cases[i].place);
		assert_int_equal(rings.unseen, cases[i].unseen);
		assert_int_equal(rings.followed, 1);
		assert_int_equal(rings.problems, 1);
	}
}

/* Of five machines with a problem one is in time, one late, three outside; the
 * patch without a problem does not count. */
static void
each_machine_with_a_problem_counts_where_it_is(void **state)
{
	static const struct machine patches[][MOST_TRIALS] = {
	    {{TEST, 1, 3}, {TEST, 1, 9}, {BROAD, 4, 5}, {0, 7, 0}},
	    {{BROAD, 1, 2}, {BROAD, 1, 4}, {TEST, 1, 0}},
	    {{TEST, 1, 0}, {BROAD, 2, 0}}};
	struct pl_rings_reading reading = {0};
	struct pl_rings rings;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(patches); i++) {
		struct pl_rollout_trial trials[MOST_TRIALS];
		struct pl_rollout rollout = rollout_of(patches[i], 0, trials);

		pl_rings_take(&reading, &rollout, &order, DAY(CUT_OFF));
	}
	pl_rings_finish(&rings, &reading);
	assert_int_equal(rings.troubled, 5);
	assert_int_equal(rings.machines[PL_RING_IN_TIME].count, 1);
	assert_int_equal(rings.machines[PL_RING_LATE].count, 1);
	assert_int_equal(rings.machines[PL_RING_OUTSIDE].count, 3);
	assert_true(fabs(rings.machines[PL_RING_OUTSIDE].share.value.value -
			 0.6) < 1e-12);
	assert_string_equal(rings.machines[PL_RING_OUTSIDE].share.low.why,
	    "fewer than 10 patches");
	assert_int_equal(rings.tried, 7);
	assert_int_equal(rings.tried_outside, 4);
}

static void
a_patch_that_is_young_is_left_out(void **state)
{
	static const struct machine machines[MOST_TRIALS] = {{TEST, 1, 2}};
	struct pl_rollout_trial trials[MOST_TRIALS];
	struct pl_rollout rollout = rollout_of(machines, 0, trials);
	struct pl_rings_reading reading = {0};
	struct pl_rings rings;

	(void)state;
	pl_rings_take(&reading, &rollout, &order, DAY(31) - 1);
	pl_rings_take(&reading, &rollout, &order, DAY(31));
	pl_rings_finish(&rings, &reading);
	assert_int_equal(rings.young, 1);
	assert_int_equal(rings.young_problems, 1);
	assert_int_equal(rings.followed, 1);
}

/* ---- The risk of rollbacks ----------------------------------------------- */

static struct pl_rollout_trial
install(size_t ring, int64_t at_ms, int64_t undone_ms)
{
	return (struct pl_rollout_trial){.ring = ring,
	    .tried_ms = at_ms,
	    .installed_ms = at_ms,
	    .undone_ms = undone_ms,
	    .watched_ms = DAY(CUT_OFF)};
}

static void
take_risk(struct pl_ring_risk_reading *reading, int64_t product,
    const struct pl_rollout_trial *trials, size_t count)
{
	const struct pl_rollout rollout = {
	    .product = product, .count = count, .trials = trials};

	pl_ring_risk_take(reading, &rollout, &order, 24, DAY(CUT_OFF));
}

/* Is the second machine's install soaked, after so many hours? */
static int
is_soaked(struct pl_rollout_trial first, int hours)
{
	const struct pl_rollout_trial trials[] = {
	    first, install(BROAD, DAY(10) + HOUR(hours), 0)};
	struct pl_ring_risk_reading reading = {0};
	struct pl_ring_risk risk;

	take_risk(&reading, 1, trials, PL_COUNT(trials));
	pl_ring_risk_finish(&risk, &reading);
	return risk.soaked.n > 0;
}

static void
a_patch_is_soaked_once_it_stood_long_enough_in_an_early_ring(void **state)
{
	(void)state;
	assert_true(is_soaked(install(TEST, DAY(10), 0), 24));
	assert_false(is_soaked(install(TEST, DAY(10), 0), 23));
	assert_false(is_soaked(install(BROAD, DAY(10), 0), 24));
	assert_false(is_soaked(install(0, DAY(10), 0), 24));
	assert_false(is_soaked(install(TEST, DAY(10), DAY(10) + HOUR(23)), 99));
	assert_true(is_soaked(install(TEST, DAY(10), DAY(10) + HOUR(24)), 99));
}

static void
an_install_counts_that_could_be_watched(void **state)
{
	struct pl_rollout_trial trials[] = {
	    install(BROAD, DAY(CUT_OFF - 30), 0),
	    install(BROAD, DAY(1), DAY(31)),     /* undone within 30 days */
	    install(BROAD, DAY(1), DAY(31) + 1), /* and later */
	    install(BROAD, DAY(1), DAY(4)), install(BROAD, DAY(1), 0),
	    install(BROAD, DAY(CUT_OFF - 30) + 1, DAY(CUT_OFF - 28))};
	struct pl_ring_risk_reading reading = {0};
	struct pl_ring_risk risk;

	(void)state;
	trials[3].watched_ms = DAY(5);  /* gone, but undone before */
	trials[4].watched_ms = DAY(30); /* gone, and nobody knows */
	take_risk(&reading, 1, trials, PL_COUNT(trials));
	pl_ring_risk_finish(&risk, &reading);
	assert_int_equal(risk.others.n, 4);
	assert_int_equal(risk.others.count, 2);
	assert_int_equal(risk.lost, 1);
	assert_int_equal(risk.young, 1);
	assert_string_equal(risk.ratio.value.why, "nothing to compare");
	assert_string_equal(risk.soaked_risk.why, "nothing to count");
}

/* A patch with so many installs of each kind, and of each some undone. */
static void
take_counts(
    struct pl_ring_risk_reading *reading, int64_t product, const int counts[4])
{
	struct pl_rollout_trial trials[64];
	size_t count = 1;

	trials[0] = install(TEST, DAY(10), 0);
	for (int kind = 0; kind < 2; kind++)
		for (int i = 0; i < counts[2 * kind]; i++) {
			int64_t at_ms = DAY(kind == 0 ? 20 : 10);

			trials[count++] = install(BROAD, at_ms,
			    i < counts[2 * kind + 1] ? at_ms + DAY(3) : 0);
		}
	take_risk(reading, product, trials, count);
}

/* The patches of a product are one stratum: 2 of 10 against 4 of 10, and 3 of
 * 30 against 2 of 10, as stats_mantelhaenszel_test.c reckons it by hand: 1/2.
 * The third product is not compared. */
static void
products_are_compared_within_themselves(void **state)
{
	static const struct {
		int64_t product;
		int counts[4]; /* soaked, undone; others, undone */
	} patches[] = {{7, {10, 1, 4, 0}}, {5, {4, 2, 10, 4}},
	    {7, {20, 2, 6, 2}}, {5, {6, 0, 0, 0}}, {-3, {5, 5, 0, 0}}};
	struct pl_ring_risk_reading reading = {0};
	struct pl_ring_risk risk;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(patches); i++)
		take_counts(&reading, patches[i].product, patches[i].counts);
	pl_ring_risk_finish(&risk, &reading);
	assert_true(fabs(risk.ratio.value.value - 0.5) < 1e-12);
	assert_string_equal(risk.ratio.low.why, "fewer than 10 patches");
	assert_true(fabs(risk.independent_low.value - 0.168440736) < 1e-9);
	assert_int_equal(risk.products, 2);
	assert_int_equal(risk.compared, 60);
	assert_int_equal(risk.soaked.n, 45);
	assert_int_equal(risk.soaked.count, 10);
	assert_int_equal(risk.others.n, 20);
}

static struct pl_ring_risk
eleven_patches(const int counts[11][4])
{
	struct pl_ring_risk_reading reading = {0};
	struct pl_ring_risk risk;

	for (int64_t i = 0; i < 11; i++)
		take_counts(&reading, i + 1, counts[i]);
	pl_ring_risk_finish(&risk, &reading);
	return risk;
}

/* All rollbacks of soaked installs are of one patch. */
static void
a_ratio_that_hangs_on_one_patch_has_no_limits_by_patch(void **state)
{
	int counts[11][4] = {{4, 1, 4, 1}};
	struct pl_ring_risk risk;

	(void)state;
	for (size_t i = 1; i < 11; i++)
		for (size_t k = 0; k < 4; k++)
			counts[i][k] = (const int[]){4, 0, 4, 1}[k];
	risk = eleven_patches(counts);
	assert_string_equal(risk.ratio.low.why, "hangs on one patch");
	assert_null(risk.independent_low.why);
	counts[1][1] = 1;
	risk = eleven_patches(counts);
	assert_null(risk.ratio.low.why);
	assert_true(risk.ratio.low.value < risk.ratio.value.value);
	assert_true(risk.ratio.value.value < risk.ratio.high.value);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_first_problem_is_put_where_it_was_seen),
	    cmocka_unit_test(each_machine_with_a_problem_counts_where_it_is),
	    cmocka_unit_test(a_patch_that_is_young_is_left_out),
	    cmocka_unit_test(
		a_patch_is_soaked_once_it_stood_long_enough_in_an_early_ring),
	    cmocka_unit_test(an_install_counts_that_could_be_watched),
	    cmocka_unit_test(products_are_compared_within_themselves),
	    cmocka_unit_test(
		a_ratio_that_hangs_on_one_patch_has_no_limits_by_patch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
