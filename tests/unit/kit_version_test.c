#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kit/version.h"

/* Each is later than the one before it, by what the two tools say. */
static const char *const debs[] = {"1~~", "1~", "1", "1.0~rc1", "1.0", "1.0-1",
    "1.0-1+b1", "1.0-1.1", "1.0a", "1.0+", "1.2", "1.2.3-0ubuntu1",
    "1.2.3-0ubuntu1.1", "1.10", "3.0.11-1~deb12u2", "3.0.11-1~deb12u10",
    "3.0.11-1", "9", "10", "20240203", "20240203+dfsg",
    "99999999999999999999.1", "99999999999999999999.2", "1:0.5", "2:0.4"};
static const char *const rpms[] = {"1.0~rc1-1", "1.0~rc1.1", "1.0~rc2", "1.0",
    "1.0-1~a", "1.0-1", "1.0-1.el8", "1.0-1.el8_8", "1.0-1.el9", "1.0-10.el8",
    "1.0^git1~pre-1", "1.0^git1", "1.0^git2", "1.0a", "1.0b", "1.0.1", "1.2",
    "1.10", "99999999999999999999.1", "99999999999999999999.2", "1:0.5",
    "2:0.4"};

typedef int compare(const char *a, const char *b);

static int
sign(int order)
{
	return (order > 0) - (order < 0);
}

/* Is each version of the list later than all before it? */
static void
hold_order(compare *order_of, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++)
			if (sign(order_of(list[i], list[j])) !=
			    (i > j) - (i < j))
				fail_msg("%s against %s: %d", list[i], list[j],
				    order_of(list[i], list[j]));
}

static void
versions_have_the_order_of_their_tool(void **state)
{
	(void)state;
	hold_order(kit_version_deb, debs, PL_COUNT(debs));
	hold_order(kit_version_rpm, rpms, PL_COUNT(rpms));
}

static void
one_version_can_be_written_in_several_ways(void **state)
{
	static const struct {
		compare *order_of;
		const char *a, *b;
	} cases[] = {
	    {kit_version_deb, "0:1", "1"},
	    {kit_version_deb, "1.0-0", "1.0"},
	    {kit_version_deb, "1.02-01", "1.2-1"},
	    {kit_version_deb, "00000000000000000000001", "1"},
	    {kit_version_rpm, "0:1", "1"},
	    {kit_version_rpm, "1.02-01", "1.2-1"},
	    {kit_version_rpm, "1._0-1+", "1.0-1"},
	    {kit_version_rpm, "00000000000000000000001", "1"},
	    {kit_version_rpm, "", ""},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_int_equal(cases[i].order_of(cases[i].a, cases[i].b), 0);
}

/* ---- Held against the tools themselves ---------------------------------- */

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
dpkg_has_the_same_order(void **state)
{
	(void)state;
	if (access("/usr/bin/dpkg", X_OK) < 0)
		skip();
	for (size_t i = 1; i < PL_COUNT(debs); i++)
		for (size_t j = 0; j < i; j++)
			if (!dpkg_says(debs[j], "lt", debs[i]))
				fail_msg("%s against %s", debs[j], debs[i]);
}

static void
rpm_has_the_same_order(void **state)
{
	char script[1024] = "%{lua: local l = {";
	char *argv[] = {"rpm", "--eval", script, NULL};
	size_t used = strlen(script);
	int channel[2], status, pairs = 0, wrong = 0;
	FILE *from;
	pid_t pid;

	(void)state;
	if (access("/usr/bin/rpm", X_OK) < 0)
		skip();
	for (size_t i = 0; i < PL_COUNT(rpms); i++)
		used += (size_t)snprintf(
		    script + used, sizeof script - used, "\"%s\",", rpms[i]);
	snprintf(script + used, sizeof script - used,
	    "} for i, a in ipairs(l) do for j, b in ipairs(l) do "
	    "print(rpm.vercmp(a, b) - "
	    "((i > j and 1 or 0) - (i < j and 1 or 0)) .. \" \") end end}");
	assert_int_equal(pipe(channel), 0);
	pid = fork();
	if (pid == 0) {
		dup2(channel[1], STDOUT_FILENO);
		execv("/usr/bin/rpm", argv);
		_exit(127);
	}
	close(channel[1]);
	from = fdopen(channel[0], "r");
	for (int off; fscanf(from, "%d", &off) == 1; pairs++)
		wrong += off != 0;
	fclose(from);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(pairs, PL_COUNT(rpms) * PL_COUNT(rpms));
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(versions_have_the_order_of_their_tool),
	    cmocka_unit_test(one_version_can_be_written_in_several_ways),
	    cmocka_unit_test(dpkg_has_the_same_order),
	    cmocka_unit_test(rpm_has_the_same_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
