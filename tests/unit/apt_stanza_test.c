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
#include "plugins/apt/aptlog.h"

/* Give the log a text line by line; how many of them were bad. */
static int
take(struct aptlog *log, struct kit_numbers *names, const char *text)
{
	int bad = 0;

	*names = (struct kit_numbers){0};
	*log = (struct aptlog){.names = names};
	setenv("TZ", "UTC", 1);
	tzset();
	while (*text != '\0') {
		char line[512];
		size_t length = strcspn(text, "\n");
		const char *why = NULL;
		int result;

		assert_true(length < sizeof line);
		memcpy(line, text, length);
		line[length] = '\0';
		result = aptlog_take(log, line, length, &why);
		assert_int_not_equal(result, -2);
		assert_int_equal(result < 0, why != NULL);
		bad += result < 0;
		text += length + (text[length] == '\n');
	}
	assert_int_equal(aptlog_close(log), 0);
	return bad;
}

static void
give_back(struct aptlog *log, struct kit_numbers *names)
{
	aptlog_free(log);
	kit_numbers_free(names);
}

static void
a_stanza_is_a_run_with_its_times_and_packages(void **state)
{
	struct aptlog log;
	struct kit_numbers names;

	(void)state;
	assert_int_equal(
	    take(&log, &names,
		"\nStart-Date: 2026-03-01  06:00:00\n"
		"Commandline: /usr/bin/unattended-upgrade\n"
		"Requested-By: kim (1000)\n"
		"Install: liba1:amd64 (1.0, automatic), b:i386 (2:1-1)\n"
		"Upgrade: c:amd64 (1~rc1, 1.0+b1)\n"
		"Downgrade: d:amd64 (2, 1)\n"
		"Remove: e:amd64 (3)\nPurge: f:amd64 (4), g:amd64 ()\n"
		"Reinstall: h:amd64 (5)\n"
		"Error: Sub-process /usr/bin/dpkg returned an error code (1)\n"
		"End-Date: 2026-03-01  06:01:30\n"),
	    0);
	assert_int_equal(log.count, 1);
	assert_int_equal(log.runs[0].count, 7);
	assert_int_equal(log.runs[0].end_ms - log.runs[0].start_ms, 90000);
	assert_string_equal(kit_numbers_text(&names, log.runs[0].command),
	    "/usr/bin/unattended-upgrade");
	assert_string_equal(
	    kit_numbers_text(&names, log.items[0].version), "1.0");
	assert_string_equal(
	    kit_numbers_text(&names, log.items[1].package), "b:i386");
	assert_string_equal(kit_numbers_text(&names, log.items[1].bare), "b");
	assert_string_equal(
	    kit_numbers_text(&names, log.items[2].old), "1~rc1");
	assert_string_equal(
	    kit_numbers_text(&names, log.items[2].version), "1.0+b1");
	assert_int_equal(log.items[3].deed, APT_DOWNGRADE);
	assert_int_equal(log.items[5].deed, APT_REMOVE);
	give_back(&log, &names);
}

static void
a_run_without_an_end_is_over_when_the_next_begins(void **state)
{
	struct aptlog log;
	struct kit_numbers names;

	(void)state;
	assert_int_equal(take(&log, &names,
			     "Start-Date: 2026-03-01  06:00:00\n"
			     "Upgrade: c:amd64 (1, 2)\n"
			     "\nStart-Date: 2026-03-01  06:10:00\n"
			     "End-Date: 2026-03-01  05:10:30\n"),
	    0);
	assert_int_equal(log.count, 2);
	assert_int_equal(log.runs[0].end_ms, 0);
	assert_int_equal(log.runs[0].over_ms, log.runs[1].start_ms);
	/* The clock ran back: it was over at some time within the hour. */
	assert_int_equal(
	    log.runs[1].over_ms, log.runs[1].start_ms + APTLOG_GRACE_MS);
	give_back(&log, &names);
}

static void
what_a_later_run_found_proves_an_earlier_one(void **state)
{
	struct aptlog log;
	struct kit_numbers names;

	(void)state;
	assert_int_equal(take(&log, &names,
			     "Start-Date: 2026-03-01  06:00:00\n"
			     "Upgrade: c:amd64 (1, 2), d:amd64 (1, 2)\n"
			     "Error: Sub-process dpkg was killed\n"
			     "End-Date: 2026-03-01  06:00:10\n"
			     "Start-Date: 2026-03-02  06:00:00\n"
			     "Upgrade: c:amd64 (2, 3), d:amd64 (1, 3)\n"
			     "End-Date: 2026-03-02  06:00:10\n"),
	    0);
	assert_int_equal(log.items[0].proven_ms, log.runs[1].start_ms);
	assert_int_equal(log.items[1].proven_ms, 0);
	give_back(&log, &names);
}

static void
a_bad_line_costs_itself_and_leaves_the_rest(void **state)
{
	struct aptlog log;
	struct kit_numbers names;

	(void)state;
	assert_int_equal(take(&log, &names,
			     "Upgrade: before:amd64 (1, 2)\n"
			     "Start-Date: yesterday\n"
			     "Start-Date: 2026-03-01  06:00:00\n"
			     "no field at all\n"
			     "Upgrade: a:amd64 (1, 2), b:amd64 (1), c, "
			     "(1, 2), d:amd64 (1, 2\n"
			     "End-Date: 2026-13-01  06:00:00\n"),
	    5);
	assert_int_equal(log.count, 1);
	assert_int_equal(log.item_count, 1);
	assert_int_equal(log.runs[0].end_ms, 0);
	give_back(&log, &names);
}

static void
the_code_is_the_number_that_dpkg_returned(void **state)
{
	static const struct {
		const char *error, *code;
	} cases[] = {
	    {"Sub-process /usr/bin/dpkg returned an error code (1)", "1"},
	    {"Sub-process /usr/bin/dpkg returned an error code (100)", "100"},
	    {"Sub-process dpkg received a segmentation fault.", ""},
	    {"", ""},
	    {"(", ""},
	    {"(12", ""},
	    {"(a)", ""},
	    {"(99999999999999999999)", ""},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		char code[16];

		aptlog_code(cases[i].error, code);
		assert_string_equal(code, cases[i].code);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_stanza_is_a_run_with_its_times_and_packages),
	    cmocka_unit_test(a_run_without_an_end_is_over_when_the_next_begins),
	    cmocka_unit_test(what_a_later_run_found_proves_an_earlier_one),
	    cmocka_unit_test(a_bad_line_costs_itself_and_leaves_the_rest),
	    cmocka_unit_test(the_code_is_the_number_that_dpkg_returned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
