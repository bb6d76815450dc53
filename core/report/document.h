/*
 * document.h - a report as one JSON document: what its pages are made from
 *
 * It is written as report.json, so who writes a template sees there every name
 * that a page can use; docs/reports.md lists them. Each number stands there as
 * a number and as a text for people, with its limits, and with its reason where
 * it cannot be given.
 */
#ifndef PL_REPORT_DOCUMENT_H
#define PL_REPORT_DOCUMENT_H

#include <jansson.h>

#include "kpi/kpi.h"

struct pl_findings;
struct pl_picture;

/* What findings and pictures tell, which have been filled (and drawn, where
 * that can be). patch is what the report is about, or NULL. The caller drops
 * the document. */
json_t *pl_report_document(const struct pl_findings *findings,
    const struct pl_picture *pictures, size_t count, const char *patch);

/* ---- Parts of it --------------------------------------------------------- */

/* A number: {"value": 12.75, "text": "12.8", "say": "12.8 days", "low": 12.71,
 * "high": 12.8, "limits": "12.7 to 12.8", "why": null, "limits_why": null}.
 * Where it cannot be given, "why" says so and the rest is null. */
json_t *pl_report_cell(enum pl_unit unit, struct pl_value value);
json_t *pl_report_estimate(enum pl_unit unit, struct pl_value value,
    struct pl_value low, struct pl_value high);
json_t *pl_report_count(int64_t count); /* withheld where it is negative */

/* How many, where a band is all that is told: "100 to 499". */
json_t *pl_report_band(const char *band, const char *many);

/* A date, or its month where the report is anonymous, or null of 0; a text, or
 * null of NULL. Text that is no UTF-8 loses what is not. */
json_t *pl_report_date(const struct pl_findings *findings, int64_t ms);
json_t *pl_report_text(const char *text);

/* Sections: figures by name; patches, soak and rings; trends; lessons and
 * surveys. */
json_t *pl_report_figures(const struct pl_findings *findings);
json_t *pl_report_patches(const struct pl_findings *findings);
json_t *pl_report_soak(const struct pl_findings *findings);
json_t *pl_report_rings(const struct pl_findings *findings);
json_t *pl_report_trends(const struct pl_findings *findings);
json_t *pl_report_lessons(const struct pl_findings *findings);
json_t *pl_report_surveys(const struct pl_findings *findings);

#endif
