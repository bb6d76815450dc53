/*
 * results.h - what oscap writes, check by check
 *
 * Three forms: results of OVAL definitions; results of an XCCDF benchmark,
 * whose rules point to such definitions; and ARF, which holds both and the
 * benchmark itself. In each there are definitions and rules, which say what a
 * check is about, and elsewhere in the document its result. A check goes by the
 * name of its OVAL definition, or where a rule has none, by that of the rule.
 */
#ifndef OPENSCAP_RESULTS_H
#define OPENSCAP_RESULTS_H

#include <patchlore/plugin.h>
#include <stddef.h>
#include <stdint.h>

struct kit_xml_step;

enum {
	SCAP_WORD =
	    64, /* bytes of a date, a severity and the like, and a NUL */
	SCAP_CVES = 1000, /* that are kept of a check */
	SCAP_CVE = 32,    /* bytes of "CVE-2024-0727", and a NUL */
};

/* The order is that of how much they say. */
enum scap_verdict {
	SCAP_UNDECIDED = 1, /* an error, not applicable, not looked at */
	SCAP_NOT_FOUND,
	SCAP_FOUND, /* a patch is missing, or a vulnerability there */
};

/* A text that is longer than there is room for is "". */
struct scap_report {
	char target[PLORE_MAX_NAME + 1]; /* of the benchmark */
	char host[PLORE_MAX_NAME + 1];   /* of the definitions */
	char started[SCAP_WORD], ended[SCAP_WORD], made[SCAP_WORD];
	char benchmark[PLORE_MAX_NAME + 1], profile[PLORE_MAX_NAME + 1];
	char content[PLORE_MAX_NAME + 1]; /* who made the definitions */
	char content_made[SCAP_WORD];     /* and when */
	unsigned tests, systems;          /* that it has results of */
};

struct scap_check {
	char id[PLORE_MAX_NAME + 1];
	char class[SCAP_WORD];    /* of a definition, "patch"; "" of a rule */
	char advisory[SCAP_WORD]; /* "RHSA-2024:0113" */
	char severity[SCAP_WORD];
	char issued[SCAP_WORD]; /* a day */
	char cves[SCAP_CVES][SCAP_CVE];
	size_t cve_count;
	int is_open; /* there is no fix, and it can never be found */
};

struct scap_reader {
	struct scap_report *report;
	/* Called with each result, and with what each check is about, which
	 * may be told several times. Anything but PLORE_OK ends the reading. */
	int32_t (*result)(
	    void *context, const char *id, enum scap_verdict verdict);
	int32_t (*check)(void *context, const struct scap_check *check);
	void *context;

	struct scap_check now; /* that is being read */
	enum scap_verdict verdict;
	char content[PLORE_MAX_NAME + 1]; /* of the definitions at hand */
	char content_made[SCAP_WORD];
};

/* Take a step of a document into a reader, which begins with an empty report.
 * What it says of itself is whole at its end. */
int32_t scap_take(void *reader, const struct kit_xml_step *step);

/* Is it a patch's or a vulnerability's, and not of some setting? */
int scap_is_ours(const struct scap_check *check);

#endif
