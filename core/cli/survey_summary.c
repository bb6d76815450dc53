#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "model/policy.h"
#include "store/store.h"
#include "survey/practice.h"
#include "survey/summary.h"

static const char verb[] = "survey summary";

/* What the command line asks for. */
struct request {
	const char *survey;
	const char *outcome; /* NULL: what was answered, alone */
	const char *policy;
	const char *refined; /* the option that only goes with an outcome */
	struct pl_practice_request against;
	int json;
};

static void
print_help(void)
{
	fputs(
	    "Usage: patchlore [--store FILE] survey summary NAME [options]\n\n"
	    "Prints what all answers to a survey say together, period by "
	    "period. NAME is a name\nthat \"patchlore survey list\" shows, or "
	    "a file.\n\n"
	    "  --format F       text (default) or json\n"
	    "  --outcome KPI    instead, of each answer, what was measured "
	    "where it was given:\n",
	    stdout);
	for (int id = 0; id < PL_KPIS; id++)
		if (pl_practice_measure((enum pl_kpi_id)id) != NULL)
			printf("                     %s\n",
			    pl_kpi((enum pl_kpi_id)id)->name);
	fputs("\nWith --outcome also\n\n"
	      "  --by S           of respondents that are called like a value "
	      "of a stratum,\n"
	      "                   such as a ring; else all are one\n"
	      "  --where S=VALUE, --clock C, --unit U, --view V, --policy "
	      "PACK,\n"
	      "  --as-of TIME     as of \"patchlore kpi\"\n",
	    stdout);
}

/* ---- Options ------------------------------------------------------------- */

/* Periods say from when to when. */
static int
refuse_limits(int option)
{
	if (option != 's' && option != 'u')
		return PL_EXIT_DONE;
	return pl_cli_usage(verb,
	    "--%s: figures are of the periods that answers are about",
	    option == 's' ? "since" : "until");
}

static int
take_option(struct request *request, int option, const char *name)
{
	struct pl_error err;
	int status = refuse_limits(option);

	if (option == 'f')
		return pl_cli_format(verb, optarg, "text", &request->json);
	if (option == 'O') {
		request->outcome = optarg;
		return PL_EXIT_DONE;
	}
	request->refined = name;
	if (option == 'p')
		request->policy = optarg;
	else if (status == PL_EXIT_DONE &&
		 pl_cli_query_option(
		     &request->against.query, option, optarg, &err) < 0)
		status = pl_cli_error(&err);
	return status;
}

static int
settle_strata(const struct pl_query *query)
{
	if (query->by_count > 1)
		return pl_cli_usage(
		    verb, "--by: a respondent is a value of one stratum");
	if (query->by_count == 1 && strcmp(query->by[0], "month") == 0)
		return pl_cli_usage(
		    verb, "--by month: answers have their period anyway");
	return PL_EXIT_DONE;
}

static int
settle_outcome(struct request *request)
{
	if (request->outcome == NULL && request->refined != NULL)
		return pl_cli_usage(
		    verb, "--%s goes with --outcome", request->refined);
	if (request->outcome == NULL)
		return PL_EXIT_DONE;
	if (!pl_kpi_find(request->outcome, &request->against.id))
		return pl_cli_usage(
		    verb, "there is no figure \"%s\"", request->outcome);
	if (pl_practice_measure(request->against.id) == NULL)
		return pl_cli_usage(verb,
		    "--outcome %s: it is not of what began in a period",
		    request->outcome);
	if (request->against.id == PL_KPI_SLA_COMPLIANCE &&
	    request->policy == NULL)
		return pl_cli_usage(verb,
		    "%s needs --policy PACK; \"patchlore policy list\" shows "
		    "those that there are",
		    request->outcome);
	return settle_strata(&request->against.query);
}

/* 0 where the program ends with *status. */
static int
read_options(struct request *request, int argc, char **argv, int *status)
{
	static const struct option options[] = {PL_CLI_QUERY_OPTIONS,
	    {"outcome", required_argument, NULL, 'O'},
	    {"policy", required_argument, NULL, 'p'},
	    {"format", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	int option;

	while (
	    (option = pl_cli_option(verb, argc, argv, ":h", options)) != -1) {
		const char *name = "";

		for (size_t i = 0; options[i].name != NULL; i++)
			if (options[i].val == option)
				name = options[i].name;
		*status = PL_EXIT_USAGE;
		if (option == 'h') {
			print_help();
			*status = PL_EXIT_DONE;
			return 0;
		}
		if (option != '?')
			*status = take_option(request, option, name);
		if (*status != PL_EXIT_DONE)
			return 0;
	}
	*status = settle_outcome(request);
	if (*status == PL_EXIT_DONE && optind + 1 != argc)
		*status = pl_cli_usage(verb, "expected the name of a survey");
	request->survey = argv[optind];
	return *status == PL_EXIT_DONE;
}

/* ---- What is printed ----------------------------------------------------- */

static int
write_answers(struct pl_buf *out, struct pl_store *store,
    const struct pl_survey *survey, const struct request *request,
    struct pl_error *err)
{
	struct pl_summary summary;
	int result =
	    pl_summary_compute(&summary, store, survey, INT64_MAX, err);

	if (result < 0)
		return result;
	if (request->json)
		pl_summary_json(&summary, out);
	else
		pl_summary_table(&summary, out);
	pl_summary_free(&summary);
	return PL_OK;
}

static int
write_outcome(struct pl_buf *out, struct pl_store *store,
    const struct pl_survey *survey, const struct request *request,
    struct pl_error *err)
{
	struct pl_practice_request against = request->against;
	struct pl_policy *pack = NULL;
	struct pl_practices practices;
	int result = request->policy == NULL
	                 ? PL_OK
	                 : pl_cli_policy_open(&pack, request->policy, err);

	if (result < 0)
		return result;
	against.query.policy = pack;
	result = pl_practices_compute(&practices, store, survey, &against, err);
	if (result == PL_OK) {
		if (request->json)
			pl_practices_json(&practices, out);
		else
			pl_practices_table(&practices, out);
		pl_practices_free(&practices);
	}
	pl_policy_free(pack);
	return result;
}

static int
write_asked(struct pl_buf *out, const struct pl_cli *cli,
    const struct pl_survey *survey, const struct request *request,
    struct pl_error *err)
{
	struct pl_store *store;
	int result = pl_store_open(&store, cli->store, PL_STORE_READ, err);

	if (result < 0)
		return result;
	result = request->outcome == NULL
	             ? write_answers(out, store, survey, request, err)
	             : write_outcome(out, store, survey, request, err);
	pl_store_close(store);
	return result;
}

int
pl_cli_survey_summary(struct pl_cli *cli, int argc, char **argv)
{
	struct request request = {.against.query.as_of_ms = pl_time_now()};
	struct pl_survey *survey;
	struct pl_error err;
	struct pl_buf out;
	int status;

	if (!read_options(&request, argc, argv, &status))
		return status;
	if (pl_cli_survey_open(&survey, request.survey, &err) < 0)
		return pl_cli_error(&err);
	pl_buf_init(&out, PL_CLI_OUTPUT_LIMIT);
	status = write_asked(&out, cli, survey, &request, &err) < 0
	             ? pl_cli_error(&err)
	             : pl_cli_print(&out, "answers");
	pl_buf_free(&out);
	pl_survey_free(survey);
	return status;
}
