/* Reports in a folder, as every plugin of a scanner reads them (kit/reports.h):
 * the trivy plugin through its descriptor, as patchlore sees it. */
#include "mock/mock.h"

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

static char folder[] = "/tmp/trivy_plugin_test.XXXXXX";

static int
make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL;
}

static int
remove_folder(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command);
}

/* Longer than the clock for files stands still. */
static void
wait_a_tick(void)
{
	const struct timespec tick = {0, 30 * 1000 * 1000};

	nanosleep(&tick, NULL);
}

static void
path_of(char out[100], const char *name)
{
	snprintf(out, 100, "%s/%s", folder, name);
}

/* A report of so many findings, of as many packages. */
static void
write_report(const char *name, int day, int findings)
{
	char path[100];
	FILE *file;

	path_of(path, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file,
	    "{\"SchemaVersion\":2,\"CreatedAt\":\"2026-03-%02dT00:00:00Z\","
	    "\"Results\":[{\"Target\":\"t\",\"Type\":\"debian\","
	    "\"Vulnerabilities\":[",
	    day);
	for (int i = 0; i < findings; i++)
		fprintf(file,
		    "%s{\"VulnerabilityID\":\"CVE-1\",\"PkgName\":\"p%d\"}",
		    i == 0 ? "" : ",", i);
	fprintf(file, "]}]}");
	assert_int_equal(fclose(file), 0);
	wait_a_tick();
}

static void
remove_report(const char *name)
{
	char path[100];

	path_of(path, name);
	assert_int_equal(remove(path), 0);
}

static plore_mock *
mock_of_folder(void)
{
	plore_mock *mock = plore_mock_new(patchlore_plugin_1.plugins[0]);

	plore_mock_option(mock, "path", folder);
	plore_mock_option(mock, "asset", "x-{file}-y");
	return mock;
}

static void
reports_are_read_in_the_order_of_their_names(void **state)
{
	plore_mock *mock = mock_of_folder();

	(void)state;
	write_report("b.json", 1, 1);
	write_report("c.json.gz", 2, 1); /* by what its bytes say, plain */
	write_report("a.old.json", 3, 1);
	write_report("d.json.gz.sig", 4, 1);
	write_report(".e.json", 4, 1);
	write_report("f.txt", 4, 1);
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_OK);
	assert_int_equal(mock->event_count, 6);
	assert_string_equal(mock->events[0].asset, "x-a-y");
	assert_string_equal(mock->events[2].asset, "x-b-y");
	assert_string_equal(mock->events[4].asset, "x-c-y");
	assert_int_equal(mock->checkpoint_count, 1);
	assert_true(plore_mock_repeats(mock));
	assert_int_equal(mock->flaw_count, 0);
	plore_mock_free(mock);
}

static void
only_what_is_new_or_was_written_anew_is_read_again(void **state)
{
	plore_mock *mock = mock_of_folder();
	char cursor[PLORE_MAX_CURSOR + 1];

	(void)state;
	plore_mock_run(mock, NULL);
	snprintf(cursor, sizeof cursor, "%s",
	    mock->checkpoints[mock->checkpoint_count - 1].cursor);
	assert_int_equal(plore_mock_run(mock, cursor), PLORE_OK);
	assert_int_equal(mock->event_count, 0);
	write_report("b.json", 5, 1);
	write_report("z.json", 6, 2);
	assert_int_equal(plore_mock_run(mock, cursor), PLORE_OK);
	assert_int_equal(mock->event_count, 5);
	assert_string_equal(mock->events[0].asset, "x-b-y");
	assert_string_equal(mock->events[2].asset, "x-z-y");
	remove_report("z.json");
	plore_mock_free(mock);
}

static void
a_cursor_that_leads_nowhere_begins_at_the_start(void **state)
{
	static const char *const cursors[] = {
	    "", "nonsense", "1 2 3", "ffffffffffffffff 9000000000000000000"};
	plore_mock *mock = mock_of_folder();

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cursors); i++) {
		assert_int_equal(plore_mock_run(mock, cursors[i]), PLORE_OK);
		assert_int_equal(mock->event_count, 6);
	}
	plore_mock_free(mock);
}

static void
a_cursor_ahead_of_the_clock_begins_at_the_start(void **state)
{
	plore_mock *mock = mock_of_folder();
	char ahead[100];

	(void)state;
	plore_mock_run(mock, NULL);
	snprintf(ahead, sizeof ahead, "%.*s 9000000000000000000",
	    (int)strcspn(mock->checkpoints[0].cursor, " "),
	    mock->checkpoints[0].cursor);
	assert_int_equal(plore_mock_run(mock, ahead), PLORE_OK);
	assert_int_equal(mock->event_count, 6);
	plore_mock_free(mock);
}

static void
what_was_only_just_written_is_read_once_more(void **state)
{
	plore_mock *mock = mock_of_folder();
	char path[100], cursor[PLORE_MAX_CURSOR + 1];
	FILE *file;

	(void)state;
	path_of(path, "now.json");
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("{\"SchemaVersion\":2,\"CreatedAt\":\"2026-03-09T00:00:00Z\"}",
	    file);
	fclose(file);
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_OK);
	snprintf(cursor, sizeof cursor, "%s",
	    mock->checkpoints[mock->checkpoint_count - 1].cursor);
	wait_a_tick();
	assert_int_equal(plore_mock_run(mock, cursor), PLORE_OK);
	assert_int_equal(mock->event_count, 1);
	remove_report("now.json");
	plore_mock_free(mock);
}

static void
a_large_report_has_checkpoints_within(void **state)
{
	plore_mock *mock = mock_of_folder();

	(void)state;
	write_report("large.json", 8, 12000);
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_OK);
	assert_int_equal(mock->event_count, 6 + 12001);
	assert_true(mock->checkpoint_count > 12000 / 500);
	assert_true(plore_mock_repeats(mock));
	assert_int_equal(mock->flaw_count, 0);
	plore_mock_stop_after(mock, 100);
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_E_STOPPED);
	assert_true(mock->event_count < 12000);
	remove_report("large.json");
	plore_mock_free(mock);
}

static void
events_that_are_refused_are_no_reason_to_end(void **state)
{
	plore_mock *mock = mock_of_folder();

	(void)state;
	plore_mock_refuse_after(mock, 0, PLORE_E_ARGUMENT);
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_OK);
	assert_int_equal(mock->checkpoint_count, 1);
	plore_mock_refuse_after(mock, 2, PLORE_E_STOPPED);
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_E_STOPPED);
	plore_mock_free(mock);
}

static void
a_path_that_is_gone_is_told(void **state)
{
	plore_mock *mock = plore_mock_new(patchlore_plugin_1.plugins[0]);

	(void)state;
	plore_mock_option(mock, "path", "/nowhere");
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_E_ACCESS);
	assert_string_equal(
	    mock->failure, "/nowhere: No such file or directory");
	plore_mock_free(mock);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reports_are_read_in_the_order_of_their_names),
	    cmocka_unit_test(
		only_what_is_new_or_was_written_anew_is_read_again),
	    cmocka_unit_test(a_cursor_that_leads_nowhere_begins_at_the_start),
	    cmocka_unit_test(a_cursor_ahead_of_the_clock_begins_at_the_start),
	    cmocka_unit_test(what_was_only_just_written_is_read_once_more),
	    cmocka_unit_test(a_large_report_has_checkpoints_within),
	    cmocka_unit_test(events_that_are_refused_are_no_reason_to_end),
	    cmocka_unit_test(a_path_that_is_gone_is_told),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
