#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "report/findings.h"
#include "report/picture.h"
#include "report/wording.h"

static const struct {
	const char *stem, *name;
} kinds[] = {{"detect", "detection"}, {"approve", "approval"},
    {"offer", "offer"}, {"install", "install"}, {"effect", "effect"},
    {"verify", "verification"}};

/* On the way to a stage: mean is up to 90 days. */
struct stage {
	const char *name;
	struct pl_value mean, median;
	int64_t n;
	double start; /* days; where the stages before it end */
};

struct stages {
	struct stage list[PL_COUNT(kinds)];
	double days;                 /* of all that can be told */
	const struct stage *longest; /* NULL: none takes time */
	size_t told;
};

/* ---- What is drawn ------------------------------------------------------- */

static struct pl_value
value_of(const struct pl_figure *figure, const char *stem, const char *what)
{
	char name[PL_MEASURE_NAME];

	snprintf(name, sizeof name, "%s_%s", stem, what);
	return pl_figure_measure(figure, name)->value;
}

static void
read_stages(struct stages *out, const struct pl_figure *figure)
{
	*out = (struct stages){0};
	for (size_t i = 0; i < PL_COUNT(kinds); i++) {
		const char *stem = kinds[i].stem;
		struct stage *stage = &out->list[i];

		*stage = (struct stage){.name = kinds[i].name,
		    .mean = value_of(figure, stem, "rmst90"),
		    .median = value_of(figure, stem, "median"),
		    .n = (int64_t)value_of(figure, stem, "n").value,
		    .start = out->days};
		if (stage->mean.why != NULL)
			continue;
		out->told++;
		out->days += stage->mean.value;
		if (stage->mean.value >
		    (out->longest == NULL ? 0 : out->longest->mean.value))
			out->longest = stage;
	}
}

static void
add_row(struct pl_picture *picture, const struct stages *stages,
    const struct stage *stage, size_t row)
{
	char mean[PL_WORDING], median[PL_WORDING] = "not yet", n[PL_WORDING];

	if (stage->median.why == NULL)
		pl_word_value(PL_UNIT_DAYS, stage->median, median);
	pl_buf_addf(&picture->data,
	    "%zu\t%.6f\t%.6f\t%d\t\"%s\"\t\"%s\"\t\"%s\"\t\"%s\"\n", row,
	    stage->start, stage->start + stage->mean.value,
	    stage == stages->longest, stage->name,
	    pl_word_value(PL_UNIT_DAYS, stage->mean, mean), median,
	    pl_word_count(stage->n, n));
	pl_buf_addf(&picture->csv, "%s,%.6f,%.6f,", stage->name, stage->start,
	    stage->mean.value);
	if (stage->median.why == NULL)
		pl_buf_addf(&picture->csv, "%.6f", stage->median.value);
	pl_buf_addf(&picture->csv, ",%" PRId64 "\n", stage->n);
}

static void
add_rows(struct pl_picture *picture, const struct stages *stages)
{
	size_t row = 0;

	pl_buf_adds(
	    &picture->csv, "stage,start_days,mean_days,median_days,n\n");
	for (size_t i = 0; i < PL_COUNT(kinds); i++)
		if (stages->list[i].mean.why == NULL)
			add_row(picture, stages, &stages->list[i], row++);
}

/* ---- Words --------------------------------------------------------------- */

/* " Not drawn: offer, verification (not told)." */
static void
tell_missing(struct pl_buf *caption, const struct stages *stages)
{
	const char *why = NULL;

	for (size_t i = 0; i < PL_COUNT(kinds); i++) {
		const struct stage *stage = &stages->list[i];

		if (stage->mean.why == NULL)
			continue;
		if (why == NULL)
			pl_buf_adds(caption, " Not drawn: ");
		else if (strcmp(why, stage->mean.why) == 0)
			pl_buf_adds(caption, ", ");
		else
			pl_buf_addf(caption, " (%s); ", why);
		why = stage->mean.why;
		pl_buf_adds(caption, stage->name);
	}
	if (why != NULL)
		pl_buf_addf(caption, " (%s).", why);
}

static void
tell_stages(struct pl_buf *alt, const struct stages *stages)
{
	const char *join = "";
	char mean[PL_WORDING], median[PL_WORDING], n[PL_WORDING];

	for (size_t i = 0; i < PL_COUNT(kinds); i++) {
		const struct stage *stage = &stages->list[i];

		if (stage->mean.why != NULL)
			continue;
		pl_buf_addf(alt, "%s%s %s (median %s, n = %s)", join,
		    stage->name, pl_word_say(PL_UNIT_DAYS, stage->mean, mean),
		    pl_word_value(PL_UNIT_DAYS, stage->median, median),
		    pl_word_count(stage->n, n));
		join = ", ";
	}
	pl_buf_adds(alt, ".");
}

static void
describe(struct pl_picture *picture, const struct pl_findings *findings,
    const struct pl_figure *figure, const struct stages *stages)
{
	struct pl_buf *alt = &picture->alt, *caption = &picture->caption;
	const struct pl_value share = {
	    stages->longest->mean.value / stages->days, NULL};
	char text[PL_WORDING];

	pl_buf_addf(caption,
	    "Days from one stage to the next, on average (none counted as more "
	    "than 90), of %s items (n), ",
	    pl_word_count(figure->n, text));
	pl_picture_cutoff(caption, findings);
	pl_buf_adds(caption, ". Each bar starts where the one before ends; "
			     "the last column is how many set out for the "
			     "stage.");
	tell_missing(caption, stages);
	pl_buf_adds(alt, "Bars of the mean days to each stage: ");
	tell_stages(alt, stages);
	pl_buf_addf(alt, " The longest is %s with %s of the time.",
	    stages->longest->name, pl_word_value(PL_UNIT_SHARE, share, text));
}

void
pl_picture_stages(
    struct pl_picture *picture, const struct pl_findings *findings)
{
	const struct pl_figure *figure;
	struct stages stages;
	size_t count;

	figure = pl_findings_of(&findings->whole, PL_KPI_STAGES, &count);
	if (count == 0) {
		pl_picture_none(picture, "stages were not asked for");
		return;
	}
	read_stages(&stages, figure);
	if (stages.longest == NULL) {
		pl_picture_none(picture,
		    stages.told == 0
			? "no stage is told of, or none was watched for 90 days"
			: "no time passed between stages");
		return;
	}
	add_rows(picture, &stages);
	pl_buf_addf(&picture->settings, "rows=%zu; days=%.6f", stages.told,
	    stages.days);
	describe(picture, findings, figure, &stages);
}
