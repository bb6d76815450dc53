#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cli/cli.h"

static const struct pl_verb verbs[] = {
    {"collect", "read a source into the store", pl_cli_collect},
    {"kpi", "print figures", pl_cli_kpi},
    {"health", "say which patches made trouble, and how sure that is",
	pl_cli_health},
    {"lesson", "keep what was learned of a patch", pl_cli_lesson},
    {"plugin", "list the plugins, or begin one of your own", pl_cli_plugin},
    {"policy", "list the policy packs, or check one of your own",
	pl_cli_policy},
    {"explain", "show an item's history and what is counted of it",
	pl_cli_explain},
    {"report", "write the figures as a page with its curve", pl_cli_report},
    {"share", "hand on figures that tell nothing of a single machine",
	pl_cli_share},
    {"store", "say what a store holds", pl_cli_store},
    {"survey", "ask what no tool knows, and say what was answered",
	pl_cli_survey},
    {"trend", "say whether a figure changed over the months", pl_cli_trend},
};

static struct pl_cli cli;

static void
on_signal(int number)
{
	(void)number;
	cli.stop = 1;
}

/* A second Ctrl-C ends the program at once; the store survives that. */
static void
catch_signals(void)
{
	const struct sigaction action = {
	    .sa_handler = on_signal, .sa_flags = SA_RESETHAND};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void
print_help(FILE *out)
{
	fputs("Usage: patchlore [--store FILE] VERB ...\n\n"
	      "Collects what happened to patches, and says honestly how fast "
	      "they were applied\nand what went wrong.\n\n",
	    out);
	for (size_t i = 0; i < PL_COUNT(verbs); i++)
		fprintf(out, "  %-9s %s\n", verbs[i].name, verbs[i].summary);
	fputs("\n  --store FILE  the store (default: $PATCHLORE_STORE, or "
	      "./patchlore.db)\n"
	      "  --version     the version\n"
	      "  --help        this; and \"patchlore VERB --help\"\n",
	    out);
}

static int
run_verb(int argc, char **argv)
{
	for (size_t i = 0; i < PL_COUNT(verbs); i++)
		if (strcmp(verbs[i].name, argv[0]) == 0) {
			optind = 0; /* begin anew with the verb's words */
			return verbs[i].run(&cli, argc, argv);
		}
	return pl_cli_usage(NULL, "there is no verb \"%s\"", argv[0]);
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"store", required_argument, NULL, 's'},
	    {"help", no_argument, NULL, 'h'},
	    {"version", no_argument, NULL, 'V'}, {0}};
	const char *set = getenv("PATCHLORE_STORE");
	int option, status;

	cli.store = set != NULL && *set != '\0' ? set : "patchlore.db";
	while (
	    (option = pl_cli_option(NULL, argc, argv, "+:hV", options)) != -1) {
		switch (option) {
		case 's':
			cli.store = optarg;
			break;
		case 'V':
			puts("patchlore " PL_VERSION);
			return PL_EXIT_DONE;
		case 'h':
			print_help(stdout);
			return PL_EXIT_DONE;
		default:
			return PL_EXIT_USAGE;
		}
	}
	if (optind == argc) {
		print_help(stderr);
		return PL_EXIT_USAGE;
	}
	catch_signals();
	status = run_verb(argc - optind, argv + optind);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		if (status == PL_EXIT_DONE) /* else it was told */
			perror("patchlore: standard output");
		return PL_EXIT_FAILED;
	}
	return status;
}
