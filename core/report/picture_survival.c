#include <math.h>

#include "base/alloc.h"
#include "base/csv.h"
#include "report/findings.h"
#include "report/picture.h"
#include "report/wording.h"

enum { CURVES = 6, BANDS = 4, DAYS = 90, MARKS = 20, ROOM = 27 };

/* The largest groups are drawn; more lines than that cannot be told apart. */
struct choice {
	const struct pl_figure *curves[CURVES]; /* the largest n first */
	size_t count, of;
	int has_limits; /* any of them */
	double last;    /* day of the axis */
};

/* ---- What is drawn ------------------------------------------------------- */

static void
choose(struct choice *choice, const struct pl_figure *figure)
{
	size_t at = choice->count;

	if (figure->curve_count < 2)
		return;
	choice->of++;
	if (at < CURVES)
		choice->count++;
	else if (choice->curves[--at]->n >= figure->n)
		return;
	for (; at > 0 && choice->curves[at - 1]->n < figure->n; at--)
		choice->curves[at] = choice->curves[at - 1];
	choice->curves[at] = figure;
}

/* The parts where there are any, else the whole. */
static void
choose_from(struct choice *choice, const struct pl_figures *figures)
{
	const struct pl_figure *figure;
	size_t count;

	figure = pl_findings_of(figures, PL_KPI_TIME_TO_PATCH, &count);
	for (size_t i = 0; i < count; i++)
		choose(choice, &figure[i]);
}

static double
last_day(const struct choice *choice)
{
	double last = 1;

	for (size_t i = 0; i < choice->count; i++) {
		const struct pl_figure *figure = choice->curves[i];
		double days = figure->curve[figure->curve_count - 1].days;

		last = days > last ? days : last;
	}
	return last < DAYS ? last : DAYS;
}

/* Those of few assets have none. */
static int
has_limits(const struct choice *choice)
{
	for (size_t i = 0; i < choice->count; i++) {
		const struct pl_figure *figure = choice->curves[i];

		for (size_t j = 0; j < figure->curve_count; j++)
			if (figure->curve[j].low < figure->curve[j].high)
				return 1;
	}
	return 0;
}

/* The point that holds on a day: the last one by then. */
static const struct pl_curve_point *
point_at(const struct pl_figure *figure, double days)
{
	const struct pl_curve_point *point = figure->curve;

	for (size_t i = 1; i < figure->curve_count; i++)
		if (figure->curve[i].days <= days)
			point = &figure->curve[i];
	return point;
}

/* ---- Rows ---------------------------------------------------------------- */

/* Where marks of those censored go: not closer than leaves room for so many. */
struct marks {
	double step, next; /* days */
};

static void
add_mark(struct pl_buf *data, struct marks *marks,
    const struct pl_curve_point *point)
{
	if (point->censored == 0 || point->censored_days < marks->next)
		return;
	pl_buf_addf(data, "%.6f\t%.6f\t%.6f\t%.6f\t%.6f\n",
	    point->censored_days, point->survival, point->low, point->high,
	    point->survival);
	marks->next = point->censored_days + marks->step;
}

static void
add_corner(struct pl_buf *data, double days, const struct pl_curve_point *point)
{
	pl_buf_addf(data, "%.6f\t%.6f\t%.6f\t%.6f\tNaN\n", days,
	    point->survival, point->low, point->high);
}

/* A stair, with two corners a step, up to the last day. */
static void
add_stair(struct pl_buf *data, const struct pl_figure *figure, double last)
{
	struct marks marks = {last / MARKS, 0};
	size_t i = 0;

	for (; i < figure->curve_count && figure->curve[i].days <= last; i++) {
		const struct pl_curve_point *point = &figure->curve[i];

		if (i > 0)
			add_corner(data, point->days, point - 1);
		add_corner(data, point->days, point);
		if (point->censored_days <= last)
			add_mark(data, &marks, point);
	}
	if (i > 0 && i < figure->curve_count)
		add_corner(data, last, &figure->curve[i - 1]);
	pl_buf_adds(data, "\n\n");
}

static void
add_table(struct pl_buf *csv, const struct pl_figure *figure, double last)
{
	struct pl_buf name;

	pl_buf_init(&name, PL_PICTURE_WORDS);
	pl_picture_group(&name, figure);
	for (size_t i = 0; i < figure->curve_count; i++) {
		const struct pl_curve_point *p = &figure->curve[i];

		if (p->days > last)
			break;
		pl_csv_foreign(csv, name.text);
		pl_buf_addf(csv, ",%.6f,%.6f,%.6f,%.6f,%.0f,%.0f,", p->days,
		    p->survival, p->low, p->high, p->at_risk, p->censored);
		if (p->censored > 0)
			pl_buf_addf(csv, "%.6f", p->censored_days);
		pl_buf_adds(csv, "\n");
	}
	pl_buf_free(&name);
}

/* ---- Labels -------------------------------------------------------------- */

/* Where the name of a curve stands: beside its end, or near by. */
struct label {
	const struct pl_figure *figure;
	double days, open; /* the end */
	double height;     /* of the label */
};

static void
sort_labels(struct label *labels, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t at = i;
		     at > 0 && labels[at - 1].open < labels[at].open; at--) {
			struct label lower = labels[at - 1];

			labels[at - 1] = labels[at];
			labels[at] = lower;
		}
}

static void
spread_labels(struct label *labels, size_t count)
{
	double heights[CURVES];

	for (size_t i = 0; i < count; i++)
		heights[i] = labels[i].open;
	pl_picture_spread(heights, count, 0.062);
	for (size_t i = 0; i < count; i++)
		labels[i].height = heights[i];
}

/* "12.3 %  critical"; returns the places it takes. */
static size_t
add_label(struct pl_buf *data, const struct label *label)
{
	const struct pl_value open = {label->open, NULL};
	char share[PL_WORDING];
	struct pl_buf text;
	size_t places;

	pl_buf_init(&text, PL_PICTURE_WORDS);
	pl_buf_addf(&text, "%s  ", pl_word_value(PL_UNIT_SHARE, open, share));
	pl_picture_group(&text, label->figure);
	pl_buf_addf(data, "%.6f\t%.6f\t%.6f\t", label->days, label->open,
	    label->height);
	places = pl_picture_label(data, text.text, ROOM);
	pl_buf_adds(data, "\n");
	pl_buf_free(&text);
	return places;
}

/* In the order of the curves; returns the places of the longest. */
static size_t
label_curves(struct pl_buf *data, const struct choice *choice)
{
	struct label labels[CURVES];
	size_t widest = 0;

	for (size_t i = 0; i < choice->count; i++) {
		const struct pl_figure *figure = choice->curves[i];
		double end = figure->curve[figure->curve_count - 1].days;

		labels[i] = (struct label){.figure = figure,
		    .days = end < choice->last ? end : choice->last,
		    .open = point_at(figure, choice->last)->survival};
	}
	sort_labels(labels, choice->count);
	spread_labels(labels, choice->count);
	for (size_t i = 0; i < choice->count; i++)
		for (size_t j = 0; j < choice->count; j++) {
			size_t places = 0;

			if (labels[j].figure == choice->curves[i])
				places = add_label(data, &labels[j]);
			widest = places > widest ? places : widest;
		}
	return widest;
}

/* ---- Words --------------------------------------------------------------- */

static void
add_name(struct pl_buf *out, const struct pl_figure *figure)
{
	char n[PL_WORDING];
	struct pl_buf name;

	pl_buf_init(&name, PL_PICTURE_WORDS);
	pl_picture_group(&name, figure);
	pl_picture_words(out, name.text);
	pl_buf_addf(out, " (n = %s)", pl_word_count(figure->n, n));
	pl_buf_free(&name);
}

/* "54.1 % after 7 days, 12.0 % after 30 days" */
static void
tell_shares(struct pl_buf *out, const struct pl_figure *figure, double last)
{
	static const double days[] = {7, 30};
	double end = figure->curve[figure->curve_count - 1].days;
	struct pl_value share = {0, NULL};
	char text[PL_WORDING];

	end = end < last ? end : last;
	for (size_t i = 0; i < PL_COUNT(days); i++) {
		if (days[i] >= end || days[i] < figure->curve[0].days)
			continue;
		share.value = point_at(figure, days[i])->survival;
		pl_buf_addf(out, "%s after %.0f days, ",
		    pl_word_value(PL_UNIT_SHARE, share, text), days[i]);
	}
	share.value = point_at(figure, end)->survival;
	pl_buf_addf(out, "%s after %.*f days",
	    pl_word_value(PL_UNIT_SHARE, share, text), end != floor(end), end);
}

static void
describe(struct pl_picture *picture, const struct pl_findings *findings,
    const struct choice *choice)
{
	struct pl_buf *caption = &picture->caption, *alt = &picture->alt;

	pl_buf_addf(caption, "Share of items still open, by days since %s, ",
	    pl_clock_name(findings->whole.query.clock));
	pl_picture_cutoff(caption, findings);
	pl_buf_adds(alt, "Survival curves of the share of items still open.");
	for (size_t i = 0; i < choice->count; i++) {
		pl_buf_adds(caption, i > 0 ? "; " : ": ");
		add_name(caption, choice->curves[i]);
		pl_buf_adds(alt, " ");
		add_name(alt, choice->curves[i]);
		pl_buf_adds(alt, ": ");
		tell_shares(alt, choice->curves[i], choice->last);
		pl_buf_adds(alt, ".");
	}
	pl_buf_adds(caption, ".");
	if (choice->of > choice->count)
		pl_buf_addf(caption, " The %zu largest of %zu groups.",
		    choice->count, choice->of);
	pl_buf_adds(caption, " Beside each name is the share on its last day. "
			     "A mark (+) stands where items were last watched "
			     "while still open; ");
	if (!choice->has_limits)
		pl_buf_adds(caption, "there are too few assets for limits.");
	else if (choice->count > BANDS)
		pl_buf_adds(caption, "95 % limits are in the CSV file.");
	else
		pl_buf_adds(caption, "bands are 95 % limits.");
}

void
pl_picture_survival(
    struct pl_picture *picture, const struct pl_findings *findings)
{
	struct choice choice = {0};
	size_t room;

	choose_from(&choice, &findings->parts);
	if (choice.count == 0)
		choose_from(&choice, &findings->whole);
	if (choice.count == 0) {
		pl_picture_none(picture, "no item has a start");
		return;
	}
	choice.last = last_day(&choice);
	choice.has_limits = has_limits(&choice);
	pl_buf_adds(&picture->csv, "group,days,open,low,high,at_risk,censored,"
				   "censored_days\n");
	for (size_t i = 0; i < choice.count; i++) {
		add_stair(&picture->data, choice.curves[i], choice.last);
		add_table(&picture->csv, choice.curves[i], choice.last);
	}
	room = label_curves(&picture->data, &choice);
	pl_buf_addf(&picture->settings,
	    "curves=%zu; bands=%d; last=%.3f; room=%zu; start=\"%s\"",
	    choice.count, choice.count <= BANDS && choice.has_limits,
	    choice.last, room, pl_clock_name(findings->whole.query.clock));
	describe(picture, findings, &choice);
}
