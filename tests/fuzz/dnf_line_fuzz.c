/* Lines of dnf.rpm.log, of yum.log and of a list, each read as all three, then
 * dated and made deeds of. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/dnf/stream.h"
#include "tests/fuzz/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const int64_t now_ms = INT64_C(1773281647000);

/* Each reader answers for what it says. */
static void
take(struct stream streams[3], struct kit_local_clock *clock, const char *text,
    size_t length)
{
	for (int i = 0; i < 3; i++) {
		const char *why = NULL;
		struct line line;
		int result =
		    i == 0   ? line_read_dnf(&line, clock, text, length, &why)
		    : i == 1 ? line_read_yum(&line, text, length, &why)
			     : line_read_last(&line, clock, text, length, &why);

		if (result < 0 && why == NULL)
			abort();
		if (result == 0 && stream_take(&streams[i], &line) < 0)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct history history = {0};
	struct kit_local_clock clock = {0};
	struct stream streams[3] = {{.history = &history},
	    {.history = &history}, {.history = &history}};
	static const enum origin origins[] = {
	    ORIGIN_DNF_LOG, ORIGIN_YUM_LOG, ORIGIN_LIST};

	while (size > 0) {
		size_t length;
		char *line = next_line(&data, &size, &length);

		take(streams, &clock, line, length);
		free(line);
	}
	for (int i = 0; i < 3; i++) {
		if (stream_end_file(&streams[i], now_ms) < 0 ||
		    stream_close(&streams[i], origins[i], &clock) < 0)
			abort();
		stream_free(&streams[i]);
	}
	if (history_close(&history) < 0)
		abort();
	for (size_t i = 0; i < history.count; i++)
		if (history.deeds[i].took_ms < 0 ||
		    history.deeds[i].package == 0)
			abort();
	history_free(&history);
	return 0;
}
