/*
 * report.h - a report of trivy, finding by finding
 *
 * Since 0.20 a report is an object with SchemaVersion and Results, before it
 * was the list of results; each result is a list of vulnerabilities of one
 * target: a system's packages, or a file of another package manager.
 */
#ifndef TRIVY_REPORT_H
#define TRIVY_REPORT_H

#include <patchlore/plugin.h>
#include <stddef.h>
#include <stdint.h>

struct kit_pull;

enum {
	TRIVY_WORD =
	    64, /* bytes of a class, a status and the like, and a NUL */
	TRIVY_FIXES = 1023,   /* bytes of all versions that fix it */
	TRIVY_LOOKS = 24,     /* that are kept of a report */
	TRIVY_ADVISORIES = 8, /* that are kept of a finding */
};

/* A text that is longer than there is room for is "". */
struct trivy_report {
	int known; /* it is one */
	char artifact[PLORE_MAX_NAME + 1];
	char created[TRIVY_WORD];
	char family[TRIVY_WORD], release[TRIVY_WORD]; /* "debian", "10.13" */
	char target[PLORE_MAX_NAME + 1];              /* the first */
	char looks[TRIVY_LOOKS][2 * TRIVY_WORD];      /* "os-pkgs/debian" */
	size_t look_count;
};

struct trivy_finding {
	char class[TRIVY_WORD], type[TRIVY_WORD]; /* of the target */
	char vuln[PLORE_MAX_NAME + 1];
	char package[PLORE_MAX_NAME + 1], purl[2 * PLORE_MAX_NAME];
	char installed[PLORE_MAX_NAME + 1];
	char fixed[TRIVY_FIXES + 1]; /* one version, or several */
	char status[TRIVY_WORD], severity[TRIVY_WORD];
	char published[TRIVY_WORD];
	char nvd[TRIVY_WORD], ghsa[TRIVY_WORD], redhat[TRIVY_WORD]; /* CVSS */
	char advisories[TRIVY_ADVISORIES][TRIVY_WORD];
	size_t advisory_count;
	uint64_t line;    /* that it ends on */
	const char *flaw; /* the name of a text that is too long, or NULL */
};

/* Called with each finding. Anything but PLORE_OK ends the reading. */
typedef int32_t trivy_found(void *context, const struct trivy_finding *finding);

struct trivy_reader {
	struct trivy_report *report;
	trivy_found *found;
	void *context;

	struct trivy_finding finding; /* that is being read */
};

/* Read a report into a reader, which begins with an empty one. What it says of
 * itself is whole at its end. PLORE_OK, also where there is a flaw in it, or
 * what found says. */
int32_t trivy_read(void *reader, struct kit_pull *pull);

#endif
