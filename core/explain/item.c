#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "kpi/catalogue.h"
#include "kpi/count.h"
#include "kpi/document.h"
#include "explain/explain.h"
#include "kpi/history.h"
#include "explain/standing.h"
#include "explain/story.h"
#include "model/policy.h"
#include "store/store.h"

enum { SOURCE_NAME = 4096 };

/* What is found out about the item. */
struct inquiry {
	struct pl_story story;
	int64_t subject;
	struct pl_standing standings[PL_STORY_CLOCKS];
	json_t *absences, *episodes; /* owned; NULL: there is no such item */
};

/* ---- Events -------------------------------------------------------------- */

static int
take_attr(void *context, const char *name, const char *value)
{
	json_array_append_new(
	    context, json_pack("{s:s, s:s}", "name", name, "value", value));
	return 0;
}

static int
add_event(const struct pl_story *story, json_t *events,
    const struct pl_row *row, struct pl_error *err)
{
	json_t *event = json_object(), *attrs = json_array();
	struct pl_buf source;
	int result;

	json_array_append_new(events, event);
	pl_story_time(event, "time", row->at_ms);
	if (row->after_ms != 0)
		pl_story_time(event, "after", row->after_ms);
	pl_story_text(event, "kind", pl_kind_name(row->kind));
	pl_buf_init(&source, SOURCE_NAME);
	pl_store_source_name(story->store, row->source, &source);
	pl_story_text(event, "source", source.text);
	pl_buf_free(&source);
	if (row->code != NULL)
		pl_story_text(event, "code", row->code);
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
set_events(json_t *out, const struct pl_story *story, int64_t subject,
    struct pl_error *err)
{
	json_t *events = json_array();
	struct pl_reader *reader;
	struct pl_row row;
	int result = pl_reader_open_asset(
	    &reader, story->store, story->query.as_of_ms, story->asset, err);

	json_object_set_new(out, "events", events);
	if (result < 0)
		return result;
	while ((result = pl_reader_next(reader, &row, err)) > 0) {
		if (row.subject != 0 && row.subject != subject)
			continue;
		result = add_event(story, events, &row, err);
		if (result < 0)
			break;
	}
	pl_reader_close(reader);
	return result;
}

/* ---- Episodes ------------------------------------------------------------ */

static json_t *
missing_json(unsigned missing)
{
	json_t *out = json_array();

	for (int i = 0; i < PL_POLICY_INPUTS; i++)
		if ((missing & (1U << i)) != 0)
			json_array_append_new(out,
			    json_string(
				pl_policy_input_name((enum pl_policy_input)i)));
	return out;
}

/* What the policy says of an episode. */
static json_t *
decision_json(const struct pl_policy_decision *decision)
{
	static const char *const words[] = {[PL_POLICY_DUE] = "due",
	    [PL_POLICY_NO_DEADLINE] = "no deadline",
	    [PL_POLICY_OUT_OF_SCOPE] = "out of scope",
	    [PL_POLICY_NOT_IN_FORCE] = "not in force",
	    [PL_POLICY_INCOMPLETE] = "incomplete"};
	json_t *out = json_object();

	pl_story_text(out, "answer", words[decision->answer]);
	pl_story_text(out, "tier", decision->tier);
	pl_story_time(out, "start", decision->start_ms);
	pl_story_time(out, "due", decision->due_ms);
	if (decision->answer == PL_POLICY_INCOMPLETE)
		json_object_set_new(
		    out, "missing", missing_json(decision->missing));
	return out;
}

static json_t *
episodes_json(const struct pl_count *count)
{
	json_t *out = json_array();

	for (size_t i = 0; i < count->episodes->count; i++) {
		const struct pl_episode *episode = &count->episodes->list[i];
		json_t *json = json_object();
		struct pl_policy_decision decision;

		json_array_append_new(out, json);
		pl_story_episode(json, episode);
		if (count->cells->query.policy == NULL ||
		    episode->outcome == PL_OUTCOME_EXCLUDED)
			continue;
		pl_count_decide(count, episode, &decision);
		json_object_set_new(json, "policy", decision_json(&decision));
	}
	return out;
}

static json_t *
absences_json(const struct pl_item *item)
{
	json_t *out = json_array();

	for (size_t i = 0; i < item->absence_count; i++) {
		json_t *absence = json_object();

		pl_story_time(absence, "removed", item->absences[i].removed_ms);
		pl_story_time(absence, "back", item->absences[i].back_ms);
		json_array_append_new(out, absence);
	}
	return out;
}

static void
take_item(void *context, const struct pl_item *item)
{
	struct inquiry *inquiry = context;
	int is_it = item->subject == inquiry->subject;

	for (int i = 0; i < inquiry->story.clocks; i++)
		pl_standing_take(&inquiry->standings[i], item, is_it);
	if (!is_it)
		return;
	inquiry->absences = absences_json(item);
	inquiry->episodes = json_object();
	for (int i = 0; i < inquiry->story.clocks; i++) {
		struct pl_cells *cells = &inquiry->standings[i].item;
		const struct pl_count count = {
		    cells, item, &cells->episodes, {0}, {0}};

		json_object_set_new(inquiry->episodes,
		    pl_clock_name(pl_story_clocks[i]), episodes_json(&count));
	}
}

/* ---- The document -------------------------------------------------------- */

static int
inquiry_open(struct inquiry *inquiry, struct pl_store *store,
    const struct pl_query *query, const char *asset, struct pl_error *err)
{
	int result = pl_story_open(&inquiry->story, store, query, asset, err);

	if (result < 0)
		return result;
	for (int i = 0; i < inquiry->story.clocks; i++) {
		struct pl_query by = inquiry->story.query;

		by.clock = pl_story_clocks[i];
		pl_standing_init(
		    &inquiry->standings[i], inquiry->story.strata, &by);
	}
	return PL_OK;
}

static void
inquiry_close(struct inquiry *inquiry)
{
	for (int i = 0; i < inquiry->story.clocks; i++)
		pl_standing_free(&inquiry->standings[i]);
	json_decref(inquiry->absences);
	json_decref(inquiry->episodes);
	pl_story_close(&inquiry->story);
}

static int
inquire(struct inquiry *inquiry, const char *subject, struct pl_error *err)
{
	struct pl_story *story = &inquiry->story;
	int64_t events;

	inquiry->subject = pl_store_subject_id(story->store, subject);
	if (inquiry->subject == 0)
		return pl_fail(err, PL_E_CONFIG,
		    "the store knows no patch \"%.200s\"; \"patchlore explain "
		    "%.200s\" lists those of the asset",
		    subject, story->name);
	return pl_history_read(story->store, story->strata,
	    story->query.as_of_ms, story->asset, take_item, inquiry, &events,
	    err);
}

/* What was asked, as documents of figures say it. */
static void
set_query(json_t *out, struct inquiry *inquiry)
{
	struct pl_query *query = &inquiry->story.query;
	char definitions[33];
	json_t *asked;

	if (query->clock == PL_CLOCK_DEFAULT)
		query->clock = pl_cells_clock(&inquiry->standings[0].assets);
	pl_kpi_definitions(definitions);
	asked = pl_document_of(query, definitions);
	json_object_update_missing(out, asked);
	json_decref(asked);
}

static void
set_standings(json_t *out, struct inquiry *inquiry)
{
	json_t *figures = json_object();

	json_object_set(out, "absences", inquiry->absences);
	json_object_set(out, "episodes", inquiry->episodes);
	json_object_set_new(out, "figures", figures);
	for (int i = 0; i < inquiry->story.clocks; i++)
		json_object_set_new(figures, pl_clock_name(pl_story_clocks[i]),
		    pl_standing_json(&inquiry->standings[i]));
}

int
pl_explain_item(json_t **out, struct pl_store *store,
    const struct pl_query *query, const char *asset, const char *subject,
    struct pl_error *err)
{
	struct inquiry inquiry = {0};
	json_t *json;
	int result = inquiry_open(&inquiry, store, query, asset, err);

	if (result < 0)
		return result;
	result = inquire(&inquiry, subject, err);
	if (result < 0) {
		inquiry_close(&inquiry);
		return result;
	}
	json = pl_story_document(&inquiry.story);
	set_query(json, &inquiry);
	pl_story_text(json, "patch", subject);
	result = set_events(json, &inquiry.story, inquiry.subject, err);
	if (inquiry.episodes != NULL)
		set_standings(json, &inquiry);
	inquiry_close(&inquiry);
	if (result < 0) {
		json_decref(json);
		return result;
	}
	*out = json;
	return PL_OK;
}
