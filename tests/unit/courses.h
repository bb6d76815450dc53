/*
 * courses.h - courses made of single items, for tests
 */
#ifndef COURSES_H
#define COURSES_H

#include <stdint.h>
#include <string.h>

#include "stats/course.h"

enum { COURSE_ROOM = 400 };

enum ending { CENSORED, FIXED, LEFT };

/* A course that grows. */
struct growing {
	struct pl_moment moments[COURSE_ROOM];
	size_t count;
};

/* The moment of a minute, put in its place where it is new. */
static inline struct pl_moment *
moment_at(struct growing *growing, uint32_t minute)
{
	size_t i = 0;

	while (i < growing->count && growing->moments[i].minute < minute)
		i++;
	if (i == growing->count || growing->moments[i].minute > minute) {
		memmove(&growing->moments[i + 1], &growing->moments[i],
		    (growing->count - i) * sizeof *growing->moments);
		growing->moments[i] = (struct pl_moment){.minute = minute};
		growing->count++;
	}
	return &growing->moments[i];
}

static inline void
add_item(
    struct growing *growing, uint32_t entry, uint32_t exit, enum ending ending)
{
	moment_at(growing, entry)->entered++;
	switch (ending) {
	case CENSORED:
		moment_at(growing, exit)->censored++;
		break;
	case FIXED:
		moment_at(growing, exit)->fixed++;
		break;
	case LEFT:
		moment_at(growing, exit)->left++;
		break;
	}
}

#endif
