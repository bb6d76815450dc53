#include <inttypes.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/time.h"
#include "kpi/kpi.h"
#include "kpi/labels.h"

/* As many digits as in JSON. */
#define NUMBER "%.9g"

/* Text of our own, or nothing. */
static void
add_text(struct pl_buf *out, const char *text)
{
	if (text != NULL)
		pl_csv_own(out, text);
	pl_buf_adds(out, ",");
}

/* Text that a tool wrote, or the user; or nothing. */
static void
add_foreign(struct pl_buf *out, const char *text)
{
	if (text != NULL)
		pl_csv_foreign(out, text);
	pl_buf_adds(out, ",");
}

static void
add_value(struct pl_buf *out, enum pl_unit unit, struct pl_value value)
{
	if (value.why == NULL)
		pl_buf_addf(
		    out, unit == PL_UNIT_COUNT ? "%.0f" : NUMBER, value.value);
	pl_buf_adds(out, ",");
}

static void
add_limits(struct pl_buf *out, const struct pl_measure *measure)
{
	if (!measure->has_limits) {
		pl_buf_adds(out, ",,");
		return;
	}
	add_value(out, measure->unit, measure->low);
	add_value(out, measure->unit, measure->high);
}

/* Why there is no lower limit, or else no upper one. */
static const char *
limits_why(const struct pl_measure *measure)
{
	return measure->low.why != NULL ? measure->low.why : measure->high.why;
}

static void
add_row(struct pl_buf *out, const struct pl_figures *figures,
    const struct pl_figure *figure, const struct pl_measure *measure)
{
	static const char *const units[] = {[PL_UNIT_COUNT] = "count",
	    [PL_UNIT_DAYS] = "days",
	    [PL_UNIT_SHARE] = "share",
	    [PL_UNIT_RATIO] = "ratio"};
	struct pl_label labels[PL_LABELS_MAX];
	size_t count = pl_figure_labels(&figures->query, figure, labels);
	char as_of[PL_TIME_TEXT];

	add_text(out, figure->kpi->name);
	for (size_t i = 0; i < count; i++)
		add_foreign(out, labels[i].value);
	add_text(out, measure->name);
	add_text(out, units[measure->unit]);
	add_value(out, measure->unit, measure->value);
	add_limits(out, measure);
	pl_buf_addf(out, "%" PRId64 ",", figure->n);
	add_text(out, measure->value.why);
	add_text(out, limits_why(measure));
	pl_buf_addf(out, "%c,", figure->quality);
	add_text(out, figure->quality_why);
	add_text(out, pl_clock_name(figures->query.clock));
	add_text(out, pl_view_name(figures->query.view));
	add_text(out, pl_unit_name(figures->query.unit));
	add_text(out, pl_interval_name(figures->query.interval));
	add_text(out, pl_time_format(figures->query.as_of_ms, as_of));
	pl_buf_addf(out, "%s\r\n", figures->definitions);
}

static void
add_head(struct pl_buf *out, const struct pl_figures *figures)
{
	struct pl_label labels[PL_LABELS_MAX];
	size_t count = pl_figure_labels(&figures->query, NULL, labels);

	pl_buf_adds(out, "kpi,");
	for (size_t i = 0; i < count; i++)
		pl_buf_addf(out, "%s,", labels[i].name);
	pl_buf_adds(out,
	    "measure,unit,value,low,high,n,why,limits_why,quality,quality_why,"
	    "clock,view,item,interval,as_of,definitions\r\n");
}

void
pl_figures_csv(const struct pl_figures *figures, struct pl_buf *out)
{
	add_head(out, figures);
	for (size_t i = 0; i < figures->count; i++) {
		const struct pl_figure *figure = &figures->figures[i];
		const struct pl_measure n = {
		    .name = "n", .value = {(double)figure->n, NULL}};

		add_row(out, figures, figure, &n);
		for (size_t j = 0; j < figure->measure_count; j++)
			add_row(out, figures, figure, &figure->measures[j]);
	}
}
