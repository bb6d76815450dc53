#include <inttypes.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/table.h"
#include "base/time.h"
#include "cli/cli.h"
#include "health/ringorder.h"
#include "health/ringrisk.h"
#include "health/rings.h"
#include "health/rollout.h"
#include "store/store.h"

/* What is told. rings and risk are known where the order has no why. */
struct answer {
	int64_t as_of_ms;
	const struct pl_cli_rings *options;
	struct pl_ring_order order;
	struct pl_rings rings;
	struct pl_ring_risk risk;
};

/* ---- As JSON ------------------------------------------------------------- */

static void
set_why(json_t *json, const char *name, const char *why)
{
	if (why != NULL)
		json_object_set_new(json, name, json_string(why));
}

static json_t *
json_ring(const struct pl_ring *ring)
{
	json_t *json = json_pack("{s:o, s:b, s:I, s:I, s:o}", "ring",
	    pl_cli_json_text(ring->name), "early", ring->early, "machines",
	    (json_int_t)ring->machines, "patches", (json_int_t)ring->patches,
	    "delay_days", pl_cli_json_value(ring->delay_days));

	set_why(json, "why", ring->delay_days.why);
	return json;
}

static json_t *
json_part(const struct pl_ring_part *part)
{
	const struct pl_estimate *share = &part->share;
	json_t *json = json_pack("{s:I, s:o, s:o, s:o}", "count",
	    (json_int_t)part->count, "share", pl_cli_json_value(share->value),
	    "low", pl_cli_json_value(share->low), "high",
	    pl_cli_json_value(share->high));

	set_why(json, "why",
	    share->value.why != NULL ? share->value.why : share->low.why);
	return json;
}

static json_t *
json_rings(const struct pl_rings *rings)
{
	const struct pl_ring_part *first = rings->first;
	const struct pl_ring_part *machines = rings->machines;

	return json_pack("{s:I, s:I, s:I, s:I, s:{s:o, s:o, s:o, s:o}, s:I, "
			 "s:I, s:{s:o, s:o, s:o}, s:I, s:I, s:o}",
	    "followed", (json_int_t)rings->followed, "with_problem",
	    (json_int_t)rings->problems, "young", (json_int_t)rings->young,
	    "young_with_problem", (json_int_t)rings->young_problems,
	    "first_seen", "in_time", json_part(&first[PL_RING_IN_TIME]), "late",
	    json_part(&first[PL_RING_LATE]), "outside",
	    json_part(&first[PL_RING_OUTSIDE]), "told",
	    json_part(&first[PL_RING_TOLD]), "unseen",
	    (json_int_t)rings->unseen, "troubled", (json_int_t)rings->troubled,
	    "machines", "in_time", json_part(&machines[PL_RING_IN_TIME]),
	    "late", json_part(&machines[PL_RING_LATE]), "leak_through",
	    json_part(&machines[PL_RING_OUTSIDE]), "tried",
	    (json_int_t)rings->tried, "tried_outside",
	    (json_int_t)rings->tried_outside, "outside_share",
	    pl_cli_json_value(rings->outside));
}

static json_t *
json_installs(struct pl_trials trials, struct pl_value risk)
{
	return json_pack("{s:I, s:I, s:o}", "installs", (json_int_t)trials.n,
	    "undone", (json_int_t)trials.count, "risk",
	    pl_cli_json_value(risk));
}

static json_t *
json_risk(const struct pl_ring_risk *risk)
{
	const struct pl_estimate *ratio = &risk->ratio;
	json_t *json = json_pack(
	    "{s:o, s:o, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o}", "soaked",
	    json_installs(risk->soaked, risk->soaked_risk), "others",
	    json_installs(risk->others, risk->others_risk), "young",
	    (json_int_t)risk->young, "lost", (json_int_t)risk->lost, "products",
	    (json_int_t)risk->products, "compared", (json_int_t)risk->compared,
	    "risk_ratio", pl_cli_json_value(ratio->value), "low",
	    pl_cli_json_value(ratio->low), "high",
	    pl_cli_json_value(ratio->high), "low_if_independent",
	    pl_cli_json_value(risk->independent_low), "high_if_independent",
	    pl_cli_json_value(risk->independent_high));

	set_why(json, "why",
	    ratio->value.why != NULL ? ratio->value.why : ratio->low.why);
	return json;
}

static void
print_json(const struct answer *answer)
{
	const struct pl_ring_order *order = &answer->order;
	json_t *document = json_pack("{s:s, s:o, s:i, s:s, s:[]}", "patchlore",
	    PL_VERSION, "as_of", pl_cli_json_time(answer->as_of_ms), "hours",
	    answer->options->hours, "early_from",
	    answer->options->early_count > 0 ? "options" : "delay", "rings");
	json_t *rings = json_object_get(document, "rings");

	for (size_t i = 0; i < order->count; i++)
		json_array_append_new(rings, json_ring(&order->rings[i]));
	set_why(document, "why", order->why);
	json_object_set_new(document, "effect",
	    order->why != NULL ? json_null() : json_rings(&answer->rings));
	json_object_set_new(document, "rollback",
	    order->why != NULL ? json_null() : json_risk(&answer->risk));
	pl_cli_json(document);
}

/* ---- As a table ---------------------------------------------------------- */

static void
add_heads(struct pl_table *table, const char *const *heads, size_t count)
{
	for (; table->columns < count; table->columns++)
		pl_table_add(table, "%s", heads[table->columns]);
}

static void
print_order(const struct pl_ring_order *order)
{
	static const char *const heads[] = {
	    "ring", "early", "machines", "patches", "delay in days"};
	struct pl_table table = {.left = 1 << 0 | 1 << 1};

	add_heads(&table, heads, PL_COUNT(heads));
	for (size_t i = 0; i < order->count; i++) {
		const struct pl_ring *ring = &order->rings[i];

		pl_table_add(&table, "%.200s", ring->name);
		pl_table_add(&table, "%s", ring->early ? "early" : "");
		pl_table_add(&table, "%" PRId64, ring->machines);
		pl_table_add(&table, "%" PRId64, ring->patches);
		if (ring->delay_days.why != NULL)
			pl_table_add(&table, "-");
		else
			pl_table_add(&table, "%.2f", ring->delay_days.value);
	}
	pl_cli_table(&table);
	puts("\ndelay: how long after the first attempt anywhere half of a "
	     "ring's machines had\ntried a patch; the median over patches "
	     "that several rings tried.");
}

static void
add_part(
    struct pl_table *table, const char *place, const struct pl_ring_part *part)
{
	const struct pl_estimate *share = &part->share;

	pl_table_add(table, "%s", place);
	pl_table_add(table, "%" PRId64, part->count);
	if (share->value.why != NULL)
		pl_table_add(table, "n/a");
	else
		pl_table_add(table, "%.1f%%", 100 * share->value.value);
	if (share->low.why != NULL)
		pl_table_add(table, "n/a");
	else
		pl_table_add(table, "%.1f-%.1f", 100 * share->low.value,
		    100 * share->high.value);
}

static void
print_parts(const struct pl_ring_part *parts, int count, const char *what)
{
	static const char *const places[] = {
	    [PL_RING_IN_TIME] = "in an early ring, before others had it",
	    [PL_RING_LATE] = "in an early ring, but others had it, too",
	    [PL_RING_OUTSIDE] = "outside of the early rings",
	    [PL_RING_TOLD] = "on no machine: told of the patch"};
	const char *const heads[] = {what, "count", "share", "95 % (in %)"};
	struct pl_table table = {.left = 1 << 0};

	add_heads(&table, heads, PL_COUNT(heads));
	for (int i = 0; i < count; i++)
		add_part(&table, places[i], &parts[i]);
	pl_cli_table(&table);
}

static void
print_rings(const struct pl_rings *rings)
{
	const struct pl_estimate *leak =
	    &rings->machines[PL_RING_OUTSIDE].share;

	printf("\n%" PRId64 " patches followed for 30 days or more, %" PRId64
	       " of them with a problem.\n\n",
	    rings->followed, rings->problems);
	print_parts(rings->first, PL_RING_PLACES, "first problem seen");
	printf("\nOf the last two, %" PRId64
	       " had not been tried in an early ring before.\n%" PRId64
	       " patches with a shorter record are left out, %" PRId64
	       " of them with a problem.\n\n",
	    rings->unseen, rings->young, rings->young_problems);
	print_parts(rings->machines, PL_RING_TOLD, "machines with a problem");
	if (leak->value.why != NULL)
		printf("\nThere is no leak-through: %s.\n", leak->value.why);
	else
		printf(
		    "\nLeak-through is the last line; limits are by patch%s%s. "
		    "Of the machines that\ntried these patches %.1f%% are "
		    "outside.\n",
		    leak->low.why != NULL ? ": " : "",
		    leak->low.why != NULL ? leak->low.why : "",
		    100 * rings->outside.value);
}

static void
add_installs(struct pl_table *table, const char *what, struct pl_trials trials,
    struct pl_value risk)
{
	pl_table_add(table, "%s", what);
	pl_table_add(table, "%.0f", trials.n);
	pl_table_add(table, "%.0f", trials.count);
	if (risk.why != NULL)
		pl_table_add(table, "n/a");
	else
		pl_table_add(table, "%.2f%%", 100 * risk.value);
}

static void
print_ratio(const struct pl_ring_risk *risk)
{
	const struct pl_estimate *ratio = &risk->ratio;

	if (ratio->value.why != NULL) {
		printf("There is no risk ratio: %s.\n", ratio->value.why);
		return;
	}
	printf("Risk ratio %.3f, ", ratio->value.value);
	if (ratio->low.why != NULL)
		printf("without limits by patch: %s", ratio->low.why);
	else
		printf("95 %% by patch %.3f-%.3f", ratio->low.value,
		    ratio->high.value);
	if (risk->independent_low.why == NULL)
		printf(" (%.3f-%.3f if installs were\nindependent)",
		    risk->independent_low.value, risk->independent_high.value);
	puts(".");
}

static void
print_risk(const struct pl_ring_risk *risk, int hours)
{
	static const char *const heads[] = {
	    "first installs outside", "installs", "rolled back", "risk"};
	struct pl_table table = {.left = 1 << 0};

	putchar('\n');
	add_heads(&table, heads, PL_COUNT(heads));
	add_installs(&table, "the patch had stood in an early ring",
	    risk->soaked, risk->soaked_risk);
	add_installs(&table, "it had not, or not for so long", risk->others,
	    risk->others_risk);
	pl_cli_table(&table);
	printf("\nFor %d hours or more. Compared within products that have "
	       "both: %" PRId64 ", with %" PRId64
	       " installs.\nLeft out: %" PRId64
	       " installs not yet 30 days old, %" PRId64
	       " lost from sight before.\n",
	    hours, risk->products, risk->compared, risk->young, risk->lost);
	print_ratio(risk);
	puts("This was observed and not tried out: what was not kept waiting "
	     "may be another kind\nof patch, and nothing here proves that the "
	     "ring made the difference.");
}

static void
print_table(const struct answer *answer)
{
	char text[PL_TIME_TEXT];

	printf("Ring effectiveness as of %s\n\n",
	    pl_time_format(answer->as_of_ms, text));
	print_order(&answer->order);
	if (answer->order.why != NULL) {
		printf("\nNothing can be said of early rings: %s.\n",
		    answer->order.why);
		if (answer->options->early_count == 0)
			puts("--early RING names one.");
		return;
	}
	print_rings(&answer->rings);
	print_risk(&answer->risk, answer->options->hours);
}

/* ---- The answer ---------------------------------------------------------- */

struct reading {
	const struct answer *answer;
	struct pl_rings_reading rings;
	struct pl_ring_risk_reading risk;
};

static void
take_rollout(void *context, const struct pl_rollout *rollout)
{
	struct reading *reading = context;
	const struct answer *answer = reading->answer;

	pl_rings_take(
	    &reading->rings, rollout, &answer->order, answer->as_of_ms);
	pl_ring_risk_take(&reading->risk, rollout, &answer->order,
	    answer->options->hours, answer->as_of_ms);
}

static int
read_effect(
    struct answer *answer, struct pl_rollouts *rollouts, struct pl_error *err)
{
	struct reading reading = {.answer = answer};
	int result = pl_rollouts_each(rollouts, take_rollout, &reading, err);

	pl_rings_finish(&answer->rings, &reading.rings);
	pl_ring_risk_finish(&answer->risk, &reading.risk);
	return result;
}

static int
tell_rings(struct answer *answer, struct pl_rollouts *rollouts, int json)
{
	const struct pl_cli_rings *options = answer->options;
	struct pl_error err;
	int result;

	if (pl_ring_order_read(&answer->order, rollouts, answer->as_of_ms,
		options->early, options->early_count, &err) < 0)
		return pl_cli_error(&err);
	result = answer->order.why != NULL
	             ? PL_OK
	             : read_effect(answer, rollouts, &err);
	if (result == PL_OK && json)
		print_json(answer);
	else if (result == PL_OK)
		print_table(answer);
	pl_ring_order_free(&answer->order);
	return result < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}

int
pl_cli_health_rings(const struct pl_cli *cli, const struct pl_query *query,
    const struct pl_cli_rings *options, int json)
{
	struct answer answer = {
	    .as_of_ms = query->as_of_ms, .options = options};
	struct pl_rollouts *rollouts;
	struct pl_store *store;
	struct pl_error err;
	int status;

	if (pl_store_open(&store, cli->store, PL_STORE_READ, &err) < 0)
		return pl_cli_error(&err);
	if (pl_rollouts_open(&rollouts, store, query, &err) < 0) {
		status = pl_cli_error(&err);
	} else {
		status = tell_rings(&answer, rollouts, json);
		pl_rollouts_close(rollouts);
	}
	pl_store_close(store);
	return status;
}
