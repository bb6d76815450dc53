/* Lines of the log of unattended-upgrades and of that of aptitude, each read as
 * both. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "plugins/apt/aptitude.h"
#include "plugins/apt/history.h"
#include "plugins/apt/unattended.h"
#include "tests/fuzz/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct history history;
	struct unattended log = {.names = &history.names};
	struct aptitude aptitude = {.names = &history.names};

	history_begin(&history);
	while (size > 0) {
		size_t length;
		char *line = next_line(&data, &size, &length);
		const char *why = NULL, *other = NULL;

		if (unattended_take(&log, line, length, &why) == -1 &&
		    why == NULL)
			abort();
		if (aptitude_take(&aptitude, line, length, &other) == -1 &&
		    other == NULL)
			abort();
		free(line);
	}
	unattended_apply(&log, &history.apt);
	unattended_find(&log, "a");
	if (aptlog_close(&history.apt) < 0)
		abort();
	for (size_t i = 0; i < aptitude.count; i++)
		if (history_intend(&history, &aptitude.items[i],
			INT64_C(1900000000000)) < 0)
			abort();
	unattended_free(&log);
	aptitude_free(&aptitude);
	history_free(&history);
	return 0;
}
