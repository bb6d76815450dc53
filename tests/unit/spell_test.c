#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/time.h"
#include "kpi/force.h"
#include "kpi/spell.h"

#define DAY(n) (INT64_C(1767225600000) + (int64_t)((n)*PL_DAY_MS))

enum {
	GRANTED = PL_EXCEPTION_GRANTED,
	EXPIRED = PL_EXCEPTION_EXPIRED,
	REVOKED = PL_EXCEPTION_REVOKED,
	APPLIED = PL_MITIGATION_APPLIED,
	REMOVED = PL_MITIGATION_REMOVED,
};

/* In days; until 0: no end is told. */
struct happening {
	int kind;
	double day, until;
};

enum { HAPPENINGS = 4, SPELLS = 3 };

static size_t
make_rows(struct pl_row rows[HAPPENINGS], const struct happening *list)
{
	size_t count = 0;

	for (; count < HAPPENINGS && list[count].kind != 0; count++)
		rows[count] = (struct pl_row){
		    .kind = (enum pl_kind)list[count].kind,
		    .at_ms = DAY(list[count].day),
		    .until_ms =
			list[count].until == 0 ? 0 : DAY(list[count].until)};
	return count;
}

/* An item found on day 10, and open on day 100; what is at risk of it in the
 * managed view. */
static const struct story {
	const char *what;
	struct happening rows[HAPPENINGS];
	struct {
		double entry, stop;
	} spells[SPELLS];
} stories[] = {
    {"without an end it is out for good", {{GRANTED, 20, 0}}, {{10, 20}}},
    {"with an end it is back then", {{GRANTED, 20, 30}}, {{10, 20}, {30, 100}}},
    {"an end that is still to come has not come", {{GRANTED, 20, 200}},
	{{10, 20}}},
    {"taken back earlier, it is back earlier",
	{{GRANTED, 20, 30}, {REVOKED, 25, 0}}, {{10, 20}, {25, 100}}},
    {"what was told beforehand comes before what is told late",
	{{GRANTED, 20, 30}, {EXPIRED, 40, 0}}, {{10, 20}, {30, 100}}},
    {"granted again while it holds, it goes on",
	{{GRANTED, 20, 30}, {GRANTED, 29, 60}}, {{10, 20}, {60, 100}}},
    {"and may end earlier than was told first",
	{{GRANTED, 20, 0}, {GRANTED, 25, 28}}, {{10, 20}, {28, 100}}},
    {"or not at all", {{GRANTED, 20, 30}, {GRANTED, 25, 0}}, {{10, 20}}},
    {"of two ends told at once the later holds",
	{{GRANTED, 20, 40}, {GRANTED, 20, 30}}, {{10, 20}, {40, 100}}},
    {"or in the other order", {{GRANTED, 20, 30}, {GRANTED, 20, 40}},
	{{10, 20}, {40, 100}}},
    {"and none is later than any", {{GRANTED, 20, 0}, {GRANTED, 20, 30}},
	{{10, 20}}},
    {"granted again the instant it ends, it goes on",
	{{GRANTED, 20, 30}, {GRANTED, 30, 40}}, {{10, 20}, {40, 100}}},
    {"granted again later, it was at risk in between",
	{{GRANTED, 20, 30}, {GRANTED, 50, 60}},
	{{10, 20}, {30, 50}, {60, 100}}},
    {"over before the item was found, it excuses nothing", {{GRANTED, 2, 8}},
	{{10, 100}}},
    {"granted before and over after, the rest holds", {{GRANTED, 2, 15}},
	{{15, 100}}},
    {"over before it was granted, it never held",
	{{GRANTED, 20, 15}, {GRANTED, 40, 40}}, {{10, 100}}},
};

static void
an_item_is_back_when_its_exception_is_over(void **state)
{
	const struct pl_episode episode = {.outcome = PL_OUTCOME_OPEN,
	    .start_ms = DAY(10),
	    .entry_ms = DAY(10),
	    .stop_ms = DAY(100)};
	struct pl_spells spells = {0};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(stories); i++) {
		struct pl_row rows[HAPPENINGS];
		const struct pl_item item = {
		    .rows = rows, .count = make_rows(rows, stories[i].rows)};
		size_t count = 0;

		print_message("# %s\n", stories[i].what);
		pl_spells_of(&spells, &item, &episode, PL_VIEW_MANAGED);
		while (count < SPELLS && stories[i].spells[count].stop != 0)
			count++;
		assert_int_equal(spells.count, count);
		for (size_t j = 0; j < count; j++) {
			assert_true(spells.list[j].entry_ms ==
				    DAY(stories[i].spells[j].entry));
			assert_true(spells.list[j].stop_ms ==
				    DAY(stories[i].spells[j].stop));
		}
		pl_spells_of(&spells, &item, &episode, PL_VIEW_STRICT);
		assert_int_equal(spells.count, 1);
	}
	pl_spells_free(&spells);
}

static void
an_exception_expires_once_and_a_mitigation_never(void **state)
{
	static const struct {
		enum pl_force_of of;
		struct happening rows[HAPPENINGS];
		double day, since, until;
		int expired;
	} cases[] = {
	    {PL_FORCE_EXCEPTION, {{GRANTED, 20, 30}}, 10, 0, 0, 0},
	    {PL_FORCE_EXCEPTION, {{GRANTED, 20, 30}}, 20, 20, 30, 0},
	    {PL_FORCE_EXCEPTION, {{GRANTED, 20, 30}}, 29.9, 20, 30, 0},
	    {PL_FORCE_EXCEPTION, {{GRANTED, 20, 30}}, 30, 0, 0, 1},
	    {PL_FORCE_EXCEPTION, {{GRANTED, 20, 0}, {EXPIRED, 25, 0}}, 50, 0, 0,
		1},
	    {PL_FORCE_EXCEPTION, {{GRANTED, 20, 30}, {REVOKED, 25, 0}}, 50, 0,
		0, 0},
	    {PL_FORCE_EXCEPTION, {{GRANTED, 20, 30}, {REVOKED, 40, 0}}, 50, 0,
		0, 1},
	    {PL_FORCE_EXCEPTION, {{GRANTED, 20, 30}, {GRANTED, 25, 60}}, 50, 20,
		60, 0},
	    {PL_FORCE_EXCEPTION, {{GRANTED, 20, 30}, {GRANTED, 45, 60}}, 50, 45,
		60, 0},
	    {PL_FORCE_EXCEPTION, {{EXPIRED, 25, 0}}, 50, 0, 0, 0},
	    {PL_FORCE_MITIGATION, {{APPLIED, 20, 30}}, 50, 20, 30, 0},
	    {PL_FORCE_MITIGATION, {{APPLIED, 20, 30}, {APPLIED, 25, 60}}, 50,
		20, 60, 0},
	    {PL_FORCE_MITIGATION, {{APPLIED, 20, 30}, {REMOVED, 40, 0}}, 50, 0,
		0, 0},
	    {PL_FORCE_MITIGATION, {{APPLIED, 20, 30}, {REVOKED, 40, 0}}, 50, 20,
		30, 0},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_row rows[HAPPENINGS];
		const struct pl_item item = {
		    .rows = rows, .count = make_rows(rows, cases[i].rows)};
		struct pl_force force =
		    pl_force_at(&item, cases[i].of, DAY(cases[i].day));

		print_message("# case %zu\n", i);
		assert_true(force.since_ms ==
			    (cases[i].since == 0 ? 0 : DAY(cases[i].since)));
		assert_true(force.until_ms ==
			    (cases[i].until == 0 ? 0 : DAY(cases[i].until)));
		assert_int_equal(force.expired, cases[i].expired);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_item_is_back_when_its_exception_is_over),
	    cmocka_unit_test(an_exception_expires_once_and_a_mitigation_never),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
