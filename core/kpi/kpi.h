/*
 * kpi.h - figures, each with what it rests on
 *
 * pl_kpi_compute reads a store once and answers a query with figures: a pure
 * function of the events up to the cut-off and the query. Definitions stand in
 * docs/kpis.md; catalogue.c holds the list.
 */
#ifndef PL_KPI_H
#define PL_KPI_H

#include <stddef.h>
#include <stdint.h>

struct pl_error;
struct pl_store;

/* Which instant starts an item's duration. */
enum pl_clock {
	PL_CLOCK_DEFAULT,   /* detection, or release where more than half of
	                       the fixed items were never detected */
	PL_CLOCK_DETECTION, /* first found missing on the asset */
	PL_CLOCK_RELEASE,   /* made available by the vendor, with delayed entry
	                       at the asset's enrolment */
};

enum pl_kpi_id {
	PL_KPI_TIME_TO_PATCH = 1 << 0,
	PL_KPI_FAILURE_RATE = 1 << 1,
	PL_KPI_ROLLBACK_RATE = 1 << 2,
	PL_KPI_BACKLOG = 1 << 3,
	PL_KPI_BACKLOG_AGE = 1 << 4,
	PL_KPI_ALL = (1 << 5) - 1,
};

enum { PL_BY_MAX = 4, PL_WHERE_MAX = 16 };

struct pl_where {
	const char *stratum;
	const char *value;
};

struct pl_query {
	unsigned kpis; /* PL_KPI_... or'ed */
	enum pl_clock clock;
	int64_t as_of_ms;
	size_t by_count, where_count;
	const char *by[PL_BY_MAX]; /* names of strata; see pl_kpi_is_stratum */
	struct pl_where where[PL_WHERE_MAX];
};

/* A number, or why there is none. why is a literal and NULL where value is
 * good. */
struct pl_value {
	double value;
	const char *why;
};

struct pl_curve_point {
	double days;
	double survival;  /* share still open */
	double low, high; /* 95 %; equal to survival where no interval exists */
	double at_risk;
};

struct pl_figure {
	enum pl_kpi_id kpi;
	const char *id; /* "time-to-patch" */
	size_t by_count;
	char *by[PL_BY_MAX]; /* values, in the query's order; "unknown" */
	int64_t n;           /* what the figure is about, by its definition */

	/* time-to-patch */
	int64_t fixed, censored, left;
	int64_t
	    excluded; /* had no start on this clock, or were never at risk */
	struct pl_value median, median_low, median_high, p75, p90; /* days */
	struct pl_value within7, within14, within30;               /* 0 to 1 */
	struct pl_value rmst90;                                    /* days */
	size_t curve_count;
	struct pl_curve_point *curve; /* thinned to at most 500 points */

	/* rates */
	int64_t count;
	struct pl_value rate, low, high;

	/* backlog: n open, count of them on assets not seen for 30 days */
	/* backlog-age: of the n open items, in days */
	struct pl_value age_median, age_p90;
	int64_t age_bucket[5]; /* up to 7, 30, 60, 90 days, and more */

	char quality;            /* 'A', 'B' or 'C' */
	const char *quality_why; /* what it was marked down for, or NULL */
};

struct pl_figures {
	struct pl_query query; /* clock is never PL_CLOCK_DEFAULT here */
	const char *clock_why; /* how the clock was chosen, a literal */
	char definitions[33];  /* digest of the definitions, hexadecimal */
	int64_t assets, items, events; /* that were read */
	size_t count;
	struct pl_figure
	    *figures; /* in the catalogue's order, then by values */
};

int pl_kpi_compute(struct pl_figures *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err);
void pl_figures_free(struct pl_figures *figures);

/* PL_KPI_..., or 0 for a name that is none. */
unsigned pl_kpi_of(const char *name);

/* Names and titles, for --help and messages; NULL past the last. */
const char *pl_kpi_name(size_t index);
const char *pl_kpi_title(size_t index);

/* severity, vendor, product, patch, patch-type, source, asset, os, class,
 * group, ring, importance, exposed, month */
int pl_kpi_is_stratum(const char *name);
const char *pl_kpi_stratum(size_t index); /* NULL past the last */

/* ---- Writing figures (figures_table.c, figures_json.c) ------------------ */

struct pl_buf;

/* For a terminal: aligned columns, every figure with n, clock and cut-off, and
 * the reason under the table where a value is missing. */
void pl_figures_table(const struct pl_figures *figures, struct pl_buf *out);

/* The document that docs/kpis.md describes, keys in its order, closed by a
 * newline. */
void pl_figures_json(const struct pl_figures *figures, struct pl_buf *out);

#endif
