/*
 * marks.h - what the months of a trend should be seen with
 */
#ifndef PL_MARKS_H
#define PL_MARKS_H

#include "trend/trend.h"

/* The first month that begins at or after the last break; 0: there is none. A
 * month with a break within it is of neither side. */
int64_t pl_trend_after(const struct pl_trend_request *request);

/* The breaks that were asked for, and the sources whose events of assets begin
 * after the first month that is told, which are of a new tool. out has its
 * lines; its marks are filled in. */
int pl_trend_marks(struct pl_trends *out, struct pl_store *store,
    const struct pl_trend_request *request, struct pl_error *err);

#endif
