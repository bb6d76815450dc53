/*
 * course.h - who is at risk when
 *
 * A course is what happened to a set of items, minute by minute: so many came
 * under observation, were fixed, left in another way, or were lost from sight
 * (censored). At a minute those are at risk who entered before it, or at 0, and
 * did not end before it; what ends at a minute is at risk there. An item ends
 * after the minute at which it entered, unless both are 0. Courses of assets
 * that are disjoint add up, moment by moment.
 */
#ifndef PL_COURSE_H
#define PL_COURSE_H

#include <stddef.h>
#include <stdint.h>

struct pl_moment {
	uint32_t minute;
	uint64_t entered, fixed, left, censored;
};

/* Moments by minute, each minute once; borrowed. */
struct pl_course {
	const struct pl_moment *moments;
	size_t count;
};

/* A walk along a course, begun by {.course = it}. */
struct pl_walk {
	const struct pl_course *course;
	size_t next;          /* the moment that was not reached yet */
	double at_risk;       /* at the minute that was walked to */
	struct pl_moment now; /* what happens there */
};

/* Go on to a minute; minutes ascend. */
void pl_walk_to(struct pl_walk *walk, uint32_t minute);

/* The minute of the next moment. Returns 0 where there is none. */
int pl_walk_next(const struct pl_walk *walk, uint32_t *minute);

#endif
