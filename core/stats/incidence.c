#include "stats/incidence.h"

#include <stdlib.h>

#include "base/alloc.h"

/* An open share that is 0 but for rounding. */
static const double tolerance = 1e-12;

static struct pl_incidence_step
step_after(const struct pl_incidence_step *before, const struct pl_walk *walk)
{
	double fixed = (double)walk->now.fixed / walk->at_risk;
	double left = (double)walk->now.left / walk->at_risk;

	return (struct pl_incidence_step){.minute = walk->now.minute,
	    .at_risk = walk->at_risk,
	    .open = before->open * (1 - fixed - left),
	    .fixed = before->fixed + before->open * fixed,
	    .left = before->left + before->open * left};
}

void
pl_incidence_of(struct pl_incidence *out, const struct pl_course *course)
{
	struct pl_walk walk = {.course = course};
	struct pl_incidence_step last = {.open = 1};
	uint32_t minute;
	size_t room = 0;

	*out = (struct pl_incidence){0};
	while (pl_walk_next(&walk, &minute)) {
		pl_walk_to(&walk, minute);
		out->entered += walk.now.entered;
		if (walk.now.fixed + walk.now.left + walk.now.censored > 0)
			out->last_minute = minute;
		if (walk.now.fixed + walk.now.left == 0)
			continue;
		last = step_after(&last, &walk);
		out->steps =
		    pl_grow(out->steps, out->count, &room, sizeof *out->steps);
		out->steps[out->count++] = last;
	}
}

void
pl_incidence_free(struct pl_incidence *incidence)
{
	free(incidence->steps);
	*incidence = (struct pl_incidence){0};
}

/* The step that holds at a minute. Returns why it is not known, or NULL. */
static const char *
step_at(const struct pl_incidence *incidence, uint32_t minute,
    struct pl_incidence_step *out)
{
	*out = (struct pl_incidence_step){.open = 1};
	if (incidence->entered == 0)
		return "no items";
	for (size_t i = 0; i < incidence->count; i++)
		if (incidence->steps[i].minute <= minute)
			*out = incidence->steps[i];
	if (incidence->last_minute < minute && out->open > tolerance)
		return "not followed that long";
	return NULL;
}

struct pl_value
pl_incidence_fixed(const struct pl_incidence *incidence, uint32_t minute)
{
	struct pl_incidence_step step;
	const char *why = step_at(incidence, minute, &step);

	return why == NULL ? pl_known(step.fixed) : pl_unknown(why);
}

struct pl_value
pl_incidence_left(const struct pl_incidence *incidence, uint32_t minute)
{
	struct pl_incidence_step step;
	const char *why = step_at(incidence, minute, &step);

	return why == NULL ? pl_known(step.left) : pl_unknown(why);
}
