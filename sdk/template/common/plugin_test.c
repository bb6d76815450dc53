/* @NAME@, held to what it promises, by the mock host of patchlore's SDK. */
#include <stdio.h>
#include <string.h>

#include "mock/mock.h"

static int failed;

#define CHECK(what)                                                            \
	((what) ? (void)0                                                      \
		: (void)(failed++, fprintf(stderr, "%s:%d: not so: %s\n",      \
				       __FILE__, __LINE__, #what)))

/* A mock host with options for a log. */
static plore_mock *
mock_for(const char *path)
{
	plore_mock *mock = plore_mock_new(patchlore_plugin_1.plugins[0]);

	plore_mock_option(mock, "path", path);
	plore_mock_option(mock, "asset", "web-14");
	return mock;
}

static void
the_sample_gives_the_expected_events(void)
{
	plore_mock *mock = mock_for("sample.log");

	CHECK(plore_mock_run(mock, NULL) == PLORE_OK);
	CHECK(plore_mock_same(mock, "sample.jsonl"));
	CHECK(mock->flaw_count == 0);
	plore_mock_flaws(mock, stderr);
	plore_mock_free(mock);
}

static void
a_bad_line_costs_that_line(void)
{
	plore_mock *mock = mock_for("sample.log");

	CHECK(plore_mock_run(mock, NULL) == PLORE_OK);
	CHECK(mock->reject_count == 1);
	CHECK(mock->reject_count == 1 &&
	      strcmp(mock->rejects[0].where, "sample.log:5") == 0);
	plore_mock_free(mock);
}

static void
it_goes_on_from_any_cursor(void)
{
	plore_mock *mock = mock_for("sample.log");

	CHECK(plore_mock_repeats(mock));
	CHECK(mock->checkpoint_count > 1);
	plore_mock_flaws(mock, stderr);
	plore_mock_free(mock);
}

static void
it_stops_when_asked_and_goes_on_later(void)
{
	plore_mock *mock = mock_for("sample.log");

	plore_mock_stop_after(mock, 1);
	CHECK(plore_mock_run(mock, NULL) == PLORE_E_STOPPED);
	CHECK(mock->event_count < 6);
	CHECK(mock->flaw_count == 0);
	plore_mock_free(mock);
}

static void
a_missing_log_is_told(void)
{
	plore_mock *mock = mock_for("no-such.log");

	CHECK(plore_mock_run(mock, NULL) == PLORE_E_ACCESS);
	CHECK(mock->failure != NULL && strstr(mock->failure, "no-such.log"));
	plore_mock_free(mock);
}

int
main(void)
{
	the_sample_gives_the_expected_events();
	a_bad_line_costs_that_line();
	it_goes_on_from_any_cursor();
	it_stops_when_asked_and_goes_on_later();
	a_missing_log_is_told();
	puts(failed == 0 ? "@NAME@: all as promised" : "@NAME@: FAILED");
	return failed != 0;
}
