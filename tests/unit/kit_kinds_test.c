#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "kit/kinds.h"
#include "model/kind.h"

static void
the_kit_knows_the_kinds_that_patchlore_knows(void **state)
{
	uint8_t listed[256] = {0};

	(void)state;
	for (size_t i = 0; kit_kinds[i] != NULL; i++)
		listed[pl_kind_of(kit_kinds[i])] = 1;
	assert_false(listed[PL_KIND_NONE]);
	for (int kind = 1; kind < 256; kind++)
		if (pl_kind_name((enum pl_kind)kind) != NULL)
			assert_true(listed[kind]);
	assert_true(kit_is_kind("deploy.failed"));
	assert_false(kit_is_kind("deploy.vanished"));
	assert_false(kit_is_kind(""));
}

static void
an_asset_stands_in_where_an_event_is_about_one(void **state)
{
	static const struct {
		const char *kind, *named, *expected;
	} cases[] = {
	    {"asset.seen", NULL, "web"},
	    {"deploy.failed", NULL, "web"},
	    {"deploy.failed", "db", "db"},
	    {"patch.released", NULL, NULL},
	    {"vuln.published", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		plore_event event = {
		    .kind = cases[i].kind, .asset = cases[i].named};

		kit_default_asset(&event, "web");
		if (cases[i].expected == NULL)
			assert_null(event.asset);
		else
			assert_string_equal(event.asset, cases[i].expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_kit_knows_the_kinds_that_patchlore_knows),
	    cmocka_unit_test(an_asset_stands_in_where_an_event_is_about_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
