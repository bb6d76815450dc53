#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "kpi/figure.h"
#include "kpi/strata.h"
#include "kpi/survival.h"

enum { TOLD = 10 }; /* codes with a line of their own */

static const char other[] = "other", none[] = "no code";

struct code {
	uint32_t number;
	const char *text; /* of strata */
	uint64_t count;
};

/* The lines of a cell: those of its most frequent codes, that of all others,
 * and that of attempts without a code. */
struct lines {
	struct code list[TOLD];
	size_t told;
	int has_others, has_none;
};

/* By frequency, then by text: numbers are in the order of arrival. */
static int
code_compare(const void *left, const void *right)
{
	const struct code *a = left, *b = right;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return strcmp(a->text, b->text);
}

/* A code that is called like one of our lines would be taken for it. */
static int
is_told_apart(const char *text)
{
	return strcmp(text, other) != 0 && strcmp(text, none) != 0;
}

/* The distinct codes of a sealed tally, of which each has a run of cells. The
 * caller frees them. */
static struct code *
codes_of(const struct pl_cell *cell, size_t *count)
{
	const struct pl_tally *tally = &cell->spans[PL_SPAN_CODES].tally;
	struct code *codes = pl_alloc_array(tally->count + 1, sizeof *codes);

	*count = 0;
	for (size_t i = 0; i < tally->count; i++) {
		uint32_t number = tally->cells[i].minute;

		if (*count == 0 || codes[*count - 1].number != number)
			codes[(*count)++] = (struct code){number,
			    pl_strata_text(cell->of->strata, number), 0};
		codes[*count - 1].count += tally->cells[i].count;
	}
	return codes;
}

static void
rank(struct lines *out, const struct pl_cell *cell)
{
	size_t count;
	struct code *codes = codes_of(cell, &count);

	*out = (struct lines){0};
	qsort(codes, count, sizeof *codes, code_compare);
	for (size_t i = 0; i < count; i++) {
		if (codes[i].number == 0)
			out->has_none = 1;
		else if (out->told < TOLD && is_told_apart(codes[i].text))
			out->list[out->told++] = codes[i];
		else
			out->has_others = 1;
	}
	if (count == 0)
		out->has_none = 1; /* say that there is nothing */
	free(codes);
}

size_t
pl_figure_code_lines(const struct pl_cell *cell)
{
	struct lines lines;

	rank(&lines, cell);
	return lines.told + (size_t)lines.has_others + (size_t)lines.has_none;
}

/* On which line a code is. */
static size_t
line_of(const struct lines *lines, uint32_t number)
{
	size_t line = 0;

	if (number == 0)
		return lines->told + (size_t)lines->has_others;
	while (line < lines->told && lines->list[line].number != number)
		line++;
	return line;
}

static const char *
text_of(const struct lines *lines, size_t line)
{
	if (line < lines->told)
		return lines->list[line].text;
	return line == lines->told && lines->has_others ? other : none;
}

void
pl_figure_failure_codes(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_span *span = &cell->spans[PL_SPAN_CODES];
	uint64_t count[PL_GROUPS] = {0}, of[PL_GROUPS] = {0};
	struct pl_estimate rate;
	struct lines lines;

	rank(&lines, cell);
	for (size_t i = 0; i < span->tally.count; i++) {
		const struct pl_tally_cell *some = &span->tally.cells[i];

		of[some->group] += some->count;
		if (line_of(&lines, some->minute) == figure->line)
			count[some->group] += some->count;
	}
	rate = pl_figure_proportion(
	    figure, count, of, (uint64_t)span->assets.count);
	figure->by[figure->by_count++] =
	    pl_strdup(text_of(&lines, figure->line));
	figure->n = (int64_t)pl_groups_sum(of);
	pl_figure_count(
	    figure, "count", "count", (int64_t)pl_groups_sum(count));
	pl_figure_limits(figure, "rate", "share", PL_UNIT_SHARE, rate.value,
	    rate.low, rate.high);
}
