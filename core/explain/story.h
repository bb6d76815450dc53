/*
 * story.h - what the documents about an asset and about an item share
 *
 * Both begin with what is known of the asset, and tell of episodes.
 */
#ifndef PL_STORY_H
#define PL_STORY_H

#include <jansson.h>

#include "kpi/episode.h"

struct pl_error;
struct pl_store;
struct pl_strata;

/* The clocks that are told by, the policy's last. */
enum { PL_STORY_CLOCKS = 4 };
extern const enum pl_clock pl_story_clocks[PL_STORY_CLOCKS];

struct pl_story {
	struct pl_store *store;
	struct pl_query query; /* of all items of the asset */
	struct pl_strata *strata;
	const char *name; /* the asset's, borrowed */
	int64_t asset;
	int clocks; /* so many of pl_story_clocks: all with a policy */
};

/* Find the asset. What query asks is kept, but for its strata. PL_E_CONFIG
 * where the store knows no such asset. story stays where it is. */
int pl_story_open(struct pl_story *story, struct pl_store *store,
    const struct pl_query *query, const char *asset, struct pl_error *err);
void pl_story_close(struct pl_story *story);

/* Where in pl_story_clocks the clock is that the query names. */
size_t pl_story_clock(const struct pl_story *story);

/* A document, with what is known of the asset. */
json_t *pl_story_document(const struct pl_story *story);

/* Members of an object: a text, a time, and all that is known of an episode.
 * null where text is NULL or the time 0. */
void pl_story_text(json_t *object, const char *name, const char *text);
void pl_story_time(json_t *object, const char *name, int64_t ms);
void pl_story_episode(json_t *object, const struct pl_episode *episode);

#endif
