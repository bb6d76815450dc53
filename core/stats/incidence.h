/*
 * incidence.h - the share fixed, and the share that left otherwise, by time
 *
 * A machine that was retired with its patch missing will never be patched: to
 * leave is an event of its own that competes with being fixed, not a lack of
 * knowledge. Cumulative incidences (Aalen and Johansen 1978) of both, with what
 * is still open, add up to 1 at each minute; entries may be delayed. It is R's
 * survfit of a Surv with a factor. One minus Kaplan and Meier's estimate would
 * give the share fixed if nobody ever left, which is larger.
 */
#ifndef PL_INCIDENCE_H
#define PL_INCIDENCE_H

#include <stddef.h>
#include <stdint.h>

#include "stats/course.h"
#include "stats/value.h"

struct pl_incidence_step {
	uint32_t minute; /* at which any were fixed or left */
	double at_risk;
	double open, fixed, left; /* shares from this minute on */
};

struct pl_incidence {
	size_t count;
	struct pl_incidence_step *steps; /* by minute */
	uint64_t entered;
	uint32_t last_minute; /* of an end: nothing is known after it */
};

void pl_incidence_of(struct pl_incidence *out, const struct pl_course *course);
void pl_incidence_free(struct pl_incidence *incidence);

/* The shares fixed, and left otherwise, by a minute. Why: "no items", and "not
 * followed that long" where the last end is earlier and some are open then. */
struct pl_value pl_incidence_fixed(
    const struct pl_incidence *incidence, uint32_t minute);
struct pl_value pl_incidence_left(
    const struct pl_incidence *incidence, uint32_t minute);

#endif
