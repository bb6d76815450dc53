#include "plugins/apt/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/grow.h"
#include "kit/version.h"

static const char not_asked[] = "aptitude meant to, but dpkg was not asked";

enum { DEEDS_BACK = 16 }; /* so many of a package's are looked through */

static const char *
text_of(const struct history *history, uint32_t name)
{
	return kit_numbers_text(&history->names, name);
}

/* ---- Deeds and states --------------------------------------------------- */

/* The state of a name; NULL where memory is out. */
static struct package_state *
state_of(struct history *history, uint32_t name)
{
	struct package_state *states;

	if (name == KIT_NUMBERS_FULL)
		return NULL;
	states = kit_grow_to(
	    history->states, name, &history->state_room, sizeof *states);
	if (states == NULL)
		return NULL;
	history->states = states;
	return &states[name];
}

/* Does the deed only say of another architecture what was said before? All
 * go in step; the last of them dates the deed. */
static int
is_twin(const struct deed *deed, const struct deed *before)
{
	int64_t apart = deed->at_ms - before->at_ms;

	return deed->kind == before->kind && deed->key != before->key &&
	       deed->key != 0 && before->key != 0 && deed->old == before->old &&
	       deed->version == before->version && apart <= PENDING_MS &&
	       apart >= -PENDING_MS;
}

/* dpkg.log tells late what was taken from history.log. */
static int
is_told_late(const struct deed *deed, const struct deed *before)
{
	int64_t apart = deed->at_ms - before->at_ms;

	return before->key == 0 && deed->key != 0 &&
	       deed->kind == before->kind && deed->version == before->version &&
	       apart <= PENDING_MS && apart >= -PENDING_MS;
}

/* Was it removed to make place for this version? Then it was a change. */
static int
is_swap(const struct history *history, const struct deed *deed,
    const struct deed *before)
{
	int64_t apart = deed->at_ms - before->at_ms;

	return deed->kind == KIT_DEED_INSTALLED &&
	       before->kind == KIT_DEED_REMOVED && !before->dropped &&
	       before->old != 0 &&
	       (deed->key == before->key || deed->key == 0 ||
		   before->key == 0) &&
	       kit_version_deb(text_of(history, deed->version),
		   text_of(history, before->old)) != 0 &&
	       apart <= PENDING_MS && apart >= -PENDING_MS;
}

static enum kit_deed
change_kind(const struct history *history, const struct deed *deed)
{
	return kit_version_deb(text_of(history, deed->version),
		   text_of(history, deed->old)) < 0
	           ? KIT_DEED_DOWNGRADED
	           : KIT_DEED_UPGRADED;
}

static int
add_deed(struct history *history, struct deed deed)
{
	struct deed *deeds = kit_grow(
	    history->deeds, history->count, &history->room, sizeof *deeds);
	struct package_state *state = state_of(history, deed.package);
	struct deed *before;

	if (deeds == NULL || state == NULL)
		return -1;
	history->deeds = deeds;
	if (deed.took_ms < 0)
		deed.took_ms = 0;
	deed.previous = state->last_deed;
	if (deed.known_ms < deed.at_ms)
		deed.known_ms = deed.at_ms;
	before = deed.previous == 0 ? NULL : &deeds[deed.previous - 1];
	if (before != NULL && deed.kind == KIT_DEED_REMOVED &&
	    before->kind == KIT_DEED_REMOVED && before->old == deed.old)
		return 0; /* removed first and purged then */
	if (before != NULL && is_swap(history, &deed, before)) {
		before->dropped = 1;
		deed.old = before->old;
		deed.kind = change_kind(history, &deed);
	}
	if (before != NULL &&
	    (is_twin(&deed, before) || is_told_late(&deed, before))) {
		deed.previous = before->previous;
		deed.run = before->run;
		*before = deed;
		return 0;
	}
	deeds[history->count++] = deed;
	state->last_deed = (uint32_t)history->count;
	return 0;
}

/* The pending change of a key is not going to happen any more, or not in this
 * run. */
static int
fail_pending(
    struct history *history, uint32_t key, uint32_t run, uint32_t cause)
{
	struct package_state *state = state_of(history, key);
	struct deed deed;

	if (state == NULL)
		return -1;
	if (state->action == DPKG_OTHER || state->failed)
		return 0;
	state->failed = 1;
	/* What goes, or goes back, is no attempt to patch. */
	if (state->action == DPKG_REMOVE ||
	    (state->action == DPKG_UPGRADE &&
		kit_version_deb(text_of(history, state->version),
		    text_of(history, state->old)) <= 0))
		return 0;
	deed = (struct deed){.kind = state->action == DPKG_INSTALL
	                                 ? KIT_DEED_INSTALL_FAILED
	                                 : KIT_DEED_UPGRADE_FAILED,
	    .at_ms = state->at_ms,
	    .known_ms = history->now_ms,
	    .package = state->package,
	    .key = key,
	    .old = state->old,
	    .version = state->version,
	    .run = run,
	    .cause = cause};
	return add_deed(history, deed);
}

/* ---- The lines of dpkg.log ---------------------------------------------- */

static int
push_pending(struct history *history, uint32_t key, int64_t at_ms)
{
	struct pending *queue;

	if (history->queue_first > history->queue_count / 2) {
		history->queue_count -= history->queue_first;
		memmove(history->queue, history->queue + history->queue_first,
		    history->queue_count * sizeof *history->queue);
		history->queue_first = 0;
	}
	queue = kit_grow(history->queue, history->queue_count,
	    &history->queue_room, sizeof *queue);
	if (queue == NULL)
		return -1;
	history->queue = queue;
	queue[history->queue_count++] = (struct pending){key, at_ms};
	return 0;
}

static int
begin(struct history *history, const struct dpkg_line *line)
{
	uint32_t key = kit_numbers_add(
	    &history->names, line->package.text, line->package.length);
	uint32_t package = kit_numbers_add(&history->names, line->package.text,
	    dpkg_bare_length(line->package.text, line->package.length));
	uint32_t old =
	    kit_numbers_add(&history->names, line->old.text, line->old.length);
	uint32_t version = kit_numbers_add(
	    &history->names, line->version.text, line->version.length);
	struct package_state *state;

	if (key == KIT_NUMBERS_FULL || package == KIT_NUMBERS_FULL ||
	    old == KIT_NUMBERS_FULL || version == KIT_NUMBERS_FULL ||
	    fail_pending(history, key, 0, 0) < 0)
		return -1;
	state = state_of(history, key);
	if (state == NULL)
		return -1;
	state->action = line->action;
	state->failed = 0;
	state->at_ms = line->at_ms;
	state->package = package;
	state->old = old;
	state->version = version;
	return push_pending(history, key, line->at_ms);
}

/* What a finished install or upgrade was; -1: none that counts. */
static int
finished_kind(const struct history *history, const struct package_state *state)
{
	int order;

	if (state->action == DPKG_INSTALL)
		return KIT_DEED_INSTALLED;
	order = kit_version_deb(
	    text_of(history, state->version), text_of(history, state->old));
	/* The same version once more is a repair, not a patch. */
	return order == 0  ? -1
	       : order < 0 ? KIT_DEED_DOWNGRADED
	                   : KIT_DEED_UPGRADED;
}

static int
finish(struct history *history, const struct dpkg_line *line)
{
	uint32_t key = kit_numbers_find(
	    &history->names, line->package.text, line->package.length);
	struct package_state *state = state_of(history, key);
	uint32_t version = kit_numbers_find(
	    &history->names, line->version.text, line->version.length);
	struct deed deed;
	int kind = KIT_DEED_REMOVED;

	if (state == NULL)
		return -1;
	if (key == 0 || state->action == DPKG_OTHER ||
	    (state->action == DPKG_REMOVE) != (line->action == DPKG_GONE))
		return 0;
	if (line->action == DPKG_INSTALLED) {
		/* Triggers report the version that was there before. */
		if (state->version != version)
			return 0;
		kind = finished_kind(history, state);
	}
	state->action = DPKG_OTHER;
	if (kind < 0)
		return 0;
	deed = (struct deed){.kind = (enum kit_deed)kind,
	    .at_ms = line->at_ms,
	    .took_ms = state->failed ? 0 : line->at_ms - state->at_ms,
	    .package = state->package,
	    .key = key,
	    .old = state->old,
	    .version = kind == KIT_DEED_REMOVED ? 0 : state->version};
	return add_deed(history, deed);
}

/* A run that waits for an answer is waited for. */
static int
give_up(struct history *history)
{
	while (history->queue_first < history->queue_count) {
		struct pending oldest = history->queue[history->queue_first];
		struct package_state *state = state_of(history, oldest.key);

		if (state == NULL)
			return -1;
		if (state->action != DPKG_OTHER && !state->failed &&
		    state->at_ms == oldest.at_ms) {
			if (history->now_ms - oldest.at_ms <= PENDING_MS ||
			    history->now_ms <= history->busy_until_ms)
				return 0;
			if (fail_pending(history, oldest.key, 0, 0) < 0)
				return -1;
		}
		history->queue_first++;
	}
	return 0;
}

/* ---- The runs of history.log -------------------------------------------- */

static int
went_wrong(const struct apt_run *run)
{
	return run->error != 0 || run->end_ms == 0;
}

/* What dpkg.log told of an item during a run: the last deed that no other run
 * has claimed. NULL: nothing. */
static struct deed *
find_told(struct history *history, const struct apt_run *run,
    const struct apt_item *item)
{
	struct package_state *state = state_of(history, item->bare);
	uint32_t number = state == NULL ? 0 : state->last_deed;

	for (int i = 0; number != 0 && i < DEEDS_BACK; i++) {
		struct deed *deed = &history->deeds[number - 1];
		int same = item->deed == APT_REMOVE
		               ? deed->kind == KIT_DEED_REMOVED &&
		                     deed->old == item->old
		               : deed->version == item->version;

		/* All architectures of a package are one deed. */
		if (same && deed->key != 0 &&
		    (deed->run == 0 ||
			run == &history->apt.runs[deed->run - 1]) &&
		    deed->at_ms >= run->start_ms - PENDING_MS &&
		    deed->at_ms <= run->over_ms + PENDING_MS)
			return deed;
		number = deed->previous;
	}
	return NULL;
}

static enum kit_deed
kind_of(enum apt_deed deed)
{
	switch (deed) {
	case APT_UPGRADE:
		return KIT_DEED_UPGRADED;
	case APT_DOWNGRADE:
		return KIT_DEED_DOWNGRADED;
	case APT_REMOVE:
		return KIT_DEED_REMOVED;
	default:
		return KIT_DEED_INSTALLED;
	}
}

/* dpkg saw a removal and an installation where the run was about a change. */
static void
join_change(
    struct history *history, struct deed *deed, const struct apt_item *item)
{
	struct deed *before =
	    deed->previous == 0 ? NULL : &history->deeds[deed->previous - 1];

	if (deed->kind != KIT_DEED_INSTALLED || item->old == 0)
		return;
	deed->kind = kind_of(item->deed);
	deed->old = item->old;
	if (before != NULL && before->kind == KIT_DEED_REMOVED &&
	    before->old == item->old)
		before->dropped = 1;
}

/* dpkg.log writes "foo:all" or, long ago, "foo" where apt has "foo:amd64". */
static uint32_t
pending_key(struct history *history, const struct apt_item *item)
{
	char all[APTLOG_NAME + sizeof ":all"];
	const char *bare = text_of(history, item->bare);
	uint32_t keys[3] = {item->package, item->bare, 0};

	snprintf(all, sizeof all, "%s:all", bare);
	keys[2] = kit_numbers_find(&history->names, all, strlen(all));
	for (size_t i = 0; i < 3; i++) {
		const struct package_state *state = state_of(history, keys[i]);

		if (state != NULL && keys[i] != 0 && !state->failed &&
		    state->action != DPKG_OTHER &&
		    (item->version == 0 || state->version == item->version))
			return keys[i];
	}
	return 0;
}

/* Did the item not get in, by what is known of it and of its run? */
static int
is_missing(const struct apt_run *run, const struct apt_item *item, int others)
{
	switch (item->said) {
	case APT_SAID_SET_UP:
		return 0;
	case APT_SAID_FAILED:
		return 1;
	default:
		return went_wrong(run) ||
		       (item->deed != APT_REMOVE &&
			   (others || item->said == APT_SAID_NOTHING));
	}
}

/* What dpkg.log does not tell; others says that it tells of others in the run.
 */
static int
fill_in(struct history *history, uint32_t number, const struct apt_item *item,
    int others)
{
	const struct apt_run *run = &history->apt.runs[number - 1];
	int64_t took_ms = run->end_ms - run->start_ms;
	int wrong = is_missing(run, item, others);
	struct deed deed = {.kind = kind_of(item->deed),
	    .at_ms = run->end_ms == 0 ? run->start_ms : run->end_ms,
	    .took_ms = run->end_ms == run->over_ms ? took_ms : 0,
	    .known_ms = run->over_ms,
	    .package = item->bare,
	    .old = item->old,
	    .version = item->version,
	    .run = number};

	if (wrong && item->proven_ms != 0) {
		deed.known_ms = item->proven_ms;
		wrong = 0;
	}
	/* apt may list as an upgrade what goes back. */
	if (deed.kind == KIT_DEED_UPGRADED)
		deed.kind = change_kind(history, &deed);
	if (wrong) {
		if (kit_deed_undoes(deed.kind))
			return 0;
		deed.kind = deed.kind == KIT_DEED_INSTALLED
		                ? KIT_DEED_INSTALL_FAILED
		                : KIT_DEED_UPGRADE_FAILED;
		deed.cause = item->cause;
	}
	return add_deed(history, deed);
}

/* 1 where dpkg.log tells of the item, else 0. */
static int
settle_told(
    struct history *history, uint32_t number, const struct apt_item *item)
{
	const struct apt_run *run = &history->apt.runs[number - 1];
	struct deed *told = find_told(history, run, item);

	if (told == NULL)
		return 0;
	told->run = number;
	if (!kit_deed_failed(told->kind))
		join_change(history, told, item);
	else if (told->cause == 0)
		told->cause = item->cause;
	return 1;
}

static int
settle_untold(struct history *history, uint32_t number,
    const struct apt_item *item, int others)
{
	const struct apt_run *run = &history->apt.runs[number - 1];
	uint32_t key = pending_key(history, item);

	if (key == 0)
		return fill_in(history, number, item, others);
	/* Without an error, configuring goes on after apt: an hour's grace. */
	return went_wrong(run) || item->said == APT_SAID_FAILED
	           ? fail_pending(history, key, number, item->cause)
	           : 0;
}

/* dpkg.log tells of all items of a run, or of none: it may begin later, or have
 * a gap. An item that is missing among others never came to dpkg. */
static int
settle_run(struct history *history, uint32_t number)
{
	const struct apt_run *run = &history->apt.runs[number - 1];
	const struct apt_item *items =
	    run->count == 0 ? NULL : &history->apt.items[run->first];
	int covered = history->first_line_ms != 0 &&
	              history->first_line_ms <= run->start_ms;
	char *told = calloc(run->count + 1, 1);
	int others = 0, result = told == NULL ? -1 : 0;

	for (size_t i = 0; result == 0 && i < run->count; i++) {
		told[i] = items[i].deed == APT_REINSTALL ||
		          settle_told(history, number, &items[i]);
		others |= covered && items[i].deed != APT_REINSTALL && told[i];
	}
	for (size_t i = 0; result == 0 && i < run->count; i++)
		if (!told[i])
			result =
			    settle_untold(history, number, &items[i], others);
	free(told);
	return result;
}

void
history_see(struct history *history, int64_t at_ms)
{
	if (history->first_ms == 0 || at_ms < history->first_ms)
		history->first_ms = at_ms;
	if (at_ms > history->last_ms)
		history->last_ms = at_ms;
}

static int
settle_next(struct history *history)
{
	const struct apt_run *run = &history->apt.runs[history->next_run];

	history_see(history, run->start_ms);
	history_see(history, run->end_ms == 0 ? run->start_ms : run->end_ms);
	history->now_ms = run->over_ms;
	return settle_run(history, (uint32_t)++history->next_run);
}

/* Runs that ended before a time are settled; one that has begun is waited
 * for. Lines of the second in which a run ended belong to it. */
static int
settle_until(struct history *history, int64_t at_ms)
{
	while (history->next_run < history->apt.count) {
		const struct apt_run *run =
		    &history->apt.runs[history->next_run];

		if (run->start_ms > at_ms)
			break;
		history->busy_until_ms = run->over_ms;
		if (run->over_ms >= at_ms)
			break;
		if (settle_next(history) < 0)
			return -1;
	}
	return 0;
}

/* ---- From outside ------------------------------------------------------- */

void
history_begin(struct history *history)
{
	*history = (struct history){0};
	history->apt.names = &history->names;
}

int
history_take(struct history *history, const struct dpkg_line *line)
{
	if (settle_until(history, line->at_ms) < 0)
		return -1;
	history_see(history, line->at_ms);
	if (history->first_line_ms == 0)
		history->first_line_ms = line->at_ms;
	history->now_ms = line->at_ms;
	if (give_up(history) < 0)
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
	while (history->next_run < history->apt.count) {
		const struct apt_run *run =
		    &history->apt.runs[history->next_run];

		if (run->end_ms == 0 && run->start_ms <= now_ms &&
		    run->over_ms > now_ms)
			break; /* it is being written */
		if (settle_next(history) < 0)
			return -1;
	}
	history->now_ms = now_ms;
	return give_up(history);
}

/* Do the logs tell of it, or find it in place later? */
static int
was_done(const struct history *history, const struct intention *intention)
{
	uint32_t number = intention->package < history->state_room
	                      ? history->states[intention->package].last_deed
	                      : 0;

	for (int i = 0; number != 0 && i < DEEDS_BACK; i++) {
		const struct deed *deed = &history->deeds[number - 1];
		int64_t apart = deed->at_ms - intention->at_ms;

		if (deed->old == intention->version && apart > 0)
			return 1;
		if (deed->version == intention->version &&
		    apart >= -PENDING_MS && apart <= PENDING_MS)
			return 1;
		number = deed->previous;
	}
	return 0;
}

int
history_intend(
    struct history *history, const struct intention *intention, int64_t now_ms)
{
	struct deed deed = {.kind = intention->old == 0
	                                ? KIT_DEED_INSTALL_FAILED
	                                : KIT_DEED_UPGRADE_FAILED,
	    .at_ms = intention->at_ms,
	    .known_ms = intention->at_ms + PENDING_MS,
	    .package = intention->package,
	    .old = intention->old,
	    .version = intention->version};

	if (history->first_ms > intention->at_ms ||
	    history->last_ms < intention->at_ms || deed.known_ms > now_ms ||
	    was_done(history, intention))
		return 0;
	if (deed.old != 0 && change_kind(history, &deed) == KIT_DEED_DOWNGRADED)
		return 0;
	deed.cause =
	    kit_numbers_add(&history->names, not_asked, sizeof not_asked - 1);
	return deed.cause == KIT_NUMBERS_FULL ? -1 : add_deed(history, deed);
}

void
history_free(struct history *history)
{
	aptlog_free(&history->apt);
	kit_numbers_free(&history->names);
	free(history->deeds);
	free(history->states);
	free(history->queue);
	*history = (struct history){0};
}
