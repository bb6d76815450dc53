/*
 * template.h - a Mustache template, taken into pieces
 *
 * The pieces stand in the order of the text. Those of a section lie between
 * its opening and its PL_PIECE_END. Lines that hold nothing but a tag that
 * prints nothing itself are gone already. mustache.h has the language and its
 * limits.
 */
#ifndef PL_TEMPLATE_H
#define PL_TEMPLATE_H

#include <stddef.h>

struct pl_error;
struct pl_map;

enum pl_piece_kind {
	PL_PIECE_TEXT, /* may be empty: a comment within a line */
	PL_PIECE_VALUE,
	PL_PIECE_RAW,
	PL_PIECE_SECTION,
	PL_PIECE_INVERTED,
	PL_PIECE_END,
	PL_PIECE_PARTIAL,
};

struct pl_piece {
	enum pl_piece_kind kind;
	const char *text; /* or the tag's name; a PARTIAL's indentation */
	size_t length;
	size_t line;   /* from 1 */
	size_t target; /* SECTION, INVERTED: its END's place; PARTIAL: which */
	int begins_line;
	int alone; /* a PARTIAL on a line of its own */
};

struct pl_template {
	char *name; /* for errors */
	struct pl_piece *pieces;
	size_t count, room;
};

/* The text is borrowed for as long as the template lives. Names of partials
 * are added to the map; a PARTIAL's target is its number there. */
int pl_template_parse(struct pl_template *out, const char *name,
    const char *text, size_t length, struct pl_map *partials,
    struct pl_error *err);
void pl_template_free(struct pl_template *template); /* zeroed is fine */

/* Write the sentence about something in a line of a template, and return
 * code. Whatever it quotes, it is one plain line. */
int pl_template_fail(struct pl_error *err, int code,
    const struct pl_template *template, size_t line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
