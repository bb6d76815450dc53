/* Asks the clock and not the source. */
#include <time.h>

#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	char asset[32];
	struct timespec now;

	(void)self;
	(void)request;
	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(asset, sizeof asset, "a%ld", now.tv_nsec);
	rogue_emit("item.detected", asset);
	return rogue_host->checkpoint(rogue_host, "1");
}
