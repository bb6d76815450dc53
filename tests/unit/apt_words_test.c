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
#include "plugins/apt/aptitude.h"
#include "plugins/apt/history.h"
#include "plugins/apt/termlog.h"
#include "plugins/apt/unattended.h"

static int
setup(void **state)
{
	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	return 0;
}

static int64_t
instant(const char *text)
{
	int64_t at_ms;

	assert_int_equal(kit_instant_read(text, &at_ms), 0);
	return at_ms;
}

/* ---- term.log ----------------------------------------------------------- */

static void
take_term(struct termlog *log, const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		char line[512];
		const char *why = NULL;

		snprintf(line, sizeof line, "%.*s", (int)length, text);
		if (termlog_take(log, line, length, &why) != 0)
			fail_msg("%s: %s", line, why);
		text += length + (text[length] == '\n');
	}
}

static void
take_history(struct aptlog *log, const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		char line[512];
		const char *why = NULL;

		snprintf(line, sizeof line, "%.*s", (int)length, text);
		assert_int_equal(aptlog_take(log, line, length, &why), 0);
		text += length + (text[length] == '\n');
	}
}

/* The deeds of both logs, with the cause of each failure. */
static void
expect(const char *apt, const char *term, const char *expected)
{
	static const char *const kinds[] = {"installed", "install-failed",
	    "removed", "upgraded", "failed", "downgraded"};
	struct history history;
	struct termlog log = {.names = &history.names};
	char got[1024] = "";
	size_t used = 0;

	history_begin(&history);
	take_history(&history.apt, apt);
	take_term(&log, term);
	assert_int_equal(termlog_apply(&log, &history.apt), 0);
	assert_int_equal(aptlog_close(&history.apt), 0);
	assert_int_equal(
	    history_end(&history, instant("2026-03-02T00:00:00Z")), 0);
	for (size_t i = 0; i < history.count; i++) {
		const struct deed *deed = &history.deeds[i];
		uint32_t cause = deed->cause;

		if (cause == 0)
			cause = history.apt.runs[deed->run - 1].cause;
		used += (size_t)snprintf(got + used, sizeof got - used,
		    "%s%s %s %s>%s%s%s", i == 0 ? "" : "; ", kinds[deed->kind],
		    kit_numbers_text(&history.names, deed->package),
		    kit_numbers_text(&history.names, deed->old),
		    kit_numbers_text(&history.names, deed->version),
		    cause == 0 ? "" : ": ",
		    kit_numbers_text(&history.names, cause));
	}
	assert_string_equal(got, expected);
	termlog_free(&log);
	history_free(&history);
}

#define BEGIN "Log started: 2026-03-01  06:00:00\n"
#define END   "Log ended: 2026-03-01  06:00:09\n"
#define RUN(x)                                                                 \
	"Start-Date: 2026-03-01  06:00:00\n" x                                 \
	"End-Date: 2026-03-01  06:00:09\n"
#define ERROR "Error: Sub-process /usr/bin/dpkg returned an error code (1)\n"

static void
the_terminal_says_what_failed_and_why(void **state)
{
	(void)state;
	expect(RUN("Upgrade: a:amd64 (1, 2), b:amd64 (1, 2), c:amd64 (1, "
		   "2)\n" ERROR),
	    BEGIN "Unpacking a:amd64 (2) over (1) ...\r\n"
		  "Unpacking b (2) over (1) ...\r\n"
		  "Setting up a:amd64 (2) ...\r\n"
		  "Setting up b (2) ...\r\n"
		  "dpkg: error processing package b (--configure):\r\n"
		  " installed b script returned error exit status 1\r\n"
		  "Errors were encountered while processing:\r\n b\r\n" END,
	    "upgraded a 1>2; "
	    "failed b 1>2: installed b script returned error exit status 1; "
	    "failed c 1>2");
}

static void
an_error_of_dpkg_itself_is_that_of_the_run(void **state)
{
	(void)state;
	expect(RUN("Upgrade: a:amd64 (1, 2)\n" ERROR),
	    BEGIN "dpkg: error: dpkg frontend is locked by another process\r\n"
		  "dpkg: error: and this comes of it\r\n" END,
	    "failed a 1>2: dpkg: error: dpkg frontend is locked by another "
	    "process");
}

static void
an_archive_that_cannot_be_unpacked_is_its_package(void **state)
{
	(void)state;
	expect(RUN("Upgrade: a-b:amd64 (1, 2)\n" ERROR),
	    BEGIN
	    "dpkg: error processing archive "
	    "/var/cache/apt/archives/a-b_2_amd64.deb (--unpack):\r\n"
	    " cannot copy extracted data: No space left on device\r\n" END,
	    "failed a-b 1>2: cannot copy extracted data: No space left on "
	    "device");
}

static void
a_package_that_is_not_mentioned_stayed_back(void **state)
{
	(void)state;
	expect(RUN("Upgrade: a:amd64 (1, 2), b:amd64 (1, 2)\n"),
	    BEGIN "Unpacking a (2) over (1) ...\nSetting up a (2) ...\n" END,
	    "upgraded a 1>2; failed b 1>2");
	/* In another language, nothing is understood, and nothing concluded. */
	expect(RUN("Upgrade: a:amd64 (1, 2), b:amd64 (1, 2)\n"),
	    BEGIN "Entpacken von a (2) \303\274ber (1) ...\n" END,
	    "upgraded a 1>2; upgraded b 1>2");
	/* Half of a translation is no English either. */
	expect(RUN("Upgrade: a:amd64 (1, 2), b:amd64 (1, 2)\n"),
	    BEGIN
	    "Unpacking a (2) over (1) ...\na (2) wird eingerichtet ...\n" END,
	    "upgraded a 1>2; upgraded b 1>2");
	/* Nor where the log breaks off, or is of another run. */
	expect(RUN("Upgrade: a:amd64 (1, 2), b:amd64 (1, 2)\n"),
	    BEGIN "Unpacking a (2) over (1) ...\nSetting up a (2) ...\n",
	    "upgraded a 1>2; upgraded b 1>2");
	expect(RUN("Upgrade: a:amd64 (1, 2), b:amd64 (1, 2)\n"),
	    "Log started: 2026-03-01  07:00:00\nSetting up a (2) ...\n"
	    "Log ended: 2026-03-01  07:00:01\n",
	    "upgraded a 1>2; upgraded b 1>2");
}

static void
another_version_is_not_the_one_that_was_meant(void **state)
{
	(void)state;
	expect(RUN("Upgrade: a:amd64 (1, 2)\n" ERROR),
	    BEGIN "Setting up a (1) ...\n" END, "failed a 1>2");
}

static void
what_a_terminal_adds_is_taken_out(void **state)
{
	(void)state;
	expect(RUN("Upgrade: a:amd64 (1, 2)\n" ERROR),
	    BEGIN "(Reading database ... \r(Reading database ... 5%\r"
		  "(Reading database ... 100%\r\033[1mSetting up a (2) "
		  "...\033[0m\r\n" END,
	    "upgraded a 1>2");
}

static void
without_history_log_the_terminal_tells_the_runs(void **state)
{
	(void)state;
	expect("",
	    BEGIN "Unpacking a:amd64 (2) over (1) ...\nUnpacking b (1) ...\n"
		  "Removing c (1) ...\nUnpacking d (1) over (2) ...\n"
		  "Processing triggers for e (1) ...\nSetting up e (1) ...\n"
		  "Unpacking f (2) over (1) ...\n"
		  "Setting up a:amd64 (2) ...\nSetting up b (1) ...\n"
		  "Setting up d (1) ...\n" END
		  "Log started: 2026-03-01  07:00:00\nSetting up f (2) ...\n"
		  "Log ended: 2026-03-01  07:00:01\n",
	    "upgraded a 1>2; installed b >1; removed c 1>; downgraded d 2>1; "
	    "upgraded f 1>2");
	/* What is left unpacked for good has failed. */
	expect("", BEGIN "Unpacking a (2) over (1) ...\n" END, "failed a 1>2");
}

static void
a_bad_time_says_what_was_expected(void **state)
{
	struct kit_numbers names = {0};
	struct termlog log = {.names = &names};
	char text[] = "Log started: 2026-13-01  06:00:00";
	const char *why = NULL;

	(void)state;
	assert_int_equal(termlog_take(&log, text, sizeof text - 1, &why), -1);
	assert_memory_equal(why, "expected a time", 15);
	take_term(&log, "Setting up a (1) ...\nLog ended: nonsense\n");
	assert_int_equal(log.count, 0);
	termlog_free(&log);
	kit_numbers_free(&names);
}

/* ---- unattended-upgrades ------------------------------------------------ */

static void
take_unattended(struct unattended *log, const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		char line[512];
		const char *why = NULL;

		snprintf(line, sizeof line, "%.*s", (int)length, text);
		if (unattended_take(log, line, length, &why) != 0)
			fail_msg("%s: %s", line, why);
		text += length + (text[length] == '\n');
	}
}

static void
the_last_run_says_what_it_named(void **state)
{
	struct kit_numbers names = {0};
	struct unattended log = {.names = &names};

	(void)state;
	take_unattended(&log,
	    "2026-03-01 05:00:00,123 INFO Starting unattended upgrades script\n"
	    "2026-03-01 05:00:01,123 INFO Packages that will be upgraded: old\n"
	    "2026-03-01 06:00:00,123 INFO Starting unattended upgrades script\n"
	    "2026-03-01 06:00:01,123 INFO Packages that will be upgraded: a b\n"
	    "2026-03-01 06:00:02,123 INFO Package b is kept back because a "
	    "related package is kept back\n"
	    "2026-03-01 06:00:02,123 WARNING package 'c' upgradable but fails "
	    "to be marked for upgrade (broken)\n"
	    "2026-03-01 06:00:02,123 INFO Packages with upgradable origin but "
	    "kept back:\n"
	    " Debian bookworm-security:\n  d e\n"
	    "2026-03-01 06:00:09,123 INFO All upgrades installed\n");
	assert_null(unattended_find(&log, "old"));
	assert_int_equal(unattended_find(&log, "a")->reason, 0);
	assert_string_equal(
	    kit_numbers_text(&names, unattended_find(&log, "b")->reason),
	    "Package b is kept back because a related package is kept back");
	assert_non_null(unattended_find(&log, "c"));
	assert_non_null(unattended_find(&log, "e"));
	assert_true(log.at_ms == instant("2026-03-01T06:00:09Z"));
	assert_true(log.first_ms == instant("2026-03-01T05:00:00Z"));
	unattended_free(&log);
	kit_numbers_free(&names);
}

static void
a_run_that_failed_learns_why(void **state)
{
	struct history history;
	struct unattended log = {.names = &history.names};

	(void)state;
	history_begin(&history);
	take_history(&history.apt, "Start-Date: 2026-03-01  05:00:00\n" ERROR
				   "End-Date: 2026-03-01  05:00:01\n"
				   "Start-Date: 2026-03-01  06:00:04\n"
				   "End-Date: 2026-03-01  06:00:05\n"
				   "Start-Date: 2026-03-01  06:00:06\n" ERROR
				   "End-Date: 2026-03-01  06:00:07\n");
	take_unattended(&log,
	    "2026-03-01 06:00:00,123 INFO Starting unattended upgrades script\n"
	    "2026-03-01 06:00:08,123 ERROR Installing the upgrades failed!\n"
	    "2026-03-01 06:00:08,123 ERROR error message: "
	    "'installArchives() failed'\n");
	unattended_apply(&log, &history.apt);
	assert_int_equal(history.apt.runs[0].cause, 0);
	assert_int_equal(history.apt.runs[1].cause, 0);
	assert_string_equal(
	    kit_numbers_text(&history.names, history.apt.runs[2].cause),
	    "'installArchives() failed'");
	unattended_free(&log);
	history_free(&history);
}

/* ---- aptitude ----------------------------------------------------------- */

static int
take_aptitude(struct aptitude *log, const char *text, const char **why)
{
	int result = 0;

	while (*text != '\0' && result == 0) {
		size_t length = strcspn(text, "\n");
		char line[512];

		snprintf(line, sizeof line, "%.*s", (int)length, text);
		result = aptitude_take(log, line, length, why);
		text += length + (text[length] == '\n');
	}
	return result;
}

static void
aptitude_says_what_it_means_to_do(void **state)
{
	struct kit_numbers names = {0};
	struct aptitude log = {.names = &names};
	const char *why = NULL;

	(void)state;
	assert_int_equal(take_aptitude(&log,
			     "Aptitude 0.8.13: log report\n"
			     "Wed, Jul  3 2019 10:47:55 +0530\n\n"
			     "  IMPORTANT: this log only lists intended "
			     "actions\n"
			     "[HOLD, DEPENDENCIES] h:amd64 1\n"
			     "[REMOVE, NOT USED] r:amd64 1\n"
			     "[UPGRADE] a:amd64 1 -> 2\n"
			     "[INSTALL, DEPENDENCIES] b:amd64 3\n"
			     "====================\n",
			     &why),
	    0);
	assert_int_equal(log.count, 2);
	assert_true(log.items[0].at_ms == instant("2019-07-03T05:17:55Z"));
	assert_string_equal(
	    kit_numbers_text(&names, log.items[0].package), "a");
	assert_string_equal(kit_numbers_text(&names, log.items[0].old), "1");
	assert_string_equal(
	    kit_numbers_text(&names, log.items[0].version), "2");
	assert_int_equal(log.items[1].old, 0);
	assert_string_equal(
	    kit_numbers_text(&names, log.items[1].version), "3");
	aptitude_free(&log);
	kit_numbers_free(&names);
}

static void
what_aptitude_says_otherwise_is_set_aside(void **state)
{
	static const char *const cases[] = {
	    "Aptitude 0.8.13: log report\nMi, Jul  3 2019 10:47:55\n",
	    "Aptitude 0.8.13: log report\nMi, Mrz  3 2019 10:47:55 +0100\n",
	    "Aptitude 0.8.13: log report\nThu, Mar 40 2026 02:14:07 +0100\n",
	    "Aptitude 0.8.13: log report\nThu, Mar 12 2026 02:14:07 +0100\n"
	    "[UPGRADE] a:amd64\n",
	    "Aptitude 0.8.13: log report\nThu, Mar 12 2026 02:14:07 +0100\n"
	    "[UPGRADE] a:amd64 1 2 3\n",
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct kit_numbers names = {0};
		struct aptitude log = {.names = &names};
		const char *why = NULL;

		assert_int_equal(take_aptitude(&log, cases[i], &why), -1);
		assert_memory_equal(why, "expected", 8);
		aptitude_free(&log);
		kit_numbers_free(&names);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_terminal_says_what_failed_and_why),
	    cmocka_unit_test(an_error_of_dpkg_itself_is_that_of_the_run),
	    cmocka_unit_test(an_archive_that_cannot_be_unpacked_is_its_package),
	    cmocka_unit_test(a_package_that_is_not_mentioned_stayed_back),
	    cmocka_unit_test(another_version_is_not_the_one_that_was_meant),
	    cmocka_unit_test(what_a_terminal_adds_is_taken_out),
	    cmocka_unit_test(without_history_log_the_terminal_tells_the_runs),
	    cmocka_unit_test(a_bad_time_says_what_was_expected),
	    cmocka_unit_test(the_last_run_says_what_it_named),
	    cmocka_unit_test(a_run_that_failed_learns_why),
	    cmocka_unit_test(aptitude_says_what_it_means_to_do),
	    cmocka_unit_test(what_aptitude_says_otherwise_is_set_aside),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
