#include "stats/course.h"

int
pl_walk_next(const struct pl_walk *walk, uint32_t *minute)
{
	if (walk->next == walk->course->count)
		return 0;
	*minute = walk->course->moments[walk->next].minute;
	return 1;
}

/* What happens now has its effect on those at risk later. */
static void
pass(struct pl_walk *walk)
{
	const struct pl_moment *now = &walk->now;

	walk->at_risk -= (double)(now->fixed + now->left + now->censored);
	if (now->minute > 0)
		walk->at_risk += (double)now->entered;
}

void
pl_walk_to(struct pl_walk *walk, uint32_t minute)
{
	uint32_t next;

	pass(walk);
	walk->now = (struct pl_moment){.minute = minute};
	while (pl_walk_next(walk, &next) && next <= minute) {
		walk->now = walk->course->moments[walk->next++];
		if (next == 0)
			walk->at_risk += (double)walk->now.entered;
		if (next == minute)
			return;
		pass(walk);
		walk->now = (struct pl_moment){.minute = minute};
	}
}
