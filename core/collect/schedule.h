/*
 * schedule.h - is it a source's turn, seen from how its last runs ended?
 *
 * A source that failed is left alone for a while, twice as long each time. One
 * that needs a person is not tried again until something changed: a setting
 * that is wrong, a source that says no (trying again may lock an account), a
 * plugin that crashes or breaks the contract. Runs that somebody stopped, and
 * failures of the store, say nothing about the source.
 */
#ifndef PL_SCHEDULE_H
#define PL_SCHEDULE_H

#include <stdint.h>

struct pl_error;
struct pl_store;

/* Crashes in a row after which a plugin is held. */
enum { PL_SCHEDULE_CRASHES = 3 };

/* How long a source rests after its first failure in a row, and at most. */
#define PL_SCHEDULE_FIRST_MS (INT64_C(60) * 1000)
#define PL_SCHEDULE_LAST_MS  (INT64_C(6) * 3600 * 1000)

enum pl_turn {
	PL_TURN_RUN,
	PL_TURN_WAIT, /* until until_ms */
	PL_TURN_HELD, /* until the setup changes or somebody says so */
};

struct pl_schedule {
	enum pl_turn turn;
	int failures; /* in a row, with this setup */
	int64_t until_ms;
	char why[1000]; /* what the last of them said */
};

/* Whose turn, for a source with this setup (see pl_store_run). */
int pl_schedule(struct pl_schedule *out, struct pl_store *store,
    const char *source, uint64_t setup, int64_t now_ms, struct pl_error *err);

#endif
