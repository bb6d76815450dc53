#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "model/policy.h"

typedef void (*write_figures)(
    const struct pl_figures *figures, struct pl_buf *out);

static void
print_help(void)
{
	fputs("Usage: patchlore [--store FILE] kpi [NAME ...] [options]\n\n"
	      "Prints figures; without a name, those with a star:\n\n",
	    stdout);
	for (int id = 0; id < PL_KPIS; id++) {
		const struct pl_kpi *kpi = pl_kpi((enum pl_kpi_id)id);

		printf("%c %-22s %s\n", kpi->main ? '*' : ' ', kpi->name,
		    kpi->title);
	}
	printf(
	    "\n  --all            every figure of the list that can be had\n"
	    "  --quality        and what their quality was marked down for\n"
	    "  --interval I     clustered (default), or naive: limits as if "
	    "items of\n"
	    "                   one asset had nothing to do with each other\n"
	    "  --policy PACK    by when things are due: a name that "
	    "\"patchlore\n"
	    "                   policy list\" shows, or a file\n%s"
	    "  --format F       table (default), json, csv or "
	    "openmetrics\n",
	    pl_cli_query_help);
}

/* The function that writes a format. */
static int
take_format(const char *name, write_figures *out)
{
	static const struct {
		const char *name;
		write_figures write;
	} formats[] = {{"table", pl_figures_table}, {"json", pl_figures_json},
	    {"csv", pl_figures_csv}, {"openmetrics", pl_figures_openmetrics}};

	for (size_t i = 0; i < PL_COUNT(formats); i++) {
		if (strcmp(formats[i].name, name) == 0) {
			*out = formats[i].write;
			return PL_EXIT_DONE;
		}
	}
	return pl_cli_usage("kpi",
	    "--format %s: expected table, json, csv or openmetrics", name);
}

static int
take_interval(const char *name, enum pl_interval *out)
{
	if (strcmp(name, "clustered") != 0 && strcmp(name, "naive") != 0)
		return pl_cli_usage(
		    "kpi", "--interval %s: expected clustered or naive", name);
	*out = strcmp(name, "naive") == 0 ? PL_INTERVAL_NAIVE
	                                  : PL_INTERVAL_CLUSTERED;
	return PL_EXIT_DONE;
}

static int
print_figures(const struct pl_figures *figures, write_figures write)
{
	struct pl_buf out;
	int status;

	pl_buf_init(&out, PL_CLI_OUTPUT_LIMIT);
	write(figures, &out);
	status = pl_cli_print(&out, "figures");
	pl_buf_free(&out);
	return status;
}

static int
take_names(struct pl_query *query, int argc, char **argv)
{
	for (int i = optind; i < argc; i++) {
		enum pl_kpi_id id;

		if (!pl_kpi_find(argv[i], &id))
			return pl_cli_usage(
			    "kpi", "there is no figure \"%s\"", argv[i]);
		query->kpis |= PL_KPI_SET(id);
	}
	return PL_EXIT_DONE;
}

/* What goes without a policy does; to ask for the rest by name is a slip. */
static int
settle_names(struct pl_query *query, int all)
{
	static const uint64_t by_policy =
	    PL_KPI_SET(PL_KPI_SLA_COMPLIANCE) | PL_KPI_SET(PL_KPI_TIME_OVERDUE);

	if (query->policy == NULL && (query->kpis & by_policy) != 0)
		return pl_cli_usage("kpi",
		    "sla-compliance and time-overdue need --policy PACK; "
		    "\"patchlore policy list\" shows those that there are");
	if (all)
		query->kpis = PL_KPI_EACH & ~by_policy;
	else if (query->kpis == 0)
		query->kpis = pl_kpi_main();
	if (query->policy != NULL && (all || query->kpis == pl_kpi_main()))
		query->kpis |= by_policy;
	return PL_EXIT_DONE;
}

/* A matrix has two strata by itself, and one question has one breakdown. Where
 * everything is asked for, the rest matters more. */
static void
settle_by(struct pl_query *query, int all)
{
	static const uint64_t matrix = PL_KPI_SET(PL_KPI_NIST_MATRIX);

	if (query->by_count > 0)
		return;
	if (all) {
		query->kpis &= ~matrix;
	} else if ((query->kpis & matrix) != 0) {
		query->by[query->by_count++] = "severity";
		query->by[query->by_count++] = "importance";
		if (query->kpis != matrix)
			pl_cli_line(stderr,
			    "patchlore: nist-matrix makes all figures be told "
			    "by severity and importance; --by says otherwise");
	}
}

static int
tell_figures(struct pl_cli *cli, struct pl_query *query, const char *policy,
    write_figures write, int all)
{
	struct pl_policy *pack = NULL;
	struct pl_figures figures;
	struct pl_error err;
	int status;

	if (policy != NULL && pl_cli_policy_open(&pack, policy, &err) < 0)
		return pl_cli_error(&err);
	query->policy = pack;
	status = settle_names(query, all);
	settle_by(query, all);
	if (status == PL_EXIT_DONE) {
		if (pl_cli_figures(&figures, cli, query, &err) < 0) {
			status = pl_cli_error(&err);
		} else {
			status = print_figures(&figures, write);
			pl_figures_free(&figures);
		}
	}
	pl_policy_free(pack);
	return status;
}

int
pl_cli_kpi(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {PL_CLI_QUERY_OPTIONS,
	    {"all", no_argument, NULL, 'A'},
	    {"policy", required_argument, NULL, 'p'},
	    {"quality", no_argument, NULL, 'q'},
	    {"interval", required_argument, NULL, 'i'},
	    {"format", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	struct pl_query query = {.as_of_ms = pl_time_now()};
	const char *policy = NULL;
	struct pl_error err;
	write_figures write = pl_figures_table;
	int option, status, all = 0, quality = 0;

	while (
	    (option = pl_cli_option("kpi", argc, argv, ":h", options)) != -1) {
		if (option == 'h') {
			print_help();
			return PL_EXIT_DONE;
		}
		if (option == '?')
			return PL_EXIT_USAGE;
		if (option == 'A') {
			all = 1;
		} else if (option == 'q') {
			quality = 1;
		} else if (option == 'p') {
			policy = optarg;
		} else if (option == 'i') {
			status = take_interval(optarg, &query.interval);
			if (status != PL_EXIT_DONE)
				return status;
		} else if (option == 'f') {
			status = take_format(optarg, &write);
			if (status != PL_EXIT_DONE)
				return status;
		} else if (pl_cli_query_option(&query, option, optarg, &err) <
			   0) {
			return pl_cli_error(&err);
		}
	}
	status = take_names(&query, argc, argv);
	if (status != PL_EXIT_DONE)
		return status;
	if (quality && query.kpis == 0)
		query.kpis = pl_kpi_main();
	if (quality)
		query.kpis |= PL_KPI_SET(PL_KPI_DATA_QUALITY);
	return tell_figures(cli, &query, policy, write, all);
}
