/* One event before the checkpoint, one behind it, then the end. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	rogue_emit("item.detected", "kept");
	rogue_host->checkpoint(rogue_host, "1");
	rogue_emit("item.detected", "lost");
	rogue_host->progress(rogue_host, 1, 2, "sends what waits");
	abort();
}
