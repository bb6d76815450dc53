#include "kpi/explain.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "kpi/count.h"
#include "kpi/history.h"
#include "kpi/strata.h"
#include "store/store.h"

enum { SOURCE_NAME = 4096, ROLLBACK_MINUTES = PL_ROLLBACK_MS / PL_MINUTE_MS };

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

struct story {
	struct pl_store *store;
	struct pl_query query; /* all items of all assets */
	struct pl_strata *strata;
	struct pl_cells cells; /* of what is told */
	int64_t asset, subject, as_of_ms;
	struct lines lines[2]; /* detection, release */
	json_t *json;          /* borrowed */
};

static const struct clock_name {
	enum pl_clock clock;
	const char *name;
} clocks[2] = {
    {PL_CLOCK_DETECTION, "detection"}, {PL_CLOCK_RELEASE, "release"}};

/* ---- Parts of both documents -------------------------------------------- */

static void
set_text(json_t *object, const char *name, const char *text)
{
	json_object_set_new(
	    object, name, text == NULL ? json_null() : json_string(text));
}

/* 0: not known. */
static void
set_time(json_t *object, const char *name, int64_t ms)
{
	char text[PL_TIME_TEXT];

	set_text(object, name, ms == 0 ? NULL : pl_time_format(ms, text));
}

static void
set_episode(json_t *out, const struct pl_episode *episode)
{
	static const char *const words[PL_OUTCOMES] = {
	    "fixed", "open", "stale", "left", "gone", "excluded"};
	int64_t minutes;

	set_text(out, "outcome", words[episode->outcome]);
	if (episode->outcome == PL_OUTCOME_EXCLUDED) {
		set_text(out, "why", episode->why);
		return;
	}
	minutes = (episode->stop_ms - episode->start_ms) / PL_MINUTE_MS;
	set_time(out, "start", episode->start_ms);
	if (episode->entry_ms > episode->start_ms)
		set_time(out, "observed_from", episode->entry_ms);
	set_time(out, "stop", episode->stop_ms);
	json_object_set_new(out, "minutes", json_integer(minutes));
	json_object_set_new(out, "days",
	    json_real((double)(minutes * PL_MINUTE_MS) / (double)PL_DAY_MS));
}

static json_t *
document(const struct story *story, const char *asset)
{
	const struct pl_strata_asset *known =
	    pl_strata_asset(story->strata, story->asset);
	json_t *out = json_object();

	set_text(out, "patchlore", PL_VERSION);
	set_time(out, "as_of", story->as_of_ms);
	set_text(out, "asset", asset);
	set_time(out, "enrolled", known == NULL ? 0 : known->first_ms);
	set_time(out, "seen", known == NULL ? 0 : known->last_ms);
	set_time(out, "retired", known == NULL ? 0 : known->retired_ms);
	return out;
}

static int
take_fact(void *context, const struct pl_fact *fact)
{
	struct story *story = context;

	if (fact->owner == story->asset)
		set_text(story->json, fact->name, fact->value);
	return fact->owner > story->asset;
}

static int
set_facts(json_t *out, struct story *story, struct pl_error *err)
{
	int result;

	story->json = json_object();
	json_object_set_new(out, "facts", story->json);
	result = pl_store_asset_facts(
	    story->store, story->as_of_ms, take_fact, story, err);
	return result < 0 ? result : PL_OK;
}

static int
story_open(struct story *story, struct pl_store *store, const char *asset,
    int64_t as_of_ms, struct pl_error *err)
{
	*story = (struct story){.store = store,
	    .query = {.kpis = pl_kpi_main(),
		.clock = PL_CLOCK_DETECTION,
		.as_of_ms = as_of_ms},
	    .asset = pl_store_asset_id(store, asset),
	    .as_of_ms = as_of_ms};
	int result;

	if (story->asset == 0)
		return pl_fail(err, PL_E_CONFIG,
		    "the store knows no asset \"%.200s\"; \"patchlore kpi "
		    "backlog --by asset\" names those with items",
		    asset);
	result = pl_strata_load(&story->strata, store, &story->query, err);
	if (result == PL_OK)
		pl_cells_init(&story->cells, story->strata, &story->query);
	return result;
}

static void
story_close(struct story *story)
{
	for (int i = 0; i < 2; i++) {
		for (size_t n = 0; n < story->lines[i].count; n++)
			json_decref(story->lines[i].list[n].json);
		free(story->lines[i].list);
	}
	pl_cells_free(&story->cells);
	pl_strata_free(story->strata);
}

/* ---- An asset's items --------------------------------------------------- */

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
	set_episode(line->json, last);
	json_object_set_new(
	    line->json, "episodes", json_integer((json_int_t)episodes->count));
}

static void
take_line(void *context, const struct pl_item *item)
{
	struct story *story = context;
	struct pl_episodes episodes = {0};

	pl_count_item(&story->cells, item);
	for (int i = 0; i < 2; i++) {
		pl_episodes_of(
		    &episodes, item, clocks[i].clock, story->as_of_ms);
		if (episodes.count > 0)
			add_line(&story->lines[i], item, &episodes);
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
	set_text(line->json, type, subject->name);
	line->name = json_string_value(json_object_get(line->json, type));
	set_text(line->json, "product", subject->product);
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
set_items(
    json_t *out, struct story *story, struct lines *lines, struct pl_error *err)
{
	json_t *items = json_array();
	int result;

	json_object_set_new(out, "items", items);
	if (lines->count == 0)
		return PL_OK;
	result = pl_store_subjects(
	    story->store, story->as_of_ms, name_lines, lines, err);
	if (result < 0)
		return result;
	qsort(lines->list, lines->count, sizeof *lines->list, line_compare);
	for (size_t i = 0; i < lines->count; i++)
		json_array_append(items, lines->list[i].json);
	return PL_OK;
}

int
pl_explain_asset(json_t **out, struct pl_store *store, const char *asset,
    enum pl_clock clock, int64_t as_of_ms, struct pl_error *err)
{
	struct story story;
	json_t *json = NULL;
	int64_t events;
	int result = story_open(&story, store, asset, as_of_ms, err);

	if (result == PL_OK)
		result = pl_history_read(store, story.strata, as_of_ms,
		    story.asset, take_line, &story, &events, err);
	if (result < 0)
		goto out;
	if (clock == PL_CLOCK_DEFAULT)
		clock = pl_cells_clock(&story.cells);
	json = document(&story, asset);
	set_text(json, "clock", clocks[clock == PL_CLOCK_RELEASE].name);
	result = set_facts(json, &story, err);
	if (result == PL_OK)
		result = set_items(
		    json, &story, &story.lines[clock == PL_CLOCK_RELEASE], err);
	if (result == PL_OK)
		*out = json_incref(json);
out:
	json_decref(json);
	story_close(&story);
	return result;
}

/* ---- One item ----------------------------------------------------------- */

static int
take_attr(void *context, const char *name, const char *value)
{
	json_array_append_new(
	    context, json_pack("{s:s, s:s}", "name", name, "value", value));
	return 0;
}

static int
add_event(struct story *story, json_t *events, const struct pl_row *row,
    struct pl_error *err)
{
	json_t *event = json_object(), *attrs = json_array();
	struct pl_buf source;
	int result;

	json_array_append_new(events, event);
	set_time(event, "time", row->at_ms);
	if (row->after_ms != 0)
		set_time(event, "after", row->after_ms);
	set_text(event, "kind", pl_kind_name(row->kind));
	pl_buf_init(&source, SOURCE_NAME);
	pl_store_source_name(story->store, row->source, &source);
	set_text(event, "source", source.text);
	pl_buf_free(&source);
	if (row->code != NULL)
		set_text(event, "code", row->code);
	if (row->took_ms > 0)
		json_object_set_new(
		    event, "took_ms", json_integer(row->took_ms));
	result = pl_store_event_attrs(story->store, row, take_attr, attrs, err);
	if (json_array_size(attrs) > 0)
		json_object_set(event, "attrs", attrs);
	json_decref(attrs);
	return result;
}

/* The events of the asset alone, of the patch alone, and of the item. */
static int
set_events(json_t *out, struct story *story, struct pl_error *err)
{
	json_t *events = json_array();
	struct pl_reader *reader;
	struct pl_row row;
	int result = pl_reader_open_asset(
	    &reader, story->store, story->as_of_ms, story->asset, err);

	json_object_set_new(out, "events", events);
	if (result < 0)
		return result;
	while ((result = pl_reader_next(reader, &row, err)) > 0) {
		if (row.subject != 0 && row.subject != story->subject)
			continue;
		result = add_event(story, events, &row, err);
		if (result < 0)
			break;
	}
	pl_reader_close(reader);
	return result;
}

/* How an episode counts in a figure, by its outcome. */
static const struct {
	const char *figure;
	struct {
		int counts;
		const char *how;
	} by[PL_OUTCOMES];
} counting[] = {
    {"time-to-patch",
	{[PL_OUTCOME_FIXED] = {1, "fixed"},
	    [PL_OUTCOME_OPEN] = {1, "longer than so far"},
	    [PL_OUTCOME_STALE] = {1, "longer than the asset was seen"},
	    [PL_OUTCOME_LEFT] = {1, "left"},
	    [PL_OUTCOME_GONE] = {1, "longer than there was such a patch"},
	    [PL_OUTCOME_EXCLUDED] = {0, NULL}}},
    {"backlog",
	{[PL_OUTCOME_FIXED] = {0, "it is fixed"},
	    [PL_OUTCOME_OPEN] = {1, "open"},
	    [PL_OUTCOME_STALE] = {0, "its asset is stale, which is told apart"},
	    [PL_OUTCOME_LEFT] = {0, "its asset or its product has left"},
	    [PL_OUTCOME_GONE] = {0, "its patch was withdrawn or superseded"},
	    [PL_OUTCOME_EXCLUDED] = {0, NULL}}},
    {"backlog-age",
	{[PL_OUTCOME_FIXED] = {0, "it is fixed"},
	    [PL_OUTCOME_OPEN] = {1, "open"},
	    [PL_OUTCOME_STALE] = {0, "its asset is stale"},
	    [PL_OUTCOME_LEFT] = {0, "its asset or its product has left"},
	    [PL_OUTCOME_GONE] = {0, "its patch was withdrawn or superseded"},
	    [PL_OUTCOME_EXCLUDED] = {0, NULL}}},
};

static json_t *
episode_json(const struct pl_episode *episode)
{
	json_t *out = json_object(), *figures = json_object();

	set_episode(out, episode);
	for (size_t i = 0; i < PL_COUNT(counting); i++) {
		int counts = counting[i].by[episode->outcome].counts;
		const char *how = counting[i].by[episode->outcome].how;

		json_object_set_new(figures, counting[i].figure,
		    json_pack("{s:b, s:s}", "counts", counts,
			counts ? "as" : "why",
			how != NULL ? how : episode->why));
	}
	json_object_set_new(out, "figures", figures);
	return out;
}

/* What the two rates count of the item. */
static json_t *
attempts_json(const struct pl_cells *cells)
{
	json_int_t attempts = 0, failures = 0, installs = 0, undone = 0;

	for (size_t i = 0; i < cells->count; i++) {
		const struct pl_cell *cell = &cells->list[i];
		const struct pl_ratio *failed =
		    pl_cell_ratio_of(cell, PL_RATIO_FAILED);
		const struct pl_tally *rollbacks =
		    &cell->spans[PL_SPAN_ROLLBACK].tally;

		attempts += (json_int_t)pl_groups_sum(failed->of);
		failures += (json_int_t)pl_groups_sum(failed->count);
		for (size_t n = 0; n < rollbacks->count; n++) {
			const struct pl_tally_cell *at = &rollbacks->cells[n];

			if (at->what == PL_ENTERED)
				installs += (json_int_t)at->count;
			if (at->what == PL_FIXED &&
			    at->minute <= ROLLBACK_MINUTES)
				undone += (json_int_t)at->count;
		}
	}
	return json_pack("{s:{s:I, s:I}, s:{s:I, s:I}}", "failure-rate", "n",
	    attempts, "count", failures, "rollback-rate", "n", installs,
	    "count", undone);
}

static void
take_item(void *context, const struct pl_item *item)
{
	struct story *story = context;
	struct pl_episodes episodes = {0};
	json_t *absences = json_array(), *by_clock = json_object();

	if (item->subject != story->subject)
		return;
	for (size_t i = 0; i < item->absence_count; i++) {
		json_t *absence = json_object();

		set_time(absence, "removed", item->absences[i].removed_ms);
		set_time(absence, "back", item->absences[i].back_ms);
		json_array_append_new(absences, absence);
	}
	json_object_set_new(story->json, "absences", absences);
	for (int i = 0; i < 2; i++) {
		json_t *list = json_array();

		pl_episodes_of(
		    &episodes, item, clocks[i].clock, story->as_of_ms);
		for (size_t n = 0; n < episodes.count; n++)
			json_array_append_new(
			    list, episode_json(&episodes.list[n]));
		json_object_set_new(by_clock, clocks[i].name, list);
	}
	json_object_set_new(story->json, "episodes", by_clock);
	pl_episodes_free(&episodes);
	pl_count_item(&story->cells, item);
	json_object_set_new(
	    story->json, "attempts", attempts_json(&story->cells));
}

int
pl_explain_item(json_t **out, struct pl_store *store, const char *asset,
    const char *subject, int64_t as_of_ms, struct pl_error *err)
{
	struct story story;
	json_t *json = NULL, *item = json_object();
	int64_t events;
	int result = story_open(&story, store, asset, as_of_ms, err);

	if (result < 0)
		goto out;
	story.subject = pl_store_subject_id(store, subject);
	story.json = item;
	if (story.subject == 0)
		result = pl_fail(err, PL_E_CONFIG,
		    "the store knows no patch \"%.200s\"; \"patchlore explain "
		    "%.200s\" lists those of the asset",
		    subject, asset);
	else
		result = pl_history_read(store, story.strata, as_of_ms,
		    story.asset, take_item, &story, &events, err);
	if (result < 0)
		goto out;
	json = document(&story, asset);
	set_text(json, "patch", subject);
	result = set_events(json, &story, err);
	json_object_update(json, item);
	if (result == PL_OK)
		*out = json_incref(json);
out:
	json_decref(item);
	json_decref(json);
	story_close(&story);
	return result;
}
