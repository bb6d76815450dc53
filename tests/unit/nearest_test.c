#include "base/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"

static const char *const known[] = {
    "severity", "kev", "kev_due", "cvss", "when", NULL};

static void
a_slip_is_near_to_what_was_meant(void **state)
{
	static const struct {
		const char *word, *nearest;
	} cases[] = {
	    {"severity", "severity"},
	    {"sevirity", "severity"},
	    {"severiti", "severity"},
	    {"serverity", "severity"},
	    {"severty", "severity"},
	    {"Severity", "severity"},
	    {"kve", "kev"},
	    {"ke", "kev"},
	    {"kevdue", "kev_due"},
	    {"cvs", "cvss"},
	    {"whne", "when"},
	    {"colour", NULL},
	    {"", NULL},
	    {"x", NULL},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		const char *found = pl_nearest(cases[i].word, known);

		if (cases[i].nearest == NULL)
			assert_null(found);
		else
			assert_string_equal(found, cases[i].nearest);
	}
}

static void
what_is_long_is_near_to_nothing(void **state)
{
	char word[1000];
	const char *const list[] = {word + 1, NULL};

	(void)state;
	memset(word, 'a', sizeof word);
	word[sizeof word - 1] = '\0';
	assert_null(pl_nearest(word, known));
	assert_null(pl_nearest("a", list));
}

static void
a_word_that_is_near_to_none_is_told_them_all(void **state)
{
	static const char *const one[] = {"earliest", NULL};
	struct pl_buf said;

	(void)state;
	pl_buf_init(&said, 200);
	pl_nearest_tell(&said, "cvs", known);
	assert_string_equal(said.text, "did you mean \"cvss\"?");
	pl_buf_clear(&said);
	pl_nearest_tell(&said, "colour", known);
	assert_string_equal(
	    said.text, "expected one of severity, kev, kev_due, cvss, when");
	pl_buf_clear(&said);
	pl_nearest_tell(&said, "first", one);
	assert_string_equal(said.text, "expected earliest");
	pl_buf_free(&said);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_slip_is_near_to_what_was_meant),
	    cmocka_unit_test(what_is_long_is_near_to_nothing),
	    cmocka_unit_test(a_word_that_is_near_to_none_is_told_them_all),
	};

	return cmocka_run_group_tests_name("nearest", tests, NULL, NULL);
}
