/*
 * table.h - rows of text, printed in aligned columns
 */
#ifndef PL_TABLE_H
#define PL_TABLE_H

#include <stddef.h>

struct pl_buf;

enum { PL_TABLE_COLUMNS = 24 };

struct pl_table {
	size_t columns;
	unsigned left; /* bit n: column n is aligned to the left */
	char **cells;  /* row by row; the first row is the head */
	size_t used, room;
};

/* A cell more, made plain (plain.h); the row is full after as many as there
 * are columns. */
void pl_table_add(struct pl_table *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Print, with a line under the head, and free what the table holds. */
void pl_table_print(struct pl_table *table, struct pl_buf *out);

#endif
