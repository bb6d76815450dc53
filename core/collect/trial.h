/*
 * trial.h - one run of a plugin that is being checked, and all that was seen
 *
 * check.h draws its verdicts from these.
 */
#ifndef PL_TRIAL_H
#define PL_TRIAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "collect/options.h"
#include "host/run.h"

/* Of one trial; a source with more is left at that point. */
enum {
	PL_TRIAL_EVENTS = 1000000,
	PL_TRIAL_REJECTS = 20000, /* without a checkpoint */
	PL_TRIAL_MARKS = 1000,
	PL_TRIAL_SILENCES = 5, /* a trial takes so many silences at most */
};

/* How far it got. */
enum pl_phase {
	PL_PHASE_LOAD,
	PL_PHASE_ENTER,   /* loading with rights */
	PL_PHASE_OPTIONS, /* asked for before that, but a later concern */
	PL_PHASE_OPEN,
	PL_PHASE_COLLECT,
	PL_PHASE_CLOSE,
	PL_PHASE_END,
};

/* A checkpoint, and how many events came before it. */
struct pl_trial_mark {
	char *cursor;
	size_t events;
};

struct pl_trial {
	/* What to do. */
	const char *file;
	const char *const *options; /* "name=value" */
	size_t option_count;
	int silence_ms;
	const char *cursor;
	uint64_t refuse_after; /* with refuse_result other than PLORE_OK */
	int32_t refuse_result;
	int stop_early; /* at the first sign of life */
	int reopen;     /* open and close so often, instead of collecting */

	/* What was seen. */
	enum pl_phase phase;
	int code; /* PL_OK, or why it ended */
	struct pl_error err;
	int explained; /* the plugin gave a sentence with its error */
	char protection[512];
	uint64_t *events; /* identities, in the order of arrival */
	size_t event_count, event_room;
	struct pl_trial_mark *marks;
	size_t mark_count, mark_room;
	size_t waiting, most_waiting; /* events without a checkpoint */
	size_t set_aside;             /* rejects without a checkpoint */
	size_t bytes;                 /* of the texts of both */
	size_t flaws; /* events and cursors that broke a rule of the contract */
	char flaw[200];
	size_t lines, early_lines; /* of log; those written while loading */
	char line[200];
	size_t refusals;
	char refused[300];
	int64_t stop_took_ms; /* from the stop to the end; -1: not stopped */
	struct pl_run_usage usage;
	uint64_t allocated_early; /* after a tenth of the reopenings */

	/* For the trial alone. */
	volatile int stop;
	int64_t stopped_ms;
	void (*descriptor)(void *context, const struct pl_wire_plugin *plugin);
	void *context;
};

/* Do it. The outcome is in trial->code and the rest. */
void pl_trial_run(struct pl_trial *trial);
void pl_trial_free(struct pl_trial *trial);

#endif
