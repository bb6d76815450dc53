/* Is told to stop by the results of its calls, and goes on. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	while (rogue_host != NULL) {
		rogue_emit("item.detected", "a");
		rogue_host->checkpoint(rogue_host, "1");
	}
	return PLORE_OK;
}
