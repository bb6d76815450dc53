/*
 * collect.h - one source into the store
 *
 * Runs the plugin in a worker, hands what it reports to a batch, and commits
 * at the plugin's own checkpoints. Whatever happens, the store ends at one of
 * them: what came after the last is read again next time.
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

/* Events that are committed at once, where checkpoints come more often; and
 * events that may wait for a checkpoint before the run is ended. */
enum { PL_COLLECT_BATCH = 200000, PL_COLLECT_WAITING = 2000000 };

struct pl_collect {
	const char *plugin;         /* "apt", or the path of a file */
	const char *name;           /* of the source; NULL: from the options */
	const char *const *options; /* "name=value" */
	size_t option_count;
	enum pl_sandbox_mode sandbox;
	unsigned grant;           /* PL_GRANT_... or'ed */
	const volatile int *stop; /* becomes 1 to end early */

	/* For people; any may be NULL. */
	void *context;
	void (*progress)(
	    void *context, const struct pl_wire_progress *progress);
	void (*log)(void *context, unsigned level, const char *line);
};

/* Collect into a store that is open for writing. *result and source (the name
 * it has in the store) tell what was kept also where an error is returned. */
int pl_collect(const struct pl_collect *what, struct pl_store *store,
    struct pl_batch_result *result, struct pl_buf *source,
    struct pl_error *err);

#endif
