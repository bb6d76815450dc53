#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/table/mapping.h"

/* A mapping of one event with these members beside kind and time. */
#define EVENT(members)                                                         \
	"{\"format\":\"csv\",\"events\":[{\"kind\":\"asset.seen\",\"time\":"   \
	"\"at\"," members "}]}"

static void
a_mapping_is_read(void **state)
{
	static const char text[] =
	    "{\"format\":\"csv\",\"delimiter\":\";\",\"zones\":{\"MST\":"
	    "\"-07:00\"},\"events\":[{\"when\":[{\"column\":\"State\","
	    "\"not_in\":[\"x\",\"y\"]},{\"column\":\"KB\",\"set\":true}],"
	    "\"kind\":{\"column\":\"State\",\"map\":{\"ok\":"
	    "\"deploy.installed\"},\"else\":\"deploy.failed\"},\"time\":"
	    "{\"column\":\"When\",\"format\":\"%Y %Z\"},\"after\":\"at\","
	    "\"asset\":[\"{Host}\",\"{IP}\"],\"patch\":\"KB{KB}{{x\","
	    "\"attrs\":{\"severity\":\"{S}\",\"note\":{\"text\":\"{N}\","
	    "\"share\":\"alias\"}}}]}";
	char error[300] = "";
	struct mapping *mapping =
	    mapping_read(text, strlen(text), error, sizeof error);
	const struct mapping_event *event;

	(void)state;
	assert_string_equal(error, "");
	assert_int_equal(mapping->delimiter, ';');
	assert_true(mapping->needs_at);
	assert_false(mapping->needs_zone);
	assert_int_equal(mapping->column_count, 7);
	event = &mapping->events[0];
	assert_int_equal(event->condition_count, 2);
	assert_int_equal(event->conditions[0].wanted, 0);
	assert_int_equal(event->asset.choice_count, 2);
	assert_int_equal(event->patch.piece_count, 4);
	assert_int_equal(event->attrs[0].share, PLORE_PUBLIC);
	assert_int_equal(event->attrs[1].share, PLORE_ALIAS);
	mapping_free(mapping);
}

static void
what_is_wrong_is_named_with_its_place(void **state)
{
	static const struct {
		const char *text, *flaw;
	} cases[] = {
	    {"", "line 1"},
	    {"{\"format\":\"csv\",\"format\":\"csv\"}", "duplicate"},
	    {"[]", "expected an object"},
	    {"{\"format\":\"csv\",\"events\":[],\"x\":1}",
		"unknown member \"x\"; there are: format, delimiter, records, "
		"timezone, zones, events"},
	    {"{\"format\":\"csv\",\"events\":[]}",
		"events: expected 1 to 64 elements"},
	    {"{\"format\":\"json\",\"delimiter\":\";\",\"events\":[]}",
		"with format csv"},
	    {"{\"format\":\"csv\",\"zones\":{\"X\":\"7\"},\"events\":[]}",
		"zones: X: expected an offset"},
	    {"{\"format\":\"csv\",\"events\":[{\"kind\":\"asset.seen\"}]}",
		"events[0]: kind and time are required"},
	    {EVENT("\"patch\":7"), "events[0].patch: expected a string"},
	    {EVENT("\"patch\":[[\"x\"]]"),
		"events[0].patch[0]: a list in a list"},
	    {EVENT("\"patch\":\"{}\""), "a column without a name"},
	    {EVENT("\"patch\":{\"column\":\"a\",\"text\":\"b\"}"),
		"either \"column\" or \"text\""},
	    {EVENT("\"patch\":{\"column\":\"a\",\"else\":\"b\"}"),
		"\"else\" without a \"map\""},
	    {EVENT("\"patch\":{\"column\":\"a\",\"map\":{\"b\":1}}"),
		"map: \"b\": expected a string"},
	    {EVENT("\"patch\":{\"column\":\"a\",\"share\":\"public\"}"),
		"share is for attributes"},
	    {EVENT("\"asset\":{\"column\":\"a\",\"split\":\",\"}"),
		"split is for one of"},
	    {EVENT("\"attrs\":{\"n\":{\"column\":\"a\",\"share\":\"all\"}}"),
		"events[0].attrs.n: share: expected private"},
	    {EVENT("\"when\":[{\"column\":\"a\"}]"),
		"events[0].when[0]: expected one of"},
	    {EVENT("\"when\":[{\"column\":\"a\",\"is\":\"b\",\"set\":true}]"),
		"expected one of"},
	    {EVENT("\"when\":[{\"column\":\"a\",\"in\":[1]}]"),
		"events[0].when[0].in: expected strings"},
	    {EVENT("\"after\":\"now\""), "events[0].after: expected \"at\""},
	};
	char error[300];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		error[0] = '\0';
		assert_null(mapping_read(
		    cases[i].text, strlen(cases[i].text), error, sizeof error));
		if (strstr(error, cases[i].flaw) == NULL)
			fail_msg("%s: %s", cases[i].text, error);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_mapping_is_read),
	    cmocka_unit_test(what_is_wrong_is_named_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
