/* SPDX-License-Identifier: MIT
 *
 * mock.h - a host for a plugin's own tests, inside the test's process
 *
 * Load a plugin (link it in, or dlopen it), give it options, run it, look at
 * what it reported. Events are printed as native events, one JSON object a
 * line, so that a test is a comparison with a file of expected events.
 */
#ifndef MOCK_H
#define MOCK_H

#include <patchlore/plugin.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct mock; /* one run of one plugin */

struct mock_option {
	const char *name;
	const char *value;
};

/* Options as a user gives them; those of the descriptor that are not given
 * get their fallback. Events and rejects are printed to out, log lines to
 * log; either may be NULL. */
struct mock *mock_new(const plore_plugin *plugin,
    const struct mock_option *options, size_t option_count, FILE *out,
    FILE *log);

/* open, collect from cursor (NULL: start), close; the result of the first
 * call that failed. */
int32_t mock_run(struct mock *mock, const char *cursor);

/* After a run. */
uint64_t mock_events(const struct mock *mock);
uint64_t mock_rejects(const struct mock *mock);
const char *mock_cursor(const struct mock *mock);  /* last checkpoint or NULL */
const char *mock_failure(const struct mock *mock); /* fail's sentence or NULL */

/* From now on: stop after so many events (emit says E_STOPPED); 0: never. */
void mock_stop_after(struct mock *mock, uint64_t events);
void mock_free(struct mock *mock); /* NULL is fine */

#endif
