#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "plugins/exec/message.h"

static char text[PLORE_MAX_CURSOR + 100];

static int
read_text(struct message *out, const char *line)
{
	snprintf(text, sizeof text, "%s", line);
	return message_read(out, text, strlen(text));
}

static void
an_event_is_an_event(void **state)
{
	struct message message;

	(void)state;
	assert_int_equal(read_text(&message, "{\"time\":1767225600000,\"kind\":"
					     "\"asset.seen\",\"asset\":\"a\"}"),
	    0);
	assert_int_equal(message.kind, MESSAGE_EVENT);
	assert_string_equal(message.line.event.asset, "a");
}

static void
a_cursor_is_text_of_any_sort(void **state)
{
	struct message message;

	(void)state;
	assert_int_equal(
	    read_text(&message, " { \"cursor\" : \"page 3\\n\\u00e4\" } "), 0);
	assert_int_equal(message.kind, MESSAGE_CURSOR);
	assert_string_equal(message.text, "page 3\n\xc3\xa4");
}

static void
a_log_line_has_a_level_or_is_information(void **state)
{
	static const struct {
		const char *line;
		uint32_t level;
	} cases[] = {
	    {"{\"log\":\"x\"}", PLORE_LOG_INFO},
	    {"{\"log\":\"x\",\"level\":\"error\"}", PLORE_LOG_ERROR},
	    {"{\"level\":\"warn\",\"log\":\"x\"}", PLORE_LOG_WARN},
	    {"{\"log\":\"x\",\"level\":\"info\"}", PLORE_LOG_INFO},
	    {"{\"log\":\"x\",\"level\":\"debug\"}", PLORE_LOG_DEBUG},
	};
	struct message message;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(read_text(&message, cases[i].line), 0);
		assert_int_equal(message.kind, MESSAGE_LOG);
		assert_int_equal(message.level, cases[i].level);
		assert_string_equal(message.text, "x");
	}
}

static void
a_reject_needs_its_reason_alone(void **state)
{
	struct message message;

	(void)state;
	assert_int_equal(
	    read_text(&message, "{\"reject\":{\"reason\":\"no date\"}}"), 0);
	assert_int_equal(message.kind, MESSAGE_REJECT);
	assert_string_equal(message.reason, "no date");
	assert_null(message.where);
	assert_null(message.input);
	assert_int_equal(read_text(&message,
			     "{\"reject\":{\"input\":\"7;\",\"where\":\"x:7\""
			     ",\"reason\":\"no date\"}}"),
	    0);
	assert_string_equal(message.where, "x:7");
	assert_string_equal(message.input, "7;");
}

static void
what_is_wrong_is_said(void **state)
{
	static const struct {
		const char *line, *error;
	} cases[] = {
	    {"nonsense", "expected {"},
	    {"{\"cursor\":7}", "expected a string"},
	    {"{\"cursor\":null}", "expected a string"},
	    {"{\"cursor\":\"a\"", "expected }"},
	    {"{\"cursor\":\"a\"} x", "expected the end of the line"},
	    {"{\"cursor\":\"a\",\"cursor\":\"b\"}", "is there twice"},
	    {"{\"cursor\":\"a\",\"log\":\"b\"}", "unknown member \"log\""},
	    {"{\"log\":\"a\",\"level\":\"loud\"}",
		"error, warn, info or debug"},
	    {"{\"level\":\"info\"}", "a level without \"log\""},
	    {"{\"reject\":{}}", "expected a string"},
	    {"{\"reject\":{\"where\":\"x\"}}", "without a \"reason\""},
	    {"{\"reject\":\"x\"}", "expected {"},
	    {"{\"reject\":{\"reason\":\"x\"}", "expected }"},
	    {"{\"reject\":{\"why\":\"x\"}}", "unknown member \"why\""},
	    {"{\"cursors\":\"a\"}", "unknown member \"cursors\""},
	};
	struct message message;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(read_text(&message, cases[i].line), -1);
		if (strstr(message.line.error, cases[i].error) == NULL)
			fail_msg("%s: %s", cases[i].line, message.line.error);
	}
}

static void
a_cursor_has_the_length_that_every_host_takes(void **state)
{
	struct message message;
	char line[sizeof text];

	(void)state;
	snprintf(
	    line, sizeof line, "{\"cursor\":\"%0*d\"}", PLORE_MAX_CURSOR, 0);
	assert_int_equal(read_text(&message, line), 0);
	snprintf(line, sizeof line, "{\"cursor\":\"%0*d\"}",
	    PLORE_MAX_CURSOR + 1, 0);
	assert_int_equal(read_text(&message, line), -1);
}

static void
a_nul_within_a_line_is_refused(void **state)
{
	char line[] = "{\"cursor\":\"a\"}\0 ";
	struct message message;

	(void)state;
	assert_int_equal(message_read(&message, line, sizeof line - 1), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_event_is_an_event),
	    cmocka_unit_test(a_cursor_is_text_of_any_sort),
	    cmocka_unit_test(a_log_line_has_a_level_or_is_information),
	    cmocka_unit_test(a_reject_needs_its_reason_alone),
	    cmocka_unit_test(what_is_wrong_is_said),
	    cmocka_unit_test(a_cursor_has_the_length_that_every_host_takes),
	    cmocka_unit_test(a_nul_within_a_line_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
