#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kpi/wave.h"

/* Days after the epoch of these tests, so that a row reads as a story. */
#define DAY(n) (INT64_C(1700000000000) + (int64_t)((n)*PL_DAY_MS))

struct one {
	double day;
	uint32_t wave, crew;
	int64_t patch;
};

static const struct {
	const char *what; /* holds */
	size_t count;
	struct one installs[5];
	size_t waves[5]; /* installs of each, in the order of waves */
} rules[] = {
    {"one patch in one group is one wave", 3,
	{{1, 0, 1, 7}, {2, 0, 1, 7}, {3, 0, 1, 7}}, {3}},
    {"up to three days apart, however long in all", 4,
	{{1, 0, 1, 7}, {4, 0, 1, 7}, {7, 0, 1, 7}, {10, 0, 1, 7}}, {4}},
    {"a moment more begins another", 2, {{1, 0, 1, 7}, {4.00001, 0, 1, 7}},
	{1, 1}},
    {"in whatever order they come", 4,
	{{9, 0, 1, 7}, {2, 0, 1, 7}, {8, 0, 1, 7}, {1, 0, 1, 7}}, {2, 2}},
    {"each group has its own", 4,
	{{1, 0, 1, 7}, {1, 0, 2, 7}, {1, 0, 1, 7}, {1, 0, 0, 7}}, {1, 2, 1}},
    {"each patch has its own", 3, {{1, 0, 1, 7}, {1, 0, 1, 8}, {1, 0, 1, 7}},
	{2, 1}},
    {"a name joins patches", 3, {{1, 5, 1, 7}, {1, 5, 1, 8}, {2, 5, 1, 9}},
	{3}},
    {"and time, however far apart", 2, {{1, 5, 1, 7}, {30, 5, 1, 7}}, {2}},
    {"but not groups", 2, {{1, 5, 1, 7}, {1, 5, 2, 7}}, {1, 1}},
    {"names part what is of one patch", 3,
	{{1, 5, 1, 7}, {1, 6, 1, 7}, {1, 0, 1, 7}}, {1, 1, 1}},
};

static void
installs_make_waves(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(rules); i++) {
		struct pl_install installs[5] = {0};
		size_t from = 0, waves = 0;

		for (size_t j = 0; j < rules[i].count; j++) {
			const struct one *one = &rules[i].installs[j];

			installs[j] =
			    (struct pl_install){.at_ms = DAY(one->day),
				.wave = one->wave,
				.crew = one->crew,
				.subject = one->patch,
				.asset = (int64_t)j + 1};
		}
		pl_wave_sort(installs, rules[i].count);
		while (from < rules[i].count) {
			struct pl_wave wave =
			    pl_wave_of(installs + from, rules[i].count - from);

			if (wave.count != rules[i].waves[waves++])
				fail_msg("%s", rules[i].what);
			from += wave.count;
		}
		if (waves < 5 && rules[i].waves[waves] != 0)
			fail_msg("%s", rules[i].what);
	}
}

/* Installed on days 10 and 12, so watched to the end of day 15. */
static void
a_wave_is_watched_for_three_days_after_its_last_install(void **state)
{
	static const struct {
		double sign, as_of; /* 0: no sign */
		int complete, bad;
	} cases[] = {
	    {0, 15, 0, 0},
	    {0, 15.00001, 1, 0},
	    {11, 20, 1, 1},
	    {13.5, 20, 1, 1}, /* more than three days after its own install */
	    {15, 20, 1, 1},
	    {15.00001, 20, 1, 0},
	    {11, 14, 0, 1},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_install installs[2] = {
		    {.at_ms = DAY(12), .is_rework = 1}, {.at_ms = DAY(10)}};
		struct pl_wave wave;

		if (cases[i].sign != 0)
			installs[1].sign_ms = DAY(cases[i].sign);
		pl_wave_sort(installs, 2);
		wave = pl_wave_of(installs, 2);
		assert_int_equal(wave.first_ms, DAY(10));
		assert_int_equal(wave.last_ms, DAY(12));
		assert_true(wave.is_rework);
		assert_int_equal(
		    pl_wave_is_complete(&wave, DAY(cases[i].as_of)),
		    cases[i].complete);
		assert_int_equal(
		    pl_wave_is_bad(&wave, &installs[0]), cases[i].bad);
		assert_int_equal(pl_wave_is_bad(&wave, &installs[1]), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(installs_make_waves),
	    cmocka_unit_test(
		a_wave_is_watched_for_three_days_after_its_last_install),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
