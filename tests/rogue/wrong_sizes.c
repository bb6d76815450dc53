/* Structs that say they are shorter, or longer, than they can be. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	plore_event event = {.size = 4,
	    .time_ms = 1767225600000,
	    .kind = "item.detected",
	    .asset = "a",
	    .patch = "P"};

	rogue_host->emit(rogue_host, &event);
	event.size = 0;
	rogue_host->emit(rogue_host, &event);
	rogue_emit("item.detected", "good");
	return rogue_host->checkpoint(rogue_host, "1");
}
