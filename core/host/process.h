/*
 * process.h - a worker process, from its start to its certain end
 *
 * The worker gets a socket to us, the plugin's file as an open descriptor and
 * a pipe for its standard error; of our environment, the locale, the zone and
 * where programs are; nothing else. No wait is without a deadline.
 */
#ifndef PL_PROCESS_H
#define PL_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

#include "base/wire.h"

struct pl_error;
struct pl_process;

/* A line that the worker wrote to standard error, without its end. Lines past
 * PL_PROCESS_LINES in a run are counted and dropped. */
enum { PL_PROCESS_LINES = 1000, PL_PROCESS_LINE = 4096 };

struct pl_process_settings {
	const char *plugin; /* file; must be ours or root's, not writable by
	                       others, and no symbolic link */
	void (*log)(void *context, unsigned level, const char *line);
	void *context;
	const volatile int *stop; /* becomes 1 when the user wants an end */
	int64_t whole_ms;         /* the longest life of the worker */
	int exact_memory;         /* without caches that hide what is free */
};

int pl_process_start(struct pl_process **out,
    const struct pl_process_settings *settings, struct pl_error *err);

/* From now on the worker may have children, who are looked for at its end. */
void pl_process_may_fork(struct pl_process *process);

/* Send all frames in wire and empty it. PL_E_PLUGIN where the worker does not
 * take them within PL_PROCESS_SEND_MS. */
enum { PL_PROCESS_SEND_MS = 10000 };
int pl_process_send(
    struct pl_process *process, struct pl_wire *wire, struct pl_error *err);

/* Wait for the next frame. The payload is borrowed until the next call.
 * PL_E_PLUGIN where the worker breaks the format, dies or stays silent for
 * silence_ms. Once *stop is set the worker is told, and has
 * PL_PROCESS_GRACE_MS to come to an end. */
enum { PL_PROCESS_GRACE_MS = 5000 };
int pl_process_receive(struct pl_process *process, int silence_ms,
    enum pl_frame *type, struct pl_wire_in *payload, struct pl_error *err);

pid_t pl_process_id(const struct pl_process *process);

/* Close the socket; then wait, ask with TERM, and end with KILL, the worker and
 * all that it started. NULL is fine. */
void pl_process_end(struct pl_process *process);

#endif
