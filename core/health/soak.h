/*
 * soak.h - how long to watch a patch on a few machines before the rest
 *
 * Of the patches that turned out to have a problem, so many had shown it after
 * so many days from the first attempt anywhere; had the rest waited for that
 * long, they would have been at risk for so many days. Both are told, and the
 * choice is left to the reader.
 *
 * A patch whose record is short shows early problems and can not show late
 * ones, which would flatter every wait. So none counts that was tried first
 * less than 30 days before the cut-off. Problems that nobody has seen yet are
 * in no number.
 */
#ifndef PL_SOAK_H
#define PL_SOAK_H

#include <stdint.h>

#include "health/health.h"

/* The share is of all problems, with Wilson's limits, by patch; why: "nothing
 * to count". The days at risk are those of items of all patches followed, with
 * a problem or without; why: "no item has a start". */
struct pl_soak_row {
	int days;
	int64_t seen; /* problems, by the end of these days */
	struct pl_estimate share;
	struct pl_value exposure_days;
};

struct pl_soak {
	int64_t followed, problems;    /* patches, and those with a problem */
	int64_t young, young_problems; /* the same, that are left out */
	int64_t items;                 /* that the days at risk are of */
	struct pl_soak_row rows[PL_SOAK_ROWS];
};

/* Of the patches of a list that were tried. A problem that was known before
 * the first attempt is seen at once. */
struct pl_soak pl_soak_of(const struct pl_health_list *list, int64_t as_of_ms);

#endif
