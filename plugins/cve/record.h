/*
 * record.h - a CVE record, version 5
 *
 * Of several scores one is taken: that of the numbering authority (the
 * container "cna"), which mostly is the vendor; else that of the first other
 * publisher ("adp") who has one, such as CISA. Of those, the newest version of
 * CVSS. An authority without a score may tell the severity in a word.
 */
#ifndef CVE_RECORD_H
#define CVE_RECORD_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/rating.h"

enum { CVE_REASON = 200 };

/* Texts are borrowed from the JSON. */
struct cve_record {
	const char *id;
	int rejected;
	int64_t published_ms; /* not where it was rejected */
	int64_t changed_ms;   /* the rating, or when it was rejected */
	int rated;            /* is there a rating? */
	struct kit_rating rating;
	int64_t ssvc_ms; /* 0: there are no decision points */
	struct kit_ssvc ssvc;
};

/* 0, or -1 with the reason. */
int cve_record_read(
    const json_t *json, struct cve_record *out, char reason[CVE_REASON]);

#endif
