/*
 * report.h - a report of grype, match by match
 *
 * The matches come first in it, and behind them what was scanned and when.
 */
#ifndef GRYPE_REPORT_H
#define GRYPE_REPORT_H

#include <patchlore/plugin.h>
#include <stddef.h>
#include <stdint.h>

struct kit_pull;

enum {
	GRYPE_WORD = 64, /* bytes of a state, a type and the like, and a NUL */
	GRYPE_IDS = 32,  /* that are kept of a match, of each sort */
	GRYPE_ID = 48,   /* bytes of "CVE-2024-0727", and a NUL */
	GRYPE_FIXES = 1023, /* bytes of all versions that fix it */
};

/* A text that is longer than there is room for is "". */
struct grype_report {
	int known;               /* it is one */
	char source[GRYPE_WORD]; /* "image" */
	char target[PLORE_MAX_NAME + 1];
	char distro[GRYPE_WORD], release[GRYPE_WORD]; /* "ubuntu", "20.04" */
	char version[GRYPE_WORD], made[GRYPE_WORD];
	char database[GRYPE_WORD]; /* when it was built */
};

struct grype_ids {
	char list[GRYPE_IDS][GRYPE_ID];
	size_t count;
};

struct grype_match {
	char vuln[PLORE_MAX_NAME + 1], severity[GRYPE_WORD];
	char state[GRYPE_WORD];      /* of the fix */
	char fixes[GRYPE_FIXES + 1]; /* with ", " between */
	char suggested[PLORE_MAX_NAME + 1];
	char package[PLORE_MAX_NAME + 1], version[PLORE_MAX_NAME + 1];
	char type[GRYPE_WORD], purl[2 * PLORE_MAX_NAME];
	char scheme[GRYPE_WORD], score[GRYPE_WORD]; /* CVSS, the newest */
	char cvss[GRYPE_WORD];                      /* that is being read */
	struct grype_ids related, advisories;
	uint64_t line;    /* that it ends on */
	const char *flaw; /* the name of a text that is too long, or NULL */
};

/* Called with each match. Anything but PLORE_OK ends the reading. */
typedef int32_t grype_found(void *context, const struct grype_match *match);

struct grype_reader {
	struct grype_report *report;
	grype_found *found;
	void *context;

	struct grype_match match; /* that is being read */
};

/* Read a report into a reader, which begins with an empty one. What it says of
 * itself is whole at its end. PLORE_OK, also where there is a flaw in it, or
 * what found says. */
int32_t grype_read(void *reader, struct kit_pull *pull);

#endif
