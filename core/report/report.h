/*
 * report.h - figures as a page that can be opened anywhere
 *
 * Into a folder: report.html (style and curve inside it, no script, nothing
 * loaded from elsewhere), figures.json, and what the curve was drawn from
 * (survival.csv) and as (survival.svg). The same figures give the same bytes.
 * gnuplot draws; where it is missing or fails, the page says so and has all
 * its tables.
 */
#ifndef PL_REPORT_H
#define PL_REPORT_H

struct pl_error;
struct pl_figures;

/* content is the folder with the style sheet and gnuplot's scripts. */
int pl_report_write(const char *dir, const char *content,
    const struct pl_figures *figures, struct pl_error *err);

#endif
