/*
 * csv.h - cells of a CSV file (RFC 4180) that a spreadsheet takes for texts
 */
#ifndef PL_CSV_H
#define PL_CSV_H

struct pl_buf;

/* A cell with a text of our own; in quotes only where it has to be. */
void pl_csv_own(struct pl_buf *out, const char *text);

/* A cell with a text that a tool wrote, or the user: with an apostrophe in
 * front where a spreadsheet would take it for a formula. */
void pl_csv_foreign(struct pl_buf *out, const char *text);

#endif
