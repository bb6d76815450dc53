/*
 * history.h - what dpkg did to each package, read from its lines in order
 *
 * A package is pending from the line that begins to unpack a version until it
 * is installed. Told apart are software that comes and goes, an upgrade that
 * worked, one that did not within PENDING_MS, and the return to an older
 * version.
 */
#ifndef APT_HISTORY_H
#define APT_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "plugins/apt/dpkglog.h"

enum deed_kind {
	DEED_INSTALLED, /* new on the machine */
	DEED_INSTALL_FAILED,
	DEED_REMOVED,
	DEED_UPGRADED,
	DEED_UPGRADE_FAILED,
	DEED_DOWNGRADED,
};

struct deed {
	enum deed_kind kind;
	int64_t at_ms, took_ms;
	char package[DPKG_NAME], old[DPKG_NAME], version[DPKG_NAME];
};

/* apt unpacks many packages before it configures the first, but not for
 * longer than this. */
#define PENDING_MS (INT64_C(60) * 60 * 1000)

struct history {
	struct deed *deeds; /* in the order in which they came to an end */
	size_t count, room;
	struct dpkg_line *pending;
	size_t pending_count, pending_room;
	int64_t first_ms, last_ms; /* of all lines; 0: none yet */
};

/* Take the next line. 0, or -1 where memory is out. */
int history_take(struct history *history, const struct dpkg_line *line);

/* What is still pending after PENDING_MS has failed. 0 or -1. */
int history_end(struct history *history, int64_t now_ms);
void history_free(struct history *history);

#endif
