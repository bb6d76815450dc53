#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/csaf/products.h"

static const char *
or_none(const char *text)
{
	return text == NULL ? "-" : text;
}

static void
package_urls_are_taken_apart(void **state)
{
	static const struct {
		const char *purl, *told;
	} cases[] = {
	    {"pkg:rpm/redhat/python3.9@3.9.18-3.el9?arch=src",
		"rpm redhat python3.9 3.9.18-3.el9 1"},
	    {"pkg:rpm/redhat/openssl@1.1.1k-9.el8?arch=x86_64&epoch=1",
		"rpm redhat openssl 1:1.1.1k-9.el8 0"},
	    {"pkg:rpm/suse/libstdc%2B%2B6@13.2.1%2Bgit1-1?arch=x86_64",
		"rpm suse libstdc++6 13.2.1+git1-1 0"},
	    {"pkg:deb/debian/openssl?arch=source", "deb debian openssl - 1"},
	    {"pkg:rpm/fedora/a%zz@1#sub", "rpm fedora a%zz 1 0"},
	    {"pkg:rpm/redhat/a%00b@1", "rpm redhat a%00b 1 0"},
	    {"pkg:oci/registry@sha256:00", "- - - - 0"},
	    {"pkg:rpm/only", "- - - - 0"},
	    {"pkg:rpm/redhat/@1", "- - - - 0"},
	    {"pkg:rpmx/redhat/a@1", "- - - - 0"},
	    {"pkg:", "- - - - 0"},
	    {"", "- - - - 0"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct products products = {0};
		uint32_t number = products_number(&products, "x");
		struct product product;
		char told[200];

		assert_int_equal(
		    products_set_purl(&products, number, cases[i].purl), 0);
		product = products_resolve(&products, number);
		snprintf(told, sizeof told, "%s %s %s %s %d",
		    or_none(product.type), or_none(product.vendor),
		    or_none(product.package), or_none(product.version),
		    product.is_source);
		assert_string_equal(told, cases[i].told);
		products_free(&products);
	}
}

static void
systems_are_releases(void **state)
{
	static const struct {
		const char *cpe, *distro;
	} cases[] = {
	    {"cpe:/o:redhat:enterprise_linux:9::baseos", "rhel-9"},
	    {"cpe:/a:redhat:enterprise_linux:8::appstream", "rhel-8"},
	    {"cpe:/a:redhat:rhel_eus:8.6::appstream", "rhel-8.6"},
	    {"cpe:2.3:o:redhat:enterprise_linux:7:*:*:*", "rhel-7"},
	    {"cpe:/o:suse:sles:15:sp4", "sles-15.4"},
	    {"cpe:/o:opensuse:leap:15.6", "opensuse-leap-15.6"},
	    {"cpe:/a:redhat:openshift:4.12::el8", "-"},
	    {"cpe:/o:redhat:enterprise_linux:", "-"},
	    {"cpe:/h:redhat:enterprise_linux:9", "-"},
	    {"", "-"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct products products = {0};
		uint32_t number = products_number(&products, "x");

		assert_int_equal(
		    products_set_cpe(&products, number, cases[i].cpe), 0);
		assert_string_equal(
		    or_none(products_resolve(&products, number).distro),
		    cases[i].distro);
		products_free(&products);
	}
}

static void
a_component_has_the_release_of_its_platform(void **state)
{
	struct products products = {0};
	uint32_t whole = products_number(&products, "os:p");
	uint32_t part = products_number(&products, "p");
	uint32_t os = products_number(&products, "os");
	struct product product;

	(void)state;
	assert_int_equal(products_number(&products, "p"), part);
	products_set_purl(&products, part, "pkg:rpm/redhat/p@1");
	products_set_cpe(&products, os, "cpe:/o:redhat:enterprise_linux:9");
	products.list[whole].component = part;
	products.list[whole].platform = os;
	product = products_resolve(&products, whole);
	assert_string_equal(product.package, "p");
	assert_string_equal(product.distro, "rhel-9");
	/* What is made of itself, in a circle, comes to nothing. */
	products.list[os].platform = whole;
	products.list[part].component = whole;
	assert_string_equal(products_resolve(&products, whole).package, "p");
	products_clear(&products);
	assert_int_equal(products_number(&products, "new"), 0);
	assert_null(products_resolve(&products, 0).package);
	products_free(&products);
}

static void
many_products_are_found_again(void **state)
{
	struct products products = {0};
	char id[32];

	(void)state;
	for (uint32_t i = 0; i < 5000; i++) {
		snprintf(id, sizeof id, "product-%u", i);
		assert_int_equal(products_number(&products, id), i);
	}
	for (uint32_t i = 0; i < 5000; i += 7) {
		snprintf(id, sizeof id, "product-%u", i);
		assert_int_equal(products_number(&products, id), i);
	}
	products_free(&products);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(package_urls_are_taken_apart),
	    cmocka_unit_test(systems_are_releases),
	    cmocka_unit_test(a_component_has_the_release_of_its_platform),
	    cmocka_unit_test(many_products_are_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
