/*
 * record.h - a record of NVD's interface 2.0
 *
 * Of several scores one is taken: NVD's own, which it calls primary; else that
 * of who gave the CVE its name; else the first of anybody. Of those, the newest
 * version of CVSS.
 */
#ifndef NVD_RECORD_H
#define NVD_RECORD_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/rating.h"

enum { NVD_REASON = 200 };

/* Texts are borrowed from the JSON. */
struct nvd_record {
	const char *id;
	int64_t published_ms, changed_ms;
	int rejected;
	int rated; /* is there a rating? */
	struct kit_rating rating;
	int64_t ssvc_ms; /* 0: there are no decision points */
	struct kit_ssvc ssvc;
};

/* Read the member "cve" of an element of "vulnerabilities". 0, or -1 with the
 * reason. */
int nvd_record_read(
    const json_t *cve, struct nvd_record *out, char reason[NVD_REASON]);

#endif
