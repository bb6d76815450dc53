#include "explain/story.h"

#include "base/error.h"
#include "base/time.h"
#include "kpi/strata.h"
#include "store/store.h"

const enum pl_clock pl_story_clocks[PL_STORY_CLOCKS] = {
    PL_CLOCK_DETECTION, PL_CLOCK_RELEASE, PL_CLOCK_EXPOSURE, PL_CLOCK_POLICY};

int
pl_story_open(struct pl_story *story, struct pl_store *store,
    const struct pl_query *query, const char *asset, struct pl_error *err)
{
	*story = (struct pl_story){.store = store,
	    .query = {.clock = query->clock,
		.view = query->view,
		.as_of_ms = query->as_of_ms,
		.policy = query->policy,
		.where_count = 1,
		.where = {{"asset", asset}}},
	    .name = asset,
	    .asset = pl_store_asset_id(store, asset),
	    .clocks = PL_STORY_CLOCKS - (query->policy == NULL)};

	if (pl_query_check(query, err) < 0)
		return PL_E_CONFIG;
	if (story->asset == 0)
		return pl_fail(err, PL_E_CONFIG,
		    "the store knows no asset \"%.200s\"; \"patchlore kpi "
		    "backlog --by asset\" names those with items",
		    asset);
	return pl_strata_load(&story->strata, store, &story->query, err);
}

void
pl_story_close(struct pl_story *story)
{
	pl_strata_free(story->strata);
}

size_t
pl_story_clock(const struct pl_story *story)
{
	size_t i = PL_STORY_CLOCKS - 1;

	while (i > 0 && pl_story_clocks[i] != story->query.clock)
		i--;
	return i;
}

json_t *
pl_story_document(const struct pl_story *story)
{
	const struct pl_strata_asset *known =
	    pl_strata_asset(story->strata, story->asset);
	json_t *out = json_object();

	pl_story_text(out, "patchlore", PL_VERSION);
	pl_story_time(out, "as_of", story->query.as_of_ms);
	pl_story_text(out, "asset", story->name);
	pl_story_time(out, "enrolled", known == NULL ? 0 : known->first_ms);
	pl_story_time(out, "seen", known == NULL ? 0 : known->last_ms);
	pl_story_time(out, "retired", known == NULL ? 0 : known->retired_ms);
	return out;
}

void
pl_story_text(json_t *object, const char *name, const char *text)
{
	json_object_set_new(
	    object, name, text == NULL ? json_null() : json_string(text));
}

void
pl_story_time(json_t *object, const char *name, int64_t ms)
{
	char text[PL_TIME_TEXT];

	pl_story_text(object, name, ms == 0 ? NULL : pl_time_format(ms, text));
}

void
pl_story_episode(json_t *object, const struct pl_episode *episode)
{
	static const char *const words[PL_OUTCOMES] = {
	    "fixed", "open", "stale", "left", "gone", "excluded"};
	int64_t minutes;

	pl_story_text(object, "outcome", words[episode->outcome]);
	if (episode->outcome == PL_OUTCOME_EXCLUDED) {
		pl_story_text(object, "why", episode->why);
		return;
	}
	minutes = (episode->stop_ms - episode->start_ms) / PL_MINUTE_MS;
	pl_story_time(object, "start", episode->start_ms);
	if (episode->entry_ms > episode->start_ms)
		pl_story_time(object, "observed_from", episode->entry_ms);
	pl_story_time(object, "stop", episode->stop_ms);
	json_object_set_new(object, "minutes", json_integer(minutes));
	json_object_set_new(object, "days",
	    json_real((double)(minutes * PL_MINUTE_MS) / (double)PL_DAY_MS));
}
