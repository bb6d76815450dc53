/*
 * runs.h - what became of each run of a source
 *
 * The newest PL_STORE_RUNS runs of a source are kept: for people, who want to
 * know since when something fails and under what protection data came in, and
 * for the schedule, which lets a failing source rest.
 */
#ifndef PL_RUNS_H
#define PL_RUNS_H

#include <stdint.h>

struct pl_error;
struct pl_store;

enum { PL_STORE_RUNS = 1000 };

struct pl_store_run {
	const char *source; /* its name */
	const char *plugin; /* as it was asked for: "apt", or a path */
	int64_t began_ms, took_ms;
	int result;          /* PL_OK or a PL_E_ code */
	const char *message; /* of a failure; else "" */
	int64_t added, known, rejects;
	const char *protection; /* of the worker; "" where none was started */
	uint64_t setup; /* digest of the plugin's file, the options, rights */
};

/* Keep a run. */
int pl_store_run_add(struct pl_store *store, const struct pl_store_run *run,
    struct pl_error *err);

/* Calls back for the runs of a source, or with NULL of all, the newest first,
 * until a callback returns other than 0, which is then returned. Texts are
 * borrowed for the time of the call. */
int pl_store_runs(struct pl_store *store, const char *source,
    int (*each)(void *context, const struct pl_store_run *run), void *context,
    struct pl_error *err);

#endif
