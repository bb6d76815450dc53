/*
 * report.h - deeds and open items, as events
 *
 * A patch is a version of a package, "openssl=3.0.11-1~deb12u2", whatever its
 * architecture. All functions return what the host answered, except that an
 * event it left out is no reason to stop, or PLORE_E_FAILED without memory.
 */
#ifndef APT_REPORT_H
#define APT_REPORT_H

#include <patchlore/plugin.h>

#include "plugins/apt/history.h"
#include "plugins/apt/lists.h"
#include "plugins/apt/open.h"

struct report {
	const plore_host *host;
	const char *asset;
	const char *distribution;    /* "debian": in product, and as vendor */
	const char *changelogs;      /* the folder */
	struct kit_numbers *without; /* packages that have none there */
	struct open_items *open;
};

/* A deed, what is known of the versions it brought, and the open items that it
 * ends, which are forgotten. */
int32_t report_deed(const struct report *report, const struct history *history,
    const struct deed *deed);

/* A version that the lists offer and the machine lacks: that it was released,
 * and since when it is missing, if that is not remembered. */
int32_t report_candidate(const struct report *report, const struct lists *lists,
    const struct installed *package, int64_t at_ms);

/* A version that is open was named by a run of unattended-upgrades, whatever it
 * says of itself. */
int32_t report_kept_back(const struct report *report, const struct lists *lists,
    const struct installed *package, int64_t at_ms, const char *reason);

/* Open items that the status file knows to be over, though no log told it;
 * changed_ms is when the file was. */
int32_t report_settled(
    const struct report *report, const struct lists *lists, int64_t changed_ms);

#endif
