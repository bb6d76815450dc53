#include "plugins/dnf/history.h"

#include <stdlib.h>
#include <string.h>

#include "kit/grow.h"
#include "kit/version.h"

enum { RECORDS_BACK = 4096 }; /* so many of a package's are looked through */

static const char *
text_of(const struct history *history, uint32_t name)
{
	return kit_numbers_text(&history->names, name);
}

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

/* ---- Records ------------------------------------------------------------ */

void
history_begin_stream(struct history *history, enum origin origin)
{
	history->origin = origin;
	history->latest_ms = INT64_MIN;
}

uint32_t
history_text(struct history *history, const char *text)
{
	return kit_numbers_add(&history->names, text, strlen(text));
}

int
history_name(
    struct history *history, struct record *out, const struct nevra *package)
{
	uint32_t name = history_text(history, package->name);
	uint32_t key = package->key[0] == '\0'
	                   ? name
	                   : history_text(history, package->key);
	uint32_t version = history_text(history, package->version);

	if (name == KIT_NUMBERS_FULL || key == KIT_NUMBERS_FULL ||
	    version == KIT_NUMBERS_FULL)
		return -1;
	out->package = name;
	out->key = key;
	out->version = version;
	return 0;
}

/* The same version, where one of the two may have lost its epoch. */
static int
same_version(const struct history *history, uint32_t a, uint32_t b)
{
	return a == b || strcmp(nevra_bare(text_of(history, a)),
			     nevra_bare(text_of(history, b))) == 0;
}

static uint32_t
last_trusted(const struct history *history, const struct record *record)
{
	const struct record *before =
	    record->previous == 0 ? NULL
				  : &history->records[record->previous - 1];

	if (before == NULL)
		return 0;
	return before->origin < record->origin ? before->number
	                                       : before->trusted;
}

/* Does a more trusted origin tell of that version at about that time? dnf logs
 * what it is about to do, which proves nothing where its database says that it
 * failed; that the version is there does. */
static int
is_told(const struct history *history, const struct record *record)
{
	uint32_t number = record->trusted;

	for (int i = 0; number != 0 && i < RECORDS_BACK; i++) {
		const struct record *other = &history->records[number - 1];

		if ((!other->failed || record->origin != ORIGIN_LIST) &&
		    (same_version(history, other->version, record->version) ||
			same_version(history, other->old, record->version)) &&
		    record->at_ms >= other->begin_ms - HISTORY_NEAR_MS &&
		    record->at_ms <= other->at_ms + HISTORY_NEAR_MS)
			return 1;
		number = other->previous;
	}
	return 0;
}

static void
see(struct history *history, int64_t at_ms)
{
	if (history->first_ms == 0 || at_ms < history->first_ms)
		history->first_ms = at_ms;
	if (at_ms > history->last_ms)
		history->last_ms = at_ms;
}

int
history_add(struct history *history, const struct record *record)
{
	struct package_state *state = state_of(history, record->key);
	struct record *records = kit_grow(history->records,
	    history->record_count, &history->record_room, sizeof *records);
	struct record *added;

	if (records != NULL)
		history->records = records;
	if (records == NULL || state == NULL ||
	    state_of(history, record->package) == NULL)
		return -1;
	state = state_of(history, record->key);
	if (record->at_ms > history->latest_ms)
		history->latest_ms = record->at_ms;
	see(history, record->at_ms);
	added = &records[history->record_count++];
	*added = *record;
	added->origin = history->origin;
	added->order_ms =
	    history->origin == ORIGIN_LIST ? record->at_ms : history->latest_ms;
	added->number = (uint32_t)history->record_count;
	added->previous = state->last_record;
	added->trusted = last_trusted(history, added);
	added->dropped = is_told(history, added);
	state->last_record = added->number;
	return 0;
}

/* ---- What is there ------------------------------------------------------ */

static int
is_there(const struct history *history, uint32_t key, uint32_t version)
{
	uint32_t at = history->states[key].first;

	while (at != 0 && history->there[at - 1].version != version)
		at = history->there[at - 1].next;
	return at != 0;
}

/* The latest version; 0: none is known. */
static uint32_t
newest(const struct history *history, uint32_t key)
{
	uint32_t at = history->states[key].first, found = 0;

	for (; at != 0; at = history->there[at - 1].next) {
		uint32_t version = history->there[at - 1].version;

		if (found == 0 || kit_version_rpm(text_of(history, version),
				      text_of(history, found)) > 0)
			found = version;
	}
	return found;
}

static void
leave(struct history *history, const struct record *record, uint32_t version)
{
	uint32_t *link = &history->states[record->key].first;

	while (*link != 0 && history->there[*link - 1].version != version)
		link = &history->there[*link - 1].next;
	if (*link == 0)
		return;
	*link = history->there[*link - 1].next;
	history->states[record->package].there--;
}

static int
enter(struct history *history, const struct record *record)
{
	struct package_state *state = &history->states[record->key];
	struct presence *there;

	if (is_there(history, record->key, record->version))
		return 0;
	there = kit_grow(history->there, history->there_count,
	    &history->there_room, sizeof *there);
	if (there == NULL)
		return -1;
	history->there = there;
	there[history->there_count++] =
	    (struct presence){record->version, state->first};
	state->first = (uint32_t)history->there_count;
	history->states[record->package].there++;
	return 0;
}

static void
leave_all(struct history *history, const struct record *record)
{
	while (history->states[record->key].first != 0)
		leave(history, record,
		    history->there[history->states[record->key].first - 1]
			.version);
}

/* ---- Deeds -------------------------------------------------------------- */

/* Does the deed only say of another architecture what was said before? The
 * last of them dates it. */
static int
is_twin(const struct deed *deed, const struct deed *before)
{
	int64_t apart = deed->at_ms - before->at_ms;

	return deed->kind == before->kind && deed->key != before->key &&
	       (deed->old == before->old || deed->old == 0 ||
		   before->old == 0) &&
	       deed->version == before->version && apart <= HISTORY_NEAR_MS &&
	       apart >= -HISTORY_NEAR_MS;
}

static int
add_deed(struct history *history, const struct deed *deed)
{
	struct package_state *states = history->states;
	uint32_t last = states[deed->package].last_deed;
	struct deed *deeds;

	if (last != 0 && !history->deeds[last - 1].dropped &&
	    is_twin(deed, &history->deeds[last - 1])) {
		uint32_t old = history->deeds[last - 1].old;

		history->deeds[last - 1] = *deed;
		if (deed->old == 0)
			history->deeds[last - 1].old = old;
		states[deed->key].key_deed = last;
		return 0;
	}
	deeds = kit_grow(
	    history->deeds, history->count, &history->room, sizeof *deeds);
	if (deeds == NULL)
		return -1;
	history->deeds = deeds;
	deeds[history->count++] = *deed;
	states[deed->package].last_deed = (uint32_t)history->count;
	states[deed->key].key_deed = (uint32_t)history->count;
	return 0;
}

/* The last deed of a key; NULL: none. */
static struct deed *
deed_before(const struct history *history, uint32_t key)
{
	uint32_t number = history->states[key].key_deed;

	return number == 0 || history->deeds[number - 1].dropped
	           ? NULL
	           : &history->deeds[number - 1];
}

static struct deed
deed_of(const struct record *record, enum kit_deed kind)
{
	return (struct deed){.kind = kind,
	    .at_ms = record->at_ms,
	    .took_ms = record->at_ms - record->begin_ms,
	    .package = record->package,
	    .key = record->key,
	    .old = record->old,
	    .version = record->version,
	    .cause = record->cause,
	    .command = record->command};
}

/* What the change to a version is, if it is known from which. */
static enum kit_deed
change_kind(const struct history *history, uint32_t old, uint32_t version)
{
	return old != 0 && kit_version_rpm(text_of(history, version),
			       text_of(history, old)) < 0
	           ? KIT_DEED_DOWNGRADED
	           : KIT_DEED_UPGRADED;
}

/* The version that a record finds in place; 0: it says nothing of the kind. */
static uint32_t
found_in_place(const struct record *record)
{
	return record->word == RECORD_REMOVE ||
	               record->word == RECORD_REPLACED ||
	               record->word == RECORD_PRESENT
	           ? record->version
	           : record->old;
}

/* Of a version it was said that it failed, but it is there. */
static int
prove(struct history *history, const struct record *record)
{
	struct deed *before = deed_before(history, record->key);
	struct record proven = *record;

	proven.version = found_in_place(record);
	if (before == NULL || proven.version == 0 ||
	    before->version != proven.version)
		return 0;
	if (before->kind == KIT_DEED_UPGRADE_FAILED)
		before->kind = KIT_DEED_UPGRADED;
	else if (before->kind == KIT_DEED_INSTALL_FAILED)
		before->kind = KIT_DEED_INSTALLED;
	else
		return 0;
	if (!nevra_is_kernel(text_of(history, record->package)))
		leave_all(history, record);
	return enter(history, &proven);
}

/* ---- Records, one after the other --------------------------------------- */

static int
fail(struct history *history, const struct record *record)
{
	struct deed deed = deed_of(record, KIT_DEED_INSTALL_FAILED);

	if (deed.old == 0)
		deed.old = newest(history, record->key);
	/* What goes, or goes back, is no attempt to patch. */
	if (record->word == RECORD_REMOVE || record->word == RECORD_DOWNGRADE)
		return 0;
	if (record->word == RECORD_UPGRADE || deed.old != 0)
		deed.kind = KIT_DEED_UPGRADE_FAILED;
	return add_deed(history, &deed);
}

/* A version takes the place of what was there. */
static int
change(struct history *history, const struct record *record)
{
	struct deed deed;

	if (is_there(history, record->key, record->version)) {
		leave_all(history, record);
		return enter(history, record);
	}
	deed = deed_of(record, KIT_DEED_UPGRADED);
	if (deed.old == 0)
		deed.old = newest(history, record->key);
	deed.kind = record->word == RECORD_DOWNGRADE && deed.old == 0
	                ? KIT_DEED_DOWNGRADED
	                : change_kind(history, deed.old, deed.version);
	leave_all(history, record);
	if (enter(history, record) < 0)
		return -1;
	/* The same version once more is a repair, not a patch. */
	return deed.old == deed.version ? 0 : add_deed(history, &deed);
}

/* It was removed a while ago to make place for this one. */
static int
swap(struct history *history, const struct record *record)
{
	struct deed *removed = deed_before(history, record->key);
	struct deed deed = deed_of(record, KIT_DEED_UPGRADED);

	removed->dropped = 1;
	deed.old = removed->old;
	deed.kind = change_kind(history, deed.old, deed.version);
	if (enter(history, record) < 0)
		return -1;
	return deed.old == deed.version ? 0 : add_deed(history, &deed);
}

static int
was_removed_for(const struct history *history, const struct record *record)
{
	const struct deed *before = deed_before(history, record->key);

	return before != NULL && before->kind == KIT_DEED_REMOVED &&
	       before->old != 0 && record->at_ms >= before->at_ms &&
	       record->at_ms - before->at_ms <= HISTORY_SWAP_MS;
}

static int
install(struct history *history, const struct record *record)
{
	uint32_t before = newest(history, record->key);
	struct deed deed = deed_of(record, KIT_DEED_INSTALLED);

	if (is_there(history, record->key, record->version))
		return 0;
	if (before == 0 && was_removed_for(history, record))
		return swap(history, record);
	if (before != 0 &&
	    !nevra_is_kernel(text_of(history, record->package))) {
		/* dnf knows an upgrade when it makes one: what was there was
		 * taken away behind its back. */
		if (record->origin != ORIGIN_DATABASE)
			return change(history, record);
		leave_all(history, record);
	} else if (before != 0 && change_kind(history, before,
				      record->version) == KIT_DEED_UPGRADED) {
		deed.kind = KIT_DEED_UPGRADED;
		deed.old = before;
	}
	if (enter(history, record) < 0)
		return -1;
	return add_deed(history, &deed);
}

/* A list may say 1.1.1k-12 of what others call 1:1.1.1k-12. */
static int
be_present(struct history *history, const struct record *record)
{
	uint32_t at = history->states[record->key].first;
	struct record with_epoch = *record;
	char version[NEVRA_TEXT];
	const char *known, *own = text_of(history, record->version);
	size_t epoch;

	for (; at != 0; at = history->there[at - 1].next)
		if (same_version(history, history->there[at - 1].version,
			record->version))
			return 0;
	known = text_of(history, newest(history, record->key));
	epoch = (size_t)(nevra_bare(known) - known);
	if (epoch > 0 && nevra_bare(own) == own &&
	    epoch + strlen(own) < sizeof version) {
		memcpy(version, known, epoch);
		memcpy(version + epoch, own, strlen(own) + 1);
		with_epoch.version = history_text(history, version);
		if (with_epoch.version == KIT_NUMBERS_FULL)
			return -1;
	}
	return install(history, &with_epoch);
}

/* A kernel of a patch that is undone goes, and the one before stays. */
static int
undo(struct history *history, const struct record *record, uint32_t gone)
{
	struct deed deed = deed_of(record, KIT_DEED_DOWNGRADED);

	deed.old = gone;
	deed.version = newest(history, record->key);
	return add_deed(history, &deed);
}

static int
remove_version(struct history *history, const struct record *record)
{
	struct package_state *states = history->states;
	uint32_t last = newest(history, record->key);
	uint32_t gone = record->version != 0 ? record->version : last;
	struct deed deed = deed_of(record, KIT_DEED_REMOVED);

	if (gone == 0 || (last != 0 && !is_there(history, record->key, gone)))
		return 0; /* nothing is known of it, or it gave way before */
	leave(history, record, gone);
	if (record->undo && states[record->key].first != 0 &&
	    change_kind(history, newest(history, record->key), gone) ==
		KIT_DEED_UPGRADED)
		return undo(history, record, gone);
	/* Logs rarely reach back to the first kernel; one always stays. */
	if (states[record->package].there > 0 ||
	    (record->origin != ORIGIN_DATABASE &&
		nevra_is_kernel(text_of(history, record->package))))
		return 0;
	deed.old = gone;
	deed.version = 0;
	return add_deed(history, &deed);
}

/* The version that gave way to what was told before. */
static void
replaced(struct history *history, const struct record *record)
{
	struct deed *before = deed_before(history, record->key);

	leave(history, record, record->version);
	if (before == NULL || before->old != 0 ||
	    before->version == record->version ||
	    (before->kind != KIT_DEED_UPGRADED &&
		before->kind != KIT_DEED_DOWNGRADED))
		return;
	before->old = record->version;
	before->kind = change_kind(history, before->old, before->version);
}

/* yum may name the package alone that it erases: the one that was told of
 * last. */
static int
remove_any(struct history *history, const struct record *record)
{
	uint32_t last = history->states[record->package].last_deed;
	struct record known = *record;

	if (record->key == record->package && last != 0)
		known.key = history->deeds[last - 1].key;
	return remove_version(history, &known);
}

static int
follow(struct history *history, const struct record *record)
{
	if (prove(history, record) < 0)
		return -1;
	if (record->failed)
		return fail(history, record);
	switch (record->word) {
	case RECORD_INSTALL:
		return install(history, record);
	case RECORD_UPGRADE:
	case RECORD_DOWNGRADE:
		return change(history, record);
	case RECORD_REMOVE:
		return remove_any(history, record);
	case RECORD_REPLACED:
		replaced(history, record);
		return 0;
	default:
		return be_present(history, record);
	}
}

static int
earlier_first(const void *a, const void *b)
{
	const struct record *x = a, *y = b;

	if (x->order_ms != y->order_ms)
		return x->order_ms < y->order_ms ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

int
history_close(struct history *history)
{
	if (history->record_count > 0)
		qsort(history->records, history->record_count,
		    sizeof *history->records, earlier_first);
	for (size_t i = 0; i < history->record_count; i++)
		if (!history->records[i].dropped &&
		    follow(history, &history->records[i]) < 0)
			return -1;
	return 0;
}

void
history_free(struct history *history)
{
	kit_numbers_free(&history->names);
	free(history->records);
	free(history->deeds);
	free(history->states);
	free(history->there);
	*history = (struct history){0};
}
