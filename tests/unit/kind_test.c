#include "model/kind.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"

enum { KINDS = 1000 }; /* numbers to try; far more than there are */

static void
every_kind_is_found_by_its_name(void **state)
{
	int known = 0;

	(void)state;
	for (int kind = 1; kind < KINDS; kind++) {
		const char *name = pl_kind_name((enum pl_kind)kind);

		if (name == NULL)
			continue;
		assert_int_equal(pl_kind_of(name), kind);
		known++;
	}
	assert_int_equal(known, 56);
}

static void
only_what_is_no_kind_needs_nothing(void **state)
{
	(void)state;
	for (int kind = 0; kind < KINDS; kind++) {
		int known = pl_kind_name((enum pl_kind)kind) != NULL;
		int needs = pl_kind_needs((enum pl_kind)kind) != 0;

		assert_int_equal(needs, known);
	}
}

static void
names_and_numbers_are_those_that_stores_hold(void **state)
{
	/* One of each group; a number that moves makes old stores lie. */
	static const struct {
		const char *name;
		int number;
	} cases[] = {
	    {"patch.released", 10},
	    {"vuln.published", 20},
	    {"asset.seen", 30},
	    {"scan.completed", 35},
	    {"product.installed", 40},
	    {"item.detected", 50},
	    {"decision.approved", 60},
	    {"exception.granted", 63},
	    {"test.passed", 67},
	    {"deploy.scheduled", 70},
	    {"deploy.installed", 74},
	    {"deploy.rolled_back", 82},
	    {"deploy.uninstalled", 83},
	    {"verify.passed", 90},
	    {"mitigation.applied", 100},
	    {"incident.opened", 110},
	    {"feedback.vote", 113},
	    {"triage.done", 114},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		assert_int_equal(pl_kind_of(cases[i].name), cases[i].number);
		assert_string_equal(
		    pl_kind_name((enum pl_kind)cases[i].number), cases[i].name);
	}
}

static void
what_is_not_a_kind_is_none(void **state)
{
	static const char *const cases[] = {"", "deploy", "deploy.",
	    "deploy.installe", "deploy.installedd", "Deploy.Installed",
	    " deploy.installed", "zzz", ".", "asset.changed\n"};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_int_equal(pl_kind_of(cases[i]), PL_KIND_NONE);
	assert_null(pl_kind_name(PL_KIND_NONE));
	assert_null(pl_kind_name((enum pl_kind)9999));
	assert_int_equal(pl_kind_needs(PL_KIND_NONE), 0);
}

static void
a_name_is_two_words_in_small_letters(void **state)
{
	(void)state;
	for (int kind = 1; kind < KINDS; kind++) {
		const char *name = pl_kind_name((enum pl_kind)kind);
		int dots = 0;

		for (; name != NULL && *name != '\0'; name++) {
			dots += *name == '.';
			assert_true(
			    islower(*name) || *name == '.' || *name == '_');
		}
		assert_true(
		    pl_kind_name((enum pl_kind)kind) == NULL || dots == 1);
	}
}

static void
needs_follow_from_what_a_kind_is_about(void **state)
{
	static const struct {
		enum pl_kind kind;
		unsigned needs;
	} cases[] = {
	    {PL_PATCH_RELEASED, PL_NEEDS_PATCH | PL_REFUSES_ASSET},
	    {PL_VULN_KEV_ADDED, PL_NEEDS_VULN | PL_REFUSES_ASSET},
	    {PL_ASSET_SEEN, PL_NEEDS_ASSET | PL_REFUSES_SUBJECT},
	    {PL_SCAN_COMPLETED, PL_NEEDS_ASSET | PL_REFUSES_SUBJECT},
	    {PL_ITEM_DETECTED, PL_NEEDS_ASSET | PL_NEEDS_SUBJECT},
	    {PL_DEPLOY_FAILED, PL_NEEDS_ASSET | PL_NEEDS_SUBJECT},
	    {PL_DECISION_APPROVED, PL_NEEDS_SUBJECT},
	    {PL_FEEDBACK_VOTE, PL_NEEDS_PATCH},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		assert_int_equal(pl_kind_needs(cases[i].kind), cases[i].needs);
}

static void
no_kind_needs_what_it_refuses(void **state)
{
	(void)state;
	for (int kind = 1; kind < KINDS; kind++) {
		unsigned needs = pl_kind_needs((enum pl_kind)kind);
		unsigned subject =
		    PL_NEEDS_SUBJECT | PL_NEEDS_PATCH | PL_NEEDS_VULN;

		if (needs & PL_REFUSES_ASSET)
			assert_false(needs & PL_NEEDS_ASSET);
		if (needs & PL_REFUSES_SUBJECT)
			assert_false(needs & subject);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind_is_found_by_its_name),
	    cmocka_unit_test(only_what_is_no_kind_needs_nothing),
	    cmocka_unit_test(names_and_numbers_are_those_that_stores_hold),
	    cmocka_unit_test(what_is_not_a_kind_is_none),
	    cmocka_unit_test(a_name_is_two_words_in_small_letters),
	    cmocka_unit_test(needs_follow_from_what_a_kind_is_about),
	    cmocka_unit_test(no_kind_needs_what_it_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
