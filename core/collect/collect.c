#include "collect/collect.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "collect/commits.h"
#include "collect/options.h"
#include "host/locate.h"
#include "host/run.h"
#include "join/join.h"
#include "store/runs.h"
#include "store/store.h"

struct intake {
	const struct pl_collect *what;
	struct pl_commits *commits;
	struct pl_batch_result *result;
	struct pl_buf cursor; /* of the last checkpoint */
	int fresh;            /* and it was not passed on yet */
	const char *plugin;   /* its id */
};

/* Is there room for another event or reject? */
static int
intake_room(const struct intake *intake, struct pl_error *err)
{
	const struct pl_batch *batch = pl_commits_batch(intake->commits);

	if (pl_batch_held(batch) <= PL_COLLECT_WAITING_BYTES)
		return PL_OK;
	return pl_fail(err, PL_E_PLUGIN,
	    "plugin %.200s takes %d MiB without a checkpoint (%" PRId64
	    " events and %" PRId64 " rejects wait); the contract asks for one "
	    "every few hundred events",
	    intake->plugin, PL_COLLECT_WAITING_BYTES >> 20,
	    pl_batch_waiting(batch), pl_batch_rejects(batch));
}

static int
intake_event(void *context, const struct pl_event *event, struct pl_error *err)
{
	const struct intake *intake = context;
	int result = intake_room(intake, err);

	if (result < 0)
		return result;
	return pl_batch_add(pl_commits_batch(intake->commits), event, err);
}

static int
intake_reject(
    void *context, const struct pl_wire_reject *reject, struct pl_error *err)
{
	const struct intake *intake = context;
	int result = intake_room(intake, err);

	if (result < 0)
		return result;
	return pl_batch_reject(pl_commits_batch(intake->commits), reject->where,
	    reject->reason, reject->input, err);
}

static int
intake_checkpoint(void *context, const char *cursor, struct pl_error *err)
{
	struct intake *intake = context;
	struct pl_batch *batch = pl_commits_batch(intake->commits);

	pl_buf_clear(&intake->cursor);
	if (pl_buf_adds(&intake->cursor, cursor) < 0)
		return pl_fail(err, PL_E_PLUGIN,
		    "the plugin's cursor is "
		    "longer than %d bytes",
		    PLORE_MAX_CURSOR);
	pl_batch_mark(batch);
	intake->fresh = pl_batch_waiting(batch) < PL_COLLECT_BATCH &&
	                pl_batch_held(batch) < PL_COLLECT_BATCH_BYTES;
	if (intake->fresh)
		return PL_OK;
	return pl_commits_pass(intake->commits, intake->cursor.text, err);
}

static void
intake_progress(void *context, const struct pl_wire_progress *progress)
{
	const struct intake *intake = context;

	if (intake->what->progress != NULL)
		intake->what->progress(intake->what->context, progress);
}

static void
intake_log(void *context, unsigned level, const char *line)
{
	const struct intake *intake = context;

	if (intake->what->log != NULL)
		intake->what->log(intake->what->context, level, line);
}

/* Run the plugin from the source's cursor. What was reported by the last
 * checkpoint is kept, however the run ends. */
static int
collect_source(struct intake *intake, struct pl_run *run,
    struct pl_store *store, const char *source, struct pl_error *err)
{
	struct pl_error later;
	struct pl_buf cursor;
	int64_t id;
	int result, kept;

	pl_buf_init(&cursor, PLORE_MAX_CURSOR);
	intake->plugin = pl_run_plugin(run)->id;
	result = pl_store_source(
	    store, source, pl_run_plugin(run)->id, &id, &cursor, err);
	if (result == PL_OK)
		result = pl_commits_open(&intake->commits, store, id, err);
	if (result == PL_OK) {
		result = pl_run_collect(
		    run, cursor.length > 0 ? cursor.text : NULL, err);
		if (result < 0)
			pl_batch_rewind(pl_commits_batch(intake->commits));
		kept = pl_commits_end(intake->commits,
		    intake->fresh ? intake->cursor.text : NULL, intake->result,
		    result < 0 ? &later : err);
		if (result == PL_OK)
			result = kept;
	}
	pl_commits_free(intake->commits);
	pl_buf_free(&cursor);
	return result;
}

static int
collect_open(struct intake *intake, struct pl_run *run, struct pl_store *store,
    struct pl_buf *source, struct pl_error *err)
{
	const struct pl_collect *what = intake->what;
	struct pl_options options;
	int result;

	result = pl_options_check(&options, pl_run_plugin(run), what->options,
	    what->option_count, what->folder, err);
	if (result < 0)
		return result;
	if (what->name != NULL)
		pl_buf_adds(source, what->name);
	else
		pl_options_source_name(
		    source, what->plugin, pl_run_plugin(run), &options);
	if (strcmp(source->text, PL_JOIN_SOURCE) == 0)
		result = pl_fail(err, PL_E_CONFIG,
		    "\"%s\" is the source of what patchlore finds by comparing "
		    "versions; give this one another name",
		    PL_JOIN_SOURCE);
	if (result == PL_OK)
		result = pl_run_enter(run, options.list, options.count, err);
	if (result == PL_OK)
		result = pl_run_open(run, options.list, options.count, err);
	if (result == PL_OK)
		result = collect_source(intake, run, store, source->text, err);
	pl_options_free(&options);
	return result;
}

/* ---- Runs --------------------------------------------------------------- */

static int
digest_file(XXH64_state_t *digest, const char *path, struct pl_error *err)
{
	char bytes[16384];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	while (fd >= 0 && (n = read(fd, bytes, sizeof bytes)) > 0)
		XXH64_update(digest, bytes, (size_t)n);
	if (n < 0)
		pl_fail(err, PL_E_CONFIG, "plugin %.400s: %s", path,
		    strerror(errno));
	if (fd >= 0)
		close(fd);
	return n < 0 ? PL_E_CONFIG : PL_OK;
}

int
pl_collect_setup(
    const struct pl_collect *what, uint64_t *out, struct pl_error *err)
{
	const unsigned rights[2] = {what->sandbox, what->grant};
	char file[PATH_MAX];
	XXH64_state_t *digest;
	int result = pl_locate_plugin(what->plugin, file, err);

	if (result < 0)
		return result;
	digest = XXH64_createState();
	if (digest == NULL)
		return pl_fail(err, PL_E_FAILED, "out of memory");
	XXH64_reset(digest, 0);
	XXH64_update(digest, rights, sizeof rights);
	for (size_t i = 0; i < what->option_count; i++)
		XXH64_update(
		    digest, what->options[i], strlen(what->options[i]) + 1);
	result = digest_file(digest, file, err);
	*out = XXH64_digest(digest);
	XXH64_freeState(digest);
	return result;
}

/* What a run leaves behind for the note of it. */
struct trace {
	struct pl_buf *source;
	char protection[512];
};

static int
collect_run(struct intake *intake, struct pl_store *store, struct trace *trace,
    struct pl_error *err)
{
	const struct pl_collect *what = intake->what;
	const struct pl_run_sink sink = {intake, intake_event, intake_reject,
	    intake_checkpoint, intake_progress, intake_log};
	char file[PATH_MAX];
	const struct pl_run_settings settings = {.file = file,
	    .sandbox = what->sandbox,
	    .grant = what->grant,
	    .silence_ms = what->silence_ms,
	    .stop = what->stop};
	struct pl_run *run;
	int result = pl_locate_plugin(what->plugin, file, err);

	if (result == PL_OK)
		result = pl_run_start(&run, &settings, &sink, err);
	if (result < 0)
		return result;
	result = collect_open(intake, run, store, trace->source, err);
	snprintf(trace->protection, sizeof trace->protection, "%s",
	    pl_run_protection(run));
	pl_run_end(run);
	return result;
}

/* Where the run failed before it had a name, the plugin's stands for it. */
static const char *
source_name(const struct pl_collect *what, const struct pl_buf *source)
{
	if (source->length > 0)
		return source->text;
	return what->name != NULL ? what->name : what->plugin;
}

int
pl_collect(const struct pl_collect *what, struct pl_store *store,
    struct pl_batch_result *result, struct pl_buf *source, struct pl_error *err)
{
	struct intake intake = {.what = what, .result = result};
	struct trace trace = {.source = source};
	int64_t began = pl_time_steady();
	struct pl_store_run note = {
	    .plugin = what->plugin, .began_ms = what->now_ms};
	struct pl_error later;
	int code, noted, known;

	/* Before the run: afterwards the file may be another. */
	known = pl_collect_setup(what, &note.setup, &later) == PL_OK;
	*result = (struct pl_batch_result){0};
	pl_buf_init(&intake.cursor, PLORE_MAX_CURSOR);
	code = collect_run(&intake, store, &trace, err);
	pl_buf_free(&intake.cursor);

	note.source = source_name(what, source);
	note.took_ms = pl_time_steady() - began;
	note.result = code;
	note.message = code < 0 ? err->text : "";
	note.added = result->added;
	note.known = result->known;
	note.rejects = result->rejects;
	note.protection = trace.protection;
	/* A word that is no plugin is a slip of the pen, not a run. */
	if (!known && what->name == NULL)
		return code;
	noted = pl_store_run_add(store, &note, code < 0 ? &later : err);
	return code < 0 ? code : noted;
}
