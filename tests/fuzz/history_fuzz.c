/* Lines of history.log, closed and proven. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/text.h"
#include "plugins/apt/aptlog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kit_numbers names = {0};
	struct aptlog log = {.names = &names};

	while (size > 0) {
		size_t length;
		char *line = next_line(&data, &size, &length);
		const char *why = NULL;

		if (aptlog_take(&log, line, length, &why) == -1 && why == NULL)
			abort();
		free(line);
	}
	if (aptlog_close(&log) < 0)
		abort();
	for (size_t i = 0; i < log.count; i++) {
		char code[16];

		aptlog_code(kit_numbers_text(&names, log.runs[i].error), code);
		if (log.runs[i].over_ms < log.runs[i].start_ms ||
		    log.runs[i].first + log.runs[i].count > log.item_count)
			abort();
	}
	aptlog_free(&log);
	kit_numbers_free(&names);
	return 0;
}
