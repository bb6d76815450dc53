/*
 * figure.h - from cells to figures
 *
 * One function a figure of the catalogue, which reads a cell and fills in n and
 * the measures.
 */
#ifndef PL_FIGURE_H
#define PL_FIGURE_H

#include "kpi/kpi.h"

struct pl_cell;
struct pl_survival;

/* Fill in what kpi says of a cell whose tallies are sealed. */
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

void pl_figure_time_to_patch(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_failure_rate(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_rollback_rate(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_backlog(struct pl_figure *figure, struct pl_cell *cell);
void pl_figure_backlog_age(struct pl_figure *figure, struct pl_cell *cell);

#endif
