/* Reports, and sets no checkpoint behind. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	rogue_host->checkpoint(rogue_host, "0");
	rogue_emit("item.detected", "a");
	return PLORE_OK;
}
