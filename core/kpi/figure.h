/*
 * figure.h - from cells to figures
 *
 * One function a figure of the catalogue, which reads a cell and fills in n and
 * the measures.
 */
#ifndef PL_FIGURE_H
#define PL_FIGURE_H

#include "kpi/cells.h"
#include "kpi/kpi.h"
#include "kpi/survival.h"

/* How many figures there are of a cell: one for each value of the KPI's own
 * stratum, or one. */
size_t pl_figure_lines(enum pl_kpi_id id, const struct pl_cell *cell);

/* Fill in what kpi says of a cell whose tallies are sealed, but for the values
 * of the query's strata. Which of its lines it is stands in the figure. */
void pl_figure_fill(
    struct pl_figure *figure, enum pl_kpi_id id, struct pl_cell *cell);

/* ---- For the functions that fill ---------------------------------------- */

/* A measure more; names and heads are literals. */
void pl_figure_count(struct pl_figure *figure, const char *name,
    const char *head, int64_t count);
void pl_figure_value(struct pl_figure *figure, const char *name,
    const char *head, enum pl_unit unit, struct pl_value value);
void pl_figure_limits(struct pl_figure *figure, const char *name,
    const char *head, enum pl_unit unit, struct pl_value value,
    struct pl_value low, struct pl_value high);

/* A proportion with the limits that the figure is to have: pl_proportion's, or
 * those of Wilson. */
struct pl_estimate pl_figure_proportion(const struct pl_figure *figure,
    const uint64_t count[PL_GROUPS], const uint64_t n[PL_GROUPS],
    uint64_t assets);

/* A ratio as a measure with limits; null for a reason, where why is not NULL.
 */
void pl_figure_share(struct pl_figure *figure, const struct pl_cell *cell,
    enum pl_ratio_id id, const char *name, const char *head, const char *why);

/* A ratio as n, count and rate with limits. */
void pl_figure_ratio(
    struct pl_figure *figure, const struct pl_cell *cell, enum pl_ratio_id id);

/* The curve of a span, to be freed. One that does not start at 0 marks the
 * figure down. */
void pl_figure_survival(struct pl_figure *figure, struct pl_survival *out,
    const struct pl_span *span);

/* Why there is no such number of due dates, or NULL. In figure_policy.c. */
const char *pl_figure_no_policy(const struct pl_cell *cell);

/* Days after which half of a curve is fixed, with limits. */
void pl_figure_median(struct pl_figure *figure, const char *name,
    const char *head, const struct pl_survival *s);

/* figure_time.c */
void pl_figure_time_to_patch(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_patch_coverage(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_half_life(struct pl_figure *figure, struct pl_cell *cell);
/* figure_deploy.c */
void pl_figure_failure_rate(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_first_attempt(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_rollback_rate(struct pl_figure *figure, struct pl_cell *cell);
/* figure_codes.c */
size_t pl_figure_code_lines(const struct pl_cell *cell);
void pl_figure_failure_codes(struct pl_figure *figure, struct pl_cell *cell);
/* figure_backlog.c */
void pl_figure_backlog(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_backlog_age(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_backlog_flow(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_capacity(struct pl_figure *figure, struct pl_cell *cell);
/* figure_stages.c */
void pl_figure_stages(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_reboot(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_verification(struct pl_figure *figure, struct pl_cell *cell);
/* figure_assets.c */
void pl_figure_currency(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_asset_coverage(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_unpatchable(struct pl_figure *figure, struct pl_cell *cell);
/* figure_waves.c */
void pl_figure_change_fail_rate(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_recovery_time(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_rework_rate(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_frequency(struct pl_figure *figure, struct pl_cell *cell);
/* figure_quality.c */
void pl_figure_data_quality(struct pl_figure *figure, struct pl_cell *cell);
/* figure_policy.c */
void pl_figure_sla_compliance(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_time_overdue(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_nist_matrix(struct pl_figure *figure, struct pl_cell *cell);
/* figure_exposure.c */
void pl_figure_exposure(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_kev_exposed(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_mitigation(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_exceptions(struct pl_figure *figure, struct pl_cell *cell);

#endif
