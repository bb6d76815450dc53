#include "collect/options.h"

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
#include "base/buf.h"
#include "base/error.h"

/* A folder with a program, a file that is none, a secret, and a folder of
 * mappings as they come with patchlore. */
static char folder[] = "/tmp/options_test.XXXXXX";

static struct pl_wire_plugin plugin = {.name = "Sample",
    .options = {{"path", "the log", "/no/such/log", PLORE_PATH, PLORE_REPEATED},
	{"asset", "whose log it is", NULL, PLORE_TEXT, PLORE_REQUIRED},
	{"days", NULL, "30", PLORE_NUMBER, 0},
	{"wait", NULL, NULL, PLORE_SECONDS, 0},
	{"deep", NULL, "yes", PLORE_SWITCH, 0},
	{"tool", NULL, "opt-tool", PLORE_PROGRAM, 0},
	{"mapping", NULL, NULL, PLORE_PATH, 0},
	{"url", NULL, NULL, PLORE_URL, 0},
	{"token", NULL, NULL, PLORE_SECRET, 0}, {0}}};

static int
make_folder(void **state)
{
	char shipped[40];

	(void)state;
	if (mkdtemp(folder) == NULL || chdir(folder) < 0 ||
	    setenv("OPT_SECRET", "from outside", 1) < 0 ||
	    mkdir("shipped", 0755) < 0)
		return -1;
	snprintf(shipped, sizeof shipped, "%s/shipped", folder);
	if (setenv("PATCHLORE_MAPPINGS", shipped, 1) < 0)
		return -1;
	for (int i = 0; i < 4; i++) {
		static const char *const names[] = {
		    "opt-tool", "a.log", "secret", "shipped/m.json"};
		FILE *file = fopen(names[i], "w");

		if (file == NULL)
			return -1;
		fputs("hidden\nrest\n", file);
		fclose(file);
	}
	return chmod("opt-tool", 0755) | setenv("PATH", folder, 1);
}

static int
remove_folder(void **state)
{
	(void)state;
	return unlink("shipped/m.json") | rmdir("shipped") |
	       unlink("opt-tool") | unlink("a.log") | unlink("secret") |
	       rmdir(folder);
}

/* Check the words that are not NULL, "asset=a" before them. */
static int
check(struct pl_options *out, const char *const words[3], struct pl_error *err)
{
	const char *texts[4] = {"asset=a"};
	size_t count = 1;

	for (size_t i = 0; i < 3 && words[i] != NULL; i++)
		texts[count++] = words[i];
	return pl_options_check(out, &plugin, texts, count, NULL, err);
}

/* Value number index of an option. */
static const char *
value(const struct pl_options *options, const char *name, int index)
{
	for (uint32_t i = 0; i < options->count; i++)
		if (strcmp(options->list[i].name, name) == 0 && index-- == 0)
			return options->list[i].value;
	return NULL;
}

static void
assert_inside(const char *path, const char *name)
{
	char expected[200];

	snprintf(expected, sizeof expected, "%s/%s", folder, name);
	assert_non_null(path);
	assert_string_equal(path, expected);
}

static void
a_value_is_of_its_type_or_refused(void **state)
{
	static const struct {
		const char *word;
		const char *name, *value; /* or */
		const char *message;
	} cases[] = {
	    {"days=0", "days", "0", NULL},
	    {"days=-7", "days", "-7", NULL},
	    {"days=9223372036854775807", "days", "9223372036854775807", NULL},
	    {"days=9223372036854775808", NULL, NULL, "whole number"},
	    {"days=", NULL, NULL, "whole number"},
	    {"days=7d", NULL, NULL, "whole number"},
	    {"days= 7", NULL, NULL, "whole number"},
	    {"days=+7", NULL, NULL, "whole number"},
	    {"days=-", NULL, NULL, "whole number"},
	    {"days=0x10", NULL, NULL, "whole number"},
	    {"wait=90", "wait", "90", NULL},
	    {"wait=1.5", NULL, NULL, "whole number"},
	    {"deep=yes", "deep", "1", NULL},
	    {"deep=1", "deep", "1", NULL},
	    {"deep=no", "deep", "0", NULL},
	    {"deep=0", "deep", "0", NULL},
	    {"deep=maybe", NULL, NULL, "expected yes or no"},
	    {"deep=", NULL, NULL, "expected yes or no"},
	    {"url=https://a.example/?x=1", "url", "https://a.example/?x=1",
		NULL},
	    {"url=", "url", "", NULL},
	    {"path=none.log", NULL, NULL,
		"path=none.log: cannot be found: No such file or directory; "
		"name a path as seen from /tmp/options_test."},
	    {"path=/none.log", NULL, NULL, "name a path that this user can"},
	    {"path=", NULL, NULL, "option path has no value"},
	    {"mapping=m", "mapping", "@shipped/m.json", NULL},
	    {"mapping=m.json", "mapping", "@shipped/m.json", NULL},
	    {"mapping=a.log", "mapping", "@a.log", NULL},
	    {"mapping=n", NULL, NULL,
		"mapping=n: there is no mapping \"n\"; installed are: m"},
	    {"mapping=./m", NULL, NULL, "mapping=./m: cannot be found"},
	    {"mapping=shipped/n", NULL, NULL, "shipped/n: cannot be found"},
	    {"path=m.json", NULL, NULL, "path=m.json: cannot be found"},
	    {"token=env:OPT_SECRET", "token", "from outside", NULL},
	    {"token=file:secret", "token", "hidden", NULL},
	    {"token=env:OPT_NONE", NULL, NULL, "no variable OPT_NONE"},
	    {"token=file:none", NULL, NULL,
		"none: cannot be read: No such file"},
	    {"tool=no-tool", NULL, NULL, "no such program in PATH"},
	    {"tool=./a.log", NULL, NULL,
		"a.log: cannot be run: Permission denied; name a file that"},
	    {"tool=./shipped", NULL, NULL, "cannot be run: Is a directory"},
	    {"tool=shipped", NULL, NULL, "no such program in PATH"},
	    {"tool=", NULL, NULL, "option tool has no value"},
	    {"tool=./none", NULL, NULL, "none: cannot be found: No such file"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		const char *const words[3] = {cases[i].word};
		struct pl_options options;
		struct pl_error err = {0};
		int result = check(&options, words, &err);

		if (cases[i].message == NULL) {
			assert_int_equal(result, PL_OK);
			if (cases[i].value[0] == '@')
				assert_inside(value(&options, cases[i].name, 0),
				    cases[i].value + 1);
			else
				assert_string_equal(
				    value(&options, cases[i].name, 0),
				    cases[i].value);
			pl_options_free(&options);
			continue;
		}
		if (result != PL_E_CONFIG)
			fail_msg("%s was taken", cases[i].word);
		if (strstr(err.text, cases[i].message) == NULL)
			fail_msg("%s: %s", cases[i].word, err.text);
	}
}

static void
a_secret_is_not_written_down_nor_repeated(void **state)
{
	const char *const words[3] = {"token=hunter2"};
	struct pl_options options;
	struct pl_error err;

	(void)state;
	assert_int_equal(check(&options, words, &err), PL_E_CONFIG);
	assert_null(strstr(err.text, "hunter2"));
	assert_non_null(strstr(err.text, "token=file:PATH"));
}

static void
paths_become_absolute(void **state)
{
	const char *const words[3] = {"path=././/a.log"};
	const char *const seen[] = {"asset=a", "path=a.log"};
	struct pl_options options;
	struct pl_error err;

	(void)state;
	assert_int_equal(check(&options, words, &err), PL_OK);
	assert_inside(value(&options, "path", 0), "a.log");
	pl_options_free(&options);
	/* Relative to the folder that is named. */
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(
	    pl_options_check(&options, &plugin, seen, 2, folder, &err), PL_OK);
	assert_inside(value(&options, "path", 0), "a.log");
	assert_int_equal(chdir(folder), 0);
	pl_options_free(&options);
}

static void
a_program_is_found_by_its_name_or_its_path(void **state)
{
	static const char *const words[] = {"tool=opt-tool", "tool=./opt-tool",
	    "tool=.//opt-tool", NULL /* the fallback */};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(words); i++) {
		const char *const one[3] = {words[i]};
		struct pl_options options;
		struct pl_error err;

		assert_int_equal(check(&options, one, &err), PL_OK);
		assert_inside(value(&options, "tool", 0), "opt-tool");
		pl_options_free(&options);
	}
}

static void
fallbacks_stand_where_nothing_is_given(void **state)
{
	const char *const nothing[3] = {NULL};
	struct pl_options options;
	struct pl_error err;

	(void)state;
	assert_int_equal(check(&options, nothing, &err), PL_OK);
	assert_string_equal(value(&options, "days", 0), "30");
	/* A switch is "0" or "1" however the descriptor says it. */
	assert_string_equal(value(&options, "deep", 0), "1");
	/* A machine may lack the usual path: that is for the plugin to tell. */
	assert_string_equal(value(&options, "path", 0), "/no/such/log");
	assert_null(value(&options, "wait", 0));
	assert_null(value(&options, "token", 0));
	pl_options_free(&options);
}

static void
what_is_required_is_asked_for(void **state)
{
	const char *const texts[] = {"days=7"};
	struct pl_options options;
	struct pl_error err;

	(void)state;
	assert_int_equal(
	    pl_options_check(&options, &plugin, texts, 1, NULL, &err),
	    PL_E_CONFIG);
	assert_string_equal(
	    err.text, "option asset is missing: asset=..., whose log it is");
}

static void
only_what_may_be_repeated_is(void **state)
{
	const char *const twice[3] = {"days=1", "days=2"};
	const char *const paths[3] = {"path=secret", "days=1", "path=a.log"};
	struct pl_options options;
	struct pl_error err;

	(void)state;
	assert_int_equal(check(&options, twice, &err), PL_E_CONFIG);
	assert_string_equal(err.text, "option days is given twice");
	assert_int_equal(check(&options, paths, &err), PL_OK);
	assert_inside(value(&options, "path", 0), "secret");
	assert_inside(value(&options, "path", 1), "a.log");
	assert_null(value(&options, "path", 2));
	pl_options_free(&options);
}

static void
an_unknown_name_is_told_with_those_that_exist(void **state)
{
	static const char *const cases[] = {
	    "colour=red", "day=1", "dayss=1", "=1", ""};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		const char *const words[3] = {cases[i]};
		struct pl_options options;
		struct pl_error err;

		assert_int_equal(check(&options, words, &err), PL_E_CONFIG);
		assert_non_null(strstr(err.text, "Sample has no option"));
		assert_non_null(strstr(err.text, "path, asset, days"));
	}
}

static void
a_word_without_a_value_or_out_of_place_is_told_as_that(void **state)
{
	static const struct {
		const char *word, *told;
	} cases[] = {{"days", "expected days=VALUE"},
	    {"--name", "put it before the plugin"}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		const char *const words[3] = {cases[i].word};
		struct pl_options options;
		struct pl_error err;

		assert_int_equal(check(&options, words, &err), PL_E_CONFIG);
		assert_non_null(strstr(err.text, cases[i].told));
	}
}

static void
values_past_a_frame_are_refused(void **state)
{
	static const char *texts[PL_WIRE_OPTIONS + 1];
	static char wide[PL_OPTIONS_SIZE + 16] = "asset=";
	struct pl_options options;
	struct pl_error err;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(texts); i++)
		texts[i] = "path=a.log";
	assert_int_equal(pl_options_check(&options, &plugin, texts,
			     PL_COUNT(texts), NULL, &err),
	    PL_E_CONFIG);
	memset(wide + 6, 'a', sizeof wide - 7);
	texts[0] = wide;
	assert_int_equal(
	    pl_options_check(&options, &plugin, texts, 1, NULL, &err),
	    PL_E_CONFIG);
	assert_int_equal(options.count, 0);
}

static void
a_source_is_named_by_what_was_set_by_hand(void **state)
{
	const char *const words[3] = {
	    "days=30", "url=https://b.example", "token=env:OPT_SECRET"};
	struct pl_options options;
	struct pl_error err;
	struct pl_buf name;

	(void)state;
	assert_int_equal(check(&options, words, &err), PL_OK);
	pl_buf_init(&name, 1000);
	pl_options_source_name(&name, "sample", &plugin, &options);
	assert_string_equal(name.text, "sample asset=a url=https://b.example");
	pl_buf_free(&name);
	pl_options_free(&options);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_value_is_of_its_type_or_refused),
	    cmocka_unit_test(a_secret_is_not_written_down_nor_repeated),
	    cmocka_unit_test(paths_become_absolute),
	    cmocka_unit_test(a_program_is_found_by_its_name_or_its_path),
	    cmocka_unit_test(fallbacks_stand_where_nothing_is_given),
	    cmocka_unit_test(what_is_required_is_asked_for),
	    cmocka_unit_test(only_what_may_be_repeated_is),
	    cmocka_unit_test(an_unknown_name_is_told_with_those_that_exist),
	    cmocka_unit_test(
		a_word_without_a_value_or_out_of_place_is_told_as_that),
	    cmocka_unit_test(values_past_a_frame_are_refused),
	    cmocka_unit_test(a_source_is_named_by_what_was_set_by_hand),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
