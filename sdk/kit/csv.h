/* SPDX-License-Identifier: MIT
 *
 * csv.h - rows of separated values, one at a time
 *
 * RFC 4180: a field in quotes may hold the delimiter, line breaks and doubled
 * quotes. Where the RFC is silent: lines may end in LF alone, a quote inside a
 * field that does not begin with one is an ordinary character, and empty lines
 * are passed over. A row that breaks the rules costs itself; reading goes on
 * with the next line.
 */
#ifndef KIT_CSV_H
#define KIT_CSV_H

#include <stddef.h>
#include <stdint.h>

#include "kit/lines.h"

enum {
	KIT_CSV_COLUMNS = 1024,
	KIT_CSV_LINE = 1024 * 1024,    /* bytes of a line */
	KIT_CSV_ROW = 4 * 1024 * 1024, /* bytes of a row of several lines */
	KIT_CSV_SHOWN = 500,           /* bytes of a bad row that are kept */
};

/* Where lines come from, as kit_lines_next. */
typedef int kit_csv_line(void *context, struct kit_line *line);

struct kit_csv {
	kit_csv_line *next;
	void *context;
	char delimiter;
	int quotes; /* 0: as in TSV, a quote is an ordinary character */
	/* The row being read. */
	char *text;
	size_t used;
	size_t starts[KIT_CSV_COLUMNS];
	size_t count;
	int in_quotes;
	const char *flaw;
};

/* A row. Fields are borrowed until the next one. */
struct kit_csv_row {
	size_t count;
	const char *fields[KIT_CSV_COLUMNS];
	uint64_t number;               /* of its first line */
	const char *flaw;              /* why it is no row, or NULL */
	char shown[KIT_CSV_SHOWN + 1]; /* what it begins with */
};

/* -1 where there is no memory. */
int kit_csv_open(struct kit_csv *csv, kit_csv_line *next, void *context,
    char delimiter, int quotes);

/* The same from a file; lines must outlive it. */
int kit_csv_open_lines(
    struct kit_csv *csv, struct kit_lines *lines, char delimiter, int quotes);
void kit_csv_close(struct kit_csv *csv);

/* 1 and a row, 0 at the end, -1 where the file is broken from here on. */
int kit_csv_next(struct kit_csv *csv, struct kit_csv_row *row);

#endif
