#include "host/run.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "host/process.h"
#include "model/event.h"

struct pl_run {
	struct pl_process *process;
	const struct pl_run_sink *sink;
	struct pl_wire out;
	uint8_t *plugin_bytes;         /* what plugin's texts point into */
	struct pl_wire_plugin *plugin; /* NULL until the worker told */
	uint8_t kinds[256];            /* declared kinds of event */
	char failure[PLORE_MAX_TEXT + 1];
};

/* ---- What arrives ------------------------------------------------------- */

static int
broken(struct pl_error *err, const char *what)
{
	return pl_fail(err, PL_E_PLUGIN,
	    "the worker sent %s that breaks the format", what);
}

static int
take_plugin(struct pl_run *run, struct pl_wire_in *in, struct pl_error *err)
{
	struct pl_wire_in copy = *in;

	if (run->plugin != NULL)
		return PL_OK; /* the first one speaks for the file */
	run->plugin_bytes = pl_alloc(in->left + 1);
	memcpy(run->plugin_bytes, in->bytes, in->left);
	copy.bytes = run->plugin_bytes;
	run->plugin = pl_alloc(sizeof *run->plugin);
	if (pl_wire_read_plugin(&copy, run->plugin) < 0)
		return broken(err, "a descriptor");
	for (size_t i = 0; run->plugin->kinds[i] != NULL; i++)
		run->kinds[pl_kind_of(run->plugin->kinds[i])] = 1;
	return PL_OK;
}

static int
reject(struct pl_run *run, const char *reason, const char *kind,
    struct pl_error *err)
{
	const struct pl_wire_reject why = {"", reason, kind};

	return run->sink->reject(run->sink->context, &why, err);
}

static void
translate(struct pl_event *out, const plore_event *event)
{
	out->kind = pl_kind_of(event->kind);
	out->at_ms = event->time_ms;
	out->after_ms = event->after_ms;
	out->took_ms = event->took_ms;
	out->asset = event->asset;
	out->patch = event->patch;
	out->vuln = event->vuln;
	out->product = event->product;
	out->code = event->code;
	out->attr_count = event->attr_count;
	for (uint32_t i = 0; i < event->attr_count; i++) {
		out->attrs[i].name = event->attrs[i].name;
		out->attrs[i].value = event->attrs[i].value;
		out->attrs[i].share = event->attrs[i].share <= PL_PUBLIC
		                          ? (enum pl_share)event->attrs[i].share
		                          : PL_PRIVATE;
	}
}

static int
take_event(struct pl_run *run, struct pl_wire_in *in, struct pl_error *err)
{
	plore_attr attrs[PLORE_MAX_ATTRS];
	struct pl_error flaw;
	struct pl_event event;
	plore_event raw;

	if (pl_wire_read_event(in, &raw, attrs) < 0 || raw.kind == NULL)
		return broken(err, "an event");
	translate(&event, &raw);
	if (event.kind == PL_KIND_NONE)
		return reject(run, "an event of a kind that does not exist",
		    raw.kind, err);
	if (!run->kinds[event.kind])
		return reject(run,
		    "an event of a kind that the plugin does "
		    "not declare",
		    raw.kind, err);
	if (pl_event_check(&event, &flaw) < 0)
		return reject(run, flaw.text, raw.kind, err);
	return run->sink->event(run->sink->context, &event, err);
}

static int
take_reject(struct pl_run *run, struct pl_wire_in *in, struct pl_error *err)
{
	struct pl_wire_reject why;

	if (pl_wire_read_reject(in, &why) < 0)
		return broken(err, "a reject");
	why.where = why.where == NULL ? "" : why.where;
	why.reason = why.reason == NULL ? "" : why.reason;
	why.input = why.input == NULL ? "" : why.input;
	return run->sink->reject(run->sink->context, &why, err);
}

static int
take_checkpoint(struct pl_run *run, struct pl_wire_in *in, struct pl_error *err)
{
	const char *cursor;

	if (pl_wire_read_text(in, &cursor) < 0)
		return broken(err, "a checkpoint");
	return run->sink->checkpoint(
	    run->sink->context, cursor == NULL ? "" : cursor, err);
}

static int
take_progress(struct pl_run *run, struct pl_wire_in *in, struct pl_error *err)
{
	struct pl_wire_progress progress;

	if (pl_wire_read_progress(in, &progress) < 0)
		return broken(err, "progress");
	if (run->sink->progress != NULL)
		run->sink->progress(run->sink->context, &progress);
	return PL_OK;
}

static int
take_failure(struct pl_run *run, struct pl_wire_in *in, struct pl_error *err)
{
	const char *text;

	if (pl_wire_read_text(in, &text) < 0)
		return broken(err, "a failure");
	strncpy(
	    run->failure, text == NULL ? "" : text, sizeof run->failure - 1);
	for (char *c = run->failure; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	return PL_OK;
}

static int
take(struct pl_run *run, enum pl_frame type, struct pl_wire_in *in,
    struct pl_error *err)
{
	switch (type) {
	case PL_FRAME_PLUGIN:
		return take_plugin(run, in, err);
	case PL_FRAME_EVENT:
		return take_event(run, in, err);
	case PL_FRAME_REJECT:
		return take_reject(run, in, err);
	case PL_FRAME_CHECKPOINT:
		return take_checkpoint(run, in, err);
	case PL_FRAME_PROGRESS:
		return take_progress(run, in, err);
	case PL_FRAME_FAIL:
		return take_failure(run, in, err);
	default:
		return broken(err, "a frame of a type");
	}
}

/* What a plugin's result means to us. */
static int
result_code(int32_t result)
{
	switch (result) {
	case PLORE_E_CONFIG:
	case PLORE_E_ACCESS:
		return PL_E_CONFIG;
	case PLORE_E_UNAVAILABLE:
		return PL_E_UNAVAILABLE;
	case PLORE_E_DATA:
		return PL_E_DATA;
	case PLORE_E_STOPPED:
		return PL_E_STOPPED;
	case PLORE_E_UNSUPPORTED:
		return PL_E_PLUGIN;
	default:
		return PL_E_FAILED;
	}
}

/* Handle frames until the call that is in progress is answered. */
static int
until_done(
    struct pl_run *run, const char *call, int silence_ms, struct pl_error *err)
{
	for (;;) {
		enum pl_frame type;
		struct pl_wire_in in;
		int32_t result;
		int code = pl_process_receive(
		    run->process, silence_ms, &type, &in, err);

		if (code < 0)
			return code;
		if (type != PL_FRAME_DONE) {
			code = take(run, type, &in, err);
			if (code < 0)
				return code;
			continue;
		}
		if (pl_wire_read_done(&in, &result) < 0)
			return broken(err, "a result");
		if (result == PLORE_OK)
			return PL_OK;
		if (run->failure[0] != '\0')
			return pl_fail(
			    err, result_code(result), "%.900s", run->failure);
		return pl_fail(err, result_code(result),
		    "%s returned %d and did not say why", call, result);
	}
}

/* ---- A run -------------------------------------------------------------- */

int
pl_run_start(struct pl_run **out, const char *file,
    const struct pl_run_sink *sink, const volatile int *stop,
    struct pl_error *err)
{
	const struct pl_process_settings settings = {.plugin = file,
	    .log = sink->log,
	    .context = sink->context,
	    .stop = stop};
	struct pl_run *run = pl_alloc(sizeof *run);
	int result;

	run->sink = sink;
	result = pl_process_start(&run->process, &settings, err);
	if (result == PL_OK) {
		pl_wire_hello(&run->out, PL_VERSION);
		result = pl_process_send(run->process, &run->out, err);
	}
	if (result == PL_OK)
		result = until_done(run, "loading", PL_RUN_LOAD_MS, err);
	if (result == PL_OK && run->plugin == NULL)
		result = pl_fail(err, PL_E_PLUGIN, "the file holds no plugin");
	if (result < 0) {
		pl_run_end(run);
		return result;
	}
	*out = run;
	return PL_OK;
}

const struct pl_wire_plugin *
pl_run_plugin(const struct pl_run *run)
{
	return run->plugin;
}

int
pl_run_open(struct pl_run *run, const struct pl_wire_option *options,
    uint32_t count, struct pl_error *err)
{
	int result;

	pl_wire_open(&run->out, 0, options, count);
	result = pl_process_send(run->process, &run->out, err);
	if (result < 0)
		return result;
	return until_done(run, "open", PL_RUN_OPEN_MS, err);
}

int
pl_run_collect(struct pl_run *run, const char *cursor, struct pl_error *err)
{
	const plore_request request = {
	    .size = sizeof request, .cursor = cursor};
	int result;

	pl_wire_collect(&run->out, &request);
	result = pl_process_send(run->process, &run->out, err);
	if (result < 0)
		return result;
	return until_done(run, "collect", PL_RUN_COLLECT_MS, err);
}

void
pl_run_end(struct pl_run *run)
{
	if (run == NULL)
		return;
	pl_process_end(run->process);
	pl_wire_free(&run->out);
	free(run->plugin_bytes);
	free(run->plugin);
	free(run);
}
