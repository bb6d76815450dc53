#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/dnf/history.h"

/* Records, a line each: an origin, where it changes ("db", "dnf", "yum",
 * "list"); minutes, or begin-end; a word; package.architecture; the version,
 * or old>new; "failed", "undo". */
static void
add(struct history *history, const char *line)
{
	static const char *const words[] = {
	    "install", "upgrade", "downgrade", "remove", "replaced", "present"};
	static const char *const origins[] = {"db", "dnf", "yum", "list"};
	char word[32], key[64], versions[64], rest[64] = "", *dot, *greater;
	struct nevra package = {0};
	struct record record = {0};
	int begin, end = -1;
	size_t i;

	for (i = 0; i < PL_COUNT(origins); i++)
		if (strcmp(line, origins[i]) == 0) {
			history_begin_stream(history, (enum origin)i);
			return;
		}
	if (sscanf(line, "%d-%d %31s %63s %63s %63[a-z ]", &begin, &end, word,
		key, versions, rest) < 5)
		assert_true(sscanf(line, "%d %31s %63s %63s %63[a-z ]", &begin,
				word, key, versions, rest) >= 3 &&
			    (end = begin) == begin);
	for (i = 0; i < PL_COUNT(words) && strcmp(word, words[i]) != 0; i++)
		;
	assert_true(i < PL_COUNT(words));
	record.word = (enum record_word)i;
	record.begin_ms = INT64_C(1000000000000) + begin * INT64_C(60000);
	record.at_ms = INT64_C(1000000000000) + end * INT64_C(60000);
	record.failed = strstr(rest, "failed") != NULL;
	record.undo = strstr(rest, "undo") != NULL;
	dot = strchr(key, '.');
	snprintf(package.name, NEVRA_TEXT, "%.*s",
	    dot == NULL ? 64 : (int)(dot - key), key);
	greater = strchr(versions, '>');
	if (dot != NULL) {
		snprintf(package.key, NEVRA_TEXT, "%s", key);
		snprintf(package.version, NEVRA_TEXT, "%s",
		    greater == NULL ? versions : greater + 1);
	}
	assert_int_equal(history_name(history, &record, &package), 0);
	if (greater != NULL) {
		*greater = '\0';
		record.old = history_text(history, versions);
	}
	assert_int_equal(history_add(history, &record), 0);
}

static void
tell(const struct history *history, char *out, size_t size)
{
	static const char *const kinds[] = {
	    "new", "new-failed", "gone", "patched", "failed", "back"};
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < history->count; i++) {
		const struct deed *deed = &history->deeds[i];

		if (deed->dropped)
			continue;
		used += (size_t)snprintf(out + used, size - used,
		    "%s%d %s %s %s>%s", used > 0 ? "; " : "",
		    (int)((deed->at_ms - INT64_C(1000000000000)) / 60000),
		    kinds[deed->kind],
		    kit_numbers_text(&history->names, deed->package),
		    kit_numbers_text(&history->names, deed->old),
		    kit_numbers_text(&history->names, deed->version));
		assert_true(used < size);
		assert_true(deed->took_ms >= 0);
	}
}

static const struct {
	const char *promise, *records, *deeds;
} cases[] = {
    {"an upgrade is a patch, dated by its end", "db\n0-3 upgrade a.x 1-1>1-2",
	"3 patched a 1-1>1-2"},
    {"what is new on the machine is none",
	"db\n0-3 install a.x 1-1\nyum\n90 install b.x 1-1",
	"3 new a >1-1; 90 new b >1-1"},
    {"without a word of what was there, an upgrade is one all the same",
	"yum\n0 upgrade a.x 1-2", "0 patched a >1-2"},
    {"what was there is known from earlier lines",
	"yum\n0 install a.x 1-1\n9 upgrade a.x 1-2",
	"0 new a >1-1; 9 patched a 1-1>1-2"},
    {"or from the line that follows",
	"dnf\n0 upgrade a.x 1-2\n1 replaced a.x 1-1", "0 patched a 1-1>1-2"},
    {"a downgrade is a way back from the later version",
	"db\n0-3 downgrade a.x 1-2>1-1", "3 back a 1-2>1-1"},
    {"also where the tool calls it an upgrade",
	"yum\n0 install a.x 1-10\n9 upgrade a.x 1-9",
	"0 new a >1-10; 9 back a 1-10>1-9"},
    {"a downgrade tells later what it came from",
	"dnf\n0 downgrade a.x 1-1\n1 replaced a.x 1-2", "0 back a 1-2>1-1"},
    {"yum installs what it downgrades to",
	"yum\n0 upgrade a.x 1-2\n500 install a.x 1-1",
	"0 patched a >1-2; 500 back a 1-2>1-1"},
    {"a version that is removed and replaced within the hour is a change",
	"db\n0 install a.x 1-2\n500 remove a.x 1-2\n510 install a.x 1-1",
	"0 new a >1-2; 510 back a 1-2>1-1"},
    {"in either direction",
	"db\n0 install a.x 1-1\n500 remove a.x 1-1\n510 install a.x 1-2",
	"0 new a >1-1; 510 patched a 1-1>1-2"},
    {"in either order",
	"dnf\n0 install a.x 1-2\n500 install a.x 1-1\n500 remove a.x 1-2",
	"0 new a >1-2; 500 back a 1-2>1-1"},
    {"and the same version again is a repair",
	"db\n0 install a.x 1-1\n500 remove a.x 1-1\n510 install a.x 1-1\n"
	"600-700 upgrade a.x 1-1>1-2",
	"0 new a >1-1; 700 patched a 1-1>1-2"},
    {"but not days later",
	"db\n0 install a.x 1-2\n500 remove a.x 1-2\n5000 install a.x 1-1",
	"0 new a >1-2; 500 gone a 1-2>; 5000 new a >1-1"},
    {"dnf knows an upgrade when it makes one",
	"db\n0 install a.x 1-1\n500 install a.x 1-2",
	"0 new a >1-1; 500 new a >1-2"},
    {"a kernel beside an earlier one is a patch",
	"db\n0 install kernel-core.x 1-1\n500 install kernel-core.x 1-2\n"
	"900 install kernel-core.x 1-3\n900 remove kernel-core.x 1-1",
	"0 new kernel-core >1-1; 500 patched kernel-core 1-1>1-2; "
	"900 patched kernel-core 1-2>1-3"},
    {"an earlier one beside a later is none",
	"db\n0 install kernel.x 1-2\n500 install kernel.x 1-1",
	"0 new kernel >1-2; 500 new kernel >1-1"},
    {"a kernel that is undone is a way back",
	"db\n0 install kernel.x 1-1\n500 install kernel.x 1-2\n"
	"600 remove kernel.x 1-2 undo",
	"0 new kernel >1-1; 500 patched kernel 1-1>1-2; "
	"600 back kernel 1-2>1-1"},
    {"one that is only cleaned up is nothing",
	"db\n0 install kernel.x 1-1\n500 install kernel.x 1-2\n"
	"600 remove kernel.x 1-1\n700 remove kernel.x 1-2",
	"0 new kernel >1-1; 500 patched kernel 1-1>1-2; "
	"700 gone kernel 1-2>"},
    {"of logs, which may begin late, the last one known is not the last",
	"dnf\n0 install kernel.x 1-2\n90 remove kernel.x 1-2",
	"0 new kernel >1-2"},
    {"all architectures go in step",
	"db\n0 upgrade a.x 1-1>1-2\n0 upgrade a.i 1-1>1-2",
	"0 patched a 1-1>1-2"},
    {"or nearly so, and the last of them dates the deed",
	"dnf\n0 upgrade a.x 1-2\n3 upgrade a.i 1-2", "3 patched a >1-2"},
    {"and a package is gone when the last of them is",
	"db\n0 install a.x 1-1\n0 install a.i 1-1\n500 remove a.i 1-1\n"
	"600 remove a.x 1-1",
	"0 new a >1-1; 600 gone a 1-1>"},
    {"what is erased by its name alone is what was there",
	"yum\n0 install a.x 1-1\n9 remove a -", "0 new a >1-1; 9 gone a 1-1>"},
    {"and nothing where that is not known", "yum\n9 remove a -", ""},
    {"a failure is no patch",
	"db\n0 install a.x 1-1\n500-501 upgrade a.x 1-1>1-2 failed\n"
	"900 upgrade a.x 1-1>1-2",
	"0 new a >1-1; 501 failed a 1-1>1-2; 900 patched a 1-1>1-2"},
    {"nor is that of a new package", "db\n0 install a.x 1-1 failed",
	"0 new-failed a >1-1"},
    {"that of a kernel is",
	"db\n0 install kernel.x 1-1\n90 install kernel.x 1-2 failed",
	"0 new kernel >1-1; 90 failed kernel 1-1>1-2"},
    {"a failed removal or return is not told",
	"db\n0 remove a.x 1-1 failed\n0 downgrade b.x 1-2>1-1 failed", ""},
    {"what is found in place later did not fail",
	"db\n0-9 upgrade a.x 1-1>1-2 failed\n90 upgrade a.x 1-2>1-3",
	"9 patched a 1-1>1-2; 90 patched a 1-2>1-3"},
    {"a list finds it too",
	"db\n0-9 upgrade a.x 1-1>1-2 failed\nlist\n9 present a.x 1-2",
	"9 patched a 1-1>1-2"},
    {"the log of what the database tells adds nothing",
	"db\n0-9 upgrade a.x 1-1>1-2\n0-9 remove b.x 1-1\n"
	"dnf\n4 upgrade a.x 1-2\n5 remove b.x 1-1\n6 replaced a.x 1-1",
	"9 patched a 1-1>1-2; 9 gone b 1-1>"},
    {"nor where the database says that it failed",
	"db\n0-9 upgrade a.x 1-1>1-2 failed\ndnf\n4 upgrade a.x 1-2",
	"9 failed a 1-1>1-2"},
    {"but what it does not tell counts",
	"db\n0-9 upgrade a.x 1-1>1-2\ndnf\n900 upgrade a.x 1-3\n"
	"901 replaced a.x 1-2",
	"9 patched a 1-1>1-2; 900 patched a 1-2>1-3"},
    {"and so does what was before it",
	"db\n900 upgrade a.x 1-2>1-3\nyum\n0 install a.x 1-1\n"
	"100 upgrade a.x 1-2",
	"0 new a >1-1; 100 patched a 1-1>1-2; 900 patched a 1-2>1-3"},
    {"a list without epochs means what others call by theirs",
	"db\n0-9 upgrade a.x 1:1-1>1:1-2\nlist\n5 present a.x 1-2\n"
	"900 present a.x 1-3",
	"9 patched a 1:1-1>1:1-2; 900 patched a 1:1-2>1:1-3"},
    {"of lists alone, the second shows what was replaced",
	"list\n0 present a.x 1-1\n0 present b.x 1-1\nlist\n"
	"0 present b.x 1-1\n90 present a.x 1-2",
	"0 new a >1-1; 0 new b >1-1; 90 patched a 1-1>1-2"},
    {"in whatever order they come",
	"list\n90 present kernel.x 1-2\n0 present kernel.x 1-1",
	"0 new kernel >1-1; 90 patched kernel 1-1>1-2"},
    {"a clock that is put back does not change the order of lines",
	"yum\n50 install a.x 1-1\n40 upgrade a.x 1-2\n60 upgrade a.x 1-3",
	"50 new a >1-1; 40 patched a 1-1>1-2; 60 patched a 1-2>1-3"},
    {"what is told twice happened once",
	"yum\n50 upgrade a.x 1-2\n50 upgrade a.x 1-2", "50 patched a >1-2"},
};

static void
records_tell_what_became_of_each_package(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct history history = {0};
		const char *at = cases[i].records;
		char deeds[1024];

		while (*at != '\0') {
			size_t length = strcspn(at, "\n");
			char line[200];

			snprintf(line, sizeof line, "%.*s", (int)length, at);
			add(&history, line);
			at += length + (at[length] == '\n');
		}
		assert_int_equal(history_close(&history), 0);
		tell(&history, deeds, sizeof deeds);
		if (strcmp(deeds, cases[i].deeds) != 0)
			fail_msg("%s:\n%s\nand not\n%s", cases[i].promise,
			    deeds, cases[i].deeds);
		history_free(&history);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(records_tell_what_became_of_each_package),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
