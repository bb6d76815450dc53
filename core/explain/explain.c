#include "explain/explain.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "kpi/count.h"
#include "kpi/history.h"
#include "explain/story.h"
#include "store/store.h"

/* An item of a list; its name is filled in at the end. */
struct line {
	int64_t subject, start_ms;
	int open;
	const char *name; /* in json */
	json_t *json;     /* owned */
};

/* Lines by one clock. */
struct lines {
	struct line *list;
	size_t count, room;
	size_t named; /* so many have their names */
};

struct inventory {
	struct pl_story story;
	struct pl_cells cells; /* for the clock */
	struct lines lines[PL_STORY_CLOCKS];
	json_t *facts; /* borrowed */
};

/* ---- Facts --------------------------------------------------------------- */

static int
take_fact(void *context, const struct pl_fact *fact)
{
	struct inventory *inventory = context;

	if (fact->owner == inventory->story.asset)
		pl_story_text(inventory->facts, fact->name, fact->value);
	return fact->owner > inventory->story.asset;
}

static int
set_facts(json_t *out, struct inventory *inventory, struct pl_error *err)
{
	int result;

	inventory->facts = json_object();
	json_object_set_new(out, "facts", inventory->facts);
	result = pl_store_asset_facts(inventory->story.store,
	    inventory->story.query.as_of_ms, take_fact, inventory, err);
	return result < 0 ? result : PL_OK;
}

/* ---- Items --------------------------------------------------------------- */

static void
add_line(struct lines *lines, const struct pl_item *item,
    const struct pl_episodes *episodes)
{
	const struct pl_episode *last = &episodes->list[episodes->count - 1];
	struct line *line;

	lines->list = pl_grow(
	    lines->list, lines->count, &lines->room, sizeof *lines->list);
	line = &lines->list[lines->count++];
	*line = (struct line){.subject = item->subject,
	    .start_ms = last->start_ms,
	    .open = last->outcome == PL_OUTCOME_OPEN,
	    .json = json_object()};
	pl_story_episode(line->json, last);
	json_object_set_new(
	    line->json, "episodes", json_integer((json_int_t)episodes->count));
}

static void
take_line(void *context, const struct pl_item *item)
{
	struct inventory *inventory = context;
	struct pl_episodes episodes = {0};

	pl_count_item(&inventory->cells, item);
	for (int i = 0; i < inventory->story.clocks; i++) {
		pl_episodes_of(&episodes, item, pl_story_clocks[i],
		    inventory->story.query.as_of_ms);
		if (episodes.count > 0)
			add_line(&inventory->lines[i], item, &episodes);
	}
	pl_episodes_free(&episodes);
}

/* Both are ordered by id. */
static int
name_lines(void *context, const struct pl_subject *subject)
{
	struct lines *lines = context;
	struct line *line = &lines->list[lines->named];
	const char *type = subject->type == PL_SUBJECT_VULN ? "vuln" : "patch";

	if (lines->named == lines->count)
		return 1;
	if (line->subject != subject->id)
		return 0;
	pl_story_text(line->json, type, subject->name);
	line->name = json_string_value(json_object_get(line->json, type));
	pl_story_text(line->json, "product", subject->product);
	lines->named++;
	return 0;
}

/* What is open first, then the newest first. */
static int
line_compare(const void *left, const void *right)
{
	const struct line *a = left, *b = right;

	if (a->open != b->open)
		return a->open ? -1 : 1;
	if (a->start_ms != b->start_ms)
		return a->start_ms > b->start_ms ? -1 : 1;
	return strcmp(a->name, b->name);
}

static int
set_items(json_t *out, const struct pl_story *story, struct lines *lines,
    struct pl_error *err)
{
	json_t *items = json_array();
	int result;

	json_object_set_new(out, "items", items);
	if (lines->count == 0)
		return PL_OK;
	result = pl_store_subjects(
	    story->store, story->query.as_of_ms, name_lines, lines, err);
	if (result < 0)
		return result;
	qsort(lines->list, lines->count, sizeof *lines->list, line_compare);
	for (size_t i = 0; i < lines->count; i++)
		json_array_append(items, lines->list[i].json);
	return PL_OK;
}

/* ---- The document -------------------------------------------------------- */

static void
inventory_close(struct inventory *inventory)
{
	for (int i = 0; i < PL_STORY_CLOCKS; i++) {
		for (size_t n = 0; n < inventory->lines[i].count; n++)
			json_decref(inventory->lines[i].list[n].json);
		free(inventory->lines[i].list);
	}
	pl_cells_free(&inventory->cells);
	pl_story_close(&inventory->story);
}

int
pl_explain_asset(json_t **out, struct pl_store *store,
    const struct pl_query *query, const char *asset, struct pl_error *err)
{
	struct inventory inventory = {0};
	struct pl_story *story = &inventory.story;
	struct pl_query detection;
	json_t *json = NULL;
	int64_t events;
	int result = pl_story_open(story, store, query, asset, err);

	if (result < 0)
		return result;
	detection = story->query;
	detection.clock = PL_CLOCK_DETECTION;
	pl_cells_init(&inventory.cells, story->strata, &detection);
	result = pl_history_read(store, story->strata, query->as_of_ms,
	    story->asset, take_line, &inventory, &events, err);
	if (result < 0)
		goto out;
	if (story->query.clock == PL_CLOCK_DEFAULT)
		story->query.clock = pl_cells_clock(&inventory.cells);
	json = pl_story_document(story);
	pl_story_text(json, "clock", pl_clock_name(story->query.clock));
	result = set_facts(json, &inventory, err);
	if (result == PL_OK)
		result = set_items(
		    json, story, &inventory.lines[pl_story_clock(story)], err);
	if (result == PL_OK)
		*out = json_incref(json);
out:
	json_decref(json);
	inventory_close(&inventory);
	return result;
}
