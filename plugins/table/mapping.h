/*
 * mapping.h - how the rows of an export become events
 *
 * A mapping is a JSON file, explained in patchlore-table(7). It is read as a
 * whole before the first row is, so that a slip in it is told at once, with its
 * place: "events[2].time: unknown member "colour"".
 *
 * The columns that a mapping speaks of are numbered; a reader of exports hands
 * over a row as an array of their values.
 */
#ifndef TABLE_MAPPING_H
#define TABLE_MAPPING_H

#include <patchlore/plugin.h>

#include "plugins/table/moment.h"

enum {
	MAPPING_BYTES = 1024 * 1024, /* of the file */
	MAPPING_COLUMNS = 256,       /* that it speaks of */
	MAPPING_EVENTS = 64,
	MAPPING_CONDITIONS = 16, /* of one event */
	MAPPING_WORDS = 256,     /* of a condition, of a map, of zones */
	MAPPING_PIECES = 32,     /* of a template */
	MAPPING_CHOICES = 8,     /* of a list of values */
	MAPPING_ATTRS = 32,      /* of one event */
};

enum mapping_form { MAPPING_CSV, MAPPING_TSV, MAPPING_JSON, MAPPING_JSONL };

/* Literal text, or a column where text is NULL. */
struct mapping_piece {
	const char *text;
	size_t length;
	size_t column;
};

struct mapping_pair {
	const char *from, *to;
};

/* A text made of columns: pieces one behind the other, or else the first of
 * choices that is not empty; then looked up in a map. */
struct mapping_value {
	struct mapping_piece *pieces;
	size_t piece_count;
	struct mapping_value *choices;
	size_t choice_count;
	struct mapping_pair *map; /* NULL: as it is */
	size_t map_count;
	const char *otherwise; /* for what the map lacks; NULL: is refused */
	const char *split;     /* characters between its parts, or NULL */
	const char *place;     /* "patch", for messages; NULL: not given */
};

struct mapping_time {
	int at_option; /* what at= says */
	size_t column;
	struct moment_format format;
	const char *place;
};

/* The column's text is one of words; without words, it is not empty. */
struct mapping_condition {
	size_t column;
	const char **words;
	size_t word_count;
	int wanted; /* 0: the contrary holds */
};

struct mapping_attr {
	const char *name;
	struct mapping_value value;
	uint32_t share;
};

struct mapping_event {
	struct mapping_condition *conditions;
	size_t condition_count;
	struct mapping_value kind, asset, patch, vuln, product, code;
	struct mapping_time time, after; /* place NULL: not given */
	struct mapping_attr *attrs;
	size_t attr_count;
};

struct mapping {
	enum mapping_form form;
	char delimiter;
	const char *records;  /* path of the list in a JSON file, or NULL */
	const char *timezone; /* of times without one, or NULL */
	int needs_at, needs_zone;
	const char *columns[MAPPING_COLUMNS]; /* names or paths */
	size_t column_count;
	struct moment_offset *offsets;
	size_t offset_count;
	struct mapping_event *events;
	size_t event_count;
	void *memory; /* what all of the above lies in */
};

/* Read a mapping's text. NULL with a sentence in error. */
struct mapping *mapping_read(
    const char *text, size_t length, char *error, size_t error_size);
void mapping_free(struct mapping *mapping); /* NULL is fine */

#endif
