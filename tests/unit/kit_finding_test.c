#include "kit/finding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"

/* The first two are what plugins/apt says of the same package. */
static void
a_package_and_its_fix_have_the_names_of_the_house(void **state)
{
	static const struct {
		struct kit_package package;
		const char *fixed, *patch, *product;
	} cases[] = {
	    {{"pkg:deb/debian/openssl@3.0.9-1?arch=amd64&distro=debian-12", "",
		 "", "openssl"},
		"3.0.11-1~deb12u2", "openssl=3.0.11-1~deb12u2",
		"pkg:deb/debian/openssl"},
	    {{"", "deb", "debian", "libstdc++6"}, "12.2.0-14",
		"libstdc++6=12.2.0-14", "pkg:deb/debian/libstdc++6"},
	    {{"pkg:deb/debian/libstdc%2B%2B6@12", "", "", "libstdc++6"},
		"12.2.0-14", "libstdc++6=12.2.0-14",
		"pkg:deb/debian/libstdc++6"},
	    {{"pkg:rpm/redhat/bash@4.4.19?epoch=0", "", "", "bash"},
		"0:4.4.20-4.el8_6", "bash=4.4.20-4.el8_6", "pkg:rpm/rhel/bash"},
	    {{"", "rpm", "amazon", "vim-minimal"}, "2:9.0.1-1",
		"vim-minimal=2:9.0.1-1", "pkg:rpm/amzn/vim-minimal"},
	    {{"pkg:rpm/bash@1", "rpm", "centos", "bash"}, "1-2", "bash=1-2",
		"pkg:rpm/centos/bash"},
	    {{"", "rpm", "", "bash"}, "1-1", "bash=1-1", "pkg:rpm/bash"},
	    {{"pkg:npm/%40a/b@1.0?x=y#z", "", "", "@a/b"}, "1.1+c",
		"pkg:npm/%40a/b@1.1%2Bc", "pkg:npm/%40a/b"},
	    {{"", "npm", "", "@a/b"}, "1.1", "pkg:npm/%40a/b@1.1",
		"pkg:npm/%40a/b"},
	    {{"", "maven", "", "org.a:b"}, "2", "pkg:maven/org.a/b@2",
		"pkg:maven/org.a/b"},
	    {{"", "", "", "a b"}, "", "", "pkg:generic/a%20b"},
	    {{"pkg:npm/a", "", "", "a"}, ">=4.17.11", "", "pkg:npm/a"},
	    {{"pkg:npm/a", "", "", "a"}, "2.9.10.8, 2.10.1", "", "pkg:npm/a"},
	    {{"pkg:npm/a", "", "", "a"}, "1 || 2", "", "pkg:npm/a"},
	    {{"pkg:", "", "", "a"}, "1", "pkg:generic/a@1", "pkg:generic/a"},
	};
	struct kit_finding_names names;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		assert_int_equal(kit_finding_names(
				     &names, &cases[i].package, cases[i].fixed),
		    0);
		assert_string_equal(names.patch, cases[i].patch);
		assert_string_equal(names.product, cases[i].product);
	}
}

static void
no_name_and_a_name_that_is_too_long_are_refused(void **state)
{
	char name[300];
	struct kit_package package = {"", "deb", "debian", ""};
	struct kit_finding_names names;

	(void)state;
	assert_int_equal(kit_finding_names(&names, &package, "1"), -1);
	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	package.name = name;
	assert_int_equal(kit_finding_names(&names, &package, "1"), -1);
	name[200] = '\0';
	assert_int_equal(kit_finding_names(&names, &package, "1"), 0);
	assert_int_equal(kit_finding_names(&names, &package, name), -1);
}

static void
severities_have_six_words(void **state)
{
	static const char *const cases[][2] = {{"CRITICAL", "critical"},
	    {"High", "high"}, {"Important", "high"}, {"moderate", "medium"},
	    {"LOW", "low"}, {"Negligible", "low"}, {"none", "none"},
	    {"UNKNOWN", "unrated"}, {"", "unrated"}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_string_equal(
		    kit_severity_word(kit_severity(cases[i][0])), cases[i][1]);
	assert_null(kit_severity_word(0));
	assert_null(kit_severity_word(7));
	assert_true(kit_severity("low") < kit_severity("high"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_package_and_its_fix_have_the_names_of_the_house),
	    cmocka_unit_test(no_name_and_a_name_that_is_too_long_are_refused),
	    cmocka_unit_test(severities_have_six_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
