#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "collect/options.h"
#include "collect/settings.h"
#include "host/locate.h"
#include "host/run.h"
#include "model/event.h"

static const char help[] =
    "Usage: patchlore plugin run [--dry-run] [--format FORMAT] [--grant "
    "RIGHT]\n"
    "           PLUGIN [option=value ...]\n\n"
    "Runs a plugin as \"collect\" would, from the start, and shows each event "
    "and what\nwas set aside, where it stood and why. No store is opened and "
    "nothing is kept.\n\n"
    "  --dry-run        says so explicitly; it is never anything else\n"
    "  --format FORMAT  table (default), or json: native events, one a line, "
    "which\n                   \"collect events\" reads; the rest goes to "
    "standard error\n"
    "  --grant RIGHT    as for \"collect\": network or root, if the plugin "
    "asks "
    "for it\n";

struct trial {
	const char *plugin;
	int json;
	uint64_t events, rejects, checkpoints;
	struct pl_buf cursor; /* of the last checkpoint */
};

/* ---- Printing ----------------------------------------------------------- */

static void
print_row(const struct pl_event *event)
{
	char at[PL_TIME_TEXT], after[PL_TIME_TEXT];
	const char *about = event->patch != NULL ? event->patch : event->vuln;

	printf("%-20s  %-20s  %-16s  %s", pl_time_format(event->at_ms, at),
	    pl_kind_name(event->kind), event->asset == NULL ? "" : event->asset,
	    about == NULL ? "" : about);
	if (event->after_ms != 0)
		printf("  after=%s", pl_time_format(event->after_ms, after));
	if (event->took_ms != 0)
		printf("  took_ms=%" PRId64, event->took_ms);
	if (event->patch != NULL && event->vuln != NULL)
		printf("  vuln=%s", event->vuln);
	if (event->product != NULL)
		printf("  product=%s", event->product);
	if (event->code != NULL)
		printf("  code=%s", event->code);
	for (size_t i = 0; i < event->attr_count; i++)
		printf("  %s=%s", event->attrs[i].name, event->attrs[i].value);
	putchar('\n');
}

/* Attributes of one name become a list under it. */
static void
add_attr(json_t *attrs, const struct pl_attr *attr)
{
	json_t *held = json_object_get(attrs, attr->name);
	json_t *value = json_string(attr->value);

	if (held == NULL)
		json_object_set_new(attrs, attr->name, value);
	else if (json_is_array(held))
		json_array_append_new(held, value);
	else
		json_object_set_new(
		    attrs, attr->name, json_pack("[O,o]", held, value));
}

static json_t *
attrs_json(const struct pl_event *event)
{
	json_t *attrs = json_object();

	for (size_t i = 0; i < event->attr_count; i++)
		add_attr(attrs, &event->attrs[i]);
	return attrs;
}

static void
set_text(json_t *object, const char *name, const char *text)
{
	if (text != NULL)
		json_object_set_new(object, name, json_string(text));
}

static void
print_line(const struct pl_event *event)
{
	char time[PL_TIME_TEXT];
	json_t *line = json_object();

	set_text(line, "kind", pl_kind_name(event->kind));
	set_text(line, "time", pl_time_format(event->at_ms, time));
	if (event->after_ms != 0)
		set_text(line, "after", pl_time_format(event->after_ms, time));
	if (event->took_ms != 0)
		json_object_set_new(
		    line, "took_ms", json_integer(event->took_ms));
	set_text(line, "asset", event->asset);
	set_text(line, "patch", event->patch);
	set_text(line, "vuln", event->vuln);
	set_text(line, "product", event->product);
	set_text(line, "code", event->code);
	if (event->attr_count > 0)
		json_object_set_new(line, "attrs", attrs_json(event));
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
}

/* ---- What arrives ------------------------------------------------------- */

static int
trial_event(void *context, const struct pl_event *event, struct pl_error *err)
{
	struct trial *trial = context;

	(void)err;
	trial->events++;
	if (trial->json)
		print_line(event);
	else
		print_row(event);
	return PL_OK;
}

static int
trial_reject(
    void *context, const struct pl_wire_reject *reject, struct pl_error *err)
{
	struct trial *trial = context;
	FILE *out = trial->json ? stderr : stdout;

	(void)err;
	trial->rejects++;
	fputs("set aside: ", out);
	if (*reject->where != '\0') {
		pl_cli_plain(out, reject->where);
		fputs(": ", out);
	}
	pl_cli_plain(out, reject->reason);
	if (*reject->input != '\0') {
		fputs("\n           ", out);
		pl_cli_plain(out, reject->input);
	}
	putc('\n', out);
	return PL_OK;
}

static int
trial_checkpoint(void *context, const char *cursor, struct pl_error *err)
{
	struct trial *trial = context;

	trial->checkpoints++;
	pl_buf_clear(&trial->cursor);
	return pl_buf_adds(&trial->cursor, cursor) == PL_OK
	           ? PL_OK
	           : pl_fail(err, PL_E_PLUGIN,
			 "the plugin's cursor is longer than %d bytes",
			 PLORE_MAX_CURSOR);
}

static void
trial_log(void *context, unsigned level, const char *line)
{
	const struct trial *trial = context;

	if (level <= PLORE_LOG_INFO)
		pl_cli_log(trial->plugin, line);
}

static void
print_summary(const struct trial *trial)
{
	FILE *out = trial->json ? stderr : stdout;

	fprintf(out,
	    "%" PRIu64 " event%s, %" PRIu64 " set aside, %" PRIu64
	    " checkpoint%s",
	    trial->events, trial->events == 1 ? "" : "s", trial->rejects,
	    trial->checkpoints, trial->checkpoints == 1 ? "" : "s");
	if (trial->cursor.length > 0) {
		fputs(", the last: ", out);
		pl_cli_plain(out, trial->cursor.text);
	}
	putc('\n', out);
}

/* ---- The run ------------------------------------------------------------ */

static int
run_options(struct pl_run *run, const char *const *texts, size_t count,
    struct pl_error *err)
{
	struct pl_options options;
	int result = pl_options_check(
	    &options, pl_run_plugin(run), texts, count, NULL, err);

	if (result < 0)
		return result;
	result = pl_run_enter(run, options.list, options.count, err);
	if (result == PL_OK)
		result = pl_run_open(run, options.list, options.count, err);
	pl_options_free(&options);
	return result;
}

static int
run_trial(struct trial *trial, const struct pl_run_settings *given,
    const char *const *texts, size_t count, struct pl_error *err)
{
	const struct pl_run_sink sink = {.context = trial,
	    .event = trial_event,
	    .reject = trial_reject,
	    .checkpoint = trial_checkpoint,
	    .log = trial_log};
	struct pl_run_settings settings = *given;
	char file[PATH_MAX];
	struct pl_run *run;
	int result = pl_locate_plugin(trial->plugin, file, err);

	settings.file = file;
	if (result == PL_OK)
		result = pl_run_start(&run, &settings, &sink, err);
	if (result < 0)
		return result;
	result = run_options(run, texts, count, err);
	if (result == PL_OK)
		result = pl_run_collect(run, NULL, err);
	pl_run_end(run);
	return result;
}

static int
run_and_tell(struct trial *trial, const struct pl_run_settings *settings,
    const char *const *texts, size_t count)
{
	struct pl_error err;
	int result;

	pl_buf_init(&trial->cursor, PLORE_MAX_CURSOR);
	result = run_trial(trial, settings, texts, count, &err);
	if (result == PL_OK || trial->events + trial->rejects > 0)
		print_summary(trial);
	pl_buf_free(&trial->cursor);
	fflush(stdout);
	if (result < 0) {
		pl_fail_at(&err, "%s", trial->plugin);
		return pl_cli_error(&err);
	}
	return PL_EXIT_DONE;
}

int
pl_cli_plugin_run(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {
	    {"dry-run", no_argument, NULL, 'd'},
	    {"format", required_argument, NULL, 'f'},
	    {"grant", required_argument, NULL, 'g'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	struct pl_run_settings settings = {
	    .grant = PL_GRANT_DEFAULT, .stop = &cli->stop};
	struct trial trial = {0};
	struct pl_error err;
	int option, status;

	optind = 0; /* begin anew with the action's words */
	while ((option = pl_cli_option(
		    "plugin run", argc, argv, "+:h", options)) != -1) {
		switch (option) {
		case 'd':
			break;
		case 'f':
			status = pl_cli_format(
			    "plugin run", optarg, "table", &trial.json);
			if (status != PL_EXIT_DONE)
				return status;
			break;
		case 'g':
			if (pl_settings_grant(&settings.grant, optarg, &err) <
			    0)
				return pl_cli_error(&err);
			break;
		case 'h':
			fputs(help, stdout);
			return PL_EXIT_DONE;
		default:
			return PL_EXIT_USAGE;
		}
	}
	if (optind == argc)
		return pl_cli_usage("plugin run", "which plugin?");
	trial.plugin = argv[optind];
	return run_and_tell(&trial, &settings,
	    (const char *const *)argv + optind + 1,
	    (size_t)(argc - optind - 1));
}
