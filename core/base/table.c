#include "base/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/plain.h"

void
pl_table_add(struct pl_table *table, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	pl_plain(text);
	table->cells = pl_grow(
	    table->cells, table->used, &table->room, sizeof *table->cells);
	table->cells[table->used++] = pl_strdup(text);
}

/* Characters, not bytes: what follows in UTF-8 takes no place. */
static size_t
width_of(const char *text)
{
	size_t width = 0;

	for (; *text != '\0'; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

static void
print_cell(
    const struct pl_table *table, size_t cell, size_t width, struct pl_buf *out)
{
	size_t column = cell % table->columns;
	size_t pad = width - width_of(table->cells[cell]);
	int left = (table->left >> column & 1) != 0;
	int last = column == table->columns - 1;

	if (!left)
		pl_buf_addf(out, "%*s", (int)pad, "");
	pl_buf_adds(out, table->cells[cell]);
	if (left && !last)
		pl_buf_addf(out, "%*s", (int)pad, "");
	pl_buf_adds(out, last ? "\n" : "  ");
}

void
pl_table_print(struct pl_table *table, struct pl_buf *out)
{
	size_t widths[PL_TABLE_COLUMNS] = {0}, total = 0;

	for (size_t i = 0; i < table->used; i++) {
		size_t width = width_of(table->cells[i]);

		if (width > widths[i % table->columns])
			widths[i % table->columns] = width;
	}
	for (size_t i = 0; i < table->columns; i++)
		total += widths[i] + (i > 0 ? 2 : 0);
	for (size_t i = 0; i < table->used; i++) {
		print_cell(table, i, widths[i % table->columns], out);
		if (i == table->columns - 1) {
			for (size_t j = 0; j < total; j++)
				pl_buf_adds(out, "-");
			pl_buf_adds(out, "\n");
		}
	}
	for (size_t i = 0; i < table->used; i++)
		free(table->cells[i]);
	free(table->cells);
	table->cells = NULL;
	table->used = table->room = 0;
}
