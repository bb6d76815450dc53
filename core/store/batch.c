#include "store/batch.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "model/attribute.h"
#include "model/event.h"
#include "store/due.h"
#include "store/strips.h"

/* Names are numbered within a batch, and a number's id is looked up in the
 * store when it is first committed. So a run with one event reads one name,
 * not a million, and a batch that is thrown away leaves nothing behind. */
enum names { ASSETS, PATCHES, VULNS, CODES, NAMES };

struct name {
	int64_t id;                /* in the store; 0: not looked up yet */
	int64_t first_ms, last_ms; /* of an asset's events that wait; or 0 */
	int64_t product_ms;        /* when the product was named */
	uint32_t product;          /* of a subject: number in products, or 0 */
	int64_t vuln_ms;           /* of a patch: when it was linked last */
	uint32_t vuln;             /* and to which one, or 0; */
	int vuln_alone;            /* by an event without an asset */
	int changed;               /* span or product are still to be stored */
	int due; /* what joins a patch, or patches of an asset, has changed */
};

struct name_list {
	struct pl_map *map;
	struct name *list; /* number n is list[n - 1] */
	size_t count, room;
};

struct waiting {
	int64_t at_ms, after_ms, took_ms;
	uint32_t asset, patch, vuln, code; /* numbers, or 0; not both of the
	                                      middle two */
	uint32_t product;                  /* number in products, or 0 */
	enum pl_kind kind;
};

struct attr {
	uint32_t event;       /* index of the one that it came with */
	uint32_t name, value; /* numbers in texts */
	unsigned char home, share;
};

struct link {
	uint32_t patch, vuln;
	int64_t at_ms;
	int alone; /* told by an event without an asset */
};

struct reject {
	size_t place, reason, input; /* where they begin in aside */
};

/* Where an event's row has its place, to sort by. */
struct key {
	struct pl_strip_key row;
	uint32_t event;
};

enum statement {
	INSERT_ASSET,
	FIND_ASSET,
	SPAN_ASSET,
	INSERT_SUBJECT,
	FIND_SUBJECT,
	PRODUCT,
	INSERT_CODE,
	FIND_CODE,
	LINK,
	ASSET_FACT,
	SUBJECT_FACT,
	EVENT_ATTR,
	REJECT,
	CURSOR,
	STATEMENTS
};

/* Where a source says two things under one key, which one is kept must not
 * hang on their order: the greater value, and of the same value the least
 * that it may be shared. What was told without an asset is kept beside it, so
 * that no asset has a part in that. */
static const char *const sql[STATEMENTS] = {
    [FIND_ASSET] = "SELECT id FROM asset WHERE name = ?1",
    [INSERT_ASSET] = "INSERT INTO asset (name, first_ms, last_ms)"
		     " VALUES (?1, 9223372036854775807, 0)",
    [SPAN_ASSET] = "UPDATE asset SET first_ms = min(first_ms, ?2),"
		   " last_ms = max(last_ms, ?3)"
		   " WHERE id = ?1 AND (first_ms > ?2 OR last_ms < ?3)",
    [FIND_SUBJECT] = "SELECT id FROM subject WHERE name = ?1 AND type = ?2",
    [INSERT_SUBJECT] = "INSERT INTO subject (name, type) VALUES (?1, ?2)",
    [PRODUCT] = "UPDATE subject SET product = ?2, product_at = ?3"
		" WHERE id = ?1 AND (product IS NULL OR product_at > ?3"
		" OR (product_at = ?3 AND product > ?2))",
    [FIND_CODE] = "SELECT id FROM code WHERE text = ?1",
    [INSERT_CODE] = "INSERT INTO code (text) VALUES (?1)",
    [LINK] = "INSERT INTO subject_vuln (patch, vuln, at, catalogue_at)"
	     " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE"
	     " SET at = min(at, excluded.at), catalogue_at ="
	     " coalesce(min(catalogue_at, excluded.catalogue_at),"
	     " catalogue_at, excluded.catalogue_at) WHERE excluded.at < at"
	     " OR excluded.catalogue_at < ifnull(catalogue_at,"
	     " 9223372036854775807)",
    [ASSET_FACT] =
	"INSERT INTO asset_fact (asset, name, at, source, value,"
	" share) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE"
	" SET value = excluded.value, share = excluded.share"
	" WHERE excluded.value > value"
	" OR (excluded.value = value AND excluded.share < share)",
    [SUBJECT_FACT] =
	"INSERT INTO subject_fact (subject, name, at, source,"
	" value, share, catalogue) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
	" ON CONFLICT DO UPDATE SET value = max(value, excluded.value),"
	" share = CASE WHEN excluded.value > value THEN excluded.share"
	" WHEN excluded.value = value THEN min(share, excluded.share)"
	" ELSE share END, catalogue ="
	" coalesce(max(catalogue, excluded.catalogue), catalogue,"
	" excluded.catalogue) WHERE excluded.value > value"
	" OR (excluded.value = value AND excluded.share < share)"
	" OR excluded.catalogue > ifnull(catalogue, '')",
    [EVENT_ATTR] =
	"INSERT INTO event_attr (subject, asset, at, kind, source,"
	" name, value, share) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
	" ON CONFLICT DO UPDATE SET share = excluded.share"
	" WHERE excluded.share < share",
    [REJECT] = "INSERT OR IGNORE INTO reject (source, place, reason, input,"
	       " digest) VALUES (?1, ?2, ?3, ?4, ?5)",
    [CURSOR] = "UPDATE source SET cursor = ?2 WHERE id = ?1",
};

/* How much had been added at the last checkpoint. */
struct mark {
	size_t events, attrs, links, rejects;
	size_t aside; /* bytes */
};

struct pl_batch {
	struct mark mark;
	struct pl_store *store;
	int64_t source;
	struct name_list names[NAMES]; /* kept from commit to commit, */
	struct pl_map *products;       /* while PL_BATCH_KEPT allows */
	struct pl_map *texts;          /* names and values of attributes */
	struct pl_buf aside;           /* texts of rejects, a NUL after each */
	struct waiting *events;
	size_t event_count, event_room;
	struct attr *attrs;
	size_t attr_count, attr_room;
	struct link *links;
	size_t link_count, link_room;
	struct reject *rejects;
	size_t reject_count, reject_room;
	struct key *keys; /* while committing: those of a slice */
	struct pl_strips *strips;
	struct pl_due_notes *notes;
	sqlite3_stmt *statements[STATEMENTS];
};

/* The texts of rejects that may wait, whatever the caller allows. */
enum { ASIDE_MAX = 1 << 30 };

static const char trouble[] = "cannot store a batch";

/* ---- Memory ------------------------------------------------------------- */

static void
batch_prepare(struct pl_batch *batch)
{
	batch->products = pl_map_new();
	batch->texts = pl_map_new();
	pl_buf_init(&batch->aside, ASIDE_MAX);
	for (int i = 0; i < NAMES; i++)
		batch->names[i] = (struct name_list){.map = pl_map_new()};
}

static void
batch_release(struct pl_batch *batch)
{
	for (int i = 0; i < NAMES; i++) {
		pl_map_free(batch->names[i].map);
		free(batch->names[i].list);
	}
	pl_map_free(batch->products);
	pl_map_free(batch->texts);
	pl_buf_free(&batch->aside);
	free(batch->events);
	free(batch->attrs);
	free(batch->links);
	free(batch->rejects);
	batch->events = NULL;
	batch->attrs = NULL;
	batch->links = NULL;
	batch->rejects = NULL;
	batch->event_room = 0;
	batch->attr_room = 0;
	batch->link_room = 0;
	batch->reject_room = 0;
}

/* By the room of each list, which is what memory it has touched at most. */
size_t
pl_batch_held(const struct pl_batch *batch)
{
	size_t held = pl_map_held(batch->products) + pl_map_held(batch->texts) +
	              batch->aside.room +
	              batch->event_room * sizeof *batch->events +
	              batch->attr_room * sizeof *batch->attrs +
	              batch->link_room * sizeof *batch->links +
	              batch->reject_room * sizeof *batch->rejects;

	for (int i = 0; i < NAMES; i++)
		held += pl_map_held(batch->names[i].map) +
		        batch->names[i].room * sizeof(struct name);
	return held;
}

/* ---- Filling ------------------------------------------------------------ */

int
pl_batch_begin(struct pl_batch **out, struct pl_store *store, int64_t source,
    struct pl_error *err)
{
	struct pl_batch *batch;
	int result;

	if (store->mode != PL_STORE_WRITE)
		return pl_fail(err, PL_E_STORE,
		    "store \"%s\": was opened for reading", store->path);
	batch = pl_alloc(sizeof *batch);
	batch->store = store;
	batch->source = source;
	batch_prepare(batch);
	result = pl_strips_open(&batch->strips, store, err);
	if (result == PL_OK)
		result = pl_due_notes_open(&batch->notes, store, err);
	for (int i = 0; i < STATEMENTS && result == PL_OK; i++)
		result =
		    pl_sql_prepare(store, &batch->statements[i], sql[i], err);
	if (result < 0)
		pl_batch_free(batch);
	else
		*out = batch;
	return result;
}

static int
batch_given(const char *text)
{
	return text != NULL && *text != '\0';
}

static struct name *
batch_name(struct pl_batch *batch, enum names which, uint32_t number)
{
	return &batch->names[which].list[number - 1];
}

/* The number of a name, 0 for none. */
static uint32_t
batch_number(struct pl_batch *batch, enum names which, const char *text)
{
	struct name_list *names = &batch->names[which];
	uint32_t number;

	if (!batch_given(text))
		return 0;
	number = pl_map_add(names->map, text);
	if (number > names->count) {
		names->list = pl_grow(names->list, names->count, &names->room,
		    sizeof *names->list);
		names->list[names->count++] = (struct name){0};
	}
	return number;
}

static void
batch_span(struct pl_batch *batch, uint32_t asset, int64_t at_ms)
{
	struct name *name;

	if (asset == 0)
		return;
	name = batch_name(batch, ASSETS, asset);
	if (name->first_ms == 0 || at_ms < name->first_ms)
		name->first_ms = at_ms;
	if (at_ms > name->last_ms)
		name->last_ms = at_ms;
	name->changed = 1;
}

/* Of several products that were named, the one named first stays, so that no
 * later event changes what was known before it; of several at once the first
 * in the alphabet. */
static void
batch_product(struct pl_batch *batch, const struct waiting *event)
{
	struct name *subject;

	if (event->product == 0 || (event->patch == 0 && event->vuln == 0))
		return;
	subject = event->patch != 0 ? batch_name(batch, PATCHES, event->patch)
	                            : batch_name(batch, VULNS, event->vuln);
	if (subject->product != 0 && subject->product_ms < event->at_ms)
		return;
	if (subject->product != 0 && subject->product_ms == event->at_ms &&
	    strcmp(pl_map_text(batch->products, subject->product),
		pl_map_text(batch->products, event->product)) <= 0)
		return;
	subject->product = event->product;
	subject->product_ms = event->at_ms;
	subject->changed = 1;
}

/* Was this link, or what says more, told last? */
static int
batch_link_is_told(const struct name *patch, const struct link *link)
{
	return link->vuln == patch->vuln && patch->vuln_ms <= link->at_ms &&
	       patch->vuln_alone >= link->alone;
}

static void
batch_link(
    struct pl_batch *batch, const struct waiting *event, const char *text)
{
	const struct link link = {
	    .patch = event->patch,
	    .vuln = batch_number(batch, VULNS, text),
	    .at_ms = event->at_ms,
	    .alone = event->asset == 0,
	};
	struct name *name = batch_name(batch, PATCHES, link.patch);

	if (link.vuln == 0 || batch_link_is_told(name, &link))
		return;
	name->vuln = link.vuln;
	name->vuln_ms = link.at_ms;
	name->vuln_alone = link.alone;
	batch->links = pl_grow(batch->links, batch->link_count,
	    &batch->link_room, sizeof *batch->links);
	batch->links[batch->link_count++] = link;
}

static void
batch_attr(struct pl_batch *batch, const struct pl_event *event,
    const struct pl_attr *attr, const struct waiting *waiting)
{
	enum pl_attr_home home = pl_attr_home(attr->name, event);

	if (!batch_given(attr->value))
		return;
	if (home == PL_ATTR_VULN) {
		batch_link(batch, waiting, attr->value);
		return;
	}
	batch->attrs = pl_grow(batch->attrs, batch->attr_count,
	    &batch->attr_room, sizeof *batch->attrs);
	batch->attrs[batch->attr_count++] = (struct attr){
	    .event = (uint32_t)batch->event_count - 1,
	    .name = pl_map_add(batch->texts, attr->name),
	    .value = pl_map_add(batch->texts, attr->value),
	    .home = (unsigned char)home,
	    .share = (unsigned char)attr->share,
	};
}

int
pl_batch_add(
    struct pl_batch *batch, const struct pl_event *event, struct pl_error *err)
{
	struct waiting new = {
	    .at_ms = event->at_ms,
	    .after_ms = event->after_ms,
	    .took_ms = event->took_ms,
	    .kind = event->kind,
	    .asset = batch_number(batch, ASSETS, event->asset),
	    .patch = batch_number(batch, PATCHES, event->patch),
	    .code = batch_number(batch, CODES, event->code),
	};

	if (batch->event_count >= UINT32_MAX / 2)
		return pl_fail(err, PL_E_LIMIT, "%zu events wait to be stored",
		    batch->event_count);
	if (new.patch == 0)
		new.vuln = batch_number(batch, VULNS, event->vuln);
	if (batch_given(event->product))
		new.product = pl_map_add(batch->products, event->product);
	batch_span(batch, new.asset, new.at_ms);
	batch_product(batch, &new);
	if (new.patch != 0)
		batch_link(batch, &new, event->vuln);
	batch->events = pl_grow(batch->events, batch->event_count,
	    &batch->event_room, sizeof *batch->events);
	batch->events[batch->event_count++] = new;
	for (size_t i = 0; i < event->attr_count; i++)
		batch_attr(batch, event, &event->attrs[i], &new);
	return PL_OK;
}

/* Where a copy begins. */
static size_t
batch_cut(struct pl_batch *batch, const char *text)
{
	size_t begin = batch->aside.length;

	if (text != NULL)
		pl_buf_add(&batch->aside, text, strnlen(text, PL_REJECT_INPUT));
	pl_buf_add(&batch->aside, "", 1);
	return begin;
}

int
pl_batch_reject(struct pl_batch *batch, const char *where, const char *reason,
    const char *input, struct pl_error *err)
{
	if (batch->aside.length > ASIDE_MAX - 3 * (PL_REJECT_INPUT + 1))
		return pl_fail(err, PL_E_LIMIT,
		    "%zu pieces of input wait to be set aside",
		    batch->reject_count);
	batch->rejects = pl_grow(batch->rejects, batch->reject_count,
	    &batch->reject_room, sizeof *batch->rejects);
	batch->rejects[batch->reject_count++] =
	    (struct reject){batch_cut(batch, where), batch_cut(batch, reason),
		batch_cut(batch, input)};
	return PL_OK;
}

int64_t
pl_batch_waiting(const struct pl_batch *batch)
{
	return (int64_t)batch->event_count;
}

int64_t
pl_batch_rejects(const struct pl_batch *batch)
{
	return (int64_t)batch->reject_count;
}

void
pl_batch_mark(struct pl_batch *batch)
{
	batch->mark = (struct mark){batch->event_count, batch->attr_count,
	    batch->link_count, batch->reject_count, batch->aside.length};
}

/* What the names are to get in the store follows from the events that stay. */
void
pl_batch_rewind(struct pl_batch *batch)
{
	batch->event_count = batch->mark.events;
	batch->attr_count = batch->mark.attrs;
	batch->link_count = batch->mark.links;
	batch->reject_count = batch->mark.rejects;
	batch->aside.length = batch->mark.aside;
	for (int which = 0; which < NAMES; which++)
		for (uint32_t n = 1; n <= batch->names[which].count; n++) {
			struct name *name = batch_name(batch, which, n);

			*name = (struct name){.id = name->id};
		}
	for (size_t i = 0; i < batch->event_count; i++) {
		const struct waiting *event = &batch->events[i];

		batch_span(batch, event->asset, event->at_ms);
		batch_product(batch, event);
	}
}

static void
batch_clear(struct pl_batch *batch)
{
	batch->mark = (struct mark){0};
	batch->event_count = 0;
	batch->attr_count = 0;
	batch->link_count = 0;
	batch->reject_count = 0;
	pl_buf_clear(&batch->aside);
	pl_map_clear(batch->texts);
}

void
pl_batch_free(struct pl_batch *batch)
{
	if (batch == NULL)
		return;
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(batch->statements[i]);
	pl_strips_close(batch->strips);
	pl_due_notes_close(batch->notes);
	batch_release(batch);
	free(batch);
}

/* ---- Names to ids ------------------------------------------------------- */

static int
batch_run(struct pl_batch *batch, enum statement which, struct pl_error *err)
{
	return pl_sql_step(
	    batch->store, batch->statements[which], trouble, err);
}

static void
bind_name(sqlite3_stmt *statement, enum names which, const char *text)
{
	sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC);
	if (which == PATCHES || which == VULNS)
		sqlite3_bind_int(statement, 2,
		    which == VULNS ? PL_SUBJECT_VULN : PL_SUBJECT_PATCH);
}

static int
batch_resolve(struct pl_batch *batch, enum names which, uint32_t number,
    struct pl_error *err)
{
	static const enum statement finds[NAMES] = {
	    FIND_ASSET, FIND_SUBJECT, FIND_SUBJECT, FIND_CODE};
	static const enum statement inserts[NAMES] = {
	    INSERT_ASSET, INSERT_SUBJECT, INSERT_SUBJECT, INSERT_CODE};
	sqlite3_stmt *find = batch->statements[finds[which]];
	const char *text = pl_map_text(batch->names[which].map, number);
	struct name *name = batch_name(batch, which, number);
	int step;

	bind_name(find, which, text);
	step = sqlite3_step(find);
	if (step == SQLITE_ROW)
		name->id = sqlite3_column_int64(find, 0);
	else if (step != SQLITE_DONE)
		return pl_sql_fail(batch->store, trouble, err);
	sqlite3_reset(find);
	if (step == SQLITE_ROW)
		return PL_OK;
	bind_name(batch->statements[inserts[which]], which, text);
	if (batch_run(batch, inserts[which], err) < 0)
		return PL_E_STORE;
	name->id = sqlite3_last_insert_rowid(batch->store->db);
	return PL_OK;
}

/* Every name that is still without an id is one that this commit needs. */
static int
batch_resolve_once(struct pl_batch *batch, enum names which, uint32_t number,
    struct pl_error *err)
{
	if (number == 0 || batch_name(batch, which, number)->id != 0)
		return PL_OK;
	return batch_resolve(batch, which, number, err);
}

/* The names that are used. A name that only a dropped event brought stays out
 * of the store. */
static int
batch_resolve_all(struct pl_batch *batch, struct pl_error *err)
{
	for (size_t i = 0; i < batch->event_count; i++) {
		const struct waiting *event = &batch->events[i];

		if (batch_resolve_once(batch, ASSETS, event->asset, err) < 0 ||
		    batch_resolve_once(batch, PATCHES, event->patch, err) < 0 ||
		    batch_resolve_once(batch, VULNS, event->vuln, err) < 0 ||
		    batch_resolve_once(batch, CODES, event->code, err) < 0)
			return PL_E_STORE;
	}
	for (size_t i = 0; i < batch->link_count; i++)
		if (batch_resolve_once(
			batch, PATCHES, batch->links[i].patch, err) < 0 ||
		    batch_resolve_once(
			batch, VULNS, batch->links[i].vuln, err) < 0)
			return PL_E_STORE;
	return PL_OK;
}

static int64_t
batch_id(struct pl_batch *batch, enum names which, uint32_t number)
{
	return number == 0 ? 0 : batch_name(batch, which, number)->id;
}

static int64_t
batch_subject_id(struct pl_batch *batch, const struct waiting *event)
{
	return event->patch != 0 ? batch_id(batch, PATCHES, event->patch)
	                         : batch_id(batch, VULNS, event->vuln);
}

/* ---- Storing ------------------------------------------------------------ */

/* Did the last statement bring anything that the store did not have? */
static int
batch_is_news(struct pl_batch *batch)
{
	return sqlite3_changes(batch->store->db) > 0;
}

static int
key_compare(const void *left, const void *right)
{
	const struct key *a = left, *b = right;
	int order = pl_strip_compare(&a->row, &b->row);

	if (order != 0)
		return order;
	return a->event < b->event ? -1 : a->event > b->event;
}

static struct key
batch_key(struct pl_batch *batch, uint32_t index)
{
	const struct waiting *event = &batch->events[index];

	return (struct key){
	    .row = {batch_subject_id(batch, event),
		batch_id(batch, ASSETS, event->asset), event->at_ms,
		event->kind, batch->source},
	    .event = index,
	};
}

static int
batch_store_event(struct pl_batch *batch, const struct key *key, int64_t *added,
    struct pl_error *err)
{
	const struct waiting *event = &batch->events[key->event];
	const struct pl_strip_row row = {
	    .key = key->row,
	    .after = event->after_ms,
	    .took = event->took_ms,
	    .code = batch_id(batch, CODES, event->code),
	};

	return pl_strips_add(batch->strips, &row, added, err);
}

static int
batch_store_sorted(struct pl_batch *batch, int64_t *added, struct pl_error *err)
{
	size_t most = batch->event_count < PL_BATCH_SORTED ? batch->event_count
	                                                   : PL_BATCH_SORTED;
	int result = PL_OK;

	batch->keys = pl_alloc_array(most, sizeof *batch->keys);
	for (size_t from = 0; from < batch->event_count && result == PL_OK;
	     from += most) {
		size_t left = batch->event_count - from;
		size_t count = left < most ? left : most;

		for (size_t i = 0; i < count; i++)
			batch->keys[i] = batch_key(batch, (uint32_t)(from + i));
		qsort(batch->keys, count, sizeof *batch->keys, key_compare);
		for (size_t i = 0; i < count && result == PL_OK; i++)
			result = batch_store_event(
			    batch, &batch->keys[i], added, err);
		if (result == PL_OK)
			result = pl_strips_flush(batch->strips, err);
	}
	free(batch->keys);
	batch->keys = NULL;
	return result;
}

static int
batch_store_names(struct pl_batch *batch, struct pl_error *err)
{
	sqlite3_stmt *span = batch->statements[SPAN_ASSET];
	sqlite3_stmt *product = batch->statements[PRODUCT];

	for (uint32_t n = 1; n <= batch->names[ASSETS].count; n++) {
		const struct name *name = batch_name(batch, ASSETS, n);

		if (!name->changed)
			continue;
		sqlite3_bind_int64(span, 1, name->id);
		sqlite3_bind_int64(span, 2, name->first_ms);
		sqlite3_bind_int64(span, 3, name->last_ms);
		if (batch_run(batch, SPAN_ASSET, err) < 0)
			return PL_E_STORE;
	}
	for (int which = PATCHES; which <= VULNS; which++)
		for (uint32_t n = 1; n <= batch->names[which].count; n++) {
			struct name *name = batch_name(batch, which, n);

			if (!name->changed)
				continue;
			sqlite3_bind_int64(product, 1, name->id);
			pl_sql_text(product, 2,
			    pl_map_text(batch->products, name->product));
			sqlite3_bind_int64(product, 3, name->product_ms);
			if (batch_run(batch, PRODUCT, err) < 0)
				return PL_E_STORE;
			name->due |= which == PATCHES && batch_is_news(batch);
		}
	return PL_OK;
}

static int
batch_note_distro(
    struct pl_batch *batch, const struct attr *attr, struct pl_error *err)
{
	const struct waiting *event = &batch->events[attr->event];

	if (strcmp(pl_map_text(batch->texts, attr->name), "distro") != 0)
		return PL_OK;
	return pl_due_note_distro(batch->notes,
	    batch_id(batch, ASSETS, event->asset), event->at_ms,
	    pl_map_text(batch->texts, attr->value), err);
}

static int
batch_store_fact(
    struct pl_batch *batch, const struct attr *attr, struct pl_error *err)
{
	enum statement which =
	    attr->home == PL_ATTR_ASSET ? ASSET_FACT : SUBJECT_FACT;
	sqlite3_stmt *insert = batch->statements[which];
	const char *value = pl_map_text(batch->texts, attr->value);
	struct key key = batch_key(batch, attr->event);

	if (which == ASSET_FACT && batch_note_distro(batch, attr, err) < 0)
		return PL_E_STORE;
	sqlite3_bind_int64(
	    insert, 1, which == ASSET_FACT ? key.row.asset : key.row.subject);
	pl_sql_text(insert, 2, pl_map_text(batch->texts, attr->name));
	sqlite3_bind_int64(insert, 3, key.row.at);
	sqlite3_bind_int64(insert, 4, batch->source);
	pl_sql_text(insert, 5, value);
	sqlite3_bind_int(insert, 6, attr->share);
	if (which == SUBJECT_FACT)
		pl_sql_text(insert, 7, key.row.asset == 0 ? value : NULL);
	return batch_run(batch, which, err);
}

/* An attribute that is news, of an event. */
static void
batch_mark_due(
    struct pl_batch *batch, const struct waiting *event, const char *attr)
{
	if (event->patch == 0 || !pl_due_matters(attr))
		return;
	batch_name(batch, PATCHES, event->patch)->due = 1;
	if (event->asset != 0)
		batch_name(batch, ASSETS, event->asset)->due = 1;
}

static int
batch_store_attr(
    struct pl_batch *batch, const struct attr *attr, struct pl_error *err)
{
	sqlite3_stmt *insert = batch->statements[EVENT_ATTR];
	const char *name = pl_map_text(batch->texts, attr->name);
	struct key key = batch_key(batch, attr->event);

	sqlite3_bind_int64(insert, 1, key.row.subject);
	sqlite3_bind_int64(insert, 2, key.row.asset);
	sqlite3_bind_int64(insert, 3, key.row.at);
	sqlite3_bind_int(insert, 4, key.row.kind);
	sqlite3_bind_int64(insert, 5, batch->source);
	pl_sql_text(insert, 6, name);
	pl_sql_text(insert, 7, pl_map_text(batch->texts, attr->value));
	sqlite3_bind_int(insert, 8, attr->share);
	if (batch_run(batch, EVENT_ATTR, err) < 0)
		return PL_E_STORE;
	if (batch_is_news(batch))
		batch_mark_due(batch, &batch->events[attr->event], name);
	return PL_OK;
}

static int
batch_store_rest(struct pl_batch *batch, struct pl_error *err)
{
	sqlite3_stmt *link = batch->statements[LINK];

	for (size_t i = 0; i < batch->attr_count; i++) {
		const struct attr *attr = &batch->attrs[i];

		if ((attr->home == PL_ATTR_EVENT
			    ? batch_store_attr(batch, attr, err)
			    : batch_store_fact(batch, attr, err)) < 0)
			return PL_E_STORE;
	}
	for (size_t i = 0; i < batch->link_count; i++) {
		const struct link *pair = &batch->links[i];

		sqlite3_bind_int64(
		    link, 1, batch_id(batch, PATCHES, pair->patch));
		sqlite3_bind_int64(link, 2, batch_id(batch, VULNS, pair->vuln));
		sqlite3_bind_int64(link, 3, pair->at_ms);
		if (pair->alone)
			sqlite3_bind_int64(link, 4, pair->at_ms);
		else
			sqlite3_bind_null(link, 4);
		if (batch_run(batch, LINK, err) < 0)
			return PL_E_STORE;
		if (batch_is_news(batch))
			batch_name(batch, PATCHES, pair->patch)->due = 1;
	}
	return PL_OK;
}

static int
batch_store_due(struct pl_batch *batch, struct pl_error *err)
{
	static const enum names of[] = {ASSETS, PATCHES};

	for (size_t i = 0; i < PL_COUNT(of); i++)
		for (uint32_t n = 1; n <= batch->names[of[i]].count; n++) {
			const struct name *name = batch_name(batch, of[i], n);
			int result = PL_OK;

			if (!name->due)
				continue;
			result =
			    of[i] == ASSETS
				? pl_due_note_asset(batch->notes, name->id, err)
				: pl_due_note(batch->notes, name->id, err);
			if (result < 0)
				return result;
		}
	return PL_OK;
}

static int
batch_store_rejects(
    struct pl_batch *batch, int64_t *rejects, struct pl_error *err)
{
	sqlite3_stmt *insert = batch->statements[REJECT];
	int64_t before = sqlite3_total_changes64(batch->store->db);

	sqlite3_bind_int64(insert, 1, batch->source);
	for (size_t i = 0; i < batch->reject_count; i++) {
		const struct reject *reject = &batch->rejects[i];
		const char *texts = batch->aside.text;
		const char *input = texts + reject->input;

		sqlite3_bind_text(
		    insert, 2, texts + reject->place, -1, SQLITE_STATIC);
		sqlite3_bind_text(
		    insert, 3, texts + reject->reason, -1, SQLITE_STATIC);
		sqlite3_bind_text(insert, 4, input, -1, SQLITE_STATIC);
		sqlite3_bind_int64(
		    insert, 5, (int64_t)XXH3_64bits(input, strlen(input)));
		if (batch_run(batch, REJECT, err) < 0)
			return PL_E_STORE;
	}
	*rejects = sqlite3_total_changes64(batch->store->db) - before;
	return PL_OK;
}

static int
batch_store_cursor(
    struct pl_batch *batch, const char *cursor, struct pl_error *err)
{
	sqlite3_stmt *update = batch->statements[CURSOR];

	if (cursor == NULL)
		return PL_OK;
	sqlite3_bind_int64(update, 1, batch->source);
	pl_sql_text(update, 2, cursor);
	return batch_run(batch, CURSOR, err);
}

/* ---- Committing --------------------------------------------------------- */

/* The statements keep pointers to texts that are about to go. */
static void
batch_unbind(struct pl_batch *batch)
{
	for (int i = 0; i < STATEMENTS; i++) {
		sqlite3_reset(batch->statements[i]);
		sqlite3_clear_bindings(batch->statements[i]);
	}
}

/* Nothing was stored: ids given in this transaction are none. */
static void
batch_forget(struct pl_batch *batch)
{
	pl_strips_drop(batch->strips);
	sqlite3_exec(batch->store->db, "ROLLBACK", NULL, NULL, NULL);
	for (int which = 0; which < NAMES; which++)
		for (uint32_t n = 1; n <= batch->names[which].count; n++)
			batch_name(batch, which, n)->id = 0;
}

static void
batch_settle(struct pl_batch *batch)
{
	for (int which = 0; which < NAMES; which++)
		for (uint32_t n = 1; n <= batch->names[which].count; n++) {
			struct name *name = batch_name(batch, which, n);

			name->changed = 0;
			name->due = 0;
			name->first_ms = 0;
			name->last_ms = 0;
		}
	batch_clear(batch);
	if (pl_batch_held(batch) <= PL_BATCH_KEPT)
		return;
	/* Names are looked up in the store again where they come again. */
	batch_release(batch);
	batch_prepare(batch);
}

int
pl_batch_commit(struct pl_batch *batch, const char *cursor,
    struct pl_batch_result *result, struct pl_error *err)
{
	struct pl_store *store = batch->store;
	int64_t added = 0, rejects = 0;
	int failed;

	if (pl_sql_run(store, "BEGIN IMMEDIATE", trouble, err) < 0)
		return PL_E_STORE;
	failed = batch_resolve_all(batch, err) < 0 ||
	         batch_store_sorted(batch, &added, err) < 0 ||
	         batch_store_names(batch, err) < 0 ||
	         batch_store_rest(batch, err) < 0 ||
	         batch_store_due(batch, err) < 0 ||
	         batch_store_rejects(batch, &rejects, err) < 0 ||
	         batch_store_cursor(batch, cursor, err) < 0 ||
	         pl_sql_run(store, "COMMIT", trouble, err) < 0;
	batch_unbind(batch);
	if (failed) {
		batch_forget(batch);
		return PL_E_STORE;
	}
	result->added += added;
	result->known += (int64_t)batch->event_count - added;
	result->rejects += rejects;
	batch_settle(batch);
	return PL_OK;
}
