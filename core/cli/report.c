#include <getopt.h>
#include <limits.h>
#include <stdio.h>

#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "host/locate.h"
#include "model/policy.h"
#include "report/report.h"
#include "store/store.h"

static void
print_help(void)
{
	printf(
	    "Usage: patchlore [--store FILE] report [TEMPLATE] -o DIR "
	    "[options]\n\n"
	    "Writes report.html and report.md, the pictures as SVG with "
	    "their data as CSV, and\nall that the pages are made from as "
	    "report.json. TEMPLATE is one of\n\n"
	    "  summary          one page for a manager (default)\n"
	    "  operations       for those who patch: what is open, what "
	    "fails, what waits\n"
	    "  program          the figures over the months, and whether "
	    "they changed\n"
	    "  practice-guide   how fast, what testing, what went wrong: "
	    "answers by data\n"
	    "  patch            one patch, which --patch names\n\n"
	    "or a folder, with a slash in it, that has template.json, "
	    "page.html and page.md.\n\n"
	    "  -o, --output DIR  where; is made where it does not exist\n"
	    "  --anonymous      withhold all that could name somebody, to hand "
	    "it to\n"
	    "                   another organization, and list what that is\n"
	    "  --patch PATCH    the patch that the report is about\n"
	    "  --policy PACK    by when things are due: a name that "
	    "\"patchlore\n"
	    "                   policy list\" shows, or a file\n%s",
	    pl_cli_query_help);
}

static int
write_report(struct pl_cli *cli, const struct pl_report_request *request)
{
	struct pl_store *store;
	struct pl_error err;
	int64_t items = 0;
	int result;

	if (pl_store_open(&store, cli->store, PL_STORE_READ, &err) < 0)
		return pl_cli_error(&err);
	result = pl_report_write(&items, store, request, &err);
	if (result == PL_OK && items == 0)
		pl_cli_check_where(store, &request->query);
	pl_store_close(store);
	if (result < 0)
		return pl_cli_error(&err);
	printf("%s/report.html\n", request->dir);
	return PL_EXIT_DONE;
}

static int
tell_report(struct pl_cli *cli, const struct pl_report_request *asked,
    const char *policy)
{
	struct pl_report_request request = *asked;
	struct pl_policy *pack = NULL;
	char content[PATH_MAX];
	struct pl_error err;
	int status;

	if (pl_locate_reports(content, &err) < 0)
		return pl_cli_error(&err);
	if (policy != NULL && pl_cli_policy_open(&pack, policy, &err) < 0)
		return pl_cli_error(&err);
	request.content = content;
	request.query.policy = pack;
	request.policy_name = policy;
	status = write_report(cli, &request);
	pl_policy_free(pack);
	return status;
}

static int
take_template(struct pl_report_request *request, int argc, char **argv)
{
	if (argc - optind > 1)
		return pl_cli_usage("report", "expected at most one template");
	request->template = argc > optind ? argv[optind] : "summary";
	if (request->dir == NULL)
		return pl_cli_usage("report", "where to? -o DIR is missing");
	return PL_EXIT_DONE;
}

int
pl_cli_report(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {PL_CLI_QUERY_OPTIONS,
	    {"output", required_argument, NULL, 'o'},
	    {"anonymous", no_argument, NULL, 'A'},
	    {"patch", required_argument, NULL, 'P'},
	    {"policy", required_argument, NULL, 'p'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	struct pl_report_request request = {
	    .query = {.as_of_ms = pl_time_now()}};
	const char *policy = NULL;
	struct pl_error err;
	int option, status;

	while ((option = pl_cli_option(
		    "report", argc, argv, ":ho:", options)) != -1) {
		if (option == 'h') {
			print_help();
			return PL_EXIT_DONE;
		}
		if (option == '?')
			return PL_EXIT_USAGE;
		if (option == 'A')
			request.anonymous = 1;
		else if (option == 'o')
			request.dir = optarg;
		else if (option == 'P')
			request.patch = optarg;
		else if (option == 'p')
			policy = optarg;
		else if (pl_cli_query_option(
			     &request.query, option, optarg, &err) < 0)
			return pl_cli_error(&err);
	}
	status = take_template(&request, argc, argv);
	return status == PL_EXIT_DONE ? tell_report(cli, &request, policy)
	                              : status;
}
