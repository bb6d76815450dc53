#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/table.h"
#include "base/time.h"
#include "kpi/kpi.h"

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
add_value(struct pl_table *table, struct notes *notes, struct pl_value value,
    double scale, const char *unit)
{
	if (value.why != NULL)
		pl_table_add(table, "n/a %c", note(notes, value.why));
	else
		pl_table_add(table, "%.1f%s", value.value * scale, unit);
}

/* "low-high", or the reason why there is no interval. */
static void
add_interval(struct pl_table *table, struct notes *notes, struct pl_value low,
    struct pl_value high, double scale)
{
	if (low.why != NULL)
		pl_table_add(table, "n/a %c", note(notes, low.why));
	else if (high.why != NULL)
		pl_table_add(table, "%.1f- %c", low.value * scale,
		    note(notes, high.why));
	else
		pl_table_add(
		    table, "%.1f-%.1f", low.value * scale, high.value * scale);
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
row_time_to_patch(
    struct pl_table *table, struct notes *notes, const struct pl_figure *figure)
{
	pl_table_add(table, "%" PRId64, figure->n);
	pl_table_add(table, "%" PRId64, figure->fixed);
	pl_table_add(table, "%" PRId64, figure->censored);
	pl_table_add(table, "%" PRId64, figure->left);
	add_value(table, notes, figure->median, 1, "");
	add_interval(table, notes, figure->median_low, figure->median_high, 1);
	add_value(table, notes, figure->p90, 1, "");
	add_value(table, notes, figure->within7, 100, "%");
	add_value(table, notes, figure->within14, 100, "%");
	add_value(table, notes, figure->within30, 100, "%");
	add_value(table, notes, figure->rmst90, 1, "");
}

static void
row_rate(
    struct pl_table *table, struct notes *notes, const struct pl_figure *figure)
{
	pl_table_add(table, "%" PRId64, figure->n);
	pl_table_add(table, "%" PRId64, figure->count);
	add_value(table, notes, figure->rate, 100, "%");
	add_interval(table, notes, figure->low, figure->high, 100);
}

static void
row_age(
    struct pl_table *table, struct notes *notes, const struct pl_figure *figure)
{
	pl_table_add(table, "%" PRId64, figure->n);
	add_value(table, notes, figure->age_median, 1, "");
	add_value(table, notes, figure->age_p90, 1, "");
	for (int i = 0; i < 5; i++)
		pl_table_add(table, "%" PRId64, figure->age_bucket[i]);
}

static void
row(struct pl_table *table, struct notes *notes, const struct pl_figure *figure)
{
	add_by(table, figure);
	if (figure->kpi == PL_KPI_TIME_TO_PATCH) {
		row_time_to_patch(table, notes, figure);
	} else if (figure->kpi == PL_KPI_BACKLOG) {
		pl_table_add(table, "%" PRId64, figure->n);
		pl_table_add(table, "%" PRId64, figure->count);
	} else if (figure->kpi == PL_KPI_BACKLOG_AGE) {
		row_age(table, notes, figure);
	} else {
		row_rate(table, notes, figure);
	}
	add_quality(table, notes, figure);
}

/* The heads of a KPI's columns, after those of the strata. */
static const char *const *
heads(enum pl_kpi_id kpi)
{
	static const char *const time_to_patch[] = {"n", "fixed", "censored",
	    "left", "median days", "95 %", "p90", "in 7 d", "in 14 d",
	    "in 30 d", "rmst 90", "quality", NULL};
	static const char *const rate[] = {
	    "n", "count", "rate", "95 % (in %)", "quality", NULL};
	static const char *const backlog[] = {"open", "stale", "quality", NULL};
	static const char *const age[] = {"open", "median days", "p90", "<=7",
	    "<=30", "<=60", "<=90", ">90", "quality", NULL};

	if (kpi == PL_KPI_TIME_TO_PATCH)
		return time_to_patch;
	if (kpi == PL_KPI_BACKLOG)
		return backlog;
	return kpi == PL_KPI_BACKLOG_AGE ? age : rate;
}

/* One table of all figures of a KPI, which begin at first. Returns how many
 * there are. */
static size_t
print_kpi(const struct pl_figures *figures, size_t first, struct notes *notes,
    struct pl_buf *out)
{
	enum pl_kpi_id kpi = figures->figures[first].kpi;
	const char *const *head = heads(kpi);
	struct pl_table table = {0};
	size_t count = 0;

	for (size_t i = 0; pl_kpi_name(i) != NULL; i++)
		if (pl_kpi_of(pl_kpi_name(i)) == (unsigned)kpi)
			pl_buf_addf(
			    out, "\n%s: %s\n", pl_kpi_name(i), pl_kpi_title(i));
	for (size_t i = 0; i < figures->query.by_count; i++, table.columns++) {
		table.left |= 1U << i;
		pl_table_add(&table, "%s", figures->query.by[i]);
	}
	for (; *head != NULL; head++, table.columns++)
		pl_table_add(&table, "%s", *head);
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
	    "As of %s; %s clock (%s); unit: patch.\n"
	    "Read: %" PRId64 " event%s, %" PRId64 " item%s, %" PRId64
	    " asset%s.\n",
	    pl_time_format(figures->query.as_of_ms, as_of),
	    figures->query.clock == PL_CLOCK_RELEASE ? "release" : "detection",
	    figures->clock_why, figures->events, plural(figures->events),
	    figures->items, plural(figures->items), figures->assets,
	    plural(figures->assets));
	for (size_t i = 0; i < figures->count;)
		i += print_kpi(figures, i, &notes, out);
	if (notes.count > 0)
		pl_buf_adds(out, "\n");
	for (size_t i = 0; i < notes.count; i++)
		pl_buf_addf(out, "%c  %s\n", 'a' + (int)i, notes.list[i]);
}
