#include "kpi/strata.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "base/time.h"
#include "kpi/tally.h"
#include "kpi/worst.h"
#include "store/store.h"

enum home { HOME_ASSET, HOME_SUBJECT, HOME_SOURCE, HOME_MONTH };

/* One stratum that the query names: a value for each asset or subject. */
struct column {
	const char *fact; /* its name in the store; NULL: no fact */
	enum home home;
	uint32_t *values; /* by id */
	int64_t count;
	uint32_t *worst; /* of a patch's vulnerabilities, by its id */
	int64_t worst_count;
};

enum {
	COLUMNS = PL_BY_MAX + PL_WHERE_MAX + PL_POLICY_INPUTS + PL_FACTS,
	SOURCE_NAME = 4096,
	MONTH = 8, /* bytes of "2026-03" */
};

/* Months are not known before the items are, and nothing may be added while
 * these are read. So a month's number is this and the days from the beginning
 * of the year 1 to its first, and its text is made when somebody asks. */
#define MONTHS_FROM UINT32_C(0x80000000)
enum { DAYS_BEFORE_1970 = 719162 };

struct month {
	struct month *next;
	uint32_t number;
	char text[MONTH];
};

struct pl_strata {
	struct pl_store *store;
	const struct pl_query *query;
	struct pl_map *texts;
	struct column columns[COLUMNS]; /* --by, --where, --policy, facts */
	size_t policy_from;             /* those of the policy, by input */
	size_t facts_from;              /* those of facts; none: column_count */
	size_t column_count;
	uint32_t wanted[PL_WHERE_MAX];
	struct month *months;           /* that were asked for */
	struct column codes;            /* of results */
	struct pl_strata_asset *assets; /* by id */
	int64_t asset_room, asset_count;
};

static void
column_init(struct column *column, const char *stratum)
{
	static const char *const of_subject[] = {"severity", "vendor",
	    "product", "patch", "patch-type", "kev", "tier", "scenario",
	    "reboot", "cvss", "automatable", "technical_impact", "exploitation",
	    "kev_added", "kev_due", "remediation"};

	column->home = HOME_ASSET;
	for (size_t i = 0; i < PL_COUNT(of_subject); i++)
		if (strcmp(stratum, of_subject[i]) == 0)
			column->home = HOME_SUBJECT;
	if (strcmp(stratum, "source") == 0)
		column->home = HOME_SOURCE;
	if (strcmp(stratum, "month") == 0)
		column->home = HOME_MONTH;
	column->fact = stratum;
	if (strcmp(stratum, "patch-type") == 0)
		column->fact = "type";
}

/* Where the number for an id is kept; those that are new are 0. */
static uint32_t *
number_at(uint32_t **numbers, int64_t *count, int64_t id)
{
	if (id >= *count) {
		int64_t room = (id + 1) * 2;

		*numbers =
		    pl_realloc_array(*numbers, (size_t)room, sizeof **numbers);
		memset(*numbers + *count, 0,
		    (size_t)(room - *count) * sizeof **numbers);
		*count = room;
	}
	return &(*numbers)[id];
}

static uint32_t
value_at(const struct column *column, int64_t id)
{
	return id < column->count ? column->values[id] : 0;
}

static void
column_set(struct column *column, int64_t id, uint32_t value)
{
	*number_at(&column->values, &column->count, id) = value;
}

/* Vendors use several words for the same severity. */
static const char *
canonical(const char *fact, const char *value)
{
	if (strcmp(fact, "severity") != 0)
		return value;
	if (strcmp(value, "important") == 0)
		return "high";
	if (strcmp(value, "moderate") == 0)
		return "medium";
	return value;
}

static uint32_t
month_number(int64_t ms)
{
	return MONTHS_FROM +
	       (uint32_t)(pl_time_month(ms) / PL_DAY_MS + DAYS_BEFORE_1970);
}

/* The first instant of a month, "2026-03"; PL_E_DATA where that is none. */
static int
read_month(const char *month, int64_t *first_ms)
{
	char day[PL_TIME_TEXT];

	snprintf(day, sizeof day, "%.7s-01", month);
	return strlen(month) == MONTH - 1 ? pl_time_parse(day, first_ms)
	                                  : PL_E_DATA;
}

/* The number of a value. A tool that says "unknown" knows no more than one that
 * says nothing. */
static uint32_t
number_of(struct pl_strata *strata, const char *fact, const char *value)
{
	if (strcmp(value, "unknown") == 0)
		return 0;
	return pl_map_add(strata->texts, canonical(fact, value));
}

/* The number that a --where asks for. */
static uint32_t
wanted_of(struct pl_strata *strata, const struct column *column,
    const struct pl_where *where)
{
	int64_t first_ms;

	if (column->home != HOME_MONTH)
		return number_of(strata, where->stratum, where->value);
	return read_month(where->value, &first_ms) == PL_OK
	           ? month_number(first_ms)
	           : UINT32_MAX; /* no month has it */
}

/* Take a text that belongs to an id into the columns that are about it. */
static void
take(struct pl_strata *strata, enum home home, int64_t id, const char *fact,
    const char *value)
{
	if (value == NULL)
		return;
	for (size_t i = 0; i < strata->column_count; i++) {
		struct column *column = &strata->columns[i];

		if (column->home == home && strcmp(column->fact, fact) == 0)
			column_set(column, id, number_of(strata, fact, value));
	}
}

static int
take_asset(void *context, const struct pl_asset *asset)
{
	struct pl_strata *strata = context;

	if (asset->id >= strata->asset_room) {
		int64_t room = (asset->id + 1) * 2;

		strata->assets = pl_realloc_array(
		    strata->assets, (size_t)room, sizeof *strata->assets);
		memset(strata->assets + strata->asset_room, 0,
		    (size_t)(room - strata->asset_room) *
			sizeof *strata->assets);
		strata->asset_room = room;
	}
	strata->assets[asset->id] =
	    (struct pl_strata_asset){.first_ms = asset->first_ms,
		.last_ms = asset->last_ms,
		.group = pl_group_of(asset->name)};
	strata->asset_count++;
	take(strata, HOME_ASSET, asset->id, "asset", asset->name);
	return 0;
}

static int
take_subject(void *context, const struct pl_subject *subject)
{
	take(context, HOME_SUBJECT, subject->id, "patch", subject->name);
	take(context, HOME_SUBJECT, subject->id, "product", subject->product);
	return 0;
}

static int
take_asset_fact(void *context, const struct pl_fact *fact)
{
	take(context, HOME_ASSET, fact->owner, fact->name, fact->value);
	return 0;
}

static int
take_subject_fact(void *context, const struct pl_fact *fact)
{
	take(context, HOME_SUBJECT, fact->owner, fact->name, fact->value);
	return 0;
}

/* Of the vulnerabilities that a patch fixes, remember the worst. */
static int
take_patch_vuln(void *context, int64_t patch, int64_t vuln)
{
	struct pl_strata *strata = context;

	for (size_t i = 0; i < strata->column_count; i++) {
		struct column *column = &strata->columns[i];
		uint32_t value, *worst;

		if (column->home != HOME_SUBJECT || !pl_worst_has(column->fact))
			continue;
		value = value_at(column, vuln);
		worst = number_at(&column->worst, &column->worst_count, patch);
		if (value != 0 &&
		    (*worst == 0 || pl_worst_than(column->fact,
					pl_map_text(strata->texts, value),
					pl_map_text(strata->texts, *worst))))
			*worst = value;
	}
	return 0;
}

static int
take_code(void *context, int64_t id, const char *text)
{
	struct pl_strata *strata = context;

	column_set(&strata->codes, id, pl_map_add(strata->texts, text));
	return 0;
}

static int
has_home(const struct pl_strata *strata, enum home home)
{
	for (size_t i = 0; i < strata->column_count; i++)
		if (strata->columns[i].home == home)
			return 1;
	return 0;
}

/* Ids of sources have no gaps; 0, of what no source told, has an empty name. */
static void
load_sources(struct pl_strata *strata)
{
	struct pl_buf name;

	if (!has_home(strata, HOME_SOURCE))
		return;
	pl_buf_init(&name, SOURCE_NAME);
	for (int64_t id = 0; id <= 1 || name.length > 0; id++) {
		pl_store_source_name(strata->store, id, &name);
		for (size_t i = 0; i < strata->column_count; i++)
			if (strata->columns[i].home == HOME_SOURCE)
				column_set(&strata->columns[i], id,
				    pl_map_add(strata->texts, name.text));
	}
	pl_buf_free(&name);
}

/* Dates of the catalogue's own events are not told as facts; these columns stay
 * empty. A vulnerability's name has its year. */
static void
policy_columns(struct pl_strata *strata)
{
	for (int i = 0; i < PL_POLICY_INPUTS; i++) {
		enum pl_policy_input input = (enum pl_policy_input)i;

		column_init(&strata->columns[strata->column_count++],
		    input == PL_POLICY_CVE_YEAR ? "patch"
						: pl_policy_input_name(input));
	}
}

static void
fact_columns(struct pl_strata *strata)
{
	static const char *const names[PL_FACTS] = {[PL_FACT_KEV] = "kev",
	    [PL_FACT_KEV_ADDED] = "kev_added",
	    [PL_FACT_REMEDIATION] = "remediation",
	    [PL_FACT_LIFECYCLE] = "lifecycle",
	    [PL_FACT_REASSESS_BY] = "reassess_by"};
	static const uint64_t needed =
	    PL_KPI_SET(PL_KPI_KEV_EXPOSED) | PL_KPI_SET(PL_KPI_UNPATCHABLE);

	strata->facts_from = strata->column_count;
	if ((strata->query->kpis & needed) == 0)
		return;
	for (int i = 0; i < PL_FACTS; i++)
		column_init(&strata->columns[strata->column_count++], names[i]);
}

int
pl_strata_load(struct pl_strata **out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	struct pl_strata *strata = pl_alloc(sizeof *strata);
	int result;

	strata->store = store;
	strata->query = query;
	strata->texts = pl_map_new();
	for (size_t i = 0; i < query->by_count; i++)
		column_init(
		    &strata->columns[strata->column_count++], query->by[i]);
	for (size_t i = 0; i < query->where_count; i++) {
		struct column *column =
		    &strata->columns[strata->column_count++];

		column_init(column, query->where[i].stratum);
		strata->wanted[i] = wanted_of(strata, column, &query->where[i]);
	}
	strata->policy_from = strata->column_count;
	if (query->policy != NULL)
		policy_columns(strata);
	fact_columns(strata);
	load_sources(strata);
	result =
	    pl_store_assets(store, query->as_of_ms, take_asset, strata, err);
	if (result == PL_OK && strata->column_count > 0)
		result = pl_store_subjects(
		    store, query->as_of_ms, take_subject, strata, err);
	if (result == PL_OK && strata->column_count > 0)
		result = pl_store_asset_facts(
		    store, query->as_of_ms, take_asset_fact, strata, err);
	if (result == PL_OK && strata->column_count > 0)
		result = pl_store_subject_facts(
		    store, query->as_of_ms, take_subject_fact, strata, err);
	if (result == PL_OK && has_home(strata, HOME_SUBJECT))
		result = pl_store_patch_vulns(
		    store, query->as_of_ms, take_patch_vuln, strata, err);
	if (result == PL_OK &&
	    (query->kpis & PL_KPI_SET(PL_KPI_FAILURE_CODES)) != 0)
		result = pl_store_codes(store, take_code, strata, err);
	if (result < 0) {
		pl_strata_free(strata);
		return result;
	}
	*out = strata;
	return PL_OK;
}

void
pl_strata_free(struct pl_strata *strata)
{
	if (strata == NULL)
		return;
	for (size_t i = 0; i < strata->column_count; i++) {
		free(strata->columns[i].values);
		free(strata->columns[i].worst);
	}
	while (strata->months != NULL) {
		struct month *next = strata->months->next;

		free(strata->months);
		strata->months = next;
	}
	free(strata->codes.values);
	pl_map_free(strata->texts);
	free(strata->assets);
	free(strata);
}

int64_t
pl_strata_assets(const struct pl_strata *strata)
{
	return strata->asset_count;
}

struct pl_strata_asset *
pl_strata_asset(struct pl_strata *strata, int64_t asset)
{
	if (asset <= 0 || asset >= strata->asset_room)
		return NULL;
	return &strata->assets[asset];
}

/* What all patches of a vulnerability that have a value agree upon. */
static uint32_t
value_of_patches(const struct column *column, const struct pl_strata_item *item)
{
	uint32_t agreed = 0;

	for (size_t i = 0; i < item->patch_count; i++) {
		uint32_t value = value_at(column, item->patches[i]);

		if (value != 0 && agreed != 0 && value != agreed)
			return 0;
		if (value != 0)
			agreed = value;
	}
	return agreed;
}

/* The value of the item, or of something that it belongs to. */
static uint32_t
own_value_of(const struct column *column, const struct pl_strata_item *item)
{
	uint32_t value;

	switch (column->home) {
	case HOME_SOURCE:
		return value_at(column, item->source);
	case HOME_MONTH:
		return month_number(item->month_ms);
	case HOME_ASSET:
		return value_at(column, item->asset);
	default:
		value = value_at(column, item->subject);
		return value != 0 ? value : value_of_patches(column, item);
	}
}

/* The same; and of a patch without one, the worst of what it fixes. */
static uint32_t
value_of(const struct column *column, const struct pl_strata_item *item)
{
	uint32_t value = own_value_of(column, item);

	return value != 0 || item->subject >= column->worst_count
	           ? value
	           : column->worst[item->subject];
}

int
pl_strata_matches(
    const struct pl_strata *strata, const struct pl_strata_item *item)
{
	size_t by = strata->query->by_count;

	for (size_t i = 0; i < strata->query->where_count; i++)
		if (value_of(&strata->columns[by + i], item) !=
		    strata->wanted[i])
			return 0;
	return 1;
}

void
pl_strata_by(const struct pl_strata *strata, const struct pl_strata_item *item,
    uint32_t out[PL_BY_MAX])
{
	for (size_t i = 0; i < PL_BY_MAX; i++)
		out[i] = i < strata->query->by_count
		             ? value_of(&strata->columns[i], item)
		             : 0;
}

int
pl_strata_of_asset(
    const struct pl_strata *strata, int64_t asset, uint32_t out[PL_BY_MAX])
{
	const struct pl_strata_item item = {.asset = asset};
	size_t by = strata->query->by_count;

	for (size_t i = 0; i < strata->query->where_count; i++)
		if (strata->columns[by + i].home == HOME_ASSET &&
		    value_of(&strata->columns[by + i], &item) !=
			strata->wanted[i])
			return 0;
	for (size_t i = 0; i < PL_BY_MAX; i++)
		out[i] = i < by && strata->columns[i].home == HOME_ASSET
		             ? value_of(&strata->columns[i], &item)
		             : 0;
	return 1;
}

void
pl_strata_asset_part(const struct pl_strata *strata,
    const uint32_t by[PL_BY_MAX], uint32_t out[PL_BY_MAX])
{
	for (size_t i = 0; i < PL_BY_MAX; i++)
		out[i] = i < strata->query->by_count &&
		                 strata->columns[i].home == HOME_ASSET
		             ? by[i]
		             : 0;
}

/* Leave of a period what lies in a month, "2026-03". What is no month has no
 * time. */
static void
cut_to_month(const char *month, int64_t *from_ms, int64_t *to_ms)
{
	int64_t first_ms, next_ms;

	if (read_month(month, &first_ms) < 0) {
		*to_ms = *from_ms;
		return;
	}
	next_ms = pl_time_add_months(first_ms, 1);
	*from_ms = first_ms > *from_ms ? first_ms : *from_ms;
	*to_ms = next_ms < *to_ms ? next_ms : *to_ms;
}

void
pl_strata_period(struct pl_strata *strata, const uint32_t by[PL_BY_MAX],
    int64_t *from_ms, int64_t *to_ms)
{
	const struct pl_query *query = strata->query;

	*from_ms = query->since_ms;
	*to_ms = query->until_ms != 0 && query->until_ms < query->as_of_ms
	             ? query->until_ms
	             : query->as_of_ms;
	for (size_t i = 0; i < query->by_count; i++)
		if (strata->columns[i].home == HOME_MONTH)
			cut_to_month(
			    pl_strata_text(strata, by[i]), from_ms, to_ms);
	for (size_t i = 0; i < query->where_count; i++)
		if (strata->columns[query->by_count + i].home == HOME_MONTH)
			cut_to_month(query->where[i].value, from_ms, to_ms);
}

void
pl_strata_policy(const struct pl_strata *strata,
    const struct pl_strata_item *item, int64_t vuln,
    const char *facts[PL_POLICY_INPUTS])
{
	struct pl_strata_item of_vuln = *item;

	of_vuln.subject = vuln;
	for (int i = 0; i < PL_POLICY_INPUTS; i++) {
		const struct column *column =
		    &strata->columns[strata->policy_from + (size_t)i];
		uint32_t number = value_of(column, vuln == 0 ? item : &of_vuln);

		/* What is told of its other vulnerabilities is not for it. */
		if (number == 0)
			number = own_value_of(column, item);
		facts[i] =
		    number == 0 ? NULL : pl_map_text(strata->texts, number);
	}
}

const char *
pl_strata_fact(const struct pl_strata *strata, enum pl_strata_fact fact,
    const struct pl_strata_item *item)
{
	const struct column *column =
	    &strata->columns[strata->facts_from + (size_t)fact];
	uint32_t number = value_of(column, item);

	return number == 0 ? NULL : pl_map_text(strata->texts, number);
}

int
pl_strata_has_month(const struct pl_strata *strata)
{
	const struct pl_query *query = strata->query;

	for (size_t i = 0; i < query->by_count + query->where_count; i++)
		if (strata->columns[i].home == HOME_MONTH)
			return 1;
	return 0;
}

uint32_t
pl_strata_code(const struct pl_strata *strata, int64_t id)
{
	return id < strata->codes.count ? strata->codes.values[id] : 0;
}

const char *
pl_strata_code_text(const struct pl_strata *strata, uint32_t code)
{
	return pl_map_text(strata->texts, code);
}

static const char *
month_text(struct pl_strata *strata, uint32_t number)
{
	char text[PL_TIME_TEXT];
	struct month *month = strata->months;

	while (month != NULL && month->number != number)
		month = month->next;
	if (month != NULL)
		return month->text;
	month = pl_alloc(sizeof *month);
	*month = (struct month){.next = strata->months, .number = number};
	pl_time_format(
	    ((int64_t)(number - MONTHS_FROM) - DAYS_BEFORE_1970) * PL_DAY_MS,
	    text);
	snprintf(month->text, sizeof month->text, "%.7s", text);
	strata->months = month;
	return month->text;
}

const char *
pl_strata_text(struct pl_strata *strata, uint32_t number)
{
	if (number >= MONTHS_FROM)
		return month_text(strata, number);
	return number == 0 ? "unknown" : pl_map_text(strata->texts, number);
}

/* ---- Order ------------------------------------------------------------- */

static int
weight_rank(const char *value)
{
	static const char *const order[] = {
	    "critical", "high", "medium", "moderate", "low"};

	for (size_t i = 0; i < PL_COUNT(order); i++)
		if (strcmp(value, order[i]) == 0)
			return (int)i;
	return (int)PL_COUNT(order);
}

int
pl_strata_order(const char *a, const char *b)
{
	int order = weight_rank(a) - weight_rank(b);

	return order != 0 ? order : strcmp(a, b);
}
