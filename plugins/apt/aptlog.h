/*
 * aptlog.h - the transactions in apt's history.log
 *
 * A stanza is one run of apt: when it began, what it meant to do to which
 * packages, what went wrong, when it ended. Nothing in it says how far a run
 * came that went wrong. A stanza without an end was cut off, as by a power
 * failure, or is still being written.
 */
#ifndef APT_APTLOG_H
#define APT_APTLOG_H

#include <stddef.h>
#include <stdint.h>

#include "kit/localtime.h"
#include "kit/numbers.h"

/* A run without an end that makes sense is taken to last this long, or until
 * the next one begins; and none lasts longer than APTLOG_RUN_MS. */
#define APTLOG_GRACE_MS (INT64_C(60) * 60 * 1000)
#define APTLOG_RUN_MS   (INT64_C(7) * 24 * 60 * 60 * 1000)

/* A release upgrade names thousands of packages in one line. */
enum { APTLOG_LINE = 4 << 20, APTLOG_NAME = 255, APTLOG_TEXT = 1024 };

enum apt_deed {
	APT_INSTALL,
	APT_UPGRADE,
	APT_DOWNGRADE,
	APT_REMOVE, /* and purge */
	APT_REINSTALL,
};

/* What term.log has of an item. */
enum apt_said {
	APT_SAID_UNKNOWN,
	APT_SAID_NOTHING, /* of the run, but not of this */
	APT_SAID_SET_UP,
	APT_SAID_FAILED,
};

struct apt_item {
	uint32_t package; /* "libc6:amd64" */
	uint32_t bare;    /* "libc6" */
	uint32_t old;     /* of UPGRADE, DOWNGRADE and REMOVE */
	uint32_t version; /* of all but REMOVE */
	enum apt_deed deed;
	enum apt_said said;
	uint32_t cause;    /* of SAID_FAILED; 0: not told */
	int64_t proven_ms; /* a later run found version in place; 0: none did */
};

struct apt_run {
	int64_t start_ms, end_ms; /* end 0: cut off */
	int64_t over_ms;          /* nothing of it can come later */
	uint32_t command, error;  /* names; 0: none */
	uint32_t cause;           /* of the error, from another log */
	size_t first, count;      /* its items */
};

struct aptlog {
	struct kit_numbers *names; /* the caller's */
	struct kit_local_clock clock;
	struct apt_run *runs; /* in the order in which they were written */
	size_t count, room;
	struct apt_item *items;
	size_t item_count, item_room;
	int inside; /* the last run may still get lines */
};

/* Take the next line. 0; -1 with a literal in *why where it, or part of it,
 * cannot be read, what can having been taken; -2 where memory is out. */
int aptlog_take(
    struct aptlog *log, const char *text, size_t length, const char **why);

/* Add a run that another log tells of, and then its items. 0, or -2 where
 * memory is out. */
int aptlog_add_run(struct aptlog *log, const struct apt_run *run);
int aptlog_add_item(struct aptlog *log, const struct apt_item *item);

/* A file ends, and with it the run that it was about. */
void aptlog_file_ends(struct aptlog *log);

/* After the last file: work out when each run was over, and what later runs
 * found of the versions in it. 0, or -2 where memory is out. */
int aptlog_close(struct aptlog *log);

/* The number in "... returned an error code (1)"; "" where there is none. */
void aptlog_code(const char *error, char out[16]);
void aptlog_free(struct aptlog *log);

#endif
