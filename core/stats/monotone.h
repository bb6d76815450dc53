/*
 * monotone.h - does a series go up or down, and how steeply?
 *
 * The test of Mann (1945) and Kendall (1970): of all pairs of points, how many
 * more go up than down. It asks neither for a straight line nor for a normal
 * distribution. The slope is the median of the slopes of all pairs (Theil 1950,
 * Sen 1968). Both take time and memory with the square of the count, and take
 * the points for independent: a series in which one bad month makes the next
 * one bad too shows trends too easily.
 */
#ifndef PL_MONOTONE_H
#define PL_MONOTONE_H

#include <stddef.h>

#include "stats/value.h"

enum { PL_TREND_FEWEST = 4, PL_TREND_MOST = 4096 };

struct pl_point {
	double time, value; /* a time in whatever unit the slope shall be per */
};

struct pl_trend {
	double score;             /* pairs that go up less pairs that go down */
	struct pl_value p;        /* two-sided; small: there is a trend */
	struct pl_estimate slope; /* value per unit of time, 95 % limits */
};

/* The trend of points in any order.
 *
 * p is exact for at most 10 points without ties, as R's cor.test has it, and
 * else from the normal distribution with a correction for continuity and the
 * variance for ties (Kendall 1970). Limits of the slope are the slopes whose
 * ranks are 1.96 standard deviations of the score apart (Sen 1968), rounded
 * outward.
 *
 * Why: "fewer than 4 points", "too many points", "all points are of one time";
 * of p alone "all values are the same"; of limits alone "too few points for
 * limits". */
struct pl_trend pl_trend_of(const struct pl_point *points, size_t count);

#endif
