#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "cli/cli.h"
#include "host/locate.h"
#include "host/run.h"

static const char help[] =
    "Usage: patchlore plugin list\n\n"
    "Lists the plugins, what each reads, and its options. Every plugin is "
    "loaded in a\nworker of its own to be asked.\n";

static void
list_log(void *context, unsigned level, const char *line)
{
	(void)level;
	fprintf(stderr, "%s: %s\n", (const char *)context, line);
}

static void
print_plugin(const char *name, const struct pl_wire_plugin *plugin)
{
	printf("%s  %s %s\n", name, plugin->name, plugin->version);
	if (plugin->summary != NULL)
		printf("    %s\n", plugin->summary);
	for (size_t i = 0; plugin->options[i].name != NULL; i++) {
		const plore_option *option = &plugin->options[i];

		printf("    %-12s %s%s%s%s%s\n", option->name,
		    option->summary == NULL ? "" : option->summary,
		    (option->flags & PLORE_REQUIRED) != 0 ? " (required)" : "",
		    option->fallback != NULL ? " (default: " : "",
		    option->fallback != NULL ? option->fallback : "",
		    option->fallback != NULL ? ")" : "");
	}
}

static int
list_one(const char *name, struct pl_error *err)
{
	const struct pl_run_sink sink = {
	    .context = (void *)name, .log = list_log};
	char file[PATH_MAX];
	const struct pl_run_settings settings = {.file = file};
	struct pl_run *run;
	int result;

	result = pl_locate_plugin(name, file, err);
	if (result == PL_OK)
		result = pl_run_start(&run, &settings, &sink, err);
	if (result < 0)
		return result;
	print_plugin(name, pl_run_plugin(run));
	pl_run_end(run);
	return PL_OK;
}

static int
list(void)
{
	struct pl_error err;
	int status = PL_EXIT_DONE;
	char **names;
	size_t count;

	if (pl_locate_plugins(&names, &count, &err) < 0)
		return pl_cli_error(&err);
	for (size_t i = 0; i < count; i++) {
		if (list_one(names[i], &err) < 0) {
			pl_cli_error(&err);
			status = PL_EXIT_FAILED;
		}
		free(names[i]);
	}
	free(names);
	return status;
}

int
pl_cli_plugin(struct pl_cli *cli, int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "check") == 0)
		return pl_cli_plugin_check(cli, argc - 1, argv + 1);
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(help, stdout);
		return PL_EXIT_DONE;
	}
	if (argc != 2 || strcmp(argv[1], "list") != 0)
		return pl_cli_usage("plugin", "expected list");
	return list();
}
