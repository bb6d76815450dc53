#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/table.h"
#include "base/time.h"
#include "cli/cli.h"
#include "share/ledger.h"
#include "share/reconcile.h"
#include "stats/zcdp.h"

#define NANO  INT64_C(1000000000)
#define DELTA 1e-6

static const char verb[] = "share ledger";

static const char help[] =
    "Usage: patchlore share ledger [--folder DIR] [--format F]\n"
    "       patchlore share ledger verify [--folder DIR]\n"
    "       patchlore share ledger cap PROFILE --person NAME --reason TEXT\n\n"
    "Lists what was released, what it cost in privacy and what may still be "
    "spent; or\nchecks that nobody changed that list; or sets the caps to "
    "those of a profile:\nstrict, standard or annual.\n\n"
    "  --folder DIR   the share folder (default: $PATCHLORE_SHARE, or "
    "patchlore.share\n"
    "                 beside the store patchlore.db)\n"
    "  --person NAME  who sets the caps; to raise one takes two, each with an "
    "option\n"
    "                 of their own\n"
    "  --reason TEXT  why\n"
    "  --format F     text (default) or json\n";

struct request {
	const char *given; /* --folder, or NULL */
	char folder[PATH_MAX];
	int json, help;
	const char *persons[2], *reason;
};

/* ---- Words --------------------------------------------------------------- */

static double
rho(int64_t rho_n)
{
	return (double)rho_n / (double)NANO;
}

/* What a sum means to whoever was in it. */
static void
tell_guess(const char *what, int64_t rho_n)
{
	printf("%s: whoever knows all other machines and sees what left is "
	       "right\nwhether one machine was among them in at most %.1f of "
	       "100 guesses; 50 would be blind.\n",
	    what, 100 * pl_zcdp_guess(rho(rho_n)));
}

/* ---- Rows ---------------------------------------------------------------- */

static void
note(struct pl_buf *out, const struct pl_ledger_row *row)
{
	char quarter[PL_RHO_TEXT], year[PL_RHO_TEXT];

	pl_buf_clear(out);
	if (row->kind == PL_LEDGER_COMMIT)
		pl_buf_addf(out, "of row %" PRId64, row->reserve);
	else if (row->kind == PL_LEDGER_CAP)
		pl_buf_addf(out, "%s a quarter, %s a year: %s",
		    pl_rho_tell(row->quarter_cap_n, quarter),
		    pl_rho_tell(row->year_cap_n, year), row->reason);
	else
		pl_buf_adds(out, row->reason);
}

struct listing {
	struct pl_table table;
	int exports;
};

static int
print_row(void *context, const struct pl_ledger_row *row)
{
	struct listing *listing = context;
	struct pl_table *table = &listing->table;
	char time[PL_TIME_TEXT], cost[PL_RHO_TEXT];
	struct pl_buf text;

	pl_buf_init(&text, PL_LEDGER_REASON + 4 * PL_RHO_TEXT);
	note(&text, row);
	pl_table_add(table, "%" PRId64, row->seq);
	pl_table_add(table, "%s", pl_time_format(row->time_ms, time));
	pl_table_add(table, "%s", pl_ledger_kind_name(row->kind));
	pl_table_add(table, "%s", row->program);
	pl_table_add(table, "%s", row->period);
	pl_table_add(table, "%s", row->table);
	pl_table_add(
	    table, "%s", row->rho_n > 0 ? pl_rho_tell(row->rho_n, cost) : "");
	pl_table_add(table, *row->second != '\0' ? "%s, %s" : "%s", row->actor,
	    row->second);
	pl_table_add(table, "%s", text.text);
	pl_buf_free(&text);
	listing->exports += row->kind == PL_LEDGER_EXPORT;
	return 0;
}

/* Tells also how many rows are of what left without noise. */
static int
print_rows(struct pl_ledger *ledger, int *exports, struct pl_error *err)
{
	static const char *const head[] = {"row", "time", "what", "program",
	    "period", "table", "rho", "by", "note"};
	struct listing listing = {
	    .table = {.columns = PL_COUNT(head), .left = 0x1be}};
	int result;

	for (size_t i = 0; i < PL_COUNT(head); i++)
		pl_table_add(&listing.table, "%s", head[i]);
	result = pl_ledger_each(ledger, print_row, &listing, err);
	pl_cli_table(&listing.table);
	*exports = listing.exports;
	return result;
}

/* ---- Sums ---------------------------------------------------------------- */

static void
add_sum(struct pl_table *table, int64_t rho_n)
{
	char text[PL_RHO_TEXT];

	pl_table_add(table, "%s", pl_rho_tell(rho_n, text));
	pl_table_add(table, "%.2f", pl_zcdp_epsilon(rho(rho_n), DELTA));
	pl_table_add(table, "%.1f %%", 100 * pl_zcdp_guess(rho(rho_n)));
}

static int64_t
most(const int64_t *sums, int count)
{
	int64_t found = 0;

	for (int i = 0; i < count; i++)
		found = sums[i] > found ? sums[i] : found;
	return found;
}

static void
print_quarters(const struct pl_budget *budget)
{
	static const char *const head[] = {"quarter", "rho", "epsilon", "guess",
	    "year to it", "epsilon", "guess"};
	struct pl_table table = {.columns = PL_COUNT(head), .left = 1};
	char name[PL_BUDGET_PERIOD];

	for (size_t i = 0; i < PL_COUNT(head); i++)
		pl_table_add(&table, "%s", head[i]);
	for (int i = 0; i < PL_BUDGET_QUARTERS; i++) {
		if (budget->quarter_n[i] == 0)
			continue;
		pl_table_add(&table, "%s", pl_quarter_name(i, name));
		add_sum(&table, budget->quarter_n[i]);
		add_sum(&table, budget->year_n[i]);
	}
	pl_cli_table(&table);
}

static void
print_caps(const struct pl_caps *caps)
{
	const char *name = pl_caps_name(caps);
	char quarter[PL_RHO_TEXT], year[PL_RHO_TEXT];

	printf("Caps: %s rho a quarter and %s a year, which is any four "
	       "quarters in a row%s%s%s.\n",
	    pl_rho_tell(caps->quarter_n, quarter),
	    pl_rho_tell(caps->year_n, year), name == NULL ? "" : " (",
	    name == NULL ? "" : name, name == NULL ? "" : ")");
}

static void
print_budget(const struct pl_budget *budget)
{
	putchar('\n');
	if (budget->total_n > 0) {
		print_quarters(budget);
		printf("\nEpsilon is for a delta of one in a million.\n");
	}
	print_caps(&budget->caps);
	if (budget->total_n == 0)
		return;
	tell_guess(
	    "Of any one quarter", most(budget->quarter_n, PL_BUDGET_QUARTERS));
	tell_guess("Of any one year", most(budget->year_n, PL_BUDGET_YEARS));
	tell_guess("Of all time", budget->total_n);
}

static int
print_text(struct pl_ledger *ledger, struct pl_error *err)
{
	struct pl_budget budget;
	int exports = 0, result = pl_ledger_budget(ledger, &budget, err);

	if (result == PL_OK)
		result = print_rows(ledger, &exports, err);
	if (result < 0)
		return result;
	print_budget(&budget);
	if (exports > 0)
		printf("Without noise, and in none of these figures: %d.\n",
		    exports);
	return PL_OK;
}

/* ---- JSON ---------------------------------------------------------------- */

/* null where a row has none. */
static json_t *
digest_json(const unsigned char digest[PL_LEDGER_DIGEST])
{
	static const unsigned char none[PL_LEDGER_DIGEST];
	char hex[2 * PL_LEDGER_DIGEST + 1];

	if (memcmp(digest, none, PL_LEDGER_DIGEST) == 0)
		return json_null();
	for (size_t i = 0; i < PL_LEDGER_DIGEST; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	return json_string(hex);
}

static void
set_text(json_t *object, const char *name, const char *text)
{
	if (*text != '\0')
		json_object_set_new(object, name, json_string(text));
}

static void
set_number(json_t *object, const char *name, int64_t number)
{
	json_object_set_new(object, name, json_integer(number));
}

static void
set_release(json_t *object, const struct pl_ledger_row *row)
{
	set_text(object, "program", row->program);
	set_text(object, "period", row->period);
	set_text(object, "table", row->table);
	if (row->kind == PL_LEDGER_RESERVE) {
		set_text(object, "mechanism", row->mechanism);
		set_number(object, "sens2", row->sens2);
		json_object_set_new(object, "sigma2",
		    json_pack("[I,I]", (json_int_t)row->sigma2_a,
			(json_int_t)row->sigma2_b));
		set_number(object, "rho_n", row->rho_n);
		json_object_set_new(
		    object, "data_digest", digest_json(row->data_digest));
	}
	if (row->kind == PL_LEDGER_COMMIT) {
		set_number(object, "reserve", row->reserve);
		json_object_set_new(
		    object, "output_digest", digest_json(row->output_digest));
	}
	if (row->kind == PL_LEDGER_EXPORT)
		json_object_set_new(object, "rho_n", json_null());
	if (row->kind != PL_LEDGER_RESERVE)
		json_object_set_new(object, "submission_digest",
		    digest_json(row->submission_digest));
}

static int
row_json(void *context, const struct pl_ledger_row *row)
{
	json_t *object = json_object();

	set_number(object, "row", row->seq);
	json_object_set_new(object, "time", pl_cli_json_time(row->time_ms));
	set_text(object, "what", pl_ledger_kind_name(row->kind));
	if (row->kind == PL_LEDGER_CAP) {
		set_number(object, "quarter_cap_n", row->quarter_cap_n);
		set_number(object, "year_cap_n", row->year_cap_n);
	} else {
		set_release(object, row);
	}
	set_text(object, "by", row->actor);
	set_text(object, "second", row->second);
	set_text(object, "reason", row->reason);
	json_object_set_new(object, "hash", digest_json(row->hash));
	json_array_append_new(context, object);
	return 0;
}

static json_t *
sum_json(int64_t rho_n)
{
	return json_pack("{s:I, s:f, s:f}", "rho_n", (json_int_t)rho_n,
	    "epsilon", pl_zcdp_epsilon(rho(rho_n), DELTA), "guess",
	    pl_zcdp_guess(rho(rho_n)));
}

static json_t *
quarters_json(const struct pl_budget *budget)
{
	json_t *list = json_array();
	char name[PL_BUDGET_PERIOD];

	for (int i = 0; i < PL_BUDGET_QUARTERS; i++)
		if (budget->quarter_n[i] > 0)
			json_array_append_new(
			    list, json_pack("{s:s, s:o, s:o}", "quarter",
				      pl_quarter_name(i, name), "spent",
				      sum_json(budget->quarter_n[i]), "year",
				      sum_json(budget->year_n[i])));
	return list;
}

static int
print_json(struct pl_ledger *ledger, struct pl_error *err)
{
	json_t *rows = json_array();
	struct pl_budget budget;
	int result = pl_ledger_budget(ledger, &budget, err);

	if (result == PL_OK)
		result = pl_ledger_each(ledger, row_json, rows, err);
	if (result < 0) {
		json_decref(rows);
		return result;
	}
	pl_cli_json(json_pack("{s:s, s:f, s:{s:s?, s:I, s:I}, s:o, s:o, s:o}",
	    "patchlore", PL_VERSION, "delta", DELTA, "caps", "profile",
	    pl_caps_name(&budget.caps), "quarter_n",
	    (json_int_t)budget.caps.quarter_n, "year_n",
	    (json_int_t)budget.caps.year_n, "rows", rows, "quarters",
	    quarters_json(&budget), "all", sum_json(budget.total_n)));
	return PL_OK;
}

/* ---- Actions ------------------------------------------------------------- */

static int
list(const struct request *request, struct pl_error *err)
{
	struct pl_ledger *ledger;
	int result =
	    pl_ledger_open(&ledger, request->folder, PL_LEDGER_READ, err);

	if (result < 0)
		return result;
	result =
	    request->json ? print_json(ledger, err) : print_text(ledger, err);
	pl_ledger_close(ledger);
	return result;
}

static int
verify(const struct request *request, struct pl_error *err)
{
	struct pl_ledger *ledger;
	int64_t rows;
	struct pl_reconciled made;
	int result =
	    pl_ledger_open(&ledger, request->folder, PL_LEDGER_READ, err);

	if (result < 0)
		return result;
	result = pl_ledger_verify(ledger, &rows, err);
	if (result == PL_OK)
		result = pl_reconcile(&made, ledger, request->folder, err);
	pl_ledger_close(ledger);
	if (result == PL_OK)
		pl_cli_line(stdout,
		    "%s: %" PRId64 " rows, all of them hold; submissions: "
		    "%zu, and kept: %zu",
		    request->folder, rows, made.known, made.kept);
	return result;
}

static int
set_cap(
    const struct request *request, const char *profile, struct pl_error *err)
{
	struct pl_cap_change change = {.actor = request->persons[0],
	    .second = request->persons[1],
	    .reason = request->reason};
	struct pl_ledger *ledger;
	int result = pl_caps_of(&change.caps, profile, err);

	if (result == PL_OK)
		result = pl_ledger_open(
		    &ledger, request->folder, PL_LEDGER_WRITE, err);
	if (result < 0)
		return result;
	result = pl_ledger_cap(ledger, &change, pl_time_now(), err);
	pl_ledger_close(ledger);
	if (result == PL_OK)
		print_caps(&change.caps);
	return result;
}

/* ---- Words of the command line ------------------------------------------- */

static int
take_person(struct request *request, const char *name)
{
	int second = request->persons[0] != NULL;

	if (request->persons[second] != NULL)
		return pl_cli_usage(verb, "a cap takes two persons at most");
	request->persons[second] = name;
	return PL_EXIT_DONE;
}

static int
take_options(struct request *out, int argc, char **argv)
{
	static const struct option options[] = {
	    {"folder", required_argument, NULL, 'd'},
	    {"person", required_argument, NULL, 'p'},
	    {"reason", required_argument, NULL, 'r'},
	    {"format", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	int option, status = PL_EXIT_DONE;

	while (status == PL_EXIT_DONE &&
	       (option = pl_cli_option(verb, argc, argv, ":h", options)) != -1)
		switch (option) {
		case 'd':
			out->given = optarg;
			break;
		case 'p':
			status = take_person(out, optarg);
			break;
		case 'r':
			out->reason = optarg;
			break;
		case 'f':
			status =
			    pl_cli_format(verb, optarg, "text", &out->json);
			break;
		case 'h':
			out->help = 1;
			return PL_EXIT_DONE;
		default:
			status = PL_EXIT_USAGE;
		}
	return status;
}

/* The exit status where the words are none of the three forms. */
static int
run(const struct request *request, int count, char **words)
{
	int caps = count == 2 && strcmp(words[0], "cap") == 0;
	struct pl_error err;
	int result;

	if (!caps && (request->persons[0] != NULL || request->reason != NULL))
		return pl_cli_usage(
		    verb, "--person and --reason are for \"cap PROFILE\"");
	if (caps && (request->persons[0] == NULL || request->reason == NULL))
		return pl_cli_usage(verb, "a cap takes --person and --reason");
	if (caps)
		result = set_cap(request, words[1], &err);
	else if (count == 1 && strcmp(words[0], "verify") == 0)
		result = verify(request, &err);
	else if (count == 0)
		result = list(request, &err);
	else
		return pl_cli_usage(
		    verb, "expected nothing, verify, or cap PROFILE");
	return result < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}

int
pl_cli_share_ledger(struct pl_cli *cli, int argc, char **argv)
{
	struct request request = {.given = NULL};
	struct pl_error err;
	int status = take_options(&request, argc, argv);

	if (status != PL_EXIT_DONE)
		return status;
	if (request.help) {
		fputs(help, stdout);
		return PL_EXIT_DONE;
	}
	if (pl_cli_share_folder(request.folder, cli, request.given, &err) < 0)
		return pl_cli_error(&err);
	return run(&request, argc - optind, argv + optind);
}
