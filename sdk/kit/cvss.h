/* SPDX-License-Identifier: MIT
 *
 * cvss.h - how bad a vulnerability is: scores of CVSS, and severities
 */
#ifndef KIT_CVSS_H
#define KIT_CVSS_H

enum { KIT_CVSS_SCORE = 8 };

/* The base score of a vector of version 3.0 or 3.1, "CVSS:3.1/AV:N/AC:L/...":
 * "9.8", by the formula of the specification. Metrics beside the base ones are
 * passed over. 0, or -1 where it is none or misses one. */
int kit_cvss_base(const char *vector, char out[KIT_CVSS_SCORE]);

/* The severity of a score by the scale of a version, "3.1": that of the
 * specification, and for version 2 that of NVD. */
const char *kit_cvss_severity(double score, const char *version);

/* How severe a word says it is: a number that is greater the worse, and that a
 * mark can be (marks.h). The least is of words that are not known, or say so.
 */
int kit_severity(const char *word);

/* unrated, none, low, medium, high or critical; NULL where there is no number.
 */
const char *kit_severity_word(int severity);

/* The house's word for another's, "high" for "Important". NULL where it is not
 * known, or says that nobody knows; word may be NULL. */
const char *kit_severity_known(const char *word);

#endif
