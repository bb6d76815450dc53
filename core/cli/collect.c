#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "collect/collect.h"
#include "collect/schedule.h"
#include "collect/settings.h"
#include "host/locate.h"
#include "join/join.h"
#include "store/store.h"

static const char help[] =
    "Usage: patchlore [--store FILE] collect [--name NAME] [--sandbox MODE]\n"
    "           [--grant LIST] [--timeout S] PLUGIN [option=value ...]\n"
    "       patchlore [--store FILE] collect [--config FILE] [--retry] "
    "[SOURCE ...]\n\n"
    "Reads what is new in a source into the store. What the store has already "
    "is\ncounted and changes nothing, so a collect may always be repeated.\n\n"
    "The first form reads one source by hand. The second reads those that are\n"
    "configured in FILE (default: $PATCHLORE_CONFIG, or ./patchlore.json), or "
    "of those\nthe ones that are named. There, one that failed rests for a "
    "while, and one that\nneeds a person is held.\n\n"
    "  --name NAME     call the source so (default: the plugin and its "
    "options)\n"
    "  --sandbox MODE  how strictly the plugin is shut in: required, "
    "best-effort\n"
    "                  (default) or off\n"
    "  --grant LIST    of the rights that the plugin declares, give network, "
    "root;\n"
    "                  withhold no-paths, no-programs\n"
    "  --timeout S     end the plugin after S seconds without a word "
    "(default: 60)\n"
    "  --config FILE   the configured sources\n"
    "  --retry         also those that rest or are held\n"
    "\n\"patchlore plugin list\" shows the plugins and their options.\n";

enum { SOURCE_NAME = 4096 };

static void
collect_log(void *context, unsigned level, const char *line)
{
	if (level > PLORE_LOG_WARN)
		return;
	pl_cli_progress_clear();
	pl_cli_log(context, line);
}

static void
print_result(const char *source, const struct pl_batch_result *result)
{
	pl_cli_plain(stdout, source);
	printf(": %" PRId64 " new event%s", result->added,
	    result->added == 1 ? "" : "s");
	if (result->known > 0)
		printf(", %" PRId64 " known already", result->known);
	if (result->rejects > 0)
		printf(", %" PRId64 " set aside (patchlore store rejects)",
		    result->rejects);
	putchar('\n');
}

/* A source of which nothing was understood is taken wrongly, and whoever set it
 * up should hear of it. */
static int
check_understood(const char *name, const struct pl_batch_result *result)
{
	if (result->rejects == 0 || result->added + result->known > 0)
		return PL_EXIT_DONE;
	pl_cli_line(stderr,
	    "patchlore: %s: nothing of what was read became an event; "
	    "\"patchlore store rejects\" shows why",
	    name);
	return PL_EXIT_FAILED;
}

/* Collect, tell. Events that were kept are told even where the run failed. */
static int
collect_one(struct pl_store *store, const struct pl_collect *what)
{
	struct pl_batch_result result = {0};
	const char *name = what->name != NULL ? what->name : what->plugin;
	struct pl_error err;
	struct pl_buf source;
	int code, status;

	pl_buf_init(&source, SOURCE_NAME);
	code = pl_collect(what, store, &result, &source, &err);
	pl_cli_progress_clear();
	if (code == PL_OK || result.added + result.known + result.rejects > 0)
		print_result(source.length > 0 ? source.text : name, &result);
	if (code == PL_OK) {
		status = check_understood(name, &result);
	} else {
		pl_fail_at(&err, "%s", name);
		status = pl_cli_error(&err);
		if (code == PL_E_STOPPED)
			pl_cli_log("patchlore",
			    "stopped; what was collected is kept, the next "
			    "collect goes on from there");
	}
	pl_buf_free(&source);
	return status;
}

/* The worse of two exit statuses: a source that failed is not made good by one
 * that did not. */
static int
worse(int a, int b)
{
	return a == PL_EXIT_DONE && b == PL_EXIT_DONE ? PL_EXIT_DONE
	                                              : PL_EXIT_FAILED;
}

/* What follows from all that was collected, whoever told it. */
static int
collect_join(const struct pl_cli *cli, struct pl_store *store)
{
	struct pl_error err;
	int64_t found = 0;
	int code = pl_join(store, &cli->stop, &found, &err);

	if (found > 0)
		printf("%s: %" PRId64 " fix%s found in later versions\n",
		    PL_JOIN_SOURCE, found, found == 1 ? "" : "es");
	return code < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}

static int
collect_by_hand(struct pl_cli *cli, const struct pl_collect *what)
{
	struct pl_store *store;
	struct pl_error err;
	int status, joined;

	if (pl_store_open(&store, cli->store, PL_STORE_WRITE, &err) < 0)
		return pl_cli_error(&err);
	status = collect_one(store, what);
	joined = collect_join(cli, store);
	pl_store_close(store);
	return status != PL_EXIT_DONE ? status : joined;
}

/* ---- Configured sources ------------------------------------------------- */

struct words {
	const char *config;
	int retry;
	int count;
	char **names; /* of sources; none: all */
};

static int
is_named(const struct words *words, const char *name)
{
	for (int i = 0; i < words->count; i++)
		if (strcmp(words->names[i], name) == 0)
			return 1;
	return words->count == 0;
}

/* 1 where the source is to be read now. Else says when, or what for it is
 * held, and that a person may decide otherwise. */
static int
is_due(const struct pl_collect *what, struct pl_store *store, int *status)
{
	struct pl_schedule schedule;
	char until[PL_TIME_TEXT];
	struct pl_error err;
	uint64_t setup;

	if (pl_collect_setup(what, &setup, &err) < 0)
		return 1; /* the run will say so, and note it */
	if (pl_schedule(
		&schedule, store, what->name, setup, what->now_ms, &err) < 0) {
		*status = pl_cli_error(&err);
		return 0;
	}
	if (schedule.turn == PL_TURN_RUN)
		return 1;
	*status = PL_EXIT_FAILED;
	if (schedule.turn == PL_TURN_WAIT)
		pl_cli_line(stderr,
		    "patchlore: %s: failed %d time%s in a row and rests until "
		    "%s (%s)",
		    what->name, schedule.failures,
		    schedule.failures == 1 ? "" : "s",
		    pl_time_format(schedule.until_ms, until), schedule.why);
	else
		pl_cli_line(stderr,
		    "patchlore: %s: is held until its plugin or its settings "
		    "change, or \"patchlore collect --retry\" (%s)",
		    what->name, schedule.why);
	return 0;
}

static int
collect_sources(struct pl_cli *cli, const struct words *words,
    const struct pl_settings *settings, struct pl_store *store)
{
	int status = PL_EXIT_DONE;

	for (size_t i = 0; i < settings->count && !cli->stop; i++) {
		const struct pl_source *source = &settings->sources[i];
		const struct pl_collect what = {.plugin = source->plugin,
		    .name = source->name,
		    .options = (const char *const *)source->options,
		    .option_count = source->option_count,
		    .folder = settings->folder,
		    .now_ms = pl_time_now(),
		    .sandbox = source->sandbox,
		    .grant = source->grant,
		    .silence_ms = source->silence_ms,
		    .stop = &cli->stop,
		    .context = source->name,
		    .progress = pl_cli_progress,
		    .log = collect_log};
		int one = PL_EXIT_DONE;

		if (!is_named(words, source->name))
			continue;
		if (words->retry || is_due(&what, store, &one))
			one = collect_one(store, &what);
		status = worse(status, one);
	}
	return status;
}

/* "those that FILE configures: a, b", behind what err says. */
static void
add_sources(struct pl_error *err, const char *config,
    const struct pl_settings *settings)
{
	struct pl_buf names;

	pl_buf_init(&names, 400);
	for (size_t i = 0; i < settings->count; i++)
		if (pl_buf_addf(&names, "%s%s", i > 0 ? ", " : "",
			settings->sources[i].name) < 0) {
			pl_buf_adds(&names, " ...");
			break;
		}
	pl_fail_remedy(err, "sources in %.200s: %s", config, names.text);
	pl_buf_free(&names);
}

/* A name that is no source is a mistake, not an empty answer. */
static int
check_names(const struct words *words, const struct pl_settings *settings)
{
	struct pl_error err;

	for (int i = 0; i < words->count; i++) {
		size_t j = 0;

		while (j < settings->count &&
		       strcmp(settings->sources[j].name, words->names[i]) != 0)
			j++;
		if (j == settings->count) {
			pl_fail(&err, PL_E_CONFIG,
			    "%.200s configures no source \"%.100s\"",
			    words->config, words->names[i]);
			add_sources(&err, words->config, settings);
			return pl_cli_error(&err);
		}
	}
	return PL_EXIT_DONE;
}

static int
collect_configured(struct pl_cli *cli, const struct words *words)
{
	struct pl_settings settings;
	struct pl_store *store;
	struct pl_error err;
	int status;

	if (pl_settings_read(&settings, words->config, &err) < 0)
		return pl_cli_error(&err);
	status = check_names(words, &settings);
	if (status == PL_EXIT_DONE) {
		if (pl_store_open(&store, cli->store, PL_STORE_WRITE, &err) <
		    0) {
			status = pl_cli_error(&err);
		} else {
			status = collect_sources(cli, words, &settings, store);
			status = worse(status, collect_join(cli, store));
			pl_store_close(store);
		}
	}
	pl_settings_free(&settings);
	return status;
}

/* ---- The verb ----------------------------------------------------------- */

static int
take_grants(unsigned *grant, char *list, struct pl_error *err)
{
	char *word;

	while ((word = strsep(&list, ",")) != NULL)
		if (pl_settings_grant(grant, word, err) < 0)
			return PL_E_CONFIG;
	return PL_OK;
}

static const char *
config_path(const char *given)
{
	const char *set = getenv("PATCHLORE_CONFIG");

	if (given != NULL)
		return given;
	return set != NULL && *set != '\0' ? set : "patchlore.json";
}

/* Is the word the name of a configured source? A file that cannot be read is
 * told about when it is needed. */
static int
is_source(const char *config, const char *word)
{
	struct pl_settings settings;
	int found = 0;

	if (pl_settings_read(&settings, config, NULL) < 0)
		return 0;
	for (size_t i = 0; i < settings.count; i++)
		found |= strcmp(settings.sources[i].name, word) == 0;
	pl_settings_free(&settings);
	return found;
}

/* The second form has no word, a word of its own, or the name of a source;
 * options make it the first. */
static int
is_configured(const struct words *words, int by_config)
{
	return words->count == 0 || by_config || words->retry ||
	       ((words->count == 1 || strchr(words->names[1], '=') == NULL) &&
		   is_source(words->config, words->names[0]));
}

/* The first word of the first form is a plugin, or else perhaps a source that
 * somebody misspelled. */
static int
check_plugin(const struct words *words)
{
	struct pl_settings settings;
	char file[PATH_MAX];
	struct pl_error err, unread;

	if (pl_locate_plugin(words->names[0], file, &err) == PL_OK)
		return PL_EXIT_DONE;
	if (access(words->config, F_OK) < 0)
		return pl_cli_error(&err);
	if (pl_settings_read(&settings, words->config, &unread) < 0) {
		pl_fail_remedy(&err, "%s", unread.text);
	} else {
		add_sources(&err, words->config, &settings);
		pl_settings_free(&settings);
	}
	return pl_cli_error(&err);
}

static int
run_form(struct pl_cli *cli, struct pl_collect *what, struct words *words)
{
	int by_config = words->config != NULL, status;

	words->config = config_path(words->config);
	if (is_configured(words, by_config)) {
		if (words->count == 0 && !by_config &&
		    access(words->config, F_OK) < 0)
			return pl_cli_usage("collect",
			    "which plugin? And there is no %s with sources to "
			    "collect",
			    words->config);
		return collect_configured(cli, words);
	}
	status = check_plugin(words);
	if (status != PL_EXIT_DONE)
		return status;
	what->plugin = words->names[0];
	what->context = words->names[0];
	what->options = (const char *const *)words->names + 1;
	what->option_count = (size_t)words->count - 1;
	return collect_by_hand(cli, what);
}

int
pl_cli_collect(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {
	    {"name", required_argument, NULL, 'n'},
	    {"sandbox", required_argument, NULL, 's'},
	    {"grant", required_argument, NULL, 'g'},
	    {"config", required_argument, NULL, 'c'},
	    {"timeout", required_argument, NULL, 't'},
	    {"retry", no_argument, NULL, 'r'}, {"help", no_argument, NULL, 'h'},
	    {0}};
	struct pl_collect what = {.now_ms = pl_time_now(),
	    .grant = PL_GRANT_DEFAULT,
	    .stop = &cli->stop,
	    .progress = pl_cli_progress,
	    .log = collect_log};
	struct words words = {0};
	struct pl_error err;
	int option, code = PL_OK;

	while ((option = pl_cli_option(
		    "collect", argc, argv, "+:h", options)) != -1) {
		switch (option) {
		case 'n':
			what.name = optarg;
			break;
		case 's':
			code = pl_settings_sandbox(&what.sandbox, optarg, &err);
			break;
		case 'g':
			code = take_grants(&what.grant, optarg, &err);
			break;
		case 't':
			code = pl_settings_timeout_text(
			    &what.silence_ms, optarg, &err);
			break;
		case 'c':
			words.config = optarg;
			break;
		case 'r':
			words.retry = 1;
			break;
		case 'h':
			fputs(help, stdout);
			return PL_EXIT_DONE;
		default:
			return PL_EXIT_USAGE;
		}
		if (code < 0)
			return pl_cli_error(&err);
	}
	words.names = argv + optind;
	words.count = argc - optind;
	return run_form(cli, &what, &words);
}
