/* What a program says of itself, and what is said of a file that is wrong. */
#include "share/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"

static struct pl_error err;

#define KEY "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"

static int
read_text(struct pl_program **out, const char *text)
{
	return pl_program_read(out, "p.json", text, strlen(text), &err);
}

static void
a_program_says_what_it_asks_for(void **state)
{
	const struct pl_program_about *about;
	struct pl_program *program;

	(void)state;
	assert_int_equal(read_text(&program,
			     "{\"id\": \"nccoe-patch\", \"title\": \"Patching\""
			     ", \"key\": \"" KEY "\", \"surveys\": "
			     "[\"patch-testing\", \"patch-speed\"], \"watch\": "
			     "[\"KB5034441\", \"CVE-2026-0001\"]}"),
	    PL_OK);
	about = pl_program_about(program);
	assert_string_equal(about->id, "nccoe-patch");
	assert_string_equal(about->title, "Patching");
	assert_true(about->has_key);
	assert_int_equal(about->key[0], 0x85);
	assert_int_equal(about->key[31], 0x6a);
	assert_int_equal(about->survey_count, 2);
	assert_string_equal(about->surveys[1], "patch-speed");
	assert_int_equal(about->watched_count, 2);
	assert_string_equal(about->watched[0], "KB5034441");
	pl_program_free(program);
}

static void
an_id_and_a_title_are_enough(void **state)
{
	const struct pl_program_about *about;
	struct pl_program *program;

	(void)state;
	assert_int_equal(
	    read_text(&program, "{\"id\": \"abc\", \"title\": \"A\"}"), PL_OK);
	about = pl_program_about(program);
	assert_false(about->has_key);
	assert_int_equal(about->survey_count, 0);
	assert_int_equal(about->watched_count, 0);
	pl_program_free(program);
}

static void
what_is_wrong_is_told_with_its_place(void **state)
{
	static const struct {
		const char *more, *says;
	} cases[] = {
	    {"\"regions\": []", "p.json: unknown member \"regions\""},
	    {"\"id\": \"ab\"", "id: expected 3 to 40 small letters"},
	    {"\"id\": \"../x\"", "id: expected 3 to 40 small letters"},
	    {"\"id\": 7", "id: expected 3 to 40 small letters"},
	    {"\"title\": \"\"", "title: expected a text of 1 to 200 bytes"},
	    {"\"title\": \"\\u001b[2J\"", "title: expected a text"},
	    {"\"key\": \"" KEY "00\"", "key: expected a public key"},
	    {"\"key\": \"85\"", "key: expected a public key"},
	    {"\"key\": null", "key: expected a public key"},
	    {"\"surveys\": \"patch-speed\"",
		"surveys: expected a list of 0 to 16"},
	    {"\"surveys\": [\"a\", \"a/b\"]",
		"surveys[1]: expected 1 to 64 small letters"},
	    {"\"surveys\": [\"a\", \"b\", \"a\"]",
		"surveys[2]: \"a\" is there before"},
	    {"\"watch\": [\"nyc-sql01\"]",
		"watch[0]: expected the public name of a patch"},
	    {"\"watch\": [7]", "watch[0]: expected the public name"},
	    {"\"watch\": [\"KB5034441\", \"KB5034441\"]",
		"watch[1]: \"KB5034441\" is there before"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_program *program = NULL;
		char text[400];
		int has_id = strncmp(cases[i].more, "\"id\"", 4) == 0;
		int has_title = strncmp(cases[i].more, "\"title\"", 7) == 0;

		snprintf(text, sizeof text, "{%s%s%s}",
		    has_id ? "" : "\"id\": \"abc\", ",
		    has_title ? "" : "\"title\": \"A\", ", cases[i].more);
		assert_int_equal(read_text(&program, text), PL_E_CONFIG);
		assert_null(program);
		if (strstr(err.text, cases[i].says) == NULL)
			fail_msg(
			    "\"%s\" is not in \"%s\"", cases[i].says, err.text);
	}
}

/* A list with one patch too many. */
static void
the_watch_list_has_a_limit(void **state)
{
	struct pl_program *program = NULL;
	struct pl_buf text;

	(void)state;
	pl_buf_init(&text, PL_PROGRAM_BYTES);
	pl_buf_adds(&text, "{\"id\": \"abc\", \"title\": \"A\", \"watch\": [");
	for (int i = 0; i <= PL_PROGRAM_WATCHED; i++)
		pl_buf_addf(
		    &text, "%s\"KB%d\"", i > 0 ? ", " : "", 1000000 + i);
	pl_buf_adds(&text, "]}");
	assert_int_equal(read_text(&program, text.text), PL_E_CONFIG);
	assert_string_equal(
	    err.text, "p.json: watch: expected a list of 0 to 200");
	pl_buf_free(&text);
}

static void
a_file_that_is_no_program_is_refused(void **state)
{
	struct pl_program *program = NULL;

	(void)state;
	assert_int_equal(read_text(&program, "[]"), PL_E_CONFIG);
	assert_int_equal(read_text(&program, "{"), PL_E_CONFIG);
	assert_int_equal(
	    read_text(&program, "{\"id\": \"abc\", \"id\": \"abc\"}"),
	    PL_E_CONFIG);
	assert_int_equal(pl_program_open(&program, "/nonexistent/p.json", &err),
	    PL_E_CONFIG);
	assert_null(program);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_program_says_what_it_asks_for),
	    cmocka_unit_test(an_id_and_a_title_are_enough),
	    cmocka_unit_test(what_is_wrong_is_told_with_its_place),
	    cmocka_unit_test(the_watch_list_has_a_limit),
	    cmocka_unit_test(a_file_that_is_no_program_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
