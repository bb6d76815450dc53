/* Rows of separated values. The first byte chooses the delimiter. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_rows(struct kit_lines *lines, char delimiter, int quotes)
{
	static struct kit_csv_row row;
	struct kit_csv csv;
	size_t total = 0;

	if (kit_csv_open_lines(&csv, lines, delimiter, quotes) < 0)
		return;
	while (kit_csv_next(&csv, &row) > 0) {
		if (row.flaw == NULL && row.count == 0)
			abort(); /* a row has a field */
		for (size_t i = 0; row.flaw == NULL && i < row.count; i++)
			total += strlen(row.fields[i]);
	}
	if (total > (size_t)KIT_CSV_ROW * 16)
		abort();
	kit_csv_close(&csv);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("rows", 0);
	char path[64], error[200];
	struct kit_lines *lines;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (size > 0 && write(fd, data + 1, size - 1) == (ssize_t)size - 1 &&
	    (lines = kit_lines_open(path, KIT_CSV_LINE, error, sizeof error)) !=
		NULL) {
		read_rows(lines, data[0] % 2 == 0 ? ',' : ';', data[0] % 3 > 0);
		kit_lines_close(lines);
	}
	close(fd);
	return 0;
}
