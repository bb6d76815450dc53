#include "kpi/figure.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "kpi/cells.h"

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

const struct pl_measure *
pl_figure_measure(const struct pl_figure *figure, const char *name)
{
	size_t i = 0;

	while (strcmp(figure->measures[i].name, name) != 0)
		i++;
	return &figure->measures[i];
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
	const struct pl_tally *episodes = &cell->spans[PL_SPAN_EPISODE].tally;
	int64_t excluded = cell->sums[PL_SUM_EXCLUDED];
	int64_t stale = cell->sums[PL_SUM_STALE];
	int64_t all = excluded, weak = excluded + stale;

	for (size_t i = 0; i < episodes->count; i++)
		if (episodes->cells[i].what == PL_ENTERED)
			all += (int64_t)episodes->cells[i].count;
	figure->quality = weak * 20 <= all ? 'A' : weak * 5 <= all ? 'B' : 'C';
	if (figure->quality != 'A')
		figure->quality_why =
		    excluded >= stale
			? "items without a start on this clock, or never at "
			  "risk"
			: "items on assets not seen for 30 days";
}

void
pl_figure_fill(
    struct pl_figure *figure, enum pl_kpi_id id, struct pl_cell *cell)
{
	static void (*const fill[PL_KPIS])(
	    struct pl_figure * figure, struct pl_cell * cell) = {
	    [PL_KPI_TIME_TO_PATCH] = pl_figure_time_to_patch,
	    [PL_KPI_FAILURE_RATE] = pl_figure_failure_rate,
	    [PL_KPI_ROLLBACK_RATE] = pl_figure_rollback_rate,
	    [PL_KPI_BACKLOG] = pl_figure_backlog,
	    [PL_KPI_BACKLOG_AGE] = pl_figure_backlog_age,
	};

	figure->kpi = pl_kpi(id);
	fill[id](figure, cell);
	figure_quality(figure, cell);
}
