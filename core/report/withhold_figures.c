#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "report/findings.h"
#include "report/shared.h"
#include "report/withhold.h"
#include "share/disclosure.h"
#include "share/vocabulary.h"

/* ---- Leaving figures out ------------------------------------------------- */

/* Drop those whose flag is set. */
static void
drop(struct pl_figures *figures, const char *dropped)
{
	size_t kept = 0;

	for (size_t i = 0; i < figures->count; i++) {
		if (dropped[i])
			pl_figure_free(&figures->figures[i]);
		else
			figures->figures[kept++] = figures->figures[i];
	}
	figures->count = kept;
}

static void
drop_all(struct pl_figures *figures)
{
	for (size_t i = 0; i < figures->count; i++)
		pl_figure_free(&figures->figures[i]);
	figures->count = 0;
}

static int
has_public_name(
    const struct pl_figures *figures, const struct pl_figure *figure)
{
	for (size_t i = 0; i < figure->by_count; i++)
		if (!pl_public_value(
			pl_figure_stratum(&figures->query, figure, i),
			figure->by[i]))
			return 0;
	return 1;
}

/* What several figures of one KPI come to together. Begins as {0}. */
struct sum {
	const struct pl_figure *like; /* NULL: there is none */
	int64_t cells[PL_SHARED_CELLS];
};

static void
add_to(struct sum *sum, const struct pl_figure *figure)
{
	int64_t cells[PL_SHARED_CELLS];
	size_t count = pl_shared_cells(figure, cells);

	sum->like = figure;
	for (size_t i = 0; i < count; i++)
		sum->cells[i] += cells[i];
}

static void
disclose_sum(const struct sum *sum, char hidden[PL_SHARED_CELLS])
{
	struct pl_disclosed_sum sums[PL_SHARED_SUMS];

	if (sum->like != NULL)
		pl_disclose_cells(sum->cells, sum->like->measure_count + 1,
		    sums, pl_shared_sums(sum->like, sums), hidden);
}

static void
disclose(const struct pl_figure *figure, char hidden[PL_SHARED_CELLS])
{
	struct sum sum = {0};

	add_to(&sum, figure);
	disclose_sum(&sum, hidden);
}

/* ---- Of all items -------------------------------------------------------- */

typedef char cell_flags[PL_SHARED_CELLS];

/* Is that count hidden in any figure, though it is no few by itself? */
static int
is_hidden_anywhere(
    const struct pl_figures *figures, const cell_flags *hidden, int64_t count)
{
	int64_t cells[PL_SHARED_CELLS];

	for (size_t i = 0; i < figures->count; i++) {
		size_t n = pl_shared_cells(&figures->figures[i], cells);

		for (size_t j = 1; j < n; j++)
			if (hidden[i][j] && cells[j] == count)
				return 1;
	}
	return 0;
}

/* Figures tell of one another: what one hides, another may tell. Hide counts
 * that equal one that is. Returns whether there was any. */
static int
hide_alike(const struct pl_figures *figures, cell_flags *hidden)
{
	int64_t cells[PL_SHARED_CELLS];
	int found = 0;

	for (size_t i = 0; i < figures->count; i++) {
		size_t n = pl_shared_cells(&figures->figures[i], cells);

		for (size_t j = 1; j < n; j++)
			if (!hidden[i][j] && cells[j] != 0 &&
			    is_hidden_anywhere(figures, hidden, cells[j]))
				hidden[i][j] = found = 1;
	}
	return found;
}

static int
is_codes(const struct pl_figure *figure)
{
	return figure->kpi == pl_kpi(PL_KPI_FAILURE_CODES);
}

/* The flags of all figures but the codes', whose rows are told or not. The
 * caller frees. */
static cell_flags *
disclose_whole(const struct pl_figures *figures)
{
	cell_flags *hidden = pl_alloc_array(figures->count + 1, sizeof *hidden);
	int changed = 1;

	while (changed) {
		for (size_t i = 0; i < figures->count; i++)
			if (!is_codes(&figures->figures[i]))
				disclose(&figures->figures[i], hidden[i]);
		changed = hide_alike(figures, hidden);
	}
	return hidden;
}

/* ---- Failure codes ------------------------------------------------------- */

static int
is_public_line(const char *code)
{
	return pl_public_code(code) || strcmp(code, "other") == 0 ||
	       strcmp(code, "no code") == 0;
}

/* Flag the codes that are not told: all or none of a row is. */
static void
disclose_codes(const struct pl_figures *figures, char *dropped,
    struct pl_withheld *withheld)
{
	int64_t *counts = pl_alloc_array(figures->count + 1, sizeof *counts);
	char *hidden = pl_alloc_array(figures->count + 1, 1);
	size_t rows = 0, first = 0, left;

	for (size_t i = 0; i < figures->count; i++) {
		const struct pl_figure *figure = &figures->figures[i];

		if (!is_codes(figure))
			continue;
		first = rows == 0 ? i : first;
		hidden[rows] =
		    !is_public_line(figure->by[figure->by_count - 1]);
		counts[rows++] =
		    (int64_t)pl_figure_measure(figure, "count")->value.value;
	}
	left = pl_disclose_rows(counts, rows, 1, hidden);
	if (rows > 0)
		memcpy(dropped + first, hidden, rows);
	if (left < rows)
		pl_withheld_add(withheld,
		    "Failure codes that are no plain numbers, those of fewer "
		    "than %d attempts, and what would give these away.",
		    PL_FEWEST);
	free(counts);
	free(hidden);
}

/* ---- The whole ----------------------------------------------------------- */

static void
withhold_whole(struct pl_figures *figures, struct pl_withheld *withheld)
{
	cell_flags *hidden = disclose_whole(figures);
	char *dropped = pl_alloc_array(figures->count + 1, 1);

	disclose_codes(figures, dropped, withheld);
	for (size_t i = 0; i < figures->count; i++) {
		struct pl_figure *figure = &figures->figures[i];

		if (!pl_shared_is(figure)) {
			dropped[i] = 1;
			pl_withheld_add(withheld,
			    "%s: it is not looked through yet.",
			    figure->kpi->name);
		} else if (pl_is_few(figure->n)) {
			dropped[i] = 1;
			pl_withheld_add(withheld,
			    "%s: there are fewer than %d to tell it of.",
			    figure->kpi->name, PL_FEWEST);
		}
		if (!dropped[i])
			pl_shared_make(figure, hidden[i]);
	}
	drop(figures, dropped);
	free(dropped);
	free(hidden);
}

/* ---- Parts --------------------------------------------------------------- */

/* Figures of several KPIs, each with the same rows. */
struct grid {
	struct pl_figures *figures;
	size_t rows, kpis;
};

static struct pl_figure *
grid_at(const struct grid *grid, size_t kpi, size_t row)
{
	return &grid->figures->figures[kpi * grid->rows + row];
}

static int
has_same_values(const struct pl_figure *a, const struct pl_figure *b)
{
	int same = a->by_count == b->by_count;

	for (size_t i = 0; same && i < a->by_count; i++)
		same = strcmp(a->by[i], b->by[i]) == 0;
	return same;
}

/* 0: the figures are not such. */
static int
grid_of(struct grid *out, struct pl_figures *figures)
{
	struct grid grid = {.figures = figures};

	while (grid.rows < figures->count &&
	       figures->figures[grid.rows].kpi == figures->figures[0].kpi)
		grid.rows++;
	grid.kpis = grid.rows > 0 ? figures->count / grid.rows : 0;
	if (grid.kpis * grid.rows != figures->count)
		return 0;
	for (size_t i = 0; i < grid.kpis; i++)
		for (size_t j = 0; j < grid.rows; j++)
			if (grid_at(&grid, i, j)->kpi !=
				grid_at(&grid, i, 0)->kpi ||
			    !has_same_values(
				grid_at(&grid, i, j), grid_at(&grid, 0, j)))
				return 0;
	*out = grid;
	return 1;
}

/* Rows by the n of all KPIs. The caller frees the flags. */
static char *
hidden_rows(const struct grid *grid, size_t *left)
{
	int64_t *counts =
	    pl_alloc_array(grid->rows * grid->kpis, sizeof *counts);
	char *hidden = pl_alloc_array(grid->rows, 1);

	for (size_t i = 0; i < grid->rows; i++) {
		hidden[i] =
		    !has_public_name(grid->figures, grid_at(grid, 0, i));
		for (size_t j = 0; j < grid->kpis; j++)
			counts[i * grid->kpis + j] = grid_at(grid, j, i)->n;
	}
	*left = pl_disclose_rows(counts, grid->rows, grid->kpis, hidden);
	free(counts);
	return hidden;
}

/* A column that has to be hidden in one row is in all: two rows with other
 * gaps would fill each other's. What the hidden rows come to is one row more.
 */
static void
hide_columns(const struct grid *grid, size_t kpi, const char *rows,
    char columns[PL_SHARED_CELLS])
{
	struct sum sum = {0};
	int changed = 1;

	for (size_t i = 0; i < grid->rows; i++)
		if (rows[i])
			add_to(&sum, grid_at(grid, kpi, i));
	while (changed) {
		cell_flags before;

		memcpy(before, columns, sizeof before);
		for (size_t i = 0; i < grid->rows; i++)
			if (!rows[i])
				disclose(grid_at(grid, kpi, i), columns);
		disclose_sum(&sum, columns);
		changed = memcmp(before, columns, sizeof before) != 0;
	}
}

static void
make_rows(const struct grid *grid, const char *rows, cell_flags *columns)
{
	char *dropped = pl_alloc_array(grid->figures->count + 1, 1);

	for (size_t i = 0; i < grid->kpis; i++)
		for (size_t j = 0; j < grid->rows; j++) {
			dropped[i * grid->rows + j] = rows[j];
			if (!rows[j])
				pl_shared_make(grid_at(grid, i, j), columns[i]);
		}
	drop(grid->figures, dropped);
	free(dropped);
}

/* What is hidden of the whole is hidden of its parts: they would add up to it.
 */
static void
hide_as_whole(const struct grid *grid, const struct pl_figures *whole,
    const cell_flags *hidden, cell_flags *columns)
{
	for (size_t i = 0; i < whole->count; i++)
		for (size_t j = 0; j < grid->kpis; j++)
			if (whole->figures[i].kpi == grid_at(grid, j, 0)->kpi)
				memcpy(
				    columns[j], hidden[i], sizeof columns[j]);
}

static void
tell_rows(const struct grid *grid, size_t left, struct pl_withheld *withheld)
{
	if (left == 0)
		pl_withheld_add(withheld,
		    "All tables by %s%s: too little of them could be told.",
		    grid->figures->query.by[0],
		    grid->figures->query.by_count > 1 ? " and others" : "");
	else if (left < grid->rows)
		pl_withheld_add(withheld,
		    "Rows of tables by %s%s: those of fewer than %d, those "
		    "whose name is no public word, and what would give these "
		    "away.",
		    grid->figures->query.by[0],
		    grid->figures->query.by_count > 1 ? " and others" : "",
		    PL_FEWEST);
}

static void
drop_part_codes(struct pl_figures *figures, struct pl_withheld *withheld)
{
	char *dropped = pl_alloc_array(figures->count + 1, 1);
	int any = 0;

	for (size_t i = 0; i < figures->count; i++)
		any |= dropped[i] = (char)is_codes(&figures->figures[i]);
	if (any)
		pl_withheld_add(withheld, "Failure codes in parts.");
	drop(figures, dropped);
	free(dropped);
}

/* The whole is as it was found. Returns whether there is anything left. */
static void
withhold_parts(struct pl_figures *figures, const struct pl_figures *whole,
    struct pl_withheld *withheld)
{
	struct grid grid;
	cell_flags *columns, *hidden;
	char *rows;
	size_t left;

	drop_part_codes(figures, withheld);
	if (figures->count == 0)
		return;
	if (!grid_of(&grid, figures)) {
		drop_all(figures);
		return;
	}
	rows = hidden_rows(&grid, &left);
	columns = pl_alloc_array(grid.kpis, sizeof *columns);
	hidden = disclose_whole(whole);
	hide_as_whole(&grid, whole, (const cell_flags *)hidden, columns);
	tell_rows(&grid, left, withheld);
	for (size_t i = 0; i < grid.kpis; i++)
		hide_columns(&grid, i, rows, columns[i]);
	make_rows(&grid, rows, columns);
	free(hidden);
	free(columns);
	free(rows);
}

/* ---- The matrix ---------------------------------------------------------- */

enum { NO_LINE = -1, NO_MATRIX = -2 };

/* The parts tell the sums of the matrix along one of its two strata, or none
 * but that of all; NO_MATRIX: of more than can be looked after. */
static int
line_of(const struct pl_figures *parts, const struct pl_figures *matrix)
{
	const struct pl_query *query = &parts->query;

	for (size_t i = 0; i < query->by_count; i++)
		for (int j = 0; j < 2; j++)
			if (strcmp(query->by[i], matrix->query.by[j]) == 0)
				return query->by_count == 1 ? j : NO_MATRIX;
	return NO_LINE;
}

static int
is_on_line(
    const struct pl_figure *cell, const struct pl_figure *first, int line)
{
	return line == NO_LINE || strcmp(cell->by[line], first->by[line]) == 0;
}

/* The cells of a line beside that of one of them: told or not by themselves,
 * as the rows of one table; or none at all of a line that the parts hide. */
static void
disclose_line(const struct pl_figures *matrix, size_t first, int line,
    int whole_line, char *hidden)
{
	int64_t *counts = pl_alloc_array(matrix->count, sizeof *counts);
	size_t *places = pl_alloc_array(matrix->count, sizeof *places);
	char *flags = pl_alloc_array(matrix->count, 1);
	size_t count = 0;

	for (size_t i = 0; i < matrix->count; i++) {
		const struct pl_figure *cell = &matrix->figures[i];

		if (!is_on_line(cell, &matrix->figures[first], line))
			continue;
		flags[count] = whole_line || !has_public_name(matrix, cell);
		counts[count] = cell->n;
		places[count++] = i;
	}
	pl_disclose_rows(counts, count, 1, flags);
	for (size_t i = 0; i < count; i++)
		hidden[places[i]] = flags[i];
	free(flags);
	free(places);
	free(counts);
}

static int
is_told_by(const struct pl_figures *parts, const char *value)
{
	for (size_t i = 0; i < parts->count; i++)
		if (strcmp(parts->figures[i].by[0], value) == 0)
			return 1;
	return 0;
}

static int
is_told(
    const struct pl_figures *matrix, size_t first, int line, const char *hidden)
{
	for (size_t i = 0; i < matrix->count; i++)
		if (!hidden[i] && is_on_line(&matrix->figures[i],
				      &matrix->figures[first], line))
			return 1;
	return 0;
}

/* What is hidden on a line comes to one row more, as with parts. */
static void
disclose_rest(const struct pl_figures *matrix, size_t first, int line,
    const char *hidden, char columns[PL_SHARED_CELLS])
{
	struct sum sum = {0};

	for (size_t i = 0; i < matrix->count; i++)
		if (hidden[i] && is_on_line(&matrix->figures[i],
				     &matrix->figures[first], line))
			add_to(&sum, &matrix->figures[i]);
	disclose_sum(&sum, columns);
}

/* Columns are hidden in all cells or in none. */
static void
make_matrix(struct pl_figures *matrix, int line, const char *hidden)
{
	cell_flags columns = {0}, before;

	do {
		memcpy(before, columns, sizeof before);
		for (size_t i = 0; i < matrix->count; i++) {
			if (!hidden[i])
				disclose(&matrix->figures[i], columns);
			if (is_told(matrix, i, line, hidden))
				disclose_rest(matrix, i, line, hidden, columns);
		}
		disclose_rest(matrix, 0, NO_LINE, hidden, columns);
	} while (memcmp(before, columns, sizeof before) != 0);
	columns[0] = 0;
	for (size_t i = 0; i < matrix->count; i++)
		if (!hidden[i])
			pl_shared_make(&matrix->figures[i], columns);
	drop(matrix, hidden);
}

/* Is the cell the first one of its line? */
static int
is_first(const struct pl_figures *matrix, size_t cell, int line)
{
	for (size_t i = 0; i < cell; i++)
		if (is_on_line(
			&matrix->figures[i], &matrix->figures[cell], line))
			return 0;
	return 1;
}

/* Flag the cells of lines that the parts hide, or that are too small. The
 * caller frees. */
static char *
hidden_lines(
    const struct pl_figures *matrix, const struct pl_figures *parts, int line)
{
	int64_t *totals = pl_alloc_array(matrix->count, sizeof *totals);
	char *hidden = pl_alloc_array(matrix->count, 1);

	/* The total stands at the first cell; the others are rows of 0. */
	for (size_t i = 0; i < matrix->count; i++) {
		size_t first = 0;

		while (!is_on_line(
		    &matrix->figures[first], &matrix->figures[i], line))
			first++;
		totals[first] += matrix->figures[i].n;
		hidden[i] = line != NO_LINE && is_first(matrix, i, line) &&
		            !is_told_by(parts, matrix->figures[i].by[line]);
	}
	pl_disclose_rows(totals, matrix->count, 1, hidden);
	free(totals);
	return hidden;
}

/* By the parts as they are told, if they are. */
static void
withhold_matrix(struct pl_figures *matrix, const struct pl_figures *parts,
    int has_parts, struct pl_withheld *withheld)
{
	size_t all = matrix->count;
	char *hidden, *lines;
	int line = NO_LINE;

	if (all == 0)
		return;
	if (has_parts)
		line = line_of(parts, matrix);
	if (line == NO_MATRIX || withheld->no_matrix) {
		drop_all(matrix);
		pl_withheld_add(withheld, "%s",
		    withheld->no_matrix
			? "nist-matrix: its severities or importances were "
			  "told as private."
			: "nist-matrix: other tables tell too much of its "
			  "sums.");
		return;
	}
	hidden = pl_alloc_array(all, 1);
	lines = hidden_lines(matrix, parts, line);
	for (size_t i = 0; i < all; i++)
		if (is_first(matrix, i, line))
			disclose_line(matrix, i, line, lines[i], hidden);
	make_matrix(matrix, line, hidden);
	if (matrix->count < all)
		pl_withheld_add(withheld,
		    "Cells of nist-matrix: those of fewer than %d, and what "
		    "would give these away.",
		    PL_FEWEST);
	free(lines);
	free(hidden);
}

void
pl_withhold_figures(struct pl_findings *findings, struct pl_withheld *withheld)
{
	int has_parts = findings->parts.count > 0;

	withhold_parts(&findings->parts, &findings->whole, withheld);
	withhold_whole(&findings->whole, withheld);
	withhold_matrix(
	    &findings->matrix, &findings->parts, has_parts, withheld);
}
