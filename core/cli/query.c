#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "store/store.h"

/* Of a stratum's values that are told, and bytes of them. */
enum { VALUES_SHOWN = 20, VALUES_BYTES = 8000 };

const char pl_cli_query_help[] =
    "  --by S[,S...]    one figure per value of a stratum: severity, vendor,\n"
    "                   product, patch, patch-type, reboot, kev, tier,\n"
    "                   scenario, source, asset, os, class, group, ring,\n"
    "                   importance, exposed, month\n"
    "  --where S=VALUE  only items with this value; may be repeated\n"
    "  --clock C        detection, release, exposure or policy: what starts "
    "an\n"
    "                   item's time\n"
    "  --unit U         what an item is: patch (default), or vulnerability "
    "over\n"
    "                   all patches that fix it\n"
    "  --view V         strict (default), or managed: items under an "
    "exception\n"
    "                   are out while it holds\n"
    "  --since TIME     what began from then on\n"
    "  --until TIME     what began before then\n"
    "  --as-of TIME     look at the store as it was known then (2026-06-01, "
    "or\n"
    "                   with a time and zone; default: now)\n";

static int
query_stratum(const char *name, struct pl_error *err)
{
	if (pl_kpi_is_stratum(name))
		return PL_OK;
	return pl_fail(err, PL_E_CONFIG,
	    "there is no stratum \"%.100s\"; "
	    "see \"patchlore kpi --help\"",
	    name);
}

/* A stratum more to break down by. */
static int
query_by_one(struct pl_query *query, const char *name, struct pl_error *err)
{
	int result = query_stratum(name, err);

	if (result < 0)
		return result;
	for (size_t i = 0; i < query->by_count; i++)
		if (strcmp(query->by[i], name) == 0)
			return pl_fail(err, PL_E_CONFIG,
			    "--by names %s twice; name each stratum once",
			    name);
	if (query->by_count == PL_BY_MAX)
		return pl_fail(err, PL_E_CONFIG, "--by takes at most %d strata",
		    PL_BY_MAX);
	query->by[query->by_count++] = name;
	return PL_OK;
}

static int
query_by(struct pl_query *query, char *text, struct pl_error *err)
{
	char *rest = text, *name;

	while ((name = strsep(&rest, ",")) != NULL) {
		int result = query_by_one(query, name, err);

		if (result < 0)
			return result;
	}
	return PL_OK;
}

static int
query_where(struct pl_query *query, char *text, struct pl_error *err)
{
	char *equals = strchr(text, '=');

	if (equals == NULL)
		return pl_fail(err, PL_E_CONFIG,
		    "--where %.100s: expected STRATUM=VALUE", text);
	if (query->where_count == PL_WHERE_MAX)
		return pl_fail(err, PL_E_CONFIG,
		    "--where can be given %d times", PL_WHERE_MAX);
	*equals = '\0';
	query->where[query->where_count++] =
	    (struct pl_where){text, equals + 1};
	return query_stratum(text, err);
}

static int
query_clock(struct pl_query *query, const char *text, struct pl_error *err)
{
	if (strcmp(text, "detection") == 0)
		query->clock = PL_CLOCK_DETECTION;
	else if (strcmp(text, "release") == 0)
		query->clock = PL_CLOCK_RELEASE;
	else if (strcmp(text, "exposure") == 0)
		query->clock = PL_CLOCK_EXPOSURE;
	else if (strcmp(text, "policy") == 0)
		query->clock = PL_CLOCK_POLICY;
	else
		return pl_fail(err, PL_E_CONFIG,
		    "--clock %.100s: expected detection, release, exposure or "
		    "policy",
		    text);
	return PL_OK;
}

static int
query_unit(struct pl_query *query, const char *text, struct pl_error *err)
{
	if (strcmp(text, "patch") != 0 && strcmp(text, "vulnerability") != 0)
		return pl_fail(err, PL_E_CONFIG,
		    "--unit %.100s: expected patch or vulnerability", text);
	query->unit = strcmp(text, "vulnerability") == 0
	                  ? PL_ITEMS_VULNERABILITY
	                  : PL_ITEMS_PATCH;
	return PL_OK;
}

static int
query_view(struct pl_query *query, const char *text, struct pl_error *err)
{
	if (strcmp(text, "strict") != 0 && strcmp(text, "managed") != 0)
		return pl_fail(err, PL_E_CONFIG,
		    "--view %.100s: expected strict or managed", text);
	query->view =
	    strcmp(text, "managed") == 0 ? PL_VIEW_MANAGED : PL_VIEW_STRICT;
	return PL_OK;
}

static int
query_time(
    const char *option, const char *text, int64_t *out, struct pl_error *err)
{
	if (pl_time_parse(text, out) == PL_OK)
		return PL_OK;
	return pl_fail(err, PL_E_CONFIG,
	    "--%s %.100s: expected a date such as 2026-06-01, or "
	    "2026-06-01T12:00:00Z",
	    option, text);
}

int
pl_cli_query_option(
    struct pl_query *query, int option, char *text, struct pl_error *err)
{
	switch (option) {
	case 'b':
		return query_by(query, text, err);
	case 'w':
		return query_where(query, text, err);
	case 'c':
		return query_clock(query, text, err);
	case 'n':
		return query_unit(query, text, err);
	case 'v':
		return query_view(query, text, err);
	case 'a':
		return query_time("as-of", text, &query->as_of_ms, err);
	case 's':
		return query_time("since", text, &query->since_ms, err);
	case 'u':
		return query_time("until", text, &query->until_ms, err);
	default:
		return pl_fail(err, PL_E_CONFIG, "see --help");
	}
}

/* ---- Why there is nothing ----------------------------------------------- */

static int
is_empty(const struct pl_figures *figures)
{
	int64_t n = 0;

	for (size_t i = 0; i < figures->count; i++)
		n += figures->figures[i].n;
	return n == 0;
}

/* "low, medium" */
static void
tell_values(const struct pl_where *where, const struct pl_figures *figures)
{
	struct pl_buf values;

	pl_buf_init(&values, VALUES_BYTES);
	for (size_t i = 0; i < figures->count && i < VALUES_SHOWN; i++)
		pl_buf_addf(&values, "%s%s", i > 0 ? ", " : "",
		    figures->figures[i].by[0]);
	if (figures->count > VALUES_SHOWN)
		pl_buf_addf(
		    &values, " and %zu more", figures->count - VALUES_SHOWN);
	pl_cli_line(stderr,
	    "patchlore: --where %s=%s: no item has this value; there are: %s",
	    where->stratum, where->value, values.text);
	pl_buf_free(&values);
}

/* A condition that by itself leaves nothing of something was likely misspelled.
 * What cannot be found out is left unsaid: the figures have been. */
static void
check_where(struct pl_store *store, const struct pl_query *query,
    const struct pl_where *where)
{
	struct pl_query one = {.kpis = PL_KPI_EACH,
	    .clock = query->clock,
	    .unit = query->unit,
	    .policy = query->policy,
	    .as_of_ms = query->as_of_ms,
	    .where_count = 1,
	    .where = {*where}};
	struct pl_figures figures;
	int empty;

	if (pl_kpi_compute(&figures, store, &one, NULL) < 0)
		return;
	empty = is_empty(&figures);
	pl_figures_free(&figures);
	if (!empty)
		return;
	one.kpis = PL_KPI_SET(PL_KPI_TIME_TO_PATCH);
	one.where_count = 0;
	one.by_count = 1;
	one.by[0] = where->stratum;
	if (pl_kpi_compute(&figures, store, &one, NULL) < 0)
		return;
	if (figures.count > 0)
		tell_values(where, &figures);
	pl_figures_free(&figures);
}

void
pl_cli_check_where(struct pl_store *store, const struct pl_query *query)
{
	for (size_t i = 0; i < query->where_count; i++)
		check_where(store, query, &query->where[i]);
}

int
pl_cli_figures(struct pl_figures *out, const struct pl_cli *cli,
    const struct pl_query *query, struct pl_error *err)
{
	struct pl_store *store;
	int result = pl_store_open(&store, cli->store, PL_STORE_READ, err);

	if (result < 0)
		return result;
	result = pl_kpi_compute(out, store, query, err);
	if (result == PL_OK && is_empty(out))
		pl_cli_check_where(store, query);
	pl_store_close(store);
	return result;
}
