#include <inttypes.h>
#include <string.h>

#include "base/alloc.h"
#include "base/csv.h"
#include "report/findings.h"
#include "report/picture.h"
#include "report/wording.h"

enum { GROUPS = 6, ROOM = 18, AGES = 5 };

static const struct {
	const char *measure, *words;
} ages[AGES] = {{"up_to_days.7", "up to 7 days"},
    {"up_to_days.30", "8 to 30 days"}, {"up_to_days.60", "31 to 60 days"},
    {"up_to_days.90", "61 to 90 days"}, {"up_to_days.more", "over 90 days"}};

/* A row: open items of a group, or of all that were too small for one. */
struct row {
	struct pl_buf name;
	int64_t open, by_age[AGES];
};

struct rows {
	struct row list[GROUPS + 1];
	size_t count, others;
	int64_t open, most; /* of all, and in the largest bar */
};

/* ---- Rows ---------------------------------------------------------------- */

/* How many of these have more open items, or as many and come before. */
static size_t
larger_than(
    const struct pl_figure *figures, size_t count, const struct pl_figure *one)
{
	size_t larger = 0;

	for (const struct pl_figure *f = figures; f < figures + count; f++)
		larger += f->n > one->n || (f->n == one->n && f < one);
	return larger;
}

static struct row *
new_row(struct rows *rows)
{
	struct row *row = &rows->list[rows->count++];

	*row = (struct row){0};
	pl_buf_init(&row->name, PL_PICTURE_WORDS);
	return row;
}

static void
add_figure(struct rows *rows, struct row *row, const struct pl_figure *figure)
{
	row->open += figure->n;
	rows->open += figure->n;
	for (size_t i = 0; i < AGES; i++) {
		row->by_age[i] +=
		    (int64_t)pl_figure_measure(figure, ages[i].measure)
			->value.value;
		if (row->by_age[i] > rows->most)
			rows->most = row->by_age[i];
	}
}

/* The largest groups as they come, then the rest in one row. */
static void
make_rows(struct rows *rows, const struct pl_figures *figures)
{
	size_t count;
	const struct pl_figure *first =
	    pl_findings_of(figures, PL_KPI_BACKLOG_AGE, &count);
	struct row *row;

	for (size_t i = 0; i < count; i++) {
		if (first[i].n == 0)
			continue;
		if (larger_than(first, count, &first[i]) >= GROUPS) {
			rows->others++;
			continue;
		}
		row = new_row(rows);
		pl_picture_group(&row->name, &first[i]);
		add_figure(rows, row, &first[i]);
	}
	if (rows->others == 0)
		return;
	row = new_row(rows);
	pl_buf_addf(&row->name, "other (%zu)", rows->others);
	for (size_t i = 0; i < count; i++)
		if (first[i].n > 0 &&
		    larger_than(first, count, &first[i]) >= GROUPS)
			add_figure(rows, row, &first[i]);
}

static void
free_rows(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		pl_buf_free(&rows->list[i].name);
}

/* ---- What is drawn ------------------------------------------------------- */

static void
add_bars(struct pl_picture *picture, const struct rows *rows)
{
	char text[PL_WORDING];

	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->list[i];

		pl_csv_foreign(&picture->csv, row->name.text);
		pl_buf_addf(&picture->csv, ",%" PRId64, row->open);
		for (size_t j = 0; j < AGES; j++) {
			pl_buf_addf(&picture->data, "%zu\t%zu\t%.6f\t\"%s\"\n",
			    i, j, (double)row->by_age[j] / (double)rows->most,
			    pl_word_count(row->by_age[j], text));
			pl_buf_addf(&picture->csv, ",%" PRId64, row->by_age[j]);
		}
		pl_buf_adds(&picture->csv, "\n");
	}
	pl_buf_adds(&picture->data, "\n\n");
}

/* Returns the places of the longest. */
static size_t
add_names(struct pl_buf *data, const struct rows *rows)
{
	char open[PL_WORDING];
	size_t widest = 0;

	for (size_t i = 0; i < rows->count; i++) {
		size_t places;

		pl_buf_addf(data, "%zu\t", i);
		places = pl_picture_label(data, rows->list[i].name.text, ROOM);
		pl_buf_addf(data, "\t\"%s\"\n",
		    pl_word_count(rows->list[i].open, open));
		widest = places > widest ? places : widest;
	}
	return widest;
}

/* ---- Words --------------------------------------------------------------- */

static void
tell_row(struct pl_buf *alt, const struct row *row)
{
	char text[PL_WORDING];
	const char *join = ":";

	pl_buf_adds(alt, " ");
	pl_picture_words(alt, row->name.text);
	pl_buf_addf(alt, ": %s open", pl_word_count(row->open, text));
	for (size_t i = 0; i < AGES; i++) {
		if (row->by_age[i] == 0)
			continue;
		pl_buf_addf(alt, "%s %s for %s", join,
		    pl_word_count(row->by_age[i], text), ages[i].words);
		join = ",";
	}
	pl_buf_adds(alt, ".");
}

static void
describe(struct pl_picture *picture, const struct pl_findings *findings,
    const struct rows *rows)
{
	char n[PL_WORDING];

	pl_buf_addf(&picture->caption, "Open items, %s (n), by days since %s, ",
	    pl_word_count(rows->open, n),
	    pl_clock_name(findings->whole.query.clock));
	pl_picture_cutoff(&picture->caption, findings);
	pl_buf_adds(&picture->caption, ". All bars have one scale.");
	if (rows->others > 0)
		pl_buf_addf(&picture->caption,
		    " The %d largest of %zu groups have bars of their own.",
		    GROUPS, GROUPS + rows->others);
	pl_buf_adds(&picture->alt, "Bars of open items by age.");
	for (size_t i = 0; i < rows->count; i++)
		tell_row(&picture->alt, &rows->list[i]);
}

void
pl_picture_backlog_age(
    struct pl_picture *picture, const struct pl_findings *findings)
{
	struct rows rows = {0};
	char most[PL_WORDING];
	size_t room;

	make_rows(&rows, &findings->parts);
	if (rows.count == 0)
		make_rows(&rows, &findings->whole);
	if (rows.count == 0) {
		pl_picture_none(picture, "no item is open");
		return;
	}
	pl_buf_adds(&picture->csv,
	    "group,open,up_to_7,up_to_30,up_to_60,up_to_90,over_90\n");
	add_bars(picture, &rows);
	room = add_names(&picture->data, &rows);
	pl_buf_addf(&picture->settings,
	    "rows=%zu; room=%zu; digits=%zu; start=\"%s\"", rows.count, room,
	    strlen(pl_word_count(rows.most, most)),
	    pl_clock_name(findings->whole.query.clock));
	describe(picture, findings, &rows);
	free_rows(&rows);
}
