#include <inttypes.h>

#include "report/findings.h"
#include "report/picture.h"
#include "report/layout.h"
#include "report/wording.h"

enum { MILLION = 1000000 };

/* Days at risk in words as short as a bar is wide: "48,213", "1.3 M"; nothing
 * where they are not known. */
static void
add_days(struct pl_buf *data, struct pl_value days)
{
	char text[PL_WORDING];

	if (days.why != NULL)
		return;
	if (days.value < MILLION)
		pl_buf_adds(data, pl_word_value(PL_UNIT_COUNT, days, text));
	else
		pl_buf_addf(data, "%.1f M", days.value / MILLION);
}

/* Share with its limits in percent, days at risk, which are in words,
 * too. */
static void
add_data(struct pl_buf *data, const struct pl_soak_row *row)
{
	pl_picture_number(data, row->share.value, 100);
	pl_picture_number(data, row->share.low, 100);
	pl_picture_number(data, row->share.high, 100);
	pl_picture_number(data, row->exposure_days, 1);
	pl_buf_adds(data, "\"");
	add_days(data, row->exposure_days);
	pl_buf_adds(data, "\"\n");
}

static void
add_csv(struct pl_buf *csv, const struct pl_soak_row *row)
{
	pl_buf_addf(csv, "%d,%" PRId64, row->days, row->seen);
	pl_picture_cell(csv, row->share.value);
	pl_picture_cell(csv, row->share.low);
	pl_picture_cell(csv, row->share.high);
	pl_picture_cell(csv, row->exposure_days);
	pl_buf_adds(csv, "\n");
}

/* "60 of 70 problems (85.7 %) after 1 day, for 7,164 days at risk" */
static void
tell_row(struct pl_buf *alt, const struct pl_soak *soak,
    const struct pl_soak_row *row)
{
	char seen[PL_WORDING], of[PL_WORDING], share[PL_WORDING];

	pl_buf_addf(alt, " %s of %s problems (%s) were seen after %d day%s",
	    pl_word_count(row->seen, seen), pl_word_count(soak->problems, of),
	    pl_word_value(PL_UNIT_SHARE, row->share.value, share), row->days,
	    row->days == 1 ? "" : "s");
	if (row->exposure_days.why == NULL)
		pl_buf_addf(alt, ", for %s days at risk",
		    pl_word_value(PL_UNIT_COUNT, row->exposure_days, share));
	pl_buf_adds(alt, ".");
}

static void
describe(struct pl_picture *picture, const struct pl_findings *findings)
{
	const struct pl_soak *soak = &findings->soak;
	struct pl_buf *caption = &picture->caption, *alt = &picture->alt;
	const struct pl_value exposure = soak->rows[0].exposure_days;
	char problems[PL_WORDING], patches[PL_WORDING], items[PL_WORDING];

	pl_buf_addf(caption, "What waiting would have shown and cost, ");
	pl_picture_cutoff(caption, findings);
	pl_buf_addf(caption,
	    ": %s problems of %s patches that were followed "
	    "for 30 days, with 95 %% limits",
	    pl_word_count(soak->problems, problems),
	    pl_word_count(soak->followed, patches));
	if (exposure.why == NULL)
		pl_buf_addf(caption,
		    ", and the days at risk of %s items, "
		    "summed.",
		    pl_word_count(soak->items, items));
	else
		pl_buf_addf(
		    caption, ". Days at risk are not told: %s.", exposure.why);
	pl_buf_adds(alt, "Two panels by days of waiting.");
	tell_row(alt, soak, &soak->rows[0]);
	tell_row(alt, soak, &soak->rows[PL_SOAK_ROWS / 2]);
	tell_row(alt, soak, &soak->rows[PL_SOAK_ROWS - 1]);
}

void
pl_picture_soak(struct pl_picture *picture, const struct pl_findings *findings)
{
	const struct pl_soak *soak = &findings->soak;

	if (!findings->layout->soak) {
		pl_picture_none(
		    picture, "the template does not ask for the soak");
		return;
	}
	if (soak->problems == 0) {
		pl_picture_none(picture, "no patch that was followed for 30 "
					 "days had a problem");
		return;
	}
	pl_buf_adds(
	    &picture->csv, "days,problems,share,low,high,exposure_days\n");
	for (int i = 0; i < PL_SOAK_ROWS; i++) {
		add_data(&picture->data, &soak->rows[i]);
		add_csv(&picture->csv, &soak->rows[i]);
	}
	pl_buf_addf(&picture->settings, "exposure=%d; waits=\"",
	    soak->rows[0].exposure_days.why == NULL);
	for (int i = 0; i < PL_SOAK_ROWS; i++)
		pl_buf_addf(&picture->settings, "%s%d", i > 0 ? " " : "",
		    soak->rows[i].days);
	pl_buf_adds(&picture->settings, "\"");
	describe(picture, findings);
}
