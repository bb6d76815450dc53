/*
 * findings.h - all that a report tells of, read from the store
 *
 * What its template asks for and nothing else. It is what "kpi", "health",
 * "trend", "lesson" and "survey summary" would say, for a report reads it with
 * the same functions.
 */
#ifndef PL_REPORT_FINDINGS_H
#define PL_REPORT_FINDINGS_H

#include <stddef.h>

#include "health/health.h"
#include "health/ringorder.h"
#include "health/rings.h"
#include "health/soak.h"
#include "kpi/calendar.h"
#include "kpi/kpi.h"
#include "report/people.h"
#include "trend/trend.h"

struct pl_error;
struct pl_rollouts;
struct pl_store;
struct pl_layout;
struct pl_withheld;

/* A trend, or why there is none. */
struct pl_finding_trend {
	enum pl_kpi_id id;
	const char *why; /* a literal; NULL: there is one */
	struct pl_trends trends;
};

struct pl_findings {
	const struct pl_layout *layout; /* borrowed */
	struct pl_withheld *withheld;   /* NULL: it is not anonymous */
	struct pl_figures whole;        /* of all items together, with curves */
	struct pl_figures parts;  /* by strata, with curves; count 0: not asked
	                             for */
	struct pl_figures matrix; /* nist-matrix by severity and importance;
	                             count 0: not asked for */
	struct pl_health_list health; /* the worst patches first */
	int has_health;               /* and the soak yield of the same */
	struct pl_soak soak;
	int has_rings;
	struct pl_rollouts *rollouts; /* that the order borrows from */
	struct pl_ring_order order;
	struct pl_rings rings;
	int has_calendar;
	struct pl_calendar calendar;
	size_t trend_count;
	struct pl_finding_trend *trends;
	struct pl_people people;
};

/* What query asks (cut-off, clock, unit, view, policy, conditions) is asked of
 * all; its strata are those of the parts. patch is the one that the report is
 * about, or NULL. */
int pl_findings_read(struct pl_findings *out, struct pl_store *store,
    const struct pl_layout *layout, const struct pl_query *query,
    const char *patch, struct pl_error *err);
void pl_findings_free(struct pl_findings *findings); /* of what it holds; it
                                                        is empty then */

/* The figures of one KPI, which stand together; count 0: there are none. */
const struct pl_figure *pl_findings_of(
    const struct pl_figures *figures, enum pl_kpi_id id, size_t *count);

#endif
