#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "cli/cli.h"
#include "collect/collect.h"
#include "store/store.h"

static const char help[] =
    "Usage: patchlore [--store FILE] collect [--name NAME] PLUGIN "
    "[option=value ...]\n\n"
    "Reads what is new in a source into the store. What the store has already "
    "is\ncounted and changes nothing, so a collect may always be repeated.\n\n"
    "  --name NAME  call the source so (default: the plugin and its options)\n"
    "\n\"patchlore plugin list\" shows the plugins and their options.\n";

enum { SOURCE_NAME = 4096 };

static void
collect_log(void *context, unsigned level, const char *line)
{
	const char *plugin = context;

	if (level > PLORE_LOG_WARN)
		return;
	pl_cli_progress_clear();
	fprintf(stderr, "%s: %s\n", plugin, line);
}

static void
print_result(const char *source, const struct pl_batch_result *result)
{
	printf("%s: %" PRId64 " new event%s", source, result->added,
	    result->added == 1 ? "" : "s");
	if (result->known > 0)
		printf(", %" PRId64 " known already", result->known);
	if (result->rejects > 0)
		printf(", %" PRId64 " set aside (patchlore store rejects)",
		    result->rejects);
	putchar('\n');
}

/* Open the store, collect, tell. Events that were kept are told even where the
 * run failed. */
static int
collect_into(struct pl_cli *cli, const struct pl_collect *what)
{
	struct pl_batch_result result = {0};
	struct pl_store *store;
	struct pl_error err;
	struct pl_buf source;
	int code, status;

	if (pl_store_open(&store, cli->store, PL_STORE_WRITE, &err) < 0)
		return pl_cli_error(&err);
	pl_buf_init(&source, SOURCE_NAME);
	code = pl_collect(what, store, &result, &source, &err);
	pl_store_close(store);
	pl_cli_progress_clear();
	status = PL_EXIT_DONE;
	if (code == PL_OK || result.added + result.known + result.rejects > 0)
		print_result(
		    source.length > 0 ? source.text : what->plugin, &result);
	if (code < 0) {
		pl_fail_at(&err, "%s", what->plugin);
		status = pl_cli_error(&err);
		if (code == PL_E_STOPPED)
			fputs("patchlore: stopped; what was collected is kept, "
			      "the next collect goes on from there\n",
			    stderr);
	}
	pl_buf_free(&source);
	return status;
}

int
pl_cli_collect(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {
	    {"name", required_argument, NULL, 'n'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	struct pl_collect what = {.grant = PL_GRANT_DEFAULT,
	    .stop = &cli->stop,
	    .progress = pl_cli_progress,
	    .log = collect_log};
	int option;

	while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
		switch (option) {
		case 'n':
			what.name = optarg;
			break;
		case 'h':
			fputs(help, stdout);
			return PL_EXIT_DONE;
		default:
			return PL_EXIT_USAGE;
		}
	}
	if (optind == argc)
		return pl_cli_usage("collect", "which plugin?");
	what.plugin = argv[optind];
	what.context = argv[optind];
	what.options = (const char *const *)argv + optind + 1;
	what.option_count = (size_t)(argc - optind - 1);
	return collect_into(cli, &what);
}
