/* Rows of separated values. The first byte chooses the delimiter. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "plugins/table/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_rows(struct feed *feed, char delimiter, int quotes)
{
	static struct csv_row row;
	struct csv csv;
	size_t total = 0;

	if (csv_open(&csv, feed, delimiter, quotes) < 0)
		return;
	while (csv_next(&csv, &row) > 0) {
		if (row.flaw == NULL && row.count == 0)
			abort(); /* a row has a field */
		for (size_t i = 0; row.flaw == NULL && i < row.count; i++)
			total += strlen(row.fields[i]);
	}
	if (total > (size_t)CSV_ROW * 16)
		abort();
	csv_close(&csv);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("rows", 0);
	char path[64], error[200];
	struct feed feed;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (size > 0 && write(fd, data + 1, size - 1) == (ssize_t)size - 1 &&
	    feed_open(&feed, path, CSV_LINE, error, sizeof error) == 0) {
		read_rows(&feed, data[0] % 2 == 0 ? ',' : ';', data[0] % 3 > 0);
		feed_close(&feed);
	}
	close(fd);
	return 0;
}
