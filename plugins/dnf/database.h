/*
 * database.h - the transactions in history.sqlite, where dnf keeps them
 *
 * One that replaces a version has a row for each of the two; they become one
 * record. A row that did not get done failed (state 2), and so did all of a
 * transaction that failed (state 2 as well) without saying which of them. A
 * transaction without an end was cut off; where it is the last one and began
 * within DATABASE_RUN_MS, it may still be going on and is left out.
 */
#ifndef DNF_DATABASE_H
#define DNF_DATABASE_H

#include <stddef.h>
#include <stdint.h>

#include "plugins/dnf/history.h"
#include "plugins/dnf/snapshot.h"

#define DATABASE_RUN_MS (INT64_C(24) * 60 * 60 * 1000)

enum database_result {
	DATABASE_OK,
	DATABASE_MEMORY,  /* is out */
	DATABASE_DATA,    /* it is not what dnf writes; error says why */
	DATABASE_STOPPED, /* watch said so */
	DATABASE_REFUSED, /* what reject returned is in watch->result */
};

/* How the reader tells what it leaves out, and hears that it is to stop
 * (nonzero). */
struct database_watch {
	void *context;
	int32_t (*reject)(void *context, const char *where, const char *reason);
	int (*stopping)(void *context);
	int32_t result;
};

/* Add the records of a snapshot, whose bytes are freed here. */
enum database_result database_read(struct history *history,
    struct snapshot *snapshot, int64_t now_ms, struct database_watch *watch,
    char *error, size_t error_size);

#endif
