#include "kpi/figure.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "stats/binomial.h"

static struct pl_measure *
add_measure(struct pl_figure *figure, const char *name, const char *head,
    enum pl_unit unit)
{
	struct pl_measure *measure = &figure->measures[figure->measure_count++];

	*measure =
	    (struct pl_measure){.name = name, .head = head, .unit = unit};
	return measure;
}

void
pl_figure_count(
    struct pl_figure *figure, const char *name, const char *head, int64_t count)
{
	add_measure(figure, name, head, PL_UNIT_COUNT)->value.value =
	    (double)count;
}

void
pl_figure_value(struct pl_figure *figure, const char *name, const char *head,
    enum pl_unit unit, struct pl_value value)
{
	add_measure(figure, name, head, unit)->value = value;
}

void
pl_figure_limits(struct pl_figure *figure, const char *name, const char *head,
    enum pl_unit unit, struct pl_value value, struct pl_value low,
    struct pl_value high)
{
	struct pl_measure *measure = add_measure(figure, name, head, unit);

	measure->has_limits = 1;
	measure->value = value;
	measure->low = low;
	measure->high = high;
}

struct pl_estimate
pl_figure_proportion(const struct pl_figure *figure,
    const uint64_t count[PL_GROUPS], const uint64_t n[PL_GROUPS],
    uint64_t assets)
{
	const struct pl_trials trials = {
	    (double)pl_groups_sum(n), (double)pl_groups_sum(count)};
	struct pl_estimate out;

	if (figure->interval == PL_INTERVAL_NAIVE)
		return pl_binomial_wilson(trials);
	pl_proportion(count, n, assets, &out.value, &out.low, &out.high);
	return out;
}

void
pl_figure_share(struct pl_figure *figure, const struct pl_cell *cell,
    enum pl_ratio_id id, const char *name, const char *head, const char *why)
{
	const struct pl_ratio *ratio = pl_cell_ratio_of(cell, id);
	struct pl_estimate rate = pl_figure_proportion(
	    figure, ratio->count, ratio->of, (uint64_t)ratio->assets.count);

	if (why != NULL)
		rate = pl_no_estimate(why);
	pl_figure_limits(
	    figure, name, head, PL_UNIT_SHARE, rate.value, rate.low, rate.high);
}

void
pl_figure_ratio(
    struct pl_figure *figure, const struct pl_cell *cell, enum pl_ratio_id id)
{
	const struct pl_ratio *ratio = pl_cell_ratio_of(cell, id);

	figure->n = (int64_t)pl_groups_sum(ratio->of);
	pl_figure_count(
	    figure, "count", "count", (int64_t)pl_groups_sum(ratio->count));
	pl_figure_share(figure, cell, id, "rate", "rate", NULL);
}

void
pl_figure_survival(struct pl_figure *figure, struct pl_survival *out,
    const struct pl_span *span)
{
	pl_survival_of(out, &span->tally, (uint64_t)span->assets.count);
	if (figure->interval == PL_INTERVAL_NAIVE)
		pl_survival_greenwood(out);
	if (out->from_minute > 0)
		figure->quality_why = "fewer than 5 at risk at first: of those "
				      "open when they are 5";
}

void
pl_figure_median(struct pl_figure *figure, const char *name, const char *head,
    const struct pl_survival *s)
{
	struct pl_value low, high;

	pl_survival_quantile_limits(s, 0.5, &low, &high);
	pl_figure_limits(figure, name, head, PL_UNIT_DAYS,
	    pl_survival_quantile(s, 0.5), low, high);
}

const struct pl_measure *
pl_figure_measure(const struct pl_figure *figure, const char *name)
{
	size_t i = 0;

	while (strcmp(figure->measures[i].name, name) != 0)
		i++;
	return &figure->measures[i];
}

const char *
pl_figure_stratum(
    const struct pl_query *query, const struct pl_figure *figure, size_t index)
{
	return index < query->by_count ? query->by[index]
	                               : figure->kpi->stratum;
}

void
pl_measure_limit_names(const struct pl_measure *measure,
    char low[PL_MEASURE_NAME], char high[PL_MEASURE_NAME])
{
	int plain = strcmp(measure->name, "rate") == 0;
	const char *stem = plain ? "" : measure->name;
	const char *join = plain ? "" : "_";

	snprintf(low, PL_MEASURE_NAME, "%s%slow", stem, join);
	snprintf(high, PL_MEASURE_NAME, "%s%shigh", stem, join);
}

static void
figure_quality(struct pl_figure *figure, const struct pl_cell *cell)
{
	int64_t excluded = pl_cell_excluded(cell);
	int64_t stale = cell->sums[PL_SUM_STALE];
	int64_t all = excluded + cell->sums[PL_SUM_EPISODES];
	int64_t weak = excluded + stale;

	figure->quality = weak * 20 <= all ? 'A' : weak * 5 <= all ? 'B' : 'C';
	if (figure->quality == 'A' && figure->quality_why != NULL)
		figure->quality = 'B';
	else if (figure->quality != 'A')
		figure->quality_why =
		    excluded >= stale
			? "items without a start on this clock, or never at "
			  "risk"
			: "items on assets not seen for 30 days";
}

size_t
pl_figure_lines(enum pl_kpi_id id, const struct pl_cell *cell)
{
	return id == PL_KPI_FAILURE_CODES ? pl_figure_code_lines(cell) : 1;
}

void
pl_figure_fill(
    struct pl_figure *figure, enum pl_kpi_id id, struct pl_cell *cell)
{
	static void (*const fill[PL_KPIS])(
	    struct pl_figure * figure, struct pl_cell * cell) = {
	    [PL_KPI_TIME_TO_PATCH] = pl_figure_time_to_patch,
	    [PL_KPI_PATCH_COVERAGE] = pl_figure_patch_coverage,
	    [PL_KPI_HALF_LIFE] = pl_figure_half_life,
	    [PL_KPI_FAILURE_RATE] = pl_figure_failure_rate,
	    [PL_KPI_FAILURE_CODES] = pl_figure_failure_codes,
	    [PL_KPI_FIRST_ATTEMPT] = pl_figure_first_attempt,
	    [PL_KPI_ROLLBACK_RATE] = pl_figure_rollback_rate,
	    [PL_KPI_BACKLOG] = pl_figure_backlog,
	    [PL_KPI_BACKLOG_AGE] = pl_figure_backlog_age,
	    [PL_KPI_BACKLOG_FLOW] = pl_figure_backlog_flow,
	    [PL_KPI_CAPACITY] = pl_figure_capacity,
	    [PL_KPI_STAGES] = pl_figure_stages,
	    [PL_KPI_REBOOT] = pl_figure_reboot,
	    [PL_KPI_VERIFICATION] = pl_figure_verification,
	    [PL_KPI_SLA_COMPLIANCE] = pl_figure_sla_compliance,
	    [PL_KPI_TIME_OVERDUE] = pl_figure_time_overdue,
	    [PL_KPI_NIST_MATRIX] = pl_figure_nist_matrix,
	    [PL_KPI_EXPOSURE] = pl_figure_exposure,
	    [PL_KPI_KEV_EXPOSED] = pl_figure_kev_exposed,
	    [PL_KPI_MITIGATION] = pl_figure_mitigation,
	    [PL_KPI_EXCEPTIONS] = pl_figure_exceptions,
	    [PL_KPI_CURRENCY] = pl_figure_currency,
	    [PL_KPI_ASSET_COVERAGE] = pl_figure_asset_coverage,
	    [PL_KPI_CHANGE_FAIL_RATE] = pl_figure_change_fail_rate,
	    [PL_KPI_RECOVERY_TIME] = pl_figure_recovery_time,
	    [PL_KPI_REWORK_RATE] = pl_figure_rework_rate,
	    [PL_KPI_FREQUENCY] = pl_figure_frequency,
	    [PL_KPI_UNPATCHABLE] = pl_figure_unpatchable,
	    [PL_KPI_DATA_QUALITY] = pl_figure_data_quality,
	};

	figure->kpi = pl_kpi(id);
	fill[id](figure, cell);
	figure_quality(figure, cell);
}
