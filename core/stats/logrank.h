/*
 * logrank.h - are items of one group fixed sooner than those of another?
 *
 * The log-rank test (Mantel 1966; Peto and Peto 1972) within strata: at each
 * minute with a fix, how many of the fixed were of each group, against how many
 * of those at risk were; summed over strata, so that a period with more
 * critical patches is not faster for that alone. What left or was censored was
 * at risk until then. Entries may be delayed. It is R's survdiff, and for
 * delayed entry the score test of coxph(ties = "exact").
 *
 * It takes items for independent. Where many are of one asset, p is too small:
 * leave out one group of assets after the other and give the score to
 * jackknife.h, which needs no such thing.
 */
#ifndef PL_LOGRANK_H
#define PL_LOGRANK_H

#include <stddef.h>

#include "stats/course.h"
#include "stats/value.h"

enum { PL_LOGRANK_GROUPS = 16 };

struct pl_logrank {
	double observed[PL_LOGRANK_GROUPS]; /* fixed */
	double expected[PL_LOGRANK_GROUPS]; /* if all groups were alike */

	/* Of observed less expected, of the groups against each other. */
	double variance[PL_LOGRANK_GROUPS][PL_LOGRANK_GROUPS];

	unsigned degrees; /* groups that can be told apart, less 1 */
	struct pl_value chi_square, p;
};

/* Compare 2 to PL_LOGRANK_GROUPS groups. The course of a group in a stratum is
 * courses[stratum * groups + group]; it may be empty. Why: "nothing to
 * compare", where there was no fix while two groups were at risk. */
void pl_logrank_of(struct pl_logrank *out, const struct pl_course *courses,
    size_t strata, size_t groups);

/* How much faster the first group is fixed than the others: the logarithm of
 * the hazard ratio in one step, (observed - expected) / variance (Peto; Yusuf
 * and others 1985). It does not grow with the number of items, and so suits the
 * jackknife. Same why. */
struct pl_value pl_logrank_score(const struct pl_logrank *logrank);

#endif
