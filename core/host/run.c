#include "host/run.h"

#include <dirent.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/map.h"
#include "base/plain.h"
#include "host/process.h"
#include "host/session.h"
#include "model/event.h"

enum { PL_RUN_PROTECTION = 512 };

struct pl_run {
	const struct pl_run_settings *settings;
	const struct pl_run_sink *sink;
	struct pl_process *process;
	struct pl_wire out;
	uint8_t *plugin_bytes; /* what plugin's texts point into */
	size_t plugin_size;
	struct pl_wire_plugin *plugin; /* NULL until the worker told */
	int described;                 /* the next descriptor must equal it */
	int protected;                 /* the worker told how */
	int closing;                   /* CLOSED may come */
	uint64_t allocated;            /* as the worker said when it closed */
	struct pl_map *kind_names;     /* of the kinds that are declared */
	enum pl_kind kinds[PL_WIRE_LIST + 1]; /* by their numbers in it */
	uint32_t rights;                      /* PL_RIGHT_... of the worker */
	int collecting; /* collect was asked and not answered */
	char protection[PL_RUN_PROTECTION];
	char failure[PLORE_MAX_TEXT + 1];
};

/* ---- What arrives ------------------------------------------------------- */

static int
broken(struct pl_error *err, const char *what)
{
	return pl_fail(err, PL_E_PLUGIN,
	    "the worker sent %s that breaks the format", what);
}

/* What is loaded with rights must be what asked for them. */
static int
same_plugin(
    const struct pl_run *run, const struct pl_wire_in *in, struct pl_error *err)
{
	if (in->left == run->plugin_size &&
	    memcmp(in->bytes, run->plugin_bytes, in->left) == 0)
		return PL_OK;
	return pl_fail(err, PL_E_PLUGIN,
	    "the plugin described itself in another way once it had rights");
}

static int
take_plugin(struct pl_run *run, struct pl_wire_in *in, struct pl_error *err)
{
	struct pl_wire_in copy = *in;

	if (run->described) {
		run->described = 0;
		return same_plugin(run, in, err);
	}
	if (run->plugin != NULL)
		return PL_OK; /* the first one speaks for the file */
	run->plugin_bytes = pl_alloc(in->left + 1);
	run->plugin_size = in->left;
	memcpy(run->plugin_bytes, in->bytes, in->left);
	copy.bytes = run->plugin_bytes;
	run->plugin = pl_alloc(sizeof *run->plugin);
	if (pl_wire_read_plugin(&copy, run->plugin) < 0)
		return broken(err, "a descriptor");
	for (size_t i = 0; run->plugin->kinds[i] != NULL; i++)
		run->kinds[pl_map_add(run->kind_names, run->plugin->kinds[i])] =
		    pl_kind_of(run->plugin->kinds[i]);
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
translate(
    const struct pl_run *run, struct pl_event *out, const plore_event *event)
{
	out->kind = run->kinds[pl_map_find(run->kind_names, event->kind)];
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
	translate(run, &event, &raw);
	if (event.kind == PL_KIND_NONE)
		return reject(run,
		    pl_kind_of(raw.kind) == PL_KIND_NONE
			? "an event of a kind that does not exist"
			: "an event of a kind that the plugin does not declare",
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
take_protection(struct pl_run *run, struct pl_wire_in *in, struct pl_error *err)
{
	struct pl_wire_sandbox told;

	/* The worker tells before it loads the plugin; what comes later may be
	 * the plugin's own words. */
	if (pl_wire_read_sandbox(in, &told) < 0 || run->protected)
		return broken(err, "word of its protection");
	run->protected = 1;
	snprintf(run->protection, sizeof run->protection, "%s", told.state);
	/* Only the filter of system calls keeps a plugin from forking. */
	if (!told.filtered || (run->rights & PL_RIGHT_PROGRAMS) != 0)
		pl_process_may_fork(run->process);
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
	pl_plain(run->failure);
	return PL_OK;
}

/* The sink is made for what a collect brings, and not before it. */
static int
take_collected(struct pl_run *run, enum pl_frame type, struct pl_wire_in *in,
    struct pl_error *err)
{
	if (!run->collecting)
		return pl_fail(
		    err, PL_E_PLUGIN, "the plugin reports outside of collect");
	switch (type) {
	case PL_FRAME_EVENT:
		return take_event(run, in, err);
	case PL_FRAME_REJECT:
		return take_reject(run, in, err);
	default:
		return take_checkpoint(run, in, err);
	}
}

static int
take(struct pl_run *run, enum pl_frame type, struct pl_wire_in *in,
    struct pl_error *err)
{
	switch (type) {
	case PL_FRAME_PLUGIN:
		return take_plugin(run, in, err);
	case PL_FRAME_EVENT:
	case PL_FRAME_REJECT:
	case PL_FRAME_CHECKPOINT:
		return take_collected(run, type, in, err);
	case PL_FRAME_PROGRESS:
		return take_progress(run, in, err);
	case PL_FRAME_FAIL:
		return take_failure(run, in, err);
	case PL_FRAME_SANDBOX:
		return take_protection(run, in, err);
	default:
		return broken(err, "a frame of a type");
	}
}

static int
take_closed(struct pl_run *run, struct pl_wire_in *in, struct pl_error *err)
{
	if (pl_wire_read_closed(in, &run->allocated) < 0)
		return broken(err, "what it uses");
	return PL_OK;
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

/* A right that the plugin asks for, that it was not given, and whose lack may
 * be why the call failed; or "". */
static const char *
lacking(const struct pl_run *run, int32_t result)
{
	if (run->plugin == NULL)
		return "";
	if ((run->plugin->needs & PLORE_NEED_NETWORK) != 0 &&
	    (run->rights & PL_RIGHT_NETWORK) == 0 &&
	    (result == PLORE_E_UNAVAILABLE || result == PLORE_E_ACCESS))
		return " (it was not granted the network)";
	if ((run->plugin->needs & PLORE_NEED_ROOT) != 0 &&
	    (run->rights & PL_RIGHT_ROOT) == 0 && result == PLORE_E_ACCESS)
		return " (it was not granted to read as root)";
	return "";
}

/* The silence that is suffered, where a call by its nature has most_ms. */
static int
silence(const struct pl_run *run, int most_ms)
{
	int set = run->settings->silence_ms;

	return set > 0 && (set < most_ms || most_ms == PL_RUN_COLLECT_MS)
	           ? set
	           : most_ms;
}

/* Handle frames until the call that is in progress is answered. */
static int
until_done(
    struct pl_run *run, const char *call, int most_ms, struct pl_error *err)
{
	int silence_ms = silence(run, most_ms);

	for (;;) {
		enum pl_frame type;
		struct pl_wire_in in;
		int32_t result;
		int code = pl_process_receive(
		    run->process, silence_ms, &type, &in, err);

		if (code < 0)
			return code;
		if (type == PL_FRAME_CLOSED && run->closing)
			return take_closed(run, &in, err);
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
			return pl_fail(err, result_code(result), "%.900s%s",
			    run->failure, lacking(run, result));
		return pl_fail(err, result_code(result),
		    "%s returned %d and did not say why%s", call, result,
		    lacking(run, result));
	}
}

/* ---- Rights ------------------------------------------------------------- */

static void
grant(struct pl_run *run, const char *path, uint32_t program)
{
	const struct pl_wire_grant frame = {path, program};

	pl_wire_grant(&run->out, &frame);
}

/* Is it part of the system, which keeps no secrets there? */
static int
is_system(const char *path)
{
	char found[PATH_MAX];

	return realpath(path, found) != NULL && strncmp(found, "/usr/", 5) == 0;
}

/* May root's eyes see all that the plugin declares? */
static int
has_root(const struct pl_run *run)
{
	return (run->settings->grant & PL_GRANT_ROOT) != 0 &&
	       (run->plugin->needs & PLORE_NEED_ROOT) != 0;
}

/* A path that root names by hand is read with root's eyes, and they are not
 * the plugin's to turn elsewhere: what nobody named is then the system's, or
 * withheld, unless root was granted. */
static int
borrows_root(const struct pl_run *run, const struct pl_wire_option *options,
    uint32_t count)
{
	int named = 0;

	for (uint32_t i = 0; i < count; i++)
		named |= !options[i].fallback &&
		         pl_wire_declared(run->plugin, options[i].name)->type ==
		             PLORE_PATH;
	return named && geteuid() == 0 && !has_root(run);
}

/* A path that the plugin declares, in its descriptor or as a fallback. */
static void
grant_path(struct pl_run *run, const char *path, int borrowed)
{
	if ((run->settings->grant & PL_GRANT_PATHS) != 0 &&
	    (!borrowed || is_system(path)))
		grant(run, path, 0);
}

/* 0, or the right to start programs, where the plugin's are given. */
static uint32_t
grant_program(struct pl_run *run, const char *path, int chosen)
{
	if (!chosen && (run->settings->grant & PL_GRANT_PROGRAMS) == 0)
		return 0;
	grant(run, path, 1);
	return PL_RIGHT_PROGRAMS;
}

static uint32_t
grant_options(struct pl_run *run, const struct pl_wire_option *options,
    uint32_t count, int borrowed)
{
	uint32_t rights = 0;

	for (uint32_t i = 0; i < count; i++) {
		const plore_option *option =
		    pl_wire_declared(run->plugin, options[i].name);
		const char *value = options[i].value;

		if (option->type == PLORE_PROGRAM)
			rights |=
			    grant_program(run, value, !options[i].fallback);
		else if (option->type == PLORE_PATH && options[i].fallback)
			grant_path(run, value, borrowed);
		else if (option->type == PLORE_PATH)
			grant(run, value, 0);
	}
	return rights;
}

static uint32_t
grant_declared(struct pl_run *run, int borrowed)
{
	const struct pl_wire_plugin *plugin = run->plugin;
	uint32_t rights = 0;

	for (size_t i = 0; plugin->paths[i] != NULL; i++)
		grant_path(run, plugin->paths[i], borrowed);
	for (size_t i = 0; plugin->programs[i] != NULL; i++)
		rights |= grant_program(run, plugin->programs[i], 0);
	if ((run->settings->grant & PL_GRANT_NETWORK) != 0 &&
	    (plugin->needs & PLORE_NEED_NETWORK) != 0)
		rights |= PL_RIGHT_NETWORK;
	return rights;
}

static uint32_t
grant_all(
    struct pl_run *run, const struct pl_wire_option *options, uint32_t count)
{
	int borrowed = borrows_root(run, options, count);
	uint32_t rights = grant_declared(run, borrowed);

	rights |= grant_options(run, options, count, borrowed);
	if (borrowed || has_root(run))
		rights |= PL_RIGHT_ROOT;
	return rights;
}

/* ---- A run -------------------------------------------------------------- */

/* Who the worker of a root becomes: a user made for it, or one without any
 * files. */
static void
set_user(struct pl_wire_hello *hello)
{
	static const char *const names[] = {"patchlore", "nobody"};

	hello->uid = hello->gid = 65534;
	for (size_t i = 0; i < PL_COUNT(names); i++) {
		const struct passwd *user = getpwnam(names[i]);

		if (user == NULL || user->pw_uid == 0)
			continue;
		hello->uid = user->pw_uid;
		hello->gid = user->pw_gid;
		return;
	}
}

/* Start a worker with what run->out grants already, and let it load the
 * plugin. */
static int
start_worker(struct pl_run *run, uint32_t rights, struct pl_error *err)
{
	const struct pl_process_settings settings = {
	    .plugin = run->settings->file,
	    .log = run->sink->log,
	    .context = run->sink->context,
	    .stop = run->settings->stop,
	    .exact_memory = run->settings->witness,
	    .whole_ms = run->settings->whole_ms > 0 ? run->settings->whole_ms
	                                            : PL_RUN_WHOLE_MS};
	struct pl_wire_hello hello = {.version = PL_VERSION,
	    .mode = run->settings->sandbox,
	    .rights = rights,
	    .witness =
		run->settings->witness && (rights & PL_RIGHT_PROGRAMS) == 0};
	int result;

	run->rights = rights;
	run->protected = 0;
	set_user(&hello);
	pl_wire_hello(&run->out, &hello);
	result = pl_process_start(&run->process, &settings, err);
	if (result == PL_OK)
		result = pl_process_send(run->process, &run->out, err);
	if (result == PL_OK)
		result = until_done(run, "loading", PL_RUN_LOAD_MS, err);
	return result;
}

int
pl_run_start(struct pl_run **out, const struct pl_run_settings *settings,
    const struct pl_run_sink *sink, struct pl_error *err)
{
	struct pl_run *run = pl_alloc(sizeof *run);
	int result;

	run->settings = settings;
	run->sink = sink;
	run->kind_names = pl_map_new();
	result = start_worker(run, 0, err);
	if (result == PL_OK && run->plugin == NULL)
		result = pl_fail(err, PL_E_PLUGIN, "the file holds no plugin");
	if (result < 0) {
		pl_run_end(run);
		return result;
	}
	run->described = 1;
	*out = run;
	return PL_OK;
}

const struct pl_wire_plugin *
pl_run_plugin(const struct pl_run *run)
{
	return run->plugin;
}

const char *
pl_run_protection(const struct pl_run *run)
{
	return run->protection;
}

int
pl_run_enter(struct pl_run *run, const struct pl_wire_option *options,
    uint32_t count, struct pl_error *err)
{
	uint32_t rights;

	pl_process_end(run->process);
	run->process = NULL;
	rights = grant_all(run, options, count);
	return start_worker(run, rights, err);
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
	run->collecting = 1;
	result = until_done(run, "collect", PL_RUN_COLLECT_MS, err);
	run->collecting = 0;
	return result;
}

const char *
pl_run_failure(const struct pl_run *run)
{
	return run->failure;
}

/* How many entries a folder of /proc/PID has; 0 where it cannot be read. */
static int
count_entries(pid_t pid, const char *folder)
{
	char path[64];
	int count = 0;
	DIR *dir;

	snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, folder);
	dir = opendir(path);
	for (struct dirent *entry = NULL;
	     dir != NULL && (entry = readdir(dir)) != NULL;)
		count += entry->d_name[0] != '.';
	if (dir != NULL)
		closedir(dir);
	return count;
}

int
pl_run_close(
    struct pl_run *run, struct pl_run_usage *usage, struct pl_error *err)
{
	pid_t pid = pl_process_id(run->process);
	int result;

	pl_wire_close(&run->out);
	run->closing = 1;
	result = pl_process_send(run->process, &run->out, err);
	if (result == PL_OK)
		result = until_done(run, "close", PL_RUN_OPEN_MS, err);
	run->closing = 0;
	if (result < 0)
		return result;
	usage->allocated = run->allocated;
	usage->threads = count_entries(pid, "task");
	usage->descriptors = count_entries(pid, "fd");
	usage->children = pl_session_count(pid);
	return PL_OK;
}

int
pl_run_refuse(
    struct pl_run *run, uint64_t after, int32_t result, struct pl_error *err)
{
	const struct pl_wire_refuse refuse = {after, result};

	pl_wire_refuse(&run->out, &refuse);
	return pl_process_send(run->process, &run->out, err);
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
	pl_map_free(run->kind_names);
	free(run);
}
