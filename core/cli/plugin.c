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

static const char list_help[] =
    "Usage: patchlore plugin list [--format F]\n\n"
    "Lists the plugins, what each reads, and its options. Every plugin is "
    "loaded in a\nworker of its own to be asked.\n\n"
    "  --format F  text (default) or json\n";

static void
list_log(void *context, unsigned level, const char *line)
{
	(void)level;
	pl_cli_log(context, line);
}

static void
print_plugin(const char *name, const struct pl_wire_plugin *plugin)
{
	pl_cli_line(stdout, "%s  %s %s", name, plugin->name, plugin->version);
	if (plugin->summary != NULL)
		pl_cli_line(stdout, "    %s", plugin->summary);
	for (size_t i = 0; plugin->options[i].name != NULL; i++) {
		const plore_option *option = &plugin->options[i];

		pl_cli_line(stdout, "    %-12s %s%s%s%s%s", option->name,
		    option->summary == NULL ? "" : option->summary,
		    (option->flags & PLORE_REQUIRED) != 0 ? " (required)" : "",
		    option->fallback != NULL ? " (default: " : "",
		    option->fallback != NULL ? option->fallback : "",
		    option->fallback != NULL ? ")" : "");
	}
}

static json_t *
option_json(const plore_option *option)
{
	static const char *const types[] = {[PLORE_TEXT] = "text",
	    [PLORE_NUMBER] = "number",
	    [PLORE_SWITCH] = "switch",
	    [PLORE_SECONDS] = "seconds",
	    [PLORE_PATH] = "path",
	    [PLORE_URL] = "url",
	    [PLORE_SECRET] = "secret",
	    [PLORE_PROGRAM] = "program"};
	const char *type =
	    option->type < PL_COUNT(types) ? types[option->type] : NULL;

	return json_pack("{s:o, s:o, s:s?, s:b, s:b, s:o}", "name",
	    pl_cli_json_text(option->name), "summary",
	    pl_cli_json_text(option->summary), "type", type, "required",
	    (option->flags & PLORE_REQUIRED) != 0, "repeated",
	    (option->flags & PLORE_REPEATED) != 0, "default",
	    pl_cli_json_text(option->fallback));
}

static json_t *
plugin_json(const char *name, const struct pl_wire_plugin *plugin)
{
	json_t *options = json_array();

	for (size_t i = 0; plugin->options[i].name != NULL; i++)
		json_array_append_new(
		    options, option_json(&plugin->options[i]));
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "name",
	    pl_cli_json_text(name), "id", pl_cli_json_text(plugin->id), "title",
	    pl_cli_json_text(plugin->name), "version",
	    pl_cli_json_text(plugin->version), "summary",
	    pl_cli_json_text(plugin->summary), "options", options);
}

/* Into the list, or to standard output where there is none. */
static int
list_one(const char *name, json_t *plugins, struct pl_error *err)
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
	if (plugins != NULL)
		json_array_append_new(
		    plugins, plugin_json(name, pl_run_plugin(run)));
	else
		print_plugin(name, pl_run_plugin(run));
	pl_run_end(run);
	return PL_OK;
}

static int
list_all(int json)
{
	json_t *plugins = NULL;
	struct pl_error err;
	int status = PL_EXIT_DONE;
	char **names;
	size_t count;

	if (pl_locate_plugins(&names, &count, &err) < 0)
		return pl_cli_error(&err);
	if (json)
		plugins = json_array();
	for (size_t i = 0; i < count; i++) {
		if (list_one(names[i], plugins, &err) < 0) {
			pl_cli_error(&err);
			status = PL_EXIT_FAILED;
		}
		free(names[i]);
	}
	free(names);
	if (json)
		pl_cli_json(json_pack(
		    "{s:s, s:o}", "patchlore", PL_VERSION, "plugins", plugins));
	return status;
}

static int
list(struct pl_cli *cli, int argc, char **argv)
{
	int json, status;

	(void)cli;
	if (!pl_cli_list_options(
		"plugin list", list_help, argc, argv, &json, &status))
		return status;
	if (optind != argc)
		return pl_cli_usage("plugin list", "expected no more words");
	return list_all(json);
}

int
pl_cli_plugin(struct pl_cli *cli, int argc, char **argv)
{
	static const struct pl_verb actions[] = {
	    {"list", "the plugins, what each reads, and its options", list},
	    {"check", "does a plugin keep the contract?", pl_cli_plugin_check},
	    {"new", "a folder with the beginnings of a plugin",
		pl_cli_plugin_new},
	    {"run", "what a plugin makes of its input; nothing is kept",
		pl_cli_plugin_run},
	    {0}};

	return pl_cli_action(actions, cli, argc, argv);
}
