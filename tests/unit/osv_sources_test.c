#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/osv/sources.h"

static void
take(struct sources *sources, const char *text)
{
	char path[] = "/tmp/osv_sources_test.XXXXXX", error[256];
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_int_equal(sources_read(sources, path, error, sizeof error), 0);
	unlink(path);
}

static void
hold(const struct sources *sources, const char *source, const char *wanted)
{
	char got[200] = "";
	size_t count, used = 0;
	const struct sources_pair *pairs =
	    sources_find(sources, source, &count);

	for (size_t i = 0; i < count; i++)
		used += (size_t)snprintf(
		    got + used, sizeof got - used, "%s ", pairs[i].binary);
	assert_string_equal(got, wanted);
}

static void
packages_are_found_by_their_source(void **state)
{
	struct sources sources = {0};

	(void)state;
	take(&sources, "Package: libssl3\nSource: openssl\nVersion: 3-1\n\n"
		       "Package: openssl\nVersion: 3-1\n");
	take(&sources, "Package: openssl\nVersion: 3-2\n\n"
		       "Package: libssl-dev\nSource: openssl (3-1)\n"
		       "Version: 3-1+b2\n\n"
		       "Package: odd\nSource: openssl (3-1)\nVersion: 3-1+b\n"
		       "\n"
		       "Package: cpp\nSource: gcc-defaults (1.203)\n"
		       "Version: 4:12.2.0-3\n");
	sources_sort(&sources);
	hold(&sources, "openssl", "libssl-dev libssl3 openssl ");
	hold(&sources, "gcc-defaults", "");
	hold(&sources, "zlib", "");
	sources_free(&sources);
}

static void
without_a_file_nothing_is_found(void **state)
{
	struct sources sources = {0};
	char error[256];

	(void)state;
	sources_sort(&sources);
	hold(&sources, "openssl", "");
	assert_int_equal(
	    sources_read(&sources, "/none", error, sizeof error), -1);
	assert_string_equal(error, "/none: No such file or directory");
	sources_free(&sources);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(packages_are_found_by_their_source),
	    cmocka_unit_test(without_a_file_nothing_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
