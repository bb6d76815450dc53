#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kpi/trouble.h"

#define OPENED    PL_INCIDENT_OPENED
#define LINKED    PL_INCIDENT_LINKED
#define RESOLVED  PL_INCIDENT_RESOLVED
#define INSTALLED PL_DEPLOY_INSTALLED
#define FAILED    PL_DEPLOY_FAILED
#define BACK      PL_DEPLOY_ROLLED_BACK

enum { OWN = 1, HEIR = 2 }; /* subjects */

static const struct {
	const char *what; /* holds */
	struct {
		enum pl_kind kind;
		int64_t day;
	} rows[6];
	size_t heir; /* row, from 1, of what superseded it; 0: none is */
	struct {
		int64_t start, stop; /* 0: lasts */
		int is_incident;
	} expected[3];
} stories[] = {
    {"what works is no trouble", {{INSTALLED, 3}}, 0, {{0, 0, 0}}},
    {"an incident lasts until it is resolved", {{OPENED, 3}, {RESOLVED, 5}}, 0,
	{{3, 5, 1}}},
    {"or to the end", {{OPENED, 3}}, 0, {{3, 0, 1}}},
    {"an install resolves no incident",
	{{OPENED, 3}, {INSTALLED, 4}, {RESOLVED, 5}}, 0, {{3, 5, 1}}},
    {"a failure lasts until it is installed", {{FAILED, 3}, {INSTALLED, 5}}, 0,
	{{3, 5, 0}}},
    {"a failure at the instant of an install came before it",
	{{INSTALLED, 3}, {FAILED, 3}}, 0, {{3, 3, 0}}},
    {"also where two sources tell of both",
	{{INSTALLED, 3}, {INSTALLED, 3}, {FAILED, 3}, {FAILED, 3}}, 0,
	{{3, 3, 0}}},
    {"failures in a row are one trouble",
	{{FAILED, 3}, {FAILED, 4}, {INSTALLED, 5}}, 0, {{3, 5, 0}}},
    {"a rollback lasts until it is installed again",
	{{INSTALLED, 1}, {BACK, 3}, {INSTALLED, 5}}, 0, {{3, 5, 0}}},
    {"or until what superseded it is",
	{{INSTALLED, 1}, {BACK, 3}, {INSTALLED, 5}}, 3, {{3, 5, 0}}},
    {"or until it took effect by another way",
	{{BACK, 3}, {PL_DEPLOY_EFFECTIVE, 5}}, 0, {{3, 5, 0}}},
    {"a failure of what superseded it is another's trouble", {{FAILED, 3}}, 1,
	{{0, 0, 0}}},
    {"a rollback within an incident belongs to it",
	{{OPENED, 3}, {BACK, 4}, {INSTALLED, 5}, {RESOLVED, 6}}, 0,
	{{3, 6, 1}}},
    {"the first sign begins it, though an incident follows",
	{{FAILED, 3}, {OPENED, 4}, {INSTALLED, 5}, {RESOLVED, 6}}, 0,
	{{3, 6, 1}}},
    {"one trouble can follow the other",
	{{OPENED, 3}, {RESOLVED, 4}, {FAILED, 5}, {INSTALLED, 6}, {OPENED, 7}},
	0, {{3, 4, 1}, {5, 6, 0}, {7, 0, 1}}},
    {"what is only linked begins when it was", {{LINKED, 3}, {RESOLVED, 5}}, 0,
	{{3, 5, 1}}},
    {"an incident that is over is not begun again when it is linked",
	{{OPENED, 3}, {RESOLVED, 5}, {LINKED, 6}}, 0, {{3, 5, 1}}},
    {"resolving nothing ends nothing", {{RESOLVED, 3}}, 0, {{0, 0, 0}}},
};

static void
each_story_has_its_troubles(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(stories); i++) {
		struct pl_trouble_reading reading = {.subject = OWN};
		struct pl_row rows[6] = {0};
		struct pl_trouble trouble;
		size_t count = 0, found = 0;

		for (; count < 6 && stories[i].rows[count].day != 0; count++)
			rows[count] = (struct pl_row){
			    .subject =
				stories[i].heir == count + 1 ? HEIR : OWN,
			    .kind = stories[i].rows[count].kind,
			    .at_ms = stories[i].rows[count].day};
		while (pl_trouble_next(&reading, rows, count, &trouble)) {
			if (found == 3 ||
			    trouble.start_ms !=
				stories[i].expected[found].start ||
			    trouble.stop_ms !=
				stories[i].expected[found].stop ||
			    trouble.is_incident !=
				stories[i].expected[found].is_incident)
				fail_msg("%s", stories[i].what);
			found++;
		}
		if (found < 3 && stories[i].expected[found].start != 0)
			fail_msg("%s", stories[i].what);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_story_has_its_troubles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
