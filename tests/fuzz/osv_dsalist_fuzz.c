/* A list of Debian's, line by line. */
#include "plugins/osv/dsalist.h"

#include "plugins/osv/report.h"
#include "tests/fuzz/hearing.h"
#include "tests/fuzz/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report report = {.host = &hearing};
	struct dsalist list;
	char why[200];
	size_t length;

	dsalist_begin(&list, &report);
	while (size > 0) {
		char *line = next_line(&data, &size, &length);

		dsalist_line(&list, line, why, sizeof why);
		free(line);
	}
	dsalist_end(&list);
	report_free(&report);
	return 0;
}
