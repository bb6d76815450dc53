#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/apt/history.h"

/* What both logs say, a line each; the clock of all is UTC, the day 1 March
 * 2026. "D " begins a line of dpkg.log without its date, the rest is of
 * history.log. In deeds: kind, package, old, version, time of day, run. */
static void
replay(struct history *history, const char *text, int dpkg)
{
	while (*text != '\0') {
		char line[512];
		size_t length = strcspn(text, "\n");
		int is_dpkg = strncmp(text, "D ", 2) == 0;
		const char *why;
		struct dpkg_line parsed;

		assert_true(length + 16 < sizeof line);
		snprintf(line, sizeof line, "%s%.*s",
		    is_dpkg ? "2026-03-01 " : "",
		    (int)length - (is_dpkg ? 2 : 0), text + (is_dpkg ? 2 : 0));
		text += length + (text[length] == '\n');
		if (is_dpkg != dpkg)
			continue;
		if (!dpkg) {
			assert_int_equal(aptlog_take(&history->apt, line,
					     strlen(line), &why),
			    0);
			continue;
		}
		assert_int_equal(dpkg_line_read(&parsed, &history->apt.clock,
				     line, strlen(line), &why),
		    0);
		assert_int_equal(history_take(history, &parsed), 0);
	}
}

static void
tell(const struct history *history, char *out, size_t size)
{
	static const char *const kinds[] = {"installed", "install-failed",
	    "removed", "upgraded", "failed", "downgraded"};
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < history->count; i++) {
		const struct deed *deed = &history->deeds[i];
		int second = (int)(deed->at_ms / 1000 % 86400);

		if (deed->dropped)
			continue;
		used += (size_t)snprintf(out + used, size - used,
		    "%s%s %s %s>%s %02d:%02d:%02d run %u", used > 0 ? "; " : "",
		    kinds[deed->kind],
		    kit_numbers_text(&history->names, deed->package),
		    kit_numbers_text(&history->names, deed->old),
		    kit_numbers_text(&history->names, deed->version),
		    second / 3600, second / 60 % 60, second % 60, deed->run);
		assert_true(used < size);
		assert_true(deed->took_ms >= 0);
		assert_true(deed->known_ms >= deed->at_ms);
	}
}

#define RUN(start, what, end)                                                  \
	"Start-Date: 2026-03-01  " start "\n" what "\n"                        \
	"End-Date: 2026-03-01  " end "\n"
#define ERROR "\nError: Sub-process /usr/bin/dpkg returned an error code (1)"

static const struct {
	const char *promise, *logs, *deeds;
} cases[] = {
    {"an upgrade is dated when it is installed",
	"D 06:00:00 upgrade a:amd64 1 2\nD 06:00:05 status installed a:amd64 2",
	"upgraded a 1>2 06:00:05 run 0"},
    {"both logs tell of one upgrade, and dpkg.log dates it",
	"D 06:00:01 upgrade a:all 1 2\nD 06:00:05 status installed a:all "
	"2\n" RUN("06:00:00", "Upgrade: a:amd64 (1, 2)", "06:00:05"),
	"upgraded a 1>2 06:00:05 run 1"},
    {"history.log alone tells it at the end of its run",
	RUN("06:00:00", "Upgrade: a:amd64 (1, 2)", "06:00:05"),
	"upgraded a 1>2 06:00:05 run 1"},
    {"history.log fills in what dpkg.log begins too late for",
	RUN("05:00:00", "Upgrade: b:amd64 (1, 2)", "05:00:05")
	    RUN("06:00:00", "Upgrade: a:amd64 (1, 2)",
		"06:00:05") "D 06:00:01 upgrade a:amd64 1 2\n"
			    "D 06:00:04 status installed a:amd64 2",
	"upgraded b 1>2 05:00:05 run 1; upgraded a 1>2 06:00:04 run 2"},
    {"what dpkg.log leaves out of a run that it tells of stayed back",
	"D 05:00:00 upgrade c:amd64 1 2\nD 05:00:01 status installed c:amd64 "
	"2\nD 06:00:01 upgrade a:amd64 1 2\n"
	"D 06:00:02 status installed a:amd64 2\n" RUN(
	    "06:00:00", "Upgrade: a:amd64 (1, 2), b:amd64 (1, 2)", "06:00:05"),
	"upgraded c 1>2 05:00:01 run 0; upgraded a 1>2 06:00:02 run 1; "
	"failed b 1>2 06:00:05 run 1"},
    {"unless a later run finds it in place",
	"D 05:00:00 upgrade c:amd64 1 2\nD 05:00:01 status installed c:amd64 "
	"2\nD 06:00:01 upgrade a:amd64 1 2\n"
	"D 06:00:02 status installed a:amd64 2\n" RUN(
	    "06:00:00", "Upgrade: a:amd64 (1, 2), b:amd64 (1, 2)", "06:00:05")
	    RUN("07:00:00", "Upgrade: b:amd64 (2, 3)" ERROR, "07:00:05"),
	"upgraded c 1>2 05:00:01 run 0; upgraded a 1>2 06:00:02 run 1; "
	"upgraded b 1>2 06:00:05 run 1; failed b 2>3 07:00:05 run 2"},
    {"a run that begins before dpkg.log is filled in as before",
	"D 06:00:01 upgrade a:amd64 1 2\n"
	"D 06:00:02 status installed a:amd64 2\n" RUN(
	    "06:00:00", "Upgrade: a:amd64 (1, 2), b:amd64 (1, 2)", "06:00:05"),
	"upgraded a 1>2 06:00:02 run 1; upgraded b 1>2 06:00:05 run 1"},
    {"both architectures of a run are one deed",
	"D 05:00:00 upgrade c:amd64 1 2\nD 05:00:01 status installed c:amd64 "
	"2\nD 06:00:01 upgrade a:amd64 1 2\nD 06:00:01 upgrade a:i386 1 2\n"
	"D 06:00:02 status installed a:amd64 2\n"
	"D 06:00:03 status installed a:i386 2\n" RUN(
	    "06:00:00", "Upgrade: a:amd64 (1, 2), a:i386 (1, 2)", "06:00:05"),
	"upgraded c 1>2 05:00:01 run 0; upgraded a 1>2 06:00:03 run 1"},
    {"long ago no architecture was told",
	"D 06:00:01 upgrade a 1 2\nD 06:00:02 status installed a 2\n" RUN(
	    "06:00:00", "Upgrade: a (1, 2)", "06:00:05"),
	"upgraded a 1>2 06:00:02 run 1"},
    {"nor by one of the two logs",
	"D 06:00:01 upgrade a 1 2\nD 06:00:02 status installed a 2\n" RUN(
	    "06:00:00", "Upgrade: a:i386 (1, 2)", "06:00:05"),
	"upgraded a 1>2 06:00:02 run 1"},
    {"what goes back may be listed as an upgrade",
	RUN("06:00:00", "Upgrade: a:amd64 (2, 1), b:amd64 (1, 2)", "06:00:05"),
	"downgraded a 2>1 06:00:05 run 1; upgraded b 1>2 06:00:05 run 1"},
    {"or be told as one by dpkg",
	"D 06:00:01 upgrade a:amd64 2 1\nD 06:00:02 status installed a:amd64 "
	"1",
	"downgraded a 2>1 06:00:02 run 0"},
    {"or be a removal and an installation",
	"D 06:00:01 remove a:amd64 2 <none>\n"
	"D 06:00:02 status config-files a:amd64 2\n"
	"D 06:05:01 install a:amd64 2 1\n"
	"D 06:05:02 status installed a:amd64 1",
	"downgraded a 2>1 06:05:02 run 0"},
    {"also by two runs",
	RUN("06:00:00", "Remove: a:amd64 (2)", "06:00:02")
	    RUN("06:05:00", "Install: a:amd64 (1)", "06:05:02"),
	"downgraded a 2>1 06:05:02 run 2"},
    {"but hours later they are what they are",
	"D 06:00:01 remove a:amd64 2 <none>\n"
	"D 06:00:02 status config-files a:amd64 2\n"
	"D 09:05:01 install a:amd64 2 1\n"
	"D 09:05:02 status installed a:amd64 1",
	"removed a 2> 06:00:02 run 0; installed a 2>1 09:05:02 run 0"},
    {"a run that dpkg never began failed",
	RUN("06:00:00", "Upgrade: a:amd64 (1, 2)" ERROR, "06:00:00"),
	"failed a 1>2 06:00:00 run 1"},
    {"each attempt of several is one",
	RUN("06:00:00", "Upgrade: a:amd64 (1, 2)" ERROR, "06:00:00")
	    RUN("06:20:00", "Upgrade: a:amd64 (1, 2)" ERROR, "06:20:00"),
	"failed a 1>2 06:00:00 run 1; failed a 1>2 06:20:00 run 2"},
    {"what was installed before the error was installed, the rest failed",
	"D 06:00:01 upgrade a:amd64 1 2\nD 06:00:02 status installed a:amd64 "
	"2\n"
	"D 06:00:03 upgrade b:amd64 1 2\n" RUN("06:00:00",
	    "Upgrade: a:amd64 (1, 2), b:amd64 (1, 2), c:amd64 (1, 2)" ERROR,
	    "06:00:09"),
	"upgraded a 1>2 06:00:02 run 1; failed b 1>2 06:00:03 run 1; "
	"failed c 1>2 06:00:09 run 1"},
    {"a failed one that is configured later is installed then",
	"D 06:00:03 upgrade b:amd64 1 2\n"
	"D 09:00:00 status installed b:amd64 2\n" RUN(
	    "06:00:00", "Upgrade: b:amd64 (1, 2)" ERROR, "06:00:09"),
	"failed b 1>2 06:00:03 run 1; upgraded b 1>2 09:00:00 run 0"},
    {"a later run proves what an error left unsaid",
	RUN("06:00:00", "Upgrade: a:amd64 (1, 2)" ERROR, "06:00:09")
	    RUN("08:00:00", "Upgrade: a:amd64 (2, 3)", "08:00:09"),
	"upgraded a 1>2 06:00:09 run 1; upgraded a 2>3 08:00:09 run 2"},
    {"a run that was cut off failed where nothing says it finished",
	"D 06:00:01 upgrade a:amd64 1 2\nD 06:00:02 status installed a:amd64 "
	"2\n"
	"Start-Date: 2026-03-01  06:00:00\n"
	"Upgrade: a:amd64 (1, 2), b:amd64 (1, 2)",
	"upgraded a 1>2 06:00:02 run 1; failed b 1>2 06:00:00 run 1"},
    {"a run that waits for an answer has not failed",
	"D 06:00:01 upgrade a:amd64 1 2\nD 08:30:00 status installed a:amd64 "
	"2\n" RUN("06:00:00", "Upgrade: a:amd64 (1, 2)", "08:30:01"),
	"upgraded a 1>2 08:30:00 run 1"},
    {"without a run, an hour is enough",
	"D 06:00:00 upgrade a:amd64 1 2\nD 07:30:00 upgrade b:amd64 1 2\n"
	"D 07:30:01 status installed b:amd64 2",
	"failed a 1>2 06:00:00 run 0; upgraded b 1>2 07:30:01 run 0"},
    {"two architectures in step are one deed",
	"D 06:00:00 upgrade c:i386 1 2\nD 06:00:01 upgrade c:amd64 1 2\n"
	"D 06:00:02 status installed c:amd64 2\n"
	"D 06:00:03 status installed c:i386 2",
	"upgraded c 1>2 06:00:03 run 0"},
    {"an older version in place of a newer one is a return",
	"D 06:00:00 upgrade a:amd64 2 1\nD 06:00:01 status installed a:amd64 1",
	"downgraded a 2>1 06:00:01 run 0"},
    {"and so is removal and installation in one run",
	"D 06:00:01 remove a:amd64 2 <none>\n"
	"D 06:00:02 status not-installed a:amd64 <none>\n"
	"D 06:00:03 install a:amd64 <none> 1\n"
	"D 06:00:04 status installed a:amd64 1\n" RUN(
	    "06:00:00", "Downgrade: a:amd64 (2, 1)", "06:00:05"),
	"downgraded a 2>1 06:00:04 run 1"},
    {"removed and then purged is gone once",
	"D 06:00:01 remove a:amd64 2 <none>\n"
	"D 06:00:02 status config-files a:amd64 2\n"
	"D 06:00:03 purge a:amd64 2 <none>\n"
	"D 06:00:04 status not-installed a:amd64 <none>\n" RUN(
	    "06:00:00", "Purge: a:amd64 (2)", "06:00:05"),
	"removed a 2> 06:00:02 run 1"},
    {"the same version again is no patch",
	"D 06:00:00 upgrade a:amd64 2 2\nD 06:00:01 status installed a:amd64 "
	"2\n" RUN("06:00:00", "Reinstall: a:amd64 (2)", "06:00:02"),
	""},
    {"a clock that runs back breaks no upgrade apart",
	"D 06:00:00 upgrade a:amd64 1 2\nD 05:00:04 status installed a:amd64 2",
	"upgraded a 1>2 05:00:04 run 0"},
    {"nor makes two of what both logs tell",
	"D 02:59:58 upgrade a:amd64 1 2\nD 02:00:04 status installed a:amd64 "
	"2\n" RUN("02:59:57", "Upgrade: a:amd64 (1, 2)", "02:00:05"),
	"upgraded a 1>2 02:00:04 run 1"},
    {"a run dated in the far future holds no later one up",
	"Start-Date: 2031-03-01  06:00:00\nUpgrade: b:amd64 (1, 2)\n"
	"End-Date: 2031-03-01  06:00:01\n" RUN(
	    "06:00:00", "Upgrade: a:amd64 (1, 2)", "06:00:05"),
	"upgraded b 1>2 06:00:01 run 1; upgraded a 1>2 06:00:05 run 2"},
};

static void
the_logs_tell_what_became_of_each_package(void **state)
{
	static const int64_t next_day_ms = INT64_C(1772409600000);

	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct history history;
		char deeds[1024];

		history_begin(&history);
		replay(&history, cases[i].logs, 0);
		assert_int_equal(aptlog_close(&history.apt), 0);
		replay(&history, cases[i].logs, 1);
		assert_int_equal(history_end(&history, next_day_ms), 0);
		tell(&history, deeds, sizeof deeds);
		if (strcmp(deeds, cases[i].deeds) != 0)
			fail_msg("%s:\n%s\nand not\n%s", cases[i].promise,
			    deeds, cases[i].deeds);
		history_free(&history);
	}
}

static void
a_run_that_goes_on_is_not_judged(void **state)
{
	static const int64_t minute_later_ms = INT64_C(1772344860000);
	struct history history;
	const char *logs = "D 06:00:30 upgrade a:amd64 1 2\n"
			   "Start-Date: 2026-03-01  06:00:00\n"
			   "Upgrade: a:amd64 (1, 2), b:amd64 (1, 2)";

	(void)state;
	history_begin(&history);
	replay(&history, logs, 0);
	assert_int_equal(aptlog_close(&history.apt), 0);
	replay(&history, logs, 1);
	assert_int_equal(history_end(&history, minute_later_ms), 0);
	assert_int_equal(history.count, 0);
	history_free(&history);
}

/* At noon of that day, in a log that ends at the end of it. */
static void
intend(const char *old, const char *version, const char *logs,
    const char *expected)
{
	static const int64_t noon_ms = INT64_C(1772366400000);
	struct history history;
	struct intention intention = {.at_ms = noon_ms};
	char deeds[1024];

	setenv("TZ", "UTC", 1);
	tzset();
	history_begin(&history);
	intention.package = kit_numbers_add(&history.names, "a", 1);
	intention.old = kit_numbers_add(&history.names, old, strlen(old));
	intention.version =
	    kit_numbers_add(&history.names, version, strlen(version));
	replay(&history, logs, 0);
	assert_int_equal(aptlog_close(&history.apt), 0);
	replay(&history, logs, 1);
	assert_int_equal(history_end(&history, noon_ms * 2), 0);
	assert_int_equal(history_intend(&history, &intention, noon_ms * 2), 0);
	tell(&history, deeds, sizeof deeds);
	assert_string_equal(deeds, expected);
	history_free(&history);
}

#define AROUND                                                                 \
	"D 01:00:00 status installed z:amd64 1\n"                              \
	"D 23:00:00 status installed z:amd64 1\n"

static void
an_intention_that_no_log_knows_of_failed(void **state)
{
	(void)state;
	intend("1", "2", AROUND, "failed a 1>2 12:00:00 run 0");
	intend("", "2", AROUND, "install-failed a >2 12:00:00 run 0");
	intend("2", "1", AROUND, "");
	intend("1", "2",
	    "D 11:59:00 upgrade a:amd64 1 2\n"
	    "D 12:00:09 status installed a:amd64 2\n" AROUND,
	    "upgraded a 1>2 12:00:09 run 0");
	intend("1", "2",
	    AROUND RUN("12:00:05", "Upgrade: a:amd64 (1, 2)" ERROR, "12:00:06"),
	    "failed a 1>2 12:00:06 run 1");
	intend("1", "2",
	    AROUND RUN("18:00:05", "Upgrade: a:amd64 (2, 3)", "18:00:06"),
	    "upgraded a 2>3 18:00:06 run 1");
}

static void
nor_is_one_judged_that_the_logs_do_not_reach(void **state)
{
	(void)state;
	intend("1", "2", "D 01:00:00 status installed z:amd64 1\n", "");
	intend("1", "2", "D 23:00:00 status installed z:amd64 1\n", "");
	intend("1", "2", "", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_logs_tell_what_became_of_each_package),
	    cmocka_unit_test(a_run_that_goes_on_is_not_judged),
	    cmocka_unit_test(an_intention_that_no_log_knows_of_failed),
	    cmocka_unit_test(nor_is_one_judged_that_the_logs_do_not_reach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
