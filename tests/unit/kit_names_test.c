#include "kit/names.h"

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
	struct kit_names names;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		assert_int_equal(
		    kit_names_make(&names, &cases[i].package, cases[i].fixed),
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
	struct kit_names names;

	(void)state;
	assert_int_equal(kit_names_make(&names, &package, "1"), -1);
	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	package.name = name;
	assert_int_equal(kit_names_make(&names, &package, "1"), -1);
	name[200] = '\0';
	assert_int_equal(kit_names_make(&names, &package, "1"), 0);
	assert_int_equal(kit_names_make(&names, &package, name), -1);
}

static void
a_cve_is_a_year_and_a_number(void **state)
{
	static const struct {
		const char *text;
		int is;
	} cases[] = {{"CVE-2024-0001", 1}, {"CVE-1999-1234567890123456789", 1},
	    {"CVE-2024-001", 0}, {"CVE-2024-12345678901234567890", 0},
	    {"cve-2024-0001", 0}, {"CVE-24-0001", 0}, {"CVE-2024-0001 ", 0},
	    {"CVE-2024", 0}, {"CVE-20240001", 0}, {"", 0}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_int_equal(kit_cve_is(cases[i].text), cases[i].is);
}

static void
a_cve_is_found_at_the_begin_and_at_the_end_of_other_texts(void **state)
{
	static const struct {
		const char *text;
		size_t begin;
		const char *end;
	} cases[] = {{"CVE-2024-1234", 13, "CVE-2024-1234"},
	    {"UBUNTU-CVE-2024-123456", 0, "CVE-2024-123456"},
	    {"CVE-2024-1234 openssl", 13, NULL}, {"CVE-2024-123", 0, NULL},
	    {"CVE-24-1234", 0, NULL}, {"CVE-", 0, NULL},
	    {"GHSA-pj33-75x5-32j4", 0, NULL}, {"", 0, NULL}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		const char *end = kit_cve_in(cases[i].text);

		assert_int_equal(kit_cve_length(cases[i].text), cases[i].begin);
		if (cases[i].end == NULL)
			assert_null(end);
		else
			assert_string_equal(end, cases[i].end);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_package_and_its_fix_have_the_names_of_the_house),
	    cmocka_unit_test(no_name_and_a_name_that_is_too_long_are_refused),
	    cmocka_unit_test(a_cve_is_a_year_and_a_number),
	    cmocka_unit_test(
		a_cve_is_found_at_the_begin_and_at_the_end_of_other_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
