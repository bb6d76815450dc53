#include "mock/mock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "model/event.h"

/* ---- A plugin that does what a test tells it ----------------------------- */

static struct {
	int32_t (*collect)(const plore_host *host, const char *cursor);
	const plore_host *host;
	int opened, closed;
} script;

static int32_t
script_open(const plore_host *host, void **self)
{
	script.host = host;
	script.opened++;
	*self = &script;
	return PLORE_OK;
}

static int32_t
script_collect(void *self, const plore_request *request)
{
	assert_ptr_equal(self, &script);
	return script.collect(script.host, request->cursor);
}

static void
script_close(void *self)
{
	(void)self;
	script.closed++;
}

static const char *const kinds[] = {
    "asset.seen", "deploy.failed", "item.detected", "patch.released", NULL};

static const plore_option options[] = {
    {"path", NULL, NULL, PLORE_PATH, PLORE_REPEATED},
    {"days", NULL, "30", PLORE_NUMBER, 0},
    {"deep", NULL, "yes", PLORE_SWITCH, 0}, {0}};

static const plore_plugin plugin = {.size = sizeof plugin,
    .evidence = PLORE_BY_LOG,
    .id = "test.script",
    .name = "Script",
    .version = "1",
    .kinds = kinds,
    .options = options,
    .open = script_open,
    .collect = script_collect,
    .close = script_close};

static const plore_event good = {.size = sizeof good,
    .time_ms = INT64_C(1772431200000), /* 2026-03-02T06:00:00Z */
    .kind = "item.detected",
    .asset = "web-14",
    .patch = "KB1"};

static plore_mock *
run(int32_t (*collect)(const plore_host *host, const char *cursor),
    int32_t expected)
{
	plore_mock *mock = plore_mock_new(&plugin);

	script.collect = collect;
	assert_int_equal(plore_mock_run(mock, NULL), expected);
	return mock;
}

static int
has_flaw(const plore_mock *mock, const char *part)
{
	for (size_t i = 0; i < mock->flaw_count; i++)
		if (strstr(mock->flaws[i], part) != NULL)
			return 1;
	return 0;
}

/* ---- What it keeps ------------------------------------------------------- */

static int32_t
talk(const plore_host *host, const char *cursor)
{
	char asset[] = "web-14", value[] = "canary";
	const plore_attr attrs[] = {{"ring", value, PLORE_PUBLIC, 0}};
	plore_event event = good;

	(void)cursor;
	event.asset = asset;
	event.attrs = attrs;
	event.attr_count = 1;
	assert_int_equal(host->emit(host, &event), PLORE_OK);
	memset(asset, 'x', sizeof asset - 1); /* ours again */
	memset(value, 'x', sizeof value - 1);
	host->reject(host, "a.log:2", "expected a time", "nonsense");
	assert_int_equal(host->checkpoint(host, "1"), PLORE_OK);
	event = good;
	event.kind = "deploy.failed";
	event.patch = "KB2";
	assert_int_equal(host->emit(host, &event), PLORE_OK);
	host->log(host, PLORE_LOG_WARN, "odd");
	host->progress(host, 2, 3, NULL);
	(host->fail)(host, "first"); /* cmocka has a macro fail */
	(host->fail)(host, "second");
	assert_int_equal(host->checkpoint(host, "2"), PLORE_OK);
	assert_null(host->extension(host, "patchlore.none/1"));
	assert_false(host->stopping(host));
	return PLORE_OK;
}

static void
all_that_a_plugin_says_is_kept(void **state)
{
	plore_mock *mock = run(talk, PLORE_OK);

	(void)state;
	assert_int_equal(mock->event_count, 2);
	assert_string_equal(mock->events[0].asset, "web-14");
	assert_string_equal(mock->events[0].attrs[0].value, "canary");
	assert_int_equal(mock->events[0].attrs[0].share, PLORE_PUBLIC);
	assert_int_equal(mock->reject_count, 1);
	assert_string_equal(mock->rejects[0].where, "a.log:2");
	assert_string_equal(mock->rejects[0].input, "nonsense");
	assert_int_equal(mock->checkpoint_count, 2);
	assert_string_equal(mock->checkpoints[1].cursor, "2");
	assert_int_equal(mock->checkpoints[0].events, 1);
	assert_int_equal(mock->checkpoints[0].rejects, 1);
	assert_int_equal(mock->checkpoints[1].events, 2);
	assert_int_equal(mock->line_count, 1);
	assert_int_equal(mock->lines[0].level, PLORE_LOG_WARN);
	assert_int_equal(mock->done, 2);
	assert_int_equal(mock->total, 3);
	assert_string_equal(mock->failure, "second");
	assert_int_equal(mock->flaw_count, 0);
	plore_mock_free(mock);
	plore_mock_free(NULL);
}

static void
a_run_forgets_the_one_before(void **state)
{
	plore_mock *mock = run(talk, PLORE_OK);

	(void)state;
	script.opened = script.closed = 0;
	assert_int_equal(
	    plore_mock_run(mock, mock->checkpoints[0].cursor), PLORE_OK);
	assert_int_equal(mock->event_count, 2);
	assert_int_equal(script.opened, 1);
	assert_int_equal(script.closed, 1);
	plore_mock_free(mock);
}

static void
events_are_found_by_what_they_name(void **state)
{
	plore_mock *mock = run(talk, PLORE_OK);

	(void)state;
	assert_int_equal(plore_mock_count(mock, NULL, NULL, NULL), 2);
	assert_int_equal(plore_mock_count(mock, NULL, "web-14", "KB2"), 1);
	assert_int_equal(plore_mock_count(mock, "asset.seen", NULL, NULL), 0);
	assert_ptr_equal(plore_mock_find(mock, 0, "deploy.failed", NULL, NULL),
	    &mock->events[1]);
	assert_ptr_equal(
	    plore_mock_find(mock, 1, NULL, NULL, NULL), &mock->events[1]);
	assert_null(plore_mock_find(mock, 2, NULL, NULL, NULL));
	plore_mock_free(mock);
}

/* ---- Options ------------------------------------------------------------- */

static int32_t
ask(const plore_host *host, const char *cursor)
{
	(void)cursor;
	assert_string_equal(host->option(host, "path", 0), "/a");
	assert_string_equal(host->option(host, "path", 1), "/b");
	assert_null(host->option(host, "path", 2));
	assert_string_equal(host->option(host, "days", 0), "30");
	assert_null(host->option(host, "days", 1));
	assert_string_equal(host->option(host, "deep", 0), "1");
	assert_null(host->option(host, "pth", 0));
	return PLORE_OK;
}

static void
options_are_given_with_their_fallbacks(void **state)
{
	plore_mock *mock = plore_mock_new(&plugin);

	(void)state;
	plore_mock_option(mock, "path", "/a");
	plore_mock_option(mock, "path", "/b");
	script.collect = ask;
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_OK);
	assert_int_equal(mock->flaw_count, 1);
	assert_true(has_flaw(mock, "option pth"));
	plore_mock_free(mock);
}

/* ---- The rules of an event ----------------------------------------------- */

static plore_event candidate;

static int32_t
emit_candidate(const plore_host *host, const char *cursor)
{
	int32_t result = host->emit(host, &candidate);

	(void)cursor;
	assert_true(result == PLORE_OK || result == PLORE_E_ARGUMENT);
	host->checkpoint(host, "end");
	return PLORE_OK;
}

static char long_name[PLORE_MAX_NAME + 2], long_text[PLORE_MAX_TEXT + 2];
static plore_attr many[PLORE_MAX_ATTRS + 1];

static void
expect_flaw(plore_event event, const char *flaw)
{
	plore_mock *mock;

	candidate = event;
	mock = run(emit_candidate, PLORE_OK);
	if (flaw == NULL) {
		plore_mock_flaws(mock, stderr);
		assert_int_equal(mock->flaw_count, 0);
		assert_int_equal(mock->event_count, 1);
	} else if (mock->event_count != 0 || !has_flaw(mock, flaw)) {
		plore_mock_flaws(mock, stderr);
		fail_msg("no flaw says \"%s\"", flaw);
	}
	plore_mock_free(mock);
}

#define BUT(...)                                                               \
	(plore_event)                                                          \
	{                                                                      \
		.size = sizeof(plore_event), .time_ms = 1772431200000,         \
		.kind = "item.detected", .asset = "web-14", .patch = "KB1",    \
		__VA_ARGS__                                                    \
	}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"

static void
each_rule_that_is_broken_is_named(void **state)
{
	static const plore_attr nameless = {"", "x", 0, 0};
	static const plore_attr valueless = {"ring", NULL, 0, 0};
	static const plore_attr shared = {"ring", "x", 3, 0};
	static const plore_attr wide = {"note", long_text, 0, 0};
	static const plore_attr vuln = {"vuln", long_name, 0, 0};
	const struct {
		plore_event event;
		const char *flaw;
	} cases[] = {
	    {good, NULL},
	    {BUT(.size = 8), "size"},
	    {BUT(.kind = NULL), "kind is missing"},
	    {BUT(.kind = "item.detectd"), "kind does not exist"},
	    {BUT(.kind = "item."), "kind does not exist"},
	    {BUT(.kind = "item"), "kind does not exist"},
	    {BUT(.kind = "deploy.installed"), "not among the kinds"},
	    {BUT(.asset = NULL), "needs an asset"},
	    {BUT(.patch = ""), "needs a patch or a vuln"},
	    {BUT(.patch = NULL, .vuln = "CVE-2024-0727"), NULL},
	    {BUT(.kind = "asset.seen"), "takes no patch or vuln"},
	    {BUT(.kind = "patch.released"), "takes no asset"},
	    {BUT(.time_ms = 1772431200), "counts milliseconds"},
	    {BUT(.time_ms = INT64_MAX), "between 1980 and 2100"},
	    {BUT(.after_ms = 1772431200000), "after_ms is not before"},
	    {BUT(.after_ms = 1), "after_ms is before 1980"},
	    {BUT(.took_ms = -1), "took_ms"},
	    {BUT(.asset = long_name), "asset is longer than PLORE_MAX_NAME"},
	    {BUT(.patch = "KB\n1"), "patch has a control character"},
	    {BUT(.patch = "KB\xff"), "not UTF-8"},
	    {BUT(.patch = "\xc0\xaf"), "not UTF-8"},
	    {BUT(.patch = "\xed\xa0\x80"), "not UTF-8"},
	    {BUT(.patch = "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"), NULL},
	    {BUT(.attr_count = 1), "attr_count is not 0"},
	    {BUT(.attrs = many, .attr_count = PLORE_MAX_ATTRS), NULL},
	    {BUT(.attrs = many, .attr_count = PLORE_MAX_ATTRS + 1),
		"more than PLORE_MAX_ATTRS"},
	    {BUT(.attrs = &nameless, .attr_count = 1), "name is missing"},
	    {BUT(.attrs = &valueless, .attr_count = 1), "ring has no value"},
	    {BUT(.attrs = &shared, .attr_count = 1), "share"},
	    {BUT(.attrs = &wide, .attr_count = 1), "PLORE_MAX_TEXT"},
	    {BUT(.attrs = &vuln, .attr_count = 1), "PLORE_MAX_NAME"},
	};

	(void)state;
	memset(long_name, 'n', sizeof long_name - 1);
	memset(long_text, 't', sizeof long_text - 1);
	for (size_t i = 0; i < PL_COUNT(many); i++)
		many[i] = (plore_attr){"ring", "canary", PLORE_PUBLIC, 0};
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		expect_flaw(cases[i].event, cases[i].flaw);
}

static void
an_event_is_no_longer_than_its_limit(void **state)
{
	plore_event event = good;

	(void)state;
	memset(long_text, 't', PLORE_MAX_TEXT);
	long_text[PLORE_MAX_TEXT] = '\0';
	for (size_t i = 0; i < 17; i++)
		many[i] = (plore_attr){"note", long_text, 0, 0};
	event.attrs = many;
	event.attr_count = 15;
	expect_flaw(event, NULL);
	event.attr_count = 17;
	expect_flaw(event, "PLORE_MAX_EVENT");
}

#pragma GCC diagnostic pop

/* The mock has a list of kinds of its own, because it stands alone; it must be
 * patchlore's. */
static void
kinds_and_their_needs_are_patchlores(void **state)
{
	(void)state;
	for (int kind = 1; kind < 1000; kind++) {
		const char *const only[] = {
		    pl_kind_name((enum pl_kind)kind), NULL};
		plore_plugin other = plugin;

		other.kinds = only;
		script.collect = emit_candidate;
		for (unsigned i = 0; only[0] != NULL && i < 8; i++) {
			struct pl_event event = {.kind = (enum pl_kind)kind,
			    .at_ms = good.time_ms,
			    .asset = (i & 1) ? "a" : NULL,
			    .patch = (i & 2) ? "p" : NULL,
			    .vuln = (i & 4) ? "v" : NULL};
			plore_mock *mock = plore_mock_new(&other);
			int is_good = pl_event_check(&event, NULL) == 0;

			candidate = (plore_event){.size = sizeof candidate,
			    .time_ms = event.at_ms,
			    .kind = only[0],
			    .asset = event.asset,
			    .patch = event.patch,
			    .vuln = event.vuln};
			assert_int_equal(plore_mock_run(mock, NULL), PLORE_OK);
			assert_int_equal(mock->event_count, is_good);
			plore_mock_free(mock);
		}
	}
}

/* ---- The rules of a run -------------------------------------------------- */

static int32_t
flood(const plore_host *host, const char *cursor)
{
	long from = cursor == NULL ? 0 : atol(cursor);

	for (long i = from; i < 10; i++) {
		char number[24];
		plore_event event = good;
		int32_t result;

		snprintf(number, sizeof number, "%ld", i);
		event.patch = number;
		result = host->emit(host, &event);
		if (result < 0 && result != PLORE_E_ARGUMENT)
			return result;
		snprintf(number, sizeof number, "%ld", i + 1);
		result = host->checkpoint(host, number);
		if (result < 0)
			return result;
	}
	return PLORE_OK;
}

static void
a_plugin_is_stopped_and_refused_where_the_test_says(void **state)
{
	plore_mock *mock = run(flood, PLORE_OK);

	(void)state;
	assert_int_equal(mock->event_count, 10);
	plore_mock_stop_after(mock, 3);
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_E_STOPPED);
	assert_int_equal(mock->event_count, 3);
	assert_int_equal(mock->flaw_count, 0);
	plore_mock_stop_after(mock, SIZE_MAX);
	plore_mock_refuse_after(mock, 4, PLORE_E_STOPPED);
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_E_STOPPED);
	assert_int_equal(mock->event_count, 4);
	plore_mock_refuse_after(mock, 4, PLORE_E_ARGUMENT);
	assert_int_equal(plore_mock_run(mock, NULL), PLORE_OK);
	assert_int_equal(mock->event_count, 4);
	assert_int_equal(mock->flaw_count, 0);
	plore_mock_free(mock);
}

static int32_t
deaf(const plore_host *host, const char *cursor)
{
	(void)cursor;
	host->emit(host, &good);
	host->checkpoint(host, "1");
	host->emit(host, &good);
	return PLORE_E_STOPPED;
}

static int32_t
no_last_checkpoint(const plore_host *host, const char *cursor)
{
	(void)cursor;
	host->emit(host, &good);
	return PLORE_OK;
}

static int32_t
silent(const plore_host *host, const char *cursor)
{
	(void)host;
	(void)cursor;
	return PLORE_E_DATA;
}

static int32_t
odd(const plore_host *host, const char *cursor)
{
	(void)host;
	(void)cursor;
	return 7;
}

static int32_t
bad_calls(const plore_host *host, const char *cursor)
{
	static char wide[PLORE_MAX_CURSOR + 2];

	(void)cursor;
	memset(wide, 'c', sizeof wide - 1);
	assert_int_equal(host->checkpoint(host, NULL), PLORE_E_ARGUMENT);
	assert_int_equal(host->checkpoint(host, wide), PLORE_E_ARGUMENT);
	assert_int_equal(host->emit(host, NULL), PLORE_E_ARGUMENT);
	host->reject(host, NULL, "why", NULL);
	host->log(host, 9, "loud");
	host->progress(host, 3, 2, NULL);
	return PLORE_OK;
}

static void
what_a_run_does_wrong_is_named(void **state)
{
	static const struct {
		int32_t (*collect)(const plore_host *, const char *);
		int32_t result;
		const char *flaws[6];
	} cases[] = {
	    {deaf, PLORE_E_STOPPED, {"emit was called after E_STOPPED"}},
	    {no_last_checkpoint, PLORE_OK, {"after the last checkpoint"}},
	    {silent, PLORE_E_DATA, {"did not say why"}},
	    {odd, 7, {"which is no result"}},
	    {bad_calls, PLORE_OK,
		{"cursor is NULL", "longer than PLORE_MAX_CURSOR", "size",
		    "where it stood", "no level 9", "3 of 2"}},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		plore_mock *mock = plore_mock_new(&plugin);

		plore_mock_stop_after(mock, cases[i].collect == deaf ? 1 : 99);
		script.collect = cases[i].collect;
		assert_int_equal(plore_mock_run(mock, NULL), cases[i].result);
		for (size_t j = 0; j < 6 && cases[i].flaws[j] != NULL; j++)
			assert_true(has_flaw(mock, cases[i].flaws[j]));
		plore_mock_free(mock);
	}
}

/* ---- Repeating ----------------------------------------------------------- */

static int32_t
skips_one(const plore_host *host, const char *cursor)
{
	char next[24];

	snprintf(
	    next, sizeof next, "%ld", cursor == NULL ? 0 : atol(cursor) + 1);
	return flood(host, next);
}

static int32_t
begins_early(const plore_host *host, const char *cursor)
{
	char earlier[24];

	if (cursor == NULL || atol(cursor) == 0)
		return flood(host, cursor);
	snprintf(earlier, sizeof earlier, "%ld", atol(cursor) - 1);
	return flood(host, earlier);
}

static int32_t
drifts(const plore_host *host, const char *cursor)
{
	static int64_t drift;
	plore_event event = good;

	(void)cursor;
	event.time_ms += drift++;
	host->emit(host, &event);
	return host->checkpoint(host, "");
}

static void
repeats_tells_a_gap_and_a_drift(void **state)
{
	static const struct {
		int32_t (*collect)(const plore_host *, const char *);
		int good;
		const char *flaw;
	} cases[] = {{flood, 1, NULL}, {begins_early, 1, NULL},
	    {skips_one, 0, "cursor \"1\" does not report the 9 events"},
	    {drifts, 0, "not the same"}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		plore_mock *mock = plore_mock_new(&plugin);

		script.collect = cases[i].collect;
		assert_int_equal(plore_mock_repeats(mock), cases[i].good);
		assert_int_equal(mock->flaw_count, !cases[i].good);
		if (cases[i].flaw != NULL)
			assert_true(has_flaw(mock, cases[i].flaw));
		assert_true(mock->event_count >= 1);
		plore_mock_free(mock);
	}
}

/* ---- Text ---------------------------------------------------------------- */

static int32_t
full(const plore_host *host, const char *cursor)
{
	static const plore_attr attrs[] = {{"vuln", "CVE-1", PLORE_PUBLIC, 0},
	    {"note", "a \"b\" \\", 0, 0}, {"vuln", "CVE-2", PLORE_PUBLIC, 0}};
	plore_event event = good;

	(void)cursor;
	event.kind = "deploy.failed";
	event.time_ms += 7;
	event.after_ms = good.time_ms;
	event.took_ms = 312000;
	event.product = "pkg:generic/re";
	event.code = "0x80070643";
	event.attrs = attrs;
	event.attr_count = 3;
	host->emit(host, &event);
	host->emit(host, &good);
	return host->checkpoint(host, "2");
}

static const char full_text[] =
    "{\"kind\":\"deploy.failed\",\"time\":\"2026-03-02T06:00:00.007Z\","
    "\"after\":\"2026-03-02T06:00:00Z\",\"took_ms\":312000,"
    "\"asset\":\"web-14\",\"patch\":\"KB1\",\"product\":\"pkg:generic/re\","
    "\"code\":\"0x80070643\",\"attrs\":{\"vuln\":[\"CVE-1\",\"CVE-2\"],"
    "\"note\":\"a \\\"b\\\" \\\\\"}}\n"
    "{\"kind\":\"item.detected\",\"time\":\"2026-03-02T06:00:00Z\","
    "\"asset\":\"web-14\",\"patch\":\"KB1\"}\n";

/* Write a file of the first length bytes of text. */
static void
write_file(const char *path, const char *text, size_t length)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static void
events_print_as_native_events(void **state)
{
	plore_mock *mock = run(full, PLORE_OK);
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	(void)state;
	plore_mock_print(mock, out);
	fclose(out);
	assert_string_equal(text, full_text);
	free(text);
	plore_mock_free(mock);
}

static void
same_sees_every_difference(void **state)
{
	plore_mock *mock = run(full, PLORE_OK);
	char path[] = "/tmp/mock_test.XXXXXX";
	char text[sizeof full_text + 8];
	size_t length = sizeof full_text - 1;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	write_file(path, full_text, length);
	assert_true(plore_mock_same(mock, path));
	snprintf(text, sizeof text, "%s{}\n", full_text);
	write_file(path, text, strlen(text));
	assert_false(plore_mock_same(mock, path)); /* a line too many */
	write_file(path, full_text, length / 2);
	assert_false(plore_mock_same(mock, path)); /* cut short */
	write_file(path, "", 0);
	assert_false(plore_mock_same(mock, path));
	memcpy(text, full_text, length);
	text[length - 5] = '2';
	write_file(path, text, length);
	assert_false(plore_mock_same(mock, path)); /* one byte */
	assert_int_equal(remove(path), 0);
	assert_false(plore_mock_same(mock, path));
	plore_mock_free(mock);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_that_a_plugin_says_is_kept),
	    cmocka_unit_test(a_run_forgets_the_one_before),
	    cmocka_unit_test(events_are_found_by_what_they_name),
	    cmocka_unit_test(options_are_given_with_their_fallbacks),
	    cmocka_unit_test(each_rule_that_is_broken_is_named),
	    cmocka_unit_test(an_event_is_no_longer_than_its_limit),
	    cmocka_unit_test(kinds_and_their_needs_are_patchlores),
	    cmocka_unit_test(
		a_plugin_is_stopped_and_refused_where_the_test_says),
	    cmocka_unit_test(what_a_run_does_wrong_is_named),
	    cmocka_unit_test(repeats_tells_a_gap_and_a_drift),
	    cmocka_unit_test(events_print_as_native_events),
	    cmocka_unit_test(same_sees_every_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
