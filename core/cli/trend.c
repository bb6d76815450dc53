#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "trend/trend.h"
#include "model/policy.h"
#include "store/store.h"

enum { HORIZON_DAYS = 30 };

/* What the command line asks for. */
struct request {
	struct pl_trend_request trend; /* horizon_days 0: not given */
	const char *policy;
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
		if (pl_follow_of((enum pl_kpi_id)id)->kind != PL_FOLLOW_NOT)
			printf("  %-22s %s\n", pl_kpi((enum pl_kpi_id)id)->name,
			    pl_kpi((enum pl_kpi_id)id)->title);
	printf("\n  --horizon DAYS   of times: what ends within so many days\n"
	       "                   (default: %d)\n"
	       "  --break DATE[=TEXT]\n"
	       "                   compare nothing across this day, on which "
	       "a policy, a\n"
	       "                   tool or a definition changed; may be "
	       "repeated\n"
	       "  --policy PACK    by when things are due: a name that "
	       "\"patchlore\n"
	       "                   policy list\" shows, or a file\n%s"
	       "  --format F       table (default) or json\n",
	    HORIZON_DAYS, pl_cli_query_help);
}

static int
take_name(struct request *request, int argc, char **argv)
{
	const char *name;

	if (argc - optind != 1)
		return pl_cli_usage("trend", "expected the name of one figure");
	name = argv[optind];
	if (!pl_kpi_find(name, &request->trend.id))
		return pl_cli_usage("trend", "there is no figure \"%s\"", name);
	if (pl_follow_of(request->trend.id)->kind == PL_FOLLOW_NOT)
		return pl_cli_usage("trend", "%s has no trend: %s", name,
		    pl_follow_of(request->trend.id)->why_not);
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
	request->trend.horizon_days = (int)days;
	return PL_EXIT_DONE;
}

/* "2026-03-15", or with "=new policy" behind it. */
static int
take_break(struct request *request, char *text)
{
	struct pl_trend_request *trend = &request->trend;
	struct pl_trend_break *one = &trend->breaks[trend->break_count];
	char *equals = strchr(text, '=');

	if (trend->break_count == PL_TREND_BREAKS)
		return pl_cli_usage(
		    "trend", "at most %d times --break", PL_TREND_BREAKS);
	if (equals != NULL)
		*equals = '\0';
	if (pl_time_parse(text, &one->at_ms) < 0)
		return pl_cli_usage("trend",
		    "--break %s: expected a date like 2026-03-15, and what "
		    "changed then behind a =",
		    text);
	one->text = equals == NULL ? NULL : equals + 1;
	trend->break_count++;
	return PL_EXIT_DONE;
}

/* ---- Do the options go together? ----------------------------------------- */

static int
settle_horizon(struct pl_trend_request *trend)
{
	const struct pl_follow *follow = pl_follow_of(trend->id);
	const char *name = pl_kpi(trend->id)->name;

	if (trend->horizon_days == 0) {
		trend->horizon_days = follow->fixed_horizon != 0
		                          ? follow->fixed_horizon
		                          : HORIZON_DAYS;
		return PL_EXIT_DONE;
	}
	if (!pl_follow_has_horizon(follow))
		return pl_cli_usage(
		    "trend", "--horizon is for times, and %s is not one", name);
	if (follow->fixed_horizon != 0)
		return pl_cli_usage("trend",
		    "--horizon: the %d days of %s are what it is",
		    follow->fixed_horizon, name);
	return PL_EXIT_DONE;
}

static int
settle_strata(const struct pl_query *query)
{
	if (query->by_count > PL_TREND_BY_MAX)
		return pl_cli_usage("trend",
		    "--by takes at most %d strata beside the month",
		    PL_TREND_BY_MAX);
	for (size_t i = 0; i < query->by_count; i++)
		if (strcmp(query->by[i], "month") == 0)
			return pl_cli_usage(
			    "trend", "--by month: a trend is by month anyway");
	return PL_EXIT_DONE;
}

static int
settle_breaks(const struct pl_trend_request *trend)
{
	char text[PL_TIME_TEXT];

	for (size_t i = 0; i < trend->break_count; i++)
		if (trend->breaks[i].at_ms > trend->query.as_of_ms)
			return pl_cli_usage("trend",
			    "--break %s lies after the cut-off",
			    pl_time_format(trend->breaks[i].at_ms, text));
	return PL_EXIT_DONE;
}

static int
settle(struct request *request)
{
	struct pl_trend_request *trend = &request->trend;
	const struct pl_follow *follow = pl_follow_of(trend->id);
	const char *name = pl_kpi(trend->id)->name;
	int status = settle_horizon(trend);

	if (status == PL_EXIT_DONE && follow->needs_policy &&
	    request->policy == NULL)
		status = pl_cli_usage("trend",
		    "%s needs --policy PACK; \"patchlore policy list\" shows "
		    "those that there are",
		    name);
	if (status == PL_EXIT_DONE && follow->clock != PL_CLOCK_DEFAULT &&
	    trend->query.clock != PL_CLOCK_DEFAULT &&
	    trend->query.clock != follow->clock)
		status = pl_cli_usage("trend",
		    "--clock: months of %s are whole when they are over only "
		    "by the %s clock",
		    name, pl_clock_name(follow->clock));
	if (status == PL_EXIT_DONE)
		status = settle_strata(&trend->query);
	return status == PL_EXIT_DONE ? settle_breaks(trend) : status;
}

/* ---- The verb ------------------------------------------------------------ */

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
	result = pl_trends_compute(out, store, &request->trend, err);
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
	request->trend.query.policy = pack;
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
	case 'B':
		return take_break(request, optarg);
	case 'f':
		return pl_cli_format("trend", optarg, "table", &request->json);
	default:
		if (pl_cli_query_option(
			&request->trend.query, option, optarg, &err) < 0)
			return pl_cli_error(&err);
		return PL_EXIT_DONE;
	}
}

int
pl_cli_trend(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {PL_CLI_QUERY_OPTIONS,
	    {"horizon", required_argument, NULL, 'H'},
	    {"break", required_argument, NULL, 'B'},
	    {"policy", required_argument, NULL, 'p'},
	    {"format", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	struct request request = {.trend.query.as_of_ms = pl_time_now()};
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
