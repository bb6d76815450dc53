/*
 * report.h - what a store tells, as pages that can be opened anywhere
 *
 * Into a folder go report.html (style and pictures inside it, no script,
 * nothing loaded from elsewhere), report.md, report.json (all that the pages
 * are made from), and for each picture NAME.svg and what it was drawn from,
 * NAME.csv. The same store and the same question give the same bytes. gnuplot
 * draws; where it is missing or fails, the pages say so and have their tables.
 */
#ifndef PL_REPORT_H
#define PL_REPORT_H

#include "kpi/kpi.h"

struct pl_error;
struct pl_store;

struct pl_report_request {
	const char *dir;         /* is made where it does not exist; empty, if
	                            the report is anonymous */
	const char *content;     /* the folder reports/ */
	const char *template;    /* a name in it, or a folder with a slash */
	const char *patch;       /* that it is about; NULL: all */
	int anonymous;           /* withhold.h; only a template by name */
	const char *policy_name; /* by which the query's policy was found */
	struct pl_query query;   /* its strata, if any, replace the template's;
	                            kpis and curves are not looked at */
};

/* Read the store once for each thing that the template asks for, and write.
 * *items becomes how many it tells of. */
int pl_report_write(int64_t *items, struct pl_store *store,
    const struct pl_report_request *request, struct pl_error *err);

#endif
