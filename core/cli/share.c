#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/cli.h"

static const char ending[] = ".db";

int
pl_cli_share_folder(char out[PATH_MAX], const struct pl_cli *cli,
    const char *given, struct pl_error *err)
{
	const char *set = getenv("PATCHLORE_SHARE");
	size_t length = strlen(cli->store), cut = sizeof ending - 1;
	int written;

	if (given == NULL && set != NULL && *set != '\0')
		given = set;
	if (length > cut && strcmp(cli->store + length - cut, ending) == 0)
		length -= cut;
	written = given != NULL ? snprintf(out, PATH_MAX, "%s", given)
	                        : snprintf(out, PATH_MAX, "%.*s.share",
				      (int)length, cli->store);
	if (written <= 0 || written >= PATH_MAX)
		return pl_fail(err, PL_E_CONFIG,
		    "the share folder has no name, or one that is too long");
	return PL_OK;
}

int
pl_cli_share(struct pl_cli *cli, int argc, char **argv)
{
	static const struct pl_verb actions[] = {
	    {"keys", "the secrets of this organization, and its pseudonyms",
		pl_cli_share_keys},
	    {"declare", "what this organization is, to all programs",
		pl_cli_share_declare},
	    {"ledger", "what was released and what it cost in privacy",
		pl_cli_share_ledger},
	    {0}};

	return pl_cli_action(actions, cli, argc, argv);
}
