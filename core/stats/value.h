/*
 * value.h - a number, or the reason why there is none
 *
 * What cannot be given is never 0 and never NAN: it has a reason, a literal
 * that a reader can be shown.
 */
#ifndef PL_VALUE_H
#define PL_VALUE_H

#include <stddef.h>

/* why is NULL where value is good. */
struct pl_value {
	double value;
	const char *why;
};

/* A value and its 95 % limits, each of which may be missing by itself. */
struct pl_estimate {
	struct pl_value value, low, high;
};

static inline struct pl_value
pl_known(double value)
{
	return (struct pl_value){value, NULL};
}

static inline struct pl_value
pl_unknown(const char *why)
{
	return (struct pl_value){0, why};
}

static inline struct pl_estimate
pl_no_estimate(const char *why)
{
	return (struct pl_estimate){{0, why}, {0, why}, {0, why}};
}

#endif
