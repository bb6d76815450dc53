/*
 * What an organization declares is kept as it was said, and nothing else is.
 */
#include "share/declared.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "scratch.h"

static void
remove_it(void)
{
	char path[128];

	snprintf(path, sizeof path, "%s/declared.json", scratch_folder);
	unlink(path);
}

static void
before_anything_is_declared_nothing_is_disclosed(void **state)
{
	struct pl_declared declared;
	struct pl_error err;

	(void)state;
	assert_int_equal(
	    pl_declared_load(&declared, scratch_folder, &err), PL_OK);
	assert_false(declared.is_given);
	assert_string_equal(declared.sector, "undisclosed");
	assert_string_equal(declared.region, "undisclosed");
	assert_int_equal(declared.privacy, PL_PRIVACY_STANDARD);
}

static void
what_is_declared_is_read_back(void **state)
{
	struct pl_declared declared, back;
	struct pl_error err;

	(void)state;
	assert_int_equal(
	    pl_declared_load(&declared, scratch_folder, &err), PL_OK);
	assert_int_equal(pl_declare_sector(&declared, "energy", &err), PL_OK);
	assert_int_equal(pl_declare_region(&declared, "europe", &err), PL_OK);
	assert_int_equal(pl_declare_size(&declared, "500-1999", &err), PL_OK);
	assert_int_equal(pl_declare_privacy(&declared, "strict", &err), PL_OK);
	assert_int_equal(
	    pl_declare_enrolment(&declared, "one", "old", &err), PL_OK);
	assert_int_equal(
	    pl_declare_enrolment(&declared, "two", "T-2_b", &err), PL_OK);
	assert_int_equal(
	    pl_declare_enrolment(&declared, "one", "new", &err), PL_OK);
	assert_int_equal(
	    pl_declared_save(&declared, scratch_folder, &err), PL_OK);

	assert_int_equal(pl_declared_load(&back, scratch_folder, &err), PL_OK);
	assert_true(back.is_given);
	assert_string_equal(back.sector, "energy");
	assert_string_equal(back.region, "europe");
	assert_int_equal(back.size, PL_SIZE_500);
	assert_int_equal(back.privacy, PL_PRIVACY_STRICT);
	assert_int_equal(back.enrolment_count, 2);
	assert_string_equal(pl_declared_token(&back, "one"), "new");
	assert_string_equal(pl_declared_token(&back, "two"), "T-2_b");
	assert_null(pl_declared_token(&back, "three"));
	remove_it();
}

static void
words_of_ones_own_are_refused(void **state)
{
	struct pl_declared declared = {0};
	struct pl_error err;

	(void)state;
	assert_int_equal(
	    pl_declare_sector(&declared, "the power company", &err),
	    PL_E_CONFIG);
	assert_int_equal(pl_declare_size(&declared, "1234", &err), PL_E_CONFIG);
	assert_non_null(strstr(err.text, "100-499"));
	assert_int_equal(
	    pl_declare_region(&declared, "nyc", &err), PL_E_CONFIG);
	assert_int_equal(
	    pl_declare_privacy(&declared, "none", &err), PL_E_CONFIG);
	assert_int_equal(
	    pl_declare_enrolment(&declared, "a b", "t", &err), PL_E_CONFIG);
	assert_int_equal(
	    pl_declare_enrolment(&declared, "a", "", &err), PL_E_CONFIG);
	assert_int_equal(
	    pl_declare_enrolment(&declared, "a", "t\"", &err), PL_E_CONFIG);
	assert_int_equal(declared.enrolment_count, 0);
}

/* Each with what is told of it. */
static void
file_that_is_wrong_is_told_by_its_place(void **state)
{
	static const char *const cases[][2] = {
	    {"{", "declared.json:1"},
	    {"[]", "expected an object"},
	    {"{\"sector\": 1}", "sector: expected a text"},
	    {"{\"sector\": \"acme\"}", "sector \"acme\""},
	    {"{\"host\": \"db1\"}", "unknown member \"host\""},
	    {"{\"sector\": \"energy\", \"region\": \"asia\", \"size\": "
	     "\"1-99\", \"privacy\": \"strict\"}",
		"enrolments: expected an object"},
	    {"{\"sector\": \"energy\", \"region\": \"asia\", \"size\": "
	     "\"1-99\", \"privacy\": \"strict\", \"enrolments\": {\"p\": 3}}",
		"enrolments: expected a text"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pl_declared declared;
		struct pl_error err;
		struct pl_buf text;

		pl_buf_init(&text, 1000);
		pl_buf_adds(&text, cases[i][0]);
		assert_int_equal(
		    pl_file_write(scratch_folder, "declared.json", &text, &err),
		    PL_OK);
		pl_buf_free(&text);
		assert_int_equal(
		    pl_declared_load(&declared, scratch_folder, &err),
		    PL_E_CONFIG);
		if (strstr(err.text, cases[i][1]) == NULL)
			fail_msg(
			    "%s is not told in: %s", cases[i][1], err.text);
	}
	remove_it();
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(before_anything_is_declared_nothing_is_disclosed),
	    TEST(what_is_declared_is_read_back),
	    TEST(words_of_ones_own_are_refused),
	    TEST(file_that_is_wrong_is_told_by_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
