#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/time.h"
#include "cli/cli.h"

enum { BAR_WIDTH = 30, INTERVAL_MS = 100 };

static int64_t last_ms;
static int shown;

void
pl_cli_progress(void *context, const struct pl_wire_progress *progress)
{
	int64_t now = pl_time_steady();
	const char *text = progress->text == NULL ? "" : progress->text;

	(void)context;
	if (!isatty(STDERR_FILENO) || now - last_ms < INTERVAL_MS)
		return;
	last_ms = now;
	shown = 1;
	fputs("\r\033[K", stderr);
	if (progress->total > 0 && progress->done <= progress->total) {
		int filled = (int)((double)progress->done /
				   (double)progress->total * BAR_WIDTH);

		fprintf(stderr, "[%.*s%*s] ", filled,
		    "##############################", BAR_WIDTH - filled, "");
	} else {
		fprintf(stderr, "%" PRIu64 " ", progress->done);
	}
	pl_cli_plain(stderr, text);
}

void
pl_cli_progress_clear(void)
{
	if (shown)
		fputs("\r\033[K", stderr);
	shown = 0;
}
