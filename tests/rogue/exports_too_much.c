/* Leaves its insides open, for others to collide with. */
#include "tests/rogue/rogue.h"

PLORE_EXPORT int rogue_helper(void);

int
rogue_helper(void)
{
	return 1;
}

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	rogue_emit("item.detected", "good");
	return rogue_host->checkpoint(rogue_host, "1");
}
