/*
 * multiple.h - p values for those who asked many questions at once
 *
 * Twenty strata without any change show one "significant" change on average.
 * Adjusted p values are compared with the level as a single one would be.
 */
#ifndef PL_MULTIPLE_H
#define PL_MULTIPLE_H

#include <stddef.h>

/* Adjusted so that of all that is called a change, a share of at most the level
 * is none (Benjamini and Hochberg 1995); R's p.adjust(method = "BH"). adjusted
 * has room for count and may be p itself. */
void pl_adjust_false_discovery(const double *p, size_t count, double *adjusted);

/* Adjusted so that the chance of calling even one change that is none is at
 * most the level (Holm 1979); R's p.adjust(method = "holm"). */
void pl_adjust_any_error(const double *p, size_t count, double *adjusted);

#endif
