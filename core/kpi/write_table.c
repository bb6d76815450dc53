#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/table.h"
#include "base/time.h"
#include "kpi/kpi.h"
#include "model/policy.h"

enum { NOTES = 26 };

/* Reasons why values are missing, in the order in which they came up; a value
 * shows the letter of its reason. */
struct notes {
	const char *list[NOTES];
	size_t count;
};

static char
note(struct notes *notes, const char *why)
{
	size_t i = 0;

	while (i < notes->count && strcmp(notes->list[i], why) != 0)
		i++;
	if (i == NOTES)
		return '?';
	if (i == notes->count)
		notes->list[notes->count++] = why;
	return (char)('a' + i);
}

static void
add_value(struct pl_table *table, struct notes *notes, enum pl_unit unit,
    struct pl_value value)
{
	if (value.why != NULL)
		pl_table_add(table, "n/a %c", note(notes, value.why));
	else if (unit == PL_UNIT_COUNT)
		pl_table_add(table, "%.0f", value.value);
	else if (unit == PL_UNIT_SHARE)
		pl_table_add(table, "%.1f%%", value.value * 100);
	else
		pl_table_add(table, unit == PL_UNIT_RATIO ? "%.2f" : "%.1f",
		    value.value);
}

/* "low-high", or the reason why there is no interval. */
static void
add_limits(struct pl_table *table, struct notes *notes,
    const struct pl_measure *measure)
{
	double scale = measure->unit == PL_UNIT_SHARE ? 100 : 1;
	double low = measure->low.value * scale;

	if (measure->low.why != NULL)
		pl_table_add(table, "n/a %c", note(notes, measure->low.why));
	else if (measure->high.why != NULL)
		pl_table_add(
		    table, "%.1f- %c", low, note(notes, measure->high.why));
	else
		pl_table_add(
		    table, "%.1f-%.1f", low, measure->high.value * scale);
}

static void
add_by(struct pl_table *table, const struct pl_figure *figure)
{
	for (size_t i = 0; i < figure->by_count; i++)
		pl_table_add(table, "%.60s", figure->by[i]);
}

static void
add_quality(
    struct pl_table *table, struct notes *notes, const struct pl_figure *figure)
{
	if (figure->quality_why == NULL)
		pl_table_add(table, "%c", figure->quality);
	else
		pl_table_add(table, "%c %c", figure->quality,
		    note(notes, figure->quality_why));
}

static void
row(struct pl_table *table, struct notes *notes, const struct pl_figure *figure)
{
	add_by(table, figure);
	pl_table_add(table, "%" PRId64, figure->n);
	for (size_t i = 0; i < figure->measure_count; i++) {
		const struct pl_measure *measure = &figure->measures[i];

		if (measure->head == NULL)
			continue;
		add_value(table, notes, measure->unit, measure->value);
		if (measure->has_limits)
			add_limits(table, notes, measure);
	}
	add_quality(table, notes, figure);
}

static void
add_head(struct pl_table *table, const char *head)
{
	table->columns++;
	pl_table_add(table, "%s", head);
}

/* Figures of one KPI have the same measures. */
static void
heads(struct pl_table *table, const struct pl_figures *figures,
    const struct pl_figure *figure)
{
	for (size_t i = 0; i < figure->by_count; i++) {
		table->left |= 1U << i;
		add_head(table, pl_figure_stratum(&figures->query, figure, i));
	}
	add_head(table, figure->kpi->n_head);
	for (size_t i = 0; i < figure->measure_count; i++) {
		const struct pl_measure *measure = &figure->measures[i];

		if (measure->head == NULL)
			continue;
		add_head(table, measure->head);
		if (measure->has_limits)
			add_head(table, measure->unit == PL_UNIT_SHARE
					    ? "95 % (in %)"
					    : "95 %");
	}
	add_head(table, "quality");
}

/* One table of all figures of a KPI, which begin at first. Returns how many
 * there are. */
static size_t
print_kpi(const struct pl_figures *figures, size_t first, struct notes *notes,
    struct pl_buf *out)
{
	const struct pl_kpi *kpi = figures->figures[first].kpi;
	struct pl_table table = {0};
	size_t count = 0;

	pl_buf_addf(out, "\n%s: %s\n", kpi->name, kpi->title);
	heads(&table, figures, &figures->figures[first]);
	while (first + count < figures->count &&
	       figures->figures[first + count].kpi == kpi)
		row(&table, notes, &figures->figures[first + count++]);
	pl_table_print(&table, out);
	return count;
}

static const char *
plural(int64_t count)
{
	return count == 1 ? "" : "s";
}

void
pl_figures_table(const struct pl_figures *figures, struct pl_buf *out)
{
	struct notes notes = {0};
	char as_of[PL_TIME_TEXT];

	pl_buf_addf(out,
	    "As of %s; %s clock (%s); unit: %s%s%s.\n"
	    "Read: %" PRId64 " event%s, %" PRId64 " item%s, %" PRId64
	    " asset%s.\n",
	    pl_time_format(figures->query.as_of_ms, as_of),
	    pl_clock_name(figures->query.clock), figures->clock_why,
	    pl_unit_name(figures->query.unit),
	    figures->query.view == PL_VIEW_MANAGED ? "; managed view" : "",
	    figures->query.interval == PL_INTERVAL_NAIVE
		? "; limits as if items were independent"
		: "",
	    figures->events, plural(figures->events), figures->items,
	    plural(figures->items), figures->assets, plural(figures->assets));
	if (figures->unnamed > 0)
		pl_buf_addf(out,
		    "Left out: %" PRId64 " item%s by patch of which nobody "
		    "tells what vulnerability they fix.\n",
		    figures->unnamed, plural(figures->unnamed));
	if (figures->query.policy != NULL)
		pl_buf_addf(out, "Policy: %s, version %s.\n",
		    pl_policy_about(figures->query.policy)->id,
		    pl_policy_about(figures->query.policy)->version);
	for (size_t i = 0; i < figures->count;)
		i += print_kpi(figures, i, &notes, out);
	if (notes.count > 0)
		pl_buf_adds(out, "\n");
	for (size_t i = 0; i < notes.count; i++)
		pl_buf_addf(out, "%c  %s\n", 'a' + (int)i, notes.list[i]);
}
