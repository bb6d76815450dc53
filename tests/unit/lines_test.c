#include "kit/lines.h"

#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"

enum {
	LIMIT = 1000,
	BLOCK = 256 * 1024, /* what lines.c reads at once */
	SAMPLE = 16 * 1024  /* what it looks at to tell files apart */
};

static char folder[] = "/tmp/lines_test.XXXXXX";
static char path[sizeof folder + 5];

static void
write_file(const char *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static struct kit_lines *
open_file(void)
{
	char error[256] = "";
	struct kit_lines *lines =
	    kit_lines_open(path, LIMIT, error, sizeof error);

	if (lines == NULL)
		fail_msg("%s", error);
	return lines;
}

static struct kit_lines *
open_text(const char *bytes, size_t length)
{
	write_file(bytes, length);
	return open_file();
}

#define OPEN(literal) open_text(literal, sizeof(literal) - 1)

static void
expect_line(struct kit_lines *lines, const char *text, uint64_t number)
{
	struct kit_line line;

	assert_int_equal(kit_lines_next(lines, &line), 1);
	assert_string_equal(line.text, text);
	assert_int_equal(line.length, strlen(text));
	assert_int_equal(line.number, number);
}

static void
expect_end(struct kit_lines *lines)
{
	struct kit_line line;

	assert_int_equal(kit_lines_next(lines, &line), 0);
	assert_int_equal(kit_lines_next(lines, &line), 0);
	kit_lines_close(lines);
}

/* Text of lines "0", "1", ... that is at least length bytes long. */
static char *
counted(size_t length, size_t *used, int *count)
{
	char *text = malloc(length + 32);

	assert_non_null(text);
	*used = 0;
	for (*count = 0; *used < length; ++*count)
		*used += (size_t)snprintf(text + *used, 32, "%d\n", *count);
	return text;
}

static void
expect_counted(struct kit_lines *lines, int from, int count)
{
	for (; from < count; from++) {
		char text[32];

		snprintf(text, sizeof text, "%d", from);
		expect_line(lines, text, (uint64_t)from + 1);
	}
}

/* ---- What a line is ----------------------------------------------------- */

static void
lines_end_in_lf_or_crlf_and_the_last_needs_no_end(void **state)
{
	struct kit_lines *lines = OPEN("a\r\nb\n\n\r\nc\rd\ne\r");

	(void)state;
	expect_line(lines, "a", 1);
	expect_line(lines, "b", 2);
	expect_line(lines, "", 3);
	expect_line(lines, "", 4);
	expect_line(lines, "c\rd", 5);
	expect_line(lines, "e\r", 6);
	expect_end(lines);
	expect_end(OPEN(""));
}

static void
a_byte_order_mark_is_no_part_of_the_first_line(void **state)
{
	struct kit_lines *lines = OPEN("\xef\xbb\xbf"
				       "a\n\xef\xbb\xbf"
				       "b\n");
	struct kit_line line;

	(void)state;
	assert_int_equal(kit_lines_next(lines, &line), 1);
	assert_string_equal(line.text, "a");
	assert_int_equal(line.length, 1);
	assert_int_equal(line.offset, 0);
	assert_int_equal(kit_lines_offset(lines), 5);
	expect_line(lines,
	    "\xef\xbb\xbf"
	    "b",
	    2);
	expect_end(lines);
	lines = OPEN("\xef\xbb\xbf");
	expect_line(lines, "", 1);
	expect_end(lines);
}

static void
a_nul_is_shown_as_a_space_and_told(void **state)
{
	struct kit_lines *lines = OPEN("a\0\0b\nc\n\0");
	struct kit_line line;

	(void)state;
	assert_int_equal(kit_lines_next(lines, &line), 1);
	assert_string_equal(line.text, "a  b");
	assert_true(line.had_nul);
	assert_int_equal(kit_lines_next(lines, &line), 1);
	assert_false(line.had_nul);
	assert_int_equal(kit_lines_next(lines, &line), 1);
	assert_string_equal(line.text, " ");
	assert_true(line.had_nul);
	expect_end(lines);
}

static void
a_line_may_have_as_many_bytes_as_the_limit_and_no_more(void **state)
{
	static const struct {
		size_t length;
		const char *end;
		int truncated;
	} cases[] = {{LIMIT, "\n", 0}, {LIMIT, "\r\n", 0}, {LIMIT, "", 0},
	    {LIMIT + 1, "\n", 1}, {LIMIT + 1, "", 1}, {3 * BLOCK, "\r\n", 1},
	    {3 * BLOCK, "", 1}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		char *text = malloc(cases[i].length + 8);
		const char *next = cases[i].end[0] == '\0' ? "" : "next\n";
		struct kit_lines *lines;
		struct kit_line line;

		assert_non_null(text);
		memset(text, 'x', cases[i].length);
		snprintf(text + cases[i].length, 8, "%s%s", cases[i].end, next);
		lines = open_text(text, strlen(text));
		assert_int_equal(kit_lines_next(lines, &line), 1);
		assert_int_equal(line.truncated, cases[i].truncated);
		assert_int_equal(line.ended, cases[i].end[0] != '\0');
		assert_int_equal(line.length, LIMIT);
		assert_int_equal(strspn(line.text, "x"), LIMIT);
		if (line.ended)
			expect_line(lines, "next", 2);
		assert_int_equal(kit_lines_offset(lines), strlen(text));
		expect_end(lines);
		free(text);
	}
}

static void
a_nul_past_which_a_line_is_too_long_is_told_as_well(void **state)
{
	char *text = calloc(1, 2 * BLOCK);
	struct kit_lines *lines;
	struct kit_line line;

	(void)state;
	assert_non_null(text);
	lines = open_text(text, 2 * BLOCK);
	assert_int_equal(kit_lines_next(lines, &line), 1);
	assert_true(line.truncated && line.had_nul);
	assert_int_equal(strspn(line.text, " "), LIMIT);
	expect_end(lines);
	free(text);
}

static void
lines_across_the_borders_of_blocks_stay_whole(void **state)
{
	(void)state;
	for (size_t shift = 0; shift < 4; shift++) {
		size_t before = BLOCK - 2 + shift;
		char *text = malloc(BLOCK + 32);
		struct kit_lines *lines;
		struct kit_line line;

		assert_non_null(text);
		memset(text, '\n', before);
		snprintf(text + before, 32, "ab\r\ncd");
		lines = open_text(text, strlen(text));
		for (size_t i = 0; i < before; i++)
			assert_int_equal(kit_lines_next(lines, &line), 1);
		expect_line(lines, "ab", before + 1);
		expect_line(lines, "cd", before + 2);
		expect_end(lines);
		free(text);
	}
}

/* ---- Packed ------------------------------------------------------------- */

static void
pack(int filter, const char *text, size_t length)
{
	struct archive *out = archive_write_new();
	struct archive_entry *entry = archive_entry_new();

	assert_int_equal(archive_write_add_filter(out, filter), ARCHIVE_OK);
	assert_int_equal(archive_write_set_format_raw(out), ARCHIVE_OK);
	assert_int_equal(archive_write_open_filename(out, path), ARCHIVE_OK);
	archive_entry_set_filetype(entry, AE_IFREG);
	assert_int_equal(archive_write_header(out, entry), ARCHIVE_OK);
	assert_int_equal(archive_write_data(out, text, length), length);
	assert_int_equal(archive_write_close(out), ARCHIVE_OK);
	archive_entry_free(entry);
	archive_write_free(out);
}

static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2,
    ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_LZ4, ARCHIVE_FILTER_ZSTD};

static void
packed_files_are_known_by_their_bytes(void **state)
{
	size_t length;
	int count;
	char *text = counted(2 * BLOCK, &length, &count);

	(void)state;
	for (size_t i = 0; i < PL_COUNT(filters); i++) {
		struct kit_lines *lines;

		pack(filters[i], text, length);
		lines = open_file();
		assert_true(kit_lines_packed(lines));
		expect_counted(lines, 0, count);
		expect_end(lines);
	}
	free(text);
}

static size_t
read_whole(char *into, size_t room)
{
	FILE *file = fopen(path, "rb");
	size_t length;

	assert_non_null(file);
	length = fread(into, 1, room, file);
	fclose(file);
	return length;
}

static void
gz_members_behind_each_other_are_one_text(void **state)
{
	char bytes[200];
	size_t length;
	struct kit_lines *lines;

	(void)state;
	pack(ARCHIVE_FILTER_GZIP, "a\nb", 3);
	length = read_whole(bytes, sizeof bytes);
	pack(ARCHIVE_FILTER_GZIP, "c\nd\n", 4);
	length += read_whole(bytes + length, sizeof bytes - length);
	lines = open_text(bytes, length);
	expect_line(lines, "a", 1);
	expect_line(lines, "bc", 2);
	expect_line(lines, "d", 3);
	expect_end(lines);
}

/* How many lines come before the damage; each must be the right one. */
static int
lines_before_damage(void)
{
	struct kit_lines *lines = open_file();
	struct kit_line line;
	int count = 0, more;

	while ((more = kit_lines_next(lines, &line)) > 0)
		assert_int_equal(atoi(line.text), count++);
	assert_int_equal(more, -1);
	assert_int_equal(kit_lines_next(lines, &line), -1);
	assert_true(strlen(kit_lines_error(lines)) > 5);
	assert_int_equal(kit_lines_number(lines), count + 1);
	kit_lines_close(lines);
	return count;
}

static void
a_packed_file_that_is_cut_short_gives_its_lines_and_tells(void **state)
{
	size_t length, packed;
	int count;
	char *text = counted(2 * BLOCK, &length, &count);
	char *bytes = malloc(2 * BLOCK);

	(void)state;
	assert_non_null(bytes);
	for (size_t i = 0; i < PL_COUNT(filters); i++) {
		pack(filters[i], text, length);
		packed = read_whole(bytes, 2 * BLOCK);
		write_file(bytes, packed - 9);
		assert_in_range(lines_before_damage(), 0, count);
		write_file(bytes, 6);
		assert_int_equal(lines_before_damage(), 0);
	}
	free(bytes);
	free(text);
}

/* Of an .xz libarchive drops a step of 64 KiB, and no more is to go with it. */
static void
an_xz_that_is_cut_short_loses_no_more_than_a_step(void **state)
{
	enum { DROPPED = 64 * 1024 / 6 + 1 }; /* lines "12345", or fewer */
	size_t length, packed;
	int count;
	char *text = counted(2 * BLOCK - 1000, &length, &count);
	char *bytes = malloc(2 * BLOCK);

	(void)state;
	assert_non_null(bytes);
	pack(ARCHIVE_FILTER_XZ, text, length);
	packed = read_whole(bytes, 2 * BLOCK);
	write_file(bytes, packed - 9);
	assert_in_range(lines_before_damage(), count - DROPPED, count);
	free(bytes);
	free(text);
}

/* gzip without compression, so that it is known what is in the first half. */
static void
a_gz_that_is_cut_short_gives_all_whole_lines_in_it(void **state)
{
	static const char head[] = "\x1f\x8b\x08\0\0\0\0\0\0\x03"
				   "\x01\xff\xff\0\0"; /* 65535 bytes, stored */
	enum { HEAD = sizeof head - 1, HELD = 60001 };
	size_t length;
	int count, held = 0;
	char *text = counted(HELD, &length, &count);
	char *bytes = malloc(HEAD + length);

	(void)state;
	assert_non_null(bytes);
	memcpy(bytes, head, HEAD);
	memcpy(bytes + HEAD, text, length);
	write_file(bytes, HEAD + HELD);
	for (int i = 0; i < HELD; i++)
		held += text[i] == '\n';
	assert_int_equal(lines_before_damage(), held);
	free(bytes);
	free(text);
}

/* ---- Places ------------------------------------------------------------- */

static void
seek_goes_to_a_line_and_refuses_a_place_past_the_end(void **state)
{
	static const char text[] = "ab\ncd\nef\n";

	(void)state;
	for (int packed = 0; packed < 2; packed++) {
		struct kit_lines *lines;

		if (packed)
			pack(ARCHIVE_FILTER_ZSTD, text, sizeof text - 1);
		else
			write_file(text, sizeof text - 1);
		lines = open_file();
		assert_int_equal(kit_lines_seek(lines, 3, 2), 0);
		expect_line(lines, "cd", 2);
		assert_int_equal(kit_lines_offset(lines), 6);
		kit_lines_close(lines);
		lines = open_file();
		assert_int_equal(kit_lines_seek(lines, 9, 4), 0);
		expect_end(lines);
		lines = open_file();
		assert_int_equal(kit_lines_seek(lines, 10, 5), -1);
		kit_lines_close(lines);
	}
}

static void
a_line_put_back_is_the_end_and_the_next_place(void **state)
{
	struct kit_lines *lines = OPEN("ab\ncd");
	struct kit_line line;

	(void)state;
	expect_line(lines, "ab", 1);
	assert_int_equal(kit_lines_next(lines, &line), 1);
	assert_false(line.ended);
	kit_lines_unread(lines, &line);
	assert_int_equal(kit_lines_offset(lines), 3);
	assert_int_equal(kit_lines_number(lines), 2);
	expect_end(lines);
}

/* Read all lines and say where that ended. */
static struct kit_place
read_all(void)
{
	struct kit_lines *lines = open_file();
	struct kit_place place;
	struct kit_line line;
	int more;

	while ((more = kit_lines_next(lines, &line)) > 0)
		;
	assert_int_equal(more, 0);
	kit_lines_place(lines, &place);
	kit_lines_close(lines);
	return place;
}

static void
a_line_without_an_end_keeps_its_number_until_the_end_comes(void **state)
{
	struct kit_place place;
	struct kit_lines *lines;

	(void)state;
	write_file("a\nb", 3);
	place = read_all();
	assert_int_equal(place.number, 2);
	lines = OPEN("a\nb\nc\n");
	assert_int_equal(kit_lines_resume(lines, &place), 1);
	expect_line(lines, "", 2);
	expect_line(lines, "c", 3);
	expect_end(lines);
}

static void
a_plain_file_that_grew_is_read_on(void **state)
{
	size_t length;
	int count;
	char *text = counted(3 * SAMPLE, &length, &count);

	(void)state;
	for (size_t most = 4; most < length; most += 5 * SAMPLE / 4) {
		struct kit_lines *lines;
		struct kit_place place;

		while (text[most - 1] != '\n')
			most++;
		write_file(text, most);
		place = read_all();
		lines = open_text(text, length);
		assert_int_equal(kit_lines_resume(lines, &place), 1);
		expect_counted(lines, (int)place.number - 1, count);
		expect_end(lines);
	}
	free(text);
}

static void
a_plain_file_that_was_replaced_is_read_from_its_start(void **state)
{
	static const struct {
		const char *before, *after;
	} cases[] = {{"a\nb\n", "c\nd\n"}, {"a\nb\n", "a\nc\n"},
	    {"a\nb\n", "c\nb\ne\nf\n"}, {"a\nb\n", "aa\nb\nc\n"},
	    {"a\nb\n", "a\n"}, {"a\nb\n", ""}, {"a\nb", "a\nc\n"}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct kit_place place;
		struct kit_lines *lines;

		write_file(cases[i].before, strlen(cases[i].before));
		place = read_all();
		lines = open_text(cases[i].after, strlen(cases[i].after));
		assert_int_equal(kit_lines_resume(lines, &place), 0);
		assert_int_equal(kit_lines_offset(lines), 0);
		assert_int_equal(kit_lines_number(lines), 1);
		kit_lines_close(lines);
	}
}

static void
a_change_at_either_end_of_what_was_read_is_seen(void **state)
{
	size_t length;
	int count;
	char *text = counted(6 * SAMPLE, &length, &count);
	const size_t changes[] = {0, SAMPLE - 1, length - SAMPLE, length - 1};
	struct kit_place place;

	(void)state;
	write_file(text, length);
	place = read_all();
	for (size_t i = 0; i < PL_COUNT(changes); i++) {
		struct kit_lines *lines;

		text[changes[i]] ^= 1;
		lines = open_text(text, length);
		assert_int_equal(kit_lines_resume(lines, &place), 0);
		kit_lines_close(lines);
		text[changes[i]] ^= 1;
	}
	free(text);
}

static void
a_packed_file_read_to_its_end_is_not_read_again_unless_it_changed(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(filters); i++) {
		struct kit_lines *lines;
		struct kit_place place, again;

		pack(filters[i], "a\nb\n", 4);
		place = read_all();
		assert_int_equal(place.number, 0);
		lines = open_file();
		assert_int_equal(kit_lines_resume(lines, &place), 1);
		kit_lines_place(lines, &again);
		assert_int_equal(again.digest, place.digest);
		assert_int_equal(again.offset, place.offset);
		assert_int_equal(again.number, 0);
		expect_end(lines);

		pack(filters[i], "a\nb\nc\n", 6);
		lines = open_file();
		assert_int_equal(kit_lines_resume(lines, &place), 0);
		expect_line(lines, "a", 1);
		kit_lines_close(lines);
	}
}

static void
a_packed_file_left_in_its_middle_is_read_on(void **state)
{
	struct kit_lines *lines;
	struct kit_place place;

	(void)state;
	pack(ARCHIVE_FILTER_GZIP, "a\nb\nc\n", 6);
	lines = open_file();
	expect_line(lines, "a", 1);
	kit_lines_place(lines, &place);
	kit_lines_close(lines);
	lines = open_file();
	assert_int_equal(kit_lines_resume(lines, &place), 1);
	expect_line(lines, "b", 2);
	expect_line(lines, "c", 3);
	expect_end(lines);

	place.offset = 7; /* as only a forged cursor says */
	lines = open_file();
	assert_int_equal(kit_lines_resume(lines, &place), 1);
	assert_int_equal(kit_lines_next(lines, &(struct kit_line){0}), -1);
	assert_string_equal(
	    kit_lines_error(lines), "there is less in it than there was");
	kit_lines_close(lines);
}

static void
damage_is_not_taken_for_the_end(void **state)
{
	char bytes[200];
	struct kit_lines *lines;
	struct kit_place place;
	struct kit_line line;
	size_t length;

	(void)state;
	pack(ARCHIVE_FILTER_GZIP, "a\nb\n", 4);
	length = read_whole(bytes, sizeof bytes);
	lines = open_text(bytes, length - 8);
	while (kit_lines_next(lines, &line) > 0)
		;
	kit_lines_place(lines, &place);
	kit_lines_close(lines);
	assert_int_equal(place.number, 3);
	lines = open_file();
	assert_int_equal(kit_lines_resume(lines, &place), 1);
	assert_int_equal(kit_lines_next(lines, &line), -1);
	kit_lines_close(lines);
}

static void
a_file_that_cannot_be_opened_is_named(void **state)
{
	char error[256] = "";

	(void)state;
	assert_null(kit_lines_open("/nowhere/x", LIMIT, error, sizeof error));
	assert_string_equal(error, "/nowhere/x: No such file or directory");
	kit_lines_close(NULL);
}

static int
make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/text", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_end_in_lf_or_crlf_and_the_last_needs_no_end),
	    cmocka_unit_test(a_byte_order_mark_is_no_part_of_the_first_line),
	    cmocka_unit_test(a_nul_is_shown_as_a_space_and_told),
	    cmocka_unit_test(
		a_line_may_have_as_many_bytes_as_the_limit_and_no_more),
	    cmocka_unit_test(
		a_nul_past_which_a_line_is_too_long_is_told_as_well),
	    cmocka_unit_test(lines_across_the_borders_of_blocks_stay_whole),
	    cmocka_unit_test(packed_files_are_known_by_their_bytes),
	    cmocka_unit_test(gz_members_behind_each_other_are_one_text),
	    cmocka_unit_test(
		a_packed_file_that_is_cut_short_gives_its_lines_and_tells),
	    cmocka_unit_test(an_xz_that_is_cut_short_loses_no_more_than_a_step),
	    cmocka_unit_test(
		a_gz_that_is_cut_short_gives_all_whole_lines_in_it),
	    cmocka_unit_test(
		seek_goes_to_a_line_and_refuses_a_place_past_the_end),
	    cmocka_unit_test(a_line_put_back_is_the_end_and_the_next_place),
	    cmocka_unit_test(
		a_line_without_an_end_keeps_its_number_until_the_end_comes),
	    cmocka_unit_test(a_plain_file_that_grew_is_read_on),
	    cmocka_unit_test(
		a_plain_file_that_was_replaced_is_read_from_its_start),
	    cmocka_unit_test(a_change_at_either_end_of_what_was_read_is_seen),
	    cmocka_unit_test(
		a_packed_file_read_to_its_end_is_not_read_again_unless_it_changed),
	    cmocka_unit_test(a_packed_file_left_in_its_middle_is_read_on),
	    cmocka_unit_test(damage_is_not_taken_for_the_end),
	    cmocka_unit_test(a_file_that_cannot_be_opened_is_named),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
