/* The events plugin through its descriptor, as patchlore sees it. */
#include "mock/mock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char full[] =
    "{\"kind\":\"deploy.failed\",\"time\":\"2026-03-12T02:14:07.250Z\","
    "\"after\":\"2026-03-12T02:00:00Z\",\"took_ms\":312000,"
    "\"asset\":\"web-14\",\"patch\":\"KB5034441\","
    "\"product\":\"pkg:generic/windows-re\",\"code\":\"0x80070643\","
    "\"attrs\":{\"ring\":\"canary\",\"vuln\":[\"CVE-1\",\"CVE-2\"]}}\n"
    "{\"kind\":\"asset.seen\",\"time\":\"2026-03-13T00:00:00Z\","
    "\"asset\":\"web-14\"}\n";

static const char mixed[] =
    "{\"kind\":\"item.detected\",\"time\":\"2026-03-12T00:00:00Z\","
    "\"patch\":\"KB1\"}\n"
    "nonsense\n";

static char full_path[] = "/tmp/events_plugin_full.XXXXXX";
static char mixed_path[] = "/tmp/events_plugin_mixed.XXXXXX";

static int
make_file(char *path, const char *text)
{
	int fd = mkstemp(path);
	size_t length = strlen(text);

	if (fd < 0)
		return -1;
	if (write(fd, text, length) != (ssize_t)length)
		return -1;
	return close(fd);
}

static int
make_files(void **state)
{
	(void)state;
	return make_file(full_path, full) | make_file(mixed_path, mixed);
}

static int
remove_files(void **state)
{
	(void)state;
	return remove(full_path) | remove(mixed_path);
}

static void
a_native_event_arrives_with_all_it_says(void **state)
{
	plore_mock *mock = plore_mock_new(patchlore_plugin_1.plugins[0]);

	(void)state;
	plore_mock_option(mock, "path", full_path);
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_OK);
	assert_true(plore_mock_same(mock, full_path));
	assert_int_equal(mock->events[0].attrs[0].share, PLORE_PUBLIC);
	assert_int_equal(mock->flaw_count, 0);
	plore_mock_free(mock);
}

static void
any_cursor_goes_on_where_it_was_taken(void **state)
{
	plore_mock *mock = plore_mock_new(patchlore_plugin_1.plugins[0]);

	(void)state;
	plore_mock_option(mock, "path", full_path);
	plore_mock_option(mock, "path", mixed_path);
	plore_mock_option(mock, "asset", "db-1");
	assert_true(plore_mock_repeats(mock));
	assert_true(mock->checkpoint_count >= 2);
	assert_int_equal(mock->event_count, 3);
	assert_int_equal(
	    plore_mock_count(mock, "item.detected", "db-1", "KB1"), 1);
	assert_int_equal(mock->reject_count, 1);
	assert_int_equal(mock->flaw_count, 0);
	plore_mock_free(mock);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_native_event_arrives_with_all_it_says),
	    cmocka_unit_test(any_cursor_goes_on_where_it_was_taken),
	};

	return cmocka_run_group_tests(tests, make_files, remove_files);
}
