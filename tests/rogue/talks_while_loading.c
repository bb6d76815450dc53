/* Has something to say before anybody asked. */
#include "tests/rogue/rogue.h"

__attribute__((constructor)) static void
greet(void)
{
	fputs("Rogue 1, all rights reserved\n", stderr);
}

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	rogue_emit("item.detected", "a");
	return rogue_host->checkpoint(rogue_host, "1");
}
