#include "model/event.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/error.h"
#include "model/attribute.h"

#define AT INT64_C(1772000000000)

static const struct pl_event good = {
    .kind = PL_DEPLOY_INSTALLED, .at_ms = AT, .asset = "web-1", .patch = "KB1"};

static void
a_whole_event_is_accepted(void **state)
{
	struct pl_event event = good;
	struct pl_error err;

	(void)state;
	event.after_ms = AT - 1;
	event.took_ms = 5;
	event.code = "d\xc3\xa9j\xc3\xa0 \xe2\x82\xac \xf0\x9f\x90\xa7";
	event.attrs[0] = (struct pl_attr){"ring", "canary", PL_PUBLIC};
	event.attr_count = 1;
	assert_int_equal(pl_event_check(&event, &err), PL_OK);
}

static void
a_kind_gets_the_names_it_needs(void **state)
{
	static const struct {
		enum pl_kind kind;
		const char *asset, *patch, *vuln;
		int result;
	} cases[] = {
	    {PL_DEPLOY_INSTALLED, "a", "p", NULL, PL_OK},
	    {PL_DEPLOY_INSTALLED, "a", NULL, "v", PL_OK},
	    {PL_DEPLOY_INSTALLED, "a", NULL, NULL, PL_E_DATA},
	    {PL_DEPLOY_INSTALLED, "", "p", NULL, PL_E_DATA},
	    {PL_ASSET_SEEN, "a", NULL, NULL, PL_OK},
	    {PL_ASSET_SEEN, "a", "p", NULL, PL_E_DATA},
	    {PL_PATCH_RELEASED, NULL, "p", "v", PL_OK},
	    {PL_PATCH_RELEASED, "a", "p", NULL, PL_E_DATA},
	    {PL_VULN_PUBLISHED, NULL, "p", NULL, PL_E_DATA},
	    {(enum pl_kind)9, "a", "p", NULL, PL_E_DATA},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_event event = {.kind = cases[i].kind,
		    .at_ms = AT,
		    .asset = cases[i].asset,
		    .patch = cases[i].patch,
		    .vuln = cases[i].vuln};

		assert_int_equal(pl_event_check(&event, NULL), cases[i].result);
	}
}

static void
times_are_in_range_and_in_order(void **state)
{
	static const struct {
		int64_t at, after, took;
		int result;
	} cases[] = {
	    {AT, 0, 0, PL_OK},
	    {PL_EVENT_EARLIEST_MS, 0, 0, PL_OK},
	    {PL_EVENT_EARLIEST_MS - 1, 0, 0, PL_E_DATA},
	    {PL_EVENT_LATEST_MS + 1, 0, 0, PL_E_DATA},
	    {0, 0, 0, PL_E_DATA},
	    {INT64_MAX, 0, 0, PL_E_DATA},
	    {AT, AT, 0, PL_E_DATA},
	    {AT, 1, 0, PL_E_DATA},
	    {AT, -1, 0, PL_E_DATA},
	    {AT, 0, -1, PL_E_DATA},
	    {AT, 0, INT64_MAX, PL_E_DATA},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_event event = good;

		event.at_ms = cases[i].at;
		event.after_ms = cases[i].after;
		event.took_ms = cases[i].took;
		assert_int_equal(pl_event_check(&event, NULL), cases[i].result);
	}
}

static void
text_is_utf8_without_control_characters(void **state)
{
	static const char *const bad[] = {"a\nb", "a\x1f", "\x7f", "\xc2\x85",
	    "\xff", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
	    "\xf4\x90\x80\x80", "\xe2\x82", "\xf0\x9f\x90"};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(bad); i++) {
		struct pl_event event = good;
		struct pl_error err;

		event.asset = bad[i];
		assert_int_equal(pl_event_check(&event, &err), PL_E_DATA);
		assert_non_null(strstr(err.text, "asset"));
	}
}

static void
lengths_have_limits_and_the_message_names_the_member(void **state)
{
	static char text[4097];
	struct pl_event event = good;
	struct pl_error err;

	(void)state;
	memset(text, 'x', sizeof text - 1);
	event.code = text + 1;
	assert_int_equal(pl_event_check(&event, &err), PL_OK);
	event.code = text;
	assert_int_equal(pl_event_check(&event, &err), PL_E_DATA);
	assert_string_equal(
	    err.text, "code is 4096 bytes long, and 4095 are allowed");
	event = good;
	event.patch = text + 4096 - 256;
	assert_int_equal(pl_event_check(&event, &err), PL_E_DATA);
	assert_non_null(strstr(err.text, "patch"));
}

static void
an_attribute_goes_where_its_name_and_kind_say(void **state)
{
	const struct pl_event seen = {.kind = PL_ASSET_SEEN, .asset = "a"};
	const struct pl_event released = {
	    .kind = PL_PATCH_RELEASED, .patch = "p"};

	(void)state;
	assert_int_equal(pl_attr_home("ring", &good), PL_ATTR_ASSET);
	assert_int_equal(pl_attr_home("lifecycle", &good), PL_ATTR_ASSET);
	assert_int_equal(pl_attr_home("severity", &good), PL_ATTR_SUBJECT);
	assert_int_equal(pl_attr_home("kev_due", &good), PL_ATTR_SUBJECT);
	assert_int_equal(pl_attr_home("impact", &good), PL_ATTR_EVENT);
	assert_int_equal(pl_attr_home("vuln", &good), PL_ATTR_VULN);
	assert_int_equal(pl_attr_home("from", &good), PL_ATTR_EVENT);
	assert_int_equal(pl_attr_home("owner", &seen), PL_ATTR_ASSET);
	assert_int_equal(pl_attr_home("note", &released), PL_ATTR_SUBJECT);
	assert_int_equal(pl_attr_home("os", &released), PL_ATTR_SUBJECT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_whole_event_is_accepted),
	    cmocka_unit_test(a_kind_gets_the_names_it_needs),
	    cmocka_unit_test(times_are_in_range_and_in_order),
	    cmocka_unit_test(text_is_utf8_without_control_characters),
	    cmocka_unit_test(
		lengths_have_limits_and_the_message_names_the_member),
	    cmocka_unit_test(an_attribute_goes_where_its_name_and_kind_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
