/* Lines of a changelog. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/text.h"
#include "plugins/apt/changelog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct changelog log = {0};

	while (size > 0) {
		size_t length;
		char *line = next_line(&data, &size, &length);

		if (changelog_take(&log, line) < 0)
			abort();
		free(line);
	}
	if (log.count > CHANGELOG_ENTRIES ||
	    (log.count > 0 &&
		changelog_find(&log, log.entries[log.count - 1].version) >=
		    log.count))
		abort();
	changelog_free(&log);
	return 0;
}
