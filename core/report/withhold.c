#include "report/withhold.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"
#include "model/policy.h"
#include "report/findings.h"
#include "report/layout.h"
#include "share/coarse.h"
#include "share/disclosure.h"
#include "share/vocabulary.h"
#include "store/store.h"

enum { LINE = 400 };

/* ---- The list ------------------------------------------------------------ */

void
pl_withheld_add(struct pl_withheld *withheld, const char *format, ...)
{
	char line[LINE];
	va_list list;

	va_start(list, format);
	vsnprintf(line, sizeof line, format, list);
	va_end(list);
	for (size_t i = 0; i < withheld->count; i++)
		if (strcmp(withheld->lines[i], line) == 0)
			return;
	withheld->lines = pl_grow(withheld->lines, withheld->count,
	    &withheld->room, sizeof *withheld->lines);
	withheld->lines[withheld->count++] = pl_strdup(line);
}

void
pl_withheld_free(struct pl_withheld *withheld)
{
	if (withheld == NULL)
		return;
	for (size_t i = 0; i < withheld->count; i++)
		free(withheld->lines[i]);
	free(withheld->lines);
	free(withheld);
}

/* What holds for each such report. */
static void
begin(struct pl_withheld *withheld)
{
	static const char *const lines[] = {
	    "Names of assets, people, sites, teams, rings, vendors, products "
	    "and sources, and whatever else is no word of a public list.",
	    "Counts of 1 to 9, and others from which they could be reckoned: "
	    "they say \"" PL_WITHHELD_WORD "\". All other counts are rounded "
	    "down to tens, so that parts need not add up.",
	    "Days of the calendar: dates are months.",
	    "Hours: durations are rounded up to whole days.",
	    "Shares to the item: they stand on steps that are ten items or "
	    "more, with limits rounded outwards. There is none where ten items "
	    "would be more than 20 %, or where it is of 1 to 9 items, or of "
	    "all but so many.",
	    "The number of assets: a band is told instead."};

	for (size_t i = 0; i < PL_COUNT(lines); i++)
		pl_withheld_add(withheld, "%s", lines[i]);
}

/* ---- What is asked ------------------------------------------------------- */

/* Months are reckoned, and told by no source. */
static int
is_private(struct pl_store *store, const char *stratum)
{
	if (strcmp(stratum, "month") == 0)
		return 0;
	return pl_store_has_private(
	    store, strcmp(stratum, "patch-type") == 0 ? "type" : stratum);
}

static int
refuse_private(const char *option, const char *stratum, struct pl_error *err)
{
	return pl_fail(err, PL_E_CONFIG,
	    "%s %s: a source told some \"%s\" as private, so an anonymous "
	    "report is not told by it; leave it out",
	    option, stratum, stratum);
}

static int
refuse_stratum(const char *option, const char *stratum, struct pl_error *err)
{
	char names[200] = "";
	const char *name;

	for (unsigned i = 0; (name = pl_public_stratum_at(i)) != NULL; i++)
		snprintf(names + strlen(names), sizeof names - strlen(names),
		    "%s%s", i > 0 ? ", " : "", name);
	return pl_fail(err, PL_E_CONFIG,
	    "%s %s: the values of \"%s\" could name somebody, so an anonymous "
	    "report is not told by it; take one of %s",
	    option, stratum, stratum, names);
}

static int
check_where(
    struct pl_store *store, const struct pl_query *query, struct pl_error *err)
{
	for (size_t i = 0; i < query->where_count; i++) {
		const struct pl_where *where = &query->where[i];

		if (!pl_public_stratum(where->stratum))
			return refuse_stratum("--where", where->stratum, err);
		if (!pl_public_value(where->stratum, where->value))
			return pl_fail(err, PL_E_CONFIG,
			    "--where %s=%.100s: an anonymous report can only "
			    "be about values that all houses have, and this is "
			    "none of them; leave it out",
			    where->stratum, where->value);
		if (is_private(store, where->stratum))
			return refuse_private("--where", where->stratum, err);
	}
	return PL_OK;
}

static int
settle_by(struct pl_withheld *withheld, struct pl_store *store,
    struct pl_query *query, int own_by, struct pl_error *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < query->by_count; i++) {
		const char *stratum = query->by[i];
		int is_public = pl_public_stratum(stratum);

		if (is_public && !is_private(store, stratum)) {
			query->by[kept++] = stratum;
			continue;
		}
		if (!own_by)
			return is_public ? refuse_private("--by", stratum, err)
			                 : refuse_stratum("--by", stratum, err);
		pl_withheld_add(
		    withheld, "Tables by %s, which the template has.", stratum);
	}
	query->by_count = kept;
	return PL_OK;
}

static int
check_patch(const char *patch, struct pl_error *err)
{
	if (patch == NULL || pl_public_name(patch))
		return PL_OK;
	return pl_fail(err, PL_E_CONFIG,
	    "--patch %.200s: is no public name such as KB5012170, "
	    "CVE-2026-0001 or RHSA-2026:0001, so an anonymous report cannot be "
	    "about it",
	    patch);
}

static const char *
policy_word(const struct pl_policy *policy, const char *name)
{
	if (policy == NULL)
		return NULL;
	if (name != NULL && pl_public_policy(name) &&
	    strcmp(name, pl_policy_about(policy)->id) == 0)
		return name;
	return "a policy of their own";
}

int
pl_withhold_asked(struct pl_withheld **out, struct pl_store *store,
    struct pl_query *query, int own_by, const char *policy, const char *patch,
    struct pl_error *err)
{
	struct pl_withheld *withheld = pl_alloc(sizeof *withheld);
	int result;

	begin(withheld);
	withheld->policy = policy_word(query->policy, policy);
	withheld->no_matrix =
	    is_private(store, "severity") || is_private(store, "importance");
	result = check_patch(patch, err);
	if (result == PL_OK)
		result = check_where(store, query, err);
	if (result == PL_OK)
		result = settle_by(withheld, store, query, own_by, err);
	if (result < 0)
		pl_withheld_free(withheld);
	else
		*out = withheld;
	return result;
}

/* ---- Pictures ------------------------------------------------------------ */

/* A bar of a count that is withheld would look like one of 0. */
static int
has_bars(const struct pl_figures *figures)
{
	const struct pl_figure *figure;
	size_t count;

	figure = pl_findings_of(figures, PL_KPI_BACKLOG_AGE, &count);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < figure[i].measure_count; j++)
			if (figure[i].measures[j].unit == PL_UNIT_COUNT &&
			    figure[i].measures[j].value.why != NULL)
				return 0;
	return 1;
}

static int
has_soak(const struct pl_soak *soak)
{
	for (size_t i = 0; i < PL_SOAK_ROWS; i++)
		if (soak->rows[i].seen < 0)
			return 0;
	return 1;
}

const char *
pl_withhold_picture(const struct pl_findings *findings, const char *name)
{
	static const char *const known[] = {"backlog-age", "failure-codes",
	    "incidence", "nist-matrix", "soak", "stages", "survival", "trends"};
	size_t i = 0;

	while (i < PL_COUNT(known) && strcmp(known[i], name) != 0)
		i++;
	if (i == PL_COUNT(known))
		return "it shows what an anonymous report does not tell";
	if ((strcmp(name, "backlog-age") == 0 &&
		(!has_bars(&findings->parts) || !has_bars(&findings->whole))) ||
	    (strcmp(name, "soak") == 0 && !has_soak(&findings->soak)))
		return "some of its counts are withheld";
	return NULL;
}

/* ---- What was found ------------------------------------------------------ */

int64_t
pl_withhold_count(int64_t count, int hidden)
{
	return hidden ? PL_WITHHELD_COUNT : pl_coarse_count(count);
}

static int
check_sizes(const struct pl_findings *findings, struct pl_error *err)
{
	const struct pl_figures *whole = &findings->whole;

	if (whole->assets < PL_FEWEST)
		return pl_fail(err, PL_E_DATA,
		    "an anonymous report needs %d assets or more, and there "
		    "are %" PRId64 ": of so few anything told would point at "
		    "one",
		    PL_FEWEST, whole->assets);
	if (pl_is_few(whole->items))
		return pl_fail(err, PL_E_DATA,
		    "an anonymous report needs %d items or more, and %" PRId64
		    " match: leave a --where, --since or --until out",
		    PL_FEWEST, whole->items);
	if (findings->layout->of_patch && findings->has_health &&
	    (findings->health.count == 0 ||
		findings->health.patches[0].tried < PL_FEWEST))
		return pl_fail(err, PL_E_DATA,
		    "fewer than %d machines tried the patch, so an anonymous "
		    "report cannot be about it",
		    PL_FEWEST);
	return PL_OK;
}

static void
coarse_query(struct pl_query *query)
{
	query->policy = NULL;
	query->as_of_ms = pl_time_month(query->as_of_ms);
	if (query->since_ms != 0)
		query->since_ms = pl_time_month(query->since_ms);
	if (query->until_ms != 0)
		query->until_ms = pl_time_month(query->until_ms);
}

/* What stands over the figures. */
static void
coarse_totals(struct pl_figures *figures)
{
	coarse_query(&figures->query);
	figures->assets = 0;
	figures->items = pl_coarse_total(figures->items);
	figures->events = pl_coarse_total(figures->events);
	figures->unnamed = 0;
}

/* Their words could name somebody, and so few answer that counts would, too. */
static void
withhold_people(struct pl_findings *findings, struct pl_withheld *withheld)
{
	if (findings->layout->lessons > 0)
		pl_withheld_add(withheld, "Lessons, which are people's words.");
	if (findings->layout->survey_count > 0)
		pl_withheld_add(withheld, "What people answered in surveys.");
	pl_people_free(&findings->people);
}

int
pl_withhold(struct pl_findings *findings, struct pl_withheld *withheld,
    struct pl_error *err)
{
	int result = check_sizes(findings, err);

	if (result < 0)
		return result;
	findings->withheld = withheld;
	withheld->assets = pl_coarse_band(findings->whole.assets);
	pl_withhold_figures(findings, withheld);
	pl_withhold_trends(findings, withheld);
	pl_withhold_patches(findings, withheld);
	pl_withhold_rings(findings, withheld);
	pl_calendar_free(&findings->calendar); /* which is one of days */
	findings->has_calendar = 0;
	withhold_people(findings, withheld);
	coarse_totals(&findings->whole);
	coarse_totals(&findings->parts);
	coarse_totals(&findings->matrix);
	for (size_t i = 0; i < findings->trend_count; i++)
		coarse_query(&findings->trends[i].trends.query);
	return PL_OK;
}
