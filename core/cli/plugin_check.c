#include <getopt.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "cli/cli.h"
#include "collect/check.h"
#include "collect/settings.h"

static const char help[] =
    "Usage: patchlore plugin check [--format table|json] [--timeout S] FILE.so "
    "[option=value ...]\n\n"
    "Holds a plugin against the rules of the contract, in the worker that a "
    "collect\nuses. Give the options of a source that has some events: most "
    "rules are about\nthem.\n\n"
    "  --format F   table (default) or json\n"
    "  --timeout S  the longest silence, in seconds (default: 60); a run takes "
    "five of\n"
    "               them at most\n\n"
    "Exit status: 0 all rules are kept or could not be tried, 1 one is "
    "broken, 2 the\nfile is missing or no shared object.\n";

static const char *const words[] = {[PL_VERDICT_OPEN] = "open",
    [PL_VERDICT_KEPT] = "kept",
    [PL_VERDICT_BROKEN] = "BROKEN"};

static int
count(const struct pl_check *check, enum pl_verdict verdict)
{
	int count = 0;

	for (size_t i = 0; i < PL_CHECK_RULES; i++)
		count += check->rules[i].verdict == verdict;
	return count;
}

static void
print_table(const struct pl_check *check)
{
	for (size_t i = 0; i < PL_CHECK_RULES; i++) {
		const struct pl_check_rule *rule = &check->rules[i];

		printf("%-7s %-12s %s\n", words[rule->verdict], rule->id,
		    rule->rule);
		if (rule->verdict != PL_VERDICT_KEPT)
			pl_cli_line(stdout, "%20s %s", "", rule->found);
		if (rule->verdict == PL_VERDICT_BROKEN)
			printf("%20s remedy: %s\n", "", rule->remedy);
	}
	putchar('\n');
	pl_cli_line(stdout, "%zu events; protection: %s", check->events,
	    check->protection[0] != '\0' ? check->protection : "none seen");
	pl_cli_line(stdout, "%s: %d kept, %d broken, %d open", check->plugin,
	    count(check, PL_VERDICT_KEPT), count(check, PL_VERDICT_BROKEN),
	    count(check, PL_VERDICT_OPEN));
}

static json_t *
rule_json(const struct pl_check_rule *rule)
{
	static const char *const verdicts[] = {"open", "kept", "broken"};
	json_t *object = json_pack("{s:s, s:s, s:s}", "id", rule->id, "verdict",
	    verdicts[rule->verdict], "rule", rule->rule);

	if (rule->verdict != PL_VERDICT_KEPT)
		json_object_set_new(
		    object, "found", pl_cli_json_text(rule->found));
	if (rule->verdict == PL_VERDICT_BROKEN)
		json_object_set_new(
		    object, "remedy", json_string(rule->remedy));
	return object;
}

static void
print_json(const struct pl_check *check)
{
	json_t *rules = json_array();
	json_t *root = json_pack("{s:s, s:o, s:I, s:o, s:o}", "patchlore",
	    PL_VERSION, "plugin", pl_cli_json_text(check->plugin), "events",
	    (json_int_t)check->events, "protection",
	    pl_cli_json_text(check->protection), "rules", rules);

	for (size_t i = 0; i < PL_CHECK_RULES; i++)
		json_array_append_new(rules, rule_json(&check->rules[i]));
	pl_cli_json(root);
}

int
pl_cli_plugin_check(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {
	    {"format", required_argument, NULL, 'f'},
	    {"timeout", required_argument, NULL, 't'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	struct pl_check check = {0};
	struct pl_error err;
	int option, status, json = 0;

	(void)cli;
	while ((option = pl_cli_option(
		    "plugin check", argc, argv, "+:h", options)) != -1) {
		switch (option) {
		case 'f':
			status = pl_cli_format(
			    "plugin check", optarg, "table", &json);
			if (status != PL_EXIT_DONE)
				return status;
			break;
		case 't':
			if (pl_settings_timeout_text(
				&check.silence_ms, optarg, &err) < 0)
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
		return pl_cli_usage("plugin check", "which plugin?");
	/* No store is open, and workers die with us: an interrupt may simply
	 * end this. */
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	check.plugin = argv[optind];
	check.options = (const char *const *)argv + optind + 1;
	check.option_count = (size_t)(argc - optind - 1);
	if (pl_check(&check, &err) < 0)
		return pl_cli_error(&err);
	if (json)
		print_json(&check);
	else
		print_table(&check);
	return count(&check, PL_VERDICT_BROKEN) > 0 ? PL_EXIT_FAILED
	                                            : PL_EXIT_DONE;
}
