#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kit/instant.h"
#include "kit/zone.h"
#include "plugins/dnf/line.h"
#include "plugins/dnf/years.h"

static int64_t
instant(const char *text)
{
	int64_t at_ms;

	assert_int_equal(kit_instant_read(text, &at_ms), 0);
	return at_ms;
}

static void
use_zone(const char *zone)
{
	assert_int_equal(kit_zone_use(zone), 0);
}

/* ---- Names of packages -------------------------------------------------- */

static void
a_package_has_a_name_a_version_and_an_architecture(void **state)
{
	static const struct {
		const char *text, *name, *version, *key;
	} cases[] = {
	    {"bash-4.4.20-4.el8.x86_64", "bash", "4.4.20-4.el8", "bash.x86_64"},
	    {"openssl-libs-1:1.1.1k-12.el8.x86_64", "openssl-libs",
		"1:1.1.1k-12.el8", "openssl-libs.x86_64"},
	    {"1:openssl-libs-1.0.2k-26.el7_9.i686", "openssl-libs",
		"1:1.0.2k-26.el7_9", "openssl-libs.i686"},
	    {"0:bash-4-1.noarch", "bash", "4-1", "bash.noarch"},
	    {"bash-0:4-1.noarch", "bash", "4-1", "bash.noarch"},
	    {"a-1-2-3.module+el8+1+ab.x86_64", "a-1", "2-3.module+el8+1+ab",
		"a-1.x86_64"},
	    {"bash", NULL, NULL, NULL},
	    {"bash-1.x86_64", NULL, NULL, NULL},
	    {"bash-1-2", NULL, NULL, NULL},
	    {"java-1.8.0-openjdk", NULL, NULL, NULL},
	    {"-1-2.x86_64", NULL, NULL, NULL},
	    {"bash--2.x86_64", NULL, NULL, NULL},
	    {"bash-1-.x86_64", NULL, NULL, NULL},
	    {"bash-1-2.", NULL, NULL, NULL},
	    {"ba sh-1-2.x86_64", NULL, NULL, NULL},
	    {"", NULL, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct nevra package;
		int result =
		    nevra_read(&package, cases[i].text, strlen(cases[i].text));

		assert_int_equal(result, cases[i].name == NULL ? -1 : 0);
		if (result < 0)
			continue;
		assert_string_equal(package.name, cases[i].name);
		assert_string_equal(package.version, cases[i].version);
		assert_string_equal(package.key, cases[i].key);
	}
}

static void
a_name_that_is_too_long_is_none(void **state)
{
	char text[4 * NEVRA_TEXT];
	struct nevra package;

	(void)state;
	memset(text, 'a', sizeof text);
	memcpy(text + NEVRA_TEXT, "-1-2.noarch", sizeof "-1-2.noarch");
	assert_int_equal(nevra_read(&package, text, strlen(text)), -1);
	memset(text, 'a', sizeof text);
	assert_int_equal(nevra_read(&package, text, sizeof text), -1);
}

static void
an_epoch_is_taken_off_and_nothing_else(void **state)
{
	(void)state;
	assert_string_equal(nevra_bare("1:2-3"), "2-3");
	assert_string_equal(nevra_bare("2-3"), "2-3");
	assert_string_equal(nevra_bare("x:2-3"), "x:2-3");
	assert_string_equal(nevra_bare(""), "");
}

/* ---- Lines -------------------------------------------------------------- */

static void
read_dnf(
    const char *text, enum line_word word, const char *at, const char *name)
{
	struct kit_local_clock clock = {0};
	const char *why = NULL;
	struct line line;

	if (line_read_dnf(&line, &clock, text, strlen(text), &why) < 0)
		fail_msg("%s: %s", text, why);
	assert_int_equal(line.word, word);
	if (at != NULL)
		assert_true(line.at_ms == instant(at));
	if (name != NULL)
		assert_string_equal(line.package.name, name);
}

static void
dnf_tells_what_it_did(void **state)
{
	(void)state;
	use_zone("Europe/Berlin");
	read_dnf("2026-03-12T02:14:07Z SUBDEBUG Upgrade: curl-7-1.x86_64",
	    LINE_UPGRADE, "2026-03-12T02:14:07Z", "curl");
	read_dnf("2026-03-12T02:14:07+0200 SUBDEBUG Installed: curl-7-1.x86_64",
	    LINE_INSTALL, "2026-03-12T00:14:07Z", "curl");
	read_dnf("2026-03-12T02:14:07-03:30 SUBDEBUG Erase: curl-7-1.x86_64",
	    LINE_REMOVE, "2026-03-12T05:44:07Z", "curl");
	read_dnf("2026-03-12T02:14:07 SUBDEBUG Upgraded: curl-7-1.x86_64",
	    LINE_REPLACED, "2026-03-12T01:14:07Z", "curl");
	read_dnf("2026-03-12T02:14:07Z SUBDEBUG Downgrade: curl-7-1.x86_64",
	    LINE_DOWNGRADE, NULL, "curl");
	read_dnf("2026-03-12T02:14:07Z SUBDEBUG Obsoleted: curl-7-1.x86_64",
	    LINE_REMOVE, NULL, "curl");
	read_dnf("2026-03-12T02:14:07Z SUBDEBUG Reinstall: curl-7-1.x86_64",
	    LINE_OTHER, NULL, NULL);
	read_dnf("2026-03-12T02:14:07Z INFO --- logging initialized ---",
	    LINE_OTHER, NULL, NULL);
	read_dnf("2026-03-12T02:14:07Z ERROR Error unpacking rpm package "
		 "curl-7-1.x86_64",
	    LINE_FAILED, NULL, "curl");
	read_dnf("2026-03-12T02:14:07Z ERROR Error in PREIN scriptlet in rpm "
		 "package curl",
	    LINE_FAILED, NULL, "curl");
	read_dnf("2026-03-12T02:14:07Z ERROR Error in POSTIN scriptlet in rpm "
		 "package curl",
	    LINE_OTHER, NULL, NULL);
}

static void
what_a_scriptlet_says_is_no_deed(void **state)
{
	(void)state;
	read_dnf("2026-03-12T02:14:07Z INFO Upgrade: curl-7-1.x86_64",
	    LINE_OTHER, NULL, NULL);
	read_dnf("SUBDEBUG Upgrade: curl-7-1.x86_64", LINE_GOES_ON, NULL, NULL);
	read_dnf("2026-03-12 02:14:07 Upgrade: curl-7-1.x86_64", LINE_GOES_ON,
	    NULL, NULL);
	read_dnf("", LINE_GOES_ON, NULL, NULL);
}

static void
a_bad_line_says_what_was_expected(void **state)
{
	static const char *const cases[] = {
	    "2026-13-12T02:14:07Z SUBDEBUG Upgrade: curl-7-1.x86_64",
	    "2026-03-12T02:14:07+02 SUBDEBUG Upgrade: curl-7-1.x86_64",
	    "2026-03-12T02:14:07Z SUBDEBUG Upgrade: curl",
	    "2026-03-12T02:14:07Z SUBDEBUG Upgrade: ",
	    "Foo 12 02:14:07 INFO curl",
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct kit_local_clock clock = {0};
		const char *why = NULL;
		struct line line;

		assert_int_equal(line_read_dnf(&line, &clock, cases[i],
				     strlen(cases[i]), &why),
		    -1);
		assert_memory_equal(why, "expected", 8);
	}
}

static void
yum_tells_no_year(void **state)
{
	static const struct {
		const char *text;
		int result;
		enum line_word word;
		int month, day;
		const char *name;
	} cases[] = {
	    {"Mar 12 02:14:07 Updated: 1:openssl-1.0.2k-26.el7_9.x86_64", 0,
		LINE_UPGRADE, 3, 12, "openssl"},
	    {"Dec  1 02:14:07 Installed: a-1-1.noarch", 0, LINE_INSTALL, 12, 1,
		"a"},
	    {"Feb 29 02:14:07 Erased: a-1-1.noarch", 0, LINE_REMOVE, 2, 29,
		"a"},
	    {"Feb 28 02:14:07 Erased: java-1.8.0-openjdk", 0, LINE_REMOVE, 2,
		28, "java-1.8.0-openjdk"},
	    {"Feb 28 02:14:07 Reinstalled: something", 0, LINE_OTHER, 2, 28,
		""},
	    {"Feb 30 02:14:07 Erased: a-1-1.noarch", -1, 0, 0, 0, NULL},
	    {"Feb 00 02:14:07 Erased: a-1-1.noarch", -1, 0, 0, 0, NULL},
	    {"2026-02-28 02:14:07 Erased: a-1-1.noarch", -1, 0, 0, 0, NULL},
	    {"Feb 28 02:14:07", -1, 0, 0, 0, NULL},
	    {"Feb 28 02:14:07 Updated: a", -1, 0, 0, 0, NULL},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		const char *why;
		struct line line;

		assert_int_equal(line_read_yum(&line, cases[i].text,
				     strlen(cases[i].text), &why),
		    cases[i].result);
		if (cases[i].result < 0)
			continue;
		assert_int_equal(line.word, cases[i].word);
		assert_int_equal(line.yearless.month, cases[i].month);
		assert_int_equal(line.yearless.day, cases[i].day);
		assert_string_equal(line.package.name, cases[i].name);
	}
}

static void
rpm_tells_since_when_a_version_is_there(void **state)
{
	static const struct {
		const char *date, *at; /* NULL: refused */
	} cases[] = {
	    {"Thu 12 Mar 2026 02:14:07 AM UTC", "2026-03-12T02:14:07Z"},
	    {"Thu 12 Mar 2026 02:14:07 PM UTC", "2026-03-12T14:14:07Z"},
	    {"Thu 12 Mar 2026 12:14:07 AM UTC", "2026-03-12T00:14:07Z"},
	    {"Thu 12 Mar 2026 12:14:07 PM GMT", "2026-03-12T12:14:07Z"},
	    {"Thu 12 Mar 2026 02:14:07 AM CET", "2026-03-12T01:14:07Z"},
	    {"Thu 12 Mar 2026 14:14:07 CET", "2026-03-12T13:14:07Z"},
	    {"Thu Mar 12 02:14:07 2026", "2026-03-12T01:14:07Z"},
	    {"Thu Mar  2 02:14:07 2026", "2026-03-02T01:14:07Z"},
	    {"Sun 25 Oct 2026 02:30:00 AM CEST", "2026-10-25T00:30:00Z"},
	    {"Sun 25 Oct 2026 02:30:00 AM CET", "2026-10-25T01:30:00Z"},
	    {"1773281647", "2026-03-12T02:14:07Z"},
	    {"Thu 12 Mar 2026 02:14:07 AM EST", NULL},
	    {"Do 12 M\303\244r 2026 02:14:07 CET", NULL},
	    {"Thu 12 Mar 2026", NULL},
	    {"Thu 31 Feb 2026 02:14:07 AM UTC", NULL},
	    {"Thu 31 Feb 2026 02:14:07 AM CET", NULL},
	    {"", NULL},
	};

	(void)state;
	use_zone("Europe/Berlin");
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct kit_local_clock clock = {0};
		const char *why = NULL;
		struct line line;
		char text[200];
		int result;

		snprintf(text, sizeof text, "bash-4.4.20-4.el8.x86_64     %s",
		    cases[i].date);
		result =
		    line_read_last(&line, &clock, text, strlen(text), &why);
		if ((result == 0) != (cases[i].at != NULL))
			fail_msg("%s: %d, %s", text, result, why);
		if (result < 0) {
			assert_non_null(why);
			continue;
		}
		assert_int_equal(line.word, LINE_PRESENT);
		if (line.at_ms != instant(cases[i].at))
			fail_msg("%s: not %s", text, cases[i].at);
	}
}

static void
the_keys_of_packages_are_no_packages(void **state)
{
	static const char text[] = "gpg-pubkey-fd431d51-4ae0493b   "
				   "Thu 12 Mar 2026 02:14:07 AM UTC";
	struct kit_local_clock clock = {0};
	const char *why;
	struct line line;

	(void)state;
	assert_int_equal(
	    line_read_last(&line, &clock, text, strlen(text), &why), 0);
	assert_int_equal(line.word, LINE_OTHER);
}

/* ---- Years -------------------------------------------------------------- */

/* "Mar 12 Dec 31 ...", all at noon, as the years that they get. */
static void
years(const char *days, const char *not_after, const char *expected)
{
	struct kit_local_clock clock = {0};
	struct years_line lines[16] = {0};
	size_t count = 0, used = 0;
	char got[200] = "";

	use_zone("UTC");
	for (; *days != '\0'; days += days[6] == ' ' ? 7 : 6) {
		char text[64];
		struct line line;
		const char *why;

		snprintf(text, sizeof text, "%.6s 12:00:00 Installed: a-1-1.b",
		    days);
		assert_int_equal(
		    line_read_yum(&line, text, strlen(text), &why), 0);
		lines[count++].day = line.yearless;
	}
	years_date(lines, count, instant(not_after), &clock);
	for (size_t i = 0; i < count; i++) {
		time_t seconds = (time_t)(lines[i].at_ms / 1000);
		struct tm tm;

		used += (size_t)snprintf(got + used, sizeof got - used, "%s%d",
		    i == 0 ? "" : " ", gmtime_r(&seconds, &tm)->tm_year + 1900);
	}
	assert_string_equal(got, expected);
}

static void
years_follow_from_the_file_and_the_order(void **state)
{
	(void)state;
	years("May 05 May 30", "2021-06-01T00:00:00Z", "2021 2021");
	years("May 05 May 30", "2022-01-03T00:00:00Z", "2021 2021");
	years("Nov 05 Dec 31 Jan 01 Mar 02", "2022-03-02T13:00:00Z",
	    "2021 2021 2022 2022");
	years("Mar 01 Feb 01 Jan 15", "2022-02-01T00:00:00Z", "2020 2021 2022");
	/* Nine months of nothing. */
	years("Feb 01 Nov 01", "2021-11-02T00:00:00Z", "2021 2021");
	years("Feb 29 Mar 01", "2023-04-01T00:00:00Z", "2020 2023");
}

static void
a_clock_that_is_put_back_begins_no_year(void **state)
{
	(void)state;
	years("May 05 May 03 May 06", "2021-06-01T00:00:00Z", "2021 2021 2021");
	years("Jan 01 Dec 31 Jan 02", "2022-01-03T00:00:00Z", "2022 2021 2022");
	/* More than a week is a year. */
	years("May 20 May 03", "2021-06-01T00:00:00Z", "2020 2021");
}

static void
what_is_later_than_the_file_was_a_year_earlier(void **state)
{
	(void)state;
	years("May 05 May 30", "2021-05-30T11:59:59Z", "2020 2020");
	years("May 05 May 30", "2021-05-30T12:00:00Z", "2021 2021");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_package_has_a_name_a_version_and_an_architecture),
	    cmocka_unit_test(a_name_that_is_too_long_is_none),
	    cmocka_unit_test(an_epoch_is_taken_off_and_nothing_else),
	    cmocka_unit_test(dnf_tells_what_it_did),
	    cmocka_unit_test(what_a_scriptlet_says_is_no_deed),
	    cmocka_unit_test(a_bad_line_says_what_was_expected),
	    cmocka_unit_test(yum_tells_no_year),
	    cmocka_unit_test(rpm_tells_since_when_a_version_is_there),
	    cmocka_unit_test(the_keys_of_packages_are_no_packages),
	    cmocka_unit_test(years_follow_from_the_file_and_the_order),
	    cmocka_unit_test(a_clock_that_is_put_back_begins_no_year),
	    cmocka_unit_test(what_is_later_than_the_file_was_a_year_earlier),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
