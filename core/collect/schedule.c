#include "collect/schedule.h"

#include <stdio.h>

#include "base/error.h"
#include "store/runs.h"

/* Doubling needs no more to reach the longest rest. */
enum { LOOK_BACK = 20 };

struct past {
	struct pl_schedule *out;
	uint64_t setup;
	int crashes; /* in a row */
	int crashing;
	int last; /* result of the newest run that counts */
	int64_t ended_ms;
};

static int
says_nothing(int result)
{
	return result == PL_E_STOPPED || result == PL_E_STORE;
}

/* Newest first; 1 ends the look. */
static int
take_run(void *context, const struct pl_store_run *run)
{
	struct past *past = context;

	if (says_nothing(run->result))
		return 0;
	if (run->result == PL_OK || run->setup != past->setup)
		return 1;
	if (past->out->failures++ == 0) {
		past->last = run->result;
		past->ended_ms = run->began_ms + run->took_ms;
		snprintf(
		    past->out->why, sizeof past->out->why, "%s", run->message);
	}
	past->crashing &= run->result == PL_E_PLUGIN;
	past->crashes += past->crashing;
	return past->out->failures == LOOK_BACK;
}

static int64_t
rest_ms(int failures)
{
	int64_t rest = PL_SCHEDULE_FIRST_MS;

	while (--failures > 0 && rest < PL_SCHEDULE_LAST_MS)
		rest *= 2;
	return rest < PL_SCHEDULE_LAST_MS ? rest : PL_SCHEDULE_LAST_MS;
}

int
pl_schedule(struct pl_schedule *out, struct pl_store *store, const char *source,
    uint64_t setup, int64_t now_ms, struct pl_error *err)
{
	struct past past = {.out = out, .setup = setup, .crashing = 1};
	int result;

	*out = (struct pl_schedule){.turn = PL_TURN_RUN};
	result = pl_store_runs(store, source, take_run, &past, err);
	if (result < 0)
		return result;
	if (out->failures == 0)
		return PL_OK;
	if (past.last == PL_E_CONFIG || past.crashes >= PL_SCHEDULE_CRASHES) {
		out->turn = PL_TURN_HELD;
		return PL_OK;
	}
	out->until_ms = past.ended_ms + rest_ms(out->failures);
	/* A clock that was set back must not silence a source for years. */
	if (now_ms < out->until_ms && now_ms >= past.ended_ms)
		out->turn = PL_TURN_WAIT;
	return PL_OK;
}
