#include "plugins/apt/history.h"

#include <stdlib.h>
#include <string.h>

#include "plugins/apt/version.h"

static void *
grow(void *old, size_t used, size_t *room, size_t size)
{
	void *more;

	if (used < *room)
		return old;
	more = reallocarray(old, *room == 0 ? 64 : *room * 2, size);
	if (more != NULL)
		*room = *room == 0 ? 64 : *room * 2;
	return more;
}

static int
add_deed(struct history *history, enum deed_kind kind,
    const struct dpkg_line *begun, int64_t at_ms)
{
	struct deed *deeds =
	    grow(history->deeds, history->count, &history->room, sizeof *deeds);
	struct deed *deed;

	if (deeds == NULL)
		return -1;
	history->deeds = deeds;
	deed = &deeds[history->count++];
	*deed = (struct deed){
	    .kind = kind, .at_ms = at_ms, .took_ms = at_ms - begun->at_ms};
	memcpy(deed->package, begun->package, DPKG_NAME);
	memcpy(deed->old, begun->old, DPKG_NAME);
	memcpy(deed->version, begun->version, DPKG_NAME);
	return 0;
}

static size_t
find_pending(const struct history *history, const char *package)
{
	size_t i = 0;

	while (i < history->pending_count &&
	       strcmp(history->pending[i].package, package) != 0)
		i++;
	return i;
}

static void
drop_pending(struct history *history, size_t i)
{
	history->pending_count--;
	memmove(&history->pending[i], &history->pending[i + 1],
	    (history->pending_count - i) * sizeof *history->pending);
}

/* The pending change is not going to happen any more. */
static int
fail_pending(struct history *history, size_t i)
{
	struct dpkg_line begun = history->pending[i];

	drop_pending(history, i);
	if (begun.action == DPKG_REMOVE)
		return 0;
	return add_deed(history,
	    begun.action == DPKG_INSTALL ? DEED_INSTALL_FAILED
					 : DEED_UPGRADE_FAILED,
	    &begun, begun.at_ms);
}

static int
begin(struct history *history, const struct dpkg_line *line)
{
	size_t i = find_pending(history, line->package);
	struct dpkg_line *pending;

	if (i < history->pending_count && fail_pending(history, i) < 0)
		return -1;
	pending = grow(history->pending, history->pending_count,
	    &history->pending_room, sizeof *pending);
	if (pending == NULL)
		return -1;
	history->pending = pending;
	pending[history->pending_count++] = *line;
	return 0;
}

static int
finish(struct history *history, const struct dpkg_line *line)
{
	size_t i = find_pending(history, line->package);
	enum deed_kind kind = DEED_REMOVED;
	struct dpkg_line begun;

	if (i == history->pending_count)
		return 0;
	begun = history->pending[i];
	if (line->action == DPKG_INSTALLED) {
		/* Triggers report the version that was there before. */
		if (begun.action == DPKG_REMOVE ||
		    strcmp(begun.version, line->version) != 0)
			return 0;
		kind = begun.action == DPKG_INSTALL ? DEED_INSTALLED
		       : version_compare(begun.version, begun.old) < 0
		           ? DEED_DOWNGRADED
		           : DEED_UPGRADED;
	} else if (begun.action != DPKG_REMOVE) {
		return 0;
	}
	drop_pending(history, i);
	/* The same version once more is a repair, not a patch. */
	if (kind == DEED_UPGRADED && strcmp(begun.old, begun.version) == 0)
		return 0;
	return add_deed(history, kind, &begun, line->at_ms);
}

static int
give_up(struct history *history, int64_t now_ms)
{
	while (history->pending_count > 0 &&
	       now_ms - history->pending[0].at_ms > PENDING_MS)
		if (fail_pending(history, 0) < 0)
			return -1;
	return 0;
}

int
history_take(struct history *history, const struct dpkg_line *line)
{
	if (history->first_ms == 0)
		history->first_ms = line->at_ms;
	history->last_ms = line->at_ms;
	if (give_up(history, line->at_ms) < 0)
		return -1;
	switch (line->action) {
	case DPKG_INSTALL:
	case DPKG_UPGRADE:
	case DPKG_REMOVE:
		return begin(history, line);
	case DPKG_INSTALLED:
	case DPKG_GONE:
		return finish(history, line);
	default:
		return 0;
	}
}

int
history_end(struct history *history, int64_t now_ms)
{
	return give_up(history, now_ms);
}

void
history_free(struct history *history)
{
	free(history->deeds);
	free(history->pending);
	*history = (struct history){0};
}
