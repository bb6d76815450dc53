#include "collect/trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "base/time.h"
#include "collect/collect.h"
#include "model/event.h"

/* ---- What arrives ------------------------------------------------------- */

static void
sign_of_life(struct pl_trial *trial)
{
	if (!trial->stop_early || trial->stop)
		return;
	trial->stop = 1;
	trial->stopped_ms = pl_time_steady();
}

static uint64_t
digest_text(uint64_t seed, const char *text)
{
	return text == NULL ? XXH64("", 1, seed ^ 1)
	                    : XXH64(text, strlen(text), seed);
}

/* What tells an event apart, see plugin.h. */
static uint64_t
identity(const struct pl_event *event)
{
	const int64_t numbers[2] = {event->kind, event->at_ms};
	uint64_t digest = XXH64(numbers, sizeof numbers, 0);

	digest = digest_text(digest, event->asset);
	return digest_text(
	    digest, event->patch != NULL ? event->patch : event->vuln);
}

static size_t
length_of(const char *text)
{
	return text == NULL ? 0 : strlen(text);
}

static size_t
length_of_texts(const struct pl_event *event)
{
	size_t length = length_of(event->asset) + length_of(event->patch) +
	                length_of(event->vuln) + length_of(event->product) +
	                length_of(event->code);

	for (size_t i = 0; i < event->attr_count; i++)
		length += length_of(event->attrs[i].name) +
		          length_of(event->attrs[i].value);
	return length;
}

/* A collect is ended there too. */
static int
take_bytes(struct pl_trial *trial, size_t more, struct pl_error *err)
{
	trial->bytes += more;
	if (trial->bytes <= PL_COLLECT_WAITING_BYTES)
		return PL_OK;
	return pl_fail(err, PL_E_LIMIT, "more than %d MiB without a checkpoint",
	    PL_COLLECT_WAITING_BYTES >> 20);
}

static int
take_event(void *context, const struct pl_event *event, struct pl_error *err)
{
	struct pl_trial *trial = context;

	sign_of_life(trial);
	if (trial->stop)
		return PL_OK; /* what counts now is when it comes back */
	if (trial->event_count == PL_TRIAL_EVENTS)
		return pl_fail(err, PL_E_LIMIT,
		    "more than %d events; use a smaller sample",
		    PL_TRIAL_EVENTS);
	trial->events = pl_grow(trial->events, trial->event_count,
	    &trial->event_room, sizeof *trial->events);
	trial->events[trial->event_count++] = identity(event);
	if (++trial->waiting > trial->most_waiting)
		trial->most_waiting = trial->waiting;
	return take_bytes(trial, length_of_texts(event), err);
}

/* The contract's own rejects name no place in the input. */
static int
take_reject(
    void *context, const struct pl_wire_reject *reject, struct pl_error *err)
{
	struct pl_trial *trial = context;

	sign_of_life(trial);
	if (trial->stop)
		return PL_OK;
	if (++trial->set_aside > PL_TRIAL_REJECTS)
		return pl_fail(err, PL_E_LIMIT,
		    "more than %d pieces of input were set aside without a "
		    "checkpoint",
		    PL_TRIAL_REJECTS);
	if (reject->where[0] == '\0' && trial->flaws++ == 0)
		snprintf(
		    trial->flaw, sizeof trial->flaw, "%.190s", reject->reason);
	return take_bytes(trial,
	    strlen(reject->where) + strlen(reject->reason) +
		strlen(reject->input),
	    err);
}

static int
take_checkpoint(void *context, const char *cursor, struct pl_error *err)
{
	struct pl_trial *trial = context;

	(void)err;
	sign_of_life(trial);
	trial->waiting = trial->set_aside = trial->bytes = 0;
	if (trial->mark_count == PL_TRIAL_MARKS)
		return PL_OK;
	trial->marks = pl_grow(trial->marks, trial->mark_count,
	    &trial->mark_room, sizeof *trial->marks);
	trial->marks[trial->mark_count++] =
	    (struct pl_trial_mark){pl_strdup(cursor), trial->event_count};
	return PL_OK;
}

static void
take_progress(void *context, const struct pl_wire_progress *progress)
{
	(void)progress;
	sign_of_life(context);
}

static void
take_refusal(struct pl_trial *trial, const char *line)
{
	size_t used = strlen(trial->refused);

	trial->refusals++;
	if (strstr(trial->refused, line) == NULL)
		snprintf(trial->refused + used, sizeof trial->refused - used,
		    "%s%.100s", used > 0 ? ", " : "", line);
}

static void
take_line(void *context, unsigned level, const char *line)
{
	struct pl_trial *trial = context;

	if (level == PL_RUN_REFUSED) {
		take_refusal(trial, line);
		return;
	}
	trial->early_lines += trial->phase <= PL_PHASE_ENTER;
	if (trial->lines++ == 0)
		snprintf(trial->line, sizeof trial->line, "%.190s", line);
}

/* ---- Doing it ----------------------------------------------------------- */

static int
collect(struct pl_trial *trial, struct pl_run *run)
{
	int result;

	if (trial->refuse_result != PLORE_OK) {
		result = pl_run_refuse(run, trial->refuse_after,
		    trial->refuse_result, &trial->err);
		if (result < 0)
			return result;
	}
	trial->phase = PL_PHASE_COLLECT;
	result = pl_run_collect(run, trial->cursor, &trial->err);
	if (trial->stop)
		trial->stop_took_ms = pl_time_steady() - trial->stopped_ms;
	return result;
}

static int
work(struct pl_trial *trial, struct pl_run *run, struct pl_options *options)
{
	int turns = trial->reopen > 0 ? trial->reopen : 1;
	int result = PL_OK;

	for (int i = 0; i < turns && result == PL_OK; i++) {
		trial->phase = PL_PHASE_OPEN;
		result = pl_run_open(
		    run, options->list, options->count, &trial->err);
		if (result == PL_OK && trial->reopen == 0)
			result = collect(trial, run);
		if (result < 0)
			return result;
		trial->phase = PL_PHASE_CLOSE;
		result = pl_run_close(run, &trial->usage, &trial->err);
		if (i == turns / 10)
			trial->allocated_early = trial->usage.allocated;
	}
	if (result == PL_OK)
		trial->phase = PL_PHASE_END;
	return result;
}

static int
with_options(struct pl_trial *trial, struct pl_run *run)
{
	struct pl_options options;
	int result;

	trial->phase = PL_PHASE_OPTIONS;
	result = pl_options_check(&options, pl_run_plugin(run), trial->options,
	    trial->option_count, NULL, &trial->err);
	if (result < 0)
		return result;
	trial->phase = PL_PHASE_ENTER;
	result = pl_run_enter(run, options.list, options.count, &trial->err);
	snprintf(trial->protection, sizeof trial->protection, "%s",
	    pl_run_protection(run));
	if (result == PL_OK)
		result = work(trial, run, &options);
	pl_options_free(&options);
	return result;
}

void
pl_trial_run(struct pl_trial *trial)
{
	int silence_ms =
	    trial->silence_ms > 0 ? trial->silence_ms : PL_RUN_COLLECT_MS;
	const struct pl_run_settings settings = {.file = trial->file,
	    .grant = PL_GRANT_DEFAULT,
	    .silence_ms = silence_ms,
	    .whole_ms = (int64_t)silence_ms * PL_TRIAL_SILENCES,
	    .witness = 1,
	    .stop = &trial->stop};
	const struct pl_run_sink sink = {trial, take_event, take_reject,
	    take_checkpoint, take_progress, take_line};
	struct pl_run *run;

	trial->stop_took_ms = -1;
	trial->phase = PL_PHASE_LOAD;
	trial->code = pl_run_start(&run, &settings, &sink, &trial->err);
	if (trial->code < 0)
		return;
	if (trial->descriptor != NULL)
		trial->descriptor(trial->context, pl_run_plugin(run));
	trial->code = with_options(trial, run);
	trial->explained = pl_run_failure(run)[0] != '\0';
	pl_run_end(run);
}

void
pl_trial_free(struct pl_trial *trial)
{
	for (size_t i = 0; i < trial->mark_count; i++)
		free(trial->marks[i].cursor);
	free(trial->marks);
	free(trial->events);
}
