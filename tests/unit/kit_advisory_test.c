#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kit/advisory.h"
#include "tests/unit/telling.h"

static void
names_are_kept_once(void **state)
{
	struct kit_set names = {0};

	(void)state;
	assert_int_equal(kit_set_add(&names, "one two", 3), 0);
	assert_int_equal(kit_set_add(&names, "on", 2), 0);
	assert_int_equal(kit_set_add(&names, "one", 3), 0);
	assert_int_equal(names.count, 2);
	assert_true(kit_set_has(&names, "one"));
	assert_false(kit_set_has(&names, "one two"));
	kit_set_clear(&names);
	assert_false(kit_set_has(&names, "one"));
	for (int i = 0; i < 2000; i++) {
		char name[16];

		snprintf(name, sizeof name, "%d", i % 1000);
		assert_int_equal(kit_set_add(&names, name, strlen(name)), 0);
	}
	assert_int_equal(names.count, 1000);
	assert_string_equal(names.list[999], "999");
	kit_set_free(&names);
	assert_false(kit_set_has(&names, "1"));
}

static void
a_cve_is_found_in_the_names_that_others_give_it(void **state)
{
	static const struct {
		const char *text, *cve;
	} cases[] = {{"CVE-2024-1234", "CVE-2024-1234"},
	    {"UBUNTU-CVE-2024-123456", "CVE-2024-123456"},
	    {"CVE-2024-123", NULL}, {"CVE-24-1234", NULL},
	    {"CVE-2024-1234x", NULL}, {"CVE-2024", NULL}, {"CVE-", NULL},
	    {"GHSA-pj33-75x5-32j4", NULL}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct kit_set names = {0};

		assert_int_equal(kit_set_add_cve(&names, cases[i].text),
		    cases[i].cve != NULL);
		if (cases[i].cve != NULL)
			assert_string_equal(names.list[0], cases[i].cve);
		kit_set_free(&names);
	}
}

static void
midnight_stands_for_the_day(void **state)
{
	/* 2026-03-12, by date -d 2026-03-12T00:00:00Z +%s */
	const int64_t midnight_ms = INT64_C(1773273600000);
	int64_t at_ms = midnight_ms, after_ms = 0;

	(void)state;
	assert_int_equal(kit_whole_day(&at_ms, &after_ms, 0), 1);
	assert_int_equal(at_ms, midnight_ms + 86400000 - 1);
	assert_int_equal(after_ms, midnight_ms - 1);
	assert_int_equal(kit_whole_day(&at_ms, &after_ms, 0), 0);
	at_ms = midnight_ms + 7 * 3600000;
	assert_int_equal(kit_whole_day(&at_ms, &after_ms, 0), 0);
	assert_int_equal(kit_whole_day(&at_ms, &after_ms, 7 * 3600000), 1);
	assert_int_equal(after_ms, midnight_ms + 7 * 3600000 - 1);
}

static void
an_advisory_and_its_fix_are_two_patches(void **state)
{
	struct kit_advisory advisory = {.id = "A-1",
	    .at_ms = 7,
	    .vendor = "rocky",
	    .type = "security",
	    .severity = "Important"};
	struct kit_set distros = {0};
	const struct kit_fix fix = {.type = "rpm",
	    .vendor = "rocky",
	    .package = "p",
	    .version = "0:1-2",
	    .is_source = 1,
	    .distros = &distros};
	struct telling telling;

	(void)state;
	kit_set_add_cve(&advisory.vulns, "CVE-2026-0001");
	kit_set_add(&distros, "rocky-8", 7);
	kit_set_add(&distros, "rocky-9", 7);
	telling_begin(&telling, NULL);
	assert_int_equal(kit_advisory_emit(&telling.host, &advisory), 0);
	assert_int_equal(
	    kit_advisory_emit_fix(&telling.host, &advisory, &fix), 0);
	advisory.unreleased = 1;
	assert_int_equal(
	    kit_advisory_emit_fix(&telling.host, &advisory, &fix), 0);
	assert_string_equal(telling_end(&telling),
	    "patch.released 7 A-1 vendor=rocky type=security "
	    "severity=high vuln=CVE-2026-0001\n"
	    "patch.released 7 p=1-2 pkg:rpm/rocky/p vendor=rocky "
	    "type=security severity=high advisory=A-1 arch=source "
	    "distro=rocky-8 distro=rocky-9 vuln=CVE-2026-0001\n"
	    "patch.revised 7 p=1-2 pkg:rpm/rocky/p vendor=rocky "
	    "type=security severity=high advisory=A-1 arch=source "
	    "distro=rocky-8 distro=rocky-9 vuln=CVE-2026-0001\n");
	free(telling.text);
	kit_set_free(&distros);
	kit_set_free(&advisory.vulns);
}

/* The kernel's advisories name hundreds. */
static void
more_vulnerabilities_than_fit_are_told_in_several_events(void **state)
{
	struct kit_advisory advisory = {.id = "A-1", .at_ms = 7};
	struct telling telling;
	size_t lines = 0, vulns = 0;
	char cve[32];

	(void)state;
	for (int i = 0; i < 200; i++) {
		snprintf(cve, sizeof cve, "CVE-2026-%04d", i);
		kit_set_add_cve(&advisory.vulns, cve);
	}
	telling_begin(&telling, NULL);
	assert_int_equal(kit_advisory_emit(&telling.host, &advisory), 0);
	for (const char *at = telling_end(&telling);
	     (at = strchr(at, '\n')) != NULL; at++)
		lines++;
	for (const char *at = telling.text; (at = strstr(at, "vuln=")) != NULL;
	     at++)
		vulns++;
	assert_int_equal(lines, 4); /* 64 attributes each */
	assert_int_equal(vulns, 200);
	free(telling.text);
	kit_set_free(&advisory.vulns);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_kept_once),
	    cmocka_unit_test(a_cve_is_found_in_the_names_that_others_give_it),
	    cmocka_unit_test(midnight_stands_for_the_day),
	    cmocka_unit_test(an_advisory_and_its_fix_are_two_patches),
	    cmocka_unit_test(
		more_vulnerabilities_than_fit_are_told_in_several_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
