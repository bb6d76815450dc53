#include "share/remarks.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/alloc.h"

void
pl_lines_add(struct pl_lines *lines, const char *format, ...)
{
	va_list arguments;
	char *line;

	va_start(arguments, format);
	line = pl_vformat(format, arguments);
	va_end(arguments);
	lines->list = pl_grow(
	    lines->list, lines->count, &lines->room, sizeof *lines->list);
	lines->list[lines->count++] = line;
}

static void
free_lines(struct pl_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->list[i]);
	free(lines->list);
}

void
pl_remarks_free(struct pl_remarks *remarks)
{
	free_lines(&remarks->stays);
	free_lines(&remarks->look);
	*remarks = (struct pl_remarks){0};
}
