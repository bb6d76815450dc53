/*
 * report.h - deeds as events
 *
 * A patch is a version of a package, "openssl-libs=1:3.0.7-27.el9", whatever
 * its architecture. All functions return what the host answered, except that an
 * event it left out is no reason to stop.
 */
#ifndef DNF_REPORT_H
#define DNF_REPORT_H

#include <patchlore/plugin.h>

#include "plugins/dnf/history.h"

struct report {
	const plore_host *host;
	const char *asset;
	const char *distribution; /* "fedora": in product; "": not known */
};

int32_t report_deed(const struct report *report, const struct history *history,
    const struct deed *deed);

/* The ID of os-release, as it stands in package URLs; where that is "", as far
 * as the versions tell it. */
const char *report_distribution(const struct history *history, const char *id);

#endif
