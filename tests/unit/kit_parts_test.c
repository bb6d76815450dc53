#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kit/parts.h"

static int file = -1;
static char path[64];

static int
make_file(void **state)
{
	(void)state;
	file = memfd_create("parts", 0);
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	return file < 0 ? -1 : 0;
}

static int
drop_file(void **state)
{
	(void)state;
	return close(file);
}

static void
fill_file(const void *bytes, size_t length)
{
	assert_int_equal(ftruncate(file, 0), 0);
	assert_int_equal(pwrite(file, bytes, length, 0), (ssize_t)length);
}

struct member {
	const char *name; /* one that ends in / is a folder */
	const void *bytes;
	size_t length;
};

/* An archive, or with one member of format raw, a packed file. */
static size_t
pack(char *out, size_t room, int format, int filter,
    const struct member *members, size_t count)
{
	struct archive *archive = archive_write_new();
	size_t used = 0;

	archive_write_set_format(archive, format);
	archive_write_add_filter(archive, filter);
	archive_write_set_bytes_in_last_block(archive, 1);
	assert_int_equal(
	    archive_write_open_memory(archive, out, room, &used), ARCHIVE_OK);
	for (size_t i = 0; i < count; i++) {
		struct archive_entry *entry = archive_entry_new();
		size_t length = strlen(members[i].name);
		int is_folder = members[i].name[length - 1] == '/';

		archive_entry_set_pathname(entry, members[i].name);
		archive_entry_set_filetype(
		    entry, is_folder ? AE_IFDIR : AE_IFREG);
		archive_entry_set_perm(entry, 0644);
		archive_entry_set_size(entry, (la_int64_t)members[i].length);
		assert_int_equal(
		    archive_write_header(archive, entry), ARCHIVE_OK);
		archive_write_data(
		    archive, members[i].bytes, members[i].length);
		archive_entry_free(entry);
	}
	assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
	archive_write_free(archive);
	return used;
}

/* Every part as name=text between bars, and a flaw behind them. */
static void
parts_of(char *out, size_t size)
{
	char error[200], text[100000];
	struct kit_parts *parts = kit_parts_open(path, error, sizeof error);
	FILE *to = fmemopen(out, size, "w");
	const char *name;
	ssize_t n = 0;
	int more;

	assert_non_null(parts);
	while ((more = kit_parts_next(parts, &name)) > 0) {
		fprintf(to, "%s=", name);
		while ((n = kit_parts_read(parts, text, sizeof text)) > 0)
			fprintf(to, "%.*s", (int)n, text);
		fprintf(to, "%s|", n < 0 ? kit_parts_error(parts) : "");
	}
	if (more < 0)
		fprintf(to, "%s", kit_parts_error(parts));
	fclose(to);
	kit_parts_close(parts);
}

static void
expect(const char *expected)
{
	char got[1000];

	parts_of(got, sizeof got);
	assert_string_equal(got, expected);
}

static const struct member some[] = {
    {"d/", "", 0}, {"d/a.json", "[1]", 3}, {"b.json", "{}", 2}};

static void
a_file_is_one_part_whatever_packs_it(void **state)
{
	static const int filters[] = {ARCHIVE_FILTER_NONE, ARCHIVE_FILTER_GZIP,
	    ARCHIVE_FILTER_BZIP2, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_LZ4,
	    ARCHIVE_FILTER_ZSTD};
	char bytes[4096];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(filters); i++) {
		fill_file(bytes, pack(bytes, sizeof bytes, ARCHIVE_FORMAT_RAW,
				     filters[i], &some[1], 1));
		expect("=[1]|");
	}
	fill_file("", 0);
	expect("=|");
}

static void
an_archive_has_a_part_for_each_file(void **state)
{
	char bytes[32768];

	(void)state;
	fill_file(bytes, pack(bytes, sizeof bytes, ARCHIVE_FORMAT_ZIP,
			     ARCHIVE_FILTER_NONE, some, PL_COUNT(some)));
	expect("d/a.json=[1]|b.json={}|");
	fill_file(bytes, pack(bytes, sizeof bytes, ARCHIVE_FORMAT_TAR_USTAR,
			     ARCHIVE_FILTER_GZIP, some, PL_COUNT(some)));
	expect("d/a.json=[1]|b.json={}|");
}

static void
a_zip_in_an_archive_is_gone_through(void **state)
{
	char inner[4096], outer[8192];
	struct member members[] = {{"first.json", "1", 1}, {"in.zip", inner, 0},
	    {"last.json", "2", 1}};

	(void)state;
	members[1].length = pack(inner, sizeof inner, ARCHIVE_FORMAT_ZIP,
	    ARCHIVE_FILTER_NONE, some, PL_COUNT(some));
	fill_file(outer, pack(outer, sizeof outer, ARCHIVE_FORMAT_ZIP,
			     ARCHIVE_FILTER_NONE, members, PL_COUNT(members)));
	expect("first.json=1|in.zip/d/a.json=[1]|in.zip/b.json={}|"
	       "last.json=2|");
}

static void
a_part_need_not_be_read(void **state)
{
	char bytes[4096], error[200];
	struct kit_parts *parts;
	const char *name;

	(void)state;
	fill_file(bytes, pack(bytes, sizeof bytes, ARCHIVE_FORMAT_ZIP,
			     ARCHIVE_FILTER_NONE, some, PL_COUNT(some)));
	parts = kit_parts_open(path, error, sizeof error);
	assert_int_equal(kit_parts_next(parts, &name), 1);
	assert_int_equal(kit_parts_next(parts, &name), 1);
	assert_string_equal(name, "b.json");
	assert_int_equal(kit_parts_next(parts, &name), 0);
	kit_parts_close(parts);
}

static void
what_is_cut_short_is_told(void **state)
{
	char bytes[4096], got[1000];
	size_t length = pack(bytes, sizeof bytes, ARCHIVE_FORMAT_RAW,
	    ARCHIVE_FILTER_GZIP, &some[1], 1);

	(void)state;
	fill_file(bytes, length - 9);
	parts_of(got, sizeof got);
	assert_non_null(strstr(got, "truncated"));
}

static void
a_file_that_is_not_there_is_named(void **state)
{
	char error[200];

	(void)state;
	assert_null(kit_parts_open("/nonexistent/x", error, sizeof error));
	assert_string_equal(error, "/nonexistent/x: No such file or directory");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_is_one_part_whatever_packs_it),
	    cmocka_unit_test(an_archive_has_a_part_for_each_file),
	    cmocka_unit_test(a_zip_in_an_archive_is_gone_through),
	    cmocka_unit_test(a_part_need_not_be_read),
	    cmocka_unit_test(what_is_cut_short_is_told),
	    cmocka_unit_test(a_file_that_is_not_there_is_named),
	};

	return cmocka_run_group_tests(tests, make_file, drop_file);
}
