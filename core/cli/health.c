#include "health/health.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/table.h"
#include "base/time.h"
#include "cli/cli.h"
#include "health/soak.h"
#include "store/store.h"

static const char help[] =
    "Usage: patchlore [--store FILE] health [PATCH] [options]\n\n"
    "How each patch fared on the machines that tried it, the worst first, and "
    "what can be\nconcluded from so many: good is surely below 1 % with "
    "trouble, bad surely above 2 %.\nTrouble is a failed attempt, or a "
    "rollback within 30 days of the install.\n\n"
    "  --where S=VALUE  only machines and patches with this value of a "
    "stratum, as\n"
    "                   of \"patchlore kpi\"; may be repeated\n"
    "  --soak           instead: what waiting with patches would have shown, "
    "and what\n"
    "                   it would have cost\n"
    "  --rings          instead: whether the first rings show what is wrong "
    "with\n"
    "                   patches, and whether rollbacks are fewer after them\n"
    "  --early RING     of --rings: this ring is an early one; may be "
    "repeated\n"
    "                   (default: the one that gets patches first)\n"
    "  --hours N        of --rings: how long a patch has to stand in an early "
    "ring\n"
    "                   to be tried there (default: 24)\n"
    "  --as-of TIME     as it was known then (default: now)\n"
    "  --format F       table (default) or json\n";

enum { HOURS = 24 };

/* ---- As JSON ------------------------------------------------------------- */

static json_t *
json_prior(const struct pl_prior *prior)
{
	json_t *json = json_pack("{s:f, s:f}", "a", prior->a, "b", prior->b);

	if (prior->why != NULL)
		json_object_set_new(json, "why", json_string(prior->why));
	return json;
}

static json_t *
json_patch(const struct pl_health_patch *patch)
{
	const struct pl_health *health = &patch->health;
	json_t *json =
	    json_pack("{s:o, s:s}", "patch", pl_cli_json_text(patch->name),
		"status", pl_health_word(health->status));
	const struct {
		const char *name;
		int64_t count;
	} counts[] = {{"tried", patch->tried}, {"installed", patch->installed},
	    {"failed", patch->failed}, {"rolled_back", patch->rolled_back},
	    {"troubled", patch->troubled}, {"young", patch->young},
	    {"refuted", patch->refuted}, {"incidents_opened", patch->opened},
	    {"incidents_linked", patch->linked}, {"up", patch->up},
	    {"down", patch->down}};

	for (size_t i = 0; i < PL_COUNT(counts); i++)
		json_object_set_new(json, counts[i].name,
		    json_integer((json_int_t)counts[i].count));
	json_object_set_new(
	    json, "known_issue", pl_cli_json_time(patch->known_issue_ms));
	json_object_set_new(
	    json, "withdrawn", pl_cli_json_time(patch->withdrawn_ms));
	json_object_set_new(json, "effective", json_real(patch->effective.n));
	json_object_set_new(json, "prior", json_prior(&patch->prior));
	json_object_set_new(
	    json, "rate", pl_cli_json_value(health->rate.value));
	json_object_set_new(json, "low", pl_cli_json_value(health->low));
	json_object_set_new(json, "high", pl_cli_json_value(health->high));
	if (health->rate.value.why != NULL)
		json_object_set_new(
		    json, "why", json_string(health->rate.value.why));
	json_object_set_new(json, "clean_machines_needed",
	    json_integer((json_int_t)pl_health_needed(patch)));
	return json;
}

static void
print_json(const struct pl_health_list *list, int64_t as_of_ms)
{
	json_t *patches = json_array();
	json_t *document = json_pack("{s:s, s:o, s:o}", "patchlore", PL_VERSION,
	    "as_of", pl_cli_json_time(as_of_ms), "correlation",
	    pl_cli_json_value(list->correlation));

	if (list->correlation.why != NULL)
		json_object_set_new(document, "correlation_why",
		    json_string(list->correlation.why));
	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(patches, json_patch(&list->patches[i]));
	json_object_set_new(document, "patches", patches);
	pl_cli_json(document);
}

/* ---- As a table ---------------------------------------------------------- */

/* A date, which is all that a table has room for. */
static void
add_date(struct pl_table *table, int64_t ms)
{
	char text[PL_TIME_TEXT];

	pl_table_add(table, "%.10s", ms == 0 ? "-" : pl_time_format(ms, text));
}

static void
add_patch(struct pl_table *table, const struct pl_health_patch *patch)
{
	const int64_t counts[] = {patch->tried, patch->failed,
	    patch->rolled_back, patch->young, patch->refuted, patch->opened,
	    patch->linked, patch->up, patch->down};
	const struct pl_health *health = &patch->health;

	pl_table_add(table, "%.200s", patch->name);
	pl_table_add(table, "%s", pl_health_word(health->status));
	for (size_t i = 0; i < PL_COUNT(counts); i++)
		pl_table_add(table, "%" PRId64, counts[i]);
	add_date(table, patch->known_issue_ms);
	add_date(table, patch->withdrawn_ms);
	if (health->low.why != NULL)
		pl_table_add(table, "-");
	else
		pl_table_add(table, "%.1f-%.1f %%", 100 * health->low.value,
		    100 * health->high.value);
	pl_table_add(table, "%" PRId64, pl_health_needed(patch));
}

static void
print_list(const struct pl_health_list *list)
{
	static const char *const heads[] = {"patch", "status", "tried",
	    "failed", "rolled back", "young", "refuted", "opened", "linked",
	    "up", "down", "known issue", "withdrawn", "trouble", "to good"};
	struct pl_table table = {.left = 1 << 0 | 1 << 1};

	for (; table.columns < PL_COUNT(heads); table.columns++)
		pl_table_add(&table, "%s", heads[table.columns]);
	for (size_t i = 0; i < list->count; i++)
		add_patch(&table, &list->patches[i]);
	pl_cli_table(&table);
}

static void
print_notes(const struct pl_health_list *list)
{
	puts("\ntrouble: share of machines that had any, between the limits "
	     "that the status is\ndecided by. young: without trouble so far, "
	     "but not yet for 30 days. to good: clean\nmachines that are "
	     "still needed; about 300 independent ones prove less than 1 %.");
	if (list->correlation.why != NULL)
		printf("Machines are taken for independent: %s.\n",
		    list->correlation.why);
	else
		printf("Machines of one group hang together by %.3f.\n",
		    list->correlation.value);
	puts("Votes (up, down) stand beside the status and do not enter it.");
}

static void
print_table(const struct pl_health_list *list, int64_t as_of_ms)
{
	char text[PL_TIME_TEXT];

	printf("Patch health as of %s\n\n", pl_time_format(as_of_ms, text));
	if (list->count == 0) {
		puts("No patch was tried on a machine that matches.");
		return;
	}
	print_list(list);
	print_notes(list);
}

/* ---- Soak ---------------------------------------------------------------- */

static json_t *
json_soak_row(const struct pl_soak_row *row)
{
	json_t *json = json_pack("{s:i, s:I, s:o, s:o, s:o, s:o}", "days",
	    row->days, "seen", (json_int_t)row->seen, "share",
	    pl_cli_json_value(row->share.value), "low",
	    pl_cli_json_value(row->share.low), "high",
	    pl_cli_json_value(row->share.high), "exposure_days",
	    pl_cli_json_value(row->exposure_days));

	if (row->share.value.why != NULL)
		json_object_set_new(
		    json, "why", json_string(row->share.value.why));
	if (row->exposure_days.why != NULL)
		json_object_set_new(
		    json, "exposure_why", json_string(row->exposure_days.why));
	return json;
}

static void
print_soak_json(const struct pl_soak *soak, int64_t as_of_ms)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < PL_SOAK_ROWS; i++)
		json_array_append_new(rows, json_soak_row(&soak->rows[i]));
	pl_cli_json(json_pack("{s:s, s:o, s:I, s:I, s:I, s:I, s:I, s:o}",
	    "patchlore", PL_VERSION, "as_of", pl_cli_json_time(as_of_ms),
	    "followed", (json_int_t)soak->followed, "with_problem",
	    (json_int_t)soak->problems, "young", (json_int_t)soak->young,
	    "young_with_problem", (json_int_t)soak->young_problems, "items",
	    (json_int_t)soak->items, "soak", rows));
}

static void
add_soak_row(struct pl_table *table, const struct pl_soak_row *row)
{
	pl_table_add(table, "%d", row->days);
	pl_table_add(table, "%" PRId64, row->seen);
	if (row->share.value.why != NULL) {
		pl_table_add(table, "n/a");
		pl_table_add(table, "n/a");
	} else {
		pl_table_add(table, "%.1f%%", 100 * row->share.value.value);
		pl_table_add(table, "%.1f-%.1f", 100 * row->share.low.value,
		    100 * row->share.high.value);
	}
	if (row->exposure_days.why != NULL)
		pl_table_add(table, "n/a");
	else
		pl_table_add(table, "%.1f", row->exposure_days.value);
}

static void
print_soak_table(const struct pl_soak *soak, int64_t as_of_ms)
{
	static const char *const heads[] = {
	    "days", "problems seen", "share", "95 % (in %)", "exposure days"};
	char text[PL_TIME_TEXT];
	struct pl_table table = {0};

	printf("Soak yield as of %s\n"
	       "%" PRId64 " patches followed for 30 days or more, %" PRId64
	       " of them with a problem.\n\n",
	    pl_time_format(as_of_ms, text), soak->followed, soak->problems);
	for (; table.columns < PL_COUNT(heads); table.columns++)
		pl_table_add(&table, "%s", heads[table.columns]);
	for (size_t i = 0; i < PL_SOAK_ROWS; i++)
		add_soak_row(&table, &soak->rows[i]);
	pl_cli_table(&table);
	printf("\n%" PRId64 " patches with a shorter record are left out, "
	       "%" PRId64 " of them with a problem:\nwhat they will show later "
	       "is not known. Days at risk are of %" PRId64 " items.\n",
	    soak->young, soak->young_problems, soak->items);
	if (soak->rows[0].exposure_days.why != NULL)
		printf(
		    "There are none: %s.\n", soak->rows[0].exposure_days.why);
}

static void
print_soak(const struct pl_health_list *list, int64_t as_of_ms, int json)
{
	const struct pl_soak soak = pl_soak_of(list, as_of_ms);

	if (json)
		print_soak_json(&soak, as_of_ms);
	else
		print_soak_table(&soak, as_of_ms);
}

/* ---- The verb ------------------------------------------------------------ */

enum form { FORM_LIST, FORM_SOAK, FORM_RINGS };

struct request {
	struct pl_query query;
	enum form form;
	struct pl_cli_rings rings; /* hours 0: not given */
	int json;
};

static int
take_hours(struct request *request, const char *text)
{
	char *end;
	long hours = strtol(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0' || hours < 1 ||
	    hours > PL_CLI_RINGS_HOURS)
		return pl_cli_usage("health",
		    "--hours %s: expected a number of hours, 1 to %d", text,
		    PL_CLI_RINGS_HOURS);
	request->rings.hours = (int)hours;
	return PL_EXIT_DONE;
}

static int
take_early(struct request *request, const char *ring)
{
	if (request->rings.early_count == PL_CLI_RINGS_EARLY)
		return pl_cli_usage("health", "--early can be given %d times",
		    PL_CLI_RINGS_EARLY);
	request->rings.early[request->rings.early_count++] = ring;
	return PL_EXIT_DONE;
}

static int
take_option(struct request *request, int option)
{
	struct pl_error err;

	switch (option) {
	case 'S':
	case 'R':
		if (request->form != FORM_LIST)
			return pl_cli_usage(
			    "health", "expected one of --soak and --rings");
		request->form = option == 'S' ? FORM_SOAK : FORM_RINGS;
		return PL_EXIT_DONE;
	case 'e':
		return take_early(request, optarg);
	case 'o':
		return take_hours(request, optarg);
	case 'f':
		return pl_cli_format("health", optarg, "table", &request->json);
	default:
		if (pl_cli_query_option(&request->query, option, optarg, &err) <
		    0)
			return pl_cli_error(&err);
		return PL_EXIT_DONE;
	}
}

/* Do the options and the words behind them go together? */
static int
settle(struct request *request, int words)
{
	if (words > 1)
		return pl_cli_usage("health", "expected at most one patch");
	if (request->form != FORM_LIST && words > 0)
		return pl_cli_usage("health", "--%s is about all patches",
		    request->form == FORM_SOAK ? "soak" : "rings");
	if (request->form != FORM_RINGS &&
	    (request->rings.early_count > 0 || request->rings.hours > 0))
		return pl_cli_usage(
		    "health", "--early and --hours are for --rings alone");
	if (request->rings.hours == 0)
		request->rings.hours = HOURS;
	return PL_EXIT_DONE;
}

static int
tell_health(
    const struct pl_cli *cli, const struct request *request, const char *patch)
{
	int64_t as_of_ms = request->query.as_of_ms;
	struct pl_health_list list;
	struct pl_store *store;
	struct pl_error err;
	int result;

	if (pl_store_open(&store, cli->store, PL_STORE_READ, &err) < 0)
		return pl_cli_error(&err);
	result = pl_health_read(&list, store, &request->query, patch, &err);
	pl_store_close(store);
	if (result < 0)
		return pl_cli_error(&err);
	if (request->form == FORM_SOAK)
		print_soak(&list, as_of_ms, request->json);
	else if (request->json)
		print_json(&list, as_of_ms);
	else
		print_table(&list, as_of_ms);
	pl_health_free(&list);
	return PL_EXIT_DONE;
}

int
pl_cli_health(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {
	    {"soak", no_argument, NULL, 'S'}, {"rings", no_argument, NULL, 'R'},
	    {"early", required_argument, NULL, 'e'},
	    {"hours", required_argument, NULL, 'o'},
	    {"where", required_argument, NULL, 'w'},
	    {"as-of", required_argument, NULL, 'a'},
	    {"format", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	struct request request = {.query = {.as_of_ms = pl_time_now()}};
	int option, status;

	while ((option = pl_cli_option("health", argc, argv, ":h", options)) !=
	       -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return PL_EXIT_DONE;
		}
		status = option == '?' ? PL_EXIT_USAGE
		                       : take_option(&request, option);
		if (status != PL_EXIT_DONE)
			return status;
	}
	status = settle(&request, argc - optind);
	if (status != PL_EXIT_DONE)
		return status;
	if (request.form == FORM_RINGS)
		return pl_cli_health_rings(
		    cli, &request.query, &request.rings, request.json);
	return tell_health(cli, &request, argv[optind]);
}
