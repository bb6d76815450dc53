/*
 * run.h - one run of one plugin, as the rest of the program sees it
 *
 * pl_run_start loads the file in a worker that may do nothing and learns what
 * the plugin holds. pl_run_enter starts another, with the rights that follow
 * from the descriptor, the options and what was granted; pl_run_open gives it
 * its options, and pl_run_collect hands every event on. The plugin never runs
 * in this process.
 */
#ifndef PL_RUN_H
#define PL_RUN_H

#include <stdint.h>

#include "base/wire.h"

struct pl_error;
struct pl_event;
struct pl_run;

/* What the caller does with what arrives. event, reject and checkpoint may
 * return a PL_E_ code, which ends the run. The others may be NULL. */
struct pl_run_sink {
	void *context;
	int (*event)(
	    void *context, const struct pl_event *event, struct pl_error *err);
	int (*reject)(void *context, const struct pl_wire_reject *reject,
	    struct pl_error *err);
	int (*checkpoint)(
	    void *context, const char *cursor, struct pl_error *err);
	void (*progress)(
	    void *context, const struct pl_wire_progress *progress);
	void (*log)(void *context, unsigned level, const char *line);
};

/* The longest that a plugin may be silent; loading and opening never have
 * longer than collecting. And the longest that it may take in all. */
enum {
	PL_RUN_LOAD_MS = 10 * 1000,
	PL_RUN_OPEN_MS = 30 * 1000,
	PL_RUN_COLLECT_MS = 60 * 1000,
	PL_RUN_WHOLE_MS = 24 * 3600 * 1000,
};

/* What of the rights that a plugin declares is given to it; the fallback of an
 * option is declared as well. A path or program that an option names is always
 * granted. Where root names a path, it is read as root would; what the plugin
 * declares outside /usr is then withheld, unless root is granted. */
enum {
	PL_GRANT_PATHS = 1 << 0,
	PL_GRANT_PROGRAMS = 1 << 1,
	PL_GRANT_NETWORK = 1 << 2,
	PL_GRANT_ROOT = 1 << 3,
	PL_GRANT_DEFAULT = PL_GRANT_PATHS | PL_GRANT_PROGRAMS,
};

struct pl_run_settings {
	const char *file; /* the plugin's path */
	enum pl_sandbox_mode sandbox;
	unsigned grant;   /* PL_GRANT_... or'ed */
	int silence_ms;   /* PL_RUN_COLLECT_MS where 0 */
	int64_t whole_ms; /* PL_RUN_WHOLE_MS where 0 */
	int witness; /* log what is refused, at level PL_RUN_REFUSED; not where
	                the plugin may start programs */
	const volatile int *stop; /* becomes 1 to end the run soon, or NULL */
};

enum { PL_RUN_REFUSED = 0 };

/* settings and sink must live as long as the run. */
int pl_run_start(struct pl_run **out, const struct pl_run_settings *settings,
    const struct pl_run_sink *sink, struct pl_error *err);

/* The descriptor of the first plugin in the file; lives as long as the run. */
const struct pl_wire_plugin *pl_run_plugin(const struct pl_run *run);

/* The protection that the worker is under, for people: "limits, user 65534,
 * Landlock 7, system calls". Lives as long as the run. */
const char *pl_run_protection(const struct pl_run *run);

/* Start the worker that does the work, with the rights that the options give
 * (as pl_options_check left them). Once for a run. */
int pl_run_enter(struct pl_run *run, const struct pl_wire_option *options,
    uint32_t count, struct pl_error *err);

/* Open, with the same options. After pl_run_close it may be opened again. */
int pl_run_open(struct pl_run *run, const struct pl_wire_option *options,
    uint32_t count, struct pl_error *err);

/* Collect from a cursor (NULL: from the start). PL_E_STOPPED where stop ended
 * it early. An event that breaks a rule is counted as a reject with the rule
 * as its reason. */
int pl_run_collect(
    struct pl_run *run, const char *cursor, struct pl_error *err);

/* The sentence with which the plugin explained its last error, or "". */
const char *pl_run_failure(const struct pl_run *run);

/* What a plugin has in its worker. */
struct pl_run_usage {
	uint64_t allocated; /* bytes; 0 where that cannot be told */
	int threads;        /* 1: the worker's own */
	int descriptors;
	int children; /* processes */
};

/* Close, and tell what is left. */
int pl_run_close(
    struct pl_run *run, struct pl_run_usage *usage, struct pl_error *err);

/* For the conformance check: refuse every event after so many with a result,
 * PLORE_E_ARGUMENT or PLORE_E_STOPPED. */
int pl_run_refuse(
    struct pl_run *run, uint64_t after, int32_t result, struct pl_error *err);

void pl_run_end(struct pl_run *run); /* NULL is fine */

#endif
