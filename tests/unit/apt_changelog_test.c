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
#include "plugins/apt/changelog.h"

static const char text[] =
    "openssl (3.0.11-1~deb12u3) bookworm-security; urgency=medium\n"
    "\n"
    "  * Fix CVE-2026-0001 and CVE-2026-12345 (not CVE-20, not CVE-2026-1)\n"
    "\n"
    " -- A Maintainer <a@example.org>  Sat, 03 Jan 2026 14:00:00 +0200\n"
    "\n"
    "openssl (3.0.11-1~deb12u2) bookworm; urgency=low\n"
    "\n"
    " -- A Maintainer <a@example.org>  Mon, 01 Dec 2025 10:30:00 -0030\n"
    "\n"
    "openssl (3.0.11-1) unstable; urgency=low\n"
    "\n"
    " -- A Maintainer <a@example.org>  no date\n";

/* A folder with packages' folders, made anew for each test. */
struct docs {
	char folder[32], path[64];
};

static void
put(struct docs *docs, const char *name, const char *content)
{
	FILE *file;

	snprintf(docs->path, sizeof docs->path, "%s/%s", docs->folder, name);
	file = fopen(docs->path, "w");
	assert_non_null(file);
	fputs(content, file);
	fclose(file);
}

static int
make_docs(void **state)
{
	static struct docs docs;

	strcpy(docs.folder, "/tmp/apt_changelog.XXXXXX");
	assert_non_null(mkdtemp(docs.folder));
	snprintf(docs.path, sizeof docs.path, "%s/common", docs.folder);
	assert_int_equal(mkdir(docs.path, 0755), 0);
	*state = &docs;
	return 0;
}

static int
drop_docs(void **state)
{
	static const char *const names[] = {"common/changelog.Debian.gz",
	    "common/changelog.Debian", "common/changelog.gz", "linked"};
	struct docs *docs = *state;

	for (size_t i = 0; i < PL_COUNT(names); i++) {
		snprintf(docs->path, sizeof docs->path, "%s/%s", docs->folder,
		    names[i]);
		unlink(docs->path);
	}
	snprintf(docs->path, sizeof docs->path, "%s/common", docs->folder);
	rmdir(docs->path);
	return rmdir(docs->folder);
}

static void
an_entry_has_version_suite_time_and_cves(void **state)
{
	struct docs *docs = *state;
	struct changelog log;

	put(docs, "common/changelog.Debian", text);
	assert_int_equal(changelog_read(&log, docs->folder, "common", NULL), 0);
	assert_int_equal(log.count, 2); /* the third has no date */
	assert_string_equal(log.entries[0].version, "3.0.11-1~deb12u3");
	assert_string_equal(log.entries[0].suite, "bookworm-security");
	assert_int_equal(log.entries[0].at_ms, INT64_C(1767441600000));
	assert_int_equal(log.entries[1].at_ms, INT64_C(1764586800000));
	assert_int_equal(log.entries[0].cve_count, 2);
	assert_string_equal(log.entries[0].cves[0], "CVE-2026-0001");
	assert_string_equal(log.entries[0].cves[1], "CVE-2026-12345");
	changelog_free(&log);
}

static void
reading_ends_with_the_version_asked_for(void **state)
{
	struct docs *docs = *state;
	struct changelog log;

	put(docs, "common/changelog.Debian", text);
	assert_int_equal(
	    changelog_read(&log, docs->folder, "common", "3.0.11-1~deb12u3+b2"),
	    0);
	assert_int_equal(log.count, 1);
	assert_int_equal(changelog_find(&log, "3.0.11-1~deb12u3+b2"), 0);
	assert_int_equal(changelog_find(&log, "3.0.11-1~deb12u2"), 1);
	changelog_free(&log);
}

static void
a_link_to_another_package_is_followed(void **state)
{
	struct docs *docs = *state;
	struct changelog log;

	put(docs, "common/changelog.Debian", text);
	snprintf(docs->path, sizeof docs->path, "%s/linked", docs->folder);
	assert_int_equal(symlink("common", docs->path), 0);
	assert_int_equal(changelog_read(&log, docs->folder, "linked", NULL), 0);
	assert_int_equal(log.count, 2);
	changelog_free(&log);
}

static void
upstreams_changelog_is_passed_over(void **state)
{
	struct docs *docs = *state;
	struct changelog log;

	put(docs, "common/changelog.gz", "2026-01-01  Someone\n\n\t* all\n");
	put(docs, "common/changelog.Debian", text);
	assert_int_equal(changelog_read(&log, docs->folder, "common", NULL), 0);
	assert_int_equal(log.count, 2);
	changelog_free(&log);
}

static void
there_may_be_none(void **state)
{
	static const char *const packages[] = {
	    "absent", "common", "", ".", "..", "../common", "/etc"};
	struct docs *docs = *state;
	struct changelog log;

	put(docs, "common/changelog.Debian.gz", "\x1f\x8b cut");
	for (size_t i = 0; i < PL_COUNT(packages); i++)
		assert_int_equal(
		    changelog_read(&log, docs->folder, packages[i], NULL), -1);
}

static void
entries_past_the_limit_are_not_read(void **state)
{
	struct changelog log = {0};

	(void)state;
	for (int i = 0; i < CHANGELOG_ENTRIES + 10; i++) {
		char head[64];

		snprintf(head, sizeof head, "a (%d) stable; urgency=low", i);
		assert_int_equal(changelog_take(&log, head), 0);
		assert_int_equal(
		    changelog_take(
			&log, " -- A <a@b>  Sat, 03 Jan 2026 14:00:00 +0000"),
		    0);
	}
	assert_int_equal(log.count, CHANGELOG_ENTRIES);
	changelog_free(&log);
}

#define WITH_DOCS(test)                                                        \
	cmocka_unit_test_setup_teardown(test, make_docs, drop_docs)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_DOCS(an_entry_has_version_suite_time_and_cves),
	    WITH_DOCS(reading_ends_with_the_version_asked_for),
	    WITH_DOCS(a_link_to_another_package_is_followed),
	    WITH_DOCS(upstreams_changelog_is_passed_over),
	    WITH_DOCS(there_may_be_none),
	    cmocka_unit_test(entries_past_the_limit_are_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
