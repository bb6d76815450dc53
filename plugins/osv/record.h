/*
 * record.h - records of the Open Source Vulnerability format
 *
 * One object is one advisory: DSA-5532-1, USN-7095-1, ALSA-2023:4520; or one
 * vulnerability, as a distribution sees it: DEBIAN-CVE-2024-1234. Its ranges
 * say from which version on a package is fixed.
 */
#ifndef OSV_RECORD_H
#define OSV_RECORD_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

struct report;

/* Tell a record. PLORE_OK, PLORE_E_DATA with a reason where it is none, or
 * what the host answered. */
int32_t record_tell(
    struct report *report, const json_t *record, char *why, size_t why_size);

#endif
