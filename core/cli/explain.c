#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/plain.h"
#include "base/table.h"
#include "base/time.h"
#include "cli/cli.h"
#include "explain/explain.h"
#include "model/policy.h"
#include "store/store.h"

static const char help[] =
    "Usage: patchlore [--store FILE] explain ASSET [PATCH] [options]\n\n"
    "With a patch: all that is known of it on the asset, the at-risk periods "
    "that the\nfigures are made of, by each clock, and which figures it counts "
    "in and how, or\nwhy not. Without one: what is known of the asset, and its "
    "items, those that are\nopen first.\n\n"
    "  --clock C      of the list and the figures: detection, release or "
    "exposure\n"
    "                 (default: that of most of the asset's items)\n"
    "  --as-of TIME   as it was known then (default: now)\n"
    "  --format F     text (default) or json\n\n"
    "With a patch also:\n\n"
    "  --view V       strict (default) or managed\n"
    "  --clock policy when the clock of --policy starts\n"
    "  --policy PACK  by when things are due: a name that \"patchlore policy "
    "list\"\n"
    "                 shows, or a file\n";

/* ---- Reading the documents ---------------------------------------------- */

/* What sources told, made fit for a terminal. It is no deeper than we made
 * it. */
static void
make_plain(json_t *document)
{
	const char *text = json_string_value(document), *name;
	json_t *inner;
	char *plain;
	size_t i;

	if (text != NULL) {
		plain = pl_strdup(text);
		pl_plain(plain);
		json_string_set(document, plain);
		free(plain);
	}
	json_object_foreach(document, name, inner)
	{
		make_plain(inner);
	}
	json_array_foreach(document, i, inner)
	{
		make_plain(inner);
	}
}

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "-";
}

static const char *
subject_of(const json_t *item)
{
	return text_of(
	    item, json_object_get(item, "vuln") != NULL ? "vuln" : "patch");
}

static double
days_of(const json_t *episode)
{
	return json_real_value(json_object_get(episode, "days"));
}

static int
is_excluded(const json_t *episode)
{
	return json_object_get(episode, "why") != NULL;
}

static void
print_given(const json_t *object, const char *name, const char *label)
{
	const char *text = json_string_value(json_object_get(object, name));

	if (text != NULL)
		printf("%s%s", label, text);
}

static void
print_head(const json_t *document)
{
	printf("%s as of %s", text_of(document, "asset"),
	    text_of(document, "as_of"));
	print_given(document, "enrolled", "; enrolled ");
	print_given(document, "seen", ", last seen ");
	print_given(document, "retired", ", retired ");
	putchar('\n');
}

/* ---- An asset ----------------------------------------------------------- */

static void
add_item(struct pl_table *table, const json_t *item)
{
	pl_table_add(table, "%.200s", subject_of(item));
	pl_table_add(table, "%s", text_of(item, "start"));
	if (is_excluded(item))
		pl_table_add(table, "-");
	else
		pl_table_add(table, "%.1f", days_of(item));
	pl_table_add(table, "%lld",
	    (long long)json_integer_value(json_object_get(item, "episodes")));
	if (is_excluded(item))
		pl_table_add(table, "not counted: %s", text_of(item, "why"));
	else
		pl_table_add(table, "%s", text_of(item, "outcome"));
}

static void
print_items(const json_t *items)
{
	static const char *const heads[] = {
	    "patch", "clock start", "days", "episodes", "outcome"};
	struct pl_table table = {.left = 1 << 0 | 1 << 1 | 1 << 4};

	for (; table.columns < PL_COUNT(heads); table.columns++)
		pl_table_add(&table, "%s", heads[table.columns]);
	for (size_t i = 0; i < json_array_size(items); i++)
		add_item(&table, json_array_get(items, i));
	pl_cli_table(&table);
}

static void
print_asset(json_t *document)
{
	json_t *facts = json_object_get(document, "facts");
	json_t *items = json_object_get(document, "items");

	print_head(document);
	for (void *at = json_object_iter(facts); at != NULL;
	     at = json_object_iter_next(facts, at))
		pl_cli_line(stdout, "  %-12s %s", json_object_iter_key(at),
		    json_string_value(json_object_iter_value(at)));
	if (json_array_size(items) == 0) {
		puts("\nNo item of it counts in a figure.");
		return;
	}
	printf("\nItems by the %s clock:\n\n", text_of(document, "clock"));
	print_items(items);
}

/* ---- An item ------------------------------------------------------------ */

static void
print_event(const json_t *event)
{
	const json_t *took = json_object_get(event, "took_ms");
	const json_t *attrs = json_object_get(event, "attrs");
	const char *kind = json_string_value(json_object_get(event, "kind"));

	printf("%-20s  %-22s", text_of(event, "time"),
	    kind != NULL ? kind : "(of a newer patchlore)");
	print_given(event, "after", " after=");
	print_given(event, "code", " code=");
	if (took != NULL)
		printf(" took=%.1fs", (double)json_integer_value(took) / 1000);
	for (size_t i = 0; i < json_array_size(attrs); i++) {
		const json_t *attr = json_array_get(attrs, i);

		printf(" %s=%s", text_of(attr, "name"), text_of(attr, "value"));
	}
	printf("  (%s)\n", text_of(event, "source"));
}

/* "    due 2026-01-10T23:59:59Z (critical), counted from 2026-01-03T..." */
static void
print_decision(const json_t *decision)
{
	const json_t *missing = json_object_get(decision, "missing");

	printf("    by the policy: %s", text_of(decision, "answer"));
	print_given(decision, "due", " ");
	print_given(decision, "start", ", counted from ");
	print_given(decision, "tier", ", tier ");
	for (size_t i = 0; i < json_array_size(missing); i++)
		printf("%s%s", i == 0 ? ", for lack of " : ", ",
		    json_string_value(json_array_get(missing, i)));
	putchar('\n');
}

static void
print_episode(const json_t *episode)
{
	long long minutes =
	    json_integer_value(json_object_get(episode, "minutes"));

	if (is_excluded(episode)) {
		printf("  not counted: %s\n", text_of(episode, "why"));
	} else {
		printf("  %s to %s: %s after %lld minutes (%.1f days)",
		    text_of(episode, "start"), text_of(episode, "stop"),
		    text_of(episode, "outcome"), minutes, days_of(episode));
		print_given(
		    episode, "observed_from", ", under observation since ");
		putchar('\n');
	}
	if (json_object_get(episode, "policy") != NULL)
		print_decision(json_object_get(episode, "policy"));
}

static void
print_clock(const char *clock, const json_t *list)
{
	printf("\nBy the %s clock:\n", clock);
	if (json_array_size(list) == 0)
		puts("  no item: nothing says that it was ever missing here, "
		     "as when the software\n  came in this version");
	for (size_t i = 0; i < json_array_size(list); i++)
		print_episode(json_array_get(list, i));
}

/* Those that the item counts in, or those that it does not. */
static void
print_figures(const char *title, json_t *figures, int counts)
{
	int first = 1;

	for (void *at = json_object_iter(figures); at != NULL;
	     at = json_object_iter_next(figures, at)) {
		const json_t *figure = json_object_iter_value(at);

		if (json_is_true(json_object_get(figure, "counts")) != counts)
			continue;
		if (first)
			printf("\n%s:\n", title);
		first = 0;
		printf("  %-22s  %s", json_object_iter_key(at),
		    text_of(figure, counts ? "as" : "why"));
		print_given(figure, "apart", "; told apart: ");
		putchar('\n');
	}
}

/* Without an episode there is nothing more to say. */
static void
print_standing(const json_t *document)
{
	const char *clock = text_of(document, "clock");
	const json_t *episodes = json_object_get(document, "episodes");
	json_t *figures =
	    json_object_get(json_object_get(document, "figures"), clock);

	if (json_array_size(json_object_get(episodes, clock)) == 0)
		return;
	printf("\nFigures by the %s clock, in the %s view, ", clock,
	    text_of(document, "view"));
	if (json_is_null(json_object_get(document, "policy")))
		puts("without a policy; what each\nis about: patchlore kpi "
		     "--help");
	else
		printf("by the policy %s; what\neach is about: patchlore kpi "
		       "--help\n",
		    text_of(json_object_get(document, "policy"), "id"));
	print_figures("Counts in", figures, 1);
	print_figures("Does not count in", figures, 0);
}

static void
print_item(json_t *document)
{
	const json_t *events = json_object_get(document, "events");
	const json_t *absences = json_object_get(document, "absences");
	json_t *episodes = json_object_get(document, "episodes");

	print_head(document);
	for (size_t i = 0; i < json_array_size(events); i++)
		print_event(json_array_get(events, i));
	if (episodes == NULL) {
		puts("\nNothing is known of this patch on this asset.");
		return;
	}
	for (size_t i = 0; i < json_array_size(absences); i++) {
		const json_t *absence = json_array_get(absences, i);

		printf("%-20s  the product was removed",
		    text_of(absence, "removed"));
		print_given(absence, "back", ", and was back ");
		putchar('\n');
	}
	for (void *at = json_object_iter(episodes); at != NULL;
	     at = json_object_iter_next(episodes, at))
		print_clock(
		    json_object_iter_key(at), json_object_iter_value(at));
	print_standing(document);
}

/* ---- The verb ----------------------------------------------------------- */

static int
explain(struct pl_cli *cli, char **words, const struct pl_query *query,
    json_t **document, struct pl_error *err)
{
	struct pl_store *store;
	int result = pl_store_open(&store, cli->store, PL_STORE_READ, err);

	if (result < 0)
		return result;
	if (words[1] == NULL)
		result =
		    pl_explain_asset(document, store, query, words[0], err);
	else
		result = pl_explain_item(
		    document, store, query, words[0], words[1], err);
	pl_store_close(store);
	return result;
}

static int
tell(struct pl_cli *cli, char **words, struct pl_query *query,
    const char *policy, int json)
{
	json_t *document = NULL;
	struct pl_policy *pack = NULL;
	struct pl_error err;
	int result;

	if (policy != NULL && pl_cli_policy_open(&pack, policy, &err) < 0)
		return pl_cli_error(&err);
	query->policy = pack;
	result = explain(cli, words, query, &document, &err);
	pl_policy_free(pack);
	if (result < 0)
		return pl_cli_error(&err);
	if (json) {
		pl_cli_json(document);
		return PL_EXIT_DONE;
	}
	make_plain(document);
	if (words[1] == NULL)
		print_asset(document);
	else
		print_item(document);
	json_decref(document);
	return PL_EXIT_DONE;
}

int
pl_cli_explain(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {
	    {"clock", required_argument, NULL, 'c'},
	    {"view", required_argument, NULL, 'v'},
	    {"policy", required_argument, NULL, 'p'},
	    {"as-of", required_argument, NULL, 'a'},
	    {"format", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	struct pl_query query = {.as_of_ms = pl_time_now()};
	const char *policy = NULL;
	struct pl_error err;
	int option, json = 0, of_item = 0, status;

	while ((option = pl_cli_option("explain", argc, argv, ":h", options)) !=
	       -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return PL_EXIT_DONE;
		}
		if (option == '?')
			return PL_EXIT_USAGE;
		of_item |= option == 'p' || option == 'v';
		if (option == 'p') {
			policy = optarg;
		} else if (option == 'f') {
			status =
			    pl_cli_format("explain", optarg, "text", &json);
			if (status != PL_EXIT_DONE)
				return status;
		} else if (pl_cli_query_option(&query, option, optarg, &err) <
			   0) {
			return pl_cli_error(&err);
		}
	}
	if (argc - optind < 1 || argc - optind > 2)
		return pl_cli_usage(
		    "explain", "expected an asset, and maybe a patch");
	if ((of_item || query.clock == PL_CLOCK_POLICY) && argc - optind == 1)
		return pl_cli_usage("explain",
		    "--view, --policy and --clock policy are about one patch");
	return tell(cli, argv + optind, &query, policy, json);
}
