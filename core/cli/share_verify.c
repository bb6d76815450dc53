#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/members.h"
#include "cli/cli.h"
#include "share/canonical.h"
#include "share/kept.h"
#include "share/opened.h"
#include "share/seal.h"
#include "share/timeframe.h"

static const char verb[] = "share verify";

static const char help[] =
    "Usage: patchlore share verify [--folder DIR] FILE\n\n"
    "Checks a file that \"share make\" or \"share withdraw\" wrote: that its "
    "signature is\ngood, that it is in the one form that it may have, and that "
    "it is what was kept\nhere. What is sealed only the program can open.\n\n"
    "  --folder DIR  the share folder (default: $PATCHLORE_SHARE, or "
    "patchlore.share\n"
    "                beside the store patchlore.db)\n";

/* ---- A submission -------------------------------------------------------- */

/* Is it the very bytes that were kept here? */
static int
tell_kept(const char *folder, const struct pl_opened *opened,
    const struct pl_timeframe *span, struct pl_error *err)
{
	const int number = (int)pl_member_number(opened->body, "seq");
	const struct pl_kept kept = {
	    folder, pl_member_text(opened->body, "program"), span->name};
	struct pl_buf bytes;
	int count, result = pl_kept_count(&count, &kept, err);

	if (result < 0)
		return result;
	if (number > count) {
		pl_cli_line(
		    stdout, "kept       no: %s has not made it", folder);
		return PL_OK;
	}
	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	result = pl_kept_read(&bytes, &kept, number, err);
	if (result == PL_OK)
		printf("kept       %s%s\n",
		    bytes.length == opened->bytes.length &&
			    memcmp(bytes.text, opened->bytes.text,
				bytes.length) == 0
			? "yes, these very bytes"
			: "no: another one was made here",
		    pl_kept_is_withdrawn(&kept, number) ? "; withdrawn since"
							: "");
	pl_buf_free(&bytes);
	return result;
}

static int
tell_submission(
    const char *folder, const struct pl_opened *opened, struct pl_error *err)
{
	const json_t *period = json_object_get(opened->body, "period");
	const json_t *privacy = json_object_get(opened->body, "privacy");
	struct pl_timeframe span;
	int result = pl_timeframe_begin(&span, pl_member_text(period, "from"),
	    pl_member_is(privacy, "unit", "asset-year"), err);

	if (result < 0)
		return result;
	printf("what       submission %d about %s\nprogram    %s\n"
	       "pseudonym  %s\ndigest     %s\n",
	    (int)pl_member_number(opened->body, "seq"), span.name,
	    pl_member_text(opened->body, "program"),
	    pl_member_text(json_object_get(opened->body, "org"), "pid"),
	    opened->digest);
	return tell_kept(folder, opened, &span, err);
}

/* ---- A withdrawal -------------------------------------------------------- */

static void
tell_withdrawal(const struct pl_opened *opened)
{
	const struct pl_withdrawal *read = &opened->withdrawal;

	printf("what       withdrawal of %s\nwhy        %s\nprogram    %s\n"
	       "pseudonym  %s\n",
	    read->of, read->reason, read->program,
	    pl_member_text(json_object_get(opened->body, "org"), "pid"));
}

static int
tell(const char *folder, const char *path, const struct pl_buf *file,
    struct pl_error *err)
{
	struct pl_opened opened;
	int result =
	    pl_opened_read(&opened, path, file->text, file->length, err);

	if (result == PL_E_UNAVAILABLE)
		pl_fail_remedy(
		    err, "what was sealed is kept in %.400s/sent", folder);
	if (result < 0)
		return result;
	puts("signature  good");
	if (opened.kind == PL_OPENED_SUBMISSION)
		result = tell_submission(folder, &opened, err);
	else
		tell_withdrawal(&opened);
	pl_opened_free(&opened);
	return result;
}

static int
verify(const char *folder, const char *path, struct pl_error *err)
{
	struct pl_buf file;
	int result;

	pl_buf_init(&file, PL_SEAL_LIMIT);
	result = pl_file_read(&file, path, err);
	if (result == PL_OK)
		result = tell(folder, path, &file, err);
	pl_buf_free(&file);
	return result;
}

int
pl_cli_share_verify(struct pl_cli *cli, int argc, char **argv)
{
	const char *given = NULL;
	const struct pl_cli_text texts[] = {{"folder", 'd', &given}, {0}};
	char folder[PATH_MAX];
	struct pl_error err;
	int status;

	if (!pl_cli_texts(texts, verb, help, argc, argv, &status))
		return status;
	if (optind + 1 != argc)
		return pl_cli_usage(verb, "expected a file");
	if (pl_cli_share_folder(folder, cli, given, &err) < 0 ||
	    verify(folder, argv[optind], &err) < 0)
		return pl_cli_error(&err);
	return PL_EXIT_DONE;
}
