/*
 * trend.h - did a figure change over the months, or is it noise?
 *
 * One line of months for each combination of strata values. A month is told
 * only where nothing of it is outstanding: for a rate it is over by the
 * cut-off; a cohort, which is what began in the month, could be followed for
 * the horizon to its last day. So no month looks worse than another for being
 * younger. follow.h has what is compared of each figure.
 *
 * Each line has a chart of its months (Laney's p' of shares, XmR of others),
 * their trend (Mann and Kendall, Theil and Sen), and one p by which it is
 * judged: that of the trend, and for times that of the later half against the
 * earlier one. docs/kpis.md says what may be read from them.
 *
 * Nothing is compared across a break, which is an instant from which on the
 * figure means something else: a new policy, tool or definition. All charts
 * and tests are of the months that begin at or after the last one; months
 * before are told alone.
 */
#ifndef PL_KPI_TREND_H
#define PL_KPI_TREND_H

#include <stddef.h>
#include <stdint.h>

#include "trend/follow.h"
#include "kpi/kpi.h"
#include "stats/control.h"
#include "stats/jackknife.h"
#include "stats/monotone.h"

struct pl_buf;
struct pl_error;
struct pl_store;

/* The month is a stratum too, and severity, by which halves are compared. */
enum {
	PL_TREND_BY_MAX = PL_BY_MAX - 2,
	PL_TREND_HORIZON_MOST = 3650,
	PL_TREND_BREAKS = 16
};

/* What a month is held against others by is its value: of a RATE count / n, of
 * SHARE and TIME what ended within the horizon, of a FLOW what was closed for
 * each that came. */
struct pl_trend_month {
	int64_t month_ms;
	int64_t n;     /* what the value is of */
	int64_t count; /* of them, not of TIME */
	struct pl_value value;
	struct pl_value median; /* days, of TIME alone */
	struct pl_control_point point;
	unsigned median_signals;
};

/* The months of a TIME in two: the later half, which has the odd month, against
 * the earlier, as if both had the same severities. Nothing is looked at after
 * the horizon. */
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
	size_t first; /* the first one after the last break, or count */
	struct pl_control chart;
	struct pl_control medians; /* XmR; of TIME alone */
	struct pl_trend course;    /* value per month */
	struct pl_trend_halves halves;
	struct pl_value p, adjusted; /* over the lines (Benjamini, Hochberg) */
	const char *verdict;         /* a literal */
};

/* An instant that the months should be seen with. */
struct pl_trend_mark {
	int64_t at_ms;
	char *text; /* what changed, "" where nobody says; or a source */
	int is_break;
};

struct pl_trends {
	enum pl_kpi_id id;
	const struct pl_follow *follow;
	int horizon_days;
	struct pl_query query; /* as asked, with its clock settled */
	const char *clock_why;
	char definitions[33];
	int64_t until_ms; /* the first month that is not told yet */
	int64_t from_ms;  /* the first one after the last break; 0: no break */
	size_t mark_count;
	struct pl_trend_mark *marks; /* by time */
	size_t count;
	struct pl_trend_line *lines; /* by values */
};

struct pl_trend_break {
	int64_t at_ms;
	const char *text; /* NULL: none */
};

struct pl_trend_request {
	enum pl_kpi_id id; /* one that pl_follow_of follows */

	/* kpis is not looked at; by does not name month, and at most
	 * PL_TREND_BY_MAX strata. */
	struct pl_query query;
	int horizon_days; /* 1 to PL_TREND_HORIZON_MOST */
	size_t break_count;
	struct pl_trend_break breaks[PL_TREND_BREAKS];
};

/* Read the store once. Sources whose events begin after the first month that
 * is told are marks too, but no breaks. */
int pl_trends_compute(struct pl_trends *out, struct pl_store *store,
    const struct pl_trend_request *request, struct pl_error *err);
void pl_trends_free(struct pl_trends *trends); /* of what it holds */

/* For a terminal, and as the document that docs/kpis.md describes. */
void pl_trends_table(const struct pl_trends *trends, struct pl_buf *out);
void pl_trends_json(const struct pl_trends *trends, struct pl_buf *out);

#endif
