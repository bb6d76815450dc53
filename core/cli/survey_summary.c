#include <getopt.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "cli/cli.h"
#include "store/store.h"
#include "survey/summary.h"

static const char help[] =
    "Usage: patchlore [--store FILE] survey summary NAME [--format F]\n\n"
    "Prints what all answers to a survey say together, period by period. NAME "
    "is a name\nthat \"patchlore survey list\" shows, or a file.\n\n"
    "  --format F  text (default) or json\n";

static int
print_summary(const struct pl_summary *summary, int json)
{
	struct pl_buf out;
	int status;

	pl_buf_init(&out, PL_CLI_OUTPUT_LIMIT);
	if (json)
		pl_summary_json(summary, &out);
	else
		pl_summary_table(summary, &out);
	status = pl_cli_print(&out, "answers");
	pl_buf_free(&out);
	return status;
}

static int
read_summary(struct pl_summary *out, const struct pl_cli *cli,
    const struct pl_survey *survey, struct pl_error *err)
{
	struct pl_store *store;
	int result = pl_store_open(&store, cli->store, PL_STORE_READ, err);

	if (result < 0)
		return result;
	result = pl_summary_compute(out, store, survey, INT64_MAX, err);
	pl_store_close(store);
	return result;
}

int
pl_cli_survey_summary(struct pl_cli *cli, int argc, char **argv)
{
	struct pl_summary summary;
	struct pl_survey *survey;
	struct pl_error err;
	int json, status;

	if (!pl_cli_list_options(
		"survey summary", help, argc, argv, &json, &status))
		return status;
	if (optind + 1 != argc)
		return pl_cli_usage(
		    "survey summary", "expected the name of a survey");
	if (pl_cli_survey_open(&survey, argv[optind], &err) < 0)
		return pl_cli_error(&err);
	if (read_summary(&summary, cli, survey, &err) < 0) {
		status = pl_cli_error(&err);
	} else {
		status = print_summary(&summary, json);
		pl_summary_free(&summary);
	}
	pl_survey_free(survey);
	return status;
}
