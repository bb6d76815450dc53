/*
 * spell.h - the parts of an episode in which a view holds it at risk
 *
 * The strict view knows no excuse: an episode is one spell. In the managed
 * view an item leaves when an exception is granted and is back when that
 * expires, as was told with it or is told then, or is revoked, so an episode is
 * what lies between the exceptions; a fix while one is in force is seen by the
 * strict view alone.
 */
#ifndef PL_SPELL_H
#define PL_SPELL_H

#include "kpi/episode.h"

struct pl_spell {
	int64_t entry_ms, stop_ms;
	enum pl_outcome outcome; /* EXCUSED where an exception ended it */
};

/* Filled again for each episode; starts as {0}. */
struct pl_spells {
	struct pl_spell *list; /* by time */
	size_t count, room;
};

/* None where an exception covers all of the episode, which is not EXCLUDED. */
void pl_spells_of(struct pl_spells *out, const struct pl_item *item,
    const struct pl_episode *episode, enum pl_view view);
void pl_spells_free(struct pl_spells *spells); /* of what it holds */

#endif
