#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "store/query.h"
#include "store/runs.h"
#include "store/store.h"

static const char help[] =
    "Usage: patchlore [--store FILE] store info|rejects|runs [--format F]\n"
    "       patchlore [--store FILE] store sql QUERY [--format F]\n\n"
    "  info        how much the store holds, and from when to when\n"
    "  rejects     what was set aside, where it stood and why\n"
    "  runs        how each collect of a source ended, the newest first, and "
    "what\n"
    "              protected this machine from its plugin\n"
    "  sql         what a SELECT finds, in event_text (at, kind, asset, "
    "subject,\n"
    "              product, code, source, ...) or the tables beside it\n\n"
    "  --format F  text (default) or json\n";

static void
print_info(
    const struct pl_store_counts *counts, const char *first, const char *last)
{
	printf("events   %" PRId64 "\nassets   %" PRId64 "\npatches  %" PRId64
	       "\nsources  %" PRId64 "\nrejects  %" PRId64 "\n",
	    counts->events, counts->assets, counts->subjects, counts->sources,
	    counts->rejects);
	if (first != NULL)
		printf("from     %s\nto       %s\n", first, last);
}

static int
info(struct pl_store *store, int json, struct pl_error *err)
{
	char first[PL_TIME_TEXT], last[PL_TIME_TEXT];
	const char *from = NULL, *to = NULL;
	struct pl_store_counts counts;
	int result = pl_store_count(store, &counts, err);

	if (result < 0)
		return result;
	if (counts.events > 0) {
		from = pl_time_format(counts.first_ms, first);
		to = pl_time_format(counts.last_ms, last);
	}
	if (json)
		pl_cli_json(json_pack(
		    "{s:s, s:I, s:I, s:I, s:I, s:I, s:s?, s:s?}", "patchlore",
		    PL_VERSION, "events", (json_int_t)counts.events, "assets",
		    (json_int_t)counts.assets, "patches",
		    (json_int_t)counts.subjects, "sources",
		    (json_int_t)counts.sources, "rejects",
		    (json_int_t)counts.rejects, "from", from, "to", to));
	else
		print_info(&counts, from, to);
	return PL_OK;
}

static void
print_field(const char *text, char end)
{
	pl_cli_plain(stdout, text);
	putchar(end);
}

static int
print_reject(void *context, const struct pl_store_reject *reject)
{
	(void)context;
	print_field(reject->source, '\t');
	print_field(reject->where, '\t');
	print_field(reject->reason, '\t');
	print_field(reject->input, '\n');
	return 0;
}

static int
add_reject(void *context, const struct pl_store_reject *reject)
{
	json_t *json = json_object();

	json_object_set_new(json, "source", pl_cli_json_text(reject->source));
	json_object_set_new(json, "where", pl_cli_json_text(reject->where));
	json_object_set_new(json, "reason", pl_cli_json_text(reject->reason));
	json_object_set_new(json, "input", pl_cli_json_text(reject->input));
	json_array_append_new(context, json);
	return 0;
}

static int
rejects(struct pl_store *store, int json, struct pl_error *err)
{
	json_t *list;
	int result;

	if (!json)
		return pl_store_rejects(store, print_reject, NULL, err);
	list = json_array();
	result = pl_store_rejects(store, add_reject, list, err);
	if (result < 0)
		json_decref(list);
	else
		pl_cli_json(json_pack(
		    "{s:s, s:o}", "patchlore", PL_VERSION, "rejects", list));
	return result;
}

static const char *
outcome(const struct pl_store_run *run)
{
	return run->result == PL_OK          ? "done"
	       : run->result == PL_E_STOPPED ? "stopped"
	                                     : "failed";
}

static int
print_run(void *context, const struct pl_store_run *run)
{
	char began[PL_TIME_TEXT];

	(void)context;
	print_field(pl_time_format(run->began_ms, began), '\t');
	print_field(run->source, '\t');
	printf("%s\t%" PRId64 " new\t%.1f s\t", outcome(run), run->added,
	    (double)run->took_ms / 1000);
	print_field(run->protection, '\t');
	print_field(run->message, '\n');
	return 0;
}

static int
add_run(void *context, const struct pl_store_run *run)
{
	char began[PL_TIME_TEXT];
	json_t *json = json_object();

	json_object_set_new(
	    json, "began", json_string(pl_time_format(run->began_ms, began)));
	json_object_set_new(json, "took_ms", json_integer(run->took_ms));
	json_object_set_new(json, "source", pl_cli_json_text(run->source));
	json_object_set_new(json, "plugin", pl_cli_json_text(run->plugin));
	json_object_set_new(json, "outcome", json_string(outcome(run)));
	json_object_set_new(json, "message", pl_cli_json_text(run->message));
	json_object_set_new(json, "added", json_integer(run->added));
	json_object_set_new(json, "known", json_integer(run->known));
	json_object_set_new(json, "rejects", json_integer(run->rejects));
	json_object_set_new(
	    json, "protection", pl_cli_json_text(run->protection));
	json_array_append_new(context, json);
	return 0;
}

static int
runs(struct pl_store *store, int json, struct pl_error *err)
{
	json_t *list;
	int result;

	if (!json)
		return pl_store_runs(store, NULL, print_run, NULL, err);
	list = json_array();
	result = pl_store_runs(store, NULL, add_run, list, err);
	if (result < 0)
		json_decref(list);
	else
		pl_cli_json(json_pack(
		    "{s:s, s:o}", "patchlore", PL_VERSION, "runs", list));
	return result;
}

static int
print_answer(void *context, const struct pl_store_answer *answer)
{
	(void)context;
	for (int i = 0; i < answer->columns; i++)
		print_field(answer->values[i] != NULL ? answer->values[i] : "",
		    i + 1 < answer->columns ? '\t' : '\n');
	return 0;
}

static json_t *
answer_value(const struct pl_store_answer *answer, int i)
{
	json_t *number = NULL;

	if (answer->values[i] == NULL)
		return json_null();
	if (answer->numbers[i])
		number = json_loads(answer->values[i], JSON_DECODE_ANY, NULL);
	return number != NULL ? number : pl_cli_json_text(answer->values[i]);
}

static int
add_answer(void *context, const struct pl_store_answer *answer)
{
	json_t *json = json_object();

	for (int i = 0; i < answer->columns; i++)
		json_object_set_new(
		    json, answer->names[i], answer_value(answer, i));
	json_array_append_new(context, json);
	return 0;
}

static int
sql(struct pl_store *store, const char *query, int json, struct pl_error *err)
{
	json_t *list;
	int result;

	if (!json)
		return pl_store_query(store, query, print_answer, NULL, err);
	list = json_array();
	result = pl_store_query(store, query, add_answer, list, err);
	if (result < 0)
		json_decref(list);
	else
		pl_cli_json(json_pack(
		    "{s:s, s:o}", "patchlore", PL_VERSION, "rows", list));
	return result;
}

/* What "store" can be asked; the last takes a word more. */
static const struct {
	const char *name;
	int (*tell)(struct pl_store *store, int json, struct pl_error *err);
} parts[] = {
    {"info", info}, {"rejects", rejects}, {"runs", runs}, {"sql", NULL}};

int
pl_cli_store(struct pl_cli *cli, int argc, char **argv)
{
	struct pl_store *store;
	struct pl_error err;
	const char *what;
	size_t part = 0;
	int result, json, status, words;

	if (!pl_cli_list_options("store", help, argc, argv, &json, &status))
		return status;
	words = argc - optind;
	what = words > 0 ? argv[optind] : "";
	while (part < PL_COUNT(parts) && strcmp(parts[part].name, what) != 0)
		part++;
	if (part == PL_COUNT(parts))
		return pl_cli_usage(
		    "store", "expected info, rejects, runs or sql");
	if (words != (parts[part].tell == NULL ? 2 : 1))
		return pl_cli_usage(
		    "store", parts[part].tell == NULL
				 ? "expected a query after sql, as one word"
				 : "expected no more words");
	if (pl_store_open(&store, cli->store, PL_STORE_READ, &err) < 0)
		return pl_cli_error(&err);
	result = parts[part].tell == NULL
	             ? sql(store, argv[optind + 1], json, &err)
	             : parts[part].tell(store, json, &err);
	pl_store_close(store);
	return result < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}
