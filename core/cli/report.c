#include <getopt.h>
#include <limits.h>
#include <stdio.h>

#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "host/locate.h"
#include "report/report.h"

static void
print_help(void)
{
	printf("Usage: patchlore [--store FILE] report -o DIR [options]\n\n"
	       "Writes report.html with its survival curve, and beside it the "
	       "curve as SVG, its\ndata as CSV and all figures as JSON.\n\n"
	       "  -o, --output DIR  where; is made where it does not exist\n%s",
	    pl_cli_query_help);
}

static int
write_report(struct pl_cli *cli, const struct pl_query *query, const char *dir)
{
	char content[PATH_MAX];
	struct pl_figures figures;
	struct pl_error err;
	int result;

	if (pl_locate_reports(content, &err) < 0)
		return pl_cli_error(&err);
	if (pl_cli_figures(&figures, cli, query, &err) < 0)
		return pl_cli_error(&err);
	result = pl_report_write(dir, content, &figures, &err);
	pl_figures_free(&figures);
	if (result == PL_E_IO || result == PL_E_CONFIG)
		pl_fail_remedy(&err, "name a folder that this user may write "
				     "with -o");
	if (result < 0)
		return pl_cli_error(&err);
	printf("%s/report.html\n", dir);
	return PL_EXIT_DONE;
}

int
pl_cli_report(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {PL_CLI_QUERY_OPTIONS,
	    {"output", required_argument, NULL, 'o'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	struct pl_query query = {
	    .as_of_ms = pl_time_now(), .kpis = pl_kpi_main(), .curves = 1};
	const char *dir = NULL;
	struct pl_error err;
	int option;

	while ((option = pl_cli_option(
		    "report", argc, argv, ":ho:", options)) != -1) {
		if (option == 'h') {
			print_help();
			return PL_EXIT_DONE;
		}
		if (option == '?')
			return PL_EXIT_USAGE;
		if (option == 'o')
			dir = optarg;
		else if (pl_cli_query_option(&query, option, optarg, &err) < 0)
			return pl_cli_error(&err);
	}
	if (dir == NULL)
		return pl_cli_usage("report", "where to? -o DIR is missing");
	return write_report(cli, &query, dir);
}
