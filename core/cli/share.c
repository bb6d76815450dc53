#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/buf.h"
#include "base/error.h"
#include "cli/cli.h"
#include "share/envelope.h"
#include "share/keys.h"
#include "share/program.h"
#include "share/seal.h"

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
	return pl_keys_check_folder(out, err);
}

int
pl_cli_share_pack(struct pl_buf *out, const struct pl_buf *document,
    const char *type, const struct pl_pseudonym *us,
    const struct pl_program_about *program, struct pl_error *err)
{
	struct pl_buf envelope;
	int result;

	pl_buf_init(&envelope, PL_ENVELOPE_LIMIT);
	result = pl_envelope_sign(&envelope, document->text, document->length,
	    type, us->signer_secret, err);
	if (result == PL_OK && program->has_key)
		result = pl_seal(
		    out, envelope.text, envelope.length, program->key, err);
	else if (result == PL_OK)
		pl_buf_add(out, envelope.text, envelope.length);
	pl_buf_free(&envelope);
	return result;
}

int
pl_cli_share(struct pl_cli *cli, int argc, char **argv)
{
	static const struct pl_verb actions[] = {
	    {"keys", "the secrets of this organization, and its pseudonyms",
		pl_cli_share_keys},
	    {"declare", "what this organization is, to all programs",
		pl_cli_share_declare},
	    {"preview", "all that a submission would hand over",
		pl_cli_share_preview},
	    {"make", "write a submission, after a look at it",
		pl_cli_share_make},
	    {"verify", "check a file that was written", pl_cli_share_verify},
	    {"ledger", "what was released and what it cost in privacy",
		pl_cli_share_ledger},
	    {"withdraw", "take a submission back", pl_cli_share_withdraw}, {0}};
	static const struct rlimit none;

	/* Keys and exact tables would be in a core file. */
	setrlimit(RLIMIT_CORE, &none);
	return pl_cli_action(actions, cli, argc, argv);
}
