#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "kpi/trend.h"
#include "model/policy.h"
#include "store/store.h"

enum { HORIZON_DAYS = 30 };

/* What the command line asks for. */
struct request {
	enum pl_kpi_id id;
	struct pl_query query;
	const char *policy;
	int horizon_days; /* 0: not given */
	int json;
};

static void
print_help(void)
{
	fputs("Usage: patchlore [--store FILE] trend NAME [options]\n\n"
	      "Says whether a figure changed over the months, or why that "
	      "cannot be said:\n\n",
	    stdout);
	for (int id = 0; id < PL_KPIS; id++)
		if (pl_trend_is_possible((enum pl_kpi_id)id))
			printf("  %-22s %s\n", pl_kpi((enum pl_kpi_id)id)->name,
			    pl_kpi((enum pl_kpi_id)id)->title);
	printf("\n  --horizon DAYS   time-to-patch: what is patched within so "
	       "many days\n"
	       "                   (default: %d)\n"
	       "  --policy PACK    by when things are due: a name that "
	       "\"patchlore\n"
	       "                   policy list\" shows, or a file\n%s"
	       "  --format F       table (default) or json\n",
	    HORIZON_DAYS, pl_cli_query_help);
}

static int
take_name(struct request *request, int argc, char **argv)
{
	if (argc - optind != 1)
		return pl_cli_usage("trend", "expected the name of one figure");
	if (!pl_kpi_find(argv[optind], &request->id))
		return pl_cli_usage(
		    "trend", "there is no figure \"%s\"", argv[optind]);
	if (!pl_trend_is_possible(request->id))
		return pl_cli_usage("trend",
		    "%s has no trend by month; \"patchlore trend --help\" "
		    "lists what has",
		    argv[optind]);
	return PL_EXIT_DONE;
}

static int
take_horizon(struct request *request, const char *text)
{
	char *end;
	long days = strtol(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0' || days < 1 ||
	    days > PL_TREND_HORIZON_MOST)
		return pl_cli_usage("trend",
		    "--horizon %s: expected a number of days, 1 to %d", text,
		    PL_TREND_HORIZON_MOST);
	request->horizon_days = (int)days;
	return PL_EXIT_DONE;
}

/* Do the options go together? */
static int
settle(struct request *request)
{
	if (request->id != PL_KPI_TIME_TO_PATCH && request->horizon_days != 0)
		return pl_cli_usage(
		    "trend", "--horizon is for time-to-patch alone");
	if (request->horizon_days == 0)
		request->horizon_days = HORIZON_DAYS;
	if (request->id == PL_KPI_SLA_COMPLIANCE && request->policy == NULL)
		return pl_cli_usage("trend",
		    "sla-compliance needs --policy PACK; \"patchlore policy "
		    "list\" shows those that there are");
	if (request->query.by_count > PL_TREND_BY_MAX)
		return pl_cli_usage("trend",
		    "--by takes at most %d strata beside the month",
		    PL_TREND_BY_MAX);
	for (size_t i = 0; i < request->query.by_count; i++)
		if (strcmp(request->query.by[i], "month") == 0)
			return pl_cli_usage(
			    "trend", "--by month: a trend is by month anyway");
	return PL_EXIT_DONE;
}

static int
print_trends(const struct pl_trends *trends, int json)
{
	struct pl_buf out;
	int status;

	pl_buf_init(&out, PL_CLI_OUTPUT_LIMIT);
	if (json)
		pl_trends_json(trends, &out);
	else
		pl_trends_table(trends, &out);
	status = pl_cli_print(&out, "trends");
	pl_buf_free(&out);
	return status;
}

static int
read_trends(struct pl_trends *out, const struct pl_cli *cli,
    const struct request *request, struct pl_error *err)
{
	struct pl_store *store;
	int result = pl_store_open(&store, cli->store, PL_STORE_READ, err);

	if (result < 0)
		return result;
	result = pl_trends_compute(out, store, request->id, &request->query,
	    request->horizon_days, err);
	pl_store_close(store);
	return result;
}

static int
tell_trends(const struct pl_cli *cli, struct request *request)
{
	struct pl_policy *pack = NULL;
	struct pl_trends trends;
	struct pl_error err;
	int status;

	if (request->policy != NULL &&
	    pl_cli_policy_open(&pack, request->policy, &err) < 0)
		return pl_cli_error(&err);
	request->query.policy = pack;
	if (read_trends(&trends, cli, request, &err) < 0) {
		status = pl_cli_error(&err);
	} else {
		status = print_trends(&trends, request->json);
		pl_trends_free(&trends);
	}
	pl_policy_free(pack);
	return status;
}

static int
take_option(struct request *request, int option)
{
	struct pl_error err;

	switch (option) {
	case 'p':
		request->policy = optarg;
		return PL_EXIT_DONE;
	case 'H':
		return take_horizon(request, optarg);
	case 'f':
		return pl_cli_format("trend", optarg, "table", &request->json);
	default:
		if (pl_cli_query_option(&request->query, option, optarg, &err) <
		    0)
			return pl_cli_error(&err);
		return PL_EXIT_DONE;
	}
}

int
pl_cli_trend(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {PL_CLI_QUERY_OPTIONS,
	    {"horizon", required_argument, NULL, 'H'},
	    {"policy", required_argument, NULL, 'p'},
	    {"format", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	struct request request = {.query.as_of_ms = pl_time_now()};
	int option, status;

	while ((option = pl_cli_option("trend", argc, argv, ":h", options)) !=
	       -1) {
		if (option == 'h') {
			print_help();
			return PL_EXIT_DONE;
		}
		if (option == '?')
			return PL_EXIT_USAGE;
		status = take_option(&request, option);
		if (status != PL_EXIT_DONE)
			return status;
	}
	status = take_name(&request, argc, argv);
	if (status == PL_EXIT_DONE)
		status = settle(&request);
	return status == PL_EXIT_DONE ? tell_trends(cli, &request) : status;
}
