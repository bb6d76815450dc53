/* Documents through a plugin that reports each one's name and text. */
#include "kit/files.h"

#include <archive.h>
#include <archive_entry.h>
#include <ftw.h>
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
#include "mock/mock.h"
#include "tests/unit/feeds.h"

/* ---- The plugin --------------------------------------------------------- */

enum { LIMIT = 200 }; /* bytes of a document */

static const char *of;  /* an option that the events follow from */
static uint64_t each;   /* a document counts as so many events */
static uint64_t so_far; /* events */

static int
is_wanted(const char *name)
{
	return kit_files_ends(name, ".json") || kit_files_ends(name, ".list");
}

static int32_t
take(void *self, struct kit_files *files, const struct kit_file *file)
{
	const plore_host *host = self;
	char text[LIMIT + 60];
	size_t length;
	char *first, *rest;
	int32_t result;

	first = kit_files_text(files, LIMIT, &length);
	if (first == NULL)
		return host->reject(
		    host, file->name, kit_files_error(files), "");
	free(first);
	rest = kit_files_text(files, LIMIT, &length);
	assert_int_equal(length, 0); /* it was read */
	free(rest);
	assert_int_equal(kit_files_rewind(files), 0);
	snprintf(text, sizeof text, "%s=", file->name);
	if (kit_files_peek(files) == '!')
		return kit_files_refuse(files, 7, "is nothing");
	first = kit_files_text(files, LIMIT, &length);
	snprintf(text + strlen(text), sizeof text - strlen(text), "%s", first);
	free(first);
	result =
	    host->emit(host, &(const plore_event){.size = sizeof(plore_event),
				 .time_ms = 1700000000000,
				 .kind = "vuln.published",
				 .vuln = text});
	so_far += each;
	return result == PLORE_OK ? kit_files_pause_at(files, so_far) : result;
}

static int32_t
feeds_collect(void *self, const plore_request *request)
{
	char meaning[KIT_FILES_MEANING] = "1";
	const struct kit_files_plan plan = {.host = self,
	    .wanted = is_wanted,
	    .meaning = meaning,
	    .take = take,
	    .self = self};

	so_far = 0;
	kit_files_mean(meaning, self, "of");
	return kit_files_collect(&plan, request);
}

/* ---- Files -------------------------------------------------------------- */

static char folder[] = "/tmp/files_test.XXXXXX";
static char cursor[PLORE_MAX_CURSOR + 1];

static int
enter_folder(void **state)
{
	(void)state;
	cursor[0] = '\0';
	of = NULL;
	each = 1;
	snprintf(folder, sizeof folder, "/tmp/files_test.XXXXXX");
	return mkdtemp(folder) == NULL || chdir(folder) < 0 ||
	       mkdir("feed", 0700) < 0;
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

static int
leave_folder(void **state)
{
	(void)state;
	return chdir("/") < 0 ||
	       nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS) != 0;
}

/* An archive with a.json, sub/b.json and what is no document. */
static void
write_archive(const char *path, int is_zip)
{
	static const struct {
		const char *name, *text;
	} entries[] = {{"a.json", "in a"}, {"note.txt", "no"},
	    {"sub/b.json", "in b"}, {".c.json", "hidden"}};
	struct archive *archive = archive_write_new();

	if (is_zip) {
		archive_write_set_format_zip(archive);
	} else {
		archive_write_set_format_pax_restricted(archive);
		archive_write_add_filter_gzip(archive);
	}
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

/* What is told from the cursor on, a line each, and what is set aside; the
 * cursor is then the last one. */
static void
hold(const char *wanted)
{
	plore_mock *mock = plore_mock_new(&feeds_plugin);
	char got[2000] = "";
	FILE *to = fmemopen(got, sizeof got, "w");
	int32_t result;

	plore_mock_option(mock, "path", "feed");
	if (access("odd", F_OK) == 0)
		plore_mock_option(mock, "path", "odd");
	if (of != NULL)
		plore_mock_option(mock, "of", of);
	result = plore_mock_run(mock, cursor[0] == '\0' ? NULL : cursor);
	for (size_t i = 0; i < mock->event_count; i++)
		fprintf(to, "%s\n", mock->events[i].vuln);
	for (size_t i = 0; i < mock->reject_count; i++)
		fprintf(to, "- %s: %s\n", mock->rejects[i].where,
		    mock->rejects[i].reason);
	if (result != PLORE_OK)
		fprintf(to, "! %s\n", mock->failure);
	fclose(to);
	assert_string_equal(got, wanted);
	assert_int_equal(mock->flaw_count, 0);
	if (mock->checkpoint_count > 0)
		snprintf(cursor, sizeof cursor, "%s",
		    mock->checkpoints[mock->checkpoint_count - 1].cursor);
	plore_mock_free(mock);
}

/* ---- What holds --------------------------------------------------------- */

static void
documents_are_found_in_folders_and_archives(void **state)
{
	(void)state;
	assert_int_equal(mkdir("feed/2024", 0700), 0);
	assert_int_equal(mkdir("feed/.git", 0700), 0);
	feeds_write("feed/2024/x.json", "in x");
	feeds_write("feed/2024/DSA.list", "in list");
	feeds_write("feed/.git/z.json", "no");
	feeds_write("feed/x.json.asc", "no");
	feeds_write("feed/.y.json", "no");
	write_archive("feed/all.zip", 1);
	write_archive("feed/all.tar.gz", 0);
	feeds_write("odd", "named");
	hold("DSA.list=in list\nx.json=in x\nall.tar.gz/a.json=in a\n"
	     "all.tar.gz/sub/b.json=in b\nall.zip/a.json=in a\n"
	     "all.zip/sub/b.json=in b\nodd=named\n");
}

static void
what_did_not_change_is_not_read_again(void **state)
{
	(void)state;
	feeds_write("feed/a.json", "a");
	feeds_write("feed/b.json", "b");
	feeds_wait();
	hold("a.json=a\nb.json=b\n");
	hold("");
	feeds_write("feed/b.json", "b2");
	write_archive("feed/c.zip", 1);
	feeds_wait();
	hold("b.json=b2\nc.zip/a.json=in a\nc.zip/sub/b.json=in b\n");
	hold("");
	/* It grows, and another one, which is old, is put there by its name. */
	feeds_write("old", "d");
	feeds_wait();
	feeds_write("feed/b.json", "b23");
	feeds_wait();
	hold("b.json=b23\n");
	assert_int_equal(rename("old", "feed/d.json"), 0);
	feeds_wait();
	hold("d.json=d\n");
	hold("");
}

static void
with_another_value_of_an_option_all_is_read_again(void **state)
{
	(void)state;
	feeds_write("feed/a.json", "a");
	feeds_wait();
	hold("a.json=a\n");
	of = "fixes";
	hold("a.json=a\n");
	hold("");
	of = "flaws";
	hold("a.json=a\n");
}

/* 200, and one for each file that is over: 602 when the third is read. */
static void
there_is_a_checkpoint_for_every_so_many_events(void **state)
{
	plore_mock *mock = plore_mock_new(&feeds_plugin);

	(void)state;
	each = 200;
	for (char name[] = "feed/a.json"; name[5] <= 'f'; name[5]++)
		feeds_write(name, "");
	plore_mock_option(mock, "path", "feed");
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_OK);
	assert_int_equal(mock->checkpoint_count, 3); /* the last at the end */
	assert_int_equal(mock->checkpoints[0].events, 3);
	assert_int_equal(mock->checkpoints[1].events, 6);
	plore_mock_free(mock);
}

static void
what_had_only_just_changed_is_read_again(void **state)
{
	(void)state;
	feeds_write("feed/a.json", "a");
	hold("a.json=a\n");
	feeds_wait();
	hold("a.json=a\n");
	hold("");
}

static void
a_link_that_leads_elsewhere_is_new(void **state)
{
	(void)state;
	feeds_write("1", "one");
	feeds_write("2", "two");
	assert_int_equal(symlink("../1", "feed/last.json"), 0);
	feeds_wait();
	hold("last.json=one\n");
	assert_int_equal(remove("feed/last.json"), 0);
	assert_int_equal(symlink("../2", "feed/last.json"), 0);
	feeds_wait();
	hold("last.json=two\n");
	assert_int_equal(remove("2"), 0);
	hold(""); /* it leads nowhere, and is no file */
}

static void
what_cannot_be_read_costs_itself(void **state)
{
	char text[LIMIT + 2];

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	feeds_write("feed/a.json", "BZh91AY&SY.....");
	feeds_write("feed/b.json", text);
	feeds_write("feed/c.json", "");
	feeds_write("feed/d.json", "\xef\xbb\xbf \n!");
	feeds_write("feed/e.zip", "PK\3\4 what follows is no archive at all");
	feeds_wait();
	hold("c.json=\n- a.json: truncated bzip2 input\n"
	     "- b.json: is longer than 0 MiB\n- d.json:7: is nothing\n"
	     "- e.zip: Truncated ZIP file header\n");
	hold("");
}

static void
where_nothing_is_better_the_pass_fails_and_is_made_again(void **state)
{
	static const char failed[] =
	    "- a.json:7: is nothing\n! feed/a.json: is nothing\n";

	(void)state;
	feeds_write("feed/a.json", "!");
	feeds_wait();
	hold(failed);
	hold(failed);
	feeds_write("feed/b.json", "b");
	feeds_wait();
	hold("b.json=b\n- a.json:7: is nothing\n");
	hold("");
}

static void
an_archive_needs_a_document(void **state)
{
	(void)state;
	assert_int_equal(
	    system("tar -cf odd -C / --no-recursion etc/passwd"), 0);
	hold("- odd: an archive with no file to read in it\n"
	     "! odd: an archive with no file to read in it\n");
}

static void
a_path_must_lead_to_a_file_or_a_folder(void **state)
{
	(void)state;
	assert_int_equal(mkfifo("odd", 0600), 0);
	hold("! odd: is neither a file nor a folder; write to a file and name "
	     "that\n");
	assert_int_equal(remove("odd"), 0);
	assert_int_equal(rmdir("feed"), 0);
	hold("! feed: No such file or directory\n");
}

static void
an_ending_is_one_whatever_packs_the_file(void **state)
{
	(void)state;
	assert_true(kit_files_ends("a.json", ".json"));
	assert_true(kit_files_ends("a.json.zst", ".json"));
	assert_true(kit_files_ends("list", "list"));
	assert_false(kit_files_ends("a.json.asc", ".json"));
	assert_false(kit_files_ends("a.jsonl", ".json"));
	assert_false(kit_files_ends(".gz", ".json"));
}

int
main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, enter_folder, leave_folder)
	const struct CMUnitTest tests[] = {
	    TEST(documents_are_found_in_folders_and_archives),
	    TEST(what_did_not_change_is_not_read_again),
	    TEST(with_another_value_of_an_option_all_is_read_again),
	    TEST(there_is_a_checkpoint_for_every_so_many_events),
	    TEST(what_had_only_just_changed_is_read_again),
	    TEST(a_link_that_leads_elsewhere_is_new),
	    TEST(what_cannot_be_read_costs_itself),
	    TEST(where_nothing_is_better_the_pass_fails_and_is_made_again),
	    TEST(an_archive_needs_a_document),
	    TEST(a_path_must_lead_to_a_file_or_a_folder),
	    cmocka_unit_test(an_ending_is_one_whatever_packs_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
