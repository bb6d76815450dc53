/* Records and files through a plugin that reports each record's name. */
#include "kit/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "mock/mock.h"
#include "tests/unit/feeds.h"
#include "tests/unit/scratch.h"

/* ---- The plugin --------------------------------------------------------- */

static const char *meaning;
static const char *list;

static int
is_json(const char *name)
{
	return kit_files_ends(name, ".json");
}

static int32_t
take(void *self, const struct kit_record *record)
{
	const struct kit_records *records = self;
	const char *name = kit_records_text(record->json, "name");
	const plore_event event = {.size = sizeof event,
	    .time_ms = 1700000000000,
	    .kind = "vuln.published",
	    .vuln = name};

	if (name == NULL)
		return kit_records_reject(
		    records, record, "expected a \"%s\"", "name");
	return records->host->emit(records->host, &event);
}

static int32_t
feeds_collect(void *self, const plore_request *request)
{
	struct kit_records records = {.host = self,
	    .list = list,
	    .wanted = is_json,
	    .take = take,
	    .meaning = meaning};

	records.self = &records;
	return kit_records_collect(&records, request);
}

/* ---- Files -------------------------------------------------------------- */

enum { PATH_ROOM = 300 };

static char path[PATH_ROOM];

static const char *
in_folder(const char *name)
{
	snprintf(path, sizeof path, "%s/%s", scratch_folder, name);
	return path;
}

static void
write_file(const char *name, const char *text)
{
	feeds_write(in_folder(name), text);
	feeds_wait();
}

/* A feed of so many records, of which number bad is none. */
static void
write_feed(const char *name, int count, int bad)
{
	FILE *file = fopen(in_folder(name), "w");

	assert_non_null(file);
	fputs("{\"v\":[", file);
	for (int i = 1; i <= count; i++)
		fprintf(file,
		    i == bad ? "%s\n{\"name\":"
			       "}"
			     : "%s\n{\"name\":\"%s-%d\"}",
		    i == 1 ? "" : ",", name, i);
	fputs("]}", file);
	fclose(file);
	feeds_wait();
}

static void
remove_file(const char *name)
{
	assert_int_equal(remove(in_folder(name)), 0);
}

static plore_mock *
new_mock(void)
{
	plore_mock *mock = plore_mock_new(&feeds_plugin);

	plore_mock_option(mock, "path", scratch_folder);
	meaning = "test";
	list = "v";
	return mock;
}

/* The cursor of the last checkpoint; the caller frees. */
static char *
last_cursor(const plore_mock *mock)
{
	return strdup(mock->checkpoints[mock->checkpoint_count - 1].cursor);
}

static void
run(plore_mock *mock, const char *cursor, size_t events, size_t rejects)
{
	assert_int_equal(plore_mock_run(mock, cursor), PLORE_OK);
	assert_int_equal(mock->event_count, events);
	assert_int_equal(mock->reject_count, rejects);
	assert_int_equal(mock->flaw_count, 0);
}

/* ---- What holds --------------------------------------------------------- */

static void
a_bad_record_costs_itself_and_is_told_with_its_line(void **state)
{
	plore_mock *mock = new_mock();

	(void)state;
	write_file("a.json", "{\"v\":[{\"name\":\"1\"},\n\n{\"name\"\n1},\n"
			     "{\"name\":\"2\"},{},[]]}");
	run(mock, NULL, 2, 3);
	assert_string_equal(mock->rejects[0].where, "a.json:4");
	assert_string_equal(
	    mock->rejects[0].reason, "column 1: ':' expected near '1'");
	assert_string_equal(mock->rejects[1].where, "a.json:5");
	assert_string_equal(mock->rejects[1].reason, "expected a \"name\"");
	assert_string_equal(mock->rejects[1].input, "{}");
	assert_string_equal(mock->rejects[2].reason, "expected a JSON object");
	plore_mock_free(mock);
	remove_file("a.json");
}

static void
files_are_read_once_in_the_order_of_their_names(void **state)
{
	plore_mock *mock = new_mock();
	char *cursor;

	(void)state;
	list = NULL;
	write_file("b.json", "{\"name\":\"b\"}");
	write_file("a.json", "{\"name\":\"a\"}");
	write_file("a.txt", "not wanted");
	run(mock, NULL, 2, 0);
	assert_string_equal(mock->events[0].vuln, "a");
	cursor = last_cursor(mock);
	run(mock, cursor, 0, 0);
	/* A file of the same name that was written anew. */
	write_file("a.json", "{\"name\":\"c\"}");
	run(mock, cursor, 1, 0);
	assert_string_equal(mock->events[0].vuln, "c");
	/* What is made of them has changed. */
	meaning = "another";
	run(mock, cursor, 2, 0);
	free(cursor);
	plore_mock_free(mock);
	remove_file("a.json");
	remove_file("b.json");
	remove_file("a.txt");
}

static void
a_folder_put_in_place_of_another_is_read(void **state)
{
	plore_mock *mock = plore_mock_new(&feeds_plugin);
	char old[PATH_ROOM], other[PATH_ROOM];
	char *cursor;

	(void)state;
	snprintf(old, sizeof old, "%s/in", scratch_folder);
	snprintf(other, sizeof other, "%s/in.new", scratch_folder);
	meaning = "test";
	list = "v";
	assert_int_equal(mkdir(old, 0755), 0);
	assert_int_equal(mkdir(other, 0755), 0);
	write_feed("in.new/a.json", 5, 0);
	write_feed("in/a.json", 4, 0);
	plore_mock_option(mock, "path", old);
	run(mock, NULL, 4, 0);
	cursor = last_cursor(mock);
	remove_file("in/a.json");
	assert_int_equal(rmdir(old), 0);
	assert_int_equal(rename(other, old), 0);
	run(mock, cursor, 5, 0);
	free(cursor);
	plore_mock_free(mock);
	remove_file("in/a.json");
	assert_int_equal(rmdir(old), 0);
}

static void
every_cursor_leads_on_without_a_gap(void **state)
{
	plore_mock *mock = new_mock();

	(void)state;
	write_feed("a.json", 10, 0);
	write_feed("b.json", 4500, 2001);
	write_feed("c.json", 3, 0);
	assert_true(plore_mock_repeats(mock));
	assert_int_equal(mock->flaw_count, 0);
	assert_int_equal(mock->event_count, 4512);
	assert_true(mock->checkpoint_count >= 3);
	plore_mock_free(mock);
	remove_file("a.json");
	remove_file("b.json");
	remove_file("c.json");
}

static void
a_stop_leaves_nothing_out_and_what_was_read_is_not_read_again(void **state)
{
	plore_mock *mock = new_mock();
	char *cursor;

	(void)state;
	write_feed("a.json", 3000, 0);
	write_feed("b.json", 3000, 0);
	plore_mock_stop_after(mock, 4000);
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_E_STOPPED);
	assert_true(mock->event_count < 4200);
	cursor = last_cursor(mock);
	plore_mock_stop_after(mock, SIZE_MAX);
	run(mock, cursor, 3000, 0);
	assert_string_equal(mock->events[0].vuln, "b.json-1");
	/* Unless it changed meanwhile, as the pass after this one sees too. */
	write_feed("a.json", 2, 0);
	run(mock, cursor, 3002, 0);
	free(cursor);
	cursor = last_cursor(mock);
	run(mock, cursor, 2, 0);
	free(cursor);
	plore_mock_free(mock);
	remove_file("a.json");
	remove_file("b.json");
}

static void
a_file_that_changed_after_a_stop_is_read_from_its_start(void **state)
{
	plore_mock *mock = new_mock();
	char *cursor;

	(void)state;
	write_feed("a.json", 3000, 0);
	plore_mock_stop_after(mock, 1000);
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_E_STOPPED);
	cursor = last_cursor(mock);
	plore_mock_stop_after(mock, SIZE_MAX);
	write_feed("a.json", 2000, 0);
	run(mock, cursor, 2000, 0);
	free(cursor);
	plore_mock_free(mock);
	remove_file("a.json");
}

static void
a_file_of_another_kind_is_an_error_where_it_is_the_only_one(void **state)
{
	plore_mock *mock = new_mock();

	(void)state;
	write_file("a.json", "<html>moved</html>");
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_E_DATA);
	assert_non_null(
	    strstr(mock->failure, "a.json: line 1: expected a JSON object"));
	assert_int_equal(mock->checkpoint_count, 0);
	write_feed("b.json", 2, 0);
	run(mock, NULL, 2, 1);
	assert_string_equal(mock->rejects[0].where, "a.json");
	plore_mock_free(mock);
	remove_file("a.json");
	remove_file("b.json");
}

static void
a_feed_that_breaks_off_keeps_what_came_before(void **state)
{
	plore_mock *mock = new_mock();

	(void)state;
	write_file("a.json", "{\"v\":[{\"name\":\"1\"},{\"name\":");
	run(mock, NULL, 1, 1);
	assert_string_equal(mock->rejects[0].reason,
	    "line 1: the document breaks off before a closing bracket");
	plore_mock_free(mock);
	remove_file("a.json");
}

static void
an_empty_folder_is_no_error(void **state)
{
	plore_mock *mock = new_mock();

	(void)state;
	run(mock, NULL, 0, 0);
	plore_mock_free(mock);
}

int
main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_bad_record_costs_itself_and_is_told_with_its_line),
	    TEST(files_are_read_once_in_the_order_of_their_names),
	    TEST(a_folder_put_in_place_of_another_is_read),
	    TEST(every_cursor_leads_on_without_a_gap),
	    TEST(a_stop_leaves_nothing_out_and_what_was_read_is_not_read_again),
	    TEST(a_file_that_changed_after_a_stop_is_read_from_its_start),
	    TEST(a_file_of_another_kind_is_an_error_where_it_is_the_only_one),
	    TEST(a_feed_that_breaks_off_keeps_what_came_before),
	    TEST(an_empty_folder_is_no_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
