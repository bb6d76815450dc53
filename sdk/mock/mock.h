/* SPDX-License-Identifier: MIT
 *
 * mock.h - a host for a plugin's own tests
 *
 * Calls the plugin as patchlore does, in the test's own process, and keeps all
 * that it says. It comes as source, one file to compile beside the test, so
 * that the test's compiler and sanitizers see it too. C11, nothing but libc.
 *
 *     plore_mock *mock = plore_mock_new(patchlore_plugin_1.plugins[0]);
 *
 *     plore_mock_option(mock, "path", "sample.log");
 *     CHECK(plore_mock_run(mock, NULL) == PLORE_OK);
 *     CHECK(plore_mock_same(mock, "sample.jsonl"));
 *     CHECK(mock->flaw_count == 0);
 *     plore_mock_free(mock);
 *
 * Every rule of the contract that it sees broken becomes a flaw, a sentence
 * that names the rule. An event that breaks one is refused as patchlore would
 * refuse it, and is not among the events. Where memory is out, it aborts.
 */
#ifndef PLORE_MOCK_H
#define PLORE_MOCK_H

#include <patchlore/plugin.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct plore_mock_reject {
	char *where, *reason, *input;
} plore_mock_reject;

typedef struct plore_mock_checkpoint {
	char *cursor;
	size_t events, rejects; /* how many came before it */
} plore_mock_checkpoint;

typedef struct plore_mock_line {
	uint32_t level; /* PLORE_LOG_ERROR, ... */
	char *text;
} plore_mock_line;

/* What a test reads; all of it lives until the next run or free. */
typedef struct plore_mock {
	plore_host host;       /* what the plugin is given */
	plore_request request; /* what collect is given; run sets the cursor */

	plore_event *events; /* copies, in the order they came */
	size_t event_count;
	plore_mock_reject *rejects;
	size_t reject_count;
	plore_mock_checkpoint *checkpoints;
	size_t checkpoint_count;
	plore_mock_line *lines; /* of the log */
	size_t line_count;
	char **flaws; /* rules that were broken, one sentence each */
	size_t flaw_count;
	uint64_t done, total; /* the last progress */
	size_t progress_count;
	char *failure; /* the last sentence given to fail, or NULL */

	struct plore_mock_inside *inside;
} plore_mock;

plore_mock *plore_mock_new(const plore_plugin *plugin);
void plore_mock_free(plore_mock *mock); /* NULL is fine */

/* One value more of an option, as the plugin will see it: a switch is "0" or
 * "1". Fallbacks of the descriptor stand where none is given. */
void plore_mock_option(plore_mock *mock, const char *name, const char *value);

/* Forget the last run; then open, collect from a cursor (NULL: the start) and
 * close. The first result that is not PLORE_OK. */
int32_t plore_mock_run(plore_mock *mock, const char *cursor);

/* In the runs that follow, want the plugin back once so many events came:
 * stopping says so, and so do checkpoints. */
void plore_mock_stop_after(plore_mock *mock, size_t events);

/* In the runs that follow, answer each emit past so many with result. */
void plore_mock_refuse_after(plore_mock *mock, size_t events, int32_t result);

/* Does a run from each checkpoint report what came after it, the same and in
 * the same order? It may begin earlier than that. 1, or 0 and a flaw. The
 * last run is from the start. */
int plore_mock_repeats(plore_mock *mock);

/* Events that match; NULL matches all. count says how many, find gives number
 * n of them, counted from 0, or NULL. */
size_t plore_mock_count(const plore_mock *mock, const char *kind,
    const char *asset, const char *patch);
const plore_event *plore_mock_find(const plore_mock *mock, size_t n,
    const char *kind, const char *asset, const char *patch);

/* Events as native events, a JSON object a line; what that form does not show
 * is an attribute's share. */
void plore_mock_print(const plore_mock *mock, FILE *out);

/* Are the events those of a file that plore_mock_print wrote? 1; or 0, and
 * the first difference goes to standard error. */
int plore_mock_same(const plore_mock *mock, const char *path);

/* Print the flaws, one a line. */
void plore_mock_flaws(const plore_mock *mock, FILE *out);

#ifdef __cplusplus
}
#endif

#endif
