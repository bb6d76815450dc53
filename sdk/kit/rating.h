/* SPDX-License-Identifier: MIT
 *
 * rating.h - what a record says of how bad a vulnerability is, as events
 *
 * CVSS base scores of all versions and SSVC decision points, in the form in
 * which CVE records and those of NVD have them, and the events and attributes
 * that patchlore makes of them.
 */
#ifndef KIT_RATING_H
#define KIT_RATING_H

#include <jansson.h>
#include <patchlore/plugin.h>

/* A severity, and where there is one, the base score that it is of. */
struct kit_rating {
	const char *severity; /* "none", "low", ... "critical"; static */
	char score[8];        /* "7.5"; "" where there is only a severity */
	const char *version;  /* of CVSS, "3.1"; static, or NULL */
	const char *source;   /* who says so; borrowed, or NULL */
};

/* From a CVSS object, which has a baseScore, of a version such as "3.1". Where
 * neither it nor severity (may be NULL) tells the severity, it follows from the
 * score by the scale of that version. 0, or -1 where there is no such score. */
int kit_rating_of_cvss(const json_t *cvss, const char *version,
    const char *severity, struct kit_rating *out);

/* From a word of a vendor: important is high and moderate medium. 0, or -1
 * where it is no severity. */
int kit_rating_of_word(const char *word, struct kit_rating *out);

/* Decision points of SSVC; static, NULL where it is not told. */
struct kit_ssvc {
	const char *exploitation;     /* "none", "poc", "active" */
	const char *automatable;      /* "no", "yes" */
	const char *technical_impact; /* "partial", "total" */
};

/* From its options: a list of objects, or one object, with names written as
 * "Technical Impact", "technicalImpact" or "technical_impact". 0, or -1 where
 * none is told. */
int kit_ssvc_read(const json_t *options, struct kit_ssvc *out);

/* What a record tells of a vulnerability; texts are borrowed. */
struct kit_vuln {
	const char *id;
	int rejected;         /* the name was taken back */
	int64_t published_ms; /* not where it was rejected */
	int64_t changed_ms;   /* the rating, or when it was rejected */
	int rated;            /* is there a rating? */
	struct kit_rating rating;
	int64_t ssvc_ms; /* 0: there are no decision points */
	struct kit_ssvc ssvc;
};

/* Report vuln.published; where the record changed later and has a rating,
 * vuln.rescored; and vuln.signal with the decision points. Of one that was
 * rejected, vuln.rescored with rejected=yes alone. What the host answered; an
 * event that it left out is no reason to stop. */
int32_t kit_vuln_report(const plore_host *host, const struct kit_vuln *vuln);

#endif
