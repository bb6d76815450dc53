#include "kpi/spell.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "kpi/force.h"

static int64_t
minutes(const struct pl_episode *episode, int64_t ms)
{
	return (ms - episode->start_ms) / PL_MINUTE_MS;
}

/* Durations are whole minutes, so what entered late and stops in the same
 * minute was not seen at risk. */
static void
add_spell(struct pl_spells *out, const struct pl_episode *episode,
    int64_t entry_ms, int64_t stop_ms, enum pl_outcome outcome)
{
	if (entry_ms > episode->start_ms &&
	    minutes(episode, stop_ms) <= minutes(episode, entry_ms))
		return;
	out->list =
	    pl_grow(out->list, out->count, &out->room, sizeof *out->list);
	out->list[out->count++] = (struct pl_spell){entry_ms, stop_ms, outcome};
}

/* Back at risk since the exception was over, if that is later. */
static void
come_back(int64_t *entry_ms, const struct pl_force *force)
{
	if (force->over_ms > *entry_ms)
		*entry_ms = force->over_ms;
}

/* Walk along the exceptions. Of one that was granted before the episode, the
 * rest holds; a second one within another may change its end. */
static void
add_managed(struct pl_spells *out, const struct pl_item *item,
    const struct pl_episode *episode)
{
	int64_t entry_ms = episode->entry_ms;
	struct pl_force force = {0};
	int excused;

	for (size_t i = 0; i < item->count; i++) {
		const struct pl_row *row = &item->rows[i];

		if (row->at_ms >= episode->stop_ms)
			break;
		pl_force_pass(&force, PL_FORCE_EXCEPTION, row->at_ms);
		come_back(&entry_ms, &force);
		excused = force.since_ms != 0;
		pl_force_take(&force, PL_FORCE_EXCEPTION, row);
		come_back(&entry_ms, &force);
		if (!excused && force.since_ms != 0 && row->at_ms > entry_ms)
			add_spell(out, episode, entry_ms, row->at_ms,
			    PL_OUTCOME_EXCUSED);
	}
	pl_force_pass(&force, PL_FORCE_EXCEPTION, episode->stop_ms - 1);
	come_back(&entry_ms, &force);
	if (force.since_ms == 0)
		add_spell(
		    out, episode, entry_ms, episode->stop_ms, episode->outcome);
}

void
pl_spells_of(struct pl_spells *out, const struct pl_item *item,
    const struct pl_episode *episode, enum pl_view view)
{
	out->count = 0;
	if (view == PL_VIEW_MANAGED)
		add_managed(out, item, episode);
	else
		add_spell(out, episode, episode->entry_ms, episode->stop_ms,
		    episode->outcome);
}

void
pl_spells_free(struct pl_spells *spells)
{
	free(spells->list);
	*spells = (struct pl_spells){0};
}
