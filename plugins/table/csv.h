/*
 * csv.h - rows of separated values, one at a time
 *
 * RFC 4180: a field in quotes may hold the delimiter, line breaks and doubled
 * quotes. Where the RFC is silent: lines may end in LF alone, a quote inside a
 * field that does not begin with one is an ordinary character, and empty lines
 * are passed over. A row that breaks the rules costs itself; reading goes on
 * with the next line.
 */
#ifndef TABLE_CSV_H
#define TABLE_CSV_H

#include "plugins/table/feed.h"

enum {
	CSV_COLUMNS = 1024,
	CSV_LINE = 1024 * 1024,    /* bytes of a line */
	CSV_ROW = 4 * 1024 * 1024, /* bytes of a row of several lines */
	CSV_SHOWN = 500,           /* bytes of a bad row that are kept */
};

struct csv {
	struct feed *feed;
	char delimiter;
	int quotes; /* 0: as in TSV, a quote is an ordinary character */
	/* The row being read. */
	char *text;
	size_t used;
	size_t starts[CSV_COLUMNS];
	size_t count;
	int in_quotes;
	const char *flaw;
};

/* A row. Fields are borrowed until the next one. */
struct csv_row {
	size_t count;
	const char *fields[CSV_COLUMNS];
	uint64_t number;           /* of its first line */
	const char *flaw;          /* why it is no row, or NULL */
	char shown[CSV_SHOWN + 1]; /* what it begins with */
};

/* The feed must outlive it. -1 where there is no memory. */
int csv_open(struct csv *csv, struct feed *feed, char delimiter, int quotes);
void csv_close(struct csv *csv);

/* 1 and a row, 0 at the end, -1 where the file is broken from here on. */
int csv_next(struct csv *csv, struct csv_row *row);

#endif
