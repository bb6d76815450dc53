#include "report/findings.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "health/rollout.h"
#include "report/layout.h"
#include "report/withhold.h"

enum { HORIZON_DAYS = 30 };

/* ---- Figures ------------------------------------------------------------- */

static int
read_whole(struct pl_findings *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	struct pl_query whole = *query;

	whole.kpis = out->layout->kpis;
	whole.by_count = 0;
	whole.curves = 1;
	return pl_kpi_compute(&out->whole, store, &whole, err);
}

static int
read_parts(struct pl_findings *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	struct pl_query parts = *query;

	parts.kpis = out->layout->parts;
	parts.curves = 1;
	if (parts.kpis == 0 || parts.by_count == 0)
		return PL_OK;
	return pl_kpi_compute(&out->parts, store, &parts, err);
}

/* The matrix has its own two strata, whatever the parts are told by. */
static int
read_matrix(struct pl_findings *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	static const uint64_t matrix = PL_KPI_SET(PL_KPI_NIST_MATRIX);
	struct pl_query by_both = *query;

	if (((out->layout->kpis | out->layout->parts) & matrix) == 0)
		return PL_OK;
	by_both.kpis = matrix;
	by_both.by_count = 2;
	by_both.by[0] = "severity";
	by_both.by[1] = "importance";
	return pl_kpi_compute(&out->matrix, store, &by_both, err);
}

/* ---- Patches and rings --------------------------------------------------- */

static int
read_health(struct pl_findings *out, struct pl_store *store,
    const struct pl_query *query, const char *patch, struct pl_error *err)
{
	int result;

	if (out->layout->patches == 0 && !out->layout->soak)
		return PL_OK;
	result = pl_health_read(&out->health, store, query, patch, err);
	if (result < 0)
		return result;
	out->has_health = 1;
	out->soak = pl_soak_of(&out->health, query->as_of_ms);
	return PL_OK;
}

struct taking {
	const struct pl_ring_order *order;
	struct pl_rings_reading reading;
	int64_t as_of_ms;
};

static void
take_rollout(void *context, const struct pl_rollout *rollout)
{
	struct taking *taking = context;

	pl_rings_take(
	    &taking->reading, rollout, taking->order, taking->as_of_ms);
}

static int
read_rings(struct pl_findings *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	struct taking taking = {.as_of_ms = query->as_of_ms};
	struct pl_rollouts *rollouts;
	int result;

	if (!out->layout->rings)
		return PL_OK;
	result = pl_rollouts_open(&rollouts, store, query, err);
	if (result < 0)
		return result;
	result = pl_ring_order_read(
	    &out->order, rollouts, query->as_of_ms, NULL, 0, err);
	if (result == PL_OK) {
		taking.order = &out->order;
		result = pl_rollouts_each(rollouts, take_rollout, &taking, err);
		pl_rings_finish(&out->rings, &taking.reading);
		out->has_rings = 1;
	}
	out->rollouts = rollouts; /* whose names the order borrows */
	return result;
}

static int
read_calendar(struct pl_findings *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	if (!out->layout->calendar)
		return PL_OK;
	out->has_calendar = 1;
	return pl_calendar_read(&out->calendar, store, query, err);
}

/* ---- Trends -------------------------------------------------------------- */

/* Why there can be no such trend, or NULL. */
static const char *
why_no_trend(const struct pl_follow *follow, const struct pl_query *query)
{
	if (follow->needs_policy && query->policy == NULL)
		return "no --policy says by when";
	if (follow->clock != PL_CLOCK_DEFAULT &&
	    query->clock != PL_CLOCK_DEFAULT && query->clock != follow->clock)
		return "its months are whole by another clock alone";
	return NULL;
}

static int
read_trend(struct pl_finding_trend *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	const struct pl_follow *follow = pl_follow_of(out->id);
	struct pl_trend_request request = {.id = out->id, .query = *query};

	out->why = why_no_trend(follow, query);
	if (out->why != NULL)
		return PL_OK;
	request.query.by_count = 0;
	request.horizon_days =
	    follow->fixed_horizon != 0 ? follow->fixed_horizon : HORIZON_DAYS;
	return pl_trends_compute(&out->trends, store, &request, err);
}

static int
read_trends(struct pl_findings *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	size_t count = out->layout->trend_count;

	out->trends = pl_alloc_array(count, sizeof *out->trends);
	for (; out->trend_count < count; out->trend_count++) {
		struct pl_finding_trend *trend = &out->trends[out->trend_count];
		int result;

		trend->id = out->layout->trends[out->trend_count];
		result = read_trend(trend, store, query, err);
		if (result < 0)
			return result;
	}
	return PL_OK;
}

/* ---- All of it ----------------------------------------------------------- */

int
pl_findings_read(struct pl_findings *out, struct pl_store *store,
    const struct pl_layout *layout, const struct pl_query *query,
    const char *patch, struct pl_error *err)
{
	int result;

	*out = (struct pl_findings){.layout = layout};
	result = read_whole(out, store, query, err);
	if (result == PL_OK)
		result = read_parts(out, store, query, err);
	if (result == PL_OK)
		result = read_matrix(out, store, query, err);
	if (result == PL_OK)
		result = read_health(out, store, query, patch, err);
	if (result == PL_OK)
		result = read_rings(out, store, query, err);
	if (result == PL_OK)
		result = read_calendar(out, store, query, err);
	if (result == PL_OK)
		result = read_trends(out, store, query, err);
	if (result == PL_OK)
		result = pl_people_read(
		    &out->people, store, layout, query, patch, err);
	if (result < 0)
		pl_findings_free(out);
	return result;
}

void
pl_findings_free(struct pl_findings *findings)
{
	pl_figures_free(&findings->whole);
	pl_figures_free(&findings->parts);
	pl_figures_free(&findings->matrix);
	pl_health_free(&findings->health);
	pl_ring_order_free(&findings->order);
	pl_rollouts_close(findings->rollouts);
	pl_calendar_free(&findings->calendar);
	for (size_t i = 0; i < findings->trend_count; i++)
		if (findings->trends[i].why == NULL)
			pl_trends_free(&findings->trends[i].trends);
	free(findings->trends);
	pl_people_free(&findings->people);
	pl_withheld_free(findings->withheld);
	*findings = (struct pl_findings){0};
}

const struct pl_figure *
pl_findings_of(
    const struct pl_figures *figures, enum pl_kpi_id id, size_t *count)
{
	const struct pl_figure *first = NULL;

	*count = 0;
	for (size_t i = 0; i < figures->count; i++) {
		if (figures->figures[i].kpi != pl_kpi(id))
			continue;
		if (first == NULL)
			first = &figures->figures[i];
		(*count)++;
	}
	return first;
}
