#include "kpi/unite.h"

#include <stdlib.h>

static int
order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Parts come in the order in which the store met them, so all that the first of
 * several decides is compared. One that undoes a fix goes first. */
static int
episode_compare(const void *left, const void *right)
{
	const struct pl_episode *a = left, *b = right;
	int result = order(a->entry_ms, b->entry_ms);

	if (result == 0)
		result = order(a->is_anew, b->is_anew);
	if (result == 0)
		result = order(a->stop_ms, b->stop_ms);
	return result != 0 ? result : order(a->over_ms, b->over_ms);
}

/* Drop those that are in no figure; or all but one of them, where there are no
 * others: the one that came nearest to being in one. */
static void
drop_excluded(struct pl_episodes *episodes)
{
	struct pl_episode nearest = {.exclusion = PL_EXCLUDED_APPLIES};
	size_t kept = 0;

	for (size_t i = 0; i < episodes->count; i++) {
		const struct pl_episode *next = &episodes->list[i];

		if (next->outcome != PL_OUTCOME_EXCLUDED)
			episodes->list[kept++] = *next;
		else if (next->exclusion >= nearest.exclusion)
			nearest = *next;
	}
	if (kept == 0 && episodes->count > 0)
		episodes->list[kept++] = nearest;
	episodes->count = kept;
}

/* By the release clock a product that came back starts before it had been gone,
 * so what counts is since when it is at risk. */
static int
goes_on(const struct pl_episode *episode, const struct pl_episode *next)
{
	if (episode->outcome == PL_OUTCOME_EXCLUDED)
		return 0;
	return next->entry_ms <= episode->stop_ms ||
	       (episode->outcome == PL_OUTCOME_FIXED && !next->is_anew &&
		   next->entry_ms - episode->stop_ms <= PL_ROLLBACK_MS);
}

/* Which of two that stop at the same instant says what becomes of both: one
 * part at risk is enough. */
static int
rank(const struct pl_episode *episode)
{
	static const int ranks[PL_OUTCOMES] = {
	    [PL_OUTCOME_OPEN] = 4,
	    [PL_OUTCOME_STALE] = 3,
	    [PL_OUTCOME_GONE] = 2,
	    [PL_OUTCOME_LEFT] = 1,
	};

	return ranks[episode->outcome];
}

static int
outlasts(const struct pl_episode *next, const struct pl_episode *episode)
{
	if (next->stop_ms != episode->stop_ms)
		return next->stop_ms > episode->stop_ms;
	return rank(next) > rank(episode);
}

/* Until when an episode is known to have lasted. */
static int64_t
lasted_ms(const struct pl_episode *episode)
{
	return episode->after_ms != 0 ? episode->after_ms : episode->stop_ms;
}

/* Both end as the one that ends later does, and not before either is known to
 * have ended. */
static void
join(struct pl_episode *episode, const struct pl_episode *next)
{
	int64_t after_ms = lasted_ms(episode);

	if (lasted_ms(next) > after_ms)
		after_ms = lasted_ms(next);
	if (next->start_ms < episode->start_ms)
		episode->start_ms = next->start_ms;
	if (outlasts(next, episode)) {
		episode->stop_ms = next->stop_ms;
		episode->outcome = next->outcome;
	}
	episode->after_ms = after_ms < episode->stop_ms ? after_ms : 0;
}

void
pl_episodes_unite(struct pl_episodes *episodes)
{
	size_t count = 0;

	drop_excluded(episodes);
	if (episodes->count < 2)
		return;
	qsort(episodes->list, episodes->count, sizeof *episodes->list,
	    episode_compare);
	for (size_t i = 1; i < episodes->count; i++) {
		if (goes_on(&episodes->list[count], &episodes->list[i]))
			join(&episodes->list[count], &episodes->list[i]);
		else
			episodes->list[++count] = episodes->list[i];
	}
	episodes->count = count + 1;
}
