/* Passes nothing where something is due. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	plore_event event = {.size = sizeof event,
	    .time_ms = 1767225600000,
	    .kind = "item.detected",
	    .asset = "a",
	    .patch = "P",
	    .attr_count = 3};

	rogue_host->emit(rogue_host, NULL);
	rogue_host->emit(rogue_host, &event);
	rogue_host->reject(rogue_host, NULL, NULL, NULL);
	rogue_host->log(rogue_host, PLORE_LOG_WARN, NULL);
	rogue_host->progress(rogue_host, 0, 0, NULL);
	rogue_host->fail(rogue_host, NULL);
	if (rogue_host->option(rogue_host, NULL, 0) != NULL ||
	    rogue_host->extension(rogue_host, NULL) != NULL ||
	    rogue_host->checkpoint(rogue_host, NULL) != PLORE_E_ARGUMENT)
		rogue_emit("item.detected", "bad");
	rogue_emit("item.detected", "good");
	return rogue_host->checkpoint(rogue_host, "1");
}
