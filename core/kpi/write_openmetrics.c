#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "kpi/kpi.h"
#include "kpi/labels.h"

/*
 * The text is OpenMetrics 1.0 and also the older format of Prometheus, which is
 * what node_exporter's textfile collector reads: types other than gauge, and a
 * time behind a sample, would make it refuse the whole file. The cut-off is a
 * metric therefore.
 */

enum { NAME = 128, OWN_LABELS = 3, DAY_SECONDS = 86400 };

enum part { VALUE, LOW, HIGH, PARTS };

struct writer {
	const struct pl_figures *figures;
	struct pl_buf *out;
};

/* A measure's family: its name without the member, "within" of "within.7". */
static int
stem_length(const struct pl_measure *measure)
{
	return (int)strcspn(measure->name, ".");
}

static int
is_same_family(const struct pl_measure *a, const struct pl_measure *b)
{
	int length = stem_length(a);

	return a->unit == b->unit && length == stem_length(b) &&
	       strncmp(a->name, b->name, (size_t)length) == 0;
}

static const char *
unit_word(enum pl_unit unit)
{
	static const char *const words[] = {[PL_UNIT_COUNT] = "cases",
	    [PL_UNIT_DAYS] = "seconds",
	    [PL_UNIT_SHARE] = "ratio",
	    [PL_UNIT_RATIO] = "ratio"};

	return words[unit];
}

/* A name holds letters, digits and underscores. */
static void
make_plain(char *name)
{
	for (; *name != '\0'; name++)
		if (*name == '-' || *name == '.')
			*name = '_';
}

/* "patchlore_time_to_patch_median_low_seconds". A KPI's rate is the KPI and has
 * no name of its own, as with pl_measure_limit_names. */
static void
family_name(char out[NAME], const struct pl_kpi *kpi,
    const struct pl_measure *measure, enum part part)
{
	static const char *const parts[PARTS] = {"", "_low", "_high"};
	int plain = strcmp(measure->name, "rate") == 0;

	snprintf(out, NAME, "patchlore_%s%s%.*s%s_%s", kpi->name,
	    plain ? "" : "_", plain ? 0 : stem_length(measure), measure->name,
	    parts[part], unit_word(measure->unit));
	make_plain(out);
}

/* ---- Lines -------------------------------------------------------------- */

/* Behind it comes the text of HELP and the end of the line. unit is NULL where
 * there is none. */
static void
add_family(const struct writer *w, const char *name, const char *unit)
{
	pl_buf_addf(w->out, "# TYPE %s gauge\n", name);
	if (unit != NULL)
		pl_buf_addf(w->out, "# UNIT %s %s\n", name, unit);
	pl_buf_addf(w->out, "# HELP %s ", name);
}

static void
add_label(const struct writer *w, const struct pl_label *label, char before)
{
	char name[NAME];

	snprintf(name, sizeof name, "%s", label->name);
	make_plain(name);
	pl_buf_addf(w->out, "%c%s=\"", before, name);
	for (const char *at = label->value; *at != '\0'; at++) {
		if (*at == '\n')
			pl_buf_adds(w->out, "\\n");
		else if (*at == '"' || *at == '\\')
			pl_buf_addf(w->out, "\\%c", *at);
		else
			pl_buf_add(w->out, at, 1);
	}
	pl_buf_adds(w->out, "\"");
}

/* "name{...} ", with the figure's labels, those of own that have a value, and
 * the clock: figures by different clocks are different figures. The strict view
 * items by patch and limits that know of clusters go without saying. */
static void
add_series(const struct writer *w, const char *name,
    const struct pl_figure *figure, const struct pl_label own[OWN_LABELS])
{
	struct pl_label labels[PL_LABELS_MAX];
	size_t count = pl_figure_labels(&w->figures->query, figure, labels);
	const struct pl_label clock = {
	    "clock", pl_clock_name(w->figures->query.clock)};
	const struct pl_label view = {
	    "view", pl_view_name(w->figures->query.view)};
	const struct pl_label interval = {
	    "interval", pl_interval_name(w->figures->query.interval)};
	const struct pl_label item = {
	    "item", pl_unit_name(w->figures->query.unit)};

	pl_buf_adds(w->out, name);
	add_label(w, &clock, '{');
	if (w->figures->query.view != PL_VIEW_STRICT)
		add_label(w, &view, ',');
	if (w->figures->query.interval != PL_INTERVAL_CLUSTERED)
		add_label(w, &interval, ',');
	if (w->figures->query.unit != PL_ITEMS_PATCH)
		add_label(w, &item, ',');
	for (size_t i = 0; i < OWN_LABELS; i++)
		if (own[i].value != NULL)
			add_label(w, &own[i], ',');
	for (size_t i = 0; i < count; i++)
		if (labels[i].value != NULL)
			add_label(w, &labels[i], ',');
	pl_buf_adds(w->out, "} ");
}

/* ---- Measures ----------------------------------------------------------- */

static const struct pl_value *
part_of(const struct pl_measure *measure, enum part part)
{
	return part == VALUE ? &measure->value
	       : part == LOW ? &measure->low
	                     : &measure->high;
}

static void
add_sample(const struct writer *w, const char *name,
    const struct pl_figure *figure, const struct pl_measure *measure,
    enum part part)
{
	const struct pl_value *value = part_of(measure, part);
	struct pl_label own[OWN_LABELS] = {{NULL, NULL}};
	char stem[PL_MEASURE_NAME];

	if (value->why != NULL)
		return; /* told by add_missing */
	if (measure->name[stem_length(measure)] == '.') {
		snprintf(stem, sizeof stem, "%.*s", stem_length(measure),
		    measure->name);
		own[0].name = stem;
		own[0].value = measure->name + stem_length(measure) + 1;
	}
	add_series(w, name, figure, own);
	if (measure->unit == PL_UNIT_COUNT)
		pl_buf_addf(w->out, "%.0f\n", value->value);
	else
		pl_buf_addf(w->out, "%.9g\n",
		    value->value *
			(measure->unit == PL_UNIT_DAYS ? DAY_SECONDS : 1));
}

/* "time-to-patch, median: days until a patch took effect ...; in seconds" */
static void
add_help(const struct writer *w, const struct pl_kpi *kpi,
    const struct pl_measure *measure, enum part part)
{
	static const char *const parts[PARTS] = {
	    "", ", lower 95 % limit", ", upper 95 % limit"};
	static const char *const units[] = {[PL_UNIT_COUNT] = "",
	    [PL_UNIT_DAYS] = "; in seconds",
	    [PL_UNIT_SHARE] = "; from 0 to 1",
	    [PL_UNIT_RATIO] = ""};

	pl_buf_addf(w->out, "%s, %.*s%s: %s%s\n", kpi->name,
	    stem_length(measure), measure->name, parts[part], kpi->title,
	    units[measure->unit]);
}

/* The samples of all figures of a KPI, from figure on, for all measures that
 * are of one family with the first: a family must come in one piece. */
static void
add_measures(const struct writer *w, const struct pl_figure *figure,
    size_t count, const struct pl_measure *first, enum part part)
{
	char name[NAME];

	family_name(name, figure->kpi, first, part);
	add_family(w, name, unit_word(first->unit));
	add_help(w, figure->kpi, first, part);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < figure[i].measure_count; j++)
			if (is_same_family(first, &figure[i].measures[j]))
				add_sample(w, name, &figure[i],
				    &figure[i].measures[j], part);
}

static void
add_n(const struct writer *w, const struct pl_figure *figure, size_t count)
{
	static const struct pl_label own[OWN_LABELS] = {{NULL, NULL}};
	char name[NAME];

	snprintf(name, sizeof name, "patchlore_%s_cases", figure->kpi->name);
	make_plain(name);
	add_family(w, name, unit_word(PL_UNIT_COUNT));
	pl_buf_addf(
	    w->out, "%s, n: %s\n", figure->kpi->name, figure->kpi->title);
	for (size_t i = 0; i < count; i++) {
		add_series(w, name, &figure[i], own);
		pl_buf_addf(w->out, "%" PRId64 "\n", figure[i].n);
	}
}

static int
is_first_of_family(const struct pl_figure *figure, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (is_same_family(
			&figure->measures[i], &figure->measures[index]))
			return 0;
	return 1;
}

/* Figures of one KPI have the same measures. Returns how many there are from
 * first on. */
static size_t
add_kpi(const struct writer *w, size_t first)
{
	const struct pl_figure *figure = &w->figures->figures[first];
	size_t count = 1;

	while (first + count < w->figures->count &&
	       figure[count].kpi == figure->kpi)
		count++;
	add_n(w, figure, count);
	for (size_t i = 0; i < figure->measure_count; i++) {
		const struct pl_measure *measure = &figure->measures[i];

		if (!is_first_of_family(figure, i))
			continue;
		add_measures(w, figure, count, measure, VALUE);
		if (!measure->has_limits)
			continue;
		add_measures(w, figure, count, measure, LOW);
		add_measures(w, figure, count, measure, HIGH);
	}
	return count;
}

/* ---- What a figure rests on --------------------------------------------- */

static void
add_missing_part(const struct writer *w, const struct pl_figure *figure,
    const struct pl_measure *measure, enum part part)
{
	char names[PARTS][PL_MEASURE_NAME];
	const struct pl_label own[OWN_LABELS] = {{"kpi", figure->kpi->name},
	    {"measure", names[part]}, {"why", part_of(measure, part)->why}};

	if (own[2].value == NULL)
		return;
	snprintf(names[VALUE], PL_MEASURE_NAME, "%s", measure->name);
	pl_measure_limit_names(measure, names[LOW], names[HIGH]);
	add_series(w, "patchlore_missing", figure, own);
	pl_buf_adds(w->out, "1\n");
}

static void
add_missing(const struct writer *w)
{
	add_family(w, "patchlore_missing", NULL);
	pl_buf_adds(w->out, "1 for each value that cannot be given, and why\n");
	for (size_t i = 0; i < w->figures->count; i++) {
		const struct pl_figure *figure = &w->figures->figures[i];

		for (size_t j = 0; j < figure->measure_count; j++)
			for (int part = VALUE; part < PARTS; part++)
				add_missing_part(w, figure,
				    &figure->measures[j], (enum part)part);
	}
}

static void
add_quality(const struct writer *w)
{
	add_family(w, "patchlore_quality", NULL);
	pl_buf_adds(w->out,
	    "quality of what a figure rests on: 1 is A, 2 is B, 3 is C\n");
	for (size_t i = 0; i < w->figures->count; i++) {
		const struct pl_figure *figure = &w->figures->figures[i];
		const struct pl_label own[OWN_LABELS] = {
		    {"kpi", figure->kpi->name}, {"why", figure->quality_why}};

		add_series(w, "patchlore_quality", figure, own);
		pl_buf_addf(w->out, "%d\n", figure->quality - 'A' + 1);
	}
}

static void
add_as_of(const struct writer *w)
{
	static const char name[] = "patchlore_as_of_timestamp_seconds";

	add_family(w, name, "seconds");
	pl_buf_adds(w->out,
	    "cut-off of a figure, since 1970, and the digest of the "
	    "definitions\n");
	for (size_t i = 0; i < w->figures->count; i++) {
		const struct pl_figure *figure = &w->figures->figures[i];
		const struct pl_label own[OWN_LABELS] = {
		    {"kpi", figure->kpi->name},
		    {"definitions", w->figures->definitions}};

		add_series(w, name, figure, own);
		/* Milliseconds up to year 9999 have 15 digits. */
		pl_buf_addf(w->out, "%.15g\n",
		    (double)w->figures->query.as_of_ms / 1000);
	}
}

void
pl_figures_openmetrics(const struct pl_figures *figures, struct pl_buf *out)
{
	const struct writer w = {figures, out};

	for (size_t i = 0; i < figures->count;)
		i += add_kpi(&w, i);
	add_missing(&w);
	add_quality(&w);
	add_as_of(&w);
	pl_buf_adds(out, "# EOF\n");
}
