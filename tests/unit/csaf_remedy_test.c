#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/csaf/remedy.h"

static void
fixes_are_named_by_details_and_addresses(void **state)
{
	static const struct {
		int (*of)(const char *text, char *out, size_t size);
		const char *text, *name;
	} cases[] = {
	    {remedy_of_details, "5035853", "KB5035853"},
	    {remedy_of_details, "5035853:Security Update:https://x",
		"KB5035853"},
	    {remedy_of_details, "129.0.2792.52:Security Update", ""},
	    {remedy_of_details, "Release Notes", ""},
	    {remedy_of_details, "12345", ""},
	    {remedy_of_details, "123456789", ""},
	    {remedy_of_url, "https://x/errata/RHSA-2024:0010",
		"RHSA-2024:0010"},
	    {remedy_of_url, "https://x/Search.aspx?q=KB5035853", "KB5035853"},
	    {remedy_of_url, "https://x/errata/RHSA-2024:", ""},
	    {remedy_of_url, "https://x/errata/rhsa-2024:1", ""},
	    {remedy_of_url, "https://x/KB12", ""},
	    {remedy_of_url, "", ""},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		char name[32] = "";

		assert_int_equal(cases[i].of(cases[i].text, name, sizeof name),
		    cases[i].name[0] != '\0');
		assert_string_equal(name, cases[i].name);
	}
}

static void
restarts_of_the_machine_are_told_from_others(void **state)
{
	(void)state;
	assert_string_equal(remedy_reboot("system"), "yes");
	assert_string_equal(remedy_reboot("machine"), "yes");
	assert_string_equal(remedy_reboot("service"), "no");
	assert_string_equal(remedy_reboot("none"), "no");
	assert_string_equal(remedy_reboot("Maybe"), "maybe");
	assert_null(remedy_reboot(""));
	assert_null(remedy_reboot("perhaps"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fixes_are_named_by_details_and_addresses),
	    cmocka_unit_test(restarts_of_the_machine_are_told_from_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
