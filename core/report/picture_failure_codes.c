#include <inttypes.h>
#include <string.h>

#include "base/csv.h"
#include "report/findings.h"
#include "report/picture.h"
#include "report/wording.h"

/* "212 (45.6 %)" */
static void
count_text(const struct pl_figure *figure, struct pl_buf *out)
{
	const struct pl_measure *count = pl_figure_measure(figure, "count");
	const struct pl_measure *rate = pl_figure_measure(figure, "rate");
	char text[PL_WORDING];

	pl_buf_addf(
	    out, "%s (", pl_word_value(PL_UNIT_COUNT, count->value, text));
	pl_buf_addf(
	    out, "%s)", pl_word_value(PL_UNIT_SHARE, rate->value, text));
}

/* Lines that are no code; kpi/figure_codes.c tells none that is called so. */
static int
is_rest(const char *code)
{
	return strcmp(code, "other") == 0 || strcmp(code, "no code") == 0;
}

static void
add_row(struct pl_picture *picture, const struct pl_figure *figure, size_t row)
{
	const struct pl_measure *count = pl_figure_measure(figure, "count");
	const struct pl_measure *rate = pl_figure_measure(figure, "rate");
	const char *code = figure->by[figure->by_count - 1];
	struct pl_buf *data = &picture->data;

	pl_buf_addf(data, "%zu\t%d\t", row, is_rest(code));
	pl_picture_number(data, rate->value, 100);
	/* Limits that there are not end where the bar does: gnuplot 5.4 dies of
	 * a label whose place is not known. */
	pl_picture_number(
	    data, rate->low.why != NULL ? rate->value : rate->low, 100);
	pl_picture_number(
	    data, rate->high.why != NULL ? rate->value : rate->high, 100);
	pl_picture_text(data, code);
	pl_buf_adds(data, "\t\"");
	count_text(figure, data);
	pl_buf_adds(data, "\"\n");

	pl_csv_foreign(&picture->csv, code);
	pl_buf_addf(&picture->csv, ",%.0f", count->value.value);
	pl_picture_cell(&picture->csv, rate->value);
	pl_picture_cell(&picture->csv, rate->low);
	pl_picture_cell(&picture->csv, rate->high);
	pl_buf_adds(&picture->csv, "\n");
}

/* The longest bar with its limits, in percent. */
static double
widest(const struct pl_figure *figure, size_t count)
{
	double most = 1;

	for (size_t i = 0; i < count; i++) {
		const struct pl_measure *rate =
		    pl_figure_measure(&figure[i], "rate");
		double end = rate->high.why == NULL ? rate->high.value
		                                    : rate->value.value;

		most = end * 100 > most ? end * 100 : most;
	}
	return most;
}

static void
describe(struct pl_picture *picture, const struct pl_findings *findings,
    const struct pl_figure *figure, size_t count)
{
	struct pl_buf *caption = &picture->caption, *alt = &picture->alt;
	char text[PL_WORDING];

	pl_word_value(PL_UNIT_COUNT, pl_known((double)figure->n), text);
	pl_buf_addf(
	    caption, "The codes that %s failed attempts ended with, ", text);
	pl_picture_cutoff(caption, findings);
	pl_buf_adds(caption, ". Lines are 95 % limits of the share.");
	if (is_rest(figure[count - 1].by[figure[count - 1].by_count - 1]))
		pl_buf_adds(caption, " Hatched is what has no code, or one "
				     "that is not shown.");
	pl_buf_addf(alt, "Bars by code. Of %s failed attempts: ", text);
	for (size_t i = 0; i < count; i++) {
		pl_buf_adds(alt, i > 0 ? "; " : "");
		pl_picture_words(alt, figure[i].by[figure[i].by_count - 1]);
		pl_buf_adds(alt, " ");
		count_text(&figure[i], alt);
	}
	pl_buf_adds(alt, ".");
}

void
pl_picture_failure_codes(
    struct pl_picture *picture, const struct pl_findings *findings)
{
	const struct pl_figure *figure;
	size_t count;

	figure = pl_findings_of(&findings->whole, PL_KPI_FAILURE_CODES, &count);
	if (count == 0) {
		pl_picture_none(picture, "the template does not ask for "
					 "failure-codes");
		return;
	}
	if (figure->n == 0) {
		pl_picture_none(picture, "no attempt failed");
		return;
	}
	pl_buf_adds(&picture->csv, "code,count,share,low,high\n");
	for (size_t i = 0; i < count; i++)
		add_row(picture, &figure[i], i);
	pl_buf_addf(&picture->settings, "rows=%zu; widest=%.3f", count,
	    widest(figure, count));
	describe(picture, findings, figure, count);
}
