/* Before there were patches, and after the sun is gone. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	plore_event event = {.size = sizeof event,
	    .kind = "item.detected",
	    .asset = "a",
	    .patch = "P"};

	rogue_host->emit(rogue_host, &event);
	event.time_ms = INT64_MAX;
	rogue_host->emit(rogue_host, &event);
	event.time_ms = INT64_MIN;
	rogue_host->emit(rogue_host, &event);
	rogue_emit("item.detected", "good");
	return rogue_host->checkpoint(rogue_host, "1");
}
