/*
 * kpi.h - figures, each with what it rests on
 *
 * pl_kpi_compute reads a store and answers a query with figures: a pure
 * function of the events up to the cut-off and the query. Definitions stand in
 * docs/kpis.md; catalogue.c holds the list.
 */
#ifndef PL_KPI_H
#define PL_KPI_H

#include <stddef.h>
#include <stdint.h>

#include "stats/value.h"

struct pl_error;
struct pl_policy;
struct pl_store;

/* Which instant starts an item's duration. */
enum pl_clock {
	PL_CLOCK_DEFAULT,   /* detection, or release where more than half of
	                       the fixed items were never detected */
	PL_CLOCK_DETECTION, /* first found missing on the asset */
	PL_CLOCK_RELEASE,   /* made available by the vendor, with delayed entry
	                       at the asset's enrolment */
	PL_CLOCK_EXPOSURE,  /* public, and the asset there to be attacked */
	PL_CLOCK_POLICY,    /* when that of the query's policy starts, with
	                       delayed entry */
};

/* Whether an exception excuses: in the strict view never. */
enum pl_view { PL_VIEW_STRICT, PL_VIEW_MANAGED };

/* The catalogue's figures, in the order in which they are told. */
enum pl_kpi_id {
	PL_KPI_TIME_TO_PATCH,
	PL_KPI_PATCH_COVERAGE,
	PL_KPI_HALF_LIFE,
	PL_KPI_FAILURE_RATE,
	PL_KPI_FAILURE_CODES,
	PL_KPI_FIRST_ATTEMPT,
	PL_KPI_ROLLBACK_RATE,
	PL_KPI_BACKLOG,
	PL_KPI_BACKLOG_AGE,
	PL_KPI_BACKLOG_FLOW,
	PL_KPI_CAPACITY,
	PL_KPI_STAGES,
	PL_KPI_REBOOT,
	PL_KPI_VERIFICATION,
	PL_KPI_SLA_COMPLIANCE,
	PL_KPI_TIME_OVERDUE,
	PL_KPI_NIST_MATRIX,
	PL_KPI_EXPOSURE,
	PL_KPI_KEV_EXPOSED,
	PL_KPI_MITIGATION,
	PL_KPI_EXCEPTIONS,
	PL_KPI_CURRENCY,
	PL_KPI_ASSET_COVERAGE,
	PL_KPI_CHANGE_FAIL_RATE,
	PL_KPI_RECOVERY_TIME,
	PL_KPI_REWORK_RATE,
	PL_KPI_FREQUENCY,
	PL_KPI_UNPATCHABLE,
	PL_KPI_DATA_QUALITY,
	PL_KPIS
};

_Static_assert(PL_KPIS <= 64, "a set of figures is 64 bits");
#define PL_KPI_SET(id) (UINT64_C(1) << (id))
#define PL_KPI_EACH    (PL_KPI_SET(PL_KPIS) - 1)

/* What an item is. */
enum pl_item_unit {
	PL_ITEMS_PATCH, /* what a source names: a patch, or a vulnerability
	                   where it names no patch; on an asset */
	PL_ITEMS_VULNERABILITY, /* a vulnerability on an asset, over all
	                           patches that fix it; attempts, stages and
	                           deployments stay those of patches */
};

/* How limits are reckoned. */
enum pl_interval {
	PL_INTERVAL_CLUSTERED, /* items of one asset stand and fall together */
	PL_INTERVAL_NAIVE,     /* as if they did not; to compare with tools
	                          that believe so */
};

enum { PL_BY_MAX = 5, PL_WHERE_MAX = 16 };

struct pl_where {
	const char *stratum;
	const char *value;
};

struct pl_query {
	uint64_t kpis; /* PL_KPI_SET()s or'ed */
	enum pl_clock clock;
	enum pl_item_unit unit;
	enum pl_view view;
	enum pl_interval interval;
	int64_t as_of_ms;
	int64_t since_ms, until_ms; /* what began from then on, and before then;
	                               0: no such limit */
	const struct pl_policy *policy; /* borrowed; NULL: none */
	int curves;                     /* figures are to have them */
	size_t by_count, where_count;
	const char *by[PL_BY_MAX]; /* names of strata; see pl_kpi_is_stratum */
	struct pl_where where[PL_WHERE_MAX];
};

struct pl_curve_point {
	double days;
	double survival;  /* share still open */
	double low, high; /* 95 %; equal to survival where no interval exists */
	double at_risk;
	double censored; /* still open when last watched, which was from here
	                    on and before the next point */
	double censored_days; /* when, on average; 0 where none were */
};

/* What had become of items by then: shares of all that add up to 1. */
struct pl_incidence_point {
	double days;
	double open, fixed;
	double left; /* their assets retired, or their products removed */
	double at_risk;
};

enum pl_unit {
	PL_UNIT_COUNT,
	PL_UNIT_DAYS,
	PL_UNIT_SHARE, /* 0 to 1 */
	PL_UNIT_RATIO, /* 0 and up */
};

/* One number of a figure. A name with a point in it is a member of an object:
 * "within.7". Those members of an object that have the same unit have limits
 * all or none. */
struct pl_measure {
	const char *name;
	const char *head; /* of its column in a table; NULL: not in tables */
	enum pl_unit unit;
	int has_limits; /* 95 %, in low and high */
	struct pl_value value, low, high;
};

enum { PL_MEASURES = 32, PL_MEASURE_NAME = 40 };

struct pl_figure {
	const struct pl_kpi *kpi;
	size_t by_count;
	char *by[PL_BY_MAX + 1]; /* values, in the query's order; "unknown";
	                            last that of the KPI's own stratum */
	size_t line;             /* its place among those of this stratum */
	enum pl_interval interval;
	int64_t n; /* what the figure is about, by its definition */
	size_t measure_count;
	struct pl_measure measures[PL_MEASURES];
	size_t curve_count;
	struct pl_curve_point *curve; /* where the query asks for it; thinned
	                                 to at most 500 points */
	size_t incidence_count;
	struct pl_incidence_point *incidence; /* the same, of patch-coverage */
	char quality;                         /* 'A', 'B' or 'C' */
	const char *quality_why; /* what it was marked down for, or NULL */
};

struct pl_figures {
	struct pl_query query; /* clock is never PL_CLOCK_DEFAULT here */
	const char *clock_why; /* how the clock was chosen, a literal */
	char definitions[33];  /* digest of the definitions, hexadecimal */
	int64_t assets, items, events; /* that were read */
	int64_t unnamed; /* items by patch of which is not known what they fix;
	                    0 where the unit is the patch */
	size_t count;
	struct pl_figure
	    *figures; /* in the catalogue's order, then by values */
};

/* PL_E_CONFIG where a query asks for what its other parts rule out: the
 * policy's clock without a policy. */
int pl_query_check(const struct pl_query *query, struct pl_error *err);

int pl_kpi_compute(struct pl_figures *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err);
void pl_figures_free(struct pl_figures *figures);
void pl_figure_free(struct pl_figure *figure); /* of what it holds */

/* The measure of that name; the figure must have it. */
const struct pl_measure *pl_figure_measure(
    const struct pl_figure *figure, const char *name);

/* The name of the stratum that by[index] of a figure is a value of. */
const char *pl_figure_stratum(
    const struct pl_query *query, const struct pl_figure *figure, size_t index);

/* The names of its limits: "median_low" and "median_high", but plainly "low"
 * and "high" of "rate". */
void pl_measure_limit_names(const struct pl_measure *measure,
    char low[PL_MEASURE_NAME], char high[PL_MEASURE_NAME]);

/* "detection", "release". */
const char *pl_clock_name(enum pl_clock clock);

/* What has to be there for a figure to count it. */
enum pl_kpi_of {
	PL_KPI_OF_EPISODES, /* those that are not excluded */
	PL_KPI_OF_OPEN,     /* the same, open at the cut-off */
	PL_KPI_OF_DUE,      /* the same, and a policy */
	PL_KPI_OF_EVENTS,   /* such as attempts, whatever the clock */
	PL_KPI_OF_ASSETS,   /* whatever their items */
};

/* A figure of the catalogue. Its definition goes into the digest: a changed
 * one is another figure. */
struct pl_kpi {
	const char *name, *title, *definition;
	const char *n_head; /* what n counts, for the head of a table */
	int main;           /* told unless others are asked for */
	enum pl_kpi_of of;
	/* Why an item that has such is not in the figure all the same; NULL
	 * where it always is. */
	const char *without;
	/* By which it is told beside the strata of the query, with a figure for
	 * each value; NULL: by none. */
	const char *stratum;
};

const struct pl_kpi *pl_kpi(enum pl_kpi_id id);
int pl_kpi_find(const char *name, enum pl_kpi_id *out); /* 0: none such */
uint64_t pl_kpi_main(void);

/* "patch", "vulnerability". */
const char *pl_unit_name(enum pl_item_unit unit);

/* "clustered", "naive". */
const char *pl_interval_name(enum pl_interval interval);

/* "strict", "managed". */
const char *pl_view_name(enum pl_view view);

/* Does an instant lie between --since and --until? */
int pl_query_spans(const struct pl_query *query, int64_t ms);

/* severity, vendor, product, patch, patch-type, source, asset, os, class,
 * group, ring, importance, exposed, month */
int pl_kpi_is_stratum(const char *name);
const char *pl_kpi_stratum(size_t index); /* NULL past the last */

/* ---- Writing figures (write_*.c) ---------------------------------------- */

struct pl_buf;

/* For a terminal: aligned columns, every figure with n, clock and cut-off, and
 * the reason under the table where a value is missing. */
void pl_figures_table(const struct pl_figures *figures, struct pl_buf *out);

/* The document that docs/kpis.md describes, keys in its order, closed by a
 * newline. */
void pl_figures_json(const struct pl_figures *figures, struct pl_buf *out);

/* RFC 4180, a line a measure and one for n; docs/kpis.md names the columns.
 * Text that did not come from here gets an apostrophe in front where a
 * spreadsheet would take it for a formula. */
void pl_figures_csv(const struct pl_figures *figures, struct pl_buf *out);

/* OpenMetrics 1.0, gauges named patchlore_KPI_MEASURE_UNIT in seconds, ratios
 * and cases; a value that is missing is a series of patchlore_missing. */
void pl_figures_openmetrics(
    const struct pl_figures *figures, struct pl_buf *out);

#endif
