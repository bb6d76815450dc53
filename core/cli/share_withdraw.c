#include <getopt.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/members.h"
#include "cli/cli.h"
#include "share/digest.h"
#include "share/canonical.h"
#include "share/kept.h"
#include "share/keys.h"
#include "share/program.h"
#include "share/seal.h"
#include "share/timeframe.h"
#include "share/withdrawal.h"

static const char verb[] = "share withdraw";

static const char help[] =
    "Usage: patchlore share withdraw --program FILE --period P -o FILE "
    "[OPTION...]\n\n"
    "Writes the word to a program that the newest submission about a period is "
    "taken back.\nWhat it cost stays spent: who read it has read it.\n\n"
    "  --program FILE     what the program says of itself\n"
    "  --period P         2026Q3, or 2026\n"
    "  --reason R         mistake, policy or other (default: other)\n"
    "  --folder DIR       the share folder (default: $PATCHLORE_SHARE, or\n"
    "                     patchlore.share beside the store patchlore.db)\n"
    "  -o, --output FILE  what to write\n";

struct request {
	const char *program, *period, *reason, *folder, *output;
};

/* The newest one that was made. */
static int
find(int *number, char digest[PL_DIGEST_TEXT], const struct pl_kept *kept,
    struct pl_error *err)
{
	struct pl_buf bytes;
	int result = pl_kept_count(number, kept, err);

	if (result < 0)
		return result;
	if (*number == 0)
		return pl_fail(err, PL_E_CONFIG,
		    "no submission about %s was made for %s", kept->period,
		    kept->program);
	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	result = pl_kept_read(&bytes, kept, *number, err);
	if (result == PL_OK)
		pl_digest_text(digest, bytes.text, bytes.length);
	pl_buf_free(&bytes);
	return result;
}

static int
write_file(const char *path, const struct pl_buf *body,
    const struct pl_pseudonym *us, const struct pl_program_about *program,
    struct pl_error *err)
{
	struct pl_buf file;
	int result;

	pl_buf_init(&file, PL_SEAL_LIMIT);
	result = pl_cli_share_pack(
	    &file, body, PL_WITHDRAWAL_TYPE, us, program, err);
	if (result == PL_OK)
		result = pl_cli_write(path, &file, err);
	pl_buf_free(&file);
	return result;
}

static int
withdraw_as(const struct request *request, const struct pl_kept *kept,
    const struct pl_pseudonym *us, const struct pl_program_about *program,
    struct pl_error *err)
{
	char digest[PL_DIGEST_TEXT];
	const struct pl_withdrawal withdrawal = {
	    program->id, digest, request->reason};
	struct pl_buf body;
	int number, result = find(&number, digest, kept, err);

	if (result < 0)
		return result;
	pl_buf_init(&body, PL_CANONICAL_LIMIT);
	result = pl_withdrawal_write(&body, &withdrawal, us, err);
	if (result == PL_OK)
		result = pl_kept_withdraw(kept, number, &body, err);
	if (result == PL_OK)
		result = write_file(request->output, &body, us, program, err);
	pl_buf_free(&body);
	if (result == PL_OK)
		pl_cli_line(stdout,
		    "%s: submission %d about %s is taken back; hand this file "
		    "to %s",
		    request->output, number, kept->period, program->title);
	return result;
}

static int
withdraw(const struct request *request, const char *folder,
    const struct pl_program_about *program, struct pl_error *err)
{
	struct pl_keys *keys;
	struct pl_pseudonym us;
	struct pl_timeframe span;
	int result = pl_timeframe_read(&span, request->period, err);

	if (result == PL_OK)
		result = pl_keys_open(&keys, folder, err);
	if (result < 0)
		return result;
	result = pl_keys_pseudonym(&us, keys, program->id, err);
	if (result == PL_OK) {
		const struct pl_kept kept = {folder, program->id, span.name};

		result = withdraw_as(request, &kept, &us, program, err);
		pl_pseudonym_wipe(&us);
	}
	pl_keys_close(keys);
	return result;
}

static int
run(const struct request *request, const struct pl_cli *cli,
    struct pl_error *err)
{
	struct pl_program *program;
	char folder[PATH_MAX];
	int result;

	if (pl_members_index(pl_withdrawal_reasons, request->reason) < 0)
		return pl_members_unknown(
		    "--reason ", request->reason, pl_withdrawal_reasons, err);
	result = pl_cli_share_folder(folder, cli, request->folder, err);
	if (result == PL_OK)
		result = pl_program_open(&program, request->program, err);
	if (result < 0)
		return result;
	result = withdraw(request, folder, pl_program_about(program), err);
	pl_program_free(program);
	return result;
}

int
pl_cli_share_withdraw(struct pl_cli *cli, int argc, char **argv)
{
	struct request request = {.reason = "other"};
	const struct pl_cli_text texts[] = {{"program", 'p', &request.program},
	    {"period", 'q', &request.period}, {"reason", 'r', &request.reason},
	    {"folder", 'd', &request.folder}, {"output", 'o', &request.output},
	    {0}};
	struct pl_error err;
	int status;

	if (!pl_cli_texts(texts, verb, help, argc, argv, &status))
		return status;
	if (optind != argc || request.program == NULL ||
	    request.period == NULL || request.output == NULL)
		return pl_cli_usage(
		    verb, "expected --program FILE, --period P and -o FILE");
	return run(&request, cli, &err) < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}
