#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>
#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kit/documents.h"

static const char *const endings[] = {".json", ".list", NULL};

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* An archive with a.json, sub/b.json and a note that is no document. */
static void
write_archive(const char *path, int zip)
{
	static const struct {
		const char *name, *text;
	} entries[] = {{"a.json", "in a"}, {"note.txt", "no"},
	    {"sub/b.json", "in b"}, {".c.json", "hidden"}};
	struct archive *archive = archive_write_new();

	if (zip)
		archive_write_set_format_zip(archive);
	else
		archive_write_set_format_pax_restricted(archive);
	if (!zip)
		archive_write_add_filter_gzip(archive);
	assert_int_equal(
	    archive_write_open_filename(archive, path), ARCHIVE_OK);
	for (size_t i = 0; i < PL_COUNT(entries); i++) {
		struct archive_entry *entry = archive_entry_new();
		size_t length = strlen(entries[i].text);

		archive_entry_set_pathname(entry, entries[i].name);
		archive_entry_set_size(entry, (la_int64_t)length);
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_perm(entry, 0644);
		archive_write_header(archive, entry);
		archive_write_data(archive, entries[i].text, length);
		archive_entry_free(entry);
	}
	archive_write_free(archive);
}

/* "name=text" of each document, in the order of names, and the cursor behind
 * them. Stops after so many. */
static char *
read_all(const char *const *paths, const char *cursor, size_t limit,
    char out_cursor[KIT_DOCUMENTS_CURSOR])
{
	struct kit_documents *documents = kit_documents_new(endings, "v1");
	char *lines[16], *out, error[400];
	size_t count = 0, size, length;
	const char *name;
	FILE *to = open_memstream(&out, &size);
	int more;

	for (; *paths != NULL; paths++)
		assert_int_equal(
		    kit_documents_add(documents, *paths, error, sizeof error),
		    0);
	kit_documents_begin(documents, cursor);
	while (count < limit &&
	       (more = kit_documents_next(documents, &name)) != 0) {
		char *text =
		    more < 0 ? NULL
			     : kit_documents_text(documents, 1 << 20, &length);

		assert_true(asprintf(&lines[count++], "%s=%s", name,
				text == NULL ? "damaged" : text) > 0);
		free(text);
	}
	kit_documents_cursor(documents, out_cursor);
	kit_documents_free(documents);
	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count; j++)
			if (strcmp(lines[j], lines[i]) < 0) {
				char *line = lines[i];

				lines[i] = lines[j];
				lines[j] = line;
			}
	for (size_t i = 0; i < count; i++) {
		fprintf(to, "%s\n", lines[i]);
		free(lines[i]);
	}
	fclose(to);
	return out;
}

static void
hold(const char *const *paths, const char *cursor,
    char out_cursor[KIT_DOCUMENTS_CURSOR], const char *wanted)
{
	char *got = read_all(paths, cursor, 16, out_cursor);

	assert_string_equal(got, wanted);
	free(got);
}

static void
enter_folder(char folder[64])
{
	snprintf(folder, 64, "/tmp/documents-XXXXXX");
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
}

static int
remove_one(
    const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

static void
remove_scratch(const char *folder)
{
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static void
documents_are_found_in_folders_and_archives(void **state)
{
	static const char *const all[] = {"feed", "odd", "feed", NULL};
	char folder[64], cursor[KIT_DOCUMENTS_CURSOR];

	(void)state;
	enter_folder(folder);
	assert_int_equal(mkdir("feed", 0700), 0);
	assert_int_equal(mkdir("feed/2024", 0700), 0);
	write_file("feed/2024/x.json", "in x");
	write_file("feed/x.json.asc", "no");
	write_file("feed/.y.json", "no");
	write_archive("feed/all.zip", 1);
	write_archive("feed/all.tar.gz", 0);
	write_file("odd", "named");
	hold(all, NULL, cursor,
	    "2024/x.json=in x\nall.tar.gz:a.json=in a\n"
	    "all.tar.gz:sub/b.json=in b\nall.zip:a.json=in a\n"
	    "all.zip:sub/b.json=in b\nodd=named\n");
	remove_scratch(folder);
}

static void
what_did_not_change_is_not_read_again(void **state)
{
	static const char *const all[] = {"feed", NULL};
	char folder[64], cursor[KIT_DOCUMENTS_CURSOR];
	char later[KIT_DOCUMENTS_CURSOR], *got;

	(void)state;
	enter_folder(folder);
	assert_int_equal(mkdir("feed", 0700), 0);
	write_file("feed/a.json", "a");
	write_file("feed/b.json", "b");
	hold(all, NULL, cursor, "a.json=a\nb.json=b\n");
	hold(all, cursor, later, "");
	assert_string_equal(cursor, later);
	/* A run that stopped after one has not read the other. */
	got = read_all(all, NULL, 1, later);
	free(got);
	hold(all, later, later, "a.json=a\nb.json=b\n");
	write_file("feed/b.json", "b2");
	hold(all, cursor, later, "b.json=b2\n");
	write_file("feed/c.json", "");
	hold(all, later, cursor, "c.json=\n");
	remove_scratch(folder);
}

static void
another_meaning_reads_all_anew(void **state)
{
	char folder[64], cursor[KIT_DOCUMENTS_CURSOR];
	static const char *const all[] = {"a.json", NULL};
	struct kit_documents *documents;
	const char *name;
	char error[400];

	(void)state;
	enter_folder(folder);
	write_file("a.json", "a");
	hold(all, NULL, cursor, "a.json=a\n");
	documents = kit_documents_new(endings, "v2");
	kit_documents_add(documents, "a.json", error, sizeof error);
	kit_documents_begin(documents, cursor);
	assert_int_equal(kit_documents_next(documents, &name), 1);
	assert_string_equal(name, "a.json");
	kit_documents_free(documents);
	remove_scratch(folder);
}

static void
an_entry_can_be_read_twice(void **state)
{
	struct kit_documents *documents = kit_documents_new(endings, "");
	char folder[64], text[8] = "";
	const char *name;

	(void)state;
	enter_folder(folder);
	write_archive("all.zip", 1);
	kit_documents_add(documents, "all.zip", text, sizeof text);
	kit_documents_begin(documents, NULL);
	assert_int_equal(kit_documents_next(documents, &name), 1);
	assert_int_equal(kit_documents_next(documents, &name), 1);
	for (int i = 0; i < 2; i++) {
		memset(text, 0, sizeof text);
		assert_int_equal(kit_documents_read(documents, text, 7), 4);
		assert_string_equal(text, "in b");
		assert_int_equal(kit_documents_rewind(documents), 0);
	}
	kit_documents_free(documents);
	remove_scratch(folder);
}

static void
damage_and_length_are_told(void **state)
{
	struct kit_documents *documents = kit_documents_new(endings, "");
	char folder[64], error[400];
	const char *name;
	size_t length;

	(void)state;
	enter_folder(folder);
	write_file("cut.json", "BZh91AY&SY.....");
	assert_int_equal(
	    kit_documents_add(documents, "none", error, sizeof error), -1);
	assert_string_equal(error, "none: No such file or directory");
	kit_documents_add(documents, "cut.json", error, sizeof error);
	write_file("long.json", "12345");
	kit_documents_add(documents, "long.json", error, sizeof error);
	kit_documents_begin(documents, NULL);
	for (int i = 0; i < 2; i++) {
		int more = kit_documents_next(documents, &name);

		assert_true(more != 0);
		if (more > 0)
			assert_null(kit_documents_text(documents, 4, &length));
		assert_true(kit_documents_error(documents)[0] != '\0');
	}
	assert_int_equal(kit_documents_next(documents, &name), 0);
	kit_documents_free(documents);
	remove_scratch(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(documents_are_found_in_folders_and_archives),
	    cmocka_unit_test(what_did_not_change_is_not_read_again),
	    cmocka_unit_test(another_meaning_reads_all_anew),
	    cmocka_unit_test(an_entry_can_be_read_twice),
	    cmocka_unit_test(damage_and_length_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
