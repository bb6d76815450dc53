#include <getopt.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/table.h"
#include "base/time.h"
#include "cli/cli.h"
#include "host/locate.h"
#include "model/policy.h"

enum { OUTPUT_LIMIT = 4 * 1024 * 1024 };

static const char list_help[] =
    "Usage: patchlore policy list [--format F]\n\n"
    "Lists the policy packs that come with patchlore.\n\n"
    "  --format F  text (default) or json\n";

static const char check_help[] =
    "Usage: patchlore policy check FILE [--format F]\n\n"
    "Reads a policy pack and prints what it says: when it is in force, what "
    "starts its\nclock, what it asks, and its rows. FILE is a path, with a "
    "slash in it or .json at\nits end, or a name that \"patchlore policy "
    "list\" shows.\n\n"
    "  --format F  text (default) or json\n";

/* ---- Words -------------------------------------------------------------- */

/* "2026-06-10"; NULL where there is no bound. */
static const char *
day(int64_t ms, char text[PL_TIME_TEXT])
{
	if (ms == INT64_MIN || ms == INT64_MAX)
		return NULL;
	pl_time_format(ms, text);
	text[10] = '\0';
	return text;
}

static void
add_dates(struct pl_buf *out, const struct pl_policy_about *about)
{
	char from[PL_TIME_TEXT], to[PL_TIME_TEXT];

	if (day(about->from_ms, from) != NULL)
		pl_buf_addf(out, "from %s", from);
	if (day(about->to_ms, to) != NULL)
		pl_buf_addf(out, "%suntil %s", out->length > 0 ? " " : "", to);
	if (out->length == 0)
		pl_buf_adds(out, "always");
}

static void
add_inputs(struct pl_buf *out, unsigned inputs, const char *between)
{
	for (unsigned i = 0; i < PL_POLICY_INPUTS; i++)
		if ((inputs >> i & 1) != 0)
			pl_buf_addf(out, "%s%s", out->length > 0 ? between : "",
			    pl_policy_input_name(i));
}

static json_t *
inputs_json(unsigned inputs)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < PL_POLICY_INPUTS; i++)
		if ((inputs >> i & 1) != 0)
			json_array_append_new(
			    list, json_string(pl_policy_input_name(i)));
	return list;
}

/* ---- One pack ----------------------------------------------------------- */

int
pl_cli_policy_open(
    struct pl_policy **out, const char *name, struct pl_error *err)
{
	char path[PATH_MAX];
	int result = pl_locate_policy(name, path, err);

	return result < 0 ? result : pl_policy_open(out, path, err);
}

static json_t *
about_json(const struct pl_policy_about *about)
{
	char from[PL_TIME_TEXT], to[PL_TIME_TEXT];
	json_t *notes = json_array();

	for (size_t i = 0; i < about->note_count; i++)
		json_array_append_new(notes, json_string(about->notes[i]));
	return json_pack(
	    "{s:s, s:s, s:s, s:s?, s:o, s:s?, s:s?, s:o, s:o, s:s}", "id",
	    about->id, "version", about->version, "title", about->title,
	    "source", about->source, "note", notes, "valid_from",
	    day(about->from_ms, from), "valid_to", day(about->to_ms, to),
	    "start", inputs_json(about->starts), "asks",
	    inputs_json(about->asks), "digest", about->digest);
}

static json_t *
rows_json(const struct pl_policy *policy)
{
	json_t *rows = json_array();
	struct pl_buf when, due;

	pl_buf_init(&when, OUTPUT_LIMIT);
	pl_buf_init(&due, OUTPUT_LIMIT);
	for (size_t i = 0; i < pl_policy_about(policy)->row_count; i++) {
		size_t tier = pl_policy_row_tier(policy, i);

		pl_buf_clear(&when);
		pl_buf_clear(&due);
		pl_policy_tell_row(policy, i, &when);
		pl_policy_tell_tier(policy, tier, &due);
		json_array_append_new(rows,
		    json_pack("{s:s, s:s, s:s}", "when", when.text, "tier",
			pl_policy_tier(policy, tier), "due", due.text));
	}
	pl_buf_free(&when);
	pl_buf_free(&due);
	return rows;
}

static void
print_rows(const struct pl_policy *policy)
{
	struct pl_table table = {.columns = 3, .left = 7};
	struct pl_buf text;

	pl_table_add(&table, "when");
	pl_table_add(&table, "tier");
	pl_table_add(&table, "due");
	pl_buf_init(&text, OUTPUT_LIMIT);
	for (size_t i = 0; i < pl_policy_about(policy)->row_count; i++) {
		size_t tier = pl_policy_row_tier(policy, i);

		pl_buf_clear(&text);
		pl_policy_tell_row(policy, i, &text);
		pl_table_add(&table, "%s", text.text);
		pl_table_add(&table, "%s", pl_policy_tier(policy, tier));
		pl_buf_clear(&text);
		pl_policy_tell_tier(policy, tier, &text);
		pl_table_add(&table, "%s", text.text);
	}
	pl_buf_clear(&text);
	pl_table_print(&table, &text);
	fputs(text.text, stdout);
	pl_buf_free(&text);
}

static void
print_policy(const struct pl_policy *policy)
{
	const struct pl_policy_about *about = pl_policy_about(policy);
	struct pl_buf text;

	pl_buf_init(&text, OUTPUT_LIMIT);
	pl_cli_line(
	    stdout, "%s %s  %s", about->id, about->version, about->title);
	putchar('\n');
	if (about->source != NULL)
		pl_cli_line(stdout, "source    %s", about->source);
	add_dates(&text, about);
	printf("in force  %s\n", text.text);
	pl_buf_clear(&text);
	add_inputs(&text, about->starts, " or ");
	printf("clock     %s%s\n", text.text,
	    (about->starts & (about->starts - 1)) != 0 ? ", the earliest" : "");
	pl_buf_clear(&text);
	add_inputs(&text, about->asks, ", ");
	printf("asks      %s\ndigest    %s\n\n", text.text, about->digest);
	pl_buf_free(&text);
	print_rows(policy);
	for (size_t i = 0; i < about->note_count; i++) {
		putchar('\n');
		pl_cli_line(stdout, "%s", about->notes[i]);
	}
}

static int
check(struct pl_cli *cli, int argc, char **argv)
{
	struct pl_policy *policy;
	struct pl_error err;
	int json, status;

	(void)cli;
	if (!pl_cli_list_options(
		"policy check", check_help, argc, argv, &json, &status))
		return status;
	if (optind + 1 != argc)
		return pl_cli_usage("policy check", "expected one FILE");
	if (pl_cli_policy_open(&policy, argv[optind], &err) < 0)
		return pl_cli_error(&err);
	if (json)
		pl_cli_json(json_pack("{s:s, s:o, s:o}", "patchlore",
		    PL_VERSION, "policy", about_json(pl_policy_about(policy)),
		    "rows", rows_json(policy)));
	else
		print_policy(policy);
	pl_policy_free(policy);
	return PL_EXIT_DONE;
}

/* ---- All of them -------------------------------------------------------- */

static void
add_to_table(struct pl_table *table, const struct pl_policy_about *about)
{
	struct pl_buf text;

	pl_buf_init(&text, OUTPUT_LIMIT);
	pl_table_add(table, "%s", about->id);
	pl_table_add(table, "%s", about->version);
	add_dates(&text, about);
	pl_table_add(table, "%s", text.text);
	pl_buf_clear(&text);
	add_inputs(&text, about->starts, " or ");
	pl_table_add(table, "%s", text.text);
	pl_table_add(table, "%s", about->title);
	pl_buf_free(&text);
}

static void
begin_table(struct pl_table *table)
{
	static const char *const head[] = {
	    "policy", "version", "in force", "clock", "title"};

	*table = (struct pl_table){.columns = 5, .left = 0x1f};
	for (unsigned i = 0; i < table->columns; i++)
		pl_table_add(table, "%s", head[i]);
}

static void
print_list(struct pl_table *table, json_t *policies)
{
	struct pl_buf text;

	pl_buf_init(&text, OUTPUT_LIMIT);
	pl_table_print(table, &text);
	if (policies == NULL)
		fputs(text.text, stdout);
	else
		pl_cli_json(json_pack("{s:s, s:o}", "patchlore", PL_VERSION,
		    "policies", policies));
	pl_buf_free(&text);
}

static int
list_all(json_t *policies)
{
	int status = PL_EXIT_DONE;
	struct pl_table table;
	struct pl_error err;
	char **names;
	size_t count;

	if (pl_locate_policies(&names, &count, &err) < 0) {
		json_decref(policies);
		return pl_cli_error(&err);
	}
	begin_table(&table);
	for (size_t i = 0; i < count; i++) {
		struct pl_policy *policy = NULL;

		if (pl_cli_policy_open(&policy, names[i], &err) < 0)
			status = pl_cli_error(&err);
		else if (policies != NULL)
			json_array_append_new(
			    policies, about_json(pl_policy_about(policy)));
		else
			add_to_table(&table, pl_policy_about(policy));
		pl_policy_free(policy);
		free(names[i]);
	}
	free(names);
	print_list(&table, policies);
	return status;
}

static int
list(struct pl_cli *cli, int argc, char **argv)
{
	int json, status;

	(void)cli;
	if (!pl_cli_list_options(
		"policy list", list_help, argc, argv, &json, &status))
		return status;
	if (optind != argc)
		return pl_cli_usage("policy list", "expected no more words");
	return list_all(json ? json_array() : NULL);
}

int
pl_cli_policy(struct pl_cli *cli, int argc, char **argv)
{
	static const struct pl_verb actions[] = {
	    {"list", "the policy packs that come with patchlore", list},
	    {"check", "what a policy pack says, or what is wrong with it",
		check},
	    {0}};

	return pl_cli_action(actions, cli, argc, argv);
}
