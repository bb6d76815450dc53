#include "plugins/events/files.h"

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

#include "base/alloc.h"
#include "model/kind.h"

static char folder[] = "/tmp/events_files_test.XXXXXX";

/* A path within the folder; borrowed until the fourth call after this. */
static const char *
in_folder(const char *name)
{
	static char paths[4][sizeof folder + 300];
	static size_t next;
	char *path = paths[next++ % PL_COUNT(paths)];

	snprintf(path, sizeof paths[0], "%s/%s", folder, name);
	return path;
}

static void
touch(const char *name)
{
	FILE *file = fopen(in_folder(name), "w");

	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
}

static void
add(struct events_files *files, const char *path)
{
	char error[512];

	if (events_files_add(files, path, error, sizeof error) < 0)
		fail_msg("%s", error);
}

/* A list of count files that do not exist; it owns them. */
static void
fill(struct events_files *files, size_t count, const struct kit_place *place)
{
	char name[32];

	events_files_free(files);
	for (size_t i = 0; i < count; i++) {
		snprintf(name, sizeof name, "%03zu.jsonl", i);
		touch(name);
	}
	add(files, folder);
	assert_int_equal(files->count, count);
	for (size_t i = 0; i < count; i++)
		files->list[i].place = *place;
}

static int
empty_folder(void **state)
{
	char command[2 * sizeof folder + 20];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s/* %s/.b*", folder, folder);
	return system(command);
}

static void
a_folder_gives_its_jsonl_files_in_the_order_of_their_bytes(void **state)
{
	static const char *const there[] = {"b.jsonl", "a.jsonl.gz", "B.jsonl",
	    "\xc3\xa4.jsonl", "a.jsonl", "a.jsonl.1", "notes.txt", "x.json",
	    ".b.jsonl.swp"};
	static const char *const expected[] = {"B.jsonl", "a.jsonl",
	    "a.jsonl.1", "a.jsonl.gz", "b.jsonl", "\xc3\xa4.jsonl"};
	struct events_files files = {.count = 0};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(there); i++)
		touch(there[i]);
	assert_int_equal(mkdir(in_folder("folder.jsonl"), 0700), 0);
	assert_int_equal(mkfifo(in_folder("pipe.jsonl"), 0600), 0);
	assert_int_equal(symlink("nowhere", in_folder("gone.jsonl")), 0);
	add(&files, folder);
	assert_int_equal(files.count, PL_COUNT(expected));
	for (size_t i = 0; i < files.count; i++)
		assert_string_equal(files.list[i].path, in_folder(expected[i]));
	events_files_free(&files);
}

static void
a_file_is_read_once_however_often_it_is_named(void **state)
{
	struct events_files files = {.count = 0};

	(void)state;
	touch("a.jsonl");
	touch("any name");
	add(&files, in_folder("a.jsonl"));
	add(&files, folder);
	add(&files, in_folder("any name"));
	add(&files, in_folder("a.jsonl"));
	assert_int_equal(files.count, 2);
	assert_string_equal(files.list[1].path, in_folder("any name"));
	events_files_free(&files);
}

static void
what_is_no_file_and_no_folder_is_named(void **state)
{
	struct events_files files = {.count = 0};
	char error[512];

	(void)state;
	assert_int_equal(
	    events_files_add(&files, "/nowhere/x", error, sizeof error), -1);
	assert_string_equal(error, "/nowhere/x: No such file or directory");
	assert_int_equal(
	    events_files_add(&files, "/dev/null", error, sizeof error), -1);
	assert_string_equal(error,
	    "/dev/null is neither a file nor a folder; write to a file and "
	    "name that");
	assert_int_equal(files.count, 0);
}

static void
places_come_back_from_a_cursor_by_path(void **state)
{
	static const struct kit_place places[] = {
	    {0, 1, 0}, {UINT64_MAX, UINT64_MAX, UINT32_MAX}, {0, 0, 5}};
	struct events_files files = {.count = 0};
	char cursor[PLORE_MAX_CURSOR + 1];

	(void)state;
	fill(&files, PL_COUNT(places), &places[0]);
	for (size_t i = 0; i < PL_COUNT(places); i++)
		files.list[i].place = places[i];
	assert_int_equal(events_files_cursor(&files, cursor, sizeof cursor), 0);
	events_files_free(&files);

	/* A new file comes first, and the one in the middle goes. */
	touch("000.a.jsonl");
	assert_int_equal(unlink(in_folder("001.jsonl")), 0);
	add(&files, folder);
	events_files_resume(&files, cursor);
	assert_int_equal(files.count, 3);
	assert_false(files.list[0].known || files.list[1].known);
	assert_int_equal(files.list[0].place.number, 1);
	assert_true(files.list[2].known);
	assert_int_equal(files.list[2].place.number, 0);
	assert_int_equal(files.list[2].place.digest, 5);
	assert_int_equal(events_files_cursor(&files, cursor, sizeof cursor), 0);
	assert_int_equal(strlen(cursor), EVENTS_ENTRY);
	events_files_free(&files);
}

static void
a_cursor_that_makes_no_sense_is_the_start(void **state)
{
	static const char *const cursors[] = {NULL, "", "\n\n", "x",
	    "0 1 /a path of before", "123456789abcdef", "g g g g\n", "1 2 3"};
	struct events_files files = {.count = 0};

	(void)state;
	touch("a.jsonl");
	add(&files, folder);
	for (size_t i = 0; i < PL_COUNT(cursors); i++) {
		events_files_resume(&files, cursors[i]);
		assert_false(files.list[0].known);
	}
	events_files_free(&files);
}

/* Of files with more than 4 GiB and 16 million lines, 109 fit. */
static void
a_hundred_large_files_fit_and_what_does_not_is_an_error(void **state)
{
	static const struct kit_place large = {
	    UINT64_C(0x1ffffffff), 0x1ffffff, 1};
	static const struct kit_place packed = {0, 0, 1};
	struct events_files files = {.count = 0};
	char cursor[PLORE_MAX_CURSOR + 1], error[512];

	(void)state;
	fill(&files, 109, &large);
	assert_int_equal(events_files_cursor(&files, cursor, sizeof cursor), 0);
	assert_true(strlen(cursor) <= PLORE_MAX_CURSOR);
	fill(&files, 120, &large);
	assert_int_equal(
	    events_files_cursor(&files, cursor, sizeof cursor), -1);
	fill(&files, EVENTS_FILES, &packed);
	assert_int_equal(events_files_cursor(&files, cursor, sizeof cursor), 0);
	touch("more");
	assert_int_equal(
	    events_files_add(&files, in_folder("more"), error, sizeof error),
	    -1);
	assert_non_null(strstr(error, "more than the 195 files"));
	events_files_free(&files);
}

static int
make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int
remove_folder(void **state)
{
	return empty_folder(state) != 0 ? -1 : rmdir(folder);
}

#define IN_FOLDER(test) cmocka_unit_test_teardown(test, empty_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    IN_FOLDER(
		a_folder_gives_its_jsonl_files_in_the_order_of_their_bytes),
	    IN_FOLDER(a_file_is_read_once_however_often_it_is_named),
	    IN_FOLDER(what_is_no_file_and_no_folder_is_named),
	    IN_FOLDER(places_come_back_from_a_cursor_by_path),
	    IN_FOLDER(a_cursor_that_makes_no_sense_is_the_start),
	    IN_FOLDER(a_hundred_large_files_fit_and_what_does_not_is_an_error),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
