#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kit/lines.h"
#include "plugins/apt/lists.h"
#include "plugins/apt/open.h"
#include "kit/stanza.h"

/* A text as an open file that is gone when it is closed. */
static struct kit_lines *
lines_of(const char *text)
{
	char path[] = "/tmp/apt_lists_test.XXXXXX", error[256];
	int fd = mkstemp(path);
	struct kit_lines *lines;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	lines = kit_lines_open(path, KIT_STANZA_LINE, error, sizeof error);
	unlink(path);
	assert_non_null(lines);
	return lines;
}

static int
reject(void *context, const char *where, const char *reason)
{
	(void)context;
	fail_msg("%s: %s", where, reason);
	return 0;
}

static int
stopping(void *context, const char *doing)
{
	(void)doing;
	return *(int *)context;
}

static void
take_release(struct lists *lists, const char *text)
{
	struct kit_lines *lines = lines_of(text);

	lists->releases = reallocarray(
	    lists->releases, lists->release_count + 1, sizeof *lists->releases);
	assert_non_null(lists->releases);
	assert_int_equal(
	    release_read(&lists->releases[lists->release_count++], lines), 0);
	kit_lines_close(lines);
}

static void
take_packages(struct lists *lists, const char *text)
{
	int stop = 0;
	const struct lists_watch watch = {&stop, reject, stopping};
	struct kit_lines *lines = lines_of(text);

	assert_int_equal(packages_read(lists, lines,
			     (uint32_t)lists->release_count - 1, &watch, "x"),
	    0);
	kit_lines_close(lines);
}

static const char main_release[] =
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
    "Origin: Debian\nLabel: Debian\nSuite: oldstable\nCodename: bookworm\n"
    "Date: Sat, 11 Jul 2026 10:16:37 UTC\nSHA256:\n 00 1 main/x\n";
static const char security_release[] =
    "Origin: Debian\nLabel: Debian-Security\nSuite: oldstable-security\n"
    "Codename: bookworm-security\nDate: Mon, 23 Nov 2026 11:22:37 UTC\n";
static const char backports_release[] =
    "Origin: Debian Backports\nSuite: oldstable-backports\n"
    "Codename: bookworm-backports\nDate: Mon, 23 Nov 2026 11:22:37 UTC\n"
    "NotAutomatic: yes\nButAutomaticUpgrades: yes\n";

static void
begin(struct lists *lists)
{
	struct kit_lines *lines = lines_of(
	    "Package: old\nStatus: install ok installed\nArchitecture: amd64\n"
	    "Version: 1.0-9\n\n"
	    "Package: held\nStatus: hold ok installed\nArchitecture: all\n"
	    "Version: 1:1.0\n\n"
	    "Package: ported\nStatus: install ok installed\n"
	    "Architecture: amd64\nVersion: 2.0~bpo12+1\n\n"
	    "Package: gone\nStatus: deinstall ok config-files\n"
	    "Architecture: amd64\nVersion: 1\n\n"
	    "Package: both\nStatus: install ok installed\n"
	    "Architecture: amd64\nVersion: 1\n\n"
	    "Package: both\nStatus: install ok installed\n"
	    "Architecture: i386\nVersion: 1");

	*lists = (struct lists){0};
	assert_int_equal(status_read(lists, lines), 0);
	kit_lines_close(lines);
}

/* The candidate of a package and an architecture, or "". */
static const char *
candidate(const struct lists *lists, const char *name, const char *arch)
{
	for (size_t i = 0; i < lists->count; i++) {
		const struct installed *package = &lists->packages[i];
		const struct offer *offer = lists_candidate(lists, package);

		if (strcmp(kit_numbers_text(&lists->names, package->package),
			name) == 0 &&
		    strcmp(kit_numbers_text(&lists->names, package->arch),
			arch) == 0)
			return offer == NULL ? ""
			                     : kit_numbers_text(&lists->names,
						   offer->version);
	}
	return "not installed";
}

static void
the_status_file_tells_what_is_installed_and_held(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	assert_int_equal(lists.count, 5);
	assert_int_equal(lists.packages[0].held, 0);
	assert_int_equal(lists.packages[1].held, 1);
	assert_string_equal(
	    candidate(&lists, "gone", "amd64"), "not installed");
	lists_free(&lists);
}

static void
the_highest_version_for_the_architecture_is_the_candidate(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	take_release(&lists, main_release);
	take_packages(&lists,
	    "Package: old\nVersion: 1.0-10\nArchitecture: amd64\n\n"
	    "Package: old\nVersion: 1.0-11\nArchitecture: arm64\n\n"
	    "Package: old\nVersion: 1.0-2\nArchitecture: amd64\n\n"
	    "Package: held\nArchitecture: all\nDescription: x\n Version: 9\n"
	    "Version: 1:1.0\n\nPackage: gone\nVersion: 2\n"
	    "Architecture: amd64\n\nPackage: both\nVersion: 2\n"
	    "Architecture: i386");
	assert_string_equal(candidate(&lists, "old", "amd64"), "1.0-10");
	assert_string_equal(candidate(&lists, "held", "all"), "");
	assert_string_equal(candidate(&lists, "both", "amd64"), "");
	assert_string_equal(candidate(&lists, "both", "i386"), "2");
	lists_free(&lists);
}

static void
of_two_archives_security_names_and_the_older_date_bounds(void **state)
{
	static const char package[] =
	    "Package: old\nVersion: 1.1\nArchitecture: all\n";
	struct lists lists;
	const struct offer *offer;

	(void)state;
	begin(&lists);
	take_release(&lists, main_release);
	take_packages(&lists, package);
	take_release(&lists, security_release);
	take_packages(&lists, package);
	offer = lists_candidate(&lists, &lists.packages[0]);
	assert_non_null(offer);
	assert_int_equal(offer->at_ms, INT64_C(1783764997000));
	assert_string_equal(
	    lists.releases[offer->release].suite, "bookworm-security");
	assert_int_equal(lists.releases[offer->release].security, 1);
	assert_int_equal(lists.releases[0].security, 0);
	lists_free(&lists);
}

static void
backports_count_for_what_came_from_there(void **state)
{
	struct lists lists;

	(void)state;
	begin(&lists);
	take_release(&lists, main_release);
	take_packages(&lists,
	    "Package: old\nVersion: 1.0-9\nArchitecture: amd64\n\n"
	    "Package: ported\nVersion: 1.5\nArchitecture: amd64\n");
	take_release(&lists, backports_release);
	take_packages(&lists,
	    "Package: old\nVersion: 2.0~bpo12+1\nArchitecture: amd64\n\n"
	    "Package: ported\nVersion: 2.0~bpo12+2\nArchitecture: amd64\n");
	assert_string_equal(candidate(&lists, "old", "amd64"), "");
	assert_string_equal(
	    candidate(&lists, "ported", "amd64"), "2.0~bpo12+2");
	lists_free(&lists);
}

static void
a_suite_keeps_its_name_when_the_next_release_comes(void **state)
{
	static const struct {
		const char *text, *suite;
		int security;
	} cases[] = {
	    {"Suite: oldstable\nCodename: bookworm\n", "bookworm", 0},
	    {"Suite: jammy-security\nCodename: jammy\n", "jammy-security", 1},
	    {"Suite: stable\n", "stable", 0},
	    {"Codename: trixie-security\n", "trixie-security", 1},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		char text[256];
		struct release release;
		struct kit_lines *lines;

		snprintf(text, sizeof text,
		    "%sDate: Sat, 11 Jul 2026 10:16:37 UTC\n", cases[i].text);
		lines = lines_of(text);
		assert_int_equal(release_read(&release, lines), 0);
		kit_lines_close(lines);
		assert_string_equal(release.suite, cases[i].suite);
		assert_int_equal(release.security, cases[i].security);
	}
}

static void
a_release_without_a_date_in_utc_is_none(void **state)
{
	static const char *const texts[] = {"", "Suite: stable\n",
	    "Date: today\n", "Date: Sat, 11 Jul 2026 10:16:37 +0200\n"};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(texts); i++) {
		struct release release;
		struct kit_lines *lines = lines_of(texts[i]);

		assert_int_equal(release_read(&release, lines), -1);
		kit_lines_close(lines);
	}
}

static void
reading_lists_ends_when_the_host_says_so(void **state)
{
	struct lists lists;
	int stop = 1;
	const struct lists_watch watch = {&stop, reject, stopping};
	struct kit_lines *lines = lines_of("Package: a\nVersion: 1\n\n");

	(void)state;
	begin(&lists);
	take_release(&lists, main_release);
	assert_int_equal(packages_read(&lists, lines, 0, &watch, "x"), 1);
	kit_lines_close(lines);
	lists_free(&lists);
}

static void
open_items_survive_in_a_cursor_of_any_size(void **state)
{
	struct open_items open = {0}, back = {0};
	char text[64];

	(void)state;
	assert_int_equal(open_add(&open, "perl", "5.36-7"), 0);
	assert_int_equal(open_add(&open, "bash", "5.2-2"), 0);
	assert_int_equal(open_add(&open, "perl-base", "5.36-7"), 0);
	assert_int_equal(open_write(&open, text, sizeof text), 3);
	assert_string_equal(text, "5.36-7 perl perl-base;5.2-2 bash");
	assert_int_equal(open_read(&back, text), 0);
	assert_int_equal(back.count, 3);
	assert_true(open_has(&back, "bash", "5.2-2"));
	assert_false(open_has(&back, "bash", "5.36-7"));
	for (size_t size = 1; size < sizeof text; size++) {
		struct open_items part = {0};
		size_t written = open_write(&open, text, size);

		assert_true(strlen(text) < size);
		assert_int_equal(open_read(&part, text), 0);
		assert_int_equal(part.count, written);
		open_free(&part);
	}
	open_free(&open);
	open_free(&back);
}

static void
a_cursor_without_form_holds_nothing_false(void **state)
{
	static const char *const texts[] = {
	    "", ";", " ", ";;  ;", "1", " a b;", "1 ;", "1  ; 2"};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(texts); i++) {
		struct open_items open = {0};

		assert_int_equal(open_read(&open, texts[i]), 0);
		assert_int_equal(open.count, 0);
		open_free(&open);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_status_file_tells_what_is_installed_and_held),
	    cmocka_unit_test(
		the_highest_version_for_the_architecture_is_the_candidate),
	    cmocka_unit_test(
		of_two_archives_security_names_and_the_older_date_bounds),
	    cmocka_unit_test(backports_count_for_what_came_from_there),
	    cmocka_unit_test(
		a_suite_keeps_its_name_when_the_next_release_comes),
	    cmocka_unit_test(a_release_without_a_date_in_utc_is_none),
	    cmocka_unit_test(reading_lists_ends_when_the_host_says_so),
	    cmocka_unit_test(open_items_survive_in_a_cursor_of_any_size),
	    cmocka_unit_test(a_cursor_without_form_holds_nothing_false),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
