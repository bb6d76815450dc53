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

#include "kit/rating.h"
#include "kit/records.h"

/* 0, the texts in out being those of json; or -1 with the reason. */
int cve_record_read(
    const json_t *json, struct kit_vuln *out, char reason[KIT_RECORDS_REASON]);

#endif
