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

#include "kit/rating.h"
#include "kit/records.h"

/* Read the member "cve" of an element of "vulnerabilities". 0, the texts in out
 * being those of cve; or -1 with the reason. */
int nvd_record_read(
    const json_t *cve, struct kit_vuln *out, char reason[KIT_RECORDS_REASON]);

#endif
