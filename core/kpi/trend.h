/*
 * trend.h - did a figure change over the months, or is it noise?
 *
 * One line of months for each combination of strata values. A month is told
 * only where nothing of it is outstanding: for a rate it is over by the
 * cut-off; a cohort of time-to-patch, which is what began in the month, could
 * be followed for the horizon to its last day. So no month looks worse than
 * another for being younger.
 *
 * Each line has a chart of its shares (Laney's p'), the trend of the shares
 * over the months (Mann and Kendall, Theil and Sen), and one p by which it is
 * judged: that of the trend for rates, and for time-to-patch that of its later
 * half against its earlier one. docs/kpis.md says what may be read from them.
 */
#ifndef PL_KPI_TREND_H
#define PL_KPI_TREND_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/kpi.h"
#include "stats/control.h"
#include "stats/jackknife.h"
#include "stats/monotone.h"

struct pl_buf;
struct pl_error;
struct pl_store;

/* The month is a stratum too. */
enum { PL_TREND_BY_MAX = PL_BY_MAX - 1, PL_TREND_HORIZON_MOST = 3650 };

struct pl_trend_month {
	int64_t month_ms;
	int64_t n;              /* what the share is of */
	int64_t count;          /* of them; of rates alone */
	struct pl_value share;  /* of time-to-patch: fixed by the horizon */
	struct pl_value median; /* days; of time-to-patch alone */
	struct pl_control_point point;
	unsigned median_signals;
};

/* The months of time-to-patch in two: the later half, which has the odd month,
 * against the earlier. Nothing is looked at after the horizon. */
struct pl_trend_halves {
	int64_t later_ms;               /* its first month */
	struct pl_value earlier, later; /* restricted means, days */
	struct pl_change days;          /* later less earlier */
	struct pl_change faster;        /* logarithm of the hazard ratio */
	struct pl_value independent;    /* p if items were independent */
};

struct pl_trend_line {
	char *by[PL_TREND_BY_MAX]; /* values, in the query's order */
	size_t count;
	struct pl_trend_month *months; /* those with anything in them */
	struct pl_control chart;
	struct pl_control medians; /* XmR; of time-to-patch alone */
	struct pl_trend course;    /* share per month */
	struct pl_trend_halves halves;
	struct pl_value p, adjusted; /* over the lines (Benjamini, Hochberg) */
	const char *verdict;         /* a literal */
};

struct pl_trends {
	enum pl_kpi_id id;
	int is_time; /* time-to-patch, and not a rate */
	int horizon_days;
	struct pl_query query; /* as asked, with its clock settled */
	const char *clock_why;
	char definitions[33];
	int64_t until_ms; /* the first month that is not told yet */
	size_t count;
	struct pl_trend_line *lines; /* by values */
};

/* Can there be a trend of it? time-to-patch, and rates of which each month has
 * its own: failure-rate, first-attempt-success, sla-compliance and
 * remediation-capacity. */
int pl_trend_is_possible(enum pl_kpi_id id);

/* Read the store once. query->kpis is not looked at; query->by does not name
 * month and has room for it. The horizon is 1 to PL_TREND_HORIZON_MOST days. */
int pl_trends_compute(struct pl_trends *out, struct pl_store *store,
    enum pl_kpi_id id, const struct pl_query *query, int horizon_days,
    struct pl_error *err);
void pl_trends_free(struct pl_trends *trends); /* of what it holds */

/* For a terminal, and as the document that docs/kpis.md describes. */
void pl_trends_table(const struct pl_trends *trends, struct pl_buf *out);
void pl_trends_json(const struct pl_trends *trends, struct pl_buf *out);

#endif
