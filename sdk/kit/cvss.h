/* SPDX-License-Identifier: MIT
 *
 * cvss.h - the base score that a CVSS vector stands for
 */
#ifndef KIT_CVSS_H
#define KIT_CVSS_H

enum { KIT_CVSS_SCORE = 8 };

/* Of a vector of version 3.0 or 3.1, "CVSS:3.1/AV:N/AC:L/...": "9.8", by the
 * formula of the specification. Metrics beside the base ones are passed over.
 * 0, or -1 where it is none or misses one. */
int kit_cvss_base(const char *vector, char out[KIT_CVSS_SCORE]);

#endif
