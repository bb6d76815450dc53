/*
 * order.h - what can be said of few values of which only the order means
 * something
 */
#ifndef PL_ORDER_H
#define PL_ORDER_H

#include <stddef.h>

#include "stats/value.h"

enum { PL_ORDER_FEWEST = 6 };

/* Ranks, 1 to n, between whose values the median lies with a confidence of at
 * least 95 %: those of the sign test (Conover 1999, section 3.2; David and
 * Nagaraja 2003, section 7.1). 10 values: 2 and 9. Returns 0 for fewer than 6,
 * of which not even the least and the greatest do. */
int pl_order_median_ranks(size_t n, size_t *low, size_t *high);

/* The sign test (Dixon and Mood 1946) of pairs of which so many went up and so
 * many down; those that did not change tell nothing. Two-sided and exact; R's
 * binom.test(up, up + down). Why: "nothing changed". */
struct pl_value pl_order_sign_test(size_t up, size_t down);

/* The mean of values whose distances mean something, and limits from Student's
 * distribution; R's t.test. Why: "nothing to count"; of limits alone "fewer
 * than 2 values". */
struct pl_estimate pl_order_mean(const double *values, size_t n);

#endif
