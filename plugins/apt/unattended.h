/*
 * unattended.h - what unattended-upgrades says, from its own log
 *
 * It names packages and no versions, so it tells of no deed by itself. What it
 * says is kept for others to use: why a run of history.log failed, and which
 * packages the last run named that did not get their upgrade. "All upgrades
 * installed" proves nothing of any of them.
 */
#ifndef APT_UNATTENDED_H
#define APT_UNATTENDED_H

#include <stddef.h>
#include <stdint.h>

#include "kit/localtime.h"
#include "kit/numbers.h"
#include "plugins/apt/aptlog.h"

struct unattended_failure {
	int64_t from_ms, at_ms; /* of what began between them */
	uint32_t cause;
};

/* A package that the last run named. */
struct unattended_package {
	uint32_t package; /* without its architecture */
	uint32_t reason;  /* why it stays back; 0: it was to be upgraded */
};

struct unattended {
	struct kit_numbers *names; /* the caller's */
	struct kit_local_clock clock;
	struct unattended_failure *failures;
	size_t failure_count, failure_room;
	struct unattended_package *packages;
	size_t count, room;
	int64_t begun_ms, at_ms;   /* the last run, and its last line */
	int64_t first_ms, last_ms; /* of all lines; 0: none */
	int listing; /* the next line without a time is a list of packages */
};

/* Take the next line. 0; -1 with a literal in *why where it cannot be read; -2
 * where memory is out. */
int unattended_take(
    struct unattended *log, const char *text, size_t length, const char **why);

/* Tell the runs of history.log why they failed, where nothing else does. */
void unattended_apply(const struct unattended *log, struct aptlog *apt);

/* What the last run said of a package; NULL: nothing. */
const struct unattended_package *unattended_find(
    const struct unattended *log, const char *package);
void unattended_free(struct unattended *log);

#endif
