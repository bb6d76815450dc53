/*
 * report.h - an advisory and the packages that it fixes, as events
 *
 * A reader fills in the advisory, adds a row for each package and release, and
 * ends it; then sources are followed to what is built from them, and all is
 * empty again for the next advisory.
 */
#ifndef OSV_REPORT_H
#define OSV_REPORT_H

#include <patchlore/plugin.h>

#include "kit/advisory.h"
#include "plugins/osv/distro.h"
#include "plugins/osv/sources.h"

struct report {
	const plore_host *host;
	struct sources sources;       /* empty where none were named */
	struct kit_advisory advisory; /* its strings are the reader's */
	struct kit_fixes fixes;
	uint64_t events; /* that were told, about */
	uint64_t other;  /* packages that are no distribution's */
	int out_of_memory;
};

/* A package is fixed from a version on. Releases that the option distro does
 * not name are passed over. */
void report_add(struct report *report, const struct distro *distro,
    const char *package, const char *version, int is_source);

/* Tell the advisory and its rows. An advisory of which no row is left, where
 * releases were asked for, is not told. */
int32_t report_end(struct report *report);

/* Forget the advisory at hand. */
void report_clear(struct report *report);
void report_free(struct report *report);

#endif
