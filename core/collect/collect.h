/*
 * collect.h - one source into the store
 *
 * Runs the plugin in a worker, hands what it reports to a batch, and commits
 * at the plugin's own checkpoints. Whatever happens, the store ends at one of
 * them: what came after the last is read again next time. How the run ended is
 * kept beside (store/runs.h), and schedule.h makes use of it.
 */
#ifndef PL_COLLECT_H
#define PL_COLLECT_H

#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "host/run.h"
#include "store/batch.h"

struct pl_buf;
struct pl_error;
struct pl_store;

/* Where checkpoints come more often, a commit waits for one at which there are
 * so many events, or so many bytes of whatever the plugin sends. And the bytes
 * with which a run without a checkpoint is ended. Lists grow by doubling, so
 * each step from what a batch keeps (PL_BATCH_KEPT) is twice the one before:
 * what was kept brings nobody near to the end. */
enum {
	PL_COLLECT_BATCH = 200000,
	PL_COLLECT_BATCH_BYTES = 2 * PL_BATCH_KEPT,
	PL_COLLECT_WAITING_BYTES = 2 * PL_COLLECT_BATCH_BYTES,
};

struct pl_collect {
	const char *plugin;         /* "apt", or the path of a file */
	const char *name;           /* of the source; NULL: from the options */
	const char *const *options; /* "name=value" */
	size_t option_count;
	const char
	    *folder; /* of relative paths in options; NULL: where we are */
	int64_t now_ms;
	enum pl_sandbox_mode sandbox;
	unsigned grant;           /* PL_GRANT_... or'ed */
	int silence_ms;           /* 0: PL_RUN_COLLECT_MS */
	const volatile int *stop; /* becomes 1 to end early */

	/* For people; any may be NULL. */
	void *context;
	void (*progress)(
	    void *context, const struct pl_wire_progress *progress);
	void (*log)(void *context, unsigned level, const char *line);
};

/* The digest of what a run rests on: the plugin's file, the options, the
 * rights. PL_E_CONFIG where there is no such plugin. */
int pl_collect_setup(
    const struct pl_collect *what, uint64_t *out, struct pl_error *err);

/* Collect into a store that is open for writing. *result and source (the name
 * it has in the store) tell what was kept also where an error is returned. */
int pl_collect(const struct pl_collect *what, struct pl_store *store,
    struct pl_batch_result *result, struct pl_buf *source,
    struct pl_error *err);

#endif
