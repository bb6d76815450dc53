/*
 * Which words and names every house has, letter by letter.
 */
#include "share/vocabulary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "kpi/kpi.h"

static void
names_of_public_bodies_are_public_and_nothing_near_them(void **state)
{
	static const struct {
		const char *name;
		int is_public;
	} cases[] = {{"KB5034441", 1}, {"KB890830", 1}, {"KB12345678", 1},
	    {"KB12345", 0}, {"KB123456789", 0}, {"kb5034441", 0},
	    {"KB5034441 ", 0}, {" KB5034441", 0}, {"KB503444a", 0},
	    {"CVE-2026-0001", 1}, {"CVE-2026-1234567", 1}, {"CVE-2026-001", 0},
	    {"CVE-2026-12345678", 0}, {"CVE-26-0001", 0}, {"cve-2026-0001", 0},
	    {"CVE-2026-0001-acme", 0}, {"RHSA-2026:0001", 1},
	    {"RHBA-2026:12345", 1}, {"RHEA-2026:123456", 1},
	    {"RHSA-2026:1234567", 0}, {"RHSA-2026-0001", 0},
	    {"ALSA-2026:0001", 1}, {"RLSA-2026:0001", 1}, {"ELSA-2026-0001", 1},
	    {"ELSA-2026:0001", 0}, {"USN-6000-1", 1}, {"USN-600-1", 0},
	    {"USN-6000", 0}, {"DSA-5000-1", 1}, {"DLA-3000-12", 1},
	    {"DLA-3-1", 1}, {"DSA-5000-", 0}, {"MS17-010", 1}, {"MS17-0100", 0},
	    {"GHSA-9x8m-2xpf-crp3", 1}, {"GHSA-9x8m-2xpf-crp", 0},
	    {"GHSA-9X8m-2xpf-crp3", 0}, {"openssl=3.0.11-1", 0}, {"", 0},
	    {"KB", 0}, {"KB5034441\n", 0}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		if (pl_public_name(cases[i].name) != cases[i].is_public)
			fail_msg("\"%s\"", cases[i].name);
}

static void
codes_are_public_where_they_are_plain_numbers(void **state)
{
	static const struct {
		const char *code;
		int is_public;
	} cases[] = {{"0x80070005", 1}, {"0X8007000a", 1}, {"0x1", 1},
	    {"0x", 0}, {"0x800700051", 0}, {"0x8007000g", 0}, {"1603", 1},
	    {"-2147024891", 1}, {"0", 1}, {"12345678901", 0}, {"-", 0},
	    {"16 03", 0}, {"1603 on web-14", 0}, {"80070005h", 0}, {"", 0},
	    {"access denied", 0}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		if (pl_public_code(cases[i].code) != cases[i].is_public)
			fail_msg("\"%s\"", cases[i].code);
}

static void
values_are_public_where_the_list_of_their_stratum_has_them(void **state)
{
	static const struct {
		const char *stratum, *value;
		int is_public;
	} cases[] = {{"severity", "critical", 1}, {"severity", "unknown", 1},
	    {"severity", "unrated", 1}, {"severity", "Critical", 0},
	    {"severity", "critical ", 0}, {"severity", "acme-urgent", 0},
	    {"severity", "", 0}, {"severity", "yes", 0}, {"kev", "yes", 1},
	    {"month", "2026-06", 1}, {"month", "2026-06-01", 0},
	    {"month", "unknown", 1}, {"class", "server", 1},
	    {"class", "sap-prod", 0}, {"group", "server", 0},
	    {"group", "unknown", 0}, {"ring", "unknown", 0},
	    {"importance", "high", 1}, {"no-such", "high", 0}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		if (pl_public_value(cases[i].stratum, cases[i].value) !=
		    cases[i].is_public)
			fail_msg("%s=%s", cases[i].stratum, cases[i].value);
}

/* A stratum that kpi grows is not public before it is on the list. */
static void
strata_that_could_name_somebody_are_not_public(void **state)
{
	static const char *const not_public[] = {"asset", "group", "os",
	    "product", "vendor", "ring", "source", "patch", "tier", "site"};
	const char *name;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(not_public); i++)
		assert_false(pl_public_stratum(not_public[i]));
	for (unsigned i = 0; (name = pl_public_stratum_at(i)) != NULL; i++) {
		assert_true(pl_public_stratum(name));
		assert_true(pl_kpi_is_stratum(name));
	}
}

static void
packs_that_come_with_patchlore_are_public(void **state)
{
	(void)state;
	assert_true(pl_public_policy("7-30-90"));
	assert_true(pl_public_policy("pci-dss-6.3.3"));
	assert_false(pl_public_policy("reports/policies/7-30-90.json"));
	assert_false(pl_public_policy("acme"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		names_of_public_bodies_are_public_and_nothing_near_them),
	    cmocka_unit_test(codes_are_public_where_they_are_plain_numbers),
	    cmocka_unit_test(
		values_are_public_where_the_list_of_their_stratum_has_them),
	    cmocka_unit_test(strata_that_could_name_somebody_are_not_public),
	    cmocka_unit_test(packs_that_come_with_patchlore_are_public),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
