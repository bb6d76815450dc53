#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/osv/distro.h"

static void
ecosystems_are_what_machines_call_themselves(void **state)
{
	static const struct {
		const char *ecosystem, *type, *name;
	} cases[] = {
	    {"Debian:12", "deb", "debian-12"},
	    {"Debian", "deb", ""},
	    {"Ubuntu:22.04:LTS", "deb", "ubuntu-22.04"},
	    {"Ubuntu:Pro:FIPS-updates:20.04:LTS", "deb", "ubuntu-20.04"},
	    {"AlmaLinux:8", "rpm", "almalinux-8"},
	    {"Rocky Linux:9", "rpm", "rocky-9"},
	    {"Red Hat:enterprise_linux:8::baseos", "rpm", "rhel-8"},
	    {"Red Hat:rhel_eus:8.6::appstream", "rpm", "rhel-8.6"},
	    {"Red Hat:openshift:4.12::el8", "rpm", ""},
	    {"SUSE:Linux Enterprise Server 15 SP4", "rpm", "sles-15.4"},
	    {"SUSE:Linux Enterprise Server 15 SP4-LTSS", "rpm", "sles-15.4"},
	    {"openSUSE:Leap 15.6", "rpm", "opensuse-leap-15.6"},
	    {"Alpine:v3.20", "apk", "alpine-3.20"},
	    {"Wolfi", "apk", ""},
	    {"PyPI", NULL, NULL},
	    {"Debianish:12", NULL, NULL},
	    {"", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct distro distro;
		int found = distro_of_ecosystem(&distro, cases[i].ecosystem);

		assert_int_equal(found, cases[i].type != NULL);
		if (!found)
			continue;
		assert_string_equal(distro.type, cases[i].type);
		assert_string_equal(distro.name, cases[i].name);
	}
}

static void
codenames_of_debian_have_their_numbers(void **state)
{
	struct distro distro;

	(void)state;
	assert_true(distro_of_debian(&distro, "bookworm"));
	assert_string_equal(distro.name, "debian-12");
	assert_true(distro_of_debian(&distro, "sarge"));
	assert_string_equal(distro.name, "debian-3.1");
	assert_false(distro_of_debian(&distro, "sid"));
	assert_false(distro_of_debian(&distro, ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ecosystems_are_what_machines_call_themselves),
	    cmocka_unit_test(codenames_of_debian_have_their_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
