#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/csv.h"
#include "kpi/strata.h"
#include "report/findings.h"
#include "report/picture.h"
#include "report/wording.h"

enum { ROWS = 8, COLUMNS = 6, REASONS = 16 };
enum { ROW_LETTERS = 16, COLUMN_LETTERS = 10 };

/* ---- What the cells tell ------------------------------------------------ */

/* A measure that cells may tell. */
struct telling {
	const char *measure, *of; /* "of": its n, NULL: the figure's */
	enum pl_unit unit;
	const char *what;
};

static const struct telling in_time = {
    "rate", "due", PL_UNIT_SHARE, "share patched in time, by the policy"};
static const struct telling mean = {
    "rmst90", NULL, PL_UNIT_DAYS, "mean days open, of the first 90"};
static const struct telling median = {
    "median", NULL, PL_UNIT_DAYS, "median days until patched"};

static struct pl_value
value_of(const struct pl_figure *figure, const struct telling *telling)
{
	return pl_figure_measure(figure, telling->measure)->value;
}

static int64_t
n_of(const struct pl_figure *figure, const struct telling *telling)
{
	if (telling->of == NULL)
		return figure->n;
	return (int64_t)pl_figure_measure(figure, telling->of)->value.value;
}

static size_t
known(const struct pl_figures *matrix, const struct telling *telling)
{
	size_t count = 0;

	for (size_t i = 0; i < matrix->count; i++)
		count += value_of(&matrix->figures[i], telling).why == NULL;
	return count;
}

/* The same of all cells, so that they can be compared. */
static const struct telling *
choose(const struct pl_figures *matrix)
{
	if (known(matrix, &in_time) > 0)
		return &in_time;
	return known(matrix, &median) > known(matrix, &mean) ? &median : &mean;
}

/* From 0, the lightest, to 4: the darker, the worse. The script's key has the
 * same limits. */
static int
shade_of(const struct telling *telling, double value)
{
	static const double shares[] = {0.95, 0.9, 0.75, 0.5};
	static const double days[] = {7, 14, 30, 60};
	int shade = 0;

	while (shade < (int)PL_COUNT(days) &&
	       (telling->unit == PL_UNIT_SHARE ? value < shares[shade]
					       : value > days[shade]))
		shade++;
	return shade;
}

/* ---- Rows and columns --------------------------------------------------- */

struct place {
	const char *name;
	int64_t n;
};

/* The values of a stratum: those with the most items are shown. */
struct axis {
	struct place *places; /* in the order of strata */
	size_t count, of;
};

static int
compare_names(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	return pl_strata_order(a->name, b->name);
}

static int
compare_sizes(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return compare_names(left, right);
}

static void
sum_places(struct axis *axis)
{
	size_t last = 0;

	qsort(axis->places, axis->of, sizeof *axis->places, compare_names);
	for (size_t i = 1; i < axis->of; i++) {
		if (strcmp(axis->places[last].name, axis->places[i].name) == 0)
			axis->places[last].n += axis->places[i].n;
		else
			axis->places[++last] = axis->places[i];
	}
	axis->of = last + 1;
}

/* Of a matrix with at least one figure. The caller frees places. */
static struct axis
axis_of(const struct pl_figures *matrix, size_t by, size_t most)
{
	struct axis axis = {.of = matrix->count};

	axis.places = pl_alloc_array(axis.of, sizeof *axis.places);
	for (size_t i = 0; i < axis.of; i++)
		axis.places[i] = (struct place){
		    matrix->figures[i].by[by], matrix->figures[i].n};
	sum_places(&axis);
	axis.count = axis.of < most ? axis.of : most;
	qsort(axis.places, axis.of, sizeof *axis.places, compare_sizes);
	qsort(axis.places, axis.count, sizeof *axis.places, compare_names);
	return axis;
}

static const struct pl_figure *
find(const struct pl_figures *matrix, const char *row, const char *column)
{
	for (size_t i = 0; i < matrix->count; i++)
		if (strcmp(matrix->figures[i].by[0], row) == 0 &&
		    strcmp(matrix->figures[i].by[1], column) == 0)
			return &matrix->figures[i];
	return NULL;
}

/* ---- Cells -------------------------------------------------------------- */

struct matrix {
	const struct pl_figures *figures;
	const struct telling *telling;
	struct axis rows, columns;
	const char *reasons[REASONS]; /* why cells have no value, once each */
	size_t reason_count;
	size_t gaps; /* cells without an item */
	const struct pl_figure *best, *worst;
};

/* A reason's number. They are literals, of which there are fewer than room. */
static size_t
reason_of(struct matrix *matrix, const char *why)
{
	size_t i = 0;

	while (i < matrix->reason_count && strcmp(matrix->reasons[i], why) != 0)
		i++;
	if (i == matrix->reason_count && i < REASONS - 1)
		matrix->reasons[matrix->reason_count++] = why;
	return i;
}

static void
rank(struct matrix *matrix, const struct pl_figure *figure)
{
	double value = value_of(figure, matrix->telling).value;
	double sign = matrix->telling->unit == PL_UNIT_SHARE ? -1 : 1;

	if (matrix->best == NULL ||
	    sign * value < sign * value_of(matrix->best, matrix->telling).value)
		matrix->best = figure;
	if (matrix->worst == NULL ||
	    sign * value >
		sign * value_of(matrix->worst, matrix->telling).value)
		matrix->worst = figure;
}

/* "92.3 %", "12.8 d", "n/a b" */
static void
say(struct matrix *matrix, const struct pl_figure *figure, struct pl_buf *out)
{
	struct pl_value value = value_of(figure, matrix->telling);
	char text[PL_WORDING];

	if (value.why != NULL)
		pl_buf_addf(out, "n/a %c",
		    (char)('a' + (int)reason_of(matrix, value.why)));
	else
		pl_buf_addf(out, "%s%s",
		    pl_word_value(matrix->telling->unit, value, text),
		    matrix->telling->unit == PL_UNIT_DAYS ? " d" : "");
}

static void
add_csv(struct pl_buf *csv, const struct pl_figure *figure,
    const struct telling *telling)
{
	struct pl_value value = value_of(figure, telling);

	pl_csv_foreign(csv, figure->by[0]);
	pl_buf_adds(csv, ",");
	pl_csv_foreign(csv, figure->by[1]);
	pl_buf_addf(csv, ",%" PRId64 ",", n_of(figure, telling));
	if (value.why == NULL)
		pl_buf_addf(csv, "%.6f", value.value);
	pl_buf_adds(csv, ",");
	if (value.why != NULL)
		pl_csv_own(csv, value.why);
	pl_buf_adds(csv, "\n");
}

/* Column, row, shade, value and n in words. A shade below 0 is none: without a
 * value, and without an item. */
static void
add_cell(struct pl_picture *picture, struct matrix *matrix, size_t row,
    size_t column)
{
	const struct pl_figure *figure = find(matrix->figures,
	    matrix->rows.places[row].name, matrix->columns.places[column].name);
	struct pl_value value;
	char n[PL_WORDING];

	pl_buf_addf(&picture->data, "%zu\t%zu\t", column, row);
	if (figure == NULL) {
		matrix->gaps++;
		pl_buf_adds(&picture->data, "-2\t\"\xe2\x80\x93\"\t\"\"\n");
		return;
	}
	value = value_of(figure, matrix->telling);
	if (value.why == NULL)
		rank(matrix, figure);
	pl_buf_addf(&picture->data, "%d\t\"",
	    value.why != NULL ? -1 : shade_of(matrix->telling, value.value));
	say(matrix, figure, &picture->data);
	pl_buf_addf(&picture->data, "\"\t\"n = %s\"\n",
	    pl_word_count(n_of(figure, matrix->telling), n));
	add_csv(&picture->csv, figure, matrix->telling);
}

static void
add_names(struct pl_buf *data, const struct axis *axis, size_t letters)
{
	pl_buf_adds(data, "\n\n");
	for (size_t i = 0; i < axis->count; i++) {
		pl_buf_addf(data, "%zu\t", i);
		pl_picture_label(data, axis->places[i].name, letters);
		pl_buf_adds(data, "\n");
	}
}

static void
add_cells(struct pl_picture *picture, struct matrix *matrix)
{
	pl_buf_addf(&picture->csv, "severity,importance,n,%s,why\n",
	    matrix->telling->measure);
	for (size_t row = 0; row < matrix->rows.count; row++)
		for (size_t i = 0; i < matrix->columns.count; i++)
			add_cell(picture, matrix, row, i);
	add_names(&picture->data, &matrix->rows, ROW_LETTERS);
	add_names(&picture->data, &matrix->columns, COLUMN_LETTERS);
	pl_buf_addf(&picture->settings,
	    "rows=%zu; columns=%zu; shares=%d; "
	    "what=\"%s\"",
	    matrix->rows.count, matrix->columns.count,
	    matrix->telling->unit == PL_UNIT_SHARE, matrix->telling->what);
}

/* ---- Words -------------------------------------------------------------- */

static void
tell_reasons(struct pl_buf *caption, const struct matrix *matrix)
{
	for (size_t i = 0; i < matrix->reason_count; i++)
		pl_buf_addf(caption, "%s %c: %s", i == 0 ? " n/a" : ",",
		    (char)('a' + (int)i), matrix->reasons[i]);
	if (matrix->reason_count > 0)
		pl_buf_adds(caption, ".");
	if (matrix->gaps > 0)
		pl_buf_adds(
		    caption, " \xe2\x80\x93 stands where there is no item.");
	if (matrix->rows.of > matrix->rows.count ||
	    matrix->columns.of > matrix->columns.count)
		pl_buf_addf(caption,
		    " The largest %zu of %zu severities and "
		    "%zu of %zu importances.",
		    matrix->rows.count, matrix->rows.of, matrix->columns.count,
		    matrix->columns.of);
}

/* " Best: critical, high, 92.3 % (n = 41)." */
static void
tell_cell(struct pl_buf *alt, struct matrix *matrix, const char *which,
    const struct pl_figure *figure)
{
	char n[PL_WORDING];

	if (figure == NULL)
		return;
	pl_buf_addf(alt, " %s: severity ", which);
	pl_picture_words(alt, figure->by[0]);
	pl_buf_adds(alt, ", importance ");
	pl_picture_words(alt, figure->by[1]);
	pl_buf_adds(alt, ", ");
	say(matrix, figure, alt);
	pl_buf_addf(
	    alt, " (n = %s).", pl_word_count(n_of(figure, matrix->telling), n));
}

static void
describe(struct pl_picture *picture, const struct pl_findings *findings,
    struct matrix *matrix)
{
	struct pl_buf *caption = &picture->caption, *alt = &picture->alt;
	int64_t n = 0;
	char text[PL_WORDING];

	for (size_t i = 0; i < matrix->figures->count; i++)
		n += n_of(&matrix->figures->figures[i], matrix->telling);
	pl_buf_addf(caption, "By severity of what is missing and importance of "
			     "the asset, ");
	pl_picture_cutoff(caption, findings);
	pl_buf_addf(caption, ": %s (n = %s). Darker is worse.",
	    matrix->telling->what, pl_word_count(n, text));
	tell_reasons(caption, matrix);
	pl_buf_addf(alt,
	    "A table in shades, %zu severities by %zu importances:"
	    " %s.",
	    matrix->rows.count, matrix->columns.count, matrix->telling->what);
	tell_cell(alt, matrix, "Best", matrix->best);
	if (matrix->worst != matrix->best)
		tell_cell(alt, matrix, "Worst", matrix->worst);
}

void
pl_picture_nist_matrix(
    struct pl_picture *picture, const struct pl_findings *findings)
{
	struct matrix matrix = {.figures = &findings->matrix};

	if (findings->matrix.count == 0) {
		pl_picture_none(picture, "there is no item");
		return;
	}
	matrix.telling = choose(matrix.figures);
	if (known(matrix.figures, matrix.telling) == 0) {
		pl_picture_none(picture, "%s",
		    value_of(matrix.figures->figures, matrix.telling).why);
		return;
	}
	matrix.rows = axis_of(matrix.figures, 0, ROWS);
	matrix.columns = axis_of(matrix.figures, 1, COLUMNS);
	add_cells(picture, &matrix);
	describe(picture, findings, &matrix);
	free(matrix.rows.places);
	free(matrix.columns.places);
}
