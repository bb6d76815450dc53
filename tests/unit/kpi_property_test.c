/*
 * Promises about figures that hold for any history. Histories are made up by a
 * small generator with fixed seeds, so a failure names one that can be made
 * again. Few instants, assets and patches make everything collide.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "kpi/count.h"
#include "kpi/figure.h"
#include "kpi/history.h"
#include "kpi/kpi.h"
#include "kpi/strata.h"
#include "kpi/vulnerability.h"
#include "model/event.h"
#include "store/batch.h"
#include "store/store.h"

#define AT INT64_C(1772000000000)

enum {
	ASSETS = 12,
	PATCHES = 8,
	VULNS = 3,
	INSTANTS = 60, /* three days apart */
	EVENTS = 400,  /* of one history: about four an item */
	HISTORIES = 16,
	SOURCES = 2,
	OUTPUT = 1 << 20,
};

static char folder[64];
static struct pl_error err;

/* ---- Made-up histories -------------------------------------------------- */

struct random {
	uint64_t state;
};

/* splitmix64 (Steele, Lea and Flood 2014). */
static unsigned
below(struct random *random, unsigned limit)
{
	uint64_t x = random->state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((x ^ x >> 31) >> 33) % limit;
}

struct told {
	struct pl_event event;
	char asset[16], patch[16], product[16], code[16], vuln[16];
	int source;
};

static int64_t
instant(unsigned number)
{
	return AT + (int64_t)number * 3 * PL_DAY_MS;
}

static enum pl_kind
any_kind(struct random *random)
{
	static const enum pl_kind kinds[] = {PL_ITEM_DETECTED, PL_ITEM_DETECTED,
	    PL_ITEM_DETECTED, PL_DEPLOY_INSTALLED, PL_DEPLOY_INSTALLED,
	    PL_DEPLOY_INSTALLED, PL_DEPLOY_FAILED, PL_DEPLOY_ROLLED_BACK,
	    PL_PATCH_RELEASED, PL_PATCH_RELEASED, PL_DEPLOY_REBOOT_REQUIRED,
	    PL_DEPLOY_REBOOTED, PL_DEPLOY_EFFECTIVE, PL_DEPLOY_UNINSTALLED,
	    PL_ITEM_STILL_PRESENT, PL_ITEM_REOPENED, PL_ITEM_NOT_FOUND,
	    PL_PRODUCT_REMOVED, PL_PRODUCT_INSTALLED, PL_ASSET_SEEN};
	static const enum pl_kind rare[] = {PL_ITEM_NOT_APPLICABLE,
	    PL_ASSET_RETIRED, PL_ASSET_MERGED, PL_FEEDBACK_VOTE,
	    PL_EXCEPTION_GRANTED, PL_EXCEPTION_EXPIRED, PL_VERIFY_FAILED,
	    PL_VERIFY_PASSED, PL_PATCH_WITHDRAWN, PL_PATCH_SUPERSEDED,
	    PL_DECISION_APPROVED, PL_DEPLOY_OFFERED, PL_MITIGATION_APPLIED,
	    PL_MITIGATION_REMOVED, PL_DEPLOY_CANCELLED, PL_INCIDENT_OPENED,
	    PL_INCIDENT_LINKED, PL_INCIDENT_RESOLVED};

	if (below(random, 6) == 0)
		return rare[below(random, PL_COUNT(rare))];
	return kinds[below(random, PL_COUNT(kinds))];
}

/* What figures of deployments look at. */
static void
make_wave(struct random *random, struct pl_event *event)
{
	static const char *const names[] = {"east", "west", "KB2"};

	if (event->asset != NULL && below(random, 8) == 0)
		event->attrs[event->attr_count++] = (struct pl_attr){
		    "group", names[below(random, 2)], PL_PUBLIC};
	if (event->kind != PL_DEPLOY_INSTALLED)
		return;
	if (below(random, 4) == 0)
		event->attrs[event->attr_count++] = (struct pl_attr){
		    "wave", names[below(random, 2)], PL_PUBLIC};
	if (below(random, 6) == 0)
		event->attrs[event->attr_count++] = (struct pl_attr){
		    "caused_by", names[below(random, 3)], PL_PUBLIC};
}

/* Those that some figures ask for beside the strata. */
static void
make_facts(struct random *random, struct pl_event *event)
{
	static const char *const days[] = {"2026-03-01", "2026-03-15",
	    "2026-03-30T12:00:00Z", "2026-04-20", "soon"};
	static const char *const lifecycles[] = {"supported", "eol"};
	const char *day = days[below(random, PL_COUNT(days))];
	struct pl_attr *next = &event->attrs[event->attr_count];

	if (event->kind == PL_EXCEPTION_GRANTED)
		*next = (struct pl_attr){"expires", day, PL_PUBLIC};
	else if (event->kind == PL_MITIGATION_APPLIED)
		*next = (struct pl_attr){"remove_by", day, PL_PUBLIC};
	else if (event->kind == PL_ASSET_SEEN)
		*next = (struct pl_attr){
		    "lifecycle", lifecycles[below(random, 2)], PL_PUBLIC};
	else if (event->kind == PL_PATCH_RELEASED)
		*next = (struct pl_attr){"kev_added", day, PL_PUBLIC};
	else if (event->kind == PL_ITEM_DETECTED && event->patch != NULL)
		*next = (struct pl_attr){
		    "remediation", "none_available", PL_PUBLIC};
	else
		return;
	event->attr_count++;
}

static void
make_attrs(struct random *random, struct told *told)
{
	struct pl_event *event = &told->event;
	static const char *const rings[] = {"canary", "broad"};
	static const char *const severities[] = {"low", "high", "critical"};

	if (event->asset != NULL && below(random, 4) == 0)
		event->attrs[event->attr_count++] = (struct pl_attr){
		    "ring", rings[below(random, 2)], PL_PUBLIC};
	if (event->kind == PL_PATCH_SUPERSEDED && below(random, 2) == 0)
		event->attrs[event->attr_count++] =
		    (struct pl_attr){"superseded_by", "KB1", PL_PUBLIC};
	if (event->patch != NULL && below(random, 4) == 0)
		event->attrs[event->attr_count++] = (struct pl_attr){
		    "severity", severities[below(random, 3)], PL_PUBLIC};
	if (event->kind == PL_PATCH_RELEASED)
		event->attrs[event->attr_count++] =
		    (struct pl_attr){"vuln", told->vuln, PL_PUBLIC};
	make_wave(random, event);
	if (below(random, 2) == 0)
		make_facts(random, event);
}

/* A patch belongs to one of three products, or nobody says to which; now and
 * then somebody says another. */
static void
make_event(struct random *random, struct told *told)
{
	enum pl_kind kind = any_kind(random);
	unsigned needs = pl_kind_needs(kind);
	unsigned patch = below(random, PATCHES);
	unsigned product = below(random, 20) == 0 ? 0 : patch % 4;

	*told = (struct told){.source = (int)below(random, SOURCES)};
	told->event.kind = kind;
	told->event.at_ms = instant(below(random, INSTANTS));
	snprintf(
	    told->asset, sizeof told->asset, "web-%u", below(random, ASSETS));
	snprintf(told->patch, sizeof told->patch, "KB%u", patch);
	snprintf(told->product, sizeof told->product, "pkg:%u", product);
	snprintf(told->code, sizeof told->code, "0x%u", below(random, 9));
	if ((needs & PL_REFUSES_ASSET) == 0 &&
	    ((needs & PL_NEEDS_ASSET) != 0 || below(random, 2) == 0))
		told->event.asset = told->asset;
	snprintf(told->vuln, sizeof told->vuln, "CVE-%u",
	    (patch + below(random, 2)) % VULNS);
	if (pl_is_finding(kind) && below(random, 4) == 0)
		told->event.vuln = told->vuln;
	else if ((needs & PL_REFUSES_SUBJECT) == 0)
		told->event.patch = told->patch;
	if (told->event.patch != NULL && product < 3)
		told->event.product = told->product;
	if (kind == PL_DEPLOY_FAILED && below(random, 2) == 0)
		told->event.code = told->code;
	told->event.took_ms = below(random, 3) * 1000;
	make_attrs(random, told);
}

static struct told *
make_history(struct random *random)
{
	struct told *list = pl_alloc_array(EVENTS, sizeof *list);

	for (int i = 0; i < EVENTS; i++)
		make_event(random, &list[i]);
	return list;
}

/* ---- Stores and figures ------------------------------------------------- */

static const char *
store_path(const char *name)
{
	static char path[96];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

struct writer {
	struct pl_store *store;
	struct pl_batch *batches[2 * SOURCES];
	struct pl_batch_result result;
};

static void
writer_open(struct writer *writer, const char *name)
{
	struct pl_buf cursor;
	char source[16];
	int64_t id;

	*writer = (struct writer){0};
	assert_int_equal(pl_store_open(&writer->store, store_path(name),
			     PL_STORE_WRITE, &err),
	    0);
	pl_buf_init(&cursor, 16);
	for (int i = 0; i < 2 * SOURCES; i++) {
		snprintf(source, sizeof source, "s%d", i);
		assert_int_equal(pl_store_source(writer->store, source, "p",
				     &id, &cursor, &err),
		    0);
		assert_int_equal(pl_batch_begin(&writer->batches[i],
				     writer->store, id, &err),
		    0);
	}
	pl_buf_free(&cursor);
}

static void
writer_add(struct writer *writer, const struct told *told, int source)
{
	assert_int_equal(pl_event_check(&told->event, &err), 0);
	assert_int_equal(
	    pl_batch_add(writer->batches[source], &told->event, &err), 0);
}

static void
writer_commit(struct writer *writer, int source)
{
	assert_int_equal(pl_batch_commit(writer->batches[source], NULL,
			     &writer->result, &err),
	    0);
}

static void
writer_close(struct writer *writer)
{
	for (int i = 0; i < 2 * SOURCES; i++) {
		writer_commit(writer, i);
		pl_batch_free(writer->batches[i]);
	}
	pl_store_close(writer->store);
}

/* Those up to an instant, in the order in which they were made up. */
static void
write_plainly(const char *name, const struct told *list, int64_t until_ms)
{
	struct writer writer;

	writer_open(&writer, name);
	for (int i = 0; i < EVENTS; i++)
		if (list[i].event.at_ms <= until_ms)
			writer_add(&writer, &list[i], list[i].source);
	writer_close(&writer);
}

/* In any order, some of them again, in batches of any size. */
static void
write_anyhow(struct random *random, const char *name, const struct told *list)
{
	struct writer writer;
	int order[EVENTS];

	for (int i = 0; i < EVENTS; i++) {
		int j = (int)below(random, (unsigned)i + 1);

		order[i] = order[j];
		order[j] = i;
	}
	writer_open(&writer, name);
	for (int i = 0; i < EVENTS; i++) {
		int again = order[below(random, (unsigned)i + 1)];

		writer_add(&writer, &list[order[i]], list[order[i]].source);
		if (below(random, 3) == 0)
			writer_add(&writer, &list[again], list[again].source);
		if (below(random, 60) == 0)
			writer_commit(&writer, (int)below(random, SOURCES));
	}
	writer_close(&writer);
}

/* A second source that knows the same. */
static void
write_twice(const char *name, const struct told *list)
{
	struct writer writer;

	writer_open(&writer, name);
	for (int i = 0; i < EVENTS; i++) {
		writer_add(&writer, &list[i], list[i].source);
		writer_add(&writer, &list[i], list[i].source + SOURCES);
	}
	writer_close(&writer);
}

static struct pl_store *
store_read(const char *name)
{
	struct pl_store *store = NULL;

	assert_int_equal(
	    pl_store_open(&store, store_path(name), PL_STORE_READ, &err), 0);
	return store;
}

static void
store_remove(const char *name)
{
	static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
	char path[128];

	for (size_t i = 0; i < PL_COUNT(ends); i++) {
		snprintf(path, sizeof path, "%s%s", store_path(name), ends[i]);
		unlink(path);
	}
}

/* All figures by each clock, whole and broken down. */
static void
tell_figures(struct pl_buf *out, const char *name, int64_t as_of_ms)
{
	static const char *const by[] = {NULL, "severity", "ring", "product"};
	static const enum pl_item_unit units[PL_COUNT(by)] = {
	    PL_ITEMS_VULNERABILITY, PL_ITEMS_PATCH, PL_ITEMS_PATCH,
	    PL_ITEMS_VULNERABILITY};
	struct pl_store *store = store_read(name);

	pl_buf_init(out, OUTPUT);
	for (size_t i = 0; i < PL_COUNT(by); i++)
		for (int clock = PL_CLOCK_DEFAULT; clock <= PL_CLOCK_RELEASE;
		     clock++) {
			const struct pl_query query = {.kpis = PL_KPI_EACH,
			    .clock = (enum pl_clock)clock,
			    .unit = units[i],
			    .as_of_ms = as_of_ms,
			    .by_count = by[i] != NULL,
			    .by = {by[i]}};
			struct pl_figures figures;

			assert_int_equal(
			    pl_kpi_compute(&figures, store, &query, &err), 0);
			pl_figures_json(&figures, out);
			pl_figures_free(&figures);
		}
	assert_int_equal(pl_buf_failed(out), 0);
	pl_store_close(store);
}

static void
assert_same_figures(
    const char *one, const char *other, int64_t as_of_ms, int history)
{
	struct pl_buf a, b;

	tell_figures(&a, one, as_of_ms);
	tell_figures(&b, other, as_of_ms);
	if (strcmp(a.text, b.text) != 0)
		fail_msg("history %d: %s and %s differ", history, one, other);
	pl_buf_free(&a);
	pl_buf_free(&b);
}

/* ---- Promises ----------------------------------------------------------- */

static void
order_repeats_and_splits_change_no_figure(void **state)
{
	(void)state;
	for (int n = 0; n < HISTORIES; n++) {
		struct random random = {(uint64_t)n};
		struct told *list = make_history(&random);

		write_plainly("plain", list, PL_EVENT_LATEST_MS);
		write_anyhow(&random, "anyhow", list);
		assert_same_figures(
		    "plain", "anyhow", instant(INSTANTS - n), n);
		store_remove("plain");
		store_remove("anyhow");
		free(list);
	}
}

static void
a_second_source_that_knows_the_same_changes_no_figure(void **state)
{
	(void)state;
	for (int n = 0; n < HISTORIES; n++) {
		struct random random = {(uint64_t)n + 1000};
		struct told *list = make_history(&random);

		write_plainly("once", list, PL_EVENT_LATEST_MS);
		write_twice("twice", list);
		assert_same_figures("once", "twice", instant(INSTANTS), n);
		store_remove("once");
		store_remove("twice");
		free(list);
	}
}

static void
a_look_back_sees_what_was_known_then(void **state)
{
	(void)state;
	for (int n = 0; n < HISTORIES; n++) {
		struct random random = {(uint64_t)n + 2000};
		struct told *list = make_history(&random);
		int64_t then = instant(below(&random, INSTANTS));

		write_plainly("all", list, PL_EVENT_LATEST_MS);
		write_plainly("then", list, then);
		assert_same_figures("all", "then", then, n);
		store_remove("all");
		store_remove("then");
		free(list);
	}
}

/* Patches of which the first assets alone were installed on without a finding,
 * or with one: whoever looks at a few of their items takes those for all. */
static void
write_misleading(const char *name, int first_found)
{
	enum { FIRST = 300, REST = 400 };
	struct writer writer;

	writer_open(&writer, name);
	for (int i = 0; i < FIRST + REST; i++) {
		struct told told = {0};

		snprintf(told.asset, sizeof told.asset, "web-%d", i);
		told.event = (struct pl_event){.kind = PL_ITEM_DETECTED,
		    .at_ms = instant((unsigned)i % 9),
		    .asset = told.asset,
		    .patch = "KB1"};
		if ((i < FIRST) == first_found)
			writer_add(&writer, &told, 0);
		told.event.kind = PL_DEPLOY_INSTALLED;
		told.event.at_ms += PL_DAY_MS;
		writer_add(&writer, &told, 0);
		told.event.kind = PL_PATCH_RELEASED;
		told.event.at_ms = AT - PL_DAY_MS;
		told.event.asset = NULL;
		told.event.attrs[told.event.attr_count++] =
		    (struct pl_attr){"vuln", "CVE-1", PL_PUBLIC};
		if (i == 0)
			writer_add(&writer, &told, 0);
	}
	writer_close(&writer);
}

static char *
figures_by(const char *name, enum pl_clock clock, enum pl_item_unit unit)
{
	const struct pl_query query = {.kpis = PL_KPI_EACH,
	    .clock = clock,
	    .unit = unit,
	    .as_of_ms = instant(INSTANTS)};
	struct pl_store *store = store_read(name);
	struct pl_figures figures;
	struct pl_buf out;
	char *text;

	pl_buf_init(&out, OUTPUT);
	assert_int_equal(pl_kpi_compute(&figures, store, &query, &err), 0);
	pl_figures_json(&figures, &out);
	text = pl_strdup(out.text);
	pl_figures_free(&figures);
	pl_buf_free(&out);
	pl_store_close(store);
	return text;
}

static void
the_default_clock_is_that_of_most_fixes_whatever_the_first_are(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		enum pl_item_unit unit =
		    i / 2 == 0 ? PL_ITEMS_PATCH : PL_ITEMS_VULNERABILITY;
		char *by_default, *by_most;

		write_misleading("misleading", i % 2);
		by_default = figures_by("misleading", PL_CLOCK_DEFAULT, unit);
		by_most = figures_by("misleading",
		    i % 2 ? PL_CLOCK_RELEASE : PL_CLOCK_DETECTION, unit);
		assert_string_equal(by_default, by_most);
		free(by_default);
		free(by_most);
		store_remove("misleading");
	}
}

/* Items in one of two halves each, by chance, and all of them. */
struct halves {
	struct random random;
	struct pl_cells half[2], all;
};

static void
count_item(void *context, const struct pl_item *item)
{
	struct halves *halves = context;

	pl_count_item(&halves->half[below(&halves->random, 2)], item);
	pl_count_item(&halves->all, item);
}

static void
assert_same_value(struct pl_value one, struct pl_value other)
{
	assert_int_equal(one.why == NULL, other.why == NULL);
	if (one.why != NULL)
		assert_string_equal(one.why, other.why);
	else
		assert_memory_equal(&one.value, &other.value, sizeof one.value);
}

static int64_t incidences; /* that were looked at */

/* What became of items adds up, never goes back, and is what is said of day
 * 30. */
static void
check_incidence(const struct pl_figure *figure)
{
	const struct pl_incidence_point *points = figure->incidence;
	const struct pl_incidence_point *then = points;

	assert_true(figure->incidence_count <= 500);
	for (size_t i = 0; i < figure->incidence_count; i++) {
		const struct pl_incidence_point *at = &points[i];

		assert_true(fabs(at->open + at->fixed + at->left - 1) < 1e-9);
		if (i > 0)
			assert_true(at->days >= at[-1].days &&
				    at->fixed >= at[-1].fixed &&
				    at->left >= at[-1].left);
		if (at->days <= 30)
			then = at;
	}
	if (figure->incidence_count > 0) {
		const struct pl_value *patched =
		    &pl_figure_measure(figure, "patched.30")->value;

		assert_true(patched->why != NULL ||
			    fabs(patched->value - then->fixed) < 1e-9);
		incidences++;
	}
}

static void
assert_same_figure(
    enum pl_kpi_id id, size_t line, struct pl_cell *one, struct pl_cell *other)
{
	struct pl_figure a = {.line = line}, b = {.line = line};

	pl_figure_fill(&a, id, one);
	pl_figure_fill(&b, id, other);
	assert_int_equal(a.n, b.n);
	assert_int_equal(a.quality, b.quality);
	assert_int_equal(a.measure_count, b.measure_count);
	for (size_t i = 0; i < a.measure_count; i++) {
		assert_same_value(a.measures[i].value, b.measures[i].value);
		assert_same_value(a.measures[i].low, b.measures[i].low);
		assert_same_value(a.measures[i].high, b.measures[i].high);
	}
	assert_int_equal(a.curve_count, b.curve_count);
	if (a.curve_count > 0)
		assert_memory_equal(
		    a.curve, b.curve, a.curve_count * sizeof *a.curve);
	check_incidence(&a);
	assert_int_equal(a.incidence_count, b.incidence_count);
	if (a.incidence_count > 0)
		assert_memory_equal(a.incidence, b.incidence,
		    a.incidence_count * sizeof *a.incidence);
	pl_figure_free(&a);
	pl_figure_free(&b);
}

static struct pl_cell *
cell_like(struct pl_cells *cells, const struct pl_cell *cell)
{
	for (size_t i = 0; i < cells->count; i++)
		if (memcmp(cells->list[i].by, cell->by, sizeof cell->by) == 0)
			return &cells->list[i];
	fail_msg("a cell is missing");
	return NULL;
}

static void
check_merged(struct pl_cells *merged, struct pl_cells *all)
{
	pl_count_assets(merged);
	pl_count_assets(all);
	assert_int_equal(merged->items, all->items);
	assert_int_equal(merged->fixed, all->fixed);
	assert_int_equal(merged->fixed_undetected, all->fixed_undetected);
	assert_int_equal(merged->count, all->count);
	for (size_t i = 0; i < all->count; i++) {
		struct pl_cell *one = cell_like(merged, &all->list[i]);
		struct pl_cell *other = &all->list[i];

		pl_cell_seal(one);
		pl_cell_seal(other);
		for (int id = 0; id < PL_KPIS; id++) {
			size_t lines =
			    pl_figure_lines((enum pl_kpi_id)id, other);

			for (size_t line = 0; line < lines; line++)
				assert_same_figure(
				    (enum pl_kpi_id)id, line, one, other);
		}
		assert_memory_equal(one->sums, other->sums, sizeof one->sums);
	}
}

static void
seal(struct pl_cells *cells)
{
	for (size_t i = 0; i < cells->count; i++)
		pl_cell_seal(&cells->list[i]);
}

static void
check_halves(struct random *random, const struct pl_query *query)
{
	struct pl_store *store = store_read("whole");
	struct halves halves = {.random = *random};
	struct pl_strata *strata;
	int64_t events;

	assert_int_equal(pl_strata_load(&strata, store, query, &err), 0);
	pl_cells_init(&halves.half[0], strata, query);
	pl_cells_init(&halves.half[1], strata, query);
	pl_cells_init(&halves.all, strata, query);
	assert_int_equal(pl_history_read(store, strata, query->as_of_ms, 0,
			     count_item, &halves, &events, &err),
	    0);
	for (size_t i = 0; i < 2; i++)
		if (below(random, 2) == 0)
			seal(&halves.half[i]);
	pl_cells_merge(&halves.half[0], &halves.half[1]);
	check_merged(&halves.half[0], &halves.all);
	pl_cells_free(&halves.half[0]);
	pl_cells_free(&halves.half[1]);
	pl_cells_free(&halves.all);
	pl_strata_free(strata);
	pl_store_close(store);
}

static void
halves_merge_to_the_whole(void **state)
{
	static const char *const by[] = {NULL, "severity", "month", "asset"};

	(void)state;
	for (int n = 0; n < HISTORIES; n++) {
		struct random random = {(uint64_t)n + 3000};
		struct told *list = make_history(&random);

		write_plainly("whole", list, PL_EVENT_LATEST_MS);
		for (size_t i = 0; i < PL_COUNT(by); i++) {
			const struct pl_query query = {.kpis = PL_KPI_EACH,
			    .clock = n % 2 == 0 ? PL_CLOCK_DETECTION
			                        : PL_CLOCK_RELEASE,
			    .as_of_ms = instant(INSTANTS),
			    .curves = 1,
			    .by_count = by[i] != NULL,
			    .by = {by[i]}};

			check_halves(&random, &query);
		}
		store_remove("whole");
		free(list);
	}
	assert_true(incidences > HISTORIES);
}

/* What the episodes of all items are, counted here and not in cells.c. */
struct states {
	enum pl_clock clock;
	int64_t as_of_ms;
	int64_t by[PL_OUTCOMES], episodes, items;
	int history;
};

static int64_t outcomes[PL_OUTCOMES]; /* of all histories */
static int64_t with_parts;            /* the same, of parts */

static void
check_item(void *context, const struct pl_item *item)
{
	struct states *states = context;
	struct pl_episodes episodes = {0};
	int64_t until_ms = 0;

	pl_episodes_of(&episodes, item, states->clock, states->as_of_ms);
	states->items += episodes.count > 0;
	states->episodes += (int64_t)episodes.count;
	for (size_t i = 0; i < episodes.count; i++) {
		const struct pl_episode *episode = &episodes.list[i];

		states->by[episode->outcome]++;
		outcomes[episode->outcome]++;
		if (episode->outcome == PL_OUTCOME_EXCLUDED) {
			assert_non_null(episode->why);
			continue;
		}
		assert_true(episode->start_ms <= episode->entry_ms);
		assert_true(episode->entry_ms <= episode->stop_ms);
		assert_true(episode->stop_ms <= states->as_of_ms);
		if (episode->entry_ms < until_ms)
			fail_msg(
			    "history %d: episodes overlap", states->history);
		until_ms = episode->stop_ms;
		/* Only the last can still be open. */
		if (episode->outcome == PL_OUTCOME_OPEN ||
		    episode->outcome == PL_OUTCOME_STALE)
			assert_int_equal(i, episodes.count - 1);
	}
	pl_episodes_free(&episodes);
}

/* No moment at which a product is at risk is missing, the item is open where
 * one of them is, and nothing was made up at either end. */
static void
check_parts(void *context, const struct pl_item *item)
{
	struct states *states = context;
	struct pl_episodes whole = {0}, part = {0};
	int open = 0, open_parts = 0;

	check_item(context, item);
	pl_episodes_of(&whole, item, states->clock, states->as_of_ms);
	for (size_t i = 0; i < whole.count; i++)
		open |= whole.list[i].outcome == PL_OUTCOME_OPEN;
	for (size_t n = 0; n < item->part_count; n++) {
		pl_episodes_of(
		    &part, &item->parts[n], states->clock, states->as_of_ms);
		for (size_t i = 0; i < part.count; i++) {
			size_t in = 0;

			open_parts |= part.list[i].outcome == PL_OUTCOME_OPEN;
			if (part.list[i].outcome == PL_OUTCOME_EXCLUDED)
				continue;
			while (
			    in < whole.count &&
			    (whole.list[in].start_ms > part.list[i].start_ms ||
				whole.list[in].stop_ms < part.list[i].stop_ms))
				in++;
			if (in == whole.count)
				fail_msg("history %d: a product is at risk and "
					 "the item is not",
				    states->history);
			with_parts++;
		}
	}
	if (item->part_count > 0)
		assert_int_equal(open, open_parts);
	pl_episodes_free(&whole);
	pl_episodes_free(&part);
}

static void
take_nothing(void *context, const struct pl_item *item)
{
	(void)context;
	(void)item;
}

static void
a_vulnerability_is_open_while_a_product_is(void **state)
{
	(void)state;
	for (int n = 0; n < HISTORIES; n++) {
		struct random random = {(uint64_t)n + 5000};
		struct told *list = make_history(&random);
		const struct pl_query query = {.as_of_ms = instant(INSTANTS)};
		struct states states = {
		    .clock = n % 2 == 0 ? PL_CLOCK_DETECTION : PL_CLOCK_RELEASE,
		    .as_of_ms = query.as_of_ms,
		    .history = n};
		struct pl_vulnerabilities *vulns;
		struct pl_strata *strata;
		struct pl_store *store;
		int64_t events;

		write_plainly("parts", list, PL_EVENT_LATEST_MS);
		store = store_read("parts");
		assert_int_equal(
		    pl_strata_load(&strata, store, &query, &err), 0);
		assert_int_equal(pl_history_read(store, strata, query.as_of_ms,
				     0, take_nothing, NULL, &events, &err),
		    0);
		assert_int_equal(pl_vulnerabilities_load(
				     &vulns, store, query.as_of_ms, &err),
		    0);
		assert_int_equal(pl_vulnerabilities_read(
				     vulns, strata, check_parts, &states, &err),
		    0);
		pl_vulnerabilities_free(vulns);
		pl_strata_free(strata);
		pl_store_close(store);
		store_remove("parts");
		free(list);
	}
	assert_true(with_parts > HISTORIES);
}

static int64_t
count_of(const struct pl_figure *figure, const char *name)
{
	return (int64_t)pl_figure_measure(figure, name)->value.value;
}

static void
check_sums(const struct states *states, const struct pl_figures *figures)
{
	const int64_t *by = states->by;

	assert_int_equal(figures->items, states->items);
	for (size_t i = 0; i < figures->count; i++) {
		const struct pl_figure *figure = &figures->figures[i];

		if (figure->kpi == pl_kpi(PL_KPI_TIME_TO_PATCH)) {
			int64_t fixed = count_of(figure, "fixed");
			int64_t left = count_of(figure, "left");
			int64_t censored = count_of(figure, "censored");
			int64_t excluded = count_of(figure, "excluded");

			assert_int_equal(fixed, by[PL_OUTCOME_FIXED]);
			assert_int_equal(left, by[PL_OUTCOME_LEFT]);
			assert_int_equal(censored, by[PL_OUTCOME_OPEN] +
						       by[PL_OUTCOME_STALE] +
						       by[PL_OUTCOME_GONE]);
			assert_int_equal(excluded, by[PL_OUTCOME_EXCLUDED]);
			assert_int_equal(
			    figure->n + excluded, states->episodes);
			assert_int_equal(fixed + censored + left, figure->n);
		} else if (figure->kpi == pl_kpi(PL_KPI_BACKLOG)) {
			assert_int_equal(figure->n, by[PL_OUTCOME_OPEN]);
			assert_int_equal(
			    count_of(figure, "stale"), by[PL_OUTCOME_STALE]);
		} else if (figure->kpi == pl_kpi(PL_KPI_BACKLOG_AGE)) {
			assert_int_equal(figure->n, by[PL_OUTCOME_OPEN]);
		}
	}
}

static void
every_episode_is_counted_in_exactly_one_state(void **state)
{
	(void)state;
	for (int n = 0; n < HISTORIES; n++) {
		struct random random = {(uint64_t)n + 4000};
		struct told *list = make_history(&random);
		const struct pl_query query = {.kpis = PL_KPI_EACH,
		    .clock = n % 2 == 0 ? PL_CLOCK_DETECTION : PL_CLOCK_RELEASE,
		    .as_of_ms = instant(INSTANTS / 2 + 3 * (unsigned)n)};
		struct states states = {.clock = query.clock,
		    .as_of_ms = query.as_of_ms,
		    .history = n};
		struct pl_figures figures;
		struct pl_strata *strata;
		struct pl_store *store;
		int64_t events;

		write_plainly("states", list, PL_EVENT_LATEST_MS);
		store = store_read("states");
		assert_int_equal(
		    pl_strata_load(&strata, store, &query, &err), 0);
		assert_int_equal(pl_history_read(store, strata, query.as_of_ms,
				     0, check_item, &states, &events, &err),
		    0);
		assert_int_equal(
		    pl_kpi_compute(&figures, store, &query, &err), 0);
		check_sums(&states, &figures);
		pl_figures_free(&figures);
		pl_strata_free(strata);
		pl_store_close(store);
		store_remove("states");
		free(list);
	}
	/* The generator leaves nothing out that is to be counted. */
	for (int outcome = 0; outcome < PL_OUTCOMES; outcome++)
		assert_true(outcomes[outcome] > 10);
}

static int
setup(void **state)
{
	(void)state;
	/* Hundreds of stores; in memory their commits need not wait. */
	snprintf(folder, sizeof folder, "%s/pl-property-XXXXXX",
	    access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp");
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
	(void)state;
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(order_repeats_and_splits_change_no_figure),
	    cmocka_unit_test(
		a_second_source_that_knows_the_same_changes_no_figure),
	    cmocka_unit_test(a_look_back_sees_what_was_known_then),
	    cmocka_unit_test(
		the_default_clock_is_that_of_most_fixes_whatever_the_first_are),
	    cmocka_unit_test(halves_merge_to_the_whole),
	    cmocka_unit_test(every_episode_is_counted_in_exactly_one_state),
	    cmocka_unit_test(a_vulnerability_is_open_while_a_product_is),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
