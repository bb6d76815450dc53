/*
 * history.h - what became of each package, from dpkg.log and history.log
 *
 * dpkg.log is believed about every package that it names, in the order in
 * which it was written, whatever its clock did meanwhile. A package is pending
 * from the line that begins to unpack a version until that is installed.
 *
 * history.log says which packages one run of apt was about and whether it went
 * wrong. At the end of a run, what dpkg.log told of its packages is settled:
 *
 *     told, and installed         as told; the run's error is another's
 *     told, and not installed     failed, with the run's error as the cause
 *     not told, no error          done when the run ended; but failed, where
 *                                 others of the run are told
 *     not told, error or cut off  failed, unless a later run found the version
 *                                 in place
 *
 * What term.log says of a package that dpkg.log does not tell comes before
 * both.
 *
 * A version that is removed, and another one installed within PENDING_MS, is a
 * change from one to the other.
 *
 * Without a run to go by, what is pending for PENDING_MS has failed; should the
 * version be configured later all the same, it was installed then.
 */
#ifndef APT_HISTORY_H
#define APT_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "kit/deed.h"
#include "kit/numbers.h"
#include "plugins/apt/aptitude.h"
#include "plugins/apt/aptlog.h"
#include "plugins/apt/dpkglog.h"

struct deed {
	int64_t at_ms, took_ms;
	int64_t known_ms; /* when the logs had told it; at_ms or later */
	uint32_t package; /* a name without its architecture */
	uint32_t key;     /* with it; 0: from history.log */
	uint32_t old, version;
	uint32_t run;      /* number of the run that it was part of; 0: none */
	uint32_t cause;    /* why it failed, if that is told of it alone */
	uint32_t previous; /* number of the package's deed before; 0: none */
	enum kit_deed kind;
	int dropped; /* part of another deed after all */
};

/* apt unpacks many packages before it configures the first, but not for
 * longer than this, unless it waits for an answer. */
#define PENDING_MS APTLOG_GRACE_MS

struct package_state {
	enum dpkg_action action; /* what is pending; OTHER: nothing */
	int failed;              /* has been told as a failure already */
	int64_t at_ms;
	uint32_t package, old, version;
	uint32_t last_deed; /* of the name without architecture */
};

struct pending {
	uint32_t key;
	int64_t at_ms;
};

struct history {
	struct kit_numbers names;
	struct aptlog apt;  /* filled and closed by the caller before the first
	                       line of dpkg.log */
	struct deed *deeds; /* in the order in which they came to an end */
	size_t count, room;
	struct package_state *states; /* by the number of the name */
	size_t state_room;
	struct pending *queue; /* the oldest first; some are over already */
	size_t queue_first, queue_count, queue_room;
	size_t next_run;           /* the first one that is not settled */
	int64_t busy_until_ms;     /* a run that has begun ends then */
	int64_t now_ms;            /* of the line at hand */
	int64_t first_line_ms;     /* of dpkg.log; 0: none yet */
	int64_t first_ms, last_ms; /* of all lines; 0: none yet */
};

void history_begin(struct history *history);

/* Take the next line of dpkg.log. 0, or -1 where memory is out. */
int history_take(struct history *history, const struct dpkg_line *line);

/* A record of another log shows that the machine was there. */
void history_see(struct history *history, int64_t at_ms);

/* Settle what the logs leave open at their end. 0 or -1. */
int history_end(struct history *history, int64_t now_ms);

/* After that: what was meant to be done at a time and is in no log failed, if
 * the logs go on behind that time. 0 or -1. */
int history_intend(
    struct history *history, const struct intention *intention, int64_t now_ms);
void history_free(struct history *history);

#endif
