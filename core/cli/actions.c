#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static void
print_help(const char *verb, const struct pl_verb *actions)
{
	int width = 0;

	for (const struct pl_verb *action = actions; action->name != NULL;
	     action++)
		if ((int)strlen(action->name) > width)
			width = (int)strlen(action->name);
	printf("Usage: patchlore %s ACTION ...\n\n", verb);
	for (; actions->name != NULL; actions++)
		printf("  %-*s  %s\n", width, actions->name, actions->summary);
	printf("\n\"patchlore %s ACTION --help\" says more.\n", verb);
}

int
pl_cli_action(
    const struct pl_verb *actions, struct pl_cli *cli, int argc, char **argv)
{
	if (argc < 2)
		return pl_cli_usage(argv[0], "expected an action");
	if (strcmp(argv[1], "--help") == 0) {
		print_help(argv[0], actions);
		return PL_EXIT_DONE;
	}
	for (; actions->name != NULL; actions++)
		if (strcmp(actions->name, argv[1]) == 0)
			return actions->run(cli, argc - 1, argv + 1);
	return pl_cli_usage(argv[0], "there is no action \"%.100s\"", argv[1]);
}
