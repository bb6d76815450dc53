/*
 * apply.h - a record and a mapping become events
 *
 * Column values are taken without the spaces around them, and line breaks and
 * other control characters within become spaces. A text in which a
 * column is empty is empty as a whole, and an empty text counts as not given.
 * Where an event whose conditions hold lacks what it needs, or a word is not
 * in its map, the event is set aside with the record's place.
 */
#ifndef TABLE_APPLY_H
#define TABLE_APPLY_H

#include "plugins/table/mapping.h"

enum {
	APPLY_TEXT = 128 * 1024, /* bytes of all texts of an event */
	APPLY_PARTS = 256,       /* of a text that is split */
	APPLY_PLACE = 256,
};

/* A row of an export. */
struct record {
	const char *values[MAPPING_COLUMNS]; /* NULL: there is none */
	char place[APPLY_PLACE];             /* "export.csv:17" */
	const char *shown;                   /* what it looked like */
};

struct apply {
	const plore_host *host;
	const struct mapping *mapping;
	const char *asset; /* for events that come without one, or NULL */
	int64_t at_ms;     /* of the option at= */
	char text[APPLY_TEXT];
	size_t used;
	char flaw[PLORE_MAX_NAME + 1];
};

/* Report all events of a record. What the host says: PLORE_OK, or the code
 * with which collect has to end. */
int32_t apply_record(struct apply *apply, const struct record *record);

#endif
