/*
 * What a file of sources may say, and what is said of one that is wrong.
 */
#include "collect/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/error.h"
#include "host/run.h"

static char path[64];
static struct pl_settings settings;
static struct pl_error err;

static int
read_text(const char *text)
{
	FILE *file;
	int fd, result;

	snprintf(path, sizeof path, "/tmp/pl-settings-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	file = fdopen(fd, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	result = pl_settings_read(&settings, path, &err);
	unlink(path);
	return result;
}

static void
test_all_members(void **state)
{
	static const char *const options[] = {
	    "path=a", "path=b", "days=30", "all=yes"};

	(void)state;
	assert_int_equal(
	    read_text("{\"sandbox\": \"required\", \"sources\": [\n"
		      "{\"name\": \"one\", \"plugin\": \"apt\"},\n"
		      "{\"name\": \"two\", \"plugin\": \"./x.so\",\n"
		      " \"sandbox\": \"off\", \"timeout\": 300,\n"
		      " \"grant\": [\"network\", \"no-paths\"],\n"
		      " \"options\": {\"path\": [\"a\", \"b\"], \"days\": 30,"
		      "  \"all\": true}}]}"),
	    PL_OK);
	assert_int_equal(settings.count, 2);
	assert_string_equal(settings.folder, "/tmp");
	assert_string_equal(settings.sources[0].name, "one");
	assert_int_equal(settings.sources[0].sandbox, PL_SANDBOX_REQUIRED);
	assert_int_equal(settings.sources[0].grant, PL_GRANT_DEFAULT);
	assert_int_equal(settings.sources[0].option_count, 0);
	assert_string_equal(settings.sources[1].plugin, "./x.so");
	assert_int_equal(settings.sources[1].sandbox, PL_SANDBOX_OFF);
	assert_int_equal(settings.sources[1].silence_ms, 300000);
	assert_int_equal(
	    settings.sources[1].grant, PL_GRANT_PROGRAMS | PL_GRANT_NETWORK);
	assert_int_equal(settings.sources[1].option_count, PL_COUNT(options));
	for (size_t i = 0; i < PL_COUNT(options); i++)
		assert_string_equal(settings.sources[1].options[i], options[i]);
	pl_settings_free(&settings);
}

#define SOURCE(rest) "{\"sources\": [{\"name\": \"a\", \"plugin\": \"b\"" rest

static void
test_flaws_are_named(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
	    {"{\"sources\": [", ":1:"},
	    {"[]", "expected an object"},
	    {"{}", "sources: required"},
	    {"{\"sources\": []}", "sources: required"},
	    {"{\"colour\": 1, \"sources\": []}",
		"unknown member \"colour\"; there are: sandbox, sources"},
	    {"{\"sources\": [1]}", "source 1: expected an object"},
	    {"{\"sources\": [{\"plugin\": \"apt\"}]}",
		"source 1: name: required"},
	    {"{\"sources\": [{\"name\": \"a\"}]}",
		"source 1, a: plugin: required"},
	    {SOURCE("}, {\"name\": \"a\", \"plugin\": \"b\"}]}"),
		"source 2: the name \"a\" is taken"},
	    {SOURCE(", \"when\": 1}]}"),
		"unknown member \"when\"; there are: name, plugin, options, "
		"grant, sandbox, timeout"},
	    {SOURCE(", \"name\": \"c\"}]}"), "duplicate"},
	    {SOURCE(", \"options\": []}]}"), "options: expected an object"},
	    {SOURCE(", \"options\": {\"path\": 1.5}}]}"),
		"option \"path\": expected a text"},
	    {SOURCE(", \"grant\": \"network\"}]}"), "grant: expected a list"},
	    {SOURCE(", \"grant\": [\"all\"]}]}"),
		"grant \"all\": expected network, root"},
	    {SOURCE(", \"sandbox\": \"yes\"}]}"),
		"sandbox \"yes\": expected required"},
	    {SOURCE(", \"timeout\": 0}]}"), "timeout: expected 1 to"},
	    {SOURCE(", \"timeout\": \"5\"}]}"), "timeout: expected 1 to"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(rows); i++) {
		assert_int_equal(read_text(rows[i].text), PL_E_CONFIG);
		assert_null(settings.sources);
		if (strncmp(err.text, path, strlen(path)) != 0 ||
		    strcasestr(err.text, rows[i].says) == NULL)
			fail_msg("%s: said %s", rows[i].text, err.text);
	}
}

static void
test_no_file(void **state)
{
	(void)state;
	assert_int_equal(
	    pl_settings_read(&settings, "/nowhere/patchlore.json", &err),
	    PL_E_CONFIG);
	assert_non_null(strstr(err.text,
	    "/nowhere/patchlore.json: cannot be read: No such file or "
	    "directory; --config names the file"));
	assert_int_equal(err.code, PL_E_CONFIG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_all_members),
	    cmocka_unit_test(test_flaws_are_named),
	    cmocka_unit_test(test_no_file),
	};

	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
