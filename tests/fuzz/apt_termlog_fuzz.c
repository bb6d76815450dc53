/* Lines of term.log, told to runs of history.log, or made runs where there are
 * none: the first byte says which. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/apt/history.h"
#include "plugins/apt/termlog.h"
#include "tests/fuzz/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const runs[] = {"Start-Date: 2026-03-01  06:00:00",
    "Upgrade: a:amd64 (1, 2), b (1, 2)",
    "Error: Sub-process /usr/bin/dpkg returned an error code (1)",
    "End-Date: 2026-03-01  06:00:09"};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct history history;
	struct termlog log = {.names = &history.names};
	const char *why;

	history_begin(&history);
	for (size_t i = 0; size > 0 && *data == 'h' && i < 4; i++)
		aptlog_take(&history.apt, runs[i], strlen(runs[i]), &why);
	while (size > 0) {
		size_t length;
		char *line = next_line(&data, &size, &length);

		why = NULL;
		if (termlog_take(&log, line, length, &why) == -1 && why == NULL)
			abort();
		free(line);
	}
	for (size_t i = 0; i < log.count; i++)
		if (log.sessions[i].first + log.sessions[i].count >
		    log.package_count)
			abort();
	if (termlog_apply(&log, &history.apt) < 0 ||
	    aptlog_close(&history.apt) < 0 ||
	    history_end(&history, INT64_C(1900000000000)) < 0)
		abort();
	termlog_free(&log);
	history_free(&history);
	return 0;
}
