#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/apt/version.h"

static const char *const versions[] = {"1.0", "1.0~rc1", "1.0-1", "1.0-1+b1",
    "2:0.9", "1:1.0", "1.0a", "1.0+", "10", "9", "1.02", "1.2",
    "1.2.3-0ubuntu1", "1.2.3-0ubuntu1.1", "1~~", "1~", "0:1", "1",
    "3.0.11-1~deb12u2", "3.0.11-1~deb12u10", "5.2.15-2+b2", "1.0.0.0",
    "20240203+dfsg", "20240203"};

/* What dpkg says: does relation hold between a and b? */
static int
dpkg_says(const char *a, const char *relation, const char *b)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		execlp("dpkg", "dpkg", "--compare-versions", a, relation, b,
		    (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
	return WEXITSTATUS(status) == 0;
}

static void
versions_compare_as_dpkg_compares_them(void **state)
{
	(void)state;
	if (access("/usr/bin/dpkg", X_OK) < 0)
		skip();
	for (size_t i = 0; i < PL_COUNT(versions); i++)
		for (size_t j = 0; j < PL_COUNT(versions); j++) {
			int order = version_compare(versions[i], versions[j]);

			if (dpkg_says(versions[i], "lt", versions[j]) !=
				(order < 0) ||
			    dpkg_says(versions[i], "eq", versions[j]) !=
				(order == 0))
				fail_msg("%s against %s: %d", versions[i],
				    versions[j], order);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(versions_compare_as_dpkg_compares_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
