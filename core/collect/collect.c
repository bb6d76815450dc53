#include "collect/collect.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "collect/options.h"
#include "host/locate.h"
#include "host/run.h"
#include "store/store.h"

struct intake {
	const struct pl_collect *what;
	struct pl_batch *batch;
	struct pl_batch_result *result;
	struct pl_buf cursor; /* of the last checkpoint */
	int fresh;            /* the cursor is not stored yet */
};

static int
intake_event(void *context, const struct pl_event *event, struct pl_error *err)
{
	struct intake *intake = context;

	if (pl_batch_waiting(intake->batch) >= PL_COLLECT_WAITING)
		return pl_fail(err, PL_E_PLUGIN,
		    "the plugin reported %d "
		    "events without a checkpoint",
		    PL_COLLECT_WAITING);
	return pl_batch_add(intake->batch, event, err);
}

static int
intake_reject(
    void *context, const struct pl_wire_reject *reject, struct pl_error *err)
{
	struct intake *intake = context;

	return pl_batch_reject(
	    intake->batch, reject->where, reject->reason, reject->input, err);
}

static int
intake_commit(struct intake *intake, struct pl_error *err)
{
	int result = pl_batch_commit(intake->batch,
	    intake->fresh ? intake->cursor.text : NULL, intake->result, err);

	if (result == PL_OK)
		intake->fresh = 0;
	return result;
}

static int
intake_checkpoint(void *context, const char *cursor, struct pl_error *err)
{
	struct intake *intake = context;

	pl_buf_clear(&intake->cursor);
	if (pl_buf_adds(&intake->cursor, cursor) < 0)
		return pl_fail(err, PL_E_PLUGIN,
		    "the plugin's cursor is "
		    "longer than %d bytes",
		    PLORE_MAX_CURSOR);
	intake->fresh = 1;
	pl_batch_mark(intake->batch);
	if (pl_batch_waiting(intake->batch) < PL_COLLECT_BATCH)
		return PL_OK;
	return intake_commit(intake, err);
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
	result = pl_store_source(
	    store, source, pl_run_plugin(run)->id, &id, &cursor, err);
	if (result == PL_OK)
		result = pl_batch_begin(&intake->batch, store, id, err);
	if (result == PL_OK) {
		result = pl_run_collect(
		    run, cursor.length > 0 ? cursor.text : NULL, err);
		if (result < 0)
			pl_batch_rewind(intake->batch);
		kept = intake_commit(intake, result < 0 ? &later : err);
		if (result == PL_OK)
			result = kept;
	}
	pl_batch_free(intake->batch);
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
	    what->option_count, err);
	if (result < 0)
		return result;
	if (what->name != NULL)
		pl_buf_adds(source, what->name);
	else
		pl_options_source_name(
		    source, what->plugin, pl_run_plugin(run), &options);
	result = pl_run_open(run, options.list, options.count, err);
	if (result == PL_OK)
		result = collect_source(intake, run, store, source->text, err);
	pl_options_free(&options);
	return result;
}

int
pl_collect(const struct pl_collect *what, struct pl_store *store,
    struct pl_batch_result *result, struct pl_buf *source, struct pl_error *err)
{
	struct intake intake = {.what = what, .result = result};
	const struct pl_run_sink sink = {&intake, intake_event, intake_reject,
	    intake_checkpoint, intake_progress, intake_log};
	char file[PATH_MAX];
	const struct pl_run_settings settings = {.file = file,
	    .sandbox = what->sandbox,
	    .grant = what->grant,
	    .stop = what->stop};
	struct pl_run *run;
	int code;

	*result = (struct pl_batch_result){0};
	code = pl_locate_plugin(what->plugin, file, err);
	if (code < 0)
		return code;
	code = pl_run_start(&run, &settings, &sink, err);
	if (code < 0)
		return code;
	pl_buf_init(&intake.cursor, PLORE_MAX_CURSOR);
	code = collect_open(&intake, run, store, source, err);
	pl_run_end(run);
	pl_buf_free(&intake.cursor);
	return code;
}
