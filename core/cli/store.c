#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "store/runs.h"
#include "store/store.h"

static const char help[] =
    "Usage: patchlore [--store FILE] store info|rejects|runs [--format F]\n\n"
    "  info        how much the store holds, and from when to when\n"
    "  rejects     what was set aside, where it stood and why\n"
    "  runs        how each collect of a source ended, the newest first, and "
    "what\n"
    "              protected this machine from its plugin\n\n"
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

static int
print_reject(void *context, const struct pl_store_reject *reject)
{
	(void)context;
	printf("%s\t%s\t%s\t%s\n", reject->source, reject->where,
	    reject->reason, reject->input);
	return 0;
}

/* What was set aside came from outside and need not be UTF-8. */
static json_t *
text_json(const char *text)
{
	json_t *json = json_string(text);
	struct pl_buf ascii;

	if (json != NULL)
		return json;
	pl_buf_init(&ascii, 4 * strlen(text) + 1);
	for (; *text != '\0'; text++)
		if ((*text & 0x80) == 0)
			pl_buf_add(&ascii, text, 1);
		else
			pl_buf_addf(&ascii, "\\x%02x", (unsigned char)*text);
	json = json_string(ascii.text);
	pl_buf_free(&ascii);
	return json;
}

static int
add_reject(void *context, const struct pl_store_reject *reject)
{
	json_t *json = json_object();

	json_object_set_new(json, "source", text_json(reject->source));
	json_object_set_new(json, "where", text_json(reject->where));
	json_object_set_new(json, "reason", text_json(reject->reason));
	json_object_set_new(json, "input", text_json(reject->input));
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
	printf("%s\t%s\t%s\t%" PRId64 " new\t%.1f s\t%s\t%s\n",
	    pl_time_format(run->began_ms, began), run->source, outcome(run),
	    run->added, (double)run->took_ms / 1000, run->protection,
	    run->message);
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
	json_object_set_new(json, "source", text_json(run->source));
	json_object_set_new(json, "plugin", text_json(run->plugin));
	json_object_set_new(json, "outcome", json_string(outcome(run)));
	json_object_set_new(json, "message", text_json(run->message));
	json_object_set_new(json, "added", json_integer(run->added));
	json_object_set_new(json, "known", json_integer(run->known));
	json_object_set_new(json, "rejects", json_integer(run->rejects));
	json_object_set_new(json, "protection", text_json(run->protection));
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

static const struct {
	const char *name;
	int (*tell)(struct pl_store *store, int json, struct pl_error *err);
} parts[] = {{"info", info}, {"rejects", rejects}, {"runs", runs}};

int
pl_cli_store(struct pl_cli *cli, int argc, char **argv)
{
	struct pl_store *store;
	struct pl_error err;
	const char *what;
	size_t part = 0;
	int result, json, status;

	if (!pl_cli_list_options(help, argc, argv, &json, &status))
		return status;
	what = optind == argc - 1 ? argv[optind] : "";
	while (part < PL_COUNT(parts) && strcmp(parts[part].name, what) != 0)
		part++;
	if (part == PL_COUNT(parts))
		return pl_cli_usage("store", "expected info, rejects or runs");
	if (pl_store_open(&store, cli->store, PL_STORE_READ, &err) < 0)
		return pl_cli_error(&err);
	result = parts[part].tell(store, json, &err);
	pl_store_close(store);
	return result < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}
