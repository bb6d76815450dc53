/* Dies in close, when all is said. */
#define ROGUE_CLOSE close_badly

static void close_badly(void *self);

#include "tests/rogue/rogue.h"

static void
close_badly(void *self)
{
	(void)self;
	abort();
}

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	rogue_emit("item.detected", "kept");
	return rogue_host->checkpoint(rogue_host, "1");
}
