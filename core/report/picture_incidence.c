#include <math.h>

#include "base/alloc.h"
#include "report/findings.h"
#include "report/picture.h"
#include "report/wording.h"

enum { DAYS = 90 };

static double
last_day(const struct pl_figure *figure)
{
	double days = figure->incidence[figure->incidence_count - 1].days;

	return days < DAYS ? days : DAYS;
}

/* The point that holds on a day: the last one by then. */
static const struct pl_incidence_point *
point_at(const struct pl_figure *figure, double days)
{
	const struct pl_incidence_point *point = figure->incidence;

	for (size_t i = 1; i < figure->incidence_count; i++)
		if (figure->incidence[i].days <= days)
			point = &figure->incidence[i];
	return point;
}

/* ---- Rows ---------------------------------------------------------------- */

static void
add_corner(
    struct pl_buf *data, double days, const struct pl_incidence_point *point)
{
	pl_buf_addf(
	    data, "%.6f\t%.6f\t%.6f\n", days, point->fixed, 1 - point->left);
}

/* Two stairs, with two corners a step, up to the last day. */
static void
add_rows(struct pl_picture *picture, const struct pl_figure *figure)
{
	double last = last_day(figure);
	const struct pl_incidence_point *point = figure->incidence;
	const struct pl_incidence_point *end = point + figure->incidence_count;

	for (; point < end && point->days <= last; point++) {
		if (point > figure->incidence)
			add_corner(&picture->data, point->days, point - 1);
		add_corner(&picture->data, point->days, point);
		pl_buf_addf(&picture->csv, "%.6f,%.6f,%.6f,%.6f,%.0f\n",
		    point->days, point->fixed, point->open, point->left,
		    point->at_risk);
	}
	if (point < end)
		add_corner(&picture->data, last, point - 1);
	pl_buf_adds(&picture->data, "\n\n");
}

/* Beside the middle of each area where it ends, from the highest down. */
static void
add_labels(struct pl_buf *data, const struct pl_incidence_point *end)
{
	const double middles[] = {
	    1 - end->left / 2, end->fixed + end->open / 2, end->fixed / 2};
	const double shares[] = {end->left, end->open, end->fixed};
	static const char *const names[] = {
	    "left unpatched", "still open", "patched"};
	double heights[] = {middles[0], middles[1], middles[2]};
	char text[PL_WORDING];

	pl_picture_spread(heights, PL_COUNT(heights), 0.062);
	for (size_t i = 0; i < PL_COUNT(names); i++)
		pl_buf_addf(data, "%.6f\t%.6f\t\"%s  %s\"\n", middles[i],
		    heights[i],
		    pl_word_value(PL_UNIT_SHARE,
			(struct pl_value){shares[i], NULL}, text),
		    names[i]);
}

/* ---- Words --------------------------------------------------------------- */

static void
tell(struct pl_buf *alt, const struct pl_figure *figure, double days)
{
	const struct pl_incidence_point *at = point_at(figure, days);
	char fixed[PL_WORDING], open[PL_WORDING], left[PL_WORDING];

	pl_buf_addf(alt,
	    " After %.*f days: %s patched, %s still open, %s left unpatched.",
	    days != floor(days), days,
	    pl_word_value(
		PL_UNIT_SHARE, (struct pl_value){at->fixed, NULL}, fixed),
	    pl_word_value(
		PL_UNIT_SHARE, (struct pl_value){at->open, NULL}, open),
	    pl_word_value(
		PL_UNIT_SHARE, (struct pl_value){at->left, NULL}, left));
}

static void
describe(struct pl_picture *picture, const struct pl_findings *findings,
    const struct pl_figure *figure)
{
	static const double days[] = {7, 30};
	struct pl_buf *caption = &picture->caption, *alt = &picture->alt;
	double last = last_day(figure);
	char n[PL_WORDING];

	pl_buf_addf(caption,
	    "What had become of %s items (n), by days since "
	    "%s, ",
	    pl_word_count(figure->n, n),
	    pl_clock_name(findings->whole.query.clock));
	pl_picture_cutoff(caption, findings);
	pl_buf_adds(caption,
	    ": patched, still open, or left unpatched with an asset that was "
	    "retired or a product that was removed. Beside each name is the "
	    "share on the last day.");
	pl_buf_adds(alt, "Stacked areas of what had become of all items.");
	for (size_t i = 0; i < PL_COUNT(days); i++)
		if (days[i] < last)
			tell(alt, figure, days[i]);
	tell(alt, figure, last);
}

void
pl_picture_incidence(
    struct pl_picture *picture, const struct pl_findings *findings)
{
	const struct pl_figure *figure;
	size_t count;

	figure =
	    pl_findings_of(&findings->whole, PL_KPI_PATCH_COVERAGE, &count);
	if (count == 0 || figure->n == 0) {
		pl_picture_none(picture, "no item has a start");
		return;
	}
	if (figure->incidence_count < 2) {
		pl_picture_none(
		    picture, "fewer than 5 items were watched at first");
		return;
	}
	pl_buf_adds(&picture->csv, "days,patched,open,left,at_risk\n");
	add_rows(picture, figure);
	add_labels(&picture->data, point_at(figure, last_day(figure)));
	pl_buf_addf(&picture->settings, "last=%.3f; start=\"%s\"",
	    last_day(figure), pl_clock_name(findings->whole.query.clock));
	describe(picture, findings, figure);
}
