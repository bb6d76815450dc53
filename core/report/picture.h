/*
 * picture.h - what a report shows as a picture
 *
 * A picture has a name, by which gnuplot's script (reports/figures/NAME.gp) and
 * its files go: NAME.svg, and NAME.csv with what it was drawn from. It is
 * filled from the findings by a function of the table in picture.c, which
 * writes both the rows for people and those for gnuplot, and the words: what is
 * seen, of how many, up to when. Words alone have to do where no picture can be
 * seen, or none can be drawn.
 *
 * Texts that a source told reach gnuplot in its data alone, never in a command;
 * pl_picture_text makes them safe there.
 */
#ifndef PL_PICTURE_H
#define PL_PICTURE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "stats/value.h"

struct pl_error;
struct pl_figure;
struct pl_findings;

enum {
	PL_PICTURE_BYTES = 16 * 1024 * 1024,
	PL_PICTURE_WORDS = 4000,
	PL_PICTURE_LABEL = 40, /* letters of a name */
};

struct pl_picture {
	const char *name, *title;
	char *why; /* nothing to draw: a sentence without a full stop; NULL:
	              something */
	struct pl_buf data;     /* for gnuplot: columns by tabs, blocks by two
	                           blank lines */
	struct pl_buf csv;      /* for people, with heads */
	struct pl_buf settings; /* assignments of numbers, "last=90; rows=3" */
	struct pl_buf caption;  /* what is seen, n, cut-off */
	struct pl_buf alt;      /* what it shows, for who does not see it */
	struct pl_buf svg;      /* drawn; empty where trouble says why not */
	char *trouble;
};

/* Is there a picture of that name? */
int pl_picture_is(const char *name);

/* The names, sorted; NULL past the last. */
const char *pl_picture_name(size_t index);

/* Fill one in, but for svg and trouble. The name is one of them. */
void pl_picture_fill(struct pl_picture *out, const char *name,
    const struct pl_findings *findings);
void pl_picture_free(struct pl_picture *picture); /* of what it holds */

/* Draw one that has something to draw, with gnuplot in the folder dir, where it
 * leaves nothing; scripts is the folder of scripts. What goes wrong stands in
 * trouble: a report does without. */
void pl_picture_draw(
    struct pl_picture *picture, const char *dir, const char *scripts);

/* ---- For the functions that fill ---------------------------------------- */

/* There is nothing to draw, and that is why. */
void pl_picture_none(struct pl_picture *picture, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A text that a source told, as a field of data: quoted for gnuplot, control
 * characters and long ends gone. (One of csv is base/csv.h's.) */
void pl_picture_text(struct pl_buf *data, const char *text);

/* The same, of as many letters as have room; the wide ones of Asia take two
 * places. Returns the places it takes. */
size_t pl_picture_label(struct pl_buf *data, const char *text, size_t room);

/* Such a text within a sentence. */
void pl_picture_words(struct pl_buf *sentence, const char *text);

/* "critical, server", the values that a figure is of, as they are; "all items"
 * where it is of the whole. */
void pl_picture_group(struct pl_buf *out, const struct pl_figure *figure);

/* A number so many times, and a tab. gnuplot passes over what is unknown. */
void pl_picture_number(
    struct pl_buf *data, struct pl_value value, double times);

/* A comma and a number; nothing after the comma where it is unknown. */
void pl_picture_cell(struct pl_buf *csv, struct pl_value value);

/* "up to 2026-06-01", the cut-off; of an anonymous report its month alone. */
void pl_picture_cutoff(struct pl_buf *out, const struct pl_findings *findings);

/* Move labels apart that would stand one upon the other: heights, descending,
 * in shares of a plot of which a line of text takes gap. */
void pl_picture_spread(double *heights, size_t count, double gap);

/* One function a picture; picture_NAME.c. */
void pl_picture_backlog_age(
    struct pl_picture *picture, const struct pl_findings *findings);
void pl_picture_calendar(
    struct pl_picture *picture, const struct pl_findings *findings);
void pl_picture_failure_codes(
    struct pl_picture *picture, const struct pl_findings *findings);
void pl_picture_incidence(
    struct pl_picture *picture, const struct pl_findings *findings);
void pl_picture_nist_matrix(
    struct pl_picture *picture, const struct pl_findings *findings);
void pl_picture_soak(
    struct pl_picture *picture, const struct pl_findings *findings);
void pl_picture_stages(
    struct pl_picture *picture, const struct pl_findings *findings);
void pl_picture_survival(
    struct pl_picture *picture, const struct pl_findings *findings);
void pl_picture_trends(
    struct pl_picture *picture, const struct pl_findings *findings);

#endif
